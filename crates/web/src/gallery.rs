//! Every page with every sample in both languages: for reviewing the look, and for the tests.
//!
//! Invariant: a page that is not listed here is not tested; the tests count the templates.

use askama::Template;

use jiff::tz::TimeZone;
use rules::{Language, Whom};
use service::letters::Render;

use crate::http::PublicUrl;
use crate::lang::Lang;
use crate::layout::{
    Countdown, CurrentRole, Layout, Overviews, Reach, RecentRole, SignedIn, When, Who,
};
use crate::mail::{self, Letters};
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
    let mut files: Vec<(String, String)> = samples()?
        .into_iter()
        .map(|sample| (sample.file_name(), sample.html))
        .collect();
    files.extend(mails());
    files.insert(0, ("index.html".to_owned(), index(&files)));
    Ok(files)
}

/// Every letter in each language and in both, as HTML and as plain text.
fn mails() -> Vec<(String, String)> {
    let letters = letters(None);
    let mut files = Vec::new();
    for (name, letter) in mail::samples() {
        for (tag, language) in [
            ("ja", Some(Language::Japanese)),
            ("en", Some(Language::English)),
            ("ja-en", None),
        ] {
            let mut letter = letter.clone();
            letter.language = language;
            let written = letters.render(&letter);
            let text = format!("{}\n\n{}", written.subject, written.text);
            files.push((format!("mail-{name}.{tag}.html"), written.html));
            files.push((format!("mail-{name}.{tag}.txt"), text));
        }
    }
    files
}

/// The texts of an installation in Japan.
pub(crate) fn letters(help: Option<&str>) -> Letters {
    let public_url = PublicUrl::parse("https://signin.example.com").expect("an address");
    let zone = TimeZone::get("Asia/Tokyo").unwrap_or(TimeZone::UTC);
    Letters::new(public_url, zone, "Sekisho", help)
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
        all.extend(at_the_door(t)?);
        all.extend(in_the_console(t)?);
        all.extend(about_billing(t)?);
        all.extend(of_root(t)?);
    }
    Ok(all)
}

fn at_the_door(t: Lang) -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    page!(all, t, signin, setup);
    page!(all, t, signin, no_account_yet);
    page!(all, t, signin, choose);
    page!(all, t, signin, root_email);
    page!(all, t, signin, root_password);
    page!(all, t, signin, root_forgot);
    page!(all, t, signin, root_reset);
    page!(all, t, signin, enrol);
    page!(all, t, signin, user);
    page!(all, t, signin, mfa);
    page!(all, t, signin, mfa_key);
    page!(all, t, signin, lost_device);
    page!(all, t, signin, recover);
    page!(all, t, signin, cancel_recovery);
    page!(all, t, signin, prove);
    page!(all, t, signin, new_password);
    page!(all, t, signin, signed_out);
    Ok(all)
}

fn in_the_console(t: Lang) -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    page!(all, t, console, dashboard);
    page!(all, t, console, mfa_required);
    page!(all, t, console, enrol);
    page!(all, t, console, users);
    page!(all, t, console, user_create);
    page!(all, t, console, user_created);
    page!(all, t, console, user);
    page!(all, t, console, user_delete);
    page!(all, t, console, user_password);
    page!(all, t, console, user_console);
    page!(all, t, console, user_enrolment);
    page!(all, t, console, groups);
    page!(all, t, console, group_create);
    page!(all, t, console, group);
    page!(all, t, console, group_rename);
    page!(all, t, console, group_delete);
    page!(all, t, console, group_mfa);
    page!(all, t, console, policy_attach);
    page!(all, t, console, policies);
    page!(all, t, console, policy);
    page!(all, t, console, policy_editor);
    page!(all, t, console, user_can);
    page!(all, t, console, roles);
    page!(all, t, console, role);
    page!(all, t, console, role_edit);
    page!(all, t, console, switch_role);
    page!(all, t, console, switch_back);
    page!(all, t, console, unassigned_devices);
    page!(all, t, console, mfa_status);
    page!(all, t, console, device_list);
    page!(all, t, console, device_record);
    page!(all, t, console, events);
    page!(all, t, console, event);
    page!(all, t, console, deadline);
    page!(all, t, console, deadline_set);
    page!(all, t, console, deadline_remove);
    page!(all, t, console, accounts);
    page!(all, t, console, security_credentials);
    page!(all, t, console, recovery);
    page!(all, t, console, recovery_codes);
    page!(all, t, console, register);
    page!(all, t, console, mfa_name);
    page!(all, t, console, mfa_app);
    page!(all, t, console, mfa_key);
    page!(all, t, console, mfa_remove);
    page!(all, t, console, mfa_resync);
    page!(all, t, console, mfa_token);
    page!(all, t, console, access_key_create);
    page!(all, t, console, access_key_created);
    page!(all, t, console, access_key);
    page!(all, t, console, password_change);
    page!(all, t, console, sessions);
    page!(all, t, console, account);
    page!(all, t, console, account_settings);
    page!(all, t, console, account_close);
    page!(all, t, console, account_reopen);
    page!(all, t, console, contacts);
    page!(all, t, console, contact_information);
    page!(all, t, console, contact_alternate);
    page!(all, t, console, password_policy);
    page!(all, t, console, confirm);
    page!(all, t, console, confirm_key);
    page!(all, t, console, problem);
    Ok(all)
}

