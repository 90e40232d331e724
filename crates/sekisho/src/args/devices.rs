//! `sekisho devices`.

use clap::{Args, Subcommand, ValueEnum};
use rules::Aaguid;
use rules::care::KindWanted;

use super::{Flags, Place, given};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho devices list --unused 90
      what nobody has used or confirmed for 90 days, in every account
  sekisho devices list --account keiri --format csv > devices.csv
  sekisho devices leaves '山田 花子'
      everything that this person holds, each with the address at which it is replaced

Who holds a device is what its record says, in any script; width, case and spaces do not matter.";

/// `sekisho devices`.
#[derive(Debug, Subcommand)]
pub(crate) enum Devices {
    /// List the MFA devices of all accounts: who has them, and when they were last seen
    List(DevicesList),
    /// List everything that somebody who leaves holds, with where each is replaced
    Leaves(DevicesLeave),
}

/// `sekisho devices list`.
#[derive(Args, Debug)]
pub(crate) struct DevicesList {
    /// Only of this account: its id or alias
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// Only those that this person holds, as their records say
    #[arg(long, value_name = "NAME")]
    pub(crate) holder: Option<String>,
    /// Only of this kind
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Only those neither used nor confirmed for so many days
    #[arg(long, value_name = "DAYS")]
    pub(crate) unused: Option<u32>,
    /// Only those that nobody has proved for so many days to be there
    #[arg(long, value_name = "DAYS")]
    pub(crate) unconfirmed: Option<u32>,
    /// Only those whose clock is off by at least so many seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) drift: Option<u32>,
    /// Only passkeys and security keys of this model
    #[arg(long, value_name = "AAGUID", value_parser = aaguid)]
    pub(crate) aaguid: Option<Aaguid>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho devices leaves`.
#[derive(Args, Debug)]
pub(crate) struct DevicesLeave {
    /// Name of the person, as the records of the devices say it
    pub(crate) name: String,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Address of the server, if it was started with another one than the configuration says
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Where the accounts are kept.
    #[command(flatten)]
    place: Place,
}

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Authenticator apps
    App,
    /// Hardware TOTP tokens
    Token,
    /// Passkeys and security keys
    Key,
}

impl From<Kind> for KindWanted {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::App => Self::App,
            Kind::Token => Self::Token,
            Kind::Key => Self::Key,
        }
    }
}

/// The form of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table for people
    #[default]
    Text,
    /// A table for spreadsheets
    Csv,
    /// For programs
    Json,
}

impl Devices {
    /// The flags that were given.
    pub(crate) fn flags(&self) -> Flags {
        match self {
            Self::List(args) => args.place.flags(),
            Self::Leaves(args) => {
                let mut flags = args.place.flags();
                given(&mut flags, "public_url", args.public_url.as_ref());
                flags
            }
        }
    }
}

fn aaguid(text: &str) -> Result<Aaguid, String> {
    Aaguid::parse(text)
        .ok_or_else(|| "an AAGUID looks like 2fc0579f-8113-47ea-b116-bb5a8db9202a".to_owned())
}
