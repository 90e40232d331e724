//! Two accounts with their people, made anew for each question. How programs come in is in
//! [`crate::program`].

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use otp::{OtpauthUri, Params, totp_at};
use rules::ids::{AccessKeyId, AccountName, Alias, DeviceLabel, DeviceName, EntityPath};
use rules::password::Password;
use rules::requirement::When;
use rules::trail::TrailKey;
use rules::{AccountId, Chance, Email, SerialNumber, UserName, Whom};
use service::call::Operation;
use service::hashing::HashingSettings;
use service::ops::attachments::PutBoundary;
use service::ops::bootstrap::{BootstrapAccount, BootstrapUser, GivenPassword};
use service::ops::requirement::SetRequirement;
use service::ops::sign_in::{Door, Entered, SignInPassword};
use service::ops::virtual_devices::{CreateVirtualDevice, EnableDevice};
use service::ops::wizard::{EnableMfaDevice, StartMfaDevice};
use service::ports::MailWay;
use service::{Caller, Ports, Refusal, Service, Settings, Target, Token, Visitor};
use store::clock::ManualClock;
use store::{KeyRing, Store};
use testkit::{ADMINISTRATOR, MANAGES_OWN};
use tokio::runtime::{Builder, Runtime};
use wire::AwsError;

use crate::program::{Program, given_key, key_id};

const PASSWORD: &str = "(fake) four words of everybody";
/// The boundary of whoever is bounded.
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
/// An administrator whom nobody asks about.
const HELPER: &str = "haruko";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Stranger,
    Root,
    RootWithMfa,
    User,
    UserWithMfa,
    Administrator,
    AdministratorWithMfa,
    AdministratorBounded,
    OtherAccount,
    SessionOver,
    RootPastDue,
    UserPastDue,
    AdministratorPastDue,
    RootOfClosed,
    AdministratorOfClosed,
    Operator,
    Program(Program),
}

/// Whose session or key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Root,
    Hanako,
    Taro,
    Saburo,
}

impl Who {
    /// Whoever is nobody has hanako's name and nothing of hers.
    pub(crate) fn owner(self) -> Owner {
        match self {
            Self::Root | Self::RootWithMfa | Self::RootPastDue | Self::RootOfClosed => Owner::Root,
            Self::Stranger
            | Self::User
            | Self::UserWithMfa
            | Self::UserPastDue
            | Self::Operator => Owner::Hanako,
            Self::Administrator
            | Self::AdministratorWithMfa
            | Self::AdministratorBounded
            | Self::AdministratorPastDue
            | Self::AdministratorOfClosed
            | Self::SessionOver => Owner::Taro,
            Self::OtherAccount => Owner::Saburo,
            Self::Program(program) => program.owner(),
        }
    }
}

impl Owner {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Hanako => "hanako",
            Self::Taro => "taro",
            Self::Saburo => "saburo",
        }
    }

    fn phone_name(self) -> String {
        format!("{}-phone", self.name())
    }
}

/// Two accounts with their people, and somebody who asks.
pub(crate) struct Scene {
    pub(crate) service: Service,
    pub(crate) clock: ManualClock,
    pub(crate) keiri: AccountId,
    pub(crate) soumu: AccountId,
    pub(crate) who: Who,
    pub(crate) caller: Caller,
    /// What a program was told at the door, before it could ask anything.
    pub(crate) turned_away: Option<AwsError>,
    pub(crate) ticket: Token,
    pub(crate) session_of_jiro: String,
    jiros_phone: OtpauthUri,
    own_phone: Option<OtpauthUri>,
}

impl Scene {
    pub(crate) fn new(who: Who) -> Self {
        let mut scene = Self::before(who);
        scene.caller = match who {
            Who::Program(program) if program.is_past_due() => {
                let caller = scene.program_arrives(program);
                scene.deadline_passes();
                caller
            }
            Who::Program(program) => {
                scene.enrol_root();
                if program.owner() != Owner::Root {
                    scene.enrol_oneself();
                }
                scene.program_arrives(program)
            }
            _ => scene.person_arrives(),
        };
        let bounded = Who::Program(Program::AdministratorKeyBounded);
        if who == Who::AdministratorBounded || who == bounded {
            scene.helped(&PutBoundary::<rules::User> {
                owner: scene.own_name(),
                policy: READ_ONLY.to_owned(),
            });
        }
        scene
    }

