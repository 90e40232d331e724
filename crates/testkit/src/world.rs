//! The world of a story: one installation, its clock, its chance, and what is checked at its end.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Barrier, LazyLock, Mutex};
use std::thread;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, response};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use otp::Tolerance;
use rules::trail::TrailKey;
use service::hashing::HashingSettings;
use service::ops::bootstrap::{BootstrapAccount, GivenPassword};
use service::webauthn::WebauthnSettings;
use service::{Caller, Ports, Refusal, Service, Settings};
use store::clock::ManualClock;
use store::{Clock, Faults, KeyRing, Store, Timestamp};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use tracing::Dispatch;
use web::{App, Config, Lang, Parts, PublicUrl, SetUpGate, router};

use crate::answered::Answered;
use crate::books;
use crate::browser::Browser;
use crate::chance::Seeded;
use crate::known::{Log, Secrets, lock};
use crate::mail::MailServer;
use crate::people::{self, Account};
use crate::program::Sent;
use crate::seal;
use crate::trail::Trail;

/// When every story begins, unless it says otherwise.
const BEGINNING: &str = "2024-07-16T00:00:00Z";
/// The name of the database in the data directory.
const DATABASE: &str = "sekisho.db";
/// Who runs commands in stories.
pub(crate) const OPERATOR: &str = "tester";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_time()
        .build();
    runtime.expect("a runtime can be made")
});

/// Where a story takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The store in memory, the console at `http://localhost`, people who read English.
    Memory,
    /// The store in a SQLite file, the console at an `https` address, people who read Japanese.
    Sqlite,
}

/// One installation with its people. At its end it is searched for secrets and its books are
/// balanced.
pub struct World {
    pub(crate) inner: Arc<Inner>,
}

/// What people and browsers share.
pub(crate) struct Inner {
    pub(crate) lang: Lang,
    pub(crate) url: PublicUrl,
    pub(crate) clock: ManualClock,
    pub(crate) secrets: Secrets,
    ground: Ground,
    chance: Seeded,
    ring: KeyRing,
    home: TempDir,
    log: Log,
    dispatch: Dispatch,
    running: Mutex<Option<Running>>,
    browsers: Mutex<u8>,
    trail: Mutex<Trail>,
    settings: Mutex<Settings>,
    pub(crate) mail: Arc<MailServer>,
}

/// The server process.
#[derive(Clone)]
struct Running {
    /// Without faults, for those who look at it from outside.
    store: Store,
    service: Service,
    router: Router,
}

impl World {
    /// The world of the story with this name.
    pub fn new(ground: Ground, story: &str) -> Self {
        let chance = Seeded::from_name(story);
        let ring = KeyRing::generate(&mut |bytes| chance.draw(bytes));
        let log = Log::default();
        let (lang, url) = match ground {
            Ground::Memory => (Lang::En, "http://localhost:8700"),
            Ground::Sqlite => (Lang::Ja, "https://sekisho.example.jp"),
        };
        let inner = Inner {
            lang,
            url: PublicUrl::parse(url).expect("a public address"),
            clock: ManualClock::at(instant(BEGINNING)),
            secrets: Secrets::default(),
            ground,
            chance,
            ring,
            home: tempfile::tempdir().expect("a directory for the story"),
            dispatch: log.dispatch(),
            log,
            running: Mutex::default(),
            browsers: Mutex::default(),
            trail: Mutex::default(),
            settings: Mutex::new(cheap(url)),
            mail: Arc::default(),
        };
        let world = Self {
            inner: Arc::new(inner),
        };
        world.inner.start(None);
        world
    }

    /// Sets the clock, forwards or back.
    pub fn at(&self, time: &str) -> &Self {
        self.inner.clock.set(instant(time));
        self
    }

