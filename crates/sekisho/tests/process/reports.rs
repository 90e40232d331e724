//! `sekisho status` and `sekisho responsible`: who is missing, and who looks after it.

use std::fs;

use serde_json::{Value, json};

use crate::inside::{EIGYO, KEIRI, keiri_registers_a_device, two_accounts};
use crate::sandbox::{Sandbox, good, mode};

/// Both accounts, one of them with MFA, with a rule and somebody who looks after them.
fn installation() -> Sandbox {
    let sandbox = two_accounts();
    keiri_registers_a_device(&sandbox);
    for args in [
        &["deadline", "set", "--for", "roots", "--date", "2040-01-01"][..],
        &["responsible", "set", "keiri/user/hanako", "keiri", "eigyo"],
        &["notify"],
    ] {
        good(sandbox.run(args));
    }
    sandbox
}

#[test]
fn people_see_who_is_missing_in_a_table() {
    let sandbox = installation();
    let text = good(sandbox.run(&["status"])).out;
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("DUE (Asia/Tokyo)"), "{text}");
    assert!(lines[1].starts_with(KEIRI), "{text}");
    assert!(
        lines[1].contains("  yes  ") && lines[1].contains("1 of 1"),
        "{text}"
    );
    for part in [
        EIGYO,
        "=1+1",
        "  no  ",
        "2040-01-01 00:00",
        "announced",
        "keiri/user/hanako",
    ] {
        assert!(lines[2].contains(part), "{part}: {text}");
    }
    assert!(
        text.contains("root users with MFA: 1 of 2 (50%), past due without: 0"),
        "{text}"
    );
    assert!(
        text.contains("console users with MFA: 0 of 1 (0%)"),
        "{text}"
    );
}

#[test]
fn programs_and_spreadsheets_get_the_same() {
    let sandbox = installation();
    let report = good(sandbox.run(&["status", "--format", "json"])).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["totals"]["accounts"], 2);
    assert_eq!(report["totals"]["roots_with_mfa"], 1);
    assert_eq!(report["time_zone"], "Asia/Tokyo");
    assert_eq!(report["accounts"][0]["root"]["state"], "has-mfa");
    let eigyo = &report["accounts"][1];
    assert_eq!(eigyo["id"], EIGYO);
    assert_eq!(eigyo["root"]["state"], "until");
    assert_eq!(eigyo["root"]["due_at"], "2039-12-31T15:00:00Z");
    assert_eq!(eigyo["root"]["told"]["occasion"], "announced");
    assert_eq!(eigyo["responsible"], json!(["keiri/user/hanako"]));

    let csv = good(sandbox.run(&["status", "--format", "csv"])).out;
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(
        lines[0].starts_with("\u{feff}account,name,root_email,root_mfa,"),
        "{csv}"
    );
    assert!(lines[1].starts_with("123456789012,\"経理, \"\"Keiri\"\"\",keiri@example.com,yes,"));
    assert!(
        lines[2].starts_with(
            "210987654321,'=1+1,eigyo@example.com,no,until,2040-01-01T00:00:00+09:00,"
        )
    );
    assert_eq!(lines.len(), 4, "{csv}");
}

#[test]
fn auditors_get_one_file_for_its_owner_only() {
    let sandbox = installation();
    let file = sandbox.path("status.html");
    let name = file.to_str().unwrap().to_owned();
    let args = ["status", "--format", "html", "--output", &name];
    let done = good(sandbox.run(&args));
    assert_eq!(done.out, "");
    assert!(done.err.contains("status.html"), "{}", done.err);
    assert_eq!(mode(&file), 0o600);
    let english = fs::read_to_string(&file).unwrap();
    assert!(english.contains("<html lang=\"en\">"), "{english}");
    for part in [
        "1 of 2 (50%)",
        "経理, &#34;Keiri&#34;",
        "2040-01-01 00:00",
        EIGYO,
    ] {
        assert!(english.contains(part), "{part}: {english}");
    }
    for absent in ["<script", "<link", "<img", "://"] {
        assert!(!english.contains(absent), "{absent}");
    }
    let mut command = sandbox.command(&args);
    let done = command.env("LANG", "ja_JP.UTF-8").output().unwrap();
    assert!(done.status.success());
    let japanese = fs::read_to_string(&file).unwrap();
    assert!(japanese.contains("<html lang=\"ja\">") && japanese.contains("2 のうち 1 (50%)"));
    let chosen = sandbox.run(&["status", "--format", "html", "--language", "ja"]);
    assert!(good(chosen).out.contains("<html lang=\"ja\">"));

    let nowhere = sandbox.run(&["status", "--output", "absent/status.txt"]);
    assert_eq!(nowhere.code, 8, "{}", nowhere.err);
    assert!(nowhere.err.contains("--output FILE"), "{}", nowhere.err);
}

