//! Lost devices: recovery codes, and root's recovery by the operator.

use rules::{AccountId, Reason};
use service::Token;
use service::ops::recover::{
    BeginRecovery, CancelRecovery, CancelRecoveryByLink, DrillRecovery, FinishRecovery,
    RecoverRoot, RecoverUnderWay, RecoveryByLink, ShowRecovery, StopRecovery,
};
use service::ops::recovery_codes::{
    CreateRecoveryCodes, LostDevice, ShowRecoveryCodes, SignInRecoveryCode, SwitchRecoveryCodes,
    Switched,
};

use crate::attempt::{Attempt, attempt};
use crate::scene::{Scene, jiro, password};

pub(super) fn lost_devices() -> Vec<Attempt> {
    let under_way = |scene: &Scene| Token::presented(scene.ticket.reveal()).hash();
    let fake = || Token::presented("fake");
    vec![
        attempt("with the ticket", move |scene| LostDevice {
            ticket: under_way(scene),
        }),
        attempt("with the ticket and no code", move |scene| {
            SignInRecoveryCode {
                ticket: under_way(scene),
                token: Token::presented(scene.ticket.reveal()),
                code: String::new(),
                lost: None,
            }
        }),
        attempt("", |_| ShowRecoveryCodes),
        attempt("one's own", |scene| CreateRecoveryCodes {
            target: scene.oneself(),
        }),
        attempt("somebody else's", |_| CreateRecoveryCodes {
            target: jiro(),
        }),
        attempt("root's", |_| SwitchRecoveryCodes { to: Switched::On }),
        attempt("while none is under way", |_| CancelRecovery),
        attempt("with no such link", move |_| RecoveryByLink {
            link: fake(),
        }),
        attempt("with no such link", move |_| CancelRecoveryByLink {
            link: fake(),
        }),
    ]
    .into_iter()
    .chain(super::root::by_link())
    .chain([
        attempt("with no such address", move |_| RecoverUnderWay {
            token: fake(),
        }),
        attempt("with no such address", move |_| RecoverRoot {
            token: fake(),
            password: password(),
        }),
    ])
    .collect()
}

pub(super) fn operator() -> Vec<Attempt> {
    let account = |scene: &Scene| -> AccountId { scene.keiri.clone() };
    let reason = || Reason::parse("(fake) the phone is lost").expect("a reason");
    let host = || "fake-host".to_owned();
    vec![
        attempt("", move |scene| BeginRecovery {
            account: account(scene),
            reason: reason(),
            host: host(),
        }),
        attempt("while none is under way", move |scene| FinishRecovery {
            account: account(scene),
            host: host(),
        }),
        attempt("while none is under way", move |scene| StopRecovery {
            account: account(scene),
            host: host(),
        }),
        attempt("", move |scene| DrillRecovery {
            account: account(scene),
            reason: reason(),
            host: host(),
        }),
        super::root::operator(),
        attempt("", move |scene| ShowRecovery {
            account: account(scene),
        }),
    ]
}
