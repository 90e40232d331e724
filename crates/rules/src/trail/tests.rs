//! Chains that are generated, and everything that somebody could do to them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::verify::{Finding, Walk, Wrong};
use super::*;

#[derive(Clone, Debug)]
struct Event {
    position: u64,
    at: Timestamp,
    id: String,
    body: String,
}

impl Event {
    fn happened(&self) -> Happened<'_> {
        Happened {
            position: self.position,
            at: self.at,
            id: &self.id,
            body: self.body.as_bytes(),
        }
    }
}

/// What lies in a database.
#[derive(Clone, Debug)]
struct Kept {
    head: Head,
    blocks: BTreeMap<u64, Block>,
    events: Vec<Event>,
}

fn key(byte: u8) -> TrailKey {
    TrailKey::new(format!("key-{byte}"), Zeroizing::new([byte; 32]))
}

fn chain() -> Chain {
    Chain::of("123456789012").unwrap()
}

fn start() -> Timestamp {
    "2024-07-16T23:00:00Z".parse().unwrap()
}

/// Events one minute apart, at every second position: others lie between them.
fn events(count: usize) -> Vec<Event> {
    (1u64..=count as u64)
        .map(|nth| Event {
            position: 2 * nth,
            at: start() + SignedDuration::from_mins(i64::try_from(nth).unwrap()),
            id: format!("{nth:032x}"),
            body: format!("{{\"nth\":{nth}}}"),
        })
        .collect()
}

/// Seals events as they come, so many at a time.
fn sealed(events: Vec<Event>, portions: &[usize]) -> Kept {
    let mut kept = Kept {
        head: Head::begin(chain(), &key(1)),
        blocks: BTreeMap::new(),
        events,
    };
    let mut from = 0usize;
    for portion in portions.iter().chain([&usize::MAX]) {
        let to = from.saturating_add(*portion).min(kept.events.len());
        let new: Vec<Happened<'_>> = kept.events[from..to].iter().map(Event::happened).collect();
        let last = kept
            .head
            .last_block
            .and_then(|first| kept.blocks.get(&first));
        for block in kept.head.append(last.cloned(), &new, &key(1)) {
            kept.blocks.insert(block.first(), block);
        }
        from = to;
    }
    kept
}

fn walked(kept: &Kept, exported: &[Head]) -> Vec<Finding> {
    let mut walk = Walk::begin(&key(1), kept.head.clone(), exported);
    let between = |from: u64, to: u64| -> Vec<Happened<'_>> {
        let wanted = |event: &&Event| event.position > from && event.position <= to;
        kept.events
            .iter()
            .filter(wanted)
            .map(Event::happened)
            .collect()
    };
    for block in kept.blocks.values() {
        walk.open(block.clone());
        // In portions, as they are read from a store.
        for some in between(walk.position(), walk.through()).chunks(7) {
            walk.meet(some);
        }
        walk.close();
    }
    walk.meet(&between(walk.position(), kept.head.position));
    walk.arrive();
    walk.take_findings()
}

fn wrongs(found: &[Finding]) -> Vec<(Wrong, Option<u64>)> {
    found
        .iter()
        .map(|found| (found.wrong, found.number))
        .collect()
}

