//! Somebody who can sign in, root or user, with what both have in common; and who acts: they, or the
//! role that they have taken on.

use rules::ids::{UserName, arn};
use rules::{AccountId, Credentials, Principal, Role, Root, User};
use store::{Key, StoreError};

use crate::records::{self, Tx};
use crate::refusal::{Entity, Refusal};
use crate::tokens::Taken;

/// Root or a user: the record that holds somebody's credentials.
#[expect(
    clippy::large_enum_variant,
    reason = "most holders are users, and there is one at a time"
)]
#[derive(Clone, Debug)]
pub enum Holder {
    /// The root user.
    Root(Root),
    /// An IAM user.
    User(User),
}

/// Whom an operation is about, as a person names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The account's root user.
    Root,
    /// A user, by name.
    User(UserName),
}

impl Target {
    /// The user name in an event, AWS's for root.
    pub(crate) fn event_name(&self) -> &str {
        match self {
            Self::Root => "AWS ROOT USER",
            Self::User(name) => name.as_str(),
        }
    }
}

impl Holder {
    /// Who it is.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Root(root) => root.principal(),
            Self::User(user) => user.principal(),
        }
    }

    /// What it proves itself with.
    pub fn credentials(&self) -> &Credentials {
        match self {
            Self::Root(root) => &root.credentials,
            Self::User(user) => &user.credentials,
        }
    }

    pub(crate) fn credentials_mut(&mut self) -> &mut Credentials {
        match self {
            Self::Root(root) => &mut root.credentials,
            Self::User(user) => &mut user.credentials,
        }
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        match self {
            Self::Root(root) => arn::root(&root.account),
            Self::User(user) => user.arn(),
        }
    }

    /// Its account.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Root(root) => &root.account,
            Self::User(user) => &user.account,
        }
    }

    /// Whether an operation that names `target` is about it.
    pub fn is(&self, target: &Target) -> bool {
        match (self, target) {
            (Self::Root(_), Target::Root) => true,
            (Self::User(user), Target::User(name)) => user.name.folded() == name.folded(),
            (Self::Root(_), Target::User(_)) | (Self::User(_), Target::Root) => false,
        }
    }

    /// How an operation names it.
    pub fn target(&self) -> Target {
        match self {
            Self::Root(_) => Target::Root,
            Self::User(user) => Target::User(user.name.clone()),
        }
    }

    /// What it is called in the console: the address or the name.
    pub fn display_name(&self) -> &str {
        match self {
            Self::Root(root) => root.email.as_str(),
            Self::User(user) => user.name.as_str(),
        }
    }

    /// Names that its password may not be.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Root(root) => vec![root.email.as_str()],
            Self::User(user) => {
                let email = user.contact_email.iter().map(rules::Email::as_str);
                std::iter::once(user.name.as_str()).chain(email).collect()
            }
        }
    }

    /// Saves the record that it is.
    pub(crate) async fn save(&self, tx: &mut Tx) -> Result<(), StoreError> {
        match self {
            Self::Root(root) => tx.save(root).await,
            Self::User(user) => tx.save(user).await,
        }
    }
}

/// Who acts: root or a user as themselves, or a role that somebody has taken on.
#[expect(
    clippy::large_enum_variant,
    reason = "most of those who act are people, and there is one at a time"
)]
#[derive(Clone, Debug)]
pub enum Subject {
    /// Somebody who can sign in.
    Holder(Holder),
    /// A session of a role.
    Role(Box<RoleSession>),
}

/// A role, and who has taken it on.
#[derive(Clone, Debug)]
pub struct RoleSession {
    /// The role, as it is now.
    pub role: Role,
    /// What was said when it was taken on.
    pub(crate) taken: Taken,
    /// The person at the origin, also behind a chain of roles.
    pub(crate) origin: Holder,
}

impl RoleSession {
    /// The session's ARN, without the role's path as on AWS.
    pub fn arn(&self) -> String {
        arn::assumed_role(&self.role.account, &self.role.name, &self.taken.name)
    }

    /// `AROA…:name` (`aws:userid`).
    pub fn user_id(&self) -> String {
        format!("{}:{}", self.role.id, self.taken.name)
    }
}

impl Subject {
    /// Who it is.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Holder(holder) => holder.principal(),
            Self::Role(session) => session.role.principal(),
        }
    }

    /// The account in which it acts.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Holder(holder) => holder.account(),
            Self::Role(session) => &session.role.account,
        }
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        match self {
            Self::Holder(holder) => holder.arn(),
            Self::Role(session) => session.arn(),
        }
    }

    /// What policies and GetCallerIdentity call its id.
    pub fn user_id(&self) -> String {
        match self {
            Self::Holder(holder) => holder.principal().stable_id().to_owned(),
            Self::Role(session) => session.user_id(),
        }
    }

    /// The person who acts, themselves or through roles.
    pub fn origin(&self) -> &Holder {
        match self {
            Self::Holder(holder) => holder,
            Self::Role(session) => &session.origin,
        }
    }

    /// Root or the user, unless it is a role.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Holder(holder) => Some(holder),
            Self::Role(_) => None,
        }
    }

    /// Whether an operation that names `target` is about it. A role is nobody's own.
    pub fn is(&self, target: &Target) -> bool {
        self.holder().is_some_and(|holder| holder.is(target))
    }
}

/// The key of the record that holds somebody's credentials.
pub(crate) fn holder_key(principal: &Principal) -> Option<Key> {
    match principal {
        Principal::Root(account) => Some(records::root_key(account)),
        Principal::User(account, id) => Some(records::user_key(account, id)),
        Principal::Role(..) => None,
    }
}

/// Somebody by their principal.
pub(crate) async fn holder(
    tx: &mut Tx,
    principal: &Principal,
) -> Result<Option<Holder>, StoreError> {
    let Some(key) = holder_key(principal) else {
        return Ok(None);
    };
    Ok(if principal.is_root() {
        tx.load(&key).await?.map(Holder::Root)
    } else {
        tx.load(&key).await?.map(Holder::User)
    })
}

/// Somebody of an account by the name that an operation gives.
pub(crate) async fn named(
    tx: &mut Tx,
    account: &AccountId,
    target: &Target,
) -> Result<Holder, Refusal> {
    let missing = Refusal::NoSuchEntity(match target {
        Target::Root => Entity::Account,
        Target::User(name) => Entity::User(name.clone()),
    });
    let found = match target {
        Target::Root => tx
            .load(&records::root_key(account))
            .await?
            .map(Holder::Root),
        Target::User(name) => tx
            .find(&records::user_name_is(account, name))
            .await?
            .map(Holder::User),
    };
    found.ok_or(missing)
}
