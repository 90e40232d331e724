//! The page of what is served: docs/coverage.md.
//!
//! The operations and errors are the models'; what is served, and why an error never comes, stands
//! in `served.json`. A line there that fits nothing of the models is an error.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};

use super::model::{Common, Model, Never, Operation, Served};

const HEAD: &str = "\
# Coverage

<!-- written by `cargo xtask gen` -->

Which operations of AWS's IAM, STS, Account, Organizations and CloudTrail this server answers, which errors each of them may answer, and which errors of AWS's models never come, with the reason.

The operations, members and errors are those of the models that AWS publishes with its SDKs ([crates/wire/models](../crates/wire/models/README.md)). What is served, and the reasons, are written by hand in `crates/wire/models/served.json`. `cargo xtask gen` makes this page from both; a test fails when it is stale. Where an operation that is served behaves in another way than on AWS, [deviations.md](deviations.md) says so.

";

/// The whole page.
pub(super) fn page(common: &[Common], services: &[(Model, Served)]) -> Result<String> {
    let services = services.iter();
    let services: Vec<Service<'_>> = services
        .map(|(model, served)| Service::of(model, served))
        .collect::<Result<_>>()?;
    let mut page = HEAD.to_owned();
    page += "| Service | Version | Operations of AWS | Served | Not implemented | Errors of the served | Answered | Never answered |\n";
    page += "|---|---|---|---|---|---|---|---|\n";
    for service in &services {
        page += &service.totals();
    }
    page += "\nAn error counts once for each operation of which the model names it.\n\n";
    page += "## Errors of every operation\n\nNo model names them; any request may be answered with them. Account, Organizations and CloudTrail, which speak JSON, have names of their own for them; a status that stands in their models is meant there, and 400 for everything that is the caller's fault in Organizations and CloudTrail.\n\n";
    page += "| Error | In JSON | Status | When |\n|---|---|---|---|\n";
    for error in common {
        let in_json = error.in_json.as_ref().unwrap_or(&error.code);
        page += &format_row(&[
            &code_of(&error.code),
            &code_of(in_json),
            &error.status.to_string(),
            &error.when,
        ]);
    }
    for service in &services {
        page += &service.chapter();
    }
    Ok(page)
}

/// A service, judged.
struct Service<'a> {
    model: &'a Model,
    served: &'a Served,
    /// Of each served operation: its errors, each with the line that says why it never comes.
    judged: Vec<(&'a Operation, Vec<Error<'a>>)>,
}

struct Error<'a> {
    code: &'a str,
    /// The line of `never`, from 1.
    never: Option<usize>,
}

impl<'a> Service<'a> {
    fn of(model: &'a Model, served: &'a Served) -> Result<Self> {
        let operations = model.operations.iter();
        let operations = operations.filter(|operation| served.operations.contains(&operation.name));
        let judged = operations
            .map(|operation| {
                let errors = operation.errors.iter();
                let errors = errors.map(|code| judge(&served.never, operation, code));
                Ok((operation, errors.collect::<Result<_>>()?))
            })
            .collect::<Result<_>>()?;
        let service = Self {
            model,
            served,
            judged,
        };
        service.check_never()?;
        service.check_less()?;
        Ok(service)
    }

    /// Every line of `never` has to speak of errors that the models name.
    fn check_never(&self) -> Result<()> {
        for (line, never) in (1..).zip(&self.served.never) {
            let judged = self.judged.iter();
            let fits: Vec<&str> = judged
                .filter(|(_, errors)| errors.iter().any(|error| error.never == Some(line)))
                .map(|(operation, _)| operation.name.as_str())
                .collect();
            let Never {
                error, operations, ..
            } = never;
            if fits.is_empty() {
                bail!("no served operation has `{error}`, which `never` speaks of");
            }
            if let Some(other) = operations
                .iter()
                .find(|name| !fits.contains(&name.as_str()))
            {
                bail!("`{other}` is not served or has no `{error}`, which `never` speaks of");
            }
        }
        Ok(())
    }

