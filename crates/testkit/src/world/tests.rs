//! A world that notices nothing would prove nothing: each check at its end is made to fail.

use store::{Batch, Body, Change, Key, Put};

use super::*;
use crate::minutes;
use crate::page::Page;

fn world() -> World {
    World::new(Ground::Sqlite, "a world that must notice")
}

fn commit(world: &World, changes: Vec<Change>) {
    let batch = Batch {
        changes,
        ..Batch::default()
    };
    let done = world.inner.run(world.inner.store().commit(batch));
    done.expect("the store takes it");
}

fn record(account: &str, kind: &'static str, id: &str, body: &str) -> Put {
    Put {
        key: Key::new(account, kind, id),
        schema: 1,
        body: Body::Plain(body.as_bytes().to_vec()),
    }
}

#[test]
#[should_panic(expected = "the log tells")]
fn a_password_in_the_log_is_noticed() {
    let world = world();
    let keiri = world.account("keiri");
    let password = keiri.owner().password();
    world
        .inner
        .run(async { tracing::debug!(%password, "somebody signs in") });
}

#[test]
#[should_panic(expected = "the log tells")]
fn a_code_in_the_log_is_noticed() {
    let world = world();
    let keiri = world.account("keiri");
    let code = keiri.owner().enrols("phone").next_code();
    world
        .inner
        .run(async { tracing::debug!("the code {code} opened") });
}

#[test]
#[should_panic(expected = "in the clear")]
fn a_secret_in_the_clear_in_the_database_is_noticed() {
    let world = world();
    let keiri = world.account("keiri");
    let body = format!("{{\"seen\":\"{}\"}}", keiri.owner().password());
    commit(
        &world,
        vec![Change::Create(record("-", "applied", "x", &body))],
    );
}

#[test]
#[should_panic(expected = "indexes")]
fn an_index_that_points_at_nothing_is_noticed() {
    let world = world();
    world.account("keiri");
    let pointer = r#"{"account":"123456789012","kind":"account","id":"-"}"#;
    let stray = record("-", "unique", "alias/soumu", pointer);
    commit(&world, vec![Change::Create(stray)]);
}

#[test]
#[should_panic(expected = "apps and seeds")]
fn a_device_without_a_seed_is_noticed() {
    let world = world();
    let keiri = world.account("keiri");
    keiri.owner().enrols("phone");
    let key = Key::new(keiri.id().as_str(), "mfa-seed", keiri.serial("phone"));
    let read = world
        .inner
        .run(world.inner.store().read(std::slice::from_ref(&key)));
    let seed = read.expect("the store answers").remove(0).expect("a seed");
    commit(&world, vec![Change::Delete(key, seed.version)]);
}

#[test]
#[should_panic(expected = "whether")]
fn a_secret_that_is_not_sealed_is_noticed() {
    let world = world();
    let keiri = world.account("keiri");
    let stray = record(keiri.id().as_str(), "mfa-pending", "x", "{}");
    commit(&world, vec![Change::Create(stray)]);
}

#[test]
#[should_panic(expected = "the trail tells")]
fn an_event_that_was_not_told_is_noticed() {
    let world = world();
    world.account("keiri");
    world.tells(&["CreateAccount Success accountName=another"]);
}

#[test]
fn pw_5_a_hash_of_older_settings_is_renewed_when_its_owner_signs_in() {
    let world = world();
    let keiri = world.account("keiri");
    let hash = || {
        let id = keiri.id().as_str();
        let key = Key::new(id, "password", id);
        let read = world.inner.run(world.inner.store().read(&[key]));
        let record = read.expect("the store answers").remove(0).expect("a hash");
        String::from_utf8(record.body.bytes().to_vec()).expect("JSON")
    };
    assert!(hash().contains("t=1,"));
    world.hashes_in_passes(2);
    let owner = keiri.owner();
    owner.types_password_at(&world.browser(), "(fake) not the password");
    assert!(hash().contains("t=1,"), "a wrong password renews nothing");
    owner.signs_in_with_password().sees(Page::ConsoleHome);
    assert!(hash().contains("t=2,"));
    owner
        .signs_in_with_password_at(&world.browser())
        .sees(Page::ConsoleHome);
}

#[test]
fn a_day_in_which_nothing_is_wrong_ends_well() {
    let world = world();
    let keiri = world.account("keiri");
    let phone = keiri.owner().enrols("phone");
    world.advance(minutes(5));
    keiri.owner().signs_in_with(&phone);
    assert_eq!(world.purges(), 0);
    world.advance(minutes(24 * 60));
    assert!(world.purges() > 0, "what is over goes");
}
