//! The bare hash: Argon2id as the service asks for it, and nothing around it.

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use service::hashing::HashingSettings;

/// Bytes of a hash, as the service makes them.
const HASH_BYTES: usize = 32;
/// The salt of every hash here; nothing here is a secret.
const SALT: &[u8; 16] = b"benchmark (fake)";

/// Argon2id with memory of its own, which is used again for each hash.
pub(crate) struct Bare {
    argon: Argon2<'static>,
    memory: Vec<Block>,
}

impl Bare {
    /// At this cost.
    pub(crate) fn new(settings: HashingSettings) -> Result<Self> {
        let HashingSettings {
            memory_kib,
            passes,
            lanes,
            ..
        } = settings;
        let params = Params::new(memory_kib, passes, lanes, Some(HASH_BYTES)).map_err(broken)?;
        let memory = vec![Block::default(); params.block_count()];
        Ok(Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            memory,
        })
    }

    /// Hashes a password.
    pub(crate) fn hash(&mut self, password: &str) -> Result<[u8; HASH_BYTES]> {
        let mut hash = [0; HASH_BYTES];
        self.argon
            .hash_password_into_with_memory(
                password.as_bytes(),
                SALT,
                &mut hash,
                &mut self.memory[..],
            )
            .map_err(broken)?;
        Ok(hash)
    }

    /// Hashes a password and writes it as a store keeps it (PHC string format).
    pub(crate) fn phc(&mut self, password: &str) -> Result<String> {
        let hash = self.hash(password)?;
        let params = self.argon.params();
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        let (salt, hash) = (BASE64_NOPAD.encode(SALT), BASE64_NOPAD.encode(&hash));
        Ok(format!(
            "$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"
        ))
    }
}

fn broken(error: argon2::Error) -> anyhow::Error {
    anyhow!("Argon2id does not work: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installation::CHEAP;

    #[test]
    fn a_hash_in_used_memory_is_the_same_one() {
        let mut bare = Bare::new(CHEAP).unwrap();
        let first = bare.hash("one (fake)").unwrap();
        assert_ne!(bare.hash("two (fake)").unwrap(), first);
        assert_eq!(bare.hash("one (fake)").unwrap(), first);
    }

    #[test]
    fn the_service_knows_the_written_form() {
        let phc = Bare::new(CHEAP).unwrap().phc("one (fake)").unwrap();
        assert!(service::hashing::is_argon2id_hash(&phc), "{phc}");
    }
}
