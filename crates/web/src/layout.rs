//! What all pages share: the frame around them and the small values that their fields are made of.
//!
//! Everything here is ready to be shown: no domain types, no decisions. Labels come from messages
//! by the page's language; a field of a page holds text only where that text is somebody's data.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lang::Lang;
use crate::visit::{ENROLMENT, REOPEN};

/// What every page needs beside its own fields.
#[derive(Clone)]
pub struct Layout {
    /// The language of the page.
    pub t: Lang,
    /// The token that every form of the page carries.
    pub csrf: String,
    /// The page's own address (path and query), to which the language switch comes back.
    pub path: String,
    /// Who is signed in; without it the page stands alone, without navigation.
    pub signed_in: Option<SignedIn>,
    /// What has just happened, above the page.
    pub flash: Option<Notice>,
}

/// The person whose console this is, as the account menu names them.
#[derive(Clone)]
pub struct SignedIn {
    /// Twelve digits, without hyphens.
    pub account_id: String,
    /// The account's name.
    pub account_name: String,
    /// The alias, if one is set.
    pub account_alias: Option<String>,
    /// Root or one of the users.
    pub who: Who,
    /// What of the console is open to them.
    pub reach: Reach,
    /// Whether they are responsible for accounts.
    pub is_responsible: bool,
    /// From when they need MFA, while they have none and there is time.
    pub countdown: Option<Countdown>,
    /// When the wait of root's recovery ends, in words, while one is under way.
    pub recovery: Option<String>,
    /// The role in which they stand. The account above is then the role's.
    pub role: Option<CurrentRole>,
    /// The roles in which they stood lately.
    pub recent: Vec<RecentRole>,
}

/// The role in which somebody stands, and who they are.
#[derive(Clone, Debug)]
pub struct CurrentRole {
    /// What it is called.
    pub label: String,
    /// The word of the colour that marks it; empty without one.
    pub colour: &'static str,
    /// The role's name.
    pub name: String,
    /// The user.
    pub user: String,
    /// The user's account, by alias or id.
    pub home: String,
    /// Until when.
    pub until: When,
}

/// A role in which somebody stood lately.
#[derive(Clone, Debug)]
pub struct RecentRole {
    /// What it was called.
    pub label: String,
    /// The address that fills the form with it.
    pub address: String,
}

/// What of the console is open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing but the first MFA device of their own.
    Enrolment,
    /// Nothing but reopening their account, which is closed.
    Reopening,
    /// The console.
    Console(Overviews),
}

/// The pages about many people, for those who may see them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a page of its own that the navigation leads to or not"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overviews {
    /// Who of the account has MFA.
    pub mfa_status: bool,
    /// From when whom needs MFA.
    pub deadline: bool,
    /// Every device of the account.
    pub devices: bool,
    /// Who did what in the account.
    pub events: bool,
    /// What it used, and its billing profile.
    pub billing: bool,
}

/// The time until somebody needs MFA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// From when: date, time and zone in words.
    pub due: String,
    /// Days that are left, by the calendar.
    pub days: u64,
}

impl SignedIn {
    /// The account as people name it: the alias, else the id.
    pub fn account(&self) -> String {
        self.account_alias
            .clone()
            .unwrap_or_else(|| self.grouped_account_id())
    }

    /// The id in groups of four, as AWS writes it.
    pub fn grouped_account_id(&self) -> String {
        grouped_account_id(&self.account_id)
    }
}

/// Twelve digits in groups of four.
pub fn grouped_account_id(id: &str) -> String {
    let mut grouped = String::with_capacity(id.len() + 2);
    for (at, digit) in id.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push('-');
        }
        grouped.push(digit);
    }
    grouped
}

/// A principal as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The account's root user.
    Root,
    /// The user of this name.
    User(String),
}

/// Whose devices or password a page changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The signed-in person's own.
    Own,
    /// Those of the user of this name.
    User(String),
}

/// A message above a page.
#[derive(Clone)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What is said, in the page's language.
    pub text: String,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Done,
            text: text.into(),
        }
    }

    /// Something to know.
    pub fn note(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Note,
            text: text.into(),
        }
    }

    /// Something to look at soon.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Warning,
            text: text.into(),
        }
    }

    /// Something was not done.
    pub fn refused(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Refused,
            text: text.into(),
        }
    }
}

/// The four states; each is shown by a word, a shape and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good, or done.
    Done,
    /// Neutral.
    Note,
    /// Open: somebody should act.
    Warning,
    /// Refused, or wrong.
    Refused,
}

impl Tone {
    /// The state's name in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Refused => "refused",
        }
    }

    /// Whether it must be heard at once.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::Warning | Self::Refused)
    }

    /// The word that stands beside the shape.
    pub const fn word(self, t: Lang) -> &'static str {
        match self {
            Self::Done => t.tone_done(),
            Self::Note => t.tone_note(),
            Self::Warning => t.tone_warning(),
            Self::Refused => t.tone_refused(),
        }
    }
}

/// A form field that keeps what was typed.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What the field holds.
    pub value: String,
    /// What is wrong with it and what to do.
    pub error: Option<String>,
}

