//! Trust policies: read, with users and roles named by their unique ids, and shown with their ARNs.
//!
//! INVARIANT: what is stored names no user and no role by ARN, so one who was deleted and made again
//! under the old name is not trusted. Who is not there any more is shown by the id, as on AWS.

use std::collections::BTreeMap;

use policy::{Kind, Policy, PolicyError, Quota};
use rules::ids::{RoleName, UserName, arn};
use rules::stored::stored_bytes;
use rules::{Account, AccountId, Principal, Role, User};
use store::{Key, Store, StoreError};

use crate::call::Call;
use crate::records::{self, decode};
use crate::refusal::{PolicyFault, Refusal};

/// Bytes of a trust policy, as it is stored.
pub(crate) const KEPT_BYTES_MAX: usize = 8 * 1024;

/// A trust policy as it is stored, and the users and roles whom it names, by their ids.
pub(crate) struct Trust {
    pub(crate) document: String,
    pub(crate) named: BTreeMap<String, Principal>,
}

/// Reads a trust policy. `known` are those whom the role's policy named before: who is among them may
/// be named by the id.
pub(crate) async fn read(
    call: &mut Call<'_>,
    text: &str,
    known: &BTreeMap<String, Principal>,
) -> Result<Trust, Refusal> {
    let policy = Policy::parse_as(Kind::Trust, text)?;
    let too_large = || Refusal::from(PolicyFault::TooLarge(Quota::Trust, String::new()));
    if !Quota::Trust.takes([text]) {
        return Err(too_large());
    }
    let mut ids = BTreeMap::new();
    let mut named = BTreeMap::new();
    for principal in policy.principals() {
        let (id, who) = find(call, principal, known).await?;
        named.extend(who.map(|who| (id.clone(), who)));
        ids.insert(principal.to_owned(), id);
    }
    let document = policy.with_principals(&ids).to_json();
    if stored_bytes(&document) > KEPT_BYTES_MAX {
        return Err(too_large());
    }
    Ok(Trust { document, named })
}

/// How somebody whom a trust policy names is kept: a user and a role by the unique id, an account by
/// its ARN, as AWS shows it. Refused: who is not there.
async fn find(
    call: &mut Call<'_>,
    principal: &str,
    known: &BTreeMap<String, Principal>,
) -> Result<(String, Option<Principal>), Refusal> {
    let unknown = || Refusal::from(PolicyError::unknown_principal(principal));
    if let Some(who) = known.get(principal) {
        return Ok((principal.to_owned(), Some(who.clone())));
    }
    let Some(named) = Named::of(principal) else {
        return Err(unknown());
    };
    match named {
        Named::Account(account) => {
            let found: Option<Account> = call.tx.load(&records::account_key(&account)).await?;
            let found = found.ok_or_else(unknown)?;
            Ok((arn::root(&found.id), None))
        }
        Named::User(account, name) => {
            let found: Option<User> = call
                .tx
                .find(&records::user_name_is(&account, &name))
                .await?;
            let user = found.filter(|user| user.arn() == principal);
            let user = user.ok_or_else(unknown)?;
            Ok((user.id.to_string(), Some(user.principal())))
        }
        Named::Role(account, name, session) => {
            let found: Option<Role> = call
                .tx
                .find(&records::role_name_is(&account, &name))
                .await?;
            let role = found.ok_or_else(unknown)?;
            let id = match session {
                Some(session) => format!("{}:{session}", role.id),
                None if role.arn() == principal => role.id.to_string(),
                None => return Err(unknown()),
            };
            Ok((id, Some(role.principal())))
        }
    }
}

/// Whom an entry under `AWS` names.
enum Named<'t> {
    Account(AccountId),
    User(AccountId, UserName),
    /// A role, or one session of it.
    Role(AccountId, RoleName, Option<&'t str>),
}

impl<'t> Named<'t> {
    fn of(text: &'t str) -> Option<Self> {
        if let Ok(account) = AccountId::parse(text) {
            return Some(Self::Account(account));
        }
        let of_iam = text.strip_prefix("arn:aws:iam::");
        let of_sts = || text.strip_prefix("arn:aws:sts::");
        let (account, rest) = of_iam.or_else(of_sts)?.split_once(':')?;
        let account = AccountId::parse(account).ok()?;
        if rest == "root" {
            return Some(Self::Account(account));
        }
        let (kind, path) = rest.split_once('/')?;
        let name = path.rsplit('/').next()?;
        Some(match kind {
            "user" => Self::User(account, UserName::parse(name).ok()?),
            "role" => Self::Role(account, RoleName::parse(name).ok()?, None),
            "assumed-role" => {
                let (role, session) = path.split_once('/')?;
                Self::Role(account, RoleName::parse(role).ok()?, Some(session))
            }
            _ => return None,
        })
    }
}

/// The trust policies of roles as people read them, each in its place: with the ARNs that users and
/// roles have now.
pub(crate) async fn shown(store: &Store, roles: &[Role]) -> Result<Vec<String>, StoreError> {
    let mut keys: Vec<Key> = roles
        .iter()
        .flat_map(|role| role.trusted.values().filter_map(key_of))
        .collect();
    keys.sort();
    keys.dedup();
    let mut arns = BTreeMap::new();
    for some in keys.chunks(store::limits::MAX_READ_KEYS) {
        for (key, record) in some.iter().zip(store.read(some).await?) {
            let Some(record) = record else { continue };
            let there = if key.kind == <User as records::Stored>::KIND {
                Arns::of_user(&decode(key, record.schema, &record.body)?)
            } else {
                Arns::of_role(&decode(key, record.schema, &record.body)?)
            };
            arns.insert(key.clone(), there);
        }
    }
    Ok(roles.iter().map(|role| show(role, &arns)).collect())
}

fn show(role: &Role, arns: &BTreeMap<Key, Arns>) -> String {
    let names = role.trusted.iter().filter_map(|(id, who)| {
        let there = arns.get(&key_of(who)?)?;
        Some((id.clone(), there.of(id)))
    });
    let names: BTreeMap<String, String> = names.collect();
    match Policy::parse_as(Kind::Trust, &role.trust) {
        Ok(policy) if !names.is_empty() => policy.with_principals(&names).to_json(),
        Ok(_) | Err(_) => role.trust.clone(),
    }
}

/// The ARN of somebody, and what the ARNs of their sessions begin with.
struct Arns {
    own: String,
    role: Option<(AccountId, RoleName)>,
}

impl Arns {
    fn of_user(user: &User) -> Self {
        Self {
            own: user.arn(),
            role: None,
        }
    }

    fn of_role(role: &Role) -> Self {
        Self {
            own: role.arn(),
            role: Some((role.account.clone(), role.name.clone())),
        }
    }

    /// The ARN for an id, which may be that of one session.
    fn of(&self, id: &str) -> String {
        match (id.split_once(':'), &self.role) {
            (Some((_, session)), Some((account, name))) => {
                arn::assumed_role(account, name, session)
            }
            _ => self.own.clone(),
        }
    }
}

fn key_of(who: &Principal) -> Option<Key> {
    match who {
        Principal::User(account, id) => Some(records::user_key(account, id)),
        Principal::Role(account, id) => Some(records::role_key(account, id)),
        Principal::Root(_) => None,
    }
}
