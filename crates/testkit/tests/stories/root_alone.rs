//! What only root may do, and only with MFA: who is turned away, what stays open, and an administrator
//! who is locked out.

use service::Refusal;
use service::ops::administrators::RestoreAdministrator;
use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, story};

const OWN: &str = "/console/security-credentials";
const PASSWORD: &str = "/console/security-credentials/password";
const ROOT: &str = "/console/root-user";
const ADMINISTRATORS: &str = "/console/root-user/administrators";
const DENY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*"}}"#;
/// As AWS's own example of a policy that asks for MFA.
const MFA_ONLY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}"#;
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

story! {
    fn root_without_mfa_is_told_beforehand_and_still_shuts_a_key_that_leaked(w) {
        let keiri = w.account_with_key("keiri");
        let key = keiri.program();
        let visit = keiri.owner().signs_in_with_password();
        let needs = |t: Lang| t.root_needs_mfa(t.devices_assign());
        visit.opens("/console/account").follows(Lang::root_open).sees(RootUser).says(needs);
        for page in ["/console/root-user/email", ADMINISTRATORS, PASSWORD, "/console/security-credentials/access-keys/new"] {
            visit.opens(page).sees(MfaNeeded);
        }
        visit.opens(OWN).says(needs);
        assert!(!visit.has_link(Lang::keys_create) && !visit.has_link(Lang::credentials_change_password));
        w.looks_away();
        let new = "(fake) words of a thief";
        visit.posts(PASSWORD, &[("current", &keiri.owner().password()), ("password", new), ("password_again", new)]).sees(MfaNeeded);
        w.tells(&["PasswordUpdated Failure errorCode=AccessDenied"]);
        visit.opens(OWN).posts("/console/security-credentials/access-keys/new", &[("known", "1"), ("understood", "on")]).sees(MfaNeeded);
        w.tells(&["CreateAccessKey Failure errorCode=AccessDenied"]);
        visit.opens(OWN).follows(Lang::keys_deactivate).presses(Lang::keys_deactivate).says(|t| t.key_deactivated(key.key_id()));
        key.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        assert!(!visit.has_link(Lang::keys_activate));
        w.looks_away();
        visit.posts(&format!("{OWN}/access-keys/{}/activate", key.key_id()), &[]).sees(MfaNeeded);
        w.tells(&["UpdateAccessKey Failure errorCode=AccessDenied"]);
        visit.opens(&format!("{OWN}/access-keys/{}/delete", key.key_id())).presses(Lang::delete).says(|t| t.key_deleted(key.key_id()));
    }

    fn a_key_of_root_makes_and_activates_none(w) {
        let keiri = w.account_with_key("keiri");
        keiri.owner().enrols("phone");
        let key = keiri.program();
        key.asks("CreateAccessKey", &[]).refused("AccessDenied", 403)
            .with_text("The root user does this in a session with MFA only. Do it in the console, after signing in with MFA.");
        let switch = |to| key.asks("UpdateAccessKey", &[("AccessKeyId", key.key_id()), ("Status", to)]);
        switch("Active").refused("AccessDenied", 403);
        switch("Inactive").succeeds();
        key.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
    }

    fn others_see_one_line_and_whatever_they_try_is_an_event(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.administrator("hanako");
        let visit = hanako.signs_in_with_password();
        visit.opens("/console/account");
        assert!(!visit.has_link(Lang::root_open));
        visit.opens(ROOT).sees(RootUser).says(Lang::root_only).does_not_show("root@keiri.example");
        w.looks_away();
        visit.opens("/console/root-user/email").sees(OnlyRoot);
        visit.opens(ADMINISTRATORS).sees(OnlyRoot);
        assert_eq!(w.refused_calls(), ["GetPrimaryEmail", "ListAdministrators"]);
        let name = rules::UserName::parse("hanako").expect("a name");
        assert_eq!(visit.asks_service(&RestoreAdministrator { name }).map(drop), Err(Refusal::OnlyRoot));
        w.tells(&["RestoreAdministrator Failure userName=hanako errorCode=AccessDenied"]);
    }

    fn root_restores_the_only_administrator_whom_a_boundary_and_a_deny_lock_out(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.administrator("hanako");
        let root = keiri.program();
        let user = ("UserName", "hanako");
        hanako.enrols("phone");
        root.asks("PutUserPermissionsBoundary", &[user, ("PermissionsBoundary", READ_ONLY)]).succeeds();
        root.asks("PutUserPolicy", &[user, ("PolicyName", "locked"), ("PolicyDocument", DENY)]).succeeds();
        root.asks("PutUserPolicy", &[user, ("PolicyName", "mfa"), ("PolicyDocument", MFA_ONLY)]).succeeds();
        let locked = hanako.browser();
        locked.opens("/console/users").sees(NotAllowed);
        keiri.owner().enrols("root-phone");
        let visit = keiri.owner().browser();
        let denied = |t: Lang| t.admins_denied(t.can_by_line("locked", t.can_by_user(), 1));
        visit.opens(ADMINISTRATORS).sees(Administrators).says(Lang::admins_held).says(|t| t.admins_bounded("ReadOnlyAccess"))
            .says(denied).does_not_say(|t| t.can_by_line("mfa", t.can_by_user(), 1));
        w.looks_away();
        visit.follows(|_| "hanako").says(Lang::restore_unbound).does_not_say(Lang::restore_attach)
            .presses(Lang::restore_button).says(|t| t.restore_done("hanako")).says(denied).says(Lang::restore_denies_left);
        w.tells(&["DeleteUserPermissionsBoundary Success userName=hanako", "RestoreAdministrator Success userName=hanako"]);
        assert_eq!(w.newest_mail("administrator-restored").to, "root@keiri.example");
        locked.opens("/console/users").sees(NotAllowed);
        // The link leads to where the statement is; deleting it is an operation of its own.
        visit.follows(denied).shows("locked");
        root.asks("DeleteUserPolicy", &[user, ("PolicyName", "locked")]).succeeds();
        locked.opens("/console/users").sees(Users);
        visit.opens(ADMINISTRATORS).says(Lang::admins_free).does_not_say(Lang::admins_held);
    }

    fn root_makes_an_administrator_of_somebody_to_whom_nothing_is_attached(w) {
        let keiri = w.account("keiri");
        let taro = keiri.person("taro", &[]);
        keiri.owner().enrols("phone");
        let visit = keiri.owner().browser();
        visit.opens(ADMINISTRATORS).says(Lang::admins_none).fills("name", "nobody").presses(Lang::admins_another_look)
            .is_told_at("name", Lang::error_admins_name);
        w.looks_away();
        visit.fills("name", "taro").presses(Lang::admins_another_look).says(Lang::admins_not_given)
            .presses(Lang::restore_button).says(|t| t.restore_done("taro")).says(Lang::admins_free);
        assert!(!visit.has_button(Lang::restore_button), "there is nothing left to restore");
        w.tells(&[
            &format!("AttachUserPolicy Success userName=taro policyArn={ADMINISTRATOR}"),
            "RestoreAdministrator Success userName=taro",
        ]);
        taro.signs_in_with_password().opens("/console/users").sees(Users);
    }
}
