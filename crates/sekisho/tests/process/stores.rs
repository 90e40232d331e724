//! `sekisho store`: a backup beside a running server, a restore elsewhere, what is refused, and a new
//! master key.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use nix::sys::signal::Signal;
use rules::password::Password;
use serde_json::Value;
use service::ops::sessions::WhoAmI;
use service::ops::sign_in::{Door, Entered, SignInPassword};
use service::{Caller, Refusal, Visitor};
use store::{Batch, Body, Change, Key, KeyRing, Put, Store};

use crate::inside::{as_root, keiri_registers_a_device, registers_a_device, two_accounts, within};
use crate::sandbox::{Done, PASSWORD, Sandbox, good, mode, refused, set_mode};

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}", done.out))
}

/// A sandbox with a backup in `backup`, and a second data directory that has the key file only.
fn backed_up() -> Sandbox {
    let sandbox = two_accounts();
    good(sandbox.run(&["store", "backup", "backup"]));
    fs::create_dir(sandbox.path("second")).unwrap();
    copy_key(&sandbox, "second");
    sandbox
}

fn copy_key(sandbox: &Sandbox, to: &str) {
    let to = sandbox.path(to).join("master.key");
    fs::copy(sandbox.path("data/master.key"), to).unwrap();
}

/// Names and contents of everything in a directory.
fn contents(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    found.sort();
    found
}

fn events(sandbox: &Sandbox, data: &str) -> String {
    good(sandbox.run(&["events", "--data", data, "--format", "json"])).out
}

