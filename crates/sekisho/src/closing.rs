//! `sekisho account close`, `reopen` and `purge`.

use std::io::{self, IsTerminal};

use rules::closing::{ClosingState, Not};
use rules::{AccountId, Closing};
use serde_json::{Value, json};
use service::Refusal;
use service::ops::account_purge::{BeginAccountPurge, Erased, PlanAccountPurge, PurgePlan};
use service::ops::closing::{CloseAccountAsOperator, ReopenAccountAsOperator};
use service::refusal::{ClosingFault, Entity};
use store::Clock;

use crate::account::{find, reason};
use crate::answer::{answer_json, answer_table, instant, say};
use crate::args::Format;
use crate::args::closing::{Closing as ClosingArgs, Purge};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};
use crate::os;
use crate::system::SystemClock;

/// Closes an account.
pub(crate) async fn close(house: &House, args: &ClosingArgs) -> Result<(), Failure> {
    let operation = CloseAccountAsOperator {
        account: find(house, &args.account).await?.account.id,
        reason: reason("reason", &args.reason)?,
        host: os::host_name(),
    };
    let closed = house.service.call(&operator(), &operation).await;
    let closing = closed.map_err(|refusal| explained(refusal, &args.account))?;
    say("the account is closed; its root user reopens it in the console, with MFA");
    show(&closing, args.format)
}

/// Opens a closed account again.
pub(crate) async fn reopen(house: &House, args: &ClosingArgs) -> Result<(), Failure> {
    let operation = ReopenAccountAsOperator {
        account: find_closed(house, &args.account).await?,
        reason: reason("reason", &args.reason)?,
        host: os::host_name(),
    };
    let opened = house.service.call(&operator(), &operation).await;
    let closing = opened.map_err(|refusal| explained(refusal, &args.account))?;
    say("the account is open again; its access keys work, and sessions of before stay ended");
    show(&closing, args.format)
}

/// Erases an account, or shows what would go.
pub(crate) async fn purge(house: &House, args: &Purge) -> Result<(), Failure> {
    let account = AccountId::parse(&args.account).map_err(|invalid| {
        refused(format!(
            "`{}` is not the id of an account: {invalid}; an account is purged by its id alone",
            args.account
        ))
    })?;
    let plan = PlanAccountPurge {
        account: account.clone(),
    };
    let plan = house.service.call(&operator(), &plan).await;
    let plan = plan.map_err(|refusal| explained(refusal, &args.account))?;
    if args.dry_run {
        return show_plan(&plan, args.format);
    }
    if let ClosingState::Purged { .. } = plan.closing.state {
        say("the account was erased before; nothing was left to do");
        return show_erased(&plan.closing, &Erased::default(), args.format);
    }
    if let Some(not) = plan.not {
        return Err(explained(ClosingFault::Not(not).into(), &args.account));
    }
    confirm(&account, args.yes.as_deref())?;
    let closing = begin(house, &account, &plan, args).await?;
    let erased = house.service.erase_account(&operator(), &account).await?;
    say("the account is erased; backups keep what they have");
    show_erased(&closing, &erased, args.format)
}

/// Begins to erase an account, unless that was begun before.
async fn begin(
    house: &House,
    account: &AccountId,
    plan: &PurgePlan,
    args: &Purge,
) -> Result<Closing, Failure> {
    if plan.closing.is_going() {
        say("going on where it was interrupted");
        return Ok(plan.closing.clone());
    }
    let Some(why) = &args.reason else {
        return Err(refused(
            "say why with `--reason TEXT`; it is kept for ever beside the id".to_owned(),
        ));
    };
    let begin = BeginAccountPurge {
        account: account.clone(),
        reason: reason("reason", why)?,
        host: os::host_name(),
    };
    let begun = house.service.call(&operator(), &begin).await;
    begun.map_err(|refusal| explained(refusal, &args.account))
}

/// Asks for the id once more.
fn confirm(account: &AccountId, yes: Option<&str>) -> Result<(), Failure> {
    let typed = match yes {
        Some(typed) => typed.to_owned(),
        None if io::stdin().is_terminal() && io::stderr().is_terminal() => dialoguer::Input::new()
            .with_prompt(format!(
                "Everything of account {account} goes and cannot be brought back. Type its id"
            ))
            .allow_empty(true)
            .interact_text()
            .map_err(|error| match error {
                dialoguer::Error::IO(error) => Failure::system("the id cannot be asked for")(error),
            })?,
        None => {
            return Err(refused(format!(
                "there is no terminal to type the id on; confirm it with `--yes {account}`"
            )));
        }
    };
    if rules::typed::tidy_digits(&typed) == account.as_str() {
        return Ok(());
    }
    Err(refused(format!(
        "`{typed}` is not `{account}`; nothing was changed"
    )))
}

