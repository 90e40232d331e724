//! Why an operation was refused, one variant for each thing that a person or a program can act on.
//!
//! The console says it in the reader's language, the command line in English, the wire (when it
//! arrives) with AWS's code, status and text. No variant carries a secret.

use std::fmt;

use policy::{Layer, PolicyError, Ruling};
use rules::account::{USERS_MAX, VIRTUAL_DEVICES_MAX};
use rules::customer_policy::{ATTACHED_MAX, POLICIES_MAX, Stays, VERSIONS_MAX};
use rules::group::{GROUPS_MAX, GROUPS_OF_USER_MAX};
use rules::principal::{ACCESS_KEYS_MAX, DEVICES_MAX};
use rules::role::{ATTACHED_TO_ROLE_MAX, ROLES_MAX};
use rules::session::{Over, Proof};
use rules::sts::SessionFault;
use rules::tags::TagFault;
use rules::{
    AccessKeyId, Alias, ContactKind, GroupName, Invalid, KeyFault, PolicyName, RoleName,
    SerialNumber, Timestamp, TokenSerial, UserName,
};
use thiserror::Error;

use crate::ops::assignments::ASSIGNED_MAX;

mod fault;

pub use self::fault::{
    BillingFault, ClosingFault, EmailFault, EnrolmentFault, ImportFault, OrganizationFault,
    PolicyFault, ProgramFault, RecoveryFault,
};

/// What was named, with its name where whoever asked gave one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    /// An account.
    Account,
    /// An account's alias.
    Alias(Alias),
    /// Root's address.
    Email,
    /// A user.
    User(UserName),
    /// A group.
    Group(GroupName),
    /// A role.
    Role(RoleName),
    /// The permissions boundary of a user or a role, as `user`, by the name.
    Boundary(&'static str, String),
    /// A managed policy, by its ARN.
    Policy(String),
    /// A managed policy that is to be attached, by its ARN.
    PolicyToAttach(String),
    /// A managed policy that is to be made.
    PolicyName(PolicyName),
    /// A version of a managed policy, by the policy's ARN and the version's id.
    PolicyVersion(String, String),
    /// An inline policy of a user, a group or a role, as `user`, by its name.
    InlinePolicy(&'static str, PolicyName),
    /// An MFA device of the account.
    Device(SerialNumber),
    /// An MFA device of somebody.
    DeviceOfPerson(SerialNumber),
    /// A hardware token in the stock.
    Token(TokenSerial),
    /// A wizard that was begun.
    PendingDevice,
    /// A session.
    Session,
    /// A password of a user.
    LoginProfile(UserName),
    /// An access key.
    AccessKey(AccessKeyId),
    /// The account's password policy.
    PasswordPolicy,
    /// A rule of the MFA requirement.
    Requirement,
    /// Something to prove before a late first device.
    EnrolmentProof,
    /// An address to a new root password.
    ResetAddress,
    /// The account's contact information.
    ContactInformation,
    /// An alternate contact of the account.
    AlternateContact(ContactKind),
}

impl fmt::Display for Entity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Account => "account",
            Self::Alias(_) => "account alias",
            Self::Email => "root user with this e-mail address",
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Policy(_)
            | Self::PolicyToAttach(_)
            | Self::PolicyName(_)
            | Self::InlinePolicy(..) => "policy",
            Self::PolicyVersion(..) => "version of the policy",
            Self::Role(_) => "role",
            Self::Boundary(..) => "permissions boundary",
            Self::Device(_) | Self::DeviceOfPerson(_) => "MFA device",
            Self::Token(_) => "hardware token in the stock",
            Self::PendingDevice => "MFA device that waits for its codes",
            Self::Session => "session",
            Self::LoginProfile(_) => "console password",
            Self::AccessKey(_) => "access key",
            Self::PasswordPolicy => "password policy",
            Self::Requirement => "rule about MFA",
            Self::EnrolmentProof => "proof that is asked for",
            Self::ResetAddress => "address that still works",
            Self::ContactInformation => "contact information",
            Self::AlternateContact(_) => "alternate contact",
        })
    }
}

