//! The sealing job: appended events are numbered and chained (`rules::trail`).
//!
//! Any number of processes may run it. Each chain goes on from its own head, which is a versioned
//! record: of two that seal the same events one is committed, and the other finds them sealed. Events
//! become visible in the order of their positions (the store promises it), so nothing can come later
//! below a position that was sealed.
//!
//! Invariant: a head that was not signed with our key is not continued, for that would make it ours; and
//! what is gone is not begun anew where something shows that it was there.

use std::collections::BTreeSet;

use rules::trail::{Block, Chain, Happened, Head, Mark};
use store::{EventQuery, Scan, Store, StoreError, StoredEvent};

use crate::call::Service;
use crate::ops::trail::BeginTrail;
use crate::records::{self, INSTALLATION, Stored, Tx, TxError};
use crate::refusal::Refusal;
use crate::visitor::Caller;

/// Events that are looked at in one step, and that a chain takes in at once.
const STEP_MAX: usize = 800;
/// How often a step is done again when another process was faster.
const ATTEMPTS_MAX: u32 = 8;
/// As whom the job begins a trail.
const JOB: &str = "sekisho";

impl Service {
    /// Seals every event that waits. Gives back how many were sealed. Call it once a second and at the
    /// end.
    pub async fn seal(&self) -> Result<u64, Refusal> {
        let mut sealed = 0;
        loop {
            let mut tx = Tx::begin(&self.shared.store).await?;
            let Some(mark) = self.mark(&mut tx).await? else {
                if !self
                    .call(&Caller::Operator(JOB.to_owned()), &BeginTrail)
                    .await?
                {
                    return Ok(sealed);
                }
                continue;
            };
            let page = self.events_after(None, mark.position).await?;
            let Some(last) = page.last() else {
                return Ok(sealed);
            };
            let accounts: BTreeSet<&str> = page
                .iter()
                .map(|stored| stored.event.account.as_str())
                .collect();
            for chain in accounts.into_iter().filter_map(Chain::of) {
                sealed += self.seal_chain(&chain).await?;
            }
            self.move_mark(last.position).await?;
        }
    }

    /// Takes into a chain what it lacks.
    async fn seal_chain(&self, chain: &Chain) -> Result<u64, Refusal> {
        let (mut sealed, mut lost) = (0, 0);
        while lost < ATTEMPTS_MAX {
            match self.seal_step(chain).await {
                Ok(0) => return Ok(sealed),
                Ok(some) => sealed += some,
                Err(TxError::Conflict) => lost += 1,
                // Somebody else's writing, and only this chain stands still for it.
                Err(TxError::Store(error @ StoreError::Corrupt { .. })) => {
                    tracing::error!(%error, "a chain of events cannot be sealed");
                    return Ok(sealed);
                }
                Err(TxError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Refusal::ConcurrentModification)
    }

    async fn seal_step(&self, chain: &Chain) -> Result<u64, TxError> {
        let key = &self.shared.trail_key;
        let mut tx = Tx::begin(&self.shared.store).await?;
        let mut head = match tx.load::<Head>(&records::trail_head_key(chain)).await? {
            Some(head) if head.is_signed(key) && head.chain == *chain => head,
            None if !is_begun(&self.shared.store, chain).await? => {
                let mark = tx.load::<Mark>(&records::trail_mark_key()).await?;
                let (position, chains) = mark.map_or((0, 0), |mark| (mark.position, mark.chains));
                tx.save(&Mark::new(position, chains + 1, key)).await?;
                Head::begin(chain.clone(), key)
            }
            Some(_) | None => {
                tracing::error!(
                    "the head of a chain of events is gone or was not written by this installation; \
                     its events stay unsealed until `sekisho events verify` was looked at"
                );
                return Ok(0);
            }
        };
        let waiting = self.events_after(Some(chain), head.position).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let last = match head.last_block {
            Some(first) => match tx.load(&records::trail_block_key(chain, first)).await {
                // It is left as it is, so that it shows, and the chain goes on in a new one.
                Err(StoreError::Corrupt { .. }) => None,
                loaded => loaded?,
            },
            None => None,
        };
        let before = head.count;
        let waiting: Vec<Happened<'_>> = waiting.iter().map(happened).collect();
        for block in head.append(last, &waiting, key) {
            tx.save(&block).await?;
        }
        tx.save(&head).await?;
        tx.commit().await?;
        Ok(head.count - before)
    }

    /// How far the seal has come. One that was not signed with our key is not gone on from: whoever
    /// wrote it could make the seal pass over events.
    async fn mark(&self, tx: &mut Tx) -> Result<Option<Mark>, Refusal> {
        let mark = tx.load::<Mark>(&records::trail_mark_key()).await?;
        match mark {
            Some(mark) if !mark.is_signed(&self.shared.trail_key) => Err(Refusal::Unavailable(
                "the mark of the sealed events was not written by this installation; \
                 look at `sekisho events verify`"
                    .to_owned(),
            )),
            mark => Ok(mark),
        }
    }

    async fn move_mark(&self, position: u64) -> Result<(), Refusal> {
        for _ in 0..ATTEMPTS_MAX {
            let mut tx = Tx::begin(&self.shared.store).await?;
            let mark = self.mark(&mut tx).await?;
            let (before, chains) = mark.map_or((0, 0), |mark| (mark.position, mark.chains));
            // Somebody else may have come further.
            if before >= position {
                return Ok(());
            }
            tx.save(&Mark::new(position, chains, &self.shared.trail_key))
                .await?;
            match tx.commit().await {
                Ok(()) => return Ok(()),
                Err(TxError::Conflict) => {}
                Err(TxError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Refusal::ConcurrentModification)
    }

    async fn events_after(
        &self,
        chain: Option<&Chain>,
        position: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let query = EventQuery {
            account: chain.map(|chain| chain.account().to_owned()),
            after: Some(position),
            limit: STEP_MAX,
            ..EventQuery::default()
        };
        self.shared.store.events(&query).await
    }
}

/// Whether there is a block of this chain.
pub(crate) async fn is_begun(store: &Store, chain: &Chain) -> Result<bool, StoreError> {
    is_any(store, records::scope_of(chain), Block::KIND).await
}

/// Whether any chain has a head.
pub(crate) async fn is_any_begun(store: &Store) -> Result<bool, StoreError> {
    is_any(store, INSTALLATION, Head::KIND).await
}

async fn is_any(store: &Store, account: &str, kind: &'static str) -> Result<bool, StoreError> {
    let scan = Scan {
        account: account.to_owned(),
        kind: kind.into(),
        prefix: String::new(),
        after: None,
        limit: 1,
    };
    Ok(!store.scan(&scan).await?.records.is_empty())
}

/// An event as the rules of the trail see it.
pub(crate) fn happened(stored: &StoredEvent) -> Happened<'_> {
    Happened {
        position: stored.position,
        at: stored.event.at,
        id: &stored.event.id,
        body: &stored.event.body,
    }
}
