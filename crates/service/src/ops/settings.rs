//! What an account says about itself: whom to tell, in which language and zone.

use jiff::tz::TimeZone;
use rules::enrolment::LateUsers;
use rules::{AccountId, AccountSettings, Email, Language};
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
    /// Who is told what is about security.
    pub security_contact: Option<Email>,
    /// Who is told what is about operations.
    pub operations_contact: Option<Email>,
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
            "securityContact": self.security_contact.as_ref().map(Email::as_str),
            "operationsContact": self.operations_contact.as_ref().map(Email::as_str),
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
            account: before.account,
            language: self.language,
            time_zone: self.time_zone.clone(),
            security_contact: self.security_contact.clone(),
            operations_contact: self.operations_contact.clone(),
            late_users: self.late_users,
        };
        call.tx.save(&settings).await?;
        Ok(Answer::Done(()))
    }
}

async fn load(call: &mut Call<'_>) -> Result<AccountSettings, Refusal> {
    let account = call.person()?.account().clone();
    let kept = call.tx.load(&records::settings_key(&account)).await?;
    Ok(kept.unwrap_or_else(|| AccountSettings::of(account)))
}
