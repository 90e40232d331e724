//! The policies of somebody, compiled and ready to be asked.
//!
//! What was compiled is kept for the whole process under the key and the version of the record that it
//! follows from. A record that changes has another version, so nothing stale is ever found, whichever
//! process changed it.
//!
//! INVARIANT: a policy that is attached and cannot be had refuses everything: it could have denied.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use policy::managed::ManagedPolicy;
use policy::{
    Because, Kind, Layer, NamedPolicy, Owner, Policies, Policy, Principal, Request, Ruling, decide,
};
use rules::ids::PolicyName;
use rules::{AccountId, CustomerPolicy, Group, InlinePolicy, PolicyVersion, Role, User};
use store::{Key, Version};

use crate::person::{Holder, Subject};
use crate::records::{self, Stored, Tx};
use crate::refusal::Refusal;
use crate::table::TABLE;
use crate::tokens::SessionPolicies;

/// Most records of which compiled policies are kept.
const KEPT_MAX: usize = 4096;

/// A document that was read, and what it was read from.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The ARN of a managed policy, the name of an inline one.
    pub(crate) name: String,
    pub(crate) document: String,
    pub(crate) policy: Policy,
    /// The condition keys that it asks for, in small letters.
    keys: Vec<String>,
}

impl Compiled {
    /// Reads a stored document; none, with a line in the log, if it is no policy.
    pub(crate) fn of(name: &str, document: &str, kind: Kind) -> Option<Self> {
        match Policy::parse_as(kind, document) {
            Ok(policy) => Some(Self::new(name, document, policy)),
            Err(error) => {
                tracing::error!(policy = %name, %error, "a stored policy cannot be read");
                None
            }
        }
    }

    /// What was read already.
    pub(crate) fn new(name: &str, document: &str, policy: Policy) -> Self {
        let keys = policy.context_keys();
        Self {
            name: name.to_owned(),
            document: document.to_owned(),
            keys: keys.iter().map(|key| key.to_ascii_lowercase()).collect(),
            policy,
        }
    }

    pub(crate) fn named(&self) -> NamedPolicy<'_> {
        NamedPolicy {
            name: &self.name,
            policy: &self.policy,
        }
    }
}

/// Compiled policies of records, by key and version.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<Key, Kept>>);

/// What follows from one version of a record.
struct Kept {
    version: Version,
    compiled: Arc<[Compiled]>,
}

impl Cache {
    fn get(&self, key: &Key, version: Version) -> Option<Arc<[Compiled]>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|kept| kept.version == version)
            .map(|kept| Arc::clone(&kept.compiled))
    }

    fn put(&self, key: &Key, version: Version, compiled: &Arc<[Compiled]>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        let compiled = Arc::clone(compiled);
        kept.insert(key.clone(), Kept { version, compiled });
    }
}

/// AWS's managed policies, compiled once.
static SERVED: LazyLock<BTreeMap<&'static str, Arc<[Compiled]>>> = LazyLock::new(|| {
    let compiled = |managed: &'static ManagedPolicy| {
        let compiled = Compiled::new(managed.arn, managed.document, managed.policy.clone());
        (managed.arn, Arc::from(vec![compiled]))
    };
    policy::managed::managed().iter().map(compiled).collect()
});

/// Where policies come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They belong to the user of this name.
    User(String),
    /// They belong to the group of this name.
    Group(String),
    /// They belong to the role of this name.
    Role(String),
    /// One of those that every account has.
    AwsManaged,
    /// One that the account manages.
    CustomerManaged,
    /// One that was given with the question.
    Given,
}

/// Policies from one place.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) origin: Origin,
    pub(crate) compiled: Arc<[Compiled]>,
}

/// Everything that is asked about what somebody may do.
#[derive(Clone, Default)]
pub(crate) struct Gathered {
    /// Of the user and of all groups of the user, or of the role.
    pub(crate) identity: Vec<Held>,
    /// The permissions boundary.
    pub(crate) boundary: Option<Held>,
    /// Of the session that a role was taken on with; none for everybody else.
    pub(crate) session: Option<Vec<Held>>,
    /// Of a role that is to be taken on: the account that it belongs to, and its trust policy.
    pub(crate) trust: Option<(AccountId, Held)>,
    /// What is attached and cannot be had.
    missing: Option<(Layer, String)>,
}

