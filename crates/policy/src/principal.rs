//! Who asks, and the entries of `Principal` and `NotPrincipal` (spec: policy 7).
//!
//! `root` in the ARN of an account means the account, and not its root user.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use thiserror::Error;

use crate::arn;
use crate::document::{Effect, OneOrMany};
use crate::error::shorten;
use crate::limits::MAX_PATTERN_CHARS;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// The root user of an account.
    Root {
        /// The account's number.
        account: &'a str,
    },
    /// An IAM user.
    User {
        /// `arn:aws:iam::123456789012:user/hanako`
        arn: &'a str,
        /// `AIDA…`
        id: &'a str,
    },
    /// A session of a role.
    RoleSession {
        /// `arn:aws:sts::123456789012:assumed-role/audit/hanako`
        arn: &'a str,
        /// `arn:aws:iam::123456789012:role/audit`
        role_arn: &'a str,
        /// `AROA…`
        role_id: &'a str,
    },
    /// A session that GetFederationToken made.
    FederatedUser {
        /// `arn:aws:sts::123456789012:federated-user/hanako`
        arn: &'a str,
        /// ARN and id of the user who made it; `None` if root did.
        user: Option<(&'a str, &'a str)>,
    },
    /// A service of AWS.
    Service {
        /// `ec2.amazonaws.com`
        name: &'a str,
    },
    /// A person whom an identity provider vouches for, before they have a session.
    Federated {
        /// The provider's ARN or name.
        provider: &'a str,
    },
    /// Nobody known.
    Anonymous,
}

impl Principal<'_> {
    /// The number of the account to which whoever asks belongs.
    pub fn account(&self) -> Option<&str> {
        match self {
            Principal::Root { account } => Some(account),
            Principal::User { arn, .. }
            | Principal::RoleSession { arn, .. }
            | Principal::FederatedUser { arn, .. } => Some(arn::fields(arn)?[3]),
            Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => None,
        }
    }

    /// Their own ARN, and that of the role or user behind the session.
    fn arns(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Principal::User { arn, .. } => (Some(arn), None),
            Principal::RoleSession { arn, role_arn, .. } => (Some(arn), Some(role_arn)),
            Principal::FederatedUser { arn, user } => (Some(arn), user.map(|(behind, _)| behind)),
            _ => (None, None),
        }
    }

    /// Their own unique id, and that of the role or user behind the session.
    fn ids(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Principal::User { id, .. } => (Some(id), None),
            Principal::RoleSession { role_id, .. } => (None, Some(role_id)),
            Principal::FederatedUser { user, .. } => (None, user.map(|(_, behind)| behind)),
            _ => (None, None),
        }
    }

    /// Whether an id with a name behind a colon is that of their session.
    fn is_session(&self, id: &str) -> bool {
        let Principal::RoleSession { arn, role_id, .. } = self else {
            return false;
        };
        let name = arn.rsplit('/').next();
        id.split_once(':')
            .is_some_and(|(role, session)| role == *role_id && Some(session) == name)
    }

    /// Whether whoever asks has root's power, which no policy gives.
    pub(crate) fn is_root(&self) -> bool {
        matches!(
            self,
            Principal::Root { .. } | Principal::FederatedUser { user: None, .. }
        )
    }
}

/// What a statement that allows gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// To the account, which may pass it on.
    ToAccount,
    /// To the role or user behind the session.
    ToPerson,
    /// To whoever asks.
    Directly,
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) all_but: bool,
    pub(crate) entries: Entries,
}

/// What stands in either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entries {
    /// `*`
    Everybody,
    /// Kinds, each with its entries.
    Listed(Vec<(PrincipalKind, Vec<Entry>)>),
}

/// An entry, as written and as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) text: Box<str>,
    name: Name,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Everybody,
    Account(Box<str>),
    Arn(Box<str>),
    Id(Box<str>),
    Service(Box<str>),
    Provider(Box<str>),
    AnyProvider,
    Canonical,
}

/// The name under which entries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrincipalKind {
    Aws,
    Service,
    Federated,
    CanonicalUser,
}

