//! The list of MFA devices, a part of two pages: one's own security credentials and a user's.

use std::collections::HashMap;

use crate::drift;
use crate::http::{App, Problem};
use crate::lang::Lang;
use crate::layout::{Permitted, When, Whose};
use crate::visit::{Stop, Visit, with_fields};
use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use service::Target;
use service::ops::devices::{DeviceView, ListMfaDevices};

/// AWS's limit for root and for each user, which the page names.
pub const DEVICES_MAX: usize = 8;

/// The part of a page that lists devices and leads to adding, removing and resynchronising them.
pub struct Devices {
    /// The devices, oldest first.
    pub rows: Permitted<Vec<Device>>,
    /// Whether a device may be added.
    pub assign: Permitted,
    /// Whether a device may be removed.
    pub remove: Permitted,
    /// Whether a device may be resynchronised.
    pub resync: Permitted,
}

/// One device.
#[derive(Clone)]
pub struct Device {
    /// The part of addresses that tells this device from the owner's others, safe in a path.
    pub key: String,
    /// The name, the last part of the serial number.
    pub name: String,
    /// The free label.
    pub label: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// How far its clock is off, in words, if it is.
    pub drift: Option<String>,
    /// Until when it works, if that is known.
    pub expires: Option<String>,
    /// The serial number: for an app its ARN.
    pub serial_number: String,
    /// Since when it is assigned.
    pub added: When,
    /// When it last opened a door.
    pub last_used: Option<When>,
}

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An app that shows codes.
    AuthenticatorApp,
    /// A hardware TOTP token.
    HardwareToken,
    /// A passkey or a security key.
    SecurityKey,
}

impl From<rules::DeviceKind> for Kind {
    fn from(kind: rules::DeviceKind) -> Self {
        match kind {
            rules::DeviceKind::Virtual => Self::AuthenticatorApp,
            rules::DeviceKind::HardwareToken { .. } => Self::HardwareToken,
            rules::DeviceKind::SecurityKey => Self::SecurityKey,
        }
    }
}

impl Kind {
    /// What it is, in words.
    pub fn word(self, t: Lang) -> &'static str {
        match self {
            Self::AuthenticatorApp => t.devices_kind_app(),
            Self::HardwareToken => t.kind_token(),
            Self::SecurityKey => t.kind_key(),
        }
    }

    /// Whether it shows codes, which a clock may put out of step.
    pub fn shows_codes(self) -> bool {
        match self {
            Self::AuthenticatorApp | Self::HardwareToken => true,
            Self::SecurityKey => false,
        }
    }
}

impl Devices {
    /// Whether the button for one more stands there.
    pub fn offers_assigning(&self) -> bool {
        self.assign.shown().is_some() && self.has_room()
    }

    /// Whether a device may be replaced: a new one comes and the old one goes.
    pub fn offers_replacing(&self) -> bool {
        self.assign.shown().is_some() && self.remove.shown().is_some()
    }

    /// Whether it is known that there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.shown().is_some_and(Vec::is_empty)
    }

    /// Whether there is room for one more.
    pub fn has_room(&self) -> bool {
        self.rows
            .shown()
            .is_none_or(|rows| rows.len() < DEVICES_MAX)
    }
}

impl Whose {
    /// Where the pages about this principal's devices begin.
    pub fn start(&self) -> String {
        match self {
            Self::Own => "/console/security-credentials".to_owned(),
            Self::User(name) => format!("/console/users/{}", path_segment(name)),
        }
    }

    /// Where the wizard begins that replaces this device.
    pub fn replace(&self, device: &str) -> String {
        with_fields(
            &format!("{}/mfa/new", self.start()),
            &[("replaces", device)],
        )
    }

    /// The record of a device of this name.
    pub fn record(&self, device: &str) -> String {
        format!("{}/mfa/{}/record", self.start(), path_segment(device))
    }

    /// The page to which steps about these devices lead back.
    pub fn back(&self) -> String {
        match self {
            Self::Own => self.start(),
            Self::User(_) => format!("{}?tab=security-credentials", self.start()),
        }
    }
}

/// A name as one segment of a path.
pub(crate) fn path_segment(name: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'@');
    utf8_percent_encode(name, KEPT).to_string()
}

/// Two devices of a phone and a tablet; a list of eight; none.
pub(crate) mod sample {
    use super::{Device, Devices, Kind};
    use crate::layout::{Permitted, When};

    pub(crate) fn when(text: &str) -> When {
        When {
            machine: format!("{}:00Z", text.replace(' ', "T")),
            text: format!("{text} UTC"),
        }
    }

