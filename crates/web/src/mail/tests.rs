use std::collections::BTreeSet;

use regex::Regex;
use rules::{Language, Timestamp};
use service::letters::{About, DeadlineNotice, Happening, Letter, Render, What, Written};

use super::{happening, plain, samples};
use crate::gallery::html::{self, Element};
use crate::gallery::letters;

const HTML_BYTES_MAX: usize = 20_000;
const LANGUAGES: [Option<Language>; 3] = [Some(Language::Japanese), Some(Language::English), None];

/// Writes every letter in each language and in both, and asks one question of each mail.
fn every_mail(question: impl Fn(&str, &Letter, &Written)) {
    let letters = letters(Some("the IT desk, extension 1234"));
    for (name, letter) in samples() {
        for language in LANGUAGES {
            let letter = Letter {
                language,
                ..letter.clone()
            };
            let name = format!("{name}, {language:?}");
            question(&name, &letter, &letters.render(&letter));
        }
    }
}

fn read(name: &str, written: &Written) -> Vec<Element> {
    html::read(&written.html).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// The letter of this name in this language.
fn mail(name: &str, language: Option<Language>) -> Written {
    let mut all = samples();
    let at = all.iter().position(|(known, _)| known == name);
    let (_, letter) = all.swap_remove(at.expect(name));
    letters(None).render(&Letter { language, ..letter })
}

/// What a letter about this says in both languages.
fn about(about: About) -> Written {
    let (_, letter) = samples().swap_remove(0);
    letters(None).render(&Letter { about, ..letter })
}

#[test]
fn every_sample_has_a_name_of_its_own_and_every_kind_of_letter_is_one() {
    let all = samples();
    let names: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), all.len());
    let kinds: BTreeSet<&str> = all.iter().map(|(_, letter)| letter.about.name()).collect();
    // Six occasions, a postponement, a digest, twenty-two happenings, a recovery, heads, root's other
    // address and three secrets.
    assert_eq!(kinds.len(), 6 + 2 + 22 + 3 + 3, "{kinds:?}");
}

#[test]
fn a_subject_is_one_line_and_nothing_is_left_to_fill_in() {
    let open = Regex::new(r"[{}]|\$[a-z]|  \S|\(\)").expect("a pattern");
    every_mail(|name, letter, written| {
        let subject = &written.subject;
        assert!(!subject.chars().any(char::is_control), "{name}: {subject}");
        assert!(
            (10..200).contains(&subject.chars().count()),
            "{name}: {subject}"
        );
        let is_of_all = matches!(letter.about, About::Digest(_) | About::TrailHeads(_));
        assert!(
            is_of_all || subject.contains("123456789012"),
            "{name}: {subject}"
        );
        let text = written.text.replace("\n  ", "\n").replace("\n    ", "\n");
        for part in [subject, &text] {
            assert!(!open.is_match(part), "{name}: {part}");
        }
        assert!(!written.html.contains(['{', '}']), "{name}");
    });
}

#[test]
fn the_subjects_are_those_that_people_look_for() {
    let subject = |name, language| mail(name, Some(language)).subject;
    assert_eq!(
        subject("deadline-announced", Language::English),
        "[Action Required] Enable MFA on the root user of your account [Sekisho Account: 123456789012]"
    );
    assert_eq!(
        subject("deadline-announced-copy", Language::Japanese),
        "【要対応】アカウントの root ユーザーで MFA を有効にしてください [Sekisho アカウント: 123456789012]"
    );
    assert_eq!(
        subject("deadline-7-days-user", Language::English),
        "[Action Required] Enable MFA for user hanako [Sekisho Account: 123456789012]"
    );
    assert_eq!(
        mail("device-added", None).subject,
        "MFA デバイスが割り当てられました (ルートユーザー) [Sekisho アカウント: 123456789012] / \
         MFA device assigned: root user [Sekisho Account: 123456789012]"
    );
}

/// A mail that people should recognize teaches them nothing that a thief can copy.
#[test]
fn only_the_letters_for_a_new_password_and_those_that_cancel_hold_a_link() {
    every_mail(|name, letter, written| {
        let all = read(name, written);
        let links: Vec<&str> = all.iter().filter_map(|one| one.attribute("href")).collect();
        let both = format!("{}{}{}", written.subject, written.text, written.html);
        let linked = match &letter.about {
            About::ResetPassword { token, .. } => Some(("root/reset", token)),
            About::RootRecovery(notice) => Some(("cancel-recovery", &notice.link)),
            About::RootEmailChange(notice) => Some(("cancel-email", &notice.link)),
            _ => None,
        };
        if let Some((page, token)) = linked {
            let token = token.as_str();
            let address = format!("https://signin.example.com/signin/{page}?token={token}");
            let languages = if letter.language.is_none() { 2 } else { 1 };
            assert_eq!(links, vec![address.as_str(); languages], "{name}");
            assert_eq!(written.text.matches(&address).count(), languages, "{name}");
            assert!(!written.subject.contains(token), "{name}");
        } else {
            assert_eq!(links, Vec::<&str>::new(), "{name}");
            for trace in ["http", "www.", "signin.example", "mailto:"] {
                assert!(!both.contains(trace), "{name}: {trace}");
            }
        }
    });
}