/// Something of which there may be so many and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Users of an account.
    Users,
    /// Groups of an account.
    Groups,
    /// Groups of a user.
    GroupsOfUser,
    /// Managed policies of an account.
    Policies,
    /// Managed policies that are attached to a user.
    PoliciesOfUser,
    /// Managed policies that are attached to a group.
    PoliciesOfGroup,
    /// Roles of an account.
    Roles,
    /// Managed policies that are attached to a role.
    PoliciesOfRole,
    /// Versions of a managed policy.
    VersionsOfPolicy,
    /// Devices of a person.
    DevicesOfPerson,
    /// Virtual devices of an account.
    VirtualDevices,
    /// Access keys of a person.
    AccessKeys,
    /// Accounts for which a person is responsible.
    AssignedAccounts,
}

impl Quota {
    /// How many there may be.
    pub fn most(self) -> u32 {
        let devices = u32::try_from(DEVICES_MAX).unwrap_or(u32::MAX);
        let keys = u32::try_from(ACCESS_KEYS_MAX).unwrap_or(u32::MAX);
        let assigned = u32::try_from(ASSIGNED_MAX).unwrap_or(u32::MAX);
        let number = |most: usize| u32::try_from(most).unwrap_or(u32::MAX);
        match self {
            Self::Users => USERS_MAX,
            Self::Groups => GROUPS_MAX,
            Self::GroupsOfUser => number(GROUPS_OF_USER_MAX),
            Self::Policies => POLICIES_MAX,
            Self::PoliciesOfUser | Self::PoliciesOfGroup => number(ATTACHED_MAX),
            Self::Roles => ROLES_MAX,
            Self::PoliciesOfRole => number(ATTACHED_TO_ROLE_MAX),
            Self::VersionsOfPolicy => number(VERSIONS_MAX),
            Self::DevicesOfPerson => devices,
            Self::VirtualDevices => VIRTUAL_DEVICES_MAX,
            Self::AccessKeys => keys,
            Self::AssignedAccounts => assigned,
        }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Users => "users",
            Self::Groups => "groups",
            Self::GroupsOfUser => "groups of a user",
            Self::Policies => "managed policies",
            Self::PoliciesOfUser => "managed policies of a user",
            Self::PoliciesOfGroup => "managed policies of a group",
            Self::Roles => "roles",
            Self::PoliciesOfRole => "managed policies of a role",
            Self::VersionsOfPolicy => "versions of a policy",
            Self::DevicesOfPerson => "MFA devices of a person",
            Self::VirtualDevices => "virtual MFA devices",
            Self::AccessKeys => "access keys of a person",
            Self::AssignedAccounts => "accounts for which a person is responsible",
        })
    }
}

/// What stands in the way of deleting something, and has to go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// A console password.
    LoginProfile,
    /// Access keys.
    AccessKeys,
    /// MFA devices.
    Devices,
    /// Attached policies.
    Policies,
    /// Policies that belong to it alone.
    InlinePolicies,
    /// Memberships of a user in groups.
    Groups,
    /// Users of a group.
    Members,
    /// What a policy, or a version of one, is still there for.
    OfPolicy(Stays),
}

impl fmt::Display for Leftover {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::LoginProfile => "a console password",
            Self::AccessKeys => "access keys",
            Self::Devices => "MFA devices",
            Self::Policies => "attached policies",
            Self::InlinePolicies => "inline policies",
            Self::Groups => "memberships in groups",
            Self::Members => "users",
            Self::OfPolicy(Stays::Attached) => "users, groups or roles that have it",
            Self::OfPolicy(Stays::Versions) => "versions beside the default one",
            Self::OfPolicy(Stays::Default) => "the place of the default version",
        })
    }
}

