//! One-time codes: HOTP (RFC 4226), TOTP (RFC 6238), consecutive pairs, drift, `otpauth` addresses,
//! the QR picture that a phone scans, and the seed files of hardware tokens.
//!
//! **Duty.** Say which code a seed shows at a step, whether a typed code may open a door, where a
//! device's clock stands when two codes in a row are typed, and which tokens a seed file holds.
//!
//! **Invariants.**
//! - Everything here is a function of its arguments: no clock, no randomness, no input or output.
//! - A step at or before the last used one is never accepted ([`accept`], [`find_pair`]).
//! - Every search has a bound that the caller cannot raise, and does the same work whether it
//!   finds something or not.
//! - [`Seed`] and [`Code`] are wiped when dropped, print no content, and cannot be compared with
//!   `==`; codes are compared in constant time.
//!
//! **Not here.** Counting wrong codes, locking, storing the last step, the stock of tokens, and making
//! random seeds: the rules and the service do that.

mod accept;
mod code;
mod drift;
mod generate;
mod label;
mod pair;
mod params;
pub mod qr;
mod seed;
pub mod seedfile;
mod text;
mod uri;

pub use accept::{Acceptance, Tolerance, ToleranceError, accept};
pub use code::{Code, CodeError};
pub use drift::{DRIFT_STEPS_MAX, EDGE_USES, TokenDrift, find_token_pair};
pub use generate::{hotp, totp_at};
pub use label::Label;
pub use pair::{APP_REACH_STEPS, Hint, PairOutcome, TOKEN_REACH_STEPS, find_pair};
pub use params::{Algorithm, Digits, Params, ParamsError, Step};
pub use seed::{Seed, SeedError};
pub use uri::{OtpauthUri, UriError};
