//! Every maximum: what reaches it is taken, what is one more is refused and changes nothing.

use store::limits::{
    MAX_ACCOUNT_BYTES, MAX_BATCH_BYTES, MAX_BATCH_CHANGES, MAX_BATCH_EVENTS, MAX_BATCH_EXPECTS,
    MAX_BODY_BYTES, MAX_ID_BYTES, MAX_KIND_BYTES, MAX_NOTE_BYTES, MAX_NOTES, MAX_PAGE_RECORDS,
    MAX_READ_KEYS,
};
use store::{
    Batch, Body, Change, CommitError, Event, EventQuery, Key, Note, Put, Scan, Store, StoreError,
    TooLarge,
};

use crate::bench::{Bench, changes, create, event, events, key, put};

on_each_engine! {
    a_batch_has_a_maximum_of_expectations
    a_batch_has_a_maximum_of_changes
    a_batch_has_a_maximum_of_events
    a_batch_has_a_maximum_of_bytes
    a_body_has_a_maximum_of_bytes
    a_sealed_body_has_the_same_maximum_as_a_plain_one
    an_event_has_a_maximum_of_bytes
    each_part_of_a_key_has_a_maximum_of_bytes
    a_read_has_a_maximum_of_keys
    a_page_has_a_maximum_of_entries
    notes_have_a_maximum_of_number_and_bytes
    a_malformed_key_is_refused_with_the_reason
}

async fn a_batch_has_a_maximum_of_expectations(Bench { store, .. }: Bench) {
    let expecting = |count| Batch {
        expect: (0..count).map(|n| (key(&n.to_string()), None)).collect(),
        ..Batch::default()
    };
    taken_up_to(&store, MAX_BATCH_EXPECTS, expecting).await;
}

async fn a_batch_has_a_maximum_of_changes(Bench { store, .. }: Bench) {
    let changing = |count| {
        let list: Vec<_> = (0..count).map(|n| create(&n.to_string(), "")).collect();
        changes(list)
    };
    taken_up_to(&store, MAX_BATCH_CHANGES, changing).await;
}

async fn a_batch_has_a_maximum_of_events(Bench { store, .. }: Bench) {
    let telling = |count| {
        let list: Vec<_> = (0..count).map(|n: usize| event(&n.to_string())).collect();
        events(list)
    };
    taken_up_to(&store, MAX_BATCH_EVENTS, telling).await;
}

async fn a_batch_has_a_maximum_of_bytes(Bench { store, .. }: Bench) {
    let heavy = |bytes: usize| {
        let full = vec![b'x'; MAX_BODY_BYTES];
        let (whole, rest) = (bytes / MAX_BODY_BYTES, bytes % MAX_BODY_BYTES);
        // Half of them in records, half in events: all bodies count.
        let records = (0..whole / 2).map(|n| with_body(&n.to_string(), &full));
        let told = (whole / 2..whole).map(|_| with_text(&full));
        Batch {
            changes: records.chain([with_body("rest", &full[..rest])]).collect(),
            events: told.collect(),
            ..Batch::default()
        }
    };
    taken_up_to(&store, MAX_BATCH_BYTES, heavy).await;
}

async fn a_body_has_a_maximum_of_bytes(Bench { store, .. }: Bench) {
    let large = |bytes| changes([with_body("a", &vec![b'x'; bytes])]);
    taken_up_to(&store, MAX_BODY_BYTES, large).await;
}

async fn a_sealed_body_has_the_same_maximum_as_a_plain_one(Bench { store, .. }: Bench) {
    let large = |bytes| {
        let body = Body::sealed(vec![b'x'; bytes]);
        changes([Change::Create(Put {
            body,
            ..put("a", "")
        })])
    };
    taken_up_to(&store, MAX_BODY_BYTES, large).await;
    let found = store.read(&[key("a")]).await.unwrap().remove(0).unwrap();
    assert_eq!(found.body.bytes().len(), MAX_BODY_BYTES);
}

async fn an_event_has_a_maximum_of_bytes(Bench { store, .. }: Bench) {
    let large = |bytes| events([with_text(&vec![b'x'; bytes])]);
    taken_up_to(&store, MAX_BODY_BYTES, large).await;
    let named = |bytes| {
        let id = "x".repeat(bytes);
        events([Event { id, ..event("a") }])
    };
    taken_up_to(&store, MAX_ID_BYTES, named).await;
    let placed = |bytes| {
        let account = "x".repeat(bytes);
        events([Event {
            account,
            ..event("a")
        }])
    };
    taken_up_to(&store, MAX_ACCOUNT_BYTES, placed).await;
}

async fn each_part_of_a_key_has_a_maximum_of_bytes(Bench { store, .. }: Bench) {
    let named = |key| changes([Change::Create(Put { key, ..put("", "") })]);
    // Three bytes for each character: bytes are counted, not characters.
    let long = |bytes: usize| "花".repeat(bytes / 3) + &"x".repeat(bytes % 3);
    let account = |bytes| named(Key::new(long(bytes), "thing", "a"));
    taken_up_to(&store, MAX_ACCOUNT_BYTES, account).await;
    let kind = |bytes| named(Key::new("", "k".repeat(bytes), "a"));
    taken_up_to(&store, MAX_KIND_BYTES, kind).await;
    let id = |bytes| named(Key::new("", "thing", long(bytes)));
    taken_up_to(&store, MAX_ID_BYTES, id).await;
}