    /// Lets time pass, or steps the clock back.
    pub fn advance(&self, time: SignedDuration) -> &Self {
        self.inner.clock.advance(time);
        self
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The language of the people of this world.
    pub fn lang(&self) -> Lang {
        self.inner.lang
    }

    /// Where the console stands.
    pub fn origin(&self) -> &str {
        self.inner.url.origin()
    }

    /// An account with an owner, by the operator; the owner's password is the owner's own.
    pub fn account(&self, alias: &str) -> Account {
        self.account_as(alias, |_| {})
    }

    /// As [`World::account`], and root has an access key.
    pub fn account_with_key(&self, alias: &str) -> Account {
        self.account_as(alias, |entry| self.give_key(entry))
    }

    /// As [`World::account_with_key`], and it is the management account.
    pub fn management_account_with_key(&self, alias: &str) -> Account {
        self.account_as(alias, |entry| {
            self.give_key(entry);
            entry.management = true;
        })
    }

    fn give_key(&self, entry: &mut BootstrapAccount) {
        let id = rules::AccountId::random(&mut self.inner.chance.clone());
        let key = people::new_key(&self.inner, &id);
        entry.root_access_key = Some(people::given(&key));
        entry.id = Some(id);
    }

    fn account_as(&self, alias: &str, change: impl FnOnce(&mut BootstrapAccount)) -> Account {
        Account::new(&self.inner, alias, |email, password| {
            let mut entry = Self::entry(alias, email, password);
            change(&mut entry);
            entry
        })
    }

    fn entry(alias: &str, email: &str, password: &str) -> BootstrapAccount {
        BootstrapAccount {
            id: None,
            name: parsed(rules::ids::AccountName::parse(&format!("{alias}の部署"))),
            alias: Some(parsed(rules::ids::Alias::parse(alias))),
            root_email: parsed(rules::Email::parse(email)),
            root_password: Some(GivenPassword::Plain(rules::password::Password::typed(
                password,
            ))),
            password_permanent: true,
            root_access_key: None,
            management: false,
        }
    }

    /// Changes what the configuration may say, and starts the server with it.
    pub fn is_configured(&self, change: impl FnOnce(&mut Settings)) -> &Self {
        change(&mut lock(&self.inner.settings));
        self.inner.start(None);
        self
    }

    /// Sends a request of a program as it is; none if HTTP has no such request.
    pub fn is_sent(&self, sent: &Sent) -> Option<Answered> {
        self.inner.may_be_sent(sent)
    }

    /// As [`World::is_sent`]; none as well if what is sent is no call, but leads a person to a page.
    pub fn is_call(&self, sent: &Sent) -> Option<Answered> {
        self.inner.may_be_call(sent)
    }

    /// A browser that was never here, on a machine of its own.
    pub fn browser(&self) -> Browser {
        self.inner.browser()
    }

    /// The one-time address that the server printed when it started without an account.
    pub fn one_time_address(&self) -> String {
        format!("/setup?token={}", self.inner.set_up_token())
    }

    /// Stops the server and starts it again on the same data.
    pub fn restarts(&self) -> &Self {
        self.inner.stop();
        self.inner.start(None);
        self
    }

    /// Lets a second server over the same data answer while `story` happens, then the first again.
    pub fn in_another_server(&self, story: impl FnOnce()) -> &Self {
        let first = self.inner.running();
        if self.inner.ground == Ground::Sqlite {
            lock(&self.inner.running).take();
        }
        self.inner.start(None);
        story();
        let second = lock(&self.inner.running).replace(first);
        if self.inner.ground == Ground::Sqlite {
            let second = second.expect("the second server runs");
            self.inner.run(second.store.close());
        }
        self
    }

    /// Lets calls of the store fail as `faults` says while `story` happens.
    pub fn while_the_store_fails(&self, faults: &Faults, story: impl FnOnce()) -> &Self {
        self.inner.start(Some(faults));
        story();
        self.inner.start(None);
        self
    }

    /// Accepts codes within this tolerance from now on, as the configuration may say.
    pub fn tolerates(&self, tolerance: Tolerance) -> &Self {
        lock(&self.inner.settings).tolerance = tolerance;
        self.inner.start(None);
        self
    }

    /// Hashes passwords with so many passes from now on, as the configuration may say.
    pub fn hashes_in_passes(&self, passes: u32) -> &Self {
        lock(&self.inner.settings).hashing.passes = passes;
        self.inner.start(None);
        self
    }

    /// Lets each do something at the same moment, and waits for all.
    pub fn at_once<T: Sync>(&self, each: &[T], act: impl Fn(&T) + Sync) -> &Self {
        let barrier = Barrier::new(each.len());
        thread::scope(|scope| {
            for one in each {
                scope.spawn(|| {
                    barrier.wait();
                    act(one);
                });
            }
        });
        self
    }

    /// Runs the job that seals events.
    pub fn seals(&self) -> &Self {
        let service = self.inner.service();
        let sealed = self.inner.run(service.seal());
        sealed.expect("events can be sealed");
        self
    }

    /// Runs the job that writes down what was gathered in a minute.
    pub fn writes_stamps(&self) -> &Self {
        let service = self.inner.service();
        let written = self.inner.run(service.write_stamps());
        written.expect("the store answers");
        self
    }

    /// Runs the job that forgets what is over. Gives back how much went.
    pub fn purges(&self) -> usize {
        let service = self.inner.service();
        self.inner.run(service.purge()).expect("the store answers")
    }

    /// The operator requires MFA: for whom, and from when, by the names of the command line.
    #[track_caller]
    pub fn requires_mfa(&self, whom: &str, date: Option<&str>, days: Option<u16>) -> &Self {
        let done = self.operator(&service::ops::requirement::SetRequirement {
            account: None,
            whom: rules::Whom::parse(whom).expect("one of the three"),
            when: when(date, days),
            reason: None,
        });
        done.unwrap_or_else(|refusal| panic!("the rule is not set: {refusal}"));
        self
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// Runs an operation as the operator on the machine does.
    pub fn operator<O: service::call::Operation>(
        &self,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        self.inner.operator(operation)
    }

    /// Asks for an address as a tool does, not as a browser: one answer, no cookies.
    pub fn asks(&self, request: Request<Body>) -> (response::Parts, Bytes) {
        self.inner.answer(request)
    }

    /// The events that were stored since the last look, told as sentences. See `Trail`.
    #[track_caller]
    pub fn tells(&self, expected: &[&str]) -> &Self {
        lock(&self.inner.trail).tells(&self.inner, expected);
        self
    }

    /// The names of the calls since the last look that were refused, looks as well.
    pub fn refused_calls(&self) -> Vec<String> {
        lock(&self.inner.trail).refused(&self.inner)
    }

    /// Looks away: the events up to now are not asked for.
    pub fn looks_away(&self) -> &Self {
        lock(&self.inner.trail).forget(&self.inner);
        self
    }

    /// Everything that the log holds.
    pub fn log(&self) -> String {
        self.inner.log.text()
    }
}

impl Inner {
    /// Runs something to its end, with its log lines caught.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        tracing::dispatcher::with_default(&self.dispatch, || RUNTIME.block_on(work))
    }

    /// The server's answer.
    pub(crate) fn answer(&self, request: Request<Body>) -> (response::Parts, Bytes) {
        let router = self.running().router;
        self.run(async {
            let answer = router.oneshot(request).await;
            let (parts, body) = answer.expect("the server answers").into_parts();
            let body = body.collect().await.expect("the answer is whole");
            (parts, body.to_bytes())
        })
    }

    /// Draws bytes from the world's chance.
    pub(crate) fn draws<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.draw(&mut bytes);
        bytes
    }

