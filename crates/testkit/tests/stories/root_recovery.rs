//! Root lost every device: the operator's way, on virtual time, with a thief in each place.

use rules::Reason;
use service::Refusal;
use service::ops::recover::{
    BeginRecovery, CancelRecovery, DrillRecovery, FinishRecovery, ShowRecovery, StopRecovery,
};
use service::refusal::RecoveryFault;
use testkit::page::*;
use testkit::{
    ADMINISTRATOR, Account, Browser, Lang, Person, World, hours, minutes, seconds, story,
};

const WIZARD: &str = "/console/security-credentials/mfa/new";

fn reason() -> Reason {
    Reason::parse("(fake) the phone is lost").expect("a reason")
}

fn host() -> String {
    "fake-host".to_owned()
}

fn begins(w: &World, account: &Account) -> Result<(), Refusal> {
    let operation = BeginRecovery {
        account: account.id().clone(),
        reason: reason(),
        host: host(),
    };
    w.operator(&operation).map(drop)
}

/// The address at the end of the wait.
fn finishes(w: &World, account: &Account) -> Result<String, Refusal> {
    let operation = FinishRecovery {
        account: account.id().clone(),
        host: host(),
    };
    let made = w.operator(&operation)?;
    Ok(format!("/signin/recover?token={}", made.token.reveal()))
}

fn types_password(browser: &Browser, address: &str, password: &str) {
    browser
        .opens(address)
        .fills("password", password)
        .presses(Lang::recover_button);
}

fn registers(browser: &Browser, name: &str) -> testkit::Phone {
    browser.sees(RegisterDevice).opens(WIZARD);
    let phone = browser.scans_qr_named(name);
    browser
        .types_two_consecutive_codes(&phone)
        .sees(SecurityCredentials);
    phone
}

fn lost(owner: &Person) -> testkit::Phone {
    owner.enrols("phone")
}

