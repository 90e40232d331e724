//! The switches of IAM access to billing, and whoever comes: who views, who edits, who flips them.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Account, Browser, Lang, MANAGES_OWN, Person, World, minutes, story};

const VIEWS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["billing:GetBillingData","billing:GetBillingDetails"],"Resource":"*"}}"#;
const EDITS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"billing:*","Resource":"*"}}"#;
const EDITS_WITH_MFA: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"billing:*","Resource":"*"},{"Effect":"Deny","Action":"billing:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;
const TAKE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}"#;

const PROFILE: &str = "/console/billing";
const CSV: &str = "/console/billing/usage.csv";
const EDIT: &str = "/console/billing/edit";
const ACCESS: &str = "/console/billing/access";

fn put(account: &Account, user: &str, document: &str) {
    let asked = [
        ("UserName", user),
        ("PolicyName", "billing"),
        ("PolicyDocument", document),
    ];
    account.program().asks("PutUserPolicy", &asked).succeeds();
}

/// A role of an account that may do everything about billing, for whoever of another account may.
fn role(account: &Account, of: &Account) {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
        of.id()
    );
    let root = account.program();
    let asked = [
        ("RoleName", "books"),
        ("AssumeRolePolicyDocument", trust.as_str()),
    ];
    root.asks("CreateRole", &asked).succeeds();
    let asked = [
        ("RoleName", "books"),
        ("PolicyName", "billing"),
        ("PolicyDocument", EDITS),
    ];
    root.asks("PutRolePolicy", &asked).succeeds();
}

/// Root sets the switches.
fn sets(root: &Browser, fields: &[(&str, &str)]) {
    root.opens(ACCESS)
        .sees(BillingAccess)
        .posts(ACCESS, fields)
        .sees(Billing)
        .says(Lang::billing_access_saved);
}

/// What somebody comes to: viewing, the CSV, editing.
#[track_caller]
fn finds(visit: &Browser, page: Page, csv: u16, saved: Page) {
    visit.opens(PROFILE).sees(page);
    visit.opens(CSV);
    assert_eq!(visit.status(), csv);
    visit
        .opens("/console")
        .posts(EDIT, &[("company", "Somebody's")])
        .sees(saved);
}

/// The same for whoever is refused everything, on this page.
#[track_caller]
fn finds_nothing(visit: &Browser, refused: Page) {
    finds(visit, refused, 403, refused);
}

/// Nobody of these flips the switches, whatever they are, and each that tries leaves an event.
fn flips_nothing(w: &World, visits: &[&Browser]) {
    for visit in visits {
        visit.opens(ACCESS).sees(OnlyRoot);
        visit.opens("/console");
        w.looks_away();
        visit
            .posts(ACCESS, &[("activate", "on"), ("edit", "on")])
            .sees(OnlyRoot);
        assert_eq!(w.refused_calls(), ["UpdateIAMAccessPreference"]);
    }
}

