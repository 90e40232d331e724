//! `World`: accounts, people with verbs, virtual time.
//!
//! A story is a test of the whole system through public doors: the pages of the console as a
//! browser without JavaScript sees them, AWS's wire as a program with an access key speaks it, and the
//! operator's commands. It says what people do and what they see. [`story!`] runs each one twice: on the store in memory, in English, at
//! `http://localhost`; and on SQLite, in Japanese, at an `https` address.
//!
//! Invariants, checked when a [`World`] ends: no secret that was used is in a log line, in an event
//! or in the clear in a file; every index and every count equals what follows from the records.
//! Checked on every page: see [`browser`].
//!
//! Not here: sockets, the system's clock and chance, and a browser with JavaScript.
#![expect(
    clippy::panic,
    reason = "a test kit says by a panic what a story does not find"
)]

pub mod answered;
pub mod authenticator;
mod books;
pub mod browser;
mod chance;
mod form;
pub mod html;
mod jar;
pub mod json_call;
pub mod kept;
mod known;
pub mod mail;
pub mod page;
pub mod people;
pub mod phone;
pub mod program;
mod seal;
pub mod token;
mod trail;
pub mod world;
pub mod xml;

pub use answered::Answered;
pub use authenticator::{Authenticator, Root, Trick};
pub use browser::Browser;
pub use json_call::JsonAnswer;
pub use mail::Mood;
pub use people::{ADMINISTRATOR, Account, MANAGES_OWN, Person};
pub use phone::Phone;
pub use program::{Key, Param, Program, Sent};
pub use web::Lang;
pub use world::{Ground, World, days, hours, minutes, seconds, when};

/// Tells stories, each on both grounds.
///
/// ```text
/// story! {
///     /// OTP-3.
///     fn otp_3_a_code_that_opened_the_door_does_not_open_it_again(w) {
///         …
///     }
/// }
/// ```
#[macro_export]
macro_rules! story {
    ($($(#[$about:meta])* fn $name:ident($world:ident) $story:block)*) => {$(
        $(#[$about])*
        mod $name {
            #[allow(unused_imports, reason = "a story need not use all that its file names")]
            use super::*;

            fn story($world: &$crate::World) $story

            #[test]
            fn in_memory_and_english() {
                story(&$crate::World::new($crate::Ground::Memory, stringify!($name)));
            }

            #[test]
            fn on_sqlite_and_in_japanese() {
                story(&$crate::World::new($crate::Ground::Sqlite, stringify!($name)));
            }
        }
    )*};
}