/// An operation that was refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    /// Something that was typed cannot be what it is offered as.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The policies do not allow it.
    #[error("not authorized to perform {action} on {resource} {}", .ruling.aws_reason(action).unwrap_or_default())]
    AccessDenied {
        /// The action that is missing, or denied.
        action: String,
        /// On what.
        resource: String,
        /// What the policies said; an implicit deny of the identity where they were not asked.
        ruling: Box<Ruling>,
    },
    /// Only root may do it, and whoever asks is somebody else.
    #[error("only the root user of the account may do this; no policy can allow it")]
    OnlyRoot,
    /// A switch of root's keeps billing shut.
    #[error(transparent)]
    Billing(#[from] BillingFault),
    /// A policy cannot be stored, attached, changed or asked.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// There is no such thing, or none that the caller may know of.
    #[error("there is no such {0}")]
    NoSuchEntity(Entity),
    /// There is one already.
    #[error("there is such a {0} already; choose another")]
    EntityAlreadyExists(Entity),
    /// There are as many as there may be.
    #[error("there are as many as there may be: {most} {0}; remove one first", most = .0.most())]
    LimitExceeded(Quota),
    /// Something has to be removed before.
    #[error("there still are {0}; remove them first")]
    DeleteConflict(Leftover),
    /// The device has this very holder already.
    #[error("this device is assigned to this user already")]
    DeviceHeld(UserName),
    /// The device has another holder.
    #[error("this device is in use")]
    DeviceInUse,
    /// The token cannot be had: not in the stock, somebody's, another account's, or past its date.
    /// One answer for all of them, so that nobody learns which tokens there are.
    #[error("no token of this serial number can be added")]
    TokenUnavailable,
    /// An import of tokens does not go on.
    #[error(transparent)]
    Import(#[from] ImportFault),
    /// A device that is assigned cannot be deleted.
    #[error("this device is assigned; deactivate it first")]
    DeviceAssigned,
    /// The operation is not for root.
    #[error("the root user cannot do this here; do it in the console")]
    InvalidUserType,
    /// Tags that cannot be set.
    #[error(transparent)]
    Tags(#[from] TagFault),
    /// There is no credential report.
    #[error("there is no credential report; generate one first")]
    ReportNotPresent,
    /// The credential report is too old.
    #[error("the credential report has expired; generate a new one")]
    ReportExpired,
    /// The key is unknown or inactive, or its session is not good.
    #[error("the access key or the session token is not valid")]
    TokenInvalid,
    /// The session is over by the clock.
    #[error("the session token has expired")]
    TokenExpired,
    /// A session without MFA asked for something that wants one with MFA.
    #[error("a session without MFA asks for nothing but who it is")]
    SessionWithoutMfa,
    /// The root user asked for a role.
    #[error("the root user takes on no role")]
    RootTakesNoRole,
    /// The session of the role to which somebody switched is over, or the role was deleted.
    #[error("the session of the role is over; switch back")]
    RoleOver,
    /// A role asked for something of its own by naming nobody.
    #[error("a role has nothing of its own; name a user")]
    UserNameMissing,
    /// A session of a role cannot be made so.
    #[error(transparent)]
    Session(#[from] SessionFault),
    /// The device is not the caller's.
    #[error("the MFA device is not one of the caller's")]
    DeviceRefused,
    /// The two codes do not belong together, and why.
    #[error("the two codes are not two in a row of this device")]
    PairRefused(otp::Hint),
    /// Name or password is wrong, and nobody is told which.
    #[error("the sign-in information is incorrect")]
    SignInFailed,
    /// Too many wrong passwords from here: not before this time.
    #[error("too many wrong passwords; wait until {0}")]
    SignInWait(Timestamp),
    /// A temporary password that was not changed in time.
    #[error("this temporary password has expired; ask for a new one")]
    PasswordExpired,
    /// The sign-in took too long, or was begun in another browser.
    #[error("this sign-in is over; begin again")]
    TicketOver,
    /// The code is wrong, used or too early. All look alike; a new one works from this time.
    #[error("the code was not accepted; wait for the next one")]
    CodeRefused {
        /// When the next try is worth it.
        try_from: Timestamp,
    },
    /// The budget of wrong codes is spent for browsers that are not known.
    #[error("too many wrong codes; sign in with a browser that you used before, or ask for help")]
    GuessesSpent,
    /// A passkey or security key was not accepted, and why.
    #[error("{0}")]
    KeyRefused(KeyFault),
    /// The session is over.
    #[error("this session is over; sign in again")]
    SessionOver(Over),
    /// A sensitive step needs a fresh proof first.
    #[error("prove once more who you are")]
    NotFresh(Proof),
    /// MFA is required of the caller since then, who has none: only their own enrolment is open.
    #[error("MFA is required since {0}; register an MFA device first")]
    PastDue(Timestamp),
    /// A first device that came late opens this only after a day.
    #[error("the MFA device was registered late, so this opens at {0}")]
    OnTrial(Timestamp),
    /// The last factor of somebody who must have one.
    #[error("MFA is required, so the last MFA device stays; register another one first")]
    LastFactor,
    /// A late first device needs something beside the password.
    #[error("a first MFA device after the deadline needs one more proof")]
    EnrolmentProofNeeded(rules::enrolment::Need),
    /// A proof for a late first device is not good.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentFault),
    /// The person has a device already.
    #[error("there is an MFA device already")]
    HasDevice,
    /// Somebody else has to do it.
    #[error("nobody does this for themselves; ask a colleague")]
    NotForOneself,
    /// The session must be one with MFA.
    #[error("this needs a session with MFA")]
    MfaNeeded,
    /// Somebody is given more time, and nobody said why.
    #[error("this gives somebody more time; say why")]
    ReasonMissing,
    /// No such zone.
    #[error("there is no such time zone; write one like `Asia/Tokyo`")]
    UnknownTimeZone,
    /// The mailbox was sent as much as a day allows.
    #[error("no more mails with a code today; try again tomorrow, or ask for an enrolment address")]
    TooManyMails,
    /// The installation sends no mails.
    #[error("this installation sends no mail")]
    NoMail,
    /// The session registers a device and does nothing else.
    #[error("this session only registers an MFA device; register one first")]
    OnlyRegisters,
    /// A way back in, or the proof of a device, is not open.
    #[error(transparent)]
    Recovery(#[from] RecoveryFault),
    /// An account is closed, or is not closed, reopened or erased.
    #[error(transparent)]
    Closing(#[from] ClosingFault),
    /// Root cannot have another address so.
    #[error(transparent)]
    RootEmail(#[from] EmailFault),
    /// Something that only a program asks for, and not so.
    #[error(transparent)]
    Program(#[from] ProgramFault),
    /// The organization does not let it be.
    #[error(transparent)]
    Organization(#[from] OrganizationFault),
    /// An administrator is helped by another administrator or by root.
    #[error("the device of an administrator is reset by another administrator or by root")]
    OnlyAdministrators,
    /// Who did one half of getting somebody in does not do the other one before then.
    #[error("the same person may not reset both device and password before {0}; ask a colleague")]
    AnotherAdministrator(Timestamp),
    /// The current password was wrong.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Set-up is closed, because an account was made.
    #[error("the first account exists already; sign in")]
    SetUpClosed,
    /// Others were faster, again and again.
    #[error("the same thing was changed at the same moment; try again")]
    ConcurrentModification,
    /// Too many passwords are being checked.
    #[error("busy; try again in {retry_after_seconds} s")]
    Busy {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// The store did not answer. The reason is for the log, not for the caller.
    #[error("the store is not available")]
    Unavailable(String),
    /// No room is left on the disk. Nothing was written.
    #[error("the disk with the database is full; free some space and try again")]
    StorageFull,
}

impl Refusal {
    /// Something that no policy could allow, told as if none did.
    pub(crate) fn denied(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self::AccessDenied {
            action: action.into(),
            resource: resource.into(),
            ruling: Box::new(Ruling::ImplicitDeny {
                layer: Layer::Identity,
            }),
        }
    }

    /// Whether somebody asked for what is not theirs: such a question is remembered even where it would
    /// only have looked.
    pub(crate) fn is_denial(&self) -> bool {
        match self {
            Self::AccessDenied { .. } | Self::OnlyRoot | Self::Billing(_) => true,
            Self::Organization(fault) => fault.is_denied(),
            _ => false,
        }
    }

    /// The code in the audit event: AWS's where AWS has one.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Policy(fault) => fault.code(),
            Self::Recovery(fault) => fault.code(),
            Self::Closing(fault) => fault.code(),
            Self::RootEmail(fault) => fault.code(),
            Self::Organization(fault) => fault.code(),
            Self::Program(fault) => fault.code(),
            Self::Invalid(Invalid::Password(_)) => "PasswordPolicyViolation",
            Self::Session(SessionFault::Packed(_)) => "PackedPolicyTooLarge",
            Self::Invalid(_)
            | Self::UserNameMissing
            | Self::Session(_)
            | Self::ReasonMissing
            | Self::UnknownTimeZone => "ValidationError",
            Self::AccessDenied { .. }
            | Self::OnlyRoot
            | Self::Billing(_)
            | Self::NotFresh(_)
            | Self::WrongPassword
            | Self::RootTakesNoRole
            | Self::PastDue(_)
            | Self::OnTrial(_)
            | Self::LastFactor
            | Self::EnrolmentProofNeeded(_)
            | Self::NotForOneself
            | Self::OnlyRegisters
            | Self::RoleOver
            | Self::OnlyAdministrators
            | Self::AnotherAdministrator(_)
            | Self::MfaNeeded
            | Self::DeviceRefused => "AccessDenied",
            Self::NoSuchEntity(_) | Self::TokenUnavailable => "NoSuchEntity",
            Self::EntityAlreadyExists(_)
            | Self::DeviceHeld(_)
            | Self::DeviceInUse
            | Self::HasDevice
            | Self::SetUpClosed => "EntityAlreadyExists",
            Self::LimitExceeded(_) | Self::Tags(TagFault::TooMany | TagFault::TooLarge) => {
                "LimitExceeded"
            }
            Self::Tags(TagFault::Repeated | TagFault::Reserved) => "InvalidInput",
            Self::DeleteConflict(_) | Self::DeviceAssigned => "DeleteConflict",
            Self::InvalidUserType => "InvalidUserType",
            Self::ReportNotPresent => "ReportNotPresent",
            Self::ReportExpired => "ReportExpired",
            Self::PairRefused(_)
            | Self::KeyRefused(_)
            | Self::CodeRefused { .. }
            | Self::Enrolment(_) => "InvalidAuthenticationCode",
            Self::SignInFailed | Self::PasswordExpired => "Failed authentication",
            Self::SignInWait(_) | Self::GuessesSpent | Self::TooManyMails | Self::Busy { .. } => {
                "Throttling"
            }
            Self::NoMail => "NotSupported",
            Self::TicketOver | Self::SessionOver(_) | Self::TokenExpired => "ExpiredToken",
            Self::TokenInvalid | Self::SessionWithoutMfa => "InvalidClientTokenId",
            Self::ConcurrentModification | Self::Import(_) => "ConcurrentModification",
            Self::Unavailable(_) | Self::StorageFull => "ServiceUnavailable",
        }
    }
}

impl From<rules::PasswordFault> for Refusal {
    fn from(fault: rules::PasswordFault) -> Self {
        Self::Invalid(fault.into())
    }
}

impl From<PolicyError> for Refusal {
    fn from(error: PolicyError) -> Self {
        PolicyFault::Malformed(Box::new(error)).into()
    }
}

impl From<store::StoreError> for Refusal {
    fn from(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Full => Self::StorageFull,
            error => Self::Unavailable(error.to_string()),
        }
    }
}
