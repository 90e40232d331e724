//! A first device that came late, for a day: it opens the console, and nothing that lets a thief stay.

use rules::requirement::Whom;
use rules::{AccessKeyId, AccessKeyStatus, EntityPath, Group, Role, User};
use service::call::Operation;
use service::ops::attachments::{AttachPolicy, DeleteBoundary, DetachPolicy};
use service::ops::groups::{CreateGroup, RemoveUserFromGroup, UpdateGroup};
use service::ops::inline::{DeleteInlinePolicy, PutInlinePolicy};
use service::ops::keys::{CreateAccessKey, UpdateAccessKey};
use service::ops::owners::PolicyOwner;
use service::ops::requirement::PutRequirement;
use service::ops::roles::DeleteRole;
use service::ops::users::{CreateUser, DeleteUser, Leftovers, NewPassword, SetContactEmail};
use service::ops::wizard::StartMfaDevice;
use service::{Refusal, Target};
use testkit::{ADMINISTRATOR, Browser, Lang, Program, hours, story, when};

use crate::deadlines::enrols_at_the_gate;

const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// A name, or whatever else is read from a text.
fn parsed<T: TryFrom<String>>(text: &str) -> T {
    T::try_from(text.to_owned()).ok().expect("a name")
}

/// An operation, and whether it waits.
type Asked = (&'static str, bool);

fn ask<O: Operation>(visit: &Browser, operation: &O) -> Asked {
    let refusal = visit.asks_service(operation).err();
    (O::ROW.name, matches!(refusal, Some(Refusal::OnTrial(_))))
}

/// What waits in the console.
fn in_the_console(visit: &Browser) -> Vec<Asked> {
    let hanako = || Target::User(parsed("hanako"));
    let rule = PutRequirement {
        whom: Whom::ConsoleUsers,
        when: when(None, Some(0)),
        reason: None,
    };
    let device = StartMfaDevice {
        target: hanako(),
        name: parsed("thiefs"),
        label: parsed(""),
        replaces: None,
    };
    let user = |password, policies| CreateUser {
        name: parsed("thief"),
        path: EntityPath::default(),
        tags: Vec::new(),
        password,
        policies,
        boundary: None,
        contact_email: None,
        grace: None,
    };
    let old_key = UpdateAccessKey {
        target: hanako(),
        id: parsed::<AccessKeyId>("AKIAFAKEFAKEFAKEFAKE"),
        status: AccessKeyStatus::Active,
    };
    let administrator = user(Some(NewPassword::Generated), vec![ADMINISTRATOR.to_owned()]);
    let contact = SetContactEmail {
        name: parsed("hanako"),
        email: None,
    };
    let (group, role) = (|| parsed("keiri"), || parsed("audit"));
    let leaves = RemoveUserFromGroup {
        group: group(),
        user: parsed("hanako"),
    };
    let renamed = UpdateGroup {
        name: group(),
        new_name: None,
        new_path: None,
    };
    let deleted = DeleteUser {
        name: parsed("hanako"),
        leftovers: Leftovers::Remove,
    };
    let key = CreateAccessKey {
        target: Target::Root,
    };
    let mut asked = vec![
        ask(visit, &key),
        ask(visit, &old_key),
        ask(visit, &rule),
        ask(visit, &device),
        ask(visit, &administrator),
        ask(visit, &user(None, Vec::new())),
        ask(visit, &contact),
        ask(visit, &leaves),
        ask(visit, &renamed),
    ];
    asked.extend(about_policies::<User>(visit, &parsed("hanako")));
    asked.extend(about_policies::<Group>(visit, &group()));
    asked.extend(about_policies::<Role>(visit, &role()));
    let unbound = DeleteBoundary::<Role> { owner: role() };
    asked.extend([
        ask(visit, &unbound),
        ask(visit, &deleted),
        ask(visit, &DeleteRole { name: role() }),
    ]);
    asked
}

/// What waits about the policies of users, groups or roles.
fn about_policies<O: PolicyOwner>(visit: &Browser, owner: &O::Name) -> Vec<Asked>
where
    AttachPolicy<O>: Operation,
    DetachPolicy<O>: Operation,
    PutInlinePolicy<O>: Operation,
    DeleteInlinePolicy<O>: Operation,
{
    let policy = || ADMINISTRATOR.to_owned();
    let owner = || owner.clone();
    let attach = AttachPolicy::<O> {
        owner: owner(),
        policy: policy(),
    };
    let detach = DetachPolicy::<O> {
        owner: owner(),
        policy: policy(),
    };
    let put = PutInlinePolicy::<O> {
        owner: owner(),
        name: parsed("all"),
        document: ALL.to_owned(),
    };
    let delete = DeleteInlinePolicy::<O> {
        owner: owner(),
        name: parsed("all"),
    };
    vec![
        ask(visit, &attach),
        ask(visit, &detach),
        ask(visit, &put),
        ask(visit, &delete),
    ]
}

/// What waits of that which only programs ask for.
fn on_the_wire(root: &Program) -> Vec<Asked> {
    let (user, role) = (("UserName", "hanako"), ("RoleName", "audit"));
    let policy = ("PolicyArn", ADMINISTRATOR);
    let serial = ("SerialNumber", "arn:aws:iam::123456789012:mfa/phone");
    let set = |of| {
        vec![
            of,
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "red"),
        ]
    };
    let unset = |of| vec![of, ("TagKeys.member.1", "team")];
    let asked = [
        ("TagUser", set(user)),
        ("UntagUser", unset(user)),
        ("TagRole", set(role)),
        ("UntagRole", unset(role)),
        ("TagPolicy", set(policy)),
        ("UntagPolicy", unset(policy)),
        ("TagMFADevice", set(serial)),
        ("UntagMFADevice", unset(serial)),
        ("UpdateUser", vec![user, ("NewPath", "/x/")]),
    ];
    let ask = |(operation, params): (&'static str, Vec<_>)| {
        let answer = root.asks(operation, &params);
        let waits = "The first MFA device of this principal was assigned after the deadline";
        (operation, answer.message().starts_with(waits))
    };
    asked.into_iter().map(ask).collect()
}

