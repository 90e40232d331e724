//! MFA devices: the console's wizard, and the steps of the wire.

use rules::SerialNumber;
use rules::ids::EntityPath;
use service::Target;
use service::ops::devices::{ListMfaDevices, ProposeDeviceName, RemoveMfaDevice, ResyncMfaDevice};
use service::ops::security_keys::{EnableSecurityKey, PendingSecurityKey, StartSecurityKey};
use service::ops::tags::{ListDeviceTags, TagDevice, UntagDevice};
use service::ops::virtual_devices::{
    Assignment, CreateVirtualDevice, DeactivateDevice, DeleteVirtualDevice, GetDevice,
    ListVirtualDevices,
};
use service::ops::wizard::{CancelMfaDevice, PendingMfaDevice, StartMfaDevice};
use service::table::Door;

use super::tag;
use crate::attempt::{Attempt, attempt};
use crate::scene::{Scene, jiro, new_device, start};

pub(super) fn adding() -> Vec<Attempt> {
    let list = |target| ListMfaDevices { target };
    let propose = |target| ProposeDeviceName { target };
    vec![
        attempt("one's own", move |scene| list(scene.oneself())),
        attempt("somebody else's", move |_| list(jiro())),
        attempt("root's", move |_| list(Target::Root)),
        attempt("for oneself", move |scene| propose(scene.oneself())),
        attempt("for somebody else", move |_| propose(jiro())),
        attempt("for root", move |_| propose(Target::Root)),
        attempt("for oneself", |scene| start(scene.oneself())),
        attempt("for somebody else", |_| start(jiro())),
        attempt("for root", |_| start(Target::Root)),
        attempt("one's own wizard", |scene| {
            scene.begins_wizard(&scene.oneself());
            PendingMfaDevice
        }),
        attempt("one's own wizard", |_| CancelMfaDevice),
        attempt("for oneself", |scene| scene.enable(scene.oneself())),
        attempt("for somebody else", |scene| scene.enable(jiro())),
        attempt("for root", |scene| scene.enable(Target::Root)),
    ]
}

pub(super) fn security_keys() -> Vec<Attempt> {
    vec![
        attempt("for oneself", |scene| start_key(scene.oneself())),
        attempt("for somebody else", |_| start_key(jiro())),
        attempt("for root", |_| start_key(Target::Root)),
        attempt("that is under way", |_| PendingSecurityKey),
        attempt("for oneself, with no key", |scene| {
            enable_key(scene.oneself())
        }),
        attempt("for somebody else, with no key", |_| enable_key(jiro())),
        attempt("for root, with no key", |_| enable_key(Target::Root)),
    ]
}

pub(super) fn in_the_console() -> Vec<Attempt> {
    let remove = |target, serial| RemoveMfaDevice { target, serial };
    let resync = |target, serial, (first, second)| ResyncMfaDevice {
        target,
        serial,
        first,
        second,
    };
    vec![
        attempt("one's own", move |scene| {
            remove(scene.oneself(), scene.own_serial())
        }),
        attempt("somebody else's", move |scene| {
            remove(jiro(), scene.serial("jiro-phone"))
        }),
        attempt("root's", move |scene| {
            remove(Target::Root, scene.own_serial())
        }),
        attempt("one's own", move |scene| {
            resync(scene.oneself(), scene.own_serial(), scene.own_pair())
        }),
        attempt("somebody else's", move |scene| {
            resync(jiro(), scene.serial("jiro-phone"), scene.pair_of_jiro())
        }),
        attempt("root's", move |scene| {
            resync(Target::Root, scene.own_serial(), scene.own_pair())
        }),
    ]
}

pub(super) fn on_the_wire() -> Vec<Attempt> {
    let create = |tags| CreateVirtualDevice {
        name: new_device(),
        path: EntityPath::default(),
        tags,
    };
    let deactivate = |target, serial| DeactivateDevice { target, serial };
    let get = |target, serial| GetDevice { target, serial };
    vec![
        attempt("", move |_| create(Vec::new())),
        attempt("with a tag", move |_| create(tag())),
        attempt("for oneself, the first", |scene| {
            scene.assign(scene.oneself())
        })
        .of_the_first_device(),
        attempt("for oneself, one more", |scene| {
            scene.assign(scene.oneself())
        }),
        attempt("for somebody else", |scene| scene.assign(jiro())),
        attempt("for root", |scene| scene.assign(Target::Root)),
        attempt("one's own", move |scene| {
            deactivate(scene.oneself(), scene.own_serial())
        }),
        attempt("somebody else's", move |scene| {
            deactivate(jiro(), jiros(scene))
        }),
        attempt("somebody else's, as if one's own", move |scene| {
            deactivate(scene.oneself(), jiros(scene))
        }),
        attempt("root's", move |scene| {
            deactivate(Target::Root, roots(scene))
        }),
        attempt("that nobody has", |scene| DeleteVirtualDevice {
            serial: scene.assign(jiro()).serial,
        }),
        attempt("somebody else's", |scene| DeleteVirtualDevice {
            serial: jiros(scene),
        })
        .only_at(Door::Wire),
        attempt("root's", |scene| DeleteVirtualDevice {
            serial: roots(scene),
        })
        .only_at(Door::Wire),
        attempt("", |_| ListVirtualDevices {
            assignment: Assignment::Any,
            after: None,
            limit: 10,
        }),
        attempt("one's own", move |scene| {
            get(scene.oneself(), scene.own_serial())
        }),
        attempt("somebody else's", move |scene| get(jiro(), jiros(scene))),
        attempt("root's", move |scene| get(Target::Root, roots(scene))),
    ]
}

pub(super) fn tags_on_the_wire() -> Vec<Attempt> {
    let set = |serial| TagDevice {
        serial,
        tags: tag(),
    };
    let remove = |serial| UntagDevice {
        serial,
        keys: vec!["bumon".to_owned()],
    };
    let list = |serial| ListDeviceTags { serial };
    vec![
        attempt("one's own", move |scene| set(scene.own_serial())),
        attempt("somebody else's", move |scene| set(jiros(scene))),
        attempt("root's", move |scene| set(roots(scene))),
        attempt("one's own", move |scene| remove(scene.own_serial())),
        attempt("somebody else's", move |scene| remove(jiros(scene))),
        attempt("root's", move |scene| remove(roots(scene))),
        attempt("one's own", move |scene| list(scene.own_serial())),
        attempt("somebody else's", move |scene| list(jiros(scene))),
        attempt("root's", move |scene| list(roots(scene))),
    ]
}

fn start_key(target: Target) -> StartSecurityKey {
    let StartMfaDevice {
        target,
        name,
        label,
        replaces,
    } = start(target);
    StartSecurityKey {
        target,
        name,
        label,
        replaces,
    }
}

fn enable_key(target: Target) -> EnableSecurityKey {
    EnableSecurityKey {
        target,
        answer: String::new(),
    }
}

fn jiros(scene: &Scene) -> SerialNumber {
    scene.serial("jiro-phone")
}

fn roots(scene: &Scene) -> SerialNumber {
    scene.serial("root-phone")
}
