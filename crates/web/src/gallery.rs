//! Every page with every sample in both languages: for reviewing the look, and for the tests.
//!
//! Invariant: a page that is not listed here is not tested; the tests count the templates.

use askama::Template;

use crate::lang::Lang;
use crate::layout::{Layout, SignedIn, Who};
use crate::{console, signin};

/// A rendered sample.
pub struct Sample {
    /// The page: folder and template without ending, as `console/users`.
    pub page: &'static str,
    /// The sample's own name.
    pub name: &'static str,
    /// Its language.
    pub lang: Lang,
    /// The document.
    pub html: String,
}

impl Sample {
    /// The name of its file in the gallery.
    pub fn file_name(&self) -> String {
        format!(
            "{}-{}.{}.html",
            self.page.replace('/', "-"),
            self.name,
            self.lang.tag()
        )
    }
}

/// All files of the gallery but the assets: name and content.
pub fn gallery() -> askama::Result<Vec<(String, String)>> {
    let samples = samples()?;
    let mut files = vec![("index.html".to_owned(), index(&samples))];
    files.extend(
        samples
            .into_iter()
            .map(|sample| (sample.file_name(), sample.html)),
    );
    Ok(files)
}

/// Renders one line of the list below.
macro_rules! page {
    ($all:ident, $lang:ident, $area:ident, $page:ident) => {
        for (name, page) in $area::$page::samples($lang) {
            let page_name = concat!(stringify!($area), "/", stringify!($page));
            $all.push(Sample {
                page: page_name,
                name,
                lang: $lang,
                html: page.render()?,
            });
        }
    };
}

/// Every page, sample and language.
pub fn samples() -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    for t in Lang::ALL {
        page!(all, t, signin, setup);
        page!(all, t, signin, no_account_yet);
        page!(all, t, signin, choose);
        page!(all, t, signin, root_email);
        page!(all, t, signin, root_password);
        page!(all, t, signin, user);
        page!(all, t, signin, mfa);
        page!(all, t, signin, new_password);
        page!(all, t, signin, signed_out);
        page!(all, t, console, dashboard);
        page!(all, t, console, users);
        page!(all, t, console, user_create);
        page!(all, t, console, user_created);
        page!(all, t, console, user);
        page!(all, t, console, user_delete);
        page!(all, t, console, user_password);
        page!(all, t, console, user_console);
        page!(all, t, console, unassigned_devices);
        page!(all, t, console, security_credentials);
        page!(all, t, console, mfa_name);
        page!(all, t, console, mfa_app);
        page!(all, t, console, mfa_remove);
        page!(all, t, console, mfa_resync);
        page!(all, t, console, access_key_create);
        page!(all, t, console, access_key_created);
        page!(all, t, console, access_key);
        page!(all, t, console, password_change);
        page!(all, t, console, sessions);
        page!(all, t, console, account);
        page!(all, t, console, password_policy);
        page!(all, t, console, confirm);
        page!(all, t, console, problem);
    }
    Ok(all)
}

/// The frame of a page before the console.
pub(crate) fn outside(t: Lang, path: &str) -> Layout {
    Layout {
        t,
        csrf: "not-a-token".to_owned(),
        path: path.to_owned(),
        signed_in: None,
        flash: None,
    }
}

/// The frame of a page that root looks at.
pub(crate) fn root(t: Lang, path: &str) -> Layout {
    inside(t, path, Who::Root)
}

/// The frame of a page that a user looks at.
pub(crate) fn user(t: Lang, path: &str) -> Layout {
    inside(t, path, Who::User("hanako".to_owned()))
}

fn inside(t: Lang, path: &str, who: Who) -> Layout {
    let signed_in = SignedIn {
        account_id: "123456789012".to_owned(),
        account_name: "Keiri".to_owned(),
        account_alias: Some("keiri".to_owned()),
        who,
    };
    Layout {
        signed_in: Some(signed_in),
        ..outside(t, path)
    }
}

/// The QR code of this text as a `data:` address.
pub(crate) fn picture(text: &str) -> String {
    let png = otp::qr::png(text, 5).unwrap_or_default();
    format!(
        "data:image/png;base64,{}",
        data_encoding::BASE64.encode(&png)
    )
}

fn index(samples: &[Sample]) -> String {
    use std::fmt::Write as _;
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sekisho: pages</title><h1>Pages</h1><ul>",
    );
    for sample in samples {
        let file = sample.file_name();
        let _ = write!(out, "<li><a href=\"{file}\">{file}</a></li>");
    }
    out.push_str("</ul></html>");
    out
}

#[cfg(test)]
mod html;
#[cfg(test)]
mod tests;
