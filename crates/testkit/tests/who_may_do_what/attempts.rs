//! Every operation, asked for in every way that matters.

mod billing;
mod care;
mod closing;
mod contacts;
mod credentials;
mod deadlines;
mod devices;
mod policies;
mod recovery;
mod roles;
mod root;
mod store;
mod tokens;

use rules::event_filter::EventFilter;
use rules::ids::{Alias, EntityPath};
use rules::trail::Chain;
use rules::{PasswordPolicy, Tag, Timestamp};
use service::authorise::Resource;
use service::ops::account::{
    CreateAccountAlias, DeleteAccountAlias, GetAccount, GetAccountSummary, ListAccountAliases,
    ListAccounts, PutAccountName, ShowAccount,
};
use service::ops::events::{EventHistory, LookupEvents};
use service::ops::forgotten::{ForgetRootPassword, ResetRootPassword, ResetUnderWay};
use service::ops::key_proofs::{ProveKey, SignInKey, StartProveKey, StartSignInKey};
use service::ops::none::{
    ListInstanceProfiles, ListOidcProviders, ListSamlProviders, ListServerCertificates,
    ListServiceCredentials, ListSigningCertificates, ListSshPublicKeys,
};
use service::ops::password_policy::{
    DeletePasswordPolicy, GetPasswordPolicy, UpdatePasswordPolicy,
};
use service::ops::report::{GenerateReport, GetReport};
use service::ops::sessions::{
    EndOtherSessions, EndSession, ListSessions, MayI, OwnDevices, ProveCode, ProvePassword,
    SignOut, WhoAmI,
};
use service::ops::set_up::{CreateAccount, IsSetUp, SetUp};
use service::ops::sign_in::{SignInCode, SignInNewPassword, SignInPassword, SignInUnderWay};
use service::ops::sts::{GetAccessKeyInfo, GetCallerIdentity, GetSessionToken};
use service::ops::switch_role::ExitRole;
use service::ops::tags::{ListUserTags, TagUser, UntagUser};
use service::ops::trail::{BeginTrail, ListTrailHeads, VerifyTrail};
use service::ops::trail_purge::PurgeEvents;
use service::ops::users::{
    CreateUser, DeleteUser, GetUser, Leftovers, ListUsers, NewPassword, SetContactEmail, UpdateUser,
};
use service::table::Door;
use service::{Target, Token};
use testkit::{ADMINISTRATOR, MANAGES_OWN};

use crate::attempt::{Attempt, attempt};
use crate::program::key_id;
use crate::scene::{
    Scene, account_entry, email, jiro, name_of_account, new_password, parsed, password, user,
    user_entry,
};

/// Every operation, in the order of the table.
pub(crate) fn attempts() -> Vec<Attempt> {
    [
        at_the_door(),
        own_session(),
        deadlines::enrolment(),
        recovery::lost_devices(),
        programs_sessions(),
        account(),
        account_wide(),
        closing::by_root(),
        root::alone(),
        contacts::contacts(),
        contacts::organization(),
        deadlines::requirement(),
        users(),
        tags(),
        policies::groups(),
        roles::roles(),
        policies::inline(),
        policies::managed(),
        policies::attachments(),
        policies::simulator(),
        credentials::passwords(),
        credentials::keys(),
        devices::adding(),
        tokens::in_the_console(),
        devices::security_keys(),
        devices::in_the_console(),
        devices::on_the_wire(),
        devices::tags_on_the_wire(),
        vec![history()],
        billing::billing(),
        care::devices(),
        none(),
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
        attempt("with the ticket", move |scene| StartSignInKey {
            ticket: under_way(scene),
        }),
        attempt("with the ticket and no key", move |scene| SignInKey {
            ticket: under_way(scene),
            token: Token::presented(scene.ticket.reveal()),
            answer: String::new(),
        }),
        attempt("with the ticket, before the code", move |scene| {
            SignInNewPassword {
                ticket: under_way(scene),
                password: new_password(),
            }
        }),
        attempt("by an address", |_| ForgetRootPassword {
            email: "root@keiri.example".to_owned(),
        }),
        attempt("with no such address", |_| ResetUnderWay {
            token: Token::presented("fake"),
        }),
        attempt("with no such address", |_| ResetRootPassword {
            token: Token::presented("fake"),
            password: new_password(),
        }),
    ]
}

