//! A role's page: who may take it on, for how long, and what it may do then.

use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use policy::{Kind, Policy};
use rules::RoleName;
use rules::switch::RoleChoice;
use serde::Deserialize;
use service::Refusal;
use service::authorise::Resource;
use service::ops::roles::{DeleteRole, GetRole};
use service::ops::sessions::SignedIn;

use super::owner::{self, Held, Owner};
use super::role_tags::{self, Tags, Typed};
use super::{policy_start, role_edit, switch_role};
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Field, Layout, Permitted, Who};
use crate::notice::Done;
use crate::policy_words;
use crate::visit::{Answered, Stop, Visit, page, refused};

/// A role's page.
#[derive(Template)]
#[template(path = "console/role.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The role.
    pub owner: Owner,
    /// Its ARN.
    pub arn: String,
    /// What it is for.
    pub description: Option<String>,
    /// How long a session of it lives at most.
    pub duration: String,
    /// The trust policy in words.
    pub meaning: Vec<String>,
    /// The trust policy.
    pub trust: String,
    /// The role's policies.
    pub held: Held,
    /// Where whoever may takes it on.
    pub switch: String,
    /// The same with the host, to hand over.
    pub switch_address: String,
    /// What it is marked with.
    pub tags: Tags,
    /// Whether description and duration may be changed.
    pub update: Permitted,
    /// Whether the trust policy may be changed.
    pub edit: Permitted,
    /// Whether the role may be deleted.
    pub delete: Permitted,
}

impl Page {
    /// Whether root looks, who takes on no role.
    fn is_for_root(&self) -> bool {
        let person = self.layout.signed_in.as_ref();
        person.is_some_and(|person| person.who == Who::Root)
    }

    /// Nothing is left that must go before the role.
    fn can_go(&self) -> bool {
        let own = &self.held.own;
        let attached = own.attached.shown().is_none_or(Vec::is_empty);
        attached && own.inline.shown().is_none_or(Vec::is_empty)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let owner = Owner::Role(RoleName::parse("audit").expect("a name"));
    let trust = policy_start::document(Kind::Trust, "account-mfa", "123456789012");
    let trust = trust.unwrap_or_default();
    let switch = "/console/switch-role?account=123456789012&roleName=audit";
    let page = |held: Held| Page {
        layout: gallery::root(t, "/console/roles/audit"),
        owner: held.owner.clone(),
        arn: "arn:aws:iam::123456789012:role/audit".to_owned(),
        description: Some("監査".to_owned()),
        duration: role_edit::in_words(t, 3_600),
        switch: switch.to_owned(),
        switch_address: format!("https://signin.example.com{switch}"),
        tags: role_tags::sample(),
        update: Permitted::Yes(()),
        meaning: meaning(t, &trust),
        trust: trust.clone(),
        held,
        edit: Permitted::Yes(()),
        delete: Permitted::Yes(()),
    };
    let mut limited = page(owner::sample::withheld(owner.clone()));
    limited.edit = Permitted::Lacks("iam:UpdateAssumeRolePolicy");
    limited.delete = Permitted::Lacks("iam:DeleteRole");
    limited.update = Permitted::Lacks("iam:UpdateRole");
    limited.tags.tag = Permitted::Lacks("iam:TagRole");
    limited.tags.untag = Permitted::Lacks("iam:UntagRole");
    let mut wrong = page(owner::sample::nothing(owner.clone()));
    wrong.tags.rows.clear();
    wrong.tags.key = Field::refused("aws:team", t.error_tag());
    vec![
        ("typical", page(owner::sample::bounded(owner.clone()))),
        ("nothing", page(owner::sample::nothing(owner.clone()))),
        ("limited", limited),
        ("wrong-tag", wrong),
    ]
}

fn meaning(t: Lang, trust: &str) -> Vec<String> {
    let parsed = Policy::parse_as(Kind::Trust, trust);
    parsed.map_or_else(|_| Vec::new(), |read| policy_words::sentences(t, &read))
}

/// `GET /console/roles/{name}`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>) -> Answered {
    let signed = visit.signed_in().await?;
    page(&draw(&visit, &signed, &name, Typed::default()).await?)
}

/// The page, with what was typed for a new tag.
pub(crate) async fn draw(
    visit: &Visit,
    signed: &SignedIn,
    name: &str,
    Typed { key, value }: Typed,
) -> Result<Page, Stop> {
    let name = RoleName::parse(name).map_err(|_| Problem::NotFound)?;
    let view = visit.ask(&GetRole { name }).await?;
    let owner = Owner::Role(view.role.name.clone());
    let asks = [
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteRole",
        "iam:UpdateRole",
        "iam:TagRole",
        "iam:UntagRole",
    ];
    let on = Resource::role(&view.role.name);
    let asks = asks.map(|action| (action, on.clone()));
    let [edit, delete, update, tag, untag] = visit.may(asks).await?;
    let switch = switch_role::address_of(&RoleChoice {
        account: view.role.account.clone(),
        path: view.role.path.clone(),
        name: view.role.name.clone(),
        display_name: None,
        colour: None,
    });
    let tags = Tags {
        rows: view.role.tags.clone(),
        key,
        value,
        tag,
        untag,
    };
    Ok(Page {
        layout: visit.frame(signed),
        owner: owner.clone(),
        arn: view.role.arn(),
        description: view.role.description.clone(),
        duration: role_edit::in_words(visit.t, view.role.session_seconds_max),
        switch_address: visit.whole_address(&switch),
        switch,
        tags,
        update,
        meaning: meaning(visit.t, &view.trust),
        trust: policy_words::laid_out(&view.trust),
        held: Held::of(visit, owner, view.role.boundary).await?,
        edit,
        delete,
    })
}

/// What the form holds: nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Input {}

/// `POST /console/roles/{name}/delete`.
pub(crate) async fn delete(
    visit: Visit,
    Path(name): Path<String>,
    owner: Owner,
    Form(Input {}): Form<Input>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let role = RoleName::parse(&name).map_err(|_| Problem::NotFound)?;
    match visit.call(&DeleteRole { name: role }).await {
        Ok(()) => Ok(visit
            .done(owner.list(), &Done::RoleDeleted(name))
            .into_response()),
        Err(Refusal::DeleteConflict(_)) => {
            refused(&draw(&visit, &signed, &name, Typed::default()).await?)
        }
        Err(other) => Err(visit.stop_in(other, &owner.address())),
    }
}