#[test]
fn assignments_go_out_and_come_back_as_they_were() {
    let sandbox = two_accounts();
    let none = good(sandbox.run(&["responsible", "list"]));
    assert!(
        none.out.is_empty() && none.err.contains("responsible set"),
        "{none:?}"
    );
    good(sandbox.run(&["responsible", "set", "keiri/user/HANAKO", EIGYO, "keiri"]));
    good(sandbox.run(&["responsible", "set", "210987654321/root", "eigyo"]));
    let csv = good(sandbox.run(&["responsible", "export"])).out;
    assert_eq!(
        csv,
        format!(
            "\u{feff}assignee,account\r\neigyo/root,{EIGYO}\r\nkeiri/user/hanako,{KEIRI}\r\nkeiri/user/hanako,{EIGYO}\r\n"
        )
    );
    let before = good(sandbox.run(&["responsible", "list", "--format", "json"])).out;
    sandbox.write("a.csv", &csv);
    let again = good(sandbox.run(&["responsible", "import", "a.csv", "--replace"])).err;
    assert_eq!(again, "imported: 0 people changed, 2 people as before\n");

    sandbox.write(
        "b.csv",
        "assignee,account\n123456789012/user/hanako,eigyo\n",
    );
    let fewer = good(sandbox.run(&["responsible", "import", "b.csv"])).err;
    assert_eq!(fewer, "imported: 1 person changed, 0 people as before\n");
    let list = good(sandbox.run(&["responsible", "list"])).out;
    assert!(
        list.contains("eigyo/root"),
        "who is not in the file keeps all: {list}"
    );
    assert!(!list.contains(KEIRI), "{list}");
    good(sandbox.run(&["responsible", "import", "b.csv", "--replace"]));
    let list = good(sandbox.run(&["responsible", "list"])).out;
    assert!(!list.contains("eigyo/root"), "{list}");

    good(sandbox.run(&["responsible", "import", "a.csv"]));
    let after = good(sandbox.run(&["responsible", "list", "--format", "json"])).out;
    assert_eq!(after, before);
    good(sandbox.run(&["responsible", "set", "eigyo/root", "--none"]));
    let list = good(sandbox.run(&["responsible", "list"])).out;
    assert!(!list.contains("eigyo/root"), "{list}");
}

#[test]
fn a_file_with_a_wrong_line_changes_nothing_and_each_is_named() {
    let sandbox = two_accounts();
    good(sandbox.run(&["responsible", "set", "keiri/root", "keiri"]));
    let before = good(sandbox.run(&["responsible", "list"])).out;
    let file = "assignee,account\nkeiri/root,eigyo\nkeiri/user/taro,eigyo\nkeiri/root,21098765432\n\
                soumu/root,keiri\n";
    sandbox.write("a.csv", file);
    let done = sandbox.run(&["responsible", "import", "a.csv"]);
    assert_eq!((done.code, done.out.as_str()), (22, ""), "{}", done.err);
    let lines: Vec<&str> = done.err.lines().collect();
    assert_eq!(lines.len(), 4, "{}", done.err);
    for (line, start) in [
        (
            0,
            "sekisho: `a.csv` was not imported, and nothing was changed:",
        ),
        (1, "  line 3: there is no user `taro` for `keiri/user/taro`"),
        (2, "  line 4: there is no account `21098765432`"),
        (3, "  line 5: there is no account for `soumu/root`"),
    ] {
        assert!(lines[line].starts_with(start), "{}", done.err);
    }
    assert!(lines[2].contains("zeros in front"), "{}", done.err);
    sandbox.write("b.csv", "keiri/root,eigyo\n");
    for (file, said) in [
        ("b.csv", "line 1: the first line names the columns"),
        ("c.csv", "cannot be read"),
    ] {
        let done = sandbox.run(&["responsible", "import", file]);
        assert_eq!(done.code, 22, "{}", done.err);
        assert!(done.err.contains(said), "{}", done.err);
    }
    assert_eq!(good(sandbox.run(&["responsible", "list"])).out, before);
    for (person, code) in [("keiri", 20), ("keiri/user/taro", 18), ("soumu/root", 18)] {
        let done = sandbox.run(&["responsible", "set", person, "eigyo"]);
        assert_eq!(done.code, code, "{}", done.err);
    }
}
