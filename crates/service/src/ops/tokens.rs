//! Hardware TOTP tokens of the stock, as people add them: by the serial number that is printed on one
//! and two codes in a row.
//!
//! Whoever names a token that cannot be had is told so in one way, whatever the reason: that it is not
//! in the stock, that somebody holds it, that it is reserved for another account, or that its days are
//! over. Removing a token, in the console or on the wire, gives it back to the stock with its mark
//! (`crate::ops::users`).

use otp::Digits;
use rules::device::DeviceKind;
use rules::ids::{AccountId, DeviceLabel, DeviceName, SerialNumber, TokenSerial};
use rules::{Care, MfaDevice, StockToken};
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes::{self, Mark, said};
use crate::ops::devices::about;
use crate::ops::place::{EnabledDevice, Place};
use crate::person::{Holder, Subject, Target};
use crate::records::{self, TokenImport};
use crate::refusal::Refusal;
use crate::table::source::IAM;

/// Adds a token of the stock to somebody's devices.
pub struct AddHardwareToken {
    /// Whose device it will be.
    pub target: Target,
    /// The name it will have there.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
    /// The name of the device in whose place it will be, if it replaces one.
    pub replaces: Option<DeviceName>,
    /// The number that is printed on it.
    pub serial: TokenSerial,
    /// The first code as it was typed.
    pub first: Zeroizing<String>,
    /// The second code as it was typed.
    pub second: Zeroizing<String>,
}

impl Operation for AddHardwareToken {
    type Output = EnabledDevice;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:EnableMFADevice", Resource::Person(self.target.clone()))]
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EnabledDevice>, Refusal> {
        let replaces = self.replaces.as_ref();
        let place = Place::find(call, &self.target, &self.name, replaces).await?;
        let added = self.device(call, &place.holder).await;
        let refusal = match &added {
            Ok(_) => None,
            // Somebody who goes through serial numbers or codes leaves a trail.
            Err(refusal @ (Refusal::TokenUnavailable | Refusal::PairRefused(_))) => {
                Some(refusal.clone())
            }
            Err(other) => return Err(other.clone()),
        };
        let parameters = about(&self.target, &self.serial.on_the_wire());
        let account = place.holder.account().clone();
        call.tell_outcome(
            "EnableMFADevice",
            IAM,
            &account,
            parameters,
            refusal.as_ref(),
        );
        match added {
            Ok(device) => Ok(Answer::Done(place.take(call, device).await?)),
            Err(refusal) => Ok(Answer::Refused(refusal)),
        }
    }
}

impl AddHardwareToken {
    async fn device(&self, call: &mut Call<'_>, holder: &Holder) -> Result<MfaDevice, Refusal> {
        let account = holder.account().clone();
        let token = free(call, &account, &self.serial).await?;
        let adding = Adding {
            token: token.ok_or(Refusal::TokenUnavailable)?,
            name: self.name.clone(),
            label: self.label.clone(),
        };
        adding.proved(call, holder, &self.first, &self.second).await
    }
}

/// A token that is about to be somebody's.
pub(crate) struct Adding {
    pub(crate) token: StockToken,
    pub(crate) name: DeviceName,
    pub(crate) label: DeviceLabel,
}

impl Adding {
    /// The device, if the codes are two in a row of the token. The stock says then whose it is, and
    /// that neither code nor any earlier one opens anything.
    pub(crate) async fn proved(
        self,
        call: &mut Call<'_>,
        holder: &Holder,
        first: &str,
        second: &str,
    ) -> Result<MfaDevice, Refusal> {
        let now = call.now();
        let serial = self.token.serial.on_the_wire();
        let digits = self.token.digits;
        let mut mark = Mark::token(self.token)?;
        let (first, second) = codes::pair(first, second, mark.params())?;
        if let Some(hint) = mark.find(now, &first, &second)? {
            return Err(Refusal::PairRefused(said(hint)));
        }
        if let Mark::Token(token, _) = &mut mark {
            token.assign(holder.principal(), now);
        }
        mark.save(call).await?;
        Ok(MfaDevice {
            account: holder.account().clone(),
            serial,
            name: self.name,
            label: self.label,
            kind: DeviceKind::HardwareToken { digits },
            holder: Some(holder.principal()),
            enabled_at: Some(now),
            tags: Vec::new(),
            care: Care::default(),
        })
    }
}

/// A token that somebody of this account may have now.
async fn free(
    call: &mut Call<'_>,
    account: &AccountId,
    serial: &TokenSerial,
) -> Result<Option<StockToken>, Refusal> {
    let now = call.now();
    let token = in_stock(call, serial).await?;
    Ok(token.filter(|token| token.is_free_for(account, now)))
}

/// A token that the caller's account may have by AWS's wire, where codes have six digits and a serial
/// number is the very one or another.
pub(crate) async fn on_the_wire(
    call: &mut Call<'_>,
    serial: &SerialNumber,
) -> Result<Option<StockToken>, Refusal> {
    let account = call.person()?.account().clone();
    let Some(printed) = TokenSerial::of(serial) else {
        return Ok(None);
    };
    let token = free(call, &account, &printed).await?;
    let six = Digits::SIX.count();
    Ok(token.filter(|token| token.serial == printed && usize::from(token.digits) == six))
}

/// A token of the stock, if the import that brought it is complete.
pub(crate) async fn in_stock(
    call: &mut Call<'_>,
    serial: &TokenSerial,
) -> Result<Option<StockToken>, Refusal> {
    let key = records::token_key(serial);
    let Some(token) = call.tx.load::<StockToken>(&key).await? else {
        return Ok(None);
    };
    let import = records::token_import_key(&token.batch);
    let complete = call.tx.load::<TokenImport>(&import).await?.is_some();
    Ok(complete.then_some(token))
}
