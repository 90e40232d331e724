//! Roles of an account. Who takes one on is in [`super::assume_role`], how a trust policy is kept in
//! `ops::trust`.

use std::collections::BTreeMap;

use rules::customer_policy::DESCRIPTION_CHARS_MAX;
use rules::ids::{AccountId, EntityPath, RoleId, RoleName, arn};
use rules::role::{ROLES_MAX, SESSION_SECONDS_DEFAULT};
use rules::{Invalid, Role, Tag, Timestamp, tags};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::facts::Facts;
use crate::ops::attachments::{self, Usage};
use crate::ops::inline::told;
use crate::ops::sessions::account_of;
use crate::ops::trust;
use crate::person::Subject;
use crate::records::{self, Stored, lists};
use crate::refusal::{Entity, Leftover, Quota, Refusal};

/// A role as answers show one.
#[derive(Clone, Debug)]
pub struct RoleView {
    /// The role.
    pub role: Role,
    /// Its trust policy, with the ARNs that those whom it names have now.
    pub trust: String,
    /// When it was used last, and in which region.
    pub last_used: Option<(Timestamp, String)>,
}

impl RoleView {
    /// Roles as they are shown, each in its place.
    pub(crate) async fn of(call: &Call<'_>, roles: Vec<Role>) -> Result<Vec<Self>, Refusal> {
        let store = &call.shared.store;
        let shown = trust::shown(store, &roles).await?;
        let keys: Vec<_> = roles.iter().map(Stored::key).collect();
        let mut used = Vec::with_capacity(keys.len());
        for some in keys.chunks(store::limits::MAX_READ_KEYS) {
            used.extend(call.shared.stamps.last(store, some).await?);
        }
        let views = roles.into_iter().zip(shown).zip(used);
        let views = views.map(|((role, trust), used)| Self {
            role,
            trust,
            last_used: used.map(|stamp| {
                let region = stamp.by.map(|(region, _)| region);
                (stamp.at, region.unwrap_or_default())
            }),
        });
        Ok(views.collect())
    }

    async fn one(call: &Call<'_>, role: Role) -> Result<Self, Refusal> {
        let missing = Refusal::NoSuchEntity(Entity::Role(role.name.clone()));
        let views = Self::of(call, vec![role]).await?;
        views.into_iter().next().ok_or(missing)
    }
}

/// A role of the caller's account.
pub(crate) async fn named(call: &mut Call<'_>, name: &RoleName) -> Result<Role, Refusal> {
    let account = call.person()?.account().clone();
    let found = call.tx.find(&records::role_name_is(&account, name)).await?;
    found.ok_or_else(|| Refusal::NoSuchEntity(Entity::Role(name.clone())))
}

/// Makes a role.
pub struct CreateRole {
    /// Its name.
    pub name: RoleName,
    /// Where in the account's tree of names it will stand.
    pub path: EntityPath,
    /// Who may take it on, as it was written.
    pub trust: String,
    /// What it is for.
    pub description: Option<String>,
    /// How long a session of it lives at most, in seconds; none for an hour.
    pub session_seconds_max: Option<u32>,
    /// The ARN of the policy that bounds the role's others.
    pub boundary: Option<String>,
    /// What it is marked with.
    pub tags: Vec<Tag>,
}

