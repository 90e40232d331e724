//! What an account says about itself: in which language and zone its people are told, and what a user's
//! late first device needs. Whom to tell stands in [`crate::ops::contacts`].

use jiff::tz::TimeZone;
use rules::enrolment::LateUsers;
use rules::{AccountId, AccountSettings, Language};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::person::Subject;
use crate::records;
use crate::refusal::Refusal;

/// The settings of the caller's account.
pub struct GetSettings;

impl Operation for GetSettings {
    type Output = AccountSettings;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:GetAccountSettings", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AccountSettings>, Refusal> {
        Ok(Answer::Done(load(call).await?))
    }
}

/// Changes the settings of the caller's account.
pub struct PutSettings {
    /// The language of mails; both if none is chosen.
    pub language: Option<Language>,
    /// The zone of dates, by its IANA name.
    pub time_zone: Option<String>,
    /// What a late first device of a user needs beside the password.
    pub late_users: LateUsers,
}

impl Operation for PutSettings {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:PutAccountSettings", Resource::any())]
    }

    fn parameters(&self) -> Value {
        json!({
            "language": self.language.map(|language| format!("{language:?}")),
            "timeZone": self.time_zone,
            "lateFirstDevice": format!("{:?}", self.late_users),
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let before = load(call).await?;
        if self.late_users < before.late_users && call.person()?.mfa().is_none() {
            return Err(Refusal::MfaNeeded);
        }
        if let Some(zone) = &self.time_zone
            && TimeZone::get(zone).is_err()
        {
            return Err(Refusal::UnknownTimeZone);
        }
        let settings = AccountSettings {
            language: self.language,
            time_zone: self.time_zone.clone(),
            late_users: self.late_users,
            ..before
        };
        call.tx.save(&settings).await?;
        Ok(Answer::Done(()))
    }
}

/// The settings of the caller's account; as they are without a choice, where nobody made one.
pub(crate) async fn load(call: &mut Call<'_>) -> Result<AccountSettings, Refusal> {
    let account = call.person()?.account().clone();
    let kept = call.tx.load(&records::settings_key(&account)).await?;
    Ok(kept.unwrap_or_else(|| AccountSettings::of(account)))
}
