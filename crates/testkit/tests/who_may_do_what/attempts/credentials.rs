//! Passwords and access keys.

use rules::{AccessKeyId, AccessKeyStatus};
use service::Target;
use service::ops::keys::{
    CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, UpdateAccessKey,
};
use service::ops::login_profile::{
    AtNextSignIn, CreateLoginProfile, DeleteLoginProfile, GetLoginProfile, UpdateLoginProfile,
};
use service::ops::passwords::{ChangePassword, SetLoginProfile};
use service::ops::users::NewPassword;

use crate::attempt::{Attempt, attempt};
use crate::program::key_id;
use crate::scene::{jiro, new_password, password, user};

pub(super) fn passwords() -> Vec<Attempt> {
    let change = |target| ChangePassword {
        target,
        current: password(),
        new: new_password(),
    };
    let get = |name| GetLoginProfile { name };
    let create = |name| CreateLoginProfile {
        name,
        password: new_password(),
        at_next_sign_in: AtNextSignIn::Keep,
    };
    let update = |name| UpdateLoginProfile {
        name,
        password: Some(new_password()),
        at_next_sign_in: None,
    };
    let delete = |name| DeleteLoginProfile { name };
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
        attempt("one's own", move |scene| get(scene.own_name())).of_users(),
        attempt("somebody else's", move |_| get(user("jiro"))),
        attempt("somebody else's who has none", move |_| {
            create(user("goro"))
        }),
        attempt("somebody else's who has one", move |_| create(user("jiro"))),
        attempt("one's own", move |scene| update(scene.own_name())).of_users(),
        attempt("somebody else's", move |_| update(user("jiro"))),
        attempt("one's own", move |scene| delete(scene.own_name())).of_users(),
        attempt("somebody else's", move |_| delete(user("jiro"))),
    ]
}

pub(super) fn keys() -> Vec<Attempt> {
    let list = |target| ListAccessKeys { target };
    let create = |target| CreateAccessKey { target };
    let used = |id| GetAccessKeyLastUsed { id };
    vec![
        attempt("one's own", move |scene| list(scene.oneself())),
        attempt("somebody else's", move |_| list(jiro())),
        attempt("root's", move |_| list(Target::Root)),
        attempt("for oneself", move |scene| create(scene.oneself())),
        attempt("for somebody else", move |_| create(jiro())),
        attempt("for root", move |_| create(Target::Root)),
        attempt("one's own", |scene| {
            switch_off(scene.oneself(), scene.own_key())
        }),
        attempt("somebody else's", |_| switch_off(jiro(), key_id("jiro"))),
        attempt("somebody else's, as if one's own", |scene| {
            switch_off(scene.oneself(), key_id("jiro"))
        }),
        attempt("root's", |_| switch_off(Target::Root, roots())),
        attempt("root's, on again", |_| UpdateAccessKey {
            status: AccessKeyStatus::Active,
            ..switch_off(Target::Root, roots())
        }),
        attempt("one's own", |scene| {
            delete(scene.oneself(), scene.own_key())
        }),
        attempt("somebody else's", |_| delete(jiro(), key_id("jiro"))),
        attempt("somebody else's, as if one's own", |scene| {
            delete(scene.oneself(), key_id("jiro"))
        }),
        attempt("root's", |_| delete(Target::Root, roots())),
        attempt("one's own", move |scene| used(scene.own_key())),
        attempt("somebody else's", move |_| used(key_id("jiro"))),
        attempt("root's", move |_| used(roots())),
    ]
}

fn roots() -> AccessKeyId {
    key_id("root-keiri")
}

fn switch_off(target: Target, id: AccessKeyId) -> UpdateAccessKey {
    UpdateAccessKey {
        target,
        id,
        status: AccessKeyStatus::Inactive,
    }
}

fn delete(target: Target, id: AccessKeyId) -> DeleteAccessKey {
    DeleteAccessKey { target, id }
}
