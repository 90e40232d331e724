//! The switches with which root opens billing to IAM users and roles.

use askama::Template;
use axum::response::IntoResponse;
use rules::IamAccess;
use rules::billing::Wanted;
use serde::Deserialize;
use service::Refusal;
use service::ops::billing::{GetBillingAccess, UpdateBillingAccess};

use super::billing;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page};

/// The form for IAM access to billing.
#[derive(Template)]
#[template(path = "console/billing_access.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whether viewing is open.
    pub activated: bool,
    /// Whether editing is.
    pub edits: bool,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |iam| Page::of(gallery::root(t, ADDRESS), iam);
    vec![
        ("off", page(IamAccess::Deactivated)),
        ("on", page(IamAccess::View)),
        ("both", page(IamAccess::Edit)),
    ]
}

const ADDRESS: &str = "/console/billing/access";

impl Page {
    fn of(layout: Layout, iam: IamAccess) -> Self {
        Self {
            layout,
            activated: iam.opens(Wanted::View),
            edits: iam.opens(Wanted::Edit),
        }
    }
}

/// `GET /console/billing/access`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    if !billing::is_root(&signed) {
        return Err(visit.stop(Refusal::OnlyRoot));
    }
    if signed.session.mfa.is_none() {
        return Err(visit.stop(Refusal::MfaNeeded));
    }
    let signed = visit.freshly_signed_in(ADDRESS).await?;
    let iam = visit.ask(&GetBillingAccess).await?;
    page(&Page::of(visit.frame(&signed), iam))
}

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    activate: Option<String>,
    edit: Option<String>,
}

/// `POST /console/billing/access`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let iam = IamAccess::of_switches(input.activate.is_some(), input.edit.is_some());
    visit.ask(&UpdateBillingAccess { iam }).await?;
    let done = visit.done(billing::ADDRESS, &Done::BillingAccessSaved);
    Ok(done.into_response())
}
