//! Every operation, asked for in every way that matters.

use rules::ids::Alias;
use service::call::Operation;
use service::ops::account::{
    CreateAccountAlias, DeleteAccountAlias, GetAccount, GetAccountSummary, ListAccounts,
    PutAccountName, ShowAccount,
};
use service::ops::devices::{
    CancelMfaDevice, ListMfaDevices, PendingMfaDevice, ProposeDeviceName, RemoveMfaDevice,
    ResyncMfaDevice,
};
use service::ops::events::LookupEvents;
use service::ops::passwords::{ChangePassword, SetLoginProfile};
use service::ops::sessions::{
    EndOtherSessions, EndSession, ListSessions, MayI, OwnDevices, ProveCode, ProvePassword,
    SignOut, WhoAmI,
};
use service::ops::set_up::{CreateAccount, IsSetUp, SetUp};
use service::ops::sign_in::{SignInCode, SignInNewPassword, SignInPassword, SignInUnderWay};
use service::ops::users::{
    CreateUser, DeleteUser, GetUser, ListUsers, NewPassword, SetContactEmail,
};
use service::table::{Authority, Listed, Row};
use service::{Refusal, Target, Token};
use testkit::{ADMINISTRATOR, MANAGES_OWN};

use crate::scene::{
    Scene, Who, account_entry, email, jiro, name_of_account, new_password, parsed, password, start,
    user, user_entry,
};

/// Asks in a scene.
type Run = dyn Fn(&Scene) -> Result<(), Refusal>;

/// One operation about one thing.
pub(crate) struct Attempt {
    pub(crate) row: &'static Row,
    pub(crate) operation: &'static str,
    pub(crate) about: &'static str,
    /// Root is no user, so what users do about themselves is nothing for root.
    root_too: bool,
    pub(crate) run: Box<Run>,
}

fn attempt<O: Operation>(
    about: &'static str,
    operation: impl Fn(&Scene) -> O + 'static,
) -> Attempt {
    Attempt {
        row: <O as Listed>::ROW,
        operation: std::any::type_name::<O>(),
        about,
        root_too: true,
        run: Box::new(move |scene| {
            let operation = operation(scene);
            scene.ask(&scene.caller, &operation).map(drop)
        }),
    }
}

impl Attempt {
    fn of_users(self) -> Self {
        Self {
            root_too: false,
            ..self
        }
    }

    pub(crate) fn outcome(&self, who: Who) -> String {
        let is_root = matches!(who, Who::Root | Who::RootWithMfa);
        if is_root && !self.root_too {
            return "–".to_owned();
        }
        let for_operator = self.row.authority == Authority::Operator;
        match (self.run)(&Scene::new(who)) {
            Err(Refusal::AccessDenied { .. }) if for_operator != (who == Who::Operator) => {
                "never".to_owned()
            }
            outcome => cell(outcome),
        }
    }
}

/// Every operation, in the order of the table.
pub(crate) fn attempts() -> Vec<Attempt> {
    [
        at_the_door(),
        own_session(),
        account(),
        users(),
        passwords(),
        devices(),
        operator(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn at_the_door() -> Vec<Attempt> {
    let under_way = |scene: &Scene| Token::presented(scene.ticket.reveal()).hash();
    vec![
        attempt("the first account", |_| SetUp {
            name: name_of_account(),
            email: email("first@example.jp"),
            password: password(),
        }),
        attempt("", |_| IsSetUp),
        attempt("with the right password", |scene| SignInPassword {
            door: scene.door("jiro"),
            password: password(),
        }),
        attempt("with the ticket", move |scene| SignInUnderWay {
            ticket: under_way(scene),
        }),
        attempt("with the ticket and the right code", move |scene| {
            SignInCode {
                ticket: under_way(scene),
                token: Token::presented(scene.ticket.reveal()),
                device: scene.serial("jiro-phone"),
                code: scene.code_of_jiro(),
            }
        }),
        attempt("with the ticket, before the code", move |scene| {
            SignInNewPassword {
                ticket: under_way(scene),
                password: new_password(),
            }
        }),
    ]
}

fn own_session() -> Vec<Attempt> {
    vec![
        attempt("", |_| WhoAmI),
        attempt("", |_| MayI {
            asks: vec![("iam:ListUsers", None)],
        }),
        attempt("", |_| ListSessions),
        attempt("of somebody else", |scene| EndSession {
            id: scene.session_of_jiro.clone(),
        }),
        attempt("", |_| EndOtherSessions),
        attempt("", |_| SignOut),
        attempt("", |_| OwnDevices),
        attempt("with an own code", |scene| ProveCode {
            device: scene.own_serial(),
            code: scene.own_code(),
        }),
        attempt("with the own password", |_| ProvePassword {
            password: password(),
        }),
    ]
}

fn account() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetAccountSummary),
        attempt("", |_| GetAccount),
        attempt("", |_| PutAccountName {
            name: name_of_account(),
        }),
        attempt("", |_| CreateAccountAlias {
            alias: parsed(Alias::parse("keiri-bu")),
        }),
        attempt("", |_| DeleteAccountAlias),
    ]
}

