//! The three kinds of device side by side: which one the sign-in opens on, what a used code is worth
//! elsewhere, and what is told of a key that may have been copied.

use rules::security_key::Let;
use testkit::page::*;
use testkit::token::USUAL;
use testkit::{
    ADMINISTRATOR, Authenticator, Browser, Lang, MANAGES_OWN, Person, Phone, World, hours, minutes,
    story,
};

use crate::lost_devices::{makes_codes, types, without_the_phone};

const OWN: &str = "/console/security-credentials";
const WIZARD: &str = "/console/security-credentials/mfa/new";

/// Comes in with this phone, whatever the page opens on.
fn comes_with(browser: &Browser, person: &Person, phone: &Phone) {
    person.signs_in_with_password_at(browser);
    if browser.value_of("device") != Some(phone.name()) {
        browser.chooses_device(&phone.name());
    }
    browser.types_code(&phone.fresh_code()).sees(ConsoleHome);
}

fn removes(browser: &Browser, device: &str) {
    browser
        .opens(&format!("{OWN}/mfa/{device}/remove"))
        .presses(Lang::remove_button)
        .sees(SecurityCredentials)
        .presses(Lang::sign_out);
}

/// In the console with a fresh proof: adds a token under this name.
fn adds_token(visit: &Browser, name: &str, serial: &str, token: &Phone) {
    visit
        .opens(WIZARD)
        .fills("name", name)
        .chooses("kind", "token")
        .presses(Lang::next)
        .types_token(serial, token)
        .sees(SecurityCredentials);
}

