//! Roles on the wire: made, trusted, changed, deleted.

use testkit::{ADMINISTRATOR, Program, story};

const LOOK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;
const ROLE: (&str, &str) = ("RoleName", "Audit");

/// A trust policy for one entry under `AWS`.
fn trusts(principal: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

/// A text as it stands in an answer that shows a policy.
fn encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

fn takes(program: &Program, account: &str) -> testkit::Answered {
    let arn = format!("arn:aws:iam::{account}:role/Audit");
    program.asks(
        "AssumeRole",
        &[("RoleArn", &arn), ("RoleSessionName", "work")],
    )
}

story! {
    fn a_role_is_made_shown_changed_and_deleted(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let trust = ("AssumeRolePolicyDocument", &*trusts(keiri.id().as_str()));
        let made = root.asks("CreateRole", &[ROLE, trust, ("Path", "/bu/"), ("Description", "looks on"), ("Tags.member.1.Key", "bumon"), ("Tags.member.1.Value", "keiri")]);
        made.succeeds().says("Arn", &format!("arn:aws:iam::{}:role/bu/Audit", keiri.id().as_str())).says("MaxSessionDuration", "3600");
        assert!(made.text("RoleId").starts_with("AROA"));
        root.asks("CreateRole", &[("RoleName", "AUDIT"), trust]).refused("EntityAlreadyExists", 409)
            .with_text("Role with name AUDIT already exists.");
        root.asks("GetRole", &[("RoleName", "none")]).refused("NoSuchEntity", 404)
            .with_text("The role with name none cannot be found.");
        root.asks("UpdateRole", &[ROLE, ("MaxSessionDuration", "43201")]).refused("ValidationError", 400);
        root.asks("UpdateRole", &[ROLE, ("MaxSessionDuration", "7200")]).succeeds();
        root.asks("GetRole", &[ROLE]).succeeds().says("MaxSessionDuration", "7200").says("Description", "looks on").lacks("LastUsedDate");
        root.asks("UpdateRoleDescription", &[ROLE, ("Description", "")]).succeeds().lacks("Description");
        root.asks("TagRole", &[ROLE, ("Tags.member.1.Key", "kai"), ("Tags.member.1.Value", "3")]).succeeds();
        root.asks("UntagRole", &[ROLE, ("TagKeys.member.1", "BUMON")]).succeeds();
        assert_eq!(root.asks("ListRoleTags", &[ROLE]).succeeds().texts("Key"), ["kai"]);
        assert_eq!(root.asks("ListRoles", &[("PathPrefix", "/bu/")]).succeeds().texts("RoleName"), ["Audit"]);
        assert!(root.asks("ListRoles", &[("PathPrefix", "/kai/")]).succeeds().texts("RoleName").is_empty());
        root.asks("PutRolePolicy", &[ROLE, ("PolicyName", "look"), ("PolicyDocument", LOOK)]).succeeds();
        assert_eq!(root.asks("ListRolePolicies", &[ROLE]).succeeds().texts("member"), ["look"]);
        root.asks("GetRolePolicy", &[ROLE, ("PolicyName", "look")]).succeeds();
        root.asks("AttachRolePolicy", &[ROLE, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        assert_eq!(root.asks("ListAttachedRolePolicies", &[ROLE]).succeeds().texts("PolicyName"), ["AdministratorAccess"]);
        root.asks("DetachRolePolicy", &[ROLE, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        let simulated = |action: &str| {
            let role = made.text("Arn");
            let asked = root.asks("SimulatePrincipalPolicy", &[("PolicySourceArn", &role), ("ActionNames.member.1", action)]);
            asked.succeeds().text("EvalDecision")
        };
        assert_eq!(simulated("iam:ListUsers"), "allowed");
        assert_eq!(simulated("iam:ListGroups"), "implicitDeny");
        root.asks("AttachRolePolicy", &[ROLE, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        root.asks("PutRolePermissionsBoundary", &[ROLE, ("PermissionsBoundary", ADMINISTRATOR)]).succeeds();
        let of = root.asks("ListEntitiesForPolicy", &[("PolicyArn", ADMINISTRATOR), ("EntityFilter", "Role")]);
        assert_eq!(of.succeeds().texts("RoleName"), ["Audit"]);
        assert_eq!(root.asks("GetAccountSummary", &[]).succeeds().value_of("Roles"), "1");
        let details = root.asks("GetAccountAuthorizationDetails", &[("Filter.member.1", "Role")]);
        assert_eq!(details.succeeds().members("RoleDetailList").len(), 1);
        let conflict = |text: &str| {
            root.asks("DeleteRole", &[ROLE]).refused("DeleteConflict", 409).with_text(text);
        };
        conflict("Cannot delete entity, must detach all policies first.");
        root.asks("DetachRolePolicy", &[ROLE, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        conflict("Cannot delete entity, must delete policies first.");
        root.asks("DeleteRolePolicy", &[ROLE, ("PolicyName", "look")]).succeeds();
        root.asks("DeleteRolePermissionsBoundary", &[ROLE]).succeeds();
        root.asks("DeleteRolePermissionsBoundary", &[ROLE]).refused("NoSuchEntity", 404);
        root.asks("DeleteRole", &[ROLE]).succeeds();
        assert_eq!(root.asks("GetAccountSummary", &[]).succeeds().value_of("Roles"), "0");
    }

    fn a_trust_policy_is_refused_in_awss_words(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateRole", &[ROLE, ("AssumeRolePolicyDocument", &trusts(keiri.id().as_str()))]).succeeds();
        let nobody = format!("arn:aws:iam::{}:user/nobody", keiri.id().as_str());
        let invalid = |name: &str| format!("Invalid principal in policy: \"AWS\":\"{name}\"");
        for (document, text) in [
            (LOOK.to_owned(), "Missing required field Principal".to_owned()),
            ("{".to_owned(), "This policy contains invalid Json".to_owned()),
            (trusts(&nobody), invalid(&nobody)),
            (trusts("999999999999"), invalid("999999999999")),
            (trusts("AIDAAAAAAAAAAAAAAAAAA"), invalid("AIDAAAAAAAAAAAAAAAAAA")),
            (trusts(keiri.id().as_str()).replace("sts:AssumeRole", "iam:GetUser"), "AssumeRole policy may only specify STS AssumeRole actions.".to_owned()),
        ] {
            root.asks("UpdateAssumeRolePolicy", &[ROLE, ("PolicyDocument", &document)])
                .refused("MalformedPolicyDocument", 400).with_text(&text);
            root.asks("CreateRole", &[("RoleName", "other"), ("AssumeRolePolicyDocument", &document)])
                .refused("MalformedPolicyDocument", 400).with_text(&text);
        }
        let long = trusts(keiri.id().as_str()).replace("Allow\"", &format!("Allow\",\"Sid\":\"{}\"", "s".repeat(2048)));
        root.asks("UpdateAssumeRolePolicy", &[ROLE, ("PolicyDocument", &long)])
            .refused("LimitExceeded", 409).with_text("Cannot exceed quota for ACLSizePerRole: 2048");
    }

    /// A trust policy names people by their unique ids: a name that somebody else got opens nothing.
    fn a_trusted_user_who_is_deleted_and_made_again_is_not_trusted(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let user = ("UserName", "hanako");
        let make = || {
            root.asks("CreateUser", &[user]).succeeds();
            root.makes_key_for("hanako")
        };
        let first = make();
        let arn = format!("arn:aws:iam::{}:user/hanako", keiri.id().as_str());
        root.asks("CreateRole", &[ROLE, ("AssumeRolePolicyDocument", &trusts(&arn))]).succeeds();
        let shown = || root.asks("GetRole", &[ROLE]).succeeds().text("AssumeRolePolicyDocument");
        assert!(shown().contains(&encoded(&arn)));
        takes(&first, keiri.id().as_str()).succeeds();
        root.asks("UpdateUser", &[user, ("NewUserName", "yamada")]).succeeds();
        takes(&first, keiri.id().as_str()).succeeds();
        assert!(shown().contains("yamada"), "the policy is shown with the name of now");
        root.asks("UpdateUser", &[("UserName", "yamada"), ("NewUserName", "hanako")]).succeeds();
        root.asks("DeleteAccessKey", &[user, ("AccessKeyId", first.key_id())]).succeeds();
        root.asks("DeleteUser", &[user]).succeeds();
        let again = make();
        takes(&again, keiri.id().as_str()).refused("AccessDenied", 403);
        assert!(shown().contains("AIDA") && !shown().contains("hanako"));
        // Said anew, the new one is meant.
        root.asks("UpdateAssumeRolePolicy", &[ROLE, ("PolicyDocument", &trusts(&arn))]).succeeds();
        takes(&again, keiri.id().as_str()).succeeds();
    }
}