impl Operation for CreateRole {
    type Output = RoleView;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let role = Resource::Arn(arn::role(account, &self.path, &self.name));
        let mut asks = vec![("iam:CreateRole", role.clone())];
        if !self.tags.is_empty() {
            asks.push(("iam:TagRole", role));
        }
        asks
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            boundary: self.boundary.as_deref(),
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({
            "roleName": self.name.as_str(),
            "path": self.path.as_str(),
            "assumeRolePolicyDocument": told(&self.trust),
            "description": self.description,
            "maxSessionDuration": self.session_seconds_max,
            "permissionsBoundary": self.boundary,
            "tags": self.tags,
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RoleView>, Refusal> {
        let mut account = account_of(call).await?;
        let taken = records::role_name_is(&account.id, &self.name);
        if call.tx.owner(&taken).await?.is_some() {
            return Err(Refusal::EntityAlreadyExists(Entity::Role(
                self.name.clone(),
            )));
        }
        if account.roles >= ROLES_MAX {
            return Err(Refusal::LimitExceeded(Quota::Roles));
        }
        let trust = trust::read(call, &self.trust, &BTreeMap::new()).await?;
        let mut marked = Vec::new();
        tags::set(&mut marked, &self.tags)?;
        if let Some(arn) = &self.boundary {
            attachments::come(call, &account.id, arn, Usage::Boundary).await?;
        }
        let role = Role {
            account: account.id.clone(),
            id: call.draw(RoleId::random),
            name: self.name.clone(),
            path: self.path.clone(),
            created_at: call.now(),
            trust: trust.document,
            trusted: trust.named,
            description: described(self.description.as_deref())?,
            session_seconds_max: self.session_seconds_max.unwrap_or(SESSION_SECONDS_DEFAULT),
            tags: marked,
            policies: Vec::new(),
            inline: Vec::new(),
            boundary: self.boundary.clone(),
        };
        account.roles += 1;
        call.tx.save(&account).await?;
        call.tx.save(&role).await?;
        Ok(Answer::Done(RoleView::one(call, role).await?))
    }
}

/// A description as it is kept: none if nothing is said.
fn described(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.unwrap_or_default();
    if text.chars().count() > DESCRIPTION_CHARS_MAX {
        return Err(Invalid::Description.into());
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A role.
pub struct GetRole {
    /// Its name.
    pub name: RoleName,
}

impl Operation for GetRole {
    type Output = RoleView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetRole", Resource::role(&self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RoleView>, Refusal> {
        let role = named(call, &self.name).await?;
        Ok(Answer::Done(RoleView::one(call, role).await?))
    }
}

/// The account's roles, in the order of their names.
pub struct ListRoles {
    /// What the paths begin with; `/` for all.
    pub path_prefix: String,
}

impl Operation for ListRoles {
    type Output = Vec<RoleView>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let roles = format!("arn:aws:iam::{account}:role{}", self.path_prefix);
        vec![("iam:ListRoles", Resource::Arn(roles))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<RoleView>>, Refusal> {
        let account = call.person()?.account().clone();
        let mut roles = lists::all::<Role>(&call.shared.store, account.as_str()).await?;
        roles.retain(|role| role.path.as_str().starts_with(&self.path_prefix));
        roles.sort_by_key(|role| role.name.folded());
        Ok(Answer::Done(RoleView::of(call, roles).await?))
    }
}

/// Changes what a role says about itself.
pub struct UpdateRole {
    /// Its name.
    pub name: RoleName,
    /// What it is for; none leaves it as it is.
    pub description: Option<String>,
    /// How long a session of it lives at most, in seconds; none leaves it as it is.
    pub session_seconds_max: Option<u32>,
}

impl Operation for UpdateRole {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateRole", Resource::role(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({
            "roleName": self.name.as_str(),
            "description": self.description,
            "maxSessionDuration": self.session_seconds_max,
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut role = named(call, &self.name).await?;
        if self.description.is_some() {
            role.description = described(self.description.as_deref())?;
        }
        role.session_seconds_max = self.session_seconds_max.unwrap_or(role.session_seconds_max);
        call.tx.save(&role).await?;
        Ok(Answer::Done(()))
    }
}

/// Says anew what a role is for.
pub struct UpdateRoleDescription {
    /// Its name.
    pub name: RoleName,
    /// What it is for.
    pub description: String,
}

impl Operation for UpdateRoleDescription {
    type Output = RoleView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateRoleDescription", Resource::role(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "roleName": self.name.as_str(), "description": self.description })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RoleView>, Refusal> {
        let mut role = named(call, &self.name).await?;
        role.description = described(Some(&self.description))?;
        call.tx.save(&role).await?;
        Ok(Answer::Done(RoleView::one(call, role).await?))
    }
}

/// Says anew who may take a role on. Sessions that are open stay open, as on AWS.
pub struct UpdateTrust {
    /// The role's name.
    pub name: RoleName,
    /// The trust policy, as it was written.
    pub trust: String,
}

impl Operation for UpdateTrust {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateAssumeRolePolicy", Resource::role(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "roleName": self.name.as_str(), "policyDocument": told(&self.trust) })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut role = named(call, &self.name).await?;
        let trust = trust::read(call, &self.trust, &role.trusted).await?;
        role.trust = trust.document;
        role.trusted = trust.named;
        call.tx.save(&role).await?;
        Ok(Answer::Done(()))
    }
}

/// Deletes a role that has no policies. Its sessions end with it.
pub struct DeleteRole {
    /// Its name.
    pub name: RoleName,
}

impl Operation for DeleteRole {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteRole", Resource::role(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "roleName": self.name.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let role = named(call, &self.name).await?;
        let leftovers = [
            (!role.policies.is_empty(), Leftover::Policies),
            (!role.inline.is_empty(), Leftover::InlinePolicies),
        ];
        if let Some((_, leftover)) = leftovers.into_iter().find(|(there, _)| *there) {
            return Err(Refusal::DeleteConflict(leftover));
        }
        if let Some(arn) = &role.boundary {
            attachments::go(call, &role.account, arn, Usage::Boundary).await?;
        }
        let mut account = account_of(call).await?;
        account.roles -= 1;
        call.tx.save(&account).await?;
        call.tx.remove(&role).await?;
        Ok(Answer::Done(()))
    }
}
