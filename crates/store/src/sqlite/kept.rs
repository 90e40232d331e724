//! Rows that are kept in memory, bounded by their bytes.
//!
//! What was asked for since the hand of the clock last passed is spared once; what nobody asked for
//! again goes. So a long list that is read once does not push out what every request needs.
//!
//! Not here: whether what is kept is still true. See [`super::cache`].

use std::collections::HashMap;
use std::sync::Arc;

use crate::record::Key;

/// What an entry takes beside its texts and its body: the slot, the key's place, the allocations.
const ENTRY_BYTES: usize = 256;

/// Rows by their keys. That a row is absent is kept as well.
pub(super) struct Kept<V> {
    bytes_max: usize,
    bytes: usize,
    places: HashMap<Arc<Key>, usize>,
    slots: Vec<Slot<V>>,
    hand: usize,
}

struct Slot<V> {
    key: Arc<Key>,
    row: Option<V>,
    bytes: usize,
    /// Whether it was asked for since the hand passed.
    used: bool,
}

impl<V: Clone> Kept<V> {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            bytes_max,
            bytes: 0,
            places: HashMap::new(),
            slots: Vec::new(),
            hand: 0,
        }
    }

    /// The rows of all these keys in their order, or nothing when one of them is not kept.
    pub(super) fn all(&mut self, keys: &[Key]) -> Option<Vec<Option<V>>> {
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            let slot = &mut self.slots[*self.places.get(key)?];
            slot.used = true;
            rows.push(slot.row.clone());
        }
        Some(rows)
    }

    /// Keeps a row, or its absence, in the place of what was kept under the key. A row that is
    /// larger than everything that may be kept is not.
    pub(super) fn keep(&mut self, key: &Key, row: Option<V>, row_bytes: usize) {
        self.forget(key);
        let bytes = ENTRY_BYTES + key.account.len() + key.kind.len() + key.id.len() + row_bytes;
        if bytes > self.bytes_max {
            return;
        }
        while self.bytes + bytes > self.bytes_max {
            self.make_room();
        }
        let key = Arc::new(key.clone());
        self.bytes += bytes;
        self.places.insert(Arc::clone(&key), self.slots.len());
        self.slots.push(Slot {
            key,
            row,
            bytes,
            used: false,
        });
    }

    pub(super) fn forget(&mut self, key: &Key) {
        if let Some(at) = self.places.remove(key) {
            self.drop_slot(at);
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.bytes_max);
    }

    /// Moves the hand to something that was not used since it passed, and drops that. Ends within
    /// two rounds, because the first takes all marks away.
    fn make_room(&mut self) {
        loop {
            if self.hand >= self.slots.len() {
                self.hand = 0;
            }
            let Some(slot) = self.slots.get_mut(self.hand) else {
                return;
            };
            if !slot.used {
                break;
            }
            slot.used = false;
            self.hand += 1;
        }
        self.places.remove(&self.slots[self.hand].key);
        self.drop_slot(self.hand);
    }

    /// Drops a slot whose key has no place any more; the last slot comes into its place.
    fn drop_slot(&mut self, at: usize) {
        let dropped = self.slots.swap_remove(at);
        self.bytes -= dropped.bytes;
        if let Some(moved) = self.slots.get(at) {
            self.places.insert(Arc::clone(&moved.key), at);
        }
    }
}

#[cfg(test)]
impl<V> Kept<V> {
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.places.keys().map(|key| key.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn key(id: &str) -> Key {
        Key::new("", "t", id)
    }

    /// The bytes of an entry with an id of one letter and this row.
    fn entry(row_bytes: usize) -> usize {
        ENTRY_BYTES + 2 + row_bytes
    }

    fn is_kept(kept: &Kept<u8>, id: &str) -> bool {
        kept.places.contains_key(&key(id))
    }

    #[test]
    fn as_much_is_kept_as_fits_and_one_byte_more_pushes_something_out() {
        for (last, both) in [(100, true), (101, false)] {
            let mut kept = Kept::new(entry(50) + entry(100));
            kept.keep(&key("a"), Some(1), 50);
            kept.keep(&key("b"), Some(2), last);
            assert_eq!(is_kept(&kept, "a"), both, "{last}");
            assert!(is_kept(&kept, "b"));
            assert!(kept.bytes <= kept.bytes_max);
        }
    }

    #[test]
    fn a_row_larger_than_everything_is_not_kept_and_pushes_nothing_out() {
        let mut kept = Kept::new(entry(100));
        kept.keep(&key("a"), Some(1), 100);
        kept.keep(&key("b"), Some(2), 101);
        assert!(is_kept(&kept, "a") && !is_kept(&kept, "b"));
        // But what was kept under its key is no longer true.
        kept.keep(&key("a"), Some(3), 101);
        assert!(!is_kept(&kept, "a"));
        assert_eq!(kept.bytes, 0);
    }

    #[test]
    fn what_is_used_stays_and_what_is_read_once_goes() {
        let mut kept = Kept::new(entry(0) * 4);
        kept.keep(&key("u"), None, 0);
        for once in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            assert_eq!(kept.all(&[key("u")]), Some(vec![None]));
            kept.keep(&key(once), Some(1), 0);
        }
        assert!(is_kept(&kept, "u") && is_kept(&kept, "h") && !is_kept(&kept, "a"));
        assert_eq!(kept.slots.len(), 4);
    }

    #[test]
    fn rows_come_in_the_order_of_the_keys_and_all_or_none() {
        let mut kept = Kept::new(entry(0) * 4);
        kept.keep(&key("a"), Some(1), 0);
        kept.keep(&key("b"), None, 0);
        let keys = ["b", "a", "b"].map(key);
        assert_eq!(kept.all(&keys), Some(vec![None, Some(1), None]));
        assert_eq!(kept.all(&["a", "c"].map(key)), None);
        kept.clear();
        assert_eq!(kept.all(&[key("a")]), None);
    }

    proptest! {
        /// Whatever is kept and forgotten: an answer is the last one kept, and the bytes are right.
        #[test]
        fn an_answer_is_always_the_last_row_that_was_kept(
            steps in vec((0..8_u8, proptest::option::of(0..4_usize), any::<u8>()), 1..200)
        ) {
            let mut kept = Kept::new(entry(40) * 4);
            let mut model = BTreeMap::new();
            for (id, size, value) in steps {
                let key = key(&id.to_string());
                match size {
                    Some(size) => {
                        kept.keep(&key, Some(value), size * 20);
                        model.insert(key.clone(), value);
                    }
                    None if value % 2 == 0 => {
                        kept.forget(&key);
                        model.remove(&key);
                    }
                    None => {}
                }
                if let Some(found) = kept.all(std::slice::from_ref(&key)) {
                    assert_eq!(found[0].as_ref(), model.get(&key));
                }
                let bytes: usize = kept.slots.iter().map(|slot| slot.bytes).sum();
                assert_eq!(kept.bytes, bytes);
                assert!(bytes <= kept.bytes_max);
                assert_eq!(kept.places.len(), kept.slots.len());
                for (at, slot) in kept.slots.iter().enumerate() {
                    assert_eq!(kept.places[&slot.key], at);
                }
            }
        }
    }
}
