//! `sekisho deadline`: from when people must have MFA, by the operator.

use jiff::Timestamp;
use jiff::civil::Date;
use rules::ids::GroupId;
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
use crate::args::{Clear, Concerned, Deadline, DeadlineShow, Format, Set};
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
        let rows = view.postponements.iter().map(|one| postponed(&view, one));
        let rows: Vec<_> = rows.collect();
        answer("\nSomebody was given more time:\n")?;
        answer_table(&POSTPONED_HEAD, &rows)?;
    }
    Ok(())
}

async fn set(house: &House, args: &Set) -> Result<(), Failure> {
    let when = When::new(args.date, args.days).map_err(|fault| no_moment(fault, &args.whom))?;
    let why = args.reason.as_deref().map(|text| reason("reason", text));
    let why = why.transpose()?;
    let account = find_id(house, args.account.as_deref()).await?;
    let before = look(house, account.clone()).await?;
    let whom = meant(&args.whom, &before, args.account.as_deref())?;
    let operation = SetRequirement {
        account: account.clone(),
        whom: whom.clone(),
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
        &people(&whom, &before, account.as_ref()),
        when,
        given.is_some(),
        SystemClock.now(),
    ));
    let after = look(house, account).await?;
    for rule in earlier(&after, &whom, when) {
        say(&format!(
            "another rule goes before it where it is earlier, for {}: {}, set by {}",
            name(&rule.whom, &after),
            words(rule.when),
            setter(rule.by)
        ));
    }
    Ok(())
}

async fn clear(house: &House, args: &Clear) -> Result<(), Failure> {
    let why = reason("reason", &args.reason)?;
    let account = find_id(house, args.account.as_deref()).await?;
    let before = look(house, account.clone()).await?;
    let typed = args.whom.as_ref();
    let whom = typed.map(|typed| meant(typed, &before, args.account.as_deref()));
    let operation = ClearRequirement {
        account: account.clone(),
        whom: whom.transpose()?,
        reason: why,
    };
    let gone = house.service.call(&operator(), &operation).await;
    for rule in gone.map_err(|refusal| not_cleared(refusal, args))? {
        say(&format!(
            "gone: {} had to have MFA {}; everybody concerned is told why it is no more",
            people(&rule.whom, &before, account.as_ref()),
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

/// Whom somebody means. A group is known by its name, one that was deleted by its id alone.
fn meant(
    typed: &Concerned,
    view: &RequirementView,
    account: Option<&str>,
) -> Result<Whom, Failure> {
    let name = match typed {
        Concerned::Known(whom) => return Ok(whom.clone()),
        Concerned::Group(name) => name,
    };
    let Some(account) = account else {
        return Err(Failure::Refused {
            message: format!(
                "a group belongs to an account; say which with --account: \
                 `--for {} --account ID|ALIAS`",
                typed.typed()
            ),
            exit: Exit::Usage,
        });
    };
    let mut groups = view.groups.iter();
    let found = groups.find(|(_, known)| known.folded() == name.folded());
    let id = found.map(|(id, _)| id.clone());
    let rules = || view.account.iter().filter_map(|rule| rule.whom.group());
    let deleted = || {
        let id = GroupId::parse(name.as_str()).ok()?;
        rules().any(|known| *known == id).then_some(id)
    };
    match id.or_else(deleted) {
        Some(id) => Ok(Whom::Group(id)),
        None => Err(Failure::Refused {
            message: format!("there is no group `{name}` in the account `{account}`"),
            exit: Exit::NotFound,
        }),
    }
}

/// The rules of the place where a rule is set.
fn own<'v>(view: &'v RequirementView, account: Option<&AccountId>) -> &'v [Rule] {
    match account {
        Some(_) => &view.account,
        None => &view.installation,
    }
}

/// Other rules that ask the same people for MFA earlier.
fn earlier<'v>(
    view: &'v RequirementView,
    whom: &Whom,
    when: When,
) -> impl Iterator<Item = &'v Rule> {
    let rules = view.installation.iter().chain(&view.account);
    // Nothing is earlier than at once.
    let later = move |rule: &&Rule| when.days() != Some(0) && when.is_weaker_than(&rule.when);
    let same = |rule: &&Rule| rule.whom.takes_in(whom);
    rules.filter(same).filter(later)
}

