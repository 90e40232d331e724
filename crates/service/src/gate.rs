//! The gate: where somebody stands who has no factor, and what they may do.
//!
//! It is asked in one place for calls (the dispatcher) and in one for sessions (the end of the
//! sign-in), for the person at the origin of a session. What follows from the first look is stored,
//! and only ever moves earlier (`rules::deadline`).
//!
//! INVARIANT: in a closed account root reopens it, proves who it is and leaves, and does nothing else.
//!
//! INVARIANT: whoever is past due and has no factor calls nothing but what stands as `Enrols` in the
//! table, and that for themselves only; nor does anybody in a session that was opened by a recovery
//! code or by the operator's address.

use jiff::tz::TimeZone;
use rules::deadline::{Bearer, Bears, Due, InForce};
use rules::requirement::Part;
use rules::{Account, AccountId, AccountSettings, Deadline, Reason, Requirement, Timestamp};

use crate::call::{Call, Operation, Person};
use crate::closing;
use crate::person::Holder;
use crate::ports::PastDueKeys;
use crate::records::{self, Tx};
use crate::refusal::{ClosingFault, Refusal};
use crate::table::{Authority, Gate};

/// The rules that are in force for one account.
pub(crate) struct Rules {
    pub(crate) installation: Requirement,
    pub(crate) account: Requirement,
    pub(crate) zone: TimeZone,
}

impl Rules {
    pub(crate) async fn of(
        tx: &mut Tx,
        account: &AccountId,
        usual: &TimeZone,
    ) -> Result<Self, Refusal> {
        let (all, own) = (
            records::requirement_key(None),
            records::requirement_key(Some(account)),
        );
        let settings = records::settings_key(account);
        tx.prefetch(&[all.clone(), own.clone(), settings.clone()])
            .await?;
        let settings: Option<AccountSettings> = tx.load(&settings).await?;
        Ok(Self {
            installation: tx.load(&all).await?.unwrap_or_default(),
            account: tx
                .load(&own)
                .await?
                .unwrap_or_else(|| Requirement::of(Some(account.clone()))),
            zone: zone_of(settings.as_ref(), usual),
        })
    }

    pub(crate) fn in_force(&self) -> InForce<'_> {
        InForce {
            installation: &self.installation.rules,
            account: &self.account.rules,
            epoch: self.installation.epoch + self.account.epoch,
            zone: &self.zone,
        }
    }
}

/// The zone that an account has chosen, or the usual one.
pub(crate) fn zone_of(settings: Option<&AccountSettings>, usual: &TimeZone) -> TimeZone {
    let chosen = settings.and_then(|settings| settings.time_zone.as_deref());
    chosen
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or_else(|| usual.clone())
}

/// Whose deadline somebody's is.
pub(crate) fn bearer(holder: &Holder) -> Bearer {
    match holder {
        Holder::Root(_) => Bearer::Root,
        Holder::User(user) => Bearer::user(&user.name),
    }
}

/// What is kept of somebody's deadline.
pub(crate) async fn deadline(tx: &mut Tx, holder: &Holder) -> Result<Deadline, Refusal> {
    let bearer = bearer(holder);
    let key = records::deadline_key(holder.account(), &bearer);
    let kept = tx.load(&key).await?;
    Ok(kept.unwrap_or_else(|| Deadline::new(holder.account().clone(), bearer)))
}

/// What somebody is to the rules.
fn part<'h>(holder: &'h Holder, account: &Account) -> Part<'h> {
    match holder {
        Holder::Root(_) if account.management => Part::ManagementRoot,
        Holder::Root(_) => Part::Root,
        Holder::User(user) if user.credentials.password.is_some() => {
            Part::ConsoleUser(&user.groups)
        }
        Holder::User(_) => Part::Program,
    }
}

pub(crate) fn bears<'h>(holder: &'h Holder, account: &Account) -> Bears<'h> {
    Bears {
        part: part(holder, account),
        made_at: match holder {
            Holder::Root(_) => account.created_at,
            Holder::User(user) => user.created_at,
        },
    }
}

/// Where somebody stands now. What follows from it is saved with whatever is committed.
pub(crate) async fn ask(tx: &mut Tx, holder: &Holder, usual: &TimeZone) -> Result<Due, Refusal> {
    look(tx, holder, usual, |_| {}).await
}

/// Looks at somebody who joins or leaves a group, so that a day which a rule for the group gives them is
/// kept before anything else happens.
pub(crate) async fn notice(call: &mut Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    let usual = call.shared.settings.time_zone.clone();
    ask(&mut call.tx, holder, &usual).await.map(drop)
}

/// As [`ask`], at a sign-in with the password alone: from the first one on, days run.
pub(crate) async fn ask_at_sign_in(
    tx: &mut Tx,
    holder: &Holder,
    usual: &TimeZone,
) -> Result<Due, Refusal> {
    let now = tx.now;
    look(tx, holder, usual, |deadline| {
        deadline.signed_in_without_mfa(now);
    })
    .await
}

