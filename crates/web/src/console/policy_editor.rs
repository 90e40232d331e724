//! The policy editor: a document is checked and said in words before it is saved.
//!
//! What is saved is what was previewed; a document that is refused, or a proof that has become too
//! old, loses nothing that was typed.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use policy::{Kind, Policy, PolicyError};
use rules::customer_policy::DESCRIPTION_CHARS_MAX;
use rules::typed::tidy;
use rules::{EntityPath, Invalid, PolicyName, RoleName};
use serde::Deserialize;
use service::Refusal;
use service::ops::policies::{CreatePolicy, GetPolicy, name_in};
use service::ops::policy_versions::{CreatePolicyVersion, GetPolicyVersion};
use service::ops::roles::{CreateRole, GetRole, UpdateTrust};
use service::ops::sessions::SignedIn;
use service::refusal::PolicyFault;

use super::owner::{self, Attached, Owner};
use super::policy_start::{self, Start};
use super::role_edit::{self, Duration};
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::policy_words;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

const CREATE: &str = "/console/create-policy";
const CREATE_ROLE: &str = "/console/create-role";
const EDIT: &str = "/console/policies/edit";

/// The editor.
#[derive(Template)]
#[template(path = "console/policy_editor.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What is edited.
    pub subject: Subject,
    /// The policy's name; it can be typed where it is new.
    pub name: Field,
    /// What a new managed policy is for.
    pub description: Field,
    /// The document.
    pub document: Field,
    /// What the checked document allows and denies.
    pub meaning: Option<Vec<String>>,
    /// Whether the person must prove themselves before saving.
    pub needs_proof: bool,
    /// How long a session of a new role lives at most, in seconds.
    pub duration: String,
}

/// What is edited.
#[derive(Clone)]
pub enum Subject {
    /// A new managed policy.
    New,
    /// A managed policy, by its ARN: another version of it.
    Version(String),
    /// An inline policy, by the name it has if it exists.
    Inline(Owner, Option<PolicyName>),
    /// The trust policy of a new role.
    Role,
    /// The trust policy of this role.
    Trust(RoleName),
}

impl Subject {
    const fn kind(&self) -> Kind {
        match self {
            Self::New | Self::Version(_) => Kind::Managed,
            Self::Inline(..) => Kind::Identity,
            Self::Role | Self::Trust(_) => Kind::Trust,
        }
    }

    fn action(&self) -> String {
        match self {
            Self::New => CREATE.to_owned(),
            Self::Version(_) => EDIT.to_owned(),
            Self::Inline(owner, _) => format!("{}/inline/edit", owner.address()),
            Self::Role => CREATE_ROLE.to_owned(),
            Self::Trust(role) => format!("{}/trust", Owner::Role(role.clone()).address()),
        }
    }

    /// The name of the policy that is there already, or its ARN.
    fn existing(&self) -> &str {
        match self {
            Self::Version(arn) => arn,
            Self::Inline(_, Some(name)) => name.as_str(),
            Self::Trust(role) => role.as_str(),
            Self::New | Self::Inline(_, None) | Self::Role => "",
        }
    }

    fn address(&self) -> String {
        self.started_from("")
    }

    /// The editor with this document to start from.
    fn started_from(&self, start: &str) -> String {
        let fields = [("policy", self.existing()), ("start", start)];
        with_fields(&self.action(), &fields)
    }

    /// Whether there is nothing yet that another document would take the place of.
    const fn is_new(&self) -> bool {
        matches!(self, Self::New | Self::Inline(_, None) | Self::Role)
    }

