//! Whose policies a question to the simulator is about, and who would ask.

use policy::Context;
use rules::{AccountId, Group, GroupName, Role, RoleName, User, UserName};

use crate::authorise::Resource;
use crate::call::Call;
use crate::ops::{groups, roles, users};
use crate::policies::{self, Gathered};
use crate::refusal::{PolicyFault, Refusal};

/// Whose policies are asked.
pub(super) enum Source {
    User(Box<User>),
    Group(Box<Group>),
    Role(Box<Role>),
}

enum Named {
    User(UserName),
    Group(GroupName),
    Role(RoleName),
}

/// The user, group or role that an ARN of the account names.
fn named(account: &AccountId, arn: &str) -> Option<Named> {
    let rest = arn.strip_prefix("arn:aws:iam::")?;
    let rest = rest.strip_prefix(account.as_str())?;
    let (kind, path) = rest.strip_prefix(':')?.split_once('/')?;
    let name = path.rsplit('/').next()?;
    match kind {
        "user" => UserName::parse(name).ok().map(Named::User),
        "group" => GroupName::parse(name).ok().map(Named::Group),
        "role" => RoleName::parse(name).ok().map(Named::Role),
        _ => None,
    }
}

/// What an action about their policies is asked for on.
pub(super) fn resource_of(account: &AccountId, arn: &str) -> Resource {
    match named(account, arn) {
        Some(Named::User(name)) => Resource::user(&name),
        Some(Named::Group(name)) => Resource::group(&name),
        Some(Named::Role(name)) => Resource::role(&name),
        None => Resource::Arn(arn.to_owned()),
    }
}

impl Source {
    /// The one whom an ARN of the account names.
    pub(super) async fn load(call: &mut Call<'_>, arn: &str) -> Result<Self, Refusal> {
        let account = call.person()?.account().clone();
        match named(&account, arn) {
            Some(Named::User(name)) => {
                let user = users::named(call, &name).await?;
                Ok(Self::User(Box::new(user)))
            }
            Some(Named::Group(name)) => {
                let group = groups::named(call, &name).await?;
                Ok(Self::Group(Box::new(group)))
            }
            Some(Named::Role(name)) => {
                let role = roles::named(call, &name).await?;
                Ok(Self::Role(Box::new(role)))
            }
            None => Err(Refusal::Policy(PolicyFault::NotSimulated(format!(
                "Invalid Entity Arn: {arn}"
            )))),
        }
    }

    /// Their policies.
    pub(super) async fn gathered(&self, call: &mut Call<'_>) -> Result<Gathered, Refusal> {
        let cache = &call.shared.policies;
        match self {
            Self::User(user) => policies::of_user(&mut call.tx, cache, user).await,
            Self::Group(group) => policies::of_group(&mut call.tx, cache, group).await,
            Self::Role(role) => policies::of_role(&mut call.tx, cache, role).await,
        }
    }

    /// Who would ask: they themselves, or the caller of the question.
    pub(super) fn who(&self, caller: Option<&str>) -> Who {
        let (arn, id) = match self {
            Self::User(user) => (user.arn(), user.id.to_string()),
            Self::Group(group) => (group.arn(), String::new()),
            Self::Role(role) => (role.arn(), role.id.to_string()),
        };
        match caller {
            Some(caller) if caller != arn => Who {
                arn: caller.to_owned(),
                id: String::new(),
            },
            _ => Who { arn, id },
        }
    }

    /// What every call of a user or role has, unless the question says something else.
    pub(super) fn fill(&self, context: &mut Context, call: &Call<'_>) {
        let mut fill = |key: &str, value: String| {
            if context.values(key).is_none() {
                context.insert(key, value);
            }
        };
        fill("aws:CurrentTime", call.now().to_string());
        fill("aws:EpochTime", call.now().as_second().to_string());
        let (arn, account, kind, tags) = match self {
            Self::User(user) => {
                fill("aws:username", user.name.to_string());
                fill("aws:userid", user.id.to_string());
                (user.arn(), &user.account, "User", &user.tags)
            }
            Self::Role(role) => (role.arn(), &role.account, "AssumedRole", &role.tags),
            Self::Group(_) => return,
        };
        fill("aws:PrincipalArn", arn);
        fill("aws:PrincipalAccount", account.to_string());
        fill("aws:PrincipalType", kind.to_owned());
        for tag in tags {
            fill(&format!("aws:PrincipalTag/{}", tag.key), tag.value.clone());
        }
    }
}

/// Who would ask.
pub(super) struct Who {
    pub(super) arn: String,
    pub(super) id: String,
}

impl Who {
    /// The ARN of the role behind a session.
    pub(super) fn role_arn(&self) -> Option<String> {
        let rest = self.arn.strip_prefix("arn:aws:sts::")?;
        let (account, rest) = rest.split_once(":assumed-role/")?;
        let role = rest.split('/').next()?;
        Some(format!("arn:aws:iam::{account}:role/{role}"))
    }
}
