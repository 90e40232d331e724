//! What somebody with a key tries who wants more than the policies give, or wants to go unseen.

use testkit::{ADMINISTRATOR, Param, Program, story};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"WHO"},"Action":"sts:AssumeRole"}}"#;
const MAY_TAKE: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#;

/// Fifty tags as large as they may be, in letters of three bytes.
struct Load(Vec<(String, String)>);

impl Load {
    fn new(prefix: &str) -> Self {
        let tag = |at: usize| {
            let key = format!("{at}{}", "関".repeat(126));
            let place = format!("{prefix}.member.{}", at + 1);
            [
                (format!("{place}.Key"), key),
                (format!("{place}.Value"), "所".repeat(256)),
            ]
        };
        Self((0..50).flat_map(tag).collect())
    }

    fn with<'l>(&'l self, more: &[Param<'l>]) -> Vec<Param<'l>> {
        let own = self.0.iter().map(|(name, value)| (&**name, &**value));
        own.chain(more.iter().copied()).collect()
    }
}

fn role(root: &Program, name: &str, who: &str) -> String {
    let trust = TRUST.replace("WHO", who);
    let params = [("RoleName", name), ("AssumeRolePolicyDocument", &trust)];
    root.asks("CreateRole", &params).succeeds().text("Arn")
}

fn gives(root: &Program, (kind, name): (&str, &str), document: &str) {
    let parameter = format!("{kind}Name");
    let params = [
        (parameter.as_str(), name),
        ("PolicyName", "more"),
        ("PolicyDocument", document),
    ];
    root.asks(&format!("Put{kind}Policy"), &params).succeeds();
}

story! {
    /// A count that is thrown away with what came beside it is no count.
    fn a_code_is_not_looked_at_beside_more_than_a_session_holds(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        gives(root, ("User", "hanako"), MAY_TAKE);
        let arn = role(root, "Audit", keiri.id().as_str());
        let phone = root.enrols("hanako", "phone");
        let serial = hanako.serial(&phone.name());
        let load = Load::new("Tags");
        let code = phone.fresh_code();
        for code in [code.as_str(), "000000"] {
            let params = load.with(&[
                ("RoleArn", &arn), ("RoleSessionName", "work"), ("SerialNumber", &serial), ("TokenCode", code),
            ]);
            hanako.asks("AssumeRole", &params).refused("PackedPolicyTooLarge", 400);
        }
        // It was not used up either.
        hanako.gives(&phone, &code).succeeds();
    }

    fn what_is_refused_leaves_an_event_however_much_came_with_it(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        w.looks_away();
        let load = Load::new("Tags");
        hanako.asks("TagUser", &load.with(&[("UserName", "hanako")])).refused("AccessDenied", 403);
        w.tells(&["TagUser Failure errorCode=AccessDenied"]);
    }

    fn strangers_do_not_learn_which_roles_there_are(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let there = role(&soumu.program(), "Audit", soumu.id().as_str());
        let nowhere = there.replace("Audit", "Nowhere");
        let tag = [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
        let more: [&[Param<'_>]; 6] = [
            &[], &[("TransitiveTagKeys.member.1", "x")], &tag, &[("DurationSeconds", "43200")],
            &[("Policy", "{")], &[("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/Nothing")],
        ];
        for more in more {
            let answers = [&there, &nowhere].map(|arn| {
                let params = [&[("RoleArn", arn.as_str()), ("RoleSessionName", "work")], more].concat();
                let (status, code, text) = hanako.asks("AssumeRole", &params).refusal();
                (status, code, text.replace(arn.as_str(), "it"))
            });
            assert_eq!(answers[0], answers[1], "{more:?}");
        }
    }

    fn marks_of_a_chain_are_asked_for_again(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        gives(root, ("User", "hanako"), MAY_TAKE);
        let first = role(root, "First", keiri.id().as_str());
        let both = TRUST.replace("WHO", keiri.id().as_str()).replace(r#""sts:AssumeRole""#, r#"["sts:AssumeRole","sts:TagSession"]"#);
        root.asks("UpdateAssumeRolePolicy", &[("RoleName", "First"), ("PolicyDocument", &both)]).succeeds();
        gives(root, ("Role", "First"), MAY_TAKE);
        let second = role(root, "Second", keiri.id().as_str());
        let named = ("RoleSessionName", "work");
        let tags = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "keiri"), ("TransitiveTagKeys.member.1", "team")];
        let taken = hanako.asks("AssumeRole", &[&[("RoleArn", first.as_str()), named][..], &tags].concat());
        let one = hanako.session_of(taken.succeeds());
        let denied = one.asks("AssumeRole", &[("RoleArn", &second), named]);
        assert!(denied.refused("AccessDenied", 403).message().contains("sts:TagSession"));
        // Marks that stay behind are no matter of the second role.
        let taken = hanako.asks("AssumeRole", &[&[("RoleArn", first.as_str()), named][..], &tags[..2]].concat());
        hanako.session_of(taken.succeeds()).asks("AssumeRole", &[("RoleArn", &second), named]).succeeds();
    }

    fn the_simulator_refuses_what_would_keep_the_others_waiting(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let pattern = format!("\"arn:aws:iam::*:*{}b\"", "a".repeat(1000));
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":[{}]}}}}"#,
            vec![pattern; 110].join(",")
        );
        let resources: Vec<(String, String)> = (1..=100)
            .map(|at| (format!("ResourceArns.member.{at}"), format!("arn:aws:iam::1:{}{at}", "a".repeat(1900))))
            .collect();
        let ask = |pairs: usize| {
            let some = resources[..pairs].iter().map(|(name, value)| (&**name, &**value));
            let fixed = [("ActionNames.member.1", "iam:GetUser"), ("PolicyInputList.member.1", &*policy)];
            root.asks("SimulateCustomPolicy", &fixed.into_iter().chain(some).collect::<Vec<_>>())
        };
        ask(2).succeeds().says("EvalDecision", "implicitDeny");
        ask(100).refused("InvalidInput", 400);
    }

    /// A condition that protects a tag protects it from each spelling that is the same tag.
    fn a_protected_tag_is_not_taken_away_by_another_spelling(w) {
        let keiri = w.account_with_key("keiri");
        let root = &keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let own = ("UserName", "hanako");
        root.asks("TagUser", &[own, ("Tags.member.1.Key", "locked"), ("Tags.member.1.Value", "yes")]).succeeds();
        let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:TagUser","Resource":"*","Condition":{"Null":{"aws:RequestTag/locked":"false"}}},{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/locked":"yes"}}}]}"#;
        gives(root, ("User", "hanako"), deny);
        for key in ["locked", "LOCKED", "loc\u{212a}ed"] {
            hanako.asks("TagUser", &[own, ("Tags.member.1.Key", key), ("Tags.member.1.Value", "no")]);
            hanako.asks("ListUsers", &[]).refused("AccessDenied", 403);
        }
    }
}
