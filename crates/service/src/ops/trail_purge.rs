//! Old events go, in whole blocks; a stump in the head of their chain says what went and by whom.

use rules::Timestamp;
use rules::trail::verify::Walk;
use rules::trail::{Block, Chain, Head};
use serde_json::{Value, json};
use store::Scan;

use crate::call::{Answer, Call, Operation, Service};
use crate::ops::trail::meet;
use crate::records::{self, Stored, decode};
use crate::refusal::Refusal;
use crate::table::source;
use crate::visitor::Caller;

/// Most blocks that go in one step.
const BLOCKS_MAX: usize = 16;
/// What happened, in the trail itself.
const PURGED: &str = "PurgeEvents";

/// One step of removing the events of a chain that happened before a moment.
pub struct PurgeEvents {
    /// Which chain.
    pub chain: Chain,
    /// Blocks go whose events all happened before this.
    pub before: Timestamp,
}

/// What went in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purged {
    /// How many events.
    pub events: u64,
    /// Whether others may follow.
    pub more: bool,
}

impl Operation for PurgeEvents {
    type Output = Purged;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Purged>, Refusal> {
        let before = Some(self.before);
        let Some(cut) = cut(call, &self.chain, before).await? else {
            return Ok(Answer::Done(Purged {
                events: 0,
                more: false,
            }));
        };
        self.tell(call, json!({ "firstNumber": cut.first, "lastNumber": cut.last, "before": self.before.to_string() }));
        Ok(Answer::Done(Purged {
            events: cut.last + 1 - cut.first,
            more: cut.more,
        }))
    }
}

/// What was cut off a chain.
pub(crate) struct Cut {
    /// The number of the first event.
    pub(crate) first: u64,
    /// The number of the last one.
    pub(crate) last: u64,
    /// Whether there may be more to cut off.
    pub(crate) more: bool,
}

/// Cuts the oldest blocks off a chain, with their events: some of those of before a moment, or some of
/// all. The stump in its head names whoever calls. None if there is nothing to cut off.
pub(crate) async fn cut(
    call: &mut Call<'_>,
    chain: &Chain,
    before: Option<Timestamp>,
) -> Result<Option<Cut>, Refusal> {
    let key = call.shared.trail_key.clone();
    let head_key = records::trail_head_key(chain);
    let Some(mut head) = call.tx.load::<Head>(&head_key).await? else {
        return Ok(None);
    };
    if !head.is_signed(&key) {
        return Err(not_whole());
    }
    let first = head.stump.as_ref().map_or(1, |stump| stump.count + 1);
    let mut last = None;
    let mut walk = Walk::begin(&key, head.clone(), &[]);
    let (blocks, mut more) = next_blocks(call, chain, first).await?;
    for block in blocks {
        let is_old = |latest: Timestamp| before.is_none_or(|before| latest < before);
        if !block.latest().is_some_and(is_old) {
            more = false;
            break;
        }
        walk.open(block.clone());
        meet(call, &mut walk, None).await?;
        walk.close();
        if !walk.take_findings().is_empty() {
            return Err(not_whole());
        }
        let now = call.now();
        if !head.cut(&block, now, &call.who(), &key) {
            return Err(not_whole());
        }
        call.tx.remove(&block).await?;
        last = block.last().map(|entry| (entry.number, entry.position));
    }
    let Some((last, position)) = last else {
        return Ok(None);
    };
    call.tx.remove_events(chain.account(), position);
    call.tx.save(&head).await?;
    Ok(Some(Cut { first, last, more }))
}

/// The first blocks that are left, and whether others follow. They are read in the unit of work, so one
/// to which events are added meanwhile does not go.
async fn next_blocks(
    call: &mut Call<'_>,
    chain: &Chain,
    first: u64,
) -> Result<(Vec<Block>, bool), Refusal> {
    let scan = Scan {
        account: records::scope_of(chain).to_owned(),
        kind: Block::KIND.into(),
        prefix: String::new(),
        after: Some(records::trail_block_id(first - 1)),
        limit: BLOCKS_MAX,
    };
    let page = call.shared.store.scan(&scan).await?;
    let mut blocks = Vec::new();
    for record in &page.records {
        decode::<Block>(&record.key, record.schema, &record.body).map_err(|_| not_whole())?;
        blocks.extend(call.tx.load::<Block>(&record.key).await?);
    }
    Ok((blocks, page.more))
}

impl PurgeEvents {
    fn tell(&self, call: &mut Call<'_>, parameters: Value) {
        match &self.chain {
            Chain::Installation => call.tell_of_installation(PURGED, parameters),
            Chain::Account(id) => call.tell_as_caller(PURGED, source::SEKISHO, id, parameters),
        }
    }
}

pub(crate) fn not_whole() -> Refusal {
    Refusal::Unavailable(
        "the events to purge are not what was sealed, and stay; look at `sekisho events verify`"
            .to_owned(),
    )
}

impl Service {
    /// Removes the events of these chains that happened before a moment, step by step, in the name of
    /// whoever calls. Gives back how many went.
    pub async fn purge_events(
        &self,
        caller: &Caller,
        chains: &[Chain],
        before: Timestamp,
    ) -> Result<u64, Refusal> {
        let mut gone = 0;
        for chain in chains {
            let step = PurgeEvents {
                chain: chain.clone(),
                before,
            };
            loop {
                let purged = self.call(caller, &step).await?;
                gone += purged.events;
                if !purged.more {
                    break;
                }
            }
        }
        Ok(gone)
    }
}