#[test]
fn a_backup_beside_a_server_and_without_the_key_is_restored_elsewhere_with_everything() {
    let sandbox = two_accounts();
    let mut before = None;
    as_root(&sandbox, "keiri@example.com", 5, async |service, root| {
        let session = registers_a_device(service, root).await;
        service.call(&session, &WhoAmI).await.map_err(drop).unwrap();
        before = Some(session);
    });
    let server = sandbox.serve(&[]);
    sandbox.account("Soumu", "soumu");
    let key = sandbox.path("data/master.key");
    fs::rename(&key, sandbox.path("elsewhere")).unwrap();
    let made = good(sandbox.run(&["store", "backup", "backup", "--format", "json"]));
    fs::rename(sandbox.path("elsewhere"), &key).unwrap();
    assert_eq!(mode(&sandbox.path("backup")), 0o600);
    for part in [
        "the master key is not in it",
        "master.key",
        "apart",
        "copied",
    ] {
        assert!(
            made.err.contains(part),
            "`{part}` is missing in: {}",
            made.err
        );
    }
    let made = json(&made);
    assert_eq!(
        (&made["epoch"], &made["database_format"]),
        (&1.into(), &1.into())
    );
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);

    fs::create_dir(sandbox.path("second")).unwrap();
    copy_key(&sandbox, "second");
    let restore = [
        "store", "restore", "backup", "--data", "second", "--format", "json",
    ];
    let restored = json(&good(sandbox.run(&restore)));
    assert_eq!(restored["epoch"], 2);
    assert_eq!(restored["backup"]["records"], made["records"]);
    good(sandbox.run(&["store", "verify", "--data", "second"]));
    good(sandbox.run(&["events", "verify", "--data", "second"]));
    let list = good(sandbox.run(&["account", "list", "--data", "second"])).out;
    for name in ["keiri", "eigyo", "soumu"] {
        assert!(list.contains(name), "{list}");
    }
    let told = events(&sandbox, "second");
    for name in ["BackupStore", "RestoreStore"] {
        assert!(
            told.contains(&format!("\"eventName\":\"{name}\"")),
            "{told}"
        );
    }
    let left: Vec<String> = contents(&sandbox.path("second"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(left, ["master.key", "sekisho.db", "sekisho.db.lock"]);

    // The server starts there, and the session from before opens nothing.
    let server = sandbox.serve(&["--data", "second"]);
    assert!(server.get("/signin/root").contains("200"));
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    let before = before.unwrap();
    for (data, is_over) in [("data", false), ("second", true)] {
        within(&sandbox, data, 7, async |service| {
            let answer = service.call(&before, &WhoAmI).await.map(drop);
            let over = matches!(answer, Err(Refusal::SessionOver(_)));
            assert_eq!(over, is_over, "in {data}: {answer:?}");
        });
    }
}

#[test]
fn a_restore_that_cannot_be_is_refused_whole_before_anything_is_touched() {
    let sandbox = backed_up();
    let whole = fs::read(sandbox.path("backup")).unwrap();
    let before = contents(&sandbox.path("second"));
    let restore = |file: &str| sandbox.run(&["store", "restore", file, "--data", "second"]);
    fs::write(sandbox.path("cut"), &whole[..whole.len() - 100]).unwrap();
    refused(&restore("cut"), 24, &["not whole", "cut"]);
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(sandbox.path("changed"), changed).unwrap();
    refused(&restore("changed"), 24, &["checksum"]);
    refused(&restore("data/sekisho.db"), 24, &["not a backup"]);
    refused(&restore("absent"), 24, &["cannot be read"]);
    let text = String::from_utf8_lossy(&whole[..300]).into_owned();
    let at = text.find("format 1").unwrap();
    let mut newer = whole.clone();
    newer[at..at + 8].copy_from_slice(b"format 2");
    fs::write(sandbox.path("newer"), newer).unwrap();
    refused(&restore("newer"), 13, &["format 2"]);
    let memory = ["store", "restore", "backup", "--database", "memory:"];
    refused(&sandbox.run(&memory), 17, &["memory"]);
    refused(
        &sandbox.run(&["store", "restore", "backup"]),
        19,
        &["--replace"],
    );

    // The right file and a wrong key, and none.
    let other = Sandbox::new();
    other.account("Other", "other");
    fs::copy(
        other.path("data/master.key"),
        sandbox.path("second/master.key"),
    )
    .unwrap();
    refused(&restore("backup"), 9, &["master key"]);
    fs::remove_file(sandbox.path("second/master.key")).unwrap();
    refused(&restore("backup"), 10, &["put the key file back"]);
    copy_key(&sandbox, "second");
    assert!(contents(&sandbox.path("second")) == before);

    let server = sandbox.serve(&[]);
    for alone in [
        &["store", "restore", "backup", "--replace"][..],
        &["store", "rotate-key"],
        &["store", "migrate"],
    ] {
        refused(&sandbox.run(alone), 25, &["in use", "stop the server"]);
    }
    good(sandbox.run(&["store", "verify"]));
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
}

#[test]
fn a_restore_in_the_place_of_a_database_keeps_that_one_and_its_earlier_deadlines() {
    let sandbox = two_accounts();
    good(sandbox.run(&["store", "backup", "backup"]));
    sandbox.account("Soumu", "soumu");
    good(sandbox.run(&["deadline", "set", "--for", "roots", "--days", "35"]));
    let due = |seed| {
        let mut found = None;
        within(&sandbox, "data", seed, async |service| {
            let sign_in = SignInPassword {
                door: Door::Root("keiri@example.com".to_owned()),
                password: Password::typed(PASSWORD),
            };
            let at_the_door = Caller::Stranger(Visitor::default());
            if let Ok(Entered::Open(_, due)) = service.call(&at_the_door, &sign_in).await {
                found = due.due_at();
            }
        });
        found
    };
    good(sandbox.run(&["events", "head", "--output", "head"]));
    let told = due(11);
    assert!(told.is_some(), "the rule is in force");
    let done = good(sandbox.run(&[
        "store",
        "restore",
        "backup",
        "--replace",
        "--format",
        "json",
    ]));
    let kept = json(&done)["replaced_database"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(json(&done)["deadlines_taken_over"].as_u64().unwrap() >= 1);
    assert!(
        !good(sandbox.run(&["account", "list"]))
            .out
            .contains("soumu")
    );
    // The chains go on from the backup, and a head from after it knows what is not in them any more.
    good(sandbox.run(&["events", "verify"]));
    let with_head = ["events", "verify", "--head", "head"];
    assert_eq!(sandbox.run(&with_head).code, 26);
    // Nobody has more time than before: not whoever had a deadline, and by the rule nobody else.
    assert_eq!(json(&done)["requirements_taken_over"], 1);
    let shown = good(sandbox.run(&["deadline", "show"])).out;
    assert!(shown.contains("35"), "{shown}");
    assert_eq!(due(13), told);
    let kept = format!("sqlite:{kept}");
    let list = good(sandbox.run(&["account", "list", "--database", &kept])).out;
    assert!(list.contains("soumu"), "{list}");
    // A second restore counts on, and a damaged database is replaced too.
    fs::write(sandbox.path("data/sekisho.db"), "damaged").unwrap();
    refused(&sandbox.run(&["account", "list"]), 12, &["SQLite"]);
    good(sandbox.run(&["store", "restore", "backup", "--data", "data", "--replace"]));
    good(sandbox.run(&["store", "verify"]));
}

#[test]
fn otp_11_a_new_master_key_seals_everything_and_the_old_one_opens_nothing() {
    let sandbox = two_accounts();
    keiri_registers_a_device(&sandbox);
    let file = sandbox.path("data/master.key");
    let before = fs::read(&file).unwrap();
    good(sandbox.run(&["store", "backup", "backup"]));
    let done = good(sandbox.run(&["store", "rotate-key", "--format", "json"]));
    assert!(done.err.contains("make a backup now"), "{}", done.err);
    let rotated = json(&done);
    assert_eq!(rotated["retired_keys"], 1);
    assert!(rotated["sealed"].as_u64().unwrap() > 0);
    assert_eq!(mode(&file), 0o600);
    let after = fs::read(&file).unwrap();
    assert_ne!(after, before);
    good(sandbox.run(&["store", "verify"]));
    good(sandbox.run(&["events", "verify"]));
    assert!(events(&sandbox, "data").contains("\"eventName\":\"RotateMasterKey\""));
    let replace = ["store", "restore", "backup", "--replace"];
    refused(&sandbox.run(&replace), 9, &["master key"]);
    fs::write(&file, &before).unwrap();
    set_mode(&file, 0o600);
    refused(&sandbox.run(&["store", "verify"]), 9, &["master key"]);
    // With the key file from before, the backup from before is good.
    good(sandbox.run(&replace));
    good(sandbox.run(&["store", "verify"]));
}

#[test]
fn what_is_wrong_in_a_store_is_found_and_named() {
    let sandbox = two_accounts();
    let whole = good(sandbox.run(&["store", "verify", "--format", "json"]));
    let before = json(&whole);
    assert_eq!(before["faulty"], 0);
    let ring = KeyRing::read(&sandbox.path("data/master.key")).unwrap();
    assert_eq!(before["master_key"], ring.fingerprint());
    let clock = store::clock::ManualClock::at(store::Timestamp::UNIX_EPOCH);
    let store = Store::sqlite(&sandbox.path("data/sekisho.db"), Arc::new(clock), ring).unwrap();
    let put = |kind: &'static str, id: &str, body: &str| {
        Change::Create(Put {
            key: Key::new("-", kind, id),
            schema: 1,
            body: Body::Plain(body.into()),
        })
    };
    let batch = Batch {
        changes: vec![
            put(
                "unique",
                "alias/stray",
                r#"{"account":"123456789012","kind":"account","id":"-"}"#,
            ),
            put("strange", "a", "{}"),
            put("set-up", "elsewhere", r#"{"at":"2024-07-16T00:00:00Z"}"#),
        ],
        ..Batch::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        store.commit(batch).await.unwrap();
        store.close().await;
    });
    let found = sandbox.run(&["store", "verify", "--format", "json"]);
    assert_eq!(found.code, 12, "{}", found.err);
    let found = json(&found);
    assert_eq!(found["faulty"], 3);
    let faults = found["faults"].to_string();
    for part in ["unique/alias/stray", "strange/a", "set-up/elsewhere"] {
        assert!(faults.contains(part), "`{part}` is missing in: {faults}");
    }
    // A restore of what holds a kind that nobody knows would not be a new epoch for it.
    good(sandbox.run(&["store", "backup", "backup"]));
    let restored = sandbox.run(&["store", "restore", "backup", "--replace"]);
    refused(&restored, 24, &["cannot read"]);
    assert_eq!(
        sandbox.run(&["store", "verify"]).code,
        12,
        "nothing was changed"
    );
}

#[test]
fn there_is_nothing_to_migrate_and_a_newer_store_is_refused() {
    let sandbox = Sandbox::new();
    refused(&sandbox.run(&["store", "migrate"]), 14, &["no database"]);
    sandbox.run_with(
        &[
            "account",
            "create",
            "--name",
            "A",
            "--email",
            "a@example.com",
            "--password-stdin",
        ],
        PASSWORD,
    );
    let done = good(sandbox.run(&["store", "migrate"]));
    assert!(
        done.out.contains("format 1") && done.out.contains("nothing"),
        "{}",
        done.out
    );
    let told = json(&good(
        sandbox.run(&["store", "migrate", "--format", "json"]),
    ));
    assert_eq!(
        (&told["database_format"], &told["migrated"]),
        (&1.into(), &false.into())
    );
    let file = sandbox.path("data/sekisho.db");
    let mut bytes = fs::read(&file).unwrap();
    // The format stands at 60 (sqlite.org, "Database File Format", 1.3).
    bytes[63] = 2;
    fs::write(&file, &bytes).unwrap();
    let before = sandbox.contents();
    refused(&sandbox.run(&["store", "migrate"]), 13, &["format 2"]);
    assert!(sandbox.contents() == before);
}

/// There never was an older format, so this database only says that it has one.
#[test]
fn an_older_database_is_migrated_with_the_old_one_kept_and_every_setting_as_it_was() {
    let sandbox = two_accounts();
    keiri_registers_a_device(&sandbox);
    good(sandbox.run(&["deadline", "set", "--for", "roots", "--date", "2040-01-01"]));
    good(sandbox.run(&["responsible", "set", "keiri/root", "eigyo"]));
    let settings = || -> Vec<String> {
        let asked: [&[&str]; 5] = [
            &["account", "list", "--format", "json"],
            &["deadline", "show"],
            &["responsible", "list"],
            &["devices", "list", "--format", "json"],
            &["tokens", "list"],
        ];
        asked.map(|args| good(sandbox.run(args)).out).to_vec()
    };
    let before = settings();
    let database = sandbox.path("data/sekisho.db");
    rusqlite::Connection::open(&database)
        .unwrap()
        .pragma_update(None, "user_version", 0)
        .unwrap();
    for args in [
        &["account", "list"][..],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        refused(&sandbox.run(args), 13, &["sekisho store migrate"]);
    }
    let done = json(&good(
        sandbox.run(&["store", "migrate", "--format", "json"]),
    ));
    assert_eq!(
        (&done["migrated"], &done["database_format"]),
        (&true.into(), &0.into())
    );
    let kept = Path::new(done["database_before"].as_str().unwrap());
    assert_eq!(kept.parent(), database.parent());
    assert_eq!(mode(kept), 0o600);
    assert_eq!(settings(), before);
    good(sandbox.run(&["store", "verify"]));
    good(sandbox.run(&["events", "verify"]));
    assert!(events(&sandbox, "data").contains("\"eventName\":\"MigrateStore\""));
    let again = json(&good(
        sandbox.run(&["store", "migrate", "--format", "json"]),
    ));
    assert_eq!(again["migrated"], false);
}
