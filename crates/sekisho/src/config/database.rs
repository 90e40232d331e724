//! Where the records are kept.

use std::path::PathBuf;

use super::{ConfigError, Given};

/// A database that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// In the memory of the server, for as long as it runs.
    Memory,
    /// In a SQLite file.
    Sqlite(PathBuf),
}

impl Database {
    /// Reads `memory:` or `sqlite:PATH`. An address may hold a password, so none is repeated.
    pub(super) fn parse(given: &Given) -> Result<Self, ConfigError> {
        let text = given.text()?;
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        match scheme {
            "memory" if rest.is_empty() => Ok(Self::Memory),
            "sqlite" => {
                // `sqlite:///path` is how other programs write an absolute path.
                let path = match rest.strip_prefix("//") {
                    Some(path) if path.starts_with('/') => path,
                    Some(_) | None if rest.is_empty() || rest.starts_with("//") => {
                        return Err(
                            given.wrong("`sqlite:` is followed by a path; write `sqlite:PATH`")
                        );
                    }
                    _ => rest,
                };
                Ok(Self::Sqlite(given.path_of(path)))
            }
            "postgres" | "postgresql" => Err(ConfigError::Postgres {
                origin: given.origin.clone(),
            }),
            "" => Err(given
                .wrong("this is not the address of a database; write `sqlite:PATH` or `memory:`")),
            other => Err(given.wrong(&format!(
                "databases of the kind `{other}:` are not served; write `sqlite:PATH` or `memory:`"
            ))),
        }
    }
}
