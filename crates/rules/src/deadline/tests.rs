use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::ids::GroupId;
use crate::requirement::{Setter, When, Whom};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rule(when: When) -> Rule {
    Rule {
        whom: Whom::Roots,
        when,
        by: Setter::Operator,
        announced_at: at("2024-06-01T00:00:00Z"),
    }
}

fn on_the(day: i8) -> When {
    When::new(Some(date(2024, 7, day)), None).unwrap()
}

fn root() -> Bears<'static> {
    Bears {
        part: Part::Root,
        made_at: at("2020-01-01T00:00:00Z"),
    }
}

fn fresh() -> Deadline {
    Deadline::new(AccountId::parse("123456789012").unwrap(), Bearer::Root)
}

fn stand(deadline: &mut Deadline, rules: &[Rule], epoch: u32, now: &str) -> Due {
    let zone = TimeZone::UTC;
    let in_force = InForce {
        installation: rules,
        account: &[],
        epoch,
        zone: &zone,
    };
    deadline.due(root(), &in_force, at(now))
}

#[test]
fn before_the_day_it_is_until_and_from_the_day_on_past() {
    let mut deadline = fresh();
    let rules = [rule(on_the(16))];
    let due = at("2024-07-16T00:00:00Z");
    let table = [
        ("2024-07-01T00:00:00Z", Due::Until(due)),
        ("2024-07-15T23:59:59Z", Due::Until(due)),
        ("2024-07-16T00:00:00Z", Due::PastDue(due)),
    ];
    for (now, expected) in table {
        assert_eq!(stand(&mut deadline, &rules, 0, now), expected, "{now}");
    }
    assert_eq!(
        stand(&mut fresh(), &[], 0, "2024-07-16T00:00:00Z"),
        Due::Free
    );
}

#[test]
fn en_4_past_stays_past_when_the_clock_steps_back() {
    let mut deadline = fresh();
    let rules = [rule(on_the(16))];
    assert!(stand(&mut deadline, &rules, 0, "2024-07-16T00:00:00Z").is_past_due());
    assert!(stand(&mut deadline, &rules, 0, "2024-07-01T00:00:00Z").is_past_due());
}

#[test]
fn en_4_what_was_stored_stays_whatever_becomes_of_the_rules() {
    let mut deadline = fresh();
    let due = at("2024-07-16T00:00:00Z");
    let now = "2024-07-01T00:00:00Z";
    assert_eq!(
        stand(&mut deadline, &[rule(on_the(16))], 0, now),
        Due::Until(due)
    );
    // Without a postponement nothing that the rules say later counts.
    assert_eq!(stand(&mut deadline, &[], 0, now), Due::Until(due));
    assert_eq!(
        stand(&mut deadline, &[rule(on_the(20))], 0, now),
        Due::Until(due)
    );
    // Earlier counts at once.
    let earlier = at("2024-07-10T00:00:00Z");
    assert_eq!(
        stand(&mut deadline, &[rule(on_the(10))], 0, now),
        Due::Until(earlier)
    );
    // A postponement is the one way back.
    let later = at("2024-07-20T00:00:00Z");
    assert_eq!(
        stand(&mut deadline, &[rule(on_the(20))], 1, now),
        Due::Until(later)
    );
}

#[test]
fn en_4_a_second_sign_in_does_not_start_the_days_again() {
    let mut deadline = fresh();
    let rules = [rule(When::new(None, Some(35)).unwrap())];
    let now = "2024-06-10T09:00:00Z";
    assert_eq!(
        stand(&mut deadline, &rules, 0, now),
        Due::FromFirstSignIn(35)
    );
    deadline.signed_in_without_mfa(at(now));
    let due = Due::Until(at("2024-07-15T09:00:00Z"));
    assert_eq!(stand(&mut deadline, &rules, 0, now), due);
    deadline.signed_in_without_mfa(at("2024-07-01T00:00:00Z"));
    assert_eq!(stand(&mut deadline, &rules, 0, "2024-07-01T00:00:00Z"), due);
}

#[test]
fn en_4_a_name_that_is_taken_over_keeps_the_earlier_deadline() {
    let mut new = fresh();
    new.due_at = Some(at("2024-09-01T00:00:00Z"));
    new.grace = Reason::parse("new").ok();
    let mut old = fresh();
    old.due_at = Some(at("2024-07-16T00:00:00Z"));
    old.had_factor = true;
    new.take_over(&old);
    assert_eq!(new.due_at, old.due_at);
    assert!(new.had_factor);
    assert_eq!(new.grace, None, "grace is not inherited");
}

