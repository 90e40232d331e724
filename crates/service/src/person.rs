//! Somebody who can sign in, root or user, with what both have in common.

use rules::ids::{UserName, arn};
use rules::{AccountId, Credentials, Principal, Root, User};
use store::{Key, StoreError};

use crate::records::{self, Tx};
use crate::refusal::{Entity, Refusal};

/// Root or a user: the record that holds somebody's credentials.
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

/// The key of the record that holds somebody's credentials.
pub(crate) fn holder_key(principal: &Principal) -> Key {
    match principal {
        Principal::Root(account) => records::root_key(account),
        Principal::User(account, id) => records::user_key(account, id),
    }
}

/// Somebody by their principal.
pub(crate) async fn holder(
    tx: &mut Tx,
    principal: &Principal,
) -> Result<Option<Holder>, StoreError> {
    let key = holder_key(principal);
    Ok(match principal {
        Principal::Root(_) => tx.load(&key).await?.map(Holder::Root),
        Principal::User(..) => tx.load(&key).await?.map(Holder::User),
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
