//! Switching role in the console: who may, what one is then, and the way back.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Account, Browser, Lang, MANAGES_OWN, minutes, story};

const MFA: &str = r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#;
const MAY_TAKE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}"#;
const LOOK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:ListUsers","iam:GetUser","iam:ListGroups"],"Resource":"*"}}"#;
const NOT_WITHOUT_MFA: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ListGroups","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}}"#;

/// Makes a role of an account that may list users and groups, for whoever of another account may.
fn role(account: &Account, name: &str, of: &Account, condition: &str) {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole","Condition":{{{condition}}}}}}}"#,
        of.id()
    );
    let root = account.program();
    root.asks(
        "CreateRole",
        &[("RoleName", name), ("AssumeRolePolicyDocument", &trust)],
    )
    .succeeds();
    put(account, name, "look", LOOK);
}

fn put(account: &Account, role: &str, name: &str, document: &str) {
    account
        .program()
        .asks(
            "PutRolePolicy",
            &[
                ("RoleName", role),
                ("PolicyName", name),
                ("PolicyDocument", document),
            ],
        )
        .succeeds();
}

fn may_take(account: &Account, user: &str) {
    account
        .program()
        .asks(
            "PutUserPolicy",
            &[
                ("UserName", user),
                ("PolicyName", "take"),
                ("PolicyDocument", MAY_TAKE),
            ],
        )
        .succeeds();
}

fn switches<'there>(visit: &'there Browser, account: &str, role: &str) -> &'there Browser {
    visit
        .opens("/console/switch-role")
        .sees(SwitchRole)
        .fills("account", account)
        .fills("roleName", role)
        .presses(Lang::switch_button)
}

/// The bar above every page says in which role one is, and who one is.
fn stands_in(visit: &Browser, role: [&str; 2], user: [&str; 2]) {
    let t = visit.lang();
    let page = String::from_utf8(visit.body()).expect("text");
    let [(account, role), (home, user)] = [role, user].map(|[account, name]| (account, name));
    for words in [t.switch_bar(account, role), t.switch_bar_who(home, user)] {
        assert!(page.contains(&words), "no `{words}` on {}", visit.path());
    }
    assert!(visit.has_button(Lang::switch_back));
}

