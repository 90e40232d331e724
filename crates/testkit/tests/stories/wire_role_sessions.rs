//! Taking on roles: who may, with which code, for how long, and what ends it.

use testkit::{ADMINISTRATOR, Answered, Param, Phone, Program, hours, minutes, seconds, story};

const MAY_TAKE: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#;
const LOOK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:ListUsers","iam:ListGroups"],"Resource":"*"}}"#;
const USERS_ONLY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;
const MFA: &str = r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#;
const ACTIONS: &str = r#""sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity""#;

/// Makes a role that may list users and groups. Back comes its ARN.
fn role(root: &Program, name: &str, principal: &str, condition: &str) -> String {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":[{ACTIONS}],"Condition":{{{condition}}}}}}}"#
    );
    let named = ("RoleName", name);
    let made = root.asks("CreateRole", &[named, ("AssumeRolePolicyDocument", &trust)]);
    made.succeeds();
    root.asks(
        "PutRolePolicy",
        &[named, ("PolicyName", "look"), ("PolicyDocument", LOOK)],
    )
    .succeeds();
    made.text("Arn")
}

fn may_take(root: &Program, user: &str) {
    root.asks(
        "PutUserPolicy",
        &[
            ("UserName", user),
            ("PolicyName", "take"),
            ("PolicyDocument", MAY_TAKE),
        ],
    )
    .succeeds();
}

