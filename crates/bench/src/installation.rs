//! An installation on a database file, and the people who sign in to it.
//!
//! Everything goes through the operations, as a door would ask for them. The clock is set by hand,
//! so that a person has a fresh code whenever a round begins, and no session ends meanwhile.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use otp::{Params, Seed, Step};
use policy::managed::ADMINISTRATOR_ACCESS;
use rules::ids::{AccountName, DeviceLabel, DeviceName, UserName};
use rules::password::Password;
use rules::trail::TrailKey;
use rules::{AccountId, Chance, Email, SerialNumber};
use service::call::Operation;
use service::hashing::HashingSettings;
use service::ops::bootstrap::{BootstrapAccount, BootstrapUser, GivenKey, GivenPassword};
use service::ops::sign_in::{Door, Entered, SignInCode, SignInPassword};
use service::ops::wizard::{EnableMfaDevice, StartMfaDevice};
use service::{Caller, Ports, Service, Settings, Target, Token, Visitor};
use store::clock::ManualClock;
use store::{Clock, KeyRing, Store};
use tempfile::TempDir;

use crate::argon::Bare;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "a long wooden gate (fake)";
/// What phones show.
const PARAMS: Params = Params::AUTHENTICATOR_APP;
/// From the step before to the step after.
const WINDOW_STEPS: i64 = 3;
/// When everything here begins.
const BEGINNING_SECONDS: i64 = 1_795_500_000;

/// A hash that costs next to nothing, where the hash is not what is measured.
pub(crate) const CHEAP: HashingSettings = HashingSettings {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
    at_once: 4,
};

/// A service over a SQLite file, with one account.
pub(crate) struct Installation {
    pub(crate) service: Service,
    pub(crate) store: Store,
    pub(crate) ring: KeyRing,
    clock: ManualClock,
    account: AccountId,
    phc: String,
    directory: TempDir,
}

/// The operating system's randomness.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn fill(&mut self, bytes: &mut [u8]) {
        random(bytes);
    }
}

/// Fills `bytes` wholly.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}

impl Installation {
    /// A new one.
    pub(crate) async fn found(hashing: HashingSettings) -> Result<Self> {
        Self::found_with(hashing, None).await
    }

    /// A new one, whose root has a key.
    pub(crate) async fn found_with(
        hashing: HashingSettings,
        root_key: Option<GivenKey>,
    ) -> Result<Self> {
        let directory = crate::directory()?;
        let clock = ManualClock::at(Timestamp::from_second(BEGINNING_SECONDS)?);
        let ring = KeyRing::generate(&mut random);
        let path = directory.path().join("sekisho.db");
        let store = Store::sqlite(&path, Arc::new(clock.clone()), ring.clone())?;
        let service = Service::new(Ports {
            store: store.clone(),
            chance: Box::new(SystemChance),
            throttle_key: *ring.derive("bench throttle"),
            trail_key: TrailKey::new(ring.fingerprint(), ring.derive("trail")),
            settings: Settings {
                hashing,
                ..Settings::default()
            },
        });
        let phc = Bare::new(hashing)?.phc(PASSWORD)?;
        let made = operate(&service, &account(&phc, root_key)?).await?;
        Ok(Self {
            service,
            store,
            ring,
            clock,
            account: made.id.context("the account was made")?,
            phc,
            directory,
        })
    }

    /// Its account.
    pub(crate) fn account(&self) -> &AccountId {
        &self.account
    }

    /// The directory of the database.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Makes a user who may do everything, with a browser on a network of their own.
    pub(crate) async fn person(&self, number: usize) -> Result<Person> {
        let name = UserName::parse(&format!("user-{number}"))?;
        let entry = BootstrapUser {
            account: self.account.clone(),
            name: name.clone(),
            password: Some(GivenPassword::Hash(self.phc.clone())),
            password_permanent: true,
            access_key: None,
            policies: vec![ADMINISTRATOR_ACCESS.to_owned()],
            contact_email: None,
        };
        operate(&self.service, &entry).await?;
        let browser = self.service.draw(Token::random);
        let ip = format!("192.0.{}.{}", number / 256 % 256, number % 256);
        Ok(Person {
            account: self.account.clone(),
            name,
            visitor: Visitor {
                network: format!("{ip}/32"),
                ip,
                user_agent: "Mozilla/5.0 (bench)".to_owned(),
                browser: browser.hash(),
                secure: false,
                request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
            },
            browser,
            device: None,
        })
    }