story! {
    fn rc_3_root_waits_and_replaces_the_device_with_the_password(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let old = lost(owner);
        let elsewhere = w.browser();
        w.advance(minutes(1));
        owner.signs_in_at(&elsewhere, &old);
        w.looks_away();
        assert_eq!(begins(w, &keiri), Ok(()));
        w.tells(&["BeginRootRecovery Success"]);
        w.newest_mail("root-recovery");
        assert!(matches!(begins(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Waits(_)))));
        elsewhere.opens("/console").says(Lang::recovery_banner_link);
        w.advance(hours(71));
        assert!(matches!(finishes(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Waits(_)))));
        w.advance(hours(1));
        let first = finishes(w, &keiri).expect("the wait is over");
        let address = finishes(w, &keiri).expect("the last one counts");
        let browser = w.browser();
        browser.opens(&first).sees(RecoverRoot).says(Lang::recover_over);
        types_password(&browser, &address, "not the password");
        browser.sees(RecoverRoot).says(Lang::recover_wrong);
        types_password(&browser, &address, &owner.password());
        browser.sees(RegisterDevice).says(Lang::register_by_operator);
        // The old device still opens until the new one is confirmed; the address does not.
        w.browser().opens(&address).says(Lang::recover_over);
        browser.opens("/console/users").sees(RegisterDevice);
        let open = w.browser();
        owner.signs_in_at(&open, &old);
        let new = registers(&browser, "new");
        browser.says(|t| t.register_recovered("new"));
        w.newest_mail("root-recovered");
        open.opens("/console");
        assert!(open.path().starts_with("/signin"), "every session of root ends");
        w.advance(seconds(60));
        owner.signs_in_with_password_at(&w.browser()).sees(MfaCode).types_code(&old.next_code()).sees(MfaCode);
        owner.signs_in_at(&w.browser(), &new);
    }

    fn rc_3_anybody_concerned_cancels_in_the_console_by_mail_or_on_the_machine(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        lost(owner);
        let hanako = keiri.user("hanako");
        let stop = StopRecovery { account: keiri.id().clone(), host: host() };
        assert_eq!(w.operator(&stop), Err(Refusal::Recovery(RecoveryFault::Over)));
        assert_eq!(begins(w, &keiri), Ok(()));
        hanako.signs_in_with_password().opens("/console/recovery").sees(RootRecovery)
            .shows("(fake) the phone is lost").presses(Lang::recovery_cancel).says(Lang::recovery_cancelled);
        assert_eq!(finishes(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Over)));
        w.newest_mail("recovery-cancelled");
        assert_eq!(begins(w, &keiri), Ok(()));
        let link = w.link_in_the_mail();
        for _ in 0..2 {
            // A look at it uses nothing up.
            w.browser().opens(&link).sees(RootRecovery);
        }
        let browser = w.browser();
        browser.opens(&link).presses(Lang::recovery_cancel).says(Lang::recovery_cancelled);
        browser.opens(&link).says(Lang::recovery_over);
        assert_eq!(begins(w, &keiri), Ok(()));
        assert_eq!(w.operator(&stop), Ok(()));
        w.advance(hours(73));
        assert_eq!(finishes(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Over)));
    }

    fn rc_3_a_cancelled_recovery_kills_its_address_and_a_session_that_it_opened(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        lost(owner);
        assert_eq!(begins(w, &keiri), Ok(()));
        w.advance(hours(72));
        let address = finishes(w, &keiri).expect("the wait is over");
        let browser = w.browser();
        types_password(&browser, &address, &owner.password());
        browser.sees(RegisterDevice).opens(WIZARD);
        let phone = browser.scans_qr_named("thief");
        let stop = StopRecovery { account: keiri.id().clone(), host: host() };
        assert_eq!(w.operator(&stop), Ok(()));
        browser.types_two_consecutive_codes(&phone).sees(Conflict);
        browser.opens("/console").sees(RegisterDevice);
    }

    fn rc_3_an_address_works_for_half_an_hour_and_a_recovery_for_a_week(w) {
        let keiri = w.account("keiri");
        lost(keiri.owner());
        assert_eq!(begins(w, &keiri), Ok(()));
        w.advance(hours(72));
        let address = finishes(w, &keiri).expect("the wait is over");
        w.advance(minutes(30));
        w.browser().opens(&address).says(Lang::recover_over);
        let address = finishes(w, &keiri).expect("another one can be had");
        w.restarts();
        w.browser().opens(&address).says(Lang::recover_lead);
        w.advance(hours(7 * 24));
        assert_eq!(finishes(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Over)));
        assert_eq!(begins(w, &keiri), Ok(()));
    }

    fn rc_7_a_changed_password_begins_the_wait_anew_and_no_mail_opens_anything_after_it(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        lost(owner);
        w.is_configured(|settings| settings.mail = service::ports::MailWay::Smtp);
        assert_eq!(begins(w, &keiri), Ok(()));
        let link = w.link_in_the_mail();
        w.advance(hours(71));
        let asks = || {
            w.browser().opens("/signin/root/forgot").fills("email", "root@keiri.example").presses(Lang::forgot_button);
        };
        asks();
        let reset = w.address_in_the_mail();
        let browser = w.browser();
        browser.opens(&reset).fills("password", "fake new secret words").fills("password_again", "fake new secret words").presses(Lang::reset_button);
        owner.learns_password("fake new secret words");
        w.advance(hours(1));
        assert!(matches!(finishes(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Waits(_)))));
        w.browser().opens(&link).sees(RootRecovery);
        w.advance(hours(71));
        let before = w.mails().len();
        asks();
        assert_eq!(w.mails().len(), before, "no mail leads to a new password");
        let address = finishes(w, &keiri).expect("the second wait is over");
        let browser = w.browser();
        types_password(&browser, &address, "fake new secret words");
        registers(&browser, "new");
        let before = w.mails().len();
        w.advance(hours(23));
        asks();
        assert_eq!(w.mails().len(), before);
        w.advance(hours(2));
        asks();
        w.address_in_the_mail();
    }

    fn rc_3_a_drill_changes_nothing_and_the_dashboard_tells_of_it(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = lost(owner);
        owner.browser().opens("/console").says(Lang::recovery_never_drilled);
        let before = w.mails().len();
        let drill = DrillRecovery { account: keiri.id().clone(), reason: reason(), host: host() };
        let drilled = w.operator(&drill).expect("it is practised");
        assert_eq!((drilled.devices, drilled.keys), (1, 0));
        assert_eq!(w.mails().len(), before);
        let view = w.operator(&ShowRecovery { account: keiri.id().clone() }).expect("shown");
        assert!(view.recovery.under_way.is_none());
        w.advance(minutes(1));
        owner.signs_in_at(&w.browser(), &phone);
        owner.browser().opens("/console").shows("2024-07-");
    }

    fn rc_3_somebody_of_another_account_cancels_nothing_through_a_role(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let stranger = soumu.person("hanako", &[ADMINISTRATOR]);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
            soumu.id()
        );
        keiri.program().asks("CreateRole", &[("RoleName", "audit"), ("AssumeRolePolicyDocument", &trust)]).succeeds();
        lost(keiri.owner());
        assert_eq!(begins(w, &keiri), Ok(()));
        let visit = stranger.signs_in_with_password();
        visit.opens("/console/switch-role").fills("account", "keiri").fills("roleName", "audit")
            .presses(Lang::switch_button).sees(ConsoleHome);
        assert_eq!(visit.asks_service(&CancelRecovery), Err(Refusal::UserNameMissing));
        w.advance(hours(72));
        finishes(w, &keiri).expect("nobody has cancelled it");
    }

    fn rc_3_a_root_without_a_device_has_nothing_to_recover(w) {
        let keiri = w.account("keiri");
        assert_eq!(begins(w, &keiri), Err(Refusal::Recovery(RecoveryFault::Nothing)));
    }
}
