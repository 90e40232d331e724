//! Who must have MFA from when: the rules that the operator and root set, and which of them wins.
//!
//! The earliest and widest rule wins: everybody whom one rule covers is due by it, and by the
//! earliest of those that cover them. Making a rule earlier or wider is free; anything that gives
//! somebody more time is a postponement, which is an act of its own with a reason (EN-4).

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::ids::{AccountId, GroupId, GroupName};

/// Most days from the first sign-in that a rule can give.
pub const DAYS_MAX: u16 = 365;
/// How many postponements are remembered with the requirement; the events remember all.
pub const POSTPONEMENTS_KEPT: usize = 20;
/// Most characters of a reason.
pub const REASON_CHARS_MAX: usize = 200;

/// For whom a rule is, in the order in which AWS came to ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Whom {
    /// Root users of management accounts.
    ManagementRoots,
    /// All root users.
    Roots,
    /// The users of one group who can sign in to the console. The group is meant by its id, so that
    /// another name changes nothing; its account has the rule.
    Group(GroupId),
    /// Everybody who can sign in to the console.
    ConsoleUsers,
}

impl Whom {
    /// Those that every account knows, the narrowest first: each takes in those before it.
    pub const ALL: [Self; 3] = [Self::ManagementRoots, Self::Roots, Self::ConsoleUsers];
    /// What stands before the id of a group.
    const GROUP: &'static str = "group:";

    /// Its name in the configuration, in events and in addresses; of a group the id is in it.
    pub fn key(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::ManagementRoots => "management-roots",
            Self::Roots => "roots",
            Self::ConsoleUsers => "console-users",
            Self::Group(id) => return Cow::Owned(format!("{}{id}", Self::GROUP)),
        })
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix(Self::GROUP) {
            Some(id) => GroupId::parse(id).ok().map(Self::Group),
            None => Self::ALL.into_iter().find(|whom| whom.key() == name),
        }
    }

    /// The group, if it is one.
    pub fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Group(id) => Some(id),
            Self::ManagementRoots | Self::Roots | Self::ConsoleUsers => None,
        }
    }

    /// Whether a rule for these covers everybody whom a rule for those covers.
    pub fn takes_in(&self, other: &Self) -> bool {
        match self {
            Self::Group(_) => self == other,
            _ => self >= other,
        }
    }
}

/// What somebody is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'g> {
    /// The root user of an organization's management account.
    ManagementRoot,
    /// The root user of another account.
    Root,
    /// A user with a console password, who belongs to these groups.
    ConsoleUser(&'g [GroupId]),
    /// A user without one.
    Program,
}

impl Whom {
    /// Whether a rule for these covers somebody.
    pub fn covers(&self, part: Part<'_>) -> bool {
        match self {
            Self::ManagementRoots => part == Part::ManagementRoot,
            Self::Roots => matches!(part, Part::ManagementRoot | Part::Root),
            Self::Group(id) => matches!(part, Part::ConsoleUser(groups) if groups.contains(id)),
            Self::ConsoleUsers => part != Part::Program,
        }
    }

    /// Whether a rule for these can be about users.
    pub fn concerns_users(&self) -> bool {
        matches!(self, Self::Group(_) | Self::ConsoleUsers)
    }
}

/// From when: a date, a number of days from the first sign-in without MFA, or the earlier of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    date: Option<Date>,
    days: Option<u16>,
}

/// What is wrong with a rule that somebody wants to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RuleFault {
    /// Neither a date nor days.
    #[error("a rule needs a date, or a number of days from the first sign-in without MFA, or both")]
    Empty,
    /// More days than [`DAYS_MAX`].
    #[error("at most 365 days can be given from the first sign-in without MFA")]
    TooManyDays,
    /// No reason, or one that is too long.
    #[error("a reason has 1 to 200 characters on one line")]
    Reason,
}

impl When {
    /// A moment in which at least one of the two is said.
    pub fn new(date: Option<Date>, days: Option<u16>) -> Result<Self, RuleFault> {
        if date.is_none() && days.is_none() {
            return Err(RuleFault::Empty);
        }
        if days.is_some_and(|days| days > DAYS_MAX) {
            return Err(RuleFault::TooManyDays);
        }
        Ok(Self { date, days })
    }

