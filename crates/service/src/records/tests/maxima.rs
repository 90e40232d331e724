//! Whoever has as much of everything as may be still fits into a record: else nobody could deny them
//! anything any more.

use policy::{Policy, Quota};
use rules::customer_policy::{ATTACHED_MAX, DESCRIPTION_CHARS_MAX};
use rules::group::GROUPS_OF_USER_MAX;
use rules::principal::{ACCESS_KEYS_MAX, DEVICES_MAX};
use rules::role::ATTACHED_TO_ROLE_MAX;
use rules::stored::stored_bytes;
use rules::tags::{self, TAGS_MAX};
use rules::{GroupName, InlinePolicy, PolicyName, inline};
use store::limits::MAX_BODY_BYTES;

use super::*;
use crate::ops::trust;

/// Room for what has the same few bytes in every record: ids, times and the names of the fields.
const FIXED_BYTES: usize = 1024;

/// As many tags as fit, each letter of which takes as much as a letter can.
fn most_tags() -> Vec<Tag> {
    let mut most = Vec::new();
    for number in 0..TAGS_MAX {
        let tag = |letters: usize| Tag {
            key: format!("{number:02}"),
            value: "\u{1}".repeat(letters),
        };
        for letters in [256, 64, 16, 1] {
            if tags::set(&mut most, &[tag(letters)]).is_ok() {
                break;
            }
        }
    }
    assert!(serde_json::to_string(&most).unwrap().len() > tags::BYTES_MAX);
    most
}

/// As many inline policies as fit: small ones with long names and much white space, or few of letters
/// that take much.
fn most_inline(quota: Quota, letter: &str) -> Vec<InlinePolicy> {
    let mut most = Vec::new();
    for number in 0.. {
        let name = format!("{number:0128}");
        let document = format!(
            r#"{}{{"Id":"{}","Statement":{{"Effect":"Deny","Action":"*","Resource":"*"}}}}"#,
            "\n".repeat(300),
            letter.repeat(400)
        );
        let parsed = Policy::parse(&document).unwrap();
        let name = PolicyName::parse(&name).unwrap();
        if inline::put(&mut most, &name, &document, &parsed, quota).is_err() {
            break;
        }
    }
    most
}

/// The longest ARNs of policies.
fn most_policies(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| {
            let name = PolicyName::parse(&format!("{number:0128}")).unwrap();
            rules::ids::arn::policy(&account_id(), &longest_path(), &name)
        })
        .collect()
}

fn longest_path() -> EntityPath {
    EntityPath::parse(&format!("/{}/", "\"".repeat(510))).unwrap()
}

fn bytes(thing: &impl serde::Serialize) -> usize {
    serde_json::to_vec(thing).unwrap().len() + FIXED_BYTES
}

#[test]
fn a_role_with_all_that_it_may_have_fits() {
    // The shortest name of somebody is a unique id between quotes, with a comma.
    let ids = Quota::Trust.max() / (21 + 3);
    let trusted = (0..ids).map(|number| {
        let id =
            UserId::parse(&format!("AIDA{number:A>17}").replace(|c: char| c.is_ascii_digit(), "B"))
                .unwrap();
        (format!("{number:021}"), Principal::User(account_id(), id))
    });
    for letter in ["𠮷", "\\\"", "a", ""] {
        let document = "\"".repeat((trust::KEPT_BYTES_MAX - 2) / 2);
        assert_eq!(stored_bytes(&document), trust::KEPT_BYTES_MAX);
        let role = rules::Role {
            path: longest_path(),
            trust: document,
            trusted: trusted.clone().collect(),
            description: Some("\u{1}".repeat(DESCRIPTION_CHARS_MAX)),
            tags: most_tags(),
            policies: most_policies(ATTACHED_TO_ROLE_MAX),
            inline: most_inline(Quota::Role, letter),
            boundary: most_policies(1).pop(),
            ..policies::role()
        };
        assert!(bytes(&role) <= MAX_BODY_BYTES, "{letter}: {}", bytes(&role));
    }
}

#[test]
fn a_user_and_a_group_with_all_that_they_may_have_fit() {
    let path = format!("/{}/", "\"".repeat(510));
    let device = format!("arn:aws:iam::123456789012:mfa{path}{}", "d".repeat(128));
    for letter in ["𠮷", "\\\"", "a", ""] {
        let user = User {
            path: longest_path(),
            policies: most_policies(ATTACHED_MAX),
            contact_email: Some(Email::parse(&format!("a@{}.jp", "b".repeat(240))).unwrap()),
            tags: most_tags(),
            groups: vec![policies::group().id; GROUPS_OF_USER_MAX],
            inline: most_inline(Quota::User, letter),
            boundary: most_policies(1).pop(),
            ..user()
        };
        let credentials = DEVICES_MAX * stored_bytes(&device) + ACCESS_KEYS_MAX * 256;
        assert!(bytes(&user) + credentials <= MAX_BODY_BYTES);
        let group = rules::Group {
            name: GroupName::parse(&"g".repeat(128)).unwrap(),
            path: longest_path(),
            policies: most_policies(ATTACHED_MAX),
            inline: most_inline(Quota::Group, letter),
            ..policies::group()
        };
        assert!(bytes(&group) <= MAX_BODY_BYTES);
    }
}
