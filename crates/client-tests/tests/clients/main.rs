//! AWS's own clients against the release build.

#![cfg(unix)]

#[cfg(test)]
mod other_languages;
#[cfg(test)]
mod rust_sdk;
#[cfg(test)]
mod rust_sdk_policies;
#[cfg(test)]
mod seat;
