//! Policies that belong to one user, group or role and go with it.
//!
//! They are kept as they were written. A text with much white space, which AWS does not count, is kept
//! without it, so that what stands with one owner stays small.

use policy::{Policy, Quota};
use serde::{Deserialize, Serialize};

use crate::ids::PolicyName;
use crate::stored::stored_bytes;

/// Bytes of all inline policies of one owner, as they are stored, that are kept as they were written.
pub const WRITTEN_BYTES_MAX: usize = 24 * 1024;
/// Bytes of all of them in any form, with their names.
pub const KEPT_BYTES_MAX: usize = 48 * 1024;
/// Bytes of what stands around a name and a document in a record.
const BESIDE_BYTES: usize = 22;

/// An inline policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlinePolicy {
    /// Its name, unique at its owner.
    pub name: PolicyName,
    /// The document.
    pub document: String,
}

/// The inline policies of one owner would be larger together than they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overfull;

/// The policy of this name.
pub fn find<'k>(kept: &'k [InlinePolicy], name: &PolicyName) -> Option<&'k InlinePolicy> {
    kept.iter().find(|one| one.name.folded() == name.folded())
}

/// Puts a policy beside the others, or in the place of the one of its name. `parsed` is the document
/// as it was read. What does not fit changes nothing.
pub fn put(
    kept: &mut Vec<InlinePolicy>,
    name: &PolicyName,
    document: &str,
    parsed: &Policy,
    quota: Quota,
) -> Result<(), Overfull> {
    let mut all: Vec<InlinePolicy> = kept
        .iter()
        .filter(|one| one.name.folded() != name.folded())
        .cloned()
        .collect();
    let room = |name: &PolicyName, document: &str| {
        BESIDE_BYTES + stored_bytes(name.as_str()) + stored_bytes(document)
    };
    let beside: usize = all.iter().map(|one| room(&one.name, &one.document)).sum();
    let documents = all.iter().map(|one| one.document.as_str());
    if !quota.takes(documents.chain([document])) {
        return Err(Overfull);
    }
    let document = if beside + room(name, document) <= WRITTEN_BYTES_MAX {
        document.to_owned()
    } else {
        parsed.to_json()
    };
    if beside + room(name, &document) > KEPT_BYTES_MAX {
        return Err(Overfull);
    }
    all.push(InlinePolicy {
        name: name.clone(),
        document,
    });
    all.sort_by_key(|one| one.name.folded());
    *kept = all;
    Ok(())
}

/// Takes a policy away; says whether it was there.
pub fn remove(kept: &mut Vec<InlinePolicy>, name: &PolicyName) -> bool {
    let before = kept.len();
    kept.retain(|one| one.name.folded() != name.folded());
    kept.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document that counts as `chars`, with white space that does not.
    fn document(chars: usize, spaces: usize) -> String {
        let frame =
            r#"{"Id":"","Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}"#;
        let id = "i".repeat(chars - policy::counted_chars(frame));
        let text = frame.replace(r#""Id":"""#, &format!(r#""Id":"{id}""#));
        format!("{}{text}", " ".repeat(spaces))
    }

    fn name(text: &str) -> PolicyName {
        PolicyName::parse(text).unwrap()
    }

    fn try_put(kept: &mut Vec<InlinePolicy>, at: &str, document: &str) -> Result<(), Overfull> {
        let parsed = Policy::parse(document).unwrap();
        put(kept, &name(at), document, &parsed, Quota::User)
    }

    #[test]
    fn all_policies_of_one_owner_count_together_and_white_space_does_not() {
        let mut kept = Vec::new();
        assert_eq!(try_put(&mut kept, "a", &document(1000, 500)), Ok(()));
        assert_eq!(try_put(&mut kept, "b", &document(1049, 0)), Err(Overfull));
        assert_eq!(kept.len(), 1, "what does not fit changes nothing");
        assert_eq!(try_put(&mut kept, "b", &document(1048, 9)), Ok(()));
        // In the place of the one that was there, in whatever case.
        assert_eq!(try_put(&mut kept, "A", &document(1000, 0)), Ok(()));
        assert_eq!(kept.len(), 2);
        assert!(remove(&mut kept, &name("B")) && !remove(&mut kept, &name("B")));
    }

    #[test]
    fn a_text_is_kept_as_it_was_written_unless_it_is_mostly_white_space() {
        let mut kept = Vec::new();
        let one = InlinePolicy {
            name: name("a"),
            document: document(200, 0),
        };
        let stored = serde_json::to_string(&one).unwrap().len() + ",".len();
        let spaces = WRITTEN_BYTES_MAX - stored;
        let written = document(200, spaces);
        try_put(&mut kept, "a", &written).unwrap();
        assert_eq!(kept[0].document, written);
        try_put(&mut kept, "a", &document(200, spaces + 1)).unwrap();
        assert!(kept[0].document.len() < 300);
        // A line break takes two bytes.
        try_put(&mut kept, "a", &written.replace("  ", "\n ")).unwrap();
        assert!(kept[0].document.len() < 300);
    }
}