/// A closed account by its id or alias; also one that is being erased, which has no alias any more.
async fn find_closed(house: &House, typed: &str) -> Result<AccountId, Failure> {
    match AccountId::parse(typed) {
        Ok(id) => Ok(id),
        Err(_) => Ok(find(house, typed).await?.account.id),
    }
}

fn explained(refusal: Refusal, typed: &str) -> Failure {
    let message = match refusal {
        Refusal::NoSuchEntity(Entity::Account) => {
            return Failure::Refused {
                message: format!(
                    "there is no account `{typed}`; `sekisho account list` shows those that exist"
                ),
                exit: Exit::NotFound,
            };
        }
        Refusal::Closing(ClosingFault::Not(not)) => match not {
            Not::Open => format!(
                "account `{typed}` is open; `sekisho account close {typed} --reason TEXT` closes it"
            ),
            Not::Closed => format!(
                "account `{typed}` is closed already; `sekisho account show {typed}` tells since when"
            ),
            Not::Until(until) => format!(
                "account `{typed}` can be reopened until {0}, and is not erased before; run the same \
                 command from then on",
                instant(until)
            ),
            Not::Over(until) => format!(
                "account `{typed}` could be reopened until {}",
                instant(until)
            ),
            Not::Purging => format!(
                "account `{typed}` is being erased and cannot be reopened; `sekisho account purge \
                 {typed}` goes on with it"
            ),
            Not::Purged => format!("account `{typed}` was erased"),
        },
        other => return other.into(),
    };
    refused(message)
}

fn refused(message: String) -> Failure {
    Failure::Refused {
        message,
        exit: Exit::Refused,
    }
}

fn show(closing: &Closing, format: Format) -> Result<(), Failure> {
    let now = SystemClock.now();
    let state = closing.account_state(now).as_str();
    let until = closing.reopens_until().map(instant);
    if format == Format::Json {
        let described = json!({
            "id": closing.account.as_str(),
            "state": state,
            "reopens_until": until,
        });
        return answer_json(&described).map(drop);
    }
    let mut rows = vec![
        row("id", closing.account.to_string()),
        row("state", state.to_owned()),
    ];
    rows.extend(until.map(|until| row("can be reopened until", until)));
    answer_table(&[], &rows).map(drop)
}

fn show_plan(plan: &PurgePlan, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return answer_json(&described_plan(plan)).map(drop);
    }
    if let Some(not) = plan.not {
        say(&explained(ClosingFault::Not(not).into(), plan.closing.account.as_str()).to_string());
    }
    let mut rows: Vec<_> = plan
        .records
        .iter()
        .map(|(kind, count)| row(kind, count.to_string()))
        .collect();
    rows.push(row("letters that wait", plan.letters.to_string()));
    rows.push(row(
        "hardware tokens back into the stock",
        plan.tokens.to_string(),
    ));
    rows.push(row("events", plan.events.to_string()));
    answer_table(&["WHAT WOULD GO", "COUNT"], &rows).map(drop)
}

fn described_plan(plan: &PurgePlan) -> Value {
    let erasable_at = match plan.not {
        Some(Not::Until(until)) => Some(instant(until)),
        _ => None,
    };
    json!({
        "id": plan.closing.account.as_str(),
        "can_be_purged": plan.not.is_none(),
        "can_be_purged_at": erasable_at,
        "records": plan.records,
        "letters": plan.letters,
        "hardware_tokens": plan.tokens,
        "events": plan.events,
    })
}

fn show_erased(closing: &Closing, erased: &Erased, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        let described = json!({
            "id": closing.account.as_str(),
            "state": "PURGED",
            "records": erased.records,
            "events": erased.events,
        });
        return answer_json(&described).map(drop);
    }
    let rows = [
        row("id", closing.account.to_string()),
        row("records erased or freed", erased.records.to_string()),
        row("events erased", erased.events.to_string()),
    ];
    answer_table(&[], &rows).map(drop)
}

fn row(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}
