//! Everything about who may do what in an account, in one answer.

use std::collections::BTreeMap;

use rules::ids::{GroupId, PolicyId};
use rules::{AccountId, Group, PolicyVersion, Role, User};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::policies::{self, PolicyView, Scope};
use crate::ops::roles::RoleView;
use crate::records::lists;
use crate::refusal::Refusal;

/// Users, groups, roles and policies of the account, with all documents.
pub struct GetAuthorizationDetails;

/// A policy with the documents of its versions, by their numbers.
#[derive(Clone, Debug)]
pub struct PolicyDetails {
    /// The policy.
    pub policy: PolicyView,
    /// The documents.
    pub documents: BTreeMap<u32, String>,
}

/// What there is, each in the order of the names.
#[derive(Clone, Debug)]
pub struct AuthorizationDetails {
    /// Users, each with the names of their groups.
    pub users: Vec<(User, Vec<String>)>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Roles.
    pub roles: Vec<RoleView>,
    /// Policies of the account, and those of AWS that somebody has.
    pub policies: Vec<PolicyDetails>,
}

impl Operation for GetAuthorizationDetails {
    type Output = AuthorizationDetails;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetAccountAuthorizationDetails", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AuthorizationDetails>, Refusal> {
        let account = call.person()?.account().clone();
        let store = &call.shared.store;
        let mut groups = lists::all::<Group>(store, account.as_str()).await?;
        groups.sort_by_key(|group| group.name.folded());
        let names: BTreeMap<&GroupId, String> = groups
            .iter()
            .map(|group| (&group.id, group.name.to_string()))
            .collect();
        let mut users = lists::all::<User>(store, account.as_str()).await?;
        users.sort_by_key(|user| user.name.folded());
        let users = users.into_iter().map(|user| {
            let of = user.groups.iter().filter_map(|id| names.get(id).cloned());
            let of = of.collect();
            (user, of)
        });
        let users = users.collect();
        let mut roles = lists::all::<Role>(store, account.as_str()).await?;
        roles.sort_by_key(|role| role.name.folded());
        let roles = RoleView::of(call, roles).await?;
        let mut documents: BTreeMap<PolicyId, BTreeMap<u32, String>> = BTreeMap::new();
        for version in lists::all::<PolicyVersion>(store, account.as_str()).await? {
            let of = documents.entry(version.policy).or_default();
            of.insert(version.number, version.document);
        }
        let mut all = policies::all(store, &account, Scope::All).await?;
        all.retain(|policy| !policy.by_aws || policy.attachments + policy.boundaries > 0);
        let policies = all.into_iter().map(|policy| {
            let managed = policy::managed::find(&policy.arn);
            let served = managed.map(|managed| (1, managed.document.to_owned()));
            let own = PolicyId::parse(&policy.id).ok();
            let own = own.and_then(|id| documents.remove(&id));
            let documents = served.into_iter().collect::<BTreeMap<_, _>>();
            PolicyDetails {
                policy,
                documents: own.unwrap_or(documents),
            }
        });
        let policies = policies.collect();
        Ok(Answer::Done(AuthorizationDetails {
            users,
            groups,
            roles,
            policies,
        }))
    }
}
