//! What is said of a deadline: days left, the moment in words, for whom and from when a rule is.

use jiff::tz::TimeZone;
use rules::deadline::days_left;
use rules::ids::GroupName;
use rules::requirement::When;
use rules::{Due, Occasion, Timestamp, Whom};
use service::ops::sessions::SignedIn;

use crate::lang::Lang;
use crate::layout::{Countdown, Tone};
use crate::moment::Zone;

/// The time until somebody needs MFA, while they have none and there is time.
pub(crate) fn countdown(t: Lang, signed: &SignedIn) -> Option<Countdown> {
    let Due::Until(due_at) = signed.due else {
        return None;
    };
    Some(Countdown {
        due: zone(signed).instant(t, due_at),
        days: days_left(signed.at, due_at, &signed.zone),
    })
}

/// The zone of the account's dates.
pub(crate) fn zone(signed: &SignedIn) -> Zone {
    Zone::named(None, &signed.zone)
}

/// For whom a rule is; of a group with its name, unless it was deleted.
pub(crate) fn whom(t: Lang, whom: &Whom, group: Option<&GroupName>) -> String {
    match (whom, group) {
        (Whom::ManagementRoots, _) => t.whom_management_roots().to_owned(),
        (Whom::Roots, _) => t.whom_roots().to_owned(),
        (Whom::ConsoleUsers, _) => t.whom_console_users().to_owned(),
        (Whom::Group(_), Some(name)) => t.whom_group(name.as_str()),
        (Whom::Group(id), None) => t.whom_group_deleted(id.as_str()),
    }
}

/// From when a rule asks for MFA.
pub(crate) fn when(t: Lang, zone: &Zone, when: When) -> String {
    match (when.date(), when.days()) {
        (Some(date), Some(days)) => t.rule_both(zone.beginning(t, date), u64::from(days)),
        (Some(date), None) => t.rule_date(zone.beginning(t, date)),
        (None, days) => t.rule_days(u64::from(days.unwrap_or_default())),
    }
}

/// What was told of a deadline.
pub(crate) fn occasion(t: Lang, occasion: Occasion) -> String {
    match occasion {
        Occasion::Announced => t.occasion_announced().to_owned(),
        Occasion::InEffect => t.occasion_in_effect().to_owned(),
        before => t.occasion_before(before.days_before().unwrap_or_default().unsigned_abs()),
    }
}

/// How somebody stands: how it is meant, and in words.
pub(crate) fn standing(t: Lang, due: Due, now: Timestamp, zone: &TimeZone) -> (Tone, String) {
    match due {
        Due::Enrolled => (Tone::Done, t.due_met().to_owned()),
        Due::Free => (Tone::Note, t.due_free().to_owned()),
        Due::FromFirstSignIn(days) => (Tone::Note, t.due_from_first(u64::from(days))),
        Due::Until(at) => (Tone::Warning, t.days_left(days_left(now, at, zone))),
        Due::PastDue(_) => (Tone::Refused, t.due_past().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_rule_is_told_with_its_date_its_days_or_both() {
        let zone = Zone::named(Some("Asia/Tokyo"), &TimeZone::UTC);
        let date = jiff::civil::date(2024, 7, 16);
        let told = |t, date, days| when(t, &zone, When::new(date, days).expect("a rule"));
        assert_eq!(
            told(Lang::Ja, Some(date), None),
            "2024年7月16日 0:00 (日本時間) から"
        );
        assert_eq!(
            told(Lang::En, Some(date), Some(35)),
            "From 16 July 2024, 0:00 (Japan time), or 35 days after the first sign-in without MFA, whichever is earlier"
        );
        assert_eq!(told(Lang::En, None, Some(0)), "At once");
    }

    #[test]
    fn every_occasion_and_standing_has_words_of_its_own() {
        let zone = TimeZone::UTC;
        for t in Lang::ALL {
            let told: std::collections::BTreeSet<String> = Occasion::ALL
                .into_iter()
                .map(|one| occasion(t, one))
                .collect();
            assert_eq!(told.len(), Occasion::ALL.len());
            let now = at("2024-07-01T00:00:00Z");
            let standings = [
                Due::Enrolled,
                Due::Free,
                Due::FromFirstSignIn(35),
                Due::Until(at("2024-07-16T00:00:00Z")),
                Due::PastDue(now),
            ];
            let told: std::collections::BTreeSet<String> = standings
                .into_iter()
                .map(|due| standing(t, due, now, &zone).1)
                .collect();
            assert_eq!(told.len(), standings.len());
        }
    }
}
