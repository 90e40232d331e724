//! A password, checked at any door: the same work and the same count whether there is somebody
//! behind the name or not (PW-6, OP-3); and a password of one's own, set.

use hmac::{Hmac, KeyInit, Mac};
use rules::ids::AccountId;
use rules::password::Password;
use rules::principal::PasswordState;
use rules::signin::KnownBrowser;
use rules::throttle::{self, PairHash, PasswordFailures};
use rules::{PasswordFault, Principal};
use sha2::Sha256;

use crate::call::Call;
use crate::hashing::Verified;
use crate::ops::account::load_account;
use crate::ops::make;
use crate::person::Holder;
use crate::records::{self, PasswordHash, ThrottleSlot};
use crate::refusal::Refusal;

/// Checks a password at the door, the same way whether there is somebody behind it or not. False if it
/// is wrong, which was counted.
pub(crate) async fn check_at_the_door(
    call: &mut Call<'_>,
    holder: Option<&Holder>,
    identifier: &str,
    password: &Password,
) -> Result<bool, Refusal> {
    let principal = holder.map_or_else(nobody, Holder::principal);
    let browser = if call.visitor.browser.is_empty() {
        "-"
    } else {
        &call.visitor.browser
    };
    let browser_key = records::browser_key(&principal, browser);
    call.tx
        .prefetch(&[records::password_key(&principal), browser_key.clone()])
        .await?;
    let now = call.now();
    let known = call
        .tx
        .load::<KnownBrowser>(&browser_key)
        .await?
        .is_some_and(|known| known.is_known(now));
    let place = if known {
        format!("browser\0{}", call.visitor.browser)
    } else {
        format!("network\0{}", call.visitor.network)
    };
    let pair = pair_hash(call, identifier, &place);
    if holder.is_none() {
        call.shared.strangers.count(&call.visitor.network);
    }
    check_counted(call, &principal, &pair, password).await
}

/// Checks the password of somebody who is signed in. False if it is wrong, which was counted.
pub(crate) async fn check_own(
    call: &mut Call<'_>,
    holder: &Holder,
    password: &Password,
) -> Result<bool, Refusal> {
    let principal = holder.principal();
    let place = format!("browser\0{}", call.visitor.browser);
    let pair = pair_hash(call, &format!("session\0{}", principal.stable_id()), &place);
    check_counted(call, &principal, &pair, password).await
}

async fn check_counted(
    call: &mut Call<'_>,
    principal: &Principal,
    pair: &PairHash,
    password: &Password,
) -> Result<bool, Refusal> {
    let now = call.now();
    let slot = throttle::slot(pair);
    let kept = call
        .tx
        .load::<ThrottleSlot>(&records::throttle_key(slot))
        .await?
        .map(|slot| slot.failures);
    if let Some(until) = kept
        .as_ref()
        .and_then(|failures| failures.waits_until(pair, now))
    {
        return Err(Refusal::SignInWait(until));
    }
    let stored = call
        .tx
        .load::<PasswordHash>(&records::password_key(principal))
        .await?;
    let phc = stored.as_ref().map(|stored| stored.phc.as_str());
    let verified = call
        .shared
        .hasher
        .verify(password, phc, &call.visitor.network)
        .await?;
    if verified == Verified::Wrong {
        let failures = PasswordFailures::after_wrong(kept.as_ref(), *pair, now);
        call.tx.save(&ThrottleSlot { slot, failures }).await?;
        return Ok(false);
    }
    if kept.is_some_and(|failures| failures.concerns(pair, now)) {
        call.tx.erase(records::throttle_key(slot)).await?;
    }
    if verified == Verified::RightButOld {
        make::renew_hash(call, principal, password).await?;
    }
    Ok(true)
}

/// Sets a password that its owner chose, which must be another one than before.
pub(crate) async fn set_own(
    call: &mut Call<'_>,
    holder: &mut Holder,
    password: &Password,
) -> Result<(), Refusal> {
    let principal = holder.principal();
    let account = load_account(&mut call.tx, principal.account()).await?;
    make::may_be_set(call, &account, holder, password).await?;
    let stored = call
        .tx
        .load::<PasswordHash>(&records::password_key(&principal))
        .await?;
    let phc = stored.as_ref().map(|stored| stored.phc.as_str());
    if call
        .shared
        .hasher
        .verify(password, phc, &call.visitor.network)
        .await?
        != Verified::Wrong
    {
        return Err(PasswordFault::Same.into());
    }
    make::set_password(call, holder, password, PasswordState::own(call.now())).await
}

fn pair_hash(call: &Call<'_>, identifier: &str, place: &str) -> PairHash {
    let mut mac = Hmac::<Sha256>::new_from_slice(&call.shared.throttle_key)
        .expect("HMAC takes a key of any length");
    mac.update(identifier.as_bytes());
    mac.update(b"\0\0");
    mac.update(place.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Stands for everybody who does not exist, so that looking them up is the same work.
fn nobody() -> Principal {
    Principal::Root(AccountId::parse("000000000000").expect("twelve digits"))
}
