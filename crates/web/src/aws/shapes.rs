//! Things of the domain in the shapes of the wire.

use std::fmt::Write as _;

use rules::tags::Tag;
use rules::{AccessKeyStatus, EntityPath, Group, Timestamp, User};
use service::Holder;
use service::ops::policies::{PolicyView, name_in};
use service::ops::roles::RoleView;
use wire::{AwsError, iam, refusals};

pub(super) fn user(user: &User, password_last_used: Option<Timestamp>) -> iam::User {
    iam::User {
        path: Some(user.path.as_str().to_owned()),
        user_name: Some(user.name.as_str().to_owned()),
        user_id: user.id.as_str().to_owned(),
        arn: user.arn(),
        create_date: user.created_at,
        password_last_used,
        permissions_boundary: boundary(user.boundary.as_ref()),
        tags: tags_out(&user.tags),
    }
}

/// The policy that bounds a user or a role, by its ARN.
pub(super) fn boundary(arn: Option<&String>) -> Option<iam::AttachedPermissionsBoundary> {
    let arn = arn?.clone();
    Some(iam::AttachedPermissionsBoundary {
        permissions_boundary_type: Some(iam::PermissionsBoundaryKind::PermissionsBoundaryPolicy),
        permissions_boundary_arn: Some(arn),
    })
}

pub(super) fn group(group: &Group) -> iam::Group {
    iam::Group {
        path: group.path.to_string(),
        group_name: group.name.to_string(),
        group_id: group.id.to_string(),
        arn: group.arn(),
        create_date: group.created_at,
    }
}

pub(super) fn role(view: &RoleView) -> iam::Role {
    let role = &view.role;
    iam::Role {
        path: role.path.to_string(),
        role_name: role.name.to_string(),
        role_id: role.id.to_string(),
        arn: role.arn(),
        create_date: role.created_at,
        assume_role_policy_document: Some(document(&view.trust)),
        description: role.description.clone(),
        max_session_duration: i32::try_from(role.session_seconds_max).ok(),
        permissions_boundary: boundary(role.boundary.as_ref()),
        tags: tags_out(&role.tags),
        role_last_used: Some(last_used(view)),
        source_role_template: None,
    }
}

/// When a role was used last; nothing if it never was.
pub(super) fn last_used(view: &RoleView) -> iam::RoleLastUsed {
    let (at, region) = view.last_used.clone().unzip();
    iam::RoleLastUsed {
        last_used_date: at,
        region,
    }
}

/// Managed policies that are attached to somebody, by their ARNs.
pub(super) fn attached<'a>(arns: impl IntoIterator<Item = &'a String>) -> Vec<iam::AttachedPolicy> {
    arns.into_iter()
        .map(|arn| iam::AttachedPolicy {
            policy_name: Some(name_in(arn).to_owned()),
            policy_arn: Some(arn.clone()),
        })
        .collect()
}

/// Where a policy stands in a list. One of AWS's may have the name of one of the account's.
pub(super) fn policy_position(policy: &PolicyView) -> String {
    let name = policy.name.to_ascii_lowercase();
    format!("{name}/{}", u8::from(policy.by_aws))
}

/// `v1`.
pub(super) fn version_id(number: u32) -> String {
    format!("v{number}")
}

/// A document in an answer: encoded as in a URL (RFC 3986), as AWS sends it.
pub(super) fn document(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// What the paths of a list begin with; `/` for all.
pub(super) fn prefix_in(prefix: Option<&str>) -> String {
    prefix.unwrap_or("/").to_owned()
}

/// Root or a user. Root has no name and no place; its id is the account's.
pub(super) fn person(
    holder: &Holder,
    account_created_at: Timestamp,
    password_last_used: Option<Timestamp>,
) -> iam::User {
    match holder {
        Holder::User(one) => user(one, password_last_used),
        Holder::Root(root) => iam::User {
            path: None,
            user_name: None,
            user_id: root.account.as_str().to_owned(),
            arn: holder.arn(),
            create_date: account_created_at,
            password_last_used,
            permissions_boundary: None,
            tags: Vec::new(),
        },
    }
}

pub(super) fn tags_in(tags: Vec<iam::Tag>) -> Vec<Tag> {
    tags.into_iter()
        .map(|tag| Tag {
            key: tag.key,
            value: tag.value,
        })
        .collect()
}

pub(super) fn tags_out(tags: &[Tag]) -> Vec<iam::Tag> {
    tags.iter()
        .map(|tag| iam::Tag {
            key: tag.key.clone(),
            value: tag.value.clone(),
        })
        .collect()
}

pub(super) fn status_out(status: AccessKeyStatus) -> iam::CredentialStatus {
    match status {
        AccessKeyStatus::Active => iam::CredentialStatus::Active,
        AccessKeyStatus::Inactive => iam::CredentialStatus::Inactive,
    }
}

/// A path of a thing that is to be; `/` if none is given.
pub(super) fn path_in(path: Option<&str>) -> Result<EntityPath, AwsError> {
    path.map_or_else(|| Ok(EntityPath::default()), EntityPath::parse)
        .map_err(|invalid| refusals::invalid(&invalid.to_string()))
}

/// The name of whose things they are: a user's name, and none for root.
pub(super) fn user_name(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Root(_) => None,
        Holder::User(user) => Some(user.name.as_str().to_owned()),
    }
}
