//! The stored form of each record, and that unique values follow their records.

use std::sync::Arc;

use rules::care::{Note, Place, ProofAddress};
use rules::guess::Guesses;
use rules::ids::{AccountName, DeviceLabel, DeviceName, Email, UserId, UserName};
use rules::principal::{AccessKey, PasswordState};
use rules::session::MfaProof;
use rules::signin::{KnownBrowser, Ticket};
use rules::switch::{Colour, DisplayName, RoleChoice, Switched};
use rules::throttle::PasswordFailures;
use rules::{
    AccessKeyId, AccessKeyStatus, Account, AccountId, AccountSettings, Alias, Care, Credentials,
    DeviceKind, EntityPath, HolderName, MfaDevice, PasswordPolicy, PendingDevice, Principal,
    RoleId, RoleName, Root, SeedMark, SerialNumber, Session, Tag, Timestamp, User,
};
use store::clock::ManualClock;
use store::{KeyRing, Store};

use store::Body;

mod billing;
mod closing;
mod deadlines;
mod maxima;
mod policies;
mod recovery;
mod security_keys;
mod tokens;
mod trail;

use super::*;

/// The committed forms: one line for each kind.
const FORMS: &str = include_str!("forms.txt");

fn at() -> Timestamp {
    "2024-07-16T00:00:00Z".parse().unwrap()
}

fn account_id() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn user_principal() -> Principal {
    Principal::User(
        account_id(),
        UserId::parse("AIDAAAAAAAAAAAAAAAAAA").unwrap(),
    )
}

fn serial() -> SerialNumber {
    SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap()
}

fn key_id() -> AccessKeyId {
    AccessKeyId::parse("AKIAFAKEFAKEFAKEFAKE").unwrap()
}

fn tags() -> Vec<Tag> {
    vec![Tag {
        key: "team".into(),
        value: "経理".into(),
    }]
}

fn credentials() -> Credentials {
    Credentials {
        password: Some(PasswordState::temporary(at())),
        devices: vec![serial()],
        access_keys: vec![AccessKey {
            id: key_id(),
            status: AccessKeyStatus::Inactive,
            created_at: at(),
        }],
        session_generation: 3,
    }
}

fn account() -> Account {
    Account {
        id: account_id(),
        name: AccountName::parse("経理部").unwrap(),
        alias: Some(Alias::parse("keiri").unwrap()),
        management: true,
        created_at: at(),
        users: 2,
        virtual_devices: 1,
        assigned_devices: 1,
        groups: 1,
        roles: 1,
        policies: 1,
        password_policy: Some(PasswordPolicy {
            age_days_max: Some(90),
            remembered: Some(24),
            ..PasswordPolicy::default()
        }),
    }
}

fn user() -> User {
    let Principal::User(account, id) = user_principal() else {
        unreachable!("it is a user")
    };
    User {
        account,
        id,
        name: UserName::parse("Hanako").unwrap(),
        path: EntityPath::parse("/keiri/").unwrap(),
        created_at: at(),
        policies: vec![policy::managed::MANAGE_OWN_CREDENTIALS.into()],
        contact_email: Some(Email::parse("hanako@example.com").unwrap()),
        tags: tags(),
        groups: vec![policies::group().id],
        inline: vec![policies::inline()],
        boundary: Some(policies::policy().arn()),
        credentials: credentials(),
    }
}

fn form<T: Stored>(thing: &T) -> String {
    let unique: Vec<String> = thing
        .unique()
        .iter()
        .map(|unique| unique.key().to_string())
        .collect();
    format!(
        "{} schema {}{} unique [{}] {}",
        thing.key(),
        T::SCHEMA,
        if T::SEALED { " sealed" } else { "" },
        unique.join(", "),
        serde_json::to_string(thing).unwrap()
    )
}

fn forms() -> String {
    [
        about_people(),
        about_devices(),
        about_sessions(),
        about_counts(),
        closing::forms(),
        deadlines::forms(),
        policies::forms(),
        recovery::all(),
        security_keys::forms(),
        tokens::forms(),
        trail::forms(),
        billing::forms(),
    ]
    .concat()
    .join("\n")
        + "\n"
}

