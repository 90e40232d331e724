//! Exported heads: how far each chain of events goes, as a file to be kept elsewhere.

use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use jiff::Timestamp;
use rules::trail::Head;
use serde_json::{Value, json};
use service::HEAD_LETTERS_MAX;
use service::letters::HeadsNotice;
use service::ops::trail::{ListTrailHeads, TrailHeads};

use crate::answer::{answer_json, instant};
use crate::args::EventsHead;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};
use crate::os;

/// What the file calls itself.
const KIND: &str = "sekisho trail heads";
/// The number of its form.
const VERSION: u64 = 1;
/// The lines around heads in a mail, where they are letters that no mail program changes.
const BEGIN: &str = "-----BEGIN SEKISHO TRAIL HEADS-----";
const END: &str = "-----END SEKISHO TRAIL HEADS-----";
/// Characters of a line between them.
const LINE_CHARS: usize = 64;
/// Chains that one mail tells of: more would be too long for mail programs.
const MAIL_HEADS_MAX: usize = 50;
/// Most bytes of such a file: some hundred thousand chains.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Prints the heads, or writes them to a file.
pub(crate) async fn export(house: &House, args: &EventsHead) -> Result<(), Failure> {
    // What waits is sealed first, so that the export covers it.
    house.seal().await;
    let heads = house.service.call(&operator(), &ListTrailHeads).await?;
    let heads = document(&heads, Timestamp::now());
    match &args.output {
        None => answer_json(&heads).map(drop),
        Some(path) => {
            os::replace_private_file(path, format!("{heads:#}\n").as_bytes()).map_err(|error| {
                Failure::Report {
                    path: path.clone(),
                    error,
                }
            })
        }
    }
}

/// The heads as they are exported.
pub(crate) fn document(heads: &TrailHeads, at: Timestamp) -> Value {
    of(&heads.key, &heads.heads, at)
}

fn of(key: &str, heads: &[Head], at: Timestamp) -> Value {
    json!({
        "kind": KIND,
        "version": VERSION,
        "exportedAt": instant(at),
        "key": key,
        "heads": heads,
    })
}

/// The heads in these files.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<Head>, Failure> {
    let mut heads = Vec::new();
    for file in files {
        heads.extend(read_one(file)?);
    }
    Ok(heads)
}

fn read_one(file: &Path) -> Result<Vec<Head>, Failure> {
    let wrong = |reason: String| Failure::Refused {
        message: format!(
            "`{}` holds no exported heads: {reason}; name a file that `sekisho events head` wrote",
            file.display()
        ),
        exit: Exit::Refused,
    };
    let bytes = os::read_bounded(file, BYTES_MAX).map_err(|error| wrong(error.to_string()))?;
    parse(&bytes).map_err(wrong)
}

/// The heads in an exported file, or in what was copied from mails.
fn parse(bytes: &[u8]) -> Result<Vec<Head>, String> {
    let blocks = blocks(&String::from_utf8_lossy(bytes))?;
    if blocks.is_empty() {
        return of_document(bytes);
    }
    let mut heads = Vec::new();
    for block in blocks {
        heads.extend(of_document(&block)?);
    }
    Ok(heads)
}

fn of_document(bytes: &[u8]) -> Result<Vec<Head>, String> {
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if value["kind"] != KIND || value["version"] != VERSION {
        return Err(format!("its kind is not `{KIND}` in version {VERSION}"));
    }
    serde_json::from_value(value["heads"].take()).map_err(|error| error.to_string())
}

/// What stands between the lines around heads, each once: a mail in two languages holds it twice.
/// Marks of quoted mail and spaces at either end of a line do not matter.
fn blocks(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line
            .trim_start_matches(['>', ' ', '\t', '\u{FEFF}'])
            .trim_end();
        match (line, &mut open) {
            (BEGIN, _) => open = Some(String::new()),
            (END, Some(letters)) => {
                let block = BASE64
                    .decode(letters.as_bytes())
                    .map_err(|_| "the block in it was changed".to_owned())?;
                if !found.contains(&block) {
                    found.push(block);
                }
                open = None;
            }
            (line, Some(letters)) => letters.push_str(line),
            (_, None) => {}
        }
    }
    match open {
        None => Ok(found),
        Some(_) => Err(format!("the line `{END}` is missing")),
    }
}

