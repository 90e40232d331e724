//! What AWS says about groups and policies. The texts are those that people and other projects have
//! recorded; none of them was compared with an answer of AWS.

use super::{AwsError, common, iam};

/// The group is not there.
pub fn no_such_group(group_name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("The group with name {group_name} cannot be found."))
}

/// The name is taken.
pub fn group_exists(group_name: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!("Group with name {group_name} already exists."))
}

/// The managed policy is not there.
pub fn no_such_policy(arn: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("Policy {arn} was not found."))
}

/// The managed policy that is to be attached is not there.
pub fn not_attachable(arn: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("Policy {arn} does not exist or is not attachable."))
}

/// The name of a managed policy is taken.
pub fn policy_exists(name: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!(
        "A policy called {name} already exists. Duplicate names are not allowed."
    ))
}

/// The managed policy has no such version.
pub fn no_such_version(arn: &str, version: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!(
        "Policy {arn} version {version} does not exist or is not attachable."
    ))
}

/// The user, group or role, as `noun` says, has no inline policy of this name.
pub fn no_such_inline(noun: &str, name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!(
        "The {noun} policy with name {name} cannot be found."
    ))
}

/// The user or role, as `noun` says, has no permissions boundary. Not seen on AWS.
pub fn no_boundary(noun: &str, name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!(
        "The {noun} with name {name} has no permissions boundary."
    ))
}

/// The document is no policy; the text says what is wrong with it.
pub fn malformed(text: &str) -> AwsError {
    iam::MALFORMED_POLICY_DOCUMENT.says(text.to_owned())
}

/// The policies are larger than they may be; the text says which.
pub fn too_large(text: &str) -> AwsError {
    iam::LIMIT_EXCEEDED.says(text.to_owned())
}

/// There are five versions.
pub fn too_many_versions() -> AwsError {
    iam::LIMIT_EXCEEDED.says(
        "A managed policy can have up to 5 versions. Before you create a new version, you must \
         delete an existing version.",
    )
}

/// The policy belongs to AWS or to another account.
pub fn outside() -> AwsError {
    common::ACCESS_DENIED.says("Policy is outside your own account.")
}

/// What is no ARN of a policy.
pub fn arn_invalid(arn: &str) -> AwsError {
    iam::INVALID_INPUT.says(format!("ARN {arn} is not valid."))
}

/// Somebody has the policy.
pub fn still_attached() -> AwsError {
    iam::DELETE_CONFLICT.says("Cannot delete a policy attached to entities.")
}

/// There are versions beside the default one.
pub fn has_versions() -> AwsError {
    iam::DELETE_CONFLICT.says(
        "This policy has more than one version. Before you delete a policy, you must delete the \
         policy's versions. The default version is deleted with the policy.",
    )
}

/// The version is the default one.
pub fn is_default() -> AwsError {
    iam::DELETE_CONFLICT.says("Cannot delete the default version of a policy.")
}

/// A question to the simulator that cannot be asked so.
pub fn not_simulated(text: &str) -> AwsError {
    iam::INVALID_INPUT.says(text.to_owned())
}