/// What a rule means that was set, in one line.
fn meaning(people: &str, when: When, more_time: bool, now: Timestamp) -> String {
    let mut line = format!("{people} must have MFA {}", words(when));
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

/// For whom a rule is, as it is typed.
fn name(whom: &Whom, view: &RequirementView) -> String {
    match whom.group().and_then(|id| view.groups.get(id)) {
        Some(group) => Concerned::Group(group.clone()).typed(),
        None => whom.key().into_owned(),
    }
}

fn people(whom: &Whom, view: &RequirementView, account: Option<&AccountId>) -> String {
    match (whom, account) {
        (Whom::Group(id), _) => {
            let group = match view.groups.get(id) {
                Some(name) => format!("the group {name}"),
                None => format!("the group {id}, which was deleted,"),
            };
            let account = account.map_or_else(String::new, |account| format!(" of {account}"));
            format!("everybody in {group}{account} who can sign in to the console")
        }
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

fn no_moment(fault: RuleFault, whom: &Concerned) -> Failure {
    Failure::Refused {
        message: format!(
            "{fault}; say `sekisho deadline set --for {whom} --date YYYY-MM-DD`, or \
             `--days N`, or both",
            whom = whom.typed()
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
        ("--for", Some(args.whom.typed())),
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
    let whom = match &args.whom {
        Some(whom) => format!(" for {}", whom.typed()),
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
            name(&rule.whom, view),
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

fn postponed(view: &RequirementView, postponement: &Postponement) -> Vec<String> {
    vec![
        instant(postponement.at),
        postponement.by.clone(),
        postponed_whom(view, postponement),
        words(postponement.from),
        postponement.to.map_or_else(|| "gone".to_owned(), words),
        postponement.reason.as_str().to_owned(),
    ]
}

/// For whom a postponed rule was; of a group that was deleted since, the name that it had then.
fn postponed_whom(view: &RequirementView, postponement: &Postponement) -> String {
    let is_known = |id| view.groups.contains_key(id);
    match &postponement.group {
        Some(group) if !postponement.whom.group().is_some_and(is_known) => {
            Concerned::Group(group.clone()).typed()
        }
        _ => name(&postponement.whom, view),
    }
}

fn described(view: &RequirementView, account: Option<&AccountId>) -> Value {
    let rules = |rules: &[Rule]| {
        let rules = rules.iter().map(|rule| rule_json(view, rule));
        rules.collect::<Vec<_>>()
    };
    let postponements = view.postponements.iter();
    let postponements: Vec<_> = postponements
        .map(|one| postponement_json(view, one))
        .collect();
    json!({
        "installation": rules(&view.installation),
        "account": account.map(|account| json!({
            "id": account.as_str(),
            "rules": rules(&view.account),
        })),
        "postponements": postponements,
    })
}

fn rule_json(view: &RequirementView, rule: &Rule) -> Value {
    json!({
        "for": name(&rule.whom, view),
        "when": when_json(rule.when),
        "set_by": match rule.by {
            Setter::File => "file",
            Setter::Operator => "operator",
            Setter::Root => "root",
        },
        "announced_at": instant(rule.announced_at),
    })
}

fn postponement_json(view: &RequirementView, postponement: &Postponement) -> Value {
    json!({
        "at": instant(postponement.at),
        "by": postponement.by,
        "for": postponed_whom(view, postponement),
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
    use std::collections::BTreeMap;

    use rules::ids::GroupName;

    use super::*;

    fn group(id: &str, name: &str) -> (GroupId, GroupName) {
        (GroupId::parse(id).unwrap(), GroupName::parse(name).unwrap())
    }

    #[test]
    fn a_group_is_meant_by_its_name_or_once_it_is_gone_by_the_id_of_its_rule() {
        let gone = "AGPAFAKEFAKEFAKEFAKE2";
        let rule = |id: &str| Rule {
            whom: Whom::Group(GroupId::parse(id).unwrap()),
            when: when(None, Some(0)),
            by: Setter::Operator,
            announced_at: Timestamp::UNIX_EPOCH,
        };
        let view = RequirementView {
            installation: Vec::new(),
            account: vec![rule(gone)],
            postponements: Vec::new(),
            groups: BTreeMap::from([group("AGPAFAKEFAKEFAKEKEIRI", "keiri")]),
        };
        let means = |typed: &str, account| {
            let typed = Concerned::Group(GroupName::parse(typed).unwrap());
            let whom = meant(&typed, &view, account).ok()?;
            Some(whom.key().into_owned())
        };
        let keiri = Some("group:AGPAFAKEFAKEFAKEKEIRI".to_owned());
        assert_eq!(means("Keiri", Some("1")), keiri);
        assert_eq!(means(gone, Some("1")), Some(format!("group:{gone}")));
        assert_eq!(means("soumu", Some("1")), None);
        assert_eq!(means("keiri", None), None, "a group belongs to an account");
    }

    fn when(date: Option<&str>, days: Option<u16>) -> When {
        When::new(date.map(|date| date.parse().unwrap()), days).unwrap()
    }

    #[test]
    fn what_was_set_is_said_in_one_sentence() {
        let account = AccountId::parse("123456789012").unwrap();
        let now: Timestamp = "2026-07-16T00:00:00Z".parse().unwrap();
        let view = RequirementView {
            installation: Vec::new(),
            account: Vec::new(),
            postponements: Vec::new(),
            groups: BTreeMap::from([group("AGPAFAKEFAKEFAKEKEIRI", "keiri")]),
        };
        let says =
            |whom, when, account, given| meaning(&people(&whom, &view, account), when, given, now);
        let of_group = |id: &str| Whom::Group(GroupId::parse(id).unwrap());
        for (id, named) in [
            ("AGPAFAKEFAKEFAKEKEIRI", "keiri"),
            (
                "AGPAFAKEFAKEFAKEFAKE2",
                "AGPAFAKEFAKEFAKEFAKE2, which was deleted,",
            ),
        ] {
            assert_eq!(
                says(of_group(id), when(None, Some(0)), Some(&account), false),
                format!(
                    "everybody in the group {named} of 123456789012 who can sign in to the console \
                     must have MFA at once"
                )
            );
        }
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
            groups: BTreeMap::new(),
        };
        let set = when(Some("2026-07-16"), None);
        let found: Vec<Whom> = earlier(&view, &Whom::Roots, set)
            .map(|rule| rule.whom.clone())
            .collect();
        let at_once = earlier(&view, &Whom::Roots, when(None, Some(0)));
        assert_eq!(at_once.count(), 0);
        assert_eq!(
            found,
            [Whom::ConsoleUsers],
            "a narrower one is about others"
        );
    }
}
