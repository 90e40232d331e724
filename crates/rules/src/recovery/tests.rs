use super::*;
use crate::chance::tests::Counting;
use crate::ids::UserId;

fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_721_088_000 + hours * 3600).unwrap()
}

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn user(letter: &str) -> Principal {
    let id = format!("AIDA{}", letter.repeat(17));
    Principal::User(account(), UserId::parse(&id).unwrap())
}

fn under_way() -> UnderWay {
    UnderWay {
        by: "operator:alice@host".into(),
        reason: Reason::parse("lost phone").unwrap(),
        begun_at: at(0),
        wait_hours: 72,
        ready_at: at(72),
        links: vec!["a".into()],
        address: None,
    }
}

#[test]
fn rc_1_a_code_has_at_least_64_bit_and_is_read_however_it_is_typed() {
    const { assert!(CODE_CHARS * 5 >= 64) };
    let code = RecoveryCode::random(&mut Counting(1));
    let shown = code.grouped();
    assert_eq!(shown.len(), CODE_CHARS + CODE_CHARS / GROUP - 1);
    let spaced = shown.replace('-', " ").to_uppercase();
    for typed in [shown.as_str(), code.reveal(), spaced.as_str()] {
        let read = RecoveryCode::typed(typed).expect("it is a code");
        assert_eq!(read.reveal(), code.reveal(), "{typed}");
    }
    let like = RecoveryCode::typed("OOOO-IIII-LLLL-0000-1111-1111").unwrap();
    assert_eq!(like.reveal(), "000011111111000011111111");
    for typed in [
        "",
        "0000",
        "0000-0000-0000-0000-0000-00000",
        "u".repeat(24).as_str(),
    ] {
        assert!(RecoveryCode::typed(typed).is_none(), "{typed}");
    }
}

#[test]
fn rc_3_who_did_one_half_does_not_do_the_other_within_a_day() {
    for (first, second) in [
        (Half::Device, Half::Password),
        (Half::Password, Half::Device),
    ] {
        let mut resets = Resets::of(user("A"));
        assert_eq!(resets.note(first, &user("B"), at(0)), Ok(()));
        assert_eq!(resets.note(first, &user("B"), at(1)), Ok(()));
        assert_eq!(resets.note(second, &user("B"), at(24)), Err(at(25)));
        assert_eq!(resets.note(second, &user("C"), at(24)), Ok(()));
        assert_eq!(resets.note(second, &user("B"), at(25)), Ok(()));
    }
}

#[test]
fn rc_3_many_administrators_are_all_remembered() {
    let mut resets = Resets::of(user("A"));
    for letter in ["B", "C", "D"] {
        assert_eq!(resets.note(Half::Device, &user(letter), at(0)), Ok(()));
    }
    assert_eq!(resets.note(Half::Password, &user("B"), at(1)), Err(at(24)));
}

#[test]
fn rc_3_a_recovery_waits_is_ready_for_a_week_and_lapses() {
    let mut one = under_way();
    let table = [
        (0, Stage::Waiting(at(72))),
        (71, Stage::Waiting(at(72))),
        (72, Stage::Ready(at(72 + 168))),
        (72 + 167, Stage::Ready(at(72 + 168))),
        (72 + 168, Stage::Lapsed),
    ];
    for (hour, stage) in table {
        assert_eq!(one.stage(at(hour)), stage, "{hour}");
    }
    one.address = Some(Address {
        hash: "h".into(),
        until: at(73),
    });
    assert!(one.opens("h", at(72)));
    assert!(!one.opens("other", at(72)));
    assert!(!one.opens("h", at(73)));
    one.wait_anew(at(72), "b".into());
    assert!(!one.opens("h", at(72)));
    assert_eq!(one.stage(at(72)), Stage::Waiting(at(144)));
    assert_eq!(one.links, ["a", "b"]);
    for number in 0..LINKS_MAX {
        one.wait_anew(at(72), number.to_string());
    }
    assert_eq!(one.links.len(), LINKS_MAX);
}

#[test]
fn rc_7_no_mail_opens_anything_from_the_end_of_the_wait_until_a_day_after() {
    let mut recovery = RootRecovery::of(account());
    assert!(recovery.lets_mail(at(0)));
    recovery.under_way = Some(under_way());
    assert!(recovery.lets_mail(at(71)));
    assert!(!recovery.lets_mail(at(72)));
    recovery.shut_mail(at(80));
    recovery.under_way = None;
    assert!(!recovery.lets_mail(at(103)));
    assert!(recovery.lets_mail(at(104)));
}
