//! What can be asked. Each file is one subject; each operation is its input, and what it does.

pub mod account;
pub mod bootstrap;
pub mod devices;
pub mod events;
pub(crate) mod make;
pub mod passwords;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
pub mod users;