    /// Lets as many steps of the codes pass that no step of the window was used before. One step is
    /// not enough: once in a million times two neighbours show the same digits, and then the new
    /// code is refused as a used one.
    pub(crate) fn passes_window(&self) {
        let seconds = WINDOW_STEPS * i64::from(PARAMS.step_seconds());
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Lets time pass.
    pub(crate) fn passes(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// The time that it is here.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the operator asks for.
    pub(crate) async fn operates<O: Operation>(&self, operation: &O) -> Result<O::Output> {
        operate(&self.service, operation).await
    }

    /// Closes the database and removes its directory.
    pub(crate) async fn raze(self) -> Result<()> {
        self.store.close().await;
        Ok(self.directory.close()?)
    }

    fn step(&self) -> Step {
        PARAMS.step_at(self.clock.now().as_second())
    }
}

/// Somebody who signs in.
pub(crate) struct Person {
    /// What the browser is known by.
    pub(crate) browser: Token,
    account: AccountId,
    name: UserName,
    visitor: Visitor,
    device: Option<(SerialNumber, Seed)>,
}

impl Person {
    /// Types the password. Whoever has a device gets a ticket, the others a session.
    pub(crate) async fn types_password(&self, at: &Service) -> Result<Entered> {
        let operation = SignInPassword {
            door: Door::User {
                account: self.account.to_string(),
                name: self.name.to_string(),
            },
            password: Password::typed(PASSWORD),
        };
        self.asks(at, self.stranger(), &operation).await
    }

    /// Types the password and is in.
    pub(crate) async fn signs_in(&self, at: &Service) -> Result<Token> {
        match self.types_password(at).await? {
            Entered::Open(session, _) => Ok(session),
            Entered::Mfa(_) | Entered::NewPassword(_) => bail!("a right password did not open"),
        }
    }

    /// Types the password and is asked for a code.
    pub(crate) async fn gets_ticket(&self, at: &Service) -> Result<Token> {
        match self.types_password(at).await? {
            Entered::Mfa(ticket) => Ok(ticket),
            Entered::Open(..) | Entered::NewPassword(_) => bail!("no code was asked for"),
        }
    }

    /// Adds an authenticator app with the codes of the two steps before this one, so that this
    /// step's code is still good. The session counts as one with MFA then.
    pub(crate) async fn adds_device(&mut self, at: &Installation) -> Result<Token> {
        let session = self.signs_in(&at.service).await?;
        let caller = Caller::Session(session.hash(), self.visitor.clone());
        let start = StartMfaDevice {
            target: Target::User(self.name.clone()),
            name: DeviceName::parse(self.name.as_str())?,
            label: DeviceLabel::parse("")?,
            replaces: None,
        };
        let pending = self.asks(&at.service, caller.clone(), &start).await?;
        let seed = Seed::from_base32(&pending.secret)?;
        let now = at.step().0;
        let enable = EnableMfaDevice {
            target: start.target,
            name: start.name,
            first: code(&seed, Step(now - 2)),
            second: code(&seed, Step(now - 1)),
        };
        let enabled = self.asks(&at.service, caller, &enable).await?;
        self.device = Some((enabled.device.serial, seed));
        enabled.session.context("a new session")
    }

    /// What the second step of the sign-in sends now.
    pub(crate) fn reads_code(&self, at: &Installation, ticket: Token) -> Result<CodeTyped> {
        let (device, seed) = self.device.as_ref().context("a person with a device")?;
        Ok(CodeTyped {
            caller: self.stranger(),
            operation: SignInCode {
                ticket: ticket.hash(),
                token: ticket,
                device: device.clone(),
                code: code(seed, at.step()),
            },
        })
    }

    fn stranger(&self) -> Caller {
        Caller::Stranger(self.visitor.clone())
    }

    async fn asks<O: Operation>(
        &self,
        at: &Service,
        caller: Caller,
        operation: &O,
    ) -> Result<O::Output> {
        let asked = at.call(&caller, operation).await;
        asked.with_context(|| format!("`{}` was refused", self.name))
    }
}

/// The second step of a sign-in, ready to be sent.
pub(crate) struct CodeTyped {
    caller: Caller,
    operation: SignInCode,
}

impl CodeTyped {
    /// Sends it. It opens a session.
    pub(crate) async fn is_sent(&self, to: &Service) -> Result<()> {
        match to.call(&self.caller, &self.operation).await? {
            Entered::Open(..) => Ok(()),
            Entered::Mfa(_) | Entered::NewPassword(_) => bail!("a right code did not open"),
        }
    }
}

fn code(seed: &Seed, step: Step) -> String {
    otp::totp_at(seed, step, PARAMS).as_str().to_owned()
}

fn account(phc: &str, root_access_key: Option<GivenKey>) -> Result<BootstrapAccount> {
    Ok(BootstrapAccount {
        id: None,
        name: AccountName::parse("Bench")?,
        alias: None,
        root_email: Email::parse("root@example.com")?,
        root_password: Some(GivenPassword::Hash(phc.to_owned())),
        password_permanent: true,
        root_access_key,
        management: false,
    })
}

async fn operate<O: Operation>(service: &Service, operation: &O) -> Result<O::Output> {
    let operator = Caller::Operator("bench".to_owned());
    Ok(service.call(&operator, operation).await?)
}
