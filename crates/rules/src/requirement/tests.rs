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
    let [keiri, soumu] = groups();
    let own = [keiri.clone()];
    let both = [soumu.clone(), keiri.clone()];
    let parts = [
        Part::ManagementRoot,
        Part::Root,
        Part::ConsoleUser(&[]),
        Part::ConsoleUser(&own),
        Part::ConsoleUser(&both),
        Part::Program,
    ];
    let table = [
        (
            Whom::ManagementRoots,
            [true, false, false, false, false, false],
        ),
        (Whom::Roots, [true, true, false, false, false, false]),
        (Whom::Group(keiri), [false, false, false, true, true, false]),
        (
            Whom::Group(soumu),
            [false, false, false, false, true, false],
        ),
        (Whom::ConsoleUsers, [true, true, true, true, true, false]),
    ];
    for (whom, expected) in table {
        assert_eq!(parts.map(|part| whom.covers(part)), expected, "{whom:?}");
        assert_eq!(Whom::parse(&whom.key()), Some(whom));
    }
    for nobody in ["everybody", "group:", "group:keiri", "group"] {
        assert_eq!(Whom::parse(nobody), None, "{nobody}");
    }
}

fn groups() -> [GroupId; 2] {
    ["AGPAFAKEFAKEFAKEKEIRI", "AGPAFAKEFAKEFAKESOUMU"].map(|id| GroupId::parse(id).unwrap())
}

#[test]
fn a_rule_takes_in_those_of_narrower_rules_and_a_group_only_itself() {
    let [keiri, soumu] = groups().map(Whom::Group);
    let all = [
        &Whom::ManagementRoots,
        &Whom::Roots,
        &keiri,
        &soumu,
        &Whom::ConsoleUsers,
    ];
    let table = [
        (&Whom::ManagementRoots, [true, false, false, false, false]),
        (&Whom::Roots, [true, true, false, false, false]),
        (&keiri, [false, false, true, false, false]),
        (&soumu, [false, false, false, true, false]),
        (&Whom::ConsoleUsers, [true, true, true, true, true]),
    ];
    for (whom, expected) in table {
        assert_eq!(all.map(|other| whom.takes_in(other)), expected, "{whom:?}");
    }
}

#[test]
fn en_4_of_several_groups_the_earliest_rule_counts_and_others_do_not() {
    let zone = TimeZone::UTC;
    let [keiri, soumu] = groups();
    let own = [keiri.clone(), soumu.clone()];
    let late = rule(Whom::Group(keiri), on(Some(20), None));
    let early = rule(Whom::Group(soumu), on(Some(10), None));
    let both = [late.clone(), early];
    let user = |groups| Facts {
        part: Part::ConsoleUser(groups),
        ..facts(&zone)
    };
    let begins = |day: &str| Covered::From(at(&format!("2024-07-{day}T00:00:00Z")));
    assert_eq!(covered(&both, &user(&own)), begins("10"));
    assert_eq!(covered(&both, &user(&own[..1])), begins("20"));
    assert_eq!(covered(&both, &user(&[])), Covered::No);
    // A rule for everybody is wider: the earlier of the two counts all the same.
    let wide = rule(Whom::ConsoleUsers, on(Some(25), None));
    assert_eq!(covered(&[wide, late], &user(&own)), begins("20"));
}

#[test]
fn rules_of_two_groups_stand_beside_each_other_and_are_postponed_apart() {
    let now = at("2024-06-16T00:00:00Z");
    let [keiri, soumu] = groups().map(Whom::Group);
    let mut requirement = Requirement::default();
    requirement.set(keiri.clone(), Setter::Root, on(Some(16), None), now);
    requirement.set(soumu.clone(), Setter::Root, on(Some(20), None), now);
    let gone = Postponement {
        at: now,
        by: "arn:aws:iam::123456789012:root".into(),
        whom: keiri.clone(),
        group: Some(GroupName::parse("keiri").unwrap()),
        from: on(Some(16), None),
        to: None,
        reason: Reason::parse("the pilot is over").unwrap(),
    };
    assert!(requirement.postpone(Setter::Root, gone.clone()));
    assert!(!requirement.postpone(Setter::Root, gone), "it is gone");
    assert!(requirement.rule(&keiri, Setter::Root).is_none());
    assert_eq!(
        requirement.rule(&soumu, Setter::Root).unwrap().when,
        on(Some(20), None)
    );
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
            requirement.effect(&Whom::Roots, Setter::Operator, now),
            expected,
            "{before:?} {now:?}"
        );
        assert_eq!(
            requirement.effect(&Whom::ConsoleUsers, Setter::Operator, now),
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
    let rule = requirement.rule(&Whom::Roots, Setter::Operator).unwrap();
    assert_eq!(rule.when, on(Some(16), Some(5)));
    assert_eq!(rule.announced_at, now, "announced once");
    assert_eq!(requirement.epoch, 0);
}

#[test]
fn en_6_what_the_file_does_not_say_any_more_stays_in_force_and_is_reported() {
    let now = at("2024-06-01T00:00:00Z");
    let mut requirement = Requirement::of(None);
    assert_eq!(
        requirement.adopt(Some(&(Whom::Roots, on(Some(16), None))), now),
        []
    );
    let kept = Kept {
        whom: Whom::Roots,
        when: on(Some(16), None),
    };
    assert_eq!(
        requirement.adopt(None, now),
        std::slice::from_ref(&kept),
        "removed from the file"
    );
    let later = Some((Whom::Roots, on(Some(20), None)));
    assert_eq!(
        requirement.adopt(later.as_ref(), now),
        std::slice::from_ref(&kept),
        "later in the file"
    );
    let narrower = Some((Whom::ManagementRoots, on(Some(1), None)));
    assert_eq!(
        requirement.adopt(narrower.as_ref(), now),
        std::slice::from_ref(&kept),
        "narrower in the file"
    );
    let earlier = Some((Whom::Roots, on(Some(10), None)));
    let narrow = Kept {
        whom: Whom::ManagementRoots,
        when: on(Some(1), None),
    };
    assert_eq!(requirement.adopt(earlier.as_ref(), now), [narrow]);
    assert_eq!(
        requirement.rule(&Whom::Roots, Setter::File).unwrap().when,
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
        group: None,
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
            .rule(&Whom::Roots, Setter::Operator)
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
