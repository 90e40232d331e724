//! The key file: text, one line for each key, readable by its owner only.
//!
//! ```text
//! sekisho master keys 1
//! # remarks
//! root 3b0c… MDEy…
//! seal 9f1e… NDU2…
//! ```
//!
//! The first line names the format. `root` stands once; the last `seal` line is the newest key. A
//! key is written as its id and its 32 bytes in base64.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::{KEY_BYTES, KeyBytes, KeyRing, ROOT_LABEL, SEAL_LABEL, SealingKey, id_of};
use crate::error::{OpenError, RingError};
use crate::limits::{MAX_RING_BYTES, MAX_RING_KEYS};

const FORMAT_NAME: &str = "sekisho master keys ";
const FORMAT: &str = "1";
const REMARKS: &str = "\
# These keys open the secrets in the database. Whoever has both has everything.
# Keep a copy apart from the backups of the database: without it they cannot be read.
# データベース内の機密情報を復号するための鍵です。データベースのバックアップとは
# 別の場所に控えを保管してください。失うと機密情報は復元できません。
";

impl KeyRing {
    /// Reads the ring from a file that only its owner may read.
    pub fn read(path: &Path) -> Result<Self, RingError> {
        let mut file = File::open(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => RingError::Missing { path: path.into() },
            _ => refused(path, &error),
        })?;
        refuse_exposed(path, &file)?;
        let mut text = Zeroizing::new(String::new());
        let limit = MAX_RING_BYTES as u64 + 1;
        let read = Read::by_ref(&mut file)
            .take(limit)
            .read_to_string(&mut text);
        match read {
            Ok(len) if len > MAX_RING_BYTES => Err(malformed(path, 1, "it is too large")),
            Ok(_) => parse(path, &text),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(malformed(path, 1, "it is not text"))
            }
            Err(error) => Err(refused(path, &error)),
        }
    }

    /// Writes the ring to a new file with mode 0600. The file appears whole or not at all, and a
    /// file that exists is never touched.
    pub fn create(&self, path: &Path) -> Result<(), RingError> {
        let draft = self.draft_of(path);
        write_draft(&draft, &self.print()).map_err(|error| refused(path, &error))?;
        // A link fails where a rename would replace.
        let made = fs::hard_link(&draft, path).and_then(|()| sync_directory(path));
        // What is left of a draft never becomes a key file, so a failure here changes nothing.
        let _ = fs::remove_file(&draft);
        made.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => RingError::Exists { path: path.into() },
            _ => refused(path, &error),
        })
    }

    /// The ring in a file with a key more, which is in the file before anything is sealed with it. A
    /// ring that has several keys already is one whose rotation was interrupted, and gets no other.
    pub fn begin_rotation(path: &Path, fill: &mut dyn FnMut(&mut [u8])) -> Result<Self, RingError> {
        let ring = Self::read(path)?;
        if ring.key_ids().count() > 1 {
            return Ok(ring);
        }
        let rotated = ring.rotated(fill)?;
        rotated.replace(path)?;
        Ok(rotated)
    }

    /// Writes the ring in the place of the one at `path`, whole or not at all.
    pub fn replace(&self, path: &Path) -> Result<(), RingError> {
        let draft = self.draft_of(path);
        // What a run before left there was never the key file.
        let _ = fs::remove_file(&draft);
        write_draft(&draft, &self.print())
            .and_then(|()| fs::rename(&draft, path))
            .and_then(|()| sync_directory(path))
            .map_err(|error| refused(path, &error))
    }

    /// The ring for a database: read from `path`, or made there, but only when the database is
    /// absent or empty. A database with content and without its key file is refused.
    pub fn beside(
        path: &Path,
        database: &Path,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Self, OpenError> {
        match Self::read(path) {
            Err(RingError::Missing { .. }) => {}
            read => return Ok(read?),
        }
        if crate::sqlite::is_blank(database)? {
            let ring = Self::generate(fill);
            match ring.create(path) {
                Err(RingError::Exists { .. }) => {}
                made => return made.map(|()| ring).map_err(OpenError::from),
            }
        }
        // Another process may have made ring and database meanwhile: then its ring is the one.
        Self::read(path).map_err(|error| match error {
            RingError::Missing { .. } => OpenError::MissingMasterKey {
                path: database.into(),
                ring: path.into(),
            },
            other => other.into(),
        })
    }

    /// A name beside `path` that only this ring has, whichever processes write there.
    fn draft_of(&self, path: &Path) -> PathBuf {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.new", self.fingerprint()));
        path.with_file_name(name)
    }

    fn print(&self) -> Zeroizing<String> {
        let lines = 2 + self.0.sealing.len();
        // Room for everything at once, so that no copy of a key stays behind in a smaller buffer.
        let mut text = Zeroizing::new(String::with_capacity(REMARKS.len() + lines * 128));
        text.push_str(FORMAT_NAME);
        text.push_str(FORMAT);
        text.push('\n');
        text.push_str(REMARKS);
        print_key(&mut text, "root", &self.0.fingerprint, &self.0.root);
        for key in &self.0.sealing {
            print_key(&mut text, "seal", &key.id, &key.bytes);
        }
        text
    }
}

