//! The domain of Sekisho and its decisions: who there is, what they hold, and what follows from it.
//!
//! Everything here is a function of its arguments: the time and chance come in, a verdict comes
//! out, and the caller saves what changed. A failure that must be remembered (a wrong code, a wrong
//! password) is a verdict and not an error, so that it cannot be forgotten on the way out.
//!
//! Not here: storage, the wire, text for people in more than one language, anything asynchronous.

pub mod account;
pub mod billing;
pub mod care;
pub mod chance;
pub mod closing;
pub mod contact;
pub mod customer_policy;
pub mod deadline;
pub mod device;
pub mod enrolment;
pub mod epoch;
pub mod event_filter;
pub mod group;
pub mod guess;
pub mod ids;
pub mod inline;
pub mod invalid;
pub mod organization;
pub mod password;
pub mod password_policy;
pub mod principal;
pub mod recommend;
pub mod recovery;
pub mod requirement;
pub mod role;
pub mod root_email;
pub mod security_key;
pub mod session;
pub mod settings;
pub mod signin;
pub mod stored;
pub mod sts;
pub mod switch;
pub mod tags;
pub mod throttle;
pub mod token;
pub mod trail;
pub mod typed;
pub mod usage;
pub mod user;

pub use account::{Account, Root};
pub use billing::{BillingAccess, BillingProfile, IamAccess};
pub use care::{Care, DeviceFilter, HolderName};
pub use chance::Chance;
pub use closing::{AccountState, Closing};
pub use contact::{AlternateContact, ContactInformation, ContactKind};
pub use customer_policy::{CustomerPolicy, PolicyVersion};
pub use deadline::{Deadline, Due, Occasion};
pub use device::{DeviceKind, MfaDevice, PendingDevice, SeedMark};
pub use epoch::Epoch;
pub use group::Group;
pub use ids::{
    AccessKeyId, AccountId, AccountName, Alias, CountryCode, DeviceLabel, DeviceName, Email,
    EntityPath, GroupId, GroupName, InternationalPhone, Phone, PolicyId, PolicyName, RoleId,
    RoleName, SerialNumber, TokenSerial, UserId, UserName,
};
pub use inline::InlinePolicy;
pub use invalid::{Invalid, PasswordFault};
pub use jiff::{SignedDuration, Timestamp};
pub use password_policy::PasswordPolicy;
pub use principal::{AccessKeyStatus, Credentials, PasswordState, Principal};
pub use requirement::{Reason, Requirement, Rule, Whom};
pub use role::Role;
pub use security_key::{Aaguid, Ceremony, CeremonyKind, KeyFault, KeyRules, SecurityKey};
pub use session::Session;
pub use settings::{AccountSettings, Language};
pub use tags::Tag;
pub use token::{StockToken, TokenAlgorithm};
pub use usage::{Month, Usage};
pub use user::User;
