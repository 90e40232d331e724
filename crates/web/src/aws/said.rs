//! What a refusal is on AWS's wire: its code, its status and its text, all of them at one place.

use rules::customer_policy::Stays;
use rules::sts::{SessionFault, TooLong};
use rules::tags::{BYTES_MAX, TagFault};
use rules::{Invalid, PasswordFault};
use service::Refusal;
use service::refusal::{Entity, Leftover, PolicyFault, ProgramFault, Quota};
use wire::refusals::{policies, roles};
use wire::{AwsError, refusals, sts};

use super::{contacts, organizations};

/// Who speaks, and to whom.
pub(super) struct Speaker<'a> {
    /// The service that was asked.
    pub(super) service: &'static wire::Service,
    /// Who asked.
    pub(super) caller_arn: &'a str,
}

/// AWS's error for a refusal.
pub(super) fn said(speaker: &Speaker<'_>, refusal: Refusal) -> AwsError {
    match refusal {
        refusal @ Refusal::AccessDenied { .. } => denied(speaker, &refusal),
        Refusal::NoSuchEntity(entity) => missing(&entity),
        Refusal::EntityAlreadyExists(entity) => there(&entity),
        Refusal::LimitExceeded(quota) => exceeded(quota),
        Refusal::DeleteConflict(leftover) => first(leftover),
        Refusal::Policy(fault) => policy(&fault),
        Refusal::Program(fault) => program(fault),
        Refusal::Invalid(Invalid::Password(fault)) => password(fault),
        Refusal::Invalid(invalid) => refusals::invalid(&invalid.to_string()),
        Refusal::Tags(fault) => tags(fault),
        Refusal::Organization(fault) => organizations::said(speaker.caller_arn, fault),
        Refusal::DeviceHeld(user) => refusals::mfa::already_of_user(user.as_str()),
        Refusal::DeviceInUse => refusals::mfa::in_use(),
        Refusal::DeviceAssigned => refusals::mfa::still_assigned(),
        Refusal::MfaNeeded => refusals::mfa::root_needs_mfa(),
        Refusal::PastDue(since) => refusals::mfa::past_due(&since.to_string()),
        Refusal::OnTrial(until) => refusals::mfa::on_trial(&until.to_string()),
        Refusal::OnlyAdministrators => refusals::mfa::only_administrators(),
        Refusal::AnotherAdministrator(until) => refusals::mfa::another_administrator(until),
        Refusal::LastFactor => refusals::mfa::last_factor(),
        Refusal::EnrolmentProofNeeded(_) => refusals::mfa::late_first_device(),
        Refusal::PairRefused(_) => refusals::mfa::codes_refused(),
        Refusal::CodeRefused { .. } | Refusal::GuessesSpent => code_refused(speaker),
        Refusal::DeviceRefused => refusals::mfa::device_refused(),
        Refusal::RootTakesNoRole => roles::not_for_root(),
        Refusal::UserNameMissing => refusals::user_name_missing(),
        Refusal::Session(fault) => session(&fault),
        Refusal::SessionWithoutMfa => refusals::session_without_mfa(),
        Refusal::TokenInvalid | Refusal::SessionOver(_) | Refusal::RoleOver => {
            refusals::token_invalid()
        }
        Refusal::TokenExpired => refusals::token_expired(),
        Refusal::InvalidUserType => refusals::invalid_user_type(),
        Refusal::WrongPassword => refusals::old_password_wrong(),
        Refusal::SignInWait(_) => refusals::throttling(),
        Refusal::ReportNotPresent => refusals::report_not_present(),
        Refusal::ReportExpired => refusals::report_expired(),
        Refusal::ConcurrentModification => refusals::concurrent_modification(),
        Refusal::Busy { .. } => refusals::service_unavailable(),
        Refusal::Unavailable(reason) => unavailable(&reason),
        full @ Refusal::StorageFull => unavailable(&full.to_string()),
        // Steps of the console's own doors, which no call leads to.
        Refusal::SignInFailed
        | Refusal::PasswordExpired
        | Refusal::TokenUnavailable
        | Refusal::Import(_)
        | Refusal::TicketOver
        | Refusal::NotFresh(_)
        | Refusal::KeyRefused(_)
        | Refusal::Enrolment(_)
        | Refusal::HasDevice
        | Refusal::OnlyRegisters
        | Refusal::Recovery(_)
        | Refusal::Closing(_)
        | Refusal::NotForOneself
        | Refusal::OnlyRoot
        | Refusal::Billing(_)
        | Refusal::RootEmail(_)
        | Refusal::ReasonMissing
        | Refusal::UnknownTimeZone
        | Refusal::TooManyMails
        | Refusal::NoMail
        | Refusal::SetUpClosed => refusals::internal_failure(),
    }
}

