//! What holds for every policy and every request: agreement with the reference evaluator, the laws of the decision,
//! printing, and that no text makes the parser panic.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod case;
mod generate;
mod reference;

use std::cell::RefCell;
use std::collections::BTreeMap;

use generate::Sort;
use policy::{
    Context, Decision, Kind, NamedPolicy, Policies, Policy, Principal, Request, decide, evaluate,
    explain, managed,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Pairs of a set of identity policies and a request, and whole cases with all layers.
const PAIRS: u32 = 60_000;
const CASES: u32 = 60_000;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// A case with identity policies only, which are named `p1`, `p2`, …
fn pair(documents: &[Value], (request, context): &(Value, Value)) -> Value {
    let named: Vec<Value> = (1..)
        .zip(documents)
        .map(|(number, document)| json!({"name": format!("p{number}"), "document": document}))
        .collect();
    json!({"policies": {"identity": named}, "request": request, "context": context})
}

/// What the crate says about identity policies.
fn ask(documents: &[Value], asked: &(Value, Value)) -> Value {
    case::answer(&pair(documents, asked))
}

fn kind(answer: &Value) -> String {
    answer["decision"].as_str().unwrap().to_owned()
}

/// Runs the cases through both evaluators, and sees to it that they end in all the ways of the list.
fn compare(count: u32, cases: impl Strategy<Value = Value>, endings: &[&str]) {
    let seen = RefCell::new(BTreeMap::<String, u32>::new());
    TestRunner::new(config(count))
        .run(&cases, |case| {
            let expected = reference::answer(&case);
            prop_assert_eq!(case::answer(&case), expected.clone(), "{:#}", case);
            let ending = format!(
                "{} {}",
                kind(&expected),
                expected["layer"].as_str().unwrap()
            );
            *seen.borrow_mut().entry(ending).or_default() += 1;
            Ok(())
        })
        .unwrap();
    // The comparison says little if the generated requests all end in the same way.
    for ending in endings {
        let found = seen.borrow().get(*ending).copied().unwrap_or_default();
        assert!(
            found >= count / 400,
            "only {found} ended in `{ending}`: {seen:?}"
        );
    }
}

#[test]
fn the_evaluator_and_the_reference_evaluator_decide_pairs_alike_and_name_the_same_statement() {
    // spec: policy 2 to 8
    let pairs = (
        vec(generate::document(Sort::Identity), 0..4),
        generate::asked(),
    );
    compare(
        PAIRS,
        pairs.prop_map(|(documents, asked)| pair(&documents, &asked)),
        &[
            "allowed identity",
            "explicitDeny identity",
            "implicitDeny identity",
        ],
    );
}

#[test]
fn the_evaluator_and_the_reference_evaluator_decide_whole_cases_alike() {
    // spec: policy 7, 9
    compare(
        CASES,
        generate::case(),
        &[
            "allowed root",
            "allowed resource",
            "allowed identity",
            "explicitDeny resourceOrganization",
            "explicitDeny organization",
            "explicitDeny resource",
            "explicitDeny identity",
            "explicitDeny boundary",
            "explicitDeny session",
            "implicitDeny resourceOrganization",
            "implicitDeny organization",
            "implicitDeny resource",
            "implicitDeny identity",
            "implicitDeny boundary",
            "implicitDeny session",
        ],
    );
}

/// A document of any kind, with what it is.
fn any_document() -> impl Strategy<Value = (Kind, Value)> {
    prop_oneof![
        2 => generate::document(Sort::Identity).prop_map(|document| (Kind::Identity, document)),
        1 => generate::document(Sort::Resource).prop_map(|document| (Kind::Resource, document)),
        1 => generate::document(Sort::Trust).prop_map(|document| (Kind::Trust, document)),
    ]
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn a_deny_that_applies_wins_wherever_it_stands(
        before in vec(generate::document(Sort::Identity), 0..3),
        after in vec(generate::document(Sort::Identity), 0..3),
        asked in generate::asked(),
    ) {
        // spec: policy 8.1
        let deny = json!({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}});
        let documents: Vec<Value> = before.into_iter().chain([deny]).chain(after).collect();
        prop_assert_eq!(kind(&ask(&documents, &asked)), "explicitDeny");
    }

    #[test]
    fn the_order_of_policies_and_statements_does_not_change_the_decision(
        documents in vec(generate::document(Sort::Identity), 1..4),
        asked in generate::asked(),
        turn in 0_usize..4,
    ) {
        // spec: policy 8
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
        documents in vec(generate::document(Sort::Identity), 0..3),
        mut added in generate::document(Sort::Identity),
        asked in generate::asked(),
        first in any::<bool>(),
    ) {
        // spec: policy 8.2
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
        if kind(&before) == "allowed" {
            prop_assert_eq!(kind(&after), "allowed");
        }
        prop_assert_eq!(kind(&before) == "explicitDeny", kind(&after) == "explicitDeny");
    }

    #[test]
    fn a_boundary_and_a_session_only_take_away(case in generate::case()) {
        // spec: policy 9.10, 9.11
        let mut wider = case.clone();
        let policies = wider["policies"].as_object_mut().unwrap();
        policies.remove("boundary");
        policies.remove("organization");
        policies.remove("resourceOrganization");
        if case["principal"]["kind"] != "federatedUser" {
            policies.remove("session");
        }
        if kind(&case::answer(&case)) == "allowed" {
            prop_assert_eq!(kind(&case::answer(&wider)), "allowed");
        }
    }

    #[test]
    fn one_set_of_identity_policies_decides_as_all_policies_together_do(
        documents in vec(generate::document(Sort::Identity), 0..3),
        asked in generate::asked(),
    ) {
        // spec: policy 8, 9.12
        let policies: Vec<Policy> = documents.iter().map(|document| Policy::parse(&document.to_string()).unwrap()).collect();
        let named: Vec<NamedPolicy<'_>> = policies.iter().map(|policy| NamedPolicy { name: "p", policy }).collect();
        let context = Context::new().with("aws:username", "hanako").with("aws:MultiFactorAuthAge", "10");
        let request = Request {
            action: asked.0["action"].as_str().unwrap(),
            resource: asked.0["resource"].as_str().unwrap(),
            context: &context,
        };
        let hanako = Principal::User { arn: "arn:aws:iam::123456789012:user/hanako", id: "AIDAHANAKO" };
        let ruling = decide(&Policies { identity: &named, ..Policies::of(hanako) }, &request);
        let decision = evaluate(&named, &request);
        prop_assert_eq!(ruling.is_allowed(), decision.is_allowed());
        prop_assert_eq!(ruling.because(), decision.because());
        let findings = explain(&named, hanako, &request);
        let mut applying = findings.iter().filter(|finding| finding.miss.is_none());
        prop_assert_eq!(decision == Decision::ImplicitDeny, applying.clone().next().is_none());
        if let Some(because) = decision.because() {
            prop_assert!(applying.any(|finding| finding.statement == *because));
        }
    }

    #[test]
    fn reading_what_was_printed_gives_an_equal_policy((kind, document) in any_document()) {
        let policy = Policy::parse_as(kind, &document.to_string()).unwrap();
        let printed = policy.to_json();
        prop_assert_eq!(Policy::parse_as(kind, &printed), Ok(policy), "{}", printed);
        prop_assert_eq!(Policy::parse_as(kind, &printed).unwrap().to_json(), printed);
    }

    #[test]
    fn a_printed_policy_decides_as_its_source_did(document in generate::document(Sort::Identity), asked in generate::asked()) {
        // Judged by the reference evaluator on both texts, so that a loss in reading cannot hide a loss in printing.
        let printed = Policy::parse(&document.to_string()).unwrap().to_json();
        let printed: Value = serde_json::from_str(&printed).unwrap();
        prop_assert_eq!(reference::answer(&pair(&[printed], &asked)), reference::answer(&pair(&[document], &asked)));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        for kind in KINDS {
            let _ = Policy::parse_as(kind, &text);
        }
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Policy::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_json_makes_the_parser_panic_and_every_refusal_says_what_to_do(json in any_json()) {
        for kind in KINDS {
            if let Err(error) = Policy::parse_as(kind, &json.to_string()) {
                prop_assert!(!error.to_string().is_empty() && !error.to_string().ends_with('.'));
                prop_assert!(!error.hint().is_empty() && !error.hint().ends_with('.'));
                prop_assert!(!error.aws_message().is_empty());
            }
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
            let (action, resource) = (asked.0["action"].as_str().unwrap(), asked.0["resource"].as_str().unwrap());
            evaluate(&named, &Request { action, resource, context: &context });
        }
    }

    #[test]
    fn no_request_makes_the_evaluator_panic(
        document in generate::document(Sort::Identity),
        action in any::<String>(),
        resource in any::<String>(),
        value in any::<String>(),
    ) {
        let keys = ["aws:username", "aws:CurrentTime", "aws:SourceIp", "aws:PrincipalArn", "aws:MultiFactorAuthAge", "x:Bytes"];
        let context: Value = keys.iter().map(|key| ((*key).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into();
        let request = json!({"action": action, "resource": format!("arn:{resource}")});
        ask(&[document], &(request, context));
    }
}

const KINDS: [Kind; 4] = [Kind::Identity, Kind::Managed, Kind::Trust, Kind::Resource];

/// JSON that often has the names of the language and never its order.
fn any_json() -> impl Strategy<Value = Value> {
    let name = || {
        prop_oneof![
            3 => prop::sample::select(vec![
                "Version", "Id", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource",
                "Principal", "NotPrincipal", "AWS", "Service", "Condition", "Bool", "Null", "NumericLessThan",
                "ForAnyValue:ArnLike", "IpAddress", "DateEquals", "aws:MultiFactorAuthPresent", "effect",
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
            "true",
            "sts:AssumeRole",
            "123456789012"
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
