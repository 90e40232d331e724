//! The trail's seal: events are numbered and chained, so that it shows later whether one was changed,
//! removed, moved or put in.
//!
//! One chain for each account and one for the installation. A **block** lists events: for each its
//! number, position, time, id and a code (HMAC-SHA-256) over all of that and its body, under a key that
//! is not in the database. The **hash** of a chain runs over these lines, so the hash at a number says
//! what all events up to it were. The **head** of a chain says how far it goes and what its hash is
//! there, again under the key. Whoever has the database and not the key can make neither a line nor a
//! head; whoever has both can, but not with the hash of a head that was exported before.
//!
//! What is old can be taken away in whole blocks. The head then holds a **stump**: how many events went,
//! up to when, by whom, and the hash at which what is left begins.
//!
//! Not here: reading and writing (`service::seal`), and the walk along a chain (`verify`).

pub mod verify;

#[cfg(test)]
mod tests;

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::ids::AccountId;

/// Most events of a block: as many as fit into a record of 64 KiB with room to spare.
pub const BLOCK_EVENTS_MAX: usize = 400;
/// A block with fewer events is written again with those that come next, so that a quiet account has
/// few blocks and a busy one does not write large ones again and again.
pub const BLOCK_EVENTS_OPEN: usize = 64;
/// Most blocks that are begun at once, so that they fit into one change of the store. Sparse events of
/// many days need one for each day.
pub const BLOCKS_AT_ONCE: usize = 32;
/// What the chain is called that belongs to no account.
const INSTALLATION: &str = "installation";
/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// Whose events a chain holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Chain {
    /// Those that belong to no account.
    Installation,
    /// Those of one account.
    Account(AccountId),
}

impl Chain {
    /// The chain of events with this account; an empty one is the installation's. None if it is the id
    /// of no account.
    pub fn of(account: &str) -> Option<Self> {
        if account.is_empty() {
            return Some(Self::Installation);
        }
        AccountId::parse(account).ok().map(Self::Account)
    }

    /// The account in the events of this chain: empty for the installation.
    pub fn account(&self) -> &str {
        match self {
            Self::Installation => "",
            Self::Account(id) => id.as_str(),
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installation => f.write_str(INSTALLATION),
            Self::Account(id) => f.write_str(id.as_str()),
        }
    }
}

impl From<Chain> for String {
    fn from(chain: Chain) -> Self {
        chain.to_string()
    }
}

impl TryFrom<String> for Chain {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let account = if text == INSTALLATION { "" } else { &text };
        let chain = Self::of(account).filter(|_| !text.is_empty());
        chain.ok_or("an account id or `installation` is expected")
    }
}

/// 256 bits: a hash or a code of a message. Written in base64.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        data_encoding::BASE64URL_NOPAD.encode(&digest.0)
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes());
        let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("256 bits in base64 are expected")
    }
}

/// The key of the seal, with a name that tells nothing about it.
#[derive(Clone)]
pub struct TrailKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for TrailKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrailKey({})", self.id)
    }
}

impl TrailKey {
    /// A key that was derived from the keys of the installation.
    pub fn new(id: impl Into<String>, secret: Zeroizing<[u8; 32]>) -> Self {
        Self {
            id: id.into(),
            secret,
        }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn code(&self, parts: &[&[u8]]) -> Digest {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_slice())
            .expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(&length(part));
            mac.update(part);
        }
        Digest(mac.finalize().into_bytes().into())
    }
}

fn hash(parts: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(length(part));
        hash.update(part);
    }
    Digest(hash.finalize().into())
}

/// Each part is preceded by its length, so no two lists of parts give the same bytes.
fn length(part: &[u8]) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}

/// An event as it lies in the store.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// Its place in the order of all events of the store.
    pub position: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Its random name.
    pub id: &'a str,
    /// What happened.
    pub body: &'a [u8],
}

/// What a block says of one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Line", into = "Line")]
pub struct Entry {
    /// Its number in the chain, from 1.
    pub number: u64,
    /// Its place in the order of all events of the store.
    pub position: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Its random name.
    pub id: String,
    code: Digest,
}

/// An entry as it is stored: short, because there are many.
type Line = (u64, u64, i64, String, Digest);

impl From<Line> for Entry {
    fn from((number, position, micros, id, code): Line) -> Self {
        Self {
            number,
            position,
            // A time that no event can have does not fit its code either.
            at: Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH),
            id,
            code,
        }
    }
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Self {
        let micros = entry.at.as_microsecond();
        (entry.number, entry.position, micros, entry.id, entry.code)
    }
}

