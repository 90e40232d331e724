//! The account's password policy: what it asks for in words, and the form that sets it.

use std::ops::RangeInclusive;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::PasswordPolicy;
use rules::password::LENGTH_MIN;
use rules::password_policy::{AGES_DAYS, LENGTHS, REMEMBERED};
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::password_policy::{
    DeletePasswordPolicy, GetPasswordPolicy, UpdatePasswordPolicy,
};
use service::ops::sessions::SignedIn;
use service::refusal::Entity;

use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Permitted, faults};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

/// The form for the account's password policy.
#[derive(Template)]
#[template(path = "console/password_policy.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Fewest characters.
    pub length_min: Field,
    /// How many days a password is good for; empty for ever.
    pub age_days: Field,
    /// How many earlier passwords cannot be set again; empty for none.
    pub remembered: Field,
    /// Which boxes are ticked.
    pub ticked: Ticked,
    /// Whether the policy there is may be deleted; nothing where there is none.
    pub delete: Option<Permitted>,
}

/// The boxes of the form.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "AWS's policy has six switches, and each stands for itself"
)]
pub struct Ticked {
    /// An upper-case letter is asked for.
    pub uppercase: bool,
    /// A lower-case letter is asked for.
    pub lowercase: bool,
    /// A digit is asked for.
    pub numbers: bool,
    /// A symbol is asked for.
    pub symbols: bool,
    /// Users may change their own password.
    pub users_may_change: bool,
    /// Only an administrator replaces a password that is too old.
    pub hard_expiry: bool,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("length_min", t.policy_length_min(), &self.length_min.error),
            ("remembered", t.policy_remembered(), &self.remembered.error),
            ("age_days", t.policy_age_days(), &self.age_days.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |length: &str, age: &str, remembered: &str, ticked, delete| Page {
        layout: gallery::root(t, ADDRESS),
        length_min: Field::holding(length),
        age_days: Field::holding(age),
        remembered: Field::holding(remembered),
        ticked,
        delete,
    };
    let strong = Ticked {
        uppercase: true,
        lowercase: true,
        numbers: true,
        users_may_change: true,
        ..Ticked::default()
    };
    let mut errors = page("5", "10000", "二十五", strong, Some(Permitted::Yes(())));
    let [length_min, age_days, remembered] = faults_of_numbers(t).map(Some);
    errors.length_min.error = length_min;
    errors.age_days.error = age_days;
    errors.remembered.error = remembered;
    let lacks = Some(Permitted::Lacks("iam:DeleteAccountPasswordPolicy"));
    vec![
        ("none", page("8", "", "", Ticked::default(), None)),
        (
            "typical",
            page("14", "90", "5", strong, Some(Permitted::Yes(()))),
        ),
        ("may-not-delete", page("14", "", "24", strong, lacks)),
        ("errors", errors),
    ]
}

/// A strong policy.
fn strong() -> PasswordPolicy {
    PasswordPolicy {
        length_min: 14,
        uppercase: true,
        lowercase: true,
        numbers: true,
        symbols: true,
        users_may_change: true,
        age_days_max: Some(90),
        remembered: Some(5),
        hard_expiry: true,
    }
}

/// What it asks for, for the samples of other pages.
pub(crate) fn sample(t: Lang) -> Vec<String> {
    in_words(t, &strong())
}

/// The same beside the field for a password.
pub(crate) fn sample_hint(t: Lang) -> String {
    words::password_hint(t, Some(&strong()))
}

const ADDRESS: &str = "/console/account/password-policy";

/// The policy, if there is one and it may be seen.
pub(crate) async fn of_account(visit: &Visit) -> Result<Permitted<Option<PasswordPolicy>>, Stop> {
    let [see] = visit.may([("iam:GetAccountPasswordPolicy", None)]).await?;
    if let Permitted::Lacks(action) = see {
        return Ok(Permitted::Lacks(action));
    }
    ask(visit).await.map(Permitted::Yes)
}

async fn ask(visit: &Visit) -> Result<Option<PasswordPolicy>, Stop> {
    match visit.call(&GetPasswordPolicy).await {
        Ok(policy) => Ok(Some(policy)),
        Err(Refusal::NoSuchEntity(Entity::PasswordPolicy)) => Ok(None),
        Err(other) => Err(visit.stop(other)),
    }
}

/// What a policy asks for, one line for each thing.
pub(crate) fn in_words(t: Lang, policy: &PasswordPolicy) -> Vec<String> {
    let mut lines = demands(t, policy);
    if let Some(days) = policy.age_days_max {
        lines.push(t.policy_expires(u64::from(days)));
        if policy.hard_expiry {
            lines.push(t.policy_hard_expiry().to_owned());
        }
    }
    if policy.users_may_change {
        lines.push(t.policy_users_may_change().to_owned());
    }
    lines
}

/// What a policy asks of a new password.
pub(crate) fn demands(t: Lang, policy: &PasswordPolicy) -> Vec<String> {
    let length = usize::from(policy.length_min).max(LENGTH_MIN);
    let mut lines = vec![t.policy_length(length)];
    let classes = [
        (policy.uppercase, t.policy_uppercase()),
        (policy.lowercase, t.policy_lowercase()),
        (policy.numbers, t.policy_numbers()),
        (policy.symbols, t.policy_symbols()),
    ];
    let asked = classes.into_iter().filter(|(asked, _)| *asked);
    lines.extend(asked.map(|(_, words)| words.to_owned()));
    if let Some(count) = policy.remembered {
        lines.push(t.policy_not_again(u64::from(count)));
    }
    lines
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    length_min: String,
    age_days: String,
    remembered: String,
    uppercase: String,
    lowercase: String,
    numbers: String,
    symbols: String,
    users_may_change: String,
    hard_expiry: String,
}

impl Input {
    /// A policy as the form holds it.
    fn of(policy: &PasswordPolicy) -> Self {
        let tick = |on: bool| if on { "on" } else { "" }.to_owned();
        let number = |number: Option<u16>| number.map_or_else(String::new, |n| n.to_string());
        Self {
            length_min: policy.length_min.to_string(),
            age_days: number(policy.age_days_max),
            remembered: number(policy.remembered.map(u16::from)),
            uppercase: tick(policy.uppercase),
            lowercase: tick(policy.lowercase),
            numbers: tick(policy.numbers),
            symbols: tick(policy.symbols),
            users_may_change: tick(policy.users_may_change),
            hard_expiry: tick(policy.hard_expiry),
        }
    }

