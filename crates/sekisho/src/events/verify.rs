//! `sekisho events verify`: every chain is walked, and what is wrong is named.

use std::fmt::Write as _;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use rules::trail::verify::{Finding, Wrong};
use rules::trail::{Chain, Head};
use serde_json::{Value, json};
use service::ops::trail::{ListTrailHeads, Tail, VerifyTrail, Walked};

use super::heads;
use crate::account::find_id;
use crate::answer::{Reader, answer, answer_json, instant, say, visible};
use crate::args::{EventsVerify, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};

/// How often it is told how far a long walk has come.
const PROGRESS: Duration = Duration::from_secs(2);
/// Most findings that are kept for the JSON answer; the others are counted.
const FINDINGS_MAX: usize = 10_000;
/// How often a chain is walked again because events of it were purged meanwhile.
const AGAIN_MAX: usize = 3;

/// Walks every chain, or one, and says what is wrong.
pub(crate) async fn verify(house: &House, args: &EventsVerify) -> Result<(), Failure> {
    let exported = heads::read(&args.head)?;
    let only = find_id(house, args.account.as_deref()).await?;
    let mut report = Report::new(args.format);
    look(house, exported, only.map(Chain::Account), &mut report).await?;
    report.end()
}

/// What is wrong with any chain, one line for each.
pub(crate) async fn findings(house: &House) -> Result<Vec<String>, Failure> {
    let mut report = Report::new(Format::Json);
    look(house, Vec::new(), None, &mut report).await?;
    Ok(report.findings.iter().map(line).collect())
}

async fn look(
    house: &House,
    exported: Vec<Head>,
    only: Option<Chain>,
    report: &mut Report,
) -> Result<(), Failure> {
    let there = house.service.call(&operator(), &ListTrailHeads).await?;
    let mut chains = there.chains;
    chains.extend(exported.iter().map(|head| head.chain.clone()));
    chains.retain(|chain| only.as_ref().is_none_or(|only| only == chain));
    chains.sort();
    chains.dedup();
    report.find(there.findings)?;
    for chain in chains {
        let exported = exported.iter().filter(|head| head.chain == chain);
        let verify = VerifyTrail {
            exported: exported.cloned().collect(),
            position: there.position,
            chain,
            from: None,
        };
        walk(house, verify, report).await?;
    }
    Ok(())
}

async fn walk(house: &House, mut verify: VerifyTrail, report: &mut Report) -> Result<(), Failure> {
    for _ in 0..AGAIN_MAX {
        verify.from = None;
        loop {
            let (walked, findings) = house.service.call(&operator(), &verify).await?;
            report.find(findings)?;
            match walked {
                Walked::On(under_way) => {
                    report.progress(&verify.chain, under_way.number(), under_way.head().count);
                    verify.from = Some(*under_way);
                }
                Walked::Whole { head, tail } => {
                    return report.chain(&verify.chain, head.as_deref(), &tail);
                }
                Walked::Purged => break,
            }
        }
    }
    Err(Failure::Refused {
        message: "events are being purged again and again; verify them afterwards".to_owned(),
        exit: Exit::Refused,
    })
}

/// What the person is told.
struct Report {
    format: Format,
    told_at: Instant,
    chains: Vec<Value>,
    events: u64,
    waiting: u64,
    findings: Vec<Finding>,
    found: usize,
}

impl Report {
    fn new(format: Format) -> Self {
        Self {
            format,
            told_at: Instant::now(),
            chains: Vec::new(),
            events: 0,
            waiting: 0,
            findings: Vec::new(),
            found: 0,
        }
    }

    fn find(&mut self, findings: Vec<Finding>) -> Result<(), Failure> {
        self.found += findings.len();
        if self.format == Format::Text {
            let lines: String = findings.iter().map(line).collect();
            return answer(&lines).map(drop);
        }
        let room = FINDINGS_MAX.saturating_sub(self.findings.len());
        self.findings.extend(findings.into_iter().take(room));
        Ok(())
    }

    fn progress(&mut self, chain: &Chain, number: u64, count: u64) {
        if self.told_at.elapsed() >= PROGRESS && io::stderr().is_terminal() {
            self.told_at = Instant::now();
            say(&format!("{chain}: {number} of {count} events"));
        }
    }