impl Gathered {
    /// Whether a managed policy is among those of the identity. No inline one has such a name.
    fn has(&self, arn: &str) -> bool {
        let mut held = self.identity.iter().flat_map(|held| held.compiled.iter());
        held.any(|one| one.name == arn)
    }

    /// The condition keys that any of the policies asks for, in small letters.
    pub(crate) fn keys(&self) -> BTreeSet<&str> {
        let session = self.session.iter().flatten();
        let trust = self.trust.iter().map(|(_, trust)| trust);
        let held = self.identity.iter().chain(&self.boundary).chain(session);
        held.chain(trust)
            .flat_map(|held| held.compiled.iter())
            .flat_map(|compiled| compiled.keys.iter().map(String::as_str))
            .collect()
    }

    /// The condition keys that identity and boundary ask for, as they are written.
    pub(crate) fn spelled_keys(&self) -> Vec<String> {
        let held = self.identity.iter().chain(&self.boundary);
        held.flat_map(|held| held.compiled.iter())
            .flat_map(|compiled| compiled.policy.context_keys())
            .map(str::to_owned)
            .collect()
    }

    /// The policy that bounds.
    pub(crate) fn boundary_policy(&self) -> Option<NamedPolicy<'_>> {
        let boundary = self.boundary.as_ref()?;
        boundary.compiled.first().map(Compiled::named)
    }

    /// What is said if something is attached that cannot be had.
    pub(crate) fn refusal(&self) -> Option<Ruling> {
        let (layer, arn) = self.missing.as_ref()?;
        let because = Because {
            policy: arn.clone(),
            statement: 0,
            sid: None,
        };
        Some(Ruling::ExplicitDeny {
            layer: *layer,
            because,
        })
    }

    /// What all of them together say.
    pub(crate) fn decide(&self, principal: Principal<'_>, request: &Request<'_>) -> Ruling {
        if let Some(refusal) = self.refusal() {
            return refusal;
        }
        let identity = named(&self.identity);
        let session = self.session.as_deref().map(named);
        let trust = self.trust.as_ref().map(|(account, trust)| Owner {
            account: account.as_str(),
            policy: trust.compiled.first().map(Compiled::named),
        });
        let policies = Policies {
            identity: &identity,
            boundary: self.boundary_policy(),
            session: session.as_deref(),
            resource: trust,
            ..Policies::of(principal)
        };
        decide(&policies, request)
    }

    /// Whether user, groups or role are allowed everything that there is, without a condition.
    pub(crate) fn gives_everything(&self) -> bool {
        let held = self.identity.iter().flat_map(|held| held.compiled.iter());
        let policies: Vec<&Policy> = held.map(|compiled| &compiled.policy).collect();
        let actions = TABLE.iter().flat_map(|row| row.actions);
        actions
            .copied()
            .all(|action| policies.iter().any(|one| one.allows_everywhere(action)))
    }

    /// Whether a boundary or a session holds back some of what is given.
    pub(crate) fn is_held_back(&self) -> bool {
        self.boundary.is_some() || self.session.is_some() || self.missing.is_some()
    }

    fn lacks(&mut self, layer: Layer, arn: &str) {
        tracing::error!(policy = %arn, "an attached policy is not there");
        self.missing.get_or_insert_with(|| (layer, arn.to_owned()));
    }
}

fn named(held: &[Held]) -> Vec<NamedPolicy<'_>> {
    held.iter()
        .flat_map(|held| held.compiled.iter().map(Compiled::named))
        .collect()
}

/// Who asks, by the names that policies know them by.
pub(crate) enum Asking<'s> {
    Root(&'s AccountId),
    User {
        arn: String,
        id: &'s str,
    },
    Role {
        arn: String,
        role_arn: String,
        id: &'s str,
    },
}

impl<'s> Asking<'s> {
    pub(crate) fn of(subject: &'s Subject) -> Self {
        match subject {
            Subject::Holder(Holder::Root(root)) => Self::Root(&root.account),
            Subject::Holder(Holder::User(user)) => Self::User {
                arn: user.arn(),
                id: user.id.as_str(),
            },
            Subject::Role(session) => Self::Role {
                arn: session.arn(),
                role_arn: session.role.arn(),
                id: session.role.id.as_str(),
            },
        }
    }

    pub(crate) fn principal(&self) -> Principal<'_> {
        match self {
            Self::Root(account) => Principal::Root {
                account: account.as_str(),
            },
            Self::User { arn, id } => Principal::User { arn, id },
            Self::Role { arn, role_arn, id } => Principal::RoleSession {
                arn,
                role_arn,
                role_id: id,
            },
        }
    }
}

