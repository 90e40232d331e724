//! Every address of the console, opened by somebody who is past due: EN-2.
//!
//! The addresses are read from the routes themselves, so that a new one cannot be forgotten here.

use testkit::page::*;
use testkit::{Lang, story};

const ROUTES: &str = include_str!("../../../web/src/routes.rs");

/// What is open to somebody past due, or stands before a session.
const OPEN: [&str; 7] = [
    // The enrolment itself.
    "/console/enrol",
    "/console/confirm",
    "/console/security-credentials/mfa/new",
    "/console/security-credentials/mfa/set-up",
    "/console/security-credentials/mfa/token",
    // Says what is true of everybody who has not enrolled.
    "/console/mfa-required",
    // Leads elsewhere.
    "/",
];

/// Every address with its parts filled in.
fn addresses() -> Vec<String> {
    let mut found = Vec::new();
    for line in ROUTES.split(['(', ',', '\n']) {
        let Some(text) = line
            .trim()
            .strip_prefix('"')
            .or_else(|| line.trim().strip_prefix("&format!(\""))
        else {
            continue;
        };
        let Some((path, _)) = text.split_once('"') else {
            continue;
        };
        let bases: &[&str] = if path.starts_with("{of}") {
            &["/console/security-credentials", "/console/users/hanako"]
        } else if path.starts_with('/') {
            &[""]
        } else {
            continue;
        };
        for base in bases {
            found.push(
                path.replace("{of}", base)
                    .replace("{{", "{")
                    .replace("}}", "}")
                    .replace("{name}", "hanako")
                    .replace("{device}", "phone")
                    .replace("{key}", "AKIAFAKEFAKEFAKEFAKE")
                    .replace("{deed}", "deactivate")
                    .replace("{kind}", "security"),
            );
        }
    }
    found.sort();
    found.dedup();
    found
}

story! {
    /// EN-2.
    fn en_2_every_page_of_the_console_leads_somebody_past_due_to_the_enrolment(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password();
        visit.sees(ConsoleHome);
        w.requires_mfa("console-users", None, Some(0));
        let addresses = addresses();
        let console: Vec<&String> = addresses.iter().filter(|address| address.starts_with("/console")).collect();
        assert!(console.len() > 40, "the routes are read: {console:?}");
        for address in console {
            if OPEN.contains(&address.as_str()) || address.starts_with("/console/enrol/") {
                continue;
            }
            visit.opens(address);
            // What is only posted to asks the operations, which ask the gate (`table.rs`).
            if visit.status() == 405 {
                continue;
            }
            let path = visit.path();
            assert_eq!(path.split('?').next(), Some("/console/enrol"), "`{address}` is open to somebody past due");
        }
        visit.presses(Lang::sign_out).sees(SignedOut);
    }
}
