//! Sets root's own rule about MFA: first what is meant, then what it will mean, then the act.
//!
//! A rule that gives somebody more time than root's present one asks for a reason and for MFA in the
//! session; the operation decides that, and this page says it before.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use jiff::civil::Date;
use rules::ids::{GroupId, GroupName};
use rules::requirement::When;
use rules::typed::{tidy, tidy_line};
use rules::{Group, Whom};
use serde::Deserialize;
use service::Refusal;
use service::ops::groups::ListGroups;
use service::ops::requirement::PutRequirement;
use service::ops::sessions::SignedIn;

use super::deadline::{self, ADDRESS};
use crate::due;
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};

/// The form for a rule, and what the rule will mean.
#[derive(Template)]
#[template(path = "console/deadline_set.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// For whom the rule is, as the form names it.
    pub key: String,
    /// The groups of the account, of which a rule can be for one.
    pub groups: Vec<Choice>,
    /// The date, as `2024-07-16`.
    pub date: Field,
    /// Days from the first sign-in without MFA.
    pub days: Field,
    /// The zone in which the date begins, in words.
    pub zone: String,
    /// What the rule will mean, once it can be read.
    pub meaning: Option<Meaning>,
    /// Why somebody is given more time.
    pub reason: Field,
}

/// A group that a rule can be for.
pub struct Choice {
    /// Its id, which another name does not change.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

/// What a rule will mean.
pub struct Meaning {
    /// For whom.
    pub whom: String,
    /// From when.
    pub when: String,
    /// What it changes.
    pub change: Change,
    /// Whether whoever sets it has no MFA yet and is concerned.
    pub own: bool,
}

/// What a rule changes.
pub enum Change {
    /// Nobody gets more time.
    Stricter,
    /// It is so already.
    Same,
    /// Somebody gets more time than by the present rule, which this is.
    Weaker(String),
    /// The same, in a session that may not do it, because it has no MFA.
    WeakerWithoutMfa(String),
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("date", t.deadline_date(), &self.date.error),
            ("days", t.deadline_days(), &self.days.error),
            ("reason", t.reason(), &self.reason.error),
        ])
    }

    fn is_for(&self, whom: &str) -> bool {
        match whom {
            GROUP => self.groups.iter().any(|group| group.chosen),
            _ => self.key == whom,
        }
    }
}

impl Meaning {
    fn can_be_set(&self) -> bool {
        matches!(self.change, Change::Stricter | Change::Weaker(_))
    }
}

/// What the form names whoever belongs to the group that is chosen beside it.
const GROUP: &str = "group";

fn choices(groups: &[Group], whom: &Whom) -> Vec<Choice> {
    let choice = |group: &Group| Choice {
        id: group.id.to_string(),
        name: group.name.to_string(),
        chosen: whom.group() == Some(&group.id),
    };
    groups.iter().map(choice).collect()
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let due = gallery::countdown(t).due;
    let page = |meaning: Option<Change>| Page {
        layout: gallery::root(t, SET),
        key: Whom::ConsoleUsers.key().into_owned(),
        groups: Vec::new(),
        date: Field::holding("2024-07-16"),
        days: Field::holding("35"),
        zone: t.moment_tokyo().to_owned(),
        meaning: meaning.map(|change| Meaning {
            whom: due::whom(t, &Whom::ConsoleUsers, None),
            when: t.rule_both(&due, 35),
            change,
            own: false,
        }),
        reason: Field::default(),
    };
    let mut empty = page(None);
    empty.key = Whom::Roots.key().into_owned();
    empty.date = Field::default();
    empty.days = Field::default();
    let mut errors = page(None);
    errors.date = Field::refused("7月16日", t.error_date());
    errors.days = Field::refused("366", t.error_rule_days());
    let mut group = page(Some(Change::Stricter));
    group.key = gallery::group().key().into_owned();
    group.groups = ["jouhou-system", "keiri-tantou", "soumu"]
        .map(|name| Choice {
            id: format!("AGPA{name}"),
            name: name.to_owned(),
            chosen: name == "keiri-tantou",
        })
        .into();
    if let Some(meaning) = &mut group.meaning {
        let name = GroupName::parse("keiri-tantou").ok();
        meaning.whom = due::whom(t, &gallery::group(), name.as_ref());
    }
    let mut own = page(Some(Change::Stricter));
    if let Some(meaning) = &mut own.meaning {
        meaning.own = true;
    }
    let mut reason = page(Some(Change::Weaker(t.rule_days(7))));
    reason.reason = Field::refused("", t.error_reason_missing());
    vec![
        ("empty", empty),
        ("errors", errors),
        ("group", group),
        ("stricter", page(Some(Change::Stricter))),
        ("own", own),
        ("same", page(Some(Change::Same))),
        ("weaker", page(Some(Change::Weaker(t.rule_days(7))))),
        (
            "without-mfa",
            page(Some(Change::WeakerWithoutMfa(t.rule_days(7)))),
        ),
        ("reason-missing", reason),
    ]
}