/// One of AWS's managed policies.
pub(crate) fn served(arn: &str) -> Option<Held> {
    SERVED.get(arn).map(|compiled| Held {
        origin: Origin::AwsManaged,
        compiled: Arc::clone(compiled),
    })
}

/// The policies of a user: own, attached, those of the groups, and the boundary.
pub(crate) async fn of_user(tx: &mut Tx, cache: &Cache, user: &User) -> Result<Gathered, Refusal> {
    let mut keys: Vec<Key> = user
        .groups
        .iter()
        .map(|id| records::group_key(&user.account, id))
        .collect();
    let attached = user.policies.iter().chain(&user.boundary);
    keys.extend(attached.filter_map(|arn| key_of(&user.account, arn)));
    tx.prefetch(&keys).await?;

    let mut gathered = Gathered::default();
    let own = Origin::User(user.name.to_string());
    add_inline(tx, cache, &mut gathered, own, (user, &user.inline)).await?;
    add_attached(tx, cache, &mut gathered, &user.account, &user.policies).await?;
    for id in &user.groups {
        let key = records::group_key(&user.account, id);
        match tx.load::<Group>(&key).await? {
            Some(group) => add_group(tx, cache, &mut gathered, &group).await?,
            None => gathered.lacks(Layer::Identity, id.as_str()),
        }
    }
    add_boundary(
        tx,
        cache,
        &mut gathered,
        &user.account,
        user.boundary.as_deref(),
    )
    .await?;
    Ok(gathered)
}

/// The policies of a role: own, attached, and the boundary.
pub(crate) async fn of_role(tx: &mut Tx, cache: &Cache, role: &Role) -> Result<Gathered, Refusal> {
    let attached = role.policies.iter().chain(&role.boundary);
    let keys: Vec<Key> = attached
        .filter_map(|arn| key_of(&role.account, arn))
        .collect();
    tx.prefetch(&keys).await?;
    let mut gathered = Gathered::default();
    let own = Origin::Role(role.name.to_string());
    add_inline(tx, cache, &mut gathered, own, (role, &role.inline)).await?;
    add_attached(tx, cache, &mut gathered, &role.account, &role.policies).await?;
    add_boundary(
        tx,
        cache,
        &mut gathered,
        &role.account,
        role.boundary.as_deref(),
    )
    .await?;
    Ok(gathered)
}

/// Adds the policies that a session of a role was taken on with.
pub(crate) async fn narrow(
    tx: &mut Tx,
    cache: &Cache,
    gathered: &mut Gathered,
    role: &Role,
    policies: Option<&SessionPolicies>,
) -> Result<(), Refusal> {
    let Some(policies) = policies else {
        return Ok(());
    };
    let mut session = Vec::with_capacity(1 + policies.managed.len());
    if let Some(document) = &policies.document {
        match Compiled::of("session policy", document, Kind::Identity) {
            Some(compiled) => session.push(Held {
                origin: Origin::Given,
                compiled: Arc::from(vec![compiled]),
            }),
            None => gathered.lacks(Layer::Session, "session policy"),
        }
    }
    for arn in &policies.managed {
        match managed(tx, cache, &role.account, arn).await? {
            Some(held) => session.push(held),
            None => gathered.lacks(Layer::Session, arn),
        }
    }
    gathered.session = Some(session);
    Ok(())
}

/// Adds the trust policy of a role that is to be taken on.
pub(crate) fn add_trust(gathered: &mut Gathered, role: &Role) {
    match Compiled::of("trust policy", &role.trust, Kind::Trust) {
        Some(compiled) => {
            let trust = Held {
                origin: Origin::Role(role.name.to_string()),
                compiled: Arc::from(vec![compiled]),
            };
            gathered.trust = Some((role.account.clone(), trust));
        }
        None => gathered.lacks(Layer::Resource, "trust policy"),
    }
}

async fn add_boundary(
    tx: &mut Tx,
    cache: &Cache,
    gathered: &mut Gathered,
    account: &AccountId,
    boundary: Option<&str>,
) -> Result<(), Refusal> {
    if let Some(arn) = boundary {
        match managed(tx, cache, account, arn).await? {
            Some(held) => gathered.boundary = Some(held),
            None => gathered.lacks(Layer::Boundary, arn),
        }
    }
    Ok(())
}

