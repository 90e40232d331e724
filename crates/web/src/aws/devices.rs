//! MFA devices on the wire.

use rules::{DeviceName, SerialNumber};
use service::ops::devices::{DeviceView, ListMfaDevices, ResyncMfaDevice};
use service::ops::virtual_devices::{
    Assignment, CreateVirtualDevice, DeactivateDevice, DeleteVirtualDevice, EnableDevice,
    GetDevice, ListVirtualDevices, VirtualView,
};
use wire::{AwsError, Sensitive, iam, refusals};
use zeroize::Zeroizing;

use super::desk::existing_device;
use super::page::Asked;
use super::users::named;
use super::{Desk, Served, shapes};

/// Pixels of a module of the QR code.
const QR_SCALE: u8 = 6;

impl Served for iam::CreateVirtualMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateVirtualMFADeviceResponse, AwsError> {
        let name = DeviceName::parse(&self.virtual_mfa_device_name)
            .map_err(|invalid| refusals::invalid(&invalid.to_string()))?;
        let operation = CreateVirtualDevice {
            name,
            path: shapes::path_in(self.path.as_deref())?,
            tags: shapes::tags_in(self.tags),
        };
        let made = desk.call(&operation).await?;
        let png = otp::qr::png(&made.uri, QR_SCALE).map_err(|error| {
            tracing::error!(%error, "a QR code cannot be drawn");
            refusals::internal_failure()
        })?;
        Ok(iam::CreateVirtualMFADeviceResponse {
            virtual_mfa_device: iam::VirtualMFADevice {
                serial_number: made.device.serial.as_str().to_owned(),
                base32_string_seed: Some(Sensitive::new(made.seed.as_bytes().to_vec())),
                qr_code_png: Some(Sensitive::new(png)),
                user: None,
                enable_date: None,
                tags: shapes::tags_out(&made.device.tags),
            },
        })
    }
}

impl Served for iam::EnableMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = EnableDevice {
            target: named(&self.user_name)?,
            serial: existing_device(&self.serial_number)?,
            first: Zeroizing::new(self.authentication_code1.expose().clone()),
            second: Zeroizing::new(self.authentication_code2.expose().clone()),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ResyncMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = ResyncMfaDevice {
            target: named(&self.user_name)?,
            serial: of_person(&self.serial_number)?,
            first: self.authentication_code1.expose().clone(),
            second: self.authentication_code2.expose().clone(),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeactivateMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = DeactivateDevice {
            target: desk.target(self.user_name.as_deref())?,
            serial: of_person(&self.serial_number)?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteVirtualMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let serial = existing_device(&self.serial_number)?;
        desk.call(&DeleteVirtualDevice { serial }).await
    }
}

impl Served for iam::ListMFADevicesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListMFADevicesResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        let asked = Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        let mut views = desk.call(&ListMfaDevices { target }).await?;
        views.sort_by(|one, other| one.device.serial.cmp(&other.device.serial));
        let after_prefix = prefix(desk);
        let page = asked.cut(views, |view| position(&after_prefix, &view.device.serial))?;
        let device = |view: &DeviceView| iam::MFADevice {
            user_name: view
                .holder_name
                .as_ref()
                .map_or_else(|| "root".to_owned(), ToString::to_string),
            serial_number: view.device.serial.as_str().to_owned(),
            enable_date: view.device.enabled_at.unwrap_or_default(),
        };
        Ok(iam::ListMFADevicesResponse {
            mfa_devices: page.items.iter().map(device).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::ListVirtualMFADevicesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListVirtualMFADevicesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let assignment = match self.assignment_status {
            Some(iam::AssignmentStatus::Assigned) => Assignment::Assigned,
            Some(iam::AssignmentStatus::Unassigned) => Assignment::Unassigned,
            Some(iam::AssignmentStatus::Any) | None => Assignment::Any,
        };
        let prefix = prefix(desk);
        let after = asked
            .after()
            .and_then(|position| SerialNumber::parse(&format!("{prefix}{position}")).ok());
        let operation = ListVirtualDevices {
            assignment,
            after,
            limit: asked.items_max(),
        };
        let listed = desk.call(&operation).await?;
        let last = listed
            .items
            .last()
            .map(|view| position(&prefix, &view.device.serial).to_owned());
        let devices = listed.items.iter().map(virtual_device).collect();
        let page = asked.read(devices, listed.more, last.as_deref())?;
        Ok(iam::ListVirtualMFADevicesResponse {
            virtual_mfa_devices: page.items,
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

/// A device in a list: never with its seed; whose it is, if it is somebody's.
fn virtual_device(view: &VirtualView) -> iam::VirtualMFADevice {
    let user = view.holder.as_ref().map(|holder| iam::User {
        tags: Vec::new(),
        ..shapes::person(holder, view.account_created_at, None)
    });
    iam::VirtualMFADevice {
        serial_number: view.device.serial.as_str().to_owned(),
        base32_string_seed: None,
        qr_code_png: None,
        user,
        enable_date: view.device.enabled_at,
        tags: Vec::new(),
    }
}

impl Served for iam::GetMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetMFADeviceResponse, AwsError> {
        let operation = GetDevice {
            target: desk.target(self.user_name.as_deref())?,
            serial: of_person(&self.serial_number)?,
        };
        let found = desk.call(&operation).await?;
        let holder = found.holder_name.as_ref();
        Ok(iam::GetMFADeviceResponse {
            user_name: Some(holder.map_or_else(|| "root".to_owned(), ToString::to_string)),
            serial_number: found.device.serial.as_str().to_owned(),
            enable_date: found.device.enabled_at,
            certifications: found.certifications.into_iter().collect(),
        })
    }
}

fn of_person(serial: &str) -> Result<SerialNumber, AwsError> {
    SerialNumber::parse(serial).map_err(|_| refusals::mfa::not_of_user())
}

/// What every virtual device of the account begins with: markers leave it out, so that the longest
/// serial number still fits into one.
fn prefix(desk: &Desk<'_>) -> String {
    format!("arn:aws:iam::{}:mfa", desk.account())
}

fn position<'s>(prefix: &str, serial: &'s SerialNumber) -> &'s str {
    let text = serial.as_str();
    text.strip_prefix(prefix).unwrap_or(text)
}