    /// Where somebody goes who leaves the editor.
    fn back(&self) -> String {
        match self {
            Self::New => "/console/policies".to_owned(),
            Self::Version(arn) => Attached::of(arn.clone()).address(),
            Self::Inline(owner, _) => owner.permissions(),
            Self::Role => "/console/roles".to_owned(),
            Self::Trust(role) => Owner::Role(role.clone()).address(),
        }
    }
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("name", self.name_label(), &self.name.error),
            (
                "description",
                t.policies_description(),
                &self.description.error,
            ),
            ("document", t.policy_document(), &self.document.error),
        ])
    }

    fn title(&self) -> String {
        let t = self.layout.t;
        match &self.subject {
            Subject::New => t.policies_create().to_owned(),
            Subject::Version(arn) => t.editor_edit(name_in(arn)),
            Subject::Inline(owner, None) => t.editor_inline(owner.name()),
            Subject::Inline(_, Some(name)) => t.editor_edit(name),
            Subject::Role => t.roles_create().to_owned(),
            Subject::Trust(role) => t.editor_trust(role),
        }
    }

    /// The list that the thing stands in, and its name.
    fn list(&self) -> (&'static str, &'static str) {
        let t = self.layout.t;
        match &self.subject {
            Subject::New | Subject::Version(_) => ("/console/policies", t.policies_title()),
            Subject::Inline(Owner::User(_), _) => ("/console/users", t.nav_users()),
            Subject::Inline(Owner::Group(_), _) => ("/console/groups", t.groups_title()),
            Subject::Inline(Owner::Role(_), _) | Subject::Role | Subject::Trust(_) => {
                ("/console/roles", t.roles_title())
            }
        }
    }

    const fn name_label(&self) -> &'static str {
        match self.subject {
            Subject::Role => self.layout.t.role_name(),
            _ => self.layout.t.user_policy_name(),
        }
    }

    fn is_named(&self) -> bool {
        !self.subject.existing().is_empty()
    }

    /// What the document can start from, and where.
    fn starts(&self) -> Vec<(String, &'static str)> {
        if !self.subject.is_new() || self.meaning.is_some() {
            return Vec::new();
        }
        let starts = policy_start::starts(self.layout.t, self.subject.kind());
        let link = |start: Start| (self.subject.started_from(start.id), start.label);
        starts.into_iter().map(link).collect()
    }

    /// How long a session of a new role can live.
    fn durations(&self) -> Vec<Duration> {
        match self.subject {
            Subject::Role => role_edit::durations(self.layout.t, &self.duration),
            _ => Vec::new(),
        }
    }

    fn is_described(&self) -> bool {
        matches!(self.subject, Subject::New | Subject::Role)
    }
}

/// What a new document begins with.
const BEGINNING: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"iam:GetUser\",\n      \"Resource\": \"*\"\n    }\n  ]\n}";

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |subject: Subject| Page {
        layout: gallery::root(t, &subject.action()),
        subject,
        name: Field::default(),
        description: Field::default(),
        document: Field::holding(BEGINNING),
        meaning: None,
        needs_proof: false,
        duration: String::new(),
    };
    let arn = "arn:aws:iam::123456789012:policy/keiri/Audit";
    let mut wrong = page(Subject::New);
    wrong.name = Field::refused("監査", t.error_group_name());
    let text = BEGINNING.replace("Allow", "Permit");
    if let Err(error) = Policy::parse_as(Kind::Managed, &text) {
        wrong.document = Field::refused(text, malformed(t, &error));
    }
    let mut previewed = page(Subject::New);
    previewed.name = Field::holding("Audit");
    if let Ok(policy) = Policy::parse(BEGINNING) {
        previewed.meaning = Some(policy_words::sentences(t, &policy));
    }
    let mut late = page(Subject::Version(arn.to_owned()));
    late.meaning.clone_from(&previewed.meaning);
    late.needs_proof = true;
    let mut role = page(Subject::Role);
    let trust = policy_start::document(Kind::Trust, "account-mfa", "123456789012");
    role.document = Field::holding(trust.unwrap_or_default());
    vec![
        ("new", page(Subject::New)),
        ("errors", wrong),
        ("preview", previewed),
        ("version", page(Subject::Version(arn.to_owned()))),
        ("late", late),
        (
            "inline",
            page(Subject::Inline(owner::sample::group(), None)),
        ),
        ("role", role),
    ]
}

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    /// The policy that is there already: its ARN, or its name where it is inline.
    policy: String,
    name: String,
    description: String,
    document: String,
    /// Seconds, of a new role.
    duration: String,
    /// `save` after the preview.
    step: String,
}

fn draw(visit: &Visit, signed: &SignedIn, subject: Subject, input: &Input) -> Page {
    Page {
        layout: visit.frame(signed),
        subject,
        name: Field::holding(&*input.name),
        description: Field::holding(&*input.description),
        document: Field::holding(&*input.document),
        meaning: None,
        needs_proof: false,
        duration: input.duration.clone(),
    }
}

async fn open(visit: Visit, subject: Subject, document: String) -> Answered {
    let signed = visit.freshly_signed_in(&subject.address()).await?;
    let input = Input {
        document,
        ..Input::default()
    };
    page(&draw(&visit, &signed, subject, &input))
}

/// The editor with a new document, which starts from the one that was chosen.
async fn begin(visit: Visit, subject: Subject, start: &str) -> Answered {
    let back = subject.started_from(start);
    let signed = visit.freshly_signed_in(&back).await?;
    let kind = subject.kind();
    let account = signed.account.id.as_str();
    let first = match kind {
        Kind::Trust => policy_start::document(kind, "account-mfa", account),
        _ => None,
    };
    let chosen = policy_start::document(kind, start, account).or(first);
    let input = Input {
        document: chosen.unwrap_or_else(|| BEGINNING.to_owned()),
        ..Input::default()
    };
    page(&draw(&visit, &signed, subject, &input))
}

