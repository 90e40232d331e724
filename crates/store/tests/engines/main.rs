//! One suite for every engine, and what is special about the one with a file.
//!
//! A check is an `async fn` of a [`Bench`](bench::Bench); `on_each_engine!` makes one test of it
//! for each engine. A further engine is one more line there.

#[cfg(test)]
#[macro_use]
mod bench;

#[cfg(test)]
mod backup;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod events;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fresh;
#[cfg(test)]
mod key_file;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod migrating;
#[cfg(test)]
mod model;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod processes;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod seal;
