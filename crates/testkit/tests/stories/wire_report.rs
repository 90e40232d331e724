//! What an auditor reads: the credential report, the account's summary.

use data_encoding::BASE64;
use testkit::{ADMINISTRATOR, Account, MANAGES_OWN, Program, days, hours, minutes, seconds, story};

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

fn text_of(fetched: &testkit::Answered) -> String {
    let content = BASE64
        .decode(fetched.succeeds().text("Content").as_bytes())
        .expect("base64");
    String::from_utf8(content).expect("UTF-8")
}

/// As tools do: asks until it is complete, then fetches it.
fn report(program: &Program) -> String {
    for _ in 0..3 {
        if program
            .asks("GenerateCredentialReport", &[])
            .succeeds()
            .text("State")
            == "COMPLETE"
        {
            break;
        }
    }
    text_of(&program.asks("GetCredentialReport", &[]))
}

fn row<'text>(report: &'text str, user: &str) -> Vec<&'text str> {
    let line = report
        .lines()
        .find(|line| line.starts_with(&format!("{user},")));
    let line = line.expect("the user has a row");
    line.split(',').collect()
}

fn counts(account: &Account, keys: &[(&str, &str)]) {
    let summary = account.program().asks("GetAccountSummary", &[]);
    for (key, value) in keys {
        assert_eq!(&summary.value_of(key), value, "{key}");
    }
}

