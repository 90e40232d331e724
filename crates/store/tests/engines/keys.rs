//! The order of keys, pages, and snapshots.

use store::limits::{MAX_BODY_BYTES, MAX_PAGE_BYTES, MAX_PAGE_RECORDS};
use store::{Body, Change, Key, Page, Put, Scan, Store};

use crate::bench::{
    ACCOUNT, Bench, changes, commit, create, delete, key, put, replace, text, version,
};

on_each_engine! {
    ids_come_in_the_order_of_their_bytes
    a_prefix_finds_what_begins_with_it_and_nothing_else
    a_scan_stays_in_its_account_and_kind
    pages_give_every_record_once
    a_page_begins_after_a_record_that_is_gone
    a_page_may_begin_before_its_prefix_or_behind_it
    a_page_without_room_tells_whether_there_is_more
    a_page_of_large_records_ends_early
    answers_stand_in_the_order_of_the_keys
    a_key_that_nothing_can_have_is_absent
    several_records_are_read_in_one_snapshot
}

/// Prefixes of each other, upper case, and characters whose order differs in UTF-16 (U+FF5E and
/// U+1F600) or in a Japanese collation.
const IDS: [&str; 14] = [
    "b", "a", "ab", "a\u{1}", "a b", "B", "z", "é", "Ω", "花子", "カ", "か", "～", "😀",
];

async fn ids_come_in_the_order_of_their_bytes(Bench { store, .. }: Bench) {
    for id in IDS {
        commit(&store, [create(id, id)]).await.unwrap();
    }
    let mut sorted = IDS.map(str::to_owned);
    sorted.sort_by(|one, two| one.as_bytes().cmp(two.as_bytes()));
    assert_eq!(ids(&scan(&store, "", None, 100).await), sorted);
}

async fn a_prefix_finds_what_begins_with_it_and_nothing_else(Bench { store, .. }: Bench) {
    commit(&store, IDS.map(|id| create(id, id))).await.unwrap();
    for prefix in ["a", "ab", "花", "x", "z", "～", "😀", "\u{10ffff}"] {
        let mut expected: Vec<_> = IDS.iter().filter(|id| id.starts_with(prefix)).collect();
        expected.sort();
        let page = scan(&store, prefix, None, 100).await;
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), expected, "{prefix}");
        assert!(!page.more);
    }
}

async fn a_scan_stays_in_its_account_and_kind(Bench { store, .. }: Bench) {
    let near = [
        (ACCOUNT, "thing", "b"),
        (ACCOUNT, "thin", "b"),
        (ACCOUNT, "things", "b"),
        ("11111111111", "thing", "b"),
        ("1111111111111", "thing", "b"),
        ("", "thing", "b"),
    ];
    for (account, kind, id) in near {
        let put = Put {
            key: Key::new(account, kind, id),
            ..put(id, kind)
        };
        commit(&store, [Change::Create(put)]).await.unwrap();
    }
    for after in [None, Some("a")] {
        let page = scan(&store, "", after, 100).await;
        assert_eq!(ids(&page), ["b"]);
        assert_eq!(page.records[0].key, key("b"));
    }
}

async fn pages_give_every_record_once(Bench { store, .. }: Bench) {
    let names: Vec<_> = (0..10).map(|number| format!("id-{number}")).collect();
    let list: Vec<_> = names.iter().map(|id| create(id, id)).collect();
    commit(&store, list).await.unwrap();
    for limit in [1, 3, 5, 9, 10, 11, MAX_PAGE_RECORDS] {
        let mut seen = Vec::new();
        loop {
            let after = seen.last().map(String::as_str);
            let page = scan(&store, "id-", after, limit).await;
            assert!(page.records.len() <= limit);
            seen.extend(ids(&page));
            assert_eq!(page.more, seen.len() < names.len(), "limit {limit}");
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, names, "limit {limit}");
    }
}

