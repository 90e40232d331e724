//! `sekisho deadline`: from when people must have MFA, by the operator.

use jiff::Timestamp;
use jiff::civil::Date;
use rules::requirement::{Postponement, RuleFault, Setter, When};
use rules::{AccountId, Rule, Whom};
use serde_json::{Value, json};
use service::Refusal;
use service::ops::requirement::{
    ClearRequirement, RequirementView, SetRequirement, ShowRequirement,
};
use service::refusal::Entity;
use store::Clock;

use crate::account::{find_id, reason};
use crate::answer::{answer, answer_json, answer_table, instant, say};
use crate::args::{Clear, Deadline, DeadlineShow, Format, Set};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};
use crate::system::SystemClock;

/// Shows, sets or clears.
pub(crate) async fn deadline(house: &House, command: &Deadline) -> Result<(), Failure> {
    match command {
        Deadline::Show(args) => show(house, args).await,
        Deadline::Set(args) => set(house, args).await,
        Deadline::Clear(args) => clear(house, args).await,
    }
}

async fn show(house: &House, args: &DeadlineShow) -> Result<(), Failure> {
    let account = find_id(house, args.account.as_deref()).await?;
    let view = look(house, account.clone()).await?;
    if args.format == Format::Json {
        return answer_json(&described(&view, account.as_ref())).map(drop);
    }
    if view.installation.is_empty() && view.account.is_empty() {
        say("nobody must have MFA yet; `sekisho deadline set --help` tells how to require it");
    } else {
        answer_table(&RULE_HEAD, &rule_rows(&view, account.as_ref()))?;
    }
    if !view.postponements.is_empty() {
        let rows: Vec<_> = view.postponements.iter().map(postponed).collect();
        answer("\nSomebody was given more time:\n")?;
        answer_table(&POSTPONED_HEAD, &rows)?;
    }
    Ok(())
}

async fn set(house: &House, args: &Set) -> Result<(), Failure> {
    let whom = Whom::from(args.whom);
    let when = When::new(args.date, args.days).map_err(|fault| no_moment(fault, whom))?;
    let why = args.reason.as_deref().map(|text| reason("reason", text));
    let why = why.transpose()?;
    let account = find_id(house, args.account.as_deref()).await?;
    let before = look(house, account.clone()).await?;
    let operation = SetRequirement {
        account: account.clone(),
        whom,
        when,
        reason: why,
    };
    let done = house.service.call(&operator(), &operation).await;
    done.map_err(|refusal| not_set(refusal, args))?;
    let rules = own(&before, account.as_ref());
    let more_time = |rule: &&Rule| rule.whom == whom && when.is_weaker_than(&rule.when);
    let given = rules
        .iter()
        .filter(|rule| rule.by != Setter::Root)
        .find(more_time);
    say(&meaning(
        whom,
        when,
        account.as_ref(),
        given.is_some(),
        SystemClock.now(),
    ));
    let after = look(house, account).await?;
    for rule in earlier(&after, whom, when) {
        say(&format!(
            "another rule goes before it where it is earlier, for {}: {}, set by {}",
            rule.whom.as_str(),
            words(rule.when),
            setter(rule.by)
        ));
    }
    Ok(())
}

async fn clear(house: &House, args: &Clear) -> Result<(), Failure> {
    let why = reason("reason", &args.reason)?;
    let account = find_id(house, args.account.as_deref()).await?;
    let operation = ClearRequirement {
        account: account.clone(),
        whom: args.whom.map(Whom::from),
        reason: why,
    };
    let gone = house.service.call(&operator(), &operation).await;
    for rule in gone.map_err(|refusal| not_cleared(refusal, args))? {
        say(&format!(
            "gone: {} had to have MFA {}; everybody concerned is told why it is no more",
            people(rule.whom, account.as_ref()),
            words(rule.when)
        ));
        if rule.by == Setter::File {
            say(
                "the configuration file said so; take it out there too, or the next start sets it again",
            );
        }
    }
    Ok(())
}

async fn look(house: &House, account: Option<AccountId>) -> Result<RequirementView, Failure> {
    let operation = ShowRequirement { account };
    Ok(house.service.call(&operator(), &operation).await?)
}

/// The rules of the place where a rule is set.
fn own<'v>(view: &'v RequirementView, account: Option<&AccountId>) -> &'v [Rule] {
    match account {
        Some(_) => &view.account,
        None => &view.installation,
    }
}

/// Other rules that ask the same people for MFA earlier.
fn earlier(view: &RequirementView, whom: Whom, when: When) -> impl Iterator<Item = &Rule> {
    let rules = view.installation.iter().chain(&view.account);
    // Nothing is earlier than at once.
    let later = move |rule: &&Rule| when.days() != Some(0) && when.is_weaker_than(&rule.when);
    rules.filter(move |rule| rule.whom >= whom).filter(later)
}

