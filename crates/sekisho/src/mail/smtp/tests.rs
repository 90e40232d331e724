use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, CertificateStore};
use rules::Email;
use service::letters::Written;

use super::super::message::sender;
use super::*;
use crate::config::Sender;

mod stub;

use stub::{Behaviour, Stub, Wire};

/// Short enough that a test need not wait, long enough for a busy machine.
const HURRIED: Patience = Patience {
    connect: Duration::from_secs(5),
    hand_over: Duration::from_millis(500),
    ask: Duration::from_secs(5),
    idle: Duration::from_mins(1),
};

fn mail(message_id: &str) -> Mail {
    Mail {
        message_id: message_id.to_owned(),
        to: Email::parse("root..a@example.com").unwrap(),
        date: "2024-06-16T02:00:00Z".parse().unwrap(),
        written: Written {
            subject: "【要対応】MFA を有効にしてください / Enable MFA".to_owned(),
            text: "2024年7月16日から必要です。\n.\nA line that begins with a dot.\n".to_owned(),
            html: "<p>2024年7月16日から必要です。</p>".to_owned(),
        },
        is_secret: false,
    }
}

fn from() -> Mailbox {
    let from = Sender {
        name: None,
        address: Email::parse("sekisho@example.com").unwrap(),
    };
    sender(&from, "Sekisho")
}

fn server(stub: &Stub, security: Security, login: Option<Login>) -> MailServer {
    MailServer {
        host: "localhost".to_owned(),
        port: stub.port,
        security,
        login,
    }
}

/// A client of this stub.
fn client(stub: &Stub) -> Smtp {
    let server = server(stub, Security::None, None);
    let smtp = Smtp::new(&server, from(), Some("signin.example.com".to_owned())).unwrap();
    Smtp {
        patience: HURRIED,
        ..smtp
    }
}

/// A client that trusts the stub's certificate.
fn client_with_tls(stub: &Stub, security: Security, login: Option<Login>) -> Smtp {
    let smtp = Smtp::new(&server(stub, security, login), from(), None).unwrap();
    let parameters = TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(stub.certificate.as_bytes()).unwrap())
        .build()
        .unwrap();
    let tls = match security {
        Security::StartTls => Tls::Asked(parameters),
        Security::Tls => Tls::AtOnce(parameters),
        Security::None => Tls::Never,
    };
    Smtp {
        tls,
        patience: HURRIED,
        ..smtp
    }
}