#[test]
fn html_is_well_formed_small_and_asks_for_nothing() {
    every_mail(|name, letter, written| {
        let all = read(name, written);
        let languages: Vec<&str> = match letter.language {
            Some(Language::Japanese) => vec!["ja"],
            Some(Language::English) => vec!["en"],
            None => vec!["ja", "en"],
        };
        assert_eq!(all[0].attribute("lang"), Some(languages[0]), "{name}");
        let parts: Vec<&str> = all
            .iter()
            .filter(|one| one.name == "div")
            .filter_map(|one| one.attribute("lang"))
            .collect();
        assert_eq!(parts, languages, "{name}");
        for forbidden in [
            "script", "img", "link", "style", "form", "input", "button", "iframe",
        ] {
            assert!(
                all.iter().all(|one| one.name != forbidden),
                "{name}: {forbidden}"
            );
        }
        for style in all.iter().filter_map(|one| one.attribute("style")) {
            // Without colours of its own, a mail is readable in the dark as well.
            assert!(
                !style.contains("url(") && !style.contains("background"),
                "{name}"
            );
            assert!(
                style.contains("color:inherit") || !style.contains(";color:"),
                "{name}"
            );
        }
        assert!(
            written.html.len() < HTML_BYTES_MAX,
            "{name}: {} bytes",
            written.html.len()
        );
        let title = all.iter().find(|one| one.name == "title").expect("a title");
        assert_eq!(title.text, written.subject, "{name}");
    });
}

/// Every word of the text is in the HTML, so both say the same dates.
#[test]
fn both_forms_say_the_same() {
    let date = Regex::new(r"\d{4}年\d+月\d+日 \d+:\d\d|\d+ [A-Z][a-z]+ \d{4}, \d+:\d\d")
        .expect("a pattern");
    let dates = |text: &str| -> Vec<String> {
        date.find_iter(text)
            .map(|found| found.as_str().to_owned())
            .collect()
    };
    every_mail(|name, letter, written| {
        let all = read(name, written);
        let body = &all
            .iter()
            .find(|one| one.name == "body")
            .expect("a body")
            .text;
        assert_eq!(dates(&written.text), dates(body), "{name}");
        let says_when = match &letter.about {
            About::Deadline(notice) => notice.due_at.is_some(),
            About::Digest(rows) => rows.len() > 1,
            About::EnrolmentCode { .. } => false,
            About::NewRootEmail { code, .. } => code.is_some(),
            _ => true,
        };
        assert_eq!(says_when, !dates(body).is_empty(), "{name}");
        for line in written.text.lines() {
            let line = line.trim_start_matches(|letter: char| {
                "■- .".contains(letter) || letter.is_ascii_digit()
            });
            for word in line.split(": ").flat_map(str::split_whitespace) {
                assert!(body.contains(word), "{name}: `{word}` is not in {body}");
            }
        }
    });
}

#[test]
fn a_deadline_is_told_with_date_time_and_zone_and_the_days_that_are_left() {
    let japanese = mail("deadline-7-days", Some(Language::Japanese)).text;
    assert!(
        japanese.contains("2024年7月16日 0:00 (日本時間) から多要素認証 (MFA) が必要です"),
        "{japanese}"
    );
    assert!(japanese.contains("残り: 7 日"), "{japanese}");
    let english = mail("deadline-1-day-user", Some(Language::English)).text;
    assert!(
        english.contains("from 16 July 2024, 0:00 (Japan time)"),
        "{english}"
    );
    assert!(english.contains("Time left: 1 day\n"), "{english}");
    let in_effect = mail("deadline-in-effect", Some(Language::English)).text;
    assert!(
        in_effect.contains("since 16 July 2024, 0:00 (Japan time)"),
        "{in_effect}"
    );
    assert!(!in_effect.contains("Time left"), "{in_effect}");
    let days = mail("deadline-announced-in-35", Some(Language::English)).text;
    assert!(
        days.contains("within 35 days from the first sign-in without MFA"),
        "{days}"
    );
}

#[test]
fn a_letter_is_told_in_the_zone_of_its_account() {
    let (_, letter) = samples().swap_remove(0);
    let letter = Letter {
        time_zone: Some("UTC".to_owned()),
        ..letter
    };
    let text = letters(None).render(&letter).text;
    assert!(
        text.contains("2024年7月15日 15:00 協定世界時 (UTC) から"),
        "{text}"
    );
    assert!(text.contains("from 15 July 2024, 15:00 (UTC)"), "{text}");
}

#[test]
fn a_copy_says_that_it_is_one() {
    every_mail(|name, letter, written| {
        let is_copy = matches!(&letter.about, About::Deadline(notice) if notice.copy);
        let says_so = ["This is a copy", "写しです"]
            .iter()
            .any(|words| written.text.contains(words));
        assert_eq!(is_copy, says_so, "{name}");
    });
}

