//! What holds for every operation alike, whatever the page says.

use rules::billing::Wanted;
use service::Refusal;
use service::refusal::{BillingFault, ClosingFault};
use service::table::{Access, Authority, Door};

use crate::attempt::Attempt;
use crate::attempts::attempts;
use crate::program::Program;
use crate::scene::{Scene, Who};

#[test]
fn nobody_is_asked_for_a_policy_who_has_no_session() {
    for one in attempts() {
        let by_session = matches!(
            one.row.authority,
            Authority::Policy | Authority::Root | Authority::Session
        );
        if !by_session || !one.is_tried_at(Door::Console) {
            continue;
        }
        for who in [Who::Stranger, Who::SessionOver] {
            let outcome = (one.run)(&Scene::new(who));
            assert_eq!(
                outcome,
                Err(Refusal::SessionOver(rules::session::Over::Expired)),
                "{}",
                named(&one)
            );
        }
    }
}

#[test]
fn a_program_without_a_good_key_is_answered_at_the_door() {
    let table = [
        (Program::Anonymous, "MissingAuthenticationToken"),
        (Program::UnknownKey, "InvalidClientTokenId"),
        (Program::WrongSecret, "SignatureDoesNotMatch"),
        (Program::InactiveKey, "InvalidClientTokenId"),
        (Program::ExpiredSession, "ExpiredToken"),
        (Program::AdministratorKeyOfClosed, "InvalidClientTokenId"),
    ];
    for (program, code) in table {
        let told = Scene::new(Who::Program(program)).turned_away;
        assert_eq!(told.map(|error| error.code.name), Some(code), "{program:?}");
    }
}

#[test]
fn nobody_comes_in_by_a_door_where_an_operation_does_not_stand() {
    for one in attempts() {
        // Root, whom no policy could stop.
        let intruder = match one.row.door {
            Door::Console => Who::Program(Program::RootSessionWithMfa),
            Door::Wire => Who::RootWithMfa,
            Door::Both => continue,
        };
        let outcome = (one.run)(&Scene::new(intruder));
        assert!(
            matches!(outcome, Err(Refusal::AccessDenied { .. })),
            "{}: {outcome:?}",
            named(&one)
        );
    }
}

#[test]
fn a_session_without_mfa_asks_iam_for_nothing() {
    for one in attempts() {
        if !one.is_tried_at(Door::Wire) || one.row.source != "iam.amazonaws.com" {
            continue;
        }
        for program in [Program::RootSession, Program::UserSession] {
            let outcome = (one.run)(&Scene::new(Who::Program(program)));
            assert_eq!(outcome, Err(Refusal::SessionWithoutMfa), "{}", named(&one));
        }
    }
}

#[test]
fn another_account_is_not_there() {
    let about_others = ["somebody", "root"];
    for one in attempts() {
        // What stands in the id of a key is told whether the key exists or not.
        let tells_the_id = one.row.name == "GetAccessKeyInfo";
        if tells_the_id || !about_others.iter().any(|other| one.about.contains(other)) {
            continue;
        }
        for (door, who) in [
            (Door::Console, Who::OtherAccount),
            (Door::Wire, Who::Program(Program::OtherAccount)),
        ] {
            if one.is_tried_at(door) {
                let outcome = (one.run)(&Scene::new(who));
                assert!(outcome.is_err(), "{}", named(&one));
            }
        }
    }
}

#[test]
fn no_key_changes_roots_devices() {
    const CHANGES: [&str; 3] = ["EnableMFADevice", "DeactivateMFADevice", "ResyncMFADevice"];
    for one in attempts() {
        let about_root = one.about.contains("root") || one.about.contains("one");
        let changes = CHANGES.contains(&one.row.name) && about_root;
        if !changes || !one.is_tried_at(Door::Wire) || one.about.contains("somebody") {
            continue;
        }
        for scene in [
            Scene::without_device(Program::RootKey),
            Scene::new(Who::Program(Program::RootKey)),
            Scene::new(Who::Program(Program::RootSessionWithMfa)),
        ] {
            let outcome = (one.run)(&scene);
            assert!(
                matches!(outcome, Err(Refusal::AccessDenied { .. })),
                "{}: {outcome:?}",
                named(&one)
            );
        }
    }
}

