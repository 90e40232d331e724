//! Everything about who may do what in an account, on the wire.

use rules::{Group, InlinePolicy, User};
use service::ops::details::{GetAuthorizationDetails, PolicyDetails};
use service::ops::roles::RoleView;
use wire::iam::EntityType;
use wire::{AwsError, iam};

use super::page::Asked;
use super::{Desk, Served, shapes};

/// One thing of the answer, which comes in pages over all kinds.
enum Item {
    User(Box<iam::UserDetail>),
    Group(iam::GroupDetail),
    Role(Box<iam::RoleDetail>),
    Policy(iam::ManagedPolicyDetail),
}

impl Served for iam::GetAccountAuthorizationDetailsRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::GetAccountAuthorizationDetailsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let found = desk.call(&GetAuthorizationDetails).await?;
        let wants = |kind| self.filter.is_empty() || self.filter.contains(&kind);
        let mut items = Vec::new();
        if wants(EntityType::User) {
            items.extend(found.users.iter().map(|(one, groups)| {
                let position = format!("1/{}", one.name.folded());
                (position, Item::User(Box::new(user(one, groups))))
            }));
        }
        if wants(EntityType::Group) {
            items.extend(found.groups.iter().map(|one| {
                let position = format!("2/{}", one.name.folded());
                (position, Item::Group(group(one)))
            }));
        }
        if wants(EntityType::Role) {
            items.extend(found.roles.iter().map(|one| {
                let position = format!("3/{}", one.role.name.folded());
                (position, Item::Role(Box::new(role(one))))
            }));
        }
        let policies = found.policies.iter().filter(|one| {
            wants(if one.policy.by_aws {
                EntityType::AwsManagedPolicy
            } else {
                EntityType::LocalManagedPolicy
            })
        });
        items.extend(policies.map(|one| {
            let position = format!("4/{}", shapes::policy_position(&one.policy));
            (position, Item::Policy(policy(one)))
        }));
        let page = asked.cut(items, |(position, _)| position)?;
        let mut answer = iam::GetAccountAuthorizationDetailsResponse {
            is_truncated: page.is_truncated,
            marker: page.marker,
            ..iam::GetAccountAuthorizationDetailsResponse::default()
        };
        for (_, item) in page.items {
            match item {
                Item::User(user) => answer.user_detail_list.push(*user),
                Item::Group(group) => answer.group_detail_list.push(group),
                Item::Role(role) => answer.role_detail_list.push(*role),
                Item::Policy(policy) => answer.policies.push(policy),
            }
        }
        Ok(answer)
    }
}

fn inline(policies: &[InlinePolicy]) -> Vec<iam::PolicyDetail> {
    policies
        .iter()
        .map(|policy| iam::PolicyDetail {
            policy_name: Some(policy.name.to_string()),
            policy_document: Some(shapes::document(&policy.document)),
        })
        .collect()
}

fn user(user: &User, groups: &[String]) -> iam::UserDetail {
    iam::UserDetail {
        path: Some(user.path.to_string()),
        user_name: Some(user.name.to_string()),
        user_id: Some(user.id.to_string()),
        arn: Some(user.arn()),
        create_date: Some(user.created_at),
        user_policy_list: inline(&user.inline),
        group_list: groups.to_vec(),
        attached_managed_policies: shapes::attached(&user.policies),
        permissions_boundary: shapes::boundary(user.boundary.as_ref()),
        tags: shapes::tags_out(&user.tags),
    }
}

fn group(group: &Group) -> iam::GroupDetail {
    iam::GroupDetail {
        path: Some(group.path.to_string()),
        group_name: Some(group.name.to_string()),
        group_id: Some(group.id.to_string()),
        arn: Some(group.arn()),
        create_date: Some(group.created_at),
        group_policy_list: inline(&group.inline),
        attached_managed_policies: shapes::attached(&group.policies),
    }
}

fn role(view: &RoleView) -> iam::RoleDetail {
    let role = &view.role;
    iam::RoleDetail {
        path: Some(role.path.to_string()),
        role_name: Some(role.name.to_string()),
        role_id: Some(role.id.to_string()),
        arn: Some(role.arn()),
        create_date: Some(role.created_at),
        assume_role_policy_document: Some(shapes::document(&view.trust)),
        instance_profile_list: Vec::new(),
        role_policy_list: inline(&role.inline),
        attached_managed_policies: shapes::attached(&role.policies),
        permissions_boundary: shapes::boundary(role.boundary.as_ref()),
        tags: shapes::tags_out(&role.tags),
        role_last_used: Some(shapes::last_used(view)),
    }
}

fn policy(details: &PolicyDetails) -> iam::ManagedPolicyDetail {
    let view = &details.policy;
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let versions = view
        .versions
        .iter()
        .rev()
        .map(|version| iam::PolicyVersion {
            document: details
                .documents
                .get(&version.number)
                .map(|document| shapes::document(document)),
            version_id: Some(shapes::version_id(version.number)),
            is_default_version: Some(version.number == view.default_version),
            create_date: Some(version.created_at),
        });
    iam::ManagedPolicyDetail {
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
        policy_version_list: versions.collect(),
    }
}
