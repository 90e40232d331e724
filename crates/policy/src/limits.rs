//! How large a document may be, and how AWS counts. Each limit has a test at the maximum and one beyond it.

/// Characters of a document: what AWS's parameter for a document takes.
pub const MAX_DOCUMENT_CHARS: usize = 131_072;

/// Statements of a document.
pub const MAX_STATEMENTS: usize = 1_024;

/// Entries of one `Action`, `NotAction`, `Resource`, `NotResource`, kind of principal, or list of condition values.
pub const MAX_VALUES: usize = 1_024;

/// Characters of one action, resource, principal or condition value: AWS's longest ARN.
pub const MAX_PATTERN_CHARS: usize = 2_048;

/// Levels of nesting; the language needs five. The JSON reader keeps this one.
pub const MAX_DEPTH: usize = 127;

/// The size of a document as AWS counts it: its characters without white space, wherever it stands.
pub fn counted_chars(document: &str) -> usize {
    document
        .chars()
        .filter(|character| !matches!(character, ' ' | '\t' | '\r' | '\n'))
        .count()
}

/// What the stored policies of one thing may hold together, in [`counted_chars`].
///
/// Source: IAM user guide, "IAM and AWS STS quotas".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// One version of a managed policy.
    Managed,
    /// All inline policies of a user.
    User,
    /// All inline policies of a group.
    Group,
    /// All inline policies of a role.
    Role,
    /// The trust policy of a role.
    Trust,
}

impl Quota {
    /// The most characters.
    pub const fn max(self) -> usize {
        match self {
            Quota::Managed => 6_144,
            Quota::User | Quota::Trust => 2_048,
            Quota::Group => 5_120,
            Quota::Role => 10_240,
        }
    }

    /// Whether the documents fit together.
    pub fn takes<'d>(self, documents: impl IntoIterator<Item = &'d str>) -> bool {
        documents.into_iter().map(counted_chars).sum::<usize>() <= self.max()
    }

    /// The text that AWS puts on the wire with the code `LimitExceeded`. The name is that of the user, group or role; the
    /// two others name nobody.
    pub fn aws_message(self, name: &str) -> String {
        let max = self.max();
        match self {
            Quota::Managed => format!("Cannot exceed quota for PolicySize: {max}"),
            Quota::Trust => format!("Cannot exceed quota for ACLSizePerRole: {max}"),
            Quota::User => format!("Maximum policy size of {max} bytes exceeded for user {name}"),
            Quota::Group => format!("Maximum policy size of {max} bytes exceeded for group {name}"),
            Quota::Role => format!("Maximum policy size of {max} bytes exceeded for role {name}"),
        }
    }
}