fn any_kept() -> impl Strategy<Value = Kept> {
    let portions = prop::collection::vec(0usize..200, 0..12);
    (2usize..700, portions).prop_map(|(count, portions)| sealed(events(count), &portions))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn op_2_what_was_left_alone_is_found_whole(kept in any_kept()) {
        prop_assert_eq!(walked(&kept, std::slice::from_ref(&kept.head)), []);
        prop_assert_eq!(kept.head.count, kept.events.len() as u64);
        for block in kept.blocks.values() {
            prop_assert!(block.entries().len() <= BLOCK_EVENTS_MAX);
            let days: Vec<i64> = block.entries().iter().map(|entry| day_of(entry.at)).collect();
            prop_assert!(days.windows(2).all(|two| two[0] == two[1]), "one day in a block");
        }
    }

    #[test]
    fn op_2_a_changed_event_is_named(kept in any_kept(), nth: prop::sample::Index, what in 0..3) {
        let mut kept = kept;
        let nth = nth.index(kept.events.len());
        let event = &mut kept.events[nth];
        match what {
            0 => event.body.push(' '),
            1 => event.at += SignedDuration::from_micros(1),
            _ => event.id.push('0'),
        }
        let found = walked(&kept, &[]);
        prop_assert_eq!(wrongs(&found), [(Wrong::Changed, Some(nth as u64 + 1))]);
        prop_assert_eq!(found[0].id.clone(), Some(format!("{:032x}", nth + 1)));
    }

    #[test]
    fn op_2_a_missing_event_is_named(kept in any_kept(), nth: prop::sample::Index) {
        let mut kept = kept;
        let nth = nth.index(kept.events.len());
        let gone = kept.events.remove(nth);
        let found = walked(&kept, &[]);
        prop_assert_eq!(wrongs(&found), [(Wrong::Missing, Some(nth as u64 + 1))]);
        prop_assert_eq!((&found[0].id, found[0].at), (&Some(gone.id), Some(gone.at)));
    }

    #[test]
    fn op_2_an_event_that_was_put_in_is_named(kept in any_kept(), nth: prop::sample::Index) {
        let mut kept = kept;
        let nth = nth.index(kept.events.len());
        let strange = Event { position: 2 * nth as u64 + 1, id: "strange".into(), ..kept.events[nth].clone() };
        kept.events.insert(nth, strange);
        let found = walked(&kept, &[]);
        prop_assert_eq!(wrongs(&found), [(Wrong::PutIn, None)]);
        prop_assert_eq!(found[0].id.as_deref(), Some("strange"));
    }

    #[test]
    fn op_2_two_events_in_each_others_place_are_both_named(
        kept in any_kept(), one: prop::sample::Index, other: prop::sample::Index,
    ) {
        let mut kept = kept;
        let (one, other) = (one.index(kept.events.len()), other.index(kept.events.len()));
        prop_assume!(one != other);
        kept.events.swap(one, other);
        let at = kept.events[one].position;
        kept.events[one].position = kept.events[other].position;
        kept.events[other].position = at;
        let numbers: Vec<_> = wrongs(&walked(&kept, &[]));
        let (low, high) = (one.min(other) as u64 + 1, one.max(other) as u64 + 1);
        prop_assert_eq!(numbers.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [Some(low), Some(high)]);
        prop_assert!(numbers.iter().all(|(wrong, _)| matches!(wrong, Wrong::Moved | Wrong::Changed)));
    }

    #[test]
    fn op_2_a_rewritten_line_of_the_seal_is_named(kept in any_kept(), nth: prop::sample::Index) {
        // With the database alone, a line can be given no code that fits.
        let mut kept = kept;
        let nth = nth.index(kept.events.len());
        kept.events[nth].body = "{}".into();
        let event = kept.events[nth].clone();
        let entry = Entry::seal(&key(2), &chain(), nth as u64 + 1, &event.happened());
        for block in kept.blocks.values_mut() {
            for line in &mut block.entries {
                if line.number == entry.number {
                    *line = entry.clone();
                }
            }
        }
        let found = walked(&kept, &[]);
        prop_assert!(wrongs(&found).contains(&(Wrong::Changed, Some(nth as u64 + 1))), "{found:?}");
    }

    #[test]
    fn op_2_an_event_that_is_gone_with_its_line_is_named(kept in any_kept(), nth: prop::sample::Index) {
        let mut kept = kept;
        let nth = nth.index(kept.events.len());
        kept.events.remove(nth);
        let number = nth as u64 + 1;
        for block in kept.blocks.values_mut() {
            block.entries.retain(|line| line.number != number);
        }
        kept.blocks.retain(|_, block| !block.entries.is_empty());
        let found = walked(&kept, &[]);
        let named = |found: &Finding| {
            found.number == Some(number) && matches!(found.wrong, Wrong::SealMissing | Wrong::CutOff)
        };
        prop_assert!(found.iter().any(named), "{found:?}");
    }

    #[test]
    fn op_2_a_chain_that_was_cut_back_is_found(kept in any_kept(), nth: prop::sample::Index) {
        let exported = kept.head.clone();
        let left = nth.index(kept.events.len());
        // Without the key: the head stays, or is written with another one.
        let mut cut = kept.clone();
        cut.events.truncate(left);
        cut.blocks.retain(|first, _| *first <= left as u64);
        for block in cut.blocks.values_mut() {
            block.entries.retain(|entry| entry.number <= left as u64);
        }
        let whole = (Wrong::CutOff, Some(left as u64 + 1));
        prop_assert_eq!(wrongs(&walked(&cut, &[])), [whole]);
        let mut forged = sealed(cut.events.clone(), &[]);
        cut.head = { forged.head.sign(&key(2)); forged.head };
        prop_assert!(wrongs(&walked(&cut, &[])).contains(&(Wrong::HeadForged, None)));
        // With both, only a head that was exported knows better.
        let again = sealed(kept.events[..left].to_vec(), &[]);
        prop_assert_eq!(wrongs(&walked(&again, &[])), []);
        prop_assert_eq!(
            wrongs(&walked(&again, &[exported])),
            [(Wrong::CutBack, Some(left as u64 + 1))]
        );
    }

    #[test]
    fn op_2_a_chain_that_was_sealed_anew_is_found_by_exported_heads(
        kept in any_kept(), nth: prop::sample::Index, early in 1usize..20,
    ) {
        let nth = nth.index(kept.events.len());
        let mut events = kept.events.clone();
        events[nth].body = "{}".into();
        let again = sealed(events, &[]);
        prop_assert_eq!(wrongs(&walked(&again, &[])), []);
        let early = sealed(kept.events[..early.min(kept.events.len())].to_vec(), &[]).head;
        let found = walked(&again, &[kept.head.clone(), early.clone()]);
        let first = if (nth as u64) < early.count { 1 } else { early.count + 1 };
        prop_assert_eq!(found[0].wrong, Wrong::SealedAnew);
        prop_assert_eq!(found[0].number, Some(first));
    }

    #[test]
    fn op_2_what_a_purge_leaves_verifies_and_says_what_went(kept in any_kept(), blocks in 0usize..6) {
        let exported = kept.head.clone();
        let mut kept = kept;
        let cut: Vec<Block> = kept.blocks.values().take(blocks).cloned().collect();
        for block in &cut {
            prop_assert!(kept.head.cut(block, start(), "operator:alice", &key(1)));
            prop_assert!(!kept.head.cut(block, start(), "operator:alice", &key(1)), "not twice");
            kept.blocks.remove(&block.first());
            kept.events.retain(|event| event.position > block.last().unwrap().position);
        }
        prop_assert_eq!(walked(&kept, std::slice::from_ref(&exported)), []);
        if let Some(last) = cut.last().and_then(Block::last) {
            let stump = kept.head.stump.clone().unwrap();
            prop_assert_eq!((stump.count, stump.until), (last.number, last.at));
            prop_assert_eq!(stump.from, cut[0].entries[0].at);
            // The chain goes on, also where nothing was left of it.
            let sealed = usize::try_from(exported.count).unwrap();
            let more = events(sealed + 3);
            let new: Vec<_> = more[sealed..].iter().map(Event::happened).collect();
            let open = kept.head.last_block.and_then(|first| kept.blocks.get(&first)).cloned();
            let new = kept.head.append(open, &new, &key(1));
            kept.blocks.extend(new.into_iter().map(|block| (block.first(), block)));
            kept.events.extend(more[sealed..].iter().cloned());
            prop_assert_eq!(walked(&kept, std::slice::from_ref(&exported)), []);
            // Whoever changes the stump has no code for it.
            kept.head.stump.as_mut().unwrap().by = "operator:mallory".into();
            prop_assert!(wrongs(&walked(&kept, &[])).contains(&(Wrong::HeadForged, None)));
        }
    }
}