async fn look(
    tx: &mut Tx,
    holder: &Holder,
    usual: &TimeZone,
    note: impl FnOnce(&mut Deadline),
) -> Result<Due, Refusal> {
    if holder.credentials().has_mfa() {
        return Ok(Due::Enrolled);
    }
    let account_key = records::account_key(holder.account());
    let deadline_key = records::deadline_key(holder.account(), &bearer(holder));
    tx.prefetch(&[account_key.clone(), deadline_key]).await?;
    let rules = Rules::of(tx, holder.account(), usual).await?;
    let mut deadline = deadline(tx, holder).await?;
    let Some(account) = tx.load::<Account>(&account_key).await? else {
        return Ok(Due::Free);
    };
    let bears = bears(holder, &account);
    let before = deadline.clone();
    if deadline.concerns(bears, &rules.in_force()) {
        note(&mut deadline);
    }
    let due = deadline.due(bears, &rules.in_force(), tx.now);
    if deadline != before {
        tx.save(&deadline).await?;
    }
    Ok(due)
}

/// Whether this call passes the gate.
pub(crate) fn pass<O: Operation>(call: &Call<'_>, operation: &O) -> Result<(), Refusal> {
    let Ok(person) = call.person() else {
        return Ok(());
    };
    if person.is_closed && !closing::stays_open(O::ROW) {
        return Err(ClosingFault::Closed.into());
    }
    let own_step = person.takes_own_step(operation);
    if person.only_registers() && !own_step {
        return Err(Refusal::OnlyRegisters);
    }
    let of_session = O::ROW.authority == Authority::Session && O::ROW.gate == Gate::Enrols;
    if person.role_is_over() && !of_session {
        return Err(Refusal::RoleOver);
    }
    let Due::PastDue(since) = person.due else {
        return Ok(());
    };
    let by_key = person.signer().is_some();
    if by_key && call.shared.settings.past_due_keys == PastDueKeys::Allow {
        return Ok(());
    }
    if own_step {
        return Ok(());
    }
    Err(Refusal::PastDue(since))
}

/// Whether an operation is a step of the caller's own enrolment after the deadline, or in a session
/// that registers a device and does nothing else, which the gate allows and no policy: nobody is left
/// without a way in.
pub(crate) fn lets_enrol<O: Operation>(person: &Person, operation: &O) -> bool {
    person.takes_own_step(operation)
        && (person.due.is_past_due() || person.only_registers())
        && person.signer().is_none()
}

/// Refuses what waits for a day after a late first device.
pub(crate) async fn off_trial<O: Operation>(
    call: &mut Call<'_>,
    person: &Person,
    operation: &O,
) -> Result<(), Refusal> {
    let origin = person.subject.origin();
    if !operation.waits_for_trial(&person.subject) || !origin.credentials().has_mfa() {
        return Ok(());
    }
    let deadline = deadline(&mut call.tx, origin).await?;
    match deadline.on_trial_until {
        Some(until) if deadline.is_on_trial(call.now()) => Err(Refusal::OnTrial(until)),
        Some(_) | None => Ok(()),
    }
}

/// Whether MFA is required of somebody, now or from a day to come: then the last factor stays. So it
/// does for whoever left the group that a rule is for, whose day stays.
pub(crate) async fn is_required(call: &mut Call<'_>, holder: &Holder) -> Result<bool, Refusal> {
    let usual = call.shared.settings.time_zone.clone();
    let rules = Rules::of(&mut call.tx, holder.account(), &usual).await?;
    let key = records::account_key(holder.account());
    let Some(account) = call.tx.load::<Account>(&key).await? else {
        return Ok(false);
    };
    let mut deadline = deadline(&mut call.tx, holder).await?;
    let due = deadline.due(bears(holder, &account), &rules.in_force(), call.now());
    Ok(due != Due::Free)
}

/// Keeps the last device of whoever must have one (EN-7). Another person may take it: that is how a
/// lost device is dealt with.
pub(crate) async fn keeps_last(call: &mut Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    let own = call.person()?.is_origin(holder);
    if own && holder.credentials().devices.len() == 1 && is_required(call, holder).await? {
        return Err(Refusal::LastFactor);
    }
    Ok(())
}

/// A name was given to somebody who had another: the deadline goes with them, and the old name keeps
/// its own.
pub(crate) async fn renamed(
    tx: &mut Tx,
    account: &AccountId,
    from: Bearer,
    to: Bearer,
) -> Result<(), Refusal> {
    if from == to {
        return Ok(());
    }
    let Some(old) = tx
        .load::<Deadline>(&records::deadline_key(account, &from))
        .await?
    else {
        return Ok(());
    };
    let kept = tx
        .load::<Deadline>(&records::deadline_key(account, &to))
        .await?;
    let moved = match kept {
        Some(mut kept) => {
            kept.take_over(&old);
            kept
        }
        None => Deadline { bearer: to, ..old },
    };
    tx.save(&moved).await?;
    Ok(())
}

/// Somebody has a first device; `late` if it came after the deadline or after a reset by mail.
pub(crate) async fn enrolled(
    call: &mut Call<'_>,
    holder: &Holder,
    late: bool,
) -> Result<(), Refusal> {
    let now: Timestamp = call.now();
    let mut deadline = deadline(&mut call.tx, holder).await?;
    deadline.enrolled(late, now);
    call.tx.save(&deadline).await?;
    Ok(())
}

/// Gives somebody who is new days of grace, for a reason that is kept.
pub(crate) async fn give_grace(
    call: &mut Call<'_>,
    holder: &Holder,
    reason: Option<Reason>,
) -> Result<(), Refusal> {
    if reason.is_none() {
        return Ok(());
    }
    let mut deadline = deadline(&mut call.tx, holder).await?;
    deadline.grace = reason;
    call.tx.save(&deadline).await?;
    Ok(())
}