fn takes(program: &Program, arn: &str, more: &[Param<'_>]) -> Answered {
    let mut params = vec![("RoleArn", arn), ("RoleSessionName", "work")];
    params.extend(more);
    program.asks("AssumeRole", &params)
}

fn takes_with(program: &Program, arn: &str, phone: &Phone, code: &str) -> Answered {
    let serial = program.serial(&phone.name());
    takes(
        program,
        arn,
        &[("SerialNumber", &serial), ("TokenCode", code)],
    )
}

fn is_denied(answered: &Answered, caller: &str, arn: &str) {
    answered.refused("AccessDenied", 403).with_text(&format!(
        "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    ));
}

fn is_dead(program: &Program) {
    program
        .asks("GetCallerIdentity", &[])
        .refused("InvalidClientTokenId", 403);
}

story! {
    fn a_session_of_a_role_is_the_role_and_not_the_person(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(&keiri.program(), "hanako");
        let arn = role(&keiri.program(), "Audit", keiri.id().as_str(), "");
        let taken = takes(&hanako, &arn, &[]);
        taken.succeeds().says("Arn", &format!("arn:aws:sts::{}:assumed-role/Audit/work", keiri.id().as_str())).lacks("PackedPolicySize");
        taken.says("Expiration", &(w.now() + hours(1)).to_string());
        let session = hanako.session_of(&taken);
        let who = session.asks("GetCallerIdentity", &[]);
        who.succeeds().says("Account", keiri.id().as_str()).says("UserId", &taken.text("AssumedRoleId"));
        assert!(taken.text("AssumedRoleId").starts_with("AROA") && taken.text("AssumedRoleId").ends_with(":work"));
        session.asks("ListUsers", &[]).succeeds();
        hanako.asks("ListUsers", &[]).refused("AccessDenied", 403);
        // The person's rights are not the role's, nor does it have anything of its own.
        session.asks("ListAccessKeys", &[]).refused("ValidationError", 400)
            .with_text("Must specify userName when calling with non-User credentials");
        session.asks("GetSessionToken", &[]).refused("AccessDenied", 403)
            .with_text("Cannot call GetSessionToken with session credentials");
        let denied = session.asks("DeleteGroup", &[("GroupName", "x")]);
        assert!(denied.refused("AccessDenied", 403).message().contains("assumed-role/Audit/work"));
        w.advance(hours(1));
        session.asks("GetCallerIdentity", &[]).refused("ExpiredToken", 403);
        keiri.program().asks("GetRole", &[("RoleName", "Audit")]).succeeds().says("Region", "us-east-1");
    }

    /// The flow of an aws CLI profile with `role_arn` and `mfa_serial`, and that of GetSessionToken with
    /// a code and AssumeRole without one.
    fn both_flows_with_mfa_take_on_a_role_that_wants_it(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(&keiri.program(), "hanako");
        let own = format!("arn:aws:iam::{}:user/hanako", keiri.id().as_str());
        let phone = keiri.program().enrols("hanako", "phone");
        let arn = role(&keiri.program(), "Audit", keiri.id().as_str(), MFA);
        is_denied(&takes(&hanako, &arn, &[]), &own, &arn);
        is_denied(&takes(&hanako.session(), &arn, &[]), &own, &arn);
        let code = phone.fresh_code();
        let session = hanako.session_of(&takes_with(&hanako, &arn, &phone, &code));
        session.asks("ListUsers", &[]).succeeds();
        takes_with(&hanako, &arn, &phone, &code).refused("AccessDenied", 403)
            .with_text("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        takes_with(&hanako, &arn, &phone, "000000").refused("AccessDenied", 403);
        takes(&hanako, &arn, &[("TokenCode", "000000")]).refused("AccessDenied", 403)
            .with_text("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
        let with_mfa = hanako.session_with(&phone);
        takes(&with_mfa, &arn, &[]).succeeds();
        // In the session of the role there is no MFA, whichever way it was taken on.
        let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ListGroups","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}}"#;
        keiri.program().asks("PutRolePolicy", &[("RoleName", "Audit"), ("PolicyName", "deny"), ("PolicyDocument", deny)]).succeeds();
        session.asks("ListUsers", &[]).succeeds();
        session.asks("ListGroups", &[]).refused("AccessDenied", 403);
        // An hour and a second is too long ago for a policy that says so.
        let fresh = r#""NumericLessThan":{"aws:MultiFactorAuthAge":"60"}"#;
        let soon = role(&keiri.program(), "Soon", keiri.id().as_str(), fresh);
        w.advance(seconds(61));
        is_denied(&takes(&with_mfa, &soon, &[]), &own, &soon);
        takes_with(&hanako, &soon, &phone, &phone.fresh_code()).succeeds();
    }

    fn trust_alone_or_permission_alone_takes_on_nothing_but_for_somebody_who_is_named(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let own = format!("arn:aws:iam::{}:user/hanako", keiri.id().as_str());
        let for_all = role(root, "ForAll", keiri.id().as_str(), "");
        let for_her = role(root, "ForHer", &own, "");
        root.asks("CreateUser", &[("UserName", "taro")]).succeeds();
        let for_him = role(root, "ForHim", &format!("arn:aws:iam::{}:user/taro", keiri.id().as_str()), "");
        is_denied(&takes(&hanako, &for_all, &[]), &own, &for_all);
        takes(&hanako, &for_her, &[]).succeeds();
        is_denied(&takes(&hanako, &for_him, &[]), &own, &for_him);
        may_take(root, "hanako");
        takes(&hanako, &for_all, &[]).succeeds();
        is_denied(&takes(&hanako, &for_him, &[]), &own, &for_him);
        let nowhere = format!("arn:aws:iam::{}:role/nowhere", keiri.id().as_str());
        is_denied(&takes(&hanako, &nowhere, &[]), &own, &nowhere);
        takes(root, &for_all, &[]).refused("AccessDenied", 403).with_text("Roles may not be assumed by root accounts.");
        takes(&hanako, "not-the-arn-of-a-role-at-all", &[]).refused("ValidationError", 400)
            .with_text("not-the-arn-of-a-role-at-all is invalid");
    }

    fn another_account_needs_both_sides_and_the_id_that_was_agreed_on(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let own = format!("arn:aws:iam::{}:user/hanako", keiri.id().as_str());
        let external = r#""StringEquals":{"sts:ExternalId":"agreed"}"#;
        let arn = role(&soumu.program(), "Audit", keiri.id().as_str(), external);
        let named = role(&soumu.program(), "Named", &own, "");
        let id = [("ExternalId", "agreed")];
        is_denied(&takes(&hanako, &arn, &id), &own, &arn);
        // In another account it is not enough to be named.
        is_denied(&takes(&hanako, &named, &[]), &own, &named);
        may_take(&keiri.program(), "hanako");
        takes(&hanako, &named, &[]).succeeds();
        is_denied(&takes(&hanako, &arn, &[]), &own, &arn);
        is_denied(&takes(&hanako, &arn, &[("ExternalId", "guessed")]), &own, &arn);
        let session = hanako.session_of(&takes(&hanako, &arn, &id));
        assert_eq!(session.account(), soumu.id().as_str());
        session.asks("GetCallerIdentity", &[]).succeeds().says("Account", soumu.id().as_str());
        soumu.program().asks("CreateUser", &[("UserName", "saburo")]).succeeds();
        assert!(session.asks("ListUsers", &[]).succeeds().texts("UserName").contains(&"saburo".to_owned()));
    }

    fn a_session_policy_and_a_boundary_narrow_the_role(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(root, "hanako");
        let arn = role(root, "Audit", keiri.id().as_str(), "");
        let whole = hanako.session_of(&takes(&hanako, &arn, &[]));
        let narrow = takes(&hanako, &arn, &[("Policy", USERS_ONLY)]);
        narrow.succeeds().says("PackedPolicySize", "3");
        let narrow = hanako.session_of(&narrow);
        narrow.asks("ListUsers", &[]).succeeds();
        let denied = narrow.asks("ListGroups", &[]);
        assert!(denied.refused("AccessDenied", 403).message().ends_with("because no session policy allows the iam:ListGroups action"));
        whole.asks("ListGroups", &[]).succeeds();
        // A session policy gives nothing that the role does not have.
        let wide = hanako.session_of(&takes(&hanako, &arn, &[("PolicyArns.member.1.arn", ADMINISTRATOR)]));
        wide.asks("ListGroups", &[]).succeeds();
        wide.asks("ListPolicies", &[]).refused("AccessDenied", 403);
        let policy = root.asks("CreatePolicy", &[("PolicyName", "users-only"), ("PolicyDocument", USERS_ONLY)]).succeeds().text("Arn");
        root.asks("PutRolePermissionsBoundary", &[("RoleName", "Audit"), ("PermissionsBoundary", &policy)]).succeeds();
        whole.asks("ListUsers", &[]).succeeds();
        whole.asks("ListGroups", &[]).refused("AccessDenied", 403);
        takes(&hanako, &arn, &[("Policy", "{")]).refused("MalformedPolicyDocument", 400);
        takes(&hanako, &arn, &[("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/Nothing")]).refused("ValidationError", 400);
        let value = "v".repeat(256);
        let keys: Vec<String> = (1..=20).map(|at| format!("Tags.member.{at}.Key")).collect();
        let values: Vec<String> = (1..=20).map(|at| format!("Tags.member.{at}.Value")).collect();
        let names: Vec<String> = (1..=20).map(|at| format!("key-{at}")).collect();
        let tags: Vec<Param<'_>> = keys.iter().zip(&names).map(|(key, name)| (&**key, &**name))
            .chain(values.iter().map(|at| (&**at, &*value))).collect();
        takes(&hanako, &arn, &tags).refused("PackedPolicyTooLarge", 400);
    }

    fn a_chain_of_roles_lasts_an_hour_and_keeps_what_goes_on_with_it(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(root, "hanako");
        let first = role(root, "First", keiri.id().as_str(), "");
        let second = role(root, "Second", &first, r#""StringEquals":{"aws:PrincipalTag/team":"keiri","sts:SourceIdentity":"hanako"}"#);
        for name in ["First", "Second"] {
            root.asks("UpdateRole", &[("RoleName", name), ("MaxSessionDuration", "7200")]).succeeds();
        }
        let long = ("DurationSeconds", "7200");
        let tag = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "keiri"), ("TransitiveTagKeys.member.1", "team"), ("SourceIdentity", "hanako"), long];
        takes(&hanako, &first, &[("DurationSeconds", "7201")]).refused("ValidationError", 400)
            .with_text("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        let taken = takes(&hanako, &first, &tag);
        taken.succeeds().says("SourceIdentity", "hanako").says("Expiration", &(w.now() + hours(2)).to_string());
        let one = hanako.session_of(&taken);
        takes(&one, &second, &[long]).refused("ValidationError", 400)
            .with_text("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        takes(&one, &second, &[("SourceIdentity", "taro")]).refused("ValidationError", 400)
            .with_text("The source identity is already set for this assume role session");
        takes(&one, &second, &tag[..2]).refused("ValidationError", 400);
        let taken = takes(&one, &second, &[]);
        taken.succeeds().says("SourceIdentity", "hanako").says("Expiration", &(w.now() + hours(1)).to_string());
        // A code proves nothing in a session of a role: it has no devices.
        let phone = root.enrols("hanako", "phone");
        let one = hanako.session_of(&takes(&hanako, &first, &tag));
        takes_with(&one, &second, &phone, &phone.fresh_code()).refused("AccessDenied", 403);
        let without = hanako.session_of(&takes(&hanako, &first, &[]));
        takes(&without, &second, &[]).refused("AccessDenied", 403);
    }

    fn the_trail_tells_who_took_a_role_on_in_both_accounts_and_what_the_role_did(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(&keiri.program(), "hanako");
        let arn = role(&soumu.program(), "Audit", keiri.id().as_str(), "");
        w.looks_away();
        let session = hanako.session_of(&takes(&hanako, &arn, &[("SourceIdentity", "hanako"), ("ExternalId", "agreed")]));
        let own = format!("arn:aws:iam::{}:user/hanako", keiri.id());
        let took = |account: &str| format!("AssumeRole Success type=IAMUser arn={own} roleArn={arn} sourceIdentity=hanako externalId=agreed recipientAccountId={account}");
        w.tells(&[&took(keiri.id().as_str()), &took(soumu.id().as_str())]);
        session.asks("CreateUser", &[("UserName", "x")]).refused("AccessDenied", 403);
        let acts = format!("type=AssumedRole arn=arn:aws:sts::{0}:assumed-role/Audit/work recipientAccountId={0}", soumu.id());
        w.tells(&[&format!("CreateUser Failure errorCode=AccessDenied {acts}")]);
        takes(&hanako, &arn, &[("SourceIdentity", "hanako"), ("Policy", "{")]).refused("MalformedPolicyDocument", 400);
        w.tells(&[&format!("AssumeRole Failure errorCode=MalformedPolicyDocument arn={own}")]);
    }

    /// SE-5: what ends a person's sessions ends those of the roles that they took on.
    fn se_5_what_ends_the_sessions_of_a_person_ends_them_through_roles(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        may_take(root, "hanako");
        let near = role(root, "Near", keiri.id().as_str(), "");
        root.asks("PutRolePolicy", &[("RoleName", "Near"), ("PolicyName", "take"), ("PolicyDocument", MAY_TAKE)]).succeeds();
        let far = role(&soumu.program(), "Far", &near, "");
        let phone = root.enrols("hanako", "phone");
        let chain = || {
            let one = hanako.session_of(&takes(&hanako, &near, &[]));
            let two = one.session_of(&takes(&one, &far, &[]));
            two.asks("ListUsers", &[]).succeeds();
            (one, two)
        };
        let (one, two) = chain();
        root.asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", &keiri.serial(&phone.name()))]).succeeds();
        is_dead(&one);
        is_dead(&two);
        // A role that is deleted takes its sessions with it, and one of its name does not bring them back.
        let (one, two) = chain();
        soumu.program().asks("DeleteRolePolicy", &[("RoleName", "Far"), ("PolicyName", "look")]).succeeds();
        soumu.program().asks("DeleteRole", &[("RoleName", "Far")]).succeeds();
        is_dead(&two);
        role(&soumu.program(), "Far", &near, "");
        is_dead(&two);
        one.asks("ListUsers", &[]).succeeds();
        w.restarts();
        one.asks("ListUsers", &[]).succeeds();
        root.asks("DeleteLoginProfile", &[("UserName", "hanako")]).succeeds();
        is_dead(&one);
    }

    /// EN-1: the gate asks about the person at the origin, at each call.
    fn en_1_whoever_is_past_due_does_nothing_through_a_chain_of_roles_either(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let near = role(root, "Near", keiri.id().as_str(), "");
        root.asks("PutRolePolicy", &[("RoleName", "Near"), ("PolicyName", "take"), ("PolicyDocument", MAY_TAKE)]).succeeds();
        let far = role(&soumu.program(), "Far", &near, "");
        w.requires_mfa("console-users", Some("2024-07-17"), None);
        w.at("2024-07-16T23:45:00Z");
        let one = hanako.session_of(&takes(&hanako, &near, &[]));
        let two = one.session_of(&takes(&one, &far, &[]));
        two.asks("ListUsers", &[]).succeeds();
        w.advance(minutes(15));
        for session in [&one, &two] {
            let shut = session.asks("ListUsers", &[]);
            assert!(shut.refused("AccessDenied", 403).message().contains("MFA has been required of this principal since"));
            session.asks("GetUser", &[("UserName", "hanako")]).refused("AccessDenied", 403);
            session.asks("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "x")]).refused("AccessDenied", 403);
            session.asks("GetCallerIdentity", &[]).succeeds();
        }
        takes(&one, &far, &[]).refused("AccessDenied", 403);
        takes(&hanako, &near, &[]).refused("AccessDenied", 403);
        // The first device ends what was opened without it, also through roles.
        hanako.enrols("hanako", "phone");
        is_dead(&one);
        is_dead(&two);
        hanako.session_of(&takes(&hanako, &near, &[])).asks("ListUsers", &[]).succeeds();
    }
}
