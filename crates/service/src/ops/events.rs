//! The trail, as the operator and the people of an account read it.
//!
//! What is looked for is found by going through the events, newest or oldest first, at most
//! [`LOOKED_MAX`] in one call; the answer says how far that came. Where a time is given, the blocks of
//! the seal say where to begin.

use rules::event_filter::EventFilter;
use rules::trail::{Block, Chain, Head};
use rules::{AccountId, SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{EventQuery, Scan, StoredEvent};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::records::{self, Stored, decode};
use crate::refusal::Refusal;

/// Most events of one answer.
pub const PAGE_MAX: usize = 500;
/// Most events that one call goes through.
pub const LOOKED_MAX: usize = 10_000;
/// Events that are committed at once need not stand in the order of their times.
const DISORDER: SignedDuration = SignedDuration::from_mins(5);

/// Who did what.
#[derive(Clone, Debug, Default)]
pub struct LookupEvents {
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Which events.
    pub filter: EventFilter,
    /// Only after this position: what came since.
    pub after: Option<u64>,
    /// Only before this position: the page further back.
    pub before: Option<u64>,
    /// Whether the latest comes first.
    pub newest_first: bool,
    /// How many at most.
    pub limit: usize,
}

/// One event with its position.
#[derive(Clone, Debug)]
pub struct EventView {
    /// Its place in the order of all events.
    pub position: u64,
    /// CloudTrail's record.
    pub event: Value,
}

/// Some events.
#[derive(Clone, Debug, Default)]
pub struct EventPage {
    /// What was found, in the order that was asked for.
    pub items: Vec<EventView>,
    /// The position of the last event that was looked at, whether it is among them or not; none if
    /// there was none.
    pub looked: Option<u64>,
    /// Whether there may be others beyond it.
    pub more: bool,
}

impl Operation for LookupEvents {
    type Output = EventPage;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EventPage>, Refusal> {
        Ok(Answer::Done(look(call, self).await?))
    }
}

/// The events of the caller's account.
pub struct EventHistory {
    /// Which events.
    pub filter: EventFilter,
    /// Only after this position.
    pub after: Option<u64>,
    /// Only before this position.
    pub before: Option<u64>,
    /// Whether the latest comes first.
    pub newest_first: bool,
    /// How many at most.
    pub limit: usize,
}

/// A page of the events of an account.
#[derive(Clone, Debug)]
pub struct History {
    /// The events.
    pub page: EventPage,
    /// Up to which position they are sealed.
    pub sealed: u64,
}

impl Operation for EventHistory {
    type Output = History;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("cloudtrail:LookupEvents", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<History>, Refusal> {
        let account = call.person()?.account().clone();
        let lookup = LookupEvents {
            account: Some(account.clone()),
            filter: self.filter.clone(),
            after: self.after,
            before: self.before,
            newest_first: self.newest_first,
            limit: self.limit,
        };
        let page = look(call, &lookup).await?;
        let head = head_of(call, &Chain::Account(account)).await?;
        let sealed = head
            .filter(|head| head.is_signed(&call.shared.trail_key))
            .map_or(0, |head| head.position);
        Ok(Answer::Done(History { page, sealed }))
    }
}

async fn look(call: &Call<'_>, lookup: &LookupEvents) -> Result<EventPage, Refusal> {
    let limit = lookup.limit.min(PAGE_MAX);
    let mut query = EventQuery {
        account: lookup
            .account
            .as_ref()
            .map(|account| account.as_str().to_owned()),
        after: lookup.after,
        before: lookup.before,
        newest_first: lookup.newest_first,
        // Where everything fits, no more is read than is asked for.
        limit: if lookup.filter.is_open() {
            limit
        } else {
            PAGE_MAX
        },
    };
    if let (Some(until), true) = (lookup.filter.until, lookup.newest_first) {
        let begin = position_after(call, lookup, until).await?;
        query.before = query.before.into_iter().chain(begin).min();
    }
    let mut found = EventPage::default();
    let mut looked = 0;
    while found.items.len() < limit && looked < LOOKED_MAX {
        let page = call.shared.store.events(&query).await?;
        let Some(last) = page.last() else {
            found.more = false;
            return Ok(found);
        };
        found.more = true;
        if lookup.newest_first {
            query.before = Some(last.position);
        } else {
            query.after = Some(last.position);
        }
        for stored in &page {
            if is_past(lookup, stored.event.at) {
                found.more = false;
                return Ok(found);
            }
            looked += 1;
            found.looked = Some(stored.position);
            let event = record(stored);
            if lookup.filter.fits(stored.event.at, &event) {
                found.items.push(EventView {
                    position: stored.position,
                    event,
                });
            }
            if found.items.len() == limit {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Whether nothing that is looked for comes after an event of this time.
fn is_past(lookup: &LookupEvents, at: Timestamp) -> bool {
    let filter = &lookup.filter;
    if lookup.newest_first {
        filter.from.is_some_and(|from| at < earlier(from))
    } else {
        filter.until.is_some_and(|until| at > later(until))
    }
}

fn later(at: Timestamp) -> Timestamp {
    at.checked_add(DISORDER).unwrap_or(Timestamp::MAX)
}

fn earlier(at: Timestamp) -> Timestamp {
    at.checked_sub(DISORDER).unwrap_or(Timestamp::MIN)
}

/// CloudTrail's record. One that cannot be read, because somebody has changed it, is shown as that.
fn record(stored: &StoredEvent) -> Value {
    serde_json::from_slice(&stored.event.body).unwrap_or_else(|_| {
        json!({
            "eventID": stored.event.id,
            "eventTime": stored.event.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "recipientAccountId": stored.event.account,
            "errorMessage": "this event cannot be read; run `sekisho events verify`",
        })
    })
}

/// The position of the first sealed block of an account that begins after this time, if there is one.
/// Which block that is, is found by halving: the blocks stand in the order of their numbers.
async fn position_after(
    call: &Call<'_>,
    lookup: &LookupEvents,
    until: Timestamp,
) -> Result<Option<u64>, Refusal> {
    let Some(chain) = lookup.account.clone().map(Chain::Account) else {
        return Ok(None);
    };
    let Some(head) = head_of(call, &chain).await? else {
        return Ok(None);
    };
    let until = later(until);
    let mut low = head.stump.as_ref().map_or(0, |stump| stump.count);
    let mut high = head.count;
    while low < high {
        let middle = low + (high - low) / 2;
        match block_after(call, &chain, middle).await? {
            Some(block) if starts(&block).is_some_and(|(_, at)| at <= until) => {
                // A block that lies under another number than its first leads nowhere.
                low = block.first().max(middle + 1);
            }
            _ => high = middle,
        }
    }
    let beyond = block_after(call, &chain, low).await?;
    Ok(beyond
        .as_ref()
        .and_then(starts)
        .map(|(position, _)| position))
}

fn starts(block: &Block) -> Option<(u64, Timestamp)> {
    block
        .entries()
        .first()
        .map(|entry| (entry.position, entry.at))
}

/// The first block whose first number is above this one.
async fn block_after(
    call: &Call<'_>,
    chain: &Chain,
    number: u64,
) -> Result<Option<Block>, Refusal> {
    let scan = Scan {
        account: records::scope_of(chain).to_owned(),
        kind: Block::KIND.into(),
        prefix: String::new(),
        after: Some(records::trail_block_id(number)),
        limit: 1,
    };
    let page = call.shared.store.scan(&scan).await?;
    let block = page.records.first();
    // One that cannot be read is no help here; verifying tells of it.
    Ok(block.and_then(|record| decode(&record.key, record.schema, &record.body).ok()))
}

async fn head_of(call: &Call<'_>, chain: &Chain) -> Result<Option<Head>, Refusal> {
    let key = records::trail_head_key(chain);
    let found = call.shared.store.read(std::slice::from_ref(&key)).await?;
    let record = found.into_iter().next().flatten();
    Ok(record.and_then(|record| decode(&key, record.schema, &record.body).ok()))
}
