//! The two doors: root user or IAM user.

use crate::http::{OwnPath, ReturnTo};
use crate::signin::no_account_yet;
use crate::visit::{Answered, Visit, page};
use askama::Template;
use service::ops::set_up::IsSetUp;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice};

/// The page with the two doors.
#[derive(Template)]
#[template(path = "signin/choose.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

impl Page {
    /// What the links to the doors carry on.
    fn query(&self) -> String {
        return_query(self.return_to.as_deref())
    }
}

/// The query that carries a return address from door to door.
pub(super) fn return_query(return_to: Option<&str>) -> String {
    return_to.map_or_else(String::new, |path| {
        format!(
            "?return={}",
            form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>()
        )
    })
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |return_to: Option<&str>| Page {
        layout: gallery::outside(t, "/signin"),
        return_to: return_to.map(str::to_owned),
    };
    let mut after_setup = page(None);
    after_setup.layout.flash = Some(Notice::done(t.setup_done("1234-5678-9012")));
    vec![
        ("typical", page(None)),
        ("on-the-way", page(Some("/console/users?q=a&page=2"))),
        ("after-set-up", after_setup),
    ]
}

/// `GET /signin`.
pub(crate) async fn show(visit: Visit, ReturnTo(return_to): ReturnTo) -> Answered {
    if !visit
        .at_the_door(&IsSetUp)
        .await
        .map_err(|refusal| visit.stop(refusal))?
    {
        let layout = visit.layout();
        return page(&no_account_yet::Page {
            layout,
            address: no_account_yet::Address::Missing,
        });
    }
    page(&Page {
        layout: visit.layout(),
        return_to: return_to.as_ref().map(OwnPath::to_string),
    })
}
