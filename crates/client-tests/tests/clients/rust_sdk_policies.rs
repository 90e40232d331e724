//! The AWS SDK for Rust: groups, policies and roles the good way, and how each is refused.

use aws_sdk_iam::types::PolicyEvaluationDecisionType;
use aws_sdk_sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use client_tests::{Server, people};

use crate::seat::{Seat, code};

const USERS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;
const GROUPS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*"}}"#;
const READ_ONLY: &str = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const SECURITY_AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";

#[tokio::test]
async fn a_group_gives_its_policies_to_its_users() {
    let server = Server::start();
    let hanako = Seat::of(&server, people::keiri().person("hanako"));
    let jiro = hanako.makes_a_user(&server, "jiro").await;
    let made = hanako.iam.create_group().group_name("bu").path("/tokyo/");
    let group = made.send().await.unwrap().group.unwrap();
    let put = hanako.iam.put_group_policy().group_name("bu");
    let put = put.policy_name("look");
    let broken = put.clone().policy_document("{").send().await.unwrap_err();
    let broken = broken.into_service_error();
    assert!(
        broken.is_malformed_policy_document_exception(),
        "{broken:?}"
    );
    put.policy_document(USERS).send().await.unwrap();
    assert_eq!(code(jiro.iam.list_users().send().await), "AccessDenied");

    let adds = hanako.iam.add_user_to_group().group_name("bu");
    adds.user_name("jiro").send().await.unwrap();
    jiro.iam.list_users().send().await.unwrap();
    let told = hanako.iam.get_group().group_name("bu").send().await;
    let users = told.unwrap().users;
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].user_name, "jiro");
    let told = hanako.iam.list_groups_for_user().user_name("jiro");
    assert_eq!(told.send().await.unwrap().groups, [group]);

    let bounds = hanako.iam.put_user_permissions_boundary();
    let bounds = bounds
        .user_name("jiro")
        .permissions_boundary(SECURITY_AUDIT);
    bounds.send().await.unwrap();
    jiro.iam.list_users().send().await.unwrap();
    let deletes = hanako.iam.delete_group().group_name("bu").send().await;
    let error = deletes.unwrap_err().into_service_error();
    assert!(error.is_delete_conflict_exception(), "{error:?}");
}

#[tokio::test]
async fn the_default_version_of_a_policy_decides() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let jiro = hanako.makes_a_user(&server, "jiro").await;
    let makes = hanako.iam.create_policy().policy_name("look");
    let made = makes.policy_document(USERS).send().await.unwrap();
    let arn = made.policy.unwrap().arn.unwrap();
    assert_eq!(arn, format!("arn:aws:iam::{}:policy/look", keiri.id));
    let attaches = hanako.iam.attach_user_policy().user_name("jiro");
    attaches.policy_arn(&arn).send().await.unwrap();
    jiro.iam.list_users().send().await.unwrap();

    let adds = hanako.iam.create_policy_version().policy_arn(&arn);
    let adds = adds.policy_document(GROUPS).set_as_default(true);
    let version = adds.send().await.unwrap().policy_version.unwrap();
    assert_eq!(version.version_id.as_deref(), Some("v2"));
    assert_eq!(code(jiro.iam.list_users().send().await), "AccessDenied");
    jiro.iam.list_groups().send().await.unwrap();

    let jiro = format!("arn:aws:iam::{}:user/jiro", keiri.id);
    let asks = hanako.iam.simulate_principal_policy();
    let asks = asks.policy_source_arn(jiro).action_names("iam:ListUsers");
    let told = asks.send().await.unwrap();
    let decisions: Vec<_> = told
        .evaluation_results()
        .iter()
        .map(|result| result.eval_decision.clone())
        .collect();
    assert_eq!(decisions, [PolicyEvaluationDecisionType::ImplicitDeny]);

    let entities = hanako.iam.list_entities_for_policy().policy_arn(&arn);
    let entities = entities.send().await.unwrap();
    assert_eq!(entities.policy_users()[0].user_name(), Some("jiro"));
    let deletes = hanako.iam.delete_policy().policy_arn(&arn).send().await;
    assert_eq!(code(deletes), "DeleteConflict");
    let gone = hanako.iam.get_policy().policy_arn(format!("{arn}-gone"));
    let error = gone.send().await.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception(), "{error:?}");
}

/// A role that whoever of the account takes on with MFA. It may look at IAM.
async fn makes_a_role(hanako: &Seat, account: &str) -> String {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}}}"#
    );
    let makes = hanako.iam.create_role().role_name("audit");
    let made = makes.assume_role_policy_document(trust).send().await;
    let attaches = hanako.iam.attach_role_policy().role_name("audit");
    attaches.policy_arn(READ_ONLY).send().await.unwrap();
    made.unwrap().role.unwrap().arn
}

fn takes(seat: &Seat, role: &str) -> AssumeRoleFluentBuilder {
    let asks = seat.sts.assume_role().role_arn(role);
    asks.role_session_name("work")
}

#[tokio::test]
async fn a_role_is_taken_on_with_a_code_once() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let person = Seat::of(&server, keiri.person("admin-1"));
    let role = makes_a_role(&hanako, keiri.id).await;
    let device = hanako.makes_a_device("phone-of-admin-1").await;
    let phone = hanako.assigns(&device, "admin-1").await;
    let without = takes(&person, &role).send().await;
    assert_eq!(code(without), "AccessDenied");

    let with = takes(&person, &role)
        .serial_number(&device.serial_number)
        .token_code(phone.code());
    let taken = with.clone().send().await.unwrap();
    let arn = taken.assumed_role_user.unwrap().arn;
    let named = format!("arn:aws:sts::{}:assumed-role/audit/work", keiri.id);
    assert_eq!(arn, named);
    let session = Seat::with_session(&server, &taken.credentials.unwrap());
    let who = session.sts.get_caller_identity().send().await.unwrap();
    assert_eq!(who.arn, Some(named));
    session.iam.list_users().send().await.unwrap();
    let makes = session.iam.create_user().user_name("jiro").send().await;
    assert_eq!(code(makes), "AccessDenied");
    assert_eq!(code(with.send().await), "AccessDenied");
}

#[tokio::test]
async fn a_session_with_mfa_takes_on_a_role_without_another_code() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let person = Seat::of(&server, keiri.person("admin-1"));
    let role = makes_a_role(&hanako, keiri.id).await;
    let device = hanako.makes_a_device("phone-of-admin-1").await;
    let phone = hanako.assigns(&device, "admin-1").await;
    let plain = person.opens_a_session(&server, None).await;
    assert_eq!(code(takes(&plain, &role).send().await), "AccessDenied");
    let typed = phone.code();
    let mfa = Some((device.serial_number.as_str(), typed.as_str()));
    let session = person.opens_a_session(&server, mfa).await;
    let narrowed = takes(&session, &role).policy(USERS).send().await.unwrap();
    let session = Seat::with_session(&server, &narrowed.credentials.unwrap());
    session.iam.list_users().send().await.unwrap();
    let refused = session.iam.list_groups().send().await;
    assert_eq!(code(refused), "AccessDenied");
}
