//! Somebody who uses the AWS SDK for Rust.

use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::types::VirtualMfaDevice;
use aws_sdk_sts::types::Credentials;
use client_tests::people::Person;
use client_tests::{Phone, Server};

/// Somebody at a keyboard, with a key or a session.
pub(crate) struct Seat {
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) sts: aws_sdk_sts::Client,
}

impl Seat {
    pub(crate) fn of(server: &Server, person: &Person) -> Self {
        Self::with(
            server,
            &person.access_key_id,
            &person.secret_access_key,
            None,
        )
    }

    pub(crate) fn with(server: &Server, id: &str, secret: &str, token: Option<&str>) -> Self {
        let token = token.map(str::to_owned);
        let keys = aws_sdk_iam::config::Credentials::new(id, secret, token, None, "a test");
        let iam = aws_sdk_iam::Config::builder()
            .behavior_version(aws_sdk_iam::config::BehaviorVersion::latest())
            .region(aws_sdk_iam::config::Region::new("us-east-1"))
            .retry_config(aws_sdk_iam::config::retry::RetryConfig::disabled())
            .endpoint_url(server.endpoint())
            .credentials_provider(keys.clone())
            .build();
        let sts = aws_sdk_sts::Config::builder()
            .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
            .region(aws_sdk_sts::config::Region::new("us-east-1"))
            .retry_config(aws_sdk_sts::config::retry::RetryConfig::disabled())
            .endpoint_url(server.endpoint())
            .credentials_provider(keys)
            .build();
        Self {
            iam: aws_sdk_iam::Client::from_conf(iam),
            sts: aws_sdk_sts::Client::from_conf(sts),
        }
    }

    /// A session with MFA, or without.
    pub(crate) async fn opens_a_session(&self, server: &Server, mfa: Option<(&str, &str)>) -> Self {
        let mut asks = self.sts.get_session_token();
        if let Some((serial, code)) = mfa {
            asks = asks.serial_number(serial).token_code(code);
        }
        let answer = asks.send().await.unwrap();
        Self::with_session(server, &answer.credentials.unwrap())
    }

    /// Whoever has these keys and their token.
    pub(crate) fn with_session(server: &Server, opened: &Credentials) -> Self {
        let token = Some(opened.session_token.as_str());
        let (id, secret) = (&opened.access_key_id, &opened.secret_access_key);
        Self::with(server, id, secret, token)
    }

    /// A new user without any policy, with a key.
    pub(crate) async fn makes_a_user(&self, server: &Server, name: &str) -> Self {
        let made = self.iam.create_user().user_name(name);
        made.send().await.unwrap();
        let made = self.iam.create_access_key().user_name(name);
        let key = made.send().await.unwrap().access_key.unwrap();
        Self::with(server, &key.access_key_id, &key.secret_access_key, None)
    }

    pub(crate) async fn makes_a_device(&self, name: &str) -> VirtualMfaDevice {
        let asks = self.iam.create_virtual_mfa_device();
        let made = asks.virtual_mfa_device_name(name).send().await.unwrap();
        made.virtual_mfa_device.unwrap()
    }

    pub(crate) async fn assigns(&self, device: &VirtualMfaDevice, user: &str) -> Phone {
        let seed = device.base32_string_seed.as_ref().unwrap();
        let phone = Phone::new(std::str::from_utf8(seed.as_ref()).unwrap());
        let [first, second] = phone.two_codes();
        let asks = self.iam.enable_mfa_device().user_name(user);
        asks.serial_number(&device.serial_number)
            .authentication_code1(first)
            .authentication_code2(second)
            .send()
            .await
            .unwrap();
        phone
    }
}

/// The code of an error as it stood on the wire.
#[track_caller]
pub(crate) fn code<T: std::fmt::Debug, E: ProvideErrorMetadata, R>(
    refused: Result<T, SdkError<E, R>>,
) -> String {
    let Err(SdkError::ServiceError(error)) = refused else {
        panic!("the server did not refuse");
    };
    error.err().code().unwrap_or_default().to_owned()
}
