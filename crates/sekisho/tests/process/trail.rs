//! The trail under the hands of somebody who has the database file, and what `events verify` says then.

use std::fs;
use std::path::Path;

use data_encoding::BASE64;
use nix::sys::signal::Signal;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::sandbox::{Done, Sandbox, mode, until};

/// More events than one block has.
const EVENTS: u64 = 900;

/// An installation with a sealed trail, and somebody with a hand on its database.
struct Trail {
    sandbox: Sandbox,
    account: String,
    database: Connection,
}

impl Trail {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let account = sandbox.account("経理部", "keiri");
        sandbox.account("営業部", "eigyo");
        let database = Connection::open(sandbox.path("data/sekisho.db")).unwrap();
        let trail = Self {
            sandbox,
            account,
            database,
        };
        trail.happen(EVENTS);
        trail.good(&["events", "head"]);
        trail
    }

    /// So many events, as the server appends them.
    fn happen(&self, count: u64) {
        self.run("BEGIN");
        for nth in 0..count {
            self.run("UPDATE sequence SET last = last + 1 WHERE name = 'event'");
            let body = format!("{{\"eventName\":\"Story\",\"nth\":{nth}}}");
            self.database
                .execute(
                    "INSERT INTO events SELECT last, ?1, printf('%032x', last), ?2, ?3
                     FROM sequence WHERE name = 'event'",
                    params![self.account, 1_721_088_000_000_000 + nth, body.as_bytes()],
                )
                .unwrap();
        }
        self.run("COMMIT");
    }

    fn run(&self, sql: &str) -> usize {
        self.database.execute(sql, []).unwrap()
    }

    fn good(&self, args: &[&str]) -> Done {
        let done = self.sandbox.run(args);
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
        done
    }

    /// What verifying finds: what is wrong, with which number.
    fn found(&self, more: &[&str]) -> Vec<(String, u64)> {
        let args = [&["events", "verify", "--format", "json"], more].concat();
        let done = self.sandbox.run(&args);
        let told: Value = serde_json::from_str(&done.out).unwrap();
        let found: Vec<_> = told["findings"].as_array().unwrap().iter().collect();
        assert_eq!(
            done.code,
            if found.is_empty() { 0 } else { 26 },
            "{}",
            done.err
        );
        let name = |finding: &&Value| {
            let wrong = finding["wrong"].as_str().unwrap().to_owned();
            (wrong, finding["number"].as_u64().unwrap_or(0))
        };
        found.iter().map(name).collect()
    }

    /// Does something to the database, sees what is found, and takes it back.
    #[track_caller]
    fn tampered(&self, sql: &[&str], expected: &[(&str, u64)]) {
        self.run("SAVEPOINT before");
        let copies = ["events", "records"];
        for table in copies {
            self.run(&format!(
                "CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}"
            ));
        }
        for statement in sql {
            assert!(self.run(statement) > 0, "{statement}");
        }
        self.run("RELEASE before");
        let found = self.found(&[]);
        self.run("BEGIN");
        for table in copies {
            self.run(&format!("DELETE FROM {table}"));
            self.run(&format!("INSERT INTO {table} SELECT * FROM kept_{table}"));
            self.run(&format!("DROP TABLE kept_{table}"));
        }
        self.run("COMMIT");
        let expected: Vec<_> = expected
            .iter()
            .map(|(wrong, number)| ((*wrong).to_owned(), *number))
            .collect();
        assert_eq!(found, expected, "{sql:?}");
    }
}

