//! A secret in the file: written out, or where to find it.

use std::path::Path;

use rules::password::Password;
use service::ops::bootstrap::GivenPassword;
use zeroize::Zeroizing;

use crate::os;
use crate::sheet::{Entry, Fault};

/// Most bytes of a secret in a file of its own.
const FILE_BYTES_MAX: usize = 4096;

/// Reads secrets, and remembers whether one stood in the file itself.
pub(crate) struct Secrets<'e> {
    /// Where relative paths start from.
    pub(crate) directory: &'e Path,
    /// The variables of the environment.
    pub(crate) environment: &'e dyn Fn(&str) -> Option<String>,
    /// Whether a secret was written out.
    pub(crate) written_out: bool,
}

impl Secrets<'_> {
    /// A password: `"…"`, `{ file = "…" }`, `{ env = "…" }` or `{ argon2id = "$argon2id$…" }`.
    pub(crate) fn password(
        &mut self,
        entry: Entry<'_>,
        names: &[&str],
    ) -> Result<GivenPassword, Fault> {
        let name = entry.name.clone();
        let place = entry.fault("");
        let fault = |message: String| Fault { message, ..place };
        let secret = match self.read(entry, &["file", "env", "argon2id"])? {
            Found::Secret(secret) => secret,
            Found::Hash(phc) if service::hashing::is_argon2id_hash(&phc) => {
                return Ok(GivenPassword::Hash(phc));
            }
            Found::Hash(_) => {
                return Err(fault(format!(
                    "`{name}` is not a hash of the form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`; make it anew"
                )));
            }
        };
        let password = Password::typed(&secret);
        match password.check(names, None) {
            Ok(()) => Ok(GivenPassword::Plain(password)),
            Err(reason) => Err(fault(format!("`{name}` will not do: {reason}"))),
        }
    }

    /// The secret of an access key: `"…"`, `{ file = "…" }` or `{ env = "…" }`.
    pub(crate) fn key(&mut self, entry: Entry<'_>) -> Result<Zeroizing<String>, Fault> {
        match self.read(entry, &["file", "env"])? {
            Found::Secret(secret) => Ok(secret),
            // INVARIANT: `argon2id` is not among the ways above.
            Found::Hash(hash) => Ok(Zeroizing::new(hash)),
        }
    }

    fn read(&mut self, entry: Entry<'_>, ways: &[&str]) -> Result<Found, Fault> {
        if !entry.is_table() {
            self.written_out = true;
            return Ok(Found::Secret(Zeroizing::new(entry.text()?.to_owned())));
        }
        let name = entry.name.clone();
        let mut table = entry.table()?;
        table.only(ways, &[])?;
        if table.keys().count() != 1 {
            return Err(table.fault(format!(
                "`{name}` names one of {}, and no second one",
                ways.join(", ")
            )));
        }
        if let Some(file) = table.take("file") {
            let path = self.directory.join(file.text()?);
            return secret_file(&path).map(Found::Secret).map_err(|reason| {
                file.fault(format!(
                    "`{}` cannot be read: {reason}; name another file",
                    path.display()
                ))
            });
        }
        if let Some(variable) = table.take("env") {
            let value = (self.environment)(variable.text()?).filter(|value| !value.is_empty());
            return value.map(Zeroizing::new).map(Found::Secret).ok_or_else(|| {
                let variable_name = variable.text().unwrap_or_default();
                variable.fault(format!(
                    "`{variable_name}` is not set in the environment; set it and start again"
                ))
            });
        }
        let hash = table.require("argon2id")?;
        Ok(Found::Hash(hash.text()?.to_owned()))
    }
}

enum Found {
    Secret(Zeroizing<String>),
    Hash(String),
}

/// What a file holds, without the new line that editors put at its end.
fn secret_file(path: &Path) -> Result<Zeroizing<String>, String> {
    let bytes = os::read_bounded(path, FILE_BYTES_MAX).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(&bytes).map_err(|_| "it is not text in UTF-8".to_owned())?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    Ok(Zeroizing::new(
        line.strip_suffix('\r').unwrap_or(line).to_owned(),
    ))
}
