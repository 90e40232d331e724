//! What must not be seen: wiped when it is dropped, never printed, never compared.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// A value that the model calls sensitive, or that is a code.
///
/// There is no `PartialEq`: whoever has to compare decides how.
#[derive(Clone)]
pub struct Sensitive<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Sensitive<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sensitive_value_is_not_printed() {
        let password = Sensitive::new("not-a-real-password".to_owned());
        let printed = format!("{password:?}");
        assert_eq!(printed, "Sensitive(…)");
        assert_eq!(password.expose(), "not-a-real-password");
    }
}
