//! Events: appended with a change, in order, and found again.

use store::{Batch, CommitError, Event, EventQuery, Removal, Timestamp};

use crate::bench::{
    ACCOUNT, Bench, commit, create, event, events, key, replace, text, told, version,
};

on_each_engine! {
    events_are_told_in_the_order_of_their_commits
    a_query_narrows_by_account_and_position
    a_later_commit_has_a_higher_position
    an_event_comes_with_its_change_or_not_at_all
    an_event_is_kept_as_it_was_given_to_the_microsecond
    positions_beyond_every_number_are_understood
    old_events_of_an_account_go_with_their_batch_and_positions_are_not_used_again
    now_is_the_clock_to_the_microsecond
}

async fn events_are_told_in_the_order_of_their_commits(Bench { store, .. }: Bench) {
    store
        .commit(events([event("b"), event("a")]))
        .await
        .unwrap();
    store.commit(events([event("c")])).await.unwrap();
    assert_eq!(told(&store).await, ["b", "a", "c"]);
}

async fn a_query_narrows_by_account_and_position(Bench { store, .. }: Bench) {
    for (nth, account) in ["x", "y", "x", "x", "y", "x"].into_iter().enumerate() {
        let event = Event {
            account: account.into(),
            ..event(&nth.to_string())
        };
        store.commit(events([event])).await.unwrap();
    }
    let all = EventQuery {
        limit: 10,
        ..EventQuery::default()
    };
    let positions: Vec<_> = store.events(&all).await.unwrap();
    let at = |nth: usize| Some(positions[nth].position);
    let of_x = EventQuery {
        account: Some("x".into()),
        ..all.clone()
    };
    let table = [
        (all.clone(), "012345"),
        (
            EventQuery {
                newest_first: true,
                ..all.clone()
            },
            "543210",
        ),
        (
            EventQuery {
                after: at(2),
                ..all.clone()
            },
            "345",
        ),
        (
            EventQuery {
                before: at(2),
                ..all.clone()
            },
            "01",
        ),
        (
            EventQuery {
                after: at(0),
                before: at(4),
                ..all.clone()
            },
            "123",
        ),
        (
            EventQuery {
                after: at(4),
                before: at(2),
                ..all.clone()
            },
            "",
        ),
        (
            EventQuery {
                limit: 2,
                ..all.clone()
            },
            "01",
        ),
        (
            EventQuery {
                limit: 2,
                newest_first: true,
                ..all.clone()
            },
            "54",
        ),
        (
            EventQuery {
                limit: 0,
                ..all.clone()
            },
            "",
        ),
        (of_x.clone(), "0235"),
        (
            EventQuery {
                newest_first: true,
                ..of_x.clone()
            },
            "5320",
        ),
        (
            EventQuery {
                after: at(1),
                before: at(5),
                ..of_x.clone()
            },
            "23",
        ),
        (
            EventQuery {
                before: at(5),
                newest_first: true,
                limit: 2,
                ..of_x.clone()
            },
            "32",
        ),
        (
            EventQuery {
                account: Some("none".into()),
                ..all.clone()
            },
            "",
        ),
        (
            EventQuery {
                account: Some(String::new()),
                ..all
            },
            "",
        ),
    ];
    for (query, expected) in table {
        let found = store.events(&query).await.unwrap();
        let bodies = found.iter().flat_map(|stored| stored.event.body.clone());
        assert_eq!(
            String::from_utf8(bodies.collect()).unwrap(),
            expected,
            "{query:?}"
        );
    }
}

