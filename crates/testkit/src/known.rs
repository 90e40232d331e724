//! What must not be found where it does not belong: secrets that were used, log lines, and the
//! search for the first in the second.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use regex::bytes::Regex;
use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;

/// Fewest letters of a secret that can be told from chance in a whole database.
const TELLING_LETTERS: usize = 12;

/// Secrets that somebody used in a story.
#[derive(Default)]
pub(crate) struct Secrets {
    texts: Mutex<Vec<String>>,
    codes: Mutex<Vec<String>>,
}

impl Secrets {
    /// A password, a seed, a cookie's value, a token of a form.
    pub(crate) fn add(&self, secret: &str) {
        let mut texts = lock(&self.texts);
        if secret.len() >= TELLING_LETTERS && !texts.iter().any(|known| known == secret) {
            texts.push(secret.to_owned());
        }
    }

    /// A code of a device: six digits, which by chance are part of longer numbers.
    pub(crate) fn add_code(&self, code: &str) {
        // What is typed into the field of a code need not be one.
        if code.len() == 6 && code.bytes().all(|letter| letter.is_ascii_digit()) {
            lock(&self.codes).push(code.to_owned());
        }
    }

    /// The first secret in `bytes`, in the clear. Codes are not looked for: six digits are in any
    /// large file by chance.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Option<String> {
        let texts = lock(&self.texts).clone();
        search(texts.iter().map(|text| regex::escape(text)), bytes)
    }

    /// As [`Secrets::found_in`], with codes that stand alone between other letters.
    pub(crate) fn found_in_text(&self, text: &str) -> Option<String> {
        let codes = lock(&self.codes).clone();
        let alone = codes.iter().map(|code| format!(r"\b{code}\b"));
        self.found_in(text.as_bytes())
            .or_else(|| search(alone, text.as_bytes()))
    }
}

fn search(patterns: impl Iterator<Item = String>, bytes: &[u8]) -> Option<String> {
    let patterns: Vec<String> = patterns.collect();
    if patterns.is_empty() {
        return None;
    }
    let any = Regex::new(&format!("(?-u){}", patterns.join("|"))).expect("each was escaped");
    let found = any.find(bytes)?;
    Some(String::from_utf8_lossy(found.as_bytes()).into_owned())
}

/// The log of one world, at every level.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What makes log lines come here.
    pub(crate) fn dispatch(&self) -> Dispatch {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(self.clone())
            .finish();
        Dispatch::new(subscriber)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&lock(&self.0)).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        lock(&self.0).extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// A lock whose other holder may have panicked: a story that failed is told by its own message.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_whole_and_a_code_only_where_it_stands_alone() {
        let secrets = Secrets::default();
        secrets.add("fake horse, fake battery");
        secrets.add("short");
        secrets.add_code("123456");
        secrets.add_code("......");
        for (text, found) in [
            ("nothing", None),
            ("short", None),
            (
                "x fake horse, fake battery",
                Some("fake horse, fake battery"),
            ),
            ("code=123456 wrong", Some("123456")),
            ("account 991234567899", None),
        ] {
            assert_eq!(secrets.found_in_text(text).as_deref(), found, "{text}");
        }
        assert_eq!(secrets.found_in(b"code=123456"), None);
    }
}
