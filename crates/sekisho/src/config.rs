//! What an operator may choose, read once at the start and never wrong afterwards.
//!
//! A flag wins over the environment, the environment over the file, the file over the default.
//! Whatever is wrong is named with where it was said. Paths in the file start from the file's own
//! directory, others from where the command runs.
//!
//! Not here: what is done with it, and the files that it names (certificates, keys, bootstrap).

mod database;
mod door;
mod events;
mod layers;
mod mail;
mod requirement;
mod webauthn;

use std::ffi::OsString;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ipnet::IpNet;
use jiff::tz::TimeZone;
use otp::{Label, Tolerance};
use rules::Whom;
use rules::requirement::When;
use service::hashing::HashingSettings;
use service::ports::{FirstDevice, KeySettings, PastDueKeys};
use web::PublicUrl;
use wire::ids::Prefix;

pub(crate) use self::database::Database;
pub(crate) use self::door::{Door, DoorError};
pub(crate) use self::events::EventSettings;
#[cfg(test)]
pub(crate) use self::layers::KEYS;
pub(crate) use self::layers::{Flags, Given, Layers, Origin};
pub(crate) use self::mail::{Login, MailServer, MailSettings, Security, Sender};
pub(crate) use self::webauthn::Webauthn;
use crate::logs::{Format, Level, LogSettings};
use crate::sheet::{Fault, Source, Unreadable};

/// The name of the configuration file in the data directory.
pub(crate) const FILE_NAME: &str = "sekisho.toml";
/// The name of the database in the data directory.
pub(crate) const DATABASE_NAME: &str = "sekisho.db";
/// The name of the master key file in the data directory.
pub(crate) const MASTER_KEY_NAME: &str = "master.key";
/// The name of the directory of mails that went to no server, in the data directory.
pub(crate) const DIRECTORY_OF_MAILS: &str = "mail";
/// Most bytes of a configuration file.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Most networks in a list.
const NETWORKS_MAX: usize = 256;
/// Longest time for which a credential report is handed out again: AWS's four hours.
const REPORT_SECONDS_MAX: u32 = 4 * 60 * 60;
/// Where the server listens unless it is told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8700);

/// The configuration of this process.
#[derive(Debug)]
pub(crate) struct Config {
    /// Where the server listens and how people reach it.
    pub(crate) door: Door,
    /// The directory of everything that is kept.
    pub(crate) data: PathBuf,
    /// Where the records are.
    pub(crate) database: Database,
    /// The secrets that are not in the database.
    pub(crate) master_key_file: PathBuf,
    /// What to make at the start.
    pub(crate) bootstrap: Option<PathBuf>,
    /// The networks beside loopback that may read `/metrics`.
    pub(crate) metrics_from: Vec<IpNet>,
    /// What Argon2id costs.
    pub(crate) hashing: HashingSettings,
    /// What programs' keys look like and may do.
    pub(crate) keys: KeySettings,
    /// From when who must have MFA, if the file says so.
    pub(crate) deadline: Option<(Whom, When)>,
    /// What long-term keys may do whose owner is past due.
    pub(crate) past_due_keys: PastDueKeys,
    /// For whom passkeys and security keys are made, and which.
    pub(crate) webauthn: Webauthn,
    /// How long everybody of an account is told before its root is recovered, in hours.
    pub(crate) recovery_wait_hours: u16,
    /// What becomes of the trail by itself.
    pub(crate) events: EventSettings,
    /// Where mails go, from whom, and whom to ask.
    pub(crate) mail: MailSettings,
    /// How far a code may be from the device's time.
    pub(crate) tolerance: Tolerance,
    /// The issuer in an authenticator app.
    pub(crate) issuer: String,
    /// What tells this installation from others there.
    pub(crate) installation: Option<String>,
    /// The zone of the times on the pages.
    pub(crate) time_zone: TimeZone,
    /// What is logged, and how.
    pub(crate) log: LogSettings,
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file is not what it should be.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The file cannot be read.
    #[error("configuration file {0}")]
    Unreadable(#[from] Unreadable),
    /// A value is wrong.
    #[error("{origin}: {message}")]
    Wrong {
        /// Where it was said.
        origin: Origin,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// A database of a kind that is not served yet.
    #[error(
        "{origin}: PostgreSQL comes with a later release; until then use `sqlite:PATH`, \
         or leave the database out for the one in the data directory"
    )]
    Postgres {
        /// Where it was said.
        origin: Origin,
    },
    /// The way to the server would not be safe.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// The platform has no place for data, usually because there is no home directory.
    #[error("this user has no home directory; name a directory with `--data DIR`")]
    NoDataDirectory,
}

