//! The article's path and every page in Chromium, against the release build.

mod access_keys;
mod article;
mod deadline;
mod keyboard;
mod language;
mod pages;
mod picture;
mod roles;
mod security_keys;
mod self_management;
mod without_scripts;
