//! What holds for every policy and every request: agreement with the reference evaluator, the laws of the decision,
//! printing, and that no text makes the parser panic.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod generate;
mod reference;

use std::cell::RefCell;
use std::collections::BTreeMap;

use policy::{Context, Decision, NamedPolicy, Policy, Request, evaluate, managed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reference::{Asked, Verdict};
use serde_json::Value;

const PAIRS: u32 = 24_000;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// The crate's answer, in the form of the reference evaluator's.
fn decide(documents: &[Value], asked: &Asked) -> Verdict {
    match ask(documents, asked) {
        Decision::Allowed(because) => {
            Some((true, because.policy.parse().unwrap(), because.statement))
        }
        Decision::ExplicitDeny(because) => {
            Some((false, because.policy.parse().unwrap(), because.statement))
        }
        Decision::ImplicitDeny => None,
    }
}

/// Evaluates documents that are named by their numbers, from 1.
fn ask(documents: &[Value], asked: &Asked) -> Decision {
    let policies: Vec<(String, Policy)> = documents
        .iter()
        .enumerate()
        .map(|(index, document)| {
            (
                (index + 1).to_string(),
                Policy::parse(&document.to_string()).unwrap(),
            )
        })
        .collect();
    let named: Vec<NamedPolicy<'_>> = policies
        .iter()
        .map(|(name, policy)| NamedPolicy { name, policy })
        .collect();
    let mut context = Context::new();
    for (key, values) in &asked.context {
        context.insert_all(&key.to_uppercase(), values.clone());
    }
    evaluate(
        &named,
        &Request {
            action: &asked.action,
            resource: &asked.resource,
            context: &context,
        },
    )
}

fn kind(decision: &Decision) -> &'static str {
    match decision {
        Decision::Allowed(_) => "allowed",
        Decision::ExplicitDeny(_) => "explicit deny",
        Decision::ImplicitDeny => "implicit deny",
    }
}

