//! The built command as an operator meets it: processes, files, signals and exit codes.

#![cfg(unix)]

#[cfg(test)]
mod beside;
#[cfg(test)]
mod bootstrap;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod inside;
#[cfg(test)]
mod installed;
#[cfg(test)]
mod kills;
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
mod stores;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod trail;
#[cfg(test)]
mod usage;
