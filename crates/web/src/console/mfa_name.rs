//! Wizard, step 1: the device's name and what kind it is.

use crate::http::{Form, Problem};
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::typed::{tidy, tidy_line};
use rules::{DeviceLabel, DeviceName};
use serde::Deserialize;
use service::ops::devices::ProposeDeviceName;
use service::ops::security_keys::StartSecurityKey;
use service::ops::wizard::StartMfaDevice;
use service::refusal::Entity;
use service::{Refusal, Target};

use super::devices;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Whose, faults};

/// The first step of assigning a device.
#[derive(Template)]
#[template(path = "console/mfa_name.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose device it becomes.
    pub whose: Whose,
    /// The name, proposed or typed: letters, digits and `+ = , . @ _ -`.
    pub name: Field,
    /// A free label in any script; may stay empty.
    pub label: Field,
    /// The device that goes once the new one is confirmed.
    pub replaces: Option<String>,
    /// Which kind is chosen.
    pub kind: Kind,
    /// Whether the page leads to the devices that nobody has, because the name may be one's of them.
    pub leads_to_unassigned: bool,
}

/// A kind of device that can be added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A passkey or security key.
    Key,
    /// An authenticator app.
    #[default]
    App,
    /// A hardware TOTP token.
    Token,
}

impl Kind {
    /// Every kind, with its word in the form.
    const ALL: [(Self, &'static str); 3] = [
        (Self::Key, "key"),
        (Self::App, "app"),
        (Self::Token, "token"),
    ];

    fn parse(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|(_, its)| *its == word);
        found.map_or_else(Self::default, |(kind, _)| kind)
    }

    fn words(self, t: Lang) -> (&'static str, &'static str) {
        match self {
            Self::Key => (t.wizard_kind_key(), t.wizard_kind_key_hint()),
            Self::App => (t.wizard_kind_app(), t.wizard_kind_app_hint()),
            Self::Token => (t.wizard_kind_token(), t.wizard_kind_token_hint()),
        }
    }
}

/// A radio button.
struct Radio {
    checked: bool,
    value: &'static str,
    name: &'static str,
    hint: &'static str,
}

