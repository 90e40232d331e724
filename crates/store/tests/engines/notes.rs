//! Notes decide nothing: no version, the last writer wins.

use store::{Key, Note, Store};

use crate::bench::{Bench, commit, create, delete, key, record, version};

on_each_engine! {
    a_note_takes_the_place_of_the_one_before
    a_note_moves_no_version_and_makes_no_record
    a_note_goes_with_its_record
    notes_are_read_in_the_order_of_the_keys
}

async fn a_note_takes_the_place_of_the_one_before(Bench { store, .. }: Bench) {
    leave(&store, "a", "monday").await;
    leave(&store, "a", "tuesday").await;
    assert_eq!(found(&store, "a").await.as_deref(), Some("tuesday"));
    let twice = ["wednesday", "thursday"].map(|text| note("a", text));
    store.note(twice.into()).await.unwrap();
    assert_eq!(found(&store, "a").await.as_deref(), Some("thursday"));
}

async fn a_note_moves_no_version_and_makes_no_record(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "1")]).await.unwrap();
    let before = version(&store, "a").await;
    leave(&store, "a", "today").await;
    leave(&store, "b", "today").await;
    assert_eq!(version(&store, "a").await, before);
    assert!(record(&store, "b").await.is_none());
}

async fn a_note_goes_with_its_record(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "1"), create("b", "1")])
        .await
        .unwrap();
    leave(&store, "a", "today").await;
    leave(&store, "b", "today").await;
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    commit(&store, [delete("a", a)]).await.unwrap();
    assert_eq!(found(&store, "a").await, None);
    // A deletion that is taken back takes its note back too.
    let refused = commit(&store, [delete("b", b), create("b", "2")]).await;
    assert!(refused.is_err());
    let refused = commit(&store, [delete("b", b), delete("a", a)]).await;
    assert!(refused.is_err());
    assert_eq!(found(&store, "b").await.as_deref(), Some("today"));
}

async fn notes_are_read_in_the_order_of_the_keys(Bench { store, .. }: Bench) {
    let notes = ["a", "b"].map(|id| note(id, id));
    store.note(notes.into()).await.unwrap();
    let elsewhere = Key::new("", "thing", "a");
    let keys = [key("b"), elsewhere, key("a"), key("b")];
    let found = store.notes(&keys).await.unwrap();
    let text = |text: &str| Some(text.as_bytes().to_vec());
    assert_eq!(found, [text("b"), None, text("a"), text("b")]);
}

async fn leave(store: &Store, id: &str, text: &str) {
    store.note(vec![note(id, text)]).await.unwrap();
}

async fn found(store: &Store, id: &str) -> Option<String> {
    let body = store.notes(&[key(id)]).await.unwrap().remove(0)?;
    Some(String::from_utf8(body).unwrap())
}

fn note(id: &str, text: &str) -> Note {
    Note {
        key: key(id),
        body: text.into(),
    }
}