story! {
    fn while_iam_access_is_deactivated_nobody_but_root_sees_billing_and_when_it_is_on_the_policies_decide(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let owner = keiri.owner();
        owner.enrols("phone");
        let root = owner.browser();
        let people = [
            keiri.person("boss", &[ADMINISTRATOR]),
            keiri.person("views", &[]),
            keiri.person("edits", &[]),
            keiri.person("nobody", &[MANAGES_OWN]),
            soumu.person("jiro", &[ADMINISTRATOR]),
            soumu.person("other", &[]),
        ];
        put(&keiri, "views", VIEWS);
        put(&keiri, "edits", EDITS);
        put(&soumu, "other", TAKE);
        role(&keiri, &soumu);
        let [boss, views, edits, nobody, elsewhere, role] =
            people.each_ref().map(Person::signs_in_with_password);
        role.opens("/console/switch-role").sees(SwitchRole)
            .fills("account", keiri.id().as_str()).fills("roleName", "books").presses(Lang::switch_button)
            .sees(ConsoleHome);
        // Both off.
        for visit in [boss, views, edits, nobody, role, elsewhere] {
            finds_nothing(visit, BillingShut);
            assert!(!visit.opens("/console").has_link(Lang::billing_title));
        }
        flips_nothing(w, &[boss, edits, nobody, role, elsewhere]);
        finds(root, Billing, 200, Billing);
        assert!(root.opens("/console").has_link(Lang::billing_title));
        // Viewing on.
        sets(root, &[("activate", "on")]);
        for visit in [boss, views, edits, role] {
            finds(visit, Billing, 200, BillingEditShut);
            visit.opens(PROFILE).shows("Somebody's").says(Lang::billing_edit_root);
            assert!(visit.opens("/console").has_link(Lang::billing_title));
        }
        finds(nobody, NotAllowed, 403, BillingEditShut);
        assert!(!nobody.opens("/console").has_link(Lang::billing_title));
        // What is open in one account is not open in another.
        finds_nothing(elsewhere, BillingShut);
        flips_nothing(w, &[boss, edits, nobody, role]);
        // Both on.
        sets(root, &[("activate", "on"), ("edit", "on")]);
        for visit in [boss, edits, role] {
            finds(visit, Billing, 200, Billing);
        }
        finds(views, Billing, 200, NotAllowed);
        finds_nothing(nobody, NotAllowed);
        finds_nothing(elsewhere, BillingShut);
        flips_nothing(w, &[boss, edits, nobody, role]);
        // The first one off turns the second one off: on again, it is only the first.
        sets(root, &[("edit", "on")]);
        finds_nothing(boss, BillingShut);
        sets(root, &[("activate", "on")]);
        finds(edits, Billing, 200, BillingEditShut);
    }

    fn root_views_in_any_session_and_edits_and_flips_in_one_with_mfa_that_is_fresh(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let root = owner.signs_in_with_password();
        w.looks_away();
        root.opens(EDIT).posts(EDIT, &[("company", "Somebody's")]).sees(EditBilling)
            .says(Lang::mfa_needed).keeps("company", "Somebody's");
        root.opens(ACCESS).sees(MfaNeeded);
        root.opens(PROFILE).posts(ACCESS, &[("activate", "on")]).sees(MfaNeeded);
        assert_eq!(w.refused_calls(), ["UpdateBillingPreferences", "UpdateIAMAccessPreference"]);
        root.opens(PROFILE).sees(Billing).says(Lang::billing_edit_mfa).does_not_show("Somebody's")
            .says(Lang::billing_access_off);
        let phone = owner.adds_device("phone");
        root.opens(EDIT).sees(EditBilling).fills("company", "関所商事").fills("country", "JP")
            .fills("tax_number", "T7000012050002").presses(Lang::save).sees(Billing)
            .says(Lang::billing_saved).shows("T7000012050002");
        w.advance(minutes(11));
        root.opens(ACCESS).sees(Confirm).types_code_of(&phone).sees(BillingAccess);
        root.ticks("activate").presses(Lang::save).sees(Billing).says(Lang::billing_access_view);
        w.advance(minutes(11));
        root.posts(ACCESS, &[]).sees(Confirm);
        root.opens(PROFILE).says(Lang::billing_access_view);
    }

    fn each_flip_leaves_an_event_and_a_letter_to_root_and_the_security_contact(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        let root = owner.browser();
        root.opens("/console/account/contacts/security").fills("email", "csirt@example.jp").presses(Lang::save);
        w.mails();
        w.looks_away();
        for (fields, flips) in [
            (&[("activate", "on")][..], true),
            // It is so already.
            (&[("activate", "on")], false),
            (&[("activate", "on"), ("edit", "on")], true),
            (&[], true),
        ] {
            let before = w.mails().len();
            sets(root, fields);
            let mails = w.mails();
            let mut told: Vec<_> = mails[before..]
                .iter()
                .map(|mail| format!("{} {}", mail.to, mail.about))
                .collect();
            told.sort();
            let expected = ["csirt@example.jp", "root@keiri.example"].map(|to| format!("{to} billing-access-changed"));
            assert_eq!(told, if flips { expected.to_vec() } else { vec![] }, "{fields:?}");
        }
        w.tells(&["UpdateIAMAccessPreference Success"; 4]);
    }

    fn conditions_about_mfa_hold_behind_the_switch(w) {
        let keiri = w.account_with_key("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        sets(owner.browser(), &[("activate", "on"), ("edit", "on")]);
        let hanako = keiri.person("hanako", &[MANAGES_OWN]);
        put(&keiri, "hanako", EDITS_WITH_MFA);
        finds_nothing(hanako.signs_in_with_password(), NotAllowed);
        hanako.adds_device("hanako-phone");
        finds(hanako.browser(), Billing, 200, Billing);
    }

    fn the_profile_is_refused_field_by_field_and_takes_no_card(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        let root = owner.browser();
        root.opens(EDIT).sees(EditBilling);
        let typed = [
            ("company", "関所商事"),
            ("country", "jp"),
            ("tax_number", "T7000012050003"),
            ("contact_email", "keiri"),
            ("contact_phone", "call us"),
            ("currency", "XXX"),
            ("payment_note", "4111 1111 1111 1111"),
        ];
        root.posts(EDIT, &typed).sees(EditBilling).keeps("company", "関所商事")
            .is_told_at("tax_number", Lang::error_tax_digits)
            .is_told_at("contact_email", Lang::error_email)
            .is_told_at("contact_phone", Lang::error_billing_phone)
            .is_told_at("currency", Lang::error_currency)
            .is_told_at("payment_note", Lang::error_card_number);
        root.opens(PROFILE).does_not_show("関所商事");
        let typed = [("company", "=SUM(A1)<b>"), ("currency", "JPY"), ("payment_note", "部門 4711")];
        root.posts(EDIT, &typed).sees(Billing).shows("=SUM(A1)<b>").shows("部門 4711");
        // Nobody sees another account's books.
        let soumu = w.account("soumu");
        soumu.owner().signs_in_with_password().opens(PROFILE).sees(Billing).does_not_show("4711");
    }
}
