//! The mail room: letters are written here, wait, and are sent.
//!
//! A letter is written in the unit of work of what it tells. It is sent at least once, with a name
//! that stays the same; a second time only where whoever took it did not come to say so, or where the
//! sender died in between.

use std::collections::BTreeSet;
use std::sync::Arc;

use rules::usage::Meter;
use rules::{Account, AccountId, AccountSettings, Email, Month, SignedDuration, Timestamp};
use store::StoreError;

use crate::call::{Call, Service};
use crate::letters::{About, Happening, Letter, Mail, Post, PostError, Render, What};
use crate::ops::account::{load_account, root_of};
use crate::person::Holder;
use crate::ports::MailWay;
use crate::records::{self, INSTALLATION, Outgoing, Posted, Tx, TxError, lists};
use crate::refusal::Refusal;
use crate::secrets;

/// How long a letter belongs to one sender: longer than any conversation with a mail server.
const CLAIM_MINUTES: i64 = 5;
/// How long it is tried to send a letter.
const GIVEN_UP_DAYS: i64 = 5;
/// Letters that are under way at once.
const AT_ONCE: usize = 8;

/// How long to wait after so many tries in vain.
fn back_off(tries: u32) -> SignedDuration {
    let minutes = match tries {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        _ => 240,
    };
    SignedDuration::from_mins(minutes)
}

/// What everybody of an account is told with.
pub(crate) struct Envelope {
    pub(crate) account: Account,
    pub(crate) settings: AccountSettings,
}

impl Envelope {
    pub(crate) async fn of(tx: &mut Tx, account: &AccountId) -> Result<Self, Refusal> {
        let settings: Option<AccountSettings> = tx.load(&records::settings_key(account)).await?;
        Ok(Self {
            account: load_account(tx, account).await?,
            settings: settings.unwrap_or_else(|| AccountSettings::of(account.clone())),
        })
    }

    /// A letter of this account to somebody.
    pub(crate) fn letter(&self, to: Email, about: About) -> Letter {
        Letter {
            to,
            language: self.settings.language,
            time_zone: self.settings.time_zone.clone(),
            account: self.account.id.clone(),
            account_name: self.account.name.to_string(),
            about,
        }
    }
}

/// Puts a letter into the outbox, under a name that no other may have.
pub(crate) async fn put(tx: &mut Tx, id: String, letter: Letter) -> Result<(), StoreError> {
    let outgoing = Outgoing {
        id,
        letter,
        planned_at: tx.now,
        tries: 0,
        not_before: tx.now,
        last_error: None,
    };
    tx.save(&outgoing).await
}

/// Whether a letter with something secret reaches anybody.
pub(crate) fn can_send_secrets(call: &Call<'_>) -> bool {
    call.shared.settings.mail == MailWay::Smtp
}

/// Who is told of what happens to somebody's credentials: the person, and who looks after security.
pub(crate) async fn concerned(
    tx: &mut Tx,
    envelope: &Envelope,
    holder: &Holder,
) -> Result<Vec<Email>, Refusal> {
    let security = envelope.settings.security_contact.clone();
    let security = security.map(|contact| contact.email);
    let own = match holder {
        Holder::Root(root) => Some(root.email.clone()),
        Holder::User(user) => user.contact_email.clone(),
    };
    let mut told: Vec<Email> = own.into_iter().chain(security).collect();
    if told.is_empty() {
        told.push(root_of(tx, &envelope.account.id).await?.email);
    }
    let mut seen = BTreeSet::new();
    told.retain(|email| seen.insert(email.folded()));
    Ok(told)
}

/// Tells those concerned of something that happened to somebody's credentials (OP-1).
pub(crate) async fn tell_of(
    call: &mut Call<'_>,
    holder: &Holder,
    what: What,
) -> Result<(), Refusal> {
    tell_also(call, holder, &[], what).await
}

