//! The built command as an operator meets it: processes, files, signals and exit codes.

#![cfg(unix)]

#[cfg(test)]
mod bootstrap;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod inside;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod tokens;