/// OP-2, decision 6.
#[test]
fn op_2_what_was_done_to_the_database_is_found_and_which_event() {
    let trail = Trail::new();
    assert_eq!(trail.found(&[]), []);
    // The account's first event made it; the others have their numbers after it.
    let at = |nth: u64| format!("json_extract(CAST(body AS TEXT), '$.nth') = {}", nth - 2);
    let change = format!(
        "UPDATE events SET body = CAST(body || ' ' AS BLOB) WHERE {}",
        at(500)
    );
    trail.tampered(&[&change], &[("changed", 500)]);
    let earlier = format!("UPDATE events SET at = at - 1 WHERE {}", at(2));
    trail.tampered(&[&earlier], &[("changed", 2)]);
    let remove = format!("DELETE FROM events WHERE {}", at(700));
    trail.tampered(&[&remove], &[("missing", 700)]);
    // Another account's event is put among these, and is missing there.
    let mine = &trail.account;
    let put_in =
        format!("UPDATE events SET account = '{mine}' WHERE account NOT IN ('{mine}', '')");
    let mut found = vec![("put-in", 0), ("missing", 1)];
    let other: String = trail
        .database
        .query_row(
            "SELECT account FROM events WHERE account NOT IN (?1, '') LIMIT 1",
            [mine],
            |row| row.get(0),
        )
        .unwrap();
    if other < *mine {
        found.reverse();
    }
    trail.tampered(&[&put_in], &found);
    // Two events change places.
    let swap = "UPDATE events SET position = -position WHERE position IN
         (SELECT max(position) FROM events UNION SELECT max(position) - 1 FROM events)";
    let back = "UPDATE events SET position = CASE WHEN -position = (SELECT last FROM sequence WHERE name = 'event')
         THEN -position - 1 ELSE -position + 1 END WHERE position < 0";
    trail.tampered(&[swap, back], &[("moved", EVENTS), ("moved", EVENTS + 1)]);
}

