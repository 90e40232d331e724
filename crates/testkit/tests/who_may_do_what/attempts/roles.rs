//! Roles, their policies, and taking one on.

use rules::ids::EntityPath;
use rules::{PolicyName, Role, RoleName};
use service::ops::assume_role::AssumeRole;
use service::ops::attachments::{
    AttachPolicy, DeleteBoundary, DetachPolicy, ListAttachedPolicies, PutBoundary,
};
use service::ops::inline::{
    DeleteInlinePolicy, GetInlinePolicy, ListInlinePolicies, PutInlinePolicy,
};
use service::ops::roles::{
    CreateRole, DeleteRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateTrust,
};
use service::ops::switch_role::SwitchRole;
use service::ops::tags::{ListRoleTags, TagRole, UntagRole};
use testkit::ADMINISTRATOR;

use super::tag;
use crate::attempt::{Attempt, attempt};
use crate::scene::{Scene, parsed};

const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn name() -> RoleName {
    parsed(RoleName::parse("audit"))
}

/// A trust policy for whoever of an account its policies allow it, if a condition holds.
fn trust(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{{principal}}},"Action":"sts:AssumeRole","Condition":{{{condition}}}}}}}"#
    )
}

fn of_account(scene: &Scene) -> String {
    format!(r#""AWS":"{}""#, scene.keiri)
}

fn create(scene: &Scene) -> CreateRole {
    CreateRole {
        name: name(),
        path: EntityPath::default(),
        trust: trust(&of_account(scene), ""),
        description: None,
        session_seconds_max: None,
        boundary: None,
        tags: Vec::new(),
    }
}

/// A role that the helper made.
fn with_role(scene: &Scene) -> RoleName {
    scene.helped(&create(scene));
    name()
}

fn take(scene: &Scene) -> AssumeRole {
    AssumeRole {
        role: format!("arn:aws:iam::{}:role/audit", scene.keiri),
        name: "attempt".to_owned(),
        ..AssumeRole::default()
    }
}

pub(super) fn taking_on() -> Vec<Attempt> {
    let with_trust = |scene: &Scene, trust: String| {
        scene.helped(&CreateRole {
            trust,
            ..create(scene)
        });
    };
    let mfa = r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#;
    vec![
        attempt("that trusts the account", |scene| {
            with_role(scene);
            take(scene)
        }),
        attempt("that trusts a service only", move |scene| {
            with_trust(scene, trust(r#""Service":"ec2.amazonaws.com""#, ""));
            take(scene)
        }),
        attempt("that wants MFA, without a code", move |scene| {
            with_trust(scene, trust(&of_account(scene), mfa));
            take(scene)
        }),
        attempt("that wants MFA, with an own code", move |scene| {
            with_trust(scene, trust(&of_account(scene), mfa));
            AssumeRole {
                device: Some(scene.own_serial()),
                code: Some(scene.own_code().into()),
                ..take(scene)
            }
        }),
        attempt("that is not there", take),
    ]
}

/// Switching in the console to a role that trusts the account.
pub(super) fn switch() -> Attempt {
    attempt("that trusts the account", |scene| SwitchRole {
        account: scene.keiri.to_string(),
        path: EntityPath::default(),
        name: with_role(scene),
        display_name: None,
        colour: None,
    })
}

pub(super) fn roles() -> Vec<Attempt> {
    vec![
        attempt("", create),
        attempt("with a tag", |scene| CreateRole {
            tags: tag(),
            ..create(scene)
        }),
        attempt("", |scene| GetRole {
            name: with_role(scene),
        }),
        attempt("", |_| ListRoles {
            path_prefix: "/".to_owned(),
        }),
        attempt("", |scene| UpdateRole {
            name: with_role(scene),
            description: None,
            session_seconds_max: Some(7_200),
        }),
        attempt("", |scene| UpdateRoleDescription {
            name: with_role(scene),
            description: "new".to_owned(),
        }),
        attempt("", |scene| UpdateTrust {
            name: with_role(scene),
            trust: trust(&of_account(scene), ""),
        }),
        attempt("", |scene| DeleteRole {
            name: with_role(scene),
        }),
        attempt("", |scene| TagRole {
            name: with_role(scene),
            tags: tag(),
        }),
        attempt("", |scene| UntagRole {
            name: with_role(scene),
            keys: vec!["bumon".to_owned()],
        }),
        attempt("", |scene| ListRoleTags {
            name: with_role(scene),
        }),
    ]
}

fn policy_name() -> PolicyName {
    parsed(PolicyName::parse("all"))
}

fn put(scene: &Scene) -> PutInlinePolicy<Role> {
    PutInlinePolicy {
        owner: with_role(scene),
        name: policy_name(),
        document: ALL.to_owned(),
    }
}

fn with_put(scene: &Scene) -> RoleName {
    let put = put(scene);
    scene.helped(&put);
    name()
}

pub(super) fn inline() -> Vec<Attempt> {
    vec![
        attempt("of a role", put),
        attempt("of a role", |scene| GetInlinePolicy::<Role> {
            owner: with_put(scene),
            name: policy_name(),
        }),
        attempt("of a role", |scene| DeleteInlinePolicy::<Role> {
            owner: with_put(scene),
            name: policy_name(),
        }),
        attempt("of a role", |scene| ListInlinePolicies::<Role> {
            owner: with_role(scene),
        }),
    ]
}

pub(super) fn attachments() -> Vec<Attempt> {
    let attach = |owner| AttachPolicy::<Role> {
        owner,
        policy: ADMINISTRATOR.to_owned(),
    };
    vec![
        attempt("to a role", move |scene| attach(with_role(scene))),
        attempt("from a role", move |scene| {
            let owner = with_role(scene);
            scene.helped(&attach(owner.clone()));
            DetachPolicy::<Role> {
                owner,
                policy: ADMINISTRATOR.to_owned(),
            }
        }),
        attempt("of a role", |scene| ListAttachedPolicies::<Role> {
            owner: with_role(scene),
            path_prefix: "/".to_owned(),
        }),
    ]
}

pub(super) fn boundaries() -> Vec<Attempt> {
    let bound = |owner| PutBoundary::<Role> {
        owner,
        policy: ADMINISTRATOR.to_owned(),
    };
    vec![
        attempt("of a role", move |scene| bound(with_role(scene))),
        attempt("of a role", move |scene| {
            let owner = with_role(scene);
            scene.helped(&bound(owner.clone()));
            DeleteBoundary::<Role> { owner }
        }),
    ]
}
