//! What people are told by mail: facts, not texts. The texts are made when a mail is sent, in the
//! languages of the account.
//!
//! INVARIANT: a letter is written in the unit of work of what it tells, so nothing is told that did
//! not happen, and nothing that happened goes untold.

use rules::deadline::Occasion;
use rules::requirement::Postponement;
use rules::{AccountId, Email, IamAccess, Language, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A letter to somebody.
#[derive(Clone, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: Email,
    /// In which language; in both if none is chosen.
    pub language: Option<Language>,
    /// The zone of its dates, by its IANA name; the installation's if none is chosen.
    pub time_zone: Option<String>,
    /// The account that it is about.
    pub account: AccountId,
    /// That account's name.
    pub account_name: String,
    /// What it tells.
    pub about: About,
}

/// What a letter tells.
#[derive(Clone, Serialize, Deserialize)]
pub enum About {
    /// MFA is required, and from when.
    Deadline(DeadlineNotice),
    /// Somebody was given more time.
    Postponed(Postponement),
    /// What is still missing in several accounts.
    Digest(Vec<DigestRow>),
    /// Something that the owner of a credential should know.
    Happened(Happening),
    /// A code for somebody who registers a first device.
    EnrolmentCode {
        /// The code.
        code: Zeroizing<String>,
    },
    /// The operator gets root a new device after a wait that anybody concerned can end.
    RootRecovery(RecoveryNotice),
    /// How far the chains of events go.
    TrailHeads(HeadsNotice),
    /// To the new address: root is to sign in with it.
    NewRootEmail {
        /// The code that confirms it; none if it is some root's already.
        code: Option<Zeroizing<String>>,
        /// Until when the code is good.
        until: Timestamp,
    },
    /// To the old address: root is to have another one.
    RootEmailChange(EmailNotice),
    /// The way to a new root password.
    ResetPassword {
        /// The token in the address.
        token: Zeroizing<String>,
        /// Until when it works.
        until: Timestamp,
    },
}

impl About {
    /// Its name in lists: short, without anything secret.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Deadline(notice) => match notice.occasion {
                Occasion::Announced => "deadline-announced",
                Occasion::Days30 => "deadline-30-days",
                Occasion::Days14 => "deadline-14-days",
                Occasion::Days7 => "deadline-7-days",
                Occasion::Day1 => "deadline-1-day",
                Occasion::InEffect => "deadline-in-effect",
            },
            Self::Postponed(_) => "deadline-postponed",
            Self::Digest(_) => "digest",
            Self::Happened(happening) => happening.what.name(),
            Self::EnrolmentCode { .. } => "enrolment-code",
            Self::RootRecovery(_) => "root-recovery",
            Self::TrailHeads(_) => "trail-heads",
            Self::NewRootEmail { .. } => "new-root-email",
            Self::RootEmailChange(_) => "root-email-change",
            Self::ResetPassword { .. } => "password-reset",
        }
    }

    /// Whether whoever has the letter could use it: such a letter is never kept as a file.
    pub fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::EnrolmentCode { .. } | Self::NewRootEmail { .. } | Self::ResetPassword { .. }
        )
    }
}

/// That MFA is required of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineNotice {
    /// Of whom: none for root, else the user's name.
    pub user: Option<String>,
    /// On which occasion.
    pub occasion: Occasion,
    /// From when, if that is known.
    pub due_at: Option<Timestamp>,
    /// How many days that was away when the letter was written; none once it is past.
    pub days_left: Option<u64>,
    /// So many days from the first sign-in without MFA, if it begins there.
    pub days: Option<u16>,
    /// Whether it is a copy for the account's contacts.
    pub copy: bool,
}

/// That the operator gets root a new device.
#[derive(Clone, Serialize, Deserialize)]
pub struct RecoveryNotice {
    /// By which operator, on which machine.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When the wait ends.
    pub ready_at: Timestamp,
    /// Whether the wait begins once more, because root's password or address was changed.
    pub anew: bool,
    /// The token in the link that leads to where it is cancelled. It opens nothing.
    pub link: Zeroizing<String>,
}

/// How far the chains of events go, for whoever keeps that elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadsNotice {
    /// When that was so.
    pub at: Timestamp,
    /// How many chains this letter tells of.
    pub chains: u64,
    /// Which letter of the day this is; the first is 1.
    pub part: u64,
    /// How many there are.
    pub parts: u64,
    /// How many chains none of them tells of, because there is no room.
    pub left_out: u64,
    /// The exported heads as text, as `sekisho events verify --head` reads them.
    pub block: String,
}

/// That root is to have another address.
#[derive(Clone, Serialize, Deserialize)]
pub struct EmailNotice {
    /// The new one.
    pub to: String,
    /// From when on it counts; none before it is confirmed.
    pub takes_effect_at: Option<Timestamp>,
    /// When it was asked for or confirmed.
    pub at: Timestamp,
    /// From which address; empty if that is not known.
    pub ip: String,
    /// The token in the link that leads to where it is cancelled. It opens nothing.
    pub link: Zeroizing<String>,
}

/// One account of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRow {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Whether its root has MFA.
    pub root_has_mfa: bool,
    /// From when root must have it.
    pub root_due_at: Option<Timestamp>,
    /// How many console users are without MFA.
    pub users_without: u32,
}