impl Entry {
    fn seal(key: &TrailKey, chain: &Chain, number: u64, event: &Happened<'_>) -> Self {
        Self {
            number,
            position: event.position,
            at: event.at,
            id: event.id.to_owned(),
            code: code_of(key, chain, number, event.position, event),
        }
    }

    /// Whether this event, at the place that the entry names, is what was sealed.
    fn fits(&self, key: &TrailKey, chain: &Chain, event: &Happened<'_>) -> bool {
        // The entry's own words are covered too: who changed them has no code for them.
        self.id == event.id
            && self.at == event.at
            && self.code == code_of(key, chain, self.number, self.position, event)
    }

    fn link(&self, before: Digest) -> Digest {
        hash(&[
            &before.0,
            &self.number.to_be_bytes(),
            &self.position.to_be_bytes(),
            &self.at.as_microsecond().to_be_bytes(),
            self.id.as_bytes(),
            &self.code.0,
        ])
    }
}

fn code_of(
    key: &TrailKey,
    chain: &Chain,
    number: u64,
    position: u64,
    event: &Happened<'_>,
) -> Digest {
    key.code(&[
        b"sekisho trail event 1",
        chain.account().as_bytes(),
        &number.to_be_bytes(),
        &position.to_be_bytes(),
        &event.at.as_microsecond().to_be_bytes(),
        event.id.as_bytes(),
        event.body,
    ])
}

/// Some events of one chain that follow each other, of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Whose events they are.
    pub chain: Chain,
    /// The name of the key that it was sealed with.
    pub key: String,
    /// The chain's hash before the first of them.
    before: Digest,
    /// INVARIANT of what we write: never empty, numbers without a gap.
    entries: Vec<Entry>,
}

impl Block {
    /// The number of its first event, by which it is found; 0 if somebody emptied it.
    pub fn first(&self) -> u64 {
        self.entries.first().map_or(0, |entry| entry.number)
    }

    /// What it says of each event.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last event of it.
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// When the latest of them happened.
    pub fn latest(&self) -> Option<Timestamp> {
        self.entries.iter().map(|entry| entry.at).max()
    }

    /// The chain's hash after the last of them.
    pub fn after(&self) -> Digest {
        let link = |hash, entry: &Entry| entry.link(hash);
        self.entries.iter().fold(self.before, link)
    }

    fn takes(&self, event: &Happened<'_>) -> bool {
        let same_day = self
            .entries
            .first()
            .is_none_or(|first| day_of(first.at) == day_of(event.at));
        same_day && self.entries.len() < BLOCK_EVENTS_MAX
    }
}

fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY_SECONDS)
}

/// What says that the first events of a chain were taken away, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stump {
    /// The number of the last event that went; all up to it went.
    pub count: u64,
    /// The chain's hash there.
    hash: Digest,
    /// When the first of the chain happened.
    pub from: Timestamp,
    /// When the latest of what went happened.
    pub until: Timestamp,
    /// When they were taken away, the last time.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// How far a chain goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which chain.
    pub chain: Chain,
    /// How many events it has had: the number of the last one.
    pub count: u64,
    /// Its hash there.
    hash: Digest,
    /// The position of the last one.
    pub position: u64,
    /// When the last one happened; none of an empty chain.
    pub at: Option<Timestamp>,
    /// The number of the first event in the last block, if there is a block.
    pub last_block: Option<u64>,
    /// What was taken away.
    pub stump: Option<Stump>,
    /// The name of the key that signed this.
    pub key: String,
    code: Digest,
}

impl Head {
    /// A chain with no events yet.
    pub fn begin(chain: Chain, key: &TrailKey) -> Self {
        let mut head = Self {
            hash: beginning(&chain),
            chain,
            count: 0,
            position: 0,
            at: None,
            last_block: None,
            stump: None,
            key: String::new(),
            code: Digest([0; 32]),
        };
        head.sign(key);
        head
    }

    /// Whether whoever wrote this had the key.
    pub fn is_signed(&self, key: &TrailKey) -> bool {
        self.key == key.id && self.code == self.code_by(key)
    }

    /// Whether the event at this position is sealed.
    pub fn covers(&self, position: u64) -> bool {
        position <= self.position
    }

