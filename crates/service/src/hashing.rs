//! Passwords hashed with Argon2id, a bounded number at once.
//!
//! Each hash works in a block of memory of 19 MiB by default. The blocks are kept and used again,
//! because fetching fresh ones costs more than hashing in them, and there are never more than may
//! run at once, so memory is bounded (PW-5). Whoever has to wait stands in a queue in which a network
//! has a bounded share, so that a stranger cannot occupy it alone. Nothing but passwords waits here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use rules::Chance;
use rules::password::Password;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::refusal::Refusal;

/// Bytes of a salt (RFC 9106 section 3.1 recommends 16).
const SALT_BYTES: usize = 16;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// Most password checks that wait or run at once.
pub const QUEUE_MAX: usize = 128;
/// Most of them from one network.
pub const QUEUE_PER_NETWORK_MAX: usize = 16;
/// Most memory that a stored hash may ask for, in KiB: somebody else may have made it.
const MEMORY_KIB_MAX: u32 = 256 * 1024;
/// Most passes, and most lanes, that a stored hash may ask for.
const PASSES_MAX: u32 = 16;
/// What a caller is told when the queue is full.
const RETRY_AFTER_SECONDS: u32 = 2;

/// What Argon2id costs, and how many run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingSettings {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// How many hashes run at once.
    pub at_once: usize,
}

impl Default for HashingSettings {
    /// 19 MiB, 2 passes, 1 lane: the first recommendation of OWASP's password storage page.
    fn default() -> Self {
        let at_once = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
            at_once,
        }
    }
}

impl HashingSettings {
    /// Whether Argon2 can work with these.
    pub fn is_valid(&self) -> bool {
        self.at_once > 0
            && Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES)).is_ok()
    }

    fn params(&self) -> Params {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES))
            .expect("settings are checked where they are read")
    }
}

/// Whether a text is a hash that `Hasher::verify` can check: Argon2id as a PHC string.
pub fn is_argon2id_hash(phc: &str) -> bool {
    parse(phc).is_some()
}

/// The one place where passwords are hashed.
#[derive(Clone)]
pub(crate) struct Hasher {
    inner: Arc<Inner>,
}

struct Inner {
    params: Params,
    running: Semaphore,
    memory: Mutex<Vec<Vec<Block>>>,
    waiting: Mutex<HashMap<String, usize>>,
    /// The hash of a password that nobody knows, checked when there is nothing else to check.
    nobody: String,
}

/// What a check of a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verified {
    /// It is another password.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and its hash was made with other settings than today's.
    RightButOld,
}

