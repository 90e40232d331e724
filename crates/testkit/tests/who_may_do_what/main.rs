//! Every operation of the table, asked for by everybody who could come, printed to one file.
//!
//! `docs/who-may-do-what.md` is the file to look at in a review: a line that changes there changes
//! who may do what. It is made anew with `SEKISHO_REGENERATE=1` and compared otherwise. An operation
//! of the table that nobody asks for here fails.

#![expect(clippy::panic, reason = "a scene that cannot be set up is no answer")]

mod attempts;
mod scene;

use std::fmt::Write as _;

use service::Refusal;
use service::table::{Access, Authority, Proved, TABLE};

use crate::attempts::{Attempt, attempts};
use crate::scene::{Scene, Who};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/who-may-do-what.md");
const REGENERATE: &str = "SEKISHO_REGENERATE";

const EVERYBODY: [(Who, &str); 10] = [
    (Who::Stranger, "stranger"),
    (Who::Root, "root"),
    (Who::RootWithMfa, "root, MFA"),
    (Who::User, "user"),
    (Who::UserWithMfa, "user, MFA"),
    (Who::Administrator, "administrator"),
    (Who::AdministratorWithMfa, "administrator, MFA"),
    (Who::OtherAccount, "other account"),
    (Who::SessionOver, "session over"),
    (Who::Operator, "operator"),
];

const AUTHORITIES: [Authority; 4] = [
    Authority::BeforeSession,
    Authority::Session,
    Authority::Policy,
    Authority::Operator,
];

#[test]
fn who_may_do_what_is_as_the_committed_file_says() {
    let page = page();
    if std::env::var_os(REGENERATE).is_some() {
        std::fs::write(FILE, &page).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    let differs: Vec<_> = page
        .lines()
        .filter(|line| !committed.lines().any(|other| other == *line))
        .collect();
    assert!(
        page == committed,
        "docs/who-may-do-what.md is not what is so; look at these lines, and run the test again with \
         {REGENERATE}=1 if they are right:\n{differs:#?}"
    );
}

#[test]
fn every_operation_of_the_table_is_asked_for() {
    let attempts = attempts();
    let mut rows: Vec<String> = attempts
        .iter()
        .map(|one| format!("{:?}", one.row))
        .collect();
    let mut table: Vec<String> = TABLE.iter().map(|row| format!("{row:?}")).collect();
    rows.dedup();
    table.dedup();
    assert_eq!(
        rows, table,
        "one attempt at least for each row, in the table's order"
    );
    // Two operations may have rows that look the same, so the operations are counted as well.
    let mut operations: Vec<&str> = attempts.iter().map(|one| one.operation).collect();
    operations.sort_unstable();
    operations.dedup();
    assert_eq!(operations.len(), TABLE.len(), "{operations:#?}");
}

#[test]
fn nobody_is_asked_for_a_policy_who_has_no_session() {
    for one in attempts() {
        if matches!(one.row.authority, Authority::Policy | Authority::Session) {
            for who in [Who::Stranger, Who::SessionOver] {
                let outcome = (one.run)(&Scene::new(who));
                assert_eq!(
                    outcome,
                    Err(Refusal::SessionOver(rules::session::Over::Expired)),
                    "{} {}",
                    one.row.name,
                    one.about
                );
            }
        }
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\n\
         Made by the test `who_may_do_what`; a review reads every line that changes here.\n\n\
         *yes*: it was done. *sign in*: there is no open session. An action: it is missing; with `!` a\n\
         policy denies it. *never*: no policy could allow it. *nothing there*: no such thing that the caller may know of. *proof*: the step\n\
         wants a proof of the last ten minutes, which everybody here has just given. A *user* has the\n\
         policy SekishoManageOwnCredentials, an *administrator* AdministratorAccess; *other account* is an\n\
         administrator with MFA in another account.\n",
    );
    let attempts = attempts();
    for authority in AUTHORITIES {
        head(&mut page, authority);
        let asked = attempts.iter().filter(|one| one.row.authority == authority);
        for one in asked {
            line(&mut page, one);
        }
    }
    page
}

fn line(page: &mut String, one: &Attempt) {
    let access = match one.row.access {
        Access::Read => "reads",
        Access::Write => "writes",
    };
    let proof = match one.row.proved {
        Proved::Once => "–",
        Proved::Freshly => "proof",
    };
    let about = if one.about.is_empty() {
        "–"
    } else {
        one.about
    };
    let _ = write!(page, "| {} | {about} | {access} | {proof} |", one.row.name);
    for (who, _) in EVERYBODY {
        let _ = write!(page, " {} |", one.outcome(who));
    }
    page.push('\n');
}

fn head(page: &mut String, authority: Authority) {
    let title = match authority {
        Authority::Policy => "By policy",
        Authority::Session => "About one's own session",
        Authority::BeforeSession => "On the way to a session (`before-session`)",
        Authority::Operator => "By the operator on the machine (`operator`)",
    };
    let _ = write!(page, "\n## {title}\n\n| operation | about | | |");
    for (_, name) in EVERYBODY {
        let _ = write!(page, " {name} |");
    }
    page.push_str("\n|---|---|---|---|");
    page.push_str(&"---|".repeat(EVERYBODY.len()));
    page.push('\n');
}