story! {
    fn the_page_opens_on_the_kind_used_last_in_that_browser_also_when_that_device_is_gone(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let (token, second) = (w.stocks("2600123", USUAL), w.stocks("2600124", USUAL));
        let (key, other) = (Authenticator::new(), Authenticator::new());
        let home = owner.signs_in_with_password();
        adds_token(home, "token", "2600123", &token);
        home.opens(WIZARD).adds_key_named("key", &key).sees(SecurityCredentials);
        let phone = owner.adds_device("phone");
        adds_token(home, "token-2", "2600124", &second);
        home.opens(WIZARD).adds_key_named("key-2", &other).sees(SecurityCredentials);
        let tablet = owner.adds_device("tablet");
        home.presses(Lang::sign_out);
        let elsewhere = w.browser();

        // A token. The others stand beside it, and what is said fits it.
        owner.signs_in_with_password().sees(MfaCode).keeps("device", "tablet").says(Lang::mfa_hint)
            .says(Lang::kind_token).says(Lang::key_kind).chooses_device("token")
            .sees(MfaCode).says(Lang::mfa_hint_token).says(Lang::mfa_trouble_token).does_not_say(Lang::mfa_hint)
            .types_code(&token.fresh_code()).sees(ConsoleHome);
        w.advance(minutes(11));
        home.opens("/console/create-user").sees(Confirm).keeps("device", "token").says(Lang::mfa_hint_token);
        comes_with(&elsewhere, owner, &tablet);
        removes(&elsewhere, "token");
        owner.signs_in_with_password().sees(MfaCode).keeps("device", "token-2").says(Lang::mfa_hint_token);

        // A key.
        home.chooses_device("*").sees(MfaKey).touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        comes_with(&elsewhere, owner, &tablet);
        removes(&elsewhere, "key");
        owner.signs_in_with_password().sees(MfaKey);
        assert_eq!(home.asks_key(&key, &testkit::Trick::Honest), None);

        // An app.
        home.chooses_device("phone").types_code(&phone.fresh_code()).sees(ConsoleHome).presses(Lang::sign_out);
        comes_with(&elsewhere, owner, &tablet);
        removes(&elsewhere, "phone");
        owner.signs_in_with_password().sees(MfaCode).keeps("device", "tablet").says(Lang::mfa_hint);

        // Where none of the kind is left, the first one of all.
        comes_with(&elsewhere, owner, &tablet);
        elsewhere.presses(Lang::sign_out);
        owner.signs_in_with_password().chooses_device("*").touches(&other).sees(ConsoleHome);
        removes(home, "tablet");
        owner.signs_in_with_password_at(&elsewhere).sees(MfaCode).keeps("device", "token-2");
    }

    fn otp_3_otp_13_a_used_code_is_worth_nothing_at_any_other_door_or_for_another_device(w) {
        let keiri = w.account_with_key("keiri");
        let (hanako, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let token = w.stocks("2600123", USUAL);
        hanako.enrols("phone");
        hanako.adds_token("2600123", &token);
        let recovery = makes_codes(&hanako);
        hanako.browser().presses(Lang::sign_out);
        let code = token.next_code();
        let visit = hanako.signs_in_with_password().sees(MfaCode).keeps("device", "token").types_code(&code).sees(ConsoleHome);
        w.looks_away();
        // The same session's proof, AWS's wire, the sign-in of another browser: each tells of it.
        visit.opens("/console/confirm").sees(Confirm).keeps("device", "token").types_code(&code)
            .sees(Confirm).says(Lang::mfa_refused);
        w.tells(&["CheckMfa Failure MFACodeReused=true"]);
        program.asks("GetSessionToken", &[("SerialNumber", "hardware/2600123"), ("TokenCode", &code)]).refused("AccessDenied", 403);
        w.tells(&["GetSessionToken Failure MFACodeReused=true"]);
        let thief = w.browser();
        hanako.signs_in_with_password_at(&thief).sees(MfaCode).chooses_device("token").types_code(&code)
            .sees(MfaCode).says(Lang::mfa_refused);
        w.tells(&["CheckMfa Success", "ConsoleLogin Failure MFAUsed=Yes MFACodeReused=true"]);
        // Another device is another lock; so is the recovery; and no device is made with it.
        thief.chooses_device("phone").types_code(&code).sees(MfaCode);
        thief.follows(Lang::lost_link).sees(LostDevice);
        types(&thief, &code, "");
        thief.sees(LostDevice).says(Lang::lost_code_refused);
        visit.opens(WIZARD);
        let new = visit.scans_qr_named("new");
        visit.types_two_codes(&code, &token.code_at(1)).sees(ScanQr).says(Lang::mfa_codes_wrong);
        drop(new);
        // A recovery code is no code of a device, and is not used up by trying.
        hanako.signs_in_with_password_at(&thief).sees(MfaCode).types_code(&recovery[0]).sees(MfaCode).says(Lang::mfa_refused);
        program.asks("GetSessionToken", &[("SerialNumber", "hardware/2600123"), ("TokenCode", &recovery[0])]).refused("ValidationError", 400);
        thief.follows(Lang::lost_link).sees(LostDevice);
        types(&thief, &recovery[0], "");
        thief.sees(RegisterDevice);
        // And once it was used, it is none either.
        let again = without_the_phone(w, &hanako);
        types(&again, &recovery[0], "");
        again.sees(LostDevice).says(Lang::lost_code_refused);
    }

    fn rc_3_rc_5_a_colleague_helps_through_aws_wire_with_mfa_where_a_policy_demands_it(w) {
        let keiri = w.account_with_key("keiri");
        let (hanako, _) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let phone = hanako.enrols("phone");
        let codes = makes_codes(&hanako);
        let (boss, keys) = keiri.with_key("boss", &[ADMINISTRATOR, MANAGES_OWN]);
        let boss_phone = boss.enrols("boss-phone");
        let serial = keiri.serial("phone");
        let takes = |program: &testkit::Program| {
            program.asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", &serial)])
        };
        w.looks_away();
        takes(&keys).refused("AccessDenied", 403);
        w.tells(&["DeactivateMFADevice Failure errorCode=AccessDenied"]);
        hanako.browser().opens("/console").sees(ConsoleHome);
        takes(&keys.session_with(&boss_phone)).succeeds();
        w.newest_mail("device-reset");
        assert!(hanako.browser().opens("/console").path().starts_with("/signin"), "RC-5");
        // The password leads in and to a new device; what was in the old phone and on paper is nothing.
        let new = hanako.enrols("new");
        w.advance(hours(1));
        let thief = without_the_phone(w, &hanako);
        types(&thief, &codes[0], "");
        thief.sees(LostDevice);
        hanako.signs_in_with_password_at(&thief).sees(MfaCode).types_code(&phone.code()).sees(MfaCode);
        hanako.signs_in_at(&w.browser(), &new);
    }

    fn wa_6_the_owner_is_told_by_mail_of_a_key_that_may_have_been_copied(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        owner.signs_in_with_password().opens(WIZARD).adds_key_named("safe", &key).presses(Lang::sign_out);
        for _ in 0..2 {
            owner.signs_in_with_password().touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        }
        let told = |w: &World| w.mails().iter().filter(|mail| mail.about == "security-key-copied").count();
        assert_eq!(told(w), 0);
        key.counts_from(0);
        owner.signs_in_with_password().touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        let mail = w.newest_mail("security-key-copied");
        assert_eq!(mail.to, "root@keiri.example");
        assert_eq!(mail.facts["about"]["Happened"]["what"]["SecurityKeyCopied"]["name"], "safe");
        // Told as well where it does not open.
        w.is_configured(|settings| settings.webauthn.rules.cloned = Let::Deny);
        owner.signs_in_with_password().touches(&key).sees(MfaKey).says(Lang::key_fault_cloned);
        assert_eq!(told(w), 2);
    }
}