    /// Every line of `less` has to speak of members that the models have.
    fn check_less(&self) -> Result<()> {
        for less in &self.served.less {
            for name in &less.operations {
                let mut judged = self.judged.iter();
                let found = judged.find(|(operation, _)| operation.name == *name);
                let (operation, _) = found
                    .with_context(|| format!("`{name}` of `less` is not a served operation"))?;
                let input = operation.input.as_deref();
                let members = input.map_or(Ok(&[][..]), |shape| self.model.members(shape))?;
                for member in &less.members {
                    if !members.iter().any(|known| known.name == *member) {
                        bail!("`{name}` has no member `{member}`, which `less` speaks of");
                    }
                }
            }
        }
        Ok(())
    }

    fn title(&self) -> String {
        self.model.service.to_uppercase()
    }

    fn totals(&self) -> String {
        let all = self.model.operations.len();
        let served = self.judged.len();
        let errors = self.judged.iter().flat_map(|(_, errors)| errors);
        let (never, answered): (Vec<_>, Vec<_>) = errors.partition(|error| error.never.is_some());
        let counts = [
            all,
            served,
            all - served,
            never.len() + answered.len(),
            answered.len(),
            never.len(),
        ];
        let counts = counts.map(|count| count.to_string());
        let mut cells = vec![self.title(), self.model.version.clone()];
        cells.extend(counts);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        format_row(&cells)
    }

    fn chapter(&self) -> String {
        let title = self.title();
        let mut text = format!(
            "\n## {title}\n\n### {title}: served\n\n\
             The number behind an error that never comes is that of its reason, below.\n\n\
             | Operation | Errors that it answers | Errors that never come |\n|---|---|---|\n"
        );
        for (operation, errors) in &self.judged {
            text += &row_of(operation, errors);
        }
        let _ = write!(text, "\n### {title}: errors that never come\n\n");
        text += "| No. | Error | Operations | Why |\n|---|---|---|---|\n";
        for (number, never) in (1..).zip(&self.served.never) {
            let operations = match &never.operations[..] {
                [] => "all that have it".to_owned(),
                operations => codes(operations),
            };
            let error = code_of(&never.error);
            text += &format_row(&[&number.to_string(), &error, &operations, &never.why]);
        }
        text += &self.members();
        text + &self.not_implemented()
    }

    fn members(&self) -> String {
        let mut text = format!(
            "\n### {}: members that mean less than on AWS\n\n\
             Every other member of these requests is honoured.\n\n\
             | Operation | Members | Here |\n|---|---|---|\n",
            self.title()
        );
        for less in &self.served.less {
            let (operations, members) = (codes(&less.operations), codes(&less.members));
            text += &format_row(&[&operations, &members, &less.what]);
        }
        text
    }

    fn not_implemented(&self) -> String {
        let mut verbs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for operation in &self.model.operations {
            if !self.served.operations.contains(&operation.name) {
                let verb = verb(&operation.name);
                verbs.entry(verb).or_default().push(operation.name.clone());
            }
        }
        let mut text = format!(
            "\n### {}: not implemented\n\n\
             Each is answered `NotImplemented` (501), and the text names it.\n\n\
             | Verb | Operations |\n|---|---|\n",
            self.title()
        );
        for (verb, operations) in verbs {
            text += &format_row(&[verb, &codes(&operations)]);
        }
        text
    }
}

fn row_of(operation: &Operation, errors: &[Error<'_>]) -> String {
    let never = errors.iter().filter_map(|error| {
        let number = error.never?;
        Some(format!("{} ({number})", code_of(error.code)))
    });
    let answered = errors.iter().filter(|error| error.never.is_none());
    let answered = answered.map(|error| code_of(error.code));
    format_row(&[
        &code_of(&operation.name),
        &joined(&answered.collect::<Vec<String>>()),
        &joined(&never.collect::<Vec<String>>()),
    ])
}

/// Which line of `never` speaks of this error of this operation; two are one too many.
fn judge<'a>(never: &[Never], operation: &Operation, code: &'a str) -> Result<Error<'a>> {
    let lines = (1..).zip(never).filter(|(_, never)| {
        let is_meant = never.operations.is_empty() || never.operations.contains(&operation.name);
        never.error == code && is_meant
    });
    let lines: Vec<usize> = lines.map(|(line, _)| line).collect();
    if lines.len() > 1 {
        bail!("`never` speaks twice of `{code}` of {}", operation.name);
    }
    Ok(Error {
        code,
        never: lines.first().copied(),
    })
}

