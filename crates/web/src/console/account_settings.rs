//! In which language and zone an account is told, and what a user's late first device needs.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::enrolment::LateUsers;
use rules::typed::tidy;
use rules::{AccountSettings, Language};
use serde::Deserialize;
use service::Refusal;
use service::ops::sessions::SignedIn;
use service::ops::settings::{GetSettings, PutSettings};

use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Permitted, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};

/// The form for an account's notices.
#[derive(Template)]
#[template(path = "console/account_settings.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The language of mails.
    pub language: Option<Language>,
    /// The zone of dates, by its IANA name; empty for the installation's.
    pub time_zone: Field,
    /// What a user's late first device needs.
    pub late_users: LateUsers,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([("time_zone", t.settings_zone(), &self.time_zone.error)])
    }

    fn has_language(&self, language: Option<Language>) -> bool {
        self.language == language
    }

    fn asks_late(&self, late: LateUsers) -> bool {
        self.late_users == late
    }

    /// Zones that the field proposes, with their names; any other of the IANA database does as well.
    fn zones(&self) -> [(&'static str, &'static str); 9] {
        let t = self.layout.t;
        [
            ("Asia/Tokyo", t.zone_tokyo()),
            ("UTC", t.zone_utc()),
            ("Asia/Seoul", t.zone_seoul()),
            ("Asia/Shanghai", t.zone_shanghai()),
            ("Asia/Singapore", t.zone_singapore()),
            ("Europe/London", t.zone_london()),
            ("Europe/Berlin", t.zone_berlin()),
            ("America/New_York", t.zone_new_york()),
            ("America/Los_Angeles", t.zone_los_angeles()),
        ]
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |zone: &str| Page {
        layout: gallery::root(t, ADDRESS),
        language: None,
        time_zone: Field::holding(zone),
        late_users: LateUsers::Password,
    };
    let mut full = page("Asia/Tokyo");
    full.language = Some(Language::Japanese);
    full.late_users = LateUsers::Code;
    let mut errors = page("日本");
    errors.time_zone.error = Some(t.error_time_zone().to_owned());
    let mut without_mfa = page("Asia/Tokyo");
    without_mfa.layout.flash = Some(Notice::refused(t.mfa_needed()));
    vec![
        ("empty", page("")),
        ("full", full),
        ("errors", errors),
        ("without-mfa", without_mfa),
    ]
}

const ADDRESS: &str = "/console/account/settings";

/// The settings, if they may be seen.
pub(crate) async fn of_account(visit: &Visit) -> Result<Permitted<AccountSettings>, Stop> {
    let [see] = visit.may([("sekisho:GetAccountSettings", None)]).await?;
    Ok(match see {
        Permitted::Yes(()) => Permitted::Yes(visit.ask(&GetSettings).await?),
        Permitted::Lacks(action) => Permitted::Lacks(action),
    })
}

/// The settings as the page of the account shows them: what they are, and their words; an empty text
/// is one that nobody has set.
pub(crate) fn in_words(t: Lang, settings: &AccountSettings) -> Vec<(&'static str, String)> {
    let zone = settings.time_zone.clone();
    vec![
        (
            t.settings_language(),
            language_words(t, settings.language).to_owned(),
        ),
        (
            t.settings_zone(),
            zone.unwrap_or_else(|| t.settings_zone_usual().to_owned()),
        ),
        (
            t.settings_late(),
            late_words(t, settings.late_users).to_owned(),
        ),
    ]
}

const fn language_words(t: Lang, language: Option<Language>) -> &'static str {
    match language {
        None => t.settings_language_both(),
        Some(Language::Japanese) => Lang::Ja.own_name(),
        Some(Language::English) => Lang::En.own_name(),
    }
}

const fn late_words(t: Lang, late: LateUsers) -> &'static str {
    match late {
        LateUsers::Password => t.settings_late_password(),
        LateUsers::Code => t.settings_late_code(),
        LateUsers::Address => t.settings_late_address(),
    }
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    language: String,
    time_zone: String,
    late_users: String,
}

impl Input {
    /// The settings as the form holds them.
    fn of(settings: AccountSettings) -> Self {
        Self {
            language: match settings.language {
                None => "both",
                Some(Language::Japanese) => "ja",
                Some(Language::English) => "en",
            }
            .to_owned(),
            time_zone: settings.time_zone.unwrap_or_default(),
            late_users: match settings.late_users {
                LateUsers::Password => "password",
                LateUsers::Code => "code",
                LateUsers::Address => "address",
            }
            .to_owned(),
        }
    }

    fn language(&self) -> Option<Language> {
        match self.language.as_str() {
            "ja" => Some(Language::Japanese),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    fn late_users(&self) -> LateUsers {
        match self.late_users.as_str() {
            "code" => LateUsers::Code,
            "address" => LateUsers::Address,
            _ => LateUsers::Password,
        }
    }

    fn address(&self) -> String {
        let fields = [
            ("language", self.language.as_str()),
            ("time_zone", &self.time_zone),
            ("late_users", &self.late_users),
        ];
        with_fields(ADDRESS, &fields)
    }
}

/// `GET /console/account/settings`.
pub(crate) async fn show(visit: Visit, Query(typed): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&typed.address()).await?;
    let settings = visit.ask(&GetSettings).await?;
    let input = if typed.language.is_empty() {
        Input::of(settings)
    } else {
        typed
    };
    page(&draw(&visit, &signed, &input))
}

fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Page {
    Page {
        layout: visit.frame(signed),
        language: input.language(),
        time_zone: Field::holding(&*input.time_zone),
        late_users: input.late_users(),
    }
}

/// `POST /console/account/settings`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed, &input);
    let zone = tidy(&input.time_zone);
    let operation = PutSettings {
        language: input.language(),
        time_zone: (!zone.is_empty()).then_some(zone),
        late_users: input.late_users(),
    };
    match visit.call(&operation).await {
        Ok(()) => Ok(visit
            .done("/console/account", &Done::AccountSaved)
            .into_response()),
        Err(Refusal::UnknownTimeZone) => {
            page.time_zone.error = Some(t.error_time_zone().to_owned());
            refused(&page)
        }
        Err(Refusal::MfaNeeded) => {
            page.layout.flash = Some(Notice::refused(t.mfa_needed()));
            refused(&page)
        }
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}
