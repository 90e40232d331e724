//! The root user: everything that only root may do, in one place. Others see one line.

use askama::Template;
use service::Holder;
use service::ops::root_email::GetRootEmail;
use service::ops::sessions::SignedIn;

use super::devices;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::visit::{Answered, Stop, Visit, page};

/// What only root may do.
#[derive(Template)]
#[template(path = "console/root_user.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What root has; nothing for everybody else.
    pub root: Option<Own>,
}

/// What root has.
pub struct Own {
    /// Its address.
    pub email: String,
    /// The address that will count, and from when on.
    pub change: Option<(String, When)>,
    /// Whether this session is without MFA, and so opens nothing of this.
    pub needs_mfa: bool,
    /// MFA devices.
    pub devices: u64,
    /// Access keys that are active.
    pub active_keys: u64,
    /// When the password was set.
    pub password_set: Option<When>,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let at = "/console/root-user";
    let own = |change, needs_mfa| Own {
        email: "root@example.com".to_owned(),
        change,
        needs_mfa,
        devices: u64::from(!needs_mfa),
        active_keys: u64::from(needs_mfa),
        password_set: Some(devices::sample::when("2023-11-02 09:15")),
    };
    let page = |root| Page {
        layout: gallery::root(t, at),
        root,
    };
    let change = Some((
        "owner@new.example.com".to_owned(),
        devices::sample::when("2024-07-19 09:30"),
    ));
    let user = Page {
        layout: gallery::user(t, at),
        root: None,
    };
    vec![
        ("typical", page(Some(own(None, false)))),
        ("email-waits", page(Some(own(change, false)))),
        ("without-mfa", page(Some(own(None, true)))),
        ("user", user),
    ]
}

/// `GET /console/root-user`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    page(&Page {
        layout: visit.frame(&signed),
        root: own(&visit, &signed).await?,
    })
}

async fn own(visit: &Visit, signed: &SignedIn) -> Result<Option<Own>, Stop> {
    let Some(Holder::Root(root)) = signed.oneself() else {
        return Ok(None);
    };
    let needs_mfa = signed.session.mfa.is_none();
    let (mut email, mut change) = (root.email.to_string(), None);
    if !needs_mfa {
        let view = visit.ask(&GetRootEmail).await?;
        email = view.email.to_string();
        change = view.change.and_then(|change| {
            let at = change.takes_effect_at()?;
            Some((change.to.to_string(), visit.when(at)))
        });
    }
    let credentials = &root.credentials;
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Ok(Some(Own {
        email,
        change,
        needs_mfa,
        devices: count(credentials.devices.len()),
        active_keys: count(credentials.active_access_keys()),
        password_set: credentials
            .password
            .as_ref()
            .map(|password| visit.when(password.set_at)),
    }))
}
