use jiff::civil::date;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn on(day: Option<i8>, days: Option<u16>) -> When {
    When::new(day.map(|day| date(2024, 7, day)), days).unwrap()
}

fn rule(whom: Whom, when: When) -> Rule {
    Rule {
        whom,
        when,
        by: Setter::Operator,
        announced_at: at("2024-06-01T00:00:00Z"),
    }
}

fn facts(zone: &TimeZone) -> Facts<'_> {
    Facts {
        part: Part::Root,
        made_at: at("2020-01-01T00:00:00Z"),
        first_sign_in_at: None,
        had_factor: false,
        given_grace: false,
        zone,
    }
}

#[test]
fn whom_each_rule_covers() {
    use Part::{ConsoleUser, ManagementRoot, Program, Root};
    let table = [
        (Whom::ManagementRoots, [true, false, false, false]),
        (Whom::Roots, [true, true, false, false]),
        (Whom::ConsoleUsers, [true, true, true, false]),
    ];
    for (whom, expected) in table {
        let covers = [ManagementRoot, Root, ConsoleUser, Program].map(|part| whom.covers(part));
        assert_eq!(covers, expected, "{}", whom.as_str());
        assert_eq!(Whom::parse(whom.as_str()), Some(whom));
    }
    assert_eq!(Whom::parse("everybody"), None);
}

#[test]
fn a_date_is_the_beginning_of_that_day_in_the_zone_of_the_account() {
    let table = [
        ("Asia/Tokyo", "2024-07-15T15:00:00Z"),
        ("UTC", "2024-07-16T00:00:00Z"),
        ("America/New_York", "2024-07-16T04:00:00Z"),
    ];
    for (zone, expected) in table {
        let zone = TimeZone::get(zone).unwrap();
        let rules = [rule(Whom::Roots, on(Some(16), None))];
        assert_eq!(
            covered(&rules, &facts(&zone)),
            Covered::From(at(expected)),
            "{zone:?}"
        );
    }
    // A day that begins at one o'clock, because the clocks go forward at midnight.
    let zone = TimeZone::get("America/Asuncion").unwrap();
    let spring = When::new(Some(date(2023, 10, 1)), None).unwrap();
    assert_eq!(
        covered(&[rule(Whom::Roots, spring)], &facts(&zone)),
        Covered::From(at("2023-10-01T04:00:00Z"))
    );
}

#[test]
fn en_4_days_run_from_the_first_sign_in_and_the_earlier_of_all_wins() {
    let zone = TimeZone::UTC;
    let first = Some(at("2024-06-10T09:00:00Z"));
    let before_the_rule = Some(at("2024-05-01T00:00:00Z"));
    let roots = |when| vec![rule(Whom::Roots, when)];
    let mut narrow_and_late = roots(on(Some(20), None));
    narrow_and_late.push(rule(Whom::ConsoleUsers, on(Some(10), None)));
    let table = [
        (
            roots(on(None, Some(35))),
            None,
            Covered::FromFirstSignIn(35),
        ),
        (
            roots(on(None, Some(35))),
            first,
            Covered::From(at("2024-07-15T09:00:00Z")),
        ),
        (
            roots(on(None, Some(35))),
            before_the_rule,
            Covered::From(at("2024-07-06T00:00:00Z")),
        ),
        (
            roots(on(Some(16), Some(35))),
            first,
            Covered::From(at("2024-07-15T09:00:00Z")),
        ),
        (
            roots(on(Some(10), Some(35))),
            first,
            Covered::From(at("2024-07-10T00:00:00Z")),
        ),
        (
            roots(on(Some(10), Some(35))),
            None,
            Covered::From(at("2024-07-10T00:00:00Z")),
        ),
        (
            roots(on(None, Some(0))),
            None,
            Covered::From(at("2024-06-01T00:00:00Z")),
        ),
        (
            narrow_and_late,
            None,
            Covered::From(at("2024-07-10T00:00:00Z")),
        ),
        (
            vec![rule(Whom::ManagementRoots, on(Some(1), None))],
            None,
            Covered::No,
        ),
        (Vec::new(), None, Covered::No),
    ];
    for (rules, first_sign_in_at, expected) in table {
        let facts = Facts {
            first_sign_in_at,
            ..facts(&zone)
        };
        assert_eq!(
            covered(&rules, &facts),
            expected,
            "{rules:?} {first_sign_in_at:?}"
        );
    }
}

#[test]
fn en_4_who_was_made_after_the_announcement_or_had_a_factor_has_no_days_of_grace() {
    let zone = TimeZone::UTC;
    let made_at = at("2024-06-02T00:00:00Z");
    let late = Facts {
        made_at,
        ..facts(&zone)
    };
    let graced = Facts {
        given_grace: true,
        ..late
    };
    let had_one = Facts {
        had_factor: true,
        ..facts(&zone)
    };
    let days = [rule(Whom::Roots, on(None, Some(35)))];
    assert_eq!(covered(&days, &late), Covered::From(made_at));
    assert_eq!(covered(&days, &graced), Covered::FromFirstSignIn(35));
    assert_eq!(
        covered(&days, &had_one),
        Covered::From(at("2024-06-01T00:00:00Z"))
    );
    // A date is the same for everybody.
    let date = [rule(Whom::Roots, on(Some(16), None))];
    assert_eq!(
        covered(&date, &late),
        Covered::From(at("2024-07-16T00:00:00Z"))
    );
}

