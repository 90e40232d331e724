//! `sekisho account usage`: what accounts used in a month.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use rules::usage::FIGURES;
use rules::{AccountId, Month};
use serde_json::{Value, json};
use service::ops::account::Paged;
use service::ops::billing::{AccountUsage, ListUsage};

use crate::account::find_id;
use crate::answer::{answer, answer_json, answer_table, say};
use crate::args::{AccountUsage as Asked, ListFormat};
use crate::failure::Failure;
use crate::open::{House, operator};

/// How often somebody who waits at a terminal is told how far it is.
const PROGRESS: Duration = Duration::from_secs(2);
/// The table's columns.
const HEAD: [&str; 7] = [
    "ACCOUNT",
    "MONTH",
    "ACTIVE USERS",
    "SIGN-INS",
    "MFA CHECKS (REFUSED)",
    "API CALLS (REFUSED)",
    "MAILS",
];

/// Exports what accounts used.
pub(crate) async fn usage(house: &House, asked: &Asked) -> Result<(), Failure> {
    let mut found = Vec::new();
    if asked.accounts.is_empty() {
        found = of_all(house, asked.month).await?;
    }
    for typed in &asked.accounts {
        let account = find_id(house, Some(typed)).await?;
        found.extend(page(house, account, None, asked.month).await?.items);
    }
    match asked.format {
        ListFormat::Json => answer_json(&found.iter().map(described).collect()).map(drop),
        ListFormat::Csv => {
            let head = ["account", "alias_or_id", "month"]
                .into_iter()
                .chain(FIGURES);
            let mut rows = vec![head.map(str::to_owned).collect()];
            rows.extend(found.iter().map(cells));
            answer(&web::csv::table(&rows)).map(drop)
        }
        ListFormat::Text if found.is_empty() => {
            say("there is no account");
            Ok(())
        }
        ListFormat::Text => {
            say("months are in UTC");
            let rows: Vec<_> = found.iter().map(row).collect();
            answer_table(&HEAD, &rows).map(drop)
        }
    }
}

async fn of_all(house: &House, month: Option<Month>) -> Result<Vec<AccountUsage>, Failure> {
    let mut found: Vec<AccountUsage> = Vec::new();
    let mut told_at = Instant::now();
    loop {
        let after = found.last().map(|one| one.usage.account.clone());
        let Paged { items, more } = page(house, None, after, month).await?;
        let is_last = items.is_empty() || !more;
        found.extend(items);
        if is_last {
            return Ok(found);
        }
        if told_at.elapsed() >= PROGRESS && io::stderr().is_terminal() {
            told_at = Instant::now();
            say(&format!("{} accounts so far", found.len()));
        }
    }
}

async fn page(
    house: &House,
    account: Option<AccountId>,
    after: Option<AccountId>,
    month: Option<Month>,
) -> Result<Paged<AccountUsage>, Failure> {
    let operation = ListUsage {
        account,
        after,
        month,
    };
    Ok(house.service.call(&operator(), &operation).await?)
}

fn row(one: &AccountUsage) -> Vec<String> {
    let (usage, counts) = (&one.usage, &one.usage.counts);
    let of =
        |accepted: u64, refused: u64| format!("{} ({refused})", accepted.saturating_add(refused));
    vec![
        one.named.clone(),
        usage.month.to_string(),
        usage.active_users.to_string(),
        counts.sign_ins.to_string(),
        of(counts.mfa_accepted, counts.mfa_refused),
        of(counts.calls_accepted, counts.calls_refused),
        counts.mails.to_string(),
    ]
}

fn cells(one: &AccountUsage) -> Vec<String> {
    let named = [
        one.usage.account.to_string(),
        one.named.clone(),
        one.usage.month.to_string(),
    ];
    let figures = one.usage.figures().map(|figure| figure.to_string());
    named.into_iter().chain(figures).collect()
}

fn described(one: &AccountUsage) -> Value {
    let (usage, counts) = (&one.usage, &one.usage.counts);
    json!({
        "account": usage.account.as_str(),
        "aliasOrId": one.named,
        "month": usage.month.to_string(),
        "activeUsers": usage.active_users,
        "signIns": counts.sign_ins,
        "mfaChecks": { "accepted": counts.mfa_accepted, "refused": counts.mfa_refused },
        "apiCalls": { "accepted": counts.calls_accepted, "refused": counts.calls_refused },
        "mails": counts.mails,
    })
}