fn exceeded(quota: Quota) -> AwsError {
    match quota {
        Quota::VersionsOfPolicy => policies::too_many_versions(),
        quota => refusals::limit_exceeded(quota_name(quota), quota.most()),
    }
}

fn policy(fault: &PolicyFault) -> AwsError {
    match fault {
        PolicyFault::Malformed(error) => policies::malformed(&error.aws_message()),
        PolicyFault::TooLarge(quota, of) => policies::too_large(&quota.aws_message(of)),
        PolicyFault::Outside => policies::outside(),
        PolicyFault::Arn(arn) => policies::arn_invalid(arn),
        PolicyFault::NotSimulated(why) => policies::not_simulated(why),
    }
}

fn program(fault: ProgramFault) -> AwsError {
    match fault {
        ProgramFault::OwnChangeNeedsMfa => refusals::mfa::own_change_needs_mfa(),
        ProgramFault::FirstDeviceByKey => refusals::mfa::first_device_by_key(),
        ProgramFault::OnlySecurityKeys => refusals::mfa::only_security_keys(),
        ProgramFault::BothOrNeither => refusals::mfa::both_or_neither(),
        ProgramFault::NotWithSession => refusals::mfa::not_with_session(),
    }
}

fn unavailable(reason: &str) -> AwsError {
    tracing::error!(%reason, "a call could not be answered");
    refusals::service_unavailable()
}

fn denied(speaker: &Speaker<'_>, refusal: &Refusal) -> AwsError {
    let Refusal::AccessDenied {
        action,
        resource,
        ruling,
    } = refusal
    else {
        return refusals::internal_failure();
    };
    // STS ends its sentence with the resource.
    if speaker.service.name == sts::SERVICE.name {
        return refusals::denied_by_sts(speaker.caller_arn, action, resource);
    }
    let reason = ruling.aws_reason(action).unwrap_or_default();
    refusals::denied(speaker.caller_arn, action, resource, &reason)
}

fn session(fault: &SessionFault) -> AwsError {
    match fault {
        SessionFault::RoleArn(arn) => roles::arn_invalid(arn),
        SessionFault::TooLong(TooLong::ForRole) => roles::too_long_for_role(),
        SessionFault::TooLong(TooLong::ForChain) => roles::too_long_for_chain(),
        SessionFault::SourceIdentitySet => roles::source_identity_set(),
        SessionFault::Packed(percent) => roles::packed_too_large(*percent),
        SessionFault::Tags(_)
        | SessionFault::TransitiveUnknown
        | SessionFault::TransitiveSet
        | SessionFault::TooManyPolicies
        | SessionFault::NoPolicy(_)
        | SessionFault::PolicyTooLong => roles::session_invalid(&fault.to_string()),
    }
}

fn code_refused(speaker: &Speaker<'_>) -> AwsError {
    if speaker.service.name == sts::SERVICE.name {
        refusals::mfa::code_refused()
    } else {
        refusals::mfa::codes_refused()
    }
}

fn missing(entity: &Entity) -> AwsError {
    match entity {
        Entity::User(name) => refusals::no_such_user(name.as_str()),
        Entity::Group(name) => policies::no_such_group(name.as_str()),
        Entity::Policy(arn) => policies::no_such_policy(arn),
        Entity::PolicyToAttach(arn) => policies::not_attachable(arn),
        Entity::PolicyVersion(arn, version) => policies::no_such_version(arn, version),
        Entity::InlinePolicy(noun, name) => policies::no_such_inline(noun, name.as_str()),
        Entity::Role(name) => roles::no_such_role(name.as_str()),
        Entity::Boundary(noun, name) => policies::no_boundary(noun, name),
        Entity::LoginProfile(name) => refusals::no_such_login_profile(name.as_str()),
        Entity::AccessKey(id) => refusals::no_such_access_key(id.as_str()),
        Entity::Device(serial) => refusals::mfa::no_such_virtual_device(serial.as_str()),
        Entity::DeviceOfPerson(_) => refusals::mfa::not_of_user(),
        Entity::Alias(alias) => refusals::no_such_alias(alias.as_str()),
        Entity::PasswordPolicy => refusals::no_password_policy(),
        Entity::ContactInformation | Entity::AlternateContact(_) => contacts::missing(entity),
        Entity::Account
        | Entity::PolicyName(_)
        | Entity::Email
        | Entity::Token(_)
        | Entity::PendingDevice
        | Entity::Session
        | Entity::Requirement
        | Entity::EnrolmentProof
        | Entity::ResetAddress => refusals::internal_failure(),
    }
}