    fn ticked(&self) -> Ticked {
        Ticked {
            uppercase: !self.uppercase.is_empty(),
            lowercase: !self.lowercase.is_empty(),
            numbers: !self.numbers.is_empty(),
            symbols: !self.symbols.is_empty(),
            users_may_change: !self.users_may_change.is_empty(),
            hard_expiry: !self.hard_expiry.is_empty(),
        }
    }

    /// The policy, or what is wrong with each of the three numbers.
    fn read(&self, t: Lang) -> Result<PasswordPolicy, [Option<String>; 3]> {
        let length = number(&self.length_min, LENGTHS);
        let age = optional(&self.age_days, AGES_DAYS);
        let remembered = optional(&self.remembered, REMEMBERED);
        let (Some(length_min), Some(age_days_max), Some(remembered)) = (length, age, remembered)
        else {
            let [of_length, of_age, of_memory] = faults_of_numbers(t);
            return Err([
                length.is_none().then_some(of_length),
                age.is_none().then_some(of_age),
                remembered.is_none().then_some(of_memory),
            ]);
        };
        let ticked = self.ticked();
        Ok(PasswordPolicy {
            length_min,
            symbols: ticked.symbols,
            numbers: ticked.numbers,
            uppercase: ticked.uppercase,
            lowercase: ticked.lowercase,
            users_may_change: ticked.users_may_change,
            age_days_max,
            remembered,
            hard_expiry: ticked.hard_expiry,
        })
    }

    fn address(&self) -> String {
        let fields = [
            ("length_min", self.length_min.as_str()),
            ("age_days", &self.age_days),
            ("remembered", &self.remembered),
            ("uppercase", &self.uppercase),
            ("lowercase", &self.lowercase),
            ("numbers", &self.numbers),
            ("symbols", &self.symbols),
            ("users_may_change", &self.users_may_change),
            ("hard_expiry", &self.hard_expiry),
        ];
        with_fields(ADDRESS, &fields)
    }
}

/// `GET /console/account/password-policy`.
pub(crate) async fn show(visit: Visit, Query(typed): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&typed.address()).await?;
    let policy = ask(&visit).await?;
    let input = if typed.length_min.is_empty() {
        Input::of(&policy.clone().unwrap_or_else(proposed))
    } else {
        typed
    };
    page(&draw(&visit, &signed, input, policy.is_some()).await?)
}