story! {
    fn a_report_is_begun_is_complete_and_is_fetched(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("GetCredentialReport", &[]).refused("ReportNotPresent", 410);
        root.asks("GenerateCredentialReport", &[]).succeeds().says("State", "STARTED")
            .says("Description", "No report exists. Starting a new report generation task");
        root.asks("GenerateCredentialReport", &[]).succeeds().says("State", "COMPLETE").lacks("Description");
        let fetched = root.asks("GetCredentialReport", &[]);
        fetched.succeeds().says("ReportFormat", "text/csv").says("GeneratedTime", "2024-07-16T00:00:00Z");
        let text = text_of(&fetched);
        assert_eq!(text.lines().next(), Some(HEADER));
        assert!(!text.ends_with('\n') && !text.contains('\r'));
        w.restarts();
        assert_eq!(text_of(&root.asks("GetCredentialReport", &[])), text);
        // It says what was so when it was made, until the next one.
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        assert_eq!(text_of(&root.asks("GetCredentialReport", &[])), text);
        w.advance(seconds(11));
        assert!(report(&root).contains("hanako"));
    }

    fn how_long_a_report_is_handed_out_again_is_configured(w) {
        w.is_configured(|settings| settings.keys.report_seconds = 4 * 3600);
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let before = report(&root);
        w.advance(hours(4) - seconds(1));
        root.asks("GenerateCredentialReport", &[]).succeeds().says("State", "COMPLETE");
        assert_eq!(text_of(&root.asks("GetCredentialReport", &[])), before);
        w.advance(seconds(1));
        root.asks("GetCredentialReport", &[]).refused("ReportExpired", 410);
        root.asks("GenerateCredentialReport", &[]).succeeds().says("State", "STARTED");
        root.asks("GetCredentialReport", &[]).succeeds().says("GeneratedTime", "2024-07-16T04:00:00Z");
    }

    fn a_report_expires_after_four_hours(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        report(&root);
        w.advance(hours(4) - seconds(1));
        root.asks("GetCredentialReport", &[]).succeeds();
        w.advance(seconds(1));
        root.asks("GetCredentialReport", &[]).refused("ReportExpired", 410);
        w.purges();
        root.asks("GetCredentialReport", &[]).refused("ReportExpired", 410);
        report(&root);
    }

    fn the_row_of_root_is_as_tools_expect_it(w) {
        let keiri = w.account("keiri");
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        let before = report(&taro);
        let arn = format!("arn:aws:iam::{}:root", keiri.id());
        assert_eq!(row(&before, "<root_account>"), [
            "<root_account>", &arn, "2024-07-16T00:00:00Z", "true", "no_information", "2024-07-16T00:00:00Z", "not_supported",
            "false", "false", "N/A", "N/A", "N/A", "N/A", "false", "N/A", "N/A", "N/A", "N/A", "false", "N/A", "false", "N/A",
        ]);
        w.advance(hours(1));
        keiri.owner().enrols("phone");
        let root = row(&before, "<root_account>").len();
        assert_eq!(root, HEADER.split(',').count());
        let after = report(&taro);
        let root = row(&after, "<root_account>");
        assert_eq!((root[4], root[7]), ("2024-07-16T01:00:00Z", "true"));
    }

    fn the_rows_of_users_say_what_each_has(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "a-program"), ("Path", "/ci/")]).succeeds();
        let (person, hanako) = keiri.with_key("Hanako", &[MANAGES_OWN]);
        w.at("2024-07-17T03:00:00Z");
        hanako.enrols("Hanako", "Hanako");
        let second = root.makes_key_for("Hanako");
        second.signs_for("ap-northeast-1").asks("GetUser", &[]).succeeds();
        root.asks("UpdateAccessKey", &[("UserName", "Hanako"), ("AccessKeyId", second.key_id()), ("Status", "Inactive")]).succeeds();
        root.asks("UpdateAccountPasswordPolicy", &[("MaxPasswordAge", "90")]).succeeds();
        w.advance(minutes(5));
        person.signs_in_with_password();
        let report = report(&root);
        let users: Vec<&str> = report.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(users, ["<root_account>", "a-program", "Hanako"]);
        assert_eq!(row(&report, "a-program"), [
            "a-program", &format!("arn:aws:iam::{}:user/ci/a-program", keiri.id()), "2024-07-16T00:00:00Z",
            "false", "N/A", "N/A", "N/A", "false", "false", "N/A", "N/A", "N/A", "N/A", "false", "N/A", "N/A", "N/A", "N/A",
            "false", "N/A", "false", "N/A",
        ]);
        assert_eq!(row(&report, "Hanako"), [
            "Hanako", &format!("arn:aws:iam::{}:user/Hanako", keiri.id()), "2024-07-16T00:00:00Z",
            // The code is not typed yet, so the password has opened nothing.
            "true", "no_information", "2024-07-16T00:00:00Z", "2024-10-14T00:00:00Z", "true",
            "true", "2024-07-16T00:00:00Z", "2024-07-17T03:00:30Z", "us-east-1", "iam",
            "false", "2024-07-17T03:00:30Z", "2024-07-17T03:00:30Z", "ap-northeast-1", "iam",
            "false", "N/A", "false", "N/A",
        ]);
    }

    /// Longer than what one record holds.
    fn a_report_of_many_users_is_whole(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for number in 0..220 {
            let entry = keiri.entry(&format!("{}-{number:03}", "long".repeat(15)), &[]);
            w.operator(&entry).expect("the user is made");
        }
        let text = report(&root);
        assert!(text.len() > 48 * 1024, "more than one part: {}", text.len());
        assert_eq!(text.lines().count(), 222);
        for line in text.lines() {
            assert_eq!(line.split(',').count(), 22, "{line}");
        }
        // The parts of an older report are forgotten, and those of the newer one are not.
        w.advance(hours(2));
        let again = report(&root);
        w.advance(hours(1));
        assert!(w.purges() >= 2);
        assert_eq!(text_of(&root.asks("GetCredentialReport", &[])), again);
    }

    fn who_may_not_see_it_does_not(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        report(&keiri.program());
        for operation in ["GenerateCredentialReport", "GetCredentialReport", "GetAccountSummary"] {
            hanako.asks(operation, &[]).refused("AccessDenied", 403);
        }
        w.account_with_key("soumu").program().asks("GetCredentialReport", &[]).refused("ReportNotPresent", 410);
    }

    fn the_summary_counts_what_there_is(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let summary = root.asks("GetAccountSummary", &[]);
        assert_eq!(summary.succeeds().texts("key").len(), 34);
        counts(&keiri, &[
            ("Users", "0"), ("UsersQuota", "5000"), ("MFADevices", "0"), ("MFADevicesInUse", "0"), ("AccountMFAEnabled", "0"),
            ("AccountAccessKeysPresent", "1"), ("AccountPasswordPresent", "1"), ("AccountSigningCertificatesPresent", "0"),
            ("AccessKeysPerUserQuota", "2"), ("GlobalEndpointTokenVersion", "2"), ("PolicyVersionsInUse", "0"), ("GroupsQuota", "300"),
        ]);
        let (_, _) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        keiri.user("taro");
        keiri.user("jiro");
        root.enrols("hanako", "hanako-phone");
        root.makes_device("spare");
        keiri.owner().enrols("root-phone");
        counts(&keiri, &[
            ("Users", "3"), ("MFADevices", "3"), ("MFADevicesInUse", "2"), ("AccountMFAEnabled", "1"), ("PolicyVersionsInUse", "2"),
        ]);
        w.advance(days(1));
        root.asks("DeleteAccessKey", &[("AccessKeyId", root.key_id())]).succeeds();
    }
}
