//! The console: one module is one page with the template of the same name.
//!
//! A page can show nothing that the signed-in person's policies would refuse: what they may not
//! see is [`Permitted::Lacks`](crate::layout::Permitted) and leaves one line with the missing action.

pub mod access_key;
pub mod access_key_create;
pub mod access_key_created;
pub mod access_keys;
pub mod account;
pub mod account_settings;
pub mod accounts;
pub mod confirm;
pub mod confirm_key;
pub mod dashboard;
pub mod deadline;
pub mod deadline_remove;
pub mod deadline_set;
pub mod device_list;
pub mod device_record;
pub mod devices;
pub mod enrol;
pub mod mfa_app;
pub mod mfa_key;
pub mod mfa_name;
pub mod mfa_remove;
pub mod mfa_required;
pub mod mfa_resync;
pub mod mfa_status;
pub mod mfa_token;
pub mod password_change;
pub mod password_policy;
pub mod problem;
pub mod recovery;
pub mod recovery_codes;
pub mod register;
pub mod security_credentials;
pub mod sessions;
pub mod unassigned_devices;
pub mod user;
pub mod user_console;
pub mod user_create;
pub mod user_created;
pub mod user_delete;
pub mod user_enrolment;
pub mod user_password;
pub mod users;