async fn a_page_begins_after_a_record_that_is_gone(Bench { store, .. }: Bench) {
    commit(&store, ["a", "b", "c"].map(|id| create(id, id)))
        .await
        .unwrap();
    let gone = delete("b", version(&store, "b").await);
    commit(&store, [gone]).await.unwrap();
    assert_eq!(ids(&scan(&store, "", Some("b"), 10).await), ["c"]);
}

async fn a_page_may_begin_before_its_prefix_or_behind_it(Bench { store, .. }: Bench) {
    commit(&store, ["a", "m1", "m2", "z"].map(|id| create(id, id)))
        .await
        .unwrap();
    assert_eq!(ids(&scan(&store, "m", Some("a"), 10).await), ["m1", "m2"]);
    assert_eq!(ids(&scan(&store, "m", Some("m1"), 10).await), ["m2"]);
    assert_eq!(ids(&scan(&store, "m", Some("n"), 10).await), [""; 0]);
}

async fn a_page_without_room_tells_whether_there_is_more(Bench { store, .. }: Bench) {
    assert!(!scan(&store, "", None, 0).await.more);
    commit(&store, [create("a", "a")]).await.unwrap();
    let page = scan(&store, "", None, 0).await;
    assert!(page.records.is_empty() && page.more);
}

async fn a_page_of_large_records_ends_early(Bench { store, .. }: Bench) {
    let fitting = MAX_PAGE_BYTES / MAX_BODY_BYTES;
    for number in 0..=fitting {
        let large = Put {
            body: Body::Plain(vec![b'x'; MAX_BODY_BYTES]),
            ..put(&format!("{number:03}"), "")
        };
        commit(&store, [Change::Create(large)]).await.unwrap();
    }
    let page = scan(&store, "", None, MAX_PAGE_RECORDS).await;
    assert_eq!((page.records.len(), page.more), (fitting, true));
    let last = page.records.last().map(|record| record.key.id.as_str());
    let rest = scan(&store, "", last, MAX_PAGE_RECORDS).await;
    assert_eq!((rest.records.len(), rest.more), (1, false));
}

async fn answers_stand_in_the_order_of_the_keys(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "1"), create("b", "2")])
        .await
        .unwrap();
    let found = store.read(&["b", "none", "a", "b"].map(key)).await.unwrap();
    let ids: Vec<_> = found
        .iter()
        .map(|record| record.as_ref().map(|record| record.key.id.as_str()))
        .collect();
    assert_eq!(ids, [Some("b"), None, Some("a"), Some("b")]);
    assert!(store.read(&[]).await.unwrap().is_empty());
}

async fn a_key_that_nothing_can_have_is_absent(Bench { store, .. }: Bench) {
    let strange = ["", "a\0b", &"x".repeat(100_000)].map(key);
    let found = store.read(&strange).await.unwrap();
    assert!(found.iter().all(Option::is_none));
}

async fn several_records_are_read_in_one_snapshot(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "0"), create("z", "0")])
        .await
        .unwrap();
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for round in 1..=200 {
                let (a, z) = (version(&store, "a").await, version(&store, "z").await);
                let round = round.to_string();
                let both = [replace("a", &round, a), replace("z", &round, z)];
                store.commit(changes(both)).await.unwrap();
            }
        }
    });
    while !writer.is_finished() {
        let pair = store.read(&[key("a"), key("z")]).await.unwrap();
        let [Some(a), Some(z)] = &pair[..] else {
            panic!("{pair:?}");
        };
        assert_eq!(a.body.bytes(), z.body.bytes());
        tokio::task::yield_now().await;
    }
    writer.await.unwrap();
    assert_eq!(text(&store, "z").await.unwrap(), "200");
}

async fn scan(store: &Store, prefix: &str, after: Option<&str>, limit: usize) -> Page {
    let scan = Scan {
        account: ACCOUNT.into(),
        kind: "thing".into(),
        prefix: prefix.into(),
        after: after.map(Into::into),
        limit,
    };
    store.scan(&scan).await.unwrap()
}

fn ids(page: &Page) -> Vec<String> {
    let ids = page.records.iter().map(|record| record.key.id.clone());
    ids.collect()
}
