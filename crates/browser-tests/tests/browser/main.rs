//! The article's path and every page in Chromium, against the release build.

mod access_keys;
mod article;
mod deadline;
mod keyboard;
mod language;
mod pages;
mod picture;
mod security_keys;
mod without_scripts;
