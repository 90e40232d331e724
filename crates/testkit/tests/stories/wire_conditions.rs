//! What conditions can ask about a caller: the condition keys that are served first, as a table of
//! callers (IAM user guide: "AWS global condition context keys", "AWS STS condition context keys").

use testkit::{Param, Program, minutes, story};

/// A policy that allows listing users under a condition.
fn look(condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{{{condition}}}}}}}"#
    )
}

/// A trust policy for an account under a condition.
fn trust(account: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{account}"}},"Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Condition":{{{condition}}}}}}}"#
    )
}

fn may(program: &Program) -> bool {
    let answered = program.asks("ListUsers", &[]);
    if answered.status() == 200 {
        return true;
    }
    answered.refused("AccessDenied", 403);
    false
}

const MAY_TAKE: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#;
const TAKING: [Param<'static>; 3] = [
    ("RoleSessionName", "work"),
    ("ExternalId", "keiri-1"),
    ("SourceIdentity", "hanako"),
];

/// Operator and key, value, and whether it holds for a long-term key, for a session of the user with
/// MFA, and for a session of a role.
const OF_CALLERS: [(&str, &str, &str, [bool; 3]); 30] = [
    (
        "Bool",
        "aws:MultiFactorAuthPresent",
        "true",
        [false, true, false],
    ),
    (
        "Null",
        "aws:MultiFactorAuthPresent",
        "true",
        [true, false, false],
    ),
    (
        "NumericLessThan",
        "aws:MultiFactorAuthAge",
        "3600",
        [false, true, false],
    ),
    (
        "Null",
        "aws:MultiFactorAuthAge",
        "true",
        [true, false, true],
    ),
    (
        "StringEquals",
        "aws:username",
        "hanako",
        [true, true, false],
    ),
    ("StringLike", "aws:userid", "AIDA*", [true, true, false]),
    (
        "StringLike",
        "aws:userid",
        "AROA*:work",
        [false, false, true],
    ),
    (
        "ArnLike",
        "aws:PrincipalArn",
        "arn:aws:iam::*:user/hanako",
        [true, true, false],
    ),
    (
        "ArnLike",
        "aws:PrincipalArn",
        "arn:aws:iam::*:role/bu/Audit",
        [false, false, true],
    ),
    (
        "StringLike",
        "aws:PrincipalAccount",
        "????????????",
        [true, true, true],
    ),
    (
        "StringEquals",
        "aws:PrincipalType",
        "User",
        [true, true, false],
    ),
    (
        "StringEquals",
        "aws:PrincipalType",
        "AssumedRole",
        [false, false, true],
    ),
    (
        "StringEquals",
        "aws:PrincipalTag/team",
        "kaikei",
        [true, true, false],
    ),
    (
        "StringEquals",
        "aws:PrincipalTag/team",
        "kansa",
        [false, false, true],
    ),
    ("Null", "aws:PrincipalOrgID", "true", [true, true, true]),
    ("Null", "aws:PrincipalOrgPaths", "true", [true, true, true]),
    ("Null", "aws:RequestTag/team", "true", [true, true, true]),
    ("Null", "aws:TagKeys", "true", [true, true, true]),
    ("Null", "aws:SourceIp", "false", [true, true, true]),
    ("Null", "aws:SecureTransport", "false", [true, true, true]),
    (
        "DateGreaterThan",
        "aws:CurrentTime",
        "2020-01-01T00:00:00Z",
        [true, true, true],
    ),
    (
        "NumericGreaterThan",
        "aws:EpochTime",
        "1577836800",
        [true, true, true],
    ),
    (
        "DateGreaterThan",
        "aws:TokenIssueTime",
        "2020-01-01T00:00:00Z",
        [false, true, true],
    ),
    ("Null", "aws:UserAgent", "false", [true, true, true]),
    (
        "StringEquals",
        "aws:RequestedRegion",
        "us-east-1",
        [true, true, true],
    ),
    (
        "StringEquals",
        "aws:SourceIdentity",
        "hanako",
        [false, false, true],
    ),
    ("Null", "aws:SourceIdentity", "true", [true, true, false]),
    ("Bool", "aws:ViaAWSService", "false", [true, true, true]),
    ("Null", "aws:CalledVia", "true", [true, true, true]),
    ("Null", "aws:AssumedRoot", "true", [true, true, true]),
];

/// Conditions of a trust policy, and whether they let the role be taken on as [`TAKING`] says.
const OF_TAKING: [(&str, &str, &str, bool); 11] = [
    ("StringEquals", "sts:RoleSessionName", "work", true),
    ("StringEquals", "sts:RoleSessionName", "play", false),
    ("StringEquals", "sts:ExternalId", "keiri-1", true),
    ("StringEquals", "sts:ExternalId", "keiri-2", false),
    ("StringEquals", "sts:SourceIdentity", "hanako", true),
    ("StringEquals", "sts:SourceIdentity", "jiro", false),
    ("NumericLessThanEquals", "sts:DurationSeconds", "3600", true),
    ("NumericLessThan", "sts:DurationSeconds", "3600", false),
    ("Null", "sts:TaskPolicyArn", "true", true),
    ("Null", "aws:SourceIdentity", "true", true),
    ("StringEquals", "aws:username", "hanako", true),
];

story! {
    fn conditions_ask_of_each_kind_of_caller_what_aws_says(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let (user, role) = (("UserName", "hanako"), ("RoleName", "Audit"));
        let tag = |team| [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", team)];
        root.asks("TagUser", &[&[user][..], &tag("kaikei")].concat()).succeeds();
        root.asks("PutUserPolicy", &[user, ("PolicyName", "take"), ("PolicyDocument", MAY_TAKE)]).succeeds();
        let open = trust(keiri.id().as_str(), "");
        let new = [role, ("Path", "/bu/"), ("AssumeRolePolicyDocument", &open)];
        let arn = root.asks("CreateRole", &[&new[..], &tag("kansa")].concat()).succeeds().text("Arn");
        let phone = root.enrols("hanako", "phone");
        w.advance(minutes(1));
        let with_mfa = hanako.session_with(&phone);
        let take = [&[("RoleArn", arn.as_str())][..], &TAKING].concat();
        let taken = hanako.session_of(&hanako.asks("AssumeRole", &take));
        for (operator, key, value, expected) in OF_CALLERS {
            let document = look(&format!(r#""{operator}":{{"{key}":"{value}"}}"#));
            let policy = [("PolicyName", "look"), ("PolicyDocument", document.as_str())];
            root.asks("PutUserPolicy", &[&[user][..], &policy].concat()).succeeds();
            root.asks("PutRolePolicy", &[&[role][..], &policy].concat()).succeeds();
            let found = [&hanako, &with_mfa, &taken].map(may);
            assert_eq!(found, expected, "{operator} {key} {value}");
        }
        for (operator, key, value, expected) in OF_TAKING {
            let document = trust(keiri.id().as_str(), &format!(r#""{operator}":{{"{key}":"{value}"}}"#));
            root.asks("UpdateAssumeRolePolicy", &[role, ("PolicyDocument", &document)]).succeeds();
            let answered = hanako.asks("AssumeRole", &take);
            if expected {
                answered.succeeds();
            } else {
                answered.refused("AccessDenied", 403);
            }
        }
    }
}
