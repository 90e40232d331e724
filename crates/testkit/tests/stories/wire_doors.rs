//! Two doors, one lock: what was used, guessed or changed at one door counts at the other.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, MANAGES_OWN, days, hours, minutes, seconds, story};

const CODE_REFUSED: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const NOT_LOOKED_AT: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";

story! {
    fn otp_3_a_code_that_opened_the_console_is_refused_at_sts(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        person.signs_in_with_password().sees(MfaCode).types_code(&code).sees(ConsoleHome);
        w.looks_away();
        hanako.gives(&phone, &code).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        w.tells(&["GetSessionToken Failure errorCode=InvalidAuthenticationCode MFACodeReused=true"]);
        w.restarts();
        hanako.gives(&phone, &code).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }

    fn otp_3_a_code_that_sts_took_is_refused_in_the_console(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        hanako.gives(&phone, &code).succeeds();
        w.looks_away();
        let visit = person.signs_in_with_password().types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        w.tells(&["CheckMfa Success", "ConsoleLogin Failure MFAUsed=Yes MFACodeReused=true"]);
        w.restarts();
        visit.types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        visit.types_code_of(&phone).sees(ConsoleHome);
    }

    fn otp_3_root_has_one_lock_for_both_doors_as_well(w) {
        let keiri = w.account_with_key("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let root = keiri.program();
        root.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        let code = phone.next_code();
        root.gives(&phone, &code).succeeds();
        owner.signs_in_with_password_at(&w.browser()).types_code(&code).sees(MfaCode);
        let code = phone.next_code();
        owner.signs_in_with_password_at(&w.browser()).types_code(&code).sees(ConsoleHome);
        root.gives(&phone, &code).refused("AccessDenied", 403);
    }

    fn otp_3_the_codes_of_the_enrolment_open_neither_door(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        // Assigned on the wire.
        let phone = hanako.makes_device("phone");
        let (first, second) = (phone.fresh_code(), phone.next_code());
        hanako.enables_with("hanako", &phone, &first, &second).succeeds();
        for code in [&first, &second] {
            hanako.gives(&phone, code).refused("AccessDenied", 403).with_text(CODE_REFUSED);
            person.signs_in_with_password_at(&w.browser()).types_code(code).sees(MfaCode);
        }
        person.signs_in_with(&phone);
        // Assigned in the console.
        let tablet = person.adds_device("tablet");
        for code in [tablet.code(), tablet.code_at(-1)] {
            hanako.gives(&tablet, &code).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        }
        hanako.gives(&tablet, &tablet.next_code()).succeeds();
    }

    fn otp_3_the_codes_of_a_resync_open_neither_door(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        w.advance(minutes(5));
        let (first, second) = (phone.fresh_code(), phone.next_code());
        let serial = keiri.serial("phone");
        hanako.asks("ResyncMFADevice", &[("UserName", "hanako"), ("SerialNumber", &serial), ("AuthenticationCode1", &first), ("AuthenticationCode2", &second)]).succeeds();
        hanako.gives(&phone, &second).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        person.signs_in_with_password().types_code(&second).sees(MfaCode);
    }

    /// The steps before a used one are closed at both doors, also when their code was never typed.
    fn otp_3_a_newer_code_at_one_door_closes_the_older_one_at_the_other(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        w.advance(minutes(5));
        let older = phone.code();
        hanako.gives(&phone, &phone.next_code()).succeeds();
        person.signs_in_with_password().types_code(&older).sees(MfaCode);
        w.advance(minutes(5));
        let older = phone.code();
        person.signs_in_with(&phone);
        hanako.gives(&phone, &older).refused("AccessDenied", 403).with_text(CODE_REFUSED);
    }

    fn otp_3_of_a_browser_and_a_program_with_one_code_at_the_same_moment_one_gets_in(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        let browser = w.browser();
        person.signs_in_with_password_at(&browser).sees(MfaCode);
        let opened = std::sync::atomic::AtomicUsize::new(0);
        let is_in = |right: bool| opened.fetch_add(usize::from(right), std::sync::atomic::Ordering::Relaxed);
        w.at_once(&[true, false], |by_browser| {
            if *by_browser {
                is_in(browser.types_code(&code).path() == "/console");
            } else {
                is_in(hanako.gives(&phone, &code).status() == 200);
            }
        });
        assert_eq!(opened.into_inner(), 1);
    }

    fn otp_12_a_clock_that_is_set_back_reopens_no_code_at_the_other_door(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        w.advance(minutes(30));
        let before = phone.code();
        person.signs_in_with_password().types_code(&before).sees(ConsoleHome);
        w.advance(minutes(-10));
        for code in [before, phone.code(), phone.code_at(1)] {
            hanako.gives(&phone, &code).refused("AccessDenied", 403);
        }
        w.advance(minutes(15));
        hanako.gives(&phone, &phone.code()).succeeds();
    }

    /// Every path with a code asks the same count.
    fn otp_8_en_3_guesses_at_sts_and_in_the_console_are_one_count(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        w.at("2024-07-16T02:00:00Z");
        let thief = w.browser();
        person.signs_in_with_password_at(&thief).sees(MfaCode);
        // Four are free, wherever they are typed.
        for _ in 0..2 {
            thief.types_code(&phone.wrong_code()).sees(MfaCode);
            hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        }
        hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        // Now both wait: what is typed too early is not looked at, however right it is.
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        thief.types_code(&phone.code()).sees(MfaCode).says(|t| t.mfa_wait("0:30"));
        w.restarts();
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        w.advance(seconds(30));
        hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        w.advance(seconds(59));
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        w.advance(seconds(1));
        // A right code at one door ends the waiting at both.
        hanako.gives(&phone, &phone.code()).succeeds();
        thief.types_code(&phone.wrong_code()).sees(MfaCode);
        thief.types_code(&phone.next_code()).sees(ConsoleHome);
    }

    fn otp_9_several_devices_at_two_doors_do_not_raise_the_number_of_guesses(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let tablet = hanako.session_with(&phone).enrols("hanako", "tablet");
        w.at("2024-07-16T02:00:00Z");
        for device in [&phone, &tablet, &phone, &tablet, &phone] {
            hanako.gives(device, &phone.wrong_code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        }
        hanako.gives(&tablet, &tablet.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
    }

    /// Who guesses at STS has the key and not the password, so it is the key that the person is told of.
    fn op_1_after_ten_wrong_codes_at_sts_the_person_is_told_of_the_key(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        for _ in 0..9 {
            w.advance(hours(1));
            hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        }
        w.advance(hours(1)).looks_away();
        hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403);
        w.tells(&[
            &format!("AccessKeyKnownToOthers Success userName=hanako accessKeyId={} wrongCodesInARow=10", hanako.key_id()),
            "GetSessionToken Failure errorCode=InvalidAuthenticationCode",
        ]);
        w.advance(hours(2));
        person.signs_in_with(&phone).does_not_say(Lang::password_is_known);
    }

    fn otp_8_a_spent_budget_shuts_sts_and_strange_browsers_and_not_the_owners_own(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        person.signs_in_with(&phone).presses(Lang::sign_out);
        for _ in 0..34 {
            w.advance(hours(1));
            hanako.gives(&phone, &phone.wrong_code()).refused("AccessDenied", 403);
        }
        w.advance(hours(2));
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        w.restarts();
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        let thief = w.browser();
        person.signs_in_with_password_at(&thief).types_code(&phone.code()).says(Lang::mfa_spent);
        person.signs_in_with(&phone);
        hanako.gives(&phone, &phone.next_code()).refused("AccessDenied", 403).with_text(NOT_LOOKED_AT);
        w.advance(days(366));
        hanako.gives(&phone, &phone.code()).succeeds();
    }

    /// A stranger without the key spends nobody's budget.
    fn op_3_without_the_secret_of_the_key_nobody_guesses(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let phone = hanako.enrols("hanako", "phone");
        let stranger = hanako.with_key(|key| "(fake) not the secret of this key".clone_into(&mut key.secret));
        for _ in 0..20 {
            stranger.gives(&phone, &phone.wrong_code()).refused("SignatureDoesNotMatch", 403);
        }
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }
}
