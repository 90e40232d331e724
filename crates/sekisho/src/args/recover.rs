//! The arguments of `sekisho account recover`.

use clap::Args;

use super::{Format, Place, given};
use crate::config::Flags;

/// Examples after the help.
pub(crate) const EXAMPLES: &str = "\
Nothing is replaced at once. The command begins a wait (72 hours; `recovery.wait_hours` in the
configuration), root and the contacts of the account are told by mail, everybody sees it in the
console, and each of them can cancel it. When the wait is over, `--finish` prints an address.
Root opens it, types the password, and assigns a new MFA device; the old ones go then, and all
sessions of root end. The password is not touched. A change of root's password begins the wait anew.

Examples:
  sekisho account recover keiri --reason \"the phone in the safe is broken, ticket 4711\"
  sekisho account recover keiri --status
  sekisho account recover keiri --finish
  sekisho account recover keiri --cancel
  sekisho account recover keiri --drill     (practise: walk all steps, change nothing)";

/// `sekisho account recover`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag at the command line, and only one of them can be given"
)]
#[derive(Args, Debug)]
pub(crate) struct Recover {
    /// Account id or alias
    pub(crate) account: String,
    /// Why, as everybody of the account is told it; needed to begin
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Print the address at the end of the wait
    #[arg(long, conflicts_with_all = ["cancel", "status", "drill"])]
    pub(crate) finish: bool,
    /// Cancel what is under way
    #[arg(long, conflicts_with_all = ["status", "drill"])]
    pub(crate) cancel: bool,
    /// Show what is under way, and when it was last practised
    #[arg(long, conflicts_with = "drill")]
    pub(crate) status: bool,
    /// Walk the whole procedure and change nothing; only the day of it is kept
    #[arg(long)]
    pub(crate) drill: bool,
    /// Address of the server, if it was started with another one than the configuration says
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    place: Place,
}

impl Recover {
    /// The flags that were given.
    pub(crate) fn flags(&self) -> Flags {
        let mut flags = self.place.flags();
        given(&mut flags, "public_url", self.public_url.as_ref());
        flags
    }
}
