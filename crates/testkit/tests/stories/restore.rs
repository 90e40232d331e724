//! A backup is restored: what could be used a second time cannot, and nobody has more time.

use service::ops::recover::{BeginRecovery, ShowRecovery};
use service::ops::store::{RestoreStore, Restored, VerifyStore};
use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, World, hours, minutes, seconds, story};

use crate::lost_devices::{makes_codes, types, without_the_phone};

fn host() -> String {
    "fake-host".to_owned()
}

/// What the command does to the draft of a restore, before a server starts on it.
fn is_restored(w: &World) -> Restored {
    let restored = w.operator(&RestoreStore {
        epoch: 2,
        made_at: w.now(),
        trail_findings: 0,
        replaced: None,
        host: host(),
    });
    w.restarts();
    restored.expect("the operator may")
}

story! {
    fn se_5_a_restore_ends_every_session_of_people_and_programs(w) {
        let keiri = w.account_with_key("keiri");
        let owner = keiri.owner();
        owner.signs_in_with_password();
        let (hanako, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        hanako.enrols("phone");
        let session = program.session();
        session.asks("GetCallerIdentity", &[]).succeeds();
        w.looks_away();
        let restored = is_restored(w);
        assert!(restored.ended >= 3, "two sessions and a day's key: {restored:?}");
        w.tells(&["RestoreStore Success"]);
        owner.browser().opens("/console").sees(SessionExpired);
        hanako.browser().opens("/console").sees(SessionExpired);
        session.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        // The long-term key is as it was, and gets sessions that live.
        program.session().asks("GetCallerIdentity", &[]).succeeds();
        session.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
    }

    fn otp_3_after_a_restore_every_code_up_to_now_counts_as_used(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.advance(minutes(10));
        // It could have been used after the backup, and so could the next one, which is taken early.
        let (now, next) = (phone.code(), phone.code_at(1));
        is_restored(w);
        let visit = owner.signs_in_with_password();
        for code in [now, next.clone(), phone.code_at(-1)] {
            visit.types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        }
        w.advance(seconds(30));
        visit.types_code(&next).sees(MfaCode).says(Lang::mfa_refused);
        // Nor does a code that it shows if its clock was set forward after the backup: an app is found up
        // to 20 steps ahead, and whatever it could have shown by then is over after 22.
        w.advance(minutes(10));
        visit.types_code(&phone.code()).sees(MfaCode).says(Lang::mfa_refused);
        w.advance(seconds(30));
        visit.types_code(&phone.code()).sees(ConsoleHome);
    }

    fn rc_1_after_a_restore_recovery_codes_are_made_again(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        let codes = makes_codes(&hanako);
        is_restored(w);
        let browser = without_the_phone(w, &hanako);
        types(&browser, &codes[0], "phone");
        browser.sees(LostDevice);
        w.advance(hours(1));
        hanako.signs_in_at(hanako.browser(), &phone);
        let again = makes_codes(&hanako);
        let browser = without_the_phone(w, &hanako);
        types(&browser, &again[0], "phone");
        browser.sees(RegisterDevice);
    }

    fn rc_3_after_a_restore_no_recovery_is_under_way(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        let account = || keiri.id().clone();
        let reason = rules::Reason::parse("(fake) the phone is lost").expect("a reason");
        let begin = BeginRecovery { account: account(), reason, host: host() };
        w.operator(&begin).expect("it begins");
        is_restored(w);
        let view = w.operator(&ShowRecovery { account: account() }).expect("the operator may look");
        assert!(view.recovery.under_way.is_none());
    }

    fn after_a_restore_no_change_of_roots_address_is_under_way(w) {
        w.is_configured(|settings| settings.mail = service::ports::MailWay::Smtp);
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        owner.browser().opens("/console/root-user/email").fills("email", "owner@keiri.example").presses(Lang::email_ask);
        let code = w.code_to_the_new_address();
        owner.browser().fills("code", &code).presses(Lang::email_confirm).says(Lang::email_confirmed);
        is_restored(w);
        w.advance(hours(73));
        assert_eq!(w.settles_root_emails(), 0);
        owner.signs_in_at(owner.browser(), &phone);
    }

    fn a_store_that_people_use_verifies_before_and_after_a_restore(w) {
        let keiri = w.account_with_key("keiri");
        let (hanako, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        hanako.enrols("phone");
        makes_codes(&hanako);
        program.session().asks("GetCallerIdentity", &[]).succeeds();
        let verifies = || {
            let tell = std::sync::Arc::new(|_, _| {});
            let found = w.operator(&VerifyStore { tell }).expect("the operator may look");
            assert_eq!(found.faults, []);
            found.records
        };
        let before = verifies();
        is_restored(w);
        assert!(verifies() < before, "sessions and what they are found by are gone");
    }
}
