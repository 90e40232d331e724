//! Files in an archive whose bytes depend on nothing but them: sorted, of one date, owned by root.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use tar::{EntryType, Header};

/// Files by their paths.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, File>);

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether it is a program.
    pub is_program: bool,
}

impl Files {
    /// Adds a file that is read.
    pub fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.put(path, bytes.into(), false);
    }

    /// Adds a file that is run.
    pub fn add_program(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.put(path, bytes.into(), true);
    }

    /// Adds files in a folder.
    pub fn add_all(&mut self, folder: &str, files: Self) {
        self.0.extend(files.in_folder(folder).0);
    }

    /// The files with their paths, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.0.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The same files, all in a folder.
    #[must_use]
    pub fn in_folder(self, folder: &str) -> Self {
        let files = self.0.into_iter();
        Self(
            files
                .map(|(path, file)| (format!("{folder}/{path}"), file))
                .collect(),
        )
    }

    /// A compressed archive of them and of the folders that they are in.
    pub fn packed(&self, date: u64) -> Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        let folders: BTreeSet<&str> = self.0.keys().flat_map(|path| folders_of(path)).collect();
        for folder in folders {
            let mut header = header(EntryType::Directory, 0o755, 0, date)?;
            archive.append_data(&mut header, format!("{folder}/"), [].as_slice())?;
        }
        for (path, file) in &self.0 {
            let mode = if file.is_program { 0o755 } else { 0o644 };
            let size = file.bytes.len() as u64;
            let mut header = header(EntryType::Regular, mode, size, date)?;
            archive.append_data(&mut header, path, file.bytes.as_slice())?;
        }
        gzip(&archive.into_inner()?)
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>, is_program: bool) {
        self.0.insert(path.to_owned(), File { bytes, is_program });
    }
}

/// The folders above a path, the outermost first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn header(kind: EntryType, mode: u32, size: u64, date: u64) -> Result<Header> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(date);
    header.set_uid(0);
    header.set_gid(0);
    header.set_username("root")?;
    header.set_groupname("root")?;
    Ok(header)
}

/// Compresses, without a name or a date of its own.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn the_order_of_adding_changes_no_byte_and_everything_is_of_root_and_one_date() {
        let mut one = Files::default();
        one.add("x/b.txt", "b");
        one.add_program("x/y/a", "a");
        let mut other = Files::default();
        other.add_program("x/y/a", "a");
        other.add("x/b.txt", "b");
        let bytes = one.packed(86_400).unwrap();
        assert_eq!(bytes, other.packed(86_400).unwrap());
        let mut archive = tar::Archive::new(GzDecoder::new(bytes.as_slice()));
        let found: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let mut text = String::new();
                entry.read_to_string(&mut text).unwrap();
                let header = entry.header();
                assert_eq!(header.mtime().unwrap(), 86_400);
                assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
                let path = entry.path().unwrap().display().to_string();
                (path, header.mode().unwrap(), text)
            })
            .collect();
        let found: Vec<_> = found
            .iter()
            .map(|(path, mode, text)| (path.trim_end_matches('/'), *mode, text.as_str()))
            .collect();
        let expected = [
            ("x", 0o755, ""),
            ("x/y", 0o755, ""),
            ("x/b.txt", 0o644, "b"),
            ("x/y/a", 0o755, "a"),
        ];
        assert_eq!(found, expected);
    }
}