fn own_session() -> Vec<Attempt> {
    vec![
        attempt("", |_| WhoAmI),
        attempt("", |_| MayI {
            asks: vec![("iam:ListUsers", Resource::any())],
        }),
        attempt("", |_| ListSessions),
        attempt("of somebody else", |scene| EndSession {
            id: scene.session_of_jiro.clone(),
        }),
        attempt("", |_| EndOtherSessions),
        attempt("", |_| SignOut),
        roles::switch(),
        attempt("", |_| ExitRole),
        attempt("", |_| OwnDevices),
        attempt("with an own code", |scene| ProveCode {
            device: scene.own_serial(),
            code: scene.own_code(),
        }),
        attempt("", |_| StartProveKey),
        attempt("with no key", |_| ProveKey {
            answer: String::new(),
        }),
        attempt("with the own password", |_| ProvePassword {
            password: password(),
        }),
    ]
}

fn programs_sessions() -> Vec<Attempt> {
    let session = |proof: Option<(_, String)>| {
        let (device, code) = proof.unzip();
        GetSessionToken {
            duration_seconds: None,
            device,
            code: code.map(Into::into),
        }
    };
    vec![
        attempt("", |_| GetCallerIdentity),
        attempt("without a code", move |_| session(None)),
        attempt("with an own code", move |scene| {
            session(Some((scene.own_serial(), scene.own_code())))
        }),
        attempt("with somebody else's code", move |scene| {
            session(Some((scene.serial("jiro-phone"), scene.code_of_jiro())))
        }),
    ]
    .into_iter()
    .chain(roles::taking_on())
    .chain(whose_key())
    .collect()
}

fn whose_key() -> Vec<Attempt> {
    vec![
        attempt("one's own key", |scene| GetAccessKeyInfo {
            id: scene.own_key(),
        }),
        attempt("somebody else's key", |_| GetAccessKeyInfo {
            id: key_id("jiro"),
        }),
    ]
}

fn account() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetAccountSummary),
        attempt("", |_| GetAccount),
        attempt("", |_| PutAccountName {
            member: None,
            name: name_of_account(),
        }),
        attempt("", |_| ListAccountAliases),
        attempt("", |_| CreateAccountAlias {
            alias: parsed(Alias::parse("keiri-bu")),
        }),
        attempt("", |_| DeleteAccountAlias {
            alias: parsed(Alias::parse("keiri")),
        }),
    ]
}

/// What concerns everybody's credentials.
fn account_wide() -> Vec<Attempt> {
    let policy = || UpdatePasswordPolicy {
        policy: PasswordPolicy::default(),
    };
    vec![
        attempt("", move |scene| {
            scene.helped(&policy());
            GetPasswordPolicy
        }),
        attempt("", move |_| policy()),
        attempt("", move |scene| {
            scene.helped(&policy());
            DeletePasswordPolicy
        }),
        attempt("", |_| GenerateReport),
        attempt("", |scene| {
            scene.helped(&GenerateReport);
            GetReport
        }),
    ]
}

