//! Takes a role on for what follows in this session, as AWS's console does.
//!
//! The address can be handed over: it fills the form (`account`, `roleName`, `displayName`, `color`),
//! and only the button switches.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::Invalid;
use rules::switch::{Colour, DisplayName, RoleChoice, path_and_name};
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::sessions::SignedIn;
use service::ops::switch_role::{ExitRole, SwitchRole};

use crate::gallery;
use crate::http::{Form, OwnPath, ReturnTo};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, RecentRole, Who, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;

use super::switch_back;

/// Where somebody switches role.
pub(crate) const ADDRESS: &str = "/console/switch-role";

/// The form.
#[derive(Template)]
#[template(path = "console/switch_role.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The role's account, by id or alias.
    pub account: Field,
    /// The role, with its path.
    pub role: Field,
    /// What it is called meanwhile.
    pub display_name: Field,
    /// What marks it meanwhile.
    pub colour: Option<Colour>,
    /// The roles that were used lately.
    pub recent: Vec<RecentRole>,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        let name = &self.display_name.error;
        faults([
            ("account", t.switch_account(), &self.account.error),
            ("roleName", t.switch_role_name(), &self.role.error),
            ("displayName", t.switch_display_name(), name),
        ])
    }

    fn is_root(&self) -> bool {
        let person = self.layout.signed_in.as_ref();
        person.is_some_and(|person| person.who == Who::Root)
    }

    /// The user, while they are in a role.
    fn in_role(&self) -> Option<&String> {
        let role = self.layout.signed_in.as_ref()?.role.as_ref()?;
        Some(&role.user)
    }

    fn is_marked(&self, colour: Colour) -> bool {
        self.colour == Some(colour)
    }

    /// The word for a colour.
    const fn word(&self, colour: Colour) -> &'static str {
        let t = self.layout.t;
        match colour {
            Colour::Red => t.switch_red(),
            Colour::Orange => t.switch_orange(),
            Colour::Yellow => t.switch_yellow(),
            Colour::Green => t.switch_green(),
            Colour::Blue => t.switch_blue(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout| Page {
        layout,
        account: Field::default(),
        role: Field::default(),
        display_name: Field::default(),
        colour: None,
        recent: Vec::new(),
    };
    let mut filled = page(gallery::in_role(t, ADDRESS));
    filled.account = Field::holding("210987654321");
    filled.role = Field::holding("keiri/audit");
    filled.display_name = Field::holding("Audit");
    filled.colour = Some(Colour::Orange);
    filled.recent = filled.layout.recent_roles().to_vec();
    let mut wrong = page(gallery::user(t, ADDRESS));
    wrong.account = Field::refused("?", t.error_account_id_or_alias());
    wrong.role = Field::refused("監査", t.error_role_name());
    let mut denied = page(gallery::user(t, ADDRESS));
    denied.account = Field::holding("soumu");
    denied.role = Field::holding("audit");
    denied.layout.flash = Some(Notice::refused(t.switch_refused()));
    vec![
        ("empty", page(gallery::user(t, ADDRESS))),
        ("in-a-role", filled),
        ("errors", wrong),
        ("denied", denied),
        ("root", page(gallery::root(t, ADDRESS))),
    ]
}

/// What the form holds, and what an address may fill in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    account: String,
    #[serde(rename = "roleName")]
    role: String,
    #[serde(rename = "displayName")]
    display_name: String,
    color: String,
}

impl Input {
    fn address(&self) -> String {
        let fields = [
            ("account", &*self.account),
            ("roleName", &self.role),
            ("displayName", &self.display_name),
            ("color", &self.color),
        ];
        with_fields(ADDRESS, &fields)
    }
}

/// The address that fills the form with a role.
pub(crate) fn address_of(choice: &RoleChoice) -> String {
    let input = Input {
        account: choice.account.to_string(),
        role: choice.path_and_name(),
        display_name: choice
            .display_name
            .iter()
            .map(ToString::to_string)
            .collect(),
        color: choice
            .colour
            .map_or_else(String::new, |colour| colour.word().to_owned()),
    };
    input.address()
}

fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Page {
    let layout = visit.frame(signed);
    Page {
        account: Field::holding(&*input.account),
        role: Field::holding(&*input.role),
        display_name: Field::holding(&*input.display_name),
        colour: Colour::parse(&input.color),
        recent: layout.recent_roles().to_vec(),
        layout,
    }
}

/// `GET /console/switch-role`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    page(&draw(&visit, &signed, &input))
}

/// `POST /console/switch-role`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut drawn = draw(&visit, &signed, &input);
    let account = tidy(&input.account);
    if rules::AccountId::parse(&account).is_err()
        && rules::Alias::parse(&account.to_ascii_lowercase()).is_err()
    {
        drawn.account.error = Some(words::invalid(t, &Invalid::AccountId));
    }
    let role = path_and_name(&tidy(&input.role));
    let display_name = DisplayName::parse(&input.display_name);
    drawn.role.error = role.as_ref().err().map(|fault| words::invalid(t, fault));
    let error = display_name.as_ref().err();
    drawn.display_name.error = error.map(|fault| words::invalid(t, fault));
    let (Ok((path, name)), Ok(display_name), true) =
        (role, display_name, drawn.faults().is_empty())
    else {
        return refused(&drawn);
    };
    let operation = SwitchRole {
        account,
        path,
        name,
        display_name,
        colour: drawn.colour,
    };
    match visit.call(&operation).await {
        Ok(token) => {
            let done = Done::Switched(operation.name.to_string());
            let cookie = visit.session_cookie(&token)?;
            Ok((cookie, visit.done("/console", &done)).into_response())
        }
        Err(Refusal::AccessDenied { .. } | Refusal::RootTakesNoRole) => {
            drawn.layout.flash = Some(Notice::refused(t.switch_refused()));
            refused(&drawn)
        }
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}

/// `GET /console/switch-role/exit`.
pub(crate) async fn ask_back(visit: Visit, return_to: ReturnTo) -> Answered {
    let signed = visit.signed_in_anyhow().await?;
    let Some(role) = &signed.role else {
        return Ok(Redirect::to("/console").into_response());
    };
    page(&switch_back::Page {
        layout: visit.frame(&signed),
        why: if role.is_over {
            switch_back::Why::Over
        } else {
            switch_back::Why::Own
        },
        role: role.switched.choice.shown(),
        user: signed.holder.display_name().to_owned(),
        return_to: return_to.or_console().to_string(),
    })
}

/// Where somebody goes after switching back.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    #[serde(rename = "return", default = "OwnPath::console")]
    return_to: OwnPath,
}

/// `POST /console/switch-role/exit`.
pub(crate) async fn exit(visit: Visit, Form(leaving): Form<Leaving>) -> Answered {
    let signed = visit.signed_in_anyhow().await?;
    let to = leaving.return_to.as_str();
    let (Some(token), Some(role)) = (visit.ask(&ExitRole).await?, signed.role) else {
        return Ok(Redirect::to(to).into_response());
    };
    let done = Done::SwitchedBack(role.switched.choice.shown());
    let cookie = visit.session_cookie(&token)?;
    Ok((cookie, visit.done(to, &done)).into_response())
}
