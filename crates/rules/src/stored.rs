//! How much room a text takes in a record.

/// Bytes of a text as records hold it: in JSON, between quotes. A line break and a quote take two.
pub fn stored_bytes(text: &str) -> usize {
    serde_json::to_string(text).map_or(usize::MAX, |stored| stored.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_takes_more() {
        for (text, bytes) in [("", 2), ("ab", 4), ("あ", 5), ("\n\"\\", 8), ("\u{1}", 8)] {
            assert_eq!(stored_bytes(text), bytes, "{text:?}");
        }
    }
}