#[test]
fn a_late_first_device_is_on_trial_for_a_day() {
    let mut deadline = fresh();
    deadline.password_by_mail = true;
    deadline.enrolled(true, at("2024-07-16T00:00:00Z"));
    assert!(!deadline.password_by_mail);
    assert!(deadline.is_on_trial(at("2024-07-16T23:59:59Z")));
    assert!(!deadline.is_on_trial(at("2024-07-17T00:00:00Z")));
    let mut in_time = fresh();
    in_time.enrolled(false, at("2024-07-16T00:00:00Z"));
    assert!(!in_time.is_on_trial(at("2024-07-16T00:00:00Z")));
}

#[test]
fn en_8_each_occasion_comes_once_and_those_that_were_missed_do_not_come_late() {
    let mut deadline = fresh();
    let rules = [rule(on_the(31))];
    let mut told = Vec::new();
    // The job runs twice at each of these times.
    for now in [
        "2024-06-20T00:00:00Z",
        "2024-07-01T00:00:00Z",
        "2024-07-16T00:00:00Z",
        "2024-07-17T00:00:00Z",
        "2024-07-30T00:00:00Z",
        "2024-07-31T00:00:00Z",
        "2024-07-20T00:00:00Z",
    ] {
        for _ in 0..2 {
            let standing = stand(&mut deadline, &rules, 0, now);
            if let Some(occasion) = deadline.to_tell(standing, at(now)) {
                deadline.was_told(occasion, standing, at(now));
                told.push((&now[5..10], occasion));
            }
        }
    }
    assert_eq!(
        told,
        [
            ("06-20", Occasion::Announced),
            ("07-01", Occasion::Days30),
            ("07-17", Occasion::Days14),
            // Seven days before, nobody ran.
            ("07-30", Occasion::Day1),
            ("07-31", Occasion::InEffect),
        ]
    );
}

#[test]
fn a_deadline_that_moves_is_told_anew() {
    let mut deadline = fresh();
    let now = "2024-07-12T00:00:00Z";
    let standing = stand(&mut deadline, &[rule(on_the(31))], 0, now);
    assert_eq!(deadline.to_tell(standing, at(now)), Some(Occasion::Days30));
    deadline.was_told(Occasion::Days30, standing, at(now));
    let standing = stand(&mut deadline, &[rule(on_the(28))], 0, now);
    assert_eq!(deadline.to_tell(standing, at(now)), Some(Occasion::Days30));
}

#[test]
fn days_are_counted_by_the_calendar_of_the_account() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let due = at("2024-07-15T15:00:00Z");
    for (now, in_tokyo, in_utc) in [
        ("2024-06-10T15:00:00Z", 35, 35),
        ("2024-07-14T14:59:59Z", 2, 1),
        ("2024-07-14T15:00:00Z", 1, 1),
        ("2024-07-15T14:59:59Z", 1, 0),
        ("2024-07-15T15:00:00Z", 0, 0),
        ("2024-08-01T00:00:00Z", 0, 0),
    ] {
        assert_eq!(days_left(at(now), due, &tokyo), in_tokyo, "{now}");
        assert_eq!(days_left(at(now), due, &TimeZone::UTC), in_utc, "{now}");
    }
}

#[test]
fn en_4_whoever_leaves_a_covered_group_keeps_the_day_and_joining_another_only_moves_it_earlier() {
    let zone = TimeZone::UTC;
    let group = |id: &str| GroupId::parse(id).unwrap();
    let (keiri, soumu) = (
        group("AGPAFAKEFAKEFAKEKEIRI"),
        group("AGPAFAKEFAKEFAKESOUMU"),
    );
    let of = |id: &GroupId, day| Rule {
        whom: Whom::Group(id.clone()),
        ..rule(on_the(day))
    };
    let rules = [of(&keiri, 16), of(&soumu, 20)];
    let in_force = InForce {
        installation: &[],
        account: &rules,
        epoch: 0,
        zone: &zone,
    };
    let mut deadline = fresh();
    let mut stands = |groups: &[GroupId], now: &str| {
        let bears = Bears {
            part: Part::ConsoleUser(groups),
            made_at: at("2020-01-01T00:00:00Z"),
        };
        deadline.due(bears, &in_force, at(now))
    };
    let now = "2024-07-01T00:00:00Z";
    let until = |day: &str| Due::Until(at(&format!("2024-07-{day}T00:00:00Z")));
    assert_eq!(stands(&[], now), Due::Free, "nobody's rule yet");
    assert_eq!(stands(std::slice::from_ref(&soumu), now), until("20"));
    assert_eq!(stands(&[soumu, keiri.clone()], now), until("16"));
    assert_eq!(stands(std::slice::from_ref(&keiri), now), until("16"));
    assert_eq!(
        stands(&[], now),
        until("16"),
        "the day stays without a group"
    );
    let past = "2024-07-16T00:00:00Z";
    assert_eq!(stands(&[], past), Due::PastDue(at(past)));
}