    fn chain(&mut self, chain: &Chain, head: Option<&Head>, tail: &Tail) -> Result<(), Failure> {
        let kept = head.map_or(0, |head| {
            head.count - head.stump.as_ref().map_or(0, |stump| stump.count)
        });
        self.events += kept;
        self.waiting += tail.count;
        self.chains.push(json!({
            "chain": chain,
            "sealed": kept,
            "head": head,
            "notSealed": tail.count,
        }));
        if self.format == Format::Json || (head.is_none() && tail.count == 0) {
            return Ok(());
        }
        answer(&chain_lines(chain, head, kept, tail)).map(drop)
    }

    fn end(self) -> Result<(), Failure> {
        let whole = self.found == 0;
        let reader = match self.format {
            Format::Json => answer_json(&json!({
                "whole": whole,
                "chains": self.chains,
                "findings": self.findings,
                "findingsLeftOut": self.found - self.findings.len(),
            }))?,
            Format::Text if whole => answer(&format!(
                "nothing is wrong with {} sealed events; {} not sealed yet\n",
                self.events, self.waiting
            ))?,
            Format::Text => Reader::Listens,
        };
        if whole || reader == Reader::Left {
            return Ok(());
        }
        Err(Failure::Refused {
            message: format!(
                "{} things are wrong with the trail of events; keep this database as it is, and compare it with a backup and with exported heads",
                self.found
            ),
            exit: Exit::TrailBroken,
        })
    }
}

fn chain_lines(chain: &Chain, head: Option<&Head>, kept: u64, tail: &Tail) -> String {
    let mut text = format!("{chain}: {kept} sealed events");
    if let Some(at) = head.and_then(|head| head.at) {
        // Writing to a string cannot fail, here and below.
        let _ = write!(text, ", the last of {}", instant(at));
    }
    if let (count @ 1.., Some(from)) = (tail.count, tail.from) {
        let _ = write!(
            text,
            "; {count} not sealed yet, the first of {}",
            instant(from)
        );
    }
    text.push('\n');
    if let Some(stump) = head.and_then(|head| head.stump.as_ref()) {
        text.push_str(&visible(&format!(
            "  events 1 to {} ({} to {}) were purged, the last time at {} by {}",
            stump.count,
            instant(stump.from),
            instant(stump.until),
            instant(stump.at),
            stump.by
        )));
        text.push('\n');
    }
    text
}

/// What is wrong, and with which event.
fn line(finding: &Finding) -> String {
    let mut text = String::from("WRONG: ");
    if let Some(chain) = &finding.chain {
        // Writing to a string cannot fail, here and below.
        let _ = write!(text, "{chain}: ");
    }
    match (finding.number, finding.through) {
        (Some(first), Some(last)) => {
            let _ = write!(text, "numbers {first} to {last}: ");
        }
        (Some(number), None) => {
            let _ = write!(text, "number {number}: ");
        }
        _ => {}
    }
    text.push_str(sentence(finding.wrong));
    let mut facts = Vec::new();
    facts.extend(
        finding
            .position
            .map(|position| format!("position {position}")),
    );
    facts.extend(finding.id.as_ref().map(|id| format!("event {id}")));
    facts.extend(finding.at.map(|at| format!("of {}", instant(at))));
    if !facts.is_empty() {
        let _ = write!(text, " ({})", facts.join(", "));
    }
    visible(&text) + "\n"
}

fn sentence(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Changed => "the event is not what was sealed",
        Wrong::Missing => "the event is gone",
        Wrong::Moved => "the event was sealed in another place",
        Wrong::PutIn => "an event stands here that was never sealed",
        Wrong::PassedOver => "an event is not sealed although the seal has come past it",
        Wrong::SealMissing => "the seal of these events is gone",
        Wrong::NotContinued => "the seal does not continue what stands before it",
        Wrong::CutOff => "the last events are gone with their seal",
        Wrong::NotLeadingToHead => "the chain does not lead to its head",
        Wrong::HeadForged => "the head was not written with the key of this installation",
        Wrong::HeadMissing => "the head of the chain is gone",
        Wrong::CutBack => {
            "the exported head knows these events and the chain does not: it was cut back"
        }
        Wrong::SealedAnew => {
            "the events are not those of the exported head: something among them was changed and sealed anew"
        }
        Wrong::ExportForged => {
            "the exported head was not made with the key of this installation, or was changed"
        }
        Wrong::NotCompared => {
            "events as late as the exported head knows were purged since, so it can be compared with nothing"
        }
        Wrong::PutBack => {
            "so many more events were sealed than the chains hold: a chain was put back to an earlier state"
        }
        Wrong::ChainMissing => "the chain is gone",
        Wrong::MarkForged => {
            "what says how far the seal has come is gone, or was not written with the key of this installation"
        }
    }
}