impl Field {
    /// A field that holds this.
    pub fn holding(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// A field whose content was refused.
    pub fn refused(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: Some(error.into()),
        }
    }
}

/// A form field for a password or a code: what was typed into it never comes back.
#[derive(Clone, Debug, Default)]
pub struct Secret {
    /// What is wrong with it and what to do.
    pub error: Option<String>,
}

impl Secret {
    /// A field whose content was refused.
    pub fn refused(error: impl Into<String>) -> Self {
        Self {
            error: Some(error.into()),
        }
    }
}

/// A field that was refused, for the summary above its form.
pub struct Fault<'page> {
    /// The field's id and name.
    pub id: &'static str,
    /// The field's label.
    pub label: &'static str,
    /// What is wrong with it and what to do.
    pub error: &'page str,
}

/// Those of a form's fields that were refused, in the order of the form.
pub(crate) fn faults<'page>(
    fields: impl IntoIterator<Item = (&'static str, &'static str, &'page Option<String>)>,
) -> Vec<Fault<'page>> {
    let refused = fields
        .into_iter()
        .filter_map(|(id, label, error)| error.as_deref().map(|error| Fault { id, label, error }));
    refused.collect()
}

/// Where the focus begins: in the summary of the faults if there is one, else in the first field.
pub(crate) const fn focus(faults: &[Fault<'_>]) -> &'static str {
    if faults.is_empty() { " autofocus" } else { "" }
}

/// An instant, shown in the zone of the installation; the script of the pages shows it in the
/// reader's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// For machines: RFC 3339.
    pub machine: String,
    /// For people.
    pub text: String,
}

impl When {
    /// This instant in `zone`, to the minute.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self {
            machine: instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: instant
                .to_zoned_datetime(zone.clone())
                .strftime("%Y-%m-%d %H:%M %Z")
                .to_string(),
        }
    }
}

/// A time to wait, counted down by the script of the pages where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Seconds from the moment at which the page was made.
    pub seconds: u64,
}

impl Wait {
    /// Minutes and seconds, as a clock shows them.
    pub fn clock(&self) -> String {
        format!("{}:{:02}", self.seconds / 60, self.seconds % 60)
    }
}

/// A part of a page that the person's policies allow, or the action that they lack for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permitted<T = ()> {
    /// Allowed.
    Yes(T),
    /// Left out; this action is missing, for example `iam:ListUsers`.
    Lacks(&'static str),
}

impl<T> Permitted<T> {
    /// The part made into another, if it may be shown.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Permitted<U> {
        match self {
            Self::Yes(part) => Permitted::Yes(into(part)),
            Self::Lacks(action) => Permitted::Lacks(action),
        }
    }

    /// What is shown, if it may be.
    pub const fn shown(&self) -> Option<&T> {
        match self {
            Self::Yes(part) => Some(part),
            Self::Lacks(_) => None,
        }
    }

    /// The action that is missing, if one is.
    pub const fn lacks(&self) -> Option<&'static str> {
        match self {
            Self::Yes(_) => None,
            Self::Lacks(action) => Some(action),
        }
    }
}

impl Layout {
    /// The role in which the person stands.
    pub fn role(&self) -> Option<&CurrentRole> {
        self.signed_in.as_ref()?.role.as_ref()
    }

    /// The roles in which they stood lately.
    pub fn recent_roles(&self) -> &[RecentRole] {
        let person = self.signed_in.as_ref();
        person.map_or(&[], |person| &person.recent)
    }

    /// What stands in the navigation; none where there is no console around the page.
    pub fn overviews(&self) -> Option<Overviews> {
        match self.signed_in.as_ref()?.reach {
            Reach::Console(overviews) => Some(overviews),
            Reach::Enrolment | Reach::Reopening => None,
        }
    }

    /// Whether the navigation leads to the accounts for which somebody is responsible.
    pub fn leads_to_accounts(&self) -> bool {
        let person = self.signed_in.as_ref();
        person.is_some_and(|person| person.is_responsible)
    }

    /// Whether somebody is signed in to whom nothing is open but their own first MFA device.
    pub fn enrols_only(&self) -> bool {
        let reach = self.signed_in.as_ref().map(|person| person.reach);
        reach == Some(Reach::Enrolment)
    }

    /// Whether somebody is signed in to whom one thing is open and nothing else.
    pub fn has_one_page(&self) -> bool {
        self.signed_in.is_some() && self.overviews().is_none()
    }