impl PrincipalKind {
    pub(crate) const ALL: [PrincipalKind; 4] = [
        PrincipalKind::Aws,
        PrincipalKind::Service,
        PrincipalKind::Federated,
        PrincipalKind::CanonicalUser,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            PrincipalKind::Aws => "AWS",
            PrincipalKind::Service => "Service",
            PrincipalKind::Federated => "Federated",
            PrincipalKind::CanonicalUser => "CanonicalUser",
        }
    }
}

impl Entry {
    pub(crate) fn parse(kind: PrincipalKind, text: &str) -> Result<Entry, PrincipalFault> {
        let wrong = || PrincipalFault {
            kind: kind.name(),
            principal: shorten(text),
        };
        let is_plain = !text.is_empty()
            && text.chars().count() <= MAX_PATTERN_CHARS
            && !text.contains(['*', '?']);
        let name = match kind {
            PrincipalKind::Aws if text == "*" => Name::Everybody,
            PrincipalKind::Federated if text == "*" => Name::AnyProvider,
            _ if !is_plain => return Err(wrong()),
            PrincipalKind::Aws => aws(text).ok_or_else(wrong)?,
            PrincipalKind::Service => Name::Service(text.into()),
            PrincipalKind::Federated => Name::Provider(text.into()),
            PrincipalKind::CanonicalUser => Name::Canonical,
        };
        Ok(Entry {
            text: text.into(),
            name,
        })
    }

    /// What the entry gives to whoever asks, if it names them.
    fn gives(&self, principal: &Principal<'_>) -> Option<Grant> {
        let gives = |names, grant| (names == Some(self.name.text())).then_some(grant);
        match (&self.name, principal) {
            (Name::Everybody, _) | (Name::AnyProvider, Principal::Federated { .. }) => {
                Some(Grant::Directly)
            }
            (Name::Account(_), Principal::Root { account }) => {
                gives(Some(*account), Grant::Directly)
            }
            (Name::Account(_), _) => gives(principal.account(), Grant::ToAccount),
            (Name::Arn(_), _) => {
                let (own, behind) = principal.arns();
                gives(own, Grant::Directly).or_else(|| gives(behind, Grant::ToPerson))
            }
            (Name::Id(id), _) => {
                let (own, behind) = principal.ids();
                let in_session = || principal.is_session(id).then_some(Grant::Directly);
                gives(own, Grant::Directly)
                    .or_else(|| gives(behind, Grant::ToPerson))
                    .or_else(in_session)
            }
            (Name::Service(_), Principal::Service { name }) => gives(Some(*name), Grant::Directly),
            (Name::Provider(_), Principal::Federated { provider }) => {
                gives(Some(*provider), Grant::Directly)
            }
            _ => None,
        }
    }
}

impl Name {
    fn text(&self) -> &str {
        match self {
            Name::Account(text)
            | Name::Arn(text)
            | Name::Id(text)
            | Name::Service(text)
            | Name::Provider(text) => text,
            Name::Everybody | Name::AnyProvider | Name::Canonical => "",
        }
    }
}

impl Who {
    /// Whom it names under `AWS`.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let named = self
            .entries
            .of_aws()
            .filter(|entry| entry.name != Name::Everybody);
        named.map(|entry| &*entry.text)
    }

    /// Puts other names in their place.
    pub(crate) fn rename(&mut self, names: &BTreeMap<String, String>) {
        let Entries::Listed(kinds) = &mut self.entries else {
            return;
        };
        let of_aws = kinds
            .iter_mut()
            .filter(|(kind, _)| *kind == PrincipalKind::Aws);
        for entry in of_aws.flat_map(|(_, entries)| entries) {
            let new = names.get(&*entry.text);
            if let Some(new) = new.and_then(|new| Entry::parse(PrincipalKind::Aws, new).ok()) {
                *entry = new;
            }
        }
    }

    /// What a statement of this effect gives to whoever asks, or takes from them; `None` if it does not speak of them.
    pub(crate) fn takes_in(&self, effect: Effect, principal: &Principal<'_>) -> Option<Grant> {
        let grants = || self.entries.gives(principal);
        match (self.all_but, effect) {
            (false, _) => grants().max(),
            (true, Effect::Allow) => grants().next().is_none().then_some(Grant::ToAccount),
            (true, Effect::Deny) => (!self.excepts(principal)).then_some(Grant::ToAccount),
        }
    }

    /// Whether all kinds of names of whoever asks are listed.
    fn excepts(&self, principal: &Principal<'_>) -> bool {
        let listed = |grant| self.entries.gives(principal).any(|given| given == grant);
        let everybody = match &self.entries {
            Entries::Everybody => true,
            Entries::Listed(kinds) => kinds
                .iter()
                .flat_map(|(_, entries)| entries)
                .any(|entry| entry.name == Name::Everybody),
        };
        everybody
            || match principal {
                Principal::Root { .. }
                | Principal::Service { .. }
                | Principal::Federated { .. } => listed(Grant::Directly),
                Principal::User { .. } | Principal::FederatedUser { user: None, .. } => {
                    listed(Grant::Directly) && listed(Grant::ToAccount)
                }
                Principal::RoleSession { .. } | Principal::FederatedUser { .. } => {
                    listed(Grant::Directly) && listed(Grant::ToPerson) && listed(Grant::ToAccount)
                }
                Principal::Anonymous => false,
            }
    }
}