/// What a rule means that was set, in one line.
fn meaning(
    whom: Whom,
    when: When,
    account: Option<&AccountId>,
    more_time: bool,
    now: Timestamp,
) -> String {
    let mut line = format!("{} must have MFA {}", people(whom, account), words(when));
    if when.date().is_some_and(|date| is_past(date, now)) {
        line.push_str("; that day has come, so it is so at once");
    }
    if more_time {
        line.push_str("; this gives somebody more time, and everybody concerned is told why");
    }
    line
}

/// Whether a day has begun everywhere.
fn is_past(date: Date, now: Timestamp) -> bool {
    let begun = jiff::tz::Offset::constant(-12).to_datetime(now).date();
    date <= begun
}

fn people(whom: Whom, account: Option<&AccountId>) -> String {
    match (whom, account) {
        (Whom::ManagementRoots, None) => "root users of management accounts".to_owned(),
        (Whom::Roots, None) => "all root users".to_owned(),
        (Whom::ConsoleUsers, None) => {
            "everybody who can sign in to the console, root users as well,".to_owned()
        }
        (Whom::ManagementRoots, Some(account)) => {
            format!("the root user of {account}, if it is a management account,")
        }
        (Whom::Roots, Some(account)) => format!("the root user of {account}"),
        (Whom::ConsoleUsers, Some(account)) => {
            format!("everybody who can sign in to the console of {account}, its root user as well,")
        }
    }
}

/// From when, for people.
fn words(when: When) -> String {
    let after = |days| match days {
        1 => "1 day after the first sign-in without it".to_owned(),
        _ => format!("{days} days after the first sign-in without it"),
    };
    match (when.date(), when.days()) {
        (_, Some(0)) => "at once".to_owned(),
        (None, Some(days)) => after(days),
        (Some(date), None) => format!("from the beginning of {date} in the account's time zone"),
        (Some(date), Some(days)) => format!(
            "from the beginning of {date} in the account's time zone or {}, whichever is earlier",
            after(days)
        ),
        (None, None) => "never".to_owned(),
    }
}

fn setter(by: Setter) -> &'static str {
    match by {
        Setter::File => "the configuration file",
        Setter::Operator => "the operator",
        Setter::Root => "the account's root",
    }
}

fn no_moment(fault: RuleFault, whom: Whom) -> Failure {
    Failure::Refused {
        message: format!(
            "{fault}; say `sekisho deadline set --for {whom} --date YYYY-MM-DD`, or \
             `--days N`, or both",
            whom = whom.as_str()
        ),
        exit: Exit::Usage,
    }
}

fn not_set(refusal: Refusal, args: &Set) -> Failure {
    match refusal {
        Refusal::ReasonMissing => Failure::Refused {
            message: format!(
                "this gives somebody more time; say why with --reason: `{} --reason \"TEXT\"`",
                typed(args)
            ),
            exit: Exit::Refused,
        },
        other => other.into(),
    }
}

/// The command as it was typed, without its place.
fn typed(args: &Set) -> String {
    let options = [
        ("--for", Some(Whom::from(args.whom).as_str().to_owned())),
        ("--date", args.date.map(|date| date.to_string())),
        ("--days", args.days.map(|days| days.to_string())),
        ("--account", args.account.clone()),
    ];
    let mut words = vec!["sekisho deadline set".to_owned()];
    for (flag, value) in options {
        words.extend(value.map(|value| format!("{flag} {value}")));
    }
    words.join(" ")
}

fn not_cleared(refusal: Refusal, args: &Clear) -> Failure {
    let Refusal::NoSuchEntity(Entity::Requirement) = refusal else {
        return refusal.into();
    };
    let whom = match args.whom {
        Some(whom) => format!(" for {}", Whom::from(whom).as_str()),
        None => String::new(),
    };
    let message = match &args.account {
        Some(account) => format!(
            "there is no rule of the operator{whom} that is for `{account}` alone; \
             `sekisho deadline show --account {account}` shows all that hold there"
        ),
        None => format!(
            "there is no rule of the operator{whom} that is for the whole installation; \
             `sekisho deadline show` shows those in force, and `--account` names one account's"
        ),
    };
    Failure::Refused {
        message,
        exit: Exit::NotFound,
    }
}

const RULE_HEAD: [&str; 5] = ["IN", "FOR", "MUST HAVE MFA", "SET BY", "SINCE"];
const POSTPONED_HEAD: [&str; 6] = ["AT", "BY", "FOR", "WAS", "IS", "REASON"];