/// Something that happened to somebody's credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// What.
    pub what: What,
    /// To whom: none for root, else the user's name.
    pub user: Option<String>,
    /// When.
    pub at: Timestamp,
    /// From which address it was done; empty if that is not known.
    pub ip: String,
    /// With which program.
    pub user_agent: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A device was registered.
    DeviceAdded {
        /// Its name.
        name: String,
        /// Whether it came after the deadline or after a reset by mail, and waits for a day.
        late: bool,
    },
    /// A device was removed.
    DeviceRemoved {
        /// Its name.
        name: String,
    },
    /// The password was changed.
    PasswordChanged,
    /// Root's password was set anew with an address from a mail.
    PasswordReset,
    /// An access key was made.
    AccessKeyCreated {
        /// Its id.
        id: String,
    },
    /// Root signed in.
    RootSignedIn {
        /// Whether with MFA.
        mfa: bool,
    },
    /// Wrong codes behind a right password: somebody knows it.
    PasswordKnown,
    /// Wrong codes behind a right signature: somebody has the key.
    AccessKeyKnown {
        /// Its id.
        id: String,
    },
    /// Recovery codes were made; those before do not work any more.
    RecoveryCodesMade,
    /// A recovery code opened a session that registers a device.
    RecoveryCodeUsed {
        /// How many are left.
        left: usize,
    },
    /// Somebody else took a device of the person's.
    DeviceReset {
        /// Its name.
        name: String,
        /// By whom, for people.
        by: String,
    },
    /// The recovery of root was cancelled.
    RecoveryCancelled {
        /// By whom, for people.
        by: String,
    },
    /// Root has a new device by the operator's help; the old ones are gone.
    RootRecovered,
    /// Root has another address: it signs in with it.
    RootEmailChanged {
        /// The new one.
        to: String,
    },
    /// A change of root's address was cancelled.
    RootEmailKept {
        /// By whom, for people.
        by: String,
    },
    /// Root made somebody an administrator again.
    AdministratorRestored {
        /// The user's name.
        name: String,
    },
    /// The count of a security key went back: there may be two of it.
    SecurityKeyCopied {
        /// The device's name.
        name: String,
    },
    /// An address for a first device was made for somebody.
    EnrolmentAddressMade {
        /// By whom, for people.
        by: String,
    },
    /// The account was closed.
    AccountClosed {
        /// By whom, for people.
        by: String,
        /// Until when root can reopen it.
        until: Timestamp,
    },
    /// The account is open again.
    AccountReopened {
        /// By whom, for people.
        by: String,
    },
    /// Root said who beside it comes near the account's billing.
    BillingAccessChanged {
        /// To whom it is open now.
        iam: IamAccess,
    },
    /// Who is told about the account's security is somebody else from now on, or nobody.
    SecurityContactChanged {
        /// By whom, for people.
        by: String,
    },
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::DeviceAdded { .. } => "device-added",
            Self::DeviceRemoved { .. } => "device-removed",
            Self::PasswordChanged => "password-changed",
            Self::PasswordReset => "password-was-reset",
            Self::AccessKeyCreated { .. } => "access-key-created",
            Self::RootSignedIn { .. } => "root-signed-in",
            Self::PasswordKnown => "password-known",
            Self::AccessKeyKnown { .. } => "access-key-known",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed { .. } => "recovery-code-used",
            Self::DeviceReset { .. } => "device-reset",
            Self::RecoveryCancelled { .. } => "recovery-cancelled",
            Self::RootRecovered => "root-recovered",
            Self::RootEmailChanged { .. } => "root-email-changed",
            Self::RootEmailKept { .. } => "root-email-kept",
            Self::AdministratorRestored { .. } => "administrator-restored",
            Self::SecurityKeyCopied { .. } => "security-key-copied",
            Self::EnrolmentAddressMade { .. } => "enrolment-address-made",
            Self::AccountClosed { .. } => "account-closed",
            Self::AccountReopened { .. } => "account-reopened",
            Self::BillingAccessChanged { .. } => "billing-access-changed",
            Self::SecurityContactChanged { .. } => "security-contact-changed",
        }
    }
}

/// A letter as it goes out.
pub struct Written {
    /// The subject, in one line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

/// Makes the text of letters. The pages' floor does it, which knows the languages.
pub trait Render: Send + Sync {
    /// The text of a letter.
    fn render(&self, letter: &Letter) -> Written;
}

/// A mail on its way to the server.
pub struct Mail {
    /// Names it for ever: the same when it has to be sent again.
    pub message_id: String,
    /// To whom.
    pub to: Email,
    /// When it was written.
    pub date: Timestamp,
    /// What it says.
    pub written: Written,
    /// Whether whoever has it could use it ([`About::is_secret`]): such a mail is never kept as a file.
    pub is_secret: bool,
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Perhaps later.
    #[error("{0}")]
    ForNow(String),
    /// Never: the server does not want it.
    #[error("{0}")]
    ForGood(String),
}

/// Carries mails away.
pub trait Post: Send + Sync {
    /// Hands one over. Done means that it was taken.
    fn send(
        &self,
        mail: Mail,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), PostError>> + Send + '_>>;
}
