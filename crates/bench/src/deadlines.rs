//! Notices of a deadline that falls on one day for ten thousand accounts, and sign-ins meanwhile.
//!
//! Every occasion is planned in turn, from the announcement to the day itself; each writes a letter
//! and a deadline for every root. The first and the last are planned with nobody at the door; beside
//! them the same records are written bare, by the store alone. During the others people sign in,
//! with the hashes that the program comes with: as many as the cores can hash for, or one after
//! another. They sign in before and after as well, which is the baseline.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rules::deadline::Occasion;
use rules::requirement::When;
use rules::{AccountId, Whom};
use service::Planning;
use service::hashing::{HashingSettings, QUEUE_MAX};
use service::ops::requirement::SetRequirement;
use store::{Body, Key};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Effort;
use crate::installation::{Installation, Person};
use crate::rate::Rate;
use crate::report::{Aim, Figure, Report, Unit, grouped};
use crate::scribe::{FIRST_ACCOUNT, INSTALLATION, Scribe};

/// Ten thousand accounts are told within ten seconds.
const MILLISECONDS_MAX_EACH: f64 = 1.0;
/// Meanwhile a sign-in takes at most so many times as long.
const SLOWER_MAX: f64 = 1.3;
/// People at the door for each hash that may run at once, as where sign-ins alone are measured.
const PEOPLE_PER_HASH: usize = 4;
/// Turns for which people sign in before and after, each time.
const TURNS: u32 = 4;
/// The deadline, from the beginning.
const DAYS_AHEAD: i64 = 45;
/// Records of an account: the account, its root, and what points at them.
const RECORDS_OF_ACCOUNT: usize = 4;
/// Bytes of a letter that waits and of a deadline.
const RECORD_BYTES: [usize; 2] = [430, 200];

/// What is going on while a notice is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Nobody,
    One,
    Crowd,
}

/// Who is at the door while this is told.
const fn door(occasion: Occasion) -> Door {
    match occasion {
        Occasion::Announced | Occasion::InEffect => Door::Nobody,
        Occasion::Days30 | Occasion::Days7 => Door::Crowd,
        Occasion::Days14 | Occasion::Day1 => Door::One,
    }
}

/// What was measured. A round of planning counts as one thing, a sign-in too.
#[derive(Default)]
struct Rates {
    bare: Rate,
    planning: Rate,
    planning_amid: Rate,
    crowd: Meanwhile,
    one: Meanwhile,
}

/// Sign-ins before and after a notice is planned, and while it is.
#[derive(Default)]
struct Meanwhile {
    alone: Rate,
    amid: Rate,
}

/// Measures all occasions of one deadline.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let hashing = HashingSettings::default();
    let runtime = Runtime::new()?;
    let installation = Arc::new(runtime.block_on(Installation::found(hashing))?);
    let mut people = Vec::new();
    for number in 0..(hashing.at_once * PEOPLE_PER_HASH).min(QUEUE_MAX) {
        people.push(Arc::new(runtime.block_on(installation.person(number))?));
    }
    runtime.block_on(seed(&installation, effort.accounts))?;
    let due = runtime.block_on(set_deadline(&installation))?;
    let mut rates = Rates::default();
    for (nth, occasion) in Occasion::ALL.into_iter().enumerate() {
        comes(&installation, occasion, due);
        let people = match door(occasion) {
            Door::Nobody => {
                let bare = write_bare(&installation, nth, effort.accounts);
                rates.bare.add(1, runtime.block_on(bare)?);
                let took = runtime.block_on(plan(&installation, effort.accounts))?;
                rates.planning.add(1, took);
                continue;
            }
            Door::One => &people[..1],
            Door::Crowd => &people[..],
        };
        let meanwhile = if people.len() > 1 {
            &mut rates.crowd
        } else {
            &mut rates.one
        };
        let round = amid_sign_ins(&installation, people, effort, meanwhile);
        rates.planning_amid.add(1, runtime.block_on(round)?);
    }
    rates.add_figures(effort.accounts, hashing.at_once, report);
    let installation = Arc::into_inner(installation).context("nobody is signing in any more")?;
    runtime.block_on(installation.raze())
}

/// Accounts beside the one in which people sign in.
async fn seed(installation: &Installation, accounts: u32) -> Result<()> {
    let mut scribe = Scribe::new(installation.store.clone());
    // Whoever was made a moment ago is not told that it is in effect.
    let made_at = installation.now() - SignedDuration::from_hours(24);
    for number in 1..u64::from(accounts) {
        let id = AccountId::parse(&(FIRST_ACCOUNT + number).to_string())?;
        scribe.flush_if_full(RECORDS_OF_ACCOUNT).await?;
        scribe.account(&id, 0, 0, made_at)?;
    }
    scribe.end().await
}