impl Entries {
    fn of_aws(&self) -> impl Iterator<Item = &Entry> {
        let kinds = match self {
            Entries::Everybody => &[][..],
            Entries::Listed(kinds) => kinds.as_slice(),
        };
        let of_aws = kinds.iter().filter(|(kind, _)| *kind == PrincipalKind::Aws);
        of_aws.flat_map(|(_, entries)| entries)
    }

    fn gives<'e>(&'e self, principal: &'e Principal<'_>) -> impl Iterator<Item = Grant> + 'e {
        let (everybody, kinds) = match self {
            Entries::Everybody => (Some(Grant::Directly), &[][..]),
            Entries::Listed(kinds) => (None, kinds.as_slice()),
        };
        let entries = kinds.iter().flat_map(|(_, entries)| entries);
        everybody
            .into_iter()
            .chain(entries.filter_map(move |entry| entry.gives(principal)))
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kinds = match self {
            Entries::Everybody => return serializer.serialize_str("*"),
            Entries::Listed(kinds) => kinds,
        };
        let mut map = serializer.serialize_map(Some(kinds.len()))?;
        for (kind, entries) in kinds {
            let texts = entries.iter().map(|entry| &*entry.text).collect();
            map.serialize_entry(kind.name(), &OneOrMany(texts))?;
        }
        map.end()
    }
}

/// What stands under `AWS` beside `*`.
fn aws(text: &str) -> Option<Name> {
    if is_account(text) {
        return Some(Name::Account(text.into()));
    }
    let Some([partition, service, region, account, rest]) = arn::fields(text) else {
        return is_id(text).then(|| Name::Id(text.into()));
    };
    if !partition.starts_with("aws") || !region.is_empty() || !is_account(account) {
        return None;
    }
    if service == "iam" && rest == "root" {
        return Some(Name::Account(account.into()));
    }
    let kinds: &[&str] = match service {
        "iam" => &["user/", "role/"],
        "sts" => &["assumed-role/", "federated-user/"],
        _ => &[],
    };
    let names_one = |kind: &&str| {
        rest.strip_prefix(*kind)
            .is_some_and(|name| !name.is_empty())
    };
    kinds.iter().any(names_one).then(|| Name::Arn(text.into()))
}

/// A unique id, or that of a role with the name of a session behind it.
fn is_id(text: &str) -> bool {
    let (id, session) = match text.split_once(':') {
        Some((role, session)) => (role, Some(session)),
        None => (text, None),
    };
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    let in_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    id.starts_with('A')
        && id.bytes().all(in_id)
        && session.is_none_or(|name| {
            id.starts_with("AROA") && !name.is_empty() && name.bytes().all(in_name)
        })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An entry that names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{principal}` under `{kind}` names no principal")]
pub struct PrincipalFault {
    /// The name under which it stands.
    pub kind: &'static str,
    /// As written.
    pub principal: String,
}

impl PrincipalFault {
    pub(crate) fn aws_message(&self) -> String {
        format!(
            "Invalid principal in policy: \"{}\":\"{}\"",
            self.kind.to_ascii_uppercase(),
            self.principal
        )
    }

    pub(crate) fn hint(&self) -> String {
        match self.kind {
            "AWS" => "write the number or ARN of an account, the ARN of a user, a role or a session, or `*`; wildcards inside an ARN are not possible here".into(),
            _ => "write its name in full, without wildcards".into(),
        }
    }
}
