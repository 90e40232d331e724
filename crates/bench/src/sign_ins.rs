//! Sign-ins per second, from the password to the open session, beside the bare hash.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use service::hashing::{HashingSettings, QUEUE_MAX};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Effort;
use crate::argon::Bare;
use crate::installation::{Installation, PASSWORD, Person};
use crate::rate::Rate;
use crate::report::{Aim, Figure, Report, Unit};

/// A sign-in is a hash and little else.
const RATIO_MIN: f64 = 0.90;
/// People at the door for each hash that may run at once. With one for each, a core would stand
/// idle while a session goes to the disk, and the disk would be measured.
const PEOPLE_PER_HASH: usize = 4;

/// Measures people who wait at the door while as many hashes run at once as there are cores.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let settings = HashingSettings::default();
    let at_once = settings.at_once;
    let runtime = Runtime::new()?;
    let installation = Arc::new(runtime.block_on(Installation::found(settings))?);
    let mut people = Vec::new();
    for number in 0..(at_once * PEOPLE_PER_HASH).min(QUEUE_MAX) {
        people.push(Arc::new(runtime.block_on(installation.person(number))?));
    }
    let bare = (0..at_once).map(|_| Bare::new(settings));
    let mut bare = bare.collect::<Result<Vec<_>>>()?;

    let mut ours = Rate::default();
    let mut baseline = Rate::default();
    for _ in 0..effort.rounds {
        hash(&mut bare, effort.turn, &mut baseline)?;
        runtime.block_on(sign_in(&installation, &people, effort.turn, &mut ours))?;
    }
    report.add(
        Figure::new(
            format!("sign-ins, {at_once} hashes at once"),
            ours.per_second(),
            Unit::PerSecond,
        )
        .beside(
            format!("bare Argon2id, {at_once} at once"),
            baseline.per_second(),
        )
        .aiming(Aim::TimesBaseline(RATIO_MIN)),
    );
    let installation = Arc::into_inner(installation).context("nobody is signing in any more")?;
    runtime.block_on(installation.raze())
}

/// Each person signs in again and again until the turn is over.
async fn sign_in(
    installation: &Arc<Installation>,
    people: &[Arc<Person>],
    turn: Duration,
    rate: &mut Rate,
) -> Result<()> {
    let start = Instant::now();
    let mut doors = JoinSet::new();
    for person in people {
        let (installation, person) = (installation.clone(), person.clone());
        doors.spawn(async move {
            let mut done = 0;
            while done == 0 || start.elapsed() < turn {
                person.signs_in(&installation.service).await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut done = 0;
    while let Some(ended) = doors.join_next().await {
        done += ended??;
    }
    rate.add(done, start.elapsed());
    Ok(())
}

/// The same number of threads, each hashing again and again.
fn hash(bare: &mut [Bare], turn: Duration, rate: &mut Rate) -> Result<()> {
    let start = Instant::now();
    let done = thread::scope(|scope| {
        let threads: Vec<_> = bare
            .iter_mut()
            .map(|bare| {
                scope.spawn(move || {
                    let mut done = 0;
                    while done == 0 || start.elapsed() < turn {
                        bare.hash(PASSWORD)?;
                        done += 1;
                    }
                    anyhow::Ok(done)
                })
            })
            .collect();
        let ended = threads.into_iter().map(|thread| {
            let ended = thread.join();
            ended.map_err(|_| anyhow!("a hashing thread panicked"))?
        });
        ended.sum::<Result<u64>>()
    })?;
    rate.add(done, start.elapsed());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_ins_stand_beside_the_bare_hash() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("bare Argon2id"), "{text}");
    }
}