/// The policies of a group: what it gives to whoever belongs to it.
pub(crate) async fn of_group(
    tx: &mut Tx,
    cache: &Cache,
    group: &Group,
) -> Result<Gathered, Refusal> {
    let mut gathered = Gathered::default();
    add_group(tx, cache, &mut gathered, group).await?;
    Ok(gathered)
}

async fn add_group(
    tx: &mut Tx,
    cache: &Cache,
    gathered: &mut Gathered,
    group: &Group,
) -> Result<(), Refusal> {
    let keys = group.policies.iter();
    let keys: Vec<Key> = keys.filter_map(|arn| key_of(&group.account, arn)).collect();
    tx.prefetch(&keys).await?;
    let own = Origin::Group(group.name.to_string());
    add_inline(tx, cache, gathered, own, (group, &group.inline)).await?;
    add_attached(tx, cache, gathered, &group.account, &group.policies).await
}

async fn add_inline<T: Stored>(
    tx: &mut Tx,
    cache: &Cache,
    gathered: &mut Gathered,
    origin: Origin,
    (owner, inline): (&T, &[InlinePolicy]),
) -> Result<(), Refusal> {
    if inline.is_empty() {
        return Ok(());
    }
    let key = owner.key();
    let version = tx.version(&key).await?;
    let kept = version.and_then(|version| cache.get(&key, version));
    if let Some(compiled) = kept {
        gathered.identity.push(Held { origin, compiled });
        return Ok(());
    }
    let mut compiled = Vec::with_capacity(inline.len());
    for one in inline {
        match Compiled::of(one.name.as_str(), &one.document, Kind::Identity) {
            Some(one) => compiled.push(one),
            None => gathered.lacks(Layer::Identity, one.name.as_str()),
        }
    }
    let is_whole = compiled.len() == inline.len();
    let compiled = Arc::from(compiled);
    // What was found in the cache is not asked what it lacks.
    if let Some(version) = version.filter(|_| is_whole) {
        cache.put(&key, version, &compiled);
    }
    gathered.identity.push(Held { origin, compiled });
    Ok(())
}

async fn add_attached(
    tx: &mut Tx,
    cache: &Cache,
    gathered: &mut Gathered,
    account: &AccountId,
    arns: &[String],
) -> Result<(), Refusal> {
    for arn in arns {
        // What several groups of one person give is asked once.
        if gathered.has(arn) {
            continue;
        }
        match managed(tx, cache, account, arn).await? {
            Some(held) => gathered.identity.push(held),
            None => gathered.lacks(Layer::Identity, arn),
        }
    }
    Ok(())
}

/// A managed policy by its ARN, AWS's or the account's, with the document of its default version.
pub(crate) async fn managed(
    tx: &mut Tx,
    cache: &Cache,
    account: &AccountId,
    arn: &str,
) -> Result<Option<Held>, Refusal> {
    if let Some(held) = served(arn) {
        return Ok(Some(held));
    }
    let Some(key) = key_of(account, arn) else {
        return Ok(None);
    };
    let held = |compiled: Arc<[Compiled]>| Held {
        origin: Origin::CustomerManaged,
        compiled,
    };
    let version = tx.version(&key).await?;
    if let Some(compiled) = version.and_then(|version| cache.get(&key, version)) {
        let is_it = compiled.first().is_some_and(|one| one.name == arn);
        return Ok(is_it.then(|| held(compiled)));
    }
    let found: Option<CustomerPolicy> = tx.load(&key).await?;
    let Some(policy) = found.filter(|policy| policy.arn() == arn) else {
        return Ok(None);
    };
    let at = records::policy_version_key(account, &policy.id, policy.default_version);
    let Some(default) = tx.load::<PolicyVersion>(&at).await? else {
        return Ok(None);
    };
    let Some(compiled) = Compiled::of(arn, &default.document, Kind::Managed) else {
        return Ok(None);
    };
    let compiled = Arc::from(vec![compiled]);
    if let Some(version) = version {
        cache.put(&key, version, &compiled);
    }
    Ok(Some(held(compiled)))
}

/// The key of the policy that an ARN names, if it is one of the account's own.
pub(crate) fn key_of(account: &AccountId, arn: &str) -> Option<Key> {
    let rest = arn.strip_prefix("arn:aws:iam::")?;
    let path = rest
        .strip_prefix(account.as_str())?
        .strip_prefix(":policy/")?;
    let name = path.rsplit('/').next()?;
    let name = PolicyName::parse(name).ok()?;
    Some(records::policy_key(account, &name))
}