    pub(crate) fn device(name: &str, label: Option<&str>) -> Device {
        Device {
            key: name.to_owned(),
            name: name.to_owned(),
            label: label.map(str::to_owned),
            kind: Kind::AuthenticatorApp,
            drift: None,
            expires: None,
            serial_number: format!("arn:aws:iam::123456789012:mfa/{name}"),
            added: when("2026-11-02 09:15"),
            last_used: label.map(|_| when("2026-11-23 23:58")),
        }
    }

    pub(crate) fn token(t: crate::lang::Lang) -> Device {
        Device {
            kind: Kind::HardwareToken,
            drift: crate::drift::words(t, -40),
            expires: Some(t.token_expires("2031-03-31 00:00 UTC")),
            serial_number: "hardware/2600123".to_owned(),
            ..device("token", None)
        }
    }

    pub(crate) fn devices(rows: Vec<Device>) -> Devices {
        Devices {
            rows: Permitted::Yes(rows),
            assign: Permitted::Yes(()),
            remove: Permitted::Yes(()),
            resync: Permitted::Yes(()),
        }
    }

    pub(crate) fn eight() -> Vec<Device> {
        let label = "経理部の共用金庫に保管している予備のスマートフォン";
        (1..=super::DEVICES_MAX)
            .map(|n| {
                device(
                    &format!("keiri-hanako-device-{n}"),
                    (n % 2 == 0).then_some(label),
                )
            })
            .collect()
    }

    pub(crate) fn withheld() -> Devices {
        Devices {
            rows: Permitted::Lacks("iam:ListMFADevices"),
            assign: Permitted::Lacks("iam:EnableMFADevice"),
            remove: Permitted::Lacks("iam:DeactivateMFADevice"),
            resync: Permitted::Lacks("iam:ResyncMFADevice"),
        }
    }
}

impl Devices {
    /// Somebody's devices, with what the caller may do to them.
    pub(crate) async fn of(visit: &Visit, target: Target) -> Result<Self, Stop> {
        let asks = [
            ("iam:EnableMFADevice", Some(target.clone())),
            ("iam:DeactivateMFADevice", Some(target.clone())),
            ("iam:ResyncMFADevice", Some(target.clone())),
        ];
        let [assign, remove, resync] = visit.may(asks).await?;
        let views = visit.look(&ListMfaDevices { target }).await;
        let views = visit.looked(views, "iam:ListMFADevices")?;
        let row = |view: &DeviceView| Device::of(visit, view);
        Ok(Self {
            rows: views.map(|views| views.iter().map(row).collect()),
            assign,
            remove,
            resync,
        })
    }
}

impl Device {
    /// A device as pages show it.
    pub(crate) fn of(visit: &Visit, view: &DeviceView) -> Self {
        let device = &view.device;
        let label = device.label.as_str();
        Self {
            key: path_segment(device.name.as_str()),
            name: device.name.to_string(),
            label: (!label.is_empty()).then(|| label.to_owned()),
            kind: device.kind.into(),
            drift: drift::words(visit.t, view.drift_seconds),
            expires: view
                .expires_at
                .map(|at| visit.t.token_expires(visit.when(at).text)),
            serial_number: device.serial.to_string(),
            added: visit.when(device.enabled_at.unwrap_or(rules::Timestamp::UNIX_EPOCH)),
            last_used: view.last_used.map(|at| visit.when(at)),
        }
    }
}

impl FromRequestParts<App> for Whose {
    type Rejection = Problem;

    /// The person in the address; an address without one is about oneself.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(param(parts, "name").await?.map_or(Self::Own, Self::User))
    }
}

/// The device in the address.
pub(crate) struct DeviceName(pub(crate) String);

impl FromRequestParts<App> for DeviceName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        param(parts, "device")
            .await?
            .map(Self)
            .ok_or(Problem::NotFound)
    }
}

/// A part of the address, by its name in the route.
pub(crate) async fn param(parts: &mut Parts, name: &str) -> Result<Option<String>, Problem> {
    let Path(params) = parts
        .extract::<Path<HashMap<String, String>>>()
        .await
        .map_err(|_| Problem::NotFound)?;
    Ok(params.get(name).cloned())
}

/// All devices of somebody, and the one that an address names.
pub(crate) async fn named(
    visit: &Visit,
    target: Target,
    name: &str,
) -> Result<(Vec<DeviceView>, DeviceView), Stop> {
    let views = visit.ask(&ListMfaDevices { target }).await?;
    let found = views
        .iter()
        .find(|view| view.device.name.as_str() == name)
        .cloned();
    Ok((views, found.ok_or(Problem::NotFound)?))
}
