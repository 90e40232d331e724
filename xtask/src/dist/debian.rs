//! The Debian package, as `deb(5)` describes it: an `ar` of a version, what `dpkg` has to know, and the
//! files. Its scripts and texts are in `packaging/debian`.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use md5::{Digest, Md5};

use super::archive::{Files, gzip};
use super::{DOCUMENTS, Release, SECURITY_KEYS, VERSION, manuals, read};

/// Files that are the operator's once they are there, and stay until a purge.
const CONFIGURATION: &str = "etc/sekisho/sekisho.toml";
/// Where documents are.
const DOCUMENTATION: &str = "usr/share/doc/sekisho";
/// Programs that `dpkg` runs.
const SCRIPTS: [&str; 3] = ["postinst", "prerm", "postrm"];

/// What Debian calls a kind of machine, of those that we pack for.
pub fn architecture(machine: &str) -> Option<&'static str> {
    match machine {
        "x86_64" => Some("amd64"),
        "aarch64" => Some("arm64"),
        _ => None,
    }
}

/// A package before it is packed.
#[derive(Debug)]
pub struct Package {
    control: Files,
    data: Files,
    date: u64,
}

impl Package {
    /// The package of a release.
    pub fn of(release: &Release, architecture: &str) -> Result<Self> {
        let data = data(release)?;
        Ok(Self {
            control: control(release, architecture, &data)?,
            data,
            date: release.date,
        })
    }

    /// The file.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, member) in [
            ("debian-binary", b"2.0\n".to_vec()),
            ("control.tar.gz", self.control.packed(self.date)?),
            ("data.tar.gz", self.data.packed(self.date)?),
        ] {
            let (date, size) = (self.date, member.len());
            // Name, date, user, group, mode and size, in columns.
            let head = format!(
                "{name:<16}{date:<12}{:<6}{:<6}{:<8}{size:<10}`\n",
                0, 0, 100_644
            );
            bytes.extend_from_slice(head.as_bytes());
            bytes.extend_from_slice(&member);
            if size % 2 == 1 {
                bytes.push(b'\n');
            }
        }
        Ok(bytes)
    }
}

/// The files where they will be.
fn data(release: &Release) -> Result<Files> {
    let mut files = Files::default();
    files.add_program("usr/bin/sekisho", release.program.clone());
    files.add(CONFIGURATION, release.configuration.clone());
    let unit = read("packaging/sekisho.service")?;
    files.add("usr/lib/systemd/system/sekisho.service", unit);
    for (page, file) in release.manual.iter() {
        files.add(&format!("usr/share/man/man1/{page}.gz"), gzip(&file.bytes)?);
    }
    for (name, file) in release.completions.iter() {
        let place = match name {
            "sekisho.bash" => "bash-completion/completions/sekisho",
            "_sekisho" => "zsh/vendor-completions/_sekisho",
            "sekisho.fish" => "fish/vendor_completions.d/sekisho.fish",
            _ => bail!("nobody knows where the completions `{name}` belong"),
        };
        files.add(&format!("usr/share/{place}"), file.bytes.clone());
    }
    let mut document = |name: &str, bytes: Vec<u8>| {
        files.add(&format!("{DOCUMENTATION}/{name}"), bytes);
    };
    document("copyright", copyright()?.into_bytes());
    document("changelog.gz", gzip(changelog(release.date)?.as_bytes())?);
    document("THIRD-PARTY.txt.gz", gzip(release.notices.as_bytes())?);
    let example = read(SECURITY_KEYS)?;
    document("examples/security-keys.example.toml", example.into_bytes());
    // The licences are in `copyright`.
    for name in DOCUMENTS {
        document(name, read(name)?.into_bytes());
    }
    files.add_all(&format!("{DOCUMENTATION}/docs"), manuals()?);
    Ok(files)
}