    pub(crate) fn service(&self) -> Service {
        self.running().service
    }

    pub(crate) fn store(&self) -> Store {
        self.running().store
    }

    pub(crate) fn operator<O: service::call::Operation>(
        &self,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        let caller = Caller::Operator(OPERATOR.to_owned());
        let service = self.service();
        self.run(service.call(&caller, operation))
    }

    pub(crate) fn browser(self: &Arc<Self>) -> Browser {
        let mut browsers = lock(&self.browsers);
        *browsers += 1;
        let agent = format!("Mozilla/5.0 (story) Browser/{browsers}");
        Browser::new(self, agent, Ipv4Addr::new(192, 0, 2, *browsers))
    }

    fn running(&self) -> Running {
        lock(&self.running).clone().expect("the server runs")
    }

    fn set_up_token(&self) -> String {
        // The same for every start, so that a story can ask for it at any time.
        let token = format!("fake-set-up-token-{}", self.ring.fingerprint());
        self.secrets.add(&token);
        token
    }

    /// Starts a server. A store in memory is the same one as before: only the process is new.
    fn start(&self, faults: Option<&Faults>) {
        let before = lock(&self.running).take();
        let store = before.map_or_else(|| self.open(), |running| running.store);
        let failing = store
            .clone()
            .with_faults(faults.cloned().unwrap_or_default());
        let service = Service::new(Ports {
            store: failing,
            chance: Box::new(self.chance.clone()),
            throttle_key: *self.ring.derive("story throttle"),
            trail_key: TrailKey::new(self.ring.fingerprint(), self.ring.derive("trail")),
            settings: lock(&self.settings).clone(),
        });
        let chance = self.chance.clone();
        let mut config = Config::new(self.url.clone());
        // Stories type more passwords than people do, and this limit counts by the machine's clock.
        config.limits.password_burst = 10_000;
        let asked = service.clone();
        let parts = Parts {
            config,
            csrf_key: self.ring.derive("story form"),
            random: Arc::new(move |bytes| chance.draw(bytes)),
            ready: Arc::new(move || {
                let asked = asked.clone();
                Box::pin(async move { asked.check().await.map_err(|error| error.to_string()) })
            }),
            service: service.clone(),
            set_up: Some(SetUpGate::new(&self.set_up_token(), self.clock.now())),
        };
        *lock(&self.running) = Some(Running {
            store,
            service,
            router: router(App::new(parts)),
        });
    }

