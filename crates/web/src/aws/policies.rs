//! Managed policies on the wire.

use service::ops::attachments::{ListEntitiesForPolicy, Usage};
use service::ops::policies::{
    CreatePolicy, DeletePolicy, GetPolicy, ListPolicies, ListPolicyTags, PolicyView, Scope,
    TagPolicy, UntagPolicy,
};
use service::ops::policy_versions::{
    CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, ListPolicyVersions,
    SetDefaultPolicyVersion, VersionView,
};
use wire::iam::{EntityType, PolicyScope, PolicyUsage};
use wire::{AwsError, iam};

use super::owners::new_policy;
use super::page::Asked;
use super::tags::some;
use super::{Desk, Served, shapes};

fn usage(filter: Option<PolicyUsage>) -> Option<Usage> {
    filter.map(|filter| match filter {
        PolicyUsage::PermissionsPolicy => Usage::Permissions,
        PolicyUsage::PermissionsBoundary => Usage::Boundary,
    })
}

fn policy(view: &PolicyView) -> iam::Policy {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    iam::Policy {
        policy_name: Some(view.name.clone()),
        policy_id: Some(view.id.clone()),
        arn: Some(view.arn.clone()),
        path: Some(view.path.clone()),
        default_version_id: Some(shapes::version_id(view.default_version)),
        attachment_count: Some(number(view.attachments)),
        permissions_boundary_usage_count: Some(number(view.boundaries)),
        is_attachable: Some(true),
        description: view.description.clone(),
        create_date: Some(view.created_at),
        update_date: Some(view.updated_at),
        tags: shapes::tags_out(&view.tags),
    }
}

impl Served for iam::CreatePolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreatePolicyResponse, AwsError> {
        let operation = CreatePolicy {
            name: new_policy(&self.policy_name)?,
            path: shapes::path_in(self.path.as_deref())?,
            description: self.description,
            tags: shapes::tags_in(self.tags),
            document: self.policy_document,
        };
        let made = desk.call(&operation).await?;
        Ok(iam::CreatePolicyResponse {
            // AWS tells the description of a policy that is asked for, not of one that is made.
            policy: Some(iam::Policy {
                description: None,
                ..policy(&made)
            }),
        })
    }
}

impl Served for iam::GetPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetPolicyResponse, AwsError> {
        let policy_arn = self.policy_arn;
        let found = desk.call(&GetPolicy { policy: policy_arn }).await?;
        Ok(iam::GetPolicyResponse {
            policy: Some(policy(&found)),
        })
    }
}

impl Served for iam::DeletePolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let policy = self.policy_arn;
        desk.call(&DeletePolicy { policy }).await
    }
}

impl Served for iam::ListPoliciesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListPoliciesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let operation = ListPolicies {
            scope: match self.scope {
                None | Some(PolicyScope::All) => Scope::All,
                Some(PolicyScope::Aws) => Scope::Aws,
                Some(PolicyScope::Local) => Scope::Local,
            },
            only_attached: self.only_attached.unwrap_or(false),
            path_prefix: shapes::prefix_in(self.path_prefix.as_deref()),
            usage: usage(self.policy_usage_filter),
        };
        let found = desk.call(&operation).await?;
        let policies = found.iter().map(|view| {
            let shape = iam::Policy {
                // AWS leaves both out of lists.
                description: None,
                tags: Vec::new(),
                ..policy(view)
            };
            (shapes::policy_position(view), shape)
        });
        let page = asked.cut(policies.collect(), |(position, _)| position)?;
        Ok(iam::ListPoliciesResponse {
            policies: page.items.into_iter().map(|(_, policy)| policy).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

fn version(view: &VersionView) -> iam::PolicyVersion {
    iam::PolicyVersion {
        document: Some(shapes::document(&view.document)),
        version_id: Some(shapes::version_id(view.version.number)),
        is_default_version: Some(view.is_default),
        create_date: Some(view.version.created_at),
    }
}

impl Served for iam::CreatePolicyVersionRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreatePolicyVersionResponse, AwsError> {
        let operation = CreatePolicyVersion {
            policy: self.policy_arn,
            document: self.policy_document,
            becomes_default: self.set_as_default.unwrap_or(false),
        };
        let made = desk.call(&operation).await?;
        Ok(iam::CreatePolicyVersionResponse {
            policy_version: Some(iam::PolicyVersion {
                document: None,
                ..version(&made)
            }),
        })
    }
}

impl Served for iam::GetPolicyVersionRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetPolicyVersionResponse, AwsError> {
        let operation = GetPolicyVersion {
            policy: self.policy_arn,
            version: self.version_id,
        };
        let found = desk.call(&operation).await?;
        Ok(iam::GetPolicyVersionResponse {
            policy_version: Some(version(&found)),
        })
    }
}

