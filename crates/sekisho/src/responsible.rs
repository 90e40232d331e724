//! `sekisho responsible`: who looks after which accounts, also as a CSV file.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rules::AccountId;
use serde_json::{Value, json};
use service::Refusal;
use service::ops::assignments::{
    ASSIGNED_MAX, AssignAccounts, Assignment, ListAssignments, ShowAssignment,
};
use service::refusal::{Entity, Quota};

pub(crate) use self::file::ImportError;
use self::file::{COLUMNS, Line, LineFault, Person};
use crate::account::find;
use crate::answer::{answer, answer_json, answer_table, say};
use crate::args::{Format, Responsible, ResponsibleImport, ResponsibleSet};
use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::open::{House, operator};

/// Shows, writes, reads or sets.
pub(crate) async fn responsible(house: &House, command: &Responsible) -> Result<(), Failure> {
    match command {
        Responsible::List(args) => list(house, args.format).await,
        Responsible::Export(_) => export(house).await,
        Responsible::Import(args) => import(house, args).await,
        Responsible::Set(args) => set(house, args).await,
    }
}

async fn list(house: &House, format: Format) -> Result<(), Failure> {
    let all = assignments(house).await?;
    if format == Format::Json {
        return answer_json(&all.iter().map(described).collect()).map(drop);
    }
    if all.is_empty() {
        say(
            "nobody is responsible for an account yet; `sekisho responsible set --help` tells how to \
             make somebody",
        );
        return Ok(());
    }
    let rows: Vec<_> = all
        .iter()
        .map(|one| vec![one.assignee.clone(), ids(&one.accounts).join(" ")])
        .collect();
    answer_table(&["WHO", "ACCOUNTS"], &rows).map(drop)
}

async fn export(house: &House) -> Result<(), Failure> {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for one in assignments(house).await? {
        let pair = |account: &AccountId| vec![one.assignee.clone(), account.to_string()];
        rows.extend(one.accounts.iter().map(pair));
    }
    answer(&web::csv::table(&rows)).map(drop)
}

async fn set(house: &House, args: &ResponsibleSet) -> Result<(), Failure> {
    let person = Person::parse(&args.person).map_err(|message| Failure::Refused {
        message,
        exit: Exit::Refused,
    })?;
    let mut accounts = BTreeSet::new();
    for typed in &args.accounts {
        accounts.insert(find(house, typed).await?.account.id);
    }
    let not_done = |refusal: Refusal| Failure::Refused {
        message: nobody(&refusal, &args.person),
        exit: Failure::from(refusal).exit(),
    };
    let before = look(house, &person).await.map_err(not_done)?;
    assign(house, &person, &accounts).await.map_err(not_done)?;
    say(&match accounts.len() {
        0 => format!("{} is responsible for no account now", before.assignee),
        1 => format!("{} is responsible for 1 account now", before.assignee),
        many => format!("{} is responsible for {many} accounts now", before.assignee),
    });
    Ok(())
}

async fn import(house: &House, args: &ResponsibleImport) -> Result<(), Failure> {
    let lines = file::read(&args.file)?;
    let mut plan = Plan::of(house, &args.file, &lines).await?;
    if args.replace {
        plan.take_from_others(assignments(house).await?);
    }
    let people = plan.0.len();
    let changes: Vec<_> = plan
        .0
        .into_values()
        .filter(|planned| planned.before != planned.accounts)
        .collect();
    for (done, planned) in changes.iter().enumerate() {
        let assigned = assign(house, &planned.person, &planned.accounts).await;
        assigned.map_err(|refusal| cut_off(refusal, done, changes.len()))?;
    }
    say(&format!(
        "imported: {} changed, {} as before",
        counted(changes.len()),
        counted(people - changes.len())
    ));
    Ok(())
}

/// What a file comes to, by the name that people are listed under.
struct Plan(BTreeMap<String, Planned>);

/// What one person is to be responsible for.
struct Planned {
    person: Person,
    before: BTreeSet<AccountId>,
    accounts: BTreeSet<AccountId>,
}

impl Plan {
    /// Looks up everybody and every account that a file names. Nothing is changed.
    async fn of(house: &House, path: &Path, lines: &[Line]) -> Result<Self, Failure> {
        let mut plan = BTreeMap::<String, Planned>::new();
        let mut faults = Vec::new();
        let mut known = Known::default();
        for line in lines {
            let mut fault = |reason| {
                faults.push(LineFault {
                    number: line.number,
                    reason,
                });
            };
            let person = known.person(house, &line.person).await?;
            let account = known.account(house, &line.account).await?;
            let (name, id) = match (person, account) {
                (Ok(assignment), Ok(id)) => (assignment, id),
                (person, account) => {
                    let (person, account) = (person.err(), account.err());
                    person.into_iter().chain(account).for_each(fault);
                    continue;
                }
            };
            let planned = plan
                .entry(name.assignee.clone())
                .or_insert_with(|| Planned {
                    person: line.person.clone(),
                    before: name.accounts.into_iter().collect(),
                    accounts: BTreeSet::new(),
                });
            planned.accounts.insert(id);
            if planned.accounts.len() == ASSIGNED_MAX + 1 {
                fault(format!(
                    "`{}` has more than {ASSIGNED_MAX} accounts here; give some to somebody else",
                    name.assignee
                ));
            }
        }
        if faults.is_empty() {
            Ok(Self(plan))
        } else {
            Err(ImportError::lines(path, faults).into())
        }
    }

