//! `--bootstrap FILE`: what an installation begins with, made once.
//!
//! The file is read and checked whole before anything is opened or applied. What it lists is made
//! if it was never made before: what exists is left as it is, and what somebody deleted since stays
//! deleted. No message shows a secret.

mod file;
mod secret;

use std::path::PathBuf;

use service::ops::bootstrap::Outcome;
use service::{Caller, Refusal, Service};

pub(crate) use self::file::Plan;
use crate::failure::sentence;
use crate::sheet::{Fault, Unreadable};

/// The bootstrap file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BootstrapError {
    /// Something in it is wrong. Nothing was applied.
    #[error("{0}; nothing was applied")]
    Fault(#[from] Fault),
    /// It cannot be read.
    #[error("bootstrap file {0}")]
    Unreadable(#[from] Unreadable),
    /// It holds secrets and others may read it.
    #[error(
        "`{path}` holds passwords or keys and others can read it (mode {mode:04o}); run `chmod 600 {path}` \
         and consider them known, or write them as `{{ file = \"…\" }}` or `{{ env = \"…\" }}`"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It holds secrets and belongs to somebody else.
    #[error(
        "`{path}` holds passwords or keys and belongs to another user; make it yours with `chown`, \
         or write them as `{{ file = \"…\" }}` or `{{ env = \"…\" }}`"
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// An entry does not fit what exists.
    #[error(
        "{path}: {entry}: {}; what stands before it was applied, so mend it and start again",
        sentence(refusal)
    )]
    Refused {
        /// The file.
        path: String,
        /// The entry, as a person would name it.
        entry: String,
        /// Why.
        refusal: Refusal,
    },
}

/// What became of the entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    made: usize,
    existed: usize,
    applied_before: usize,
}

impl Plan {
    /// Makes what is missing, and says what became of it in one line.
    pub(crate) async fn apply(
        self,
        service: &Service,
        operator: &Caller,
    ) -> Result<String, BootstrapError> {
        let path = self.path.display().to_string();
        let mut summary = Summary::default();
        for planned in self.accounts {
            let refused = |entry: String| {
                let path = path.clone();
                |refusal| BootstrapError::Refused {
                    path,
                    entry,
                    refusal,
                }
            };
            let name = planned.account.name.clone();
            let made = service.call(operator, &planned.account).await;
            let made = made.map_err(refused(format!("account `{name}`")))?;
            summary.count(made.outcome);
            for user in planned.users {
                // Somebody deleted the account: its users stay deleted with it.
                let Some(id) = &made.id else {
                    summary.count(Outcome::AppliedBefore);
                    continue;
                };
                let entry = format!("user `{}` of account `{name}`", user.name);
                let outcome = service.call(operator, &user.of(id.clone())).await;
                summary.count(outcome.map_err(refused(entry))?);
            }
        }
        Ok(summary.line(&path))
    }
}

impl Summary {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Made => self.made += 1,
            Outcome::Existed => self.existed += 1,
            Outcome::AppliedBefore => self.applied_before += 1,
        }
    }

    fn line(self, path: &str) -> String {
        let Self {
            made,
            existed,
            applied_before,
        } = self;
        format!(
            "bootstrap: {made} made, {existed} existed and left alone, {applied_before} applied before and skipped; \
             `{path}` is not needed any more and can be deleted"
        )
    }
}
