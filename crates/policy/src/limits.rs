//! How large a document may be. Each limit has a test at the maximum and one beyond it.

/// Characters of a document: what AWS's parameter for a document takes.
pub const MAX_DOCUMENT_CHARS: usize = 131_072;

/// Statements of a document.
pub const MAX_STATEMENTS: usize = 1_024;

/// Entries of one `Action`, `NotAction`, `Resource`, `NotResource` or list of condition values.
pub const MAX_VALUES: usize = 1_024;

/// Characters of one action or resource, AWS's longest ARN.
pub const MAX_PATTERN_CHARS: usize = 2_048;

/// Levels of nesting; the language needs five. The JSON reader keeps this one.
pub const MAX_DEPTH: usize = 127;
