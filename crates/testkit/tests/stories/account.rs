//! The account: its name and alias, the languages, and the pages around everything.

use axum::body::Body;
use http::Request;
use testkit::page::*;
use testkit::{Lang, days, story};

const ACCOUNT: &str = "/console/account";

story! {
    fn an_alias_is_set_replaced_and_deleted_and_users_sign_in_by_it(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password();
        w.looks_away();
        visit.opens("/console").follows(Lang::edit);
        visit.sees(AccountSettings).keeps("alias", "keiri")
            .fills("alias", "Keiri-Bu ").presses(Lang::account_alias_save).sees(AccountSettings)
            .says(Lang::account_saved).keeps("alias", "keiri-bu").shows("account=keiri-bu");
        hanako.names_the_account("keiri").signs_in_with_password().sees(UserDoor);
        hanako.names_the_account("keiri-bu").signs_in_with_password().sees(ConsoleHome).presses(Lang::sign_out);
        visit.presses(Lang::account_alias_delete).says(Lang::account_alias_deleted).keeps("alias", "");
        hanako.signs_in_with_password().sees(UserDoor);
        hanako.names_the_account(keiri.id().as_str()).signs_in_with_password().sees(ConsoleHome);
        w.tells(&[
            "CreateAccountAlias Success accountAlias=keiri-bu",
            "ConsoleLogin Success userName=hanako",
            "SignOut Success",
            "DeleteAccountAlias Success",
            "ConsoleLogin Success userName=hanako",
        ]);
    }

    fn an_alias_that_is_taken_or_cannot_be_is_told_at_the_field_and_kept(w) {
        let keiri = w.account("keiri");
        w.account("soumu");
        let visit = keiri.owner().signs_in_with_password().opens(ACCOUNT);
        for (alias, words) in [
            ("soumu", Lang::error_alias_taken as fn(Lang) -> &'static str),
            ("-keiri", Lang::error_alias),
            ("経理", Lang::error_alias),
            ("123456789012", Lang::error_alias),
            ("ab", Lang::error_alias),
        ] {
            visit.fills("alias", alias).presses(Lang::account_alias_save).sees(AccountSettings)
                .is_told_at("alias", words).keeps("alias", alias);
        }
        visit.opens(ACCOUNT).keeps("alias", "keiri");
        // One's own alias is not taken by oneself.
        visit.presses(Lang::account_alias_save).says(Lang::account_saved);
    }

    fn a_deleted_alias_is_free_for_others(w) {
        let (keiri, soumu) = (w.account("keiri"), w.account("soumu"));
        keiri.owner().signs_in_with_password().opens(ACCOUNT).presses(Lang::account_alias_delete);
        soumu.owner().signs_in_with_password().opens(ACCOUNT).fills("alias", "keiri")
            .presses(Lang::account_alias_save).says(Lang::account_saved).keeps("alias", "keiri");
    }

    fn the_account_gets_another_name(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(ACCOUNT);
        visit.fills("name", "　経理部 <b>").presses(Lang::account_name_save)
            .is_told_at("name", Lang::error_account_name);
        visit.fills("name", "　経理部　").presses(Lang::account_name_save)
            .says(Lang::account_saved).keeps("name", "経理部");
        visit.opens("/console").shows("経理部");
    }

    fn a_changed_language_stays_through_sign_in_sign_out_and_a_closed_browser(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let other = w.lang().other();
        let visit = owner.browser().opens("/signin/root").switches_language();
        assert_eq!(visit.lang(), other);
        visit.sees(RootEmail);
        owner.signs_in_with_password().sees(ConsoleHome).presses(Lang::sign_out).sees(SignedOut);
        visit.is_closed_and_opened().opens("/signin").sees(ChooseDoor);
        w.advance(days(300));
        visit.opens("/signin/user").sees(UserDoor);
        visit.switches_language().sees(UserDoor);
    }

    fn the_switch_comes_back_to_the_same_page(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let visit = owner.signs_in_with_password();
        keiri.user("hanako");
        for path in ["/console/users?search=ha", "/console/users/hanako?tab=permissions", "/console/account", "/console/sessions"] {
            visit.opens(path).switches_language();
            assert_eq!(visit.path(), path);
        }
    }

    fn an_address_that_leads_nowhere_says_what_to_do(w) {
        let stranger = w.browser();
        stranger.opens("/nothing").sees(NotFound).says(Lang::problem_not_found_text);
        assert_eq!(stranger.status(), 404);
        let keiri = w.account("keiri");
        keiri.owner().signs_in_with_password().opens("/console/nothing").sees(NotFound);
    }

    fn every_page_of_the_console_leads_a_stranger_to_the_door(w) {
        w.account("keiri");
        for path in [
            "/console", "/console/users", "/console/users.csv", "/console/create-user", "/console/users/hanako", "/console/users/hanako/delete",
            "/console/users/hanako/password", "/console/users/hanako/mfa/new", "/console/users/hanako/mfa/set-up", "/console/users/hanako/mfa/x/remove",
            "/console/users/hanako/mfa/x/resync", "/console/account", "/console/sessions", "/console/confirm", "/console/security-credentials",
            "/console/security-credentials/password", "/console/security-credentials/mfa/new", "/console/security-credentials/mfa/set-up",
            "/console/security-credentials/mfa/x/remove", "/console/security-credentials/mfa/x/resync",
        ] {
            let stranger = w.browser();
            stranger.opens(path).sees(ChooseDoor);
            assert!(stranger.path().starts_with("/signin"), "{path}");
        }
    }

    fn every_form_of_the_console_refuses_a_stranger(w) {
        w.account("keiri");
        let stranger = w.browser();
        for path in [
            "/console/create-user", "/console/users/hanako/delete", "/console/users/hanako/password", "/console/users/hanako/contact",
            "/console/users/hanako/mfa/new", "/console/users/hanako/mfa/set-up", "/console/users/hanako/mfa/x/remove", "/console/users/hanako/mfa/x/resync",
            "/console/account/name", "/console/account/alias", "/console/account/alias/delete", "/console/sessions/end", "/console/sessions/end-others",
            "/console/confirm", "/console/security-credentials/password", "/console/security-credentials/mfa/new", "/console/security-credentials/mfa/set-up",
            "/console/security-credentials/mfa/x/remove", "/console/security-credentials/mfa/x/resync",
        ] {
            stranger.opens("/signin/root").posts(path, &[
                ("name", "taro"), ("alias", "taken-over"), ("typed", "hanako"), ("code1", "123456"), ("code2", "654321"), ("session", "x"),
                ("return", "/console"), ("code", "123456"), ("password", "(fake) of a stranger"), ("password_again", "(fake) of a stranger"),
                ("current", "(fake) of a stranger"), ("contact_email", ""), ("console", "none"), ("policy", "own"), ("label", ""), ("kind", "app"),
            ]);
            assert!(stranger.path().starts_with("/signin"), "{path} leads to {}", stranger.path());
        }
    }

    fn root_with_access_keys_is_told_to_delete_them(w) {
        let keiri = w.operator(&service::ops::bootstrap::BootstrapAccount {
            id: None,
            name: rules::AccountName::parse("keiri").expect("a name"),
            alias: None,
            root_email: rules::Email::parse("root@keys.example").expect("an address"),
            root_password: Some(service::ops::bootstrap::GivenPassword::Plain(rules::password::Password::typed("(fake) root with keys"))),
            password_permanent: true,
            root_access_key: Some(service::ops::bootstrap::GivenKey {
                id: rules::AccessKeyId::parse("AKIAFAKEFAKEFAKEFAKE").expect("an id"),
                secret: "fake/secret/key/of/root/for/this/story/1".to_owned().into(),
            }),
            management: false,
        });
        assert!(keiri.is_ok());
        let other = w.account("soumu");
        let owner = other.owner().names_themselves("root@keys.example").learns_password("(fake) root with keys");
        owner.signs_in_with_password().sees(ConsoleHome).says(Lang::recommend_root_keys);
        assert!(!w.log().contains("fake/secret/key"));
    }

    fn what_tools_ask_for_answers(w) {
        let host = w.origin().split("//").nth(1).expect("a host").to_owned();
        for (path, status) in [("/healthz", 200), ("/readyz", 200)] {
            let request = Request::get(path).header("host", &host).extension(web::Peer {
                address: ([127, 0, 0, 1], 50_000).into(),
                tls: w.origin().starts_with("https"),
            });
            let (parts, _) = w.asks(request.body(Body::empty()).expect("a request"));
            assert_eq!(parts.status.as_u16(), status, "{path}");
        }
    }

    /// Decision 45.
    fn the_aws_endpoint_is_deaf_to_cookies(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let cookie = visit.cookie("session").expect("a session");
        let prefix = if w.origin().starts_with("https") { "__Host-" } else { "" };
        let request = Request::post("/").header("host", "iam.amazonaws.com")
            .header("cookie", format!("{prefix}sekisho-session={cookie}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .extension(web::Peer { address: ([192, 0, 2, 200], 50_000).into(), tls: false });
        let (parts, body) = w.asks(request.body(Body::from("Action=ListUsers&Version=2010-05-08")).expect("a request"));
        assert!(parts.status.is_client_error() || parts.status.as_u16() == 501);
        assert!(parts.headers.get("set-cookie").is_none());
        assert!(parts.headers.get("access-control-allow-origin").is_none());
        assert_eq!(parts.headers["content-security-policy"], "default-src 'none'; sandbox");
        assert!(!String::from_utf8_lossy(&body).contains("keiri"));
    }
}
