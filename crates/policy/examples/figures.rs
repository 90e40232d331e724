//! What a decision costs: `cargo run --release -p policy --example figures`.
//!
//! The best of many rounds is printed, because whatever else the machine does can only add to it.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use policy::managed::{self, MANAGE_OWN_CREDENTIALS};
use policy::{Context, NamedPolicy, Policies, Policy, Principal, Request, decide, evaluate};

const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";
const ROUNDS: u32 = 400;

fn main() -> std::io::Result<()> {
    let context = context();
    let own = [NamedPolicy {
        name: MANAGE_OWN_CREDENTIALS,
        policy: &managed::find(MANAGE_OWN_CREDENTIALS)
            .expect("the policy is served")
            .policy,
    }];
    let many = many();
    let many: Vec<NamedPolicy<'_>> = many
        .iter()
        .map(|(name, policy)| NamedPolicy { name, policy })
        .collect();
    let mut out = std::io::stdout().lock();
    for (what, policies, action, aim) in [
        (
            "self-management, allowed",
            &own[..],
            "iam:EnableMFADevice",
            "1 µs",
        ),
        (
            "self-management, no statement",
            &own[..],
            "iam:ListUsers",
            "1 µs",
        ),
        (
            "10,000 statements in 50 policies, denied at the end",
            &many[..],
            "iam:DeleteUser",
            "200 µs",
        ),
        (
            "10,000 statements in 50 policies, no statement",
            &many[..],
            "iam:GetUser",
            "200 µs",
        ),
    ] {
        let request = Request {
            action,
            resource: HANAKO,
            context: &context,
        };
        let alone = best(|| drop(black_box(evaluate(policies, black_box(&request)))));
        let layers = Policies {
            identity: policies,
            ..Policies::of(Principal::User {
                arn: HANAKO,
                id: "AIDAHANAKO",
            })
        };
        let all = best(|| drop(black_box(decide(&layers, black_box(&request)))));
        writeln!(
            out,
            "{what}: evaluate {alone:.1?}, decide {all:.1?} (aim {aim})"
        )?;
    }
    let document = managed::find(MANAGE_OWN_CREDENTIALS)
        .expect("the policy is served")
        .document;
    let compiled = best(|| drop(black_box(Policy::parse(black_box(document)))));
    writeln!(out, "self-management, read and made ready: {compiled:.1?}")
}

/// The shortest time of one call, over rounds that take long enough to be measured.
#[expect(
    clippy::disallowed_methods,
    reason = "an example that measures needs a clock"
)]
fn best(mut call: impl FnMut()) -> Duration {
    let once = {
        let start = Instant::now();
        call();
        start.elapsed()
    };
    let calls = (Duration::from_millis(1).as_nanos() / once.as_nanos().max(1)).clamp(1, 10_000);
    let calls = u32::try_from(calls).unwrap_or(1);
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..calls {
            call();
        }
        best = best.min(start.elapsed() / calls);
    }
    best
}

/// What a person's console session with MFA has.
fn context() -> Context {
    Context::new()
        .with("aws:username", "hanako")
        .with("aws:userid", "AIDAHANAKO")
        .with("aws:PrincipalArn", HANAKO)
        .with("aws:PrincipalAccount", "123456789012")
        .with("aws:PrincipalType", "User")
        .with("aws:SourceIp", "192.0.2.1")
        .with("aws:UserAgent", "Mozilla/5.0")
        .with("aws:SecureTransport", "true")
        .with("aws:CurrentTime", "2030-01-01T00:00:00Z")
        .with("aws:EpochTime", "1893456000")
        .with("aws:TokenIssueTime", "2029-12-31T23:00:00Z")
        .with("aws:MultiFactorAuthPresent", "true")
        .with("aws:MultiFactorAuthAge", "3600")
}

/// Fifty policies of two hundred statements each. A quarter have wildcards in their actions, a quarter a condition; the
/// very last denies an action that no other speaks of.
fn many() -> Vec<(String, Policy)> {
    (0..50)
        .map(|number| {
            let mut statements = String::new();
            for statement in 0..200 {
                let (effect, action) = match statement % 4 {
                    _ if number == 49 && statement == 199 => ("Deny", "iam:DeleteUser".to_owned()),
                    0 => ("Allow", format!("iam:Get*{statement}")),
                    1 => ("Deny", format!("iam:Update{statement}Of{number}")),
                    _ => ("Allow", format!("s3:List{statement}")),
                };
                let condition = if statement % 4 == 1 {
                    r#","Condition":{"StringEquals":{"aws:username":"taro"}}"#
                } else {
                    ""
                };
                let comma = if statement == 0 { "" } else { "," };
                let _ = write!(
                    statements,
                    r#"{comma}{{"Effect":"{effect}","Action":["{action}","iam:Tag{statement}"],"Resource":"arn:aws:iam::*:user/${{aws:username}}"{condition}}}"#
                );
            }
            let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
            let policy = Policy::parse(&text).expect("the document is valid");
            (format!("p{number}"), policy)
        })
        .collect()
}