/// One who follows asks for what comes after the last position, and misses nothing.
async fn a_later_commit_has_a_higher_position(Bench { store, .. }: Bench) {
    let writers = (0..8).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            for nth in 0..20 {
                let name = format!("{task}.{nth}");
                store.commit(events([event(&name)])).await.unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut followed = Vec::new();
    let mut after = None;
    while followed.len() < 8 * 20 {
        let query = EventQuery {
            after,
            limit: 7,
            ..EventQuery::default()
        };
        for stored in store.events(&query).await.unwrap() {
            assert!(after < Some(stored.position));
            after = Some(stored.position);
            followed.push(stored.event.id);
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    followed.sort();
    followed.dedup();
    assert_eq!(followed.len(), 8 * 20);
}

async fn an_event_comes_with_its_change_or_not_at_all(Bench { store, .. }: Bench) {
    commit(&store, [create("counter", "start")]).await.unwrap();
    let tasks = (0..8).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            for nth in 0..10 {
                let name = format!("{task}.{nth}");
                let read = version(&store, "counter").await;
                let batch = Batch {
                    expect: vec![(key("counter"), Some(read))],
                    events: vec![event(&name)],
                    changes: vec![replace("counter", &name, read), create(&name, &name)],
                    removals: Vec::new(),
                };
                match store.commit(batch).await {
                    Ok(()) | Err(CommitError::Conflict) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let told = told(&store).await;
    assert_eq!(told.last(), text(&store, "counter").await.as_ref());
    for task in 0..8 {
        for nth in 0..10 {
            let name = format!("{task}.{nth}");
            let changed = text(&store, &name).await.is_some();
            assert_eq!(told.contains(&name), changed, "{name}");
        }
    }
}

async fn an_event_is_kept_as_it_was_given_to_the_microsecond(Bench { store, .. }: Bench) {
    let far = |text: &str| text.parse::<Timestamp>().unwrap();
    let times = [
        (
            "2026-11-24T01:02:03.123456789Z",
            "2026-11-24T01:02:03.123456Z",
        ),
        ("-009999-01-02T01:59:59Z", "-009999-01-02T01:59:59Z"),
        (
            "9999-12-30T21:59:59.999999999Z",
            "9999-12-30T21:59:59.999999Z",
        ),
        ("9999-12-30T22:00:00.999999999Z", "9999-12-30T22:00:00Z"),
    ];
    let given = times.map(|(at, _)| Event {
        id: "花-1".into(),
        account: ACCOUNT.into(),
        at: far(at),
        body: vec![0, 255, 10],
    });
    store.commit(events(given.clone())).await.unwrap();
    let query = EventQuery {
        limit: 10,
        ..EventQuery::default()
    };
    let found = store.events(&query).await.unwrap();
    for ((stored, event), (_, at)) in found.into_iter().zip(given).zip(times) {
        assert_eq!(
            stored.event,
            Event {
                at: far(at),
                ..event
            }
        );
    }
}

async fn old_events_of_an_account_go_with_their_batch_and_positions_are_not_used_again(
    Bench { store, .. }: Bench,
) {
    let mut given = ["a", "b", "c"].map(event);
    given[1].account = "other".into();
    store.commit(events(given)).await.unwrap();
    let last = store
        .events(&EventQuery {
            newest_first: true,
            limit: 1,
            ..EventQuery::default()
        })
        .await
        .unwrap()[0]
        .position;
    let removal = |through| Removal {
        account: event("").account,
        through,
    };
    // A batch that is refused removes nothing.
    let refused = Batch {
        expect: vec![(key("absent"), Some(create_version(&store).await))],
        removals: vec![removal(last)],
        ..Batch::default()
    };
    assert_eq!(store.commit(refused).await, Err(CommitError::Conflict));
    assert_eq!(told(&store).await, ["a", "b", "c"]);
    for (through, left) in [(last - 1, "bc"), (u64::MAX, "b")] {
        let batch = Batch {
            removals: vec![removal(through)],
            ..Batch::default()
        };
        store.commit(batch).await.unwrap();
        assert_eq!(told(&store).await.concat(), left);
    }
    store.commit(events([event("d")])).await.unwrap();
    let newest = EventQuery {
        newest_first: true,
        limit: 1,
        ..EventQuery::default()
    };
    let newest = store.events(&newest).await.unwrap();
    assert!(newest[0].position > last);
}

/// The version of some record.
async fn create_version(store: &store::Store) -> store::Version {
    commit(store, [create("present", "text")]).await.unwrap();
    version(store, "present").await
}

async fn positions_beyond_every_number_are_understood(Bench { store, .. }: Bench) {
    store.commit(events([event("only")])).await.unwrap();
    let query = |after, before| EventQuery {
        after,
        before,
        limit: 10,
        ..EventQuery::default()
    };
    let count = async |query| store.events(&query).await.unwrap().len();
    assert_eq!(count(query(Some(u64::MAX), None)).await, 0);
    assert_eq!(count(query(None, Some(u64::MAX))).await, 1);
}

async fn now_is_the_clock_to_the_microsecond(Bench { store, clock, .. }: Bench) {
    clock.set("2026-11-24T01:02:03.123456789Z".parse().unwrap());
    let now = store.now().await.unwrap();
    assert_eq!(now.to_string(), "2026-11-24T01:02:03.123456Z");
}
