//! What the policies cost: one decision, ten thousand statements, and a call by somebody who has
//! policies beside the same call by root, who has none.
//!
//! A decision is [`decide`] with everything read before: what is measured is what each call pays. The
//! baselines are the least that anybody could do to answer the same question: looking up the keys that
//! the policy asks for, and comparing each statement's first action.
//!
//! A decision is far shorter than the time that a neighbour takes away when it takes any, so what is
//! told is the middle of many short slices: those that were interrupted do not move it.
//!
//! Not here: reading a policy, which happens once for each version of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use policy::managed::{self, MANAGE_OWN_CREDENTIALS};
use policy::{Context, NamedPolicy, Policies, Policy, Principal, Request, Ruling, decide};

use crate::Effort;
use crate::calls::attached;
use crate::rate::median;
use crate::report::{Aim, Figure, Report, Unit};

/// Who asks.
const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";
/// What a decision on the self-management policy must stay below.
const DECISION_NANOSECONDS: f64 = 2000.0;
/// What ten thousand statements must stay below.
const STATEMENTS_MICROSECONDS: f64 = 200.0;
const POLICIES: usize = 50;
const STATEMENTS_EACH: usize = 200;
/// Decisions of a slice: on one policy, and on fifty.
const TIMES: [u32; 2] = [1_000, 5];
const GOAL: &str = "of decisions, the goal for the self-management policy is 1,000 ns";

/// Measures decisions alone, then calls that need some.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    self_management(effort, report)?;
    ten_thousand(effort, report)?;
    attached::measure(effort, report)?;
    report.note(GOAL);
    Ok(())
}

fn self_management(effort: Effort, report: &mut Report) -> Result<()> {
    let managed = managed::find(MANAGE_OWN_CREDENTIALS).context("the policy is served")?;
    let policies = [NamedPolicy {
        name: managed.arn,
        policy: &managed.policy,
    }];
    let context = context();
    let map: BTreeMap<&str, &str> = context
        .iter()
        .map(|(key, values)| (key, values[0].as_str()))
        .collect();
    let keys = managed.policy.context_keys();
    let keys: Vec<String> = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
    ensure!(keys.iter().all(|key| map.contains_key(key.as_str())));
    for (name, action, allowed) in [
        ("allowed", "iam:EnableMFADevice", true),
        ("not allowed", "iam:ListUsers", false),
    ] {
        let asked = Asked::new(&policies, action, &context);
        ensure!(
            asked.is_allowed() == allowed,
            "`{action}` is decided wrongly"
        );
        let (mut ours, mut bare) = (Slices::new(TIMES[0]), Slices::new(TIMES[0]));
        for _ in 0..effort.rounds {
            ours.turn(effort.turn, || drop(asked.decide()));
            bare.turn(effort.turn, || {
                for key in &keys {
                    black_box(map.get(black_box(key.as_str())));
                }
            });
        }
        report.add(
            Figure::new(
                format!("a decision on the self-management policy, {name}"),
                ours.nanoseconds()?,
                Unit::Nanoseconds,
            )
            .beside("lookups of the keys that it asks for", bare.nanoseconds()?)
            .aiming(Aim::Below(DECISION_NANOSECONDS)),
        );
    }
    Ok(())
}

fn ten_thousand(effort: Effort, report: &mut Report) -> Result<()> {
    let many = many()?;
    let policies: Vec<NamedPolicy<'_>> = many
        .iter()
        .map(|(name, policy, _)| NamedPolicy { name, policy })
        .collect();
    let actions: Vec<&str> = many
        .iter()
        .flat_map(|(.., actions)| actions.iter().map(String::as_str))
        .collect();
    ensure!(actions.len() == POLICIES * STATEMENTS_EACH);
    let context = context();
    for (name, action) in [
        ("denied by the last", "iam:DeleteUser"),
        ("none applies", "iam:GetUser"),
    ] {
        let asked = Asked::new(&policies, action, &context);
        ensure!(!asked.is_allowed(), "`{action}` is decided wrongly");
        let (mut ours, mut bare) = (Slices::new(TIMES[1]), Slices::new(TIMES[1]));
        for _ in 0..effort.rounds {
            ours.turn(effort.turn, || drop(asked.decide()));
            bare.turn(effort.turn, || {
                let action = black_box(action);
                let same = actions
                    .iter()
                    .filter(|one| one.eq_ignore_ascii_case(action));
                black_box(same.count());
            });
        }
        report.add(
            Figure::new(
                format!("10,000 statements in {POLICIES} policies, {name}"),
                ours.nanoseconds()? / 1000.0,
                Unit::Microseconds,
            )
            .beside(
                "10,000 comparisons of actions",
                bare.nanoseconds()? / 1000.0,
            )
            .aiming(Aim::Below(STATEMENTS_MICROSECONDS)),
        );
    }
    Ok(())
}

