//! The pages about groups and policies, as root sees them while there is one user.

use browser_tests::{Browser, Inspection, OWNER, Server, Words};

use super::{USER, Visit};

const PASSWORD: &str = "fake-password-of-hanako-7";
const GROUP: &str = "keiri";
const POLICY: &str = "Audit";

impl Visit {
    pub(super) fn the_groups(&mut self) {
        let w = self.words;
        self.opens("/console/groups");
        self.sees("console/groups#empty", w.groups);
        self.browser.presses(w.create_group);
        self.sees("console/group_create", w.create_group);
        self.browser.types(w.group_name, "経理");
        self.browser.presses(w.create_group_now);
        self.sees_refused("console/group_create", w.correct_this);
        self.browser.types(w.group_name, GROUP);
        self.browser.presses(w.create_group_now);
        self.sees("console/group#empty", GROUP);
        self.opens("/console/groups/keiri/delete");
        self.sees("console/group_delete", &w.group_delete.join(GROUP));
        self.opens("/console/groups/keiri/rename");
        self.sees("console/group_rename", &w.rename_group.join(GROUP));
        self.opens("/console/groups/keiri");
        self.browser.types(w.user_name, "nobody");
        self.browser.presses(w.add_to_group);
        self.sees_refused("console/group", w.correct_this);
        self.browser.types(w.user_name, USER);
        self.browser.presses(w.add_to_group);
        self.sees("console/group", GROUP);
        self.opens("/console/groups/keiri/require-mfa");
        self.sees("console/group_mfa", w.require_mfa);
        self.opens("/console/groups/keiri/delete");
        self.sees("console/group_delete#first", &w.group_delete.join(GROUP));
        self.opens("/console/groups/keiri/policies/attach");
        self.sees("console/policy_attach", w.attach_policy);
        self.browser
            .presses(&format!("ReadOnlyAccess {}", w.by_aws));
        self.browser.presses(w.attach_policy);
        self.sees("console/group#permissions", GROUP);
        self.opens("/console/groups");
        self.sees("console/groups", w.groups);
        self.opens("/console/users/hanako/boundary");
        self.sees("console/policy_attach#boundary", w.set_boundary);
        self.opens("/console/users/hanako?tab=permissions");
        self.sees("console/user#in-a-group", USER);
    }

    pub(super) fn the_policies(&mut self) {
        let w = self.words;
        self.opens("/console/policies");
        self.sees("console/policies", w.policies);
        self.browser.presses(w.create_policy);
        self.sees("console/policy_editor", w.create_policy);
        self.browser.types(w.policy_name, POLICY);
        self.browser.types(w.policy_document, "{}");
        self.browser.presses(w.check_policy);
        self.sees_refused("console/policy_editor", w.correct_this);
        let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:EnableMFADevice","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}"#;
        self.browser.types(w.policy_document, document);
        self.browser.presses(w.check_policy);
        self.browser.sees(w.policy_says);
        self.sees("console/policy_editor#preview", w.create_policy);
        self.browser.presses(w.save_document);
        self.sees("console/policy", POLICY);
        self.opens("/console/policies/policy?policy=arn:aws:iam::aws:policy/ReadOnlyAccess");
        self.sees("console/policy#by-aws", "ReadOnlyAccess");
        self.opens("/console/users/hanako/can");
        self.sees("console/user_can", &w.user_can.join(USER));
        self.browser.types(w.action, "iam:ListUsers");
        self.browser.presses(w.ask_policies);
        self.browser.sees(w.answer);
        self.sees("console/user_can#answer", &w.user_can.join(USER));
    }

    pub(super) fn the_roles(&mut self) {
        let w = self.words;
        self.opens("/console/roles");
        self.sees("console/roles#empty", w.roles);
        self.browser.presses(w.create_role);
        self.sees("console/policy_editor#role", w.create_role);
        self.browser.types(w.role_name, "audit");
        self.browser.presses(w.check_policy);
        self.browser.sees(w.policy_says);
        self.browser.presses(w.save_document);
        self.sees("console/role", "audit");
        self.opens("/console/roles/audit/edit");
        self.sees("console/role_edit", &w.edit_role.join("audit"));
        self.opens("/console/switch-role");
        self.sees("console/switch_role#root", w.switch_role);
        self.opens("/console/roles");
        self.sees("console/roles", w.roles);
    }
}

/// Somebody who may do everything looks at the pages of a role: the user of the visit is denied it without
/// MFA.
pub(super) fn in_a_role(words: &'static Words, inspection: Inspection) -> Visit {
    let user = format!(
        "\n[[account.user]]\nname = \"{USER}\"\npassword = \"{PASSWORD}\"\n\
         password_permanent = true\n\
         policies = [\"arn:aws:iam::aws:policy/AdministratorAccess\"]\n"
    );
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", &user));
    let door = format!("{}/signin/user?account=keiri", server.address());
    let mut visit = Visit {
        server,
        browser: Browser::new(words),
        words,
        inspection,
    };
    visit.browser.signs_in_as_user(&door, USER, PASSWORD);
    visit.browser.sees_page(words.dashboard);
    visit.opens("/console/create-role?start=account");
    visit.browser.types(words.role_name, "audit");
    visit.browser.presses(words.check_policy);
    visit.browser.presses(words.save_document);
    visit.browser.sees_page("audit");
    visit.opens("/console/switch-role?account=keiri&roleName=audit&color=blue");
    visit.sees("console/switch_role", words.switch_role);
    visit.browser.presses(words.switch_role);
    visit.sees("console/dashboard#in-a-role", words.dashboard);
    visit.opens("/console/security-credentials");
    visit.sees("console/switch_back", words.about_oneself);
    visit.browser.presses(words.switch_back);
    visit.browser.sees_page(words.dashboard);
    visit
}
