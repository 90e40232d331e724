//! A device is replaced in place: the new one first, the old one out after.

use rules::UserName;
use service::ops::passwords::SetLoginProfile;
use service::ops::users::NewPassword;
use service::{Refusal, Target};
use testkit::page::*;
use testkit::token::USUAL;
use testkit::{Authenticator, Browser, Lang, Person, minutes, story};

const OWN: &str = "/console/security-credentials";
const WIZARD: &str = "/console/security-credentials/mfa/new";

fn replacing(device: &str) -> String {
    format!("{WIZARD}?replaces={device}")
}

/// From the wizard's first page: an app in the place of `old`, up to its two codes.
fn with_an_app(visit: &Browser, old: &str, new: &str) -> testkit::Phone {
    visit.sees(NameDevice).says(|t| t.wizard_replaces(old));
    let phone = visit.scans_qr_named(new);
    visit.says(|t| t.wizard_replaces(old));
    visit.types_two_consecutive_codes(&phone);
    phone
}

fn is_out(browser: &Browser) -> bool {
    browser.opens("/console").path().starts_with("/signin")
}

fn sets_password(by: &Person, name: &str) -> Result<(), Refusal> {
    let operation = SetLoginProfile {
        name: UserName::parse(name).expect("a name"),
        password: NewPassword::Generated,
    };
    by.browser().asks_service(&operation).map(drop)
}

/// An administrator in the console, with MFA.
fn administrator(account: &testkit::Account, name: &str) -> Person {
    let person = account.administrator(name);
    person.enrols(&format!("{name}-phone"));
    person
}

/// On somebody's page: an app in the place of one of their devices.
fn replaces_for(by: &Person, name: &str, old: &str, new: &str) {
    let address = format!("/console/users/{name}/mfa/new?replaces={old}");
    with_an_app(by.browser().opens(&address), old, new);
}

