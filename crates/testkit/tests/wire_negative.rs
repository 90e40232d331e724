//! Every limit of AWS's models, broken at the door: each served operation, each member, each way.

use testkit::{ADMINISTRATOR, Ground, Program, World, seconds};
use wire::Protocol;
use wire::negative::{self, Case, Expected};

/// The status, code and text of the answer to a case; code and text are empty if it was done.
fn asks(program: &Program, case: &Case) -> (u16, String, String) {
    if !matches!(case.service.protocol, Protocol::Query { .. }) {
        let sent = program.posted_text(case.service, case.operation, &case.encoded());
        return program.sends_json(case.service, &sent).refusal();
    }
    let about = format!("{} {}", case.operation, case.about);
    let sent = program.signed_body(case.service.name, &about, case.encoded());
    program.sends(&sent).refusal()
}

/// What is wrong with the answer to a case; none if it is as it should be.
fn fault(case: &Case, (status, code, message): (u16, String, String)) -> Option<String> {
    let wrong = match &case.expected {
        Expected::Refused(refusal) => refusal.fault(case.service, status, &code, &message),
        // What comes of a good request is for the rules to say; never that it was not understood.
        Expected::Accepted => {
            let misread = matches!(
                code.as_str(),
                "MalformedInput"
                    | "InvalidAction"
                    | "MissingAction"
                    | "NotImplemented"
                    | "SerializationException"
                    | "UnknownOperationException"
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
        found.extend(fault(&case, asks(&administrator, &case)));
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
