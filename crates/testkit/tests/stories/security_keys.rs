//! Passkeys and security keys: registered in the console, used at the sign-in and as a fresh proof, and
//! everything that a verifier has to look at, broken one after the other.

use testkit::page::*;
use testkit::{Authenticator, Browser, Lang, Trick, minutes, story};

const WIZARD: &str = "/console/security-credentials/mfa/new";
const OWN: &str = "/console/security-credentials";
const CREATE_USER: &str = "/console/create-user";

/// What is wrong in both ceremonies, and is refused in both.
const TRICKS: [Trick; 9] = [
    Trick::OtherType,
    Trick::OtherChallenge,
    Trick::OtherOrigin,
    Trick::CrossOrigin,
    Trick::TopOrigin,
    Trick::OtherHost,
    Trick::NotPresent,
    Trick::NotVerified,
    Trick::ImpossibleBackup,
];

/// What can be wrong in a registration beside it.
const WHILE_REGISTERING: [Trick; 8] = [
    Trick::OtherAlgorithm,
    Trick::ConfusedAlgorithm,
    Trick::OfItselfWrongly,
    Trick::OfItselfConfused,
    Trick::OfMakerWrongly,
    Trick::OfMakerOfAnother,
    Trick::OfMakersRoot,
    Trick::OfU2fWrongly,
];

/// Leaves the console, so that the next sign-in is a whole one.
fn leaves(browser: &Browser) {
    browser
        .opens("/console")
        .presses(Lang::sign_out)
        .sees(SignedOut);
}

