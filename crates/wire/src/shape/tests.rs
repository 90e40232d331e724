use super::*;
use crate::{iam, sts};

fn iam_call(query: &str) -> Result<iam::Call, String> {
    let query = format!("Version=2010-05-08&{query}");
    let params = Params::parse(query.as_bytes()).map_err(|error| error.to_string())?;
    iam::Call::read(&params).map_err(|error| error.to_string())
}

fn sts_refusal(query: &str) -> String {
    let query = format!("Version=2011-06-15&Action=GetSessionToken&{query}");
    let params = Params::parse(query.as_bytes()).unwrap();
    sts::Call::read(&params).unwrap_err().to_string()
}

fn iam_refusal(query: &str) -> String {
    iam_call(query).unwrap_err()
}

#[test]
fn a_request_is_read_with_its_types() {
    let query = "Action=CreateUser&UserName=hanako&Path=/team/&Tags.member.1.Key=a&Tags.member.1.Value=&Extra=1";
    let Ok(iam::Call::CreateUser(request)) = iam_call(query) else {
        panic!("not read");
    };
    assert_eq!(request.user_name, "hanako");
    assert_eq!(request.path.as_deref(), Some("/team/"));
    assert_eq!(request.permissions_boundary, None);
    assert_eq!(request.tags.len(), 1);
    assert_eq!(request.tags[0].key, "a");
    assert_eq!(request.tags[0].value, "");
}

#[test]
fn integers_take_a_sign_and_zeroes_and_nothing_else() {
    for (text, expected) in [
        ("1", Some(1)),
        ("01", Some(1)),
        ("%2B1", Some(1)),
        ("1000", Some(1000)),
    ] {
        let Ok(iam::Call::ListUsers(request)) =
            iam_call(&format!("Action=ListUsers&MaxItems={text}"))
        else {
            panic!("{text} is not read");
        };
        assert_eq!(request.max_items, expected, "{text}");
    }
    for text in ["+1+", "%091%0A", "1.0", "1e0", "2147483648", "", "x"] {
        let refused = iam_refusal(&format!("Action=ListUsers&MaxItems={text}"));
        assert!(
            refused.starts_with("MalformedInput: The value of MaxItems"),
            "{text}: {refused}"
        );
    }
}

#[test]
fn booleans_are_true_false_1_or_0() {
    let read = |text: &str| {
        iam_call(&format!(
            "Action=ListServiceSpecificCredentials&AllUsers={text}"
        ))
    };
    for (text, expected) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        let Ok(iam::Call::ListServiceSpecificCredentials(request)) = read(text) else {
            panic!("{text} is not read");
        };
        assert_eq!(request.all_users, Some(expected), "{text}");
    }
    for text in [
        "+true", "true+", "True", "TRUE", "False", "", "null", "anything",
    ] {
        let refused = read(text).unwrap_err();
        assert!(
            refused.starts_with("MalformedInput: The value of AllUsers"),
            "{text}: {refused}"
        );
    }
}

/// Texts as they were seen on AWS's IAM in 2026-09; of several for one element the order is ours.
#[test]
fn iam_says_what_is_wrong_without_the_value() {
    let table = [
        (
            "Action=ListUsers&MaxItems=1001",
            "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
        ),
        (
            "Action=CreateUser",
            "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=TagUser&UserName=a&Tags.member.1.Key=team",
            "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=TagUser&UserName=a&Tags.member.1.Key=team&Tags.member.1.Value=bad%0Avalue",
            "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
        ),
        (
            "Action=TagUser&UserName=a&Tags.member.2.Key=team&Tags.member.2.Value=x",
            "2 validation errors detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must not be null; Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=TagUser&UserName=a&Tags.member.one.Key=team&Tags.member.one.Value=x",
            "2 validation errors detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must not be null; Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=UpdateAccessKey&AccessKeyId=AKIAEXAMPLEEXAMPLE&Status=Sleeping",
            "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]",
        ),
        (
            "Action=UntagUser&UserName=a&TagKeys.member.1=",
            "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+]",
        ),
    ];
    for (query, expected) in table {
        assert_eq!(
            iam_refusal(query),
            format!("ValidationError: {expected}"),
            "{query}"
        );
    }
    let list = iam_refusal("Action=UntagUser&UserName=a&TagKeys.member.one=x");
    assert_eq!(
        list,
        "MalformedInput: Start of list found where not expected"
    );
}