fn there(entity: &Entity) -> AwsError {
    match entity {
        Entity::User(name) => refusals::user_exists(name.as_str()),
        Entity::Group(name) => policies::group_exists(name.as_str()),
        Entity::Role(name) => roles::role_exists(name.as_str()),
        Entity::PolicyName(name) => policies::policy_exists(name.as_str()),
        Entity::LoginProfile(name) => refusals::login_profile_exists(name.as_str()),
        Entity::Device(_) | Entity::DeviceOfPerson(_) => refusals::mfa::device_exists(),
        Entity::Alias(alias) => refusals::alias_exists(alias.as_str()),
        // Ids of keys are drawn at random: it happens once in an age, and trying again helps.
        Entity::AccessKey(_) => refusals::concurrent_modification(),
        Entity::Account
        | Entity::ContactInformation
        | Entity::AlternateContact(_)
        | Entity::Policy(_)
        | Entity::PolicyToAttach(_)
        | Entity::PolicyVersion(..)
        | Entity::InlinePolicy(..)
        | Entity::Boundary(..)
        | Entity::Email
        | Entity::Token(_)
        | Entity::PendingDevice
        | Entity::Session
        | Entity::Requirement
        | Entity::EnrolmentProof
        | Entity::ResetAddress
        | Entity::PasswordPolicy => refusals::internal_failure(),
    }
}

fn quota_name(quota: Quota) -> &'static str {
    match quota {
        Quota::Users => "UsersPerAccount",
        Quota::Groups => "GroupsPerAccount",
        Quota::GroupsOfUser => "GroupsPerUser",
        Quota::Policies => "PoliciesPerAccount",
        Quota::PoliciesOfUser => "PoliciesPerUser",
        Quota::PoliciesOfGroup => "PoliciesPerGroup",
        Quota::Roles => "RolesPerAccount",
        Quota::PoliciesOfRole => "PoliciesPerRole",
        Quota::VersionsOfPolicy => "VersionsPerPolicy",
        Quota::DevicesOfPerson => "MFADevicesPerUser",
        Quota::VirtualDevices => "VirtualMFADevicesPerAccount",
        Quota::AccessKeys => "AccessKeysPerUser",
        Quota::AssignedAccounts => "AccountsPerAssignee",
    }
}

fn first(leftover: Leftover) -> AwsError {
    match leftover {
        Leftover::Devices => refusals::mfa::user_has_devices(),
        Leftover::LoginProfile => refusals::must_first("delete login profile"),
        Leftover::AccessKeys => refusals::must_first("delete access keys"),
        Leftover::Policies => refusals::must_first("detach all policies"),
        Leftover::InlinePolicies => refusals::must_first("delete policies"),
        Leftover::Groups | Leftover::Members => refusals::must_first("remove users from group"),
        Leftover::OfPolicy(Stays::Attached) => policies::still_attached(),
        Leftover::OfPolicy(Stays::Versions) => policies::has_versions(),
        Leftover::OfPolicy(Stays::Default) => policies::is_default(),
    }
}

fn tags(fault: TagFault) -> AwsError {
    match fault {
        TagFault::Repeated => refusals::tag_keys_repeated(),
        TagFault::Reserved => refusals::tag_key_reserved(),
        TagFault::TooMany => refusals::too_many_tags(),
        TagFault::TooLarge => refusals::tags_too_large(BYTES_MAX),
    }
}

fn password(fault: PasswordFault) -> AwsError {
    let text = match fault {
        PasswordFault::TooShort => "Password should have a minimum length of 8".to_owned(),
        PasswordFault::ShorterThan(least) => {
            format!("Password should have a minimum length of {least}")
        }
        PasswordFault::TooLong => "Password should have a maximum length of 128".to_owned(),
        PasswordFault::NoSymbol => {
            "Password should have at least one of the following symbols: ! @ # $ % ^ & * ( ) _ + - = [ ] { } | '".to_owned()
        }
        PasswordFault::NoNumber => "Password should have at least one number".to_owned(),
        PasswordFault::NoUppercase => "Password should have at least one uppercase letter".to_owned(),
        PasswordFault::NoLowercase => "Password should have at least one lowercase letter".to_owned(),
        PasswordFault::Same | PasswordFault::Reused(_) => {
            "Password was used before; choose another".to_owned()
        }
        PasswordFault::Common => {
            "Password is on the list that attackers try first; choose another".to_owned()
        }
        PasswordFault::OwnName => "Password should not be the name of its owner".to_owned(),
    };
    refusals::password_policy_violation(&text)
}