story! {
    fn wa_11_everybody_may_add_a_key_by_name_and_it_opens_the_door_after_the_password(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let key = Authenticator::new();
        let visit = hanako.signs_in_with_password().opens(WIZARD);
        w.looks_away();
        let before = visit.cookie("session");
        visit.adds_key_named("safe", &key).sees(SecurityCredentials).says(|t| t.mfa_added("safe")).says(Lang::kind_key);
        let arn = format!("arn:aws:iam::{}:u2f/user/hanako/safe-", keiri.id());
        visit.shows(&arn);
        assert_ne!(before, visit.cookie("session"), "SE-1: the session counts as one with MFA");
        w.tells(&["EnableMFADevice userName=hanako"]);
        // There is nothing to resync about it.
        assert!(!visit.has_link(Lang::devices_resync));
        leaves(visit);
        hanako.signs_in_with_password().sees(MfaKey).touches(&key).sees(ConsoleHome);
        w.tells(&["SignOut", "CheckMfa MfaType=U2F+MFA", "ConsoleLogin MFAUsed=Yes"]);
    }

    fn roots_key_has_the_name_that_aws_gives_it(w) {
        let keiri = w.account("keiri");
        let key = Authenticator::new();
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("root-key", &key).sees(SecurityCredentials)
            .shows(&format!("arn:aws:iam::{}:u2f/root-account/root-key-", keiri.id()));
        leaves(visit);
        keiri.owner().signs_in_with_password().sees(MfaKey).touches(&key).sees(ConsoleHome);
    }

    fn wa_2_wa_3_wa_4_wa_8_what_is_wrong_in_a_registration_is_refused(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
        w.looks_away();
        let key = Authenticator::new();
        for trick in TRICKS.iter().chain(&WHILE_REGISTERING) {
            visit.touches_with(&key, trick).sees(TouchKey);
            let said = if *trick == Trick::NotVerified { Lang::key_fault_not_verified } else { Lang::key_fault_not_accepted };
            visit.says(said);
            w.tells(&["EnableMFADevice Failure errorCode=InvalidAuthenticationCode"]);
        }
        for nothing in ["", "{}", "nothing", "[1,2,3]"] {
            visit.answers(nothing).sees(TouchKey).says(Lang::key_fault_not_accepted);
        }
        visit.opens(OWN).says(Lang::devices_empty);
        // The page still leads on: it was given a new challenge each time.
        visit.opens("/console/security-credentials/mfa/key").touches(&key).sees(SecurityCredentials);
    }

    fn wa_9_forms_of_attestation_that_are_not_served_are_refused_by_their_names(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
        let key = Authenticator::new();
        for form in ["tpm", "apple", "android-key", "android-safetynet", "compound"] {
            visit.touches_with(&key, &Trick::Form(form)).sees(TouchKey).says(|t| t.key_fault_form(form));
        }
        visit.touches_with(&key, &Trick::OfItself).sees(SecurityCredentials);
    }

    fn wa_8_a_key_that_signs_with_rsa_is_registered_and_opens_and_confuses_nobody(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new().with_rsa();
        let visit = owner.signs_in_with_password().opens(WIZARD).begins_key("hello").sees(TouchKey);
        for trick in [Trick::ConfusedAlgorithm, Trick::OfItselfWrongly, Trick::OfU2f] {
            visit.touches_with(&key, &trick).sees(TouchKey).says(Lang::key_fault_not_accepted);
        }
        visit.touches_with(&key, &Trick::OfItself).sees(SecurityCredentials);
        leaves(visit);
        let visit = owner.signs_in_with_password().sees(MfaKey);
        visit.touches_with(&key, &Trick::OtherSignature).sees(MfaKey).says(Lang::key_fault_not_accepted);
        visit.touches(&key).sees(ConsoleHome);
    }

    fn wa_9_packed_and_u2f_with_a_certificate_of_the_maker_are_served(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        for (name, form) in [("packed", Trick::OfMaker), ("u2f", Trick::OfU2f)] {
            let key = Authenticator::new();
            let visit = owner.signs_in_with_password();
            visit.opens(WIZARD).begins_key(name).touches_with(&key, &form).sees(SecurityCredentials);
            leaves(visit);
            owner.signs_in_with_password().touches(&key).sees(ConsoleHome);
            w.advance(minutes(1));
            owner.browser().opens(&format!("{OWN}/mfa/{name}/remove")).presses(Lang::remove_button).sees(SecurityCredentials);
            leaves(owner.browser());
        }
    }

    fn wa_2_a_registration_ends_in_its_own_session_within_five_minutes_and_once(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        let visit = owner.signs_in_with_password().opens(WIZARD).begins_key("safe").sees(TouchKey);
        let answer = visit.asks_key(&key, &Trick::Honest).expect("a key");
        // Another session of the same person has begun something else.
        let other = w.browser();
        owner.signs_in_with_password_at(&other).opens(WIZARD).begins_key("other").answers(&answer)
            .sees(TouchKey).says(Lang::key_fault_not_accepted);
        w.advance(minutes(5));
        visit.answers(&answer).says(Lang::key_over);
        let visit = visit.opens(WIZARD).begins_key("safe").sees(TouchKey);
        let answer = visit.asks_key(&key, &Trick::Honest).expect("a key");
        visit.touches_with(&key, &Trick::OtherOrigin).answers(&answer).sees(TouchKey).says(Lang::key_fault_not_accepted);
        visit.opens(OWN).says(Lang::devices_empty);
    }

    fn wa_5_a_credential_belongs_to_one_person_and_a_browser_is_told_of_those_that_are_there(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        visit.opens(WIZARD).begins_key("spare").sees(TouchKey);
        assert!(visit.key_options().contains("\"excludeCredentials\":[{"), "{}", visit.key_options());
        visit.touches(&Authenticator::new()).sees(SecurityCredentials);
        // Each name is there once among somebody's devices, of whichever kind.
        visit.opens(WIZARD).begins_key("safe").sees(NameDevice).is_told_at("name", Lang::error_device_exists);
    }

    fn wa_2_wa_3_wa_4_what_is_wrong_at_the_sign_in_is_refused_and_opens_nothing(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        leaves(visit);
        let visit = owner.signs_in_with_password().sees(MfaKey);
        w.looks_away();
        let others = [Trick::OtherSignature, Trick::OtherBackup, Trick::OtherPerson];
        for trick in TRICKS.iter().chain(&others) {
            visit.touches_with(&key, trick).sees(MfaKey);
            let said = if *trick == Trick::NotVerified { Lang::key_fault_not_verified } else { Lang::key_fault_not_accepted };
            visit.says(said);
            w.tells(&["ConsoleLogin Failure MFAUsed=Yes"]);
        }
        for nothing in ["", "{}", "nothing"] {
            visit.answers(nothing).sees(MfaKey).says(Lang::key_fault_not_accepted);
        }
        // Nothing of it was charged: neither a wait nor a budget.
        visit.touches(&key).sees(ConsoleHome);
    }

    fn wa_2_an_answer_opens_once_and_only_where_it_was_asked_for(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        leaves(visit);
        let visit = owner.signs_in_with_password().sees(MfaKey);
        let answer = visit.asks_key(&key, &Trick::Honest).expect("it is registered");
        // Another browser behind the same password was given another challenge.
        let thief = w.browser();
        owner.signs_in_with_password_at(&thief).sees(MfaKey).answers(&answer).sees(MfaKey);
        visit.answers(&answer).sees(ConsoleHome);
        leaves(visit);
        owner.signs_in_with_password().sees(MfaKey).answers(&answer).sees(MfaKey).says(Lang::key_fault_not_accepted);
        // Too late.
        let late = visit.asks_key(&key, &Trick::Honest).expect("it is registered");
        w.advance(minutes(5));
        visit.answers(&late).sees(MfaKey).says(Lang::key_fault_over);
        visit.touches(&key).sees(ConsoleHome);
    }

    fn wa_5_what_somebody_has_registered_nobody_registers_again(w) {
        let keiri = w.account("keiri");
        let key = Authenticator::new();
        let visit = keiri.owner().signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        visit.opens(WIZARD).begins_key("spare").touches_with(&key, &Trick::SameCredential).sees(TouchKey).says(Lang::key_fault_known);
        // Not in another account either.
        let hanako = w.account("soumu").user("hanako");
        hanako.signs_in_with_password().opens(WIZARD).begins_key("mine")
            .touches_with(&key, &Trick::SameCredential).sees(TouchKey).says(Lang::key_fault_known);
    }

    fn wa_5_somebody_elses_key_opens_nothing(w) {
        let keiri = w.account("keiri");
        let (hanako, jiro) = (keiri.user("hanako"), keiri.user("jiro"));
        let (hers, his) = (Authenticator::new(), Authenticator::new());
        for (person, key) in [(&hanako, &hers), (&jiro, &his)] {
            let visit = person.signs_in_with_password().opens(WIZARD);
            visit.adds_key_named("safe", key).sees(SecurityCredentials);
            leaves(visit);
        }
        let visit = jiro.signs_in_with_password().sees(MfaKey);
        assert_eq!(visit.asks_key(&hers, &Trick::Honest), None, "the browser is not told of hers");
        let answer = hers.signs_unasked(&visit.key_options(), w.origin());
        visit.answers(&answer).sees(MfaKey).says(Lang::key_fault_not_accepted);
        visit.touches(&his).sees(ConsoleHome);
    }

    fn a_key_is_a_fresh_proof_and_leads_back_to_what_was_typed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let key = Authenticator::new();
        let visit = owner.signs_in_with_password().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        w.advance(minutes(11));
        visit.opens(CREATE_USER).sees(Confirm);
        visit.touches_with(&key, &Trick::NotVerified).sees(Confirm).says(Lang::key_fault_not_verified);
        visit.touches(&key).sees(CreateUser);
    }

    fn the_page_opens_on_the_kind_that_was_used_last_and_offers_the_others(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let key = Authenticator::new();
        owner.browser().opens(WIZARD).adds_key_named("safe", &key).sees(SecurityCredentials);
        leaves(owner.browser());
        let visit = owner.signs_in_with_password().sees(MfaKey).chooses_device("phone").sees(MfaCode);
        w.advance(minutes(1));
        visit.types_code_of(&phone).sees(ConsoleHome);
        leaves(visit);
        let visit = owner.signs_in_with_password().sees(MfaCode).chooses_device("*").sees(MfaKey).touches(&key).sees(ConsoleHome);
        leaves(visit);
        owner.signs_in_with_password().sees(MfaKey);
        // A browser that was never here begins with the device that was assigned first.
        owner.signs_in_with_password_at(&w.browser()).sees(MfaCode);
    }

    fn a_removed_key_opens_nothing_and_its_name_is_free_again(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let key = Authenticator::new();
        let visit = owner.browser().opens(WIZARD);
        visit.adds_key_named("safe", &key).sees(SecurityCredentials);
        w.looks_away();
        visit.opens("/console/security-credentials/mfa/safe/remove").sees(RemoveDevice).presses(Lang::remove_button)
            .sees(SecurityCredentials).says(|t| t.mfa_removed("safe"));
        w.tells(&["DeactivateMFADevice userName=AWS+ROOT+USER"]);
        visit.opens(WIZARD).adds_key_named("safe", &Authenticator::new()).sees(SecurityCredentials);
        leaves(visit);
        let visit = owner.signs_in_with_password();
        assert_eq!(visit.asks_key(&key, &Trick::Honest), None);
        let answer = key.signs_unasked(&visit.key_options(), w.origin());
        visit.answers(&answer).sees(MfaKey).says(Lang::key_fault_not_accepted);
        w.advance(minutes(1));
        visit.chooses_device("phone").types_code_of(&phone).sees(ConsoleHome);
    }
}
