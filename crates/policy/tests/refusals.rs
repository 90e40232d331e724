//! What is not stored: each document that cannot be evaluated as written is refused, with the place and the way out.

use policy::{
    Fault, MAX_DEPTH, MAX_DOCUMENT_CHARS, MAX_PATTERN_CHARS, MAX_STATEMENTS, MAX_VALUES, Policy,
    PolicyError,
};

const SYNTAX: &str = "Syntax errors in policy.";

fn refusal(text: &str) -> PolicyError {
    Policy::parse(text).expect_err(text)
}

/// A document of version 2012-10-17 whose only statement has these elements.
fn statement(elements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {{{elements}}}}}"#)
}

#[track_caller]
fn check(text: &str, says: &str, aws: &str) {
    let error = refusal(text);
    assert_eq!(error.to_string(), says, "{text}");
    assert_eq!(error.aws_message(), aws, "{text}");
}

#[test]
fn documents_of_another_form_are_refused() {
    // spec: policy 1.1 to 1.5
    for (text, says) in [
        (
            "",
            "the text is not JSON: EOF while parsing a value at line 1 column 0",
        ),
        (
            "{",
            "the text is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            r#"{"Statement": []} x"#,
            "the text is not JSON: trailing characters at line 1 column 19",
        ),
        ("[]", "`policy` must be an object, not a list"),
        ("{}", "`Statement` is missing"),
        (r#"{"Statement": []}"#, "`Statement` is missing"),
        (
            r#"{"Statement": "*"}"#,
            "statement 1: `statement` must be an object, not a string",
        ),
        (
            r#"{"Statement": null}"#,
            "statement 1: `statement` must be an object, not null",
        ),
        (
            r#"{"Version": "2012-10-18", "Statement": {}}"#,
            "there is no version `2012-10-18` of the policy language",
        ),
        (
            r#"{"Version": 2012, "Statement": {}}"#,
            "`Version` must be a string, not a number",
        ),
        (
            r#"{"Id": ["a"], "Statement": {}}"#,
            "`Id` must be a string, not a list",
        ),
        (
            r#"{"statement": {}}"#,
            "`statement` is not an element of a policy",
        ),
        (
            r#"{"Statement": {}, "Statement": {}}"#,
            "`Statement` stands twice in one object",
        ),
    ] {
        check(text, says, SYNTAX);
    }
}

#[rustfmt::skip] // One row, one line.
const STATEMENTS: &[(&str, &str, &str)] = &[
    (r#""Action": "*", "Resource": "*""#, "`Effect` is missing", SYNTAX),
    (r#""Effect": "allow", "Action": "*", "Resource": "*""#, "there is no effect `allow`", SYNTAX),
    (r#""Effect": true, "Action": "*", "Resource": "*""#, "`Effect` must be a string, not a boolean", SYNTAX),
    (r#""Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*""#, "`Effect` stands twice in one object", SYNTAX),
    (r#""effect": "Deny", "Action": "*", "Resource": "*""#, "`effect` is not an element of a statement", SYNTAX),
    (r#""Effect": "Deny", "Resource": "*""#, "the statement names no action", "Policy statement must contain actions."),
    (r#""Effect": "Deny", "NotAction": [], "Resource": "*""#, "the statement names no action", "Policy statement must contain actions."),
    (r#""Effect": "Deny", "Action": "*""#, "the statement names no resource", "Policy statement must contain resources."),
    (r#""Effect": "Deny", "Action": "*", "Resource": []"#, "the statement names no resource", "Policy statement must contain resources."),
    (r#""Effect": "Deny", "Action": "*", "NotAction": "*", "Resource": "*""#, "`Action` and `NotAction` exclude each other", SYNTAX),
    (r#""Effect": "Deny", "Action": "*", "Resource": "*", "NotResource": "*""#, "`Resource` and `NotResource` exclude each other", SYNTAX),
    (r#""Effect": "Deny", "Action": ["*", 1], "Resource": "*""#, "`Action` must be a string or a list of strings, not a number", SYNTAX),
    (r#""Effect": "Deny", "Action": "*", "Resource": {"a": "b"}"#, "`Resource` must be a string or a list of strings, not an object", SYNTAX),
    (r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*""#, "`Principal` may not stand in an identity policy", "Policy document should not specify a principal."),
    (r#""Effect": "Allow", "NotPrincipal": {"AWS": "*"}, "Action": "*", "Resource": "*""#, "`NotPrincipal` may not stand in an identity policy", "Policy document should not specify a principal."),
    (r#""Sid": "No spaces", "Effect": "Allow", "Action": "*", "Resource": "*""#, "the Sid `No spaces` has characters other than letters and digits", "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [A-Za-z0-9]*"),
];

#[test]
fn statements_of_another_form_are_refused() {
    // spec: policy 1.5, 2.1 to 2.4
    for &(elements, says, aws) in STATEMENTS {
        check(&statement(elements), &format!("statement 1: {says}"), aws);
    }
}

#[test]
fn actions_that_name_none_are_refused() {
    // spec: policy 4.1
    let vendor = |name: &str| format!("Vendor {name} is not valid");
    for (action, says, aws) in [
        (
            "GetUser",
            "the action `GetUser` names no service",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned(),
        ),
        (
            "iam:Get:User",
            "the action `iam:Get:User` has more than one colon",
            "Actions/Condition can contain only one colon.".to_owned(),
        ),
        (
            "i*:GetUser",
            "`i*` in the action `i*:GetUser` is not the name of a service",
            vendor("i*"),
        ),
        (
            "i?m:GetUser",
            "`i?m` in the action `i?m:GetUser` is not the name of a service",
            vendor("i?m"),
        ),
        (
            ":GetUser",
            "`` in the action `:GetUser` is not the name of a service",
            vendor(""),
        ),
        (
            "iam:",
            "behind the colon of `iam:` stands no name of an action",
            SYNTAX.to_owned(),
        ),
        (
            "iam:Get User",
            "behind the colon of `iam:Get User` stands no name of an action",
            SYNTAX.to_owned(),
        ),
        (
            "",
            "the action `` names no service",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned(),
        ),
    ] {
        for element in ["Action", "NotAction"] {
            let text = statement(&format!(
                r#""Effect": "Deny", "{element}": ["*", "{action}"], "Resource": "*""#
            ));
            check(&text, &format!("statement 1: {says}"), &aws);
        }
    }
}

const NOT_FULL: &str = "Resource vendor must be fully qualified and cannot contain regexes.";

#[rustfmt::skip] // One row, one line.
const RESOURCES: &[(&str, &str, &str)] = &[
    ("hanako", "the resource `hanako` is neither an ARN nor `*`", "Resource hanako must be in ARN format or \"*\"."),
    ("**", "the resource `**` is neither an ARN nor `*`", "Resource ** must be in ARN format or \"*\"."),
    ("", "the resource `` is neither an ARN nor `*`", "Resource  must be in ARN format or \"*\"."),
    ("ARN:aws:iam::1:x", "the resource `ARN:aws:iam::1:x` is neither an ARN nor `*`", "Resource ARN:aws:iam::1:x must be in ARN format or \"*\"."),
    ("arn:aws:iam::*", "the resource `arn:aws:iam::*` has fewer than six fields", "The policy failed legacy parsing"),
    ("arn:asw:iam::*:user/h", "the resource `arn:asw:iam::*:user/h` names a partition that does not exist: `asw`", "Partition \"asw\" is not valid for resource \"arn:asw:iam::*:user/h\"."),
    ("arn:aws:*::*:user/h", "the resource `arn:aws:*::*:user/h` does not name one service", NOT_FULL),
    ("arn:aws:::*:user/h", "the resource `arn:aws:::*:user/h` does not name one service", NOT_FULL),
    ("arn:aws:iam::${aws:username}:user/h", "the resource `arn:aws:iam::${aws:username}:user/h` has a variable before its fifth colon", SYNTAX),
    ("arn:aws:iam::*:user/${aws:username", "`${aws:username` opens a variable and does not close it", SYNTAX),
    ("arn:aws:iam::*:user/${aws:username, 'h}", "`${aws:username, 'h}` opens a variable and does not close it", SYNTAX),
    ("arn:aws:iam::*:user/${aws:username, h}", "`${aws:username, h}` opens a variable and does not close it", SYNTAX),
    ("arn:aws:iam::*:user/${aws:username, 'h' }", "`${aws:username, 'h' }` opens a variable and does not close it", SYNTAX),
    ("arn:aws:iam::*:user/${username}", "`${username}` is not a variable", SYNTAX),
    ("arn:aws:iam::*:user/${aws:}", "`${aws:}` is not a variable", SYNTAX),
    ("arn:aws:iam::*:user/${}", "`${}` is not a variable", SYNTAX),
    ("arn:aws:iam::*:user/${**}", "`${**}` is not a variable", SYNTAX),
];

#[test]
fn resources_that_name_none_are_refused() {
    // spec: policy 4.3, 4.5, 4.7, 4.9, 4.10
    for &(resource, says, aws) in RESOURCES {
        for element in ["Resource", "NotResource"] {
            let text = statement(&format!(
                r#""Effect": "Deny", "Action": "*", "{element}": ["*", "{resource}"]"#
            ));
            check(&text, &format!("statement 1: {says}"), aws);
        }
    }
}

#[rustfmt::skip] // One row, one line.
const CONDITIONS: &[(&str, &str)] = &[
    (r#""Bool""#, "`Condition` must be an object, not a string"),
    (r#"{"Bool": "aws:username"}"#, "`Bool` must be an object, not a string"),
    (r#"{"bool": {}}"#, "there is no condition operator `bool`"),
    (r#"{"StringEqual": {}}"#, "there is no condition operator `StringEqual`"),
    (r#"{"NullIfExists": {}}"#, "there is no condition operator `NullIfExists`"),
    (r#"{"ForAnyValue:Null": {}}"#, "there is no condition operator `ForAnyValue:Null`"),
    (r#"{"ForEachValue:Bool": {}}"#, "there is no condition operator `ForEachValue:Bool`"),
    (r#"{"Bool": {"aws:SecureTransport": []}}"#, "the condition on `aws:SecureTransport` has no value"),
    (r#"{"Bool": {"aws:SecureTransport": {}}}"#, "`aws:SecureTransport` must be a string, a number, a boolean or a list of them, not an object"),
    (r#"{"Bool": {"aws:SecureTransport": ["true", null]}}"#, "`aws:SecureTransport` must be a string, a number, a boolean or a list of them, not null"),
    (r#"{"Bool": {"aws:SecureTransport": "${aws:x"}}"#, "`${aws:x` opens a variable and does not close it"),
    (r#"{"StringLike": {"aws:username": "${x}"}}"#, "`${x}` is not a variable"),
    (r#"{"Null": {"aws:SecureTransport": "${aws:x}"}}"#, "`Null` has a variable in its value `${aws:x}`"),
    (r#"{"NumericEquals": {"aws:MultiFactorAuthAge": "${aws:x}"}}"#, "`NumericEquals` has a variable in its value `${aws:x}`"),
    (r#"{"NumericLessThan": {"aws:MultiFactorAuthAge": "an hour"}}"#, "`NumericLessThan` compares `aws:MultiFactorAuthAge` with `an hour`, which is not a number"),
    (r#"{"NumericEquals": {"aws:MultiFactorAuthAge": "NaN"}}"#, "`NumericEquals` compares `aws:MultiFactorAuthAge` with `NaN`, which is not a number"),
    (r#"{"BinaryEquals": {"a:b": "no-binary"}}"#, "`BinaryEquals` compares `a:b` with `no-binary`, which is not base64"),
    (r#"{"IpAddress": {"aws:SourceIp": "not-an-ip"}}"#, "`IpAddress` compares `aws:SourceIp` with `not-an-ip`, which is not an IP address or range"),
    (r#"{"NotIpAddress": {"aws:SourceIp": "2001:db8::5/64"}}"#, "`NotIpAddress` compares `aws:SourceIp` with `2001:db8::5/64`, which is not an IP address or range"),
    (r#"{"ForAllValues:ArnLikeIfExists": {"a:b": "*"}}"#, "`ForAllValues:ArnLikeIfExists` compares `a:b` with `*`, which is not an ARN"),
    (r#"{"ArnEquals": {"a:b": "${*}"}}"#, "`ArnEquals` compares `a:b` with `${*}`, which is not an ARN"),
    (r#"{"Bool": {}, "Bool": {}}"#, "`Bool` stands twice in one object"),
    (r#"{"Bool": {"aws:username": "true", "AWS:UserName": "false"}}"#, "`AWS:UserName` stands twice in one object"),
];

fn conditional(condition: &str) -> String {
    statement(&format!(
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {condition}"#
    ))
}

#[test]
fn conditions_that_cannot_be_evaluated_are_refused() {
    // spec: policy 1.5, 4.9, 4.10, 5.1, 5.9, 6.14
    for &(condition, says) in CONDITIONS {
        check(
            &conditional(condition),
            &format!("statement 1: {says}"),
            SYNTAX,
        );
    }
}

#[test]
fn a_date_that_is_none_has_its_own_sentence_of_aws() {
    // spec: policy 6.6
    check(
        &conditional(r#"{"DateLessThan": {"aws:CurrentTime": "tomorrow"}}"#),
        "statement 1: `DateLessThan` compares `aws:CurrentTime` with `tomorrow`, which is not a date",
        "The policy failed legacy parsing",
    );
}

#[test]
fn a_condition_key_names_its_service() {
    // spec: policy 5.2
    for key in ["", "username", ":username", "aws:"] {
        check(
            &conditional(&format!(r#"{{"StringEquals": {{"{key}": "h"}}}}"#)),
            &format!("statement 1: `{key}` is not the name of a condition key"),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        );
    }
}

#[test]
fn the_statement_at_fault_is_named_and_the_hint_says_what_to_write() {
    let good = r#"{"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    for (bad, says, hint) in [
        (
            good,
            "the Sid `A` stands at an earlier statement too",
            "give each statement a Sid of its own, or none",
        ),
        (
            r#"{"Effect": "Deny"}"#,
            "the statement names no action",
            "add `Action` or `NotAction` with at least one action, as in `iam:GetUser`",
        ),
        (
            r#"{"resource": "*"}"#,
            "`resource` is not an element of a statement",
            "write `Resource`, if that was meant",
        ),
        (
            r#"{"Comment": "*"}"#,
            "`Comment` is not an element of a statement",
            "leave it out",
        ),
        (
            r#"{"Effect": "Deny", "Action": "GetUser", "Resource": "*"}"#,
            "the action `GetUser` names no service",
            "write the service before the action, as in `iam:GetUser`, or `*` for every action",
        ),
    ] {
        let error = refusal(&format!(r#"{{"Statement": [{good}, {bad}]}}"#));
        assert_eq!(error.to_string(), format!("statement 2: {says}"));
        assert_eq!(error.statement(), Some(2));
        assert_eq!(error.hint(), hint);
    }
    assert_eq!(refusal("{}").statement(), None);
    assert_eq!(
        refusal(&format!(r#"{{"Statement": [{good}, {good}]}}"#)).aws_message(),
        "Statement IDs (SID) in a single policy must be unique."
    );
}

#[test]
fn a_sid_that_is_empty_is_none_and_may_stand_twice() {
    // spec: policy 2.3
    let nameless = r#"{"Sid": "", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let policy = Policy::parse(&format!(r#"{{"Statement": [{nameless}, {nameless}]}}"#)).unwrap();
    assert!(!policy.to_json().contains("Sid"));
}

#[test]
fn messages_repeat_the_beginning_of_a_long_input_without_its_control_characters() {
    let long = format!("a\\n{}", "b".repeat(500));
    let error = refusal(&statement(&format!(
        r#""Effect": "Deny", "Action": "{long}", "Resource": "*""#
    )));
    assert_eq!(
        error.to_string(),
        format!(
            "statement 1: the action `a\u{fffd}{}…` names no service",
            "b".repeat(78)
        )
    );
}

#[test]
fn a_document_has_at_most_so_many_characters() {
    // spec: policy 10.1; characters, not bytes: `あ` has three.
    let frame = r#"{"Id": "", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
    let sized = |chars: usize| {
        frame.replace(
            r#""Id": """#,
            &format!(r#""Id": "{}""#, "あ".repeat(chars - frame.len())),
        )
    };
    assert!(Policy::parse(&sized(MAX_DOCUMENT_CHARS)).is_ok());
    let error = refusal(&sized(MAX_DOCUMENT_CHARS + 1));
    assert_eq!(
        error.fault(),
        &Fault::TooLong {
            chars: MAX_DOCUMENT_CHARS + 1
        }
    );
}

#[test]
fn a_document_has_at_most_so_many_statements() {
    // spec: policy 10.1
    let sized = |count: usize| {
        let statements = vec![r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#; count];
        format!(r#"{{"Statement":[{}]}}"#, statements.join(","))
    };
    assert!(Policy::parse(&sized(MAX_STATEMENTS)).is_ok());
    assert_eq!(
        refusal(&sized(MAX_STATEMENTS + 1)).to_string(),
        format!(
            "`Statement` has {} entries, more than {MAX_STATEMENTS}",
            MAX_STATEMENTS + 1
        )
    );
}

#[test]
fn a_list_has_at_most_so_many_values() {
    // spec: policy 10.1
    for element in [
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "aws:username",
    ] {
        let sized = |count: usize| {
            let list = format!("[{}]", vec![r#""*""#; count].join(","));
            let (mut action, mut resource, mut condition) = (
                r#""Action": "*""#.to_owned(),
                r#""Resource": "*""#.to_owned(),
                String::new(),
            );
            match element {
                "Action" | "NotAction" => action = format!(r#""{element}": {list}"#),
                "Resource" | "NotResource" => resource = format!(r#""{element}": {list}"#),
                _ => condition = format!(r#", "Condition": {{"Bool": {{"{element}": {list}}}}}"#),
            }
            statement(&format!(
                r#""Effect": "Deny", {action}, {resource}{condition}"#
            ))
        };
        assert!(Policy::parse(&sized(MAX_VALUES)).is_ok(), "{element}");
        let error = refusal(&sized(MAX_VALUES + 1));
        assert_eq!(
            error.fault(),
            &Fault::TooMany {
                element: element.into(),
                count: MAX_VALUES + 1,
                max: MAX_VALUES
            }
        );
    }
}

#[test]
fn an_action_and_a_resource_have_at_most_so_many_characters() {
    // spec: policy 10.1
    for (element, beginning, other) in [
        ("Action", "iam:", r#""Resource": "*""#),
        ("Resource", "arn:aws:iam::1:", r#""Action": "*""#),
    ] {
        let sized = |chars: usize| {
            let text = format!("{beginning}{}", "a".repeat(chars - beginning.len()));
            statement(&format!(
                r#""Effect": "Deny", "{element}": "{text}", {other}"#
            ))
        };
        assert!(
            Policy::parse(&sized(MAX_PATTERN_CHARS)).is_ok(),
            "{element}"
        );
        let says = refusal(&sized(MAX_PATTERN_CHARS + 1)).to_string();
        assert!(says.ends_with("` has more than 2048 characters"), "{says}");
    }
}

#[test]
fn a_document_is_nested_at_most_so_deeply() {
    // spec: policy 10.1; at the limit the document is read and found to be no policy.
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(matches!(
        refusal(&nested(MAX_DEPTH)).fault(),
        Fault::Kind { .. }
    ));
    assert!(matches!(
        refusal(&nested(MAX_DEPTH + 1)).fault(),
        Fault::NotJson { .. }
    ));
    assert!(matches!(
        refusal(&"[".repeat(MAX_DOCUMENT_CHARS)).fault(),
        Fault::NotJson { .. }
    ));
}

#[test]
fn printing_gives_the_shortest_form_of_the_same_policy() {
    let text = r#"{
        "Statement": [{
            "Resource": ["*"], "NotAction": ["iam:Get*", "iam:List*"], "Effect": "Deny", "Sid": "X",
            "Condition": {"Null": {"AWS:username": [true]}, "Bool": {"aws:securetransport": ["false", "no"]}}
        }],
        "Id": "名"
    }"#;
    assert_eq!(
        Policy::parse(text).unwrap().to_json(),
        concat!(
            r#"{"Version":"2008-10-17","Id":"名","Statement":[{"Sid":"X","Effect":"Deny","#,
            r#""NotAction":["iam:Get*","iam:List*"],"Resource":"*","#,
            r#""Condition":{"Null":{"AWS:username":"true"},"Bool":{"aws:securetransport":["false","no"]}}}]}"#
        )
    );
}