/// A question by a user with these policies.
struct Asked<'a> {
    policies: Policies<'a>,
    request: Request<'a>,
}

impl<'a> Asked<'a> {
    fn new(identity: &'a [NamedPolicy<'a>], action: &'a str, context: &'a Context) -> Self {
        Self {
            policies: Policies {
                identity,
                ..Policies::of(Principal::User {
                    arn: HANAKO,
                    id: "AIDAHANAKO",
                })
            },
            request: Request {
                action,
                resource: HANAKO,
                context,
            },
        }
    }

    fn decide(&self) -> Ruling {
        black_box(decide(black_box(&self.policies), black_box(&self.request)))
    }

    fn is_allowed(&self) -> bool {
        matches!(self.decide(), Ruling::Allowed(_))
    }
}

/// Something that is done over and over, in slices of so many times.
struct Slices {
    times: u32,
    took: Vec<Duration>,
}

impl Slices {
    fn new(times: u32) -> Self {
        let took = Vec::new();
        Self { times, took }
    }

    /// Slices for a turn.
    fn turn(&mut self, turn: Duration, mut act: impl FnMut()) {
        let start = Instant::now();
        while start.elapsed() < turn {
            let slice = Instant::now();
            for _ in 0..self.times {
                act();
            }
            self.took.push(slice.elapsed());
        }
    }

    /// What one time took, in the middle slice.
    fn nanoseconds(self) -> Result<f64> {
        let slice = median(self.took).context("at least one slice")?;
        Ok(slice.as_secs_f64() * 1e9 / f64::from(self.times))
    }
}

/// What a person's console session with MFA has.
fn context() -> Context {
    Context::new()
        .with("aws:username", "hanako")
        .with("aws:userid", "AIDAHANAKO")
        .with("aws:PrincipalArn", HANAKO)
        .with("aws:PrincipalAccount", "123456789012")
        .with("aws:PrincipalType", "User")
        .with("aws:RequestedRegion", "us-east-1")
        .with("aws:SourceIp", "192.0.2.1")
        .with("aws:UserAgent", "Mozilla/5.0")
        .with("aws:SecureTransport", "true")
        .with("aws:ViaAWSService", "false")
        .with("aws:CurrentTime", "2030-01-01T00:00:00Z")
        .with("aws:EpochTime", "1893456000")
        .with("aws:TokenIssueTime", "2029-12-31T23:00:00Z")
        .with("aws:MultiFactorAuthPresent", "true")
        .with("aws:MultiFactorAuthAge", "3600")
}

/// A policy with its name and the first action of each statement.
type Named = (String, Policy, Vec<String>);

/// A quarter of the statements have wildcards in their actions, a quarter a condition; all are about
/// one's own user. The very last denies an action that no other speaks of.
fn many() -> Result<Vec<Named>> {
    let last = (POLICIES - 1, STATEMENTS_EACH - 1);
    let of_policy = |number| {
        let mut statements = String::new();
        let mut actions = Vec::with_capacity(STATEMENTS_EACH);
        for statement in 0..STATEMENTS_EACH {
            let (effect, action) = match statement % 4 {
                _ if (number, statement) == last => ("Deny", "iam:DeleteUser".to_owned()),
                0 => ("Allow", format!("iam:Get*{statement}")),
                1 => ("Deny", format!("iam:Update{statement}Of{number}")),
                _ => ("Allow", format!("s3:List{statement}")),
            };
            let condition = match statement % 4 {
                1 => r#","Condition":{"StringEquals":{"aws:username":"taro"}}"#,
                _ => "",
            };
            let comma = if statement == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(
                statements,
                r#"{comma}{{"Effect":"{effect}","Action":["{action}","iam:Tag{statement}"],"Resource":"arn:aws:iam::*:user/${{aws:username}}"{condition}}}"#
            );
            actions.push(action);
        }
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        Ok((format!("p{number}"), Policy::parse(&text)?, actions))
    };
    (0..POLICIES).map(of_policy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_and_calls_stand_beside_what_they_are_compared_with() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        for figure in [
            "self-management policy, allowed",
            "50 policies, none applies",
            "with 10 policies",
            "lookups of the keys",
        ] {
            assert!(text.contains(figure), "{text}");
        }
    }
}
