//! What an authenticator sends (WA-10): the answers of both ceremonies, down to CBOR and the
//! authenticator's data.

use std::sync::LazyLock;

use rules::SecurityKey;
use service::fuzz;

/// The registration of the key that assertions are put to: `packed.ES256` of `vectors/webauthn`.
const REGISTRATION: &[u8] = include_bytes!("../../corpus/key-registration/of-maker");
/// The one assertion that this key has signed, of which the private key stands nowhere.
const ASSERTION: &[u8] = include_bytes!("../../corpus/key-assertion/opens");
/// Longest id of a credential (Level 3, 7.1, step 25).
const ID_BYTES_MAX: usize = 1023;

/// What is accepted is a key that can be asked for.
pub(super) fn registration(input: &[u8]) -> bool {
    let Some(key) = fuzz::registers(input) else {
        return false;
    };
    // Base64 writes three bytes as four letters.
    assert!((1..=(ID_BYTES_MAX * 4).div_ceil(3)).contains(&key.credential_id.len()));
    assert!(
        key.backup_eligible || !key.backed_up,
        "copied, and cannot be"
    );
    assert!(!fuzz::opens(&key, input), "a registration opens nothing");
    true
}

/// What is accepted is what the key has signed, and nothing else.
pub(super) fn assertion(input: &[u8]) -> bool {
    static KEY: LazyLock<Option<SecurityKey>> = LazyLock::new(|| fuzz::registers(REGISTRATION));
    let key = KEY.as_ref().expect("the vector is accepted");
    let accepted = fuzz::opens(key, input);
    // A signature can be written in two ways; what is signed cannot.
    assert!(!accepted || signed(input) == signed(ASSERTION), "forged");
    accepted
}

/// The client's data and the authenticator's data of an input in parts.
fn signed(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = input.iter().position(|byte| *byte == 0)?;
    let length = usize::from(*input.get(at + 1)?);
    Some((&input[..at], input.get(at + 2 + length..)?))
}
