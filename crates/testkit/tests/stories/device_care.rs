//! Devices as things: who has one, the proof that it is there, and the day on which somebody leaves.

use rules::care::{KindWanted, UNCONFIRMED_DAYS, UNUSED_DAYS};
use rules::{DeviceFilter, HolderName, SerialNumber, UserName};
use service::ops::care::{CreateProofAddress, UpdateDeviceRecord};
use service::ops::device_list::ListAccountDevices;
use service::{Refusal, Target};
use testkit::page::*;
use testkit::token::USUAL;
use testkit::{Account, Authenticator, Browser, Lang, Trick, World, days, minutes, seconds, story};

const OWN: &str = "/console/security-credentials";
const WIZARD: &str = "/console/security-credentials/mfa/new";
const LIST: &str = "/console/devices";

fn record(device: &str) -> String {
    format!("{OWN}/mfa/{device}/record")
}

/// Writes down who has one's own device.
fn holds(browser: &Browser, device: &str, name: &str) {
    browser
        .opens(&record(device))
        .sees(DeviceRecord)
        .fills("held_by", name)
        .presses(Lang::save)
        .keeps("held_by", name);
}

/// Makes the address at which one's own device is proved. It leads to this installation.
fn makes_address(w: &World, browser: &Browser, device: &str) -> String {
    let page = browser
        .opens(&record(device))
        .presses(Lang::care_prove_make);
    let address = page.secret();
    let path = address.strip_prefix(w.origin());
    path.expect("an address of ours").to_owned()
}

fn types(browser: &Browser, code: &str) {
    browser.fills("code", code).presses(Lang::prove_button);
}

/// The names of what the operator finds in an account.
fn found(w: &World, account: &Account, filter: &DeviceFilter) -> Vec<String> {
    let list = ListAccountDevices {
        account: account.id().clone(),
        filter: filter.clone(),
        after: None,
    };
    let found = w.operator(&list).expect("the operator may");
    let names = found
        .items
        .iter()
        .map(|one| one.view.device.name.to_string());
    names.collect()
}

fn name(text: &str) -> Option<HolderName> {
    HolderName::parse(text).expect("a name")
}

