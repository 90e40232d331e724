//! The trail, as the operator reads it.

use rules::AccountId;
use serde_json::Value;
use store::EventQuery;

use crate::call::{Answer, Call, Operation};
use crate::refusal::Refusal;

/// Most events of one answer.
pub const PAGE_MAX: usize = 500;

/// Who did what.
#[derive(Clone, Debug, Default)]
pub struct LookupEvents {
    /// Only of this account.
    pub account: Option<AccountId>,
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

impl Operation for LookupEvents {
    type Output = Vec<EventView>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<EventView>>, Refusal> {
        let query = EventQuery {
            account: self
                .account
                .as_ref()
                .map(|account| account.as_str().to_owned()),
            after: self.after,
            before: self.before,
            newest_first: self.newest_first,
            limit: self.limit.min(PAGE_MAX),
        };
        let found = call.shared.store.events(&query).await?;
        let view = |stored: store::StoredEvent| {
            let event = serde_json::from_slice(&stored.event.body).map_err(|_| {
                Refusal::Unavailable(format!("event {} cannot be read", stored.event.id))
            })?;
            Ok(EventView {
                position: stored.position,
                event,
            })
        };
        found
            .into_iter()
            .map(view)
            .collect::<Result<_, Refusal>>()
            .map(Answer::Done)
    }
}