/// The heads as letters to somebody who keeps them elsewhere.
pub(crate) fn notices(heads: &TrailHeads, at: Timestamp) -> Vec<HeadsNotice> {
    let told = heads.heads.len().min(MAIL_HEADS_MAX * HEAD_LETTERS_MAX);
    let parts = told.div_ceil(MAIL_HEADS_MAX);
    let count = |count: usize| count as u64;
    let notice = |(part, some): (usize, &[Head])| HeadsNotice {
        at,
        chains: count(some.len()),
        part: count(part + 1),
        parts: count(parts),
        left_out: count(heads.heads.len() - told),
        block: block(&of(&heads.key, some, at)),
    };
    let parts = heads.heads[..told].chunks(MAIL_HEADS_MAX).enumerate();
    parts.map(notice).collect()
}

fn block(document: &Value) -> String {
    let letters = BASE64.encode(document.to_string().as_bytes());
    let mut text = format!("{BEGIN}\n");
    for (at, letter) in letters.chars().enumerate() {
        text.push(letter);
        if (at + 1) % LINE_CHARS == 0 {
            text.push('\n');
        }
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text + END
}

#[cfg(test)]
mod tests {
    use rules::AccountId;
    use rules::trail::{Chain, TrailKey};

    use super::*;

    fn heads(count: usize) -> TrailHeads {
        let key = TrailKey::new("fake", [1; 32].into());
        let head = |at: usize| {
            let account = AccountId::parse(&format!("{at:012}")).unwrap();
            Head::begin(Chain::Account(account), &key)
        };
        TrailHeads {
            key: "fake".to_owned(),
            heads: (0..count).map(head).collect(),
            chains: Vec::new(),
            position: 0,
            findings: Vec::new(),
        }
    }

    fn notices(count: usize) -> Vec<HeadsNotice> {
        super::notices(&heads(count), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_is_copied_from_a_mail_is_read_however_it_was_quoted() {
        let ours = heads(2).heads;
        let block = notices(2).remove(0).block;
        let quoted = format!("> {}  \r\n", block.replace('\n', "  \r\n> "));
        for text in [
            block.clone(),
            format!("Dear auditor,\n\n{block}\n\nそれでは\n\n{block}\n"),
            format!("\u{FEFF}{}", block.replace('\n', "\r\n")),
            quoted,
            document(&heads(2), Timestamp::UNIX_EPOCH).to_string(),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap(), ours, "{text}");
        }
        let two = notices(MAIL_HEADS_MAX + 1);
        let both = format!("{}\n{}", two[0].block, two[1].block);
        assert_eq!(parse(both.as_bytes()).unwrap().len(), MAIL_HEADS_MAX + 1);
        for (text, said) in [
            (block.replace(END, ""), "is missing"),
            (block.replacen("eyJ", "eyJ!", 1), "was changed"),
            ("Dear auditor".to_owned(), "expected value"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_day_has_as_many_letters_as_it_needs_and_says_what_has_no_room() {
        let told = |count| {
            let all = notices(count);
            let last = all
                .last()
                .map(|last| (last.part, last.parts, last.chains, last.left_out));
            (all.len(), last)
        };
        let (one, most) = (MAIL_HEADS_MAX as u64, HEAD_LETTERS_MAX as u64);
        assert_eq!(told(0), (0, None));
        assert_eq!(told(MAIL_HEADS_MAX), (1, Some((1, 1, one, 0))));
        assert_eq!(told(MAIL_HEADS_MAX + 1), (2, Some((2, 2, 1, 0))));
        let full = MAIL_HEADS_MAX * HEAD_LETTERS_MAX;
        assert_eq!(told(full), (HEAD_LETTERS_MAX, Some((most, most, one, 0))));
        assert_eq!(
            told(full + 1),
            (HEAD_LETTERS_MAX, Some((most, most, one, 1)))
        );
    }
}
