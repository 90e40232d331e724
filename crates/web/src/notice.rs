//! What was done, told on the page to which a form leads.
//!
//! It travels in the address, signed for the browser that did it, so that nobody can make somebody
//! else's page say something.

use axum::http::Uri;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::http::App;
use crate::lang::Lang;
use crate::layout::Notice;

/// The field of the address.
const FIELD: &str = "done";
/// Bytes of the signature that are kept: it protects a sentence, not a secret.
const TAG_BYTES: usize = 16;

/// What was done.
#[derive(Serialize, Deserialize)]
pub(crate) enum Done {
    MfaAdded(String),
    MfaReplaced(String),
    MfaRemoved(String),
    MfaResynced(String),
    DeviceRecordSaved(String),
    UserDeleted(String),
    ContactSaved,
    PasswordChanged,
    SessionEnded,
    SessionsEnded(u64),
    AccountSaved,
    ContactsSaved,
    AliasDeleted,
    SetUp(String),
    WizardExpired,
    KeyWizardExpired,
    KeyActivated(String),
    KeyDeactivated(String),
    KeyDeleted(String),
    KeyNotCreated,
    PasswordPolicySaved,
    PasswordPolicyDeleted,
    ConsoleDisabled(String),
    UnassignedDeleted(String),
    UnassignedTaken,
    EnrolmentCodeSent,
    EnrolmentAddressKept,
    RootPasswordReset,
    DeadlineSaved,
    DeadlineRemoved,
    RootRecovered(String),
    RecoveryCancelled,
    RootEmailAsked,
    RootEmailConfirmed,
    RootEmailCancelled,
    AdministratorRestored(String),
    RecoveryCodesOn,
    RecoveryCodesOff,
    GroupCreated(String),
    GroupDeleted(String),
    MemberAdded(String, String),
    MemberRemoved(String, String),
    TooManyGroups,
    MfaOfGroup(String),
    PolicyAttached(String),
    PolicyDetached(String),
    BoundarySet(String),
    BoundaryDeleted,
    DocumentSaved(String),
    DocumentDeleted(String),
    VersionSet(String),
    VersionDeleted(String),
    RoleDeleted(String),
    RoleSaved(String),
    Tagged(String),
    Untagged(String),
    GroupRenamed(String),
    Switched(String),
    SwitchedBack(String),
    AccountClosed,
    AccountReopened,
    BillingAccessSaved,
    BillingSaved,
}

/// The notices of one visit.
pub(crate) struct Notices {
    browser: String,
    done: Option<Done>,
}

impl Notices {
    /// Reads what the address tells, if this browser was told so.
    pub(crate) fn read(app: &App, browser: &str, query: &str) -> Self {
        let text = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == FIELD)
            .map(|(_, text)| text.into_owned());
        let done = text.and_then(|text| open(app, browser, &text));
        Self {
            browser: browser.to_owned(),
            done,
        }
    }

    /// The notice in words.
    pub(crate) fn told(&self, t: Lang) -> Option<Notice> {
        self.done.as_ref().map(|done| done.in_words(t))
    }

    /// The address of a page without the notice, which must not be told again.
    pub(crate) fn path_without(uri: &Uri) -> String {
        let mut kept = form_urlencoded::Serializer::new(String::new());
        kept.extend_pairs(
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .filter(|(name, _)| name != FIELD),
        );
        let kept = kept.finish();
        if kept.is_empty() {
            uri.path().to_owned()
        } else {
            format!("{}?{kept}", uri.path())
        }
    }

    /// The address of a page that tells what was done.
    pub(crate) fn address(&self, app: &App, path: &str, done: &Done) -> String {
        let body = serde_json::to_vec(done).expect("a notice is JSON");
        let tag = mac(app, &self.browser, &body).finalize().into_bytes();
        let text = BASE64URL_NOPAD.encode(&[&tag[..TAG_BYTES], &body].concat());
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{FIELD}={text}")
    }
}

fn open(app: &App, browser: &str, text: &str) -> Option<Done> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (tag, body) = bytes.split_at_checked(TAG_BYTES)?;
    mac(app, browser, body).verify_truncated_left(tag).ok()?;
    serde_json::from_slice(body).ok()
}

fn mac(app: &App, browser: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(app.csrf_key()).expect("HMAC takes a key of any length");
    mac.update(b"sekisho notice\0");
    mac.update(browser.as_bytes());
    mac.update(b"\0");
    mac.update(body);
    mac
}

