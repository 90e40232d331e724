//! Managed policies and to whom they are attached, and the boundaries of users and roles.
//!
//! How often a policy of the account is attached stands with the policy, so that none is deleted while
//! somebody has it.

use rules::{AccountId, EntityPath, Group, Role, User};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::facts::Facts;
use crate::ops::owners::{Bounded, PolicyOwner};
use crate::ops::policies::{self, Whose};
use crate::person::Subject;
use crate::records::lists;
use crate::refusal::{Entity, PolicyFault, Refusal};
use crate::table::Listed;

/// What somebody has a policy for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// For what it allows and denies.
    Permissions,
    /// For what it bounds.
    Boundary,
}

/// A policy comes to somebody. Refused if there is none that could.
pub(crate) async fn come(
    call: &mut Call<'_>,
    account: &AccountId,
    arn: &str,
    usage: Usage,
) -> Result<(), Refusal> {
    let missing = || Refusal::NoSuchEntity(Entity::PolicyToAttach(arn.to_owned()));
    match Whose::of(account, arn)? {
        Whose::Aws if policy::managed::find(arn).is_some() => Ok(()),
        Whose::Aws => Err(missing()),
        Whose::Others => Err(Refusal::Policy(PolicyFault::Outside)),
        Whose::Own => {
            let found = policies::of_account(&mut call.tx, account, arn).await?;
            let mut policy = found.ok_or_else(missing)?;
            match usage {
                Usage::Permissions => policy.attachments += 1,
                Usage::Boundary => policy.boundaries += 1,
            }
            call.tx.save(&policy).await?;
            Ok(())
        }
    }
}

/// A policy goes from somebody.
pub(crate) async fn go(
    call: &mut Call<'_>,
    account: &AccountId,
    arn: &str,
    usage: Usage,
) -> Result<(), Refusal> {
    if let Some(mut policy) = policies::of_account(&mut call.tx, account, arn).await? {
        match usage {
            Usage::Permissions => policy.attachments -= 1,
            Usage::Boundary => policy.boundaries -= 1,
        }
        call.tx.save(&policy).await?;
    }
    Ok(())
}

/// Attaches a managed policy, unless it is attached. Gives back whether it was not.
pub(crate) async fn attach<O: PolicyOwner>(
    call: &mut Call<'_>,
    owner: &mut O,
    policy: &str,
) -> Result<bool, Refusal> {
    if owner.attached().iter().any(|arn| arn == policy) {
        return Ok(false);
    }
    let account = call.person()?.account().clone();
    come(call, &account, policy, Usage::Permissions).await?;
    if owner.attached().len() >= O::ATTACHED.most() as usize {
        return Err(Refusal::LimitExceeded(O::ATTACHED));
    }
    owner.attached_mut().push(policy.to_owned());
    owner.keep(call).await?;
    Ok(true)
}

/// Takes the boundary away, if there is one. Gives back whether there was.
pub(crate) async fn unbound<O: Bounded>(
    call: &mut Call<'_>,
    owner: &mut O,
) -> Result<bool, Refusal> {
    let Some(before) = owner.boundary_mut().take() else {
        return Ok(false);
    };
    let account = call.person()?.account().clone();
    owner.keep(call).await?;
    go(call, &account, &before, Usage::Boundary).await?;
    Ok(true)
}

/// Attaches a managed policy. One that is attached already stays as it is.
pub struct AttachPolicy<O: PolicyOwner> {
    /// To whom.
    pub owner: O::Name,
    /// The policy's ARN.
    pub policy: String,
}

impl<O: PolicyOwner> Operation for AttachPolicy<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.attach, O::resource(&self.owner))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            policy: Some(&self.policy),
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ O::PARAMETER: O::text(&self.owner), "policyArn": self.policy })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut owner = O::named(call, &self.owner).await?;
        attach(call, &mut owner, &self.policy).await?;
        Ok(Answer::Done(()))
    }
}

/// Detaches a managed policy.
pub struct DetachPolicy<O: PolicyOwner> {
    /// From whom.
    pub owner: O::Name,
    /// The policy's ARN.
    pub policy: String,
}

impl<O: PolicyOwner> Operation for DetachPolicy<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.detach, O::resource(&self.owner))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            policy: Some(&self.policy),
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ O::PARAMETER: O::text(&self.owner), "policyArn": self.policy })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.account().clone();
        let mut owner = O::named(call, &self.owner).await?;
        Whose::of(&account, &self.policy)?;
        if !owner.attached().contains(&self.policy) {
            let policy = Entity::Policy(self.policy.clone());
            return Err(Refusal::NoSuchEntity(policy));
        }
        owner.attached_mut().retain(|arn| *arn != self.policy);
        owner.keep(call).await?;
        go(call, &account, &self.policy, Usage::Permissions).await?;
        Ok(Answer::Done(()))
    }
}

