//! Metering: what is counted of whom, and that it adds up over processes and restarts.

use rules::{Month, Usage};
use service::ops::billing::ListUsage;
use testkit::page::*;
use testkit::{ADMINISTRATOR, Account, Lang, Mood, World, days, story};

/// What an account used in a month, as the operator sees it.
fn used(w: &World, account: &Account, month: Option<&str>) -> Usage {
    let asked = ListUsage {
        account: Some(account.id().clone()),
        after: None,
        month: month.map(|month| month.parse::<Month>().expect("a month")),
    };
    let mut found = w.operator(&asked).expect("the operator may");
    found.items.remove(0).usage
}

/// Active users, sign-ins, MFA checks and calls (accepted, refused), mails.
fn figures(w: &World, account: &Account) -> [u64; 7] {
    w.writes_stamps();
    used(w, account, None).figures()
}

story! {
    fn a_month_counts_what_happened_and_nothing_that_a_stranger_tried(w) {
        let keiri = w.account_with_key("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let (hanako, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        // Root signs in twice, once of them with a code, and a user once; somebody has root's password.
        owner.signs_in_with(&phone);
        hanako.signs_in_with_password();
        owner.signs_in_with_password_at(&w.browser()).types_code("000000").sees(MfaCode);
        // Three calls with the user's key, one of them refused; two with root's, one with a wrong code.
        program.asks("ListUsers", &[]).succeeds();
        program.asks("GetUser", &[("UserName", "nobody")]).refused("NoSuchEntity", 404);
        program.asks("GetCallerIdentity", &[]).succeeds();
        keiri.program().asks("ListUsers", &[]).succeeds();
        keiri.program().gives(&phone, "000000").refused("AccessDenied", 403);
        assert_eq!(figures(w, &keiri), [2, 3, 1, 2, 3, 2, 0]);
        // What nobody proved counts for nobody: a wrong password, a wrong signature.
        owner.types_password_at(&w.browser(), "(fake) not it");
        keiri.somebody("nobody").types_password_at(&w.browser(), "(fake) not it");
        program.with_key(|key| key.secret = "(fake) not it".into()).asks("ListUsers", &[])
            .refused("SignatureDoesNotMatch", 403);
        assert_eq!(figures(w, &keiri), [2, 3, 1, 2, 3, 2, 0]);
        // Root was told of its sign-ins and its device. A stranger who forgets root's password adds nothing.
        let told = w.sends_mail().sent;
        assert!(told > 0);
        let told = u64::try_from(told).expect("a few");
        assert_eq!(figures(w, &keiri)[6], told);
        w.browser().opens("/signin/root/forgot").fills("email", "root@keiri.example")
            .presses(Lang::forgot_button);
        assert_eq!(w.sends_mail().sent, 1);
        assert_eq!(figures(w, &keiri), [2, 3, 1, 2, 3, 2, told]);
    }

    fn a_mail_that_was_not_taken_is_no_mail(w) {
        let keiri = w.account("keiri");
        w.mail_server(Mood::Refuses);
        keiri.owner().signs_in_with_password();
        assert_eq!(w.sends_mail().failed, 1);
        assert_eq!(figures(w, &keiri)[6], 0);
    }

    fn two_servers_on_one_store_add_up_and_count_each_person_once(w) {
        let keiri = w.account_with_key("keiri");
        let (hanako, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        hanako.signs_in_with_password();
        program.asks("ListUsers", &[]).succeeds();
        w.in_another_server(|| {
            hanako.signs_in_with_password_at(&w.browser());
            keiri.owner().signs_in_with_password();
            program.asks("ListUsers", &[]).succeeds();
            assert_eq!(figures(w, &keiri), [2, 2, 0, 0, 1, 0, 0]);
        });
        assert_eq!(figures(w, &keiri), [2, 3, 0, 0, 2, 0, 0]);
        // What is written is not written again.
        assert_eq!(figures(w, &keiri), [2, 3, 0, 0, 2, 0, 0]);
    }

    fn a_server_that_stops_writes_what_it_counted_and_months_stay_apart(w) {
        let keiri = w.account_with_key("keiri");
        w.at("2024-07-31T23:59:30Z");
        keiri.owner().signs_in_with_password();
        w.at("2024-08-01T00:00:10Z");
        keiri.program().asks("ListUsers", &[]).succeeds();
        w.restarts();
        assert_eq!(used(w, &keiri, Some("2024-07")).figures(), [1, 1, 0, 0, 0, 0, 0]);
        assert_eq!(used(w, &keiri, Some("2024-08")).figures(), [1, 0, 0, 0, 1, 0, 0]);
        // The page shows both, and its table for spreadsheets the same.
        let root = keiri.owner().signs_in_with_password();
        w.writes_stamps();
        let t = w.lang();
        let none = t.billing_split(0, 0);
        let rows = root.opens("/console/billing").sees(Billing).rows();
        assert_eq!(rows.len(), 12);
        assert_eq!(rows[0][1..], ["1", "1", &none, &t.billing_split(1, 0), "0"]);
        assert_eq!(rows[1][1..], ["1", "1", &none, &none, "0"]);
        root.opens("/console/billing/usage.csv");
        let csv = String::from_utf8(root.body()).expect("text");
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[1], format!("{},2024-08,1,1,0,0,1,0,0", keiri.id()));
        assert_eq!(lines[2], format!("{},2024-07,1,1,0,0,0,0,0", keiri.id()));
    }

    fn months_go_after_two_years(w) {
        let keiri = w.account("keiri");
        keiri.owner().signs_in_with_password();
        w.writes_stamps();
        w.at("2026-07-31T00:00:00Z").purges();
        assert_eq!(used(w, &keiri, Some("2024-07")).figures()[..2], [1, 1]);
        w.advance(days(1)).purges();
        assert_eq!(used(w, &keiri, Some("2024-07")).figures()[..2], [0, 0]);
    }

    /// A call counts for the account in which it acts, and whoever made it is active at home.
    fn a_call_in_a_role_counts_where_the_role_is_and_its_person_at_home(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let (_, program) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
            keiri.id()
        );
        let made = [("RoleName", "books"), ("AssumeRolePolicyDocument", trust.as_str())];
        soumu.program().asks("CreateRole", &made).succeeds();
        let arn = format!("arn:aws:iam::{}:role/books", soumu.id());
        let taken = program.asks("AssumeRole", &[("RoleArn", &arn), ("RoleSessionName", "hanako")]);
        program.session_of(&taken).asks("GetCallerIdentity", &[]).succeeds();
        assert_eq!(figures(w, &keiri), [1, 0, 0, 0, 1, 0, 0]);
        // Root made the role with a key.
        assert_eq!(figures(w, &soumu), [1, 0, 0, 0, 2, 0, 0]);
    }
}