story! {
    fn a_user_switches_to_a_role_of_another_account_is_that_role_and_switches_back(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let hanako = keiri.person("hanako", &[]);
        may_take(&keiri, "hanako");
        role(&soumu, "audit", &keiri, "");
        soumu.user("somuko");
        let visit = hanako.signs_in_with_password();
        let before = visit.cookie("session");
        w.looks_away();
        let link = format!("/console/switch-role?account={}&roleName=audit&displayName=Soumu&color=orange", soumu.id());
        visit.opens(&link).sees(SwitchRole).keeps("account", soumu.id().as_str()).keeps("roleName", "audit")
            .keeps("displayName", "Soumu").presses(Lang::switch_button);
        visit.sees(ConsoleHome).says(|t| t.switched_to("audit"));
        stands_in(visit, ["soumu", "audit"], ["keiri", "hanako"]);
        assert_ne!(visit.cookie("session"), before, "the cookie is a new one (SE-1)");
        visit.opens("/console/users").sees(Users).shows("somuko").does_not_show("hanako@");
        visit.opens("/console/roles").sees(NotAllowed);
        visit.presses(Lang::switch_back).sees(ConsoleHome).says(|t| t.switched_back("Soumu"));
        assert!(!visit.has_button(Lang::switch_back));
        // Both accounts are told.
        let user = format!("arn:aws:iam::{}:user/hanako", keiri.id());
        let role = format!("arn:aws:sts::{}:assumed-role/audit/hanako", soumu.id());
        let entered = format!("SwitchRole Success type=AssumedRole arn={role} SwitchFrom={user}");
        let left = format!("ExitRole Success type=AssumedRole arn={role} SwitchFrom={role}");
        w.tells(&[&entered, &entered, &left, &left]);
        visit.opens("/console/users").sees(NotAllowed);
        visit.opens("/console/switch-role").says(Lang::switch_recent).shows("Soumu");
    }

    fn the_alias_finds_the_account_and_every_refusal_says_the_same(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let hanako = keiri.person("hanako", &[]);
        role(&soumu, "audit", &keiri, "");
        role(&soumu, "own", &soumu, "");
        let visit = hanako.signs_in_with_password();
        switches(visit, "soumu", "audit").sees(SwitchRole).says(Lang::switch_refused);
        may_take(&keiri, "hanako");
        for (account, name) in [("soumu", "own"), ("soumu", "nowhere"), ("nobody", "audit"), ("000000000000", "audit")] {
            switches(visit, account, name).sees(SwitchRole).says(Lang::switch_refused).keeps("roleName", name);
        }
        switches(visit, "?", "監査").sees(SwitchRole).is_told_at("account", Lang::error_account_id_or_alias)
            .is_told_at("roleName", Lang::error_role_name);
        switches(visit, "SOUMU", "audit").says(|t| t.switched_to("audit"));
        // Another switch is made by the person and not by the role, which may not.
        role(&keiri, "own", &keiri, "");
        switches(visit, "keiri", "own").says(|t| t.switched_to("own"));
        stands_in(visit, ["keiri", "own"], ["keiri", "hanako"]);
    }

    fn a_role_that_wants_mfa_is_entered_with_mfa_and_has_none_itself(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[MANAGES_OWN]);
        may_take(&keiri, "hanako");
        role(&keiri, "audit", &keiri, MFA);
        put(&keiri, "audit", "deny", NOT_WITHOUT_MFA);
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit").says(Lang::switch_refused);
        let phone = hanako.enrols("phone");
        let visit = hanako.signs_in_with(&phone);
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        visit.opens("/console/users").sees(Users);
        // A session of a role has no MFA, as on AWS, whatever was proved before.
        visit.opens("/console/groups").sees(NotAllowed);
        visit.presses(Lang::switch_back).opens("/console/security-credentials").sees(SecurityCredentials);
    }

    fn what_is_ones_own_belongs_to_the_user_and_asks_to_switch_back(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[]);
        may_take(&keiri, "hanako");
        role(&keiri, "audit", &keiri, "");
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit");
        for own in ["/console/security-credentials", "/console/sessions", "/console/security-credentials/mfa/new"] {
            visit.opens(own).sees(SwitchBack);
        }
        visit.opens("/console/sessions").sees(SwitchBack).presses(|t| t.switch_back_to("hanako")).sees(Sessions);
        visit.opens("/console/switch-role/exit").sees(ConsoleHome);
    }

    fn se_3_the_role_ends_with_its_own_time_or_the_sessions_and_nobody_acts_before_switching_back(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[ADMINISTRATOR]);
        role(&keiri, "audit", &keiri, "");
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        w.advance(minutes(40));
        visit.opens("/console/users").sees(Users);
        w.advance(minutes(20));
        visit.opens("/console/users").sees(RoleOver);
        visit.opens("/console/groups").sees(RoleOver).presses(|t| t.switch_back_to("hanako")).sees(UserGroups);
        // A role that may last longer than the session does not prolong it.
        let twelve = [("RoleName", "audit"), ("MaxSessionDuration", "43200")];
        keiri.program().asks("UpdateRole", &twelve).succeeds();
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        for _ in 0..21 {
            w.advance(minutes(30));
            visit.opens("/console/users").sees(Users);
        }
        w.advance(minutes(30));
        visit.opens("/console/users").sees(SessionExpired);
    }

    fn a_role_that_is_deleted_ends_and_so_does_everything_with_the_persons_sessions(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[]);
        may_take(&keiri, "hanako");
        role(&keiri, "audit", &keiri, "");
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        let root = keiri.program();
        root.asks("DeleteRolePolicy", &[("RoleName", "audit"), ("PolicyName", "look")]).succeeds();
        root.asks("DeleteRole", &[("RoleName", "audit")]).succeeds();
        visit.opens("/console/users").sees(RoleOver).presses(|t| t.switch_back_to("hanako"));
        role(&keiri, "audit", &keiri, "");
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        root.asks("DeleteLoginProfile", &[("UserName", "hanako")]).succeeds();
        visit.opens("/console/users").sees(SessionWasEnded);
    }

    fn en_1_past_due_the_gate_asks_about_the_person_also_in_a_role(w) {
        w.at("2024-07-01T00:00:00Z");
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[]);
        may_take(&keiri, "hanako");
        role(&keiri, "audit", &keiri, "");
        let twelve = [("RoleName", "audit"), ("MaxSessionDuration", "43200")];
        keiri.program().asks("UpdateRole", &twelve).succeeds();
        w.requires_mfa("console-users", Some("2024-07-02"), None);
        w.at("2024-07-01T23:30:00Z");
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        w.advance(minutes(50));
        visit.opens("/console/users").sees(SwitchBack)
            .presses(|t| t.switch_back_to("hanako")).sees(EnrolMfa);
    }

    fn root_takes_no_role_and_a_users_proof_is_the_users_also_in_a_role(w) {
        let keiri = w.account_with_key("keiri");
        let owner = keiri.owner().signs_in_with_password();
        owner.opens("/console/switch-role").sees(SwitchRole).says(Lang::switch_root);
        owner.posts("/console/switch-role", &[("account", "keiri"), ("roleName", "audit")]).sees(SwitchRole);
        let hanako = keiri.person("hanako", &[]);
        may_take(&keiri, "hanako");
        role(&keiri, "audit", &keiri, "");
        let all = ("PolicyArn", ADMINISTRATOR);
        keiri.program().asks("AttachRolePolicy", &[("RoleName", "audit"), all]).succeeds();
        let visit = hanako.signs_in_with_password();
        switches(visit, "keiri", "audit").says(|t| t.switched_to("audit"));
        w.advance(minutes(11));
        visit.opens("/console/create-group").sees(Confirm).fills("password", &hanako.password())
            .presses(Lang::confirm_button).sees(CreateGroup)
            .fills("name", "kaikei").presses(Lang::create_group_button).says(|t| t.group_created("kaikei"));
        stands_in(visit, ["keiri", "audit"], ["keiri", "hanako"]);
    }
}