    /// Takes in events, in the order of their positions; those that it has already are passed over, and
    /// those that would need more than [`BLOCKS_AT_ONCE`] blocks wait for the next time. Gives back the
    /// blocks to write: the last one, if it had room, and new ones.
    pub fn append(
        &mut self,
        last: Option<Block>,
        events: &[Happened<'_>],
        key: &TrailKey,
    ) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut block = last.filter(|block| self.continues(block, key));
        for event in events {
            if self.covers(event.position) {
                continue;
            }
            let mut now = match block.take() {
                Some(open) if open.takes(event) => open,
                full => {
                    blocks.extend(full);
                    if blocks.len() >= BLOCKS_AT_ONCE {
                        break;
                    }
                    Block {
                        chain: self.chain.clone(),
                        key: key.id.clone(),
                        before: self.hash,
                        entries: Vec::new(),
                    }
                }
            };
            let entry = Entry::seal(key, &self.chain, self.count + 1, event);
            self.count = entry.number;
            self.position = entry.position;
            self.at = Some(entry.at);
            self.hash = entry.link(self.hash);
            now.entries.push(entry);
            self.last_block = Some(now.first());
            block = Some(now);
        }
        blocks.extend(block);
        self.sign(key);
        blocks
    }

    /// Whether a block is the last one and may be written again. One that somebody changed is left as
    /// it is, so that it shows.
    fn continues(&self, block: &Block, key: &TrailKey) -> bool {
        block.chain == self.chain
            && block.key == key.id
            && block.entries.len() < BLOCK_EVENTS_OPEN
            && self.last_block == Some(block.first())
            && block.last().map(|entry| entry.number) == Some(self.count)
            && block.after() == self.hash
    }

    /// Takes away one more block, if it is what follows what was taken away before. Whether it is.
    pub fn cut(&mut self, block: &Block, at: Timestamp, by: &str, key: &TrailKey) -> bool {
        let (Some(last), Some(until)) = (block.last(), block.latest()) else {
            return false;
        };
        let follows = block.first() == self.start().0 + 1 && block.before == self.start().1;
        // Where nothing is left, what goes must be what the head says.
        let leads_here = last.number < self.count || block.after() == self.hash;
        if !follows || last.number > self.count || !leads_here {
            return false;
        }
        let before = self.stump.take();
        let from = before.as_ref().map(|stump| stump.from);
        let earlier = before.map(|stump| stump.until);
        self.stump = Some(Stump {
            count: last.number,
            hash: block.after(),
            from: from.unwrap_or(block.entries[0].at),
            until: earlier.map_or(until, |earlier| earlier.max(until)),
            at,
            by: by.to_owned(),
        });
        if last.number == self.count {
            self.last_block = None;
        }
        self.sign(key);
        true
    }

    fn sign(&mut self, key: &TrailKey) {
        self.key.clone_from(&key.id);
        self.code = self.code_by(key);
    }

    fn code_by(&self, key: &TrailKey) -> Digest {
        let stump = serde_json::to_vec(&self.stump).expect("a stump is JSON");
        let at = self.at.map_or(i64::MIN, Timestamp::as_microsecond);
        key.code(&[
            b"sekisho trail head 1",
            self.chain.account().as_bytes(),
            &self.count.to_be_bytes(),
            &self.hash.0,
            &self.position.to_be_bytes(),
            &at.to_be_bytes(),
            &self.last_block.unwrap_or(0).to_be_bytes(),
            &stump,
        ])
    }

    /// What the chain's hash is where what is kept begins, and the number before it.
    fn start(&self) -> (u64, Digest) {
        self.stump.as_ref().map_or_else(
            || (0, beginning(&self.chain)),
            |stump| (stump.count, stump.hash),
        )
    }
}

fn beginning(chain: &Chain) -> Digest {
    hash(&[b"sekisho trail 1", chain.account().as_bytes()])
}

/// How far the seal has come in the order of all events, and how many chains it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Every event up to this position is in its chain.
    pub position: u64,
    /// How many chains there are.
    pub chains: u64,
    /// The name of the key that signed this.
    pub key: String,
    code: Digest,
}

impl Mark {
    /// A mark for this position and so many chains.
    pub fn new(position: u64, chains: u64, key: &TrailKey) -> Self {
        let mut mark = Self {
            position,
            chains,
            key: key.id.clone(),
            code: Digest([0; 32]),
        };
        mark.code = mark.code_by(key);
        mark
    }

    /// Whether whoever wrote this had the key.
    pub fn is_signed(&self, key: &TrailKey) -> bool {
        self.key == key.id && self.code == self.code_by(key)
    }

    fn code_by(&self, key: &TrailKey) -> Digest {
        key.code(&[
            b"sekisho trail mark 1",
            &self.position.to_be_bytes(),
            &self.chains.to_be_bytes(),
        ])
    }
}