    /// As [`Scene::new`], for a program whose owner has no device yet.
    pub(crate) fn without_device(program: Program) -> Self {
        let mut scene = Self::before(Who::Program(program));
        if program.owner() != Owner::Root {
            scene.enrol_root();
        }
        scene.caller = scene.program_arrives(program);
        scene
    }

    /// Before whoever asks has come.
    fn before(who: Who) -> Self {
        let clock = ManualClock::at("2024-07-16T00:00:00Z".parse().expect("a time"));
        let service = service(&clock);
        let boss = Caller::Operator("tester".to_owned());
        let make = |alias: &str| {
            let entry = BootstrapAccount {
                root_access_key: Some(given_key(&format!("root-{alias}"))),
                ..account_entry(alias)
            };
            run(service.call(&boss, &entry)).expect("an account")
        };
        let keiri = make("keiri").id.expect("its id");
        let soumu = make("soumu").id.expect("its id");
        for (account, name, policies) in [
            (&keiri, "hanako", &[MANAGES_OWN][..]),
            (&keiri, "taro", &[ADMINISTRATOR]),
            (&keiri, "jiro", &[MANAGES_OWN]),
            (&soumu, "saburo", &[ADMINISTRATOR]),
            (&keiri, HELPER, &[ADMINISTRATOR]),
            (&keiri, "goro", &[]),
        ] {
            let mut entry = user_entry(account, name, policies);
            if policies.is_empty() {
                entry.password = None;
            } else {
                entry.access_key = Some(given_key(name));
            }
            // Who has no password is due at no time.
            if name == HELPER {
                entry.password = None;
            }
            let made = run(service.call(&boss, &entry));
            assert!(made.is_ok(), "{name} is made");
        }
        let jiro = enter(&service, &users_door(&keiri, "jiro"));
        let (jiro, jiros_phone) = enrol(&service, &clock, &jiro, &self::jiro(), "jiro-phone");
        let Entered::Mfa(ticket) = knock(&service, &users_door(&keiri, "jiro")) else {
            panic!("jiro has a device");
        };
        Self {
            service,
            clock,
            keiri,
            soumu,
            who,
            caller: boss,
            turned_away: None,
            ticket,
            session_of_jiro: jiro,
            jiros_phone,
            own_phone: None,
        }
    }

    /// Signs in whoever asks, as far as they can.
    fn person_arrives(&mut self) -> Caller {
        match self.who {
            Who::Stranger => return Caller::Stranger(visitor()),
            Who::Operator => return self.caller.clone(),
            _ => {}
        }
        let past_due = matches!(
            self.who,
            Who::RootPastDue | Who::UserPastDue | Who::AdministratorPastDue
        );
        let with_mfa = !past_due && !matches!(self.who, Who::Root | Who::User | Who::Administrator);
        let session = if with_mfa {
            self.enrol_oneself()
        } else {
            enter(&self.service, &self.own_door())
        };
        if self.who == Who::SessionOver {
            self.clock.advance(SignedDuration::from_hours(2));
        }
        if past_due {
            self.deadline_passes();
        }
        Caller::Session(session, visitor())
    }

    /// Gives whoever asks a device. Back comes a session with MFA.
    fn enrol_oneself(&mut self) -> String {
        let session = enter(&self.service, &self.own_door());
        let name = self.who.owner().phone_name();
        let (renewed, phone) = enrol(&self.service, &self.clock, &session, &self.oneself(), &name);
        self.own_phone = Some(phone);
        renewed
    }

    /// MFA is required of everybody who signs in to the console, at once.
    fn deadline_passes(&self) {
        let rule = SetRequirement {
            account: None,
            whom: Whom::ConsoleUsers,
            when: When::new(None, Some(0)).expect("a rule"),
            reason: None,
        };
        let boss = Caller::Operator("tester".to_owned());
        self.ask(&boss, &rule).expect("the rule is set");
    }

    fn enrol_root(&mut self) {
        let session = enter(&self.service, &roots_door());
        let name = Owner::Root.phone_name();
        let (_, phone) = enrol(&self.service, &self.clock, &session, &Target::Root, &name);
        if self.who.owner() == Owner::Root {
            self.own_phone = Some(phone);
        }
    }

    fn own_door(&self) -> Door {
        match self.who.owner() {
            Owner::Root => roots_door(),
            Owner::Saburo => users_door(&self.soumu, "saburo"),
            owner @ (Owner::Hanako | Owner::Taro) => self.door(owner.name()),
        }
    }