fn users() -> Vec<Attempt> {
    let create = |policies: &[&str], with_password: bool, tags| CreateUser {
        name: user("shiro"),
        path: EntityPath::default(),
        tags,
        password: with_password.then_some(NewPassword::Generated),
        policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        boundary: None,
        contact_email: None,
        grace: None,
    };
    let get = |target| GetUser { target };
    let rename = |name| UpdateUser {
        name,
        new_name: Some(user("rokuro")),
        new_path: None,
    };
    let delete = |name, leftovers| DeleteUser {
        name: user(name),
        leftovers,
    };
    vec![
        attempt("", |_| ListUsers {
            prefix: String::new(),
            path_prefix: "/".to_owned(),
            after: None,
            limit: 10,
        }),
        attempt("oneself", move |scene| get(scene.oneself())),
        attempt("somebody else", move |_| get(jiro())),
        attempt("root", move |_| get(Target::Root)),
        attempt("with nothing", move |_| create(&[], false, Vec::new())),
        attempt("with password and policy", move |_| {
            create(&[ADMINISTRATOR], true, Vec::new())
        })
        .only_at(Door::Console),
        attempt("with a tag", move |_| create(&[], false, tag())).only_at(Door::Wire),
        attempt("oneself", move |scene| rename(scene.own_name())).of_users(),
        attempt("somebody else", move |_| rename(user("jiro"))),
        attempt("somebody else", move |_| delete("jiro", Leftovers::Remove)).only_at(Door::Console),
        attempt("somebody with nothing", move |_| {
            delete("goro", Leftovers::Refuse)
        })
        .only_at(Door::Wire),
        attempt("somebody with devices and keys", move |_| {
            delete("jiro", Leftovers::Refuse)
        })
        .only_at(Door::Wire),
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

fn tags() -> Vec<Attempt> {
    let set = |name| TagUser { name, tags: tag() };
    let remove = |name| UntagUser {
        name,
        keys: vec!["bumon".to_owned()],
    };
    let list = |name| ListUserTags { name };
    vec![
        attempt("oneself", move |scene| set(scene.own_name())).of_users(),
        attempt("somebody else", move |_| set(user("jiro"))),
        attempt("oneself", move |scene| remove(scene.own_name())).of_users(),
        attempt("somebody else", move |_| remove(user("jiro"))),
        attempt("oneself", move |scene| list(scene.own_name())).of_users(),
        attempt("somebody else", move |_| list(user("jiro"))),
    ]
}

fn tag() -> Vec<Tag> {
    vec![Tag {
        key: "bumon".to_owned(),
        value: "経理".to_owned(),
    }]
}

fn none() -> Vec<Attempt> {
    let certificates = |target| ListSigningCertificates { target };
    let ssh = |target| ListSshPublicKeys { target };
    let services = |target| ListServiceCredentials { target };
    vec![
        attempt("one's own", move |scene| certificates(scene.oneself())),
        attempt("somebody else's", move |_| certificates(jiro())),
        attempt("root's", move |_| certificates(Target::Root)),
        attempt("one's own", move |scene| ssh(scene.oneself())),
        attempt("somebody else's", move |_| ssh(jiro())),
        attempt("root's", move |_| ssh(Target::Root)),
        attempt("one's own", move |scene| services(scene.oneself())),
        attempt("somebody else's", move |_| services(jiro())),
        attempt("root's", move |_| services(Target::Root)),
        attempt("", |_| ListServerCertificates),
        attempt("", |_| ListSamlProviders),
        attempt("", |_| ListOidcProviders),
        attempt("", |_| ListInstanceProfiles),
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
            grace: None,
        }),
        attempt("", |_| ListAccounts { after: None }),
        attempt("", |_| ShowAccount {
            account: "keiri".to_owned(),
        }),
    ]
    .into_iter()
    .chain(closing::operator())
    .chain(deadlines::operator())
    .chain(recovery::operator())
    .chain(operator_of_the_trail())
    .collect()
}

fn history() -> Attempt {
    attempt("", |_| EventHistory {
        filter: EventFilter::default(),
        after: None,
        before: None,
        newest_first: true,
        limit: 1,
    })
}

fn operator_of_the_trail() -> Vec<Attempt> {
    vec![
        attempt("", |_| LookupEvents {
            limit: 1,
            ..LookupEvents::default()
        }),
        attempt("", |_| BeginTrail),
        attempt("", |_| ListTrailHeads),
        attempt("", |_| VerifyTrail {
            chain: Chain::Installation,
            position: 0,
            exported: Vec::new(),
            from: None,
        }),
        attempt("", |_| PurgeEvents {
            chain: Chain::Installation,
            before: Timestamp::UNIX_EPOCH,
        }),
        attempt("", |_| account_entry("third")),
        attempt("", |scene| {
            user_entry(&scene.keiri, "shiro", &[MANAGES_OWN])
        }),
    ]
}