/// `GET /console/create-policy`.
pub(crate) async fn show_new(visit: Visit, Query(which): Query<Which>) -> Answered {
    begin(visit, Subject::New, &which.start).await
}

/// Which policy is edited.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    policy: String,
    /// The document to start from.
    #[serde(default)]
    start: String,
}

/// `GET /console/policies/edit`.
pub(crate) async fn show_version(visit: Visit, Query(which): Query<Which>) -> Answered {
    let policy = which.policy;
    let view = visit
        .ask(&GetPolicy {
            policy: policy.clone(),
        })
        .await?;
    if view.by_aws {
        return Err(Problem::NotFound.into());
    }
    let version = format!("v{}", view.default_version);
    let asked = GetPolicyVersion {
        policy: policy.clone(),
        version,
    };
    let read = visit.ask(&asked).await?;
    let document = policy_words::laid_out(&read.document);
    open(visit, Subject::Version(policy), document).await
}

fn inline(owner: Owner, name: &str) -> Result<Subject, Stop> {
    let name = match name {
        "" => None,
        name => Some(PolicyName::parse(name).map_err(|_| Problem::NotFound)?),
    };
    Ok(Subject::Inline(owner, name))
}

/// `GET …/inline/edit`.
pub(crate) async fn show_inline(
    visit: Visit,
    owner: Owner,
    Query(which): Query<Which>,
) -> Answered {
    let subject = inline(owner, &which.policy)?;
    let Subject::Inline(owner, Some(name)) = &subject else {
        return begin(visit, subject, &which.start).await;
    };
    let read = owner.read(&visit, name.clone()).await;
    let read = read.map_err(|refusal| visit.stop(refusal))?;
    open(visit, subject, policy_words::laid_out(&read.document)).await
}

/// `GET /console/create-role`.
pub(crate) async fn show_role(visit: Visit, Query(which): Query<Which>) -> Answered {
    begin(visit, Subject::Role, &which.start).await
}

/// `POST /console/create-role`.
pub(crate) async fn submit_role(visit: Visit, Form(input): Form<Input>) -> Answered {
    submit(visit, Subject::Role, input).await
}

fn of_role(name: &str) -> Result<RoleName, Stop> {
    RoleName::parse(name).map_err(|_| Problem::NotFound.into())
}

/// `GET /console/roles/{name}/trust`.
pub(crate) async fn show_trust(visit: Visit, Path(name): Path<String>) -> Answered {
    let name = of_role(&name)?;
    let view = visit.ask(&GetRole { name: name.clone() }).await?;
    let document = policy_words::laid_out(&view.trust);
    open(visit, Subject::Trust(name), document).await
}

/// `POST /console/roles/{name}/trust`.
pub(crate) async fn submit_trust(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    submit(visit, Subject::Trust(of_role(&name)?), input).await
}

/// `POST /console/create-policy`.
pub(crate) async fn submit_new(visit: Visit, Form(input): Form<Input>) -> Answered {
    submit(visit, Subject::New, input).await
}

/// `POST /console/policies/edit`.
pub(crate) async fn submit_version(visit: Visit, Form(input): Form<Input>) -> Answered {
    submit(visit, Subject::Version(input.policy.clone()), input).await
}

/// `POST …/inline/edit`.
pub(crate) async fn submit_inline(
    visit: Visit,
    owner: Owner,
    Form(input): Form<Input>,
) -> Answered {
    let subject = inline(owner, &input.policy)?;
    submit(visit, subject, input).await
}

/// Checks what was typed, and either shows what it means or saves it.
async fn submit(visit: Visit, subject: Subject, input: Input) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut drawn = draw(&visit, &signed, subject.clone(), &input);
    let name = name_of(&subject, &input);
    drawn.name.error = name.as_ref().err().map(|fault| words::invalid(t, fault));
    if input.description.chars().count() > DESCRIPTION_CHARS_MAX {
        drawn.description.error = Some(t.error_description().to_owned());
    }
    match Policy::parse_as(subject.kind(), &input.document) {
        Ok(policy) => drawn.meaning = Some(policy_words::sentences(t, &policy)),
        Err(error) => drawn.document.error = Some(malformed(t, &error)),
    }
    let (Ok(name), true) = (name, drawn.faults().is_empty()) else {
        drawn.meaning = None;
        return refused(&drawn);
    };
    if input.step != "save" {
        return page(&drawn);
    }
    match save(&visit, &subject, name, &input).await {
        Ok(landing) => {
            let done = Done::DocumentSaved(landing.1);
            return Ok(visit.done(&landing.0, &done).into_response());
        }
        Err(Refusal::NotFresh(_)) => drawn.needs_proof = true,
        Err(refusal) => not_saved(&visit, &mut drawn, refusal)?,
    }
    refused(&drawn)
}

