//! The condition keys of a call, made only where a policy asks for them (IAM user guide: "AWS global
//! condition context keys", "IAM and AWS STS condition context keys").
//!
//! A long-term key has nothing to say about MFA, so the keys about it are absent, as on AWS. So are those
//! about an organization, which no account has here yet, about services that call for somebody, and
//! about root's sessions by tasks. Those of taking on a role are added where one is taken on.

use std::collections::{BTreeMap, BTreeSet};

use policy::Context;
use rules::{MfaDevice, Role, SerialNumber, Tag, User};

use crate::authorise::Resource;
use crate::call::{Call, Person};
use crate::person::{Holder, Subject, Target};
use crate::records;
use crate::refusal::Refusal;

/// The region of the console.
const CONSOLE_REGION: &str = "us-east-1";
const PRINCIPAL_TAG: &str = "aws:principaltag/";
const REQUEST_TAG: &str = "aws:requesttag/";
const RESOURCE_TAGS: [&str; 2] = ["aws:resourcetag/", "iam:resourcetag/"];
const BOUNDARY: &str = "iam:permissionsboundary";
/// The actions that [`BOUNDARY`] can be asked about (Service Authorization Reference, "Actions, resources,
/// and condition keys for AWS Identity and Access Management"). For all others it is absent.
const BOUNDARY_ACTIONS: [&str; 19] = [
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteUserPolicy",
    "iam:DetachRolePolicy",
    "iam:DetachUserPolicy",
    "iam:GetRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
];

/// What conditions can ask about a request itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// Tags that it sets.
    pub tags: &'a [Tag],
    /// Keys of tags that it removes.
    pub tag_keys: &'a [String],
    /// The ARN of the policy that it attaches or detaches.
    pub policy: Option<&'a str>,
    /// The ARN of the boundary that it sets; else the one that the user or role has whom it is about.
    pub boundary: Option<&'a str>,
    /// How far it registers a passkey or security key.
    pub security_key: Option<KeyStep<'a>>,
}

/// How far a passkey or security key is registered (IAM user guide: `iam:RegisterSecurityKey` and the
/// keys beside it).
#[derive(Clone, Copy, Debug)]
pub enum KeyStep<'a> {
    /// The browser is to ask the key.
    Create,
    /// The key has answered: what its model is certified for, by AWS's names.
    Activate(&'a BTreeMap<String, String>),
}

impl KeyStep<'_> {
    fn value(self, key: &str) -> Option<String> {
        let certified = |name| match self {
            Self::Create => None,
            Self::Activate(certifications) => certifications.get(name).cloned(),
        };
        match key {
            "iam:registersecuritykey" => Some(match self {
                Self::Create => "Create".to_owned(),
                Self::Activate(_) => "Activate".to_owned(),
            }),
            "iam:fido-certification" => certified("FIDO"),
            "iam:fido-fips-140-2-certification" => certified("FIPS-140-2"),
            "iam:fido-fips-140-3-certification" => certified("FIPS-140-3"),
            _ => None,
        }
    }
}

/// Those of the condition keys that an action can be asked about.
pub(crate) fn known_to<'k>(action: &str, mut keys: BTreeSet<&'k str>) -> BTreeSet<&'k str> {
    if !BOUNDARY_ACTIONS.contains(&action) {
        keys.remove(BOUNDARY);
    }
    keys
}