#[test]
fn whom_to_ask_is_the_operator_unless_somebody_is_named() {
    let text = mail("device-added", None).text;
    assert!(text.contains("ask the operator of Sekisho"), "{text}");
    every_mail(|name, _, written| {
        assert!(
            written.text.contains("the IT desk, extension 1234"),
            "{name}"
        );
    });
}

#[test]
fn a_code_is_grouped_and_not_in_the_subject() {
    let written = mail("enrolment-code", None);
    assert_eq!(written.text.matches("1234 5678").count(), 2);
    assert_eq!(written.html.matches("1234 5678").count(), 2);
    assert!(!written.subject.contains("1234 5678"));
}

#[test]
fn names_are_shown_and_never_taken_for_markup_or_for_another_line() {
    const NASTY: &str = "<b>\"x\"</b>\r\nBcc: a@example.com\u{202E}&amp;";
    let happening = |what| {
        About::Happened(Happening {
            what,
            user: Some(NASTY.to_owned()),
            at: Timestamp::UNIX_EPOCH,
            ip: NASTY.to_owned(),
            user_agent: NASTY.to_owned(),
        })
    };
    for (name, written) in [
        (
            "device",
            about(happening(What::DeviceAdded {
                name: NASTY.to_owned(),
                late: true,
            })),
        ),
        (
            "key",
            about(happening(What::AccessKeyKnown {
                id: NASTY.to_owned(),
            })),
        ),
        (
            "address",
            about(happening(What::EnrolmentAddressMade {
                by: NASTY.to_owned(),
            })),
        ),
        (
            "deadline",
            about(About::Deadline(DeadlineNotice {
                user: Some(NASTY.to_owned()),
                occasion: rules::deadline::Occasion::Day1,
                due_at: Some(Timestamp::UNIX_EPOCH),
                days_left: Some(1),
                days: None,
                copy: false,
            })),
        ),
    ] {
        let all = read(name, &written);
        assert!(all.iter().all(|one| one.name != "b"), "{name}");
        assert!(
            !written.subject.contains(['\r', '\n', '\u{202E}']),
            "{name}"
        );
        assert!(
            written.text.lines().all(|line| !line.starts_with("Bcc")),
            "{name}"
        );
        assert!(
            written.html.contains("&#60;b&#62;"),
            "{name}: {}",
            written.html
        );
    }
}

#[test]
fn of_what_a_stranger_calls_his_program_only_names_and_versions_are_repeated() {
    for (user_agent, said) in [
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36",
            Some("Chrome · Windows"),
        ),
        ("aws-cli/2.31.0 md/prompt#off", Some("aws-cli 2.31.0")),
        ("Boto3/1.44.5", Some("Boto3 1.44.5")),
        ("https://evil.example/1", None),
        ("evil.example/1", None),
        ("call-0120/000000", Some("call-0120 000000")),
        (&format!("{}/1", "a".repeat(39)), None),
        ("", None),
    ] {
        assert_eq!(
            happening::program(user_agent).as_deref(),
            said,
            "{user_agent}"
        );
    }
}

#[test]
fn a_digest_names_what_is_missing_first_and_counts_what_it_leaves_out() {
    let text = mail("digest", Some(Language::English)).text;
    let first = text.find("1111-2222-3334").expect("an account without MFA");
    let last = text
        .find("1111-2222-3333")
        .expect("an account with everything");
    assert!(first < last, "{text}");
    let written = mail("digest-long", Some(Language::English));
    assert!(
        written.text.contains("3 more accounts are not shown here"),
        "{}",
        written.text
    );
    assert_eq!(
        written.subject,
        "[Action Required] MFA is missing in 22 of your accounts [Sekisho]"
    );
    let done = mail("digest-done", Some(Language::Japanese)).subject;
    assert_eq!(
        done,
        "担当するすべてのアカウントで MFA が設定されています [Sekisho]"
    );
}

#[test]
fn a_rule_is_told_in_words() {
    let text = mail("postponed-both", Some(Language::English)).text;
    for line in [
        "Before: from 16 July 2024, 0:00 (Japan time), or within 35 days from the first sign-in without MFA, whichever is earlier",
        "Now: at once",
        "By: operator:alice",
    ] {
        assert!(
            text.lines().any(|one| one == line),
            "{line} is not in {text}"
        );
    }
    let cleared = mail("cleared", Some(Language::Japanese)).text;
    assert!(
        cleared.contains(
            "変更前: MFA を使わない最初のサインインから 1 日以内\n変更後: 必須ではない\n"
        ),
        "{cleared}"
    );
}

#[test]
fn somebodys_words_stay_on_one_line() {
    for (words, said) in [
        ("Keiri", "Keiri"),
        (" a\r\nb ", "a  b"),
        ("a\u{202E}b\u{2066}c\u{200B}d", "a b c d"),
        ("経理 部", "経理 部"),
    ] {
        assert_eq!(plain(words), said);
    }
}