    pub(crate) fn ask<O: Operation>(
        &self,
        caller: &Caller,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        run(self.service.call(caller, operation))
    }

    pub(crate) fn door(&self, name: &str) -> Door {
        users_door(&self.keiri, name)
    }

    pub(crate) fn oneself(&self) -> Target {
        match self.who.owner() {
            Owner::Root => Target::Root,
            _ => Target::User(self.own_name()),
        }
    }

    /// One's own name as a user. Root has none, and means a user who is not there.
    pub(crate) fn own_name(&self) -> UserName {
        user(self.who.owner().name())
    }

    pub(crate) fn own_serial(&self) -> SerialNumber {
        self.serial(&self.who.owner().phone_name())
    }

    pub(crate) fn serial(&self, device: &str) -> SerialNumber {
        let account = match device {
            "saburo-phone" => &self.soumu,
            _ => &self.keiri,
        };
        parsed(SerialNumber::parse(&format!(
            "arn:aws:iam::{account}:mfa/{device}"
        )))
    }

    pub(crate) fn own_key(&self) -> AccessKeyId {
        match self.who.owner() {
            Owner::Root => key_id("root-keiri"),
            owner => key_id(owner.name()),
        }
    }

    /// Does something beforehand as an administrator of the account whom nobody asks about.
    pub(crate) fn helped<O: Operation>(&self, operation: &O) -> O::Output {
        let helper = self.program(HELPER);
        let done = self.ask(&helper, operation);
        done.unwrap_or_else(|refusal| panic!("the helper: {refusal}"))
    }

    /// Assigns a device that was made for it and that nobody has.
    pub(crate) fn assign(&self, target: Target) -> EnableDevice {
        let create = CreateVirtualDevice {
            name: new_device(),
            path: EntityPath::default(),
            tags: Vec::new(),
        };
        // In another account a device of that account is meant.
        let made = if self.who.owner() == Owner::Saburo && target == self.oneself() {
            let made = self.ask(&self.program("saburo"), &create);
            made.unwrap_or_else(|refusal| panic!("saburo: {refusal}"))
        } else {
            self.helped(&create)
        };
        let phone = OtpauthUri::parse(&made.uri).expect("an otpauth address");
        let (first, second) = pair(&self.clock, &phone);
        EnableDevice {
            target,
            serial: made.device.serial,
            first: first.into(),
            second: second.into(),
        }
    }

    pub(crate) fn own_code(&self) -> String {
        self.own_pair().0
    }

    pub(crate) fn own_pair(&self) -> (String, String) {
        let phone = self.own_phone.as_ref().unwrap_or(&self.jiros_phone);
        pair(&self.clock, phone)
    }

    pub(crate) fn code_of_jiro(&self) -> String {
        self.pair_of_jiro().0
    }

    pub(crate) fn pair_of_jiro(&self) -> (String, String) {
        pair(&self.clock, &self.jiros_phone)
    }

    pub(crate) fn begins_wizard(&self, target: &Target) -> Option<OtpauthUri> {
        let pending = self.ask(&self.caller, &start(target.clone())).ok()?;
        Some(OtpauthUri::parse(&pending.uri).expect("an otpauth address"))
    }

    pub(crate) fn enable(&self, target: Target) -> EnableMfaDevice {
        let phone = self.begins_wizard(&target);
        let (first, second) = pair(&self.clock, phone.as_ref().unwrap_or(&self.jiros_phone));
        EnableMfaDevice {
            target,
            name: new_device(),
            first,
            second,
        }
    }
}

fn service(clock: &ManualClock) -> Service {
    let chance = Counting(Arc::new(Mutex::new(0)));
    let ring = KeyRing::generate(&mut |bytes| chance.clone().fill(bytes));
    let hashing = HashingSettings {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
        at_once: 1,
    };
    Service::new(Ports {
        store: Store::memory(Arc::new(clock.clone()), ring),
        chance: Box::new(chance),
        throttle_key: [7; 32],
        trail_key: TrailKey::new("fake", [8; 32].into()),
        settings: Settings {
            hashing,
            mail: MailWay::Smtp,
            ..Settings::default()
        },
    })
}

/// Different bytes at each draw, the same ones in each run.
#[derive(Clone)]
struct Counting(Arc<Mutex<u64>>);

