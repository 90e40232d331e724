//! Hardware TOTP tokens: the stock, adding one, its drift, and what stays when it changes hands.

use service::Refusal;
use service::ops::stock::{BeginTokenImport, EndTokenImport, Ending, ImportTokens};
use service::refusal::ImportFault;
use testkit::page::*;
use testkit::token::{LONG, Stocked, USUAL};
use testkit::{ADMINISTRATOR, Lang, Program, hours, minutes, story};

const OWN: &str = "/console/security-credentials";

fn enables(program: &Program, user: &str, serial: &str, codes: &[String; 2]) -> testkit::Answered {
    program.asks(
        "EnableMFADevice",
        &[
            ("UserName", user),
            ("SerialNumber", serial),
            ("AuthenticationCode1", &codes[0]),
            ("AuthenticationCode2", &codes[1]),
        ],
    )
}

story! {
    fn otp_5_a_token_is_added_by_its_number_though_its_clock_is_fifty_minutes_ahead(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let token = w.stocks("2600123", USUAL);
        token.runs_ahead_by(100 * 30);
        owner.signs_in_with_password();
        owner.adds_token("2600123", &token).says(Lang::kind_token).says(|t| t.drift_minutes_ahead(50));
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with(&token).sees(ConsoleHome);
        owner.browser().opens(&format!("{OWN}/mfa/token/resync")).sees(ResyncDevice)
            .says(|t| t.drift_minutes_ahead(50)).says(Lang::drift_advice_far);
        let stock = w.stock_of("2600123").expect("a token of the stock");
        assert_eq!(stock.holder.as_deref(), Some("keiri/root"));
        assert_eq!(stock.drift_seconds, 3000);
        assert!(stock.last_used_at.is_some());
    }

    fn otp_5_a_token_that_is_further_off_is_refused_and_nothing_is_changed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let token = w.stocks("2600123", USUAL);
        token.runs_ahead_by(122 * 30);
        owner.signs_in_with_password().chooses_a_token().types_token("2600123", &token)
            .sees(AddToken).says(Lang::token_codes_wrong);
        assert!(w.stock_of("2600123").expect("a token of the stock").holder.is_none());
    }

    fn otp_5_the_drift_follows_three_uses_at_the_same_edge(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let token = w.stocks("2600123", USUAL);
        owner.signs_in_with_password();
        owner.adds_token("2600123", &token);
        let drift = || w.stock_of("2600123").expect("a token of the stock").drift_seconds;
        token.runs_ahead_by(30);
        for uses in 1..=3 {
            assert_eq!(drift(), 0, "after {uses} uses");
            owner.signs_in_at(&w.browser(), &token);
        }
        assert_eq!(drift(), 30);
        token.runs_ahead_by(60);
        owner.signs_in_at(&w.browser(), &token);
    }

    fn otp_3_no_code_that_was_used_opens_anything_for_the_next_holder(w) {
        let keiri = w.account("keiri");
        let (hanako, taro) = (keiri.user("hanako"), keiri.user("taro"));
        let token = w.stocks("2600123", USUAL);
        hanako.signs_in_with_password().chooses_a_token().fills("serial", "2600123");
        let (first, second) = (token.fresh_code(), token.next_code());
        hanako.browser().types_two_codes(&first, &second).sees(SecurityCredentials);
        taro.signs_in_with_password().chooses_a_token().fills("serial", "2600123");
        hanako.browser().opens(&format!("{OWN}/mfa/token/remove")).sees(RemoveDevice)
            .presses(Lang::remove_button).sees(SecurityCredentials).says(Lang::devices_empty);
        assert!(w.stock_of("2600123").expect("a token of the stock").holder.is_none());
        taro.browser().types_two_codes(&first, &second).sees(AddToken).says(Lang::token_codes_wrong);
        taro.browser().types_token("2600123", &token).sees(SecurityCredentials);
        assert_eq!(w.stock_of("2600123").expect("a token of the stock").holder.as_deref(), Some("keiri/user/taro"));
    }

    fn a_token_that_cannot_be_had_is_told_in_one_sentence(w) {
        let keiri = w.account("keiri");
        let soumu = w.account("soumu");
        let owner = soumu.owner();
        let ours = w.stocks("2600123", USUAL);
        keiri.owner().signs_in_with_password();
        keiri.owner().adds_token("2600123", &ours);
        let reserved = Stocked { reserved_for: Some(keiri.id().clone()), ..Stocked::default() };
        let reserved = w.stocks_as("2600124", USUAL, &reserved);
        let expired = Stocked { expires_at: Some(w.now() + hours(1)), ..Stocked::default() };
        let expired = w.stocks_as("2600125", USUAL, &expired);
        w.advance(hours(2));
        owner.signs_in_with_password().chooses_a_token();
        for (serial, token) in [("2600123", &ours), ("2600124", &reserved), ("2600125", &expired), ("2600126", &ours)] {
            owner.browser().types_token(serial, token).sees(AddToken).is_told_at("serial", Lang::token_unavailable);
        }
    }

    fn two_people_who_want_the_same_token_at_once_and_one_gets_it(w) {
        let keiri = w.account("keiri");
        let people = [keiri.user("hanako"), keiri.user("taro")];
        let token = w.stocks("2600123", USUAL);
        for person in &people {
            person.signs_in_with_password().chooses_a_token().fills("serial", "2600123");
        }
        let (first, second) = (token.code(), token.code_at(1));
        w.at_once(&people, |person| {
            person.browser().types_two_codes(&first, &second);
        });
        let has_it = |person: &&testkit::Person| {
            let browser = person.browser();
            browser.heading() == SecurityCredentials.heading(browser.lang())
        };
        let (won, lost): (Vec<_>, Vec<_>) = people.iter().partition(has_it);
        assert_eq!((won.len(), lost.len()), (1, 1));
        lost[0].browser().sees(AddToken).is_told_at("serial", Lang::token_unavailable);
        assert!(w.stock_of("2600123").expect("a token of the stock").holder.is_some());
    }

    fn a_token_with_sha_256_eight_digits_and_sixty_seconds_works_in_the_console(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let token = w.stocks("GALT00012345", LONG);
        owner.signs_in_with_password();
        // The number is the same one in lower case.
        owner.adds_token("galt00012345", &token).shows("GALT00012345").presses(Lang::sign_out);
        owner.signs_in_with_password().sees(MfaCode).says(|t| t.mfa_code_digits(8));
        owner.browser().types_code_of(&token).sees(ConsoleHome);
        w.advance(minutes(11));
        owner.browser().opens("/console/create-user").sees(Confirm).says(|t| t.mfa_code_digits(8))
            .types_code_of(&token).sees(CreateUser);
        owner.browser().opens(&format!("{OWN}/mfa/token/resync")).types_two_codes("123456", "654321")
            .sees(ResyncDevice).is_told_at("code1", |t| t.error_code_digits(8));
        owner.browser().types_two_consecutive_codes(&token).sees(SecurityCredentials);
    }

    fn the_wire_takes_tokens_of_six_digits(w) {
        let keiri = w.account_with_key("keiri");
        let (_, admin) = keiri.with_key("admin", &[ADMINISTRATOR]);
        let hanako = keiri.user("hanako");
        let token = w.stocks("2600123", USUAL);
        let long = w.stocks("2600124", LONG);
        let pair = |token: &testkit::Phone| [token.fresh_code(), token.next_code()];
        let codes = pair(&token);
        enables(&admin, "hanako", "hardware/2600124", &pair(&long).map(|code| code[..6].to_owned()))
            .refused("NoSuchEntity", 404);
        enables(&admin, "hanako", "hardware/2600999", &codes).refused("NoSuchEntity", 404);
        enables(&admin, "hanako", "hardware/2600123", &[codes[1].clone(), codes[0].clone()])
            .refused("InvalidAuthenticationCode", 403);
        enables(&admin, "hanako", "hardware/2600123", &codes).succeeds();
        enables(&admin, "admin", "hardware/2600123", &codes).refused("EntityAlreadyExists", 409);
        let (_, other) = w.account_with_key("soumu").with_key("saburo", &[ADMINISTRATOR]);
        enables(&other, "saburo", "hardware/2600123", &codes).refused("NoSuchEntity", 404);
        admin.asks("ListMFADevices", &[("UserName", "hanako")]).succeeds();
        admin.asks("ListVirtualMFADevices", &[]).succeeds().lacks("SerialNumber");
        hanako.signs_in_with_password().sees(MfaCode).types_code(&token.fresh_code()).sees(ConsoleHome);
        admin.asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", "hardware/2600123")]).succeeds();
        assert!(w.stock_of("2600123").expect("a token of the stock").holder.is_none());
        // And what the console gave away, the STS takes.
        enables(&admin, "admin", "hardware/2600123", &pair(&token)).succeeds();
        let made = admin.asks("GetSessionToken", &[("SerialNumber", "hardware/2600123"), ("TokenCode", &token.fresh_code())]);
        made.succeeds();
    }

    fn an_import_that_is_not_complete_is_there_for_nobody(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let (token, new) = w.new_token("2600123", USUAL, &Stocked::default());
        let import = w.operator(&BeginTokenImport { reserve_for: None }).expect("it is there");
        let batch = |import: &str, new| ImportTokens { import: import.to_owned(), reserve_for: None, tokens: vec![new] };
        let end = |import: &str| EndTokenImport { import: import.to_owned(), reserve_for: None, ending: Ending::Complete };
        w.operator(&batch(&import, new)).expect("it is there");
        assert!(w.stock_of("2600123").is_none());
        owner.signs_in_with_password().chooses_a_token().types_token("2600123", &token)
            .sees(AddToken).is_told_at("serial", Lang::token_unavailable);
        assert_eq!(w.operator(&BeginTokenImport { reserve_for: None }).expect_err("it is refused"), Refusal::Import(ImportFault::UnderWay));
        w.advance(minutes(3));
        let later = w.operator(&BeginTokenImport { reserve_for: None }).expect("it is there");
        let (token, new) = w.new_token("2600123", USUAL, &Stocked::default());
        w.operator(&batch(&later, new)).expect("it is there");
        assert_eq!(w.operator(&end(&import)).expect_err("it is refused"), Refusal::Import(ImportFault::Over));
        w.operator(&end(&later)).expect("it is there");
        owner.browser().types_token("2600123", &token).sees(SecurityCredentials);
        let (_, again) = w.new_token("2600123", USUAL, &Stocked::default());
        let third = w.operator(&BeginTokenImport { reserve_for: None }).expect("it is there");
        assert!(matches!(w.operator(&batch(&third, again)), Err(Refusal::EntityAlreadyExists(_))));
    }
}
