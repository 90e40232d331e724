//! What several operations do to get somebody back in who lost a device: who may help whom, what
//! goes with a device that is taken, and what a session that registers a device leaves behind.

use rules::recovery::{Half, OpenedBy, Resets, RootRecovery};
use rules::session::FRESH_MINUTES;
use rules::{AccountId, SignedDuration};
use serde_json::json;

use crate::authorise;
use crate::call::Call;
use crate::letters::{About, RecoveryNotice, What};
use crate::mailroom::{self, Envelope};
use crate::person::{Holder, Subject};
use crate::records;
use crate::refusal::{RecoveryFault, Refusal};
use crate::secrets::{self, Token};
use crate::table::source::SEKISHO;

/// What is known of root's recovery in an account.
pub(crate) async fn of(call: &mut Call<'_>, account: &AccountId) -> Result<RootRecovery, Refusal> {
    let key = records::root_recovery_key(account);
    let kept = call.tx.load::<RootRecovery>(&key).await?;
    Ok(kept.unwrap_or_else(|| RootRecovery::of(account.clone())))
}

/// Whether the caller may do one half of getting somebody else in, which is then noted. One's own
/// things go by the ordinary pages, and are nothing to note.
pub(crate) async fn resets(
    call: &mut Call<'_>,
    holder: &Holder,
    half: Half,
) -> Result<(), Refusal> {
    let person = call.person()?.clone();
    if person.is_origin(holder) {
        return Ok(());
    }
    if half == Half::Device {
        // At AWS's wire a long-term key has no MFA, as on AWS; in the console MFA is proved.
        let fresh_from = call.now() - SignedDuration::from_mins(FRESH_MINUTES);
        let proved = person.mfa().is_some_and(|mfa| mfa.at > fresh_from);
        if person.signer().is_none() && !proved {
            return Err(Refusal::MfaNeeded);
        }
        let of_helper = authorise::gathered(call, &person.subject).await?;
        let helps = of_helper.is_none_or(|all| all.gives_everything() && !all.is_held_back());
        if !helps && is_administrator(call, holder).await? {
            return Err(Refusal::OnlyAdministrators);
        }
    }
    let key = records::resets_key(&holder.principal());
    let kept = call.tx.load::<Resets>(&key).await?;
    let had_any = kept.is_some();
    let mut noted = kept.unwrap_or_else(|| Resets::of(holder.principal()));
    noted
        .note(half, &person.subject.origin().principal(), call.now())
        .map_err(Refusal::AnotherAdministrator)?;
    // A password of somebody without a device is all there is: no half of anything.
    if had_any || holder.credentials().has_mfa() {
        call.tx.save(&noted).await?;
    }
    Ok(())
}

/// Whether somebody is allowed everything: root, and whoever is by a policy of their own, an attached
/// one or one of a group. A boundary does not count here: it may be gone tomorrow.
async fn is_administrator(call: &mut Call<'_>, holder: &Holder) -> Result<bool, Refusal> {
    let all = authorise::gathered(call, &Subject::Holder(holder.clone())).await?;
    Ok(all.is_none_or(|all| all.gives_everything()))
}

/// A device was taken from somebody: those concerned are told, and recovery codes die if somebody
/// else took it, or if nothing is left that they could stand in for.
pub(crate) async fn removed(
    call: &mut Call<'_>,
    holder: &Holder,
    name: String,
) -> Result<(), Refusal> {
    let own = call.person()?.is_origin(holder);
    if !own || !holder.credentials().has_mfa() {
        let key = records::codes_key(&holder.principal());
        call.tx.erase(key).await?;
    }
    let what = if own {
        What::DeviceRemoved { name }
    } else {
        let by = call.who();
        What::DeviceReset { name, by }
    };
    mailroom::tell_of(call, holder, what).await
}