impl Chance for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        let mut state = self.0.lock().expect("nobody panicked");
        for byte in bytes {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = u8::try_from(*state >> 56).expect("eight bits");
        }
    }
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().build().expect("a runtime can be made");
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}

pub(crate) fn visitor() -> Visitor {
    Visitor {
        ip: "192.0.2.1".to_owned(),
        network: "192.0.2.1/32".to_owned(),
        user_agent: "test".to_owned(),
        browser: "00".to_owned(),
        secure: true,
        request_id: "0".to_owned(),
    }
}

fn knock(service: &Service, door: &Door) -> Entered {
    let operation = SignInPassword {
        door: door.clone(),
        password: password(),
    };
    let entered = run(service.call(&Caller::Stranger(visitor()), &operation));
    entered.unwrap_or_else(|refusal| panic!("{door:?}: {refusal}"))
}

/// The hash of a new session.
fn enter(service: &Service, door: &Door) -> String {
    let Entered::Open(token, _) = knock(service, door) else {
        panic!("{door:?} asks for more than the password");
    };
    token.hash()
}

fn enrol(
    service: &Service,
    clock: &ManualClock,
    session: &str,
    target: &Target,
    name: &str,
) -> (String, OtpauthUri) {
    let caller = Caller::Session(session.to_owned(), visitor());
    let name = parsed(DeviceName::parse(name));
    let begin = StartMfaDevice {
        target: target.clone(),
        name: name.clone(),
        label: no_label(),
        replaces: None,
    };
    let pending = run(service.call(&caller, &begin)).expect("the wizard begins");
    let phone = OtpauthUri::parse(&pending.uri).expect("an otpauth address");
    let (first, second) = pair(clock, &phone);
    let end = EnableMfaDevice {
        target: target.clone(),
        name,
        first,
        second,
    };
    let enabled = run(service.call(&caller, &end)).expect("the wizard ends");
    (enabled.session.expect("a new cookie").hash(), phone)
}

/// The code of a step that is not used yet, and the one after it.
fn pair(clock: &ManualClock, phone: &OtpauthUri) -> (String, String) {
    clock.advance(SignedDuration::from_secs(60));
    let now = store::Clock::now(clock).as_second();
    let step = Params::AUTHENTICATOR_APP.step_at(now);
    let code = |step| {
        let code = totp_at(phone.seed(), step, phone.params());
        code.as_str().to_owned()
    };
    (code(step), code(otp::Step(step.0 + 1)))
}

pub(crate) fn start(target: Target) -> StartMfaDevice {
    StartMfaDevice {
        target,
        name: new_device(),
        label: no_label(),
        replaces: None,
    }
}

pub(crate) fn account_entry(alias: &str) -> BootstrapAccount {
    BootstrapAccount {
        id: None,
        name: name_of_account(),
        alias: Some(parsed(Alias::parse(alias))),
        root_email: email(&format!("root@{alias}.example")),
        root_password: Some(GivenPassword::Plain(password())),
        password_permanent: true,
        root_access_key: None,
        management: false,
    }
}

pub(crate) fn user_entry(account: &AccountId, name: &str, policies: &[&str]) -> BootstrapUser {
    BootstrapUser {
        account: account.clone(),
        name: user(name),
        password: Some(GivenPassword::Plain(password())),
        password_permanent: true,
        access_key: None,
        policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        contact_email: None,
    }
}

fn roots_door() -> Door {
    Door::Root("root@keiri.example".to_owned())
}

fn users_door(account: &AccountId, name: &str) -> Door {
    Door::User {
        account: account.to_string(),
        name: name.to_owned(),
    }
}

pub(crate) fn jiro() -> Target {
    Target::User(user("jiro"))
}

pub(crate) fn user(name: &str) -> UserName {
    parsed(UserName::parse(name))
}

pub(crate) fn email(text: &str) -> Email {
    parsed(Email::parse(text))
}

pub(crate) fn name_of_account() -> AccountName {
    parsed(AccountName::parse("経理部"))
}

pub(crate) fn new_device() -> DeviceName {
    parsed(DeviceName::parse("new-phone"))
}

fn no_label() -> DeviceLabel {
    parsed(DeviceLabel::parse(""))
}

pub(crate) fn password() -> Password {
    Password::typed(PASSWORD)
}

pub(crate) fn new_password() -> Password {
    Password::typed("(fake) entirely other words")
}

pub(crate) fn parsed<T>(result: Result<T, rules::Invalid>) -> T {
    result.expect("it is well-formed")
}
