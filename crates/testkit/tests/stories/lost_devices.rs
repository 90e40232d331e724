//! A device is lost: recovery codes, and the help of a colleague.

use rules::UserName;
use service::ops::devices::RemoveMfaDevice;
use service::ops::passwords::SetLoginProfile;
use service::ops::recovery_codes::{CreateRecoveryCodes, SwitchRecoveryCodes, Switched};
use service::ops::users::NewPassword;
use service::refusal::RecoveryFault;
use service::{Refusal, Target};
use testkit::page::*;
use testkit::{Account, Browser, Lang, Person, Phone, World, hours, minutes, seconds, story};

const CODES: &str = "/console/security-credentials/recovery-codes";
const LOST: &str = "/signin/lost-device";
const WIZARD: &str = "/console/security-credentials/mfa/new";

/// Makes ten codes in the console, which shows them once.
pub(crate) fn makes_codes(person: &Person) -> Vec<String> {
    let page = person.browser().opens(CODES).sees(RecoveryCodes);
    page.posts(CODES, &[]).sees(MadeCodes);
    codes_on(page)
}

/// The codes on the page.
fn codes_on(page: &Browser) -> Vec<String> {
    let text = page.text();
    let is_code = |word: &&str| word.len() == 29 && word.matches('-').count() == 5;
    let codes: Vec<String> = text
        .split_whitespace()
        .filter(is_code)
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 10, "{text}");
    codes
}

/// Comes through the door without the phone, in a browser that was never here.
pub(crate) fn without_the_phone(w: &World, person: &Person) -> Browser {
    let browser = w.browser();
    person.signs_in_with_password_at(&browser).sees(MfaCode);
    browser.follows(Lang::lost_link).sees(LostDevice);
    browser
}

pub(crate) fn types(browser: &Browser, code: &str, lost: &str) {
    browser.posts(LOST, &[("recovery_code", code), ("lost", lost)]);
}

fn user(name: &str) -> UserName {
    UserName::parse(name).expect("a name")
}

fn takes(by: &Person, account: &Account, name: &str, device: &str) -> Result<(), Refusal> {
    let operation = RemoveMfaDevice {
        target: Target::User(user(name)),
        serial: rules::SerialNumber::parse(&account.serial(device)).expect("a serial number"),
    };
    by.browser().asks_service(&operation).map(drop)
}

fn sets_password(by: &Person, name: &str) -> Result<(), Refusal> {
    let operation = SetLoginProfile {
        name: user(name),
        password: NewPassword::Generated,
    };
    by.browser().asks_service(&operation).map(drop)
}

/// Hanako with a phone and codes, an hour later.
fn hanako_with_codes(w: &World, keiri: &Account) -> (Person, Phone, Vec<String>) {
    let hanako = keiri.user("hanako");
    let phone = hanako.enrols("phone");
    let codes = makes_codes(&hanako);
    w.advance(hours(1));
    (hanako, phone, codes)
}

