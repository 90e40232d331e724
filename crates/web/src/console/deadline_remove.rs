//! Removes a rule about MFA that root set, with a reason.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::Whom;
use serde::Deserialize;
use service::Refusal;
use service::ops::requirement::DeleteRequirement;
use service::ops::sessions::SignedIn;
use service::refusal::Entity;

use super::deadline::{self, ADDRESS, REMOVE};
use crate::due;
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};

/// The question before a rule is removed.
#[derive(Template)]
#[template(path = "console/deadline_remove.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// For whom the rule is, as the form names it.
    pub key: String,
    /// For whom the rule is.
    pub whom: String,
    /// From when it asks for MFA.
    pub when: String,
    /// Why it is removed.
    pub reason: Field,
    /// Whether the session has MFA, without which nobody is given more time.
    pub has_mfa: bool,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("reason", self.layout.t.reason(), &self.reason.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whom: Whom, reason, has_mfa| Page {
        layout: gallery::root(t, REMOVE),
        key: whom.key().into_owned(),
        whom: due::whom(t, &whom, None),
        when: t.rule_date(gallery::countdown(t).due),
        reason,
        has_mfa,
    };
    let long = Field::refused("長い理由".repeat(60), t.error_reason());
    vec![
        ("typical", page(Whom::ConsoleUsers, Field::default(), true)),
        ("error", page(Whom::ConsoleUsers, long, true)),
        (
            "without-mfa",
            page(gallery::group(), Field::default(), false),
        ),
    ]
}

/// What the address and the form hold.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    whom: String,
    #[serde(default)]
    reason: String,
}

impl Input {
    fn address(&self) -> String {
        let fields = [("whom", self.whom.as_str()), ("reason", &self.reason)];
        with_fields(REMOVE, &fields)
    }

    fn whom(&self) -> Result<Whom, Stop> {
        Whom::parse(&self.whom).ok_or_else(|| Problem::NotFound.into())
    }
}

/// `GET /console/deadline/remove`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    deadline::by_root(&visit.signed_in().await?)?;
    let signed = visit.freshly_signed_in(&input.address()).await?;
    page(&draw(&visit, &signed, &input).await?)
}

async fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Result<Page, Stop> {
    let whom = input.whom()?;
    let rule = deadline::own_rule(visit, &whom).await?;
    let (rule, name) = rule.ok_or(Problem::NotFound)?;
    Ok(Page {
        layout: visit.frame(signed),
        key: whom.key().into_owned(),
        whom: name,
        when: due::when(visit.t, &due::zone(signed), rule.when),
        reason: Field::holding(&*input.reason),
        has_mfa: deadline::has_mfa(signed),
    })
}

/// `POST /console/deadline/remove`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed, &input).await?;
    let reason = match deadline::reason(t, &input.reason) {
        Ok(reason) => reason,
        Err(error) => {
            page.reason.error = Some(error);
            return refused(&page);
        }
    };
    let whom = input.whom()?;
    match visit.call(&DeleteRequirement { whom, reason }).await {
        Ok(()) | Err(Refusal::NoSuchEntity(Entity::Requirement)) => {
            Ok(visit.done(ADDRESS, &Done::DeadlineRemoved).into_response())
        }
        Err(Refusal::MfaNeeded) => {
            page.layout.flash = Some(Notice::refused(t.mfa_needed()));
            refused(&page)
        }
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}
