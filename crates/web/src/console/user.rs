//! A user's page: the summary and the tabs *Permissions*, *Security credentials*, *Tags*.

use crate::http::{Form, Problem};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use rules::typed::tidy;
use rules::{Email, EntityPath, UserName};
use serde::Deserialize;
use service::ops::sessions::SignedIn;
use service::ops::users::{GetUser, SetContactEmail, UserView};
use service::{Holder, Target};

use super::access_keys::{self, AccessKeys, Owner};
use super::devices::{Devices, sample};
use super::owner::{self, Held};
use super::user_groups::{self, Groups};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Permitted, Tone, When, Whose, faults};

/// A user's page.
#[derive(Template)]
#[template(path = "console/user.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// The user's ARN.
    pub arn: String,
    /// When the user was made.
    pub created: When,
    /// When the user last signed in.
    pub last_sign_in: Option<When>,
    /// Where in the account's tree of names the user stands, if not at its root.
    pub path: Option<String>,
    /// What the user is marked with: key and value.
    pub tags: Vec<(String, String)>,
    /// Which tab is open.
    pub tab: Tab,
    /// Whether the user may be deleted.
    pub delete: Permitted,
    /// The groups to which the user belongs.
    pub groups: Groups,
    /// The user's policies.
    pub held: Held,
    /// Where the person is told things; an empty field means nowhere.
    pub contact_email: Field,
    /// Whether that may be changed.
    pub save_contact: Permitted,
    /// The way into the console.
    pub console: Permitted<Console>,
    /// Whether the password may be set.
    pub set_password: Permitted,
    /// Whether the password may be taken away.
    pub disable_console: Permitted,
    /// Where the user signs in.
    pub sign_in_url: String,
    /// The user's MFA devices.
    pub devices: Devices,
    /// Whether the page offers an address for a first device: to somebody else than the user, who has
    /// MFA, while the user can sign in and has no device.
    pub offers_address: bool,
    /// The user's access keys.
    pub access_keys: AccessKeys,
}

/// The tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Policies and contact.
    Permissions,
    /// Console sign-in, MFA devices and access keys.
    SecurityCredentials,
    /// Tags; there is this tab only where there are any.
    Tags,
}

/// A user's way into the console.
#[derive(Clone)]
pub enum Console {
    /// There is no password.
    Disabled,
    /// There is one, set at this time.
    Enabled(When),
    /// There is one that must be changed at the first sign-in, and is dead after this time.
    Temporary(When),
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([(
            "contact_email",
            t.contact_email(),
            &self.contact_email.error,
        )])
    }

    fn whose(&self) -> Whose {
        Whose::User(self.name.clone())
    }

    fn shows(&self, tab: Tab) -> bool {
        self.tab == tab
    }

    /// The password that may be taken away.
    fn has_password(&self) -> bool {
        matches!(
            self.console,
            Permitted::Yes(Console::Enabled(_) | Console::Temporary(_))
        )
    }

    /// Whether the user has MFA, as far as the person may know it.
    fn mfa(&self) -> Permitted<(Tone, String)> {
        let t = self.layout.t;
        match &self.devices.rows {
            Permitted::Lacks(action) => Permitted::Lacks(action),
            Permitted::Yes(rows)
                if rows.is_empty() && matches!(self.console, Permitted::Yes(Console::Disabled)) =>
            {
                Permitted::Yes((Tone::Note, t.users_mfa_not_needed().to_owned()))
            }
            Permitted::Yes(rows) if rows.is_empty() => {
                Permitted::Yes((Tone::Warning, t.users_without_mfa().to_owned()))
            }
            Permitted::Yes(rows) => {
                Permitted::Yes((Tone::Done, t.users_devices(rows.len() as u64)))
            }
        }
    }
}

