//! Boundaries: where `iam:PermissionsBoundary` can be asked for, and that who is bound is no
//! administrator.

use testkit::{ADMINISTRATOR, Program, story};

const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn inline(root: &Program, kind: &str, name: &str, document: &str) {
    let whom = if kind == "Role" {
        "RoleName"
    } else {
        "UserName"
    };
    let params = [
        (whom, name),
        ("PolicyName", "p"),
        ("PolicyDocument", document),
    ];
    root.asks(&format!("Put{kind}Policy"), &params).succeeds();
}

fn takes(by: &Program, whom: &str, device: &str) -> testkit::Answered {
    let serial = by.serial(device);
    by.asks(
        "DeactivateMFADevice",
        &[("UserName", whom), ("SerialNumber", &serial)],
    )
}

story! {
    fn rc_3_who_is_bound_is_no_administrator_and_who_may_do_everything_is_one(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let document = ALL.replace(r#""Action":"*""#, r#""Action":["iam:DeactivateMFADevice","sts:AssumeRole"]"#);
        let made = root.asks("CreatePolicy", &[("PolicyName", "Bounds"), ("PolicyDocument", &document)]);
        let bounds = made.succeeds().text("Arn");
        let (_, bound) = keiri.with_key("bound", &[ADMINISTRATOR]);
        let bounding = ("PermissionsBoundary", bounds.as_str());
        root.asks("PutUserPermissionsBoundary", &[("UserName", "bound"), bounding]).succeeds();
        // Administrators by what is attached, by a group, by their own policy, and by what leaves
        // nothing out.
        keiri.person("attached", &[ADMINISTRATOR]);
        for name in ["grouped", "own", "starred", "spread", "little"] {
            keiri.person(name, &[]);
        }
        root.asks("CreateGroup", &[("GroupName", "all")]).succeeds();
        root.asks("PutGroupPolicy", &[("GroupName", "all"), ("PolicyName", "p"), ("PolicyDocument", ALL)]).succeeds();
        root.asks("AddUserToGroup", &[("GroupName", "all"), ("UserName", "grouped")]).succeeds();
        inline(&root, "User", "own", ALL);
        inline(&root, "User", "starred", &ALL.replace(r#""Action":"*""#, r#""Action":"*:*""#));
        inline(&root, "User", "spread", &ALL.replace(r#""Action":"*""#, r#""NotAction":"s3:*""#));
        inline(&root, "User", "little", &ALL.replace(r#""Action":"*""#, r#""NotAction":"iam:Attach*""#));
        let trust = format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#, keiri.id());
        root.asks("CreateRole", &[("RoleName", "bound"), ("AssumeRolePolicyDocument", &trust), bounding]).succeeds();
        root.asks("AttachRolePolicy", &[("RoleName", "bound"), ("PolicyArn", ADMINISTRATOR)]).succeeds();
        let role = format!("arn:aws:iam::{}:role/bound", keiri.id());
        let taken = bound.asks("AssumeRole", &[("RoleArn", &role), ("RoleSessionName", "work")]);
        let in_role = bound.session_of(&taken);
        let (_, boss) = keiri.with_key("boss", &[]);
        inline(&root, "User", "boss", ALL);
        for name in ["attached", "grouped", "own", "starred", "spread"] {
            root.enrols(name, name);
            for helper in [&bound, &in_role] {
                let text = takes(helper, name, name).refused("AccessDenied", 403).message();
                assert!(!text.contains("perform"), "{name}: {text}");
            }
            takes(&boss, name, name).succeeds();
        }
        root.enrols("little", "little");
        takes(&bound, "little", "little").succeeds();
    }

    fn the_key_about_boundaries_is_there_for_the_actions_for_which_aws_has_it(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, boss) = keiri.with_key("boss", &[]);
        let audit = "arn:aws:iam::aws:policy/SecurityAudit";
        let document = ALL.replace(
            r#""Resource":"*""#,
            &format!(r#""Resource":"*","Condition":{{"StringEquals":{{"iam:PermissionsBoundary":"{audit}"}}}}"#),
        );
        inline(&root, "User", "boss", &document);
        let bound = ("PermissionsBoundary", audit);
        let trust = format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#, keiri.id());
        boss.asks("CreateUser", &[("UserName", "jiro"), bound]).succeeds();
        boss.asks("CreateUser", &[("UserName", "taro")]).refused("AccessDenied", 403);
        boss.asks("CreateRole", &[("RoleName", "audit"), ("AssumeRolePolicyDocument", &trust), bound]).succeeds();
        let (user, role) = (("UserName", "jiro"), ("RoleName", "audit"));
        let tag = [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
        let inline = [("PolicyName", "p"), ("PolicyDocument", ALL)];
        let policy = ("PolicyArn", ADMINISTRATOR);
        for (operation, params) in [
            ("PutUserPolicy", vec![user, inline[0], inline[1]]),
            ("AttachUserPolicy", vec![user, policy]),
            ("DetachUserPolicy", vec![user, policy]),
            ("DeleteUserPolicy", vec![user, inline[0]]),
            ("PutUserPermissionsBoundary", vec![user, bound]),
            ("PutRolePolicy", vec![role, inline[0], inline[1]]),
            ("AttachRolePolicy", vec![role, policy]),
            ("GetRole", vec![role]),
            ("UpdateAssumeRolePolicy", vec![role, ("PolicyDocument", &trust)]),
        ] {
            boss.asks(operation, &params).succeeds();
        }
        for (operation, params) in [
            ("GetUser", vec![user]),
            ("UpdateUser", vec![user, ("NewPath", "/x/")]),
            ("TagUser", vec![user, tag[0], tag[1]]),
            ("CreateUser", vec![("UserName", "saburo"), bound, tag[0], tag[1]]),
            ("CreateAccessKey", vec![user]),
            ("CreateLoginProfile", vec![user, ("Password", "(fake) quite other words")]),
            ("DeleteUser", vec![user]),
            ("TagRole", vec![role, tag[0], tag[1]]),
            ("ListRolePolicies", vec![role]),
        ] {
            boss.asks(operation, &params).refused("AccessDenied", 403);
        }
    }
}
