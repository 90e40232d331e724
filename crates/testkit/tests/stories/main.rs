//! Stories of the whole system, one subject in each file.

mod account;
mod codes;
mod doors;
mod faults;
mod first_steps;
mod guesses;
mod passwords;
mod sessions;
mod users;
mod wizard;