#[test]
fn a_full_block_fits_into_a_record() {
    let far = u64::MAX - 1000;
    let events: Vec<Event> = (0..=BLOCK_EVENTS_MAX as u64)
        .map(|nth| Event {
            position: far + nth,
            at: start(),
            id: "f".repeat(32),
            body: String::new(),
        })
        .collect();
    let mut head = Head::begin(chain(), &key(1));
    head.count = far;
    let events: Vec<Happened<'_>> = events.iter().map(Event::happened).collect();
    let blocks = head.append(None, &events, &key(1));
    let sizes: Vec<usize> = blocks.iter().map(|block| block.entries.len()).collect();
    assert_eq!(sizes, [BLOCK_EVENTS_MAX, 1]);
    let body = serde_json::to_vec(&blocks[0]).unwrap();
    assert!(body.len() <= 64 * 1024, "{} bytes", body.len());
}

#[test]
fn sparse_events_are_taken_in_by_and_by() {
    let mut events = events(BLOCKS_AT_ONCE * 2 + 1);
    for (day, event) in events.iter_mut().enumerate() {
        event.at = start() + SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
    }
    let events: Vec<Happened<'_>> = events.iter().map(Event::happened).collect();
    let mut head = Head::begin(chain(), &key(1));
    let mut steps = Vec::new();
    while head.count < events.len() as u64 {
        steps.push(head.append(None, &events, &key(1)).len());
    }
    assert_eq!(steps, [BLOCKS_AT_ONCE, BLOCKS_AT_ONCE, 1]);
}

#[test]
fn a_mark_counts_only_with_its_key() {
    let mark = Mark::new(7, 2, &key(1));
    assert!(mark.is_signed(&key(1)));
    assert!(!mark.is_signed(&key(2)));
    let moved = Mark {
        position: 8,
        ..mark.clone()
    };
    assert!(!moved.is_signed(&key(1)));
    assert!(!Mark { chains: 1, ..mark }.is_signed(&key(1)));
}

#[test]
fn a_key_tells_its_name_only() {
    assert_eq!(format!("{:?}", key(7)), "TrailKey(key-7)");
}
