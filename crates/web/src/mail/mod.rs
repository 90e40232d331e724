//! What mails say: the text of each letter, in the language of its account or in both.
//!
//! A letter is made of blocks, and both forms of the mail, plain text and HTML, are written from the
//! same blocks: they cannot say different things.
//!
//! INVARIANT: a mail holds no link and no address to open, but the one for a new root password and the
//! ones that lead to where a recovery of root, or a change of its address, is cancelled. A mail that teaches people to follow links is the mail that thieves copy.

mod account;
mod codes;
mod deadline;
mod digest;
mod happening;
mod heads;
mod recovery;
mod root_email;
mod samples;

use askama::Template;
use jiff::tz::TimeZone;
use rules::Language;
use service::letters::{About, Letter, Render, Written};

use crate::http::PublicUrl;
use crate::lang::Lang;
use crate::layout::grouped_account_id;
use crate::moment::Zone;

pub(crate) use self::samples::samples;

/// Makes the texts of letters.
#[derive(Clone, Debug)]
pub struct Letters {
    public_url: PublicUrl,
    time_zone: TimeZone,
    service: String,
    help: Option<String>,
}

impl Letters {
    /// Texts of the installation that is reached at `public_url` and calls itself `service` (the
    /// issuer in authenticator apps). Times are in `time_zone` where an account has chosen none.
    /// `help` says whom to ask; the operator, if nobody is named.
    pub fn new(
        public_url: PublicUrl,
        time_zone: TimeZone,
        service: &str,
        help: Option<&str>,
    ) -> Self {
        Self {
            public_url,
            time_zone,
            service: plain(service),
            help: help.map(plain),
        }
    }

    fn part(&self, t: Lang, letter: &Letter) -> Part {
        let desk = Desk {
            t,
            letters: self,
            letter,
            zone: Zone::named(letter.time_zone.as_deref(), &self.time_zone),
        };
        match &letter.about {
            About::Deadline(notice) => desk.deadline(notice),
            About::Postponed(postponement) => desk.postponed(postponement),
            About::Digest(rows) => desk.digest(rows),
            About::Happened(happening) => desk.happened(happening),
            About::RootRecovery(notice) => desk.root_recovery(notice),
            About::TrailHeads(notice) => desk.trail_heads(notice),
            About::NewRootEmail { code, until } => {
                desk.new_root_email(code.as_ref().map(|code| code.as_str()), *until)
            }
            About::RootEmailChange(notice) => desk.root_email_change(notice),
            About::EnrolmentCode { code } => desk.enrolment_code(code),
            About::ResetPassword { token, until } => desk.reset_password(token, *until),
        }
    }
}

impl Render for Letters {
    fn render(&self, letter: &Letter) -> Written {
        let languages: &[Lang] = match letter.language {
            Some(Language::Japanese) => &[Lang::Ja],
            Some(Language::English) => &[Lang::En],
            None => &[Lang::Ja, Lang::En],
        };
        let parts: Vec<Part> = languages.iter().map(|t| self.part(*t, letter)).collect();
        let subjects: Vec<&str> = parts.iter().map(|part| part.subject.as_str()).collect();
        let subject = subjects.join(" / ");
        let html = Html {
            lang: languages[0],
            subject: &subject,
            parts: &parts,
        };
        let text = Text { parts: &parts };
        Written {
            html: html.render().expect("writing to memory does not fail"),
            text: folded(&text.render().expect("writing to memory does not fail")),
            subject,
        }
    }
}

/// A letter in one language.
struct Part {
    t: Lang,
    subject: String,
    title: String,
    blocks: Vec<Block>,
    footer: String,
}

/// A piece of a letter.
enum Block {
    /// One or more sentences.
    Text(String),
    /// What the letter is about, if nothing else of it is read.
    Lead(String),
    /// A heading over what follows.
    Heading(&'static str),
    /// Names with what they are.
    List(Vec<Row>),
    /// What to do, one after the other.
    Steps(Vec<String>),
    /// Values by their labels.
    Facts(Vec<Row>),
    /// Several things with the same values; `Row::label` is the thing.
    Table {
        head: [String; 5],
        rows: Vec<[String; 5]>,
    },
    /// A code to be typed.
    Code(String),
    /// Lines to be copied as they are.
    Verbatim(String),
    /// An address to be opened.
    Link(String),
}

/// Something with its label.
struct Row {
    label: String,
    value: String,
}

impl Row {
    fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// What a letter is written with, in one language.
struct Desk<'l> {
    t: Lang,
    letters: &'l Letters,
    letter: &'l Letter,
    zone: Zone,
}

impl Desk<'_> {
    /// A letter with the usual end: whom to ask, and that it holds no link.
    fn part(&self, subject: &str, title: impl Into<String>, mut blocks: Vec<Block>) -> Part {
        blocks.push(Block::Heading(self.t.mail_help_title()));
        blocks.push(Block::Text(self.help()));
        Part {
            t: self.t,
            subject: self.subject(subject),
            title: title.into(),
            blocks,
            footer: self.t.mail_footer(&self.letters.service),
        }
    }

    /// The subject with the account at its end.
    fn subject(&self, subject: &str) -> String {
        let id = self.letter.account.as_str();
        self.t.mail_subject(id, &self.letters.service, subject)
    }

    fn help(&self) -> String {
        match &self.letters.help {
            Some(help) => self.t.mail_help(help),
            None => self.t.mail_help_operator(&self.letters.service),
        }
    }

    fn account_name(&self) -> String {
        plain(&self.letter.account_name)
    }

    fn account_fact(&self) -> Row {
        let id = grouped_account_id(self.letter.account.as_str());
        let value = format!("{} ({id})", self.account_name());
        Row::new(self.t.dashboard_account(), value)
    }

    /// Root or the user, as a fact.
    fn who_fact(&self, user: Option<&str>) -> Row {
        let who = match user {
            None => self.t.root_user().to_owned(),
            Some(name) => format!("{} {}", self.t.iam_user(), plain(name)),
        };
        Row::new(self.t.mail_who(), who)
    }

    /// Root or the user, inside a sentence.
    fn whose(&self, user: Option<&str>) -> String {
        match user {
            None => self.t.mail_whose_root(self.account_name()),
            Some(name) => self.t.mail_whose_user(self.account_name(), plain(name)),
        }
    }

    /// What happened, and to whom.
    fn about(&self, what: &str, user: Option<&str>) -> String {
        match user {
            None => self.t.mail_about_root(what),
            Some(name) => self.t.mail_about_user(plain(name), what),
        }
    }
}

/// The mail as HTML.
#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'p> {
    lang: Lang,
    subject: &'p str,
    parts: &'p [Part],
}

/// The mail as plain text.
#[derive(Template)]
#[template(path = "mail/letter.txt", whitespace = "preserve")]
struct Text<'p> {
    parts: &'p [Part],
}

/// Somebody's words on one line: without line breaks, and without marks that turn or hide text.
fn plain(text: &str) -> String {
    let is_bad = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    text.replace(is_bad, " ").trim().to_owned()
}

/// The text with one empty line at most between two lines, and one line break at its end.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests;
