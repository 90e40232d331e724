//! Hardware tokens: adding one, and the operator's stock.

use rules::TokenSerial;
use rules::ids::DeviceLabel;
use service::Target;
use service::ops::stock::{
    BeginTokenImport, CheckTokens, EndTokenImport, Ending, ImportTokens, ListTokens,
};
use service::ops::tokens::AddHardwareToken;

use crate::attempt::{Attempt, attempt};
use crate::scene::{jiro, new_device};

/// Of a token that is not in the stock: whoever may add one is told so, and nobody learns more.
fn add(target: Target) -> AddHardwareToken {
    AddHardwareToken {
        target,
        name: new_device(),
        label: DeviceLabel::parse("").expect("a label may be empty"),
        replaces: None,
        serial: serial(),
        first: String::from("123456").into(),
        second: String::from("654321").into(),
    }
}

fn serial() -> TokenSerial {
    TokenSerial::parse("2600123").expect("a serial number")
}

pub(super) fn in_the_console() -> Vec<Attempt> {
    vec![
        attempt("a token, for oneself", |scene| add(scene.oneself())),
        attempt("a token, for somebody else", |_| add(jiro())),
        attempt("a token, for root", |_| add(Target::Root)),
    ]
}

pub(super) fn operator() -> Vec<Attempt> {
    let import = || "not-under-way".to_owned();
    vec![
        attempt("", |_| CheckTokens {
            serials: vec![serial()],
        }),
        attempt("", |_| BeginTokenImport { reserve_for: None }),
        attempt("that is over", move |_| ImportTokens {
            import: import(),
            reserve_for: None,
            tokens: Vec::new(),
        }),
        attempt("that is over", move |_| EndTokenImport {
            import: import(),
            reserve_for: None,
            ending: Ending::Complete,
        }),
        attempt("", |_| ListTokens { after: None }),
    ]
}
