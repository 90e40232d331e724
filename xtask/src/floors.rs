//! The floors: the table in ARCHITECTURE.md against what cargo knows.
//!
//! A crate may use what its row lists and everything that those may use. `testkit` is for tests
//! only, where everybody may use it.

use std::collections::{BTreeMap, BTreeSet};

use crate::metadata::Workspace;

/// Used by tests only.
const FOR_TESTS: &str = "testkit";

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The floor; none for what stands beside the house.
    floor: Option<u32>,
    may_use: BTreeSet<String>,
}

/// The rows by crate.
pub type Table = BTreeMap<String, Row>;

/// Reads the table under the heading `## Floors`: floor, crate, duty, may use, never here.
pub fn parse(architecture: &str) -> Result<Table, String> {
    let lines = architecture
        .lines()
        .skip_while(|line| *line != "## Floors")
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut table = Table::new();
    for line in lines.filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [floor, name, _, may_use, ..] = cells[..] else {
            return Err(format!("`{line}` has too few columns"));
        };
        let names = in_backticks(name);
        let [name] = &names[..] else {
            continue;
        };
        let row = Row {
            floor: floor.parse().ok(),
            may_use: in_backticks(may_use).into_iter().collect(),
        };
        if table.insert(name.clone(), row).is_some() {
            return Err(format!("`{name}` has two rows"));
        }
    }
    if table.is_empty() {
        return Err("ARCHITECTURE.md has no table under `## Floors`".to_owned());
    }
    Ok(table)
}

/// Where the table and the workspace differ.
pub fn differences(table: &Table, workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for name in workspace.keys().filter(|name| !table.contains_key(*name)) {
        found.push(format!("`{name}` has no row in ARCHITECTURE.md"));
    }
    for (name, row) in table {
        let Some(member) = workspace.get(name) else {
            found.push(format!(
                "`{name}` has a row in ARCHITECTURE.md and is no crate"
            ));
            continue;
        };
        found.extend(upward(name, row, table));
        let allowed = reachable(name, table);
        for used in member.uses.difference(&allowed) {
            found.push(format!(
                "`{name}` uses `{used}`, which its row does not allow"
            ));
        }
        for used in member.tests_use.difference(&allowed) {
            if used != name && used != FOR_TESTS {
                found.push(format!(
                    "tests of `{name}` use `{used}`, which its row does not allow"
                ));
            }
        }
    }
    found
}

/// Arrows of a row that do not point down.
fn upward(name: &str, row: &Row, table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for used in &row.may_use {
        let Some(other) = table.get(used) else {
            found.push(format!(
                "the row of `{name}` names `{used}`, which has no row"
            ));
            continue;
        };
        let down = match (row.floor, other.floor) {
            (Some(floor), Some(below)) => below < floor,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if !down {
            found.push(format!(
                "the row of `{name}` names `{used}`, which is not below it"
            ));
        }
    }
    found
}

fn reachable(name: &str, table: &Table) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec![name];
    while let Some(name) = next.pop() {
        for used in table.get(name).iter().flat_map(|row| &row.may_use) {
            if reached.insert(used.clone()) {
                next.push(used);
            }
        }
    }
    reached
}

fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Crate;

    const ARCHITECTURE: &str = "\
# House

## Floors

| Floor | Crate | Duty | May use | Never here |
|---|---|---|---|---|
| 0 | `otp` | codes | – | clock |
| 1 | `rules` | decisions | `otp` | storage |
| 2 | `web` | pages | `rules` | SQL |
| – | `testkit` | stories | `web` | |

## Other
| 9 | `other` | | | |
";

    fn workspace(uses: &[(&str, &[&str], &[&str])]) -> Workspace {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut workspace: Workspace = ["otp", "rules", "web", "testkit"]
            .map(|name| (name.to_owned(), Crate::default()))
            .into();
        for (name, used, tests_use) in uses {
            let one = Crate {
                uses: owned(used),
                tests_use: owned(tests_use),
                ..Crate::default()
            };
            workspace.insert((*name).to_owned(), one);
        }
        workspace
    }

    #[test]
    fn what_a_row_lists_is_allowed_with_all_that_stands_below() {
        let table = parse(ARCHITECTURE).unwrap();
        let good = workspace(&[
            ("rules", &["otp"], &["testkit"]),
            ("web", &["rules", "otp"], &["web", "testkit"]),
            ("testkit", &["web", "otp"], &[]),
        ]);
        assert_eq!(differences(&table, &good), Vec::<String>::new());
    }

    #[test]
    fn each_difference_is_named() {
        let table = parse(ARCHITECTURE).unwrap();
        let cases: [(&[&str], &[&str], &str); 3] = [
            (&["web"], &[], "`rules` uses `web`"),
            (&["testkit"], &[], "`rules` uses `testkit`"),
            (&[], &["web"], "tests of `rules` use `web`"),
        ];
        for (uses, tests_use, expected) in cases {
            let found = differences(&table, &workspace(&[("rules", uses, tests_use)]));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with(expected), "{found:?}");
        }
        let found = differences(&table, &workspace(&[("new", &[], &[])]));
        assert_eq!(found, ["`new` has no row in ARCHITECTURE.md"]);
        let mut smaller = workspace(&[]);
        smaller.remove("otp");
        assert_eq!(
            differences(&table, &smaller),
            ["`otp` has a row in ARCHITECTURE.md and is no crate"]
        );
    }

    #[test]
    fn a_row_cannot_point_up_or_sideways() {
        let pointing = ARCHITECTURE.replace("| codes | – |", "| codes | `rules` |");
        let found = differences(&parse(&pointing).unwrap(), &workspace(&[]));
        assert_eq!(
            found,
            ["the row of `otp` names `rules`, which is not below it"]
        );
    }

    #[test]
    fn a_table_that_cannot_be_read_is_an_error() {
        for text in ["", "## Floors\n", "## Floors\n| 0 | `otp` |\n"] {
            assert!(parse(text).is_err(), "{text}");
        }
        let twice = ARCHITECTURE.replace("`rules` | decisions", "`otp` | decisions");
        assert_eq!(parse(&twice).unwrap_err(), "`otp` has two rows");
    }
}
