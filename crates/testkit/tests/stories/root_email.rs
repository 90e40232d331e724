//! Another e-mail address for root: on virtual time, with the mailbox lost, and with a thief in root's
//! session.

use rules::Reason;
use service::Refusal;
use service::ops::recover::{BeginRecovery, FinishRecovery};
use service::ops::root_email::{CancelEmailChange, ConfirmEmailChange, StartEmailChange};
use service::ports::MailWay;
use service::refusal::{EmailFault, RecoveryFault};
use testkit::page::*;
use testkit::{Account, Browser, Lang, Phone, World, hours, minutes, story};

const EMAIL: &str = "/console/root-user/email";
const OLD: &str = "root@keiri.example";
const NEW: &str = "owner@keiri.example";

/// An installation that sends mails, and an account whose root is in a session with MFA.
fn begins(w: &World) -> (Account, Phone) {
    w.is_configured(|settings| settings.mail = MailWay::Smtp);
    let keiri = w.account("keiri");
    let phone = keiri.owner().enrols("phone");
    w.mails();
    w.looks_away();
    (keiri, phone)
}

fn asks<'there>(browser: &'there Browser, to: &str) -> &'there Browser {
    browser
        .opens(EMAIL)
        .sees(RootUserEmail)
        .fills("email", to)
        .presses(Lang::email_ask)
        .says(Lang::email_asked)
}

fn types<'there>(browser: &'there Browser, code: &str) -> &'there Browser {
    browser.fills("code", code).presses(Lang::email_confirm)
}

fn start(browser: &Browser, to: &str) -> Result<(), Refusal> {
    let to = rules::Email::parse(to).expect("an address");
    browser.asks_service(&StartEmailChange { to })
}

fn confirm(browser: &Browser, code: &str) -> Result<(), Refusal> {
    let code = code.to_owned();
    browser.asks_service(&ConfirmEmailChange { code }).map(drop)
}

/// How many letters of this kind came to somebody so far.
fn letters(w: &World, to: &str, about: &str) -> usize {
    let mails = w.mails().into_iter();
    mails
        .filter(|mail| mail.to == to && mail.about == about)
        .count()
}

fn is_over(fault: EmailFault) -> Result<(), Refusal> {
    Err(Refusal::RootEmail(fault))
}

