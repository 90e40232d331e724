//! The languages against the glossary, and the choice between them.

use std::fs;
use std::path::Path;

use regex::Regex;

use super::{Lang, MESSAGES};

const GLOSSARY: &str = include_str!("../../../../docs/glossary.md");

/// A row of the glossary's first table.
struct Word {
    preferred: Vec<&'static str>,
    never: Vec<&'static str>,
}

/// The cells of the rows of the table under this heading.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, after) = GLOSSARY.split_once(heading).expect("the heading");
    let section = after.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn quoted(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn words() -> Vec<Word> {
    let word = |row: Vec<&'static str>| Word {
        preferred: row[1].split(", ").chain([row[2]]).collect(),
        never: quoted(row[3]),
    };
    table("## Words").into_iter().map(word).collect()
}

/// What of the forbidden stands in the text. The preferred words are taken out first, because some
/// begin like a forbidden one (`ユーザー`, `ユーザ`).
fn forbidden(words: &[Word], text: &str) -> Vec<&'static str> {
    let mut rest = text.to_owned();
    for word in words {
        for preferred in word.preferred.iter().filter(|word| !word.is_ascii()) {
            rest = rest.replace(preferred, "·");
        }
    }
    let never = words.iter().flat_map(|word| word.never.iter().copied());
    never
        .filter(|never| stands_in(never, if never.is_ascii() { text } else { &rest }))
        .collect()
}

fn stands_in(never: &str, text: &str) -> bool {
    if !never.is_ascii() {
        return text.contains(never);
    }
    // `account id` is wrong and `account ID` is right, so only words that are all lower case are
    // looked for in their own case.
    let case = if never == "account id" { "" } else { "(?i)" };
    let pattern = format!(r"{case}\b{}\b", regex::escape(never));
    Regex::new(&pattern).expect("a pattern").is_match(text)
}

#[test]
fn no_message_holds_a_word_that_the_glossary_forbids() {
    let words = words();
    assert!(words.len() > 20, "the glossary's table is read");
    for (key, ja, en) in MESSAGES {
        for text in [ja, en] {
            assert_eq!(
                forbidden(&words, text),
                Vec::<&str>::new(),
                "`{key}`: {text}"
            );
        }
    }
}

#[test]
fn a_forbidden_word_is_found_in_both_languages() {
    let words = words();
    for (text, found) in [
        ("Please log in again.", vec!["log in"]),
        ("Login failed", vec!["login"]),
        ("Your account id", vec!["account id"]),
        ("Your account ID and blogging in", vec![]),
        ("ログインしてください", vec!["ログイン"]),
        (
            "ルートユーザとしてサインイン",
            vec!["ルートユーザ", "ユーザ"],
        ),
        ("ルートユーザーとしてサインイン", vec![]),
    ] {
        assert_eq!(forbidden(&words, text), found, "{text}");
    }
}

#[test]
fn a_japanese_text_of_ascii_alone_is_listed_in_the_glossary() {
    let listed: Vec<&str> = table("## The same in both languages")
        .into_iter()
        .flat_map(|row| quoted(row[0]))
        .collect();
    let plain: Vec<&str> = MESSAGES
        .iter()
        .filter(|(_, ja, _)| ja.is_ascii())
        .map(|(key, ..)| *key)
        .collect();
    for key in &plain {
        assert!(listed.contains(key), "`{key}` is not translated");
    }
    for key in listed {
        assert!(
            plain.contains(&key),
            "`{key}` is listed and has a Japanese text"
        );
    }
}

#[test]
fn an_english_text_holds_no_japanese() {
    let japanese = Regex::new(r"[\p{Hiragana}\p{Katakana}\p{Han}　、。]").expect("a pattern");
    for (key, _, en) in MESSAGES {
        assert!(!japanese.is_match(en), "`{key}`: {en}");
    }
}

/// The house style of `docs/glossary.md`: half-width digits, letters and parentheses, and a space
/// where Japanese meets Latin letters or digits.
#[test]
fn japanese_is_set_as_the_glossary_says() {
    let full_width = Regex::new(r"[（）０-９Ａ-Ｚａ-ｚ　！？：]").expect("a pattern");
    let japanese = r"[\p{Hiragana}\p{Katakana}\p{Han}ー]";
    let touching =
        Regex::new(&format!("[A-Za-z0-9)]{japanese}|{japanese}[A-Za-z0-9(]")).expect("a pattern");
    for (key, ja, _) in MESSAGES {
        assert!(
            !full_width.is_match(ja),
            "`{key}` holds a full-width sign: {ja}"
        );
        assert!(!touching.is_match(ja), "`{key}` lacks a space: {ja}");
    }
    assert!(
        touching.is_match("MFAを追加")
            && touching.is_match("認証(MFA)")
            && full_width.is_match("（")
    );
}

