//! What a user can do, and why: one action on one resource, asked of the policy simulator.

use askama::Template;
use axum::extract::{Path, Query};
use policy::{Layer, Ruling};
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::simulate::{ContextEntry, Matched, Question, SimulatePrincipalPolicy, Simulated};
use service::policies::Origin;
use service::refusal::PolicyFault;

use super::owner::Owner;
use super::user::{find, parse};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Tone, faults};
use crate::visit::{Answered, Visit, page, refused};

/// The question and its answer.
#[derive(Template)]
#[template(path = "console/user_can.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user.
    pub owner: Owner,
    /// The action.
    pub action: Field,
    /// The resource's ARN; empty for `*`.
    pub resource: Field,
    /// How the user is signed in.
    pub with: With,
    /// What the policies say.
    pub answer: Option<Answer>,
}

/// How the request would be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// In a session with MFA.
    Mfa,
    /// In a session without.
    NoMfa,
    /// With an access key alone.
    Key,
}

/// What the policies say, and why.
pub struct Answer {
    /// Whether it is allowed.
    pub is_allowed: bool,
    /// The reasons: deciding statements, or what was missing.
    pub reasons: Vec<String>,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("action", t.can_action(), &self.action.error),
            ("resource", t.can_resource(), &self.resource.error),
        ])
    }

    fn asks(&self, with: With) -> bool {
        self.with == with
    }
}

impl Answer {
    fn tone(&self) -> Tone {
        if self.is_allowed {
            Tone::Done
        } else {
            Tone::Refused
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |action: &str, answer| Page {
        layout: gallery::root(t, "/console/users/hanako/can"),
        owner: super::owner::sample::user(),
        action: Field::holding(action),
        resource: Field::default(),
        with: With::Mfa,
        answer,
    };
    let answer = |is_allowed, reason| {
        Some(Answer {
            is_allowed,
            reasons: vec![reason],
        })
    };
    let mut wrong = page("ListUsers", None);
    wrong.action.error = Some(t.error_action().to_owned());
    vec![
        ("empty", page("", None)),
        ("error", wrong),
        (
            "allowed",
            page(
                "iam:ListUsers",
                answer(true, t.can_by("Audit", t.can_by_account())),
            ),
        ),
        (
            "denied",
            page(
                "iam:ListUsers",
                answer(false, t.problem_why_boundary().to_owned()),
            ),
        ),
    ]
}

/// What is asked.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    action: String,
    #[serde(default)]
    resource: String,
    #[serde(default)]
    with: String,
}

impl Input {
    fn with(&self) -> With {
        match self.with.as_str() {
            "no-mfa" => With::NoMfa,
            "key" => With::Key,
            _ => With::Mfa,
        }
    }

    fn question(&self) -> Question {
        let present = |value: &str| ContextEntry {
            key: "aws:MultiFactorAuthPresent".to_owned(),
            values: vec![value.to_owned()],
            is_list: false,
        };
        let resource = tidy(&self.resource);
        Question {
            actions: vec![tidy(&self.action)],
            resources: Some(resource)
                .filter(|one| !one.is_empty())
                .into_iter()
                .collect(),
            context: match self.with() {
                With::Mfa => vec![present("true")],
                With::NoMfa => vec![present("false")],
                With::Key => Vec::new(),
            },
            ..Question::default()
        }
    }
}

/// `GET /console/users/{name}/can`.
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(input): Query<Input>,
) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let view = find(&visit, &parse(&name)?).await?;
    let mut drawn = Page {
        layout: visit.frame(&signed),
        owner: Owner::User(view.user.name.clone()),
        action: Field::holding(&*input.action),
        resource: Field::holding(&*input.resource),
        with: input.with(),
        answer: None,
    };
    if input.action.is_empty() {
        return page(&drawn);
    }
    let asked = SimulatePrincipalPolicy {
        source: view.user.arn(),
        excluded: Vec::new(),
        question: input.question(),
    };
    match visit.call(&asked).await {
        Ok(simulated) => drawn.answer = simulated.first().map(|said| answer(t, said)),
        Err(Refusal::Policy(PolicyFault::NotSimulated(_))) => {
            drawn.action.error = Some(t.error_action().to_owned());
            return refused(&drawn);
        }
        Err(other) => return Err(visit.stop(other)),
    }
    page(&drawn)
}

/// A statement that decided, in words.
pub(super) fn statement(t: Lang, matched: &Matched) -> String {
    let name = service::ops::policies::name_in(&matched.policy);
    let by = match &matched.origin {
        Origin::User(_) => t.can_by_user().to_owned(),
        Origin::Group(group) => t.can_by_group(group),
        Origin::Role(role) => t.can_by_role(role),
        Origin::AwsManaged => t.can_by_aws().to_owned(),
        Origin::CustomerManaged | Origin::Given => t.can_by_account().to_owned(),
    };
    match &matched.place {
        Some((begin, _)) => t.can_by_line(name, by, begin.line),
        None => t.can_by(name, by),
    }
}

fn answer(t: Lang, said: &Simulated) -> Answer {
    let statements = said.matched.iter().map(|matched| statement(t, matched));
    let mut reasons: Vec<String> = statements.collect();
    if let Ruling::ImplicitDeny { layer } = &said.ruling {
        let missing = match layer {
            Layer::Identity => t.can_nothing_allows(),
            Layer::Boundary => t.problem_why_boundary(),
            Layer::Session => t.problem_why_session(),
            Layer::ResourceOrganization | Layer::Organization | Layer::Resource => {
                t.problem_why_other()
            }
        };
        reasons.push(missing.to_owned());
    }
    if !said.missing_keys.is_empty() {
        reasons.push(t.can_missing_keys(said.missing_keys.join(t.reads_comma())));
    }
    Answer {
        is_allowed: said.ruling.is_allowed(),
        reasons,
    }
}