/// As [`tell_of`], and these addresses as well.
pub(crate) async fn tell_also(
    call: &mut Call<'_>,
    holder: &Holder,
    also: &[Email],
    what: What,
) -> Result<(), Refusal> {
    let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
    let happening = Happening {
        what,
        user: match holder {
            Holder::Root(_) => None,
            Holder::User(user) => Some(user.name.to_string()),
        },
        at: call.now(),
        ip: call.visitor.ip.clone(),
        user_agent: call.visitor.user_agent.clone(),
    };
    let mut told = concerned(&mut call.tx, &envelope, holder).await?;
    for one in also {
        if !told.iter().any(|email| email.folded() == one.folded()) {
            told.push(one.clone());
        }
    }
    for to in told {
        let id = call.draw(secrets::random_id);
        let letter = envelope.letter(to, About::Happened(happening.clone()));
        put(&mut call.tx, id, letter).await?;
    }
    Ok(())
}

/// Tells whoever reads an address of something that happened to the account.
pub(crate) async fn tell_at(call: &mut Call<'_>, to: Email, what: What) -> Result<(), Refusal> {
    let account = call.person()?.account().clone();
    let envelope = Envelope::of(&mut call.tx, &account).await?;
    let happening = Happening {
        what,
        user: None,
        at: call.now(),
        ip: call.visitor.ip.clone(),
        user_agent: call.visitor.user_agent.clone(),
    };
    let id = call.draw(secrets::random_id);
    put(
        &mut call.tx,
        id,
        envelope.letter(to, About::Happened(happening)),
    )
    .await?;
    Ok(())
}

/// What a round of sending did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Letters that were taken.
    pub sent: usize,
    /// Letters that will be tried again.
    pub waiting: usize,
    /// Letters that were given up.
    pub failed: usize,
}

/// What became of one letter.
enum Fate {
    Sent,
    Waits,
    Failed,
    /// Somebody else has it, or it is not its time.
    Passed,
}

impl Service {
    /// Sends what waits. Several may do so at once: each letter belongs to one of them.
    pub async fn send_mail(
        &self,
        render: &Arc<dyn Render>,
        post: &Arc<dyn Post>,
    ) -> Result<Sent, Refusal> {
        let mut ids = Vec::new();
        let store = &self.shared.store;
        lists::each::<Outgoing>(store, INSTALLATION, |record| {
            ids.push(record.key.id.clone());
            Ok(())
        })
        .await?;
        let mut done = Sent::default();
        for some in ids.chunks(AT_ONCE) {
            self.send_some(some, render, post, &mut done).await?;
        }
        Ok(done)
    }

    async fn send_some(
        &self,
        ids: &[String],
        render: &Arc<dyn Render>,
        post: &Arc<dyn Post>,
        done: &mut Sent,
    ) -> Result<(), Refusal> {
        let mut under_way = tokio::task::JoinSet::new();
        for id in ids {
            let (service, id) = (self.clone(), id.clone());
            let (render, post) = (Arc::clone(render), Arc::clone(post));
            under_way.spawn(async move { service.send_one(&id, &*render, &*post).await });
        }
        while let Some(fate) = under_way.join_next().await {
            match fate.map_err(|error| Refusal::Unavailable(error.to_string()))?? {
                Fate::Sent => done.sent += 1,
                Fate::Waits => done.waiting += 1,
                Fate::Failed => done.failed += 1,
                Fate::Passed => {}
            }
        }
        Ok(())
    }

    async fn send_one(
        &self,
        id: &str,
        render: &dyn Render,
        post: &dyn Post,
    ) -> Result<Fate, Refusal> {
        let Some(claimed) = self.claim(id).await? else {
            return Ok(Fate::Passed);
        };
        if claimed.letter.about.is_over(claimed.not_before) {
            let late = "it was no use any more when it could have been sent".to_owned();
            return self.settle(claimed, Err(PostError::ForGood(late))).await;
        }
        let mail = Mail {
            message_id: claimed.id.clone(),
            to: claimed.letter.to.clone(),
            date: claimed.planned_at,
            is_secret: claimed.letter.about.is_secret(),
            written: render.render(&claimed.letter),
        };
        let outcome = post.send(mail).await;
        self.settle(claimed, outcome).await
    }

