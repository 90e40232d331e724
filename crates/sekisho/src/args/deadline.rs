//! `sekisho deadline`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use rules::Whom;
use rules::ids::GroupName;
use rules::requirement::DAYS_MAX;

use super::{Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho deadline set --for roots --date 2026-07-16
      all root users must have MFA from the beginning of that day
  sekisho deadline set --for console-users --days 35 --account keiri
      everybody who signs in to the console of one account, 35 days after the first sign-in
  sekisho deadline set --for group:keiri --date 2026-07-16 --account keiri
      those of them who belong to the group keiri
  sekisho deadline show --account keiri

The earliest and widest rule wins. Making it earlier or wider is free; giving somebody more time
wants a reason, which everybody concerned is told. A deadline never moves by itself.";

const SET_EXAMPLES: &str = "\
Examples:
  sekisho deadline set --for roots --date 2026-07-16
  sekisho deadline set --for roots --days 35
  sekisho deadline set --for roots --date 2026-07-16 --days 35
      whichever of the two is earlier
  sekisho deadline set --for management-roots --days 0
      at once
  sekisho deadline set --for group:keiri --days 7 --account keiri
      the users of one group who can sign in to the console; another name of it changes nothing
  sekisho deadline set --for roots --date 2026-08-01 --reason \"the tokens come late\"
      a later date than before: everybody concerned is told the reason

A date is the beginning of that day in the time zone of each account. Days count from a person's
first sign-in without MFA; who is made after the rule was announced has none.";

const CLEAR_EXAMPLES: &str = "\
Examples:
  sekisho deadline clear --for console-users --reason \"the pilot is over\"
  sekisho deadline clear --for group:keiri --account keiri --reason \"the group is dissolved\"
  sekisho deadline clear --account keiri --reason \"the account is being closed\"

What stands in the configuration file goes as well; take it out there too, or the next start sets
it again. Rules that an account's root set for it are root's own, and stay.";

/// `sekisho deadline`.
#[derive(Debug, Subcommand)]
pub(crate) enum Deadline {
    /// Show from when people must have MFA, who said so, and who was given more time
    Show(Show),
    /// Set from when people must have MFA
    #[command(after_help = SET_EXAMPLES)]
    Set(Set),
    /// Take the operator's rules away
    #[command(after_help = CLEAR_EXAMPLES)]
    Clear(Clear),
}

/// `sekisho deadline show`.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// With the rules of this account, by its id or alias
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the rules are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho deadline set`.
#[derive(Args, Debug)]
pub(crate) struct Set {
    /// For whom the rule is: `management-roots`, `roots`, `console-users` (root users as well), or
    /// `group:NAME` of one account
    #[arg(long = "for", value_name = "WHOM", value_parser = concerned)]
    pub(crate) whom: Concerned,
    /// From the beginning of this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// So many days after the first sign-in without MFA; 0 is at once
    #[arg(long, value_name = "N",
        value_parser = clap::value_parser!(u16).range(0..=i64::from(DAYS_MAX)))]
    pub(crate) days: Option<u16>,
    /// Only for this account, by its id or alias [default: for all]
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Why somebody is given more time by it
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Where the rules are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho deadline clear`.
#[derive(Args, Debug)]
pub(crate) struct Clear {
    /// Only the rule for these, named as for `set`; a group that was deleted by its id, `group:AGPA…`
    /// [default: all of the operator's rules]
    #[arg(long = "for", value_name = "WHOM", value_parser = concerned)]
    pub(crate) whom: Option<Concerned>,
    /// The rules for this account, by its id or alias [default: those for the installation]
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Why; everybody concerned is told
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Where the rules are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// For whom a rule is, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Concerned {
    /// People whom every account knows.
    Known(Whom),
    /// The users of the group of this name, or of this id.
    Group(GroupName),
}

impl Concerned {
    /// As it was typed.
    pub(crate) fn typed(&self) -> String {
        match self {
            Self::Known(whom) => whom.key().into_owned(),
            Self::Group(name) => format!("{GROUP}{name}"),
        }
    }
}

/// What stands before the name of a group.
const GROUP: &str = "group:";

fn concerned(text: &str) -> Result<Concerned, String> {
    if let Some(name) = text.strip_prefix(GROUP) {
        return GroupName::parse(name)
            .map(Concerned::Group)
            .map_err(|_| format!("`{name}` is not the name of a group"));
    }
    Whom::parse(text).map(Concerned::Known).ok_or_else(|| {
        let known = Whom::ALL.map(|whom| whom.key()).join(", ");
        format!("use one of {known}, or {GROUP}NAME of one account")
    })
}

impl Deadline {
    /// Where the rules are kept.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::Show(args) => &args.place,
            Self::Set(args) => &args.place,
            Self::Clear(args) => &args.place,
        }
    }
}

fn date(text: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", text)
        .map_err(|_| "write it like 2026-07-16: year, month and day".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_rule_is_for_is_named_as_in_the_rules_or_by_a_group() {
        for whom in Whom::ALL {
            let typed = whom.key();
            assert_eq!(concerned(&typed), Ok(Concerned::Known(whom.clone())));
            assert_eq!(Concerned::Known(whom).typed(), typed);
        }
        let keiri = Concerned::Group(GroupName::parse("keiri").unwrap());
        assert_eq!(keiri.typed(), "group:keiri");
        assert_eq!(concerned("group:keiri"), Ok(keiri));
        for wrong in ["everybody", "group", "group:", "group:経理", "keiri"] {
            assert!(concerned(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar_and_nothing_else() {
        assert!(date("2026-07-16").is_ok());
        for wrong in [
            "2026-02-30",
            "2026-7",
            "16.7.2026",
            "2026-07-16T00:00",
            "",
            "tomorrow",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
