//! Managed policies of an account, and those of AWS that every account has.

use std::collections::BTreeMap;

use policy::managed::ManagedPolicy;
use policy::{Kind, Policy, Quota as Size};
use rules::customer_policy::{DESCRIPTION_CHARS_MAX, POLICIES_MAX, VersionOf};
use rules::ids::arn;
use rules::{
    AccountId, CustomerPolicy, EntityPath, Group, Invalid, PolicyId, PolicyName, PolicyVersion,
    Role, Tag, Timestamp, User, tags,
};
use serde_json::{Value, json};
use store::{Store, StoreError};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::facts::Facts;
use crate::ops::attachments::Usage;
use crate::ops::inline::told;
use crate::ops::sessions::account_of;
use crate::person::Subject;
use crate::policies::key_of;
use crate::records::{self, Tx, lists};
use crate::refusal::{Entity, Leftover, PolicyFault, Quota, Refusal};

/// Bytes of a version's document that are kept as it was written; a longer one loses white space.
const WRITTEN_BYTES_MAX: usize = 32 * 1024;
/// Bytes of a document in any form.
const KEPT_BYTES_MAX: usize = 56 * 1024;

/// Whose policy an ARN names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// One that every account has.
    Aws,
    /// The account's.
    Own,
    /// Another account's.
    Others,
}

impl Whose {
    /// Refused: what is no ARN of a policy.
    pub(crate) fn of(account: &AccountId, arn: &str) -> Result<Self, Refusal> {
        let rest = arn.strip_prefix("arn:aws:iam::");
        let owner = rest.and_then(|rest| rest.split_once(":policy/"));
        match owner {
            Some(("aws", _)) => Ok(Self::Aws),
            Some((owner, _)) if owner == account.as_str() => Ok(Self::Own),
            Some((owner, _)) if AccountId::parse(owner).is_ok() => Ok(Self::Others),
            _ => Err(Refusal::Policy(PolicyFault::Arn(arn.to_owned()))),
        }
    }
}

