//! Attempts at the door on names that nobody has: counted by network, and told in one event a minute.
//!
//! Strangers can make as many of them as they like, so there is no event for each; and what they typed
//! is often a password in the wrong field, so it is not kept.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::Service;
use crate::records::{Tx, TxError};
use crate::refusal::Refusal;
use crate::secrets;
use crate::visitor::Visitor;

/// Most networks that are told apart in a minute; the attempts from others are counted together.
const NETWORKS_MAX: usize = 100;
/// The others.
const OTHERS: &str = "others";
/// What CloudTrail writes in the place of a name that nobody has.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// What was counted since it was told last.
#[derive(Default)]
pub(crate) struct Strangers(Mutex<BTreeMap<String, u64>>);

impl Strangers {
    /// Counts an attempt from this network.
    pub(crate) fn count(&self, network: &str) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = counted.contains_key(network) || counted.len() < NETWORKS_MAX;
        let network = if has_room { network } else { OTHERS };
        *counted.entry(network.to_owned()).or_default() += 1;
    }

    fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Service {
    /// Tells what was counted. What cannot be written now is lost: it decides nothing.
    pub(crate) async fn tell_of_strangers(&self) -> Result<(), Refusal> {
        let counted = self.shared.strangers.take();
        if counted.is_empty() {
            return Ok(());
        }
        let attempts: u64 = counted.values().sum();
        let mut tx = Tx::begin(&self.shared.store).await?;
        let mut draft = Draft::of_installation("ConsoleLogin", SIGN_IN, Who::Nobody);
        draft.parameters = json!({ "userName": HIDDEN });
        draft.response = json!({ "ConsoleLogin": "Failure" });
        draft.additional = json!({
            "attempts": attempts,
            "networks": counted,
            "reason": "No username found in supplied account",
        });
        let visitor = Visitor {
            request_id: self.shared.draw(secrets::random_id),
            ..Visitor::default()
        };
        let id = self.shared.draw(secrets::random_id);
        let now = tx.now;
        tx.append(draft.event(id, now, &visitor));
        tx.commit().await.map_err(|error: TxError| error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_network_and_beyond_the_maximum_together() {
        let strangers = Strangers::default();
        for nth in 0..=NETWORKS_MAX {
            strangers.count(&format!("2001:db8:{nth:x}::/64"));
        }
        strangers.count("2001:db8:0::/64");
        strangers.count("192.0.2.1/32");
        let counted = strangers.take();
        assert_eq!(counted.len(), NETWORKS_MAX + 1);
        assert_eq!(counted["2001:db8:0::/64"], 2);
        assert_eq!(counted[OTHERS], 2);
        assert!(strangers.take().is_empty());
    }
}