story! {
    fn se_6_the_mailbox_is_lost_and_the_new_address_counts_after_three_days(w) {
        let (keiri, phone) = begins(w);
        let owner = keiri.owner();
        asks(owner.browser(), NEW);
        w.tells(&["StartPrimaryEmailUpdate Success primaryEmail=o***@keiri.example"]);
        assert_eq!((letters(w, NEW, "new-root-email"), letters(w, OLD, "root-email-change")), (1, 1));
        types(owner.browser(), "00000000").sees(RootUserEmail).is_told_at("code", Lang::error_email_code);
        w.tells(&["AcceptPrimaryEmailUpdate Failure"]);
        types(owner.browser(), &w.code_to_the_new_address()).says(Lang::email_confirmed).shows(NEW);
        assert_eq!(letters(w, OLD, "root-email-change"), 2);
        w.advance(hours(71) + minutes(59));
        assert_eq!(w.settles_root_emails(), 0);
        owner.signs_in_at(&w.browser(), &phone);
        owner.names_themselves(NEW).signs_in_with_password_at(&w.browser()).sees(RootPassword).says(Lang::signin_root_refused);
        // Nobody has run the job: whoever comes with the address finds it good.
        w.advance(minutes(1));
        let visit = w.browser();
        owner.names_themselves(NEW).signs_in_at(&visit, &phone).opens("/console/root-user").sees(RootUser)
            .shows(NEW).does_not_show(OLD);
        owner.names_themselves(OLD).signs_in_with_password_at(&w.browser()).sees(RootPassword).says(Lang::signin_root_refused);
        assert_eq!(w.settles_root_emails(), 0);
        assert_eq!((letters(w, NEW, "root-email-changed"), letters(w, OLD, "root-email-changed")), (1, 1));
        // The old address is free again.
        assert_eq!(start(&visit, OLD), Ok(()));
    }

    fn the_servers_change_the_address_once_and_by_themselves(w) {
        let (keiri, phone) = begins(w);
        let owner = keiri.owner();
        asks(owner.browser(), NEW);
        types(owner.browser(), &w.code_to_the_new_address());
        w.advance(hours(80));
        w.restarts();
        w.looks_away();
        w.at_once(&[1, 2, 3], |_| {
            w.settles_root_emails();
        });
        w.tells(&["UpdatePrimaryEmail Success primaryEmail=o***@keiri.example"]);
        assert_eq!((letters(w, NEW, "root-email-changed"), letters(w, OLD, "root-email-changed")), (1, 1));
        owner.names_themselves(NEW).signs_in_at(&w.browser(), &phone);
    }

    fn se_6_the_old_mailbox_stops_a_thief_in_time(w) {
        let (keiri, _) = begins(w);
        let thief = keiri.owner().browser();
        let evil = "thief@evil.example";
        asks(thief, evil);
        let first = w.link_to_the_old_address();
        types(thief, &w.code_to_the_new_address()).says(Lang::email_confirmed);
        for _ in 0..2 {
            // A look at it uses nothing up.
            w.browser().opens(&first).sees(CancelEmail).shows(evil);
        }
        w.looks_away();
        let reader = w.browser();
        reader.opens(&first).presses(Lang::email_cancel).says(Lang::email_cancelled);
        w.tells(&["CancelPrimaryEmailUpdate Success"]);
        assert_eq!((letters(w, OLD, "root-email-kept"), letters(w, evil, "root-email-kept")), (1, 1));
        reader.opens(&first).sees(CancelEmail).says(Lang::email_cancel_over);
        w.advance(hours(73));
        assert_eq!(w.settles_root_emails(), 0, "nothing is left of it");
    }

    fn se_6_after_three_days_a_link_stops_nothing_and_says_so(w) {
        let (keiri, _) = begins(w);
        let thief = keiri.owner().browser();
        asks(thief, "thief@evil.example");
        let asked = w.link_to_the_old_address();
        types(thief, &w.code_to_the_new_address());
        let confirmed = w.link_to_the_old_address();
        let late = w.browser();
        late.opens(&asked).sees(CancelEmail);
        w.advance(hours(72));
        late.presses(Lang::email_cancel).sees(CancelEmail).says(Lang::email_cancel_over);
        w.browser().opens(&confirmed).says(Lang::email_cancel_over);
        assert_eq!(w.settles_root_emails(), 1);
        assert_eq!(letters(w, OLD, "root-email-kept"), 0);
    }

    fn se_8_no_other_site_cancels_for_whoever_has_the_link(w) {
        let (keiri, _) = begins(w);
        asks(keiri.owner().browser(), NEW);
        let link = w.link_to_the_old_address();
        let token = link.split_once('=').expect("a token").1;
        let reader = w.browser();
        reader.opens(&link).posts_only("/signin/cancel-email", &[("token", token)]).sees(FormTooOld);
        w.browser().opens(&link).shows(NEW);
    }

    fn rc_6_a_code_is_good_once_for_a_day_and_for_five_tries(w) {
        let (keiri, phone) = begins(w);
        let owner = keiri.owner();
        let visit = owner.browser();
        assert_eq!(confirm(visit, "12345678"), is_over(EmailFault::CodeOver), "none was sent");
        asks(visit, NEW);
        let first = w.code_to_the_new_address();
        for _ in 0..4 {
            assert_eq!(confirm(visit, "0"), is_over(EmailFault::CodeWrong));
        }
        assert_eq!(confirm(visit, "0"), is_over(EmailFault::CodeOver));
        assert_eq!(confirm(visit, &first), is_over(EmailFault::CodeOver));
        asks(visit, NEW);
        let second = w.code_to_the_new_address();
        assert_eq!(confirm(visit, &first), is_over(EmailFault::CodeWrong), "the last one counts");
        w.advance(hours(24));
        let visit = w.browser();
        owner.signs_in_at(&visit, &phone);
        assert_eq!(confirm(&visit, &second), is_over(EmailFault::CodeOver));
        asks(&visit, NEW);
        let third = w.code_to_the_new_address();
        assert_eq!(confirm(&visit, &third), Ok(()));
        assert_eq!(confirm(&visit, &third), is_over(EmailFault::CodeOver), "it is used up");
        assert!(matches!(start(&visit, "other@keiri.example"), Err(Refusal::RootEmail(EmailFault::Waits(_)))));
        visit.opens(EMAIL).says(Lang::email_waits).presses(Lang::email_cancel).sees(RootUser).says(Lang::email_cancelled);
        assert_eq!(visit.asks_service(&CancelEmailChange), is_over(EmailFault::Over));
    }

    fn a_change_that_is_confirmed_and_cancelled_at_once_never_counts(w) {
        let (keiri, _) = begins(w);
        let visit = keiri.owner().browser();
        asks(visit, NEW);
        let code = w.code_to_the_new_address();
        w.at_once(&[true, true, false], |confirms| {
            if *confirms {
                drop(confirm(visit, &code));
            } else {
                assert_eq!(visit.asks_service(&CancelEmailChange), Ok(()));
            }
        });
        w.advance(hours(73));
        assert_eq!(w.settles_root_emails(), 0);
        assert_eq!(letters(w, NEW, "root-email-changed"), 0);
    }

    /// PW-6: whoever asks learns nothing; whoever reads the mailbox does.
    fn pw_6_of_two_accounts_one_has_the_address_and_nobody_is_told_who_does_not_read_it(w) {
        let (keiri, _) = begins(w);
        let soumu = w.account("soumu");
        soumu.owner().enrols("phone");
        let (one, other) = (keiri.owner().browser(), soumu.owner().browser());
        asks(one, NEW);
        let code = w.code_to_the_new_address();
        asks(other, NEW);
        let others = w.code_to_the_new_address();
        types(one, &code).says(Lang::email_confirmed);
        types(other, &others).says(Lang::error_email_taken);
        // Asking for what somebody has looks like asking for what is free.
        assert_eq!(start(other, OLD), Ok(()));
        let mail = w.newest_mail("new-root-email");
        assert_eq!(mail.to, OLD);
        assert!(mail.facts["about"]["NewRootEmail"]["code"].is_null(), "there is no code");
        assert_eq!(confirm(other, "12345678"), is_over(EmailFault::CodeWrong));
        assert_eq!(start(other, "ROOT@soumu.example"), is_over(EmailFault::Same));
    }

    /// Decision of the house: another address during a recovery is no way around its wait.
    fn rc_7_a_recovery_waits_again_after_the_address_changed_and_no_mail_opens_anything(w) {
        let (keiri, _) = begins(w);
        asks(keiri.owner().browser(), NEW);
        types(keiri.owner().browser(), &w.code_to_the_new_address());
        w.advance(hours(10));
        let account = || keiri.id().clone();
        let host = || "fake-host".to_owned();
        let reason = Reason::parse("(fake) the phone is lost").expect("a reason");
        w.operator(&BeginRecovery { account: account(), reason, host: host() }).expect("it begins");
        w.advance(hours(62));
        assert_eq!(w.settles_root_emails(), 1);
        w.advance(hours(11));
        let finish = FinishRecovery { account: account(), host: host() };
        assert!(matches!(w.operator(&finish), Err(Refusal::Recovery(RecoveryFault::Waits(_)))));
        let forgets = || {
            w.browser().opens("/signin/root/forgot").fills("email", NEW).presses(Lang::forgot_button);
            letters(w, NEW, "password-reset")
        };
        assert_eq!(forgets(), 0);
        w.advance(hours(13));
        assert_eq!(forgets(), 1);
        w.advance(hours(48));
        assert!(w.operator(&finish).is_ok());
    }

    fn without_mail_the_page_says_what_to_do_first(w) {
        w.is_configured(|settings| settings.mail = MailWay::Files);
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        let visit = keiri.owner().browser();
        visit.opens(EMAIL).sees(RootUserEmail).says(Lang::email_no_mail);
        assert!(!visit.has_button(Lang::email_ask));
        assert_eq!(start(visit, NEW), Err(Refusal::NoMail));
    }

    fn se_6_another_address_is_asked_for_with_a_fresh_proof_and_what_was_typed_stays(w) {
        let (keiri, phone) = begins(w);
        let visit = keiri.owner().browser();
        visit.opens(EMAIL).sees(RootUserEmail);
        w.advance(minutes(11));
        visit.fills("email", NEW).presses(Lang::email_ask).sees(Confirm).types_code_of(&phone)
            .sees(RootUserEmail).keeps("email", NEW).presses(Lang::email_ask).says(Lang::email_asked);
    }

    fn a_change_that_is_under_way_ends_when_the_account_is_closed(w) {
        let (keiri, _) = begins(w);
        let owner = keiri.owner();
        asks(owner.browser(), NEW);
        types(owner.browser(), &w.code_to_the_new_address()).says(Lang::email_confirmed);
        owner.browser().opens("/console/account/close").fills("typed", keiri.id().as_str())
            .presses(Lang::close_button).sees(ReopenAccount);
        w.advance(hours(73));
        assert_eq!(w.settles_root_emails(), 0);
        assert_eq!(letters(w, NEW, "root-email-changed"), 0);
    }
}