#[track_caller]
fn each_is(asked: &[Asked], waits: bool) {
    let others: Vec<_> = asked.iter().filter(|(_, it)| *it != waits).collect();
    assert!(others.is_empty(), "not {waits}: {others:?}");
}

story! {
    /// For a day a late first device opens the console, and not more.
    fn a_late_first_device_waits_a_day_before_it_opens_what_a_thief_would_want(w) {
        let keiri = w.account_with_key("keiri");
        keiri.user("hanako");
        w.requires_mfa("roots", Some("2024-08-31"), None).at("2024-08-31T00:00:00Z");
        let root = keiri.owner();
        let visit = root.signs_in_with_password();
        visit.presses(|t| t.enrol_code_send("r***@keiri.example"))
            .fills("code", &w.code_in_the_mail()).presses(Lang::enrol_code_button);
        let phone = enrols_at_the_gate(visit, "phone");
        each_is(&in_the_console(visit), true);
        each_is(&on_the_wire(&keiri.program()), true);
        // One's own second device is no such thing, nor is what nobody has anything by yet.
        root.adds_device("second");
        let group = CreateGroup { name: parsed("later"), path: EntityPath::default() };
        assert!(visit.asks_service(&group).is_ok());
        w.advance(hours(23));
        let visit = root.signs_in_with(&phone);
        each_is(&in_the_console(visit), true);
        each_is(&on_the_wire(&keiri.program()), true);
        w.advance(hours(1));
        let visit = root.signs_in_with(&phone);
        each_is(&in_the_console(visit), false);
        each_is(&on_the_wire(&keiri.program()), false);
    }
}
