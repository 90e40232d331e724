use std::os::unix::fs::PermissionsExt;

use super::super::message::sender;
use super::*;
use crate::config::Sender;
use rules::Email;
use service::letters::Written;

fn mail(message_id: &str, subject: &str) -> Mail {
    Mail {
        message_id: message_id.to_owned(),
        to: Email::parse("root@example.com").unwrap(),
        date: "2024-06-16T02:00:00Z".parse().unwrap(),
        written: Written {
            subject: subject.to_owned(),
            text: "Text\n".to_owned(),
            html: "<p>HTML</p>".to_owned(),
        },
        is_secret: false,
    }
}

fn files(directory: &Path) -> Files {
    let from = Sender {
        name: None,
        address: Email::parse("sekisho@example.com").unwrap(),
    };
    Files::new(directory.join("mail"), sender(&from, "関所"))
}

fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory.join("mail")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_is_one_file_for_its_owner_only_however_often_it_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let files = files(directory.path());
    for _ in 0..2 {
        files.send(mail("<a.1@example.com>", "件名")).await.unwrap();
    }
    assert_eq!(names(directory.path()), ["a.1@example.com.eml"]);
    let path = directory.path().join("mail/a.1@example.com.eml");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let text = fs::read_to_string(&path).unwrap();
    for header in [
        "Message-ID: <a.1@example.com>\r\n",
        "Date: Sun, 16 Jun 2024 02:00:00 +0000\r\n",
        "From: =?utf-8?b?6Zai5omA?= <sekisho@example.com>\r\n",
        "To: root@example.com\r\n",
        "Subject: =?utf-8?b?5Lu25ZCN?=\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
    ] {
        assert!(text.contains(header), "{header} is not in {text}");
    }
}

#[tokio::test]
async fn what_is_secret_is_never_written() {
    let directory = tempfile::tempdir().unwrap();
    let secret = Mail {
        is_secret: true,
        ..mail("<a@example.com>", "x")
    };
    let said = files(directory.path()).send(secret).await;
    assert!(matches!(said, Err(PostError::ForGood(_))), "{said:?}");
    assert!(names(directory.path()).is_empty());
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_told_and_may_be_there_later() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("mail"), "a file").unwrap();
    let said = files(directory.path())
        .send(mail("<a@example.com>", "x"))
        .await;
    match said {
        Err(PostError::ForNow(reason)) => assert!(reason.contains("cannot be written"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_message_id_has_a_file_of_its_own_inside_the_directory() {
    let longest = "a".repeat(NAME_CHARS_MAX);
    let too_long = "a".repeat(NAME_CHARS_MAX + 1);
    for (id, name) in [
        ("<a@b>", Some("a@b.eml")),
        ("a@b", Some("a@b.eml")),
        ("../../etc/x", Some("%2E.%2F..%2Fetc%2Fx.eml")),
        ("a%2Fb", Some("a%252Fb.eml")),
        ("<>", None),
        (longest.as_str(), Some(format!("{longest}.eml").as_str())),
        (too_long.as_str(), None),
    ] {
        assert_eq!(file_name(id).as_deref(), name, "{id}");
    }
}