/// Issue 2, items 3 to 6: AWS's own labels, to the letter.
#[test]
fn the_labels_of_aws_stand_as_aws_writes_them() {
    let (ja, en) = (Lang::Ja, Lang::En);
    for (text, label) in [
        (
            ja.recommend_title(),
            "セキュリティに関するレコメンデーション",
        ),
        (en.recommend_title(), "Security recommendations"),
        (ja.recommend_root_mfa(), "root ユーザーの MFA を追加する"),
        (en.recommend_root_mfa(), "Add MFA for root user"),
        (en.recommend_root_mfa_done(), "Root user has MFA"),
        (
            en.recommend_root_keys_done(),
            "Root user has no active access keys",
        ),
        (en.recommend_own_mfa(), "Add MFA for yourself"),
        (en.recommend_second_device(), "You have only one device"),
        (ja.add_mfa(), "MFA を追加"),
        (en.add_mfa(), "Add MFA"),
        (ja.mfa_title(), "MFA 認証"),
        (ja.nav_access(), "アクセス管理"),
        (en.nav_access(), "Access management"),
        (ja.nav_users(), "ユーザー"),
        (ja.devices_assign(), "MFA デバイスの割り当て"),
        (en.devices_assign(), "Assign MFA device"),
        (ja.devices_title(), "多要素認証 (MFA)"),
        (ja.user_tab_security(), "セキュリティ認証情報"),
        (ja.signin_title(), "サインイン"),
    ] {
        assert_eq!(text, label);
    }
}

#[test]
fn numbers_choose_the_form_of_the_word() {
    for (count, english) in [
        (0, "0 devices"),
        (1, "1 device"),
        (2, "2 devices"),
        (21, "21 devices"),
    ] {
        assert_eq!(Lang::En.users_devices(count), english);
    }
    assert_eq!(Lang::Ja.users_devices(1), "1 台");
    assert_eq!(
        Lang::En.delete_devices(0),
        "No MFA device goes with the user."
    );
}

#[test]
fn a_message_puts_its_argument_where_each_language_wants_it() {
    assert_eq!(
        Lang::Ja.mfa_added("電話"),
        "MFA デバイス 電話 を割り当てました。次回のサインインから MFA が必要です。"
    );
    assert_eq!(
        Lang::En.mfa_added("a"),
        "MFA device a was assigned. From now on, sign-in asks for MFA."
    );
}

/// A message that nothing says is a message that nobody checks.
#[test]
fn every_message_is_said_somewhere() {
    let mut sources = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_all(&root.join("templates"), &mut sources);
    read_all(&root.join("src"), &mut sources);
    let silent: Vec<&str> = MESSAGES
        .iter()
        .map(|(key, ..)| *key)
        .filter(|key| !sources.contains(&format!(".{}(", key.replace('-', "_"))))
        .collect();
    assert_eq!(silent, Vec::<&str>::new());
}

/// The text of all files below a folder but the tests of the languages.
fn read_all(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path, out);
        } else if !path.ends_with("lang/tests.rs") {
            out.push_str(&fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn the_language_is_the_one_that_the_browser_would_rather_read() {
    for (header, lang) in [
        ("", Lang::En),
        ("ja", Lang::Ja),
        ("JA-jp", Lang::Ja),
        ("ja,en-US;q=0.9,en;q=0.8", Lang::Ja),
        ("en-US,en;q=0.9,ja;q=0.8", Lang::En),
        ("fr-FR, ja;q=0.3", Lang::Ja),
        ("en;q=0.2, ja;q=0.3", Lang::Ja),
        ("en;q=0.25, ja;q=0.249", Lang::En),
        ("ja;q=0, en;q=0.1", Lang::En),
        ("ja;q=0", Lang::En),
        ("de, fr;q=0.5", Lang::En),
        ("*", Lang::En),
        ("japanese", Lang::En),
        ("ja ; q=1.0 , en ; q=0.5", Lang::Ja),
        ("ja;q=2", Lang::En),
        ("ja;q=0.12345", Lang::En),
        ("ja;q=+1", Lang::En),
        (";;;,,,q=", Lang::En),
    ] {
        assert_eq!(Lang::from_accept_language(header), lang, "{header}");
    }
}

#[test]
fn a_header_is_read_up_to_its_maximum_and_cut_between_characters() {
    let at_most = super::ACCEPT_LANGUAGE_BYTES_MAX;
    let ending = |bytes: usize| format!("{},ja", "x".repeat(bytes - 3));
    assert_eq!(Lang::from_accept_language(&ending(at_most)), Lang::Ja);
    assert_eq!(Lang::from_accept_language(&ending(at_most + 1)), Lang::En);
    assert_eq!(Lang::from_accept_language(&"あ".repeat(at_most)), Lang::En);
}

#[test]
fn a_tag_leads_back_to_its_language_and_nothing_else_does() {
    for lang in Lang::ALL {
        assert_eq!(Lang::from_tag(lang.tag()), Some(lang));
        assert_eq!(lang.other().other(), lang);
    }
    for tag in ["", "JA", "ja-JP", "de"] {
        assert_eq!(Lang::from_tag(tag), None, "{tag}");
    }
}