#[test]
fn en_4_what_gives_somebody_more_time_is_weaker() {
    let table = [
        (on(Some(16), None), on(Some(16), None), Effect::Same),
        (on(Some(16), None), on(Some(15), None), Effect::Stricter),
        (on(Some(16), None), on(Some(17), None), Effect::Weaker),
        (on(Some(16), None), on(Some(16), Some(35)), Effect::Stricter),
        (on(Some(16), Some(35)), on(Some(16), None), Effect::Weaker),
        (
            on(Some(16), Some(35)),
            on(Some(1), Some(36)),
            Effect::Weaker,
        ),
        (on(None, Some(35)), on(Some(16), Some(0)), Effect::Stricter),
        (on(None, Some(35)), on(Some(16), None), Effect::Weaker),
    ];
    for (before, now, expected) in table {
        let mut requirement = Requirement::of(None);
        requirement.set(
            Whom::Roots,
            Setter::Operator,
            before,
            at("2024-06-01T00:00:00Z"),
        );
        assert_eq!(
            requirement.effect(Whom::Roots, Setter::Operator, now),
            expected,
            "{before:?} {now:?}"
        );
        assert_eq!(
            requirement.effect(Whom::ConsoleUsers, Setter::Operator, now),
            Effect::Stricter,
            "a rule for others is another rule"
        );
    }
}

#[test]
fn en_4_setting_a_rule_again_never_gives_more_time() {
    let mut requirement = Requirement::of(None);
    let now = at("2024-06-01T00:00:00Z");
    requirement.set(Whom::Roots, Setter::Operator, on(Some(16), Some(10)), now);
    requirement.set(
        Whom::Roots,
        Setter::Operator,
        on(Some(20), Some(5)),
        at("2024-06-09T00:00:00Z"),
    );
    let rule = requirement.rule(Whom::Roots, Setter::Operator).unwrap();
    assert_eq!(rule.when, on(Some(16), Some(5)));
    assert_eq!(rule.announced_at, now, "announced once");
    assert_eq!(requirement.epoch, 0);
}

#[test]
fn en_6_what_the_file_does_not_say_any_more_stays_in_force_and_is_reported() {
    let now = at("2024-06-01T00:00:00Z");
    let mut requirement = Requirement::of(None);
    assert_eq!(
        requirement.adopt(Some((Whom::Roots, on(Some(16), None))), now),
        []
    );
    let kept = Kept {
        whom: Whom::Roots,
        when: on(Some(16), None),
    };
    assert_eq!(
        requirement.adopt(None, now),
        [kept],
        "removed from the file"
    );
    let later = Some((Whom::Roots, on(Some(20), None)));
    assert_eq!(requirement.adopt(later, now), [kept], "later in the file");
    let narrower = Some((Whom::ManagementRoots, on(Some(1), None)));
    assert_eq!(
        requirement.adopt(narrower, now),
        [kept],
        "narrower in the file"
    );
    let earlier = Some((Whom::Roots, on(Some(10), None)));
    let narrow = Kept {
        whom: Whom::ManagementRoots,
        when: on(Some(1), None),
    };
    assert_eq!(requirement.adopt(earlier, now), [narrow]);
    assert_eq!(
        requirement.rule(Whom::Roots, Setter::File).unwrap().when,
        on(Some(10), None)
    );
}

#[test]
fn a_postponement_moves_the_rule_and_is_remembered() {
    let now = at("2024-06-01T00:00:00Z");
    let mut requirement = Requirement::of(None);
    let postponement = |to| Postponement {
        at: now,
        by: "operator:tester".into(),
        whom: Whom::Roots,
        from: on(Some(16), None),
        to,
        reason: Reason::parse("the tokens come late").unwrap(),
    };
    assert!(
        !requirement.postpone(Setter::Operator, postponement(None)),
        "nothing to postpone"
    );
    requirement.set(Whom::Roots, Setter::Operator, on(Some(16), None), now);
    for _ in 0..POSTPONEMENTS_KEPT + 2 {
        assert!(requirement.postpone(Setter::Operator, postponement(Some(on(Some(30), None)))));
    }
    assert_eq!(
        requirement
            .rule(Whom::Roots, Setter::Operator)
            .unwrap()
            .when,
        on(Some(30), None)
    );
    assert_eq!(requirement.postponements.len(), POSTPONEMENTS_KEPT);
    assert!(requirement.postpone(Setter::Operator, postponement(None)));
    assert_eq!(requirement.rules, []);
    assert_eq!(requirement.epoch, 23);
}

#[test]
fn a_rule_says_something_and_not_too_much() {
    assert_eq!(When::new(None, None), Err(RuleFault::Empty));
    assert!(When::new(None, Some(DAYS_MAX)).is_ok());
    assert_eq!(
        When::new(None, Some(DAYS_MAX + 1)),
        Err(RuleFault::TooManyDays)
    );
    assert_eq!(Reason::parse(" \n "), Err(RuleFault::Reason));
    assert!(Reason::parse(&"理".repeat(REASON_CHARS_MAX)).is_ok());
    assert_eq!(
        Reason::parse(&"理".repeat(REASON_CHARS_MAX + 1)),
        Err(RuleFault::Reason)
    );
}