/// OP-2: also where the seal itself was changed.
#[test]
fn op_2_what_was_done_to_the_seal_is_found() {
    let trail = Trail::new();
    let last = "DELETE FROM records WHERE kind = 'trail-block' AND id = (SELECT max(id) FROM records WHERE kind = 'trail-block')";
    let events = "DELETE FROM events WHERE position > (SELECT last - 100 FROM sequence WHERE name = 'event')";
    trail.run("SAVEPOINT look");
    let blocks: Vec<u64> = trail
        .database
        .prepare("SELECT CAST(id AS INTEGER) FROM records WHERE kind = 'trail-block' AND account = ?1 ORDER BY id")
        .unwrap()
        .query_map([&trail.account], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    trail.run("RELEASE look");
    assert!(blocks.len() >= 3, "{blocks:?}");
    let (middle, end) = (blocks[1], blocks[blocks.len() - 1]);
    assert!(
        EVENTS + 1 - end < 100,
        "the last block is short: {blocks:?}"
    );
    // The last block goes with its events, and more of them than it had.
    let mut expected: Vec<(&str, u64)> = (EVENTS + 2 - 100..end)
        .map(|nth| ("missing", nth))
        .collect();
    expected.push(("cut-off", end));
    trail.tampered(&[last, events], &expected);
    let between = format!(
        "DELETE FROM records WHERE kind = 'trail-block' AND CAST(id AS INTEGER) = {middle}"
    );
    let found = {
        trail.run("SAVEPOINT before");
        trail.run("CREATE TEMP TABLE kept AS SELECT * FROM records");
        trail.run(&between);
        trail.run("RELEASE before");
        let found = trail.found(&[]);
        trail.run("DELETE FROM records");
        trail.run("INSERT INTO records SELECT * FROM kept");
        found
    };
    assert_eq!(found[0], ("seal-missing".to_owned(), middle));
    let head = "UPDATE records SET body = CAST(replace(CAST(body AS TEXT), '\"count\":901', '\"count\":801') AS BLOB)
         WHERE kind = 'trail-head' AND body LIKE '%\"count\":901%'";
    trail.run("SAVEPOINT before");
    assert_eq!(trail.run(head), 1);
    trail.run("RELEASE before");
    let found = trail.found(&[]);
    assert!(found.contains(&("head-forged".to_owned(), 0)), "{found:?}");
}

/// Decision 42: whoever makes the server seal a shorter or another trail anew is found by what was
/// exported before.
#[test]
fn op_2_a_trail_that_was_cut_back_and_sealed_anew_is_found_by_an_exported_head() {
    let trail = Trail::new();
    let exported = trail.sandbox.path("heads.json");
    let file = exported.to_str().unwrap();
    trail.good(&["events", "head", "--output", file]);
    assert_eq!(mode(&exported), 0o600);
    assert_eq!(trail.found(&["--head", file]), []);
    let mine = &trail.account;
    let last = format!("(SELECT max(position) FROM events WHERE account = '{mine}')");
    trail.run(&format!(
        "UPDATE events SET body = CAST('{{}}' AS BLOB) WHERE position = {last}"
    ));
    trail.run("DELETE FROM records WHERE kind LIKE 'trail-%'");
    trail.good(&["events", "head"]);
    assert_eq!(
        trail.found(&[]),
        [],
        "it was sealed anew with the right key"
    );
    assert_eq!(
        trail.found(&["--head", file]),
        [("sealed-anew".to_owned(), 1)]
    );
    trail.run(&format!("DELETE FROM events WHERE position = {last}"));
    trail.run("DELETE FROM records WHERE kind LIKE 'trail-%'");
    trail.good(&["events", "head"]);
    // That an event is gone shows without any export: positions have no gaps.
    assert_eq!(trail.found(&[])[0].0, "put-back");
    assert_eq!(
        trail.found(&["--head", file])[1..],
        [("cut-back".to_owned(), EVENTS + 1)]
    );
    // Nor does it help to change the exported head.
    let text = std::fs::read_to_string(&exported).unwrap();
    trail.sandbox.write(
        "heads.json",
        &text.replace("\"count\": 901", "\"count\": 900"),
    );
    assert_eq!(
        trail.found(&["--head", file])[1..],
        [("export-forged".to_owned(), 0)]
    );
    trail.sandbox.write("heads.json", "{}");
    let wrong = trail.sandbox.run(&["events", "verify", "--head", file]);
    assert_eq!(wrong.code, 20, "{}", wrong.err);
}

/// OP-2: a head that was signed once, put back after events are gone.
#[test]
fn op_2_a_chain_that_was_put_back_to_an_earlier_state_is_found() {
    let trail = Trail::new();
    let mine = &trail.account;
    let seal = format!(
        "FROM records WHERE kind = 'trail-head' AND id = '{mine}' OR kind = 'trail-block' AND account = '{mine}'"
    );
    let last: u64 = trail
        .database
        .query_row(
            "SELECT last FROM sequence WHERE name = 'event'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    trail.run(&format!("CREATE TEMP TABLE earlier AS SELECT * {seal}"));
    trail.happen(5);
    trail.good(&["events", "head"]);
    trail.run(&format!("DELETE {seal}"));
    trail.run("INSERT INTO records SELECT * FROM earlier");
    trail.run(&format!(
        "DELETE FROM events WHERE account = '{mine}' AND position > {last}"
    ));
    assert_eq!(trail.found(&[]), [("put-back".to_owned(), last + 1)]);
    // It does not heal with what happens next.
    trail.happen(1);
    trail.good(&["events", "head"]);
    assert_eq!(trail.found(&[])[0].0, "put-back");
}

/// OP-2: who looks changes nothing of what is looked at.
#[test]
fn op_2_a_mark_or_a_head_that_is_gone_stays_gone_however_often_it_is_looked_at() {
    for kind in ["trail-mark", "trail-head"] {
        let trail = Trail::new();
        trail.run(&format!("DELETE FROM records WHERE kind = '{kind}'"));
        let first = trail.found(&[]);
        assert!(!first.is_empty(), "{kind}");
        trail.happen(1);
        // Other commands do not begin it anew either.
        trail.sandbox.run(&["events", "head"]);
        trail.good(&["account", "list"]);
        assert!(!trail.found(&[]).is_empty(), "{kind}");
        assert!(!trail.found(&[]).is_empty(), "{kind}");
    }
}

/// OP-2: what was removed whole is begun anew, which is told in what is sealed then.
#[test]
fn op_2_a_seal_that_was_removed_whole_is_seen_to_begin_anew() {
    let trail = Trail::new();
    let begun = || {
        let done = trail.good(&["events", "--event", "BeginTrail", "--format", "json"]);
        done.out.lines().count()
    };
    assert_eq!(begun(), 1);
    trail.run("DELETE FROM records WHERE kind LIKE 'trail-%'");
    trail.good(&["events", "head"]);
    assert_eq!(trail.found(&[]), []);
    assert_eq!(begun(), 2);
}

#[test]
fn what_is_not_sealed_yet_is_counted_and_is_no_fault_and_a_server_seals_it() {
    let trail = Trail::new();
    trail.happen(3);
    let done = trail.good(&["events", "verify", "--account", "keiri"]);
    assert!(
        done.out.contains("901 sealed events") && done.out.contains("3 not sealed yet"),
        "{}",
        done.out
    );
    // Each command but those that look seals what waits when it ends.
    trail.good(&["account", "list"]);
    let done = trail.good(&["events", "verify"]);
    assert!(done.out.contains(" 0 not sealed yet"), "{}", done.out);
    let server = trail.sandbox.serve(&[]);
    trail.happen(2);
    let sealed = || {
        let count = "SELECT count(*) FROM records WHERE kind = 'trail-head' AND body LIKE '%\"count\":906%'";
        trail
            .database
            .query_row(count, [], |row| row.get::<_, u64>(0))
            .unwrap()
            == 1
    };
    assert!(until(sealed), "the server seals beside other writers");
    drop(server);
    assert_eq!(trail.found(&[]), []);
}

#[test]
fn op_2_a_purge_leaves_a_signed_stump_and_the_rest_verifies() {
    let trail = Trail::new();
    let exported = trail.sandbox.path("heads.json");
    let file = exported.to_str().unwrap();
    trail.good(&["events", "head", "--output", file]);
    let early = trail
        .sandbox
        .run(&["events", "purge", "--before", "9999-01-01"]);
    assert_eq!(early.code, 20, "{}", early.err);
    let none = trail.good(&[
        "events",
        "purge",
        "--before",
        "2024-07-15",
        "--account",
        "keiri",
    ]);
    assert!(none.out.starts_with("0 events"), "{}", none.out);
    // The account was made today, before its other events, which say that they are older: the
    // chain begins with a block that is too young to go.
    let stuck = trail.good(&["events", "purge", "--before", "2024-07-18"]);
    assert!(stuck.out.starts_with("0 events"), "{}", stuck.out);
    // Nor does it go when somebody makes its seal say that it is older.
    let older = format!(
        "UPDATE records SET body = CAST(json_set(CAST(body AS TEXT), '$.entries[0][2]', 1) AS BLOB)
         WHERE kind = 'trail-block' AND account = '{}' AND CAST(id AS INTEGER) = 1",
        trail.account
    );
    assert_eq!(trail.run(&older), 1);
    let kept = trail
        .sandbox
        .run(&["events", "purge", "--before", "2024-07-18"]);
    assert!(kept.err.contains("not what was sealed"), "{}", kept.err);
    trail.run("DELETE FROM records WHERE kind LIKE 'trail-%'");
    trail.run("UPDATE events SET at = 1 WHERE position = 1");
    let earlier = trail.sandbox.path("earlier.json");
    let earlier = earlier.to_str().unwrap();
    trail.good(&["events", "head", "--output", earlier]);
    trail.happen(1);
    trail.good(&["events", "head", "--output", file]);
    let gone = trail.good(&[
        "events",
        "purge",
        "--before",
        "2024-07-18",
        "--account",
        "keiri",
    ]);
    assert!(gone.out.starts_with("902 events"), "{}", gone.out);
    assert_eq!(trail.found(&["--head", file]), []);
    // An export that knows less than what went proves nothing, which is said; beside a later one it
    // need not.
    assert_eq!(
        trail.found(&["--head", earlier]),
        [("not-compared".to_owned(), 902)]
    );
    assert_eq!(trail.found(&["--head", earlier, "--head", file]), []);
    let told = trail.good(&["events", "verify", "--account", "keiri"]);
    assert!(
        told.out
            .contains("events 1 to 902 (1970-01-01T00:00:00Z to 2024-07-16"),
        "{}",
        told.out
    );
    assert!(told.out.contains("by operator:"), "{}", told.out);
    let left = trail.good(&["events", "--account", "keiri"]);
    assert!(
        left.out.contains("PurgeEvents") && left.out.lines().count() == 1,
        "{}",
        left.out
    );
    // Whoever puts something back is found.
    trail.run(&format!(
        "INSERT INTO events VALUES (4, '{}', 'strange', 1, CAST('{{}}' AS BLOB))",
        trail.account
    ));
    assert_eq!(trail.found(&[]), [("put-in".to_owned(), 0)]);
}

/// Decision 42.
#[test]
fn the_server_exports_the_heads_of_the_day_into_a_file_that_verifies() {
    let trail = Trail::new();
    let directory = trail.sandbox.path("heads");
    trail.sandbox.write(
        "data/sekisho.toml",
        &format!("[hashing]\nmemory_kib = 8\npasses = 1\n[events]\nexport = {directory:?}\n"),
    );
    let server = trail.sandbox.serve(&[]);
    let files = || -> Vec<_> {
        let entries = std::fs::read_dir(&directory).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect()
    };
    assert!(until(|| !files().is_empty()), "{}", server.heard());
    let [file] = files().try_into().unwrap();
    assert_eq!(mode(&file), 0o600);
    assert_eq!(trail.found(&["--head", file.to_str().unwrap()]), []);
}

/// The plain text of a mail in a file.
fn text_of(mail: &Path) -> String {
    let mail = fs::read_to_string(mail).unwrap();
    let boundary = mail.split("boundary=\"").nth(1).unwrap();
    let boundary = boundary.split('"').next().unwrap();
    let boundary = format!("--{boundary}");
    let mut parts = mail.split(boundary.as_str());
    let part = parts.find(|part| part.contains("text/plain")).unwrap();
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    let bytes = if head.contains("base64") {
        BASE64.decode(body.replace("\r\n", "").as_bytes()).unwrap()
    } else {
        quoted_printable(&body.replace("=\r\n", ""))
    };
    String::from_utf8(bytes).unwrap()
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// Decision 42: whoever gets the mail can verify by it, and one a day is enough, also where two servers
/// run on one database and where one is started again.
#[test]
fn op_2_the_heads_of_the_day_are_mailed_once_and_what_is_pasted_from_the_mail_verifies() {
    let trail = Trail::new();
    let exported = trail.sandbox.path("heads");
    trail.sandbox.write(
        "data/sekisho.toml",
        &format!(
            "[hashing]\nmemory_kib = 8\npasses = 1\n\
             [events]\nexport = {exported:?}\nmail_heads_to = \"audit@example.com\"\n"
        ),
    );
    let mails = || -> Vec<_> {
        let entries = fs::read_dir(trail.sandbox.path("data/mail"));
        let paths = entries.into_iter().flatten();
        let paths = paths.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect()
    };
    let servers = [trail.sandbox.serve(&[]), trail.sandbox.serve(&[])];
    assert!(until(|| !mails().is_empty()));
    for server in servers {
        assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    }
    fs::remove_dir_all(&exported).unwrap();
    let server = trail.sandbox.serve(&[]);
    // What is done at the start is done then.
    assert!(until(|| exported.is_dir()), "{}", server.heard());
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    let list = trail.good(&["notify", "list", "--format", "json"]);
    let list: Value = serde_json::from_str(&list.out).unwrap();
    let told: Vec<_> = list.as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["about"], "trail-heads");
    let [mail] = mails().try_into().unwrap();

    let text = text_of(&mail);
    assert!(
        text.contains("sekisho events verify --head heads.txt"),
        "{text}"
    );
    trail.sandbox.write("heads.txt", &text);
    assert_eq!(trail.found(&["--head", "heads.txt"]), []);
    trail.run("UPDATE events SET body = CAST('{}' AS BLOB) WHERE position = (SELECT last FROM sequence WHERE name = 'event')");
    trail.run("DELETE FROM records WHERE kind LIKE 'trail-%'");
    trail.good(&["events", "head"]);
    assert_eq!(
        trail.found(&[]),
        [],
        "it was sealed anew with the right key"
    );
    let found = trail.found(&["--head", "heads.txt"]);
    assert!(
        found.iter().all(|(wrong, _)| wrong == "sealed-anew") && !found.is_empty(),
        "{found:?}"
    );
}
