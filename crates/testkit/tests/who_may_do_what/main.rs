//! Every operation of the table, asked for by everybody who could come, printed to one file.
//!
//! `docs/who-may-do-what.md` is the file to look at in a review: a line that changes there changes
//! who may do what. It is made anew with `SEKISHO_REGENERATE=1` and compared otherwise. An operation
//! of the table that nobody asks for here fails.

#![expect(clippy::panic, reason = "a scene that cannot be set up is no answer")]

mod attempt;
mod attempts;
mod closed;
mod invariants;
mod program;
mod scene;

use std::fmt::Write as _;

use service::table::{Access, Authority, Door, Proved, TABLE};

use crate::attempt::Attempt;
use crate::attempts::attempts;
use crate::program::Program;
use crate::scene::Who;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/who-may-do-what.md");
const REGENERATE: &str = "SEKISHO_REGENERATE";

const PEOPLE: [(Who, &str); 16] = [
    (Who::Stranger, "stranger"),
    (Who::Root, "root"),
    (Who::RootWithMfa, "root, MFA"),
    (Who::User, "user"),
    (Who::UserWithMfa, "user, MFA"),
    (Who::Administrator, "administrator"),
    (Who::AdministratorWithMfa, "administrator, MFA"),
    (Who::AdministratorBounded, "administrator, bounded"),
    (Who::OtherAccount, "other account"),
    (Who::SessionOver, "session over"),
    (Who::RootPastDue, "root, past due"),
    (Who::UserPastDue, "user, past due"),
    (Who::AdministratorPastDue, "administrator, past due"),
    (Who::RootOfClosed, "root, MFA, closed account"),
    (Who::AdministratorOfClosed, "administrator, closed account"),
    (Who::Operator, "operator"),
];

const PROGRAMS: [(Who, &str); 20] = [
    (Who::Program(Program::Anonymous), "anonymous"),
    (Who::Program(Program::UnknownKey), "unknown key"),
    (Who::Program(Program::WrongSecret), "wrong secret"),
    (Who::Program(Program::InactiveKey), "inactive key"),
    (Who::Program(Program::RootKey), "root key"),
    (Who::Program(Program::RootSession), "root session"),
    (
        Who::Program(Program::RootSessionWithMfa),
        "root session, MFA",
    ),
    (Who::Program(Program::UserKey), "user key"),
    (
        Who::Program(Program::UserSessionWithMfa),
        "user session, MFA",
    ),
    (Who::Program(Program::UserSession), "user session"),
    (Who::Program(Program::AdministratorKey), "administrator key"),
    (
        Who::Program(Program::AdministratorSessionWithMfa),
        "administrator session, MFA",
    ),
    (
        Who::Program(Program::AdministratorKeyBounded),
        "administrator key, bounded",
    ),
    (Who::Program(Program::RoleSession), "role session"),
    (
        Who::Program(Program::RoleSessionWithMfa),
        "role session after MFA",
    ),
    (Who::Program(Program::OtherAccount), "other account's key"),
    (Who::Program(Program::ExpiredSession), "expired session"),
    (Who::Program(Program::UserKeyPastDue), "user key, past due"),
    (
        Who::Program(Program::AdministratorKeyPastDue),
        "administrator key, past due",
    ),
    (
        Who::Program(Program::AdministratorKeyOfClosed),
        "administrator key, closed account",
    ),
];

const AUTHORITIES: [Authority; 5] = [
    Authority::BeforeSession,
    Authority::Session,
    Authority::Policy,
    Authority::Root,
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

const HEAD: &str = "\
# Who may do what

Made by the test `who_may_do_what`; a review reads every line that changes here. Each cell is asked for
in accounts that are made for it.

An operation stands at the console's door (the console, the sign-in pages, the operator's commands), at
AWS's wire, or at *both*. What stands at one door only is refused at the other, even to root; it is
printed once, and what stands at both is printed twice.

*yes*: it was done. An action: it is missing; with `!` a policy denies it. *nothing there*: no such
thing that the caller may know of. A *user* has the policy SekishoManageOwnCredentials, an
*administrator* AdministratorAccess; who is *bounded* is an administrator whose boundary is
ReadOnlyAccess; *other account* is an administrator of another account who asks for
the very same things. *somebody else* is a user with a device and a key. –: there is no such question.
";

const CONSOLE: &str = "
# At the console's door

*sign in*: there is no open session. *never*: no policy could allow it. *proof*: the step wants a proof
of the last ten minutes, which everybody here has just given. *other account* has signed in with MFA.
A *closed account* was closed after they had signed in; root then has a session of its own again.
*past due* is somebody without a device of whom MFA is required: *enrol* says that nothing but their own
enrolment is open. *only root*: root has it, and no policy opens it. *billing is off*: root has not
activated IAM access to billing, as it is in the beginning.
";

const WIRE: &str = "
# At AWS's wire

Each program signs a request of its own. *anonymous*, *unknown key*, *wrong secret*, *inactive key*,
*expired session* and a key of a *closed account* are answered before it is known what they ask for; all but the first are an
administrator's. A *session* is one of GetSessionToken, with or without a code (*MFA*). A *role session*
is one of a role with AdministratorAccess, which an administrator took on, without or with a code
(*after MFA*). Everybody who owns a key has an MFA device as well, but for *the first*. Other words are
AWS's codes.

A call cannot name root: root's own calls mean root by naming nobody. Lines about *root* are asked for
behind the reading of calls, so that they hold without it.
";

fn page() -> String {
    let attempts = attempts();
    let mut page = HEAD.to_owned();
    for (door, about, everybody) in [
        (Door::Console, CONSOLE, &PEOPLE[..]),
        (Door::Wire, WIRE, &PROGRAMS[..]),
    ] {
        page.push_str(about);
        for authority in AUTHORITIES {
            let mut asked = attempts
                .iter()
                .filter(|one| one.row.authority == authority && one.is_tried_at(door))
                .peekable();
            if asked.peek().is_some() {
                head(&mut page, authority, everybody);
            }
            for one in asked {
                line(&mut page, one, everybody, door);
            }
        }
    }
    page
}

fn line(page: &mut String, one: &Attempt, everybody: &[(Who, &str)], at: Door) {
    let access = match one.row.access {
        Access::Read => "reads",
        Access::Write => "writes",
    };
    // Only a session of the console can give a proof, so the wire never asks for one.
    let proof = match one.row.proved {
        Proved::Freshly if at == Door::Console => "proof",
        Proved::Freshly | Proved::Once => "–",
    };
    let door = match one.row.door {
        Door::Console => "console",
        Door::Wire => "wire",
        Door::Both => "both",
    };
    let about = if one.about.is_empty() {
        "–"
    } else {
        one.about
    };
    let name = one.row.name;
    let _ = write!(page, "| {name} | {about} | {door} | {access} | {proof} |");
    for (who, _) in everybody {
        let _ = write!(page, " {} |", one.outcome(*who));
    }
    page.push('\n');
}

fn head(page: &mut String, authority: Authority, everybody: &[(Who, &str)]) {
    let title = match authority {
        Authority::Policy => "By policy",
        Authority::Root => "By root alone, with MFA in the session",
        Authority::Session => "About one's own session",
        Authority::BeforeSession => "On the way to a session (`before-session`)",
        Authority::Operator => "By the operator on the machine (`operator`)",
    };
    let _ = write!(page, "\n## {title}\n\n| operation | about | door | | |");
    for (_, name) in everybody {
        let _ = write!(page, " {name} |");
    }
    page.push_str("\n|---|---|---|---|---|");
    page.push_str(&"---|".repeat(everybody.len()));
    page.push('\n');
}
