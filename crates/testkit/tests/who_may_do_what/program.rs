//! Programs with their keys: each signs a request and is looked at as at the door.

use rules::ids::EntityPath;
use rules::{AccessKeyId, Role, RoleName};
use service::Caller;
use service::ops::assume_role::AssumeRole;
use service::ops::attachments::AttachPolicy;
use service::ops::bootstrap::GivenKey;
use service::ops::keys::UpdateAccessKey;
use service::ops::roles::CreateRole;
use service::ops::sts::GetSessionToken;
use testkit::ADMINISTRATOR;
use wire::AwsError;
use wire::sigv4::{self, Credentials, Request};

use crate::scene::{Owner, Scene, parsed, run, visitor};

/// Shortest life of a session, in seconds.
const SESSION_SECONDS: i64 = 900;

/// What a program has to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Anonymous,
    UnknownKey,
    WrongSecret,
    InactiveKey,
    RootKey,
    RootSession,
    RootSessionWithMfa,
    UserKey,
    UserSessionWithMfa,
    UserSession,
    AdministratorKey,
    AdministratorSessionWithMfa,
    AdministratorKeyBounded,
    RoleSession,
    RoleSessionWithMfa,
    OtherAccount,
    ExpiredSession,
    UserKeyPastDue,
    AdministratorKeyPastDue,
    AdministratorKeyOfClosed,
}

impl Program {
    /// Whose key it is. What opens nothing is an administrator's.
    pub(crate) fn owner(self) -> Owner {
        match self {
            Self::RootKey | Self::RootSession | Self::RootSessionWithMfa => Owner::Root,
            Self::UserKey | Self::UserSessionWithMfa | Self::UserSession | Self::UserKeyPastDue => {
                Owner::Hanako
            }
            Self::OtherAccount => Owner::Saburo,
            Self::Anonymous
            | Self::UnknownKey
            | Self::WrongSecret
            | Self::InactiveKey
            | Self::AdministratorKey
            | Self::AdministratorKeyBounded
            | Self::RoleSession
            | Self::RoleSessionWithMfa
            | Self::AdministratorKeyPastDue
            | Self::AdministratorKeyOfClosed
            | Self::AdministratorSessionWithMfa
            | Self::ExpiredSession => Owner::Taro,
        }
    }

    /// Whether MFA is required of its owner, who has no device.
    pub(crate) fn is_past_due(self) -> bool {
        matches!(self, Self::UserKeyPastDue | Self::AdministratorKeyPastDue)
    }

    /// Whether its owner cannot be without a device.
    pub(crate) fn needs_device(self) -> bool {
        matches!(
            self,
            Self::RootSessionWithMfa
                | Self::UserSessionWithMfa
                | Self::AdministratorSessionWithMfa
                | Self::RoleSessionWithMfa
        )
    }
}

/// A key with its secret, and the token of its session.
struct Keys {
    id: String,
    secret: String,
    token: Option<String>,
}

impl Keys {
    /// The long-term key of somebody.
    fn of(name: &str) -> Self {
        Self {
            id: key_id(name).to_string(),
            secret: secret(name),
            token: None,
        }
    }
}

impl Scene {
    /// Lets a program sign its request, and remembers what it is told if it is turned away.
    pub(crate) fn program_arrives(&mut self, program: Program) -> Caller {
        let own = Keys {
            id: self.own_key().to_string(),
            ..Keys::of(key_name(program))
        };
        let keys = match program {
            Program::Anonymous => None,
            Program::UnknownKey => Some(Keys {
                id: key_id("nobody").to_string(),
                ..own
            }),
            Program::WrongSecret => Some(Keys {
                secret: secret("nobody"),
                ..own
            }),
            Program::InactiveKey => {
                self.helped(&UpdateAccessKey {
                    target: self.oneself(),
                    id: self.own_key(),
                    status: rules::AccessKeyStatus::Inactive,
                });
                Some(own)
            }
            Program::AdministratorKeyOfClosed => {
                self.is_closed();
                Some(own)
            }
            Program::RootKey
            | Program::UserKey
            | Program::AdministratorKey
            | Program::AdministratorKeyBounded
            | Program::UserKeyPastDue
            | Program::AdministratorKeyPastDue
            | Program::OtherAccount => Some(own),
            Program::RootSession | Program::UserSession => Some(self.session(&own, false)),
            Program::RootSessionWithMfa
            | Program::UserSessionWithMfa
            | Program::AdministratorSessionWithMfa => Some(self.session(&own, true)),
            Program::RoleSession => Some(self.role_session(&own, false)),
            Program::RoleSessionWithMfa => Some(self.role_session(&own, true)),
            Program::ExpiredSession => {
                let session = self.session(&own, false);
                let life = jiff::SignedDuration::from_secs(SESSION_SECONDS);
                self.clock.advance(life);
                Some(session)
            }
        };
        self.signed(keys.as_ref()).unwrap_or_else(|error| {
            self.turned_away = Some(error);
            Caller::Stranger(visitor())
        })
    }