impl Page {
    fn kinds(&self) -> impl Iterator<Item = Radio> {
        let t = self.layout.t;
        Kind::ALL.into_iter().map(move |(kind, value)| {
            let (name, hint) = kind.words(t);
            Radio {
                checked: kind == self.kind,
                value,
                name,
                hint,
            }
        })
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("name", t.wizard_device_name(), &self.name.error),
            ("label", t.wizard_label(), &self.label.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, name, label| Page {
        layout: gallery::root(t, &format!("{}/mfa/new", whose.start())),
        whose,
        name,
        label,
        replaces: None,
        kind: Kind::App,
        leads_to_unassigned: false,
    };
    let mut taken = page(
        Whose::Own,
        Field::refused("phone", t.error_device_exists()),
        Field::default(),
    );
    taken.leads_to_unassigned = true;
    let mut late = page(Whose::Own, Field::holding("root-phone"), Field::default());
    late.layout = gallery::enrolling(t, "/console/security-credentials/mfa/new");
    let name = Field::holding("root-phone-2");
    let mut replacing = page(Whose::Own, name, Field::default());
    replacing.replaces = Some("root-phone".to_owned());
    vec![
        ("replacing", replacing),
        (
            "own",
            page(Whose::Own, Field::holding("root-phone"), Field::default()),
        ),
        (
            "for-user",
            page(
                Whose::User("hanako".to_owned()),
                Field::holding("hanako-phone-2"),
                Field::holding("経理部の共用金庫に保管している予備のスマートフォン"),
            ),
        ),
        (
            "errors",
            page(
                Whose::Own,
                Field::refused("花子の電話", t.error_device_name()),
                Field::refused("長い".repeat(40), t.error_device_label()),
            ),
        ),
        ("taken", taken),
        ("late", late),
    ]
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    name: String,
    label: String,
    kind: String,
    replaces: String,
}

impl Input {
    fn address(&self, whose: &Whose) -> String {
        with_fields(
            &format!("{}/mfa/new", whose.start()),
            &[
                ("name", &self.name),
                ("label", &self.label),
                ("kind", &self.kind),
                ("replaces", &self.replaces),
            ],
        )
    }
}

/// `GET …/mfa/new`.
pub(crate) async fn show(visit: Visit, whose: Whose, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_enrolling(&input.address(&whose)).await?;
    let target = whose.target(&signed)?;
    let replaces = match input.replaces.as_str() {
        "" => None,
        name => Some(devices::named(&visit, target.clone(), name).await?.1),
    };
    let name = if input.name.is_empty() {
        let propose = ProposeDeviceName { target };
        visit.ask(&propose).await?.to_string()
    } else {
        input.name
    };
    page(&Page {
        layout: visit.frame(&signed),
        whose,
        name: Field::holding(name),
        label: Field::holding(input.label),
        replaces: replaces.map(|view| view.device.name.to_string()),
        kind: Kind::parse(&input.kind),
        leads_to_unassigned: false,
    })
}

/// `POST …/mfa/new`: the seed is made, and waits for two codes.
pub(crate) async fn submit(visit: Visit, whose: Whose, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in_or_enrolling().await?;
    let back = input.address(&whose);
    let name = DeviceName::parse(&tidy(&input.name));
    let label = DeviceLabel::parse(&tidy_line(&input.label));
    let replaces = replaced(&input.replaces)?;
    let mut page = Page {
        layout: visit.frame(&signed),
        whose,
        name: Field::holding(input.name),
        label: Field::holding(input.label),
        replaces: replaces.as_ref().map(DeviceName::to_string),
        kind: Kind::parse(&input.kind),
        leads_to_unassigned: false,
    };
    page.name.error = name.as_ref().err().map(|fault| words::invalid(t, fault));
    page.label.error = label.as_ref().err().map(|fault| words::invalid(t, fault));
    let (Ok(name), Ok(label)) = (name, label) else {
        return refused(&page);
    };
    let target = page.whose.target(&signed)?;
    let begun = Begun {
        target,
        name,
        label,
        replaces,
    };
    match begun.goes_on(&visit, page.kind).await {
        Ok(step) => {
            let next = format!("{}/mfa/{step}", page.whose.start());
            Ok(Redirect::to(&next).into_response())
        }
        Err(Refusal::EntityAlreadyExists(Entity::Device(_))) => {
            page.name.error = Some(t.error_device_exists().to_owned());
            let [see] = visit.may([("iam:ListVirtualMFADevices", None)]).await?;
            page.leads_to_unassigned = see.shown().is_some() && !page.layout.enrols_only();
            refused(&page)
        }
        Err(Refusal::LimitExceeded(_)) => {
            page.name.error = Some(t.error_devices_max().to_owned());
            refused(&page)
        }
        Err(other) => Err(visit.stop_in(other, &back)),
    }
}

/// The device that a form or an address names as the one to be replaced, if it names one.
pub(crate) fn replaced(name: &str) -> Result<Option<DeviceName>, Problem> {
    let parse = |name| DeviceName::parse(name).map_err(|_| Problem::NotFound);
    (!name.is_empty()).then(|| parse(name)).transpose()
}

/// What this page has found out.
struct Begun {
    target: Target,
    name: DeviceName,
    label: DeviceLabel,
    replaces: Option<DeviceName>,
}

impl Begun {
    /// Begins the wizard of this kind. Gives back the last part of the address of its next page.
    async fn goes_on(self, visit: &Visit, kind: Kind) -> Result<String, Refusal> {
        let Self {
            target,
            name,
            label,
            replaces,
        } = self;
        match kind {
            Kind::App => {
                let operation = StartMfaDevice {
                    target,
                    name,
                    label,
                    replaces,
                };
                visit.call(&operation).await.map(|_| "set-up".to_owned())
            }
            Kind::Key => {
                let operation = StartSecurityKey {
                    target,
                    name,
                    label,
                    replaces,
                };
                visit.call(&operation).await.map(|_| "key".to_owned())
            }
            // Nothing is kept of a token before its codes are there: its seed is in the stock already.
            Kind::Token => {
                let replaces = replaces.as_ref().map_or("", DeviceName::as_str);
                let fields = [
                    ("name", name.as_str()),
                    ("label", label.as_str()),
                    ("replaces", replaces),
                ];
                Ok(with_fields("token", &fields))
            }
        }
    }
}