impl Served for iam::ListPolicyVersionsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListPolicyVersionsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let policy = self.policy_arn.clone();
        let found = desk.call(&ListPolicyVersions { policy }).await?;
        // The newest stands first.
        let versions = found.versions.iter().rev().map(|one| {
            let shape = iam::PolicyVersion {
                document: None,
                version_id: Some(shapes::version_id(one.number)),
                is_default_version: Some(one.number == found.default_version),
                create_date: Some(one.created_at),
            };
            (format!("{:010}", u32::MAX - one.number), shape)
        });
        let page = asked.cut(versions.collect(), |(position, _)| position)?;
        Ok(iam::ListPolicyVersionsResponse {
            versions: page.items.into_iter().map(|(_, version)| version).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::SetDefaultPolicyVersionRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = SetDefaultPolicyVersion {
            policy: self.policy_arn,
            version: self.version_id,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeletePolicyVersionRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = DeletePolicyVersion {
            policy: self.policy_arn,
            version: self.version_id,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::TagPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tags)?;
        let operation = TagPolicy {
            policy: self.policy_arn,
            tags: shapes::tags_in(self.tags),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::UntagPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tag_keys)?;
        let operation = UntagPolicy {
            policy: self.policy_arn,
            keys: self.tag_keys,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ListPolicyTagsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListPolicyTagsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let policy = self.policy_arn.clone();
        let tags = desk.call(&ListPolicyTags { policy }).await?;
        let page = asked.cut(tags, |tag| &tag.key)?;
        Ok(iam::ListPolicyTagsResponse {
            tags: shapes::tags_out(&page.items),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

/// Somebody who has a policy.
enum Entity {
    Group(iam::PolicyGroup),
    User(iam::PolicyUser),
    Role(iam::PolicyRole),
}

impl Served for iam::ListEntitiesForPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListEntitiesForPolicyResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let operation = ListEntitiesForPolicy {
            policy: self.policy_arn.clone(),
            path_prefix: shapes::prefix_in(self.path_prefix.as_deref()),
            usage: usage(self.policy_usage_filter),
        };
        let found = desk.call(&operation).await?;
        let wants = |kind| self.entity_filter.is_none_or(|only| only == kind);
        let groups = found.groups.iter().map(|group| {
            let shape = iam::PolicyGroup {
                group_name: Some(group.name.to_string()),
                group_id: Some(group.id.to_string()),
            };
            (
                format!("group/{}", group.name.folded()),
                Entity::Group(shape),
            )
        });
        let users = found.users.iter().map(|user| {
            let shape = iam::PolicyUser {
                user_name: Some(user.name.to_string()),
                user_id: Some(user.id.to_string()),
            };
            (format!("user/{}", user.name.folded()), Entity::User(shape))
        });
        let roles = found.roles.iter().map(|role| {
            let shape = iam::PolicyRole {
                role_name: Some(role.name.to_string()),
                role_id: Some(role.id.to_string()),
            };
            (format!("role/{}", role.name.folded()), Entity::Role(shape))
        });
        let entities = groups
            .filter(|_| wants(EntityType::Group))
            .chain(roles.filter(|_| wants(EntityType::Role)))
            .chain(users.filter(|_| wants(EntityType::User)));
        let page = asked.cut(entities.collect(), |(position, _)| position)?;
        let mut answer = iam::ListEntitiesForPolicyResponse {
            is_truncated: page.is_truncated,
            marker: page.marker,
            ..iam::ListEntitiesForPolicyResponse::default()
        };
        for (_, entity) in page.items {
            match entity {
                Entity::Group(group) => answer.policy_groups.push(group),
                Entity::User(user) => answer.policy_users.push(user),
                Entity::Role(role) => answer.policy_roles.push(role),
            }
        }
        Ok(answer)
    }
}
