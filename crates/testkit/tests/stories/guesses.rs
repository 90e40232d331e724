//! How often a code may be guessed, by whom, and who is told.

use testkit::page::*;
use testkit::{Browser, Lang, Person, Phone, days, hours, minutes, seconds, story};

/// Somebody without the phone types so many wrong codes and waits as long as the page says.
fn guesses(w: &testkit::World, browser: &Browser, phone: &Phone, count: u32) {
    for _ in 0..count {
        w.advance(hours(1));
        browser.types_code(&phone.wrong_code());
    }
}

/// Behind the password, in a browser that was never here.
fn a_thief(w: &testkit::World, person: &Person) -> Browser {
    let browser = w.browser();
    person.signs_in_with_password_at(&browser).sees(MfaCode);
    browser
}

/// Comes back through the door, because the sign-in takes at most a quarter of an hour.
fn spends_the_budget(w: &testkit::World, person: &Person, phone: &Phone) -> Browser {
    let browser = w.browser();
    // Three steps are compared for each wrong code: 34 of them are more than 100 units.
    for _ in 0..34 {
        w.advance(hours(1));
        person.signs_in_with_password_at(&browser).sees(MfaCode);
        browser.types_code(&phone.wrong_code()).sees(MfaCode);
    }
    browser
}

story! {
    fn otp_8_four_wrong_codes_are_free_and_then_the_wait_doubles(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.at("2024-07-16T02:00:00Z");
        let thief = a_thief(w, owner);
        for _ in 0..4 {
            thief.types_code(&phone.wrong_code()).says(|t| t.mfa_wait("0:30"));
        }
        for wait in ["0:30", "1:00", "2:00", "4:00"] {
            thief.types_code(&phone.wrong_code()).says(|t| t.mfa_wait(wait));
            // Too early: it is not looked at, however right it is.
            thief.types_code(&phone.code()).sees(MfaCode).says(Lang::mfa_refused);
            let (minute, second) = wait.split_once(':').expect("a clock");
            w.advance(minutes(minute.parse().expect("a number")));
            w.advance(seconds(second.parse().expect("a number")));
        }
        // The wait is over, and a right code ends all waiting.
        thief.types_code(&phone.code()).sees(ConsoleHome);
    }

    fn otp_8_a_restart_shortens_no_wait(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.at("2024-07-16T02:00:00Z");
        let thief = a_thief(w, owner);
        for wait in [0, 0, 0, 0, 30, 60, 120] {
            thief.types_code(&phone.wrong_code());
            w.advance(seconds(wait));
        }
        thief.types_code(&phone.wrong_code()).says(|t| t.mfa_wait("4:00"));
        w.restarts();
        w.advance(minutes(3));
        thief.types_code(&phone.code()).sees(MfaCode).says(|t| t.mfa_wait("1:00"));
    }

    fn otp_8_another_browser_shortens_no_wait(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.at("2024-07-16T02:00:00Z");
        let thief = a_thief(w, owner);
        for _ in 0..5 {
            thief.types_code(&phone.wrong_code());
        }
        a_thief(w, owner).types_code(&phone.code()).sees(MfaCode).says(|t| t.mfa_wait("0:30"));
    }

    fn otp_9_several_devices_do_not_raise_the_number_of_guesses(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let tablet = owner.adds_device("tablet");
        w.at("2024-07-16T02:00:00Z");
        let thief = a_thief(w, owner);
        for name in ["phone", "tablet", "phone", "tablet", "phone"] {
            thief.posts("/signin/mfa", &[("device", name), ("code", &phone.wrong_code())]).sees(MfaCode);
        }
        thief.posts("/signin/mfa", &[("device", "tablet"), ("code", &tablet.code())])
            .sees(MfaCode).says(|t| t.mfa_wait("0:30"));
    }

    /// OTP-8: about one chance in ten thousand a year, however patient somebody is.
    fn otp_8_patience_does_not_help_beyond_a_hundred_units_a_year(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let thief = spends_the_budget(w, owner, &phone);
        w.advance(hours(1));
        owner.signs_in_with_password_at(&thief).types_code(&phone.code()).sees(MfaCode).says(Lang::mfa_spent);
        w.restarts();
        owner.signs_in_with_password_at(&thief).types_code(&phone.code()).says(Lang::mfa_spent);

        // The owner's own browser goes on: a thief of the password holds no door shut.
        owner.signs_in_with(&phone).presses(Lang::sign_out);
        // What the owner types right refunds the thief nothing.
        owner.signs_in_with_password_at(&thief).types_code(&phone.next_code()).says(Lang::mfa_spent);

        // A year later there is a new budget.
        w.advance(days(366));
        owner.signs_in_at(&w.browser(), &phone);
    }

    fn otp_8_a_changed_password_gives_new_browsers_a_new_budget(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        spends_the_budget(w, owner, &phone);
        let password = "(fake) nobody knows this one";
        owner.signs_in_with(&phone)
            .opens("/console/security-credentials/password").sees(ChangePassword)
            .fills("current", &owner.password())
            .fills("password", password)
            .fills("password_again", password)
            .presses(Lang::change_button).says(Lang::password_changed);
        owner.learns_password(password);
        owner.signs_in_at(&w.browser(), &phone);
    }

    fn a_known_browser_that_guesses_too_much_is_a_stranger_again(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        spends_the_budget(w, owner, &phone);
        let home = owner.browser();
        // Ten codes of three steps: the known browser's own thirty units.
        for _ in 0..10 {
            w.advance(hours(1));
            owner.signs_in_with_password().sees(MfaCode);
            home.types_code(&phone.wrong_code());
        }
        w.advance(hours(1));
        owner.signs_in_with_password().types_code(&phone.code()).sees(MfaCode).says(Lang::mfa_spent);
    }

    fn op_1_after_ten_wrong_codes_behind_the_right_password_the_person_is_told(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        w.looks_away();
        let thief = w.browser();
        for number in 1..=11 {
            w.advance(hours(1));
            owner.signs_in_with_password_at(&thief).types_code(&phone.wrong_code()).sees(MfaCode);
            let wrong = ["CheckMfa Success", "ConsoleLogin Failure MFAUsed=Yes"];
            let told = ["CheckMfa Success", "ConsoleLogin Failure MFAUsed=Yes", "PasswordKnownToOthers Success wrongCodesInARow=10"];
            w.tells(if number == 10 { &told } else { &wrong });
        }
        owner.signs_in_with(&phone).says(Lang::password_is_known);
    }

    /// 16: only somebody who has the password can cause any of it.
    fn op_3_without_the_password_nobody_spends_anybodys_budget(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let stranger = w.browser();
        stranger.opens("/signin");
        for _ in 0..8 {
            stranger.posts("/signin/mfa", &[("device", "phone"), ("code", &phone.wrong_code())]).sees(ChooseDoor);
        }
        owner.signs_in_at(&w.browser(), &phone);
    }

    fn what_is_not_a_code_costs_nothing(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.at("2024-07-16T02:00:00Z");
        let thief = a_thief(w, owner);
        for _ in 0..20 {
            thief.types_code("12345").sees(MfaCode);
        }
        thief.types_code(&phone.code()).sees(ConsoleHome);
    }

    fn a_proof_before_a_sensitive_step_counts_as_a_guess_too(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(11));
        let visit = owner.browser();
        visit.opens("/console/create-user").sees(Confirm);
        guesses_in_a_row(visit, &phone, 5);
        visit.types_code(&phone.code()).sees(Confirm).says(|t| t.mfa_wait("0:30"));
        w.advance(seconds(30));
        visit.types_code(&phone.code()).sees(CreateUser);
        guesses(w, &a_thief(w, owner), &phone, 1);
    }
}

fn guesses_in_a_row(browser: &Browser, phone: &Phone, count: u32) {
    for _ in 0..count {
        browser.types_code(&phone.wrong_code());
    }
}