    /// The date whose beginning is meant, in the zone of the account.
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// Days from the first sign-in without MFA; 0 is at once.
    pub fn days(&self) -> Option<u16> {
        self.days
    }

    /// Whether somebody might be due later by this than by `before`.
    pub fn is_weaker_than(&self, before: &Self) -> bool {
        gives_more(self.date, before.date) || gives_more(self.days, before.days)
    }

    /// The earlier of both in each respect.
    #[must_use]
    pub fn earliest(self, other: Self) -> Self {
        Self {
            date: earlier(self.date, other.date),
            days: earlier(self.days, other.days),
        }
    }
}

fn gives_more<T: Ord>(now: Option<T>, before: Option<T>) -> bool {
    match (now, before) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(now), Some(before)) => now > before,
    }
}

fn earlier<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Who set a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Setter {
    /// The operator's configuration file.
    File,
    /// The operator, by a command.
    Operator,
    /// The account's root, in the console.
    Root,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// For whom.
    pub whom: Whom,
    /// From when.
    pub when: When,
    /// Who set it.
    pub by: Setter,
    /// When it was set first. Who was made later has no days of grace.
    pub announced_at: Timestamp,
}

/// More time that somebody gave, or a rule that somebody took away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postponement {
    /// When it was given.
    pub at: Timestamp,
    /// Who gave it, for people: `operator:alice` or an ARN.
    pub by: String,
    /// For whom.
    pub whom: Whom,
    /// What the group was called then, if it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupName>,
    /// What the rule was.
    pub from: When,
    /// What it is now; none if it was taken away.
    pub to: Option<When>,
    /// Why.
    pub reason: Reason,
}

/// Why somebody was given more time: one line, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

impl Reason {
    /// A reason as it was typed.
    pub fn parse(text: &str) -> Result<Self, RuleFault> {
        let text = crate::typed::tidy_line(text);
        if (1..=REASON_CHARS_MAX).contains(&text.chars().count()) {
            Ok(Self(text))
        } else {
            Err(RuleFault::Reason)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = RuleFault;
    fn try_from(text: String) -> Result<Self, RuleFault> {
        Self::parse(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

/// The rules of an account, or those of the whole installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Whose; none for the installation.
    pub account: Option<AccountId>,
    /// At most one for each combination of whom and setter.
    pub rules: Vec<Rule>,
    /// Counts postponements: what was computed before the last one is computed anew.
    pub epoch: u32,
    /// The last postponements, the newest last.
    pub postponements: Vec<Postponement>,
}

/// What setting a rule comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is so already.
    Same,
    /// Nobody has more time than before.
    Stricter,
    /// Somebody may have more time than before.
    Weaker,
}

/// A rule that is in force although the configuration says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// For whom.
    pub whom: Whom,
    /// What stays in force.
    pub when: When,
}

impl Requirement {
    /// No rule yet.
    pub fn of(account: Option<AccountId>) -> Self {
        Self {
            account,
            ..Self::default()
        }
    }

    /// The rule that `by` set for `whom`.
    pub fn rule(&self, whom: &Whom, by: Setter) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.whom == *whom && rule.by == by)
    }

    /// What setting this would come to.
    pub fn effect(&self, whom: &Whom, by: Setter, when: When) -> Effect {
        match self.rule(whom, by) {
            Some(rule) if rule.when == when => Effect::Same,
            Some(rule) if when.is_weaker_than(&rule.when) => Effect::Weaker,
            Some(_) | None => Effect::Stricter,
        }
    }

    /// Sets a rule that gives nobody more time. Whoever wants to give more postpones.
    pub fn set(&mut self, whom: Whom, by: Setter, when: When, now: Timestamp) {
        let mut rules = self.rules.iter_mut();
        if let Some(rule) = rules.find(|rule| rule.whom == whom && rule.by == by) {
            rule.when = rule.when.earliest(when);
            return;
        }
        self.rules.push(Rule {
            whom,
            when,
            by,
            announced_at: now,
        });
        self.rules
            .sort_by(|one, other| (&one.whom, one.by).cmp(&(&other.whom, other.by)));
    }

