//! The AWS SDK for Rust: the main operations the good way, and a refusal of each kind.

use aws_sdk_iam::types::{AssignmentStatusType, ReportStateType, StatusType, Tag};
use client_tests::{Server, people};

use crate::seat::{Seat, code};

#[tokio::test]
async fn somebody_comes_stands_in_the_list_and_goes() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let tag = Tag::builder().key("team").value("sales").build().unwrap();
    for name in ["jiro", "saburo", "shiro"] {
        let asks = hanako.iam.create_user().user_name(name).path("/tokyo/");
        let user = asks.tags(tag.clone()).send().await.unwrap().user.unwrap();
        assert_eq!(
            user.arn,
            format!("arn:aws:iam::{}:user/tokyo/{name}", keiri.id)
        );
    }
    let taken = hanako.iam.create_user().user_name("Jiro").send().await;
    assert_eq!(code(taken), "EntityAlreadyExists");

    let mut pages = hanako
        .iam
        .list_users()
        .path_prefix("/tokyo/")
        .into_paginator()
        .page_size(2)
        .send();
    let mut listed = Vec::new();
    while let Some(page) = pages.next().await {
        listed.push(page.unwrap().users.len());
    }
    assert_eq!(listed, [2, 1]);

    for name in ["jiro", "saburo", "shiro"] {
        hanako
            .iam
            .delete_user()
            .user_name(name)
            .send()
            .await
            .unwrap();
        let gone = hanako.iam.get_user().user_name(name).send().await;
        let error = gone.unwrap_err().into_service_error();
        assert!(error.is_no_such_entity_exception(), "{error:?}");
    }
}

#[tokio::test]
async fn a_key_works_while_it_is_active() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    hanako
        .iam
        .create_user()
        .user_name("jiro")
        .send()
        .await
        .unwrap();
    let made = hanako
        .iam
        .create_access_key()
        .user_name("jiro")
        .send()
        .await;
    let key = made.unwrap().access_key.unwrap();
    let jiro = Seat::with(&server, &key.access_key_id, &key.secret_access_key, None);
    let who = jiro.sts.get_caller_identity().send().await.unwrap();
    let arn = format!("arn:aws:iam::{}:user/jiro", keiri.id);
    assert_eq!(who.arn.as_deref(), Some(arn.as_str()));
    assert_eq!(code(jiro.iam.list_users().send().await), "AccessDenied");

    let asks = hanako.iam.update_access_key().user_name("jiro");
    let asks = asks.access_key_id(&key.access_key_id);
    asks.status(StatusType::Inactive).send().await.unwrap();
    let refused = jiro.sts.get_caller_identity().send().await;
    assert_eq!(code(refused), "InvalidClientTokenId");
    let asked = hanako.sts.get_access_key_info();
    let told = asked
        .access_key_id(&key.access_key_id)
        .send()
        .await
        .unwrap();
    assert_eq!(told.account.as_deref(), Some(keiri.id));

    let guess = "fake-and-wrong-secret-of-jiro-0000000000";
    let stranger = Seat::with(&server, &keiri.person("hanako").access_key_id, guess, None);
    let refused = stranger.iam.get_user().send().await;
    assert_eq!(code(refused), "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_scanned_picture_and_a_code_open_iam_once() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let person = Seat::of(&server, keiri.person("admin-1"));
    let device = hanako.makes_a_device("phone-of-admin-1").await;
    let seed = device.base32_string_seed.as_ref().unwrap();
    let seed = std::str::from_utf8(seed.as_ref()).unwrap();
    let scanned = scan(device.qr_code_png.as_ref().unwrap().as_ref());
    assert!(scanned.starts_with("otpauth://totp/"), "{scanned}");
    assert!(scanned.contains(&format!("secret={seed}")), "another seed");

    let phone = hanako.assigns(&device, "admin-1").await;
    let listed = hanako.iam.list_virtual_mfa_devices();
    let listed = listed.assignment_status(AssignmentStatusType::Assigned);
    let devices = listed.send().await.unwrap().virtual_mfa_devices;
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].serial_number, device.serial_number);

    let without = person.opens_a_session(&server, None).await;
    let refused = without.iam.get_user().send().await;
    assert_eq!(code(refused), "InvalidClientTokenId");
    let mfa = (device.serial_number.as_str(), phone.code());
    let session = person.opens_a_session(&server, Some((mfa.0, &mfa.1))).await;
    let user = session.iam.get_user().send().await.unwrap().user.unwrap();
    assert_eq!(user.user_name, "admin-1");
    let again = person.sts.get_session_token().serial_number(mfa.0);
    let again = again.token_code(mfa.1).send().await;
    assert_eq!(code(again), "AccessDenied");
}

#[tokio::test]
async fn the_first_codes_have_to_be_two_in_a_row() {
    let server = Server::start();
    let keiri = people::keiri();
    let hanako = Seat::of(&server, keiri.person("hanako"));
    let device = hanako.makes_a_device("phone-of-taro").await;
    let asks = hanako.iam.enable_mfa_device().user_name("taro");
    let asks = asks.serial_number(&device.serial_number);
    let refused = asks
        .authentication_code1("000000")
        .authentication_code2("000000")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(
        refused.is_invalid_authentication_code_exception(),
        "{refused:?}"
    );
    let deletes = hanako.iam.delete_virtual_mfa_device();
    let deletes = deletes.serial_number(&device.serial_number);
    deletes.send().await.unwrap();
}

#[tokio::test]
async fn the_report_is_asked_for_made_and_read() {
    let server = Server::start();
    let yoko = Seat::of(&server, people::eigyo().person("yoko"));
    let too_early = yoko.iam.get_credential_report().send().await;
    let error = too_early.unwrap_err().into_service_error();
    assert!(
        error.is_credential_report_not_present_exception(),
        "{error:?}"
    );
    for state in [ReportStateType::Started, ReportStateType::Complete] {
        let answer = yoko.iam.generate_credential_report().send().await.unwrap();
        assert_eq!(answer.state, Some(state));
    }
    let report = yoko.iam.get_credential_report().send().await.unwrap();
    let text = String::from_utf8(report.content.unwrap().into_inner()).unwrap();
    let users: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(users, ["user", "<root_account>", "yoko"]);
}

#[tokio::test]
async fn the_account_is_read_and_changed() {
    let server = Server::start();
    let yoko = Seat::of(&server, people::eigyo().person("yoko"));
    let none = yoko.iam.get_account_password_policy().send().await;
    assert_eq!(code(none), "NoSuchEntity");
    let asks = yoko.iam.update_account_password_policy();
    asks.minimum_password_length(14).send().await.unwrap();
    let set = yoko.iam.get_account_password_policy().send().await.unwrap();
    let policy = set.password_policy.unwrap();
    assert_eq!(policy.minimum_password_length, Some(14));
    let asks = yoko.iam.create_account_alias();
    asks.account_alias("eigyo-new").send().await.unwrap();
    let listed = yoko.iam.list_account_aliases().send().await.unwrap();
    assert_eq!(listed.account_aliases, ["eigyo-new"]);
    let unserved = yoko.iam.set_security_token_service_preferences();
    let version = aws_sdk_iam::types::GlobalEndpointTokenVersion::V2Token;
    let unserved = unserved.global_endpoint_token_version(version).send().await;
    assert_eq!(code(unserved), "NotImplemented");
}

/// What a camera reads in a picture.
fn scan(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let mut seen = rqrr::PreparedImage::prepare(picture);
    let grids = seen.detect_grids();
    let (_, text) = grids.first().expect("a QR code").decode().unwrap();
    text
}
