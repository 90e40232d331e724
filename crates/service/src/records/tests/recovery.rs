//! The stored form of what gets somebody back in.

use rules::Reason;
use rules::recovery::{
    Act, Address, Drill, OpenedBy, Registration, Resets, RootRecovery, UnderWay,
};

use rules::root_email::EmailChange;

use super::*;

pub(super) fn all() -> Vec<String> {
    let codes = RecoveryCodes {
        principal: user_principal(),
        made_at: Some(at()),
        salt: "5a17".into(),
        hashes: vec!["4a54".into()],
    };
    let act = Act {
        by: user_principal(),
        at: at(),
    };
    let resets = Resets {
        principal: user_principal(),
        device: vec![act.clone()],
        password: vec![act],
    };
    let recovery = RootRecovery {
        account: account_id(),
        under_way: Some(UnderWay {
            by: "operator:alice@sekisho".into(),
            reason: Reason::parse("電話を失くした").unwrap(),
            begun_at: at(),
            wait_hours: 72,
            ready_at: at(),
            links: vec!["114c".into()],
            address: Some(Address {
                hash: "4d44".into(),
                until: at(),
            }),
        }),
        no_mail_before: Some(at()),
        drilled: Some(Drill {
            at: at(),
            by: "operator:alice@sekisho".into(),
        }),
    };
    let mut change = EmailChange::begin(
        account_id(),
        Email::parse("new@example.com").unwrap(),
        "c0de".into(),
        at(),
    );
    change.links_with("114c".into());
    let asked = form(&change);
    change.confirmed(at());
    vec![
        form(&codes),
        form(&resets),
        form(&recovery),
        asked,
        form(&change),
        registering(),
    ]
}

/// A session that registers a device and does nothing else.
fn registering() -> String {
    form(&Session {
        id: "5e56".into(),
        principal: user_principal(),
        opened_at: at(),
        seen_at: at(),
        password_at: at(),
        mfa: None,
        generation: 3,
        closings: 0,
        ended: false,
        browser: "b0b0".into(),
        source_ip: "192.0.2.1".into(),
        user_agent: "Fake/1".into(),
        registers: Some(Registration {
            by: OpenedBy::RecoveryCode,
            replaces: vec![serial()],
        }),
        switched: None,
        recent_roles: Vec::new(),
    })
}
