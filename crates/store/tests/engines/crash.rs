//! A process that is killed in the middle of its writing.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use store::limits::MAX_PAGE_RECORDS;
use store::{Batch, Body, Change, EventQuery, Put, Scan, Store};
use tempfile::TempDir;

use crate::bench::{ACCOUNT, changes, clock, event, put, ring, wait};

const FILE: &str = "STORE_TEST_LOAD_FILE";
const FIRST: &str = "STORE_TEST_LOAD_FIRST";
const TEST: &str =
    "crash::otp_3_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half";

const KILLS: usize = 6;
const ACKNOWLEDGED_BEFORE_KILL: usize = 300;
const WRITERS: usize = 8;
const ROUND: usize = 1_000_000;

/// The killed process is this test again: told by its environment, it writes until it is killed.
#[test]
fn otp_3_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half() {
    if let (Some(file), Ok(first)) = (env::var_os(FILE), env::var(FIRST)) {
        wait(write_for_ever(Path::new(&file), first.parse().unwrap()));
        return;
    }
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("sekisho.db");
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLS {
        let (mut child, answers) = start(&file, round * ROUND);
        let mut lines = numbers(answers);
        // Killed after a number that differs from round to round, always while tasks write.
        let wanted = ACKNOWLEDGED_BEFORE_KILL + 37 * round;
        acknowledged.extend(lines.by_ref().take(wanted));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was acknowledged until the kill counts, too.
        acknowledged.extend(lines);
        let store = Store::sqlite(&file, Arc::new(clock()), ring()).unwrap();
        wait(verify(&store, &acknowledged));
        wait(store.close());
    }
    assert!(acknowledged.len() >= KILLS * ACKNOWLEDGED_BEFORE_KILL);
}

/// Each batch holds two records, a sealed one among them, and an event: they agree or are absent.
fn batch(number: usize) -> Batch {
    let name = number.to_string();
    let sealed = Put {
        body: Body::sealed(name.as_bytes()),
        ..put(&format!("right-{name}"), "")
    };
    Batch {
        events: vec![event(&name)],
        ..changes([
            Change::Create(put(&format!("left-{name}"), &name)),
            Change::Create(sealed),
        ])
    }
}

async fn verify(store: &Store, acknowledged: &BTreeSet<usize>) {
    let mut told = BTreeSet::new();
    let mut query = EventQuery {
        limit: MAX_PAGE_RECORDS,
        ..EventQuery::default()
    };
    loop {
        let page = store.events(&query).await.unwrap();
        let Some(last) = page.last() else {
            break;
        };
        query.after = Some(last.position);
        for stored in &page {
            let number = std::str::from_utf8(&stored.event.body).unwrap();
            assert!(
                told.insert(number.parse::<usize>().unwrap()),
                "{number} is told twice"
            );
        }
    }
    let lost: Vec<_> = acknowledged.difference(&told).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let whole = told.iter().flat_map(|number| {
        ["left", "right"].map(|side| (format!("{side}-{number}"), number.to_string()))
    });
    assert_eq!(records(store).await, whole.collect());
}

/// All records with what they hold.
async fn records(store: &Store) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut scan = Scan {
        account: ACCOUNT.into(),
        kind: "thing".into(),
        limit: MAX_PAGE_RECORDS,
        ..Scan::default()
    };
    loop {
        let page = store.scan(&scan).await.unwrap();
        scan.after = page.records.last().map(|record| record.key.id.clone());
        found.extend(page.records.into_iter().map(|record| {
            let text = String::from_utf8(record.body.bytes().to_vec()).unwrap();
            (record.key.id, text)
        }));
        if !page.more {
            return found;
        }
    }
}

fn start(file: &Path, first: usize) -> (Child, ChildStdout) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(FILE, file)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let answers = child.stdout.take().unwrap();
    (child, answers)
}

/// The numbers that the writer acknowledged. A line that the kill cut off counts for nothing.
fn numbers(answers: ChildStdout) -> impl Iterator<Item = usize> {
    let lines = BufReader::new(answers).split(b'\n');
    lines.map_while(Result::ok).filter_map(|line| {
        let line = String::from_utf8(line).ok()?;
        line.strip_prefix("committed ")?
            .strip_suffix('.')?
            .parse()
            .ok()
    })
}

async fn write_for_ever(file: &Path, first: usize) {
    let store = Store::sqlite(file, Arc::new(clock()), ring()).unwrap();
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for number in (first + writer..).step_by(WRITERS) {
                store.commit(batch(number)).await.unwrap();
                // One write for each line, so that lines of two tasks never mix.
                let line = format!("committed {number}.\n");
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}
