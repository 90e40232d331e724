//! Sealed bodies: OTP-11, the part that the store has in it.

use std::fs;
use std::sync::Arc;

use store::{Body, Change, KeyRing, OpenError, Put, Scan, Store, StoreError};

use crate::bench::{
    ACCOUNT, Bench, bytes_from, clock, commit, key, put, record, replace, ring, version, wait,
};

const SECRET: &str = "obviously fake seed JBSWY3DPEHPK3PXP";

on_each_engine! {
    a_sealed_body_is_read_as_it_was_written
    a_record_may_become_sealed_and_plain_again
}

async fn a_sealed_body_is_read_as_it_was_written(Bench { store, .. }: Bench) {
    for (id, secret) in [("a", SECRET), ("empty", ""), ("花", "\0\u{10ffff}")] {
        commit(&store, [sealed(id, secret)]).await.unwrap();
        let found = record(&store, id).await.unwrap();
        assert!(found.body.is_sealed());
        assert_eq!(found.body.bytes(), secret.as_bytes());
        assert_eq!(found.schema, 1);
    }
}

async fn a_record_may_become_sealed_and_plain_again(Bench { store, .. }: Bench) {
    commit(&store, [Change::Create(put("a", "open"))])
        .await
        .unwrap();
    let seal = Change::Replace(secret("a", SECRET), version(&store, "a").await);
    commit(&store, [seal]).await.unwrap();
    assert!(record(&store, "a").await.unwrap().body.is_sealed());
    let unseal = replace("a", "open", version(&store, "a").await);
    commit(&store, [unseal]).await.unwrap();
    assert!(!record(&store, "a").await.unwrap().body.is_sealed());
}

#[test]
fn otp_11_no_file_holds_a_sealed_body_or_a_key() {
    let bench = Bench::sqlite();
    wait(commit(&bench.store, [sealed("a", SECRET)])).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(bench.path().parent().unwrap()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!holds(SECRET.as_bytes()));
        assert!(!holds(&[1; 32]) && !holds(&[2; 32]), "a key of the ring");
        files += 1;
    }
    assert!(files >= 2, "the database and its log");
    // The same search finds what is not sealed.
    wait(commit(&bench.store, [Change::Create(put("b", SECRET))])).unwrap();
    let log = fs::read(bench.path().with_extension("db-wal")).unwrap();
    let plain = log
        .windows(SECRET.len())
        .any(|window| window == SECRET.as_bytes());
    assert!(plain);
}

#[test]
fn otp_11_the_same_secret_is_never_stored_the_same_way() {
    let bench = Bench::sqlite();
    wait(commit(
        &bench.store,
        [sealed("a", SECRET), sealed("b", SECRET)],
    ))
    .unwrap();
    let distinct = "SELECT count(DISTINCT body) FROM records";
    let count: u32 = bench
        .behind()
        .query_row(distinct, [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 2);
}

#[test]
fn otp_11_a_sealed_row_that_was_tampered_with_is_reported() {
    let table = [
        (
            "copied from another id",
            "UPDATE records SET body = (SELECT body FROM records WHERE id = 'b') WHERE id = 'a'",
        ),
        (
            "with another schema",
            "UPDATE records SET schema = 2 WHERE id = 'a'",
        ),
        (
            "in another account",
            "DELETE FROM records WHERE account = '111111111111' AND kind = 'thing' AND id = 'a';
             UPDATE records SET account = '111111111111', id = 'a' WHERE account = '222222222222'",
        ),
        (
            "of another kind",
            "DELETE FROM records WHERE account = '111111111111' AND kind = 'thing' AND id = 'a';
             UPDATE records SET kind = 'thing', id = 'a' WHERE kind = 'other'",
        ),
        (
            "with a flipped bit",
            // The last byte belongs to the tag; one of the two values differs from it.
            "UPDATE records SET body = CAST(substr(body, 1, length(body) - 1) ||
             iif(substr(body, -1) = x'00', x'01', x'00') AS BLOB) WHERE id = 'a'",
        ),
        (
            "cut short",
            "UPDATE records SET body = x'0102' WHERE id = 'a'",
        ),
        ("empty", "UPDATE records SET body = x'' WHERE id = 'a'"),
        (
            "sealed by a key that is not in the ring",
            "UPDATE records SET sealed_by = '0000000000000000' WHERE id = 'a'",
        ),
        (
            "plain where it says sealed",
            "UPDATE records SET body = CAST('{}' AS BLOB) WHERE id = 'a'",
        ),
    ];
    for (what, sql) in table {
        let bench = Bench::sqlite();
        let mut elsewhere = secret("a", SECRET);
        elsewhere.key.account = "222222222222".into();
        let mut other = secret("a", SECRET);
        other.key.kind = "other".into();
        let batch = [
            sealed("a", SECRET),
            sealed("b", SECRET),
            Change::Create(elsewhere),
            Change::Create(other),
        ];
        wait(commit(&bench.store, batch)).unwrap();
        bench.behind().execute_batch(sql).unwrap();

        let corrupt = StoreError::Corrupt { key: key("a") };
        let read = wait(bench.store.read(&[key("b"), key("a")]));
        assert_eq!(read.unwrap_err(), corrupt, "{what}");
        let scan = Scan {
            account: ACCOUNT.into(),
            kind: "thing".into(),
            limit: 10,
            ..Scan::default()
        };
        assert_eq!(
            wait(bench.store.scan(&scan)).unwrap_err(),
            corrupt,
            "{what}"
        );
        assert!(!corrupt.to_string().contains(SECRET));
    }
}

#[test]
fn after_rotation_the_newest_key_seals_and_every_key_opens() {
    let bench = Bench::sqlite();
    let mut random = bytes_from(1);
    let old = KeyRing::generate(&mut random);
    let new = old.rotated(&mut random).unwrap();
    wait(commit(&bench.store, [sealed("old", SECRET)])).unwrap();
    wait(bench.store.clone().close());

    let open = |ring: &KeyRing| Store::sqlite(&bench.path(), Arc::new(clock()), ring.clone());
    let store = open(&new).unwrap();
    wait(commit(&store, [sealed("new", SECRET)])).unwrap();
    for id in ["old", "new"] {
        let found = wait(record(&store, id)).unwrap();
        assert_eq!(found.body.bytes(), SECRET.as_bytes());
    }
    let ids: Vec<_> = new.key_ids().collect();
    assert_eq!(ids, [sealed_by(&bench, "old"), sealed_by(&bench, "new")]);
    // From now on the database needs both keys.
    let refusal = open(&ring()).unwrap_err();
    let OpenError::WrongMasterKey { expected, .. } = refusal else {
        panic!("{refusal}");
    };
    assert_eq!(expected, ids[1]);
}

fn sealed_by(bench: &Bench, id: &str) -> String {
    let sql = "SELECT sealed_by FROM records WHERE id = ?1";
    bench
        .behind()
        .query_row(sql, [id], |row| row.get(0))
        .unwrap()
}

fn sealed(id: &str, text: &str) -> Change {
    Change::Create(secret(id, text))
}

fn secret(id: &str, text: &str) -> Put {
    Put {
        body: Body::sealed(text),
        ..put(id, "")
    }
}