/// An example with this tab and these devices.
fn example(t: Lang, tab: Tab, devices: Devices) -> Page {
    Page {
        layout: gallery::root(t, "/console/users/hanako"),
        name: "hanako".to_owned(),
        arn: "arn:aws:iam::123456789012:user/hanako".to_owned(),
        created: sample::when("2026-11-02 09:15"),
        last_sign_in: Some(sample::when("2026-11-23 23:58")),
        path: None,
        tags: Vec::new(),
        tab,
        delete: Permitted::Yes(()),
        groups: user_groups::sample::groups(),
        held: owner::sample::bounded(owner::sample::user()),
        contact_email: Field::holding("hanako@example.co.jp"),
        save_contact: Permitted::Yes(()),
        console: Permitted::Yes(Console::Enabled(sample::when("2026-11-02 09:20"))),
        set_password: Permitted::Yes(()),
        disable_console: Permitted::Yes(()),
        sign_in_url: "https://sekisho.example.jp/signin/user?account=keiri".to_owned(),
        offers_address: devices.is_empty(),
        devices,
        access_keys: access_keys::sample::keys(Owner::User, Vec::new()),
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |tab, devices| example(t, tab, devices);
    let mut new = page(Tab::SecurityCredentials, sample::devices(Vec::new()));
    new.last_sign_in = None;
    new.console = Permitted::Yes(Console::Temporary(sample::when("2026-11-05 09:15")));
    let mut batch = page(Tab::Permissions, sample::devices(Vec::new()));
    batch.groups = user_groups::sample::none();
    batch.held = owner::sample::nothing(owner::sample::user());
    batch.contact_email = Field::refused("keiri＠", t.error_email());
    batch.console = Permitted::Yes(Console::Disabled);
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let mut tagged = page(Tab::Tags, sample::devices(Vec::new()));
    tagged.path = Some("/keiri/keihi-seisan/".to_owned());
    "arn:aws:iam::123456789012:user/keiri/keihi-seisan/hanako".clone_into(&mut tagged.arn);
    tagged.tags = vec![
        tag("CostCenter", "4711"),
        tag("部署", "経理部 経費精算チーム"),
        tag("Temporary", ""),
    ];
    let mut limited = page(Tab::SecurityCredentials, sample::withheld());
    limited.layout = gallery::user(t, "/console/users/hanako");
    limited.delete = Permitted::Lacks("iam:DeleteUser");
    limited.save_contact = Permitted::Lacks("sekisho:UpdateContactEmail");
    limited.console = Permitted::Lacks("iam:GetLoginProfile");
    limited.disable_console = Permitted::Lacks("iam:DeleteLoginProfile");
    limited.access_keys = access_keys::sample::looked_at();
    limited.offers_address = false;
    let mut limited_permissions = page(Tab::Permissions, sample::withheld());
    limited_permissions.groups = user_groups::sample::withheld();
    limited_permissions.held = owner::sample::withheld(owner::sample::user());
    limited_permissions.save_contact = Permitted::Lacks("sekisho:UpdateContactEmail");
    let mut removed = page(
        Tab::SecurityCredentials,
        sample::devices(vec![sample::device("phone", Some("花子の電話"))]),
    );
    let two = vec![access_keys::sample::used(), access_keys::sample::idle()];
    removed.access_keys = access_keys::sample::keys(Owner::User, two);
    removed.layout.flash = Some(Notice::done(t.mfa_removed("tablet")));
    vec![
        (
            "permissions",
            page(Tab::Permissions, sample::devices(Vec::new())),
        ),
        ("new", new),
        ("one-device", removed),
        (
            "eight-devices",
            page(Tab::SecurityCredentials, sample::devices(sample::eight())),
        ),
        ("without-console", batch),
        ("tags", tagged),
        ("limited", limited),
        ("limited-permissions", limited_permissions),
    ]
}

/// Which tab the address names.
#[derive(Deserialize)]
pub(crate) struct Shown {
    tab: Option<String>,
    /// An address that was typed before a proof was asked for.
    contact_email: Option<String>,
}

/// `GET /console/users/{name}`.
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(shown): Query<Shown>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let name = parse(&name)?;
    let view = find(&visit, &name).await?;
    let tab = match shown.tab.as_deref() {
        Some("permissions") => Tab::Permissions,
        Some("tags") if !view.user.tags.is_empty() => Tab::Tags,
        _ => Tab::SecurityCredentials,
    };
    let mut drawn = draw(&visit, &signed, &view, tab).await?;
    if let Some(typed) = shown.contact_email {
        drawn.contact_email = Field::holding(typed);
    }
    page(&drawn)
}

