//! From when who must have MFA.

use jiff::civil::Date;
use rules::Whom;
use rules::recovery::{WAIT_HOURS, WAIT_HOURS_DEFAULT};
use rules::requirement::When;
use service::ports::PastDueKeys;

use super::{ConfigError, Layers, said, whole};

/// The rule of `[deadline]`, if there is one.
pub(super) fn deadline(layers: &mut Layers) -> Result<Option<(Whom, When)>, ConfigError> {
    let whom = layers.take("deadline.for");
    let (date, days) = (layers.take("deadline.date"), layers.take("deadline.days"));
    let parsed = whom
        .as_ref()
        .map(|given| given.parse(parse_whom))
        .transpose()?;
    let day = date.as_ref().map(|given| given.parse(parse_date));
    let day = day.transpose()?;
    let count = days.as_ref().map(|given| given.parse(whole::<u16>));
    let count = count.transpose()?;
    let Some(last) = days.or(date).or(whom) else {
        return Ok(None);
    };
    let Some(whom) = parsed else {
        return Err(last.wrong(&format!(
            "`deadline.for` is missing beside it; say for whom: {}",
            names()
        )));
    };
    let when = When::new(day, count).map_err(|fault| last.wrong(&said(fault)))?;
    Ok(Some((whom, when)))
}

/// What long-term keys may do whose owner is past due.
pub(super) fn keys(layers: &mut Layers) -> Result<PastDueKeys, ConfigError> {
    match layers.take("deadline.keys") {
        Some(given) => given.parse(|text| match text {
            "deny" => Ok(PastDueKeys::Deny),
            "allow" => Ok(PastDueKeys::Allow),
            _ => Err(format!("`{text}` is neither `deny` nor `allow`")),
        }),
        None => Ok(PastDueKeys::Deny),
    }
}

/// How long everybody of an account is told before its root is recovered, in hours.
pub(super) fn recovery_wait_hours(layers: &mut Layers) -> Result<u16, ConfigError> {
    let Some(given) = layers.take("recovery.wait_hours") else {
        return Ok(WAIT_HOURS_DEFAULT);
    };
    given.parse(|text| {
        let hours = whole::<u16>(text)?;
        if WAIT_HOURS.contains(&hours) {
            return Ok(hours);
        }
        let (least, most) = (WAIT_HOURS.start(), WAIT_HOURS.end());
        Err(format!("`{text}` hours are not between {least} and {most}"))
    })
}

fn parse_whom(text: &str) -> Result<Whom, String> {
    if text.starts_with("group:") {
        return Err(format!(
            "a group belongs to an account, and this is for all of them; use one of {}, or \
             `sekisho deadline set --account ID --for group:NAME`",
            names()
        ));
    }
    Whom::parse(text).ok_or_else(|| format!("`{text}` is nobody; use one of {}", names()))
}

fn names() -> String {
    Whom::ALL.map(|whom| whom.key()).join(", ")
}

/// A date as `2024-07-16`, and nothing else that could be read as one.
fn parse_date(text: &str) -> Result<Date, String> {
    let date = text.parse::<Date>().ok();
    date.filter(|date| date.to_string() == text)
        .ok_or_else(|| format!("`{text}` is not a date; write one like `2024-07-16`"))
}
