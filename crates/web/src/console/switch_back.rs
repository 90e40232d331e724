//! What stands in the way of somebody in a role: its time is over, or the page is about themselves.

use askama::Template;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::Layout;

/// Why the person must switch back first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The role's time is over, or it was deleted.
    Over,
    /// The page is about the person's own things.
    Own,
}

/// The question whether to switch back.
#[derive(Template)]
#[template(path = "console/switch_back.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Why.
    pub why: Why,
    /// What the role is called.
    pub role: String,
    /// Who the person is.
    pub user: String,
    /// Where they go then.
    pub return_to: String,
}

impl Page {
    const fn title(&self) -> &'static str {
        let t = self.layout.t;
        match self.why {
            Why::Over => t.switch_over(),
            Why::Own => t.switch_own(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout, why| Page {
        layout,
        why,
        role: "Audit".to_owned(),
        user: "hanako".to_owned(),
        return_to: "/console/security-credentials".to_owned(),
    };
    let address = "/console/switch-role/exit";
    vec![
        ("own", page(gallery::in_role(t, address), Why::Own)),
        ("over", page(gallery::user(t, address), Why::Over)),
    ]
}
