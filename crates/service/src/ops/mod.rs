//! What can be asked. Each file is one subject; each operation is its input, and what it does.

pub mod account;
pub mod bootstrap;
pub mod devices;
pub mod events;
pub mod keys;
pub mod login_profile;
pub(crate) mod make;
pub mod none;
pub mod password_policy;
pub mod passwords;
pub mod report;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
pub mod sts;
pub mod tags;
pub mod users;
pub mod virtual_devices;