/// The condition keys that are wanted, as far as this call has them.
pub(crate) async fn context(
    call: &mut Call<'_>,
    person: &Person,
    facts: &Facts<'_>,
    resource: &Resource,
    wanted: &BTreeSet<&str>,
) -> Result<Context, Refusal> {
    let mut context = Context::new();
    let marks = marks(&person.subject);
    for key in wanted {
        if let Some(value) = of_caller(key, person, call) {
            context.insert(key, value);
        } else if let Some(value) = marks
            .iter()
            .find_map(|marks| tagged(key, PRINCIPAL_TAG, marks))
        {
            context.insert(key, value);
        } else if let Some(value) = tagged(key, REQUEST_TAG, facts.tags) {
            context.insert(key, value);
        } else if let Some(value) = facts.security_key.and_then(|step| step.value(key)) {
            context.insert(key, value);
        } else if *key == "aws:tagkeys" {
            let set = facts.tags.iter().map(|tag| tag.key.clone());
            let keys = set.chain(facts.tag_keys.iter().cloned()).collect();
            context.insert_all(key, keys);
        } else if *key == "iam:policyarn"
            && let Some(arn) = facts.policy
        {
            context.insert(key, arn);
        } else if *key == BOUNDARY
            && let Some(arn) = facts.boundary
        {
            context.insert(key, arn);
        }
    }
    let about = |key: &&str| *key == BOUNDARY || RESOURCE_TAGS.iter().any(|at| key.starts_with(at));
    if wanted.iter().any(about) {
        add_resource(call, &mut context, resource, wanted).await?;
    }
    Ok(context)
}

/// What whoever acts is marked with. The marks of a session come before those of its role.
fn marks(subject: &Subject) -> Vec<&[Tag]> {
    match subject {
        Subject::Holder(Holder::Root(_)) => Vec::new(),
        Subject::Holder(Holder::User(user)) => vec![&user.tags],
        Subject::Role(session) => vec![&session.taken.tags, &session.role.tags],
    }
}

/// What follows from who acts.
fn of_subject(key: &str, subject: &Subject) -> Option<String> {
    Some(match (key, subject) {
        ("aws:userid", _) => subject.user_id(),
        ("aws:principalaccount", _) => subject.account().to_string(),
        // Of a session it is the ARN of the role, with its path.
        ("aws:principalarn", Subject::Role(session)) => session.role.arn(),
        ("aws:principalarn", _) => subject.arn(),
        ("aws:principaltype", Subject::Role(_)) => "AssumedRole".to_owned(),
        ("aws:principaltype", Subject::Holder(Holder::User(_))) => "User".to_owned(),
        ("aws:principaltype", Subject::Holder(Holder::Root(_))) => "Account".to_owned(),
        ("aws:username", Subject::Holder(Holder::User(user))) => user.name.to_string(),
        ("aws:sourceidentity", Subject::Role(session)) => session.taken.source_identity.clone()?,
        _ => return None,
    })
}

/// What follows from who calls, how, from where and when.
fn of_caller(key: &str, person: &Person, call: &Call<'_>) -> Option<String> {
    let now = call.now();
    let visitor = call.visitor;
    if let Some(value) = of_subject(key, &person.subject) {
        return Some(value);
    }
    Some(match key {
        "aws:sourceip" => visitor.ip.clone(),
        "aws:useragent" => visitor.user_agent.clone(),
        "aws:securetransport" => visitor.secure.to_string(),
        "aws:currenttime" => now.to_string(),
        "aws:epochtime" => now.as_second().to_string(),
        "aws:requestedregion" => match person.signer() {
            Some(signer) => signer.region().to_owned(),
            None => CONSOLE_REGION.to_owned(),
        },
        "aws:viaawsservice" | "aws:principalisawsservice" => "false".to_owned(),
        "aws:tokenissuetime" => person.opened_at()?.to_string(),
        // Of a session only: a long-term key has neither of the two.
        "aws:multifactorauthpresent" => {
            person.opened_at()?;
            person.told_mfa().is_some().to_string()
        }
        "aws:multifactorauthage" => {
            let age_seconds = now.as_second() - person.told_mfa()?.at.as_second();
            age_seconds.max(0).to_string()
        }
        _ => return None,
    })
}

/// The value of the tag that a key of a condition names; letter case does not matter in it.
fn tagged(key: &str, prefix: &str, tags: &[Tag]) -> Option<String> {
    let name = key.strip_prefix(prefix)?;
    let tag = tags
        .iter()
        .find(|tag| tag.key.to_ascii_lowercase() == name)?;
    Some(tag.value.clone())
}