impl Hasher {
    pub(crate) fn new(settings: HashingSettings, chance: &mut dyn Chance) -> Self {
        let params = settings.params();
        let salt: [u8; SALT_BYTES] = rules::chance::bytes(chance);
        let unknown: [u8; HASH_BYTES] = rules::chance::bytes(chance);
        let inner = Inner {
            running: Semaphore::new(settings.at_once),
            memory: Mutex::default(),
            waiting: Mutex::default(),
            nobody: phc(&params, &salt, &unknown),
            params,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The hash of a password, for `network` waiting in the queue.
    pub(crate) async fn hash(
        &self,
        password: &Password,
        salt: [u8; SALT_BYTES],
        network: &str,
    ) -> Result<String, Refusal> {
        let params = self.inner.params.clone();
        let hash = self
            .run(password, salt.to_vec(), params.clone(), HASH_BYTES, network)
            .await?;
        Ok(phc(&params, &salt, &hash))
    }

    /// Checks a password against a hash; without one, does the same work and finds it wrong (PW-6).
    pub(crate) async fn verify(
        &self,
        password: &Password,
        hash: Option<&str>,
        network: &str,
    ) -> Result<Verified, Refusal> {
        let known = hash.is_some();
        let Some(stored) = parse(hash.unwrap_or(&self.inner.nobody)) else {
            return Err(Refusal::Unavailable(
                "a stored password hash cannot be read".to_owned(),
            ));
        };
        let found = self
            .run(
                password,
                stored.salt,
                stored.params.clone(),
                stored.hash.len(),
                network,
            )
            .await?;
        let same = bool::from(found.ct_eq(stored.hash.as_bytes()));
        Ok(
            match (same && known, same_cost(&stored.params, &self.inner.params)) {
                (false, _) => Verified::Wrong,
                (true, true) => Verified::Right,
                (true, false) => Verified::RightButOld,
            },
        )
    }

    async fn run(
        &self,
        password: &Password,
        salt: Vec<u8>,
        params: Params,
        length: usize,
        network: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let _place = Place::take(&self.inner, network)?;
        let _running = self
            .inner
            .running
            .acquire()
            .await
            .map_err(|_| Refusal::Unavailable("closing".to_owned()))?;
        let inner = self.inner.clone();
        let bytes = Zeroizing::new(password.as_bytes().to_vec());
        let work = move || inner.work(&bytes, &salt, params, length);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Refusal::Unavailable("hashing stopped".to_owned()))?
    }
}

impl Inner {
    fn work(
        &self,
        password: &[u8],
        salt: &[u8],
        params: Params,
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let blocks = params.block_count();
        let mut memory = self
            .memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .unwrap_or_default();
        memory.resize(blocks, Block::default());
        let mut found = Zeroizing::new(vec![0; length]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let done = argon2.hash_password_into_with_memory(password, salt, &mut found, &mut memory);
        self.memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(memory);
        done.map(|()| found)
            .map_err(|error| Refusal::Unavailable(error.to_string()))
    }
}

/// A place in the queue, given back when it is dropped.
struct Place {
    inner: Arc<Inner>,
    network: String,
}

impl Place {
    fn take(inner: &Arc<Inner>, network: &str) -> Result<Self, Refusal> {
        let mut waiting = inner.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = waiting.values().sum();
        let own = waiting.get(network).copied().unwrap_or(0);
        if all >= QUEUE_MAX || own >= QUEUE_PER_NETWORK_MAX {
            return Err(Refusal::Busy {
                retry_after_seconds: RETRY_AFTER_SECONDS,
            });
        }
        waiting.insert(network.to_owned(), own + 1);
        Ok(Self {
            inner: inner.clone(),
            network: network.to_owned(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut waiting = self
            .inner
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(&self.network) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                waiting.remove(&self.network);
            }
        }
    }
}

struct StoredHash {
    params: Params,
    salt: Vec<u8>,
    hash: Output,
}

fn parse(phc: &str) -> Option<StoredHash> {
    let parsed = PasswordHash::new(phc).ok()?;
    if Algorithm::try_from(parsed.algorithm.as_str()).ok()? != Algorithm::Argon2id
        || parsed.version != Some(Version::V0x13.into())
    {
        return None;
    }
    let params = Params::try_from(&parsed).ok()?;
    if params.m_cost() > MEMORY_KIB_MAX || params.t_cost().max(params.p_cost()) > PASSES_MAX {
        return None;
    }
    Some(StoredHash {
        params,
        salt: parsed.salt?.as_ref().to_vec(),
        hash: parsed.hash?,
    })
}

fn same_cost(one: &Params, other: &Params) -> bool {
    (one.m_cost(), one.t_cost(), one.p_cost()) == (other.m_cost(), other.t_cost(), other.p_cost())
}

fn phc(params: &Params, salt: &[u8], hash: &[u8]) -> String {
    format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        BASE64_NOPAD.encode(salt),
        BASE64_NOPAD.encode(hash)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashingSettings = HashingSettings {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        at_once: 2,
    };

    struct Fixed;

    impl Chance for Fixed {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn hasher(settings: HashingSettings) -> Hasher {
        Hasher::new(settings, &mut Fixed)
    }

    /// PW-5.
    #[tokio::test]
    async fn pw_5_a_hash_keeps_its_cost_and_is_known_to_be_old_when_the_cost_changes() {
        let password = Password::typed("correct horse (fake)");
        let hash = hasher(CHEAP)
            .hash(&password, [1; SALT_BYTES], "n")
            .await
            .unwrap();
        assert!(is_argon2id_hash(&hash));
        let dearer = hasher(HashingSettings { passes: 2, ..CHEAP });
        assert_eq!(
            hasher(CHEAP)
                .verify(&password, Some(&hash), "n")
                .await
                .unwrap(),
            Verified::Right
        );
        assert_eq!(
            dearer.verify(&password, Some(&hash), "n").await.unwrap(),
            Verified::RightButOld
        );
        let wrong = Password::typed("correct horse (Fake)");
        assert_eq!(
            dearer.verify(&wrong, Some(&hash), "n").await.unwrap(),
            Verified::Wrong
        );
    }

    #[tokio::test]
    async fn pw_6_without_a_hash_every_password_is_wrong() {
        let password = Password::typed("correct horse (fake)");
        assert_eq!(
            hasher(CHEAP).verify(&password, None, "n").await.unwrap(),
            Verified::Wrong
        );
    }

    #[test]
    fn a_network_has_a_bounded_share_of_the_queue_and_gives_it_back() {
        let hasher = hasher(CHEAP);
        let mut places: Vec<Place> = (0..QUEUE_PER_NETWORK_MAX)
            .map(|_| Place::take(&hasher.inner, "a").unwrap())
            .collect();
        assert!(matches!(
            Place::take(&hasher.inner, "a"),
            Err(Refusal::Busy { .. })
        ));
        assert!(Place::take(&hasher.inner, "b").is_ok(), "others are let in");
        places.pop();
        assert!(Place::take(&hasher.inner, "a").is_ok());
    }

    #[test]
    fn the_queue_as_a_whole_is_bounded() {
        let hasher = hasher(CHEAP);
        let take = |number: usize| {
            Place::take(&hasher.inner, &(number / QUEUE_PER_NETWORK_MAX).to_string())
        };
        let places: Vec<Place> = (0..QUEUE_MAX).map(|number| take(number).unwrap()).collect();
        assert!(matches!(take(QUEUE_MAX), Err(Refusal::Busy { .. })));
        drop(places);
        assert!(hasher.inner.waiting.lock().unwrap().is_empty());
    }

    #[test]
    fn a_hash_that_would_cost_too_much_to_check_is_not_taken() {
        let hash = |memory_kib: u32, passes: u32| {
            format!(
                "$argon2id$v=19$m={memory_kib},t={passes},p=1$AQEBAQEBAQEBAQEBAQEBAQ$AQEBAQEBAQEBAQEBAQEBAQ"
            )
        };
        assert!(is_argon2id_hash(&hash(MEMORY_KIB_MAX, PASSES_MAX)));
        assert!(!is_argon2id_hash(&hash(MEMORY_KIB_MAX + 1, 1)));
        assert!(!is_argon2id_hash(&hash(64, PASSES_MAX + 1)));
    }

    #[test]
    fn only_argon2id_is_taken_as_a_hash() {
        for text in [
            "",
            "$argon2i$v=19$m=64,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AAAA",
            "$2b$12$abc",
            "plain",
        ] {
            assert!(!is_argon2id_hash(text), "{text}");
        }
    }
}