fn print_key(text: &mut String, word: &str, id: &str, bytes: &KeyBytes) {
    let encoded = Zeroizing::new(BASE64.encode(bytes.as_slice()));
    for part in [word, " ", id, " ", encoded.as_str(), "\n"] {
        text.push_str(part);
    }
}

fn parse(path: &Path, text: &str) -> Result<KeyRing, RingError> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim_end()));
    let format = lines
        .next()
        .and_then(|(_, line)| line.strip_prefix(FORMAT_NAME));
    match format {
        Some(FORMAT) => {}
        Some(_) => return Err(RingError::Newer { path: path.into() }),
        None => return Err(malformed(path, 1, "it must be `sekisho master keys 1`")),
    }
    let mut root = None;
    let mut sealing: Vec<SealingKey> = Vec::new();
    let mut last = 1;
    for (at, line) in lines {
        last = at;
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fail = |reason| malformed(path, at, reason);
        let mut words = line.split(' ');
        let (Some(word), Some(id), Some(encoded), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(fail(
                "a key is written as a word, an id and its bytes in base64",
            ));
        };
        let bytes = decode(encoded).ok_or_else(|| fail("a key is 32 bytes in base64"))?;
        match word {
            "root" if root.is_some() => return Err(fail("there is only one root")),
            "root" if id_of(&bytes, ROOT_LABEL) == id => root = Some(bytes),
            "seal" if sealing.len() >= MAX_RING_KEYS => {
                return Err(fail("there are too many keys"));
            }
            "seal" if sealing.iter().any(|key| key.id == id) => {
                return Err(fail("this key stands twice"));
            }
            "seal" if id_of(&bytes, SEAL_LABEL) == id => sealing.push(SealingKey::new(bytes)),
            "root" | "seal" => return Err(fail("the key does not fit its id")),
            _ => return Err(fail("a line begins with `root` or `seal`")),
        }
    }
    match root {
        Some(root) if !sealing.is_empty() => Ok(KeyRing::assemble(root, sealing)),
        Some(_) => Err(malformed(path, last, "a `seal` line must follow")),
        None => Err(malformed(path, last, "a `root` line must follow")),
    }
}

fn decode(encoded: &str) -> Option<KeyBytes> {
    let decoded = Zeroizing::new(BASE64.decode(encoded.as_bytes()).ok()?);
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    (decoded.len() == KEY_BYTES).then(|| bytes.copy_from_slice(&decoded))?;
    Some(bytes)
}

fn write_draft(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    crate::sqlite::owner_only(&mut options);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes the new name itself survive a power cut.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> Result<(), RingError> {
    use std::os::unix::fs::PermissionsExt;

    let found = file.metadata().map_err(|error| refused(path, &error))?;
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(RingError::Exposed {
            path: path.into(),
            mode,
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_exposed(_path: &Path, _file: &File) -> Result<(), RingError> {
    Ok(())
}

fn malformed(path: &Path, line: usize, reason: &'static str) -> RingError {
    RingError::Malformed {
        path: path.into(),
        line,
        reason,
    }
}

fn refused(path: &Path, error: &io::Error) -> RingError {
    RingError::Io {
        path: path.into(),
        reason: error.to_string(),
    }
}