#[test]
fn the_evaluator_and_the_reference_evaluator_decide_alike_and_name_the_same_statement() {
    // spec: policy 2 to 6
    let seen = RefCell::new(BTreeMap::<Option<bool>, u32>::new());
    let pairs = (vec(generate::document(), 0..4), generate::asked());
    TestRunner::new(config(PAIRS))
        .run(&pairs, |(documents, asked)| {
            let expected = reference::decide(&documents, &asked);
            prop_assert_eq!(decide(&documents, &asked), expected);
            *seen
                .borrow_mut()
                .entry(expected.map(|verdict| verdict.0))
                .or_default() += 1;
            Ok(())
        })
        .unwrap();
    // The comparison says little if the generated requests all end in the same way.
    for verdict in [None, Some(true), Some(false)] {
        let count = seen.borrow().get(&verdict).copied().unwrap_or_default();
        assert!(
            count >= PAIRS / 20,
            "only {count} pairs ended in {verdict:?}"
        );
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn a_deny_that_applies_wins_wherever_it_stands(
        before in vec(generate::document(), 0..3),
        after in vec(generate::document(), 0..3),
        asked in generate::asked(),
    ) {
        // spec: policy 6.1
        let deny = serde_json::json!({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}});
        let documents: Vec<Value> = before.into_iter().chain([deny]).chain(after).collect();
        prop_assert_eq!(kind(&ask(&documents, &asked)), "explicit deny");
    }

    #[test]
    fn the_order_of_policies_and_statements_does_not_change_the_decision(
        documents in vec(generate::document(), 1..4),
        asked in generate::asked(),
        turn in 0_usize..4,
    ) {
        // spec: policy 6
        let mut shuffled = documents.clone();
        let places = shuffled.len();
        shuffled.rotate_left(turn % places);
        for document in &mut shuffled {
            if let Value::Array(statements) = &mut document["Statement"] {
                statements.reverse();
            }
        }
        prop_assert_eq!(kind(&ask(&shuffled, &asked)), kind(&ask(&documents, &asked)));
    }

    #[test]
    fn one_allow_more_never_takes_anything_away(
        documents in vec(generate::document(), 0..3),
        mut added in generate::document(),
        asked in generate::asked(),
        first in any::<bool>(),
    ) {
        // spec: policy 6.2
        let statements = match &mut added["Statement"] {
            Value::Array(list) => list.as_mut_slice(),
            one => std::slice::from_mut(one),
        };
        for statement in statements {
            statement["Effect"] = "Allow".into();
        }
        let before = ask(&documents, &asked);
        let mut more = documents.clone();
        more.insert(if first { 0 } else { documents.len() }, added);
        let after = ask(&more, &asked);
        if before.is_allowed() {
            prop_assert!(after.is_allowed());
        }
        prop_assert_eq!(kind(&before) == "explicit deny", kind(&after) == "explicit deny");
    }

    #[test]
    fn reading_what_was_printed_gives_an_equal_policy(document in generate::document()) {
        let policy = Policy::parse(&document.to_string()).unwrap();
        let printed = policy.to_json();
        prop_assert_eq!(Policy::parse(&printed), Ok(policy), "{}", printed);
        prop_assert_eq!(Policy::parse(&printed).unwrap().to_json(), printed);
    }

    #[test]
    fn a_printed_policy_decides_as_its_source_did(document in generate::document(), asked in generate::asked()) {
        // Judged by the reference evaluator on both texts, so that a loss in reading cannot hide a loss in printing.
        let printed = Policy::parse(&document.to_string()).unwrap().to_json();
        let printed: Value = serde_json::from_str(&printed).unwrap();
        prop_assert_eq!(reference::decide(&[printed], &asked), reference::decide(&[document], &asked));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = Policy::parse(&text);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Policy::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_json_makes_the_parser_panic_and_every_refusal_says_what_to_do(json in any_json()) {
        if let Err(error) = Policy::parse(&json.to_string()) {
            prop_assert!(!error.to_string().is_empty() && !error.to_string().ends_with('.'));
            prop_assert!(!error.hint().is_empty() && !error.hint().ends_with('.'));
            prop_assert!(!error.aws_message().is_empty());
        }
    }

    #[test]
    fn a_damaged_document_is_refused_or_can_be_evaluated(
        at in any::<prop::sample::Index>(),
        length in 0_usize..6,
        put in "[\"{}\\[\\],:$*?a-zA0 ]{0,4}",
        asked in generate::asked(),
    ) {
        let document = managed::find(managed::MANAGE_OWN_CREDENTIALS).unwrap().document;
        let at = at.index(document.len());
        let damaged = format!("{}{put}{}", &document[..at], &document[(at + length).min(document.len())..]);
        if let Ok(policy) = Policy::parse(&damaged) {
            prop_assert_eq!(Policy::parse(&policy.to_json()), Ok(policy.clone()));
            let context = Context::new().with("aws:username", "hanako");
            let named = [NamedPolicy { name: "damaged", policy: &policy }];
            evaluate(&named, &Request { action: &asked.action, resource: &asked.resource, context: &context });
        }
    }

    #[test]
    fn no_request_makes_the_evaluator_panic(document in generate::document(), action in any::<String>(), resource in any::<String>()) {
        let asked = Asked { action, resource: format!("arn:{resource}"), context: BTreeMap::new() };
        ask(&[document], &asked);
    }
}

/// JSON that often has the names of the language and never its order.
fn any_json() -> impl Strategy<Value = Value> {
    let name = || {
        prop_oneof![
            3 => prop::sample::select(vec![
                "Version", "Id", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource",
                "Principal", "Condition", "Bool", "Null", "aws:MultiFactorAuthPresent", "effect",
            ]).prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "2012-10-17",
            "Allow",
            "Deny",
            "*",
            "iam:Get*",
            "arn:aws:iam::*:user/${aws:x}",
            "true"
        ])
        .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}
