//! The seal of the trail, as the operator sees it: which chains there are, and the walk along one.

use rules::AccountId;
use rules::trail::verify::{Finding, Walk, Wrong};
use rules::trail::{Block, Chain, Head, Mark};
use serde_json::json;
use store::{EventQuery, Scan, StoredEvent};

use crate::call::{Answer, Call, Operation};
use crate::records::{self, INSTALLATION, Stored, decode, lists};
use crate::refusal::Refusal;
use crate::seal::{happened, is_any_begun, is_begun};

/// Most blocks that one step of a walk looks at.
const BLOCKS_MAX: usize = 16;
/// Most events that are read at once.
const EVENTS_MAX: usize = 500;
/// Most events that one step of a walk looks at after the last block.
const REST_MAX: usize = 4_000;

/// Begins the trail, if it is not there: the first thing that is sealed is that it begins, and how many
/// events there were before it. In a database that had one, this event is what shows that its seal was
/// removed whole. Whether it is there now; an installation without events needs none.
pub struct BeginTrail;

impl Operation for BeginTrail {
    type Output = bool;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<bool>, Refusal> {
        if call
            .tx
            .load::<Mark>(&records::trail_mark_key())
            .await?
            .is_some()
        {
            return Ok(Answer::Done(true));
        }
        if is_any_begun(&call.shared.store).await? {
            return Err(Refusal::Unavailable(
                "the mark of the sealed events is gone; look at `sekisho events verify`".to_owned(),
            ));
        }
        let newest = EventQuery {
            newest_first: true,
            limit: 1,
            ..EventQuery::default()
        };
        let newest = call.shared.store.events(&newest).await?;
        let Some(newest) = newest.first() else {
            return Ok(Answer::Done(false));
        };
        call.tx
            .save(&Mark::new(0, 0, &call.shared.trail_key))
            .await?;
        call.tell_of_installation("BeginTrail", json!({ "eventsBefore": newest.position }));
        Ok(Answer::Done(true))
    }
}

/// Which chains there are and how far each goes.
pub struct ListTrailHeads;

/// All chains.
#[derive(Clone, Debug)]
pub struct TrailHeads {
    /// The name of the key that signs them.
    pub key: String,
    /// The heads, in the order of their chains.
    pub heads: Vec<Head>,
    /// Every chain that there can be: those with a head, and those of accounts that have none yet.
    pub chains: Vec<Chain>,
    /// Up to which position all events are sealed.
    pub position: u64,
    /// What is wrong with all of them together.
    pub findings: Vec<Finding>,
}

impl Operation for ListTrailHeads {
    type Output = TrailHeads;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<TrailHeads>, Refusal> {
        // The mark comes first: what it says is sealed by then is in the heads that are read after it.
        let mark = readable::<Mark>(call, &records::trail_mark_key()).await?;
        let store = &call.shared.store;
        let mut heads = Vec::new();
        lists::each::<Head>(store, INSTALLATION, |record| {
            // One that cannot be read is as one that is gone.
            let head = decode::<Head>(&record.key, record.schema, &record.body).ok();
            heads.extend(head.filter(|head| head.key() == record.key));
            Ok(())
        })
        .await?;
        let accounts: Vec<AccountId> = lists::every_account(store).await?;
        let mut chains: Vec<Chain> = accounts.into_iter().map(Chain::Account).collect();
        chains.push(Chain::Installation);
        chains.extend(heads.iter().map(|head| head.chain.clone()));
        chains.sort();
        chains.dedup();
        let mut findings = Vec::new();
        let (mut position, mut begun) = (0, 0);
        match mark {
            Some(mark) if mark.is_signed(&call.shared.trail_key) => {
                (position, begun) = (mark.position, mark.chains);
            }
            None if heads.is_empty() => {}
            _ => findings.push(Finding::new(Wrong::MarkForged, None)),
        }
        // Positions have no gaps, and every event is in one chain: together they are as long.
        let sealed = heads.iter().map(|head| head.count).sum::<u64>();
        if sealed < position {
            findings.push(Finding {
                number: Some(sealed + 1),
                through: Some(position),
                ..Finding::new(Wrong::PutBack, None)
            });
        }
        let there = heads.len() as u64;
        if there < begun {
            findings.push(Finding {
                number: Some(there + 1),
                through: Some(begun),
                ..Finding::new(Wrong::ChainMissing, None)
            });
        }
        Ok(Answer::Done(TrailHeads {
            key: call.shared.trail_key.id().to_owned(),
            heads,
            chains,
            position,
            findings,
        }))
    }
}