    /// Gives more time: another moment for a rule that is there, or none any more. False if it is not
    /// there.
    pub fn postpone(&mut self, by: Setter, postponement: Postponement) -> bool {
        let Some(place) = self
            .rules
            .iter()
            .position(|rule| rule.whom == postponement.whom && rule.by == by)
        else {
            return false;
        };
        match postponement.to {
            Some(when) => self.rules[place].when = when,
            None => drop(self.rules.remove(place)),
        }
        self.epoch += 1;
        self.postponements.push(postponement);
        let surplus = self.postponements.len().saturating_sub(POSTPONEMENTS_KEPT);
        self.postponements.drain(..surplus);
        true
    }

    /// Takes over what the configuration file says now. What it said before and does not say any more,
    /// or says later, stays in force and is given back, to be reported.
    pub fn adopt(&mut self, said: Option<&(Whom, When)>, now: Timestamp) -> Vec<Kept> {
        if let Some((whom, when)) = said {
            self.set(whom.clone(), Setter::File, *when, now);
        }
        let differs =
            |rule: &&Rule| said.is_none_or(|(whom, when)| *whom != rule.whom || *when != rule.when);
        self.rules
            .iter()
            .filter(|rule| rule.by == Setter::File)
            .filter(differs)
            .map(|rule| Kept {
                whom: rule.whom.clone(),
                when: rule.when,
            })
            .collect()
    }
}

/// What a person's own due date follows from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'z> {
    /// What they are to the rules.
    pub part: Part<'z>,
    /// When they were made.
    pub made_at: Timestamp,
    /// When they signed in first without MFA since a rule covers them.
    pub first_sign_in_at: Option<Timestamp>,
    /// Whether they ever had a factor: grace is for those who never had one.
    pub had_factor: bool,
    /// Whether their maker gave them days of grace although the rule was announced before.
    pub given_grace: bool,
    /// The zone of the account.
    pub zone: &'z TimeZone,
}

/// What the rules say of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// No rule is about them.
    No,
    /// So many days from their first sign-in without MFA, which has not been yet.
    FromFirstSignIn(u16),
    /// From this instant.
    From(Timestamp),
}

/// What these rules say of a person: the earliest of all that cover them.
pub fn covered<'r>(rules: impl IntoIterator<Item = &'r Rule>, facts: &Facts<'_>) -> Covered {
    let mut least_days = None;
    let mut earliest = None;
    for rule in rules
        .into_iter()
        .filter(|rule| rule.whom.covers(facts.part))
    {
        earliest = earlier(
            earliest,
            rule.when.date.and_then(|date| begins(date, facts)),
        );
        let Some(days) = rule.when.days else { continue };
        match start(rule, days, facts) {
            Some(start) => earliest = earlier(earliest, Some(start)),
            None => least_days = earlier(least_days, Some(days)),
        }
    }
    match (earliest, least_days) {
        (Some(instant), _) => Covered::From(instant),
        (None, Some(days)) => Covered::FromFirstSignIn(days),
        (None, None) => Covered::No,
    }
}

/// The beginning of a day in the account's zone.
fn begins(date: Date, facts: &Facts<'_>) -> Option<Timestamp> {
    let day = date.to_zoned_datetime(facts.zone.clone()).ok()?;
    day.start_of_day().ok().map(|start| start.timestamp())
}

/// When the days of a rule have run out; none while they have not begun to run.
fn start(rule: &Rule, days: u16, facts: &Facts<'_>) -> Option<Timestamp> {
    let made_later = facts.made_at > rule.announced_at && !facts.given_grace;
    if days == 0 || made_later || facts.had_factor {
        return Some(rule.announced_at.max(facts.made_at));
    }
    let first = facts.first_sign_in_at?.max(rule.announced_at);
    Some(first + SignedDuration::from_hours(24 * i64::from(days)))
}

#[cfg(test)]
mod tests;
