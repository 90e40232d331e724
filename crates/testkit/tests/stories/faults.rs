//! When the store fails: everything or nothing, and a page that says what to do.

use store::{Faults, Verb};
use testkit::page::*;
use testkit::{Lang, minutes, story};

const WIZARD: &str = "/console/security-credentials/mfa/new";
const OWN: &str = "/console/security-credentials";
/// More calls of the store than one request makes.
const CALLS_MAX: u64 = 60;

story! {
    fn a_call_that_fails_in_the_wizards_last_step_leaves_no_half_device(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        let (first, second) = (phone.code(), phone.code_at(1));
        let mut failed = 0;
        for nth in 1..=CALLS_MAX {
            let faults = Faults::default();
            faults.fail_call(nth);
            w.while_the_store_fails(&faults, || {
                visit.types_two_codes(&first, &second);
            });
            if faults.calls() < nth {
                break;
            }
            failed = nth;
            if visit.status() == 200 {
                // The device was made, and the page after it could be shown.
                break;
            }
            assert_eq!(visit.status(), 503, "call {nth}");
            visit.sees(Unavailable).says(Lang::problem_unavailable_text);
            if is_assigned(visit) {
                break;
            }
            visit.opens(&WIZARD.replace("new", "set-up")).sees(ScanQr).shows(&phone.secret_key());
        }
        assert!(failed > 5, "the last step asks the store more often than {failed} times");
        assert!(is_assigned(visit), "in the end it was made");
        w.advance(minutes(2));
        owner.signs_in_at(&w.browser(), &phone);
    }

    fn a_commit_that_fails_in_the_wizards_last_step_leaves_everything_as_it_was(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        let (first, second) = (phone.code(), phone.code_at(1));
        let faults = Faults::default();
        faults.fail(Verb::Commit, 1);
        w.looks_away();
        w.while_the_store_fails(&faults, || {
            visit.types_two_codes(&first, &second).sees(Unavailable);
        });
        w.tells(&[]);
        visit.opens(OWN).says(Lang::devices_empty);
        visit.opens(&WIZARD.replace("new", "set-up")).types_two_codes(&first, &second).sees(SecurityCredentials);
        w.tells(&["CreateVirtualMFADevice Success", "EnableMFADevice Success"]);
    }

    fn a_commit_whose_answer_is_lost_made_the_device_and_the_phone_opens(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        let faults = Faults::default();
        faults.lose_answer(1);
        w.while_the_store_fails(&faults, || {
            visit.types_two_consecutive_codes(&phone).sees(Unavailable);
        });
        // The new cookie was lost with the answer, so the door asks again: password and code.
        owner.signs_in_with(&phone).opens(OWN);
        assert_eq!(visit.rows().len(), 1);
    }

    fn somebody_who_is_faster_makes_an_operation_run_again_and_not_fail(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        let phone = visit.scans_qr_named("phone");
        let faults = Faults::default();
        for nth in 1..=3 {
            faults.conflict(nth);
        }
        w.looks_away();
        w.while_the_store_fails(&faults, || {
            visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
        });
        w.tells(&["CreateVirtualMFADevice Success", "EnableMFADevice Success"]);
    }

    fn somebody_who_is_always_faster_ends_in_a_page_that_says_so(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens("/console/account").fills("alias", "soumu");
        let faults = Faults::default();
        for nth in 1..=CALLS_MAX {
            faults.conflict(nth);
        }
        w.while_the_store_fails(&faults, || {
            visit.presses(Lang::account_alias_save).sees(Conflict).says(Lang::problem_conflict_text);
            assert_eq!(visit.status(), 409);
        });
        visit.opens("/console/account").keeps("alias", "keiri");
    }

    /// OTP-3: a code whose mark could not be written opens nothing.
    fn otp_3_a_code_opens_nothing_if_its_use_cannot_be_written(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let visit = owner.signs_in_with_password().sees(MfaCode);
        let code = phone.next_code();
        for nth in 1..=CALLS_MAX {
            let faults = Faults::default();
            faults.fail_call(nth);
            w.while_the_store_fails(&faults, || {
                visit.types_code(&code);
            });
            if visit.cookie("session").is_some() {
                break;
            }
            assert_eq!(visit.status(), 503, "call {nth}");
            visit.sees(Unavailable);
            visit.opens("/signin/mfa").sees(MfaCode);
        }
        assert!(visit.cookie("session").is_some());
        owner.signs_in_with_password_at(&w.browser()).types_code(&code).sees(MfaCode);
    }

    fn a_door_whose_store_fails_is_closed_and_says_so(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let faults = Faults::default();
        for nth in 1..=CALLS_MAX {
            faults.fail_call(nth);
        }
        w.while_the_store_fails(&faults, || {
            owner.browser().opens("/signin").sees(Unavailable);
            assert_eq!(owner.browser().status(), 503);
        });
        owner.signs_in_with_password().sees(ConsoleHome);
        w.advance(minutes(1));
    }

    fn a_full_disk_refuses_sign_in_with_one_sentence_and_loses_nothing(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let inside = w.browser();
        owner.signs_in_at(&inside, &phone);
        let waiting = w.browser();
        owner.signs_in_with_password_at(&waiting).sees(MfaCode);
        w.advance(minutes(2));
        let code = phone.next_code();
        w.looks_away();
        let faults = Faults::default();
        faults.fill_the_disk();
        w.while_the_store_fails(&faults, || {
            owner.signs_in_with_password_at(&w.browser()).sees(Unavailable).says(Lang::problem_storage_full_text);
            waiting.types_code(&code).sees(Unavailable).says(Lang::problem_storage_full_text);
            assert_eq!(waiting.status(), 503);
            // Whoever is in can look, also when it would be written down that they were seen.
            inside.opens("/console").sees(ConsoleHome);
            inside.opens("/console/account").fills("alias", "soumu").presses(Lang::account_alias_save);
            inside.sees(Unavailable).says(Lang::problem_storage_full_text);
        });
        w.tells(&[]);
        inside.opens("/console/account").keeps("alias", "keiri");
        // The code was not used up, nor was the attempt forgotten half-way.
        waiting.opens("/signin/mfa").types_code(&code).sees(ConsoleHome);
        w.tells(&["ConsoleLogin Success MFAUsed=Yes"]);
    }

    fn a_wrong_code_that_cannot_be_counted_is_not_looked_at(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().presses(Lang::sign_out);
        let visit = owner.signs_in_with_password_at(&w.browser()).sees(MfaCode).form_token();
        assert!(!visit.is_empty());
        let thief = w.browser();
        owner.signs_in_with_password_at(&thief).sees(MfaCode);
        let faults = Faults::default();
        faults.fail(Verb::Commit, 1);
        w.while_the_store_fails(&faults, || {
            thief.types_code(&phone.wrong_code()).sees(Unavailable);
        });
    }
}

/// Whether the device stands in the list. The session may be over, because its new cookie was lost.
fn is_assigned(visit: &testkit::Browser) -> bool {
    visit.opens(OWN);
    !visit.path().starts_with(OWN) || !visit.rows().is_empty()
}
