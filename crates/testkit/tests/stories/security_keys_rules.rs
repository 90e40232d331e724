//! What the operator's rules and the gates make of passkeys and security keys: copies, models, waits,
//! late devices, the wire, and the host.

use rules::Aaguid;
use rules::security_key::{KeyModel, Let};
use service::webauthn::WebauthnSettings;
use testkit::page::*;
use testkit::{
    Authenticator, Lang, MANAGES_OWN, Person, Root, Trick, World, hours, minutes, story,
};

const WIZARD: &str = "/console/security-credentials/mfa/new";
const MODEL: &str = "2fc0579f-8113-47ea-b116-bb5a8db9202a";

/// Registers a key as the first device of somebody, and leaves.
fn enrols(person: &Person, key: &Authenticator) {
    let visit = person.signs_in_with_password().opens(WIZARD);
    visit.adds_key_named("safe", key).sees(SecurityCredentials);
    visit.opens("/console").presses(Lang::sign_out);
}

fn model(rule: Let) -> KeyModel {
    KeyModel {
        name: "a model".into(),
        rule,
        certifications: [("FIDO".to_owned(), "L1".to_owned())].into(),
        roots: Vec::new(),
    }
}

fn listed(w: &World, rule: Let) {
    let aaguid = Aaguid::parse(MODEL).expect("a model");
    w.is_configured(|settings| {
        settings.webauthn.rules.models = [(aaguid, model(rule))].into();
        settings.webauthn.rules.others = Let::Deny;
    });
}

fn of_model() -> Authenticator {
    let digits = MODEL.replace('-', "");
    let number = u128::from_str_radix(&digits, 16).expect("hex");
    Authenticator::new().of_model(number.to_be_bytes())
}

