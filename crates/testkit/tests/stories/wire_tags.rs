//! Tags and records: whoever is marked with as much as may be can still be bound, and a condition on
//! tags holds for a new name as well.

use testkit::{ADMINISTRATOR, Answered, Program, story};

const DENY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

/// Marks somebody with fifty tags of as many of these letters as a key and a value take.
fn full_of(
    root: &Program,
    operation: &str,
    whom: (&str, &str),
    letter: &str,
    value: usize,
) -> Answered {
    let tags: Vec<[(String, String); 2]> = (1..=50)
        .map(|at| {
            let place = |part| format!("Tags.member.{at}.{part}");
            let key = format!("{at:03}{}", letter.repeat(125));
            [(place("Key"), key), (place("Value"), letter.repeat(value))]
        })
        .collect();
    let tags = tags.iter().flatten();
    let mut params = vec![whom];
    params.extend(tags.map(|(name, value)| (name.as_str(), value.as_str())));
    root.asks(operation, &params)
}

/// A trust policy of many short texts that are long when they are written out.
fn puffed(account: &str) -> String {
    let numbers = vec!["1e308"; 250].join(",");
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{account}"}},"Action":"sts:AssumeRole","Condition":{{"NumericEquals":{{"aws:MultiFactorAuthAge":[{numbers}]}}}}}}}}"#
    )
}

/// An inline policy of as much white space as is kept.
fn spacious() -> String {
    format!(
        "{}{}",
        "\n".repeat(23 * 1024),
        DENY.replace("Deny", "Allow")
    )
}

story! {
    fn whoever_has_all_that_fits_can_still_be_denied_bounded_and_put_into_a_group(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let trust = puffed(keiri.id().as_str());
        let role = [("RoleName", "audit"), ("AssumeRolePolicyDocument", trust.as_str())];
        root.asks("CreateRole", &role).succeeds();
        root.asks("CreateGroup", &[("GroupName", "g")]).succeeds();
        let spacious = spacious();
        // Hanako fills up her own record, and somebody a role's.
        for (filler, kind, whom) in [(&hanako, "User", ("UserName", "hanako")), (&root, "Role", ("RoleName", "audit"))] {
            let tag = format!("Tag{kind}");
            // What is longer than fits is refused with AWS's code; the longest ASCII tags fit.
            for letter in ["あ", "𠮷"] {
                full_of(filler, &tag, whom, letter, 256).refused("LimitExceeded", 409);
            }
            full_of(filler, &tag, whom, "a", 256).succeeds();
            for at in 0..20 {
                let attach = [whom, ("PolicyName", &format!("p{at}")), ("PolicyDocument", &spacious)];
                filler.asks(&format!("Put{kind}Policy"), &attach);
            }
            let policy = ("PolicyArn", "arn:aws:iam::aws:policy/SecurityAudit");
            root.asks(&format!("Attach{kind}Policy"), &[whom, policy]).succeeds();
            let bounds = ("PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess");
            root.asks(&format!("Put{kind}PermissionsBoundary"), &[whom, bounds]).succeeds();
        }
        root.asks("AddUserToGroup", &[("UserName", "hanako"), ("GroupName", "g")]).succeeds();
        // The room for inline policies is one's own: in the place of one of them there is room.
        root.asks("PutUserPolicy", &[("UserName", "hanako"), ("PolicyName", "p0"), ("PolicyDocument", DENY)]).succeeds();
        hanako.asks("GetUser", &[]).refused("AccessDenied", 403);
    }

    fn a_condition_on_the_tags_of_a_user_holds_for_a_new_name_and_place(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, boss) = keiri.with_key("boss", &[]);
        let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:UpdateUser","Resource":"arn:aws:iam::*:user/red/*","Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}}"#;
        root.asks("PutUserPolicy", &[("UserName", "boss"), ("PolicyName", "red"), ("PolicyDocument", document)]).succeeds();
        for (name, team) in [("hanako", "red"), ("jiro", "blue")] {
            let tag = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", team)];
            root.asks("CreateUser", &[("UserName", name), ("Path", "/red/"), tag[0], tag[1]]).succeeds();
        }
        boss.asks("UpdateUser", &[("UserName", "hanako"), ("NewUserName", "yamada")]).succeeds();
        boss.asks("UpdateUser", &[("UserName", "yamada"), ("NewPath", "/red/one/")]).succeeds();
        boss.asks("UpdateUser", &[("UserName", "yamada")]).succeeds();
        boss.asks("UpdateUser", &[("UserName", "yamada"), ("NewPath", "/blue/")]).refused("AccessDenied", 403);
        boss.asks("UpdateUser", &[("UserName", "jiro"), ("NewUserName", "saburo")]).refused("AccessDenied", 403);
    }
}
