//! Sessions: how long they live, who ends them, and what a form must carry.

use testkit::page::*;
use testkit::{Browser, Lang, hours, minutes, seconds, story};

/// Whether the browser is still in the console.
fn is_in(browser: &Browser) -> bool {
    browser.opens("/console").path() == "/console"
}

story! {
    fn se_1_a_token_has_256_bit_and_every_sign_in_has_a_new_one(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let first = owner.signs_in_with_password().cookie("session").expect("a session");
        assert_eq!(data_encoding::BASE64URL_NOPAD.decode(first.as_bytes()).expect("base64").len(), 32);
        owner.browser().presses(Lang::sign_out);
        assert_eq!(owner.browser().cookie("session"), None);
        let second = owner.signs_in_with_password().cookie("session").expect("a session");
        assert_ne!(first, second);
        owner.browser().puts_cookie("session", &first);
        assert!(!is_in(owner.browser()), "signing out is for ever");
    }

    fn se_1_signing_in_over_an_open_session_gives_a_new_token(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let first = owner.signs_in_with_password().cookie("session").expect("a session");
        let second = owner.signs_in_with_password().cookie("session").expect("a session");
        assert_ne!(first, second);
        let thief = w.browser();
        thief.opens("/signin").puts_cookie("session", &first);
        assert!(!is_in(&thief), "SE-1: the old token is dead");
    }

    fn se_1_each_fresh_proof_gives_a_new_token_and_the_old_one_is_dead(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(11));
        let visit = owner.browser();
        let before = visit.cookie("session").expect("a session");
        visit.opens("/console/create-user").sees(Confirm).types_code_of(&phone).sees(CreateUser);
        assert_ne!(visit.cookie("session").expect("a session"), before);
        let thief = w.browser();
        thief.opens("/signin").puts_cookie("session", &before);
        assert!(!is_in(&thief));
    }

    fn se_3_a_session_ends_after_an_hour_without_use(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        for _ in 0..3 {
            w.advance(minutes(59));
            assert!(is_in(visit));
        }
        w.advance(minutes(60));
        visit.opens("/console").sees(SessionExpired).says(Lang::expired_text);
        assert_eq!(visit.cookie("session"), None);
    }

    fn se_3_a_session_ends_after_twelve_hours_however_much_it_is_used(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        for _ in 0..23 {
            w.advance(minutes(30));
            assert!(is_in(visit));
        }
        w.advance(minutes(29));
        assert!(is_in(visit));
        w.advance(minutes(1));
        assert!(!is_in(visit));
    }

    fn se_3_a_fresh_proof_lengthens_no_session(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let visit = owner.browser();
        for _ in 0..23 {
            w.advance(minutes(30));
            visit.opens("/console/create-user").sees(Confirm).types_code_of(&phone).sees(CreateUser);
        }
        w.advance(minutes(30));
        assert!(!is_in(visit));
    }

    fn se_3_a_restart_ends_no_session(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        w.restarts();
        assert!(is_in(visit));
    }

    /// SE-4: a browser that is known is asked for the code each time.
    fn se_4_no_browser_is_remembered_so_well_that_the_code_is_not_asked_for(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        for _ in 0..3 {
            owner.browser().is_closed_and_opened();
            owner.signs_in_with_password().sees(MfaCode).types_code_of(&phone).sees(ConsoleHome);
        }
    }

    fn se_2_a_closed_browser_is_signed_out(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.signs_in_with_password().sees(ConsoleHome);
        owner.browser().is_closed_and_opened();
        assert!(!is_in(owner.browser()));
    }

    fn se_7_people_see_where_they_are_signed_in_and_end_it(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let (office, cafe) = (w.browser(), w.browser());
        hanako.signs_in_with_password_at(&office);
        hanako.signs_in_with_password_at(&cafe);
        let visit = hanako.signs_in_with_password();
        keiri.owner().signs_in_with_password();
        w.looks_away();
        visit.opens("/console/sessions").sees(Sessions);
        assert_eq!(visit.rows().len(), 3, "one's own only");
        assert!(visit.rows()[0].iter().any(|cell| cell.contains(Lang::sessions_here(visit.lang()))));
        let agent = cafe.agent();
        visit.presses(|t| t.sessions_end_of(&agent)).sees(Sessions).says(Lang::session_ended);
        assert_eq!(visit.rows().len(), 2);
        assert!(!is_in(&cafe));
        assert!(is_in(&office));
        visit.presses(Lang::sessions_end_others).says(|t| t.sessions_ended(1_u64)).says(Lang::sessions_only_this);
        assert!(!is_in(&office));
        assert!(is_in(visit));
        w.tells(&["EndSession Success", "EndOtherSessions Success"]);
    }

    fn se_7_a_session_that_was_ended_from_elsewhere_says_so(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let cafe = w.browser();
        hanako.signs_in_with_password_at(&cafe);
        hanako.signs_in_with_password().opens("/console/sessions").presses(Lang::sessions_end_others);
        cafe.opens("/console").sees(SessionWasEnded);
    }

    fn se_7_nobody_ends_the_session_of_somebody_else(w) {
        let keiri = w.account("keiri");
        let (hanako, taro) = (keiri.user("hanako"), keiri.administrator("taro"));
        hanako.signs_in_with_password_at(&w.browser());
        let other = hanako.signs_in_with_password().opens("/console/sessions");
        let key = other.value_of("session").expect("the other one's key");
        taro.signs_in_with_password().posts("/console/sessions/end", &[("session", &key)]).sees(NotFound);
        other.opens("/console/sessions");
        assert_eq!(other.rows().len(), 2);
    }

    fn se_7_the_key_of_a_session_in_the_list_opens_nothing(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password_at(&w.browser());
        let key = hanako.signs_in_with_password().opens("/console/sessions").value_of("session").expect("a key");
        let thief = w.browser();
        thief.opens("/signin").puts_cookie("session", &key);
        assert!(!is_in(&thief));
    }

    fn se_5_a_deleted_user_is_out_at_once(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("hanako-phone");
        keiri.owner().signs_in_with_password().opens("/console/users/hanako/delete")
            .fills("typed", "hanako").presses(Lang::delete_button).sees(Users).says(|t| t.user_deleted("hanako"));
        assert!(!is_in(hanako.browser()));
        hanako.signs_in_with_password_at(&w.browser()).sees(UserDoor).says(Lang::signin_user_refused);
    }

    fn se_5_signing_out_ends_this_session_and_no_other(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let office = w.browser();
        hanako.signs_in_with_password_at(&office);
        let visit = hanako.signs_in_with_password();
        let cookie = visit.cookie("session").expect("a session");
        visit.presses(Lang::sign_out).sees(SignedOut);
        visit.puts_cookie("session", &cookie);
        assert!(!is_in(visit));
        assert!(is_in(&office));
    }

    fn se_8_a_form_without_its_token_changes_nothing(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.posts_only("/console/account/alias", &[("alias", "taken-over")]).sees(FormTooOld);
        assert_eq!(visit.status(), 403);
        visit.posts_only("/console/account/alias", &[("alias", "taken-over"), ("csrf", "AAAA")]).sees(FormTooOld);
        visit.opens("/console/account").keeps("alias", "keiri");
    }

    fn se_8_a_token_of_another_session_is_refused(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let attacker = keiri.user("attacker");
        let token = attacker.signs_in_with_password().form_token();
        visit.posts_only("/console/account/alias", &[("alias", "taken-over"), ("csrf", &token)]).sees(FormTooOld);
        let before = w.browser().opens("/signin/root").form_token();
        visit.posts_only("/console/account/alias", &[("alias", "taken-over"), ("csrf", &before)]).sees(FormTooOld);
        visit.opens("/console/account").keeps("alias", "keiri");
    }

    fn se_8_a_token_from_before_the_sign_in_is_refused_after_it(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let before = owner.browser().opens("/signin/root").form_token();
        let visit = owner.signs_in_with_password();
        visit.posts_only("/console/account/alias", &[("alias", "taken-over"), ("csrf", &before)]).sees(FormTooOld);
    }

    fn se_8_a_form_that_another_site_sends_is_refused_even_with_the_token(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let token = visit.form_token();
        visit.is_led_to_post("/console/account/alias", &[("alias", "taken-over"), ("csrf", &token)]).sees(CrossSite);
        visit.opens("/console/account").keeps("alias", "keiri");
    }

    /// SE-8: or somebody could be signed in as somebody else without knowing.
    fn se_8_the_sign_in_form_is_covered_too(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let browser = w.browser();
        let fields = [("email", "root@keiri.example"), ("password", &*owner.password())];
        browser.opens("/signin/root");
        browser.posts_only("/signin/root/password", &fields).sees(FormTooOld);
        let token = w.browser().opens("/signin/root").form_token();
        let with_token = [fields[0], fields[1], ("csrf", &*token)];
        browser.posts_only("/signin/root/password", &with_token).sees(FormTooOld);
        assert!(!is_in(&browser));
    }

    fn se_8_every_form_that_changes_something_carries_a_token(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        keiri.user("hanako");
        for path in [
            "/console", "/console/account", "/console/users", "/console/create-user", "/console/users/hanako",
            "/console/users/hanako?tab=permissions", "/console/users/hanako/delete", "/console/users/hanako/mfa/new",
            "/console/security-credentials", "/console/security-credentials/password", "/console/security-credentials/mfa/new",
            "/console/security-credentials/mfa/phone/remove", "/console/security-credentials/mfa/phone/resync", "/console/sessions",
        ] {
            let visit = owner.browser().opens(path);
            assert_eq!(visit.status(), 200, "{path}");
            assert!(visit.every_posting_form_has_a_token(), "{path}");
        }
    }

    fn se_6_after_ten_minutes_a_sensitive_step_asks_for_a_code_and_leads_back_with_what_was_typed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let visit = owner.browser();
        w.advance(minutes(9));
        visit.opens("/console/create-user").sees(CreateUser)
            .fills("name", "hanako").fills("contact_email", "hanako@example.jp")
            .chooses("console", "typed").fills("password", "(fake) typed too late")
            .chooses("policy", "administrator");
        w.advance(minutes(2));
        visit.presses(Lang::create_button).sees(Confirm)
            .types_code(&phone.wrong_code()).sees(Confirm).says(Lang::mfa_refused)
            .types_code_of(&phone).sees(CreateUser)
            .keeps("name", "hanako").keeps("contact_email", "hanako@example.jp")
            .keeps("console", "typed").keeps("policy", "administrator").keeps("password", "");
        visit.opens("/console/users").says(Lang::users_empty);
    }

    fn se_6_whoever_has_no_device_types_the_password_once_more(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password();
        w.advance(minutes(9));
        visit.opens("/console/security-credentials/mfa/new").sees(NameDevice)
            .fills("name", "my-own-name").fills("label", "金庫の電話");
        w.advance(minutes(2));
        visit.presses(Lang::next).sees(Confirm)
            .fills("password", "(fake) not the password").presses(Lang::confirm_button)
            .sees(Confirm).is_told_at("password", Lang::error_password_current)
            .fills("password", &owner.password()).presses(Lang::confirm_button).sees(NameDevice)
            .keeps("name", "my-own-name").keeps("label", "金庫の電話");
        let phone = visit.scans_qr_named("phone");
        visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
    }

    /// RC-4: a session that was opened with the password alone proves the factor that is held.
    fn rc_4_whoever_has_a_device_cannot_prove_themselves_by_the_password(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        w.advance(minutes(11));
        let visit = owner.browser().opens("/console/create-user").sees(Confirm);
        assert!(!visit.has_field("password"));
        visit.posts("/console/confirm", &[("return", "/console/create-user"), ("password", &owner.password())]).sees(Confirm);
        visit.opens("/console/create-user").sees(Confirm);
    }

    fn the_proof_leads_back_to_own_pages_only(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let visit = owner.browser();
        visit.opens("/console/confirm?return=https%3A%2F%2Felsewhere.example%2F").sees(Confirm)
            .types_code_of(&phone).sees(ConsoleHome);
    }

    fn a_session_that_ended_while_a_form_was_open_leads_to_the_door_and_back(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens("/console/account").fills("alias", "soumu");
        w.advance(hours(2));
        visit.presses(Lang::account_alias_save).sees(SessionExpired);
        visit.follows(Lang::signin_again).follows(Lang::root_user)
            .fills("email", "root@keiri.example").presses(Lang::next)
            .fills("password", &owner.password()).presses(Lang::signin_button).sees(AccountSettings)
            .keeps("alias", "keiri");
        w.advance(seconds(1));
    }

    fn nobody_is_tracked_by_a_session_before_it_is_open(w) {
        let keiri = w.account("keiri");
        let browser = w.browser();
        browser.opens("/signin");
        assert_eq!(browser.cookie("session"), None);
        assert!(browser.cookie("browser").is_some());
        keiri.owner().types_password_at(&browser, "(fake) not the password");
        assert_eq!(browser.cookie("session"), None);
        assert_eq!(browser.cookie("ticket"), None);
    }
}
