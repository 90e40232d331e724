//! The credential report: a table of everybody's credentials, made at one moment and handed out as it
//! was then.
//!
//! The text is written in parts before the record that names them, so it is there whole or not at all;
//! parts of an older report are removed by the job that forgets what is over.
//!
//! Source: IAM user guide, "Getting credential reports for your AWS account"; the 22 columns and their
//! values as seen on AWS in 2026-09.

use rules::ids::AccountId;
use rules::principal::AccessKey;
use rules::{AccessKeyStatus, Account, PasswordPolicy, SignedDuration, Timestamp, User};
use store::{Batch, Body, Change, CommitError, Key, Put};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::account::root_of;
use crate::ops::keys::KeyUse;
use crate::ops::sessions::account_of;
use crate::ops::users::page_of;
use crate::person::Holder;
use crate::records::{self, CredentialReport, ReportPart, Stored};
use crate::refusal::Refusal;
use crate::table::source;

/// How long a report can be fetched, in hours.
const KEPT_HOURS: i64 = 4;
/// Most bytes of text in a part.
const PART_BYTES_MAX: usize = 48 * 1024;
/// Users that are read at once.
const STEP_MAX: usize = 60;
/// The columns of AWS's report.
const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/// How far a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// It was begun.
    Started,
    /// It can be fetched.
    Complete,
}

/// Makes a report, or says that there is one that is new enough.
pub struct GenerateReport;

impl Operation for GenerateReport {
    type Output = ReportState;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GenerateCredentialReport", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<ReportState>, Refusal> {
        let account = account_of(call).await?;
        let key = records::report_key(&account.id);
        let before = call.tx.load::<CredentialReport>(&key).await?;
        let lifetime = SignedDuration::from_secs(call.shared.settings.keys.report_seconds.into());
        if let Some(mut report) = before
            && (!report.told_complete || call.now() < report.made_at + lifetime)
        {
            // Who makes a report asks until it is complete, and then fetches that one.
            report.told_complete = true;
            call.tx.save(&report).await?;
            return Ok(Answer::Done(ReportState::Complete));
        }
        let text = text(call, &account).await?;
        let report = CredentialReport {
            account: account.id.clone(),
            made_at: call.now(),
            parts: write_parts(call, &account.id, &text).await?,
            told_complete: false,
        };
        call.tx.save(&report).await?;
        let nothing = serde_json::Value::Null;
        call.tell_as_caller(
            "GenerateCredentialReport",
            source::IAM,
            &account.id,
            nothing,
        );
        Ok(Answer::Done(ReportState::Started))
    }
}

/// Fetches the report.
pub struct GetReport;

/// A report.
pub struct Report {
    /// Its text: lines of values with commas between them.
    pub text: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Operation for GetReport {
    type Output = Report;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetCredentialReport", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Report>, Refusal> {
        let account = call.person()?.account().clone();
        let key = records::report_key(&account);
        let report: CredentialReport =
            call.tx.load(&key).await?.ok_or(Refusal::ReportNotPresent)?;
        if call.now() >= report.made_at + SignedDuration::from_hours(KEPT_HOURS) {
            return Err(Refusal::ReportExpired);
        }
        let mut text = String::new();
        for number in 0..report.parts {
            let key = records::report_part_key(&account, report.made_at, number);
            let part = call.tx.load::<ReportPart>(&key).await?;
            text.push_str(&part.ok_or(Refusal::ReportNotPresent)?.text);
        }
        Ok(Answer::Done(Report {
            text,
            made_at: report.made_at,
        }))
    }
}

/// Writes the text in parts, each by itself: together they may be more than one batch can hold.
async fn write_parts(call: &Call<'_>, account: &AccountId, text: &str) -> Result<u32, Refusal> {
    let mut rest = text;
    let mut number = 0;
    while !rest.is_empty() {
        let (part, after) = rest.split_at(rest.floor_char_boundary(PART_BYTES_MAX));
        let part = ReportPart {
            account: account.clone(),
            made_at: call.now(),
            number,
            text: part.to_owned(),
        };
        let body = serde_json::to_vec(&part).map_err(|error| unavailable(&error))?;
        let put = Put {
            key: part.key(),
            schema: ReportPart::SCHEMA,
            body: Body::Plain(body),
        };
        let batch = Batch {
            changes: vec![Change::Create(put)],
            ..Batch::default()
        };
        match call.shared.store.commit(batch).await {
            Ok(()) => {}
            // Somebody else makes a report at the very same moment.
            Err(CommitError::Conflict) => return Err(Refusal::ConcurrentModification),
            Err(error) => return Err(unavailable(&error)),
        }
        rest = after;
        number += 1;
    }
    Ok(number)
}

