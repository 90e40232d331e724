//! Errors with the texts that AWS gives them.
//!
//! A text stands here once, so that nobody has to remember that one ends with a space and another
//! has two in the middle. Those that were seen on AWS are compared with
//! `models/observed-errors.json`; the others say so.
//!
//! Not here: errors of signatures ([`crate::sigv4::SignatureError`]), of parameters
//! ([`crate::query::MalformedInput`]) and of limits ([`crate::shape`]).

use crate::error::{AwsError, common};
use crate::iam::codes as iam;
use crate::service::Service;
use crate::{cloudtrail, organizations};

/// No operation was named. (AWS leads a browser to its pages instead.)
pub fn missing_action() -> AwsError {
    common::MISSING_ACTION.says("The request is missing an action or a required parameter.")
}

/// AWS has no such operation in this version.
pub fn invalid_action(action: &str, version: Option<&str>) -> AwsError {
    let version = version.unwrap_or("NO_VERSION_SPECIFIED");
    common::INVALID_ACTION.says(format!(
        "Could not find operation {action} for version {version}"
    ))
}

/// AWS has the operation, this server does not. Ours.
pub fn not_implemented(service: &Service, operation: &str) -> AwsError {
    common::NOT_IMPLEMENTED.says(format!(
        "The operation {operation} of {} is not implemented by this server.",
        service.name
    ))
}

/// Something broke here; the log knows what, the caller does not.
pub fn internal_failure() -> AwsError {
    common::INTERNAL_FAILURE.says(
        "The request processing has failed because of an unknown error, exception or failure.",
    )
}

/// The server has too much to do.
pub fn service_unavailable() -> AwsError {
    common::SERVICE_UNAVAILABLE
        .says("The request has failed due to a temporary failure of the server.")
}

/// The caller asks too often.
pub fn throttling() -> AwsError {
    common::THROTTLING.says("Rate exceeded")
}

/// The key is unknown or inactive, or the token of a session is missing, wrong or revoked.
pub fn token_invalid() -> AwsError {
    common::INVALID_CLIENT_TOKEN_ID.says("The security token included in the request is invalid.")
}

/// A session without MFA asked IAM.
pub fn session_without_mfa() -> AwsError {
    common::INVALID_CLIENT_TOKEN_ID.says("The security token included in the request is invalid")
}

/// The session is over.
pub fn token_expired() -> AwsError {
    common::EXPIRED_TOKEN.says("The security token included in the request is expired")
}

/// The policies do not allow it; the reason is theirs, as `because no identity-based policy allows the
/// iam:GetUser action`.
pub fn denied(caller_arn: &str, action: &str, resource: &str, reason: &str) -> AwsError {
    common::ACCESS_DENIED.says(format!(
        "User: {caller_arn} is not authorized to perform: {action} on resource: {resource} {reason}"
    ))
}

/// STS: it is not allowed. STS says no more than that.
pub fn denied_by_sts(caller_arn: &str, action: &str, resource: &str) -> AwsError {
    common::ACCESS_DENIED.says(format!(
        "User: {caller_arn} is not authorized to perform: {action} on resource: {resource}"
    ))
}

/// A value that fits the limits of the model and cannot be what it is offered as. Ours.
pub fn invalid(what_would_do: &str) -> AwsError {
    common::VALIDATION_ERROR.says(format!("The specified value is invalid: {what_would_do}."))
}

/// The same thing was changed at the same moment. Ours.
pub fn concurrent_modification() -> AwsError {
    iam::CONCURRENT_MODIFICATION.says(
        "The request was rejected because the entity was changed at the same time; try again.",
    )
}

/// The service of the scope is not one that is spoken here. Ours.
pub fn service_not_implemented(service: &str) -> AwsError {
    common::NOT_IMPLEMENTED.says(format!(
        "The service {service} is not implemented by this server."
    ))
}

/// The marker of a page is not one of ours, or belongs to another list.
pub fn invalid_marker(service: &Service) -> AwsError {
    let tokens = [
        cloudtrail::codes::INVALID_NEXT_TOKEN_EXCEPTION,
        organizations::codes::INVALID_INPUT_EXCEPTION,
    ];
    let own = tokens.into_iter().find(|code| service.codes.contains(code));
    match own {
        Some(code) => code.says("The value of NextToken is not one of this list."),
        None => common::VALIDATION_ERROR.says("Invalid Marker."),
    }
}

