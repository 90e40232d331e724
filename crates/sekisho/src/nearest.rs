//! The right word that is nearest to a mistyped one.

/// The known word that was most likely meant, if any is near enough to be worth a guess.
pub(crate) fn nearest<'k>(
    typed: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let plain = plain(typed);
    known
        .into_iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&plain, &self::plain(word)),
                word,
            )
        })
        // A third of the letters may be wrong: more than that is another word.
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// A word as it is compared: people mix up `public-url`, `publicUrl` and `public_url`.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_leads_to_the_right_word_and_another_word_to_none() {
        const KNOWN: [&str; 5] = [
            "listen",
            "data",
            "database",
            "public_url",
            "tls.certificate",
        ];
        for (typed, meant) in [
            ("listne", Some("listen")),
            ("databse", Some("database")),
            ("dat", Some("data")),
            ("public-url", Some("public_url")),
            ("publicUrl", Some("public_url")),
            ("tls_certificate", Some("tls.certificate")),
            ("port", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, KNOWN), meant, "{typed}");
        }
    }
}