    /// The program of somebody with a long-term key.
    pub(crate) fn program(&self, name: &str) -> Caller {
        let signed = self.signed(Some(&Keys::of(name)));
        signed.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The keys of a new session.
    fn session(&self, keys: &Keys, with_mfa: bool) -> Keys {
        let caller = self.signed(Some(keys)).expect("the key is good");
        let asked = GetSessionToken {
            duration_seconds: Some(SESSION_SECONDS),
            device: with_mfa.then(|| self.own_serial()),
            code: with_mfa.then(|| self.own_code().into()),
        };
        let made = self.ask(&caller, &asked).expect("a session");
        Keys {
            id: made.access_key_id.to_string(),
            secret: made.secret.to_string(),
            token: Some(made.token.to_string()),
        }
    }

    /// The keys of a new session of a role that can do everything.
    fn role_session(&self, keys: &Keys, with_mfa: bool) -> Keys {
        let name = parsed(RoleName::parse("operations"));
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
            self.keiri
        );
        self.helped(&CreateRole {
            name: name.clone(),
            path: EntityPath::default(),
            trust,
            description: None,
            session_seconds_max: None,
            boundary: None,
            tags: Vec::new(),
        });
        self.helped(&AttachPolicy::<Role> {
            owner: name.clone(),
            policy: ADMINISTRATOR.to_owned(),
        });
        let caller = self.signed(Some(keys)).expect("the key is good");
        let asked = AssumeRole {
            role: format!("arn:aws:iam::{}:role/{name}", self.keiri),
            name: "taro".to_owned(),
            device: with_mfa.then(|| self.own_serial()),
            code: with_mfa.then(|| self.own_code().into()),
            ..AssumeRole::default()
        };
        let made = self.ask(&caller, &asked).expect("a session").session;
        Keys {
            id: made.access_key_id.to_string(),
            secret: made.secret.to_string(),
            token: Some(made.token.to_string()),
        }
    }

    /// Signs a request, or sends it unsigned, and asks the service who it is.
    fn signed(&self, keys: Option<&Keys>) -> Result<Caller, AwsError> {
        let host = ("host", &b"iam.amazonaws.com"[..]);
        let bare = Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &[host],
            body: b"",
        };
        let added = match keys {
            None => Vec::new(),
            Some(keys) => {
                let credentials = Credentials {
                    access_key_id: &keys.id,
                    secret_access_key: &keys.secret,
                    session_token: keys.token.as_deref(),
                };
                let now = store::Clock::now(&self.clock);
                sigv4::sign(&bare, credentials, "us-east-1", "iam", now)?
            }
        };
        let headers: Vec<(&str, &[u8])> = std::iter::once(host)
            .chain(
                added
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_bytes())),
            )
            .collect();
        let request = Request {
            headers: &headers,
            ..bare
        };
        let claim = sigv4::parse(&request)?;
        let signer = run(self.service.authenticate(&claim, &request))?;
        Ok(Caller::Key(signer, visitor()))
    }
}

/// The long-term key of somebody, as a bootstrap file gives it.
pub(crate) fn given_key(name: &str) -> GivenKey {
    GivenKey {
        id: key_id(name),
        secret: secret(name).into(),
    }
}

pub(crate) fn key_id(name: &str) -> AccessKeyId {
    let letters = name.replace('-', "").to_ascii_uppercase();
    parsed(AccessKeyId::parse(&format!("AKIA{letters:A<16}")))
}

fn secret(name: &str) -> String {
    format!("(fake) secret of {name}")
}

fn key_name(program: Program) -> &'static str {
    match program.owner() {
        Owner::Root => "root-keiri",
        owner => owner.name(),
    }
}