/// All root users, from the beginning of a day.
async fn set_deadline(installation: &Installation) -> Result<Timestamp> {
    let then = installation.now() + SignedDuration::from_hours(24 * DAYS_AHEAD);
    let date: Date = then.to_zoned_datetime(TimeZone::UTC).date();
    let rule = SetRequirement {
        account: None,
        whom: Whom::Roots,
        when: When::new(Some(date), None)?,
        reason: None,
    };
    installation.operates(&rule).await?;
    Ok(date.to_zoned_datetime(TimeZone::UTC)?.timestamp())
}

/// Lets time pass until this is to be told. The announcement is to be told at once.
fn comes(installation: &Installation, occasion: Occasion, due: Timestamp) {
    if let Some(days) = occasion.days_before() {
        let at = due - SignedDuration::from_hours(24 * days);
        installation.passes(at.duration_since(installation.now()));
    }
}

/// Plans and writes what is to be told now; every account is told something.
async fn plan(installation: &Installation, accounts: u32) -> Result<Duration> {
    let start = Instant::now();
    let plan = installation.service.plan_notices(Planning::Write).await?;
    let took = start.elapsed();
    let told = plan.letters.len();
    ensure!(
        told == accounts as usize,
        "{told} letters are planned for {accounts} accounts"
    );
    Ok(took)
}

/// As many records as a plan writes, of the same size, by the store alone.
async fn write_bare(installation: &Installation, nth: usize, accounts: u32) -> Result<Duration> {
    let start = Instant::now();
    let mut scribe = Scribe::new(installation.store.clone());
    for number in 0..accounts {
        scribe.flush_if_full(RECORD_BYTES.len()).await?;
        for (kind, bytes) in RECORD_BYTES.into_iter().enumerate() {
            let key = Key::new(INSTALLATION, "bare", format!("{nth}/{kind}/{number}"));
            scribe.write(key, Body::Plain(vec![b'x'; bytes]));
        }
    }
    scribe.end().await?;
    Ok(start.elapsed())
}

/// People sign in again and again for a while, while a notice is planned, and for a while longer.
async fn amid_sign_ins(
    installation: &Arc<Installation>,
    people: &[Arc<Person>],
    effort: Effort,
    meanwhile: &mut Meanwhile,
) -> Result<Duration> {
    let done = Arc::new(AtomicU64::new(0));
    let is_over = Arc::new(AtomicBool::new(false));
    let mut doors = JoinSet::new();
    for person in people {
        let (installation, person) = (installation.clone(), person.clone());
        let (done, is_over) = (done.clone(), is_over.clone());
        doors.spawn(async move {
            while !is_over.load(Ordering::Relaxed) {
                person.signs_in(&installation.service).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        });
    }
    let since = |before: u64| done.load(Ordering::Relaxed) - before;
    let turn = effort.turn * TURNS;
    // The first of them come in together, and are not counted.
    tokio::time::sleep(effort.turn).await;
    let (start, before) = (Instant::now(), since(0));
    tokio::time::sleep(turn).await;
    meanwhile.alone.add(since(before), start.elapsed());
    let (start, before) = (Instant::now(), since(0));
    let took = plan(installation, effort.accounts).await?;
    meanwhile.amid.add(since(before), start.elapsed());
    let (start, before) = (Instant::now(), since(0));
    tokio::time::sleep(turn).await;
    meanwhile.alone.add(since(before), start.elapsed());
    is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = doors.join_next().await {
        ended??;
    }
    Ok(took)
}

impl Rates {
    fn add_figures(&self, accounts: u32, at_once: usize, report: &mut Report) {
        let told = format!("{} accounts told", grouped(&accounts.to_string()));
        let most = Aim::Below(f64::from(accounts) * MILLISECONDS_MAX_EACH);
        report.add(
            Figure::new(&told, milliseconds_each(&self.planning), Unit::Milliseconds)
                .beside(
                    "the same records, written bare",
                    milliseconds_each(&self.bare),
                )
                .aiming(most),
        );
        report.add(
            Figure::new(
                format!("{told}, amid sign-ins"),
                milliseconds_each(&self.planning_amid),
                Unit::Milliseconds,
            )
            .beside("with nobody at the door", milliseconds_each(&self.planning))
            .aiming(most),
        );
        report.add(
            Figure::new(
                format!("sign-ins meanwhile, {at_once} hashes at once"),
                self.crowd.amid.per_second(),
                Unit::PerSecond,
            )
            .beside("sign-ins alone", self.crowd.alone.per_second())
            .aiming(Aim::TimesBaseline(1.0 / SLOWER_MAX)),
        );
        report.add(
            Figure::new(
                "a sign-in meanwhile, singly",
                milliseconds_each(&self.one.amid),
                Unit::Milliseconds,
            )
            .beside("a sign-in alone", milliseconds_each(&self.one.alone))
            .aiming(Aim::TimesBaselineMost(SLOWER_MAX)),
        );
    }
}

/// How long one of these takes; without end if none came to its end.
fn milliseconds_each(rate: &Rate) -> f64 {
    let rate = rate.per_second();
    1000.0 / rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_told_on_every_occasion_while_people_sign_in() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        for figure in ["45 accounts told", "written bare", "meanwhile, singly"] {
            assert!(text.contains(figure), "{text}");
        }
    }
}