fn rule_rows(view: &RequirementView, account: Option<&AccountId>) -> Vec<Vec<String>> {
    let row = |place: &str, rule: &Rule| {
        vec![
            place.to_owned(),
            rule.whom.as_str().to_owned(),
            words(rule.when),
            setter(rule.by).to_owned(),
            instant(rule.announced_at),
        ]
    };
    let all = view.installation.iter();
    let mut rows: Vec<_> = all.map(|rule| row("all accounts", rule)).collect();
    if let Some(account) = account {
        rows.extend(view.account.iter().map(|rule| row(account.as_str(), rule)));
    }
    rows
}

fn postponed(postponement: &Postponement) -> Vec<String> {
    vec![
        instant(postponement.at),
        postponement.by.clone(),
        postponement.whom.as_str().to_owned(),
        words(postponement.from),
        postponement.to.map_or_else(|| "gone".to_owned(), words),
        postponement.reason.as_str().to_owned(),
    ]
}

fn described(view: &RequirementView, account: Option<&AccountId>) -> Value {
    let rules = |rules: &[Rule]| rules.iter().map(rule_json).collect::<Vec<_>>();
    let postponements: Vec<_> = view.postponements.iter().map(postponement_json).collect();
    json!({
        "installation": rules(&view.installation),
        "account": account.map(|account| json!({
            "id": account.as_str(),
            "rules": rules(&view.account),
        })),
        "postponements": postponements,
    })
}

fn rule_json(rule: &Rule) -> Value {
    json!({
        "for": rule.whom.as_str(),
        "when": when_json(rule.when),
        "set_by": match rule.by {
            Setter::File => "file",
            Setter::Operator => "operator",
            Setter::Root => "root",
        },
        "announced_at": instant(rule.announced_at),
    })
}

fn postponement_json(postponement: &Postponement) -> Value {
    json!({
        "at": instant(postponement.at),
        "by": postponement.by,
        "for": postponement.whom.as_str(),
        "from": when_json(postponement.from),
        "to": postponement.to.map(when_json),
        "reason": postponement.reason.as_str(),
    })
}

fn when_json(when: When) -> Value {
    json!({ "date": when.date().map(|date| date.to_string()), "days": when.days() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(date: Option<&str>, days: Option<u16>) -> When {
        When::new(date.map(|date| date.parse().unwrap()), days).unwrap()
    }

    #[test]
    fn what_was_set_is_said_in_one_sentence() {
        let account = AccountId::parse("123456789012").unwrap();
        let now: Timestamp = "2026-07-16T00:00:00Z".parse().unwrap();
        let says = |whom, when, account, given| meaning(whom, when, account, given, now);
        assert_eq!(
            says(Whom::Roots, when(Some("2026-07-17"), Some(35)), None, false),
            "all root users must have MFA from the beginning of 2026-07-17 in the account's time zone \
             or 35 days after the first sign-in without it, whichever is earlier"
        );
        assert_eq!(
            says(
                Whom::Roots,
                when(Some("2026-08-01"), Some(0)),
                Some(&account),
                true
            ),
            "the root user of 123456789012 must have MFA at once; this gives somebody more time, and \
             everybody concerned is told why"
        );
        assert!(
            says(
                Whom::ManagementRoots,
                when(Some("2026-07-15"), None),
                None,
                false
            )
            .ends_with("; that day has come, so it is so at once")
        );
        for (days, text) in [(1, "1 day after"), (35, "35 days after")] {
            assert!(words(when(None, Some(days))).starts_with(text));
        }
    }

    #[test]
    fn a_day_has_come_when_it_has_begun_everywhere() {
        let now: Timestamp = "2026-07-16T11:59:00Z".parse().unwrap();
        for (day, past) in [("2026-07-15", true), ("2026-07-16", false)] {
            assert_eq!(is_past(day.parse().unwrap(), now), past, "{day}");
        }
    }

    #[test]
    fn a_rule_that_is_earlier_for_the_same_people_is_found() {
        let rule = |whom, when| Rule {
            whom,
            when,
            by: Setter::File,
            announced_at: Timestamp::UNIX_EPOCH,
        };
        let view = RequirementView {
            installation: vec![
                rule(Whom::ConsoleUsers, when(Some("2026-07-01"), None)),
                rule(Whom::ManagementRoots, when(None, Some(0))),
                rule(Whom::Roots, when(Some("2026-07-16"), None)),
            ],
            account: Vec::new(),
            postponements: Vec::new(),
        };
        let set = when(Some("2026-07-16"), None);
        let found: Vec<Whom> = earlier(&view, Whom::Roots, set)
            .map(|rule| rule.whom)
            .collect();
        let at_once = earlier(&view, Whom::Roots, when(None, Some(0)));
        assert_eq!(at_once.count(), 0);
        assert_eq!(
            found,
            [Whom::ConsoleUsers],
            "a narrower one is about others"
        );
    }
}
