//! The deadline at the console's door: before it, at it, after it, and who tries to get around it.

use rules::enrolment::LateUsers;
use rules::requirement::Reason;
use rules::{UserName, Whom};
use service::Refusal;
use service::ops::enrolment::HandOverEnrolmentAddress;
use service::ops::requirement::{AdoptRequirement, ClearRequirement, PutRequirement};
use service::ops::settings::PutSettings;
use service::refusal::EnrolmentFault;
use testkit::page::*;
use testkit::{Account, Browser, Lang, World, days, hours, minutes, seconds, story, when};

/// From the page of the enrolment to the console, with a phone.
pub(crate) fn enrols_at_the_gate(visit: &Browser, name: &str) -> testkit::Phone {
    // Whoever has proved what was asked for is led on at once.
    if visit.path() == "/console/enrol" {
        visit.sees(EnrolMfa).follows(Lang::devices_assign);
    }
    let phone = visit.scans_qr_named(name);
    visit
        .types_two_consecutive_codes(&phone)
        .sees(SecurityCredentials);
    visit.opens("/console").sees(ConsoleHome);
    phone
}

/// The operator makes an address for a first device.
fn handed_over(w: &World, account: &Account, user: Option<&str>) -> Result<String, Refusal> {
    let made = w.operator(&HandOverEnrolmentAddress {
        account: account.id().clone(),
        user: user.map(|name| UserName::parse(name).expect("a name")),
    })?;
    Ok(format!("/signin/enrol?token={}", made.token.reveal()))
}

/// Nothing of the console opens: every page leads to the enrolment.
fn is_shut(visit: &Browser) {
    for page in [
        "/console",
        "/console/users",
        "/console/account",
        "/console/sessions",
        "/console/deadline",
        "/console/security-credentials",
        "/console/security-credentials/password",
    ] {
        visit.opens(page).sees(EnrolMfa);
    }
}

fn asks_of_late_users(account: &Account, late_users: LateUsers) {
    let put = account.owner().browser().asks_service(&PutSettings {
        language: None,
        time_zone: None,
        late_users,
    });
    assert_eq!(put, Ok(()));
}

