//! What is shown instead of a page: what happened, what to do next, and the request's id.

use std::time::Duration;

use askama::Template;
use policy::{Layer, Ruling};
use service::refusal::BillingFault;

use crate::gallery;
use crate::http::{Problem, RetryAfter};
use crate::lang::Lang;
use crate::layout::{Layout, Wait, When};

/// A page that says what went wrong.
#[derive(Template)]
#[template(path = "console/problem.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What went wrong.
    pub problem: Problem,
    /// The id under which the operator finds the request in the log.
    pub request_id: String,
}

impl Page {
    const fn title(&self) -> &'static str {
        let t = self.layout.t;
        match &self.problem {
            Problem::NotFound => t.problem_not_found(),
            Problem::MethodNotAllowed => t.problem_wrong_method(),
            Problem::NotAllowed { .. } => t.problem_not_allowed(),
            Problem::OnlyRoot => t.problem_only_root(),
            Problem::Billing(BillingFault::AccessOff) => t.billing_off(),
            Problem::Billing(BillingFault::EditingOff) => t.billing_edit_off(),
            Problem::OnTrial(_) => t.problem_on_trial(),
            Problem::OnlyAdministrators => t.problem_only_administrators(),
            Problem::AnotherAdministrator(_) => t.problem_another_administrator(),
            Problem::MfaNeeded => t.problem_mfa_needed(),
            Problem::LastFactor => t.problem_last_factor(),
            Problem::HasDevice => t.problem_has_device(),
            Problem::NotForOneself => t.problem_not_for_oneself(),
            Problem::AccountClosed => t.problem_closed(),
            Problem::CrossSite => t.problem_cross_site(),
            Problem::FormTooOld => t.problem_form_too_old(),
            Problem::BadForm => t.problem_bad_form(),
            Problem::TooLarge => t.problem_too_large(),
            Problem::WrongHost => t.problem_wrong_host(),
            Problem::Conflict => t.problem_conflict(),
            Problem::TooManyAttempts(_) => t.problem_too_many(),
            Problem::Busy(_) => t.problem_busy(),
            Problem::TimedOut => t.problem_timed_out(),
            Problem::Unavailable | Problem::StorageFull => t.problem_unavailable(),
            Problem::Internal => t.problem_internal(),
        }
    }

    const fn text(&self) -> &'static str {
        let t = self.layout.t;
        match &self.problem {
            Problem::NotFound => t.problem_not_found_text(),
            Problem::MethodNotAllowed => t.problem_wrong_method_text(),
            Problem::NotAllowed { .. } => t.problem_not_allowed_text(),
            Problem::OnlyRoot => t.problem_only_root_text(),
            Problem::Billing(BillingFault::AccessOff) => t.billing_off_text(),
            Problem::Billing(BillingFault::EditingOff) => t.billing_edit_off_text(),
            Problem::OnTrial(_) => t.problem_on_trial_text(),
            Problem::OnlyAdministrators => t.problem_only_administrators_text(),
            Problem::AnotherAdministrator(_) => t.problem_another_administrator_text(),
            Problem::MfaNeeded => t.mfa_needed(),
            Problem::LastFactor => t.last_factor(),
            Problem::HasDevice => t.problem_has_device_text(),
            Problem::NotForOneself => t.problem_not_for_oneself_text(),
            Problem::AccountClosed => t.problem_closed_text(),
            Problem::CrossSite => t.problem_cross_site_text(),
            Problem::FormTooOld => t.problem_form_too_old_text(),
            Problem::BadForm => t.problem_bad_form_text(),
            Problem::TooLarge => t.problem_too_large_text(),
            Problem::WrongHost => t.problem_wrong_host_text(),
            Problem::Conflict => t.problem_conflict_text(),
            Problem::TooManyAttempts(_) => t.problem_too_many_text(),
            Problem::Busy(_) => t.problem_busy_text(),
            Problem::TimedOut => t.problem_timed_out_text(),
            Problem::Unavailable => t.problem_unavailable_text(),
            Problem::StorageFull => t.problem_storage_full_text(),
            Problem::Internal => t.problem_internal_text(),
        }
    }

    const fn missing_action(&self) -> Option<&String> {
        match &self.problem {
            Problem::NotAllowed { action, .. } => Some(action),
            _ => None,
        }
    }

    /// What the policies said, in words, for whoever may know it.
    fn why(&self) -> Option<String> {
        let t = self.layout.t;
        let Problem::NotAllowed { ruling, .. } = &self.problem else {
            return None;
        };
        match &**ruling.as_ref()? {
            Ruling::Allowed(_) => None,
            Ruling::ExplicitDeny { because, .. } => {
                let place = because.statement.to_string();
                let statement = because.sid.as_ref().unwrap_or(&place);
                Some(t.problem_why_denied(&because.policy, statement))
            }
            Ruling::ImplicitDeny { layer } => {
                let words = match layer {
                    Layer::Identity => t.problem_why_identity(),
                    Layer::Boundary => t.problem_why_boundary(),
                    Layer::Session => t.problem_why_session(),
                    Layer::ResourceOrganization | Layer::Organization | Layer::Resource => {
                        t.problem_why_other()
                    }
                };
                Some(words.to_owned())
            }
        }
    }

    /// From when it is open.
    const fn open_from(&self) -> Option<&When> {
        match &self.problem {
            Problem::OnTrial(until) | Problem::AnotherAdministrator(until) => Some(until),
            _ => None,
        }
    }

    fn wait(&self) -> Option<Wait> {
        match &self.problem {
            Problem::TooManyAttempts(wait) | Problem::Busy(wait) => Some(Wait {
                seconds: wait.seconds(),
            }),
            _ => None,
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout, problem| Page {
        layout,
        problem,
        request_id: "7a62c49f-347e-4fc4-9331-6e8eexample0".to_owned(),
    };
    let inside = |problem| page(gallery::user(t, "/console/users"), problem);
    let outside = |problem| page(gallery::outside(t, "/signin/user"), problem);
    let billing = |fault| inside(Problem::Billing(fault));
    let until = super::devices::sample::when("2024-07-17 09:15");
    let after = |seconds| RetryAfter(Duration::from_secs(seconds));
    vec![
        ("not-found", inside(Problem::NotFound)),
        ("wrong-method", outside(Problem::MethodNotAllowed)),
        (
            "not-allowed",
            inside(Problem::NotAllowed {
                action: "iam:ListUsers".to_owned(),
                ruling: Some(Box::new(Ruling::ImplicitDeny {
                    layer: Layer::Boundary,
                })),
            }),
        ),
        ("on-trial", inside(Problem::OnTrial(until.clone()))),
        ("only-root", inside(Problem::OnlyRoot)),
        ("billing-off", billing(BillingFault::AccessOff)),
        ("billing-edit-off", billing(BillingFault::EditingOff)),
        ("only-administrators", inside(Problem::OnlyAdministrators)),
        (
            "another-administrator",
            inside(Problem::AnotherAdministrator(until)),
        ),
        ("mfa-needed", inside(Problem::MfaNeeded)),
        ("last-factor", inside(Problem::LastFactor)),
        ("has-device", inside(Problem::HasDevice)),
        ("not-for-oneself", inside(Problem::NotForOneself)),
        ("account-closed", outside(Problem::AccountClosed)),
        ("cross-site", outside(Problem::CrossSite)),
        ("form-too-old", outside(Problem::FormTooOld)),
        ("bad-form", outside(Problem::BadForm)),
        ("too-large", inside(Problem::TooLarge)),
        ("wrong-host", outside(Problem::WrongHost)),
        ("conflict", inside(Problem::Conflict)),
        ("too-many", outside(Problem::TooManyAttempts(after(12)))),
        ("busy", outside(Problem::Busy(after(5)))),
        ("timed-out", inside(Problem::TimedOut)),
        ("unavailable", outside(Problem::Unavailable)),
        ("storage-full", outside(Problem::StorageFull)),
        ("internal", inside(Problem::Internal)),
    ]
}
