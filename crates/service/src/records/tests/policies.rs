//! The forms of groups, roles and managed policies.

use rules::customer_policy::VersionOf;
use rules::{
    Account, CustomerPolicy, EntityPath, Group, GroupId, GroupName, InlinePolicy, PolicyId,
    PolicyName, PolicyVersion, Role, RoleId, RoleName, User,
};

use super::{Stored, Tx, account_id, at, form, tags, user_principal};
use crate::policies::{Cache, of_user};

const DOCUMENT: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}"#;

pub(super) fn inline() -> InlinePolicy {
    InlinePolicy {
        name: PolicyName::parse("look").unwrap(),
        document: DOCUMENT.to_owned(),
    }
}

pub(super) fn group() -> Group {
    Group {
        account: account_id(),
        id: GroupId::parse("AGPAAAAAAAAAAAAAAAAAA").unwrap(),
        name: GroupName::parse("Keiri").unwrap(),
        path: EntityPath::parse("/keiri/").unwrap(),
        created_at: at(),
        policies: vec![policy::managed::READ_ONLY_ACCESS.to_owned()],
        inline: vec![inline()],
        members: 1,
    }
}

pub(super) fn role() -> Role {
    let trusted = user_principal();
    let id = trusted.stable_id().to_owned();
    Role {
        account: account_id(),
        id: RoleId::parse("AROAAAAAAAAAAAAAAAAAA").unwrap(),
        name: RoleName::parse("Audit").unwrap(),
        path: EntityPath::parse("/keiri/").unwrap(),
        created_at: at(),
        trust: format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{id}"}},"Action":"sts:AssumeRole"}}]}}"#
        ),
        trusted: [(id, trusted)].into(),
        description: Some("監査".to_owned()),
        session_seconds_max: 7_200,
        tags: tags(),
        policies: vec![policy::managed::READ_ONLY_ACCESS.to_owned()],
        inline: vec![inline()],
        boundary: Some(policy::managed::READ_ONLY_ACCESS.to_owned()),
    }
}

pub(super) fn policy() -> CustomerPolicy {
    CustomerPolicy {
        account: account_id(),
        id: PolicyId::parse("ANPAAAAAAAAAAAAAAAAAA").unwrap(),
        name: PolicyName::parse("Audit").unwrap(),
        path: EntityPath::parse("/keiri/").unwrap(),
        description: Some("監査".to_owned()),
        tags: tags(),
        created_at: at(),
        updated_at: at(),
        versions: vec![VersionOf {
            number: 2,
            created_at: at(),
        }],
        default_version: 2,
        last_version: 3,
        attachments: 1,
        boundaries: 1,
    }
}

pub(super) fn forms() -> Vec<String> {
    let version = PolicyVersion {
        account: account_id(),
        policy: policy().id,
        number: 2,
        document: DOCUMENT.to_owned(),
    };
    vec![
        form(&group()),
        form(&role()),
        form(&policy()),
        form(&version),
    ]
}

/// As both were stored before there were groups, policies of one's own and boundaries.
const OLD_ACCOUNT: &str = r#"{"id":"123456789012","name":"経理部","alias":null,"management":false,"created_at":"2024-07-16T00:00:00Z","users":2,"virtual_devices":1,"assigned_devices":1,"password_policy":null}"#;
const OLD_USER: &str = r#"{"account":"123456789012","id":"AIDAAAAAAAAAAAAAAAAAA","name":"Hanako","path":"/keiri/","created_at":"2024-07-16T00:00:00Z","policies":["arn:aws:iam::aws:policy/SekishoManageOwnCredentials"],"contact_email":null,"tags":[],"credentials":{"password":null,"devices":[],"access_keys":[],"session_generation":3}}"#;

#[test]
fn users_from_before_groups_keep_what_is_attached_and_get_nothing_else() {
    let account: Account = serde_json::from_str(OLD_ACCOUNT).unwrap();
    assert_eq!((account.groups, account.policies), (0, 0));
    assert_eq!(account.roles, 0);
    let user: User = serde_json::from_str(OLD_USER).unwrap();
    assert_eq!(user.policies, [policy::managed::MANAGE_OWN_CREDENTIALS]);
    assert!(user.groups.is_empty() && user.inline.is_empty() && user.boundary.is_none());
    // A user without any of them is stored as before.
    assert_eq!(serde_json::to_string(&user).unwrap(), OLD_USER);
}

/// The invariant of `crate::policies`: what cannot be read could have denied.
#[tokio::test]
async fn an_inline_policy_that_cannot_be_read_refuses_everything_every_time() {
    let store = super::store();
    let user = User {
        policies: vec![policy::managed::ADMINISTRATOR_ACCESS.to_owned()],
        groups: Vec::new(),
        boundary: None,
        inline: vec![
            InlinePolicy {
                name: PolicyName::parse("deny").unwrap(),
                document: DOCUMENT.replace("Allow", "Forbid"),
            },
            inline(),
        ],
        ..super::user()
    };
    let mut tx = Tx::begin(&store).await.unwrap();
    tx.save(&user).await.unwrap();
    tx.commit().await.unwrap();

    let cache = Cache::default();
    for call in 1..=3 {
        let mut tx = Tx::begin(&store).await.unwrap();
        let user: User = tx.load(&user.key()).await.unwrap().unwrap();
        let gathered = of_user(&mut tx, &cache, &user).await.unwrap();
        assert!(gathered.refusal().is_some(), "call {call}");
    }
}
