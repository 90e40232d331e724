//! `sekisho completions` and `sekisho manual`: what is installed beside the program.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  sekisho completions bash > /usr/local/share/bash-completion/completions/sekisho
  sekisho completions zsh > /usr/local/share/zsh/site-functions/_sekisho
  sekisho completions fish > ~/.config/fish/completions/sekisho.fish

The Debian package has them already.";

pub(super) const MANUAL_EXAMPLES: &str = "\
Examples:
  sekisho manual /usr/local/share/man/man1
  man sekisho
  man sekisho-account-create

The Debian package has the pages already.";

/// `sekisho completions`.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// Shell that completes
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `sekisho manual`.
#[derive(Args, Debug)]
pub(crate) struct Manual {
    /// Directory of the pages; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}