/// The ARNs of the managed policies that are attached to somebody, in the order of the policies' names.
pub struct ListAttachedPolicies<O: PolicyOwner> {
    /// To whom.
    pub owner: O::Name,
    /// What the policies' paths begin with; `/` for all.
    pub path_prefix: String,
}

impl<O: PolicyOwner> Operation for ListAttachedPolicies<O>
where
    Self: Listed,
{
    type Output = Vec<String>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.list_attached, O::resource(&self.owner))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<String>>, Refusal> {
        let owner = O::named(call, &self.owner).await?;
        let mut arns = owner.attached().to_vec();
        arns.retain(|arn| policies::path_in(arn).starts_with(&self.path_prefix));
        arns.sort_by_key(|arn| policies::name_in(arn).to_ascii_lowercase());
        Ok(Answer::Done(arns))
    }
}

/// Bounds what somebody's policies can allow.
pub struct PutBoundary<O: Bounded> {
    /// Whose.
    pub owner: O::Name,
    /// The ARN of the policy that bounds.
    pub policy: String,
}

impl<O: Bounded> Operation for PutBoundary<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::PUT_BOUNDARY, O::resource(&self.owner))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            boundary: Some(&self.policy),
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ O::PARAMETER: O::text(&self.owner), "permissionsBoundary": self.policy })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.account().clone();
        let mut owner = O::named(call, &self.owner).await?;
        let before = owner.boundary_mut().replace(self.policy.clone());
        if before.as_ref() == Some(&self.policy) {
            return Ok(Answer::Done(()));
        }
        come(call, &account, &self.policy, Usage::Boundary).await?;
        if let Some(before) = before {
            go(call, &account, &before, Usage::Boundary).await?;
        }
        owner.keep(call).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes somebody's boundary away.
pub struct DeleteBoundary<O: Bounded> {
    /// Whose.
    pub owner: O::Name,
}

impl<O: Bounded> Operation for DeleteBoundary<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::DELETE_BOUNDARY, O::resource(&self.owner))]
    }

    fn parameters(&self) -> Value {
        json!({ O::PARAMETER: O::text(&self.owner) })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut owner = O::named(call, &self.owner).await?;
        if !unbound(call, &mut owner).await? {
            let whose = Entity::Boundary(O::NOUN, O::text(&self.owner).to_owned());
            return Err(Refusal::NoSuchEntity(whose));
        }
        Ok(Answer::Done(()))
    }
}

/// Everybody who has a managed policy.
pub struct ListEntitiesForPolicy {
    /// The policy's ARN.
    pub policy: String,
    /// What the paths of users, groups and roles begin with; `/` for all.
    pub path_prefix: String,
    /// Only those who have it for this; none for both.
    pub usage: Option<Usage>,
}

/// Who has a policy, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct EntitiesOfPolicy {
    /// Groups.
    pub groups: Vec<Group>,
    /// Users.
    pub users: Vec<User>,
    /// Roles.
    pub roles: Vec<Role>,
}

impl Operation for ListEntitiesForPolicy {
    type Output = EntitiesOfPolicy;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:ListEntitiesForPolicy", policy)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EntitiesOfPolicy>, Refusal> {
        policies::existing(call, &self.policy).await?;
        let account = call.person()?.account().clone();
        let store = &call.shared.store;
        let is_for = |usage| self.usage.is_none_or(|only| only == usage);
        let attached = |arns: &[String]| is_for(Usage::Permissions) && arns.contains(&self.policy);
        let stands = |path: &EntityPath| path.as_str().starts_with(&self.path_prefix);
        let mut groups = lists::all::<Group>(store, account.as_str()).await?;
        groups.retain(|group| stands(&group.path) && attached(&group.policies));
        groups.sort_by_key(|group| group.name.folded());
        let bounds = |boundary: &Option<String>| {
            is_for(Usage::Boundary) && boundary.as_ref() == Some(&self.policy)
        };
        let mut users = lists::all::<User>(store, account.as_str()).await?;
        users.retain(|user| {
            stands(&user.path) && (bounds(&user.boundary) || attached(&user.policies))
        });
        users.sort_by_key(|user| user.name.folded());
        let mut roles = lists::all::<Role>(store, account.as_str()).await?;
        roles.retain(|role| {
            stands(&role.path) && (bounds(&role.boundary) || attached(&role.policies))
        });
        roles.sort_by_key(|role| role.name.folded());
        Ok(Answer::Done(EntitiesOfPolicy {
            groups,
            users,
            roles,
        }))
    }
}