/// One step of the walk along a chain.
pub struct VerifyTrail {
    /// Which chain.
    pub chain: Chain,
    /// Up to which position all events are sealed.
    pub position: u64,
    /// Heads of it that were exported before.
    pub exported: Vec<Head>,
    /// Where the step before ended; none for the first.
    pub from: Option<Underway>,
}

/// Where a step of a walk ended.
#[derive(Clone, Debug)]
pub struct Underway {
    walk: Walk,
    /// Whether the chain has no head.
    headless: bool,
    /// The id of the last block that was looked at.
    after: Option<String>,
    tail: Tail,
    /// The position of the last event of the tail that was looked at.
    tail_after: Option<u64>,
}

impl Underway {
    /// The number of the last event that was looked at.
    pub fn number(&self) -> u64 {
        self.walk.number()
    }

    /// The head to which it leads.
    pub fn head(&self) -> &Head {
        self.walk.head()
    }
}

/// What is not sealed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// How many events.
    pub count: u64,
    /// When the first of them happened.
    pub from: Option<rules::Timestamp>,
    /// When the last of them happened.
    pub until: Option<rules::Timestamp>,
}

/// What came of a step.
#[derive(Debug)]
pub enum Walked {
    /// There is more to walk.
    On(Box<Underway>),
    /// The whole chain was walked.
    Whole {
        /// The head to which it leads; none of a chain without one.
        head: Option<Box<Head>>,
        /// What is not sealed yet.
        tail: Tail,
    },
    /// Events of this chain were purged meanwhile; walk it again.
    Purged,
}

impl Operation for VerifyTrail {
    type Output = (Walked, Vec<Finding>);

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Self::Output>, Refusal> {
        let mut under_way = match &self.from {
            Some(under_way) => under_way.clone(),
            None => self.begin(call).await?,
        };
        let done = self.step(call, &mut under_way).await?;
        let findings = under_way.walk.take_findings();
        if !findings.is_empty() || done {
            let now = readable::<Head>(call, &records::trail_head_key(&self.chain)).await?;
            if now.is_some_and(|now| now.stump != under_way.walk.head().stump) {
                return Ok(Answer::Done((Walked::Purged, Vec::new())));
            }
        }
        if !done {
            return Ok(Answer::Done((Walked::On(Box::new(under_way)), findings)));
        }
        let head = (!under_way.headless).then(|| Box::new(under_way.walk.head().clone()));
        let tail = under_way.tail;
        Ok(Answer::Done((Walked::Whole { head, tail }, findings)))
    }
}

impl VerifyTrail {
    /// The start of the walk. A chain whose head is gone is walked as one that was never begun.
    async fn begin(&self, call: &Call<'_>) -> Result<Underway, Refusal> {
        let key = &call.shared.trail_key;
        let head = readable::<Head>(call, &records::trail_head_key(&self.chain)).await?;
        let head = head.filter(|head| head.chain == self.chain);
        let headless = head.is_none();
        let exported: &[Head] = if headless { &[] } else { &self.exported };
        let head = head.unwrap_or_else(|| Head::begin(self.chain.clone(), key));
        let mut walk = Walk::begin(key, head, exported);
        if headless && !self.exported.is_empty() {
            walk.find(Wrong::ChainMissing);
        } else if headless && is_begun(&call.shared.store, &self.chain).await? {
            walk.find(Wrong::HeadMissing);
        }
        Ok(Underway {
            walk,
            headless,
            after: None,
            tail: Tail::default(),
            tail_after: None,
        })
    }

