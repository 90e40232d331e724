use std::fs;

use rules::Email;
use service::letters::{Mail, Written};

use super::*;
use crate::exit::Exit;

/// A configuration in this directory.
fn config(directory: &Path, keys: &[(&'static str, &str)]) -> Config {
    let data = ("data", directory.display().to_string());
    let given = keys.iter().map(|(key, value)| (*key, (*value).to_owned()));
    Config::load(&given.chain([data]).collect()).unwrap()
}

fn mail(message_id: &str) -> Mail {
    Mail {
        message_id: message_id.to_owned(),
        to: Email::parse("root@example.com").unwrap(),
        date: "2024-06-16T02:00:00Z".parse().unwrap(),
        written: Written {
            subject: "Subject".to_owned(),
            text: "Text\n".to_owned(),
            html: "<p>HTML</p>".to_owned(),
        },
        is_secret: false,
    }
}

#[tokio::test]
async fn without_a_server_mails_are_files_in_the_data_directory() {
    let directory = tempfile::tempdir().unwrap();
    let post = post(&config(directory.path(), &[("issuer", "Seki")])).unwrap();
    post.send(mail("<a@example.com>")).await.unwrap();
    let path = directory.path().join("mail/a@example.com.eml");
    let text = fs::read_to_string(path).unwrap();
    let from = "From: Seki <sekisho@localhost.localdomain>\r\n";
    assert!(text.contains(from), "{text}");
}

#[tokio::test]
async fn the_name_of_a_letter_gets_the_senders_domain() {
    let directory = tempfile::tempdir().unwrap();
    let keys = [("mail.from", "sekisho@example.com")];
    let post = post(&config(directory.path(), &keys)).unwrap();
    post.send(mail("1e77e4")).await.unwrap();
    let text = fs::read_to_string(directory.path().join("mail/1e77e4.eml")).unwrap();
    assert!(
        text.contains("Message-ID: <1e77e4@example.com>\r\n"),
        "{text}"
    );
}

#[test]
fn a_password_that_others_can_read_is_refused_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let password = directory.path().join("password");
    let keys = [
        ("mail.smtp_host", "smtp.example.com"),
        ("mail.from", "sekisho@example.com"),
        ("mail.username", "sekisho"),
        ("mail.password_file", password.to_str().unwrap()),
    ];
    let config = config(directory.path(), &keys);
    let refused = |config| match post(config) {
        Ok(_) => panic!("it was taken"),
        Err(failure) => (failure.exit(), failure.to_string()),
    };
    let (exit, said) = refused(&config);
    assert_eq!(exit, Exit::Configuration);
    assert!(said.contains("cannot be read"), "{said}");
    fs::write(&password, "fake").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(&password, mode).unwrap();
    assert!(refused(&config).1.contains("chmod 600"));
    crate::os::write_private_file(&password, "fake").unwrap();
    assert!(post(&config).is_ok());
}