#[test]
fn sts_says_it_with_the_value_but_never_with_a_code() {
    let table = [
        (
            "DurationSeconds=899",
            "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
        ),
        (
            "SerialNumber=short",
            "1 validation error detected: Value 'short' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9",
        ),
        (
            "TokenCode=cccccc1234567",
            "2 validation errors detected: Value at 'tokenCode' failed to satisfy constraint: Member must have length less than or equal to 6; Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
        ),
    ];
    for (query, expected) in table {
        assert_eq!(
            sts_refusal(query),
            format!("ValidationError: {expected}"),
            "{query}"
        );
    }
    let params = Params::parse(b"Version=2011-06-15&Action=GetAccessKeyInfo").unwrap();
    let refused = sts::Call::read(&params).unwrap_err();
    assert!(
        refused.message.contains("Value null at 'accessKeyId'"),
        "{refused}"
    );
}

#[test]
fn a_long_value_is_repeated_in_part() {
    let long = "x".repeat(ECHO_CHARS_MAX);
    let whole = sts_refusal(&format!("SerialNumber={long}"));
    assert!(whole.contains(&format!("'{long}'")), "{whole}");
    let cut = sts_refusal(&format!("SerialNumber={long}y"));
    assert!(cut.contains(&format!("'{long}…'")), "{cut}");
}

#[test]
fn ten_violations_are_told_and_not_eleven() {
    let tags = |count: usize| {
        (1..=count)
            .map(|at| format!("&Tags.member.{at}.Key=k{at}"))
            .collect::<Vec<String>>()
            .concat()
    };
    let refused = |count| iam_refusal(&format!("Action=TagUser&UserName=a{}", tags(count)));
    assert!(refused(9).contains("9 validation errors"));
    assert!(refused(NOTED_MAX).contains("10 validation errors"));
    let more = refused(NOTED_MAX + 1);
    assert!(more.contains("10 validation errors"), "{more}");
    assert_eq!(more.matches("; ").count(), NOTED_MAX - 1);
}

#[test]
fn a_list_may_be_as_long_as_the_model_says_and_no_longer() {
    let tags = |count: usize| {
        (1..=count)
            .map(|at| format!("&Tags.member.{at}.Key=k{at}&Tags.member.{at}.Value=v"))
            .collect::<Vec<String>>()
            .concat()
    };
    assert!(iam_call(&format!("Action=TagUser&UserName=a{}", tags(50))).is_ok());
    let refused = iam_refusal(&format!("Action=TagUser&UserName=a{}", tags(51)));
    assert!(
        refused.ends_with("Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"),
        "{refused}"
    );
}

#[test]
fn lengths_count_characters() {
    let tag = |length: usize| {
        let value = "%E9%96%A2".repeat(length);
        iam_call(&format!(
            "Action=TagUser&UserName=a&Tags.member.1.Key=k&Tags.member.1.Value={value}"
        ))
    };
    assert!(tag(256).is_ok());
    assert!(tag(257).unwrap_err().contains("less than or equal to 256"));
}

#[test]
fn passwords_and_codes_are_neither_printed_nor_repeated() {
    let call = iam_call("Action=ChangePassword&OldPassword=not-a-real-one&NewPassword=nor-is-this")
        .unwrap();
    let printed = format!("{call:?}");
    assert!(
        !printed.contains("real") && !printed.contains("nor-is"),
        "{printed}"
    );
    let call = iam_call("Action=EnableMFADevice&UserName=a&SerialNumber=arn:aws:iam::1:mfa/x&AuthenticationCode1=123456&AuthenticationCode2=654321").unwrap();
    let printed = format!("{call:?}");
    assert!(
        !printed.contains("123456") && !printed.contains("654321"),
        "{printed}"
    );
    let refused = iam_refusal("Action=ChangePassword&OldPassword=%01&NewPassword=nor-is-this");
    assert!(refused.contains("Value at 'oldPassword'"), "{refused}");
}