async fn a_read_has_a_maximum_of_keys(Bench { store, .. }: Bench) {
    let mut keys = vec![key("a"); MAX_READ_KEYS];
    assert_eq!(store.read(&keys).await.unwrap().len(), MAX_READ_KEYS);
    assert_eq!(store.notes(&keys).await.unwrap().len(), MAX_READ_KEYS);
    keys.push(key("a"));
    one_too_many(MAX_READ_KEYS, store.read(&keys).await);
    one_too_many(MAX_READ_KEYS, store.notes(&keys).await);
}

async fn a_page_has_a_maximum_of_entries(Bench { store, .. }: Bench) {
    let scan = |limit| Scan {
        limit,
        ..Scan::default()
    };
    let query = |limit| EventQuery {
        limit,
        ..EventQuery::default()
    };
    store.scan(&scan(MAX_PAGE_RECORDS)).await.unwrap();
    store.events(&query(MAX_PAGE_RECORDS)).await.unwrap();
    let over = MAX_PAGE_RECORDS + 1;
    one_too_many(MAX_PAGE_RECORDS, store.scan(&scan(over)).await);
    one_too_many(MAX_PAGE_RECORDS, store.events(&query(over)).await);
}

async fn notes_have_a_maximum_of_number_and_bytes(Bench { store, .. }: Bench) {
    let note = |bytes| Note {
        key: key("a"),
        body: vec![b'x'; bytes],
    };
    store.note(vec![note(1); MAX_NOTES]).await.unwrap();
    one_too_many(MAX_NOTES, store.note(vec![note(1); MAX_NOTES + 1]).await);
    store.note(vec![note(MAX_NOTE_BYTES)]).await.unwrap();
    let over = store.note(vec![note(2), note(MAX_NOTE_BYTES + 1)]).await;
    one_too_many(MAX_NOTE_BYTES, over);
    let left = store.notes(&[key("a")]).await.unwrap().remove(0).unwrap();
    assert_eq!(left.len(), MAX_NOTE_BYTES);
}

async fn a_malformed_key_is_refused_with_the_reason(Bench { store, .. }: Bench) {
    let table = [
        (Key::new("", "", "a"), "kind"),
        (Key::new("", "Thing", "a"), "kind"),
        (Key::new("", "a/b", "a"), "kind"),
        (Key::new("", "物", "a"), "kind"),
        (Key::new("", "thing", ""), "empty"),
        (Key::new("", "thing", "a\0"), "NUL"),
        (Key::new("\0", "thing", "a"), "NUL"),
    ];
    for (key, reason) in table {
        let change = Change::Create(Put {
            key: key.clone(),
            ..put("", "")
        });
        let expecting = Batch {
            expect: vec![(key.clone(), None)],
            ..Batch::default()
        };
        for batch in [changes([change]), expecting] {
            let Err(CommitError::BadKey(refusal)) = store.commit(batch).await else {
                panic!("{key:?} was taken");
            };
            assert!(refusal.reason.contains(reason), "{refusal}");
        }
        let body = Vec::new();
        let refusal = store.note(vec![Note { key, body }]).await;
        assert!(matches!(refusal, Err(StoreError::BadKey(_))));
    }
}

/// The largest batch is committed; one that is larger by one is refused and leaves nothing.
async fn taken_up_to(store: &Store, max: usize, batch: impl Fn(usize) -> Batch) {
    let before = count(store).await;
    let Err(CommitError::TooLarge(refusal)) = store.commit(batch(max + 1)).await else {
        panic!("{} were taken", max + 1);
    };
    assert_eq!((refusal.found, refusal.max), (max + 1, max), "{refusal}");
    assert_eq!(count(store).await, before);
    store.commit(batch(max)).await.unwrap();
}

fn one_too_many<T>(max: usize, answer: Result<T, StoreError>) {
    match answer.err() {
        Some(StoreError::TooLarge(TooLarge {
            found, max: named, ..
        })) => {
            assert_eq!((found, named), (max + 1, max));
        }
        other => panic!("{other:?}"),
    }
}

async fn count(store: &Store) -> (usize, usize) {
    let scan = Scan {
        account: key("").account,
        kind: "thing".into(),
        limit: MAX_PAGE_RECORDS,
        ..Scan::default()
    };
    let query = EventQuery {
        limit: MAX_PAGE_RECORDS,
        ..EventQuery::default()
    };
    let records = store.scan(&scan).await.unwrap().records.len();
    (records, store.events(&query).await.unwrap().len())
}

fn with_body(id: &str, body: &[u8]) -> Change {
    Change::Create(Put {
        body: Body::Plain(body.to_vec()),
        ..put(id, "")
    })
}

fn with_text(body: &[u8]) -> Event {
    Event {
        body: body.to_vec(),
        ..event("large")
    }
}
