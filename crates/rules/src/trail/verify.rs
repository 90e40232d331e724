//! The walk along a chain: what was sealed is compared with what is there.
//!
//! The caller reads; memory stays flat. For each block in its order: [`Walk::open`], then
//! [`Walk::meet`] with the events up to [`Walk::through`], then [`Walk::close`]. At the end the events
//! up to the head's position, and [`Walk::arrive`].
//!
//! Invariant: a chain that was sealed and left alone gives no finding.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

use super::{Block, Chain, Digest, Entry, Happened, Head, TrailKey};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// The event is not what was sealed.
    Changed,
    /// The event is sealed and not there.
    Missing,
    /// The event was sealed at another place of its block.
    Moved,
    /// The event stands where the seal knows none: it was put in.
    PutIn,
    /// The event is not sealed although the seal has come past its position.
    PassedOver,
    /// The seal of these events is gone from between others.
    SealMissing,
    /// The block does not continue the one before it.
    NotContinued,
    /// The seal of the last events is gone, and the head knows them.
    CutOff,
    /// The chain does not lead to its head.
    NotLeadingToHead,
    /// The head was not written with this key.
    HeadForged,
    /// The head is gone, and blocks of the chain are there.
    HeadMissing,
    /// A head that was exported knows events that the chain does not: it was cut back.
    CutBack,
    /// The chain is another one than when its head was exported: it was sealed anew.
    SealedAnew,
    /// The exported head was not made with this key.
    ExportForged,
    /// The exported heads of a chain know less than was purged since: nothing is left to compare.
    NotCompared,
    /// The chains hold fewer events than were sealed: one was put back to what it was before.
    PutBack,
    /// A chain that was there is gone whole.
    ChainMissing,
    /// What says how far the seal has come was not written with this key, or is gone.
    MarkForged,
}

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What is wrong.
    pub wrong: Wrong,
    /// In which chain; none if it is about all of them.
    pub chain: Option<Chain>,
    /// The number of the event, or of the first of several.
    pub number: Option<u64>,
    /// The number of the last of several.
    pub through: Option<u64>,
    /// The event's position.
    pub position: Option<u64>,
    /// The event's id.
    pub id: Option<String>,
    /// When it happened.
    pub at: Option<Timestamp>,
}

impl Finding {
    /// Something about a chain, or all of them.
    pub fn new(wrong: Wrong, chain: Option<Chain>) -> Self {
        Self {
            wrong,
            chain,
            number: None,
            through: None,
            position: None,
            id: None,
            at: None,
        }
    }

    /// Something about events of a chain, by their numbers.
    pub fn of_numbers(wrong: Wrong, chain: &Chain, first: u64, last: u64) -> Self {
        Self {
            number: Some(first),
            through: (last > first).then_some(last),
            ..Self::new(wrong, Some(chain.clone()))
        }
    }

    /// Something about an event that is there and has no number.
    pub fn of_event(wrong: Wrong, chain: &Chain, event: &Happened<'_>) -> Self {
        Self {
            position: Some(event.position),
            id: Some(event.id.to_owned()),
            at: Some(event.at),
            ..Self::new(wrong, Some(chain.clone()))
        }
    }

    fn of_entry(wrong: Wrong, chain: &Chain, entry: &Entry) -> Self {
        Self {
            number: Some(entry.number),
            position: Some(entry.position),
            id: Some(entry.id.clone()),
            at: Some(entry.at),
            ..Self::new(wrong, Some(chain.clone()))
        }
    }
}

/// A walk along one chain.
#[derive(Clone, Debug)]
pub struct Walk {
    key: TrailKey,
    head: Head,
    /// Counts and hashes that exported heads say, the lowest count first.
    pins: VecDeque<(u64, Digest)>,
    /// The last number whose hash an exported head has.
    proved: u64,
    /// The last number that was come past.
    number: u64,
    /// The last position that was come past.
    position: u64,
    hash: Digest,
    /// The entries of the block that is open.
    block: Vec<Entry>,
    /// How many of them were met or are known to be missing.
    met: usize,
    found: Vec<Finding>,
}

impl Walk {
    /// Begins a walk to this head. What exported heads of the same chain say is looked at on the way.
    pub fn begin(key: &TrailKey, head: Head, exported: &[Head]) -> Self {
        let (number, hash) = head.start();
        let mut walk = Self {
            key: key.clone(),
            head,
            pins: VecDeque::new(),
            proved: number,
            number,
            position: 0,
            hash,
            block: Vec::new(),
            met: 0,
            found: Vec::new(),
        };
        if !walk.head.is_signed(key) {
            walk.find(Wrong::HeadForged);
        }
        let mut exported: Vec<&Head> = exported.iter().collect();
        exported.sort_by_key(|head| head.count);
        if let Some(latest) = exported.last().filter(|latest| latest.count < number) {
            walk.find_numbers(Wrong::NotCompared, latest.count + 1, number);
        }
        for export in exported {
            if !export.is_signed(key) {
                walk.find(Wrong::ExportForged);
            } else if export.count > walk.head.count {
                let first = walk.head.count + 1;
                walk.find_numbers(Wrong::CutBack, first, export.count);
            } else if export.count >= number {
                // What went by a purge can be compared with nothing.
                walk.pins.push_back((export.count, export.hash));
            }
        }
        walk.pass_pins();
        walk
    }

