//! The one-time address at which the first account is made.
//!
//! It holds 128 random bits, lives for [`SET_UP_MINUTES`] and for this process only. On a terminal
//! it is printed; elsewhere it is written to a file for its owner only, and the log names the file:
//! logs are read by more people than may make the first account.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use service::ops::set_up::IsSetUp;
use service::{Caller, Refusal, Service, Visitor};
use store::Clock;
use web::{PublicUrl, SET_UP_MINUTES, SetUpGate};
use zeroize::Zeroizing;

use crate::answer::say;
use crate::failure::Failure;
use crate::os;
use crate::system::{self, SystemClock};

/// The name of the file in the data directory.
pub(crate) const FILE_NAME: &str = "setup-address";
/// Random bytes of the address.
const TOKEN_BYTES: usize = 16;

/// An address that was made, and the file that it may be in.
pub(crate) struct SetUpAddress {
    text: Zeroizing<String>,
    /// What opens for it.
    pub(crate) gate: SetUpGate,
}

impl SetUpAddress {
    /// A new address, unless there is an account already.
    pub(crate) async fn make(service: &Service, url: &PublicUrl) -> Result<Option<Self>, Refusal> {
        if is_set_up(service).await? {
            return Ok(None);
        }
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        system::fill(bytes.as_mut_slice());
        let token = Zeroizing::new(HEXLOWER.encode(bytes.as_slice()));
        Ok(Some(Self {
            text: Zeroizing::new(format!("{url}/setup?token={}", token.as_str())),
            gate: SetUpGate::new(&token, SystemClock.now()),
        }))
    }

    /// Hands the address to whoever started the server.
    pub(crate) fn hand_over(&self, data: &Path) -> Result<Option<Handed>, Failure> {
        if io::stderr().is_terminal() {
            say(&format!(
                "there is no account yet; make the first one within {SET_UP_MINUTES} minutes at\n\n    {}\n",
                self.text.as_str()
            ));
            return Ok(None);
        }
        let path = data.join(FILE_NAME);
        os::make_private_directory(data).map_err(Failure::unwritable(data))?;
        let line = Zeroizing::new(format!("{}\n", self.text.as_str()));
        os::write_private_file(&path, &line).map_err(Failure::unwritable(&path))?;
        say(&format!(
            "there is no account yet; the address for making the first one is in `{}`, and works for {SET_UP_MINUTES} minutes",
            path.display()
        ));
        Ok(Some(Handed(path)))
    }
}

/// The file with the address. It goes when this does.
pub(crate) struct Handed(PathBuf);

impl Handed {
    /// Takes over a file that an earlier process left behind: it opens nothing any more.
    pub(crate) fn left_behind(data: &Path) -> Self {
        Self(data.join(FILE_NAME))
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the file with the set-up address cannot be removed; it opens nothing any more");
            }
            _ => {}
        }
    }
}

/// Whether the first account was made.
pub(crate) async fn is_set_up(service: &Service) -> Result<bool, Refusal> {
    service
        .call(&Caller::Stranger(Visitor::default()), &IsSetUp)
        .await
}