/// Tag keys that differ in case only, or not at all.
pub fn tag_keys_repeated() -> AwsError {
    iam::INVALID_INPUT
        .says("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
}

/// A tag key that AWS keeps for itself.
pub fn tag_key_reserved() -> AwsError {
    iam::INVALID_INPUT.says("Tag keys beginning with aws: are reserved for system use.")
}

/// A list that was sent, and is empty. The space at the end is AWS's.
pub fn list_empty() -> AwsError {
    iam::INVALID_INPUT.says("Error occurred while validating input. ")
}

/// The user is not there.
pub fn no_such_user(user_name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("The user with name {user_name} cannot be found."))
}

/// The name is taken.
pub fn user_exists(user_name: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!("User with name {user_name} already exists."))
}

/// The user has no password.
pub fn no_such_login_profile(user_name: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!(
        "Login Profile for User {user_name} cannot be found."
    ))
}

/// The user has a password.
pub fn login_profile_exists(user_name: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!(
        "Login Profile for user {user_name} already exists."
    ))
}

/// The key is not there.
pub fn no_such_access_key(key_id: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("The Access Key with id {key_id} cannot be found."))
}

/// A key whose id names no account. Not seen on AWS.
pub fn key_without_account(key_id: &str) -> AwsError {
    common::VALIDATION_ERROR.says(format!(
        "The account of the access key {key_id} cannot be determined."
    ))
}

/// A status that nobody can set. Not seen on AWS.
pub fn status_not_settable() -> AwsError {
    iam::INVALID_INPUT.says("The status of an access key can be set to Active or Inactive only.")
}

/// More tags than there may be.
pub fn too_many_tags() -> AwsError {
    iam::LIMIT_EXCEEDED
        .says("The number of tags has reached the maximum limit. The maximum number of tags is 50.")
}

/// Tags that are larger together than they may be. Ours: AWS limits their number only.
pub fn tags_too_large(bytes_max: usize) -> AwsError {
    iam::LIMIT_EXCEEDED.says(format!(
        "The size of the tags has reached the maximum limit. The maximum size of all tags is {bytes_max} bytes."
    ))
}

/// There is no such alias.
pub fn no_such_alias(alias: &str) -> AwsError {
    iam::NO_SUCH_ENTITY.says(format!("The account alias {alias} cannot be found."))
}

/// The alias is another account's.
pub fn alias_exists(alias: &str) -> AwsError {
    iam::ENTITY_ALREADY_EXISTS.says(format!("The account alias {alias} already exists."))
}

/// The account has no password policy.
pub fn no_password_policy() -> AwsError {
    iam::NO_SUCH_ENTITY.says(
        "The Password Policy with domain name cannot be found. This account has no password policy.",
    )
}

/// A password that may not be set, and what it should be.
pub fn password_policy_violation(text: &str) -> AwsError {
    iam::PASSWORD_POLICY_VIOLATION.says(text.to_owned())
}

/// The old password is wrong. Not seen on AWS.
pub fn old_password_wrong() -> AwsError {
    common::ACCESS_DENIED.says("The old password is not correct.")
}

/// What root does in the console only.
pub fn invalid_user_type() -> AwsError {
    iam::INVALID_USER_TYPE.says("Only IAM Users can change their own password")
}

/// No user was named where the caller is root.
pub fn user_name_missing() -> AwsError {
    common::VALIDATION_ERROR.says("Must specify userName when calling with non-User credentials")
}

/// No password was given outside of a session of AssumeRoot.
pub fn password_missing() -> AwsError {
    common::VALIDATION_ERROR.says(
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must \
         not be null",
    )
}

/// There are as many as there may be; `quota` is AWS's name for it, as `AccessKeysPerUser`.
pub fn limit_exceeded(quota: &str, most: u32) -> AwsError {
    iam::LIMIT_EXCEEDED.says(format!("Cannot exceed quota for {quota}: {most}"))
}

/// Something has to be removed from a user before the user is; `what` is AWS's phrase for it, as
/// `delete login profile`.
pub fn must_first(what: &str) -> AwsError {
    iam::DELETE_CONFLICT.says(format!("Cannot delete entity, must {what} first."))
}

/// There is no report yet.
pub fn report_not_present() -> AwsError {
    iam::REPORT_NOT_PRESENT.says("Unknown")
}

/// The report is being made.
pub fn report_in_progress() -> AwsError {
    iam::REPORT_IN_PROGRESS.says("Unknown")
}

/// The report is older than it may be.
pub fn report_expired() -> AwsError {
    iam::REPORT_EXPIRED.says("Unknown")
}

pub mod policies;
pub mod roles;

/// What AWS says about MFA devices and codes.
pub mod mfa {
    use super::{AwsError, common, iam};

