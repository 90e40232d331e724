//! Assigning an authenticator app: two codes in a row, or nothing.

use testkit::page::*;
use testkit::{Lang, hours, minutes, seconds, story};

const WIZARD: &str = "/console/security-credentials/mfa/new";
const SET_UP: &str = "/console/security-credentials/mfa/set-up";
const OWN: &str = "/console/security-credentials";

story! {
    fn otp_6_wrong_swapped_repeated_and_skipped_codes_change_nothing_and_say_what_to_do(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        w.looks_away();
        let (now, next, later) = (phone.code(), phone.code_at(1), phone.code_at(2));
        visit.types_two_codes(&phone.wrong_code(), &phone.wrong_code()).sees(ScanQr).says(Lang::mfa_codes_same);
        visit.types_two_codes(&phone.wrong_code(), &now).sees(ScanQr).says(Lang::mfa_codes_wrong);
        visit.types_two_codes(&next, &now).sees(ScanQr).says(Lang::mfa_codes_swapped);
        visit.types_two_codes(&now, &now).sees(ScanQr).says(Lang::mfa_codes_same);
        visit.types_two_codes(&now, &later).sees(ScanQr).says(Lang::mfa_codes_gap);
        w.tells(&["EnableMFADevice Failure errorCode=InvalidAuthenticationCode"; 5]);
        visit.opens(OWN).says(Lang::devices_empty);
        owner.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);
        // The picture is still the same one, and two right codes end it.
        visit.opens(SET_UP).shows(&phone.secret_key())
            .types_two_codes(&now, &next).sees(SecurityCredentials);
    }

    fn a_malformed_code_is_told_at_its_field_and_the_other_is_not_shown_again(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        visit.types_two_codes("12345", &phone.code()).sees(ScanQr)
            .is_told_at("code1", Lang::error_code).keeps("code1", "").keeps("code2", "");
        visit.types_two_codes(&phone.code(), "no code").sees(ScanQr)
            .is_told_at("code2", Lang::error_code);
        visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
    }

    fn otp_14_a_wizard_that_is_left_grants_nothing_and_stands_in_nobodys_way(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let abandoned = visit.scans_qr_named("phone");
        visit.opens(OWN).says(Lang::devices_empty).presses(Lang::sign_out);
        // The password alone still opens; the abandoned code is asked for by nobody.
        owner.signs_in_with_password().sees(ConsoleHome).opens(WIZARD);
        let phone = owner.browser().scans_qr_named("phone");
        assert_ne!(abandoned.secret_key(), phone.secret_key());
        owner.browser().types_two_consecutive_codes(&abandoned).sees(ScanQr).says(Lang::mfa_codes_wrong);
        owner.browser().types_two_consecutive_codes(&phone).sees(SecurityCredentials);
    }

    fn otp_14_a_second_attempt_replaces_the_first(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD);
        let first = visit.scans_qr_named("phone");
        let second = visit.opens(WIZARD).scans_qr_named("phone");
        assert_ne!(first.secret_key(), second.secret_key());
        visit.types_two_consecutive_codes(&first).sees(ScanQr).says(Lang::mfa_codes_wrong);
        visit.types_two_consecutive_codes(&second).sees(SecurityCredentials);
    }

    fn otp_14_another_session_cannot_end_what_this_one_began(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        let other = w.browser();
        owner.signs_in_with_password_at(&other).sees(ConsoleHome);
        let (first, second) = (phone.code(), phone.code_at(1));
        other.posts(SET_UP, &[("code1", &first), ("code2", &second)]).does_not_say(|t| t.mfa_added("phone"));
        other.opens(OWN).says(Lang::devices_empty);
        visit.types_two_codes(&first, &second).sees(SecurityCredentials);
    }

    fn otp_14_after_a_quarter_of_an_hour_the_wizard_is_forgotten(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        w.advance(minutes(15));
        visit.types_two_consecutive_codes(&phone).says(Lang::mfa_wizard_expired);
        visit.opens(OWN).says(Lang::devices_empty);
    }

    fn otp_14_just_before_a_quarter_of_an_hour_it_still_ends_well(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        w.advance(minutes(14));
        // The password is older than ten minutes by now and is asked for once more.
        let (first, second) = (phone.code(), phone.code_at(1));
        visit.types_two_codes(&first, &second).sees(Confirm)
            .fills("password", &owner.password()).presses(Lang::confirm_button).sees(ScanQr)
            .types_two_codes(&first, &second).sees(SecurityCredentials);
    }

    fn otp_11_after_the_enrolment_no_page_shows_the_seed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let key = phone.secret_key();
        for path in [OWN, "/console", SET_UP, "/console/security-credentials/mfa/phone/resync", "/console/security-credentials/mfa/phone/remove", WIZARD] {
            let page = String::from_utf8(owner.browser().opens(path).body()).expect("a page");
            assert!(!page.contains(&key) && !page.contains(&key.replace(' ', "")), "{path}");
            assert!(!page.contains("otpauth:"), "{path}");
        }
    }

    /// 21 and SE-1: the session counts as one with MFA from the second code on, under a new cookie.
    fn se_1_enrolling_makes_the_session_one_with_mfa_and_its_old_cookie_is_dead(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.administrator("hanako");
        let visit = hanako.signs_in_with_password();
        let before = visit.cookie("session").expect("a session");
        let elsewhere = w.browser();
        hanako.signs_in_with_password_at(&elsewhere).sees(ConsoleHome);
        hanako.adds_device("phone");
        assert_ne!(visit.cookie("session").expect("a session"), before);
        visit.opens("/console/sessions").says(Lang::sessions_factor_mfa).says(Lang::sessions_only_this);
        let thief = w.browser();
        thief.opens("/signin").puts_cookie("session", &before).opens("/console");
        assert!(thief.path().starts_with("/signin"));
        // The first device ends the sessions that were opened without it.
        elsewhere.opens("/console");
        assert!(elsewhere.path().starts_with("/signin"));
    }

    fn eight_devices_can_be_assigned_and_no_more(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let first = owner.enrols("phone-1");
        for number in 2..=8 {
            w.advance(minutes(1));
            owner.adds_device(&format!("phone-{number}"));
        }
        let visit = owner.browser().opens(OWN).says(Lang::error_devices_max);
        assert_eq!(visit.rows().len(), 8);
        assert!(!visit.has_link(Lang::devices_assign), "the button is gone");
        visit.opens(WIZARD).fills("name", "phone-9").presses(Lang::next)
            .sees(NameDevice).is_told_at("name", Lang::error_devices_max);
        visit.opens(OWN);
        assert_eq!(visit.rows().len(), 8);
        w.advance(hours(2));
        owner.signs_in_at(&w.browser(), &first);
    }

    fn a_name_that_cannot_be_or_is_taken_is_told_at_the_field_and_kept(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        let visit = owner.browser();
        visit.opens(WIZARD).fills("name", "花子の電話").fills("label", "金庫").presses(Lang::next)
            .sees(NameDevice).is_told_at("name", Lang::error_device_name)
            .keeps("name", "花子の電話").keeps("label", "金庫");
        visit.fills("name", "PHONE").presses(Lang::next)
            .sees(NameDevice).is_told_at("name", Lang::error_device_exists);
        visit.fills("name", "tablet").fills("label", &"長".repeat(61)).presses(Lang::next)
            .sees(NameDevice).is_told_at("label", Lang::error_device_label);
        visit.fills("label", &"長".repeat(60)).presses(Lang::next).sees(ScanQr);
    }

    fn a_proposed_name_is_free(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password().opens(WIZARD).keeps("name", "hanako-phone");
        let first = hanako.browser().scans_qr_named("hanako-phone");
        hanako.browser().types_two_consecutive_codes(&first).sees(SecurityCredentials);
        hanako.browser().opens(WIZARD).keeps("name", "hanako-phone-2");
    }

    fn two_people_who_want_one_name_at_the_same_moment_do_not_both_get_it(w) {
        let keiri = w.account("keiri");
        let (hanako, taro) = (keiri.user("hanako"), keiri.user("taro"));
        let mut wizards = Vec::new();
        for person in [&hanako, &taro] {
            let visit = person.signs_in_with_password().opens(WIZARD);
            let phone = visit.scans_qr_named("phone");
            let codes = (phone.code(), phone.code_at(1));
            wizards.push((visit, codes));
        }
        w.at_once(&wizards, |(visit, (first, second))| {
            visit.types_two_codes(first, second);
        });
        let assigned = wizards.iter().filter(|(visit, _)| visit.heading() == SecurityCredentials.heading(visit.lang())).count();
        assert_eq!(assigned, 1);
        let (late, _) = wizards.iter().find(|(visit, _)| visit.heading() != SecurityCredentials.heading(visit.lang())).expect("one");
        late.says(Lang::error_device_exists);
    }

    fn se_5_a_device_that_is_removed_opens_nothing_and_ends_the_other_sessions(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let lost = owner.enrols("lost");
        let kept = owner.adds_device("kept");
        let elsewhere = w.browser();
        owner.signs_in_at(&elsewhere, &lost);
        w.looks_away();
        let before = owner.browser().cookie("session");
        owner.browser().opens(OWN).follows(|t| format!("{} lost", t.devices_remove())).sees(RemoveDevice)
            .shows(&keiri.serial("lost"))
            .presses(Lang::remove_button).sees(SecurityCredentials).says(|t| t.mfa_removed("lost"));
        assert_ne!(owner.browser().cookie("session"), before, "SE-1: the session has a new cookie");
        w.tells(&["DeactivateMFADevice Success", "DeleteVirtualMFADevice Success"]);
        elsewhere.opens("/console");
        assert!(elsewhere.path().starts_with("/signin"));
        owner.signs_in_with_password_at(&elsewhere).sees(MfaCode).types_code(&lost.next_code()).sees(MfaCode);
        owner.signs_in_at(&w.browser(), &kept);
    }

    fn removing_the_last_device_warns_and_the_password_alone_opens_again(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        owner.browser().opens("/console/security-credentials/mfa/phone/remove")
            .says(Lang::remove_last).presses(Lang::remove_button).says(Lang::devices_empty);
        w.advance(seconds(1));
        owner.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);
    }

    fn a_device_that_is_not_there_is_not_found(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        for step in ["remove", "resync"] {
            owner.browser().opens(&format!("/console/security-credentials/mfa/nothing/{step}")).sees(NotFound);
        }
    }
}
