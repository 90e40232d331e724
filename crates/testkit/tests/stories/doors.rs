//! The two doors, and what a stranger learns at them: nothing.

use testkit::page::*;
use testkit::{Browser, Lang, days, minutes, seconds, story};

const WRONG: &str = "(fake) not the password";

/// Comes to the users' door with these, from a browser that was never here.
fn tries(browser: &Browser, account: &str, name: &str, password: &str) -> (u16, String) {
    browser
        .opens("/signin/user")
        .fills("account", account)
        .fills("user_name", name)
        .fills("password", password)
        .presses(Lang::signin_button)
        .sees(UserDoor);
    // What was typed comes back and differs; nothing else may.
    let (status, text) = browser.answer();
    assert_eq!(browser.value_of("account").as_deref(), Some(account));
    assert_eq!(browser.value_of("user_name").as_deref(), Some(name));
    assert_eq!(browser.value_of("password").as_deref(), Some(""));
    (status, text)
}

story! {
    fn pw_6_an_unknown_address_and_a_wrong_password_of_root_look_alike(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let known = owner.types_password_at(&w.browser(), WRONG).sees(RootPassword).says(Lang::signin_root_refused).answer();
        owner.names_themselves("nobody@keiri.example");
        let unknown = owner.types_password_at(&w.browser(), WRONG).sees(RootPassword).answer();
        assert_eq!(known, unknown);
        assert_eq!(known.0, 422);
    }

    fn pw_6_every_address_leads_to_the_page_for_the_password(w) {
        w.account("keiri");
        let answer = |email: &str| {
            let browser = w.browser();
            browser.opens("/signin/root").fills("email", email).presses(Lang::next).sees(RootPassword).answer()
        };
        assert_eq!(answer("root@keiri.example"), answer("nobody@keiri.example"));
    }

    fn pw_6_wrong_account_wrong_user_wrong_password_and_no_password_look_alike(w) {
        let keiri = w.account("keiri");
        let soumu = w.account("soumu");
        let hanako = keiri.user("hanako");
        soumu.user("taro");
        w.operator(&keiri.entry("batch", &[])).expect("a user without a password");
        let right = hanako.password();
        let id = keiri.id().as_str();
        let answers: Vec<_> = [
            ("keiri", "hanako", WRONG),
            (id, "hanako", WRONG),
            ("keiri", "nobody", WRONG),
            ("nowhere", "hanako", &right),
            ("999999999999", "hanako", &right),
            ("soumu", "hanako", &right),
            ("keiri", "taro", &right),
            ("keiri", "batch", &right),
            ("keiri", "花子 <b>", &right),
            ("経理", "hanako", &right),
        ]
        .iter()
        .map(|(account, name, password)| tries(&w.browser(), account, name, password))
        .collect();
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert_eq!(answers[0].0, 422);
    }

    /// PW-6: also in the time that a computer would measure.
    fn pw_6_op_3_the_waits_of_a_name_that_exists_and_of_one_that_does_not_are_the_same(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let (known, unknown) = (w.browser(), w.browser());
        let mut waited = false;
        for attempt in 0..12 {
            let one = tries(&known, "keiri", "hanako", WRONG);
            let other = tries(&unknown, "keiri", "nobody", WRONG);
            assert_eq!(one, other, "attempt {attempt}");
            waited |= one.1 != tries(&w.browser(), "keiri", "nobody", WRONG).1;
            w.advance(seconds(1));
        }
        assert!(waited, "twelve wrong passwords in a row cost nothing");
    }

    fn op_3_a_stranger_holds_nobodys_door_shut(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let stranger = w.browser();
        for _ in 0..30 {
            tries(&stranger, "keiri", "hanako", WRONG);
            w.advance(minutes(1));
        }
        tries(&stranger, "keiri", "hanako", WRONG);
        hanako.signs_in_with_password().sees(ConsoleHome);
    }

    /// 17: a browser in which this person has signed in before has a budget of its own.
    fn op_3_from_the_same_network_the_door_stays_open_for_a_browser_that_was_here_before(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.browser().moves_to("203.0.113.5");
        hanako.signs_in_with_password().sees(ConsoleHome).presses(Lang::sign_out);
        let stranger = w.browser();
        stranger.moves_to("203.0.113.5");
        for _ in 0..20 {
            tries(&stranger, "keiri", "hanako", WRONG);
            w.advance(seconds(1));
        }
        let new = w.browser();
        new.moves_to("203.0.113.5");
        hanako.signs_in_with_password_at(&new).sees(UserDoor);
        hanako.signs_in_with_password().sees(ConsoleHome);
    }

    fn op_3_a_wait_is_shown_with_a_clock_and_ends(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let browser = w.browser();
        for _ in 0..9 {
            hanako.types_password_at(&browser, WRONG);
            w.advance(seconds(16));
        }
        hanako.types_password_at(&browser, WRONG).sees(UserDoor);
        // The tenth wrong one in a row: 32 seconds.
        hanako.signs_in_with_password_at(&browser).sees(UserDoor).says(|t| t.wait("0:32"));
        w.advance(seconds(32));
        hanako.signs_in_with_password_at(&browser).sees(ConsoleHome);
    }

    fn op_3_a_restart_shortens_no_wait_for_passwords(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let browser = w.browser();
        for _ in 0..10 {
            hanako.types_password_at(&browser, WRONG);
            w.advance(seconds(16));
        }
        w.restarts();
        hanako.signs_in_with_password_at(&browser).sees(UserDoor);
    }

    fn what_strangers_type_as_a_name_is_told_to_nobody(w) {
        let keiri = w.account("keiri");
        w.looks_away();
        // It is often a password.
        tries(&w.browser(), "keiri", "(fake)typed-into-the-wrong-field", WRONG);
        w.tells(&[]);
        assert!(!w.log().contains("typed-into-the-wrong-field"));
        keiri.user("hanako").types_password_at(&w.browser(), WRONG);
        w.tells(&["CreateUser Success", "ConsoleLogin Failure MFAUsed=No userName=hanako"]);
    }

    fn hands_that_type_japanese_are_served_at_both_doors(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.names_themselves("ｒｏｏｔ＠ｋｅｉｒｉ．ｅｘａｍｐｌｅ　").signs_in_with_password().sees(ConsoleHome);
        let hanako = keiri.user("hanako");
        let wide: String = keiri.id().as_str().chars().map(|digit| char::from_u32(digit as u32 + 0xFEE0).expect("a digit")).collect();
        let id = keiri.id().as_str();
        let grouped = format!("{}-{}-{}", &id[..4], &id[4..8], &id[8..]);
        for (account, name) in [
            (wide.as_str(), "ｈａｎａｋｏ"),
            (&grouped, " hanako "),
            ("ＫＥＩＲＩ", "Hanako"),
            ("　keiri", "hanako\u{3000}"),
        ] {
            hanako.names_the_account(account).names_themselves(name);
            hanako.signs_in_with_password().sees(ConsoleHome).presses(Lang::sign_out);
        }
    }

    /// PW-2: what was typed as a password is what was meant.
    fn pw_2_a_password_is_neither_trimmed_nor_folded_nor_cut(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let password = hanako.password();
        for other in [format!(" {password}"), format!("{password} "), password.to_uppercase(), password[..password.len() - 1].to_owned()] {
            hanako.types_password_at(&w.browser(), &other).sees(UserDoor);
        }
        hanako.signs_in_with_password().sees(ConsoleHome);
    }

    fn the_sign_in_address_of_the_account_fills_in_the_account(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let owner = keiri.owner();
        owner.signs_in_with_password().shows(&format!("{}/signin/user?account=keiri", w.origin()));
        let browser = hanako.browser();
        browser.opens("/signin/user?account=keiri").sees(UserDoor).keeps("account", "keiri")
            .fills("user_name", "hanako").fills("password", &hanako.password())
            .presses(Lang::signin_button).sees(ConsoleHome);
    }

    fn the_door_leads_back_to_the_page_that_was_asked_for_and_to_none_of_anybody_else(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        hanako.browser().presses(Lang::sign_out);
        let visit = hanako.browser().opens("/console/security-credentials").sees(ChooseDoor)
            .follows(Lang::iam_user)
            .fills("account", "keiri").fills("user_name", "hanako").fills("password", &hanako.password())
            .presses(Lang::signin_button).sees(MfaCode)
            .types_code(&phone.next_code());
        visit.sees(SecurityCredentials).presses(Lang::sign_out);
        for elsewhere in ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"] {
            let query: String = form_urlencoded::byte_serialize(elsewhere.as_bytes()).collect();
            visit.opens(&format!("/signin/user?return={query}"))
                .fills("account", "keiri").fills("user_name", "hanako").fills("password", &hanako.password())
                .presses(Lang::signin_button)
                .types_code_of(&phone).sees(ConsoleHome)
                .presses(Lang::sign_out);
        }
    }

    fn a_sign_in_that_is_left_for_a_quarter_of_an_hour_begins_again(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaCode);
        w.advance(minutes(15));
        owner.browser().types_code(&phone.code()).sees(ChooseDoor);
        owner.browser().opens("/console").sees(ChooseDoor);
    }

    fn a_sign_in_goes_on_only_in_the_browser_in_which_it_began(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaCode);
        let ticket = owner.browser().cookie("ticket").expect("a ticket");
        let thief = w.browser();
        thief.opens("/signin").puts_cookie("ticket", &ticket);
        thief.posts("/signin/mfa", &[("device", "phone"), ("code", &phone.next_code())]).sees(ChooseDoor);
        thief.opens("/signin/mfa").sees(ChooseDoor);
        owner.browser().types_code(&phone.code()).sees(ConsoleHome);
    }

    fn a_ticket_that_opened_a_session_opens_no_second_one(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaCode);
        let ticket = owner.browser().cookie("ticket").expect("a ticket");
        owner.browser().types_code_of(&phone).sees(ConsoleHome).presses(Lang::sign_out);
        assert_eq!(owner.browser().cookie("ticket"), None);
        owner.browser().puts_cookie("ticket", &ticket).opens("/signin/mfa").sees(ChooseDoor);
        w.advance(days(1));
    }

    fn a_changed_password_ends_a_sign_in_that_is_under_way(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let thief = w.browser();
        owner.signs_in_with_password_at(&thief).sees(MfaCode);
        let password = "(fake) known to nobody else";
        owner.browser().opens("/console/security-credentials/password")
            .fills("current", &owner.password()).fills("password", password).fills("password_again", password)
            .presses(Lang::change_button).says(Lang::password_changed);
        thief.types_code(&phone.next_code()).sees(ChooseDoor);
    }
}