/// The name at the end of a policy's ARN.
pub fn name_in(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The path in a policy's ARN.
pub fn path_in(arn: &str) -> &str {
    let path = arn.split_once(":policy").map_or("/", |(_, rest)| rest);
    path.rfind('/').map_or("/", |end| &path[..=end])
}

/// A managed policy as answers show one.
#[derive(Clone, Debug)]
pub struct PolicyView {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its unique id.
    pub id: String,
    /// Its path.
    pub path: String,
    /// What it is for.
    pub description: Option<String>,
    /// The number of its default version.
    pub default_version: u32,
    /// To how many users, groups and roles it is attached.
    pub attachments: u32,
    /// How many users and roles it bounds.
    pub boundaries: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its default version changed last.
    pub updated_at: Timestamp,
    /// What it is marked with.
    pub tags: Vec<Tag>,
    /// Whether every account has it.
    pub by_aws: bool,
    /// Its versions, the oldest first.
    pub versions: Vec<VersionOf>,
}

impl From<CustomerPolicy> for PolicyView {
    fn from(policy: CustomerPolicy) -> Self {
        Self {
            arn: policy.arn(),
            name: policy.name.into(),
            id: policy.id.into(),
            path: policy.path.into(),
            description: policy.description,
            default_version: policy.default_version,
            attachments: policy.attachments,
            boundaries: policy.boundaries,
            created_at: policy.created_at,
            updated_at: policy.updated_at,
            tags: policy.tags,
            by_aws: false,
            versions: policy.versions,
        }
    }
}

/// The date that policies of every account bear: 2026-01-01.
const SERVED_SINCE_SECONDS: i64 = 1_767_225_600;

/// A policy of every account. Its id is made of its name.
fn by_aws(managed: &ManagedPolicy, usages: &Usages) -> PolicyView {
    let at = Timestamp::from_second(SERVED_SINCE_SECONDS).unwrap_or(Timestamp::UNIX_EPOCH);
    let letters = managed.name.to_ascii_uppercase();
    let (attachments, boundaries) = usages.of(managed.arn);
    PolicyView {
        arn: managed.arn.to_owned(),
        name: managed.name.to_owned(),
        id: format!("ANPA{letters:A<17.17}"),
        path: path_in(managed.arn).to_owned(),
        description: Some(managed.description.to_owned()),
        default_version: 1,
        attachments,
        boundaries,
        created_at: at,
        updated_at: at,
        tags: Vec::new(),
        by_aws: true,
        versions: vec![VersionOf {
            number: 1,
            created_at: at,
        }],
    }
}

/// How often each policy is attached, and how often it bounds, by ARN.
#[derive(Default)]
pub(crate) struct Usages(BTreeMap<String, (u32, u32)>);

impl Usages {
    /// Looks at every user, group and role: it only informs, and quotas keep it small.
    pub(crate) async fn in_account(store: &Store, account: &AccountId) -> Result<Self, StoreError> {
        let mut usages = Self::default();
        for user in lists::all::<User>(store, account.as_str()).await? {
            usages.add(&user.policies);
            if let Some(arn) = user.boundary {
                usages.0.entry(arn).or_default().1 += 1;
            }
        }
        for group in lists::all::<Group>(store, account.as_str()).await? {
            usages.add(&group.policies);
        }
        for role in lists::all::<Role>(store, account.as_str()).await? {
            usages.add(&role.policies);
            if let Some(arn) = role.boundary {
                usages.0.entry(arn).or_default().1 += 1;
            }
        }
        Ok(usages)
    }

    fn add(&mut self, arns: &[String]) {
        for arn in arns {
            self.0.entry(arn.clone()).or_default().0 += 1;
        }
    }

    fn of(&self, arn: &str) -> (u32, u32) {
        self.0.get(arn).copied().unwrap_or_default()
    }

    /// How many different policies somebody has.
    pub(crate) fn different(&self) -> usize {
        self.0.len()
    }
}

/// A policy of an account, by its ARN.
pub(crate) async fn of_account(
    tx: &mut Tx,
    account: &AccountId,
    arn: &str,
) -> Result<Option<CustomerPolicy>, Refusal> {
    let Some(key) = key_of(account, arn) else {
        return Ok(None);
    };
    let found: Option<CustomerPolicy> = tx.load(&key).await?;
    Ok(found.filter(|policy| policy.arn() == arn))
}

/// A policy of the caller's account, to be changed. Those that every account has cannot be.
pub(crate) async fn own(call: &mut Call<'_>, arn: &str) -> Result<CustomerPolicy, Refusal> {
    let account = call.person()?.account().clone();
    match Whose::of(&account, arn)? {
        Whose::Own => {
            let found = of_account(&mut call.tx, &account, arn).await?;
            found.ok_or_else(|| Refusal::NoSuchEntity(Entity::Policy(arn.to_owned())))
        }
        Whose::Aws | Whose::Others => Err(Refusal::Policy(PolicyFault::Outside)),
    }
}

/// A policy that the caller's account can use.
pub(crate) async fn existing(call: &mut Call<'_>, arn: &str) -> Result<PolicyView, Refusal> {
    let account = call.person()?.account().clone();
    if Whose::of(&account, arn)? != Whose::Aws {
        return own(call, arn).await.map(PolicyView::from);
    }
    let managed = policy::managed::find(arn);
    let managed = managed.ok_or_else(|| Refusal::NoSuchEntity(Entity::Policy(arn.to_owned())))?;
    let usages = Usages::in_account(&call.shared.store, &account).await?;
    Ok(by_aws(managed, &usages))
}

/// Makes a managed policy.
pub struct CreatePolicy {
    /// Its name.
    pub name: PolicyName,
    /// Where in the account's tree of names it will stand.
    pub path: EntityPath,
    /// What it is for.
    pub description: Option<String>,
    /// What it is marked with.
    pub tags: Vec<Tag>,
    /// The document of its first version, as it was written.
    pub document: String,
}

impl Operation for CreatePolicy {
    type Output = PolicyView;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(arn::policy(account, &self.path, &self.name));
        let mut asks = vec![("iam:CreatePolicy", policy.clone())];
        if !self.tags.is_empty() {
            asks.push(("iam:TagPolicy", policy));
        }
        asks
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({
            "policyName": self.name.as_str(),
            "path": self.path.as_str(),
            "description": self.description,
            "tags": self.tags,
            "policyDocument": told(&self.document),
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PolicyView>, Refusal> {
        let mut account = account_of(call).await?;
        let key = records::policy_key(&account.id, &self.name);
        if call.tx.load::<CustomerPolicy>(&key).await?.is_some() {
            let taken = Entity::PolicyName(self.name.clone());
            return Err(Refusal::EntityAlreadyExists(taken));
        }
        if account.policies >= POLICIES_MAX {
            return Err(Refusal::LimitExceeded(Quota::Policies));
        }
        let description = self.description.as_deref().unwrap_or_default();
        if description.chars().count() > DESCRIPTION_CHARS_MAX {
            return Err(Invalid::Description.into());
        }
        let mut marked = Vec::new();
        tags::set(&mut marked, &self.tags)?;
        let document = kept(&self.document)?;
        let now = call.now();
        let mut policy = CustomerPolicy {
            account: account.id.clone(),
            id: call.draw(PolicyId::random),
            name: self.name.clone(),
            path: self.path.clone(),
            description: self.description.clone().filter(|text| !text.is_empty()),
            tags: marked,
            created_at: now,
            updated_at: now,
            versions: Vec::new(),
            default_version: 1,
            last_version: 0,
            attachments: 0,
            boundaries: 0,
        };
        add_version(call, &mut policy, document, true).await?;
        account.policies += 1;
        call.tx.save(&account).await?;
        Ok(Answer::Done(policy.into()))
    }
}

/// The document of a managed policy as it is kept, once it was read.
pub(crate) fn kept(document: &str) -> Result<String, Refusal> {
    let parsed = Policy::parse_as(Kind::Managed, document)?;
    let too_large = || Refusal::Policy(PolicyFault::TooLarge(Size::Managed, String::new()));
    if !Size::Managed.takes([document]) {
        return Err(too_large());
    }
    if document.len() <= WRITTEN_BYTES_MAX {
        return Ok(document.to_owned());
    }
    let shortest = parsed.to_json();
    if shortest.len() > KEPT_BYTES_MAX {
        return Err(too_large());
    }
    Ok(shortest)
}

/// Adds a version to a policy and saves both.
pub(crate) async fn add_version(
    call: &mut Call<'_>,
    policy: &mut CustomerPolicy,
    document: String,
    becomes_default: bool,
) -> Result<VersionOf, Refusal> {
    let now = call.now();
    let number = policy.add_version(now, becomes_default);
    let number = number.ok_or(Refusal::LimitExceeded(Quota::VersionsOfPolicy))?;
    let version = PolicyVersion {
        account: policy.account.clone(),
        policy: policy.id.clone(),
        number,
        document,
    };
    call.tx.save(&version).await?;
    call.tx.save(policy).await?;
    Ok(VersionOf {
        number,
        created_at: now,
    })
}

/// A managed policy.
pub struct GetPolicy {
    /// Its ARN.
    pub policy: String,
}

impl Operation for GetPolicy {
    type Output = PolicyView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:GetPolicy", policy)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PolicyView>, Refusal> {
        Ok(Answer::Done(existing(call, &self.policy).await?))
    }
}

/// Deletes a policy of the account that nobody has, with its last version.
pub struct DeletePolicy {
    /// Its ARN.
    pub policy: String,
}

impl Operation for DeletePolicy {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:DeletePolicy", policy)]
    }

    fn parameters(&self) -> Value {
        json!({ "policyArn": self.policy })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let policy = own(call, &self.policy).await?;
        let stays = |stays| Refusal::DeleteConflict(Leftover::OfPolicy(stays));
        policy.may_go().map_err(stays)?;
        for version in &policy.versions {
            let key = records::policy_version_key(&policy.account, &policy.id, version.number);
            call.tx.erase(key).await?;
        }
        call.tx.remove(&policy).await?;
        let mut account = account_of(call).await?;
        account.policies -= 1;
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// Whose policies a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of every account and those of this one.
    All,
    /// Those that every account has.
    Aws,
    /// Those of this account.
    Local,
}

/// Managed policies, in the order of their names.
pub struct ListPolicies {
    /// Whose.
    pub scope: Scope,
    /// Only those that are attached to somebody, or bound somebody.
    pub only_attached: bool,
    /// What their paths begin with; `/` for all.
    pub path_prefix: String,
    /// Only those that somebody has for this; none for all.
    pub usage: Option<Usage>,
}

impl Operation for ListPolicies {
    type Output = Vec<PolicyView>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policies = format!("policy path {}", self.path_prefix);
        vec![("iam:ListPolicies", Resource::Arn(policies))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<PolicyView>>, Refusal> {
        let account = call.person()?.account().clone();
        let mut policies = all(&call.shared.store, &account, self.scope).await?;
        policies.retain(|policy| {
            let wanted = match self.usage {
                None if self.only_attached => policy.attachments + policy.boundaries > 0,
                None => true,
                Some(Usage::Permissions) => policy.attachments > 0,
                Some(Usage::Boundary) => policy.boundaries > 0,
            };
            wanted && policy.path.starts_with(&self.path_prefix)
        });
        Ok(Answer::Done(policies))
    }
}

/// Managed policies of a scope, in the order of their names.
pub(crate) async fn all(
    store: &Store,
    account: &AccountId,
    scope: Scope,
) -> Result<Vec<PolicyView>, Refusal> {
    let mut policies = Vec::new();
    if scope != Scope::Local {
        let usages = Usages::in_account(store, account).await?;
        let managed = policy::managed::managed().iter();
        policies.extend(managed.map(|managed| by_aws(managed, &usages)));
    }
    if scope != Scope::Aws {
        let own = lists::all::<CustomerPolicy>(store, account.as_str()).await?;
        policies.extend(own.into_iter().map(PolicyView::from));
    }
    policies.sort_by_key(|policy| (policy.name.to_ascii_lowercase(), policy.by_aws));
    Ok(policies)
}

/// Marks a policy of the account.
pub struct TagPolicy {
    /// Its ARN.
    pub policy: String,
    /// With what.
    pub tags: Vec<Tag>,
}

impl Operation for TagPolicy {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:TagPolicy", policy)]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "policyArn": self.policy, "tags": self.tags })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut policy = own(call, &self.policy).await?;
        tags::set(&mut policy.tags, &self.tags)?;
        call.tx.save(&policy).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes marks from a policy of the account.
pub struct UntagPolicy {
    /// Its ARN.
    pub policy: String,
    /// The keys of the marks.
    pub keys: Vec<String>,
}

impl Operation for UntagPolicy {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:UntagPolicy", policy)]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tag_keys: &self.keys,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "policyArn": self.policy, "tagKeys": self.keys })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut policy = own(call, &self.policy).await?;
        tags::remove(&mut policy.tags, &self.keys);
        call.tx.save(&policy).await?;
        Ok(Answer::Done(()))
    }
}

/// A policy's marks, in the order of their keys.
pub struct ListPolicyTags {
    /// Its ARN.
    pub policy: String,
}

impl Operation for ListPolicyTags {
    type Output = Vec<Tag>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:ListPolicyTags", policy)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Tag>>, Refusal> {
        Ok(Answer::Done(existing(call, &self.policy).await?.tags))
    }
}
