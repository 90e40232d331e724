//! Switches an access key off or on, or deletes it, after one look at which one it is and what follows.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use rules::{AccessKeyId, AccessKeyStatus};
use service::ops::keys::{DeleteAccessKey, UpdateAccessKey};
use service::{Refusal, Target};

use super::access_keys::{AccessKey, KeyId, named, sample};
use super::devices::param;
use crate::gallery;
use crate::http::{App, Form, Problem};
use crate::lang::Lang;
use crate::layout::{Layout, Whose};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page, refused};

/// The question before something is done to an access key.
#[derive(Template)]
#[template(path = "console/access_key.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose key it is.
    pub whose: Whose,
    /// The key.
    pub key: AccessKey,
    /// What is asked for.
    pub deed: Deed,
}

/// What is done to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Switched off.
    Deactivate,
    /// Switched on.
    Activate,
    /// Deleted.
    Delete,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Deactivate, Self::Activate, Self::Delete];

    /// The last part of its address.
    const fn segment(self) -> &'static str {
        match self {
            Self::Deactivate => "deactivate",
            Self::Activate => "activate",
            Self::Delete => "delete",
        }
    }

    const fn title(self, t: Lang) -> &'static str {
        match self {
            Self::Deactivate => t.keys_deactivate_title(),
            Self::Activate => t.keys_activate_title(),
            Self::Delete => t.keys_delete_title(),
        }
    }

    const fn text(self, t: Lang) -> &'static str {
        match self {
            Self::Deactivate => t.keys_deactivate_text(),
            Self::Activate => t.keys_activate_text(),
            Self::Delete => t.keys_delete_text(),
        }
    }

    const fn button(self, t: Lang) -> &'static str {
        match self {
            Self::Deactivate => t.keys_deactivate(),
            Self::Activate => t.keys_activate(),
            Self::Delete => t.delete(),
        }
    }

    fn done(self, id: String) -> Done {
        match self {
            Self::Deactivate => Done::KeyDeactivated(id),
            Self::Activate => Done::KeyActivated(id),
            Self::Delete => Done::KeyDeleted(id),
        }
    }

    fn address(self, whose: &Whose, id: &str) -> String {
        format!("{}/access-keys/{id}/{}", whose.start(), self.segment())
    }
}

impl Page {
    /// A key that may be in use is switched off before it is deleted, as in AWS's console: a program
    /// that misses it can have it back.
    fn must_be_switched_off_first(&self) -> bool {
        self.deed == Deed::Delete && self.key.is_active()
    }

    /// What the page's button does.
    fn offered(&self) -> Deed {
        if self.must_be_switched_off_first() {
            Deed::Deactivate
        } else {
            self.deed
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, key: AccessKey, deed: Deed| Page {
        layout: gallery::root(t, &deed.address(&whose, &key.id)),
        whose,
        key,
        deed,
    };
    let hanako = || Whose::User("hanako".to_owned());
    vec![
        (
            "deactivate",
            page(Whose::Own, sample::used(), Deed::Deactivate),
        ),
        ("activate", page(hanako(), sample::idle(), Deed::Activate)),
        ("delete", page(hanako(), sample::idle(), Deed::Delete)),
        (
            "delete-active",
            page(Whose::Own, sample::used(), Deed::Delete),
        ),
    ]
}

impl FromRequestParts<App> for Deed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let named = param(parts, "deed").await?;
        let mut all = Self::ALL.into_iter();
        all.find(|deed| named.as_deref() == Some(deed.segment()))
            .ok_or(Problem::NotFound)
    }
}

/// `GET …/access-keys/{key}/{deed}`.
pub(crate) async fn show(visit: Visit, whose: Whose, KeyId(id): KeyId, deed: Deed) -> Answered {
    let back = deed.address(&whose, id.as_str());
    let signed = visit.freshly_signed_in(&back).await?;
    let key = named(&visit, whose.target(&signed)?, &id).await?;
    page(&Page {
        layout: visit.frame(&signed),
        whose,
        key,
        deed,
    })
}

/// `POST …/access-keys/{key}/{deed}`.
pub(crate) async fn submit(
    visit: Visit,
    whose: Whose,
    KeyId(id): KeyId,
    deed: Deed,
    _: Form<Nothing>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let target = whose.target(&signed)?;
    if deed == Deed::Delete {
        let page = Page {
            layout: visit.frame(&signed),
            key: named(&visit, target.clone(), &id).await?,
            whose: whose.clone(),
            deed,
        };
        if page.must_be_switched_off_first() {
            return refused(&page);
        }
    }
    let back = deed.address(&whose, id.as_str());
    act(&visit, deed, target, id.clone())
        .await
        .map_err(|refusal| visit.stop_in(refusal, &back))?;
    let done = deed.done(id.to_string());
    Ok(visit.done(&whose.back(), &done).into_response())
}

async fn act(visit: &Visit, deed: Deed, target: Target, id: AccessKeyId) -> Result<(), Refusal> {
    let status = match deed {
        Deed::Delete => return visit.call(&DeleteAccessKey { target, id }).await,
        Deed::Deactivate => AccessKeyStatus::Inactive,
        Deed::Activate => AccessKeyStatus::Active,
    };
    let update = UpdateAccessKey { target, id, status };
    visit.call(&update).await
}
