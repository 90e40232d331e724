//! How many mails with something secret one mailbox is sent in a day, whoever asks for them.

use hmac::{Hmac, KeyInit, Mac};
use rules::enrolment::MAILS_A_DAY;
use rules::{Email, SignedDuration, Timestamp};
use sha2::Sha256;

use crate::call::Call;
use crate::records::{self, MailBudget};
use crate::refusal::Refusal;
use crate::secrets;

/// Takes one of a mailbox's mails of today; false if there is none left. It is the same work whether
/// somebody has the mailbox or not.
pub(crate) async fn spend(call: &mut Call<'_>, to: &Email) -> Result<bool, Refusal> {
    let hash = hash(call, to);
    let slot = u32::from(u16::from_be_bytes([hash[0], hash[1]]));
    let mailbox = secrets::hex(&hash);
    let key = records::mail_budget_key(slot);
    let kept = call.tx.load::<MailBudget>(&key).await?;
    let now = call.now();
    // Another mailbox with the same slot loses its count, which only its owner can notice.
    let mut sent_at: Vec<Timestamp> = kept
        .filter(|kept| kept.mailbox == mailbox)
        .map(|kept| kept.sent_at)
        .unwrap_or_default();
    sent_at.retain(|at| now < *at + SignedDuration::from_hours(24));
    let left = u32::try_from(sent_at.len()).is_ok_and(|sent| sent < MAILS_A_DAY);
    if left {
        sent_at.push(now);
    }
    let budget = MailBudget {
        slot,
        mailbox,
        sent_at,
    };
    call.tx.save(&budget).await?;
    Ok(left)
}

fn hash(call: &Call<'_>, to: &Email) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(&call.shared.throttle_key)
        .expect("HMAC takes a key of any length");
    mac.update(b"mailbox\0");
    mac.update(to.folded().as_bytes());
    mac.finalize().into_bytes().into()
}