story! {
    /// The article: a mail, "later" and "later", the day, the enrolment, the sign-in with a code. Each
    /// step behind a restart. EN-1, EN-8.
    fn en_1_the_articles_story(w) {
        w.at("2024-06-01T00:00:00Z");
        let keiri = w.account("keiri");
        let root = keiri.owner();
        w.at("2024-06-16T00:00:00Z").requires_mfa("roots", Some("2024-07-16"), None);
        w.plans_notices();
        w.mailboxes_got(&["root@keiri.example deadline-30-days"]);
        w.restarts();

        // Later, and later.
        for (time, left) in [("2024-06-20T09:00:00Z", 26), ("2024-07-15T09:00:00Z", 1)] {
            w.at(time).restarts();
            let visit = root.signs_in_with_password();
            visit.sees(MfaRequired).says(|t| t.days_left(left)).says(Lang::kind_app).says(Lang::kind_key).says(Lang::kind_token);
            visit.follows(Lang::required_later).sees(ConsoleHome).says(|t| t.days_left(left)).says(Lang::banner_link);
            visit.presses(Lang::sign_out);
        }

        // The day.
        w.at("2024-07-16T00:00:00Z").restarts();
        w.plans_notices();
        let visit = root.signs_in_with_password();
        visit.sees(EnrolMfa);
        is_shut(visit);
        // A password alone may be a thief's.
        visit.opens("/console/enrol").presses(|t| t.enrol_code_send("r***@keiri.example"));
        w.restarts();
        visit.fills("code", &w.code_in_the_mail()).presses(Lang::enrol_code_button).sees(NameDevice);
        w.restarts();
        let phone = enrols_at_the_gate(visit, "my-phone");
        visit.presses(Lang::sign_out);
        w.advance(minutes(1)).restarts();
        root.signs_in_with(&phone);
        w.plans_notices();
        let told: Vec<String> = w.mails().into_iter().map(|mail| mail.about).filter(|about| about.starts_with("deadline")).collect();
        assert_eq!(told, ["deadline-30-days", "deadline-in-effect"]);
        assert_eq!(w.newest_mail("device-added").facts["about"]["Happened"]["what"]["DeviceAdded"]["late"], true);
    }

    /// EN-4: AWS's rule.
    fn en_4_thirty_five_days_from_the_first_sign_in_without_mfa(w) {
        let keiri = w.account("keiri");
        w.advance(days(1)).requires_mfa("roots", None, Some(35));
        let root = keiri.owner();
        w.advance(days(100));
        root.signs_in_with_password().sees(MfaRequired).says(|t| t.days_left(35));
        // Another sign-in, another browser, a new password, a restart: nothing starts the days again.
        w.advance(days(20));
        root.signs_in_with_password_at(&w.browser()).sees(MfaRequired).says(|t| t.days_left(15));
        w.restarts().advance(days(15)).advance(seconds(-1));
        root.signs_in_with_password().sees(MfaRequired);
        w.advance(seconds(1));
        root.signs_in_with_password().sees(EnrolMfa);
    }

    /// EN-4.
    fn en_4_of_a_date_and_days_the_earlier_one_counts(w) {
        let (early, late) = (w.account("early"), w.account("late"));
        w.advance(minutes(1)).requires_mfa("roots", Some("2024-08-31"), Some(35));
        early.owner().signs_in_with_password().sees(MfaRequired).says(|t| t.days_left(35));
        w.at("2024-08-16T00:00:00Z");
        late.owner().signs_in_with_password().sees(MfaRequired).says(|t| t.days_left(15));
        w.at("2024-08-20T00:01:00Z");
        early.owner().signs_in_with_password().sees(EnrolMfa);
        late.owner().signs_in_with_password().sees(MfaRequired);
        w.at("2024-08-31T00:00:00Z");
        late.owner().signs_in_with_password().sees(EnrolMfa);
    }

    /// EN-1: a session from before the deadline is shut at the deadline, and also when the clock steps
    /// back afterwards.
    fn en_1_en_4_a_session_from_before_the_deadline_leads_to_the_enrolment(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("roots", Some("2024-07-17"), None);
        w.at("2024-07-16T23:50:00Z");
        let visit = keiri.owner().signs_in_with_password();
        visit.sees(MfaRequired).follows(Lang::required_later).sees(ConsoleHome);
        w.at("2024-07-17T00:00:00Z");
        is_shut(visit);
        w.at("2024-07-16T23:55:00Z");
        is_shut(visit);
        w.restarts();
        is_shut(visit);
        w.in_another_server(|| is_shut(visit));
    }

    /// EN-5: a rule that is set later is for those who are there already, at their next step.
    fn en_5_a_rule_that_takes_effect_at_once_shuts_open_sessions(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.sees(ConsoleHome);
        w.requires_mfa("roots", None, Some(0));
        is_shut(visit);
    }

    /// RC-4, RC-7: the thief has the password and not the mailbox; whoever has the mailbox needs the
    /// password all the same.
    fn rc_4_rc_7_a_thief_with_roots_password_registers_nothing_after_the_deadline(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.at("2024-08-31T00:00:00Z");
        let thief = w.browser();
        let root = keiri.owner();
        root.signs_in_with_password_at(&thief).sees(EnrolMfa);
        is_shut(&thief);
        thief.opens("/console/security-credentials/mfa/new").fills("name", "thiefs-phone").presses(Lang::next).sees(EnrolMfa);
        thief.presses(|t| t.enrol_code_send("r***@keiri.example"));
        for _ in 0..5 {
            thief.fills("code", "00000000").presses(Lang::enrol_code_button);
        }
        thief.says(Lang::error_enrol_code_over);
        // What was mistyped five times works no more, also not the right one.
        let code = service::ops::enrolment::PassEnrolmentCode { code: w.code_in_the_mail() };
        assert_eq!(thief.asks_service(&code), Err(Refusal::Enrolment(EnrolmentFault::CodeOver)));
        // Somebody else's address is nothing for the thief.
        let other = w.account("other");
        let address = handed_over(w, &other, None).expect("an address");
        thief.fills("address", &address).presses(Lang::enrol_address_button).is_told_at("address", Lang::error_enrol_address);
        // Root, with the mailbox.
        let visit = root.signs_in_with_password();
        visit.presses(|t| t.enrol_code_send("r***@keiri.example"))
            .fills("code", &w.code_in_the_mail()).presses(Lang::enrol_code_button);
        enrols_at_the_gate(visit, "phone");
        thief.opens("/console").sees(SessionWasEnded);
    }

    /// RC-4: three codes a day for one mailbox, however many sessions ask.
    fn rc_4_a_mailbox_is_sent_three_codes_a_day(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None).at("2024-08-31T00:00:00Z");
        let root = keiri.owner();
        for _ in 0..3 {
            root.signs_in_with_password_at(&w.browser()).presses(|t| t.enrol_code_send("r***@keiri.example"));
        }
        let visit = root.signs_in_with_password();
        visit.presses(|t| t.enrol_code_send("r***@keiri.example")).says(Lang::error_too_many_mails);
        assert_eq!(w.mails().iter().filter(|mail| mail.about == "enrolment-code").count(), 3);
        w.advance(hours(24));
        root.signs_in_with_password().presses(|t| t.enrol_code_send("r***@keiri.example")).says(Lang::enrol_code_was_sent);
    }

    /// RC-6: an address works once, for its person, and not for ever.
    fn rc_6_an_address_that_the_operator_hands_over_opens_the_enrolment_once(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None).at("2024-08-31T00:00:00Z");
        let old = handed_over(w, &keiri, None).expect("an address");
        let address = handed_over(w, &keiri, None).expect("another one");
        let visit = keiri.owner().browser();
        // The last one counts.
        visit.opens(&old).sees(EnrolmentDoor).presses(Lang::enrol_door_button);
        keiri.owner().signs_in_with_password().sees(EnrolMfa).presses(Lang::enrol_opened_use).says(Lang::error_enrol_address);
        // Looking at it uses nothing up.
        for _ in 0..2 {
            visit.opens(&address).sees(EnrolmentDoor);
        }
        visit.presses(Lang::enrol_door_button);
        keiri.owner().signs_in_with_password().sees(EnrolMfa).presses(Lang::enrol_opened_use);
        enrols_at_the_gate(visit, "phone");
        assert_eq!(handed_over(w, &keiri, None), Err(Refusal::HasDevice));
        assert_eq!(w.newest_mail("enrolment-address-made").to, "root@keiri.example");
    }

    /// EN-1: what an account may ask of its users' late first devices.
    fn en_1_users_after_the_deadline_need_what_the_account_says(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        for name in ["hanako", "jiro", "taro"] {
            keiri.user(name);
        }
        w.requires_mfa("console-users", Some("2024-08-31"), None);
        asks_of_late_users(&keiri, LateUsers::Address);
        w.at("2024-08-31T00:00:00Z");
        let hanako = keiri.somebody("hanako");
        let visit = hanako.signs_in_with_password();
        visit.sees(EnrolMfa).says(Lang::enrol_ask_administrator);
        let address = handed_over(w, &keiri, Some("hanako")).expect("an address");
        visit.fills("address", &address).presses(Lang::enrol_address_button);
        enrols_at_the_gate(visit, "hanako-phone");
        // Without an address of their own there is nowhere to send a code to.
        let jiro = keiri.somebody("jiro");
        jiro.signs_in_with_password().sees(EnrolMfa).says(Lang::enrol_address_title);
    }

    /// Nobody is left without a way in, whatever the policies say.
    fn a_user_whose_policies_allow_nothing_enrols_all_the_same_after_the_deadline(w) {
        let keiri = w.account("keiri");
        let goro = keiri.person("goro", &[]);
        w.requires_mfa("console-users", Some("2024-08-31"), None);
        let visit = goro.signs_in_with_password();
        visit.sees(MfaRequired).opens("/console/security-credentials/mfa/new").sees(NotAllowed);
        w.at("2024-08-31T00:00:00Z");
        let phone = enrols_at_the_gate(goro.signs_in_with_password(), "goro-phone");
        w.advance(minutes(1));
        goro.signs_in_with(&phone);
        goro.browser().opens("/console/users").sees(NotAllowed);
    }

    /// EN-4, decision of the operator's: who is made later has no days of grace.
    fn en_4_a_user_who_is_made_after_the_announcement_enrols_at_once(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("console-users", None, Some(35)).advance(minutes(1));
        let hanako = keiri.user("hanako");
        enrols_at_the_gate(hanako.signs_in_with_password(), "hanako-phone");
    }

    /// EN-6: what the file does not say any more stays in force until it is cleared.
    fn en_6_a_rule_that_is_removed_from_the_file_stays_in_force_until_it_is_cleared(w) {
        let keiri = w.account("keiri");
        let said = Some((Whom::Roots, when(Some("2024-08-31"), None)));
        let adopt = |said| w.operator(&AdoptRequirement { said }).expect("the rules").len();
        assert_eq!(adopt(said), 0);
        w.restarts();
        assert_eq!(adopt(None), 1, "reported");
        assert_eq!(adopt(Some((Whom::Roots, when(Some("2024-12-31"), None)))), 1, "later is not taken over");
        w.at("2024-08-31T00:00:00Z");
        keiri.owner().signs_in_with_password().sees(EnrolMfa);
        let cleared = w.operator(&ClearRequirement {
            account: None,
            whom: None,
            reason: Reason::parse("a test").expect("a reason"),
        });
        assert!(cleared.is_ok());
        keiri.owner().signs_in_with_password().sees(ConsoleHome);
    }

    /// EN-4: root makes the operator's rule earlier or wider, and never later.
    fn en_4_root_makes_the_operators_rule_earlier_and_never_later(w) {
        let keiri = w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        let root = keiri.owner();
        let visit = root.signs_in_with_password();
        visit.opens("/console/deadline/set").chooses("whom", "roots").fills("date", "2024-12-31")
            .presses(Lang::deadline_preview).presses(Lang::deadline_confirm).sees(MfaRequirement);
        w.at("2024-08-31T00:00:00Z");
        root.signs_in_with_password().sees(EnrolMfa);
    }

    /// EN-4: more time needs MFA and a reason, also from root.
    fn en_4_root_gives_more_time_only_with_mfa_and_a_reason(w) {
        let keiri = w.account("keiri");
        let root = keiri.owner();
        w.looks_away();
        let visit = root.signs_in_with_password();
        let put = |visit: &Browser, date: &str, reason: Option<&str>| visit.asks_service(&PutRequirement {
            whom: Whom::ConsoleUsers,
            when: when(Some(date), None),
            reason: reason.map(|text| Reason::parse(text).expect("a reason")),
        });
        assert_eq!(put(visit, "2024-08-31", None), Ok(()));
        assert_eq!(put(visit, "2024-09-30", Some("late tokens")), Err(Refusal::MfaNeeded));
        root.adds_device("phone");
        assert_eq!(put(visit, "2024-09-30", None), Err(Refusal::ReasonMissing));
        assert_eq!(put(visit, "2024-09-30", Some("late tokens")), Ok(()));
        visit.opens("/console/deadline").sees(MfaRequirement).shows("late tokens");
        w.tells(&[
            "ConsoleLogin Success",
            "PutMfaRequirement Success date=2024-08-31",
            "PutMfaRequirement Failure",
            "CreateVirtualMFADevice Success",
            "EnableMFADevice Success",
            "PutMfaRequirement Failure",
            "PutMfaRequirement Success date=2024-09-30 reason=late+tokens",
        ]);
    }

    /// RC-2: a forgotten password is set anew, and MFA is asked for all the same.
    fn rc_2_a_forgotten_root_password_is_set_anew_and_mfa_stays(w) {
        let keiri = w.account("keiri");
        let root = keiri.owner();
        let phone = root.enrols("phone");
        let elsewhere = w.browser();
        w.advance(minutes(1));
        root.signs_in_at(&elsewhere, &phone);
        let visit = w.browser();
        visit.opens("/signin/root/forgot").sees(ForgotRootPassword)
            .fills("email", "root@keiri.example").presses(Lang::forgot_button).says(Lang::forgot_sent);
        let address = w.address_in_the_mail();
        // Looking uses nothing up, also not when a mail scanner looks first.
        for _ in 0..3 {
            w.browser().opens(&address).sees(ResetRootPassword);
        }
        let new = "(fake) quite other words";
        visit.opens(&address).fills("password", new).fills("password_again", new).presses(Lang::reset_button);
        elsewhere.opens("/console").sees(SessionWasEnded);
        visit.opens(&address).says(Lang::reset_over);
        root.learns_password(new);
        w.advance(minutes(1));
        root.signs_in_with(&phone);
        assert_eq!(w.newest_mail("password-was-reset").to, "root@keiri.example");
    }

    /// RC-4: the password came by mail, so a code by the same mail proves nothing.
    fn rc_4_after_a_reset_by_mail_the_first_device_needs_an_address_that_was_handed_over(w) {
        let keiri = w.account("keiri");
        let root = keiri.owner();
        let visit = root.browser();
        visit.opens("/signin/root/forgot").fills("email", "root@keiri.example").presses(Lang::forgot_button);
        let new = "(fake) quite other words";
        visit.opens(&w.address_in_the_mail()).fills("password", new).fills("password_again", new).presses(Lang::reset_button);
        root.learns_password(new);
        root.signs_in_with_password().sees(ConsoleHome);
        visit.opens("/console/security-credentials/mfa/new").fills("name", "phone").presses(Lang::next)
            .sees(EnrolMfa).says(Lang::enrol_by_mail);
        let address = handed_over(w, &keiri, None).expect("an address");
        visit.fills("address", &address).presses(Lang::enrol_address_button);
        enrols_at_the_gate(visit, "phone");
    }

    /// PW-6: whether somebody has the address is told to nobody; the last address counts; three a day.
    fn pw_6_a_forgotten_password_tells_a_stranger_nothing(w) {
        w.account("keiri");
        let visit = w.browser();
        let ask = |email: &str| {
            visit.opens("/signin/root/forgot").fills("email", email).presses(Lang::forgot_button).says(Lang::forgot_sent);
            visit.text().replace(email, "")
        };
        assert_eq!(ask("root@keiri.example"), ask("nobody@keiri.example"));
        let first = w.address_in_the_mail();
        ask("root@keiri.example");
        let second = w.address_in_the_mail();
        visit.opens(&first).says(Lang::reset_over);
        visit.opens(&second).sees(ResetRootPassword);
        ask("root@keiri.example");
        ask("root@keiri.example");
        assert_eq!(w.mails().len(), 3, "three a day");
        visit.opens(&w.address_in_the_mail()).sees(ResetRootPassword);
        w.advance(minutes(30));
        visit.opens(&w.address_in_the_mail()).says(Lang::reset_over);
    }
}