#[test]
fn nobody_but_root_changes_what_is_roots() {
    for one in attempts() {
        if one.row.access == Access::Read || !one.about.contains("root") {
            continue;
        }
        for (door, who) in [
            (Door::Console, Who::UserWithMfa),
            (Door::Console, Who::AdministratorWithMfa),
            (Door::Wire, Who::Program(Program::UserSessionWithMfa)),
            (Door::Wire, Who::Program(Program::AdministratorKey)),
            (
                Door::Wire,
                Who::Program(Program::AdministratorSessionWithMfa),
            ),
        ] {
            if one.is_tried_at(door) {
                let outcome = (one.run)(&Scene::new(who));
                assert!(outcome.is_err(), "{} {who:?}", named(&one));
            }
        }
    }
}

#[test]
fn what_only_root_may_do_is_opened_to_nobody_else_by_any_policy() {
    let roots = || {
        attempts()
            .into_iter()
            .filter(|one| one.row.authority == Authority::Root)
    };
    assert!(roots().next().is_some(), "root has nothing of its own");
    for one in roots() {
        for who in [
            Who::User,
            Who::UserWithMfa,
            Who::Administrator,
            Who::AdministratorWithMfa,
            Who::AdministratorBounded,
            Who::OtherAccount,
        ] {
            let outcome = (one.run)(&Scene::new(who));
            assert_eq!(outcome, Err(Refusal::OnlyRoot), "{} {who:?}", named(&one));
        }
        let outcome = (one.run)(&Scene::new(Who::Root));
        assert_eq!(outcome, Err(Refusal::MfaNeeded), "{}", named(&one));
    }
}

/// What root does in a closed account: reopen it, prove who it is, look who that is, and leave.
const STAYS_OPEN: [&str; 8] = [
    "GetAccountClosing",
    "ReopenAccount",
    "GetCallerIdentity",
    "SignOut",
    "ListOwnDevices",
    "StartProveKey",
    "CheckMfa",
    "CheckMfa",
];

#[test]
fn a_closed_account_admits_root_to_reopen_it_and_nobody_to_anything_else() {
    let mut open = Vec::new();
    for one in attempts() {
        let by_session = matches!(
            one.row.authority,
            Authority::Policy | Authority::Root | Authority::Session
        );
        if !by_session || !one.is_tried_at(Door::Console) {
            continue;
        }
        let outcome = (one.run)(&Scene::new(Who::RootOfClosed));
        if outcome != Err(Refusal::Closing(ClosingFault::Closed)) {
            open.push(one.row.name);
        }
        let outcome = (one.run)(&Scene::new(Who::AdministratorOfClosed));
        let ended = Refusal::SessionOver(rules::session::Over::Ended);
        assert_eq!(outcome, Err(ended), "{}", named(&one));
    }
    open.sort_unstable();
    let mut expected = STAYS_OPEN;
    expected.sort_unstable();
    assert_eq!(open, expected);
}

/// Whatever asks for an action of billing finds the switch off, administrators as well.
#[test]
fn while_iam_access_is_deactivated_nobody_but_root_comes_near_billing() {
    let off = Refusal::Billing(BillingFault::AccessOff);
    let mut tried = 0;
    for one in attempts() {
        let about_billing = one
            .row
            .actions
            .iter()
            .any(|action| Wanted::by(action).is_some());
        if !about_billing || one.row.authority != Authority::Policy {
            continue;
        }
        tried += 1;
        for who in [
            Who::UserWithMfa,
            Who::Administrator,
            Who::AdministratorWithMfa,
            Who::AdministratorBounded,
            Who::OtherAccount,
        ] {
            let outcome = (one.run)(&Scene::new(who));
            assert_eq!(outcome, Err(off.clone()), "{} {who:?}", named(&one));
        }
    }
    assert_eq!(tried, 4);
}

fn named(one: &Attempt) -> String {
    format!("{} {}", one.row.name, one.about)
}