    /// Where the name of the house leads.
    pub fn home(&self) -> &'static str {
        match self.signed_in.as_ref().map(|person| person.reach) {
            Some(Reach::Enrolment) => ENROLMENT,
            Some(Reach::Reopening) => REOPEN,
            Some(Reach::Console(_)) => "/console",
            None => "/signin",
        }
    }

    /// Where somebody goes who leaves the wizard.
    pub fn out_of_wizard(&self, whose: &Whose) -> String {
        if self.enrols_only() {
            ENROLMENT.to_owned()
        } else {
            whose.back()
        }
    }

    /// When the wait of root's recovery ends, on pages that are not about it themselves.
    pub fn recovery(&self) -> Option<&String> {
        let recovery = self.signed_in.as_ref()?.recovery.as_ref();
        recovery.filter(|_| self.overviews().is_some() && !self.within("/console/recovery"))
    }

    /// The time until MFA is needed, on pages that are not about it themselves.
    pub fn countdown(&self) -> Option<&Countdown> {
        let countdown = self.signed_in.as_ref()?.countdown.as_ref();
        let is_about_it = ABOUT_THE_FIRST_DEVICE
            .into_iter()
            .any(|page| self.within(page));
        countdown.filter(|_| !is_about_it)
    }

    /// Whether the page belongs to the part of the console that begins at `start`.
    pub fn within(&self, start: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        path == start
            || (start != DASHBOARD
                && path
                    .strip_prefix(start)
                    .is_some_and(|rest| rest.starts_with('/')))
    }

    /// The style sheet, with the hash of its content in the address.
    pub fn style_sheet(&self) -> String {
        format!("/assets/sekisho.css?v={STYLE_SHEET_VERSION:016x}")
    }

    /// The script that helps (copying, counting down), likewise.
    pub fn script(&self) -> String {
        format!("/assets/sekisho.js?v={SCRIPT_VERSION:016x}")
    }
}

/// The first page of the console.
const DASHBOARD: &str = "/console";
/// The pages on the way to one's first device.
const ABOUT_THE_FIRST_DEVICE: [&str; 4] = [
    "/console/mfa-required",
    "/console/enrol",
    "/console/security-credentials/mfa",
    "/console/confirm",
];

/// The style sheet of all pages.
pub const STYLE_SHEET: &[u8] = include_bytes!("../assets/sekisho.css");

/// The script of all pages.
pub const SCRIPT: &[u8] = include_bytes!("../assets/sekisho.js");

const STYLE_SHEET_VERSION: u64 = fnv1a(STYLE_SHEET);
const SCRIPT_VERSION: u64 = fnv1a(SCRIPT);

/// FNV-1a: enough to tell two versions of our own file apart.
const fn fnv1a(content: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < content.len() {
        hash = (hash ^ content[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery;

    #[test]
    fn the_navigation_marks_the_part_of_the_console_in_which_the_page_lies() {
        for (path, start, within) in [
            ("/console", "/console", true),
            ("/console?done=x", "/console", true),
            ("/console/users", "/console", false),
            ("/console/users", "/console/users", true),
            ("/console/users?search=a", "/console/users", true),
            ("/console/users/hanako/delete", "/console/users", true),
            ("/console/users.csv", "/console/users", false),
            ("/console/sessions", "/console/users", false),
        ] {
            let layout = gallery::outside(Lang::Ja, path);
            assert_eq!(layout.within(start), within, "{path} in {start}");
        }
    }

    #[test]
    fn the_countdown_stands_on_every_page_but_those_on_the_way_to_a_device() {
        let mut layout = gallery::root(Lang::Ja, "/console");
        if let Some(person) = &mut layout.signed_in {
            person.countdown = Some(gallery::countdown(Lang::Ja));
        }
        for (path, shown) in [
            ("/console", true),
            ("/console/users/hanako/mfa/new", true),
            ("/console/security-credentials", true),
            ("/console/security-credentials/mfa/new?name=a", false),
            ("/console/mfa-required?return=/console/users", false),
            ("/console/confirm", false),
        ] {
            path.clone_into(&mut layout.path);
            assert_eq!(layout.countdown().is_some(), shown, "{path}");
        }
    }

    #[test]
    fn an_account_is_named_by_its_alias_else_by_its_id_in_groups() {
        let mut person = SignedIn {
            account_id: String::from("123456789012"),
            account_name: String::from("Keiri"),
            account_alias: None,
            who: Who::Root,
            reach: Reach::Enrolment,
            is_responsible: false,
            countdown: None,
            recovery: None,
            role: None,
            recent: Vec::new(),
        };
        assert_eq!(person.account(), "1234-5678-9012");
        person.account_alias = Some(String::from("keiri"));
        assert_eq!(person.account(), "keiri");
    }

    #[test]
    fn a_wait_is_shown_as_minutes_and_seconds() {
        for (seconds, clock) in [
            (0, "0:00"),
            (9, "0:09"),
            (60, "1:00"),
            (840, "14:00"),
            (3600, "60:00"),
        ] {
            assert_eq!(Wait { seconds }.clock(), clock);
        }
    }

    #[test]
    fn the_summary_holds_what_was_refused_in_the_order_of_the_form() {
        let (good, bad) = (None, Some(String::from("wrong")));
        let found = faults([("a", "A", &bad), ("b", "B", &good), ("c", "C", &bad)]);
        assert_eq!(
            found.iter().map(|fault| fault.id).collect::<Vec<_>>(),
            ["a", "c"]
        );
        assert_eq!((focus(&found), focus(&[])), ("", " autofocus"));
    }

    /// A browser keeps the file for ever, so another content must have another address.
    #[test]
    fn the_address_of_a_file_follows_its_content() {
        assert_ne!(fnv1a(b"a"), fnv1a(b"b"));
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
