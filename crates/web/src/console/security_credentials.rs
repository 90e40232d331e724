//! One's own security credentials: sign-in details, password, MFA devices, access keys. Root's page and a user's.

use crate::visit::{Answered, Visit, page};
use askama::Template;
use service::Holder;
use service::ops::recovery_codes::ShowRecoveryCodes;

use super::access_keys::{self, AccessKeys, Owner};
use super::devices::{Devices, sample};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, When, Whose};

/// One's own security credentials.
#[derive(Template)]
#[template(path = "console/security_credentials.html")]
pub struct Page {
    /// The frame; it knows whether root or a user is looking.
    pub layout: Layout,
    /// Root's e-mail address or the user's sign-in address.
    pub signs_in_with: SignsInWith,
    /// The person's ARN.
    pub arn: String,
    /// When the password was last set.
    pub password_set: Option<When>,
    /// Whether the password may be changed.
    pub change_password: Permitted,
    /// The person's MFA devices.
    pub devices: Devices,
    /// The person's recovery codes.
    pub codes: Codes,
    /// The person's access keys.
    pub access_keys: AccessKeys,
}

/// What is known of recovery codes.
#[derive(Clone, Copy)]
pub enum Codes {
    /// Root has not turned them on.
    Off,
    /// So many are left.
    Left(usize),
}

/// How a person names themselves at the door.
#[derive(Clone)]
pub enum SignsInWith {
    /// Root: by this e-mail address.
    Email(String),
    /// A user: at this address.
    Address(String),
}

impl Page {
    const WHOSE: Whose = Whose::Own;

    fn lacks_mfa(&self) -> bool {
        self.devices.rows.shown().is_some_and(Vec::is_empty)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let root = |devices| Page {
        layout: gallery::root(t, "/console/security-credentials"),
        signs_in_with: SignsInWith::Email("root@example.com".to_owned()),
        arn: "arn:aws:iam::123456789012:root".to_owned(),
        password_set: Some(sample::when("2026-11-02 09:15")),
        change_password: Permitted::Yes(()),
        devices,
        codes: Codes::Off,
        access_keys: access_keys::sample::keys(Owner::Root, Vec::new()),
    };
    let user = |devices| Page {
        layout: gallery::user(t, "/console/security-credentials"),
        signs_in_with: SignsInWith::Address(
            "https://sekisho.example.jp/signin/user?account=keiri".to_owned(),
        ),
        arn: "arn:aws:iam::123456789012:user/hanako".to_owned(),
        codes: Codes::Left(8),
        access_keys: access_keys::sample::keys(Owner::User, Vec::new()),
        ..root(devices)
    };
    let mut added = user(sample::devices(vec![
        sample::device("phone", Some("花子の電話")),
        sample::token(t),
    ]));
    added.access_keys = access_keys::sample::keys(Owner::User, vec![access_keys::sample::used()]);
    added.layout.flash = Some(Notice::done(t.mfa_added("tablet")));
    let mut expired = user(sample::devices(Vec::new()));
    expired.layout.flash = Some(Notice::warning(t.mfa_wizard_expired()));
    let mut limited = user(sample::withheld());
    limited.change_password = Permitted::Lacks("iam:ChangePassword");
    limited.password_set = None;
    limited.access_keys = access_keys::sample::withheld();
    let mut resynced = root(sample::devices(vec![sample::device(
        "phone",
        Some("金庫の電話"),
    )]));
    resynced.access_keys =
        access_keys::sample::keys(Owner::Root, vec![access_keys::sample::used()]);
    resynced.layout.flash = Some(Notice::done(t.mfa_resynced("phone")));
    let mut changed = root(sample::devices(sample::eight()));
    let two = vec![access_keys::sample::used(), access_keys::sample::idle()];
    changed.access_keys = access_keys::sample::keys(Owner::Root, two);
    changed.layout.flash = Some(Notice::done(t.password_changed()));
    let mut without = root(sample::devices(Vec::new()));
    without.access_keys.needs_mfa = true;
    vec![
        ("root-without-mfa", without),
        ("root-resynced", resynced),
        ("root-eight-devices", changed),
        ("user", added),
        ("user-wizard-expired", expired),
        ("user-limited", limited),
    ]
}

/// `GET /console/security-credentials`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let target = signed.holder.target();
    let [change_password] = visit
        .may([("iam:ChangePassword", Some(target.clone()))])
        .await?;
    let codes = visit.ask(&ShowRecoveryCodes).await?;
    let signs_in_with = match &signed.holder {
        Holder::Root(root) => SignsInWith::Email(root.email.to_string()),
        Holder::User(_) => SignsInWith::Address(visit.sign_in_url(&signed.account)),
    };
    page(&Page {
        layout: visit.frame(&signed),
        signs_in_with,
        arn: signed.holder.arn(),
        password_set: signed
            .holder
            .credentials()
            .password
            .as_ref()
            .map(|password| visit.when(password.set_at)),
        change_password,
        codes: if codes.on {
            Codes::Left(codes.left)
        } else {
            Codes::Off
        },
        devices: Devices::of(&visit, target.clone()).await?,
        access_keys: AccessKeys::of(&visit, &signed, target).await?,
    })
}
