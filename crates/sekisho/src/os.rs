//! What the operating system is asked: whose file it is, who runs the command, a file for one
//! person only.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

/// Makes a directory with those above it, for its owner only. One that exists is left as it is.
pub(crate) fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether this user may make files in a directory, found out without making one.
#[cfg(unix)]
pub(crate) fn check_writable_directory(path: &Path) -> io::Result<()> {
    use nix::unistd::{AccessFlags, access};

    if !fs::metadata(path)?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(access(path, AccessFlags::W_OK | AccessFlags::X_OK)?)
}

/// Elsewhere it is found out when a file is made.
#[cfg(not(unix))]
pub(crate) fn check_writable_directory(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(drop)
}

/// Puts a file in the place of the one that was there, for this user only. Under its name it is there as a
/// whole, or not at all.
pub(crate) fn replace_private_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = Path::new(&unfinished);
    write_private_bytes(unfinished, bytes)?;
    File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, path)
}

/// Writes a new file for its owner only, in the place of one that was left there before.
pub(crate) fn write_private_file(path: &Path, text: &str) -> io::Result<()> {
    write_private_bytes(path, text.as_bytes())
}

/// As [`write_private_file`].
pub(crate) fn write_private_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    // A file that somebody else puts there meanwhile is not written to.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// What a file holds, if it is not more than `bytes_max`.
pub(crate) fn read_bounded(path: &Path, bytes_max: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    read_all(File::open(path)?, bytes_max)
}

/// What an open file holds, likewise.
pub(crate) fn read_all(file: File, bytes_max: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    // Room for everything at once, so that no copy stays behind in a smaller buffer.
    let mut bytes = Zeroizing::new(Vec::with_capacity(bytes_max + 1));
    file.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > bytes_max {
        let reason = format!("it has more than {bytes_max} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

/// Why a file with secrets is not private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// Others may read or write it, with this mode.
    Mode(u32),
    /// It belongs to another user.
    Owner,
}

/// Whether others than whoever runs this may read a file or have written it.
#[cfg(unix)]
pub(crate) fn exposure(file: &File) -> io::Result<Option<Exposure>> {
    use std::os::unix::fs::MetadataExt;

    let found = file.metadata()?;
    let mode = found.mode() & 0o777;
    Ok(if found.uid() != nix::unistd::geteuid().as_raw() {
        Some(Exposure::Owner)
    } else if mode & 0o077 != 0 {
        Some(Exposure::Mode(mode))
    } else {
        None
    })
}

/// Elsewhere the permissions of a home directory keep others away.
#[cfg(not(unix))]
pub(crate) fn exposure(_file: &File) -> io::Result<Option<Exposure>> {
    Ok(None)
}

/// What the machine calls itself, for the audit trail; one line of printable letters.
pub(crate) fn host_name() -> String {
    /// Where Linux says it, then where most others keep it.
    const PLACES: [&str; 2] = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    /// The longest name of a machine (POSIX, `HOST_NAME_MAX`, and room for a domain).
    const BYTES_MAX: usize = 255;
    let said = PLACES
        .iter()
        .find_map(|place| read_bounded(Path::new(place), BYTES_MAX).ok());
    let name = said.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    let name = name.filter(|name| !name.is_empty() && !name.contains(char::is_control));
    name.unwrap_or_else(|| "unknown-host".to_owned())
}

/// The name of whoever runs the command, for the audit trail. It comes from the system and not from
/// the environment, in which everybody can write what they like.
#[cfg(unix)]
pub(crate) fn user_name() -> String {
    use nix::unistd::{User, getuid};

    let id = getuid();
    match User::from_uid(id) {
        Ok(Some(user)) => user.name,
        _ => format!("uid-{id}"),
    }
}

/// The name of whoever runs the command, for the audit trail.
#[cfg(not(unix))]
pub(crate) fn user_name() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "unknown".to_owned())
}