    /// Stops the server as SIGTERM does: what was gathered is written, the file is closed.
    fn stop(&self) {
        let service = self.service();
        let written = self.run(service.write_stamps());
        written.expect("the store answers");
        if self.ground == Ground::Sqlite {
            let running = lock(&self.running).take().expect("the server runs");
            self.run(running.store.close());
        }
    }

    fn open(&self) -> Store {
        let clock = Arc::new(self.clock.clone());
        match self.ground {
            Ground::Memory => Store::memory(clock, self.ring.clone()),
            Ground::Sqlite => {
                let path = self.home.path().join(DATABASE);
                Store::sqlite(&path, clock, self.ring.clone()).expect("the database opens")
            }
        }
    }

    /// No secret that was used is in the log, in an event, or in the clear in a file.
    fn tells_no_secret(&self) {
        let log = self.log.text();
        if let Some(secret) = self.secrets.found_in_text(&log) {
            let line = log.lines().find(|line| line.contains(&secret));
            panic!("the log tells `{secret}`: {}", line.unwrap_or_default());
        }
        for event in Trail::default().all(self) {
            let event = event.to_string();
            if let Some(secret) = self.secrets.found_in_text(&event) {
                panic!("an event tells `{secret}`: {event}");
            }
        }
        for entry in files(self.home.path()) {
            let bytes = std::fs::read(&entry).expect("a file of the story");
            if let Some(secret) = self.secrets.found_in(&bytes) {
                panic!("`{}` holds `{secret}` in the clear", entry.display());
            }
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A story that failed has said why; a second panic would hide it.
        if thread::panicking() {
            return;
        }
        self.inner.tells_no_secret();
        seal::holds(&self.inner);
        books::balance(&self.inner);
        self.purges();
        books::balance(&self.inner);
        self.inner.stop();
    }
}

/// Settings with which a password costs next to nothing.
fn cheap(url: &str) -> Settings {
    let hashing = HashingSettings {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        at_once: 4,
    };
    Settings {
        hashing,
        mail: service::ports::MailWay::Smtp,
        webauthn: WebauthnSettings::at(url).expect("an address"),
        ..Settings::default()
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the story");
    entries
        .map(|entry| entry.expect("a file of the story").path())
        .filter(|path| path.is_file())
        .collect()
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("a time as RFC 3339 writes it")
}

pub(crate) fn parsed<T>(result: Result<T, rules::Invalid>) -> T {
    result.unwrap_or_else(|error| panic!("the story names something badly: {error}"))
}

/// So many seconds.
pub fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

/// So many minutes.
pub fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// So many hours.
pub fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// So many days.
pub fn days(count: i64) -> SignedDuration {
    hours(24 * count)
}

#[cfg(test)]
mod tests;

/// A moment as a rule says it.
pub fn when(date: Option<&str>, days: Option<u16>) -> rules::requirement::When {
    let date = date.map(|date| date.parse().expect("a date"));
    rules::requirement::When::new(date, days).expect("a date or days")
}
