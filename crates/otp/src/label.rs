//! The line under which an authenticator app lists an entry.
//!
//! Someone who is responsible for forty accounts sees forty lines, so the label names the
//! installation, the user and the account: `Sekisho (tokyo): hanako@keiri`.
//!
//! **Invariant.** Neither part has a colon, since a colon is what separates them; nor a character
//! that shows nothing, since these lines are printed on terminals; nor a space at either end.

use crate::text::is_invisible;

/// Who issued an entry, and for which user of which account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    issuer: Option<String>,
    account: String,
}

impl Label {
    /// The longest issuer that is kept whole.
    pub const ISSUER_CHARS_MAX: usize = 32;
    /// The longest name of an installation that is kept whole.
    pub const INSTALLATION_CHARS_MAX: usize = 40;
    /// The longest `user@alias` that is kept whole: AWS's longest user name and account alias.
    pub const ACCOUNT_CHARS_MAX: usize = 64 + 1 + 63;

    /// Makes the label of an entry: `issuer (installation): name@account`.
    ///
    /// A colon becomes a hyphen, unseen characters are left out, and what is longer than the named
    /// maximum ends in `…`, so that every label of AWS's names fits a QR picture.
    pub fn new(issuer: &str, installation: Option<&str>, name: &str, account: &str) -> Label {
        let mut issuer = shortened(clean(issuer), Self::ISSUER_CHARS_MAX);
        let installation = clean(installation.unwrap_or_default());
        if !installation.is_empty() {
            let installation = shortened(installation, Self::INSTALLATION_CHARS_MAX);
            issuer = format!("{issuer} ({installation})");
        }
        let account = clean(&format!("{name}@{account}"));
        Label::from_parts(&issuer, &shortened(account, Self::ACCOUNT_CHARS_MAX))
    }

    /// Takes the two parts as they are, but for the characters that a label cannot hold.
    pub(crate) fn from_parts(issuer: &str, account: &str) -> Label {
        Label {
            issuer: Some(clean(issuer)).filter(|issuer| !issuer.is_empty()),
            account: clean(account),
        }
    }

    /// Who issued the entry, with the installation.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// For whom, mostly `user@alias`.
    pub fn account(&self) -> &str {
        &self.account
    }
}

fn clean(part: &str) -> String {
    let seen: String = part
        .chars()
        .filter(|character| !is_invisible(*character))
        .map(|character| if character == ':' { '-' } else { character })
        .collect();
    seen.trim().to_owned()
}

fn shortened(part: String, chars_max: usize) -> String {
    if part.chars().count() <= chars_max {
        return part;
    }
    part.chars().take(chars_max - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn shown(label: &Label) -> String {
        format!("{}: {}", label.issuer().unwrap_or("-"), label.account())
    }

    #[test]
    fn a_label_names_installation_user_and_account() {
        for (label, text) in [
            (
                Label::new("Sekisho", Some("tokyo"), "hanako", "keiri"),
                "Sekisho (tokyo): hanako@keiri",
            ),
            (
                Label::new("Sekisho", None, "hanako", "123456789012"),
                "Sekisho: hanako@123456789012",
            ),
            (
                Label::new("関所", Some("経理部"), "花子", "keiri"),
                "関所 (経理部): 花子@keiri",
            ),
            (
                Label::new("Sekisho", Some("  "), "root", "keiri"),
                "Sekisho: root@keiri",
            ),
        ] {
            assert_eq!(shown(&label), text);
        }
    }

    #[test]
    fn a_colon_or_an_unseen_character_in_a_part_does_not_break_the_label() {
        let label = Label::new(
            "Sekisho: Ltd",
            Some("localhost:8700"),
            " hana\u{202E}ko\n",
            "ke:iri\u{1b}",
        );
        assert_eq!(
            shown(&label),
            "Sekisho- Ltd (localhost-8700): hana\u{6b}o@ke-iri"
        );
    }

    #[test]
    fn a_part_is_kept_whole_up_to_its_named_length() {
        for (chars, kept) in [(32, true), (33, false)] {
            let issuer = "関".repeat(chars);
            let label = Label::new(&issuer, None, "a", "b");
            assert_eq!(label.issuer() == Some(&issuer), kept);
            assert_eq!(label.issuer().unwrap().chars().count(), 32);
        }
        for (chars, kept) in [(40, true), (41, false)] {
            let installation = "t".repeat(chars);
            let label = Label::new("S", Some(&installation), "a", "b");
            assert_eq!(label.issuer().unwrap().contains(&installation), kept);
            assert_eq!(label.issuer().unwrap().chars().count(), 44);
        }
        for (chars, kept) in [(64, true), (65, false)] {
            let (name, alias) = ("n".repeat(chars), "a".repeat(63));
            let label = Label::new("S", None, &name, &alias);
            assert_eq!(label.account() == format!("{name}@{alias}"), kept);
            assert_eq!(label.account().chars().count(), 128);
        }
    }

    #[test]
    fn forty_entries_are_told_apart() {
        let mut labels = HashSet::new();
        for installation in [None, Some("tokyo"), Some("tokyo:8700"), Some("osaka")] {
            for alias in ["keiri", "keiri-test", "123456789012", "123456789013", "k"] {
                for name in ["root", "hanako"] {
                    labels.insert(shown(&Label::new("Sekisho", installation, name, alias)));
                }
            }
        }
        assert_eq!(labels.len(), 40);
    }
}
