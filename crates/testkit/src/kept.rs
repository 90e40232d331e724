//! Everything that is kept, as whoever has the machine and the master key can read it.

use store::{EventQuery, Key};

use crate::world::World;

/// Most records and events that are read at once.
const PAGE: usize = 500;

/// A record or an event.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The account under which it lies; `-` or nothing for the installation.
    pub account: String,
    /// What kind of record it is; `event` for an event.
    pub kind: String,
    /// Its key and all that it says, opened if it was sealed.
    pub text: String,
}

impl World {
    /// Every record and every event, of whatever kind.
    pub fn keeps(&self) -> Vec<Kept> {
        let (world, mut kept) = (self.inner(), Vec::new());
        let store = world.store();
        let snapshot = world.run(store.snapshot()).expect("the store answers");
        let mut after: Option<Key> = None;
        loop {
            let page = snapshot.page(after.as_ref(), PAGE).expect("it can be read");
            let Some(last) = page.last() else { break };
            after = Some(last.key.clone());
            kept.extend(page.into_iter().map(|entry| {
                let record = entry.record.expect("every record opens");
                let body = String::from_utf8_lossy(record.body.bytes()).into_owned();
                Kept {
                    account: record.key.account.clone(),
                    kind: record.key.kind.to_string(),
                    text: format!("{} {body}", record.key),
                }
            }));
        }
        let mut position = None;
        loop {
            let query = EventQuery {
                after: position,
                limit: PAGE,
                ..EventQuery::default()
            };
            let page = world.run(store.events(&query)).expect("the store answers");
            let Some(last) = page.last() else {
                return kept;
            };
            position = Some(last.position);
            kept.extend(page.into_iter().map(|stored| Kept {
                account: stored.event.account,
                kind: "event".to_owned(),
                text: String::from_utf8_lossy(&stored.event.body).into_owned(),
            }));
        }
    }
}