/// What the form proposes where there is no policy: what holds without one.
fn proposed() -> PasswordPolicy {
    PasswordPolicy {
        length_min: u8::try_from(LENGTH_MIN).unwrap_or(u8::MAX),
        ..PasswordPolicy::default()
    }
}

async fn draw(visit: &Visit, signed: &SignedIn, input: Input, is_set: bool) -> Result<Page, Stop> {
    let [delete] = visit
        .may([("iam:DeleteAccountPasswordPolicy", None)])
        .await?;
    Ok(Page {
        layout: visit.frame(signed),
        ticked: input.ticked(),
        length_min: Field::holding(input.length_min),
        age_days: Field::holding(input.age_days),
        remembered: Field::holding(input.remembered),
        delete: is_set.then_some(delete),
    })
}

/// `POST /console/account/password-policy`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let back = input.address();
    let policy = match input.read(visit.t) {
        Ok(policy) => policy,
        Err([length_min, age_days, remembered]) => {
            let is_set = signed.account.password_policy.is_some();
            let mut page = draw(&visit, &signed, input, is_set).await?;
            page.length_min.error = length_min;
            page.age_days.error = age_days;
            page.remembered.error = remembered;
            return refused(&page);
        }
    };
    let set = visit.call(&UpdatePasswordPolicy { policy }).await;
    set.map_err(|refusal| visit.stop_in(refusal, &back))?;
    let done = visit.done("/console/account", &Done::PasswordPolicySaved);
    Ok(done.into_response())
}

/// What is said of each of the three numbers where it is wrong.
fn faults_of_numbers(t: Lang) -> [String; 3] {
    [
        t.error_policy_length(LENGTHS.start(), LENGTHS.end()),
        t.error_policy_optional(AGES_DAYS.start(), AGES_DAYS.end()),
        t.error_policy_optional(REMEMBERED.start(), REMEMBERED.end()),
    ]
}

/// A number in this range, in digits of any width.
fn number<N: std::str::FromStr + PartialOrd>(typed: &str, range: RangeInclusive<N>) -> Option<N> {
    let digits = tidy(typed);
    let plain = digits.bytes().all(|letter| letter.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| plain)?;
    range.contains(&number).then_some(number)
}

/// The same, or nothing at all.
#[expect(clippy::option_option, reason = "a wrong number is not an absent one")]
fn optional<N: std::str::FromStr + PartialOrd>(
    typed: &str,
    range: RangeInclusive<N>,
) -> Option<Option<N>> {
    if tidy(typed).is_empty() {
        return Some(None);
    }
    number(typed, range).map(Some)
}

/// `GET /console/account/password-policy/delete`: there is nothing to see but the form.
pub(crate) async fn back() -> Redirect {
    Redirect::to(ADDRESS)
}

/// `POST /console/account/password-policy/delete`.
pub(crate) async fn delete(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&DeletePasswordPolicy).await {
        // Where there is none any more, there is what was asked for.
        Ok(()) | Err(Refusal::NoSuchEntity(Entity::PasswordPolicy)) => Ok(visit
            .done("/console/account", &Done::PasswordPolicyDeleted)
            .into_response()),
        Err(other) => Err(visit.stop_in(other, ADDRESS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_any_width_and_only_in_its_range() {
        for (typed, found) in [
            ("6", Some(6)),
            ("128", Some(128)),
            ("１２", Some(12)),
            (" 14　", Some(14)),
            ("5", None),
            ("129", None),
            ("", None),
            ("+8", None),
            ("-8", None),
            ("八", None),
            ("8.5", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number(typed, LENGTHS), found, "{typed}");
        }
        assert_eq!(optional("　", AGES_DAYS), Some(None));
        assert_eq!(optional("1095", AGES_DAYS), Some(Some(1095)));
        assert_eq!(optional("1096", AGES_DAYS), None);
        assert_eq!(optional("0", REMEMBERED), None);
    }

    #[test]
    fn a_policy_is_told_in_words_and_its_floor_is_never_below_what_holds_anyway() {
        let t = Lang::En;
        let least = PasswordPolicy::default();
        assert_eq!(in_words(t, &least), ["At least 8 characters"]);
        let all = in_words(t, &strong());
        assert_eq!(all.len(), 9);
        assert_eq!(all[0], "At least 14 characters");
    }
}