story! {
    fn rc_1_codes_are_shown_once_and_each_opens_the_registration_of_a_device_in_any_order(w) {
        let keiri = w.account("keiri");
        let (hanako, phone, codes) = hanako_with_codes(w, &keiri);
        w.looks_away();
        let browser = without_the_phone(w, &hanako);
        types(&browser, &codes[7].to_uppercase().replace('-', " "), "phone");
        browser.sees(RegisterDevice).says(Lang::register_by_code);
        w.tells(&["CheckMfa Success", "ConsoleLogin Success"]);
        browser.opens(WIZARD);
        let new = browser.scans_qr_named("new");
        browser.types_two_consecutive_codes(&new).sees(SecurityCredentials).says(|t| t.mfa_added("new"));
        // An ordinary session now; the lost device is gone, and nine codes are left.
        browser.opens("/console").sees(ConsoleHome);
        browser.opens(CODES).sees(RecoveryCodes).shows("9");
        w.advance(seconds(30));
        hanako.signs_in_with_password_at(&w.browser()).sees(MfaCode).types_code(&phone.next_code()).sees(MfaCode);
        hanako.signs_in_at(&w.browser(), &new);
        // The same code opens nothing more, also after a restart; another one does.
        w.restarts();
        let again = without_the_phone(w, &hanako);
        types(&again, &codes[7], "");
        again.sees(LostDevice);
        types(&again, &codes[0], "");
        again.sees(RegisterDevice);
    }

    fn rc_1_the_session_of_a_code_has_no_mfa_and_opens_nothing_else(w) {
        let keiri = w.account("keiri");
        let (hanako, _, codes) = hanako_with_codes(w, &keiri);
        let browser = without_the_phone(w, &hanako);
        types(&browser, &codes[0], "");
        browser.sees(RegisterDevice);
        for path in ["/console", "/console/users", "/console/sessions", "/console/security-credentials",
            "/console/security-credentials/access-keys/new", "/console/security-credentials/password", CODES,
            "/console/security-credentials/mfa/phone/remove", "/console/account"] {
            browser.opens(path).sees(RegisterDevice);
        }
        let made = browser.asks_service(&CreateRecoveryCodes { target: Target::User(user("hanako")) });
        assert_eq!(made.map(drop), Err(Refusal::OnlyRegisters));
        let listed = browser.asks_service(&service::ops::sessions::ListSessions);
        assert_eq!(listed.map(drop), Err(Refusal::OnlyRegisters));
        w.advance(minutes(31));
        browser.opens(WIZARD).sees(SessionExpired);
    }

    fn rc_1_of_two_at_once_one_code_opens_one_door(w) {
        let keiri = w.account("keiri");
        let (hanako, _, codes) = hanako_with_codes(w, &keiri);
        let browsers: Vec<Browser> = (0..2).map(|_| without_the_phone(w, &hanako)).collect();
        w.at_once(&browsers, |browser| types(browser, &codes[3], ""));
        let open = browsers.iter().filter(|one| one.heading() == RegisterDevice.heading(one.lang())).count();
        assert_eq!(open, 1);
    }

    fn rc_1_wrong_codes_share_the_budget_with_every_device(w) {
        let keiri = w.account("keiri");
        let (hanako, phone, codes) = hanako_with_codes(w, &keiri);
        let thief = without_the_phone(w, &hanako);
        // What cannot be a code is no guess.
        for _ in 0..6 {
            types(&thief, "0000", "");
            thief.sees(LostDevice);
        }
        for _ in 0..4 {
            types(&thief, "0000-0000-0000-0000-0000-0000", "");
            thief.sees(LostDevice);
        }
        types(&thief, "0000-0000-0000-0000-0000-0000", "");
        // The fifth makes everybody who is not known wait: right codes of either kind as well.
        types(&thief, &codes[0], "");
        thief.sees(LostDevice);
        hanako.signs_in_with_password_at(&w.browser()).sees(MfaCode).types_code(&phone.code()).sees(MfaCode);
        w.advance(minutes(1));
        types(&thief, &codes[0], "");
        thief.sees(RegisterDevice);
    }

    fn rc_1_use_and_new_codes_are_told_and_old_codes_die(w) {
        let keiri = w.account("keiri");
        let (hanako, _, old) = hanako_with_codes(w, &keiri);
        w.newest_mail("recovery-codes-made");
        let browser = without_the_phone(w, &hanako);
        types(&browser, &old[1], "");
        w.newest_mail("recovery-code-used");
        browser.opens(WIZARD);
        let new = browser.scans_qr_named("new");
        browser.types_two_consecutive_codes(&new).sees(SecurityCredentials);
        browser.opens(CODES).posts(CODES, &[]).sees(MadeCodes);
        let fresh = codes_on(&browser);
        let thief = without_the_phone(w, &hanako);
        types(&thief, &old[2], "");
        thief.sees(LostDevice);
        types(&thief, &fresh[2], "");
        thief.sees(RegisterDevice);
    }

    fn rc_1_codes_need_a_session_with_mfa_and_are_off_for_root_until_root_turns_them_on(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.signs_in_with_password().opens(CODES).says(Lang::codes_needs_mfa);
        let make = CreateRecoveryCodes { target: Target::Root };
        assert_eq!(owner.browser().asks_service(&make).map(drop), Err(Refusal::MfaNeeded));
        let phone = owner.adds_device("phone");
        assert_eq!(owner.browser().asks_service(&make).map(drop), Err(Refusal::Recovery(RecoveryFault::CodesOff)));
        owner.browser().opens(CODES).says(Lang::codes_root_off).presses(Lang::codes_on).says(Lang::codes_switched_on);
        let codes = makes_codes(owner);
        owner.browser().opens(CODES).presses(Lang::codes_off).says(Lang::codes_switched_off);
        w.advance(hours(1));
        let thief = without_the_phone(w, owner);
        types(&thief, &codes[0], "");
        thief.sees(LostDevice);
        w.advance(minutes(11));
        let old = owner.signs_in_with(&phone);
        w.advance(minutes(11));
        let switched = old.asks_service(&SwitchRecoveryCodes { to: Switched::On });
        assert!(matches!(switched, Err(Refusal::NotFresh(_))), "SE-6");
    }

    fn rc_3_rc_5_a_colleague_takes_a_lost_device_and_codes_and_sessions_end(w) {
        let keiri = w.account("keiri");
        let (hanako, phone, codes) = hanako_with_codes(w, &keiri);
        let boss = keiri.administrator("boss");
        boss.signs_in_with_password();
        assert_eq!(takes(&boss, &keiri, "hanako", "phone"), Err(Refusal::MfaNeeded));
        boss.adds_device("boss-phone");
        let elsewhere = w.browser();
        hanako.signs_in_at(&elsewhere, &phone);
        assert_eq!(takes(&boss, &keiri, "hanako", "phone"), Ok(()));
        w.newest_mail("device-reset");
        elsewhere.opens("/console");
        assert!(elsewhere.path().starts_with("/signin"), "RC-5");
        // The password opens, and a code is nothing any more once there is another device.
        hanako.signs_in_with_password_at(&elsewhere).sees(ConsoleHome).opens(WIZARD);
        let new = elsewhere.scans_qr_named("new");
        elsewhere.types_two_consecutive_codes(&new);
        let thief = without_the_phone(w, &hanako);
        types(&thief, &codes[0], "");
        thief.sees(LostDevice);
    }

    fn rc_3_an_administrator_is_helped_by_an_administrator_and_nobody_does_both_halves(w) {
        let keiri = w.account("keiri");
        let (_, phone, _) = hanako_with_codes(w, &keiri);
        let bosses: Vec<Person> = ["boss", "chief"].iter().map(|name| {
            let boss = keiri.administrator(name);
            boss.enrols(&format!("{name}-phone"));
            boss
        }).collect();
        let [boss, chief] = &bosses[..] else { unreachable!("there are two") };
        assert_eq!(takes(boss, &keiri, "hanako", "phone"), Ok(()));
        assert!(matches!(sets_password(boss, "hanako"), Err(Refusal::AnotherAdministrator(_))));
        assert_eq!(sets_password(chief, "hanako"), Ok(()));
        assert_eq!(takes(boss, &keiri, "chief", "chief-phone"), Ok(()));
        drop(phone);
    }

    fn rc_3_who_set_the_password_does_not_take_the_device_within_a_day(w) {
        let keiri = w.account("keiri");
        let (_, _, _) = hanako_with_codes(w, &keiri);
        let boss = keiri.administrator("boss");
        let phone = boss.enrols("boss-phone");
        assert_eq!(sets_password(&boss, "hanako"), Ok(()));
        assert!(matches!(takes(&boss, &keiri, "hanako", "phone"), Err(Refusal::AnotherAdministrator(_))));
        boss.browser().opens("/console/users/hanako/mfa/phone/remove").presses(Lang::remove_button).sees(AnotherAdministrator);
        w.advance(hours(25));
        boss.signs_in_with(&phone);
        assert_eq!(takes(&boss, &keiri, "hanako", "phone"), Ok(()));
    }

    fn rc_8_every_factor_that_was_ever_bound_is_told_with_time_and_source(w) {
        let keiri = w.account("keiri");
        let (hanako, _, codes) = hanako_with_codes(w, &keiri);
        let browser = without_the_phone(w, &hanako);
        types(&browser, &codes[0], "phone");
        browser.opens(WIZARD);
        let new = browser.scans_qr_named("new");
        w.looks_away();
        browser.types_two_consecutive_codes(&new).sees(SecurityCredentials);
        w.tells(&["CreateVirtualMFADevice Success", "EnableMFADevice Success",
            "DeactivateMFADevice Success", "DeleteVirtualMFADevice Success"]);
    }
}
