//! Stories of the whole system, one subject in each file.

mod access_keys;
mod account;
mod codes;
mod doors;
mod faults;
mod first_steps;
mod guesses;
mod password_policy;
mod passwords;
mod sessions;
mod users;
mod wire_devices;
mod wire_doors;
mod wire_faults;
mod wire_http;
mod wire_isolation;
mod wire_keys;
mod wire_lists;
mod wire_passwords;
mod wire_path;
mod wire_report;
mod wire_seen;
mod wire_sessions;
mod wizard;