/// What follows from the thing that the call is about.
async fn add_resource(
    call: &mut Call<'_>,
    context: &mut Context,
    resource: &Resource,
    wanted: &BTreeSet<&str>,
) -> Result<(), Refusal> {
    let account = call.person()?.account().clone();
    let (tags, boundary) = match resource {
        Resource::Person(Target::User(name)) | Resource::Moved(name, _) => {
            let key = records::user_name_is(&account, name);
            let user = call.tx.find::<User>(&key).await?;
            user.map_or_else(Default::default, |user| (user.tags, user.boundary))
        }
        Resource::Role(name) => {
            let key = records::role_name_is(&account, name);
            let role = call.tx.find::<Role>(&key).await?;
            role.map_or_else(Default::default, |role| (role.tags, role.boundary))
        }
        Resource::Policy(arn) => {
            let found = crate::ops::policies::of_account(&mut call.tx, &account, arn).await?;
            (found.map(|policy| policy.tags).unwrap_or_default(), None)
        }
        Resource::Arn(arn) => {
            let serial = SerialNumber::parse(arn).ok();
            let key = serial.map(|serial| records::device_key(&account, &serial));
            let device = match key {
                Some(key) if arn.contains(":mfa/") => call.tx.load::<MfaDevice>(&key).await?,
                _ => None,
            };
            (device.map(|device| device.tags).unwrap_or_default(), None)
        }
        Resource::Person(Target::Root) | Resource::Group(_) => return Ok(()),
    };
    for key in wanted {
        let tag = RESOURCE_TAGS
            .iter()
            .find_map(|prefix| tagged(key, prefix, &tags));
        if let Some(value) = tag {
            context.insert(key, value);
        }
    }
    if let Some(arn) = boundary
        && wanted.contains(BOUNDARY)
        && context.values(BOUNDARY).is_none()
    {
        context.insert(BOUNDARY, arn);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IAM user guide, "IAM and AWS STS condition context keys": the keys of FIDO security keys.
    #[test]
    fn what_conditions_can_ask_about_a_security_key() {
        let certifications = [("FIDO", "L2"), ("FIPS-140-2", "L1")]
            .map(|(name, level)| (name.to_owned(), level.to_owned()));
        let certifications = BTreeMap::from(certifications);
        let activate = KeyStep::Activate(&certifications);
        for (key, before, after) in [
            ("iam:registersecuritykey", Some("Create"), Some("Activate")),
            ("iam:fido-certification", None, Some("L2")),
            ("iam:fido-fips-140-2-certification", None, Some("L1")),
            ("iam:fido-fips-140-3-certification", None, None),
            ("aws:username", None, None),
        ] {
            assert_eq!(KeyStep::Create.value(key).as_deref(), before, "{key}");
            assert_eq!(activate.value(key).as_deref(), after, "{key}");
        }
    }

    use crate::table::TABLE;

    /// The verbs of AWS's actions that have `iam:PermissionsBoundary`, for users and for roles.
    const OF_USERS: [&str; 7] = [
        "CreateUser",
        "AttachUserPolicy",
        "DetachUserPolicy",
        "PutUserPolicy",
        "DeleteUserPolicy",
        "PutUserPermissionsBoundary",
        "DeleteUserPermissionsBoundary",
    ];
    /// Of roles AWS has it for these as well.
    const OF_ROLES_ONLY: [&str; 5] = [
        "DeleteRole",
        "GetRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
    ];

    #[test]
    fn the_key_about_boundaries_is_known_to_the_actions_that_aws_lists_and_to_no_other() {
        let of_roles = OF_USERS.map(|name| name.replace("User", "Role"));
        let listed: BTreeSet<String> = OF_USERS
            .iter()
            .chain(&OF_ROLES_ONLY)
            .map(|name| (*name).to_owned())
            .chain(of_roles)
            .map(|name| format!("iam:{name}"))
            .collect();
        let actions = TABLE.iter().flat_map(|row| row.actions);
        let known: BTreeSet<String> = actions
            .filter(|action| known_to(action, [BOUNDARY].into()).contains(BOUNDARY))
            .map(|action| (*action).to_owned())
            .collect();
        assert_eq!(known, listed);
        let others = known_to("iam:GetUser", ["aws:username", BOUNDARY].into());
        assert_eq!(others, BTreeSet::from(["aws:username"]));
    }
}
