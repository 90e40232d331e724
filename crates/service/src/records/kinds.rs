//! Keys and unique values of every stored thing.

use rules::guess::Guesses;
use rules::ids::{AccessKeyId, AccountId, Alias, Email, SerialNumber, UserId, UserName};
use rules::signin::{KnownBrowser, Ticket};
use rules::throttle::PasswordFailures;
use rules::{
    Account, MfaDevice, PendingDevice, Principal, Root, SeedMark, Session, Timestamp, User,
};
use serde::{Deserialize, Serialize};
use store::Key;
use zeroize::Zeroizing;

use super::{INSTALLATION, Stored, Unique};

/// A password's hash, as a PHC string. Sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct PasswordHash {
    pub(crate) principal: Principal,
    pub(crate) phc: String,
    /// Hashes of earlier ones, the newest first, as many as the account's policy remembers.
    pub(crate) earlier: Vec<String>,
}

/// The secret of a long-term access key; what else is known of it stands with its owner's
/// credentials. Sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct AccessKeySecret {
    pub(crate) id: AccessKeyId,
    pub(crate) secret: Zeroizing<String>,
    pub(crate) owner: Principal,
}

/// The key that session tokens of one day are sealed with, in base64. Sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct TokenKey {
    pub(crate) day: i64,
    pub(crate) key: Zeroizing<String>,
}

/// The credential report of an account: its text lies in parts beside it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CredentialReport {
    pub(crate) account: AccountId,
    pub(crate) made_at: Timestamp,
    pub(crate) parts: u32,
    /// Whether somebody was told that it is complete: the first call says that it was begun.
    pub(crate) told_complete: bool,
}

/// A part of the text of a credential report.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReportPart {
    pub(crate) account: AccountId,
    pub(crate) made_at: Timestamp,
    pub(crate) number: u32,
    pub(crate) text: String,
}

/// Wrong codes of one person.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PersonGuesses {
    pub(crate) principal: Principal,
    pub(crate) guesses: Guesses,
}

/// What the slot of the throttle table holds.
#[derive(Serialize, Deserialize)]
pub(crate) struct ThrottleSlot {
    pub(crate) slot: u32,
    pub(crate) failures: PasswordFailures,
}

/// That set-up is over: there is, or was, an account.
#[derive(Serialize, Deserialize)]
pub(crate) struct SetUpDone {
    pub(crate) at: Timestamp,
}

/// That an entry of a bootstrap file was applied, so that what was deleted since is not made again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Applied {
    pub(crate) entry: String,
    pub(crate) at: Timestamp,
}

impl Stored for Account {
    const KIND: &'static str = "account";

    fn key(&self) -> Key {
        account_key(&self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        let listed = Unique::new(INSTALLATION, ACCOUNTS, self.id.as_str());
        let alias = self.alias.as_ref().map(alias_is);
        std::iter::once(listed).chain(alias).collect()
    }
}

impl Stored for Root {
    const KIND: &'static str = "root";

    fn key(&self) -> Key {
        root_key(&self.account)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![root_email_is(&self.email)]
    }
}

impl Stored for User {
    const KIND: &'static str = "user";

    fn key(&self) -> Key {
        user_key(&self.account, &self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![user_name_is(&self.account, &self.name)]
    }
}

impl Stored for PasswordHash {
    const KIND: &'static str = "password";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        password_key(&self.principal)
    }
}

impl Stored for TokenKey {
    const KIND: &'static str = "token-key";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        token_key_key(self.day)
    }
}

impl Stored for CredentialReport {
    const KIND: &'static str = "report";

    fn key(&self) -> Key {
        report_key(&self.account)
    }
}

impl Stored for ReportPart {
    const KIND: &'static str = "report-part";

    fn key(&self) -> Key {
        report_part_key(&self.account, self.made_at, self.number)
    }
}

impl Stored for AccessKeySecret {
    const KIND: &'static str = "access-key";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        access_key_key(self.owner.account(), &self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![access_key_is(&self.id)]
    }
}

impl Stored for MfaDevice {
    const KIND: &'static str = "mfa-device";

    fn key(&self) -> Key {
        device_key(&self.account, &self.serial)
    }

    fn unique(&self) -> Vec<Unique> {
        let proof = self.care.proof.as_ref();
        let proof = proof.map(|address| proof_address_is(&address.hash));
        let serial = device_is(&self.account, &self.serial);
        std::iter::once(serial).chain(proof).collect()
    }
}

impl Stored for SeedMark {
    const KIND: &'static str = "mfa-seed";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        seed_key(&self.account, &self.serial)
    }
}

impl Stored for PendingDevice {
    const KIND: &'static str = "mfa-pending";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        pending_key(&self.maker, &self.session)
    }
}

impl Stored for Session {
    const KIND: &'static str = "session";

    fn key(&self) -> Key {
        session_key(&self.principal, &self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![session_is(&self.id)]
    }
}

impl Stored for Ticket {
    const KIND: &'static str = "ticket";

    fn key(&self) -> Key {
        ticket_key(&self.id)
    }
}

impl Stored for KnownBrowser {
    const KIND: &'static str = "browser";