/// A device is confirmed. If that is what the session was opened for, and all it was opened for, every
/// other session ends (RC-5), and a recovery of root is over.
pub(crate) async fn registered(call: &mut Call<'_>, holder: &mut Holder) -> Result<(), Refusal> {
    let session = call.session()?;
    let own = session.principal == holder.principal();
    let Some(by) = session
        .registers
        .as_ref()
        .filter(|_| own)
        .map(|registration| registration.by)
    else {
        return Ok(());
    };
    holder.credentials_mut().end_sessions();
    if by == OpenedBy::Operator {
        recovered(call, holder).await?;
    }
    Ok(())
}

/// Root has a new device by the operator's address: the recovery is over.
async fn recovered(call: &mut Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    let now = call.now();
    let mut recovery = of(call, holder.account()).await?;
    let ready = recovery
        .open(now)
        .is_some_and(|under_way| matches!(under_way.stage(now), rules::recovery::Stage::Ready(_)));
    if !ready {
        return Err(RecoveryFault::Over.into());
    }
    recovery.under_way = None;
    recovery.shut_mail(now);
    call.tx.save(&recovery).await?;
    call.tx
        .erase(records::codes_key(&holder.principal()))
        .await?;
    let account = holder.account().clone();
    call.tell_as_caller("RootRecovered", SEKISHO, &account, json!({}));
    mailroom::tell_of(call, holder, What::RootRecovered).await
}

/// Root's password or address was changed: a recovery that is under way waits once more, and everybody
/// concerned is told.
pub(crate) async fn wait_anew(call: &mut Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    let Holder::Root(root) = holder else {
        return Ok(());
    };
    let mut recovery = of(call, &root.account).await?;
    let now = call.now();
    if recovery.open(now).is_none() {
        return Ok(());
    }
    let link = call.draw(Token::random);
    if let Some(under_way) = &mut recovery.under_way {
        under_way.wait_anew(now, link.hash());
    }
    call.tx.save(&recovery).await?;
    let parameters = described(&recovery);
    call.tell_as_caller("RestartRootRecovery", SEKISHO, &root.account, parameters);
    tell_all(call, holder, &recovery, &link, true).await
}

/// Root has another address: a recovery that is under way waits once more, and for a day no mail opens
/// anything, whoever reads it.
pub(crate) async fn email_changed(call: &mut Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    wait_anew(call, holder).await?;
    let mut recovery = of(call, holder.account()).await?;
    recovery.shut_mail(call.now());
    Ok(call.tx.save(&recovery).await?)
}

/// What an event says of a recovery.
pub(crate) fn described(recovery: &RootRecovery) -> serde_json::Value {
    let Some(under_way) = &recovery.under_way else {
        return serde_json::Value::Null;
    };
    json!({
        "by": under_way.by,
        "reason": under_way.reason.as_str(),
        "readyAt": under_way.ready_at.to_string(),
    })
}

/// Tells root and the account's contacts of a recovery, each with the way to cancel it.
pub(crate) async fn tell_all(
    call: &mut Call<'_>,
    holder: &Holder,
    recovery: &RootRecovery,
    link: &Token,
    anew: bool,
) -> Result<(), Refusal> {
    let Some(under_way) = &recovery.under_way else {
        return Ok(());
    };
    let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
    for to in told(&envelope, holder) {
        let notice = RecoveryNotice {
            by: under_way.by.clone(),
            reason: under_way.reason.as_str().to_owned(),
            ready_at: under_way.ready_at,
            anew,
            link: link.reveal().to_owned().into(),
        };
        let letter = envelope.letter(to, About::RootRecovery(notice));
        let id = call.draw(secrets::random_id);
        mailroom::put(&mut call.tx, id, letter).await?;
    }
    Ok(())
}

/// Who is told of a recovery by mail: root and every contact of the account, each once.
pub(crate) fn told(envelope: &Envelope, holder: &Holder) -> Vec<rules::Email> {
    let mut told = envelope.settings.contacts();
    if let Holder::Root(root) = holder {
        told.retain(|email| email.folded() != root.email.folded());
        told.insert(0, root.email.clone());
    }
    told
}