/// What `dpkg` has to know.
fn control(release: &Release, architecture: &str, data: &Files) -> Result<Files> {
    let bytes: usize = data.iter().map(|(_, file)| file.bytes.len()).sum();
    let libc = newest_glibc(&release.program).context("the program names no version of glibc")?;
    let text = read("packaging/debian/control")?
        .replace("@VERSION@", VERSION)
        .replace("@ARCHITECTURE@", architecture)
        .replace("@SIZE@", &bytes.div_ceil(1024).to_string())
        .replace("@LIBC@", &format!("{}.{}", libc.0, libc.1));
    if let Some((_, rest)) = text.split_once('@')
        && !rest.starts_with("sekisho.invalid>")
    {
        bail!("`packaging/debian/control` asks for something that nobody fills in: @{rest}");
    }
    let mut files = Files::default();
    files.add("control", text);
    files.add("conffiles", format!("/{CONFIGURATION}\n"));
    let mut sums = String::new();
    for (path, file) in data.iter().filter(|(path, _)| *path != CONFIGURATION) {
        writeln!(
            sums,
            "{}  {path}",
            HEXLOWER.encode(&Md5::digest(&file.bytes))
        )?;
    }
    files.add("md5sums", sums);
    for script in SCRIPTS {
        files.add_program(script, read(&format!("packaging/debian/{script}"))?);
    }
    Ok(files)
}

fn copyright() -> Result<String> {
    let licence = read("LICENSE-MIT")?;
    // Its heading and who holds the rights stand above already.
    let start = licence.find("Permission").context("not the MIT licence")?;
    let indented: String = licence[start..]
        .lines()
        .map(|line| match line {
            "" => " .\n".to_owned(),
            line => format!(" {line}\n"),
        })
        .collect();
    Ok(read("packaging/debian/copyright")?.replace("@MIT@\n", &indented))
}

/// The changelog in Debian's form, which points to ours.
fn changelog(date: u64) -> Result<String> {
    let date = Timestamp::from_second(i64::try_from(date)?)?;
    let date = date.strftime("%a, %d %b %Y %H:%M:%S +0000");
    Ok(format!(
        "sekisho ({VERSION}) unstable; urgency=medium\n\n  * See CHANGELOG.md beside this file.\n\n \
         -- The Sekisho authors <maintainers@sekisho.invalid>  {date}\n"
    ))
}

/// The newest version of glibc that a program asks for by name (`GLIBC_2.34`).
fn newest_glibc(program: &[u8]) -> Option<(u32, u32)> {
    const NAME: &[u8] = b"GLIBC_";
    let starts = program.windows(NAME.len()).enumerate();
    starts
        .filter(|(_, window)| *window == NAME)
        .filter_map(|(at, _)| {
            let rest = &program[at + NAME.len()..];
            let end = rest.iter().position(|byte| *byte == 0)?;
            let (major, minor) = str::from_utf8(&rest[..end]).ok()?.split_once('.')?;
            // A third part tells patches apart, which no package is named for.
            let minor = minor.split('.').next()?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_glibc_counts_by_number_and_not_by_letter() {
        let program = b"..GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.2.5\0GLIBC_PRIVATE\0GLIBC_2.40";
        assert_eq!(newest_glibc(program), Some((2, 34)));
        assert_eq!(newest_glibc(b"static"), None);
    }

    #[test]
    fn a_package_is_what_every_ar_reads() {
        let mut files = Files::default();
        files.add("odd", "1");
        let package = Package {
            control: files.clone(),
            data: files,
            date: 86_400,
        };
        let bytes = package.bytes().unwrap();
        let mut rest = bytes.strip_prefix(b"!<arch>\n").unwrap();
        let mut names = Vec::new();
        while !rest.is_empty() {
            let (head, after) = rest.split_at(60);
            assert!(head.ends_with(b"`\n"), "{head:?}");
            let column = |from: usize, to: usize| {
                str::from_utf8(&head[from..to])
                    .unwrap()
                    .trim_end()
                    .to_owned()
            };
            names.push(column(0, 16));
            let size: usize = column(48, 58).parse().unwrap();
            rest = &after[size + size % 2..];
        }
        assert_eq!(names, ["debian-binary", "control.tar.gz", "data.tar.gz"]);
    }

    #[test]
    fn the_licence_is_whole_in_the_form_that_debian_reads() {
        let text = copyright().unwrap();
        assert!(!text.contains("@MIT@") && text.contains("\n .\n"), "{text}");
        let last = text.lines().last().unwrap();
        assert_eq!(
            last.trim(),
            read("LICENSE-MIT").unwrap().lines().last().unwrap()
        );
    }
}