    /// Looks at some blocks with their events, or at some of what comes after the last one. Whether the
    /// end was come to.
    async fn step(&self, call: &Call<'_>, under_way: &mut Underway) -> Result<bool, Refusal> {
        if !under_way.walk.has_arrived() {
            let (blocks, last, more) = self
                .blocks(call, under_way.after.take(), BLOCKS_MAX)
                .await?;
            for block in blocks {
                under_way.walk.open(block);
                meet(call, &mut under_way.walk, None).await?;
                under_way.walk.close();
            }
            under_way.after = last;
            if more && !under_way.walk.has_arrived() {
                return Ok(false);
            }
        }
        let head = under_way.walk.head().position;
        if under_way.tail_after.is_none() {
            // What stands between the last sealed event and the head's position was put in.
            meet(call, &mut under_way.walk, Some(head)).await?;
            under_way.walk.arrive();
            under_way.tail_after = Some(head);
        }
        self.tail(call, under_way).await
    }

    /// Looks at some of what is not sealed. Whether the end was come to.
    async fn tail(&self, call: &Call<'_>, under_way: &mut Underway) -> Result<bool, Refusal> {
        let mut looked = 0;
        while looked < REST_MAX {
            let after = under_way.tail_after.unwrap_or(0);
            let page = events(call, &self.chain, after, u64::MAX).await?;
            let Some(last) = page.last() else {
                return Ok(true);
            };
            under_way.tail_after = Some(last.position);
            looked += page.len();
            let tail = &mut under_way.tail;
            tail.count += page.len() as u64;
            tail.from = tail
                .from
                .or_else(|| page.first().map(|stored| stored.event.at));
            tail.until = Some(last.event.at);
            for stored in page
                .iter()
                .filter(|stored| stored.position <= self.position)
            {
                under_way.walk.pass_over(&happened(stored));
            }
        }
        Ok(false)
    }

    /// The next blocks, the id of the last one, and whether others follow. A block that cannot be read
    /// is as one that is gone.
    async fn blocks(
        &self,
        call: &Call<'_>,
        after: Option<String>,
        limit: usize,
    ) -> Result<(Vec<Block>, Option<String>, bool), Refusal> {
        let scan = Scan {
            account: records::scope_of(&self.chain).to_owned(),
            kind: Block::KIND.into(),
            prefix: String::new(),
            after,
            limit,
        };
        let page = call.shared.store.scan(&scan).await?;
        let last = page.records.last().map(|record| record.key.id.clone());
        let read = |record: &store::Record| decode(&record.key, record.schema, &record.body).ok();
        Ok((
            page.records.iter().filter_map(read).collect(),
            last,
            page.more,
        ))
    }
}

/// What is stored there; what cannot be read is as if it were gone.
async fn readable<T: Stored>(call: &Call<'_>, key: &store::Key) -> Result<Option<T>, Refusal> {
    let found = call.shared.store.read(std::slice::from_ref(key)).await?;
    let record = found.into_iter().next().flatten();
    Ok(record.and_then(|record| decode(&record.key, record.schema, &record.body).ok()))
}

/// Meets the events of the walk's chain up to the end of its open block, or up to a position.
pub(super) async fn meet(
    call: &Call<'_>,
    walk: &mut Walk,
    through: Option<u64>,
) -> Result<(), Refusal> {
    loop {
        let through = through.unwrap_or_else(|| walk.through());
        let before = through.saturating_add(1);
        let page = events(call, walk.chain(), walk.position(), before).await?;
        let events: Vec<_> = page.iter().map(happened).collect();
        walk.meet(&events);
        if events.is_empty() || walk.position() >= through {
            return Ok(());
        }
    }
}

async fn events(
    call: &Call<'_>,
    chain: &Chain,
    after: u64,
    before: u64,
) -> Result<Vec<StoredEvent>, Refusal> {
    let query = EventQuery {
        account: Some(chain.account().to_owned()),
        after: Some(after),
        before: Some(before),
        newest_first: false,
        limit: EVENTS_MAX,
    };
    Ok(call.shared.store.events(&query).await?)
}