fn unavailable(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::Unavailable(error.to_string())
}

/// The whole report: root first, then the users in the order of their names whatever their case.
async fn text(call: &mut Call<'_>, account: &Account) -> Result<String, Refusal> {
    let root = Holder::Root(root_of(&mut call.tx, &account.id).await?);
    let mut lines = vec![HEADER.to_owned()];
    lines.extend(rows(call, account, &[root]).await?);
    let mut after = None;
    loop {
        let (page, more) = page_of(call, &account.id, "", after, STEP_MAX).await?;
        after = page
            .last()
            .map(|user| records::user_name_is(&account.id, &user.name).key().id);
        let users: Vec<Holder> = page.into_iter().map(Holder::User).collect();
        lines.extend(rows(call, account, &users).await?);
        if !more || after.is_none() {
            return Ok(lines.join("\n"));
        }
    }
}

async fn rows(
    call: &Call<'_>,
    account: &Account,
    people: &[Holder],
) -> Result<Vec<String>, Refusal> {
    let mut keys: Vec<Key> = Vec::new();
    for holder in people {
        keys.push(records::password_key(&holder.principal()));
        let owned = &holder.credentials().access_keys;
        keys.extend(
            owned
                .iter()
                .map(|key| records::access_key_key(&account.id, &key.id)),
        );
    }
    let mut stamps = call
        .shared
        .stamps
        .last(&call.shared.store, &keys)
        .await?
        .into_iter();
    let mut next = || stamps.next().flatten();
    let mut rows = Vec::with_capacity(people.len());
    for holder in people {
        let password_used = next().map(|stamp| stamp.at);
        let owned = &holder.credentials().access_keys;
        let keys: Vec<_> = owned
            .iter()
            .map(|key| (key, next().and_then(KeyUse::of)))
            .collect();
        rows.push(row(account, holder, password_used, &keys));
    }
    Ok(rows)
}

fn row(
    account: &Account,
    holder: &Holder,
    password_used: Option<Timestamp>,
    keys: &[(&AccessKey, Option<KeyUse>)],
) -> String {
    let (name, created_at) = match holder {
        Holder::Root(_) => ("<root_account>", account.created_at),
        Holder::User(user) => (user.name.as_str(), user.created_at),
    };
    let mut cells = vec![name.to_owned(), holder.arn(), date(created_at)];
    cells.extend(password_cells(account, holder, password_used));
    cells.push(holder.credentials().has_mfa().to_string());
    for number in 0..2 {
        cells.extend(key_cells(keys.get(number)));
    }
    // Nobody has certificates.
    cells.extend(["false", "N/A", "false", "N/A"].map(str::to_owned));
    cells.join(",")
}

fn password_cells(account: &Account, holder: &Holder, used: Option<Timestamp>) -> [String; 4] {
    let used = used.map_or_else(|| "no_information".to_owned(), date);
    let Some(password) = &holder.credentials().password else {
        let rotation = match holder {
            Holder::Root(_) => "not_supported",
            Holder::User(_) => "N/A",
        };
        return ["false", "N/A", "N/A", rotation].map(str::to_owned);
    };
    let rotation = match holder {
        Holder::Root(_) => "not_supported".to_owned(),
        Holder::User(User { .. }) => account
            .password_policy
            .as_ref()
            .and_then(|policy: &PasswordPolicy| policy.expires_at(password))
            .map_or_else(|| "N/A".to_owned(), date),
    };
    ["true".to_owned(), used, date(password.set_at), rotation]
}

fn key_cells(key: Option<&(&AccessKey, Option<KeyUse>)>) -> [String; 5] {
    let Some((key, used)) = key else {
        return ["false", "N/A", "N/A", "N/A", "N/A"].map(str::to_owned);
    };
    let active = key.status == AccessKeyStatus::Active;
    let (at, region, service) = match used {
        Some(used) => (date(used.at), used.region.clone(), used.service.clone()),
        None => ("N/A".to_owned(), "N/A".to_owned(), "N/A".to_owned()),
    };
    [
        active.to_string(),
        date(key.created_at),
        at,
        region,
        service,
    ]
}

fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
