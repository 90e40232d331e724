//! Every limit of AWS's models, broken at the door: each served operation, each member, each way.

use testkit::{ADMINISTRATOR, Answered, Ground, Program, World, seconds};
use wire::negative::{self, Case, Expected};

fn asks(program: &Program, case: &Case) -> Answered {
    program.sends(&program.signed_body(
        case.service.name,
        &format!("{} {}", case.operation, case.about),
        case.encoded(),
    ))
}

/// What is wrong with the answer to a case; none if it is as it should be.
fn fault(case: &Case, answered: &Answered) -> Option<String> {
    let (status, code, message) = answered.refusal();
    let wrong = match &case.expected {
        Expected::Refused(refusal) => refusal.fault(status, &code, &message),
        // What comes of a good request is for the rules to say; never that it was not understood.
        Expected::Accepted => {
            let misread = matches!(
                code.as_str(),
                "MalformedInput" | "InvalidAction" | "MissingAction" | "NotImplemented"
            );
            misread.then(|| "was not read".to_owned())
        }
    };
    let broken = (status >= 500).then(|| "broke the server".to_owned());
    let wrong = broken.or(wrong)?;
    Some(format!(
        "{}: {}: {wrong}: {status} {code}: {message}",
        case.operation, case.about
    ))
}

fn faults(cases: impl Iterator<Item = Case>, floor: usize) -> Vec<String> {
    let w = World::new(Ground::Memory, "negative");
    let keiri = w.account_with_key("keiri");
    let (_, administrator) = keiri.with_key("administrator", &[ADMINISTRATOR]);
    let mut found = Vec::new();
    let mut count = 0;
    for case in cases {
        count += 1;
        // One's own key and password are not taken away by a good request in between.
        found.extend(fault(&case, &asks(&administrator, &case)));
        w.advance(seconds(1));
    }
    assert!(count >= floor, "{count} cases");
    found
}

#[test]
fn each_limit_of_the_models_is_refused_with_awss_error() {
    assert_eq!(faults(negative::cases(), 500), Vec::<String>::new());
}

#[test]
fn the_shortest_good_requests_are_read() {
    assert_eq!(faults(negative::minimal(), 48), Vec::<String>::new());
}

#[test]
fn good_requests_up_to_each_limit_are_read_and_break_nothing() {
    assert_eq!(faults(negative::fitting(), 200), Vec::<String>::new());
}
