//! Virtual MFA devices that nobody has: made by a program and left, so that their names are taken.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::SerialNumber;
use serde::Deserialize;
use service::Refusal;
use service::ops::virtual_devices::{Assignment, DeleteVirtualDevice, ListVirtualDevices};

use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, with_fields};

/// Most devices on one page.
const PAGE_MAX: usize = 50;
const ADDRESS: &str = "/console/unassigned-devices";

/// The list of virtual MFA devices that nobody has.
#[derive(Template)]
#[template(path = "console/unassigned_devices.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The devices, in the order of their serial numbers.
    pub rows: Vec<Row>,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
    /// Whether they may be deleted.
    pub delete: Permitted,
}

/// One device.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its serial number, an ARN.
    pub serial_number: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |count: usize| Page {
        layout: gallery::root(t, ADDRESS),
        rows: (1..=count)
            .map(|n| Row {
                name: format!("batch-nightly-{n}"),
                serial_number: format!("arn:aws:iam::123456789012:mfa/batch/batch-nightly-{n}"),
            })
            .collect(),
        next: None,
        delete: Permitted::Yes(()),
    };
    let mut many = page(3);
    many.next = Some(format!("{ADDRESS}?after=batch-nightly-3"));
    let mut deleted = page(0);
    deleted.layout.flash = Some(Notice::done(t.unassigned_gone("phone")));
    let mut limited = page(1);
    limited.layout = gallery::user(t, ADDRESS);
    limited.delete = Permitted::Lacks("iam:DeleteVirtualMFADevice");
    vec![
        ("many", many),
        ("empty", page(0)),
        ("deleted", deleted),
        ("limited", limited),
    ]
}

/// Where the list begins.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    after: String,
}

/// `GET /console/unassigned-devices`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    let listed = visit
        .ask(&ListVirtualDevices {
            assignment: Assignment::Unassigned,
            // What cannot be a serial number stands before all of them.
            after: SerialNumber::parse(&part.after).ok(),
            limit: PAGE_MAX,
        })
        .await?;
    let [delete] = visit.may([("iam:DeleteVirtualMFADevice", None)]).await?;
    let last = listed.items.last().filter(|_| listed.more);
    let next = last.map(|last| with_fields(ADDRESS, &[("after", last.device.serial.as_str())]));
    let rows = listed.items.iter().map(|view| Row {
        name: view.device.name.to_string(),
        serial_number: view.device.serial.to_string(),
    });
    page(&Page {
        layout: visit.frame(&signed),
        rows: rows.collect(),
        next,
        delete,
    })
}

/// The form of the page has an address of its own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to(ADDRESS)
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    serial: String,
}

/// `POST /console/unassigned-devices/delete`.
pub(crate) async fn delete(visit: Visit, Form(input): Form<Input>) -> Answered {
    let serial = SerialNumber::parse(&input.serial).map_err(|_| Problem::NotFound)?;
    let name = serial
        .as_str()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let done = match visit.call(&DeleteVirtualDevice { serial }).await {
        Ok(()) => Done::UnassignedDeleted(name),
        Err(Refusal::DeviceAssigned) => Done::UnassignedTaken,
        Err(other) => return Err(visit.stop_in(other, ADDRESS)),
    };
    Ok(visit.done(ADDRESS, &done).into_response())
}
