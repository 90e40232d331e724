//! What AWS says about roles and their sessions. The texts that were seen on AWS are compared with
//! `models/observed-errors.json`; the others are those that people have recorded, or ours.

use super::{AwsError, common, iam};
use crate::sts::codes as sts;

/// The role is not there.
pub fn no_such_role(role_name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("The role with name {role_name} cannot be found."))
}

/// The name is taken.
pub fn role_exists(role_name: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!("Role with name {role_name} already exists."))
}

/// STS: the root user takes on no role.
pub fn not_for_root() -> AwsError {
    common::ACCESS_DENIED.says("Roles may not be assumed by root accounts.")
}

/// STS: what is no ARN of a role.
pub fn arn_invalid(arn: &str) -> AwsError {
    common::VALIDATION_ERROR.says(format!("{arn} is invalid"))
}

/// STS: longer than the role allows.
pub fn too_long_for_role() -> AwsError {
    common::VALIDATION_ERROR
        .says("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
}

/// STS: longer than an hour, by a session of a role.
pub fn too_long_for_chain() -> AwsError {
    common::VALIDATION_ERROR.says(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining.",
    )
}

/// STS: who it is was told before, by another name.
pub fn source_identity_set() -> AwsError {
    common::VALIDATION_ERROR.says("The source identity is already set for this assume role session")
}

/// STS: something else about a session; the text says what. Ours.
pub fn session_invalid(text: &str) -> AwsError {
    common::VALIDATION_ERROR.says(text.to_owned())
}

/// STS: policies and tags are more than fits.
pub fn packed_too_large(percent: u32) -> AwsError {
    sts::PACKED_POLICY_TOO_LARGE.says(format!(
        "Packed policy consumes {percent}% of allotted space, please use smaller policy."
    ))
}