    /// A virtual device of this path and name exists.
    pub fn device_exists() -> AwsError {
        iam::ENTITY_ALREADY_EXISTS.says("MFA device already exists.")
    }

    /// The two codes are not two in a row, or were used.
    pub fn codes_refused() -> AwsError {
        iam::INVALID_AUTHENTICATION_CODE.says("Authentication code for device is not valid.")
    }

    /// The device is this user's already.
    pub fn already_of_user(user_name: &str) -> AwsError {
        iam::ENTITY_ALREADY_EXISTS.says(format!("MFA Device for user {user_name} already exists."))
    }

    /// The device is somebody else's.
    pub fn in_use() -> AwsError {
        iam::ENTITY_ALREADY_EXISTS.says("MFA Device is already in use.")
    }

    /// Who has a device changes their own devices only in a session with MFA.
    pub fn own_change_needs_mfa() -> AwsError {
        common::ACCESS_DENIED.says(
            "To complete this action, please ensure that you are authenticated with an MFA device \
             that is enabled for this user.",
        )
    }

    /// The root user asks for what it may do in a session with MFA only. Ours.
    pub fn root_needs_mfa() -> AwsError {
        common::ACCESS_DENIED.says(
            "The root user does this in a session with MFA only. Do it in the console, after signing \
             in with MFA.",
        )
    }

    /// The configuration of this server keeps keys from assigning a first device. Ours.
    pub fn first_device_by_key() -> AwsError {
        common::ACCESS_DENIED.says(
            "An access key may not assign the first MFA device of its owner on this server. \
             Assign it in the console.",
        )
    }

    /// MFA is required of the caller, who has no device and is past the deadline. Ours.
    pub fn past_due(since: &str) -> AwsError {
        common::ACCESS_DENIED.says(format!(
            "MFA has been required of this principal since {since} and no MFA device is assigned. \
             Assign one (CreateVirtualMFADevice, EnableMFADevice) or sign in to the console."
        ))
    }

    /// A first device that was assigned late opens this only after a day. Ours.
    pub fn on_trial(until: &str) -> AwsError {
        common::ACCESS_DENIED.says(format!(
            "The first MFA device of this principal was assigned after the deadline; this opens at \
             {until}."
        ))
    }

    /// An administrator is helped by another administrator or by root. Ours.
    pub fn only_administrators() -> AwsError {
        common::ACCESS_DENIED.says(
            "The MFA device of an administrator is deactivated by another administrator or by the \
             root user.",
        )
    }

    /// Nobody resets both the device and the password of a person within a day. Ours.
    pub fn another_administrator(until: impl std::fmt::Display) -> AwsError {
        common::ACCESS_DENIED.says(format!(
            "The same administrator may not reset both the MFA device and the password of a user \
             before {until}. Ask another administrator."
        ))
    }

    /// The last device of somebody who must have one. Ours.
    pub fn last_factor() -> AwsError {
        common::ACCESS_DENIED.says(
            "MFA is required of this user, so the last MFA device stays. Assign another one first.",
        )
    }

    /// A first device after the deadline needs more than a key here. Ours.
    pub fn late_first_device() -> AwsError {
        common::ACCESS_DENIED.says(
            "A first MFA device after the deadline needs one more proof here. Assign it in the console.",
        )
    }

    /// The device is not this user's, or nobody's.
    pub fn not_of_user() -> AwsError {
        iam::NO_SUCH_ENTITY.says("MFA Device invalid for user.")
    }

    /// There is no such virtual device. Not seen on AWS itself.
    pub fn no_such_virtual_device(serial_number: &str) -> AwsError {
        iam::NO_SUCH_ENTITY.says(format!(
            "VirtualMFADevice with serial number {serial_number} doesn't exist."
        ))
    }

    /// GetMFADevice knows security keys only.
    pub fn only_security_keys() -> AwsError {
        common::VALIDATION_ERROR.says(
            "The MFA device serial number sent in the request is invalid or not supported by this \
             API. Currently, only hardware FIDO security keys are supported. Please use the \
             compatible device or API.",
        )
    }

    /// A device that somebody uses is not deleted.
    pub fn still_assigned() -> AwsError {
        iam::DELETE_CONFLICT.says("MFA VirtualDevice in use. Must deactivate first.")
    }

    /// A user who has devices is not deleted.
    pub fn user_has_devices() -> AwsError {
        iam::DELETE_CONFLICT.says("Cannot delete entity, must remove tokens from principal first.")
    }