fn users() -> Vec<Attempt> {
    let create = |policies: &[&str], with_password: bool| CreateUser {
        name: user("shiro"),
        password: with_password.then_some(NewPassword::Generated),
        policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        contact_email: None,
    };
    vec![
        attempt("", |_| ListUsers {
            prefix: String::new(),
            after: None,
        }),
        attempt("oneself", |scene| GetUser {
            name: scene.own_name(),
        })
        .of_users(),
        attempt("somebody else", |_| GetUser { name: user("jiro") }),
        attempt("with nothing", move |_| create(&[], false)),
        attempt("with password and policy", move |_| {
            create(&[ADMINISTRATOR], true)
        }),
        attempt("somebody else", |_| DeleteUser { name: user("jiro") }),
        attempt("oneself", |scene| SetContactEmail {
            name: scene.own_name(),
            email: None,
        })
        .of_users(),
        attempt("somebody else", |_| SetContactEmail {
            name: user("jiro"),
            email: Some(email("jiro@example.jp")),
        }),
    ]
}

fn passwords() -> Vec<Attempt> {
    let change = |target| ChangePassword {
        target,
        current: password(),
        new: new_password(),
    };
    vec![
        attempt("one's own", move |scene| change(scene.oneself())),
        attempt("somebody else's", move |_| change(jiro())),
        attempt("one's own", |scene| SetLoginProfile {
            name: scene.own_name(),
            password: NewPassword::Generated,
        })
        .of_users(),
        attempt("somebody else's", |_| SetLoginProfile {
            name: user("jiro"),
            password: NewPassword::Generated,
        }),
    ]
}

fn devices() -> Vec<Attempt> {
    let list = |target| ListMfaDevices { target };
    let propose = |target| ProposeDeviceName { target };
    let remove = |target, serial| RemoveMfaDevice { target, serial };
    let resync = |target, serial, (first, second)| ResyncMfaDevice {
        target,
        serial,
        first,
        second,
    };
    vec![
        attempt("one's own", move |scene| list(scene.oneself())),
        attempt("somebody else's", move |_| list(jiro())),
        attempt("root's", move |_| list(Target::Root)),
        attempt("for oneself", move |scene| propose(scene.oneself())),
        attempt("for somebody else", move |_| propose(jiro())),
        attempt("for root", move |_| propose(Target::Root)),
        attempt("for oneself", |scene| start(scene.oneself())),
        attempt("for somebody else", |_| start(jiro())),
        attempt("for root", |_| start(Target::Root)),
        attempt("one's own wizard", |scene| {
            scene.begins_wizard(&scene.oneself());
            PendingMfaDevice
        }),
        attempt("one's own wizard", |_| CancelMfaDevice),
        attempt("for oneself", |scene| scene.enable(scene.oneself())),
        attempt("for somebody else", |scene| scene.enable(jiro())),
        attempt("for root", |scene| scene.enable(Target::Root)),
        attempt("one's own", move |scene| {
            remove(scene.oneself(), scene.own_serial())
        }),
        attempt("somebody else's", move |scene| {
            remove(jiro(), scene.serial("jiro-phone"))
        }),
        attempt("root's", move |scene| {
            remove(Target::Root, scene.own_serial())
        }),
        attempt("one's own", move |scene| {
            resync(scene.oneself(), scene.own_serial(), scene.own_pair())
        }),
        attempt("somebody else's", move |scene| {
            resync(jiro(), scene.serial("jiro-phone"), scene.pair_of_jiro())
        }),
        attempt("root's", move |scene| {
            resync(Target::Root, scene.own_serial(), scene.own_pair())
        }),
    ]
}

fn operator() -> Vec<Attempt> {
    vec![
        attempt("", |_| CreateAccount {
            id: None,
            name: name_of_account(),
            alias: None,
            email: email("third@example.jp"),
            password: password(),
        }),
        attempt("", |_| ListAccounts { after: None }),
        attempt("", |_| ShowAccount {
            account: "keiri".to_owned(),
        }),
        attempt("", |_| LookupEvents {
            limit: 1,
            ..LookupEvents::default()
        }),
        attempt("", |_| account_entry("third")),
        attempt("", |scene| {
            user_entry(&scene.keiri, "shiro", &[MANAGES_OWN])
        }),
    ]
}

fn cell(outcome: Result<(), Refusal>) -> String {
    match outcome {
        Ok(()) => "yes".to_owned(),
        Err(Refusal::SessionOver(_)) => "sign in".to_owned(),
        Err(Refusal::AccessDenied {
            action, explicit, ..
        }) => format!("{}{action}", if explicit { "! " } else { "" }),
        Err(Refusal::NoSuchEntity(_)) => "nothing there".to_owned(),
        Err(Refusal::NotFresh(_)) => "proof first".to_owned(),
        Err(Refusal::TicketOver) => "begin again".to_owned(),
        Err(Refusal::SetUpClosed) => "closed".to_owned(),
        Err(Refusal::CodeRefused { .. }) => "refused".to_owned(),
        Err(other) => other.to_string(),
    }
}