    /// Takes a letter for this sender, for a while.
    async fn claim(&self, id: &str) -> Result<Option<Outgoing>, Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let found = tx.load::<Outgoing>(&records::outgoing_key(id)).await?;
        let Some(mut letter) = found.filter(|letter| letter.not_before <= tx.now) else {
            return Ok(None);
        };
        letter.tries += 1;
        letter.not_before = tx.now + SignedDuration::from_mins(CLAIM_MINUTES);
        tx.save(&letter).await?;
        match tx.commit().await {
            Ok(()) => Ok(Some(letter)),
            Err(TxError::Conflict) => Ok(None),
            Err(TxError::Store(error)) => Err(error.into()),
        }
    }

    /// Writes down what became of a letter.
    async fn settle(
        &self,
        claimed: Outgoing,
        outcome: Result<(), PostError>,
    ) -> Result<Fate, Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let key = records::outgoing_key(&claimed.id);
        let Some(mut letter) = tx.load::<Outgoing>(&key).await? else {
            return Ok(Fate::Passed);
        };
        let old = tx.now >= letter.planned_at + SignedDuration::from_hours(24 * GIVEN_UP_DAYS);
        let (fate, error) = match outcome {
            Ok(()) => (Fate::Sent, None),
            Err(PostError::ForNow(reason)) if !old => {
                letter.not_before = tx.now + back_off(letter.tries);
                letter.last_error = Some(bounded(&reason));
                tx.save(&letter).await?;
                (Fate::Waits, None)
            }
            Err(PostError::ForNow(reason) | PostError::ForGood(reason)) => {
                (Fate::Failed, Some(bounded(&reason)))
            }
        };
        if !matches!(fate, Fate::Waits) {
            tx.save(&posted(&letter, tx.now, error)).await?;
            tx.remove(&letter).await?;
        }
        let (account, month) = (letter.letter.account.clone(), Month::of(tx.now));
        match tx.commit().await {
            Ok(()) => {
                if matches!(fate, Fate::Sent) && letter.letter.about.is_own() {
                    self.shared.meters.count(&account, month, Meter::Mail);
                }
                Ok(fate)
            }
            // In a conflict somebody else sent it again meanwhile, and settles it.
            Err(TxError::Conflict) => Ok(fate),
            Err(TxError::Store(error)) => Err(error.into()),
        }
    }

    /// How many letters wait, for the metrics.
    pub async fn letters_waiting(&self) -> Result<usize, Refusal> {
        let mut count = 0;
        lists::each::<Outgoing>(&self.shared.store, INSTALLATION, |_| {
            count += 1;
            Ok(())
        })
        .await?;
        Ok(count)
    }
}

impl About {
    /// Whether the account uses the mails with it. A stranger who knows root's address can have the one
    /// about a forgotten password sent, and uses nothing in the account's name.
    fn is_own(&self) -> bool {
        !matches!(self, Self::ResetPassword { .. })
    }

    /// Whether nobody could use it any more.
    fn is_over(&self, now: Timestamp) -> bool {
        matches!(self, Self::ResetPassword { until, .. } if now >= *until + SignedDuration::from_mins(CLAIM_MINUTES))
    }
}

fn posted(letter: &Outgoing, now: Timestamp, error: Option<String>) -> Posted {
    Posted {
        id: letter.id.clone(),
        account: letter.letter.account.clone(),
        to: letter.letter.to.clone(),
        about: letter.letter.about.name().to_owned(),
        planned_at: letter.planned_at,
        ended_at: now,
        tries: letter.tries,
        error,
    }
}

/// What a mail server says is somebody else's text: one line, and not a long one.
fn bounded(reason: &str) -> String {
    let line = reason.chars().filter(|letter| !letter.is_control());
    line.take(200).collect()
}