/// What was stored before there were groups, roles and policies of one's own.
const BEFORE_GROUPS: &str = include_str!("forms_before_groups.txt");

/// Whoever was there before has what was attached, and nothing else: no upgrade, no silent rule.
#[test]
fn what_was_stored_before_groups_is_read_unchanged_and_means_the_same() {
    fn again<T: Stored>(line: &str) -> String {
        let body = &line[line.find(" {").unwrap()..];
        form(&serde_json::from_str::<T>(body).unwrap())
    }
    let now = forms();
    let changed: Vec<&str> = BEFORE_GROUPS
        .lines()
        .filter(|line| now.lines().all(|known| known != *line))
        .collect();
    let [account, user, session, settings] = changed[..] else {
        panic!("other forms than those that may have changed: {changed:#?}");
    };
    // An address alone is a contact of whom no more is known.
    let whole =
        |email: &str| format!(r#"{{"email":"{email}","name":null,"title":null,"phone":null}}"#);
    let mut told = again::<AccountSettings>(settings).replace(r#""billing_contact":null,"#, "");
    for email in ["security@example.com", "operations@example.com"] {
        told = told.replace(&whole(email), &format!("\"{email}\""));
    }
    assert_eq!(told, settings);
    let counts = r#""groups":0,"roles":0,"policies":0,"#;
    assert_eq!(again::<Account>(account).replace(counts, ""), account);
    assert_eq!(again::<User>(user), user);
    assert_eq!(again::<Session>(session), session);
    let body = &user[user.find(" {").unwrap()..];
    let user: User = serde_json::from_str(body).unwrap();
    assert_eq!(user.policies, [policy::managed::MANAGE_OWN_CREDENTIALS]);
    assert!(user.groups.is_empty() && user.inline.is_empty() && user.boundary.is_none());
}

/// The policies that could be attached before, which are still those that they were: who has one
/// attached may neither lose nor gain anything by an upgrade.
#[test]
fn what_could_be_attached_before_groups_is_still_served() {
    for name in [
        "AWSCloudShellFullAccess",
        "AWSSupportAccess",
        "AdministratorAccess",
        "IAMFullAccess",
        "IAMReadOnlyAccess",
        "IAMUserChangePassword",
        "ReadOnlyAccess",
        "SecurityAudit",
        "SekishoManageOwnCredentials",
    ] {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        assert!(crate::policies::served(&arn).is_some(), "{name}");
    }
}

fn about_people() -> Vec<String> {
    let root = Root {
        account: account_id(),
        email: Email::parse("Root@example.com").unwrap(),
        credentials: credentials(),
    };
    let key = AccessKeySecret {
        id: key_id(),
        secret: "fake".to_owned().into(),
        owner: user_principal(),
    };
    let password = PasswordHash {
        principal: user_principal(),
        phc: "$argon2id$fake".into(),
        earlier: vec!["$argon2id$older".into()],
    };
    vec![
        form(&account()),
        form(&root),
        form(&user()),
        form(&password),
        form(&key),
    ]
}

fn about_devices() -> Vec<String> {
    let device = MfaDevice {
        account: account_id(),
        serial: serial(),
        name: DeviceName::parse("phone").unwrap(),
        label: DeviceLabel::parse("花子の電話").unwrap(),
        kind: DeviceKind::Virtual,
        holder: Some(user_principal()),
        enabled_at: Some(at()),
        tags: tags(),
        care: Care {
            held_by: HolderName::parse("山田 花子").unwrap(),
            place: Place::parse("金庫").unwrap(),
            note: Note::parse("予備").unwrap(),
            confirmed_at: Some(at()),
            proof: Some(ProofAddress::new("00ff".into(), at())),
        },
    };
    let mark = SeedMark {
        account: account_id(),
        serial: serial(),
        seed: "FAKESEED".to_owned().into(),
        drift_steps: -2,
        last_step: Some(57_369_600),
    };
    let pending = PendingDevice {
        maker: user_principal(),
        holder: user_principal(),
        session: "5e55".into(),
        name: device.name.clone(),
        label: device.label.clone(),
        replaces: None,
        seed: "FAKESEED".to_owned().into(),
        started_at: at(),
    };
    vec![form(&device), form(&mark), form(&pending)]
}

/// The role in which a session stands.
fn switched() -> Switched {
    Switched {
        choice: RoleChoice {
            account: account_id(),
            path: EntityPath::parse("/keiri/").unwrap(),
            name: RoleName::parse("audit").unwrap(),
            display_name: DisplayName::parse("監査").unwrap(),
            colour: Some(Colour::Red),
        },
        role: RoleId::parse("AROAAAAAAAAAAAAAAAAAA").unwrap(),
        session_name: "hanako".into(),
        at: at(),
        ends_at: at(),
        closings: 2,
    }
}

fn about_sessions() -> Vec<String> {
    let proof = MfaProof {
        serial: serial(),
        at: at(),
    };
    let session = Session {
        id: "5e55".into(),
        principal: user_principal(),
        opened_at: at(),
        seen_at: at(),
        password_at: at(),
        mfa: Some(proof.clone()),
        generation: 3,
        closings: 1,
        ended: false,
        browser: "b0b0".into(),
        source_ip: "192.0.2.1".into(),
        user_agent: "Fake/1".into(),
        registers: None,
        switched: Some(switched()),
        recent_roles: vec![switched().choice],
    };
    let ticket = Ticket {
        id: "71c4".into(),
        principal: user_principal(),
        password_at: at(),
        generation: 3,
        mfa: Some(proof),
        browser: "b0b0".into(),
        registers: None,
    };
    let browser = KnownBrowser {
        principal: user_principal(),
        browser: "b0b0".into(),
        signed_in_at: at(),
        passed_mfa: true,
        last_device: Some(serial()),
        guesses: guesses(),
    };
    let token_key = TokenKey {
        day: 19_920,
        key: "FAKEKEY".to_owned().into(),
    };
    vec![
        form(&session),
        form(&ticket),
        form(&browser),
        form(&token_key),
    ]
}

fn about_counts() -> Vec<String> {
    let person = PersonGuesses {
        principal: user_principal(),
        guesses: guesses(),
    };
    let slot = ThrottleSlot {
        slot: 257,
        failures: PasswordFailures::after_wrong(None, [1; 32], at()),
    };
    let applied = Applied {
        entry: "account/123456789012".into(),
        at: at(),
    };
    let report = CredentialReport {
        account: account_id(),
        made_at: at(),
        parts: 1,
        told_complete: true,
    };
    let part = ReportPart {
        account: account_id(),
        made_at: at(),
        number: 0,
        text: "user,arn".into(),
    };
    vec![
        form(&report),
        form(&part),
        form(&person),
        form(&slot),
        form(&SetUpDone { at: at() }),
        form(&applied),
    ]
}

fn guesses() -> Guesses {
    let mut guesses = Guesses::default();
    guesses.wrong(at(), 3);
    guesses
}

/// A change here is a change of what is on people's disks: it needs a higher schema number and an
/// upgrade from the older form. `UPDATE=1 cargo test -p service` writes the forms anew.
#[test]
fn the_stored_form_of_each_record_is_as_committed() {
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/records/forms.txt");
        return std::fs::write(path, forms()).unwrap();
    }
    assert_eq!(
        forms(),
        FORMS,
        "the stored forms differ from crates/service/src/records/forms.txt"
    );
}

fn store() -> Store {
    let ring = KeyRing::generate(&mut |bytes| bytes.fill(7));
    Store::memory(Arc::new(ManualClock::at(at())), ring)
}

#[tokio::test]
async fn unique_values_follow_the_record_that_has_them() {
    let store = store();
    let mut tx = Tx::begin(&store).await.unwrap();
    tx.save(&account()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = Tx::begin(&store).await.unwrap();
    let mut changed: Account = tx
        .find(&alias_is(&Alias::parse("keiri").unwrap()))
        .await
        .unwrap()
        .unwrap();
    changed.alias = Some(Alias::parse("soumu").unwrap());
    tx.save(&changed).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = Tx::begin(&store).await.unwrap();
    assert!(
        tx.owner(&alias_is(&Alias::parse("keiri").unwrap()))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        tx.owner(&alias_is(&Alias::parse("soumu").unwrap()))
            .await
            .unwrap()
            .is_some()
    );
    tx.remove(&changed).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = Tx::begin(&store).await.unwrap();
    assert!(
        tx.owner(&alias_is(&Alias::parse("soumu").unwrap()))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        tx.load::<Account>(&account_key(&account_id()))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn two_that_want_one_name_cannot_both_have_it() {
    let store = store();
    let other = User {
        id: UserId::parse("AIDABBBBBBBBBBBBBBBBB").unwrap(),
        name: UserName::parse("hanako").unwrap(),
        ..user()
    };
    let mut first = Tx::begin(&store).await.unwrap();
    let mut second = Tx::begin(&store).await.unwrap();
    first.save(&user()).await.unwrap();
    second.save(&other).await.unwrap();
    first.commit().await.unwrap();
    assert!(matches!(second.commit().await, Err(TxError::Conflict)));
}

#[tokio::test]
async fn what_was_read_to_decide_must_be_unchanged_at_the_commit() {
    let store = store();
    let mut tx = Tx::begin(&store).await.unwrap();
    tx.save(&account()).await.unwrap();
    tx.commit().await.unwrap();

    let mut decides = Tx::begin(&store).await.unwrap();
    decides
        .load::<Account>(&account_key(&account_id()))
        .await
        .unwrap();
    decides.save(&user()).await.unwrap();

    let mut changes = Tx::begin(&store).await.unwrap();
    changes
        .save(&Account {
            users: 5000,
            ..account()
        })
        .await
        .unwrap();
    changes.commit().await.unwrap();

    assert!(matches!(decides.commit().await, Err(TxError::Conflict)));
}

#[tokio::test]
async fn a_thing_that_is_created_unseen_is_found_and_never_takes_the_place_of_another() {
    let store = store();
    let mut first = Tx::begin(&store).await.unwrap();
    first.create(&account()).unwrap();
    first.commit().await.unwrap();

    let mut look = Tx::begin(&store).await.unwrap();
    let unique = account().unique().remove(0);
    assert_eq!(
        look.find::<Account>(&unique).await.unwrap(),
        Some(account())
    );

    let mut again = Tx::begin(&store).await.unwrap();
    again.create(&account()).unwrap();
    assert!(matches!(again.commit().await, Err(TxError::Conflict)));
}

/// A kind that the registry does not know would be forgotten when an epoch begins.
#[test]
fn every_kind_with_a_stored_form_is_in_the_registry() {
    let kinds: Vec<&str> = FORMS
        .lines()
        .filter_map(|line| line.split('/').nth(1))
        .collect();
    assert!(kinds.len() > 40);
    for kind in kinds {
        assert!(registry::kind(kind).is_some(), "`{kind}` is in no row");
    }
}

/// OTP-11: a secret that lies in the store unsealed was put there by somebody else.
#[tokio::test]
async fn otp_11_a_secret_that_is_not_sealed_is_reported() {
    let store = store();
    let key = seed_key(&account_id(), &serial());
    let body = Body::Plain(br#"{"account":"123456789012","serial":"arn:aws:iam::123456789012:mfa/phone","seed":"A","drift_steps":0,"last_step":null}"#.to_vec());
    let change = store::Change::Create(store::Put {
        key: key.clone(),
        schema: 1,
        body,
    });
    store
        .commit(store::Batch {
            changes: vec![change],
            ..store::Batch::default()
        })
        .await
        .unwrap();
    let mut tx = Tx::begin(&store).await.unwrap();
    assert!(tx.load::<SeedMark>(&key).await.is_err());
}