    /// Takes everything from whoever is not in the file.
    fn take_from_others(&mut self, all: Vec<Assignment>) {
        for other in all {
            if let Ok(person) = Person::parse(&other.assignee) {
                self.0.entry(other.assignee).or_insert_with(|| Planned {
                    person,
                    before: other.accounts.into_iter().collect(),
                    accounts: BTreeSet::new(),
                });
            }
        }
    }
}

/// What was looked up already: a file names the same people and accounts again and again.
#[derive(Default)]
struct Known {
    people: BTreeMap<Person, Result<Assignment, String>>,
    accounts: BTreeMap<String, Result<AccountId, String>>,
}

impl Known {
    async fn person(
        &mut self,
        house: &House,
        person: &Person,
    ) -> Result<Result<Assignment, String>, Failure> {
        if let Some(known) = self.people.get(person) {
            return Ok(known.clone());
        }
        let found = match look(house, person).await {
            Ok(assignment) => Ok(assignment),
            Err(refusal @ Refusal::NoSuchEntity(_)) => Err(nobody(&refusal, &spelled(person))),
            Err(other) => return Err(other.into()),
        };
        self.people.insert(person.clone(), found.clone());
        Ok(found)
    }

    async fn account(
        &mut self,
        house: &House,
        typed: &str,
    ) -> Result<Result<AccountId, String>, Failure> {
        if let Some(known) = self.accounts.get(typed) {
            return Ok(known.clone());
        }
        let found = match find(house, typed).await {
            Ok(view) => Ok(view.account.id),
            Err(Failure::Refused {
                message,
                exit: Exit::NotFound,
            }) => Err(message + shortened(typed)),
            Err(other) => return Err(other),
        };
        self.accounts.insert(typed.to_owned(), found.clone());
        Ok(found)
    }
}

/// What a spreadsheet does to an account id that it takes for a number.
fn shortened(typed: &str) -> &'static str {
    let number = typed
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".E+".contains(&byte));
    if number && typed.len() != 12 {
        " (an account id has 12 digits; a spreadsheet takes away zeros in front, so keep the column as text)"
    } else {
        ""
    }
}

async fn look(house: &House, person: &Person) -> Result<Assignment, Refusal> {
    let operation = ShowAssignment {
        assignee: (person.account.clone(), person.user.clone()),
    };
    house.service.call(&operator(), &operation).await
}

async fn assign(
    house: &House,
    person: &Person,
    accounts: &BTreeSet<AccountId>,
) -> Result<(), Refusal> {
    let operation = AssignAccounts {
        assignee: (person.account.clone(), person.user.clone()),
        accounts: accounts.iter().cloned().collect(),
    };
    house.service.call(&operator(), &operation).await
}

async fn assignments(house: &House) -> Result<Vec<Assignment>, Failure> {
    let mut all = house.service.call(&operator(), &ListAssignments).await?;
    all.sort_by(|one, other| one.assignee.cmp(&other.assignee));
    Ok(all)
}

fn spelled(person: &Person) -> String {
    match &person.user {
        Some(user) => format!("{}/user/{user}", person.account),
        None => format!("{}/root", person.account),
    }
}

/// Why somebody cannot be made responsible.
fn nobody(refusal: &Refusal, typed: &str) -> String {
    match refusal {
        Refusal::NoSuchEntity(Entity::User(name)) => {
            format!("there is no user `{name}` for `{typed}`; users are made in the console")
        }
        Refusal::NoSuchEntity(Entity::Account) => format!(
            "there is no account for `{typed}`; `sekisho account list` shows those that exist"
        ),
        Refusal::LimitExceeded(quota @ Quota::AssignedAccounts) => format!(
            "one person looks after {} accounts at most; give some to somebody else",
            quota.most()
        ),
        other => sentence(other),
    }
}

/// An import that stopped on the way, although everything was right when it began.
fn cut_off(refusal: Refusal, done: usize, all: usize) -> Failure {
    if done == 0 {
        return refusal.into();
    }
    Failure::Refused {
        message: format!(
            "{done} of {} were changed, then: {}; import the file again to go on",
            counted(all),
            sentence(&refusal)
        ),
        exit: Exit::Failed,
    }
}

fn counted(people: usize) -> String {
    match people {
        1 => "1 person".to_owned(),
        people => format!("{people} people"),
    }
}

fn ids(accounts: &[AccountId]) -> Vec<&str> {
    accounts.iter().map(AccountId::as_str).collect()
}

fn described(assignment: &Assignment) -> Value {
    json!({ "assignee": assignment.assignee, "accounts": ids(&assignment.accounts) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_a_spreadsheet_shortened_is_recognised() {
        for (typed, is) in [
            ("12345678901", true),
            ("1.23457E+11", true),
            ("123456789012", false),
            ("keiri", false),
        ] {
            assert_eq!(!shortened(typed).is_empty(), is, "{typed}");
        }
    }
}
