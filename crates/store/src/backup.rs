//! Backups: a whole database in one file that checks itself, made while others write.
//!
//! ```text
//! sekisho backup 1
//! made_at 2026-11-28T17:00:00Z
//! format 1
//! master_key 90d0f6d0db778290
//! sealing_keys 15163502179df2dd
//! epoch 1
//! records 123
//! events 456
//! bytes 40960
//!
//! ```
//!
//! After these lines, of which the last is empty, stands the SQLite database, and after it the SHA-256
//! of everything before. So `head` tells what a backup is, and a file that was cut or changed is found
//! without any key. Secrets are in it as they are in the database: sealed. The key ring is not in it.
//!
//! A backup is no database: it cannot be started from by copying it into the place of one. What is
//! made of it by [`Backup::unpack`] is a draft that has a new epoch already.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use jiff::Timestamp;

use crate::error::{BackupError, OpenError};
use crate::limits::MAX_MANIFEST_BYTES;
use crate::ring::{KeyRing, sync_directory};
use crate::sqlite::{self, Exclusive, FORMAT};

/// How a backup begins, whichever its format.
pub(crate) const MAGIC: &[u8] = b"sekisho backup ";
const FIRST_LINE: &str = "sekisho backup 1";
/// The number in it: the form of backups.
const FORM: u32 = 1;
/// Bytes that are copied at once.
const CHUNK_BYTES: usize = 1024 * 1024;
/// Most drafts that killed processes may have left beside one file.
const DRAFTS_MAX: u32 = 100;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// When it was begun. Everything that was answered before is in it.
    pub made_at: Timestamp,
    /// The format of the tables.
    pub format: u32,
    /// The fingerprint of the key ring that opens it.
    pub master_key: String,
    /// The ids of the keys of that ring that may have sealed something in it.
    pub sealing_keys: Vec<String>,
    /// Which history of the database it is of.
    pub epoch: u64,
    /// How many records are in it.
    pub records: u64,
    /// How many events are in it.
    pub events: u64,
    /// How many bytes the database in it has.
    pub bytes: u64,
}

/// A backup that was found whole.
#[derive(Debug)]
pub struct Backup {
    path: PathBuf,
    file: File,
    manifest: Manifest,
    /// Where the database begins.
    start: u64,
}

/// Makes a backup of a database in a new file with mode 0600, which appears whole or not at all.
/// Needs no master key. `tell` hears how many of how many pages are copied.
pub fn write(
    database: &Path,
    path: &Path,
    made_at: Timestamp,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Manifest, BackupError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(BackupError::Exists { path: path.into() });
    }
    let copy = Draft::make(path, "copy")?;
    let whole = Draft::make(path, "new")?;
    let copied = sqlite::copy(database, &copy.0, tell)?;
    let failed = |error: io::Error| failed(path, &error);
    let mut from = File::open(&copy.0).map_err(failed)?;
    let manifest = Manifest {
        made_at,
        format: FORMAT,
        master_key: copied.identity.ring,
        sealing_keys: copied.identity.sealing,
        epoch: copied.identity.epoch,
        records: copied.records,
        events: copied.events,
        bytes: from.metadata().map_err(failed)?.len(),
    };
    fill(&whole.0, &manifest, &mut from).map_err(failed)?;
    give_name(&whole.0, path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists { path: path.into() },
        _ => failed(error),
    })?;
    Ok(manifest)
}

fn fill(path: &Path, manifest: &Manifest, database: &mut File) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut digest = Context::new(&SHA256);
    let head = manifest.print();
    digest.update(head.as_bytes());
    file.write_all(head.as_bytes())?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let len = database.read(&mut chunk)?;
        if len == 0 {
            break;
        }
        digest.update(&chunk[..len]);
        file.write_all(&chunk[..len])?;
    }
    file.write_all(digest.finish().as_ref())?;
    file.sync_all()
}

/// Gives a finished file its name, unless something has it.
fn give_name(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // A file system without links, as on many a stick: looked at once more, and moved.
        Err(_) if fs::symlink_metadata(path).is_ok() => return Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(draft, path)?,
        Ok(()) => {}
    }
    sync_directory(path)
}

impl Backup {
    /// Reads a backup from its first byte to its last, and refuses one that is not whole, or that this
    /// program cannot use.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let mut reader = BufReader::new(file);
        let head = read_head(path, &mut reader)?;
        let manifest = Manifest::parse(path, &head)?;
        if manifest.format > FORMAT {
            return Err(BackupError::Newer {
                path: path.into(),
                found: manifest.format,
                known: FORMAT,
            });
        }
        let mut backup = Self {
            path: path.into(),
            file: reader.into_inner(),
            manifest,
            start: head.len() as u64,
        };
        backup.check(&head)?;
        Ok(backup)
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Refuses it for a ring that does not open everything in it.
    pub fn fits(&self, ring: &KeyRing) -> Result<(), OpenError> {
        let Manifest {
            master_key,
            sealing_keys,
            ..
        } = &self.manifest;
        ring.opens(&self.path, master_key, sealing_keys)
    }

    /// Makes a draft of the database that is in it, with a new epoch, which is given back: one more
    /// than that of the backup and of the database in whose place it shall come.
    pub fn unpack(&mut self, lock: &Exclusive) -> Result<u64, BackupError> {
        let replaced = lock.identity().ok().flatten();
        let before = replaced.map_or(0, |identity| identity.epoch);
        let last = self.manifest.epoch.max(before);
        let next = last.checked_add(1);
        let epoch = next.ok_or_else(|| broken(&self.path, "its epoch cannot be so"))?;
        lock.clear_draft()?;
        let draft = lock.draft();
        self.extract(&draft)
            .map_err(|error| failed(&draft, &error))?;
        sqlite::begin_epoch(&draft, epoch)?;
        Ok(epoch)
    }

