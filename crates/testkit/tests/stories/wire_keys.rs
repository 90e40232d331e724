//! Access keys on the wire: made, switched off and on, deleted, and when they were used last.

use testkit::page::*;
use testkit::{ADMINISTRATOR, MANAGES_OWN, hours, minutes, story};

const INVALID: &str = "The security token included in the request is invalid.";

story! {
    fn an_inactive_key_opens_nothing_and_an_active_one_opens_again(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let session = hanako.session();
        let root = keiri.program();
        let is = |status| root.asks("UpdateAccessKey", &[("UserName", "hanako"), ("AccessKeyId", hanako.key_id()), ("Status", status)]);
        is("Inactive").succeeds();
        hanako.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403).with_text(INVALID);
        // What it signed is not looked at.
        hanako.with_key(|key| key.secret = "(fake) not the secret".into()).asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        root.asks("ListAccessKeys", &[("UserName", "hanako")]).succeeds().says("Status", "Inactive").says("AccessKeyId", hanako.key_id());
        w.restarts();
        hanako.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        session.asks("GetCallerIdentity", &[]).succeeds();
        is("Active").succeeds();
        hanako.asks("GetCallerIdentity", &[]).succeeds();
        is("Expired").refused("InvalidInput", 400);
        is("active").refused("ValidationError", 400);
    }

    fn a_deleted_key_opens_nothing_for_good(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        // One's own, by itself.
        hanako.asks("DeleteAccessKey", &[("AccessKeyId", hanako.key_id())]).succeeds();
        hanako.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403).with_text(INVALID);
        let root = keiri.program();
        for operation in ["DeleteAccessKey", "UpdateAccessKey"] {
            let mut params = vec![("UserName", "hanako"), ("AccessKeyId", hanako.key_id())];
            if operation == "UpdateAccessKey" { params.push(("Status", "Active")); }
            root.asks(operation, &params).refused("NoSuchEntity", 404)
                .with_text(&format!("The Access Key with id {} cannot be found.", hanako.key_id()));
        }
        assert!(root.asks("ListAccessKeys", &[("UserName", "hanako")]).members("AccessKeyMetadata").is_empty());
        w.restarts();
        hanako.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
    }

    fn somebody_has_two_keys_at_most(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let second = hanako.asks("CreateAccessKey", &[]);
        second.succeeds().says("UserName", "hanako").says("Status", "Active");
        let second = hanako.makes_of(&second);
        second.asks("GetUser", &[]).succeeds().says("UserName", "hanako");
        hanako.asks("CreateAccessKey", &[]).refused("LimitExceeded", 409).with_text("Cannot exceed quota for AccessKeysPerUser: 2");
        // An inactive key is one as well.
        root.asks("UpdateAccessKey", &[("UserName", "hanako"), ("AccessKeyId", second.key_id()), ("Status", "Inactive")]).succeeds();
        root.asks("CreateAccessKey", &[("UserName", "hanako")]).refused("LimitExceeded", 409);
        assert_eq!(root.asks("ListAccessKeys", &[("UserName", "hanako")]).members("AccessKeyMetadata").len(), 2);

        // Root makes its own in the console, in a session with MFA.
        root.asks("CreateAccessKey", &[]).refused("AccessDenied", 403);
        root.asks("GetAccountSummary", &[]).succeeds();
        assert_eq!(root.asks("GetAccountSummary", &[]).value_of("AccountAccessKeysPresent"), "1");
        root.asks("DeleteAccessKey", &[("AccessKeyId", root.key_id())]).succeeds();
        root.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
    }

    fn the_secret_is_shown_once(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let made = hanako.asks("CreateAccessKey", &[]);
        assert_eq!(made.succeeds().text("SecretAccessKey").len(), 40);
        assert!(made.text("AccessKeyId").starts_with("AKIA"));
        for operation in ["ListAccessKeys", "GetUser", "GetCallerIdentity"] {
            hanako.asks(operation, &[]).succeeds().lacks("SecretAccessKey");
        }
    }

    fn when_where_and_for_what_a_key_was_used_last_is_known_also_after_a_restart(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        let hanako = root.makes_key_for("hanako");
        let used = || root.asks("GetAccessKeyLastUsed", &[("AccessKeyId", hanako.key_id())]);
        used().succeeds().says("UserName", "hanako").says("ServiceName", "N/A").says("Region", "N/A").lacks("LastUsedDate");
        w.at("2024-07-17T09:15:00Z");
        hanako.asks("GetCallerIdentity", &[]).succeeds();
        used().succeeds().says("LastUsedDate", "2024-07-17T09:15:00Z").says("ServiceName", "sts").says("Region", "us-east-1");
        w.advance(hours(1));
        // A refused call is a use, a wrong signature is none.
        hanako.signs_for("ap-northeast-1").asks("ListUsers", &[]).refused("AccessDenied", 403);
        w.advance(minutes(1));
        hanako.with_key(|key| key.secret = "(fake) not the secret".into()).asks("GetUser", &[]).refused("SignatureDoesNotMatch", 403);
        w.restarts();
        used().succeeds().says("LastUsedDate", "2024-07-17T10:15:00Z").says("ServiceName", "iam").says("Region", "ap-northeast-1");
        // A session's use is not the key's.
        hanako.session().signs_for("eu-west-1").asks("GetCallerIdentity", &[]).succeeds();
        used().says("ServiceName", "sts").says("Region", "ap-northeast-1");
        root.asks("GetAccessKeyLastUsed", &[("AccessKeyId", root.key_id())]).succeeds().lacks("UserName").says("ServiceName", "iam");
    }

    fn whose_account_a_key_is_of_is_told_of_every_key(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let root = keiri.program();
        let asks = |id: &str| root.asks("GetAccessKeyInfo", &[("AccessKeyId", id)]);
        asks(root.key_id()).succeeds().says("Account", keiri.id().as_str());
        asks(soumu.program().key_id()).succeeds().says("Account", soumu.id().as_str());
        asks(root.session().key_id()).succeeds().says("Account", keiri.id().as_str());
        asks("AKIAIOSFODNN7EXAMPLE").refused("ValidationError", 400);
    }

    /// What the console makes and switches off, the wire knows at once.
    fn a_user_with_mfa_looks_after_their_own_keys(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let phone = hanako.enrols("hanako", "hanako");
        let session = hanako.session_with(&phone);
        let made = session.asks("CreateAccessKey", &[]);
        let second = hanako.makes_of(&made);
        second.asks("GetUser", &[]).succeeds();
        let visit = person.signs_in_with(&phone).sees(ConsoleHome);
        let off = service::ops::keys::UpdateAccessKey {
            target: service::Target::User(rules::ids::UserName::parse("hanako").expect("a name")),
            id: rules::ids::AccessKeyId::parse(second.key_id()).expect("an id"),
            status: rules::AccessKeyStatus::Inactive,
        };
        visit.asks_service(&off).expect("one's own key");
        second.asks("GetUser", &[]).refused("InvalidClientTokenId", 403);
        session.asks("DeleteAccessKey", &[("AccessKeyId", second.key_id())]).succeeds();
        session.asks("ListAccessKeys", &[("UserName", "hanako")]).succeeds().says("AccessKeyId", hanako.key_id());
    }
}
