//! Two accounts with their people, made anew for each question.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use otp::{OtpauthUri, Params, totp_at};
use rules::ids::{AccountName, Alias, DeviceLabel, DeviceName};
use rules::password::Password;
use rules::{AccountId, Chance, Email, SerialNumber, UserName};
use service::call::Operation;
use service::hashing::HashingSettings;
use service::ops::bootstrap::{BootstrapAccount, BootstrapUser, GivenPassword};
use service::ops::devices::{EnableMfaDevice, StartMfaDevice};
use service::ops::sessions::WhoAmI;
use service::ops::sign_in::{Door, Entered, SignInPassword};
use service::{Caller, Ports, Refusal, Service, Settings, Target, Token, Visitor};
use store::clock::ManualClock;
use store::{KeyRing, Store};
use testkit::{ADMINISTRATOR, MANAGES_OWN};
use tokio::runtime::{Builder, Runtime};

const PASSWORD: &str = "(fake) four words of everybody";

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
    OtherAccount,
    SessionOver,
    Operator,
}

/// Two accounts with their people, and somebody who asks.
pub(crate) struct Scene {
    service: Service,
    clock: ManualClock,
    pub(crate) keiri: AccountId,
    who: Who,
    pub(crate) caller: Caller,
    pub(crate) ticket: Token,
    pub(crate) session_of_jiro: String,
    jiros_phone: OtpauthUri,
    own_phone: Option<OtpauthUri>,
}

impl Scene {
    pub(crate) fn new(who: Who) -> Self {
        let clock = ManualClock::at("2024-07-16T00:00:00Z".parse().expect("a time"));
        let service = service(&clock);
        let boss = Caller::Operator("tester".to_owned());
        let make = |alias| run(service.call(&boss, &account_entry(alias)));
        let keiri = make("keiri").expect("an account").id.expect("its id");
        let soumu = make("soumu").expect("an account").id.expect("its id");
        for (account, name, policy) in [
            (&keiri, "hanako", MANAGES_OWN),
            (&keiri, "taro", ADMINISTRATOR),
            (&keiri, "jiro", MANAGES_OWN),
            (&soumu, "saburo", ADMINISTRATOR),
        ] {
            let made = run(service.call(&boss, &user_entry(account, name, &[policy])));
            assert!(made.is_ok(), "{name} is made");
        }
        let jiro = enter(&service, &users_door(&keiri, "jiro"));
        let (jiro, jiros_phone) = enrol(
            &service,
            &clock,
            &jiro,
            &Target::User(user("jiro")),
            "jiro-phone",
        );
        let Entered::Mfa(ticket) = knock(&service, &users_door(&keiri, "jiro")) else {
            panic!("jiro has a device");
        };
        let mut scene = Self {
            service,
            clock,
            keiri,
            who,
            caller: boss,
            ticket,
            session_of_jiro: jiro,
            jiros_phone,
            own_phone: None,
        };
        scene.caller = scene.arrives(&soumu);
        scene
    }

    /// Signs in whoever asks, as far as they can.
    fn arrives(&mut self, other: &AccountId) -> Caller {
        let door = match self.who {
            Who::Stranger => return Caller::Stranger(visitor()),
            Who::Operator => return self.caller.clone(),
            Who::Root | Who::RootWithMfa => Door::Root("root@keiri.example".to_owned()),
            Who::User | Who::UserWithMfa => self.door("hanako"),
            Who::Administrator | Who::AdministratorWithMfa | Who::SessionOver => self.door("taro"),
            Who::OtherAccount => users_door(other, "saburo"),
        };
        let mut session = enter(&self.service, &door);
        let with_mfa = !matches!(self.who, Who::Root | Who::User | Who::Administrator);
        if with_mfa {
            let name = self.own_phone_name();
            let (renewed, phone) =
                enrol(&self.service, &self.clock, &session, &self.oneself(), name);
            self.own_phone = Some(phone);
            session = renewed;
        }
        if self.who == Who::SessionOver {
            self.clock.advance(SignedDuration::from_hours(2));
        }
        Caller::Session(session, visitor())
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
        match self.who {
            Who::Root | Who::RootWithMfa => Target::Root,
            _ => Target::User(self.own_name()),
        }
    }

    pub(crate) fn own_name(&self) -> UserName {
        user(match self.who {
            Who::Administrator | Who::AdministratorWithMfa | Who::SessionOver => "taro",
            Who::OtherAccount => "saburo",
            _ => "hanako",
        })
    }

    fn own_phone_name(&self) -> &'static str {
        if self.who == Who::OtherAccount {
            "saburo-phone"
        } else {
            "own-phone"
        }
    }

    pub(crate) fn own_serial(&self) -> SerialNumber {
        self.serial(self.own_phone_name())
    }

    pub(crate) fn serial(&self, device: &str) -> SerialNumber {
        let account = match (&self.caller, self.who, device) {
            (_, Who::OtherAccount, "saburo-phone") => {
                let me = self.ask(&self.caller, &WhoAmI).expect("signed in");
                me.account.id
            }
            _ => self.keiri.clone(),
        };
        parsed(SerialNumber::parse(&format!(
            "arn:aws:iam::{account}:mfa/{device}"
        )))
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
        settings: Settings {
            hashing,
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

fn run<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().build().expect("a runtime can be made");
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}

fn visitor() -> Visitor {
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
    let Entered::Open(token) = knock(service, door) else {
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

fn new_device() -> DeviceName {
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
