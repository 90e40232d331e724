//! MFA checks that are durably recorded, in process at the operation, beside the bare disk.
//!
//! What is measured is `SignInCode` alone, with a right code and a fresh step for each: the used step
//! is marked, the ticket goes, the session and its event are there, and all of it is on the disk when
//! the answer comes. The passwords before it cost next to nothing here and are not counted.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Effort;
use crate::disk::{BareDatabase, BareFile};
use crate::installation::{CHEAP, CodeTyped, Installation, Person};
use crate::rate::Rate;
use crate::report::{Aim, Figure, Report, Unit};

/// So many checks at once share flushes of the disk.
const AT_ONCE: usize = 64;
/// How much that must be worth.
const RATIO_MIN: f64 = 5.0;

#[derive(Default)]
struct Rates {
    flushes: Rate,
    commits: Rate,
    singly: Rate,
    at_once: Rate,
}

/// Measures checks one after another and 64 at once.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let runtime = Runtime::new()?;
    let installation = Arc::new(runtime.block_on(Installation::found(CHEAP))?);
    let people = runtime.block_on(enrol(&installation, effort.singly + effort.at_once))?;
    let database = BareDatabase::new(installation.directory())?;
    let file = BareFile::new(installation.directory())?;
    let baseline_times = effort.singly as u64;

    let mut rates = Rates::default();
    for _ in 0..effort.rounds {
        installation.passes_window();
        file.flush(baseline_times, &mut rates.flushes)?;
        database.commit_singly(baseline_times, &mut rates.commits)?;
        let mut codes = runtime.block_on(passwords(&installation, &people))?;
        let at_once = codes.split_off(effort.singly);
        runtime.block_on(check(&installation, vec![codes], &mut rates.singly))?;
        let queues = dealt(at_once, AT_ONCE);
        runtime.block_on(check(&installation, queues, &mut rates.at_once))?;
    }
    add_figures(&rates, report);
    drop(database);
    let installation = Arc::into_inner(installation).context("nobody is signing in any more")?;
    runtime.block_on(installation.raze())
}

fn add_figures(rates: &Rates, report: &mut Report) {
    let (singly, commits) = (rates.singly.per_second(), rates.commits.per_second());
    report.add(
        Figure::new(
            format!("recorded MFA checks, {AT_ONCE} at once"),
            rates.at_once.per_second(),
            Unit::PerSecond,
        )
        .beside("recorded MFA checks, singly", singly)
        .aiming(Aim::TimesBaseline(RATIO_MIN)),
    );
    report.add(
        Figure::new("recorded MFA checks, singly", singly, Unit::PerSecond)
            .beside("bare SQLite commits, singly", commits),
    );
    report.add(
        Figure::new("bare SQLite commits, singly", commits, Unit::PerSecond)
            .beside("4 KiB overwritten and flushed", rates.flushes.per_second()),
    );
}

/// One after another, because each of them changes the account's count of devices.
async fn enrol(installation: &Installation, count: usize) -> Result<Vec<Arc<Person>>> {
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        let mut person = installation.person(number).await?;
        person.adds_device(installation).await?;
        people.push(Arc::new(person));
    }
    Ok(people)
}

/// Everybody types the password and reads a code off.
async fn passwords(
    installation: &Arc<Installation>,
    people: &[Arc<Person>],
) -> Result<Vec<CodeTyped>> {
    let mut doors = JoinSet::new();
    for queue in dealt(people.to_vec(), AT_ONCE) {
        let installation = installation.clone();
        doors.spawn(async move {
            let mut codes = Vec::with_capacity(queue.len());
            for person in queue {
                let ticket = person.gets_ticket(&installation.service).await?;
                codes.push(person.reads_code(&installation, ticket)?);
            }
            anyhow::Ok(codes)
        });
    }
    let mut codes = Vec::with_capacity(people.len());
    while let Some(ended) = doors.join_next().await {
        codes.extend(ended??);
    }
    Ok(codes)
}

/// Sends the codes of each queue one after another, all queues at once.
async fn check(
    installation: &Arc<Installation>,
    queues: Vec<Vec<CodeTyped>>,
    rate: &mut Rate,
) -> Result<()> {
    let codes: usize = queues.iter().map(Vec::len).sum();
    let start = Instant::now();
    let mut doors = JoinSet::new();
    for queue in queues {
        let installation = installation.clone();
        doors.spawn(async move {
            for code in &queue {
                code.is_sent(&installation.service).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = doors.join_next().await {
        ended??;
    }
    rate.add(codes as u64, start.elapsed());
    Ok(())
}

/// Deals things to so many queues in turn, or to one for each if there are fewer.
fn dealt<T>(things: Vec<T>, queues: usize) -> Vec<Vec<T>> {
    let mut dealt: Vec<Vec<T>> = (0..queues.min(things.len())).map(|_| Vec::new()).collect();
    for (number, thing) in things.into_iter().enumerate() {
        let queue = number % dealt.len();
        dealt[queue].push(thing);
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_a_right_code_that_opens() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("64 at once"), "{text}");
        assert!(text.contains("flushed"), "{text}");
    }

    #[test]
    fn codes_are_dealt_evenly() {
        assert_eq!(dealt(vec![1, 2, 3, 4, 5], 2), [vec![1, 3, 5], vec![2, 4]]);
        assert_eq!(dealt(vec![1], 64), [vec![1]]);
        assert_eq!(dealt(Vec::<u8>::new(), 64), Vec::<Vec<u8>>::new());
    }
}