impl Config {
    /// The configuration from these flags, this process's environment and the file.
    pub(crate) fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let mut layers = Layers::new(flags, &|name| std::env::var_os(name))?;
        let source = match layers.take("config") {
            Some(named) => Some(read_file(&named.path()?)?),
            None => match layers.peek("data") {
                Some(data) => default_file(&data.path()?)?,
                None => default_file(&platform_data_directory()?)?,
            },
        };
        if let Some(source) = source {
            layers.add_file(&source)?;
        }
        Self::read(layers)
    }

    /// The configuration that these layers give.
    fn read(mut layers: Layers) -> Result<Self, ConfigError> {
        let data = match layers.take("data") {
            Some(given) => given.path()?,
            None => platform_data_directory()?,
        };
        let database = match layers.take("database") {
            Some(given) => Database::parse(&given)?,
            None => Database::Sqlite(data.join(DATABASE_NAME)),
        };
        let master_key_file = layers
            .take("keys.master_key_file")
            .map(|given| given.path());
        let bootstrap = layers.take("bootstrap").map(|given| given.path());
        let door = door(&mut layers)?;
        let config = Self {
            webauthn: webauthn::settings(&mut layers, door.host())?,
            door,
            database,
            master_key_file: master_key_file
                .transpose()?
                .unwrap_or_else(|| data.join(MASTER_KEY_NAME)),
            bootstrap: bootstrap.transpose()?,
            data,
            metrics_from: networks(&mut layers, "metrics.allow")?,
            hashing: hashing(&mut layers)?,
            keys: keys(&mut layers)?,
            deadline: requirement::deadline(&mut layers)?,
            past_due_keys: requirement::keys(&mut layers)?,
            recovery_wait_hours: requirement::recovery_wait_hours(&mut layers)?,
            events: events::settings(&mut layers)?,
            mail: mail::settings(&mut layers)?,
            tolerance: tolerance(&mut layers)?,
            issuer: label(&mut layers, "issuer", Label::ISSUER_CHARS_MAX)?
                .unwrap_or_else(|| service::Settings::default().issuer),
            installation: label(&mut layers, "installation", Label::INSTALLATION_CHARS_MAX)?,
            time_zone: time_zone(&mut layers)?,
            log: log(&mut layers)?,
        };
        layers.all_taken();
        Ok(config)
    }
}

fn platform_data_directory() -> Result<PathBuf, ConfigError> {
    directories::ProjectDirs::from("", "", "sekisho")
        .map(|directories| directories.data_dir().to_path_buf())
        .ok_or(ConfigError::NoDataDirectory)
}

fn read_file(path: &Path) -> Result<Source, Unreadable> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Source::read(path, &file, FILE_BYTES_MAX)
}

/// The file in the data directory, if there is one.
fn default_file(data: &Path) -> Result<Option<Source>, Unreadable> {
    let path = data.join(FILE_NAME);
    match File::open(&path) {
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(unreadable(&path, &error)),
        Ok(file) => Source::read(&path, &file, FILE_BYTES_MAX).map(Some),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Unreadable {
    Unreadable {
        path: path.into(),
        reason: error.to_string(),
    }
}

/// Whether nothing is there. That the directory cannot be one is said when it is written to.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn door(layers: &mut Layers) -> Result<Door, ConfigError> {
    let listen = match layers.take("listen") {
        Some(given) => given.parse(listen_address)?,
        None => LISTEN,
    };
    let public_url = layers
        .take("public_url")
        .map(|given| given.parse(|text| PublicUrl::parse(text).map_err(said)))
        .transpose()?;
    let proxies = networks(layers, "proxy.trusted")?;
    let tls = match (layers.take("tls.certificate"), layers.take("tls.key")) {
        (Some(certificate), Some(key)) => Some((certificate.path()?, key.path()?)),
        (None, None) => None,
        (Some(alone), None) => {
            return Err(
                alone.wrong("`tls.key` is missing beside it; name the file of the private key")
            );
        }
        (None, Some(alone)) => {
            return Err(alone.wrong(
                "`tls.certificate` is missing beside it; name the file of the certificate chain",
            ));
        }
    };
    Ok(Door::new(listen, public_url, proxies, tls)?)
}

/// `127.0.0.1:8700`, `[::1]:8700` or `localhost:8700`.
fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let numeric = text
        .strip_prefix("localhost:")
        .map(|port| format!("{}:{port}", Ipv4Addr::LOCALHOST));
    numeric.as_deref().unwrap_or(text).parse().map_err(|_| {
        format!("`{text}` is not an address with a port; write one like `{LISTEN}` or `[::1]:8700`")
    })
}

fn networks(layers: &mut Layers, key: &'static str) -> Result<Vec<IpNet>, ConfigError> {
    let Some(given) = layers.take(key) else {
        return Ok(Vec::new());
    };
    let networks: Vec<IpNet> = given.list(network)?;
    if networks.len() > NETWORKS_MAX {
        return Err(given.wrong(&format!(
            "more than {NETWORKS_MAX} networks; write larger ones"
        )));
    }
    Ok(networks)
}

fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| {
            format!(
                "`{text}` is not an address or a network; write one like `10.0.0.5` or `10.0.0.0/8`"
            )
        })
}

fn hashing(layers: &mut Layers) -> Result<HashingSettings, ConfigError> {
    let usual = HashingSettings::default();
    let mut origin = None;
    let mut number = |key, usual: u32| match layers.take(key) {
        Some(given) => {
            let number = given.parse(whole::<u32>);
            origin = Some(given);
            number
        }
        None => Ok(usual),
    };
    let at_once = u32::try_from(usual.at_once).unwrap_or(u32::MAX);
    let settings = HashingSettings {
        memory_kib: number("hashing.memory_kib", usual.memory_kib)?,
        passes: number("hashing.passes", usual.passes)?,
        lanes: number("hashing.lanes", usual.lanes)?,
        at_once: number("hashing.at_once", at_once)? as usize,
    };
    match origin {
        Some(given) if !settings.is_valid() => Err(given.wrong(&format!(
            "Argon2id cannot work with memory_kib = {}, passes = {}, lanes = {}, at_once = {}; \
             memory is at least 8 KiB for each lane, and nothing is 0",
            settings.memory_kib, settings.passes, settings.lanes, settings.at_once
        ))),
        _ => Ok(settings),
    }
}

fn tolerance(layers: &mut Layers) -> Result<Tolerance, ConfigError> {
    let mut steps = |key| match layers.take(key) {
        Some(given) => given.parse(|text| {
            let steps = whole::<u8>(text)?;
            Tolerance::new(steps, steps).map(|_| steps).map_err(|_| {
                format!(
                    "`{text}` steps are too many; use 0 or {}",
                    Tolerance::STEPS_MAX
                )
            })
        }),
        None => Ok(Tolerance::STEPS_MAX),
    };
    let (behind, ahead) = (steps("codes.behind_steps")?, steps("codes.ahead_steps")?);
    Ok(Tolerance::new(behind, ahead).unwrap_or_default())
}

fn keys(layers: &mut Layers) -> Result<KeySettings, ConfigError> {
    let mut settings = KeySettings::default();
    if let Some(given) = layers.take("aws.first_device_by_key") {
        settings.first_device = given.parse(|text| match text {
            "allow" => Ok(FirstDevice::Allow),
            "deny" => Ok(FirstDevice::Deny),
            _ => Err(format!("`{text}` is neither `allow` nor `deny`")),
        })?;
    }
    if let Some(given) = layers.take("aws.access_key_prefix") {
        settings.long_term = given.parse(|text| Prefix::parse(text).map_err(said))?;
    }
    if let Some(given) = layers.take("aws.session_key_prefix") {
        settings.temporary = given.parse(|text| Prefix::parse(text).map_err(said))?;
    }
    if let Some(given) = layers.take("aws.credential_report_seconds") {
        settings.report_seconds = given.parse(|text| {
            let seconds = whole::<u32>(text)?;
            let fits = seconds <= REPORT_SECONDS_MAX;
            fits.then_some(seconds).ok_or_else(|| {
                format!("`{text}` is too long; a report is kept for {REPORT_SECONDS_MAX} seconds at most")
            })
        })?;
    }
    Ok(settings)
}

fn label(
    layers: &mut Layers,
    key: &'static str,
    chars_max: usize,
) -> Result<Option<String>, ConfigError> {
    let parse = |text: &str| {
        let chars = text.chars().count();
        let plain = !text
            .chars()
            .any(|letter| letter.is_control() || letter == ':');
        if (1..=chars_max).contains(&chars) && text.trim() == text && plain {
            Ok(text.to_owned())
        } else {
            Err(format!(
                "`{key}` has 1 to {chars_max} characters, without colons and without spaces around it"
            ))
        }
    };
    layers.take(key).map(|given| given.parse(parse)).transpose()
}

fn time_zone(layers: &mut Layers) -> Result<TimeZone, ConfigError> {
    match layers.take("time_zone") {
        Some(given) => given.parse(|text| {
            TimeZone::get(text).map_err(|_| {
                format!("`{text}` is not a time zone of this system; write one like `Asia/Tokyo` or `UTC`")
            })
        }),
        None => Ok(TimeZone::try_system().unwrap_or(TimeZone::UTC)),
    }
}

fn log(layers: &mut Layers) -> Result<LogSettings, ConfigError> {
    let mut settings = LogSettings::default();
    if let Some(given) = layers.take("log.format") {
        settings.format = given.parse(Format::parse)?;
    }
    if let Some(given) = layers.take("log.level") {
        settings.level = given.parse(Level::parse)?;
    }
    Ok(settings)
}

fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a whole number that can stand here"))
}

fn said(error: impl Display) -> String {
    error.to_string()
}

/// Where a value of the environment comes from.
type Environment<'e> = &'e dyn Fn(&str) -> Option<OsString>;

#[cfg(test)]
mod tests;
