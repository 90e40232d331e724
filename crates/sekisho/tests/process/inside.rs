//! Two accounts, and what their people do in the console: through its operations, on the database
//! that the commands look at.

use std::sync::Arc;

use nix::sys::signal::Signal;
use otp::{OtpauthUri, Step};
use rules::ids::{DeviceLabel, DeviceName};
use rules::password::Password;
use rules::trail::TrailKey;
use service::ops::sign_in::{Door, Entered, SignInPassword};
use service::ops::wizard::{EnableMfaDevice, StartMfaDevice};
use service::{Caller, Ports, Service, Settings, Target, Visitor};
use store::{Clock, KeyRing, Store, Timestamp};

use crate::sandbox::{PASSWORD, Sandbox};

/// The account of these ids, `keiri` with a user.
pub(crate) const KEIRI: &str = "123456789012";
pub(crate) const EIGYO: &str = "210987654321";

const ACCOUNTS: &str = r#"
[[account]]
id = "123456789012"
name = "経理, \"Keiri\""
alias = "keiri"
root_email = "keiri@example.com"
root_password = "fake horse battery"
password_permanent = true

[[account.user]]
name = "hanako"
password = "fake staple correct"

[[account]]
id = "210987654321"
name = "=1+1"
alias = "eigyo"
root_email = "eigyo@example.com"
"#;

/// A sandbox with both accounts, in Japan.
pub(crate) fn two_accounts() -> Sandbox {
    let sandbox = Sandbox::new();
    let configuration = "time_zone = \"Asia/Tokyo\"\n[hashing]\nmemory_kib = 8\npasses = 1\n";
    sandbox.write("data/sekisho.toml", configuration);
    let file = sandbox.write("bootstrap.toml", ACCOUNTS);
    let server = sandbox.serve(&["--bootstrap", file.to_str().unwrap()]);
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    sandbox
}

/// The system's clock.
struct Now;

impl Clock for Now {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The system's clock, as it was so many days ago.
struct Ago(i64);

impl Clock for Ago {
    fn now(&self) -> Timestamp {
        Timestamp::now() - rules::SignedDuration::from_hours(24 * self.0)
    }
}

/// Chance that is the same in each run.
struct Seeded(u8);

impl rules::Chance for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(29).wrapping_add(71);
            *byte = self.0;
        }
    }
}

/// Opens what is kept in a data directory, and lets somebody act in it. `seed` tells runs on one
/// database apart.
pub(crate) fn within(sandbox: &Sandbox, data: &str, seed: u8, act: impl AsyncFnOnce(&Service)) {
    opened(sandbox, data, seed, Arc::new(Now), act);
}

/// As [`within`], so many days ago.
pub(crate) fn days_ago(sandbox: &Sandbox, days: i64, seed: u8, act: impl AsyncFnOnce(&Service)) {
    opened(sandbox, "data", seed, Arc::new(Ago(days)), act);
}

fn opened(
    sandbox: &Sandbox,
    data: &str,
    seed: u8,
    clock: Arc<dyn Clock>,
    act: impl AsyncFnOnce(&Service),
) {
    let data = sandbox.path(data);
    let ring = KeyRing::read(&data.join("master.key")).unwrap();
    let trail_key = TrailKey::new(ring.fingerprint(), ring.derive("trail"));
    let store = Store::sqlite(&data.join("sekisho.db"), clock, ring).unwrap();
    let service = Service::new(Ports {
        store: store.clone(),
        chance: Box::new(Seeded(seed)),
        throttle_key: [0; 32],
        trail_key,
        settings: Settings::default(),
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        act(&service).await;
        store.close().await;
    });
}

/// Signs root in with its password, and lets it act. `seed` tells runs on one database apart.
pub(crate) fn as_root(
    sandbox: &Sandbox,
    email: &str,
    seed: u8,
    act: impl AsyncFnOnce(&Service, &Caller),
) {
    within(sandbox, "data", seed, async |service| {
        let sign_in = SignInPassword {
            door: Door::Root(email.to_owned()),
            password: Password::typed(PASSWORD),
        };
        let at_the_door = Caller::Stranger(Visitor::default());
        let Ok(Entered::Open(token, _)) = service.call(&at_the_door, &sign_in).await else {
            panic!("a permanent password opens the console at once")
        };
        let root = Caller::Session(token.hash(), Visitor::default());
        act(service, &root).await;
    });
}

/// The root user of `keiri` signs in and registers a first device.
pub(crate) fn keiri_registers_a_device(sandbox: &Sandbox) {
    as_root(sandbox, "keiri@example.com", 3, async |service, root| {
        registers_a_device(service, root).await;
    });
}

/// Root registers a first device, and goes on in the session that it gets for it.
pub(crate) async fn registers_a_device(service: &Service, root: &Caller) -> Caller {
    enrols(service, root).await.0
}

/// As [`registers_a_device`], with what was scanned.
pub(crate) async fn enrols(service: &Service, root: &Caller) -> (Caller, String) {
    let name = DeviceName::parse("phone").unwrap();
    let start = StartMfaDevice {
        target: Target::Root,
        name: name.clone(),
        label: DeviceLabel::parse("phone").unwrap(),
        replaces: None,
    };
    let begun = service.call(root, &start).await.map_err(drop).unwrap();
    let uri = OtpauthUri::parse(&begun.uri).unwrap();
    let now = uri.params().step_at(Timestamp::now().as_second());
    let code = |step| {
        let code = otp::totp_at(uri.seed(), Step(step), uri.params());
        code.as_str().to_owned()
    };
    let enable = EnableMfaDevice {
        target: Target::Root,
        name,
        first: code(now.0 - 1),
        second: code(now.0),
    };
    let enabled = service.call(root, &enable).await.map_err(drop).unwrap();
    let token = enabled
        .session
        .expect("a device of one's own renews the session");
    let session = Caller::Session(token.hash(), Visitor::default());
    (session, begun.uri.to_string())
}
