//! Who is in a session of the console, and who acts in it.
//!
//! INVARIANT: a session of before its account was closed opens nothing, also after it was reopened.

use rules::session::{Over, Session};
use rules::{Closing, Due};

use crate::call::{Person, Standing};
use crate::closing;
use crate::person::{self, Holder, RoleSession, Subject};
use crate::records::{self, Tx};
use crate::refusal::Refusal;
use crate::tokens::Taken;

/// The person of an open session. Its use is written down, at most once a minute.
pub(crate) async fn person(tx: &mut Tx, id: &str) -> Result<Person, Refusal> {
    let Some(mut session) = tx.find::<Session>(&records::session_is(id)).await? else {
        return Err(Refusal::SessionOver(Over::Expired));
    };
    let of_account = records::closing_key(session.principal.account());
    let of_holder = person::holder_key(&session.principal);
    let both: Vec<_> = std::iter::once(of_account).chain(of_holder).collect();
    tx.prefetch(&both).await?;
    let Some(holder) = person::holder(tx, &session.principal).await? else {
        return Err(Refusal::SessionOver(Over::Expired));
    };
    let closing: Closing = closing::of(tx, holder.account()).await?;
    if session.closings != closing.times {
        return Err(Refusal::SessionOver(Over::Ended));
    }
    if let Some(over) = session.over(holder.credentials(), tx.now) {
        return Err(Refusal::SessionOver(over));
    }
    if session.is_seen_anew(tx.now) {
        session.seen_at = tx.now;
        tx.save(&session).await?;
    }
    Ok(Person {
        subject: in_role(tx, &session, holder).await?,
        standing: Standing::Console(Box::new(session)),
        due: Due::Free,
        is_closed: !closing.is_open(),
    })
}

/// Who acts in a session: the role to which the person has switched, or themselves. The role of an
/// account that was closed since is over, as one that was deleted.
async fn in_role(tx: &mut Tx, session: &Session, holder: Holder) -> Result<Subject, Refusal> {
    let standing = session.switched.as_ref();
    let Some(switched) = standing.filter(|switched| !switched.is_over(tx.now)) else {
        return Ok(Subject::Holder(holder));
    };
    let closing = closing::of(tx, &switched.choice.account).await?;
    if !closing.is_open() || closing.times != switched.closings {
        return Ok(Subject::Holder(holder));
    }
    let key = records::role_key(&switched.choice.account, &switched.role);
    let Some(role) = tx.load(&key).await? else {
        return Ok(Subject::Holder(holder));
    };
    Ok(Subject::Role(Box::new(RoleSession {
        role,
        taken: Taken::in_console(switched),
        origin: holder,
    })))
}