impl Done {
    fn in_words(&self, t: Lang) -> Notice {
        match self {
            Self::MfaAdded(name) => Notice::done(t.mfa_added(name)),
            Self::MfaReplaced(name) => Notice::done(t.mfa_replaced(name)),
            Self::MfaRemoved(name) => Notice::done(t.mfa_removed(name)),
            Self::MfaResynced(name) => Notice::done(t.mfa_resynced(name)),
            Self::DeviceRecordSaved(name) => Notice::done(t.care_saved(name)),
            Self::UserDeleted(name) => Notice::done(t.user_deleted(name)),
            Self::ContactSaved => Notice::done(t.user_contact_saved()),
            Self::PasswordChanged => Notice::done(t.password_changed()),
            Self::SessionEnded => Notice::done(t.session_ended()),
            Self::SessionsEnded(count) => Notice::done(t.sessions_ended(*count)),
            Self::AccountSaved => Notice::done(t.account_saved()),
            Self::ContactsSaved => Notice::done(t.contacts_saved()),
            Self::AliasDeleted => Notice::done(t.account_alias_deleted()),
            Self::SetUp(id) => Notice::done(t.setup_done(id)),
            Self::WizardExpired => Notice::warning(t.mfa_wizard_expired()),
            Self::KeyWizardExpired => Notice::warning(t.key_over()),
            Self::KeyActivated(id) => Notice::done(t.key_activated(id)),
            Self::KeyDeactivated(id) => Notice::done(t.key_deactivated(id)),
            Self::KeyDeleted(id) => Notice::done(t.key_deleted(id)),
            Self::KeyNotCreated => Notice::warning(t.keys_not_created()),
            Self::PasswordPolicySaved => Notice::done(t.policy_saved()),
            Self::PasswordPolicyDeleted => Notice::done(t.policy_deleted()),
            Self::ConsoleDisabled(name) => Notice::done(t.console_was_disabled(name)),
            Self::UnassignedDeleted(name) => Notice::done(t.unassigned_gone(name)),
            Self::UnassignedTaken => Notice::warning(t.unassigned_taken()),
            Self::EnrolmentCodeSent => Notice::done(t.enrol_code_was_sent()),
            Self::EnrolmentAddressKept => Notice::note(t.enrol_door_kept()),
            Self::RootPasswordReset => Notice::done(t.reset_done()),
            Self::DeadlineSaved => Notice::done(t.deadline_saved()),
            Self::RootRecovered(name) => Notice::warning(t.register_recovered(name)),
            Self::RecoveryCancelled => Notice::done(t.recovery_cancelled()),
            Self::RootEmailAsked => Notice::done(t.email_asked()),
            Self::RootEmailConfirmed => Notice::done(t.email_confirmed()),
            Self::RootEmailCancelled => Notice::done(t.email_cancelled()),
            Self::AdministratorRestored(name) => Notice::done(t.restore_done(name)),
            Self::RecoveryCodesOn => Notice::done(t.codes_switched_on()),
            Self::RecoveryCodesOff => Notice::done(t.codes_switched_off()),
            Self::DeadlineRemoved => Notice::done(t.deadline_removed()),
            Self::GroupCreated(name) => Notice::done(t.group_created(name)),
            Self::GroupDeleted(name) => Notice::done(t.group_deleted(name)),
            Self::MemberAdded(user, group) => Notice::done(t.member_added(group, user)),
            Self::MemberRemoved(user, group) => Notice::done(t.member_removed(group, user)),
            Self::TooManyGroups => Notice::refused(t.error_groups_of_user_max()),
            Self::MfaOfGroup(name) => Notice::done(t.group_mfa_done(name)),
            Self::PolicyAttached(name) => Notice::done(t.held_attached(name)),
            Self::PolicyDetached(name) => Notice::done(t.held_detached(name)),
            Self::BoundarySet(name) => Notice::done(t.held_boundary_set(name)),
            Self::BoundaryDeleted => Notice::done(t.held_boundary_deleted()),
            Self::DocumentSaved(name) => Notice::done(t.document_saved(name)),
            Self::DocumentDeleted(name) => Notice::done(t.document_deleted(name)),
            Self::VersionSet(id) => Notice::done(t.version_was_set(id)),
            Self::RoleDeleted(name) => Notice::done(t.role_deleted(name)),
            Self::RoleSaved(name) => Notice::done(t.role_saved(name)),
            Self::Tagged(key) => Notice::done(t.tag_was_set(key)),
            Self::Untagged(key) => Notice::done(t.tag_removed(key)),
            Self::GroupRenamed(name) => Notice::done(t.group_renamed(name)),
            Self::AccountClosed => Notice::done(t.closing_done()),
            Self::AccountReopened => Notice::done(t.reopen_done()),
            Self::Switched(role) => Notice::done(t.switched_to(role)),
            Self::SwitchedBack(role) => Notice::done(t.switched_back(role)),
            Self::BillingSaved => Notice::done(t.billing_saved()),
            Self::BillingAccessSaved => Notice::done(t.billing_access_saved()),
            Self::VersionDeleted(id) => Notice::done(t.version_deleted(id)),
        }
    }
}