    fn key(&self) -> Key {
        browser_key(&self.principal, &self.browser)
    }
}

impl Stored for PersonGuesses {
    const KIND: &'static str = "guesses";

    fn key(&self) -> Key {
        guesses_key(&self.principal)
    }
}

impl Stored for ThrottleSlot {
    const KIND: &'static str = "throttle";

    fn key(&self) -> Key {
        throttle_key(self.slot)
    }
}

impl Stored for SetUpDone {
    const KIND: &'static str = "set-up";

    fn key(&self) -> Key {
        set_up_key()
    }
}

impl Stored for Applied {
    const KIND: &'static str = "applied";

    fn key(&self) -> Key {
        applied_key(&self.entry)
    }
}

/// The id of a record that is the only one of its kind in its scope.
pub(crate) const ONLY: &str = "-";
/// Index of all accounts by id.
pub(crate) const ACCOUNTS: &str = "account";
/// Index of an account's devices by folded serial number.
pub(crate) const MFA_SERIALS: &str = "mfa";
/// Index of an account's users by folded name.
pub(crate) const USER_NAMES: &str = "user-name";

pub(crate) fn account_key(id: &AccountId) -> Key {
    Key::new(id.as_str(), Account::KIND, ONLY)
}

pub(crate) fn root_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), Root::KIND, ONLY)
}

pub(crate) fn user_key(account: &AccountId, id: &UserId) -> Key {
    Key::new(account.as_str(), User::KIND, id.as_str())
}

pub(crate) fn password_key(principal: &Principal) -> Key {
    of_person(principal, PasswordHash::KIND)
}

pub(crate) fn access_key_key(account: &AccountId, id: &AccessKeyId) -> Key {
    Key::new(account.as_str(), AccessKeySecret::KIND, id.as_str())
}

pub(crate) fn token_key_key(day: i64) -> Key {
    Key::new(INSTALLATION, TokenKey::KIND, format!("{day:08}"))
}

pub(crate) fn report_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), CredentialReport::KIND, ONLY)
}

pub(crate) fn report_part_key(account: &AccountId, made_at: Timestamp, number: u32) -> Key {
    let made_at = made_at.as_microsecond();
    Key::new(
        account.as_str(),
        ReportPart::KIND,
        format!("{made_at:020}/{number:06}"),
    )
}

pub(crate) fn device_key(account: &AccountId, serial: &SerialNumber) -> Key {
    Key::new(account.as_str(), MfaDevice::KIND, serial.as_str())
}

pub(crate) fn seed_key(account: &AccountId, serial: &SerialNumber) -> Key {
    Key::new(account.as_str(), SeedMark::KIND, serial.as_str())
}

pub(crate) fn pending_key(maker: &Principal, session: &str) -> Key {
    Key::new(
        maker.account().as_str(),
        PendingDevice::KIND,
        format!("{}/{session}", maker.stable_id()),
    )
}

pub(crate) fn session_key(principal: &Principal, id: &str) -> Key {
    Key::new(
        principal.account().as_str(),
        Session::KIND,
        format!("{}/{id}", principal.stable_id()),
    )
}

pub(crate) fn ticket_key(id: &str) -> Key {
    Key::new(INSTALLATION, Ticket::KIND, id)
}

pub(crate) fn browser_key(principal: &Principal, browser: &str) -> Key {
    Key::new(
        principal.account().as_str(),
        KnownBrowser::KIND,
        format!("{}/{browser}", principal.stable_id()),
    )
}

pub(crate) fn guesses_key(principal: &Principal) -> Key {
    of_person(principal, PersonGuesses::KIND)
}

pub(crate) fn throttle_key(slot: u32) -> Key {
    Key::new(INSTALLATION, ThrottleSlot::KIND, format!("{slot:04x}"))
}

pub(crate) fn set_up_key() -> Key {
    Key::new(INSTALLATION, SetUpDone::KIND, ONLY)
}

pub(crate) fn applied_key(entry: &str) -> Key {
    Key::new(INSTALLATION, Applied::KIND, entry)
}

pub(crate) fn alias_is(alias: &Alias) -> Unique {
    Unique::new(INSTALLATION, "alias", alias.as_str())
}

pub(crate) fn root_email_is(email: &Email) -> Unique {
    Unique::new(INSTALLATION, "root-email", &email.folded())
}

pub(crate) fn user_name_is(account: &AccountId, name: &UserName) -> Unique {
    Unique::new(account.as_str(), USER_NAMES, &name.folded())
}

pub(crate) fn device_is(account: &AccountId, serial: &SerialNumber) -> Unique {
    Unique::new(account.as_str(), MFA_SERIALS, &serial.folded())
}

pub(crate) fn proof_address_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "proof-address", hash)
}

pub(crate) fn session_is(id: &str) -> Unique {
    Unique::new(INSTALLATION, "session", id)
}

pub(crate) fn access_key_is(id: &AccessKeyId) -> Unique {
    Unique::new(INSTALLATION, "access-key", id.as_str())
}

fn of_person(principal: &Principal, kind: &'static str) -> Key {
    Key::new(principal.account().as_str(), kind, principal.stable_id())
}
