//! After the session: signed out, run out, or ended from elsewhere.

use askama::Template;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::signin::choose::return_query;

/// The page after a session.
#[derive(Template)]
#[template(path = "signin/signed_out.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Why the session is over.
    pub reason: Reason,
    /// Where to go after signing in again: an own path, if one was left.
    pub return_to: Option<String>,
}

/// Why a session is over.
#[derive(Clone, Copy)]
pub enum Reason {
    /// The person signed out.
    Asked,
    /// Twelve hours are over, or an hour without use.
    Expired,
    /// It was ended in another browser, or by a change of password or device.
    Ended,
}

impl Page {
    fn query(&self) -> String {
        return_query(self.return_to.as_deref())
    }

    const fn title(&self) -> &'static str {
        let t = self.layout.t;
        match self.reason {
            Reason::Asked => t.signed_out_title(),
            Reason::Expired => t.expired_title(),
            Reason::Ended => t.ended_title(),
        }
    }

    const fn text(&self) -> &'static str {
        let t = self.layout.t;
        match self.reason {
            Reason::Asked => t.signed_out_text(),
            Reason::Expired => t.expired_text(),
            Reason::Ended => t.ended_text(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |reason| Page {
        layout: gallery::outside(t, "/signin/signed-out"),
        reason,
        return_to: None,
    };
    vec![
        ("asked", page(Reason::Asked)),
        ("expired", page(Reason::Expired)),
        ("ended", page(Reason::Ended)),
    ]
}