story! {
    fn a_record_is_kept_by_whoever_signs_in_with_the_device_and_by_those_who_may(w) {
        let keiri = w.account("keiri");
        let (hanako, taro, admin) = (keiri.user("hanako"), keiri.user("taro"), keiri.administrator("admin"));
        hanako.enrols("phone");
        w.looks_away();
        hanako.browser().follows(Lang::care_record).sees(DeviceRecord).says(Lang::care_unconfirmed)
            .fills("held_by", " 山田 花子 ").fills("place", "金庫").fills("note", "予備").presses(Lang::save)
            .sees(DeviceRecord).says(|t| t.care_saved("phone"))
            .keeps("held_by", "山田 花子").keeps("place", "金庫").keeps("note", "予備");
        w.tells(&["UpdateDeviceRecord userName=hanako heldBy=山田+花子 place=金庫"]);
        hanako.browser().fills("held_by", &"長".repeat(61)).presses(Lang::save)
            .is_told_at("held_by", |t| t.error_line(60)).keeps("place", "金庫");
        let theirs = "/console/users/hanako/mfa/phone/record";
        admin.signs_in_with_password().opens(theirs).sees(DeviceRecord).keeps("held_by", "山田 花子")
            .fills("place", "鍵付きの引き出し").presses(Lang::save).says(|t| t.care_saved("phone"));
        taro.signs_in_with_password().opens(theirs).sees(NotAllowed);
        let serial = SerialNumber::parse(&keiri.serial("phone")).expect("a serial number");
        let target = Target::User(UserName::parse("hanako").expect("a name"));
        let write = UpdateDeviceRecord { target: target.clone(), serial: serial.clone(), held_by: None, place: None, note: None };
        let refused = taro.browser().asks_service(&write);
        assert!(matches!(refused, Err(Refusal::AccessDenied { .. })), "{refused:?}");
        let refused = taro.browser().asks_service(&CreateProofAddress { target, serial }).map(drop);
        assert!(matches!(refused, Err(Refusal::AccessDenied { .. })), "{refused:?}");
        taro.browser().opens(LIST).sees(NotAllowed);
        let row = admin.browser().opens(LIST).sees(DeviceList).row_of("phone");
        assert!(row[1] == "hanako" && row[3].contains("山田 花子") && row[3].contains("鍵付きの引き出し"), "{row:?}");
    }

    fn otp_3_a_proof_by_a_code_needs_no_sign_in_opens_nothing_and_uses_the_code_up(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        let address = makes_address(w, hanako.browser(), "phone");
        w.advance(minutes(2));
        w.looks_away();
        let visitor = w.browser();
        visitor.opens(&address).sees(ProveDevice).shows("phone");
        types(&visitor, &phone.wrong_code());
        visitor.sees(ProveDevice).says(Lang::mfa_refused);
        let code = phone.fresh_code();
        types(&visitor, &code);
        visitor.sees(ProveDevice).says(Lang::prove_done);
        w.tells(&["ConfirmDevice Failure userName=hanako", "ConfirmDevice Success userName=hanako"]);
        assert!(visitor.cookie("session").is_none() && visitor.cookie("ticket").is_none());
        visitor.opens("/console").sees(ChooseDoor).opens(&address).says(Lang::prove_over);
        // The step is used at every door, and what was a proof is no sign-in.
        hanako.signs_in_with_password_at(&visitor).sees(MfaCode).types_code(&code).sees(MfaCode).says(Lang::mfa_refused);
        visitor.types_code(&phone.next_code()).sees(ConsoleHome);
        visitor.opens(&record("phone")).does_not_say(Lang::care_unconfirmed);
        // Whoever has it from now on has proved nothing yet.
        holds(&visitor, "phone", "山田 花子");
        visitor.does_not_say(Lang::care_unconfirmed);
        holds(&visitor, "phone", "山田 太郎");
        visitor.says(Lang::care_unconfirmed);
    }

    fn otp_8_otp_9_wrong_answers_at_a_proof_count_for_the_owner_and_end_the_address(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        let address = makes_address(w, hanako.browser(), "phone");
        w.advance(minutes(2));
        let visitor = w.browser();
        visitor.opens(&address);
        for _ in 0..rules::care::PROOF_TRIES {
            visitor.sees(ProveDevice).does_not_say(Lang::prove_over);
            types(&visitor, &phone.wrong_code());
        }
        visitor.says(Lang::prove_over).opens(&address).says(Lang::prove_over);
        // The wait after five in a row holds at the door of the owner as well.
        hanako.signs_in_with_password_at(&visitor).sees(MfaCode).types_code(&phone.code()).sees(MfaCode);
        w.advance(seconds(31));
        visitor.types_code(&phone.fresh_code()).sees(ConsoleHome);
    }

    fn an_address_for_a_proof_is_the_latest_one_lasts_seven_days_and_goes_with_the_device(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        let first = makes_address(w, hanako.browser(), "phone");
        let second = makes_address(w, hanako.browser(), "phone");
        let visitor = w.browser();
        visitor.opens(&first).says(Lang::prove_over).opens(&second).does_not_say(Lang::prove_over);
        w.advance(days(rules::care::PROOF_DAYS));
        visitor.opens(&second).says(Lang::prove_over).opens("/signin/prove").says(Lang::prove_over);
        hanako.signs_in_with(&phone);
        let third = makes_address(w, hanako.browser(), "phone");
        hanako.browser().opens(&format!("{OWN}/mfa/phone/remove")).sees(RemoveDevice).presses(Lang::remove_button);
        visitor.opens(&third).says(Lang::prove_over);
    }

    fn wa_2_wa_3_a_proof_by_a_touch_is_asked_of_this_very_key_and_opens_nothing(w) {
        let keiri = w.account("keiri");
        let (key, spare) = (Authenticator::new(), Authenticator::new());
        let owner = keiri.owner().signs_in_with_password();
        owner.opens(WIZARD).adds_key_named("safe", &key).opens(WIZARD).adds_key_named("spare", &spare);
        let address = makes_address(w, owner, "safe");
        w.looks_away();
        let visitor = w.browser();
        visitor.opens(&address).sees(ProveDevice);
        assert!(visitor.asks_key(&spare, &Trick::Honest).is_none());
        let unasked = spare.signs_unasked(&visitor.key_options(), w.origin());
        visitor.answers(&unasked).says(Lang::key_fault_not_accepted);
        visitor.touches_with(&key, &Trick::OtherOrigin).says(Lang::key_fault_not_accepted);
        visitor.touches_with(&key, &Trick::NotVerified).says(Lang::key_fault_not_verified);
        let answer = visitor.asks_key(&key, &Trick::Honest).expect("it is its own");
        visitor.answers(&answer).sees(ProveDevice).says(Lang::prove_done);
        let wrong = "ConfirmDevice Failure errorCode=InvalidAuthenticationCode";
        w.tells(&[wrong, wrong, wrong, "ConfirmDevice Success"]);
        assert!(visitor.cookie("session").is_none());
        owner.opens(&record("safe")).does_not_say(Lang::care_unconfirmed).opens(&record("spare")).says(Lang::care_unconfirmed);
        // What proved that the key is there proves nothing at the sign-in.
        keiri.owner().signs_in_with_password_at(&visitor).sees(MfaKey).answers(&answer).sees(MfaKey);
    }

    fn somebody_leaves_and_everything_they_hold_is_found_and_leads_to_its_successor(w) {
        let (keiri, eigyo) = (w.account("keiri"), w.account("eigyo"));
        let hanako = keiri.user("hanako");
        hanako.enrols("phone");
        holds(hanako.browser(), "phone", "山田 花子");
        let owner = keiri.owner();
        owner.enrols("root-phone");
        owner.adds_device("root-spare");
        holds(owner.browser(), "root-phone", "山田　花子");
        holds(owner.browser(), "root-spare", "山田 太郎");
        eigyo.owner().enrols("root-phone");
        holds(eigyo.owner().browser(), "root-phone", "山田花子");
        owner.browser().opens(LIST).fills("holder", "山田花子").presses(Lang::care_look).sees(DeviceList)
            .says(|t| t.care_leaving("山田花子")).does_not_show("root-spare");
        let links = |device: &str| owner.browser().address_of(|t| format!("{} {device}", t.care_replace()));
        assert_eq!(links("root-phone"), format!("{OWN}/mfa/new?replaces=root-phone"));
        assert_eq!(links("phone"), "/console/users/hanako/mfa/new?replaces=phone");
        let leaves = DeviceFilter { held_by: name("Ｙ"), ..DeviceFilter::default() };
        assert!(found(w, &keiri, &leaves).is_empty());
        let leaves = DeviceFilter { held_by: name("山田 花子"), ..DeviceFilter::default() };
        assert_eq!(found(w, &keiri, &leaves), ["phone", "root-phone"]);
        assert_eq!(found(w, &eigyo, &leaves), ["root-phone"]);
    }

    fn devices_are_found_by_kind_model_clock_use_and_proof(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let token = w.stocks("2600123", USUAL);
        token.runs_ahead_by(100 * 30);
        let key = Authenticator::new();
        let phone = owner.enrols("phone");
        owner.browser().opens(WIZARD).adds_key_named("safe", &key).sees(SecurityCredentials);
        owner.adds_token("2600123", &token);
        let everything = w.operator(&ListAccountDevices {
            account: keiri.id().clone(), filter: DeviceFilter::default(), after: None,
        }).expect("the operator may");
        let model = everything.items.iter().find_map(|one| one.key.as_ref()).expect("a key").aaguid;
        let all = DeviceFilter::default();
        let kind = |kind| DeviceFilter { kind: Some(kind), ..all.clone() };
        for (filter, expected) in [
            (all.clone(), vec!["phone", "safe", "token"]),
            (kind(KindWanted::App), vec!["phone"]),
            (kind(KindWanted::Key), vec!["safe"]),
            (kind(KindWanted::Token), vec!["token"]),
            (DeviceFilter { aaguid: Some(model), ..all.clone() }, vec!["safe"]),
            (DeviceFilter { drift_seconds: Some(3000), ..all.clone() }, vec!["token"]),
            (DeviceFilter { drift_seconds: Some(3001), ..all.clone() }, vec![]),
            (DeviceFilter { unused_days: Some(30), ..all.clone() }, vec![]),
        ] {
            let mut names = found(w, &keiri, &filter);
            names.sort();
            assert_eq!(names, expected, "{filter:?}");
        }
        w.advance(days(30));
        owner.signs_in_with(&phone);
        let quiet = |used, confirmed| {
            let filter = DeviceFilter { unused_days: used, unconfirmed_days: confirmed, ..all.clone() };
            let mut names = found(w, &keiri, &filter);
            names.sort();
            names
        };
        assert_eq!(quiet(Some(30), None), ["safe", "token"]);
        assert_eq!(quiet(None, Some(30)), ["phone", "safe", "token"]);
        let address = makes_address(w, owner.browser(), "phone");
        let visitor = w.browser();
        types(visitor.opens(&address), &phone.next_code());
        visitor.says(Lang::prove_done);
        assert_eq!(quiet(None, Some(30)), ["safe", "token"]);
        // The page asks the same, and says what it cannot read.
        owner.browser().opens(&format!("{LIST}?unused=30&kind=key")).sees(DeviceList)
            .shows("safe").does_not_show("hardware/2600123");
        owner.browser().opens(&format!("{LIST}?unused=many&aaguid=YubiKey")).sees(DeviceList)
            .is_told_at("unused", Lang::error_number).is_told_at("aaguid", Lang::error_aaguid);
    }

    fn the_dashboard_advises_two_people_a_key_and_a_look_at_what_nobody_saw(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let home = || owner.browser().opens("/console").sees(ConsoleHome);
        home().says(Lang::recommend_root_key).says(Lang::recommend_second_device)
            .does_not_say(Lang::recommend_root_holders).does_not_say(Lang::recommend_unused);
        let admin = keiri.administrator("admin");
        admin.signs_in_with_password().opens("/console").says(Lang::recommend_root_one_device).says(Lang::recommend_root_key_by_root);
        keiri.user("taro").signs_in_with_password().opens("/console").does_not_say(Lang::recommend_root_key);
        let key = Authenticator::new();
        owner.browser().opens(WIZARD).adds_key_named("safe", &key);
        home().says(Lang::recommend_root_holders).does_not_say(Lang::recommend_root_key);
        holds(owner.browser(), "phone", "山田 花子");
        holds(owner.browser(), "safe", "山田　花子");
        home().says(Lang::recommend_root_one_hand);
        holds(owner.browser(), "safe", "山田 太郎");
        home().does_not_say(Lang::recommend_root_one_hand).does_not_say(Lang::recommend_root_holders);
        w.advance(days(i64::from(UNUSED_DAYS)));
        let later = w.browser();
        owner.signs_in_at(&later, &phone).says(|t| t.recommend_unused_text(1, UNUSED_DAYS))
            .does_not_say(Lang::recommend_unconfirmed).follows(Lang::recommend_devices_button)
            .sees(DeviceList).shows("safe").does_not_show("phone");
        w.advance(days(i64::from(UNCONFIRMED_DAYS - UNUSED_DAYS)));
        owner.signs_in_at(&later, &phone).says(|t| t.recommend_unconfirmed_text(2, UNCONFIRMED_DAYS));
    }
}