    fn extract(&mut self, draft: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        sqlite::owner_only(&mut options);
        let mut to = options.open(draft)?;
        self.file.seek(SeekFrom::Start(self.start))?;
        let mut database = Read::by_ref(&mut self.file).take(self.manifest.bytes);
        io::copy(&mut database, &mut to)?;
        to.sync_all()
    }

    fn check(&mut self, head: &str) -> Result<(), BackupError> {
        let failed = |error: io::Error| unreadable(&self.path, &error);
        let found = self.file.metadata().map_err(failed)?.len();
        let ends = (self.start + SHA256_OUTPUT_LEN as u64).checked_add(self.manifest.bytes);
        if ends != Some(found) {
            let reason = "it was cut, or something was added to it";
            return Err(broken(&self.path, reason));
        }
        self.file
            .seek(SeekFrom::Start(self.start))
            .map_err(failed)?;
        let mut digest = Context::new(&SHA256);
        digest.update(head.as_bytes());
        let mut left = self.manifest.bytes;
        let mut chunk = vec![0; CHUNK_BYTES];
        while left > 0 {
            let most = usize::try_from(left).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
            self.file.read_exact(&mut chunk[..most]).map_err(failed)?;
            digest.update(&chunk[..most]);
            left -= most as u64;
        }
        let mut sum = [0; SHA256_OUTPUT_LEN];
        self.file.read_exact(&mut sum).map_err(failed)?;
        if digest.finish().as_ref() != sum {
            return Err(broken(&self.path, "its checksum does not fit"));
        }
        Ok(())
    }
}

/// The lines before the database, with the empty one.
fn read_head(path: &Path, reader: &mut BufReader<File>) -> Result<String, BackupError> {
    let mut head = Vec::new();
    let mut limited = Read::by_ref(reader).take(MAX_MANIFEST_BYTES as u64);
    loop {
        let before = head.len();
        let read = limited.read_until(b'\n', &mut head);
        read.map_err(|error| unreadable(path, &error))?;
        if !head.starts_with(MAGIC) {
            return Err(BackupError::NotABackup { path: path.into() });
        }
        if head[before..] == *b"\n" {
            return String::from_utf8(head).map_err(|_| broken(path, "its head is not text"));
        }
        if !head.ends_with(b"\n") {
            return Err(broken(path, "it ends within its head"));
        }
    }
}

impl Manifest {
    fn print(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        let sealing_keys = self.sealing_keys.join(" ");
        let lines: [(&str, &dyn std::fmt::Display); 8] = [
            ("made_at", &self.made_at),
            ("format", &self.format),
            ("master_key", &self.master_key),
            ("sealing_keys", &sealing_keys),
            ("epoch", &self.epoch),
            ("records", &self.records),
            ("events", &self.events),
            ("bytes", &self.bytes),
        ];
        for (name, value) in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {value}");
        }
        text.push('\n');
        text
    }

    fn parse(path: &Path, head: &str) -> Result<Self, BackupError> {
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        if first != FIRST_LINE {
            let found = first.rsplit(' ').next().and_then(|form| form.parse().ok());
            return Err(match found {
                Some(found) if found > FORM => BackupError::Newer {
                    path: path.into(),
                    found,
                    known: FORM,
                },
                _ => BackupError::NotABackup { path: path.into() },
            });
        }
        let mut next = |name: &str| {
            lines
                .next()
                .and_then(|line| line.strip_prefix(name)?.strip_prefix(' '))
                .ok_or_else(|| {
                    broken(
                        path,
                        &format!("its head does not say `{name}` in its place"),
                    )
                })
        };
        let strange = |name| move |()| broken(path, &format!("its `{name}` cannot be so"));
        let made_at = next("made_at")?.parse();
        let format = next("format")?.parse();
        let master_key = next("master_key")?.to_owned();
        let sealing_keys = next("sealing_keys")?.split_whitespace();
        let sealing_keys = sealing_keys.map(str::to_owned).collect();
        let mut number = |name| -> Result<u64, BackupError> {
            next(name)?.parse().map_err(drop).map_err(strange(name))
        };
        Ok(Self {
            made_at: made_at.map_err(drop).map_err(strange("made_at"))?,
            format: format.map_err(drop).map_err(strange("format"))?,
            master_key,
            sealing_keys,
            epoch: number("epoch")?,
            records: number("records")?,
            events: number("events")?,
            bytes: number("bytes")?,
        })
    }
}

/// A file beside the backup, which goes whatever comes of it.
struct Draft(PathBuf);

impl Draft {
    fn make(beside: &Path, what: &str) -> Result<Self, BackupError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        sqlite::owner_only(&mut options);
        let mut nth = 0;
        loop {
            let mut name = beside.file_name().unwrap_or_default().to_os_string();
            name.push(format!(".{}-{nth}.{what}", std::process::id()));
            let path = beside.with_file_name(name);
            match options.open(&path) {
                Ok(_) => return Ok(Self(path)),
                // In a container every process has the same number: one of them was killed here.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && nth < DRAFTS_MAX => {
                    nth += 1;
                }
                Err(error) => return Err(failed(&path, &error)),
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // One that cannot be removed has a name that says what it is.
        let _ = fs::remove_file(&self.0);
    }
}

fn failed(path: &Path, error: &io::Error) -> BackupError {
    BackupError::Io {
        path: path.into(),
        reason: error.to_string(),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> BackupError {
    BackupError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    }
}

fn broken(path: &Path, reason: &str) -> BackupError {
    BackupError::Broken {
        path: path.into(),
        reason: reason.into(),
    }
}