/// A user of the account, as its page shows one.
pub(crate) async fn find(visit: &Visit, name: &UserName) -> Result<UserView, Stop> {
    let target = Target::User(name.clone());
    let found = visit.ask(&GetUser { target }).await?;
    match found.holder {
        Holder::User(user) => Ok(UserView {
            user,
            password_last_used: found.password_last_used,
        }),
        Holder::Root(_) => Err(Problem::NotFound.into()),
    }
}

async fn draw(visit: &Visit, signed: &SignedIn, view: &UserView, tab: Tab) -> Result<Page, Stop> {
    let user = &view.user;
    let target = Target::User(user.name.clone());
    let asks = [
        "iam:DeleteUser",
        "sekisho:SetContactEmail",
        "iam:UpdateLoginProfile",
        "iam:DeleteLoginProfile",
        "sekisho:CreateEnrolmentAddress",
    ]
    .map(|action| (action, Some(target.clone())));
    let [
        delete,
        save_contact,
        set_password,
        disable_console,
        make_address,
    ] = visit.may(asks).await?;
    let needs_address = user.credentials.password.is_some() && !user.credentials.has_mfa();
    let is_other = !signed.is(&target) && signed.session.mfa.is_some();
    let tags = user
        .tags
        .iter()
        .map(|tag| (tag.key.clone(), tag.value.clone()));
    let console = match &user.credentials.password {
        None => Console::Disabled,
        Some(password) => password.dies_at.map_or_else(
            || Console::Enabled(visit.when(password.set_at)),
            |dies_at| Console::Temporary(visit.when(dies_at)),
        ),
    };
    Ok(Page {
        layout: visit.frame(signed),
        name: user.name.to_string(),
        arn: user.arn(),
        created: visit.when(user.created_at),
        last_sign_in: view.password_last_used.map(|at| visit.when(at)),
        path: (user.path != EntityPath::default()).then(|| user.path.to_string()),
        tags: tags.collect(),
        tab,
        delete,
        groups: Groups::of(visit, &user.name).await?,
        held: Held::of(
            visit,
            owner::Owner::User(user.name.clone()),
            user.boundary.clone(),
        )
        .await?,
        contact_email: Field::holding(user.contact_email.as_ref().map_or("", Email::as_str)),
        save_contact,
        console: Permitted::Yes(console),
        set_password,
        disable_console,
        sign_in_url: visit.sign_in_url(&signed.account),
        offers_address: make_address.shown().is_some() && needs_address && is_other,
        devices: Devices::of(visit, target.clone()).await?,
        access_keys: AccessKeys::of(visit, signed, target).await?,
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Contact {
    contact_email: String,
}

/// `POST /console/users/{name}/contact`.
pub(crate) async fn save_contact(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Contact>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let name = parse(&name)?;
    let permissions = format!("{}?tab=permissions", Whose::User(name.to_string()).start());
    let typed = tidy(&input.contact_email);
    let email = match Email::parse(&typed) {
        _ if typed.is_empty() => None,
        Ok(email) => Some(email),
        Err(fault) => {
            let view = find(&visit, &name).await?;
            let mut page = draw(&visit, &signed, &view, Tab::Permissions).await?;
            page.contact_email =
                Field::refused(input.contact_email, words::invalid(visit.t, &fault));
            return refused(&page);
        }
    };
    let back = with_fields(
        &Whose::User(name.to_string()).start(),
        &[("tab", "permissions"), ("contact_email", &typed)],
    );
    visit
        .call(&SetContactEmail { name, email })
        .await
        .map_err(|refusal| visit.stop_in(refusal, &back))?;
    Ok(visit
        .done(&permissions, &Done::ContactSaved)
        .into_response())
}

/// A name in an address; what cannot be one is nobody's.
pub(crate) fn parse(name: &str) -> Result<UserName, Stop> {
    UserName::parse(name).map_err(|_| Problem::NotFound.into())
}
