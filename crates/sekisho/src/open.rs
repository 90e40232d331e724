//! Opening what is kept: the database with its master key, and the operations over them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rules::trail::TrailKey;
use service::ports::MailWay;
use service::{Caller, Ports, Service, Settings};
use store::{KeyRing, Store};
use web::PublicUrl;

use crate::config::{Config, Database};
use crate::failure::{Failure, sentence};
use crate::os;
use crate::system::{self, SystemChance, SystemClock};

/// The database with the operations over it.
pub(crate) struct House {
    /// The operations.
    pub(crate) service: Service,
    /// The keys that are not in the database.
    pub(crate) ring: KeyRing,
    store: Store,
}

/// Whether a database may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It is made.
    Make,
    /// It is an error that there is none: there would be nothing to look at.
    Refuse,
}

impl House {
    /// Opens it for the server at this address, which may also keep everything in memory.
    pub(crate) fn open(config: &Config, url: &PublicUrl) -> Result<Self, Failure> {
        match &config.database {
            Database::Memory => {
                let ring = KeyRing::generate(&mut system::fill);
                let store = Store::memory(Arc::new(SystemClock), ring.clone());
                Ok(Self::over(config, url, store, ring))
            }
            Database::Sqlite(path) => Self::sqlite(config, url, path),
        }
    }

    /// Opens it for a command, beside a server that may be running.
    pub(crate) fn beside(config: &Config, absent: Absent) -> Result<Self, Failure> {
        let path = match absent {
            Absent::Make => database_file(config)?,
            Absent::Refuse => database_that_is_there(config)?,
        };
        // Commands make no keys; where the server takes any free port, any will do here.
        let url = config.door.public_url(config.door.listen);
        Self::sqlite(config, &url, path)
    }

    fn sqlite(config: &Config, url: &PublicUrl, path: &Path) -> Result<Self, Failure> {
        // Looked at before anything is made, so that no key is left beside a database that is not.
        let key = Some(config.master_key_file.as_path());
        // A key that is there is only read, also from a place that cannot be written.
        let key = key.filter(|key| !key.exists());
        for file in key.into_iter().chain([path]) {
            prepare_directory(config, file)?;
        }
        let ring = KeyRing::beside(&config.master_key_file, path, &mut system::fill)?;
        let store = Store::sqlite(path, Arc::new(SystemClock), ring.clone())?;
        Ok(Self::over(config, url, store, ring))
    }

    fn over(config: &Config, url: &PublicUrl, store: Store, ring: KeyRing) -> Self {
        Self {
            service: service(config, url, &store, Derived::of(&ring)),
            ring,
            store,
        }
    }

    /// Seals the events that wait. What cannot be sealed now is sealed later, by whoever comes next.
    pub(crate) async fn seal(&self) {
        if let Err(refusal) = self.service.seal().await {
            tracing::warn!(reason = sentence(&refusal), "events cannot be sealed");
        }
    }

    /// Over a store that a command has opened in its own way.
    pub(crate) fn around(config: &Config, store: Store, ring: KeyRing) -> Self {
        let url = config.door.public_url(config.door.listen);
        Self::over(config, &url, store, ring)
    }

    /// Writes what is still to be written, and closes the database.
    pub(crate) async fn close(self) {
        self.store.close().await;
    }
}

/// The operations over a store that is open without its master key: for those that need none.
pub(crate) fn without_key(config: &Config, store: &Store) -> Service {
    let url = config.door.public_url(config.door.listen);
    service(config, &url, store, Derived::none())
}

/// What a service derives from the master key.
struct Derived {
    throttle: [u8; 32],
    trail: TrailKey,
}

impl Derived {
    fn of(ring: &KeyRing) -> Self {
        Self {
            throttle: *ring.derive("identifiers"),
            trail: TrailKey::new(ring.fingerprint(), ring.derive("trail")),
        }
    }

    /// Without a master key: no stranger types anything there, and nothing is sealed. A head that was
    /// signed with the true key would not be continued with this one.
    fn none() -> Self {
        Self {
            throttle: [0; 32],
            trail: TrailKey::new("none", [0; 32].into()),
        }
    }
}

fn service(config: &Config, url: &PublicUrl, store: &Store, keys: Derived) -> Service {
    Service::new(Ports {
        store: store.clone(),
        chance: Box::new(SystemChance),
        throttle_key: keys.throttle,
        trail_key: keys.trail,
        settings: Settings {
            issuer: config.issuer.clone(),
            installation: config.installation.clone().or_else(|| config.door.name()),
            tolerance: config.tolerance,
            hashing: config.hashing,
            keys: config.keys,
            past_due_keys: config.past_due_keys,
            mail: match &config.mail.server {
                Some(_) => MailWay::Smtp,
                None => MailWay::Files,
            },
            time_zone: config.time_zone.clone(),
            webauthn: config.webauthn.at(url.origin()),
            recovery_wait_hours: config.recovery_wait_hours,
        },
    })
}

/// The file of the database, if there is anything in it.
pub(crate) fn database_that_is_there(config: &Config) -> Result<&Path, Failure> {
    let path = database_file(config)?;
    if fs::metadata(path).map_or(0, |found| found.len()) == 0 {
        return Err(Failure::NoDatabase(path.to_owned()));
    }
    Ok(path)
}

/// Where the file of the database is or will be. One in memory has none.
pub(crate) fn database_file(config: &Config) -> Result<&Path, Failure> {
    match &config.database {
        Database::Sqlite(path) => Ok(path),
        Database::Memory => Err(Failure::MemoryDatabase),
    }
}

/// Makes the data directory if `file` is in it, and makes sure that `file` can be made where it is.
pub(crate) fn prepare_directory(config: &Config, file: &Path) -> Result<(), Failure> {
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Only our own directory is made: a path that somebody chose may be a typing error.
    if directory == config.data {
        os::make_private_directory(directory).map_err(Failure::unwritable(directory))?;
    }
    os::check_writable_directory(directory).map_err(Failure::unwritable(directory))
}

/// Whoever runs this command, as the audit trail names them.
pub(crate) fn operator() -> Caller {
    Caller::Operator(os::user_name())
}
