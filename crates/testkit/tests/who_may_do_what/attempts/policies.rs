//! Groups, policies, boundaries and the simulator.

use rules::ids::EntityPath;
use rules::{Group, GroupName, PolicyName, User};
use service::ops::attachments::{
    AttachPolicy, DeleteBoundary, DetachPolicy, ListAttachedPolicies, ListEntitiesForPolicy,
    PutBoundary,
};
use service::ops::details::GetAuthorizationDetails;
use service::ops::groups::{
    AddUserToGroup, CreateGroup, DeleteGroup, GetGroup, ListGroups, ListGroupsForUser,
    RemoveUserFromGroup, UpdateGroup,
};
use service::ops::inline::{
    DeleteInlinePolicy, GetInlinePolicy, ListInlinePolicies, PutInlinePolicy,
};
use service::ops::policies::{
    CreatePolicy, DeletePolicy, GetPolicy, ListPolicies, ListPolicyTags, Scope, TagPolicy,
    UntagPolicy,
};
use service::ops::policy_versions::{
    CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, ListPolicyVersions,
    SetDefaultPolicyVersion,
};
use service::ops::simulate::{
    ContextKeysForCustomPolicy, ContextKeysForPrincipalPolicy, Question, SimulateCustomPolicy,
    SimulatePrincipalPolicy,
};
use testkit::ADMINISTRATOR;

use super::{roles, tag};
use crate::attempt::{Attempt, attempt};
use crate::scene::{Scene, parsed, user};

/// A policy that allows everything: whoever could write it could do anything.
const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn group_name() -> GroupName {
    parsed(GroupName::parse("keiri-bu"))
}

fn policy_name() -> PolicyName {
    parsed(PolicyName::parse("all"))
}

fn create_group() -> CreateGroup {
    CreateGroup {
        name: group_name(),
        path: EntityPath::default(),
    }
}

fn add_jiro() -> AddUserToGroup {
    AddUserToGroup {
        group: group_name(),
        user: user("jiro"),
    }
}

/// A group that the helper made.
fn with_group(scene: &Scene) -> GroupName {
    scene.helped(&create_group());
    group_name()
}

pub(super) fn groups() -> Vec<Attempt> {
    vec![
        attempt("", |_| create_group()),
        attempt("", |scene| GetGroup {
            name: with_group(scene),
        }),
        attempt("", |_| ListGroups {
            path_prefix: "/".to_owned(),
        }),
        attempt("", |scene| UpdateGroup {
            name: with_group(scene),
            new_name: Some(parsed(GroupName::parse("soumu-bu"))),
            new_path: None,
        }),
        attempt("", |scene| DeleteGroup {
            name: with_group(scene),
        }),
        attempt("oneself", |scene| AddUserToGroup {
            group: with_group(scene),
            user: scene.own_name(),
        })
        .of_users(),
        attempt("somebody else", |scene| AddUserToGroup {
            group: with_group(scene),
            user: user("jiro"),
        }),
        attempt("somebody else", |scene| {
            with_group(scene);
            scene.helped(&add_jiro());
            RemoveUserFromGroup {
                group: group_name(),
                user: user("jiro"),
            }
        }),
        attempt("of oneself", |scene| ListGroupsForUser {
            user: scene.own_name(),
        })
        .of_users(),
        attempt("of somebody else", |_| ListGroupsForUser {
            user: user("jiro"),
        }),
    ]
}

fn put_for_jiro() -> PutInlinePolicy<User> {
    PutInlinePolicy {
        owner: user("jiro"),
        name: policy_name(),
        document: ALL.to_owned(),
    }
}

fn put_for_group(scene: &Scene) -> PutInlinePolicy<Group> {
    PutInlinePolicy {
        owner: with_group(scene),
        name: policy_name(),
        document: ALL.to_owned(),
    }
}

fn with_put_for_group(scene: &Scene) -> GroupName {
    let put = put_for_group(scene);
    scene.helped(&put);
    group_name()
}

pub(super) fn inline() -> Vec<Attempt> {
    vec![
        attempt("of oneself", |scene| PutInlinePolicy::<User> {
            owner: scene.own_name(),
            name: policy_name(),
            document: ALL.to_owned(),
        })
        .of_users(),
        attempt("of somebody else", |_| put_for_jiro()),
        attempt("of somebody else", |scene| {
            scene.helped(&put_for_jiro());
            GetInlinePolicy::<User> {
                owner: user("jiro"),
                name: policy_name(),
            }
        }),
        attempt("of somebody else", |scene| {
            scene.helped(&put_for_jiro());
            DeleteInlinePolicy::<User> {
                owner: user("jiro"),
                name: policy_name(),
            }
        }),
        attempt("of somebody else", |_| ListInlinePolicies::<User> {
            owner: user("jiro"),
        }),
        attempt("of a group", put_for_group),
        attempt("of a group", |scene| GetInlinePolicy::<Group> {
            owner: with_put_for_group(scene),
            name: policy_name(),
        }),
        attempt("of a group", |scene| DeleteInlinePolicy::<Group> {
            owner: with_put_for_group(scene),
            name: policy_name(),
        }),
        attempt("of a group", |scene| ListInlinePolicies::<Group> {
            owner: with_group(scene),
        }),
    ]
    .into_iter()
    .chain(roles::inline())
    .collect()
}

fn create() -> CreatePolicy {
    CreatePolicy {
        name: policy_name(),
        path: EntityPath::default(),
        description: None,
        tags: Vec::new(),
        document: ALL.to_owned(),
    }
}