/// `List` of `ListUsers`.
fn verb(name: &str) -> &str {
    let mut capitals = name.match_indices(char::is_uppercase).skip(1);
    capitals.next().map_or(name, |(at, _)| &name[..at])
}

fn code_of(name: &str) -> String {
    format!("`{name}`")
}

fn codes(names: &[String]) -> String {
    joined(
        &names
            .iter()
            .map(|name| code_of(name))
            .collect::<Vec<String>>(),
    )
}

fn joined(cells: &[String]) -> String {
    if cells.is_empty() {
        "–".to_owned()
    } else {
        cells.join(", ")
    }
}

fn format_row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"{
        "service": "iam", "version": "2010-05-08", "protocol": "query", "namespace": "n", "errors": [],
        "operations": [
            {"name": "CreateUser", "input": "CreateUserRequest", "errors": ["Broken", "NoSuchEntity"]},
            {"name": "DeleteUser", "errors": ["Broken", "NoSuchEntity"]},
            {"name": "ListUsers", "errors": []},
            {"name": "ListRoles", "errors": ["Broken"]}
        ],
        "shapes": {"CreateUserRequest": [{"name": "UserName", "type": "string"}]}
    }"#;

    fn made(never: &str, less: &str) -> Result<String> {
        let served = format!(
            r#"{{"common": [{{"code": "Throttling", "status": 400, "when": "too often"}}],
                "iam": {{"echoes_values": false, "enums": {{}}, "patterns": {{}}, "secret": [],
                "always": [], "sometimes": [], "operations": ["CreateUser", "DeleteUser", "ListUsers"],
                "never": [{never}], "less": [{less}]}}}}"#
        );
        let common = Common::parse_all(&served)?;
        let service = (Model::parse(MODEL)?, Served::parse(&served, "iam")?);
        page(&common, &[service])
    }

    #[test]
    fn the_page_tells_of_every_operation_and_counts() {
        let never = r#"{"error": "Broken", "why": "It holds."},
            {"error": "NoSuchEntity", "operations": ["CreateUser"], "why": "It makes one."}"#;
        let less = r#"{"operations": ["CreateUser"], "members": ["UserName"], "what": "Ignored."}"#;
        let page = made(never, less).unwrap();
        for line in [
            "| IAM | 2010-05-08 | 4 | 3 | 1 | 4 | 1 | 3 |",
            "| `Throttling` | `Throttling` | 400 | too often |",
            "| `CreateUser` | – | `Broken` (1), `NoSuchEntity` (2) |",
            "| `DeleteUser` | `NoSuchEntity` | `Broken` (1) |",
            "| `ListUsers` | – | – |",
            "| 1 | `Broken` | all that have it | It holds. |",
            "| 2 | `NoSuchEntity` | `CreateUser` | It makes one. |",
            "| `CreateUser` | `UserName` | Ignored. |",
            "| List | `ListRoles` |",
        ] {
            assert!(page.lines().any(|known| known == line), "{line}\n{page}");
        }
    }

    #[test]
    fn what_is_said_by_hand_has_to_fit_the_models() {
        let member = r#"{"operations": ["CreateUser"], "members": ["Path"], "what": ""}"#;
        let unserved = r#"{"operations": ["ListRoles"], "members": [], "what": ""}"#;
        let twice = r#"{"error": "Broken", "why": ""},
            {"error": "Broken", "operations": ["DeleteUser"], "why": ""}"#;
        let table = [
            (r#"{"error": "Gone", "why": ""}"#, "", "has `Gone`"),
            (
                r#"{"error": "Broken", "operations": ["DeleteUser", "ListRoles"], "why": ""}"#,
                "",
                "`ListRoles` is not served",
            ),
            (twice, "", "twice of `Broken` of DeleteUser"),
            ("", member, "no member `Path`"),
            ("", unserved, "`ListRoles` of `less`"),
        ];
        for (never, less, expected) in table {
            let error = made(never, less).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