fn about_billing(t: Lang) -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    page!(all, t, console, billing);
    page!(all, t, console, billing_edit);
    page!(all, t, console, billing_access);
    Ok(all)
}

/// What only root may do.
fn of_root(t: Lang) -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    page!(all, t, console, root_user);
    page!(all, t, console, root_email);
    page!(all, t, console, administrators);
    page!(all, t, console, administrator_restore);
    page!(all, t, signin, cancel_email);
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

/// The frame of the only page of a closed account.
pub(crate) fn closed(t: Lang, path: &str) -> Layout {
    let mut layout = root(t, path);
    if let Some(person) = &mut layout.signed_in {
        person.reach = Reach::Reopening;
    }
    layout
}

/// The frame of a page that a user looks at.
pub(crate) fn user(t: Lang, path: &str) -> Layout {
    inside(t, path, Who::User("hanako".to_owned()))
}

/// The frame of a page that a user looks at who has switched to a role.
pub(crate) fn in_role(t: Lang, path: &str) -> Layout {
    let mut layout = user(t, path);
    if let Some(person) = &mut layout.signed_in {
        "210987654321".clone_into(&mut person.account_id);
        "Soumu".clone_into(&mut person.account_name);
        person.account_alias = None;
        person.role = Some(CurrentRole {
            label: "Audit".to_owned(),
            colour: "orange",
            name: "audit".to_owned(),
            user: "hanako".to_owned(),
            home: "keiri".to_owned(),
            until: When {
                machine: "2024-07-09T04:05:00Z".to_owned(),
                text: "2024-07-09 13:05 JST".to_owned(),
            },
        });
        let address = "/console/switch-role?account=210987654321&roleName=audit";
        person.recent = ["Audit", "operations @ 123456789012"]
            .map(|label| RecentRole {
                label: label.to_owned(),
                address: address.to_owned(),
            })
            .into();
    }
    layout
}

/// The frame of a page to whom nothing is open but the first MFA device.
pub(crate) fn enrolling(t: Lang, path: &str) -> Layout {
    let mut layout = root(t, path);
    if let Some(person) = &mut layout.signed_in {
        person.reach = Reach::Enrolment;
    }
    layout
}

/// Twelve days until MFA is needed.
pub(crate) fn countdown(t: Lang) -> Countdown {
    Countdown {
        due: match t {
            Lang::Ja => "2024年7月16日 0:00 (日本時間)".to_owned(),
            Lang::En => "16 July 2024, 0:00 (Japan time)".to_owned(),
        },
        days: 12,
    }
}

/// The users of a group, as a rule about MFA means them.
pub(crate) fn group() -> Whom {
    Whom::parse("group:AGPAFAKEFAKEFAKEKEIRI").unwrap_or(Whom::ConsoleUsers)
}

/// A moment as a table shows it under the name of its zone.
pub(crate) fn moment(t: Lang) -> String {
    match t {
        Lang::Ja => "2024年7月9日 0:05".to_owned(),
        Lang::En => "9 July 2024, 0:05".to_owned(),
    }
}

fn inside(t: Lang, path: &str, who: Who) -> Layout {
    let overviews = Overviews {
        mfa_status: who == Who::Root,
        deadline: who == Who::Root,
        devices: who == Who::Root,
        events: who == Who::Root,
        billing: who == Who::Root,
    };
    let signed_in = SignedIn {
        account_id: "123456789012".to_owned(),
        account_name: "Keiri".to_owned(),
        account_alias: Some("keiri".to_owned()),
        who,
        is_responsible: overviews.deadline,
        reach: Reach::Console(overviews),
        countdown: None,
        recovery: None,
        role: None,
        recent: Vec::new(),
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

fn index(files: &[(String, String)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sekisho: pages</title><h1>Pages</h1><ul>",
    );
    for (file, _) in files {
        let _ = write!(out, "<li><a href=\"{file}\">{file}</a></li>");
    }
    out.push_str("</ul></html>");
    out
}

#[cfg(test)]
pub(crate) mod html;
#[cfg(test)]
mod tests;
