//! Things of the domain in the shapes of the wire.

use rules::tags::Tag;
use rules::{AccessKeyStatus, EntityPath, Timestamp, User};
use service::Holder;
use wire::{AwsError, iam, refusals};

pub(super) fn user(user: &User, password_last_used: Option<Timestamp>) -> iam::User {
    iam::User {
        path: Some(user.path.as_str().to_owned()),
        user_name: Some(user.name.as_str().to_owned()),
        user_id: user.id.as_str().to_owned(),
        arn: user.arn(),
        create_date: user.created_at,
        password_last_used,
        permissions_boundary: None,
        tags: tags_out(&user.tags),
    }
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
