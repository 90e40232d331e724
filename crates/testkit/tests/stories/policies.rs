//! Groups and policies in the console.

use testkit::page::*;
use testkit::{Lang, story};

const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:EnableMFADevice","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}"#;

story! {
    fn mfa_is_required_of_a_group_after_a_preview_of_whom_it_stops(w) {
        let keiri = w.account("keiri");
        let jiro = keiri.administrator("jiro");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/groups").sees(UserGroups).says(Lang::groups_empty)
            .follows(Lang::groups_create).sees(CreateGroup)
            .fills("name", "会計").presses(Lang::create_group_button)
            .is_told_at("name", Lang::error_group_name).keeps("name", "会計")
            .fills("name", "kaikei").presses(Lang::create_group_button).says(|t| t.group_created("kaikei"));
        visit.fills("user", "saburo").presses(Lang::group_add)
            .is_told_at("user", Lang::error_no_such_user).keeps("user", "saburo")
            .fills("user", "jiro").presses(Lang::group_add).says(|t| t.member_added("kaikei", "jiro"));
        jiro.signs_in_with_password().opens("/console/users").sees(Users);
        visit.opens("/console/groups/kaikei?tab=permissions").follows(Lang::group_mfa_open)
            .sees(RequireMfa).says(|t| t.group_mfa_stopped(1_u64)).says(Lang::group_mfa_is_stopped);
        // Nothing has happened before the button.
        jiro.browser().opens("/console/users").sees(Users);
        visit.presses(Lang::group_mfa_button).says(|t| t.group_mfa_done("kaikei"))
            .shows("SekishoManageOwnCredentials");
        jiro.browser().opens("/console/users").sees(NotAllowed);
        visit.opens("/console/users/jiro?tab=permissions").says(Lang::held_inherited).shows("kaikei");
        visit.opens("/console/users/jiro/can?action=iam:ListUsers&with=no-mfa").says(Lang::can_denied)
            .shows("SekishoManageOwnCredentials");
        visit.opens("/console/users/jiro/can?action=iam:ListUsers&with=mfa").says(Lang::can_allowed)
            .shows("AdministratorAccess");
        visit.opens("/console/users/jiro/can?action=ListUsers").is_told_at("action", Lang::error_action);
    }

    fn a_group_gets_another_name_and_keeps_its_users(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password();
        for name in ["kaikei", "soumu"] {
            visit.opens("/console/create-group").fills("name", name).presses(Lang::create_group_button);
        }
        visit.opens("/console/groups/kaikei").fills("user", "hanako").presses(Lang::group_add)
            .follows(Lang::group_rename).keeps("name", "kaikei").fills("name", "soumu").presses(Lang::group_rename)
            .is_told_at("name", Lang::error_group_exists).keeps("name", "soumu")
            .fills("name", "zaimu").presses(Lang::group_rename).says(|t| t.group_renamed("zaimu")).shows("hanako");
    }

    fn a_new_policy_starts_from_an_example(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/create-policy").follows(Lang::start_own_devices).sees(CreatePolicy)
            .fills("name", "Own").presses(Lang::editor_check).shows("iam:EnableMFADevice")
            .presses(Lang::editor_save).says(|t| t.document_saved("Own"));
        // The account of the example is nobody's, so it is replaced, as a person would.
        let partner = w.account("partner");
        visit.opens("/console/create-role").follows(Lang::start_external_id).sees(CreateRole);
        let example = visit.value_of("document").expect("a document");
        visit.fills("document", &example.replace("111122223333", partner.id().as_str()))
            .fills("name", "partner").fills("duration", "7200").presses(Lang::editor_check).shows("sts:ExternalId")
            .presses(Lang::editor_save).says(|t| t.document_saved("partner")).says(|t| t.role_hours(2_u64));
    }

    /// A button is asked for on the very thing, so that a policy about one group opens that group only.
    fn a_button_is_there_where_the_policies_allow_it_on_this_thing(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.person("hanako", &[]);
        let document = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}},{{"Effect":"Allow","Action":["iam:AddUserToGroup","iam:DeleteGroup"],"Resource":"arn:aws:iam::{}:group/kaikei"}}]}}"#, keiri.id());
        let root = keiri.program();
        for name in ["kaikei", "soumu"] {
            root.asks("CreateGroup", &[("GroupName", name)]).succeeds();
        }
        root.asks("PutUserPolicy", &[("UserName", "hanako"), ("PolicyName", "kaikei"), ("PolicyDocument", &document)]).succeeds();
        let visit = hanako.signs_in_with_password();
        assert!(visit.opens("/console/groups/kaikei").has_button(Lang::group_add));
        assert!(visit.has_link(Lang::delete));
        assert!(!visit.opens("/console/groups/soumu").has_button(Lang::group_add));
        assert!(!visit.has_link(Lang::delete));
        visit.says(|t| t.lacks_do("iam:AddUserToGroup"));
    }

    fn a_group_is_deleted_when_nobody_and_nothing_is_left_in_it(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/create-group").fills("name", "kaikei").presses(Lang::create_group_button)
            .fills("user", "hanako").presses(Lang::group_add);
        visit.opens("/console/groups/kaikei/delete").says(Lang::group_delete_first)
            .says(|t| t.group_delete_members(1_u64));
        assert!(!visit.has_button(Lang::group_delete_button));
        visit.opens("/console/groups/kaikei").presses(|t| t.group_remove_named("hanako"))
            .says(|t| t.member_removed("kaikei", "hanako"));
        visit.opens("/console/groups/kaikei/delete").presses(Lang::group_delete_button)
            .sees(UserGroups).says(|t| t.group_deleted("kaikei"));
    }

    fn a_policy_is_checked_said_in_words_and_saved_and_nothing_typed_is_lost(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let wrong = DENY.replace("Deny", "Forbid");
        visit.opens("/console/policies").sees(Policies).follows(Lang::policies_create).sees(CreatePolicy)
            .fills("name", "KeiriAudit").fills("description", "経理部").fills("document", &wrong)
            .presses(Lang::editor_check).sees(CreatePolicy).shows("Forbid")
            .keeps("name", "KeiriAudit").keeps("description", "経理部").keeps("document", &wrong);
        assert!(!visit.has_button(Lang::editor_save));
        visit.fills("document", DENY).presses(Lang::editor_check).sees(CreatePolicy)
            .shows("aws:MultiFactorAuthPresent");
        visit.opens("/console/policies?scope=account").does_not_show("KeiriAudit");
        visit.opens("/console/create-policy").fills("name", "KeiriAudit").fills("document", DENY)
            .presses(Lang::editor_check);
        visit.presses(Lang::editor_save).says(|t| t.document_saved("KeiriAudit"));
        visit.says(Lang::policy_no_entities).follows(Lang::edit)
            .fills("document", &DENY.replace("Enable", "Resync")).presses(Lang::editor_check)
            .presses(Lang::editor_save).says(|t| t.document_saved("KeiriAudit")).shows("iam:ResyncMFADevice");
        visit.presses(|t| t.policy_set_default_named("v1")).says(|t| t.version_was_set("v1"))
            .shows("iam:EnableMFADevice").says(Lang::document_delete_first);
        visit.presses(|t| t.policy_delete_version_named("v2")).says(|t| t.version_deleted("v2"))
            .presses(Lang::document_delete_title).sees(Policies).says(|t| t.document_deleted("KeiriAudit"));
    }

    fn a_role_is_made_trusts_the_account_with_mfa_gets_a_policy_and_goes(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/roles").sees(Roles).says(Lang::roles_empty).follows(Lang::roles_create)
            .sees(CreateRole).fills("name", "監査").presses(Lang::editor_check)
            .is_told_at("name", Lang::error_role_name).keeps("name", "監査")
            .fills("name", "audit").presses(Lang::editor_check).shows("aws:MultiFactorAuthPresent")
            .presses(Lang::editor_save).says(|t| t.document_saved("audit")).says(|t| t.role_hours(1_u64))
            .shows(&format!("arn:aws:iam::{}:root", keiri.id()))
            .shows(&format!("/console/switch-role?account={}&roleName=audit", keiri.id()));
        visit.follows(Lang::edit).fills("description", "監査").fills("duration", "14400").presses(Lang::role_save)
            .says(|t| t.role_saved("audit")).says(|t| t.role_hours(4_u64)).shows("監査")
            .fills("key", "aws:team").fills("value", "経理").presses(Lang::tag_set)
            .is_told_at("key", Lang::error_tag).keeps("value", "経理")
            .fills("key", "team").presses(Lang::tag_set).says(|t| t.tag_was_set("team")).shows("経理")
            .presses(|t| t.tag_remove_named("team")).says(|t| t.tag_removed("team")).says(Lang::role_no_tags);
        visit.follows(Lang::held_attach).chooses("policy", "arn:aws:iam::aws:policy/ReadOnlyAccess")
            .presses(Lang::held_attach).says(|t| t.held_attached("ReadOnlyAccess"))
            .says(Lang::role_delete_first);
        assert!(!visit.has_button(Lang::role_delete));
        visit.presses(|t| t.held_detach_named("ReadOnlyAccess")).says(|t| t.held_detached("ReadOnlyAccess"))
            .presses(Lang::role_delete).sees(Roles).says(|t| t.role_deleted("audit"));
    }
}
