//! Programs whose owners are past due: what their keys and sessions still open.

use rules::enrolment::LateUsers;
use service::ops::settings::PutSettings;
use service::ports::PastDueKeys;
use testkit::{Answered, Program, World, days, minutes, seconds, story};

/// What long-term keys of somebody past due may ask for.
const OPEN: [&str; 2] = ["ListMFADevices", "GetUser"];

fn all_are_due(w: &World) {
    w.requires_mfa("console-users", None, Some(0));
}

fn says(answered: &Answered, text: &str) {
    let message = answered.refused("AccessDenied", 403).message();
    assert!(message.contains(text), "{message}");
}

fn is_shut(program: &Program) {
    for operation in [
        "ListUsers",
        "ListAccessKeys",
        "CreateAccessKey",
        "GetAccountSummary",
    ] {
        says(
            &program.asks(operation, &[]),
            "MFA has been required of this principal since",
        );
    }
}

story! {
    /// EN-1: the key of somebody past due opens nothing but the owner's own enrolment.
    fn en_1_a_key_of_somebody_past_due_enrols_and_then_works_again(w) {
        let keiri = w.account("keiri");
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        program.asks("ListUsers", &[]).succeeds();
        all_are_due(w);
        is_shut(&program);
        program.asks("GetSessionToken", &[]).refused("AccessDenied", 403);
        program.asks("GetCallerIdentity", &[]).succeeds();
        for operation in OPEN {
            program.asks(operation, &[]).succeeds();
        }
        program.asks("GetUser", &[("UserName", "hanako")]).refused("AccessDenied", 403);
        program.asks("ListVirtualMFADevices", &[]).succeeds();
        let phone = program.enrols("taro", "taro-phone");
        program.asks("ListUsers", &[]).succeeds();
        phone.waits_for_the_next_code();
        program.session_with(&phone).asks("ListUsers", &[]).succeeds();
    }

    /// EN-1: asked at each call, and not only when a session is issued.
    fn en_1_a_session_from_before_the_deadline_is_shut_at_the_deadline(w) {
        let keiri = w.account("keiri");
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        w.requires_mfa("console-users", Some("2024-07-17"), None);
        w.at("2024-07-16T23:55:00Z");
        let session = program.session();
        w.at("2024-07-16T23:59:59Z");
        session.asks("GetCallerIdentity", &[]).succeeds();
        program.asks("ListUsers", &[]).succeeds();
        w.advance(seconds(1));
        is_shut(&program);
        session.asks("ListUsers", &[]).refused("AccessDenied", 403);
        session.asks("GetCallerIdentity", &[]).succeeds();
    }

    /// EN-4: once refused, always refused, until enrolment.
    fn en_4_a_clock_that_steps_back_opens_nothing_again(w) {
        let keiri = w.account("keiri");
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        w.requires_mfa("console-users", Some("2024-07-17"), None);
        w.at("2024-07-17T00:00:00Z");
        is_shut(&program);
        w.at("2024-07-16T12:00:00Z");
        is_shut(&program);
        w.restarts();
        is_shut(&program);
        w.in_another_server(|| is_shut(&program));
    }

    /// EN-4: the deadline belongs to the name.
    fn en_4_a_user_who_is_deleted_and_made_again_keeps_the_deadline(w) {
        let keiri = w.account_with_key("keiri");
        let boss = keiri.program();
        keiri.owner().enrols("phone");
        boss.asks("CreateUser", &[("UserName", "jiro")]).succeeds();
        let give_password = || {
            boss.asks("CreateLoginProfile", &[("UserName", "jiro"), ("Password", "(fake) four words of jiro")]).succeeds();
        };
        give_password();
        let key = boss.makes_key_for("jiro");
        w.requires_mfa("console-users", Some("2024-07-20"), None);
        w.plans_notices();
        w.at("2024-07-21T00:00:00Z");
        is_shut(&key);
        let id = key.key_id().to_owned();
        boss.asks("DeleteLoginProfile", &[("UserName", "jiro")]).succeeds();
        boss.asks("DeleteAccessKey", &[("UserName", "jiro"), ("AccessKeyId", &id)]).succeeds();
        boss.asks("DeleteUser", &[("UserName", "jiro")]).succeeds();
        boss.asks("CreateUser", &[("UserName", "JIRO")]).succeeds();
        is_shut(&boss.makes_key_for("JIRO"));
        // Another name takes it along, and leaves it behind.
        boss.asks("UpdateUser", &[("UserName", "JIRO"), ("NewUserName", "rokuro")]).succeeds();
        is_shut(&boss.makes_key_for("rokuro"));
        boss.asks("CreateUser", &[("UserName", "jiro")]).succeeds();
        is_shut(&boss.makes_key_for("jiro"));
    }

    fn the_configuration_may_leave_keys_alone_as_aws_does_and_it_is_shown_as_a_gap(w) {
        let keiri = w.account_with_key("keiri");
        keiri.owner().enrols("phone");
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        all_are_due(w);
        w.is_configured(|settings| settings.past_due_keys = PastDueKeys::Allow);
        program.asks("ListUsers", &[]).succeeds();
        let status = keiri.owner().browser()
            .asks_service(&service::ops::status::GetMfaStatus { after: None })
            .expect("the status");
        let gaps: Vec<bool> = status.users.items.iter().map(|user| user.keys_are_a_gap).collect();
        assert_eq!(gaps, [true]);
    }

    /// EN-7: the last factor stays while MFA is required; a colleague may still take it.
    fn en_7_nobody_takes_their_own_last_device_while_mfa_is_required(w) {
        let keiri = w.account_with_key("keiri");
        let boss = keiri.program();
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        let phone = program.enrols("taro", "taro-phone");
        phone.waits_for_the_next_code();
        let session = program.session_with(&phone);
        let taken = [("UserName", "taro"), ("SerialNumber", &keiri.serial("taro-phone"))];
        w.requires_mfa("console-users", Some("2030-01-01"), None);
        says(&session.asks("DeactivateMFADevice", &taken), "the last MFA device stays");
        boss.asks("DeactivateMFADevice", &taken).succeeds();
        // There is time until 2030, and a program without a device still works.
        program.asks("ListUsers", &[]).succeeds();
    }

    /// RC-4: after the deadline a key is not enough where the account asks for more.
    fn rc_4_a_late_first_device_by_a_key_needs_what_the_account_asks_for(w) {
        let keiri = w.account("keiri");
        let root = keiri.owner();
        root.enrols("phone");
        let (_, program) = keiri.with_key("taro", &[testkit::ADMINISTRATOR]);
        let settings = |late_users| PutSettings {
            language: None,
            time_zone: None,
            late_users,
        };
        assert_eq!(root.browser().asks_service(&settings(LateUsers::Code)), Ok(()));
        all_are_due(w);
        // In the first three days the password that was handed over is proof enough.
        w.advance(days(3)).advance(minutes(1));
        let phone = program.makes_device("taro-phone");
        says(&program.enables("taro", &phone), "one more proof");
    }
}
