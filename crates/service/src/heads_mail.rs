//! The heads of the trail by mail: once a day to each recipient, restarts and several processes
//! notwithstanding.
//!
//! INVARIANT: the letters of a day and the record that they were written are one commit, and that
//! record is expected as it was read: of two processes that plan the same day, one finds it planned.

use jiff::civil::Date;
use rules::Email;
use sha2::{Digest, Sha256};

use crate::call::Service;
use crate::letters::{About, HeadsNotice};
use crate::mailroom::{self, Envelope};
use crate::records::{self, HeadsMailed, Tx, TxError, lists};
use crate::refusal::Refusal;
use crate::secrets;

/// Most letters of one day to one recipient: what fits into one commit.
pub const HEAD_LETTERS_MAX: usize = 30;

impl Service {
    /// Whether the letter of this day was not written yet, and somebody has to write it. Without an
    /// account there is nothing to tell.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn heads_are_due(&self, to: &Email, day: Date) -> Result<bool, Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let told: Option<HeadsMailed> = tx.load(&records::heads_mailed_key(to)).await?;
        if told.is_some_and(|told| told.day >= day) {
            return Ok(false);
        }
        Ok(!lists::every_account(&self.shared.store).await?.is_empty())
    }

    /// Writes the letters of this day into the outbox, at most [`HEAD_LETTERS_MAX`], unless they were
    /// written before. Gives back whether they are written now.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub async fn mail_heads(
        &self,
        to: &Email,
        day: Date,
        notices: Vec<HeadsNotice>,
    ) -> Result<bool, Refusal> {
        let accounts = lists::every_account(&self.shared.store).await?;
        let Some(account) = accounts.first() else {
            return Ok(false);
        };
        let mut tx = Tx::begin(&self.shared.store).await?;
        let told: Option<HeadsMailed> = tx.load(&records::heads_mailed_key(to)).await?;
        if told.is_some_and(|told| told.day >= day) {
            return Ok(false);
        }
        // An outbox knows letters of accounts only: it is the first one's, in nobody's language.
        let envelope = Envelope::of(&mut tx, account).await?;
        for notice in notices.into_iter().take(HEAD_LETTERS_MAX) {
            let id = id(to, &notice);
            let mut letter = envelope.letter(to.clone(), About::TrailHeads(notice));
            (letter.language, letter.time_zone) = (None, None);
            mailroom::put(&mut tx, id, letter).await?;
        }
        let to = to.clone();
        tx.save(&HeadsMailed { to, day }).await?;
        match tx.commit().await {
            Ok(()) => Ok(true),
            Err(TxError::Conflict) => Ok(false),
            Err(TxError::Store(error)) => Err(error.into()),
        }
    }
}

/// The name of a letter, different for each moment: after a restore a day is told of once more.
fn id(to: &Email, notice: &HeadsNotice) -> String {
    let mut hash = Sha256::new();
    hash.update(notice.at.as_microsecond().to_be_bytes());
    hash.update(notice.part.to_be_bytes());
    hash.update(to.folded().as_bytes());
    secrets::hex(&hash.finalize()[..16])
}
