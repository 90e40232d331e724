//! Devices as things: their records, the proof that one is there, and the lists.

use rules::{DeviceFilter, HolderName};
use service::ops::care::{
    ConfirmByCode, ConfirmByKey, CreateProofAddress, ProofUnderWay, StartKeyConfirmation,
    UpdateDeviceRecord,
};
use service::ops::device_list::{GetDeviceCare, ListAccountDevices, ListDevices};
use service::{Target, Token};

use crate::attempt::{Attempt, attempt};
use crate::scene::{Scene, jiro};

fn write(target: Target, scene: &Scene, device: &str) -> UpdateDeviceRecord {
    UpdateDeviceRecord {
        target,
        serial: scene.serial(device),
        held_by: HolderName::parse("山田 花子").expect("a name"),
        place: None,
        note: None,
    }
}

fn prove(target: Target, scene: &Scene, device: &str) -> CreateProofAddress {
    CreateProofAddress {
        target,
        serial: scene.serial(device),
    }
}

pub(super) fn devices() -> Vec<Attempt> {
    let fake = || Token::presented("fake");
    vec![
        attempt("", |_| ListDevices {
            filter: DeviceFilter::default(),
            after: None,
        }),
        attempt("", |_| GetDeviceCare),
        attempt("one's own", |scene| UpdateDeviceRecord {
            serial: scene.own_serial(),
            ..write(scene.oneself(), scene, "jiro-phone")
        }),
        attempt("somebody else's", |scene| {
            write(jiro(), scene, "jiro-phone")
        }),
        attempt("root's", |scene| write(Target::Root, scene, "root-phone")),
        attempt("one's own", |scene| CreateProofAddress {
            target: scene.oneself(),
            serial: scene.own_serial(),
        }),
        attempt("somebody else's", |scene| {
            prove(jiro(), scene, "jiro-phone")
        }),
        attempt("root's", |scene| prove(Target::Root, scene, "root-phone")),
        attempt("with no such address", move |_| ProofUnderWay {
            token: fake(),
        }),
        attempt("with no such address", move |_| StartKeyConfirmation {
            token: fake(),
        }),
        attempt("with no such address", move |_| ConfirmByCode {
            token: fake(),
            code: "123456".to_owned(),
        }),
        attempt("with no such address", move |_| ConfirmByKey {
            token: fake(),
            answer: String::new(),
        }),
    ]
}

pub(super) fn operator() -> Vec<Attempt> {
    vec![attempt("", |scene| ListAccountDevices {
        account: scene.keiri.clone(),
        filter: DeviceFilter::default(),
        after: None,
    })]
}
