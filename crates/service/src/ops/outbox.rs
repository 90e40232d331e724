//! The outbox, for the operator: which letters wait, and what became of the others.

use rules::{AccountId, Email, Timestamp};

use crate::call::{Answer, Call, Operation};
use crate::ops::status::posted;
use crate::records::{self, INSTALLATION, Posted, lists};
use crate::refusal::Refusal;

/// Letters, for the operator: those that wait, and what became of those that do not.
pub struct ListLetters {
    /// Only those of this account.
    pub account: Option<AccountId>,
}

/// A letter in the operator's list.
#[derive(Clone, Debug)]
pub struct LetterView {
    /// Its name, also in the mail.
    pub id: String,
    /// The account that it is about.
    pub account: AccountId,
    /// To whom.
    pub to: Email,
    /// What it tells.
    pub about: String,
    /// When it was written.
    pub planned_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What became of it.
    pub fate: LetterFate,
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterFate {
    /// It waits, with what went wrong last.
    Waiting(Option<String>),
    /// It was taken then.
    Sent(Timestamp),
    /// It was given up then, and why.
    Failed(Timestamp, String),
}

impl Operation for ListLetters {
    type Output = Vec<LetterView>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<LetterView>>, Refusal> {
        let store = &call.shared.store;
        let mut letters = Vec::new();
        for waiting in lists::all::<records::Outgoing>(store, INSTALLATION).await? {
            letters.push(LetterView {
                id: waiting.id,
                account: waiting.letter.account,
                to: waiting.letter.to,
                about: waiting.letter.about.name().to_owned(),
                planned_at: waiting.planned_at,
                tries: waiting.tries,
                fate: LetterFate::Waiting(waiting.last_error),
            });
        }
        let accounts = match &self.account {
            Some(account) => vec![account.clone()],
            None => lists::every_account(store).await?,
        };
        for account in accounts {
            letters.extend(posted(store, &account).await?.into_iter().map(ended));
        }
        if let Some(account) = &self.account {
            letters.retain(|letter| letter.account == *account);
        }
        letters.sort_by_key(|letter| letter.planned_at);
        Ok(Answer::Done(letters))
    }
}

fn ended(posted: Posted) -> LetterView {
    LetterView {
        id: posted.id,
        account: posted.account,
        to: posted.to,
        about: posted.about,
        planned_at: posted.planned_at,
        tries: posted.tries,
        fate: match posted.error {
            None => LetterFate::Sent(posted.ended_at),
            Some(error) => LetterFate::Failed(posted.ended_at, error),
        },
    }
}
