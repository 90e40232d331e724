//! What a code opens, and how often.

use otp::Tolerance;
use testkit::page::*;
use testkit::{Browser, Lang, minutes, seconds, story};

story! {
    fn otp_3_a_used_code_opens_nothing_again_in_this_browser_or_another(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let code = phone.next_code();
        owner.signs_in_with_password().types_code(&code).sees(ConsoleHome).presses(Lang::sign_out);
        owner.signs_in_with_password().types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        let other = w.browser();
        owner.signs_in_with_password_at(&other).types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        other.types_code_of(&phone).sees(ConsoleHome);
    }

    fn otp_3_neither_code_of_the_enrolment_nor_an_earlier_one_opens_the_door(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let visit = owner.signs_in_with_password();
        for code in [phone.code(), phone.code_at(-1), phone.code_at(-2)] {
            visit.types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        }
        visit.types_code_of(&phone).sees(ConsoleHome);
    }

    fn otp_3_a_newer_code_that_was_used_closes_the_older_one(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(5));
        let older = phone.code();
        let newer = phone.next_code();
        let (one, two) = (w.browser(), w.browser());
        owner.signs_in_with_password_at(&one).types_code(&newer).sees(ConsoleHome);
        owner.signs_in_with_password_at(&two).types_code(&older).sees(MfaCode);
    }

    fn otp_3_of_many_browsers_with_one_code_at_the_same_moment_exactly_one_opens(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let code = phone.next_code();
        let browsers: Vec<Browser> = (0..6).map(|_| w.browser()).collect();
        for browser in &browsers {
            owner.signs_in_with_password_at(browser).sees(MfaCode);
        }
        w.at_once(&browsers, |browser| {
            browser.types_code(&code);
        });
        let opened = browsers.iter().filter(|browser| browser.path() == "/console").count();
        assert_eq!(opened, 1);
        for browser in browsers.iter().filter(|browser| browser.path() != "/console") {
            browser.sees(MfaCode).says(Lang::mfa_refused);
        }
    }

    fn otp_3_a_restart_forgets_no_used_code(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let code = phone.next_code();
        owner.signs_in_with_password().types_code(&code).sees(ConsoleHome);
        w.restarts();
        owner.browser().opens("/console").sees(ConsoleHome).presses(Lang::sign_out);
        owner.signs_in_with_password().types_code(&code).sees(MfaCode);
        owner.browser().types_code_of(&phone).sees(ConsoleHome);
    }

    fn otp_3_a_code_that_proved_a_sensitive_step_opens_no_door(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(11));
        let code = phone.next_code();
        owner.browser().opens("/console/create-user").sees(Confirm).types_code(&code).sees(CreateUser);
        owner.signs_in_with_password_at(&w.browser()).types_code(&code).sees(MfaCode);
    }

    fn otp_4_a_code_is_good_for_its_own_step_and_one_on_either_side(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        for (steps, opens) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            w.advance(minutes(10));
            let visit = owner.signs_in_with_password().types_code(&phone.code_at(steps));
            visit.sees(if opens { ConsoleHome } else { MfaCode });
        }
    }

    fn otp_4_the_tolerance_can_be_set_to_none(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.tolerates(Tolerance::STRICT);
        for (steps, opens) in [(-1, false), (1, false), (0, true)] {
            w.advance(minutes(10));
            let visit = owner.signs_in_with_password().types_code(&phone.code_at(steps));
            visit.sees(if opens { ConsoleHome } else { MfaCode });
        }
    }

    fn otp_4_otp_5_a_phone_whose_clock_is_off_is_learned_at_enrolment_and_its_window_moves_along(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens("/console/security-credentials/mfa/new");
        let phone = visit.scans_qr_named("phone");
        phone.runs_ahead_by(5 * 30);
        visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
        for (steps, opens) in [(0, true), (1, true), (-1, true), (2, false), (-5, false)] {
            w.advance(minutes(10));
            let visit = owner.signs_in_with_password().types_code(&phone.code_at(steps));
            visit.sees(if opens { ConsoleHome } else { MfaCode });
        }
    }

    fn otp_5_a_phone_that_is_further_off_than_ten_minutes_is_not_taken(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens("/console/security-credentials/mfa/new");
        let phone = visit.scans_qr_named("phone");
        phone.runs_ahead_by(22 * 30);
        visit.types_two_consecutive_codes(&phone).sees(ScanQr).says(Lang::mfa_codes_wrong);
        phone.runs_ahead_by(20 * 30);
        w.advance(minutes(5));
        visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
    }

    fn otp_5_resync_learns_a_clock_that_drifted_since(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(8));
        phone.runs_ahead_by(-4 * 30);
        owner.signs_in_with_password_at(&w.browser()).types_code(&phone.code()).sees(MfaCode);
        owner.browser().opens("/console/security-credentials").follows(|t| format!("{} phone", t.devices_resync()))
            .sees(ResyncDevice)
            .types_two_consecutive_codes(&phone).sees(SecurityCredentials)
            .says(|t| t.mfa_resynced("phone"));
        owner.signs_in_at(&w.browser(), &phone);
        w.looks_away();
    }

    fn otp_6_a_resync_with_wrong_codes_changes_nothing_and_never_says_which_half_was_right(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(5)).looks_away();
        let visit = owner.browser();
        let resync = "/console/security-credentials/mfa/phone/resync";
        let (now, next) = (phone.code(), phone.code_at(1));
        let pairs = [(phone.wrong_code(), next.clone()), (now.clone(), phone.wrong_code()), (next.clone(), now.clone()), (now.clone(), phone.code_at(2))];
        let mut answers = Vec::new();
        for (first, second) in pairs {
            visit.opens(resync).sees(ResyncDevice).types_two_codes(&first, &second).sees(ResyncDevice);
            answers.push(visit.answer());
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
        w.tells(&["ResyncMFADevice Failure errorCode=InvalidAuthenticationCode"; 4]);
        // Neither code was used up by it.
        owner.signs_in_with_password_at(&w.browser()).types_code(&now).sees(ConsoleHome);
    }

    /// OTP-10: one text and one status for every refused code.
    fn otp_10_wrong_used_early_and_malformed_codes_look_alike(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(5));
        let used = phone.code();
        owner.signs_in_with_password_at(&w.browser()).types_code(&used).sees(ConsoleHome);
        let answers: Vec<_> = [used, phone.wrong_code(), phone.code_at(40), "12345".into(), "1234567".into(), "abcdef".into(), "......".into()]
            .iter()
            .map(|code| owner.signs_in_with_password_at(&w.browser()).types_code(code).sees(MfaCode).answer())
            .collect();
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert_eq!(answers[0].0, 422);
    }

    /// OTP-10: what a stranger cannot tell apart, the trail tells.
    fn otp_10_a_code_of_somebody_elses_device_is_wrong(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let hanako = keiri.user("hanako");
        let hers = hanako.enrols("hanako-phone");
        w.advance(minutes(5));
        let visit = owner.signs_in_with_password_at(owner.browser()).sees(MfaCode);
        visit.types_code(&hers.code()).sees(MfaCode).says(Lang::mfa_refused);
        visit.posts("/signin/mfa", &[("device", "hanako-phone"), ("code", &hers.code())]).sees(MfaCode);
        visit.types_code(&phone.code()).sees(ConsoleHome);
        hanako.browser().presses(Lang::sign_out);
        hanako.signs_in_with_password().types_code(&hers.code()).sees(ConsoleHome);
    }

    fn otp_12_a_clock_that_is_set_back_reopens_no_used_code(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(30));
        let before = phone.code();
        owner.signs_in_with_password_at(&w.browser()).types_code(&before).sees(ConsoleHome);
        w.advance(seconds(-30));
        let visit = w.browser();
        owner.signs_in_with_password_at(&visit);
        visit.types_code(&before).sees(MfaCode);
        visit.types_code(&phone.code()).sees(MfaCode);
        w.advance(minutes(-20));
        let early = w.browser();
        owner.signs_in_with_password_at(&early).types_code(&phone.code()).sees(MfaCode);
        // Nobody is locked out for longer than the clock was wrong.
        w.advance(minutes(25));
        owner.signs_in_at(&w.browser(), &phone);
    }

    fn otp_13_a_used_code_that_comes_again_is_told(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let code = phone.next_code();
        owner.signs_in_with_password().types_code(&code).sees(ConsoleHome);
        w.looks_away();
        owner.signs_in_with_password_at(&w.browser()).types_code(&code).sees(MfaCode);
        w.tells(&["CheckMfa Success", "ConsoleLogin Failure MFAUsed=Yes MFACodeReused=true"]);
    }

    fn a_code_typed_with_full_width_digits_and_stray_spaces_is_the_code(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let full_width: String = phone.next_code().chars().map(|digit| char::from_u32(digit as u32 + 0xFEE0).expect("a full-width digit")).collect();
        let (first, second) = full_width.split_at(9);
        owner.signs_in_with_password().types_code(&format!(" {first}\u{3000}{second} ")).sees(ConsoleHome);
    }

    /// 16: the code is compared with the named device only.
    fn a_code_of_the_other_device_is_refused_until_that_device_is_chosen(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.adds_device("tablet");
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaCode).keeps("device", "tablet");
        w.advance(minutes(2));
        let code = phone.code();
        owner.browser().types_code(&code).sees(MfaCode)
            .chooses_device("phone").types_code(&code).sees(ConsoleHome);
    }
}