    /// STS: the code is wrong or used. The space at the end is AWS's.
    pub fn code_refused() -> AwsError {
        common::ACCESS_DENIED
            .says("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    }

    /// STS: the device is unknown or not the caller's, or no more guesses are left. The two spaces
    /// are AWS's.
    pub fn device_refused() -> AwsError {
        common::ACCESS_DENIED.says(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your \
             MFA serial number is valid and associated with this user.",
        )
    }

    /// STS: the serial number without the code, or the code without the serial number.
    pub fn both_or_neither() -> AwsError {
        common::ACCESS_DENIED.says(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time \
             pass code.",
        )
    }

    /// STS: a session asked for a session.
    pub fn not_with_session() -> AwsError {
        common::ACCESS_DENIED.says("Cannot call GetSessionToken with session credentials")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBSERVED: &str = include_str!("../models/observed-errors.json");

    /// The observed error of this operation whose situation begins so.
    fn observed(service: &str, operation: &str, when: &str) -> (String, u64, String) {
        let all: serde_json::Value = serde_json::from_str(OBSERVED).unwrap();
        let rows = all["errors"].as_array().unwrap();
        let row = rows.iter().find(|row| {
            row["service"] == service
                && row["operation"] == operation
                && row["when"].as_str().unwrap().starts_with(when)
        });
        let row = row.unwrap_or_else(|| panic!("{operation}: {when}"));
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        (
            text("code"),
            row["status"].as_u64().unwrap(),
            text("message"),
        )
    }

    fn compare(service: &str, table: &[(&str, &str, AwsError)]) {
        for (operation, when, error) in table {
            let said = (
                error.code.name.to_owned(),
                u64::from(error.code.status),
                error.message.clone().into_owned(),
            );
            assert_eq!(said, observed(service, operation, when));
        }
    }

    #[test]
    fn iam_speaks_of_devices_in_the_words_that_were_seen_on_aws() {
        let both = "EnableMFADevice/DeactivateMFADevice";
        let others = "DeactivateMFADevice/ResyncMFADevice";
        compare(
            "iam",
            &[
                (
                    "CreateVirtualMFADevice",
                    "duplicate path+name (raw",
                    mfa::device_exists(),
                ),
                ("EnableMFADevice", "same code twice", mfa::codes_refused()),
                (
                    "EnableMFADevice",
                    "device already on this",
                    mfa::already_of_user("<UserName>"),
                ),
                (
                    "EnableMFADevice",
                    "device already on another",
                    mfa::in_use(),
                ),
                (both, "caller manages own", mfa::own_change_needs_mfa()),
                (others, "device not", mfa::not_of_user()),
                ("ResyncMFADevice", "pair not newer", mfa::codes_refused()),
                ("GetMFADevice", "virtual", mfa::only_security_keys()),
                ("DeleteVirtualMFADevice", "still", mfa::still_assigned()),
                ("DeleteUser", "user has", mfa::user_has_devices()),
            ],
        );
    }

    #[test]
    fn access_is_denied_in_the_words_that_were_seen_on_aws() {
        let (arn, action, resource) = ("<arn>", "<action>", "<res>");
        compare(
            "iam",
            &[
                ("any", "GetSessionToken", session_without_mfa()),
                (
                    "*",
                    "implicit",
                    denied(
                        arn,
                        action,
                        resource,
                        "because no identity-based policy allows the <action> action",
                    ),
                ),
                (
                    "*",
                    "explicit",
                    denied(
                        arn,
                        action,
                        resource,
                        "with an explicit deny in an identity-based policy",
                    ),
                ),
            ],
        );
        compare(
            "sts",
            &[
                (
                    "GetSessionToken/AssumeRole",
                    "wrong/reused",
                    mfa::code_refused(),
                ),
                (
                    "GetSessionToken/AssumeRole",
                    "unknown",
                    mfa::device_refused(),
                ),
                ("AssumeRole", "serial or code", mfa::both_or_neither()),
                ("AssumeRole", "over role", roles::too_long_for_role()),
                ("AssumeRole", "chained", roles::too_long_for_chain()),
                (
                    "AssumeRole",
                    "source identity",
                    roles::source_identity_set(),
                ),
                ("GetSessionToken", "called with", mfa::not_with_session()),
                ("any", "missing/mismatched", token_invalid()),
            ],
        );
    }

    #[test]
    fn what_is_our_fault_says_so() {
        for error in [internal_failure(), service_unavailable()] {
            assert_eq!(error.code.fault, crate::Fault::Receiver);
            assert!(error.code.status >= 500);
        }
        assert_eq!(report_not_present().code.status, 410);
        assert_eq!(report_in_progress().code.status, 404);
        assert_eq!(report_expired().code.status, 410);
    }
}