const SET: &str = "/console/deadline/set";

/// What both forms hold.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    whom: String,
    /// The id of the group, if `whom` is `group`.
    group: String,
    date: String,
    days: String,
    reason: String,
}

impl Input {
    fn address(&self) -> String {
        let fields = [
            ("whom", self.whom.as_str()),
            ("group", &self.group),
            ("date", &self.date),
            ("days", &self.days),
            ("reason", &self.reason),
        ];
        with_fields(SET, &fields)
    }

    /// For whom the rule is: root, until something else is chosen.
    fn whom(&self) -> Result<Whom, Stop> {
        let whom = match self.whom.as_str() {
            "" => Some(Whom::Roots),
            GROUP => GroupId::parse(&self.group).ok().map(Whom::Group),
            name => Whom::parse(name),
        };
        whom.ok_or_else(|| Problem::NotFound.into())
    }

    /// The moment of the rule, or what is wrong with date and days.
    fn when(&self, t: Lang) -> Result<When, [Option<String>; 2]> {
        let (date, days) = (date(&self.date), days(&self.days));
        let (Some(date), Some(days)) = (date, days) else {
            return Err([
                date.is_none().then(|| t.error_date().to_owned()),
                days.is_none().then(|| t.error_rule_days().to_owned()),
            ]);
        };
        When::new(date, days).map_err(|fault| [Some(deadline::rule_fault(t, fault)), None])
    }
}

/// A date, or none; nothing if it cannot be read.
#[expect(clippy::option_option, reason = "a wrong date is not an absent one")]
fn date(typed: &str) -> Option<Option<Date>> {
    let typed = tidy(typed).replace('/', "-");
    if typed.is_empty() {
        return Some(None);
    }
    typed.parse().ok().map(Some)
}

/// Days, or none; nothing if they cannot be read.
#[expect(clippy::option_option, reason = "a wrong number is not an absent one")]
fn days(typed: &str) -> Option<Option<u16>> {
    let typed = tidy(typed);
    if typed.is_empty() {
        return Some(None);
    }
    let plain = typed.bytes().all(|letter| letter.is_ascii_digit());
    typed.parse().ok().filter(|_| plain).map(Some)
}

/// `GET /console/deadline/set`: the form, and with a rule in the address what it will mean.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    deadline::by_root(&visit.signed_in().await?)?;
    let signed = visit.freshly_signed_in(&input.address()).await?;
    let drawn = draw(&visit, &signed, &input).await?;
    if drawn.faults().is_empty() {
        page(&drawn)
    } else {
        refused(&drawn)
    }
}

async fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Result<Page, Stop> {
    let whom = input.whom()?;
    let groups = ListGroups {
        path_prefix: "/".to_owned(),
    };
    let groups = visit.ask(&groups).await?;
    let zone = due::zone(signed).name(visit.t);
    let mut page = Page {
        layout: visit.frame(signed),
        key: whom.key().into_owned(),
        groups: choices(&groups, &whom),
        date: Field::holding(&*input.date),
        days: Field::holding(&*input.days),
        zone,
        meaning: None,
        reason: Field::holding(&*input.reason),
    };
    // Who has just come has said nothing yet.
    if input.whom.is_empty() {
        return Ok(page);
    }
    match input.when(visit.t) {
        Ok(when) => page.meaning = Some(meaning(visit, signed, (&whom, &groups), when).await?),
        Err([date, days]) => {
            page.date.error = date;
            page.days.error = days;
        }
    }
    Ok(page)
}

async fn meaning(
    visit: &Visit,
    signed: &SignedIn,
    (whom, groups): (&Whom, &[Group]),
    when: When,
) -> Result<Meaning, Stop> {
    let (t, zone) = (visit.t, due::zone(signed));
    let present = deadline::own_rule(visit, whom).await?;
    let change = match present.map(|(rule, _)| rule.when) {
        Some(present) if present == when => Change::Same,
        Some(present) if when.is_weaker_than(&present) => {
            let present = due::when(t, &zone, present);
            if deadline::has_mfa(signed) {
                Change::Weaker(present)
            } else {
                Change::WeakerWithoutMfa(present)
            }
        }
        Some(_) | None => Change::Stricter,
    };
    let group = groups.iter().find(|group| whom.group() == Some(&group.id));
    let concerned = whom.group().is_none();
    Ok(Meaning {
        whom: due::whom(t, whom, group.map(|group| &group.name)),
        when: due::when(t, &zone, when),
        change,
        own: concerned && !signed.holder.credentials().has_mfa(),
    })
}

/// `POST /console/deadline/set`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed, &input).await?;
    let Ok(when) = input.when(visit.t) else {
        return refused(&page);
    };
    let reason = match tidy_line(&input.reason) {
        empty if empty.is_empty() => Ok(None),
        typed => deadline::reason(visit.t, &typed).map(Some),
    };
    let outcome = match reason {
        Ok(reason) => {
            let operation = PutRequirement {
                whom: input.whom()?,
                when,
                reason,
            };
            visit.call(&operation).await
        }
        Err(error) => {
            page.reason.error = Some(error);
            return refused(&page);
        }
    };
    match outcome {
        Ok(()) => Ok(visit.done(ADDRESS, &Done::DeadlineSaved).into_response()),
        Err(Refusal::ReasonMissing) => {
            page.reason.error = Some(visit.t.error_reason_missing().to_owned());
            refused(&page)
        }
        // The page says it where the button would be.
        Err(Refusal::MfaNeeded) => refused(&page),
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_with_hyphens_or_strokes_and_in_any_width() {
        let day = jiff::civil::date(2024, 7, 16);
        for (typed, found) in [
            ("2024-07-16", Some(Some(day))),
            ("2024/07/16", Some(Some(day))),
            ("２０２４／０７／１６", Some(Some(day))),
            (" ", Some(None)),
            ("2024-02-30", None),
            ("7月16日", None),
        ] {
            assert_eq!(date(typed), found, "{typed}");
        }
    }

    #[test]
    fn days_are_digits_and_nothing_else() {
        for (typed, found) in [
            ("35", Some(Some(35))),
            ("０", Some(Some(0))),
            ("", Some(None)),
            ("+5", None),
            ("-1", None),
            ("99999", None),
        ] {
            assert_eq!(days(typed), found, "{typed}");
        }
    }

    #[test]
    fn a_rule_with_neither_date_nor_days_is_refused_at_the_date() {
        let input = Input::default();
        let [date, days] = input.when(Lang::En).expect_err("nothing was said");
        assert!(date.is_some() && days.is_none());
        let input = Input {
            days: "366".to_owned(),
            ..Input::default()
        };
        assert!(input.when(Lang::En).is_err());
    }
}
