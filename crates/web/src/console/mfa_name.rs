//! Wizard, step 1: the device's name and what kind it is.

use crate::http::Form;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::typed::{tidy, tidy_line};
use rules::{DeviceLabel, DeviceName};
use serde::Deserialize;
use service::Refusal;
use service::ops::devices::ProposeDeviceName;
use service::ops::wizard::StartMfaDevice;
use service::refusal::Entity;

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
    /// Whether the page leads to the devices that nobody has, because the name may be one's of them.
    pub leads_to_unassigned: bool,
}

impl Page {
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
    vec![
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
}

impl Input {
    fn address(&self, whose: &Whose) -> String {
        with_fields(
            &format!("{}/mfa/new", whose.start()),
            &[("name", &self.name), ("label", &self.label)],
        )
    }
}

/// `GET …/mfa/new`.
pub(crate) async fn show(visit: Visit, whose: Whose, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_enrolling(&input.address(&whose)).await?;
    let name = if input.name.is_empty() {
        visit
            .ask(&ProposeDeviceName {
                target: whose.target(&signed)?,
            })
            .await?
            .to_string()
    } else {
        input.name
    };
    page(&Page {
        layout: visit.frame(&signed),
        whose,
        name: Field::holding(name),
        label: Field::holding(input.label),
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
    let mut page = Page {
        layout: visit.frame(&signed),
        whose,
        name: Field::holding(input.name),
        label: Field::holding(input.label),
        leads_to_unassigned: false,
    };
    page.name.error = name.as_ref().err().map(|fault| words::invalid(t, fault));
    page.label.error = label.as_ref().err().map(|fault| words::invalid(t, fault));
    let (Ok(name), Ok(label)) = (name, label) else {
        return refused(&page);
    };
    let operation = StartMfaDevice {
        target: page.whose.target(&signed)?,
        name,
        label,
    };
    match visit.call(&operation).await {
        Ok(_) => Ok(Redirect::to(&format!("{}/mfa/set-up", page.whose.start())).into_response()),
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
