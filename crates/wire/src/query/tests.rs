use proptest::prelude::*;

use super::*;

fn refused(encoded: &str) -> String {
    let params = Params::parse(encoded.as_bytes());
    params.err().expect(encoded).to_string()
}

/// The elements of the list `L`, `-` for a gap.
fn list(encoded: &str) -> Result<String, String> {
    let params = Params::parse(encoded.as_bytes()).map_err(|error| error.to_string())?;
    let list = params.root().child("L").expect("a list");
    let members = list.members().map_err(|error| error.to_string())?;
    let words = members
        .iter()
        .map(|node| node.and_then(Node::value).unwrap_or("-"));
    Ok(words.collect::<Vec<_>>().join(" "))
}

#[test]
fn names_and_values_are_decoded_and_the_first_value_counts() {
    let params = Params::parse(b"Action=A%2Bb+c&Action=second&&Empty&%4Eame=%E9%96%A2").unwrap();
    assert_eq!(params.action(), Some("A+b c"));
    assert_eq!(params.value("Empty"), Some(""));
    assert_eq!(params.value("Name"), Some("関"));
    assert_eq!(params.version(), None);
}

#[test]
fn lists_are_in_the_order_of_positions_and_01_is_1() {
    let table = [
        ("L.member.2=b&L.member.1=a", Ok("a b")),
        ("L.member.01=a&L.member.1=again", Ok("a")),
        (
            "L.member.10=j&L.member.2=b&L.member.1=a",
            Ok("a b - - - - - - - j"),
        ),
        ("L.member.2=b", Ok("- b")),
        ("L=", Ok("")),
        ("L.member.11=k", Ok("- - - - - - - - - - k")),
        (
            "L.member.12=l",
            Err("Excessively sparse input would skip 11 list elements"),
        ),
        (
            "L.member.1=a&L.member.12=l",
            Err("Excessively sparse input would skip 11 list elements"),
        ),
        (
            "L.member.22=v&L.member.1=a",
            Err("Excessively sparse input would skip 21 list elements"),
        ),
        (
            "L.member.4294967295=v",
            Err("Excessively sparse input would skip 4294967294 list elements"),
        ),
    ];
    for (encoded, expected) in table {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(list(encoded), expected, "{encoded}");
    }
    let spread = list("L.member.1=a&L.member.8=h&L.member.15=o").unwrap();
    assert_eq!(spread.split(' ').count(), 15);
}

#[test]
fn names_that_cannot_be_read_are_refused_as_aws_refuses_them() {
    let table = [
        ("L.member.0.Key=a", "0 is not a valid index"),
        ("L.member.00=a", "00 is not a valid index"),
        ("L.member.4294967296=a", "4294967296 is not a valid index"),
        ("L.member.-1.Key=a", "Key -1 may not have a leading '-'"),
        (
            "L.member.1.0.Key=a",
            "Two index elements may not occur back to back",
        ),
        (
            "L.member.1.2.Key=a",
            "Two index elements may not occur back to back",
        ),
    ];
    for (encoded, expected) in table {
        assert_eq!(refused(encoded), expected, "{encoded}");
    }
    assert!(refused("Name=%ff").contains("not UTF-8"));
    assert!(refused("%ff=Name").contains("not UTF-8"));
}

#[test]
fn each_maximum_holds_and_one_more_is_refused() {
    let count = |count: usize| {
        let pairs: Vec<String> = (0..count).map(|at| format!("P{at}=&")).collect();
        pairs.concat()
    };
    assert!(Params::parse(count(PARAMS_MAX).as_bytes()).is_ok());
    assert!(refused(&count(PARAMS_MAX + 1)).contains("at most 4096"));

    let name = |bytes: usize| format!("{}=v", "n".repeat(bytes));
    assert!(Params::parse(name(NAME_BYTES_MAX).as_bytes()).is_ok());
    assert!(refused(&name(NAME_BYTES_MAX + 1)).contains("at most 512 bytes"));

    let deep = |parts: usize| vec!["n"; parts].join(".");
    assert!(Params::parse(deep(DEPTH_MAX).as_bytes()).is_ok());
    assert!(refused(&deep(DEPTH_MAX + 1)).contains("at most 16"));

    let long = vec![b'&'; BODY_BYTES_MAX + 1];
    assert!(Params::parse(&long[1..]).is_ok());
    assert!(matches!(Params::parse(&long), Err(MalformedInput::TooLong)));
}

#[test]
fn malformed_input_is_a_400_that_blames_the_sender() {
    let error = AwsError::from(MalformedInput::BackToBack);
    assert_eq!(error.code, common::MALFORMED_INPUT);
    assert_eq!(error.code.status, 400);
}

proptest! {
    #[test]
    fn what_was_encoded_is_read_back(pairs in prop::collection::btree_map("[A-Za-z]{1,20}", ".{0,40}", 0..8)) {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let encoded: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let params = Params::parse(encoded.join("&").as_bytes()).unwrap();
        for (name, value) in &pairs {
            prop_assert_eq!(params.value(name), Some(value.as_str()));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(params) = Params::parse(&bytes) {
            let _ = params.root().child("L").map(Node::members);
        }
    }

    #[test]
    fn no_list_makes_it_panic_or_grow(positions in prop::collection::vec("[0-9]{1,11}", 0..40)) {
        let encoded: Vec<String> = positions.iter().map(|at| format!("L.member.{at}=v")).collect();
        if let Ok(params) = Params::parse(encoded.join("&").as_bytes())
            && let Some(list) = params.root().child("L")
            && let Ok(members) = list.members()
        {
            prop_assert!(members.len() <= 1 + positions.len() * 11);
        }
    }
}
