//! The policy simulator on the wire, and the corpus of decisions through it.

use serde_json::Value;
use testkit::{ADMINISTRATOR, Ground, Program, World, story};

use crate::wire_corpus::corpus;

const LOOK: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"},
    {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
  ]
}"#;

fn texts(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

story! {
    fn a_simulation_says_what_decided_and_what_it_was_not_told(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let ask = |more: &[(&str, &str)]| {
            let params = [&[("PolicyInputList.member.1", LOOK), ("ActionNames.member.1", "iam:GetUser")], more].concat();
            root.asks("SimulateCustomPolicy", &params)
        };
        let denied = ask(&[]);
        denied.succeeds().says("EvalDecision", "explicitDeny").says("SourcePolicyId", "PolicyInputList.1");
        assert_eq!(denied.members("MissingContextValues")[0].text, "aws:MultiFactorAuthPresent");
        assert_eq!(denied.texts("Line"), ["5", "6"]);
        let with_mfa = [
            ("ContextEntries.member.1.ContextKeyName", "aws:MultiFactorAuthPresent"),
            ("ContextEntries.member.1.ContextKeyType", "boolean"),
            ("ContextEntries.member.1.ContextKeyValues.member.1", "true"),
        ];
        ask(&with_mfa).succeeds().says("EvalDecision", "allowed");
        let boundary = LOOK.replace("iam:Get*", "iam:List*");
        let bounded = [&with_mfa[..], &[("PermissionsBoundaryPolicyInputList.member.1", boundary.as_str())]].concat();
        ask(&bounded).succeeds().says("EvalDecision", "implicitDeny").says("AllowedByPermissionsBoundary", "false");
        let several = [&with_mfa[..], &[("ActionNames.member.2", "iam:ListUsers"), ("ResourceArns.member.1", "*"), ("ResourceArns.member.2", "arn:aws:iam::123456789012:user/x")]].concat();
        assert_eq!(ask(&several).succeeds().texts("EvalDecision"), ["allowed", "allowed", "implicitDeny", "implicitDeny"]);
        root.asks("SimulateCustomPolicy", &[("PolicyInputList.member.1", "{"), ("ActionNames.member.1", "iam:GetUser")])
            .refused("InvalidInput", 400);
        let keys = root.asks("GetContextKeysForCustomPolicy", &[("PolicyInputList.member.1", LOOK)]);
        assert_eq!(keys.succeeds().texts("member"), ["aws:MultiFactorAuthPresent"]);
    }

    fn a_simulation_of_somebody_asks_what_they_have(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let user = ("UserName", "hanako");
        root.asks("CreateGroup", &[("GroupName", "keiri")]).succeeds();
        root.asks("AddUserToGroup", &[("GroupName", "keiri"), user]).succeeds();
        root.asks("AttachGroupPolicy", &[("GroupName", "keiri"), ("PolicyArn", ADMINISTRATOR)]).succeeds();
        let own = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:DeleteUser","Resource":"arn:aws:iam::*:user/${aws:username}"}}"#;
        root.asks("PutUserPolicy", &[user, ("PolicyName", "own"), ("PolicyDocument", own)]).succeeds();
        let source = format!("arn:aws:iam::{}:user/hanako", keiri.id());
        let ask = |program: &Program, more: &[(&str, &str)]| {
            let params = [&[("PolicySourceArn", source.as_str()), ("ActionNames.member.1", "iam:DeleteUser"), ("ResourceArns.member.1", source.as_str())], more].concat();
            program.asks("SimulatePrincipalPolicy", &params)
        };
        ask(&root, &[]).succeeds().says("EvalDecision", "explicitDeny").says("SourcePolicyId", "user_hanako_own").says("SourcePolicyType", "user");
        let without = [
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.PolicyName", "own"),
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentType", "user"),
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentName", "hanako"),
        ];
        ask(&root, &without).succeeds().says("EvalDecision", "allowed").says("SourcePolicyId", "AdministratorAccess");
        // What is simulated is what a real call comes to.
        hanako.asks("DeleteUser", &[user]).refused("AccessDenied", 403);
        let keys = root.asks("GetContextKeysForPrincipalPolicy", &[("PolicySourceArn", &source)]);
        assert_eq!(keys.succeeds().texts("member"), ["aws:username"]);
        let nobody = format!("arn:aws:iam::{}:user/nobody", keiri.id());
        root.asks("SimulatePrincipalPolicy", &[("PolicySourceArn", &nobody), ("ActionNames.member.1", "iam:GetUser")]).refused("NoSuchEntity", 404);
    }
}

/// The cases of the corpus that the simulator can be asked: what AWS's own has no place for is a
/// session's policies, an organization of the resource, a trust policy, and callers who are neither users
/// nor sessions of roles.
fn can_be_asked(case: &Value) -> bool {
    let policies = case["policies"].as_object();
    let mut layers = policies.into_iter().flat_map(|layers| layers.keys());
    let known = ["identity", "boundary", "organization", "resource"];
    let trust = case["policies"]["resource"]["trust"] == true;
    let owned_only = case["policies"]["resource"].is_object()
        && case["policies"]["resource"]["document"].is_null();
    let kind = case["principal"]["kind"].as_str().unwrap_or("user");
    // A list without anything in it cannot be sent.
    let is_some = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
    let organization = case["policies"]["organization"].as_array();
    layers.all(|layer| known.contains(&layer.as_str()))
        && !trust
        && !owned_only
        && ["user", "roleSession"].contains(&kind)
        && is_some(&case["policies"]["identity"])
        && organization.is_none_or(|levels| levels.iter().all(is_some))
}

/// A case as parameters.
fn params(case: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let document = |policy: &Value| policy["document"].to_string();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let policies = &case["policies"];
    let mut params = vec![
        (
            "ActionNames.member.1".to_owned(),
            text(&case["request"]["action"]),
        ),
        (
            "ResourceArns.member.1".to_owned(),
            text(&case["request"]["resource"]),
        ),
    ];
    let arn = case["principal"]["arn"].as_str();
    let arn = arn.unwrap_or("arn:aws:iam::123456789012:user/hanako");
    params.push(("CallerArn".to_owned(), arn.to_owned()));
    let mut add = |name: String, value: String| params.push((name, value));
    for (at, policy) in list(&policies["identity"]).iter().enumerate() {
        add(
            format!("PolicyInputList.member.{}", at + 1),
            document(policy),
        );
    }
    if policies["boundary"].is_object() {
        let name = "PermissionsBoundaryPolicyInputList.member.1";
        add(name.to_owned(), document(&policies["boundary"]));
    }
    for (level, policies) in list(&policies["organization"]).iter().enumerate() {
        for (at, policy) in list(policies).iter().enumerate() {
            let place = format!("OrderedOrganizationPolicyInputList.member.{}", level + 1);
            let place = format!("{place}.ServiceControlPolicyInputList.member.{}", at + 1);
            add(place, document(policy));
        }
    }
    if policies["resource"].is_object() {
        add("ResourcePolicy".to_owned(), document(&policies["resource"]));
        add(
            "ResourceOwner".to_owned(),
            text(&policies["resource"]["account"]),
        );
    }
    let context = case["context"].as_object();
    for (at, (key, value)) in context.into_iter().flatten().enumerate() {
        let place = format!("ContextEntries.member.{}", at + 1);
        let kind = if value.is_array() {
            "stringList"
        } else {
            "string"
        };
        add(format!("{place}.ContextKeyName"), key.clone());
        add(format!("{place}.ContextKeyType"), kind.to_owned());
        let values = value.as_array().cloned();
        for (at, value) in values
            .unwrap_or_else(|| vec![value.clone()])
            .iter()
            .enumerate()
        {
            add(
                format!("{place}.ContextKeyValues.member.{}", at + 1),
                text(value),
            );
        }
    }
    params
}

#[test]
fn the_corpus_of_decisions_comes_out_the_same_over_http() {
    let w = World::new(Ground::Memory, "corpus");
    let keiri = w.account_with_key("keiri");
    let root = keiri.program();
    let mut asked = 0;
    let mut wrong = Vec::new();
    for (file, case) in corpus().iter().filter(|(_, case)| can_be_asked(case)) {
        let params = params(case);
        // AWS's limits of the parameters: what they do not take cannot be asked.
        let is_latin = |text: &str| text.chars().all(|letter| letter <= '\u{ff}');
        if !params
            .iter()
            .all(|(_, value)| !value.is_empty() && is_latin(value))
        {
            continue;
        }
        asked += 1;
        let answered = root.asks("SimulateCustomPolicy", &texts(&params));
        let decision = match answered.status() {
            200 => answered.text("EvalDecision"),
            _ => answered.message(),
        };
        let expected = &case["expected"]["decision"];
        if expected != &Value::from(decision.clone()) {
            wrong.push(format!(
                "{file}: {}: {decision}, not {expected}",
                case["name"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked >= 400, "{asked} cases");
}