story! {
    fn wa_9_a_model_whose_maker_is_known_shows_a_chain_that_ends_there(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let root = Root::new();
        let aaguid = Aaguid::parse(MODEL).expect("a model");
        let known = KeyModel { roots: vec![root.certificate.clone()], ..model(Let::Allow) };
        w.is_configured(|settings| settings.webauthn.rules.models = [(aaguid, known.clone())].into());
        let visit = owner.signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
        let refused = |t: Lang| t.key_fault_maker(MODEL);
        visit.touches_with(&of_model(), &Trick::OfMaker).sees(TouchKey).says(refused);
        visit.touches_with(&of_model().made_by(Root::new()), &Trick::OfMaker).sees(TouchKey).says(refused);
        for trick in [Trick::OfItself, Trick::Honest] {
            visit.touches_with(&of_model(), &trick).sees(TouchKey).says(refused);
        }
        visit.touches_with(&of_model().made_by(root), &Trick::OfMaker).sees(SecurityCredentials);
    }

    fn wa_6_a_count_that_went_back_is_told_and_opens_or_not_as_the_operator_says(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        enrols(owner, &key);
        owner.signs_in_with_password().sees(MfaKey).touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaKey).touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        w.looks_away();
        key.counts_from(0);
        owner.signs_in_with_password().sees(MfaKey).touches(&key).sees(ConsoleHome).presses(Lang::sign_out);
        w.tells(&["CheckMfa", "SecurityKeyCopied signCountBefore=2 signCount=1", "ConsoleLogin MFAUsed=Yes", "SignOut"]);
        w.is_configured(|settings| settings.webauthn.rules.cloned = Let::Deny);
        w.looks_away();
        let visit = owner.signs_in_with_password().sees(MfaKey).touches(&key).sees(MfaKey).says(Lang::key_fault_cloned);
        w.tells(&["CheckMfa", "SecurityKeyCopied signCountBefore=2 signCount=2", "ConsoleLogin Failure"]);
        // The one that is ahead still opens.
        visit.touches(&key).sees(ConsoleHome);
    }

    fn wa_7_a_passkey_that_is_copied_is_let_in_or_not_as_the_operator_says(w) {
        let keiri = w.account("keiri");
        let (hanako, jiro) = (keiri.user("hanako"), keiri.user("jiro"));
        let passkey = Authenticator::new().synced();
        enrols(&hanako, &passkey);
        w.is_configured(|settings| settings.webauthn.rules.synced = Let::Deny);
        let visit = jiro.signs_in_with_password().opens(WIZARD).begins_key("passkey").sees(TouchKey);
        visit.touches(&Authenticator::new().synced()).sees(TouchKey).says(Lang::key_fault_synced);
        visit.touches(&Authenticator::new()).sees(SecurityCredentials);
        // It does not count, which is no sign of a copy; what was registered before goes on.
        hanako.signs_in_with_password().sees(MfaKey).touches(&passkey).sees(ConsoleHome).presses(Lang::sign_out);
        hanako.signs_in_with_password().sees(MfaKey).touches_with(&passkey, &Trick::OtherBackup).sees(MfaKey)
            .touches(&passkey).sees(ConsoleHome);
    }

    fn wa_7_only_models_of_the_operators_list_are_registered(w) {
        let keiri = w.account("keiri");
        listed(w, Let::Allow);
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
        assert!(visit.key_options().contains("\"attestation\":\"direct\""));
        visit.touches(&Authenticator::new()).sees(TouchKey).says(|t| t.key_fault_model("00000000-0000-0000-0000-000000000000"));
        listed(w, Let::Deny);
        visit.touches(&of_model()).sees(TouchKey).says(|t| t.key_fault_model(MODEL));
        listed(w, Let::Allow);
        visit.touches(&of_model()).sees(SecurityCredentials);
    }

    fn wa_9_what_is_certified_is_said_of_a_key_whose_maker_signed_and_of_no_other(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        listed(w, Let::Allow);
        for (name, form, certified) in [("hanako", Trick::OfMaker, true), ("jiro", Trick::OfItself, false)] {
            let person = keiri.user(name);
            let visit = person.signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
            visit.touches_with(&of_model(), &Trick::OfMakerOfAnother).sees(TouchKey).says(Lang::key_fault_not_accepted);
            visit.touches_with(&of_model(), &form).sees(SecurityCredentials);
            let listed = root.asks("ListMFADevices", &[("UserName", name)]);
            let serial = listed.succeeds().text("SerialNumber");
            let about = [("UserName", name), ("SerialNumber", serial.as_str())];
            let found = root.asks("GetMFADevice", &about);
            assert_eq!(found.succeeds().body().contains("<value>L1</value>"), certified, "{name}");
        }
    }

    fn en_3_the_wait_after_wrong_codes_holds_for_a_key_and_its_failures_cause_none(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let key = Authenticator::new();
        owner.browser().opens(WIZARD).adds_key_named("safe", &key).sees(SecurityCredentials);
        w.advance(hours(1));
        let thief = w.browser();
        owner.signs_in_with_password_at(&thief).sees(MfaCode);
        for _ in 0..5 {
            thief.types_code(&phone.wrong_code()).sees(MfaCode);
        }
        thief.chooses_device("*").sees(MfaKey).touches(&key).sees(MfaKey).says(Lang::key_waits);
        w.advance(minutes(1));
        for _ in 0..20 {
            thief.touches_with(&key, &Trick::OtherSignature).sees(MfaKey).says(Lang::key_fault_not_accepted);
        }
        thief.touches(&key).sees(ConsoleHome);
    }

    fn otp_8_when_the_budget_of_codes_is_spent_a_key_still_opens(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let key = Authenticator::new();
        owner.browser().opens(WIZARD).adds_key_named("safe", &key).sees(SecurityCredentials);
        let elsewhere = w.browser();
        for _ in 0..34 {
            w.advance(hours(1));
            owner.signs_in_with_password_at(&elsewhere).sees(MfaCode);
            elsewhere.types_code(&phone.wrong_code()).sees(MfaCode);
        }
        w.advance(hours(1));
        owner.signs_in_with_password_at(&elsewhere).types_code(&phone.code()).says(Lang::mfa_spent);
        elsewhere.chooses_device("*").sees(MfaKey).touches(&key).sees(ConsoleHome);
    }

    fn a_key_on_the_wire_is_listed_and_certified_and_taken_away_and_makes_no_session(w) {
        let keiri = w.account_with_key("keiri");
        let (hanako, program) = keiri.with_key("hanako", &[MANAGES_OWN, testkit::ADMINISTRATOR]);
        listed(w, Let::Allow);
        let visit = hanako.signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &of_model()).sees(SecurityCredentials);
        let root = keiri.program();
        let listed = root.asks("ListMFADevices", &[("UserName", "hanako")]);
        let serial = listed.succeeds().text("SerialNumber");
        assert!(serial.starts_with(&format!("arn:aws:iam::{}:u2f/user/hanako/safe-", keiri.id())), "{serial}");
        let about = [("UserName", "hanako"), ("SerialNumber", serial.as_str())];
        root.asks("GetMFADevice", &about).succeeds().says("SerialNumber", &serial);
        // It is no virtual device.
        assert!(!root.asks("ListVirtualMFADevices", &[]).succeeds().body().contains(&serial));
        program.asks("GetSessionToken", &[("SerialNumber", serial.as_str()), ("TokenCode", "123456")]).refused("AccessDenied", 403);
        let codes = [("AuthenticationCode1", "123456"), ("AuthenticationCode2", "654321")];
        let enable: Vec<_> = about.into_iter().chain(codes).collect();
        root.asks("EnableMFADevice", &enable).refused("EntityAlreadyExists", 409);
        root.asks("DeactivateMFADevice", &about).succeeds();
        assert!(!root.asks("ListMFADevices", &[("UserName", "hanako")]).succeeds().body().contains(&serial));
        root.asks("GetMFADevice", &about).refused("NoSuchEntity", 404);
    }

    fn a_key_of_another_host_is_not_asked_for_and_the_host_is_fixed_with_the_first_key(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let host = || w.operator(&service::ops::key_host::ShowKeyHost).expect("the operator may look");
        assert_eq!((host().fixed, host().strangers), (None, 0));
        let key = Authenticator::new();
        enrols(owner, &key);
        assert!(host().fits() && host().fixed.is_some());
        w.is_configured(|settings| {
            settings.webauthn = WebauthnSettings::at("https://moved.example.jp").expect("an address");
        });
        assert!(!host().fits());
        assert_eq!(host().strangers, 1);
        let visit = owner.signs_in_with_password().sees(MfaKey);
        assert!(visit.key_options().contains("\"allowCredentials\":[]"));
        w.looks_away();
        w.operator(&service::ops::key_host::AcceptKeyHost).expect("the operator may");
        assert!(host().fits());
    }
}
