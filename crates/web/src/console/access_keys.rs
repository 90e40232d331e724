//! The list of access keys, a part of two pages: one's own security credentials and a user's.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use rules::principal::ACCESS_KEYS_MAX;
use rules::{AccessKeyId, AccessKeyStatus};
use service::Target;
use service::ops::keys::{KeyUse, KeyView, ListAccessKeys};
use service::ops::sessions::SignedIn;

use super::devices::param;
use crate::http::{App, Problem};
use crate::lang::Lang;
use crate::layout::{Permitted, Tone, When};
use crate::visit::{Stop, Visit};

/// The part of a page that lists access keys and leads to making, switching and deleting them.
pub struct AccessKeys {
    /// Whose they are.
    pub owner: Owner,
    /// The keys, oldest first.
    pub rows: Permitted<Vec<AccessKey>>,
    /// Whether a key may be made.
    pub create: Permitted,
    /// Whether a key may be switched off and on.
    pub update: Permitted,
    /// Whether a key may be deleted.
    pub delete: Permitted,
    /// Whether they are root's, and this session is without the MFA that making and activating one needs.
    pub needs_mfa: bool,
}

/// Whether keys are root's, which nobody should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The account's root user.
    Root,
    /// A user.
    User,
}

/// One key.
#[derive(Clone)]
pub struct AccessKey {
    /// Its id.
    pub id: String,
    /// Whether it opens anything.
    pub status: Status,
    /// When it was made.
    pub created: When,
    /// When it was used last, and where.
    pub last_used: Option<LastUse>,
}

/// Whether a key opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// It does not.
    Inactive,
}

/// A use of a key.
#[derive(Clone)]
pub struct LastUse {
    /// When.
    pub at: When,
    /// In which region, as the program signed it.
    pub region: String,
    /// Which service was asked.
    pub service: String,
}

impl Status {
    pub(crate) const fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Done,
            Self::Inactive => Tone::Note,
        }
    }

    pub(crate) const fn word(self, t: Lang) -> &'static str {
        match self {
            Self::Active => t.keys_active(),
            Self::Inactive => t.keys_inactive(),
        }
    }
}

impl AccessKey {
    /// Whether the key opens anything.
    pub(crate) fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// A key as pages show it.
    pub(crate) fn of(visit: &Visit, view: &KeyView) -> Self {
        let last_use = |last: &KeyUse| LastUse {
            at: visit.when(last.at),
            region: last.region.clone(),
            service: last.service.clone(),
        };
        Self {
            id: view.key.id.to_string(),
            status: match view.key.status {
                AccessKeyStatus::Active => Status::Active,
                AccessKeyStatus::Inactive => Status::Inactive,
            },
            created: visit.when(view.key.created_at),
            last_used: view.last_used.as_ref().map(last_use),
        }
    }
}

impl AccessKeys {
    /// Somebody's keys, with what the caller may do to them.
    pub(crate) async fn of(visit: &Visit, signed: &SignedIn, target: Target) -> Result<Self, Stop> {
        let asks = [
            "iam:ListAccessKeys",
            "iam:CreateAccessKey",
            "iam:UpdateAccessKey",
            "iam:DeleteAccessKey",
        ]
        .map(|action| (action, Some(target.clone())));
        let [list, create, update, delete] = visit.may(asks).await?;
        let owner = match target {
            Target::Root => Owner::Root,
            Target::User(_) => Owner::User,
        };
        let rows = match list {
            Permitted::Lacks(action) => Permitted::Lacks(action),
            Permitted::Yes(()) => {
                let found = visit.ask(&ListAccessKeys { target }).await?;
                let rows = found.keys.iter().map(|view| AccessKey::of(visit, view));
                Permitted::Yes(rows.collect())
            }
        };
        Ok(Self {
            owner,
            rows,
            create,
            update,
            delete,
            needs_mfa: owner == Owner::Root && signed.session.mfa.is_none(),
        })
    }

    /// Whether the button for one more stands there.
    pub(crate) fn offers_creating(&self) -> bool {
        self.create.shown().is_some() && self.has_room() && !self.needs_mfa
    }

    /// Whether there is room for one more, as far as it is known.
    pub(crate) fn has_room(&self) -> bool {
        let rows = self.rows.shown();
        rows.is_none_or(|rows| rows.len() < ACCESS_KEYS_MAX)
    }

    pub(crate) fn are_of_root(&self) -> bool {
        self.owner == Owner::Root
    }
}

/// The key in the address.
pub(crate) struct KeyId(pub(crate) AccessKeyId);

impl FromRequestParts<App> for KeyId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let id = param(parts, "key").await?.unwrap_or_default();
        let id = AccessKeyId::parse(&id).map_err(|_| Problem::NotFound)?;
        Ok(Self(id))
    }
}

/// The key of somebody that an address names.
pub(crate) async fn named(
    visit: &Visit,
    target: Target,
    id: &AccessKeyId,
) -> Result<AccessKey, Stop> {
    let found = visit.ask(&ListAccessKeys { target }).await?;
    let view = found.keys.iter().find(|view| view.key.id == *id);
    let view = view.ok_or(Problem::NotFound)?;
    Ok(AccessKey::of(visit, view))
}

/// An active key that is used, one that lies idle, none.
pub(crate) mod sample {
    use super::{AccessKey, AccessKeys, LastUse, Owner, Status};
    use crate::console::devices::sample::when;
    use crate::layout::Permitted;

    pub(crate) fn used() -> AccessKey {
        AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            status: Status::Active,
            created: when("2026-11-02 09:15"),
            last_used: Some(LastUse {
                at: when("2026-11-23 23:58"),
                region: "ap-northeast-1".to_owned(),
                service: "iam".to_owned(),
            }),
        }
    }

    pub(crate) fn idle() -> AccessKey {
        AccessKey {
            id: "AKIAI44QH8DHBEXAMPLE".to_owned(),
            status: Status::Inactive,
            created: when("2025-04-01 00:00"),
            last_used: None,
        }
    }

    pub(crate) fn keys(owner: Owner, rows: Vec<AccessKey>) -> AccessKeys {
        AccessKeys {
            owner,
            rows: Permitted::Yes(rows),
            create: Permitted::Yes(()),
            update: Permitted::Yes(()),
            delete: Permitted::Yes(()),
            needs_mfa: false,
        }
    }

    /// What somebody sees who may look and nothing else.
    pub(crate) fn looked_at() -> AccessKeys {
        AccessKeys {
            create: Permitted::Lacks("iam:CreateAccessKey"),
            update: Permitted::Lacks("iam:UpdateAccessKey"),
            delete: Permitted::Lacks("iam:DeleteAccessKey"),
            ..keys(Owner::User, vec![used(), idle()])
        }
    }

    pub(crate) fn withheld() -> AccessKeys {
        AccessKeys {
            rows: Permitted::Lacks("iam:ListAccessKeys"),
            ..looked_at()
        }
    }
}
