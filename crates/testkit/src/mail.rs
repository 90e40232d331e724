//! The mail of a story: who was told what, and a mail server with its moods.
//!
//! Here a letter is what it says as facts; its text in two languages is tested where it is made.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use service::letters::{Letter, Mail, Post, PostError, Render, Written};
use service::{Planned, Planning, Sent};

use crate::known::lock;
use crate::world::{Inner, World};

/// How the mail server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// It takes what comes.
    #[default]
    Takes,
    /// It has no time now.
    Busy,
    /// It does not want any of it.
    Refuses,
    /// It takes what comes and dies before it says so.
    TakesAndDies,
}

/// A mail that arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Its name.
    pub message_id: String,
    /// Whose mailbox it lies in.
    pub to: String,
    /// What it tells, by the name in lists.
    pub about: String,
    /// What it says.
    pub facts: Value,
}

/// The mail server with all mailboxes.
#[derive(Default)]
pub(crate) struct MailServer {
    mood: Mutex<Mood>,
    arrived: Mutex<Vec<Arrived>>,
    seen: Mutex<usize>,
}

/// Writes down what a letter says, as facts.
struct Facts;

impl Render for Facts {
    fn render(&self, letter: &Letter) -> Written {
        Written {
            subject: letter.about.name().to_owned(),
            text: serde_json::to_string(letter).expect("a letter is JSON"),
            html: String::new(),
        }
    }
}

impl Post for MailServer {
    fn send(
        &self,
        mail: Mail,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), PostError>> + Send + '_>> {
        let mood = *lock(&self.mood);
        if matches!(mood, Mood::Takes | Mood::TakesAndDies) {
            lock(&self.arrived).push(Arrived {
                message_id: mail.message_id,
                to: mail.to.to_string(),
                about: mail.written.subject,
                facts: serde_json::from_str(&mail.written.text).expect("facts"),
            });
        }
        let outcome = match mood {
            Mood::Takes => Ok(()),
            Mood::Busy => Err(PostError::ForNow("(fake) come back later".to_owned())),
            Mood::Refuses => Err(PostError::ForGood("(fake) no such mailbox".to_owned())),
            Mood::TakesAndDies => Err(PostError::ForNow("(fake) the line is dead".to_owned())),
        };
        Box::pin(std::future::ready(outcome))
    }
}

impl World {
    /// The mail server is in this mood from now on.
    pub fn mail_server(&self, mood: Mood) -> &Self {
        *lock(&self.inner.mail.mood) = mood;
        self
    }

    /// Runs the job that plans notices. Gives back who is told what, in the order of their names.
    pub fn plans_notices(&self) -> Vec<String> {
        self.plan(Planning::Write)
    }

    /// Looks who would be told what.
    pub fn would_tell(&self) -> Vec<String> {
        self.plan(Planning::Look)
    }

    fn plan(&self, planning: Planning) -> Vec<String> {
        let service = self.inner.service();
        let plan = self.inner.run(service.plan_notices(planning));
        let plan = plan.expect("the store answers");
        let mut told: Vec<String> = plan.letters.iter().map(spelled).collect();
        told.sort();
        told
    }

    /// Runs the job that sends what waits.
    pub fn sends_mail(&self) -> Sent {
        self.inner.sends_mail()
    }

    /// What arrived since the last look is exactly this, in any order: `to about`.
    #[track_caller]
    pub fn mailboxes_got(&self, expected: &[&str]) -> &Self {
        self.sends_mail();
        let arrived = lock(&self.inner.mail.arrived);
        let mut seen = lock(&self.inner.mail.seen);
        let mut got: Vec<String> = arrived[*seen..]
            .iter()
            .map(|mail| format!("{} {}", mail.to, mail.about))
            .collect();
        *seen = arrived.len();
        got.sort();
        let mut expected: Vec<&str> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(got, expected, "the mails that arrived");
        self
    }

    /// Everything that ever arrived.
    pub fn mails(&self) -> Vec<Arrived> {
        self.sends_mail();
        lock(&self.inner.mail.arrived).clone()
    }

    /// The newest mail that tells this.
    #[track_caller]
    pub fn newest_mail(&self, about: &str) -> Arrived {
        let mails = self.mails();
        let newest = mails.into_iter().rev().find(|mail| mail.about == about);
        newest.unwrap_or_else(|| panic!("nobody was told `{about}`"))
    }

    /// The code in the newest mail with one.
    pub fn code_in_the_mail(&self) -> String {
        let mail = self.newest_mail("enrolment-code");
        self.secret_of(&mail.facts["about"]["EnrolmentCode"]["code"])
    }

    /// The address in the newest mail with one.
    pub fn address_in_the_mail(&self) -> String {
        let mail = self.newest_mail("password-reset");
        let token = self.secret_of(&mail.facts["about"]["ResetPassword"]["token"]);
        format!("/signin/root/reset?token={token}")
    }

    /// The code in the newest mail to an address that is to be root's.
    pub fn code_to_the_new_address(&self) -> String {
        let mail = self.newest_mail("new-root-email");
        self.secret_of(&mail.facts["about"]["NewRootEmail"]["code"])
    }

    /// The link in the newest mail to root's old address, which leads to where the change is cancelled.
    pub fn link_to_the_old_address(&self) -> String {
        let mail = self.newest_mail("root-email-change");
        let token = self.secret_of(&mail.facts["about"]["RootEmailChange"]["link"]);
        format!("/signin/cancel-email?token={token}")
    }

    /// Runs the job that lets other addresses of roots count. Gives back how many.
    pub fn settles_root_emails(&self) -> usize {
        let service = self.inner.service();
        let settled = self.inner.run(service.settle_root_emails());
        settled.expect("the store answers")
    }

    /// The link in the newest mail of a recovery of root, which leads to where it is cancelled.
    pub fn link_in_the_mail(&self) -> String {
        let mail = self.newest_mail("root-recovery");
        let token = self.secret_of(&mail.facts["about"]["RootRecovery"]["link"]);
        format!("/signin/cancel-recovery?token={token}")
    }

    fn secret_of(&self, fact: &Value) -> String {
        let secret = fact.as_str().expect("a secret").to_owned();
        self.inner.secrets.add(&secret);
        secret
    }
}

impl Inner {
    fn sends_mail(&self) -> Sent {
        let (render, post): (Arc<dyn Render>, Arc<dyn Post>) = (Arc::new(Facts), self.mail.clone());
        let service = self.service();
        self.run(service.send_mail(&render, &post))
            .expect("the store answers")
    }
}

fn spelled(planned: &Planned) -> String {
    format!("{} {}", planned.to, planned.about)
}