/// A policy that the helper made.
fn with_policy(scene: &Scene) -> String {
    scene.helped(&create()).arn
}

fn add_version(policy: String) -> CreatePolicyVersion {
    CreatePolicyVersion {
        policy,
        document: ALL.to_owned(),
        becomes_default: false,
    }
}

/// A policy with a second version.
fn with_versions(scene: &Scene) -> String {
    let policy = with_policy(scene);
    scene.helped(&add_version(policy.clone()));
    policy
}

pub(super) fn managed() -> Vec<Attempt> {
    vec![
        attempt("", |_| create()),
        attempt("with a tag", |_| CreatePolicy {
            tags: tag(),
            ..create()
        }),
        attempt("", |scene| GetPolicy {
            policy: with_policy(scene),
        }),
        attempt("", |scene| DeletePolicy {
            policy: with_policy(scene),
        }),
        attempt("one of AWS's", |_| DeletePolicy {
            policy: ADMINISTRATOR.to_owned(),
        }),
        attempt("", |_| ListPolicies {
            scope: Scope::All,
            only_attached: false,
            path_prefix: "/".to_owned(),
            usage: None,
        }),
        attempt("", |scene| TagPolicy {
            policy: with_policy(scene),
            tags: tag(),
        }),
        attempt("", |scene| UntagPolicy {
            policy: with_policy(scene),
            keys: vec!["bumon".to_owned()],
        }),
        attempt("", |scene| ListPolicyTags {
            policy: with_policy(scene),
        }),
        attempt("", |scene| add_version(with_policy(scene))),
        attempt("one of AWS's", |_| add_version(ADMINISTRATOR.to_owned())),
        attempt("", |scene| GetPolicyVersion {
            policy: with_policy(scene),
            version: "v1".to_owned(),
        }),
        attempt("", |scene| ListPolicyVersions {
            policy: with_policy(scene),
        }),
        attempt("", |scene| SetDefaultPolicyVersion {
            policy: with_versions(scene),
            version: "v2".to_owned(),
        }),
        attempt("", |scene| DeletePolicyVersion {
            policy: with_versions(scene),
            version: "v2".to_owned(),
        }),
    ]
}

pub(super) fn attachments() -> Vec<Attempt> {
    let to_user = |owner| AttachPolicy::<User> {
        owner,
        policy: ADMINISTRATOR.to_owned(),
    };
    let to_group = |owner| AttachPolicy::<Group> {
        owner,
        policy: ADMINISTRATOR.to_owned(),
    };
    vec![
        attempt("to oneself", move |scene| to_user(scene.own_name())).of_users(),
        attempt("to somebody else", move |_| to_user(user("jiro"))),
        attempt("from somebody else", move |scene| {
            scene.helped(&to_user(user("jiro")));
            DetachPolicy::<User> {
                owner: user("jiro"),
                policy: ADMINISTRATOR.to_owned(),
            }
        }),
        attempt("of somebody else", |_| ListAttachedPolicies::<User> {
            owner: user("jiro"),
            path_prefix: "/".to_owned(),
        }),
        attempt("to a group", move |scene| to_group(with_group(scene))),
        attempt("from a group", move |scene| {
            let owner = with_group(scene);
            scene.helped(&to_group(owner.clone()));
            DetachPolicy::<Group> {
                owner,
                policy: ADMINISTRATOR.to_owned(),
            }
        }),
        attempt("of a group", |scene| ListAttachedPolicies::<Group> {
            owner: with_group(scene),
            path_prefix: "/".to_owned(),
        }),
    ]
    .into_iter()
    .chain(roles::attachments())
    .chain(boundaries())
    .collect()
}

fn boundaries() -> Vec<Attempt> {
    let bound = |owner| PutBoundary::<User> {
        owner,
        policy: ADMINISTRATOR.to_owned(),
    };
    vec![
        attempt("", |_| ListEntitiesForPolicy {
            policy: ADMINISTRATOR.to_owned(),
            path_prefix: "/".to_owned(),
            usage: None,
        }),
        attempt("of oneself", move |scene| bound(scene.own_name())).of_users(),
        attempt("of somebody else", move |_| bound(user("jiro"))),
        attempt("of oneself", move |scene| DeleteBoundary::<User> {
            owner: scene.own_name(),
        })
        .of_users(),
        attempt("of somebody else", move |scene| {
            scene.helped(&bound(user("jiro")));
            DeleteBoundary::<User> {
                owner: user("jiro"),
            }
        }),
    ]
    .into_iter()
    .chain(roles::boundaries())
    .collect()
}

pub(super) fn simulator() -> Vec<Attempt> {
    let question = || Question {
        policies: vec![ALL.to_owned()],
        actions: vec!["iam:GetUser".to_owned()],
        ..Question::default()
    };
    let jiro = |scene: &Scene| format!("arn:aws:iam::{}:user/jiro", scene.keiri);
    vec![
        attempt("", |_| GetAuthorizationDetails),
        attempt("", move |_| SimulateCustomPolicy {
            question: question(),
        }),
        attempt("somebody else", move |scene| SimulatePrincipalPolicy {
            source: jiro(scene),
            excluded: Vec::new(),
            question: question(),
        }),
        attempt("", |_| ContextKeysForCustomPolicy {
            policies: vec![ALL.to_owned()],
        }),
        attempt("somebody else", move |scene| {
            ContextKeysForPrincipalPolicy {
                source: jiro(scene),
                policies: Vec::new(),
            }
        }),
    ]
}