    /// The chain.
    pub fn chain(&self) -> &Chain {
        &self.head.chain
    }

    /// Where it leads.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The number of the last event that was looked at.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The position of the last event that was looked at.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the whole chain was walked.
    pub fn has_arrived(&self) -> bool {
        self.number >= self.head.count
    }

    /// What was found since the last time.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.found)
    }

    /// Looks at the next block. What it says of events after the head came later and is left out.
    pub fn open(&mut self, block: Block) {
        let first = block.first();
        if first > self.head.count {
            return;
        }
        if first > self.number + 1 {
            self.find_numbers(Wrong::SealMissing, self.number + 1, first - 1);
        } else if block.before != self.hash {
            self.find_numbers(Wrong::NotContinued, first, first);
        }
        self.hash = block.before;
        self.number = self.number.max(first.saturating_sub(1));
        self.met = 0;
        self.block.clear();
        for entry in block.entries {
            if entry.number > self.head.count {
                break;
            }
            if entry.number > self.number + 1 {
                self.find_numbers(Wrong::SealMissing, self.number + 1, entry.number - 1);
            } else if entry.number <= self.number {
                // A line that stands where it cannot: put in, or out of its order.
                self.found
                    .push(Finding::of_entry(Wrong::Moved, &self.head.chain, &entry));
            }
            self.number = self.number.max(entry.number);
            self.hash = entry.link(self.hash);
            self.pass_pins();
            self.block.push(entry);
        }
        self.block.sort_by_key(|entry| entry.position);
    }

    /// The position up to which the events of the open block are wanted.
    pub fn through(&self) -> u64 {
        self.block
            .last()
            .map_or(self.position, |entry| entry.position)
    }

    /// Meets the next events after the last ones, in the order of their positions.
    pub fn meet(&mut self, events: &[Happened<'_>]) {
        for event in events {
            self.pass(event.position);
            self.position = self.position.max(event.position);
            match self.block.get(self.met) {
                Some(entry) if entry.position == event.position => {
                    let wrong = self.compare(entry, event);
                    if let Some(wrong) = wrong {
                        let finding = Finding::of_entry(wrong, &self.head.chain, entry);
                        self.found.push(finding);
                    }
                    self.met += 1;
                }
                _ => self
                    .found
                    .push(Finding::of_event(Wrong::PutIn, &self.head.chain, event)),
            }
        }
    }

    /// All events of the open block were met that are there.
    pub fn close(&mut self) {
        let through = self.through();
        self.pass(u64::MAX);
        self.position = self.position.max(through);
    }

    /// All blocks and all events up to the head were looked at.
    pub fn arrive(&mut self) {
        if self.number < self.head.count {
            self.find_numbers(Wrong::CutOff, self.number + 1, self.head.count);
        } else if self.hash != self.head.hash {
            self.find(Wrong::NotLeadingToHead);
        }
    }

    /// Meets an event after the head's position, although the seal has come past it.
    pub fn pass_over(&mut self, event: &Happened<'_>) {
        let finding = Finding::of_event(Wrong::PassedOver, &self.head.chain, event);
        self.found.push(finding);
    }

    /// Notes something about the chain.
    pub fn find(&mut self, wrong: Wrong) {
        let chain = self.head.chain.clone();
        self.found.push(Finding::new(wrong, Some(chain)));
    }

    /// Events of the open block before this position are not there.
    fn pass(&mut self, position: u64) {
        while let Some(entry) = self.block.get(self.met) {
            if entry.position >= position {
                return;
            }
            let finding = Finding::of_entry(Wrong::Missing, &self.head.chain, entry);
            self.found.push(finding);
            self.met += 1;
        }
    }

    fn compare(&self, entry: &Entry, event: &Happened<'_>) -> Option<Wrong> {
        let fits = |entry: &Entry| entry.fits(&self.key, &self.head.chain, event);
        if fits(entry) {
            None
        } else if self.block.iter().any(fits) {
            Some(Wrong::Moved)
        } else {
            Some(Wrong::Changed)
        }
    }

    /// Compares with the exported heads whose number was come to.
    fn pass_pins(&mut self) {
        while let Some((count, hash)) = self.pins.front().copied() {
            if count > self.number {
                return;
            }
            self.pins.pop_front();
            if count != self.number {
                continue;
            }
            if hash == self.hash {
                self.proved = count;
            } else {
                self.find_numbers(Wrong::SealedAnew, self.proved + 1, count);
            }
        }
    }

    fn find_numbers(&mut self, wrong: Wrong, first: u64, last: u64) {
        let finding = Finding::of_numbers(wrong, &self.head.chain, first, last);
        self.found.push(finding);
    }
}