fn for_now(said: Result<(), PostError>) -> String {
    match said {
        Err(PostError::ForNow(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn for_good(said: Result<(), PostError>) -> String {
    match said {
        Err(PostError::ForGood(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_mail_that_is_taken_arrives_whole_and_the_connection_is_used_again() {
    let stub = Stub::start(Wire::Plain, Behaviour::Takes).await;
    let smtp = client(&stub);
    for id in ["<a@example.com>", "b@example.com"] {
        smtp.send(mail(id)).await.unwrap();
    }
    let seen = stub.seen();
    assert_eq!(seen.connections, 1);
    assert_eq!(seen.hello, ["EHLO signin.example.com"]);
    assert_eq!(seen.mails.len(), 2);
    for (mail, id) in seen.mails.iter().zip(["a", "b"]) {
        assert_eq!(
            mail.envelope,
            [
                "MAIL FROM:<sekisho@example.com>",
                "RCPT TO:<root..a@example.com>"
            ]
        );
        let id = format!("Message-ID: <{id}@example.com>\r\n");
        assert!(mail.data.contains(&id), "{}", mail.data);
        assert!(mail.data.is_ascii(), "{}", mail.data);
        assert!(
            mail.data.lines().all(|line| line.len() < 998),
            "{}",
            mail.data
        );
    }
    let [a, b] = &seen.mails[..] else { panic!() };
    assert_eq!(
        a.data.replace("<a@", "<b@"),
        b.data,
        "the same mail has the same bytes"
    );
}

#[tokio::test]
async fn five_hundred_is_for_good_and_four_hundred_for_now() {
    for at in ["MAIL", "RCPT", "DATA", "."] {
        for (code, is_for_good) in [
            (550, true),
            (552, true),
            (554, true),
            (450, false),
            (421, false),
            (452, false),
            (530, false),
        ] {
            let stub = Stub::start(Wire::Plain, Behaviour::Refuses(at, code)).await;
            let said = client(&stub).send(mail("<a@example.com>")).await;
            let reason = if is_for_good {
                for_good(said)
            } else {
                for_now(said)
            };
            assert!(
                reason.contains(&code.to_string()) && reason.contains("because of the test"),
                "{at}: {reason}"
            );
            assert!(stub.seen().mails.is_empty());
        }
    }
}

#[tokio::test]
async fn a_mail_after_a_refused_one_goes_over_a_new_connection() {
    let stub = Stub::start(Wire::Plain, Behaviour::RefusesFirst).await;
    let smtp = client(&stub);
    for_good(smtp.send(mail("<a@example.com>")).await);
    smtp.send(mail("<b@example.com>")).await.unwrap();
    let seen = stub.seen();
    assert_eq!((seen.connections, seen.mails.len()), (2, 1));
}

#[tokio::test]
async fn what_goes_wrong_before_the_mail_is_never_about_the_mail() {
    for (code, at) in [(554, "greeting"), (421, "greeting"), (550, "EHLO")] {
        let stub = Stub::start(Wire::Plain, Behaviour::Refuses(at, code)).await;
        let reason = for_now(client(&stub).send(mail("<a@example.com>")).await);
        assert!(reason.contains("cannot be used"), "{at}: {reason}");
    }
    let closed = Stub::start(Wire::Plain, Behaviour::Takes).await;
    let smtp = client(&closed);
    drop(closed);
    let reason = for_now(smtp.send(mail("<a@example.com>")).await);
    assert!(
        reason.starts_with("the mail server `localhost:"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_slow_server_is_left_and_what_it_says_late_is_not_taken_for_an_answer() {
    for at in ["MAIL", "RCPT", "DATA", "."] {
        let stub = Stub::start(Wire::Plain, Behaviour::SilentOnceAt(at)).await;
        let smtp = client(&stub);
        let reason = for_now(smtp.send(mail("<a@example.com>")).await);
        assert!(
            reason.contains("did not take the mail within"),
            "{at}: {reason}"
        );
        // The next mail goes over a connection of its own.
        smtp.send(mail("<b@example.com>")).await.unwrap();
        let seen = stub.seen();
        assert_eq!(seen.connections, 2, "{at}");
        assert!(
            seen.mails
                .iter()
                .any(|mail| mail.data.contains("<b@example.com>")),
            "{at}"
        );
    }
}

#[tokio::test]
async fn a_server_that_never_greets_is_left() {
    let stub = Stub::start(Wire::Plain, Behaviour::SilentOnceAt("greeting")).await;
    let smtp = client(&stub);
    let patience = Patience {
        connect: Duration::from_millis(300),
        ..HURRIED
    };
    let smtp = Smtp { patience, ..smtp };
    let reason = for_now(smtp.send(mail("<a@example.com>")).await);
    assert!(reason.contains("did not answer within"), "{reason}");
}

/// A mail is lost on no way, and twice only where the server took it and died before it said so.
#[tokio::test]
async fn a_server_that_dies_in_the_middle_gets_the_mail_again() {
    for (at, times) in [
        ("MAIL", 1),
        ("RCPT", 1),
        ("DATA", 1),
        ("half the mail", 1),
        (".", 2),
    ] {
        let stub = Stub::start(Wire::Plain, Behaviour::DiesOnceAt(at)).await;
        let smtp = client(&stub);
        for_now(smtp.send(mail("<a@example.com>")).await);
        smtp.send(mail("<a@example.com>")).await.unwrap();
        let mails = stub.seen().mails;
        assert_eq!(mails.len(), times, "{at}");
        assert!(mails.iter().all(|mail| mail.data == mails[0].data), "{at}");
    }
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_meanwhile_loses_no_mail() {
    let stub = Stub::start(Wire::Plain, Behaviour::ClosesAfterEachMail).await;
    let smtp = client(&stub);
    for id in ["<a@example.com>", "<b@example.com>", "<c@example.com>"] {
        smtp.send(mail(id)).await.unwrap();
    }
    let seen = stub.seen();
    assert_eq!((seen.connections, seen.mails.len()), (3, 3));
}

#[tokio::test]
async fn a_connection_takes_its_leave_when_no_other_mail_comes() {
    let stub = Stub::start(Wire::Plain, Behaviour::Takes).await;
    let smtp = client(&stub);
    let patience = Patience {
        idle: Duration::from_millis(20),
        ..HURRIED
    };
    let smtp = Smtp { patience, ..smtp };
    smtp.send(mail("<a@example.com>")).await.unwrap();
    stub.farewell().await;
    assert!(smtp.idle.take().is_none());
}

#[tokio::test]
async fn with_tls_the_password_and_the_mail_are_never_in_the_clear() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("password");
    os::write_private_file(&path, "fake-smtp-password\n").unwrap();
    for (wire, security) in [
        (Wire::StartTls, Security::StartTls),
        (Wire::Tls, Security::Tls),
    ] {
        let stub = Stub::start(wire, Behaviour::Takes).await;
        let login = Login {
            name: "sekisho".to_owned(),
            password_file: path.clone(),
        };
        let smtp = client_with_tls(&stub, security, Some(login));
        smtp.send(mail("<a@example.com>")).await.unwrap();
        let seen = stub.seen();
        assert_eq!(seen.mails.len(), 1, "{security:?}");
        // `\0sekisho\0fake-smtp-password`
        assert_eq!(
            seen.login,
            ["AUTH PLAIN AHNla2lzaG8AZmFrZS1zbXRwLXBhc3N3b3Jk"]
        );
        let clear: Vec<&str> = seen.in_the_clear.iter().map(String::as_str).collect();
        let before: &[&str] = match security {
            Security::StartTls => &["EHLO [127.0.0.1]", "STARTTLS"],
            _ => &[],
        };
        assert_eq!(clear, before, "{security:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls_or_with_another_certificate_gets_nothing() {
    let plain = Stub::start(Wire::Plain, Behaviour::Takes).await;
    let reason = for_now(
        client_with_tls(&plain, Security::StartTls, None)
            .send(mail("<a@example.com>"))
            .await,
    );
    assert!(reason.contains("STARTTLS is not supported"), "{reason}");
    for (wire, security) in [
        (Wire::StartTls, Security::StartTls),
        (Wire::Tls, Security::Tls),
    ] {
        let stub = Stub::start(wire, Behaviour::Takes).await;
        // The system does not know the stub's certificate.
        let smtp = Smtp::new(&server(&stub, security, None), from(), None).unwrap();
        let reason = for_now(smtp.send(mail("<a@example.com>")).await);
        assert!(reason.contains("certificate"), "{reason}");
        assert!(stub.seen().mails.is_empty());
    }
    assert!(plain.seen().mails.is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_about_us_and_not_about_the_mail() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("password");
    os::write_private_file(&path, "fake-smtp-password").unwrap();
    let stub = Stub::start(Wire::StartTls, Behaviour::Refuses("AUTH", 535)).await;
    let login = Login {
        name: "sekisho".to_owned(),
        password_file: path,
    };
    let smtp = client_with_tls(&stub, Security::StartTls, Some(login));
    let reason = for_now(smtp.send(mail("<a@example.com>")).await);
    assert!(reason.contains("535"), "{reason}");
    assert!(!reason.contains("fake-smtp-password"), "{reason}");
}

#[test]
fn the_file_of_a_password_is_ours_alone_and_holds_one_line() {
    use std::os::unix::fs::PermissionsExt;

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("password");
    let read = |path: &std::path::Path| {
        credentials(&Login {
            name: "sekisho".to_owned(),
            password_file: path.into(),
        })
    };
    let said = |path: &std::path::Path| read(path).map(drop).unwrap_err().to_string();
    assert!(said(&path).contains("cannot be read"));
    for (text, is_good) in [
        ("fake", true),
        ("fake\n", true),
        ("fake\r\n", true),
        (" fake ", true),
        ("", false),
        ("\n", false),
        ("a\nb", false),
    ] {
        os::write_private_file(&path, text).unwrap();
        assert_eq!(read(&path).is_ok(), is_good, "{text:?}");
    }
    let longest = "f".repeat(PASSWORD_BYTES_MAX);
    os::write_private_file(&path, &longest).unwrap();
    assert!(read(&path).is_ok());
    os::write_private_file(&path, &format!("{longest}f")).unwrap();
    assert!(said(&path).contains("more than 4096 bytes"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(said(&path).contains("others can read it (mode 0640)"));
}
