//! Users: who makes them, what they may do, and how they go.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, MANAGES_OWN, hours, minutes, story};

/// A field and what is typed into it.
type Typed = (&'static str, &'static str);

story! {
    fn root_makes_a_user_hands_over_the_password_and_the_user_comes_in(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users").sees(Users).says(Lang::users_empty)
            .follows(Lang::users_create).sees(CreateUser)
            .fills("name", "hanako").fills("contact_email", "hanako@example.jp")
            .chooses("console", "generated").chooses("policy", "own");
        w.looks_away();
        visit.presses(Lang::create_button).says(|t| t.created_title("hanako")).says(Lang::created_once)
            .shows(&format!("{}/signin/user?account=keiri", w.origin()));
        let password = visit.secret();
        w.tells(&["CreateUser Success userName=hanako loginProfile=true"]);
        visit.opens("/console/users").sees(Users);
        let row = visit.row_of("hanako");
        assert!(row.contains(&Lang::users_without_mfa(visit.lang()).to_owned()), "{row:?}");
        assert!(row.contains(&Lang::never(visit.lang()).to_owned()), "{row:?}");
        assert!(!visit.text().contains(&password), "it is shown once");

        let hanako = keiri.somebody("hanako");
        hanako.learns_password(&password).signs_in_with_password().sees(NewPassword);
        let own = "(fake) words of my own";
        hanako.browser().fills("password", own).fills("password_again", own).presses(Lang::new_password_button).sees(ConsoleHome);
        hanako.adds_device("hanako-phone");
        visit.opens("/console/users");
        let row = visit.row_of("hanako");
        assert!(row.contains(&visit.lang().users_devices(1_u64)), "{row:?}");
        visit.opens("/console/users/hanako?tab=permissions").shows("SekishoManageOwnCredentials").keeps("contact_email", "hanako@example.jp");
        visit.opens("/console").says(|_| "1");
    }

    fn a_user_without_a_console_password_comes_in_by_no_door(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/create-user").fills("name", "batch").chooses("console", "none")
            .presses(Lang::create_button).says(Lang::created_no_console);
        let row = visit.opens("/console/users").row_of("batch");
        assert!(row.contains(&Lang::users_console_disabled(visit.lang()).to_owned()), "{row:?}");
        let batch = keiri.somebody("batch");
        batch.types_password_at(&w.browser(), "(fake) any password at all").sees(UserDoor).says(Lang::signin_user_refused);
    }

    fn a_name_that_cannot_be_or_is_taken_is_told_at_the_field_with_all_that_was_typed(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password().opens("/console/create-user");
        for (name, words) in [
            ("花子", Lang::error_user_name as fn(Lang) -> &'static str),
            ("hanako/admin", Lang::error_user_name),
            ("HANAKO", Lang::error_user_exists),
        ] {
            visit.fills("name", name).fills("contact_email", "hanako@example.jp").chooses("policy", "administrator")
                .presses(Lang::create_button).sees(CreateUser)
                .is_told_at("name", words)
                .keeps("name", name).keeps("contact_email", "hanako@example.jp").keeps("policy", "administrator");
        }
        visit.fills("name", "taro").fills("contact_email", "nowhere").presses(Lang::create_button)
            .is_told_at("contact_email", Lang::error_email);
        // What a Japanese input method leaves behind is read as it was meant.
        visit.fills("name", "ｔａｒｏ　").fills("contact_email", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ").presses(Lang::create_button)
            .says(|t| t.created_title("taro"));
        visit.opens("/console/users/taro?tab=permissions").keeps("contact_email", "taro@example.jp");
    }

    fn two_who_make_the_same_user_at_the_same_moment_make_one(w) {
        let keiri = w.account("keiri");
        let makers = [keiri.administrator("one"), keiri.administrator("two")];
        for maker in &makers {
            maker.signs_in_with_password().opens("/console/create-user").fills("name", "hanako").chooses("console", "none");
        }
        w.at_once(&makers, |maker| {
            maker.browser().presses(Lang::create_button);
        });
        let made = makers.iter().filter(|maker| maker.browser().status() == 200).count();
        assert_eq!(made, 1);
    }

    fn whoever_manages_only_themselves_is_told_which_action_is_missing(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("hanako-phone");
        keiri.user("taro");
        let visit = hanako.browser();
        visit.opens("/console")
            .says(|t| t.lacks_show("iam:GetAccountSummary"))
            .says(|t| t.lacks_do("iam:CreateUser"))
            .says(|t| t.lacks_do("iam:CreateAccountAlias"));
        assert!(!visit.has_link(Lang::users_create), "what would be refused is not offered");
        for (path, action) in [
            ("/console/users", "iam:ListUsers"),
            ("/console/users/taro", "iam:GetUser"),
            ("/console/users/taro/delete", "iam:GetUser"),
            ("/console/users/taro/mfa/new", "iam:ListMFADevices"),
            ("/console/users.csv", "iam:ListUsers"),
        ] {
            visit.opens(path).sees(NotAllowed).shows(action);
            assert_eq!(visit.status(), 403, "{path}");
        }
        visit.opens("/console/users/hanako").says(|t| t.lacks_do("iam:DeleteUser"));
        visit.opens("/console/account")
            .says(|t| t.lacks_do("account:PutAccountName"))
            .says(|t| t.lacks_do("iam:CreateAccountAlias"));
    }

    /// What the page leaves out is refused when it is asked for by hand.
    fn a_form_that_was_not_offered_is_refused_and_told(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("hanako-phone");
        keiri.user("taro").enrols("taro-phone");
        let visit = hanako.browser();
        w.looks_away();
        // Before a device is removed its page asks which it is, so that is what is refused.
        let table: [(&str, &[Typed], &str, &[&str]); 7] = [
            ("/console/create-user", &[("name", "jiro"), ("console", "none"), ("policy", "administrator"), ("contact_email", ""), ("password", "")], "iam:CreateUser", &["CreateUser Failure errorCode=AccessDenied"]),
            ("/console/users/taro/contact", &[("contact_email", "hanako@example.jp")], "sekisho:SetContactEmail", &["SetContactEmail Failure errorCode=AccessDenied"]),
            ("/console/users/taro/password", &[("console", "typed"), ("password", "(fake) taken over by me")], "iam:CreateLoginProfile", &["UpdateLoginProfile Failure errorCode=AccessDenied"]),
            ("/console/users/taro/mfa/taro-phone/remove", &[], "iam:ListMFADevices", &[]),
            ("/console/account/alias", &[("alias", "taken-over")], "iam:CreateAccountAlias", &["CreateAccountAlias Failure errorCode=AccessDenied"]),
            ("/console/account/alias/delete", &[], "iam:DeleteAccountAlias", &["DeleteAccountAlias Failure errorCode=AccessDenied"]),
            ("/console/account/name", &[("name", "乗っ取り")], "account:PutAccountName", &["PutAccountName Failure errorCode=AccessDenied"]),
        ];
        for (path, fields, action, event) in table {
            visit.opens("/console/sessions").posts(path, fields).sees(NotAllowed);
            visit.shows(action);
            w.tells(event);
        }
        keiri.owner().signs_in_with_password().opens("/console/users");
        assert_eq!(keiri.owner().browser().rows().len(), 2);
    }

    fn a_self_managing_user_without_a_device_may_only_enrol_and_change_the_password(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let visit = hanako.signs_in_with_password();
        visit.opens("/console/security-credentials").sees(SecurityCredentials)
            .says(Lang::credentials_banner).says(Lang::devices_empty);
        assert!(visit.has_link(Lang::devices_assign));
        assert!(visit.has_link(Lang::credentials_change_password));
        let phone = visit.follows(Lang::devices_assign).scans_qr_named("hanako-phone");
        visit.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
        visit.opens("/console/security-credentials/mfa/hanako-phone/remove").sees(RemoveDevice)
            .presses(Lang::remove_button).says(|t| t.mfa_removed("hanako-phone"));
    }

    fn a_user_with_no_policy_may_do_nothing_and_is_told_what_is_missing(w) {
        let keiri = w.account("keiri");
        let nobody = keiri.person("nobody", &[]);
        let visit = nobody.signs_in_with_password().sees(ConsoleHome);
        visit.opens("/console/security-credentials").says(|t| t.lacks_show("iam:ListMFADevices")).says(|t| t.lacks_do("iam:EnableMFADevice"));
        visit.opens("/console/security-credentials/password").fills("current", &nobody.password())
            .fills("password", "(fake) entirely new words").fills("password_again", "(fake) entirely new words")
            .presses(Lang::change_button).sees(NotAllowed).shows("iam:ChangePassword");
        visit.opens("/console/sessions").sees(Sessions).presses(Lang::sign_out).sees(SignedOut);
    }

    fn an_administrator_runs_the_account_but_not_root(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("root-phone");
        let taro = keiri.administrator("taro");
        taro.enrols("taro-phone");
        let visit = taro.browser();
        visit.opens("/console/users").sees(Users);
        visit.opens("/console/create-user").fills("name", "hanako").chooses("console", "none").presses(Lang::create_button)
            .says(|t| t.created_title("hanako"));
        visit.opens("/console").says(Lang::recommend_root_mfa_done);
        // Root's devices are root's own affair, by whatever name somebody asks for them.
        for name in ["root", "AWS%20ROOT%20USER", keiri.id().as_str()] {
            visit.opens(&format!("/console/users/{name}/mfa/root-phone/remove")).sees(NotFound);
        }
        let refused = visit.asks_service(&service::ops::devices::RemoveMfaDevice {
            target: service::Target::Root,
            serial: rules::SerialNumber::parse(&keiri.serial("root-phone")).expect("a serial number"),
        });
        assert!(matches!(refused, Err(service::Refusal::AccessDenied { .. })));
    }

    fn an_administrator_assigns_resyncs_and_removes_a_users_device(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password();
        let taro = keiri.administrator("taro");
        let own = taro.enrols("taro-phone");
        let visit = taro.browser();
        visit.opens("/console/users/hanako").says(Lang::devices_empty)
            .follows(Lang::devices_assign).sees(NameDevice).says(|t| t.wizard_for("hanako"))
            .keeps("name", "hanako-phone");
        let phone = visit.scans_qr_named("hanako-phone");
        assert_eq!(phone.entry().1, "hanako@keiri");
        w.looks_away();
        visit.types_two_consecutive_codes(&phone).says(|t| t.mfa_added("hanako-phone"));
        w.tells(&["CreateVirtualMFADevice Success userName=taro", "EnableMFADevice Success userName=hanako"]);
        assert!(visit.path().starts_with("/console/users/hanako"));
        // The first device ends the sessions of hanako, not taro's.
        hanako.browser().opens("/console");
        assert!(hanako.browser().path().starts_with("/signin"));
        hanako.signs_in_with(&phone);

        w.advance(minutes(5));
        phone.runs_ahead_by(90);
        visit.opens("/console/users/hanako/mfa/hanako-phone/resync").sees(ResyncDevice)
            .types_two_consecutive_codes(&phone).says(|t| t.mfa_resynced("hanako-phone"));
        hanako.signs_in_at(&w.browser(), &phone);

        w.advance(minutes(11));
        visit.opens("/console/users/hanako/mfa/hanako-phone/remove").sees(Confirm)
            .types_code_of(&own).sees(RemoveDevice)
            .presses(Lang::remove_button).says(|t| t.mfa_removed("hanako-phone"));
        hanako.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);
    }

    fn a_user_whose_console_access_is_disabled_is_out_at_once(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password().sees(ConsoleHome);
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users/hanako").follows(Lang::console_disable)
            .says(|t| t.console_disable_title("hanako")).does_not_say(Lang::console_disable_own);
        w.looks_away();
        visit.presses(Lang::console_disable).says(|t| t.console_was_disabled("hanako")).says(Lang::console_disabled);
        w.tells(&["DeleteLoginProfile Success userName=hanako"]);
        assert!(!visit.has_link(Lang::console_disable), "there is no password to take away");
        hanako.browser().opens("/console");
        assert!(hanako.browser().path().starts_with("/signin"));
        hanako.signs_in_with_password().sees(UserDoor).says(Lang::signin_user_refused);
        // Asked again, there is nothing left to do.
        visit.opens("/console/users/hanako/console").says(Lang::console_disabled);
    }

    fn an_administrator_who_shuts_the_door_behind_themselves_is_told_so(w) {
        let taro = w.account("keiri").administrator("taro");
        let visit = taro.signs_in_with_password();
        visit.opens("/console/users/taro/console").says(Lang::console_disable_own).presses(Lang::console_disable);
        assert!(visit.path().starts_with("/signin"));
    }

    fn path_and_tags_of_a_user_are_shown_where_there_are_any(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let made = visit.asks_service(&service::ops::users::CreateUser {
            name: rules::UserName::parse("hanako").expect("a name"),
            path: rules::EntityPath::parse("/keiri/seisan/").expect("a path"),
            tags: vec![rules::Tag { key: "部署".to_owned(), value: "経理部".to_owned() }],
            password: None,
            policies: Vec::new(),
            boundary: None,
            contact_email: None, grace: None, });
        assert!(made.is_ok());
        visit.opens("/console/users/hanako").shows("user/keiri/seisan/hanako").says(Lang::user_path)
            .follows(Lang::user_tab_tags).shows("経理部");
        keiri.user("taro");
        visit.opens("/console/users/taro").does_not_show("/keiri/");
        assert!(!visit.has_link(Lang::user_tab_tags));
        visit.opens("/console/users/taro?tab=tags").says(Lang::keys_title);
    }

    fn deleting_a_user_asks_for_the_name_and_takes_everything_along(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("hanako-phone");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users/hanako").follows(Lang::delete).says(|t| t.delete_title("hanako"))
            .says(|t| t.delete_devices(1_u64))
            .fills("typed", "taro").presses(Lang::delete_button)
            .is_told_at("typed", Lang::error_name_differs);
        w.looks_away();
        visit.fills("typed", "hanako").presses(Lang::delete_button).sees(Users).says(|t| t.user_deleted("hanako"));
        w.tells(&["DeleteUser Success userName=hanako"]);
        visit.opens("/console/users/hanako").sees(NotFound);
        // The name and the device's name are free again, for somebody else.
        visit.opens("/console/create-user").fills("name", "hanako").chooses("console", "none").presses(Lang::create_button);
        visit.opens("/console/users/hanako").says(Lang::devices_empty).follows(Lang::devices_assign);
        let phone = visit.scans_qr_named("hanako-phone");
        visit.types_two_consecutive_codes(&phone).says(|t| t.mfa_added("hanako-phone"));
        // Bootstrap, on the other hand, never makes again what somebody deleted.
        let again = keiri.entry("hanako", &[MANAGES_OWN]);
        assert_eq!(w.operator(&again), Ok(service::ops::bootstrap::Outcome::AppliedBefore));
    }

    fn a_user_of_another_account_is_not_found(w) {
        let (keiri, soumu) = (w.account("keiri"), w.account("soumu"));
        let hanako = keiri.user("hanako");
        hanako.enrols("hanako-phone");
        let visit = soumu.owner().signs_in_with_password();
        for path in ["", "/delete", "/password", "/console", "/access-keys/new", "/access-keys/AKIAIOSFODNN7EXAMPLE/delete", "/mfa/new", "/mfa/hanako-phone/remove", "/mfa/hanako-phone/resync"] {
            visit.opens(&format!("/console/users/hanako{path}")).sees(NotFound);
        }
        for path in ["/delete", "/password", "/contact", "/console", "/access-keys/new", "/access-keys/AKIAIOSFODNN7EXAMPLE/deactivate", "/mfa/new", "/mfa/hanako-phone/remove", "/mfa/hanako-phone/resync"] {
            visit.opens("/console/account").posts(&format!("/console/users/hanako{path}"), &[
                ("typed", "hanako"), ("name", "phone"), ("label", ""), ("kind", "app"), ("code1", "123456"), ("code2", "654321"),
                ("contact_email", ""), ("console", "typed"), ("password", "(fake) taken over by me"),
            ]);
            assert_eq!(visit.status(), 404, "{path}");
        }
        visit.opens("/console/users").says(Lang::users_empty);
        hanako.browser().opens("/console").sees(ConsoleHome);
    }

    fn an_administrator_who_deletes_themselves_stands_at_the_door(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        let visit = taro.signs_in_with_password();
        visit.opens("/console/users/taro/delete").fills("typed", "taro").presses(Lang::delete_button);
        assert!(visit.path().starts_with("/signin"), "{}", visit.path());
        taro.signs_in_with_password().sees(UserDoor).says(Lang::signin_user_refused);
    }

    fn nobody_begins_a_wizard_for_a_user_who_is_not_there(w) {
        let keiri = w.account("keiri");
        keiri.owner().signs_in_with_password().opens("/console/users/nobody/mfa/new").sees(NotFound);
    }

    /// Names and serial numbers are the account's own.
    fn two_accounts_can_have_users_and_devices_of_the_same_name(w) {
        for alias in ["keiri", "soumu"] {
            let account = w.account(alias);
            account.user("hanako").enrols("phone");
        }
    }

    fn the_list_is_searched_by_the_beginning_of_names_and_turned_page_by_page(w) {
        let keiri = w.account("keiri");
        for number in 0..101 {
            let entry = keiri.entry(&format!("user-{number:03}"), &[]);
            w.operator(&entry).expect("the user is made");
        }
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password().opens("/console/users");
        assert_eq!(visit.rows().len(), 100);
        visit.follows(Lang::users_next);
        assert_eq!(visit.rows().len(), 2);
        assert!(visit.shows("user-100").has_link(Lang::users_first));
        visit.follows(Lang::users_first).shows("hanako");
        visit.fills("search", "USER-09").presses(Lang::users_search_button);
        assert_eq!(visit.rows().len(), 10);
        visit.fills("search", "nobody").presses(Lang::users_search_button).says(|t| t.users_none_found("nobody"))
            .keeps("search", "nobody").follows(Lang::users_search_clear).shows("hanako");
        visit.opens("/console").shows("102");
        // The file holds everybody, not one page.
        let csv = visit.opens("/console/users.csv").body();
        assert_eq!(String::from_utf8(csv).expect("UTF-8").lines().count(), 103);
    }

    fn the_file_for_spreadsheets_opens_in_japan_and_runs_no_formula(w) {
        let keiri = w.account("keiri");
        for name in ["=1+1", "@sum", "+cmd", "-cmd", "a,b"] {
            keiri.person(name, &[MANAGES_OWN]);
        }
        let hanako = keiri.person("hanako", &[ADMINISTRATOR]);
        hanako.enrols("phone");
        let visit = hanako.browser().opens("/console/users");
        assert!(visit.has_link(Lang::users_csv));
        visit.opens("/console/users.csv");
        assert!(visit.header("content-type").expect("a type").starts_with("text/csv"));
        assert!(visit.header("content-disposition").expect("a name").contains("attachment"));
        let csv = String::from_utf8(visit.body()).expect("UTF-8");
        let text = csv.strip_prefix('\u{FEFF}').expect("the mark by which spreadsheets know UTF-8");
        for start in ["'=1+1,", "'@sum,", "'+cmd,", "'-cmd,", "\"a,b\",", "hanako,"] {
            assert!(text.lines().any(|line| line.starts_with(start)), "{start} in\n{text}");
        }
        assert!(text.lines().next().expect("a head").contains(Lang::users_column_mfa(visit.lang())));
    }

    fn the_file_to_hand_over_holds_what_the_page_shows(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/create-user").fills("name", "=hanako").chooses("console", "generated").presses(Lang::create_button);
        let password = visit.secret();
        let href = visit.address_of(Lang::created_csv);
        let file = href.rsplit_once("base64,").expect("a file in the page").1;
        let file = data_encoding::BASE64.decode(file.as_bytes()).expect("base64");
        let file = String::from_utf8(file).expect("UTF-8");
        assert!(file.starts_with('\u{FEFF}'));
        let row = file.lines().nth(1).expect("a row");
        assert_eq!(row, format!("'=hanako,{password},{}/signin/user?account=keiri", w.origin()));
    }

    fn last_used_is_shown_for_people_and_devices_also_after_a_restart(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        w.at("2024-07-17T09:15:00Z");
        owner.signs_in_with(&phone);
        w.restarts();
        owner.browser().opens("/console/security-credentials");
        let row = owner.browser().row_of("phone");
        assert!(row.iter().any(|cell| cell.contains("2024-07-17")), "{row:?}");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password();
        owner.browser().opens("/console/users");
        let row = owner.browser().row_of("hanako");
        assert!(row.iter().any(|cell| cell.contains("2024-07-17")), "{row:?}");
        w.advance(hours(1));
    }

    fn looking_at_the_dashboard_leaves_no_refusal_in_the_trail(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako").signs_in_with_password().sees(ConsoleHome);
        let events = w.operator(&service::ops::events::LookupEvents { limit: 100, ..Default::default() }).expect("the trail");
        let refused: Vec<_> = events.items.iter().filter(|view| view.event["errorCode"].is_string()).map(|view| &view.event["eventName"]).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}