/// The name of a policy that is new; an existing one keeps its own.
fn name_of(subject: &Subject, input: &Input) -> Result<PolicyName, Invalid> {
    match subject {
        Subject::Inline(_, Some(name)) => Ok(name.clone()),
        Subject::Version(arn) => PolicyName::parse(name_in(arn)),
        Subject::New | Subject::Inline(_, None) => PolicyName::parse(&tidy(&input.name)),
        Subject::Role => {
            let name = tidy(&input.name);
            RoleName::parse(&name)?;
            PolicyName::parse(&name)
        }
        Subject::Trust(role) => PolicyName::parse(role.as_str()),
    }
}

/// Saves, and gives the address that shows it and the policy's name.
async fn save(
    visit: &Visit,
    subject: &Subject,
    name: PolicyName,
    input: &Input,
) -> Result<(String, String), Refusal> {
    let document = input.document.clone();
    let told = name.to_string();
    match subject {
        Subject::New => {
            let create = CreatePolicy {
                name,
                path: EntityPath::default(),
                description: Some(tidy(&input.description)),
                tags: Vec::new(),
                document,
            };
            let made = visit.call(&create).await?;
            Ok((Attached::of(made.arn).address(), told))
        }
        Subject::Version(arn) => {
            let create = CreatePolicyVersion {
                policy: arn.clone(),
                document,
                becomes_default: true,
            };
            visit.call(&create).await?;
            Ok((subject.back(), told))
        }
        Subject::Inline(owner, _) => {
            owner.put(visit, name, document).await?;
            Ok((subject.back(), told))
        }
        Subject::Role => {
            let name = RoleName::parse(&told)?;
            let create = CreateRole {
                name: name.clone(),
                path: EntityPath::default(),
                trust: document,
                description: Some(tidy(&input.description)).filter(|text| !text.is_empty()),
                session_seconds_max: role_edit::seconds(&input.duration),
                boundary: None,
                tags: Vec::new(),
            };
            visit.call(&create).await?;
            Ok((Owner::Role(name).address(), told))
        }
        Subject::Trust(role) => {
            let update = UpdateTrust {
                name: role.clone(),
                trust: document,
            };
            visit.call(&update).await?;
            Ok((subject.back(), told))
        }
    }
}

/// Puts the reason beside its field, or ends the visit.
fn not_saved(visit: &Visit, page: &mut Page, refusal: Refusal) -> Result<(), Stop> {
    let t = visit.t;
    match refusal {
        Refusal::EntityAlreadyExists(_) => {
            let error = match page.subject {
                Subject::Role => t.error_role_exists(),
                _ => t.error_policy_exists(),
            };
            page.name.error = Some(error.to_owned());
        }
        Refusal::LimitExceeded(_) if page.is_described() => {
            let error = match page.subject {
                Subject::Role => t.error_roles_max(),
                _ => t.error_policies_max(),
            };
            page.name.error = Some(error.to_owned());
        }
        Refusal::LimitExceeded(_) => {
            page.document.error = Some(t.error_versions_max().to_owned());
        }
        Refusal::Policy(PolicyFault::TooLarge(..)) => {
            page.document.error = Some(t.error_policy_too_large().to_owned());
        }
        Refusal::Policy(PolicyFault::Malformed(error)) => {
            page.document.error = Some(malformed(t, &error));
        }
        other => return Err(visit.stop_in(other, &page.subject.address())),
    }
    page.meaning = None;
    Ok(())
}

/// AWS's text, where the fault is, and what to do.
fn malformed(t: Lang, error: &PolicyError) -> String {
    t.error_document(error.aws_message(), error, error.hint())
}

/// `POST …/inline/delete`.
pub(crate) async fn delete_inline(
    visit: Visit,
    owner: Owner,
    Form(which): Form<Which>,
) -> Answered {
    let name = PolicyName::parse(&which.policy).map_err(|_| Problem::NotFound)?;
    let deleted = owner.delete(&visit, name).await;
    deleted.map_err(|refusal| visit.stop_in(refusal, &owner.permissions()))?;
    let done = Done::DocumentDeleted(which.policy);
    Ok(visit.done(&owner.permissions(), &done).into_response())
}