story! {
    fn se_5_se_6_rc_5_root_loses_phone_token_and_key_in_turn_and_replaces_each(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let (token, spare) = (w.stocks("2600123", USUAL), w.stocks("2600124", USUAL));
        let (key, other) = (Authenticator::new(), Authenticator::new());
        let phone = owner.enrols("phone");
        owner.adds_token("2600123", &token);
        let visit = owner.browser().opens(WIZARD).adds_key_named("key", &key).sees(SecurityCredentials);
        let elsewhere = w.browser();
        owner.signs_in_at(&elsewhere, &phone);
        w.advance(minutes(11));
        w.looks_away();

        // The phone; the page asks for what was used last in this browser, and leads back.
        visit.opens(OWN).follows(|t| format!("{} phone", t.devices_replace())).sees(Confirm).touches(&key);
        let new = with_an_app(visit, "phone", "new-phone");
        visit.sees(SecurityCredentials).says(|t| t.mfa_replaced("new-phone")).does_not_show("mfa/phone");
        w.tells(&["CheckMfa Success", "CreateVirtualMFADevice Success", "EnableMFADevice Success",
            "DeactivateMFADevice Success", "DeleteVirtualMFADevice Success"]);
        w.newest_mail("device-added");
        w.newest_mail("device-removed");
        assert!(is_out(&elsewhere));
        visit.opens("/console").sees(ConsoleHome);
        owner.signs_in_with_password_at(&elsewhere).sees(MfaCode)
            .posts("/signin/mfa", &[("device", "phone"), ("code", &phone.next_code())]).sees(MfaCode);
        owner.signs_in_at(&elsewhere, &new);

        // The token, by another one of the stock.
        visit.opens(&replacing("token")).sees(NameDevice).says(|t| t.wizard_replaces("token"))
            .fills("name", "token-2").chooses("kind", "token").presses(Lang::next)
            .sees(AddToken).says(|t| t.wizard_replaces("token")).types_token("2600124", &spare)
            .sees(SecurityCredentials).says(|t| t.mfa_replaced("token-2"));
        assert!(w.stock_of("2600123").expect("a token of the stock").holder.is_none(), "it is back in the stock");
        assert_eq!(w.stock_of("2600124").expect("a token of the stock").holder.as_deref(), Some("keiri/root"));
        assert!(is_out(&elsewhere));

        // The key, by another one; a touch that is refused changes nothing.
        visit.opens(&replacing("key")).begins_key("key-2").sees(TouchKey).says(|t| t.wizard_replaces("key"))
            .touches_with(&other, &testkit::Trick::OtherOrigin).sees(TouchKey).says(|t| t.wizard_replaces("key"))
            .touches(&other).sees(SecurityCredentials).says(|t| t.mfa_replaced("key-2"));
        visit.presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaKey);
        assert_eq!(visit.asks_key(&key, &testkit::Trick::Honest), None);
        visit.touches(&other).sees(ConsoleHome);
        let names: Vec<String> = visit.opens(OWN).rows().into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }

    fn otp_6_the_old_device_goes_on_working_until_the_new_one_is_confirmed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let visit = owner.browser().opens(&replacing("phone")).sees(NameDevice);
        let new = visit.scans_qr_named("new");
        visit.types_two_codes(&new.code_at(1), &new.code()).sees(ScanQr).says(|t| t.wizard_replaces("phone"));
        owner.signs_in_at(&w.browser(), &phone);
        visit.opens(OWN).shows("mfa/phone").does_not_show("mfa/new");
        // What is not there replaces nothing.
        visit.opens(&replacing("nothing")).sees(NotFound);
    }

    fn en_7_the_last_device_is_replaced_where_it_cannot_be_removed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        w.requires_mfa("roots", None, Some(0));
        let visit = owner.browser();
        visit.opens(&format!("{OWN}/mfa/phone/remove")).presses(Lang::remove_button).sees(RemoveDevice).says(Lang::last_factor);
        let new = with_an_app(visit.follows(Lang::remove_last_advice), "phone", "new");
        visit.sees(SecurityCredentials).says(|t| t.mfa_replaced("new"));
        visit.opens("/console").sees(ConsoleHome);
        owner.signs_in_at(&w.browser(), &new);
    }

    fn one_of_eight_is_replaced_and_there_is_no_ninth(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone-1");
        for number in 2..=8 {
            owner.adds_device(&format!("phone-{number}"));
        }
        let visit = owner.browser().opens(WIZARD).sees(NameDevice).fills("name", "phone-9").presses(Lang::next);
        visit.sees(NameDevice).is_told_at("name", Lang::error_devices_max);
        with_an_app(visit.opens(&replacing("phone-3")), "phone-3", "phone-9");
        visit.sees(SecurityCredentials).says(|t| t.mfa_replaced("phone-9"));
        assert_eq!(visit.rows().len(), 8);
        visit.does_not_show("mfa/phone-3");
    }

    fn se_5_of_two_replacements_at_once_one_stays(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let browsers: Vec<Browser> = (0..2).map(|_| w.browser()).collect();
        let new: Vec<testkit::Phone> = browsers.iter().enumerate().map(|(at, browser)| {
            owner.signs_in_at(browser, &phone);
            browser.opens(&replacing("phone")).scans_qr_named(&format!("new-{at}"))
        }).collect();
        w.at_once(&[0, 1], |at| {
            browsers[*at].types_two_codes(&new[*at].code(), &new[*at].code_at(1));
        });
        let won: Vec<&Browser> = browsers.iter()
            .filter(|one| one.heading() == SecurityCredentials.heading(one.lang())).collect();
        assert_eq!(won.len(), 1);
        assert_eq!(won[0].rows().len(), 1);
        won[0].does_not_show("mfa/phone");
    }

    fn rc_3_who_replaces_somebody_elses_device_takes_it_from_them(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        let boss = administrator(&keiri, "boss");
        w.looks_away();
        replaces_for(&boss, "hanako", "phone", "new");
        boss.browser().says(|t| t.mfa_replaced("new"));
        w.tells(&["CreateVirtualMFADevice Success", "EnableMFADevice Success userName=hanako",
            "DeactivateMFADevice Success userName=hanako", "DeleteVirtualMFADevice Success"]);
        w.newest_mail("device-reset");
        assert!(is_out(hanako.browser()));
        boss.browser().opens("/console").sees(ConsoleHome);
        assert!(matches!(sets_password(&boss, "hanako"), Err(Refusal::AnotherAdministrator(_))));
        hanako.signs_in_with_password().sees(MfaCode).types_code(&phone.next_code()).sees(MfaCode);
    }

    fn rc_3_who_set_the_password_replaces_no_device_within_a_day(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("phone");
        let boss = administrator(&keiri, "boss");
        assert_eq!(sets_password(&boss, "hanako"), Ok(()));
        replaces_for(&boss, "hanako", "phone", "new");
        boss.browser().sees(AnotherAdministrator);
        boss.browser().opens("/console/users/hanako?tab=security-credentials").shows("mfa/phone").does_not_show("mfa/new");
    }

    fn rc_3_an_administrators_device_is_replaced_by_an_administrator_and_roots_by_root(w) {
        let keiri = w.account("keiri");
        let boss = administrator(&keiri, "boss");
        let iam = keiri.person("iam", &["arn:aws:iam::aws:policy/IAMFullAccess"]);
        iam.enrols("iam-phone");
        replaces_for(&iam, "boss", "boss-phone", "new");
        iam.browser().sees(OnlyAdministrators);
        keiri.owner().enrols("root-phone");
        let start = service::ops::wizard::StartMfaDevice {
            target: Target::Root,
            name: rules::DeviceName::parse("new").expect("a name"),
            label: rules::DeviceLabel::parse("").expect("a label"),
            replaces: Some(rules::DeviceName::parse("root-phone").expect("a name")),
        };
        let refused = boss.browser().asks_service(&start).map(drop);
        assert!(matches!(refused, Err(Refusal::AccessDenied { .. })), "{refused:?}");
    }
}
