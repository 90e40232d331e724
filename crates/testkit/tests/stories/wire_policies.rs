//! Policies on the wire: what is written there decides the very next call, and says why.

use testkit::{ADMINISTRATOR, Program, story};

const LOOK: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": ["iam:List*", "iam:Get*"], "Resource": "*"}
}"#;
const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// One statement with a condition.
fn only_if(effect: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"{action}","Resource":"*","Condition":{condition}}}}}"#
    )
}

fn put(root: &Program, user: &str, name: &str, document: &str) {
    let params = [
        ("UserName", user),
        ("PolicyName", name),
        ("PolicyDocument", document),
    ];
    root.asks("PutUserPolicy", &params).succeeds();
}

fn made(root: &Program, name: &str, document: &str) -> String {
    let params = [("PolicyName", name), ("PolicyDocument", document)];
    root.asks("CreatePolicy", &params).succeeds().text("Arn")
}

/// A document as answers carry it, decoded.
fn decoded(encoded: &str) -> String {
    form_urlencoded::parse(format!("d={encoded}").as_bytes())
        .map(|(_, text)| text.into_owned())
        .collect()
}

story! {
    fn an_inline_policy_decides_from_the_next_call_on_and_is_given_back_as_written(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let arn = format!("arn:aws:iam::{}:user", keiri.id());
        hanako.asks("ListUsers", &[]).refused("AccessDenied", 403).with_text(&format!(
            "User: {arn}/hanako is not authorized to perform: iam:ListUsers on resource: {arn}/ \
             because no identity-based policy allows the iam:ListUsers action"
        ));
        put(&root, "hanako", "look", LOOK);
        hanako.asks("ListUsers", &[]).succeeds();
        let found = hanako.asks("GetUserPolicy", &[("UserName", "hanako"), ("PolicyName", "look")]);
        let sent = found.succeeds().text("PolicyDocument");
        assert!(sent.starts_with("%7B%0A%20%20%22Version"), "{sent}");
        assert_eq!(decoded(&sent), LOOK);
        // In the place of the one that was there, whatever the case of its name.
        put(&root, "hanako", "Look", &LOOK.replace("iam:List*", "iam:GetUser"));
        hanako.asks("ListUsers", &[]).refused("AccessDenied", 403);
        assert_eq!(root.asks("ListUserPolicies", &[("UserName", "hanako")]).succeeds().texts("member"), ["Look"]);
        root.asks("DeleteUserPolicy", &[("UserName", "hanako"), ("PolicyName", "look")]).succeeds();
        hanako.asks("GetUser", &[]).refused("AccessDenied", 403);
        root.asks("DeleteUserPolicy", &[("UserName", "hanako"), ("PolicyName", "look")]).refused("NoSuchEntity", 404)
            .with_text("The user policy with name look cannot be found.");
    }

    fn the_default_version_decides_and_a_deny_names_its_policy(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let policy = made(&root, "Rules", ALL);
        let attach = [("UserName", "hanako"), ("PolicyArn", policy.as_str())];
        root.asks("AttachUserPolicy", &attach).succeeds();
        hanako.asks("ListUsers", &[]).succeeds();
        let deny = ALL.replace("Allow", "Deny");
        let version = [("PolicyArn", policy.as_str()), ("PolicyDocument", deny.as_str()), ("SetAsDefault", "true")];
        root.asks("CreatePolicyVersion", &version).succeeds().says("VersionId", "v2").says("IsDefaultVersion", "true");
        let text = hanako.asks("ListUsers", &[]).refused("AccessDenied", 403).message();
        assert!(text.ends_with(&format!(" with an explicit deny in an identity-based policy: {policy}")), "{text}");
        let first = [("PolicyArn", policy.as_str()), ("VersionId", "v1")];
        root.asks("SetDefaultPolicyVersion", &first).succeeds();
        hanako.asks("ListUsers", &[]).succeeds();
        root.asks("DeletePolicyVersion", &first).refused("DeleteConflict", 409)
            .with_text("Cannot delete the default version of a policy.");
        let got = root.asks("GetPolicyVersion", &[("PolicyArn", &policy), ("VersionId", "v2")]);
        assert_eq!(decoded(&got.succeeds().says("IsDefaultVersion", "false").text("Document")), deny);
        root.asks("GetPolicyVersion", &[("PolicyArn", &policy), ("VersionId", "v9")]).refused("NoSuchEntity", 404);
        let listed = root.asks("ListPolicyVersions", &[("PolicyArn", &policy)]);
        assert_eq!(listed.succeeds().texts("VersionId"), ["v2", "v1"]);
    }

    fn a_policy_stays_while_somebody_has_it_or_has_other_versions(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, _) = keiri.with_key("hanako", &[]);
        let policy = made(&root, "Rules", ALL);
        let of = [("PolicyArn", policy.as_str())];
        let attach = [("UserName", "hanako"), ("PolicyArn", policy.as_str())];
        root.asks("AttachUserPolicy", &attach).succeeds();
        root.asks("AttachUserPolicy", &attach).succeeds();
        root.asks("GetPolicy", &of).succeeds().says("AttachmentCount", "1").says("DefaultVersionId", "v1");
        root.asks("DeletePolicy", &of).refused("DeleteConflict", 409)
            .with_text("Cannot delete a policy attached to entities.");
        let entities = root.asks("ListEntitiesForPolicy", &of);
        assert_eq!(entities.succeeds().texts("UserName"), ["hanako"]);
        root.asks("DeleteUser", &[("UserName", "hanako")]).refused("DeleteConflict", 409);
        root.asks("DetachUserPolicy", &attach).succeeds();
        root.asks("DetachUserPolicy", &attach).refused("NoSuchEntity", 404)
            .with_text(&format!("Policy {policy} was not found."));
        for expected in ["v2", "v3", "v4", "v5"] {
            root.asks("CreatePolicyVersion", &[of[0], ("PolicyDocument", ALL)]).succeeds().says("VersionId", expected);
        }
        root.asks("CreatePolicyVersion", &[of[0], ("PolicyDocument", ALL)]).refused("LimitExceeded", 409);
        root.asks("DeletePolicy", &of).refused("DeleteConflict", 409);
        for version in ["v2", "v3", "v4", "v5"] {
            root.asks("DeletePolicyVersion", &[of[0], ("VersionId", version)]).succeeds();
        }
        // No number comes twice.
        root.asks("CreatePolicyVersion", &[of[0], ("PolicyDocument", ALL)]).succeeds().says("VersionId", "v6");
        root.asks("DeletePolicyVersion", &[of[0], ("VersionId", "v6")]).succeeds();
        root.asks("DeletePolicy", &of).succeeds();
        root.asks("GetPolicy", &of).refused("NoSuchEntity", 404);
        root.asks("AttachUserPolicy", &attach).refused("NoSuchEntity", 404)
            .with_text(&format!("Policy {policy} does not exist or is not attachable."));
    }

    fn a_boundary_bounds_what_everything_else_allows_and_says_so(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let boundary = made(&root, "Bounds", LOOK);
        let bound = [("UserName", "hanako"), ("PermissionsBoundary", boundary.as_str())];
        root.asks("PutUserPermissionsBoundary", &bound).succeeds();
        root.asks("GetUser", &[("UserName", "hanako")]).succeeds().says("PermissionsBoundaryArn", &boundary);
        hanako.asks("ListUsers", &[]).succeeds();
        let text = hanako.asks("CreateGroup", &[("GroupName", "g")]).refused("AccessDenied", 403).message();
        assert!(text.ends_with(" because no permissions boundary allows the iam:CreateGroup action"), "{text}");
        root.asks("DeletePolicy", &[("PolicyArn", &boundary)]).refused("DeleteConflict", 409);
        root.asks("DeleteUserPermissionsBoundary", &[("UserName", "hanako")]).succeeds();
        hanako.asks("CreateGroup", &[("GroupName", "g")]).succeeds();
        root.asks("DeleteUserPermissionsBoundary", &[("UserName", "hanako")]).refused("NoSuchEntity", 404);
        // A user can be made with one, and it goes with the user.
        root.asks("CreateUser", &[("UserName", "jiro"), bound[1]]).succeeds().says("PermissionsBoundaryArn", &boundary);
        root.asks("DeleteUser", &[("UserName", "jiro")]).succeeds();
        root.asks("DeletePolicy", &[("PolicyArn", &boundary)]).succeeds();
    }

    /// The table of what is known about MFA, by real calls: a long-term key has neither of the two keys.
    fn mfa_conditions_hold_as_written(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        let present = "aws:MultiFactorAuthPresent";
        let age = "aws:MultiFactorAuthAge";
        for (effect, condition, by_key, by_session) in [
            ("Deny", format!(r#"{{"Bool":{{"{present}":"false"}}}}"#), true, true),
            ("Deny", format!(r#"{{"BoolIfExists":{{"{present}":"false"}}}}"#), false, true),
            ("Deny", format!(r#"{{"Null":{{"{present}":"true"}}}}"#), false, true),
            ("Deny", format!(r#"{{"NumericGreaterThanIfExists":{{"{age}":"3600"}}}}"#), false, true),
        ] {
            put(&root, "hanako", "mfa", &only_if(effect, "iam:ListUsers", &condition));
            for (program, is_allowed) in [(&hanako, by_key), (&session, by_session)] {
                let answered = program.asks("ListUsers", &[]);
                assert_eq!(answered.status() == 200, is_allowed, "{condition}");
            }
        }
        root.asks("DetachUserPolicy", &[("UserName", "hanako"), ("PolicyArn", ADMINISTRATOR)]).succeeds();
        for (condition, by_key, by_session) in [
            (format!(r#"{{"Bool":{{"{present}":"true"}}}}"#), false, true),
            (format!(r#"{{"BoolIfExists":{{"{present}":"true"}}}}"#), true, true),
            (format!(r#"{{"NumericLessThan":{{"{age}":"3600"}}}}"#), false, true),
        ] {
            put(&root, "hanako", "mfa", &only_if("Allow", "iam:ListUsers", &condition));
            for (program, is_allowed) in [(&hanako, by_key), (&session, by_session)] {
                let answered = program.asks("ListUsers", &[]);
                assert_eq!(answered.status() == 200, is_allowed, "{condition}");
            }
        }
        w.advance(testkit::seconds(3601));
        session.asks("ListUsers", &[]).refused("AccessDenied", 403);
    }

    fn conditions_ask_about_tags_policies_and_boundaries(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let (_, _) = keiri.with_key("jiro", &[]);
        let tag = |user: &str, value: &str| {
            let tag = [("UserName", user), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", value)];
            root.asks("TagUser", &tag).succeeds();
        };
        tag("hanako", "red");
        tag("jiro", "blue");
        let own_team = r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#;
        put(&root, "hanako", "p", &only_if("Allow", "iam:GetUser", own_team));
        hanako.asks("GetUser", &[("UserName", "hanako")]).succeeds();
        hanako.asks("GetUser", &[("UserName", "jiro")]).refused("AccessDenied", 403);
        tag("jiro", "red");
        hanako.asks("GetUser", &[("UserName", "jiro")]).succeeds();
        let tags = r#"{"StringEquals":{"aws:RequestTag/team":"red"},"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"#;
        put(&root, "hanako", "p", &only_if("Allow", "iam:TagUser", tags));
        let set = [("UserName", "jiro"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
        hanako.asks("TagUser", &set).succeeds();
        let more = [("Tags.member.2.Key", "cost"), ("Tags.member.2.Value", "1")];
        hanako.asks("TagUser", &[&set[..], &more[..]].concat()).refused("AccessDenied", 403);
        let read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        let only = format!(r#"{{"ArnEquals":{{"iam:PolicyARN":"{read_only}"}}}}"#);
        put(&root, "hanako", "p", &only_if("Allow", "iam:AttachUserPolicy", &only));
        hanako.asks("AttachUserPolicy", &[("UserName", "jiro"), ("PolicyArn", ADMINISTRATOR)]).refused("AccessDenied", 403);
        hanako.asks("AttachUserPolicy", &[("UserName", "jiro"), ("PolicyArn", read_only)]).succeeds();
        // Whoever hands out rights only below a boundary makes nobody without it.
        let bounded = format!(r#"{{"StringEquals":{{"iam:PermissionsBoundary":"{read_only}"}}}}"#);
        put(&root, "hanako", "p", &only_if("Allow", "iam:*", &bounded));
        hanako.asks("CreateUser", &[("UserName", "saburo")]).refused("AccessDenied", 403);
        hanako.asks("CreateUser", &[("UserName", "saburo"), ("PermissionsBoundary", read_only)]).succeeds();
        hanako.asks("PutUserPolicy", &[("UserName", "jiro"), ("PolicyName", "p"), ("PolicyDocument", ALL)]).refused("AccessDenied", 403);
        hanako.asks("PutUserPolicy", &[("UserName", "saburo"), ("PolicyName", "p"), ("PolicyDocument", ALL)]).succeeds();
        hanako.asks("DeleteUserPermissionsBoundary", &[("UserName", "hanako")]).refused("AccessDenied", 403);
    }

    fn what_is_no_policy_is_refused_in_awss_words_and_changes_nothing(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, _) = keiri.with_key("hanako", &[]);
        let user = ("UserName", "hanako");
        for (document, text) in [
            ("{", "Syntax errors in policy."),
            (r#"{"Version":"2012-10-17"}"#, "Syntax errors in policy."),
            (r#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#, "Policy statement must contain actions."),
            (r#"{"Statement":{"Effect":"Allow","Action":"iam:GetUser"}}"#, "Policy statement must contain resources."),
            (r#"{"Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*","Principal":"*"}}"#, "Policy document should not specify a principal."),
        ] {
            let params = [user, ("PolicyName", "p"), ("PolicyDocument", document)];
            root.asks("PutUserPolicy", &params).refused("MalformedPolicyDocument", 400).with_text(text);
        }
        let old = r#"{"Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}"#;
        root.asks("CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", old)]).refused("MalformedPolicyDocument", 400)
            .with_text("Policy document must be version 2012-10-17 or greater.");
        root.asks("PutUserPolicy", &[user, ("PolicyName", "p"), ("PolicyDocument", old)]).succeeds();
        made(&root, "p", ALL);
        root.asks("CreatePolicy", &[("PolicyName", "P"), ("PolicyDocument", ALL)]).refused("EntityAlreadyExists", 409)
            .with_text("A policy called P already exists. Duplicate names are not allowed.");
    }

    fn sizes_are_counted_without_white_space_and_together(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, _) = keiri.with_key("hanako", &[]);
        let sized = |chars: usize| {
            let frame = ALL.replace(r#"{"Version""#, r#"{"Id":"","Version""#);
            let id = "i".repeat(chars - frame.len());
            format!("  {}", frame.replace(r#""Id":"""#, &format!(r#""Id":"{id}""#)))
        };
        let put = |name: &str, document: &str| {
            root.asks("PutUserPolicy", &[("UserName", "hanako"), ("PolicyName", name), ("PolicyDocument", document)])
        };
        put("a", &sized(1000)).succeeds();
        put("b", &sized(1048)).succeeds();
        put("c", &sized(200)).refused("LimitExceeded", 409)
            .with_text("Maximum policy size of 2048 bytes exceeded for user hanako");
        let create = |document: &str| root.asks("CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", document)]);
        create(&sized(6145)).refused("LimitExceeded", 409).with_text("Cannot exceed quota for PolicySize: 6144");
        create(&sized(6144)).succeeds();
    }

    fn policies_of_aws_are_read_by_everybody_and_changed_by_nobody(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let root = keiri.program();
        let admin = [("PolicyArn", ADMINISTRATOR)];
        let (_, _) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        root.asks("GetPolicy", &admin).succeeds().says("PolicyName", "AdministratorAccess").says("AttachmentCount", "1");
        let version = root.asks("GetPolicyVersion", &[admin[0], ("VersionId", "v1")]);
        assert!(decoded(&version.succeeds().text("Document")).contains("\"Action\": \"*\""));
        for params in [vec![admin[0]], vec![("PolicyArn", "arn:aws:iam::aws:policy/Nothing")]] {
            root.asks("DeletePolicy", &params).refused("AccessDenied", 403)
                .with_text("Policy is outside your own account.");
        }
        let theirs = made(&soumu.program(), "p", ALL);
        let attach = [("UserName", "hanako"), ("PolicyArn", theirs.as_str())];
        root.asks("AttachUserPolicy", &attach).refused("AccessDenied", 403);
        root.asks("GetPolicy", &[("PolicyArn", "arn:aws:s3:::something")]).refused("InvalidInput", 400)
            .with_text("ARN arn:aws:s3:::something is not valid.");
        let local = made(&root, "Local", ALL);
        for (params, names) in [
            (vec![("Scope", "Local")], vec!["Local"]),
            (vec![("Scope", "AWS"), ("OnlyAttached", "true")], vec!["AdministratorAccess"]),
            (vec![("OnlyAttached", "true")], vec!["AdministratorAccess"]),
            (vec![("PathPrefix", "/keiri/")], vec![]),
            (vec![("PolicyUsageFilter", "PermissionsBoundary")], vec![]),
        ] {
            let listed = root.asks("ListPolicies", &params);
            assert_eq!(listed.succeeds().texts("PolicyName"), names, "{params:?}");
        }
        let tag = [("PolicyArn", local.as_str()), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
        root.asks("TagPolicy", &tag).succeeds();
        let tags = root.asks("ListPolicyTags", &[("PolicyArn", &local)]);
        assert_eq!(tags.succeeds().texts("Key"), ["team"]);
        root.asks("UntagPolicy", &[("PolicyArn", &local), ("TagKeys.member.1", "TEAM")]).succeeds();
        assert!(root.asks("ListPolicyTags", &[("PolicyArn", &local)]).succeeds().texts("Key").is_empty());
        root.asks("GetAccountSummary", &[]).succeeds();
        let summary = root.asks("GetAccountSummary", &[]);
        assert_eq!((summary.value_of("Policies"), summary.value_of("PolicyVersionsInUse")), ("1".to_owned(), "1".to_owned()));
    }
}
