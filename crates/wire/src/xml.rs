//! XML as AWS's Query services write it: envelopes, and the elements of an answer.
//!
//! **Invariants.** What is written is well-formed for every text: the five characters are escaped,
//! and a character that XML cannot hold becomes U+FFFD. Elements come in the order in which they are
//! written; an empty one is closed in itself. Bodies look as AWS's do, with two spaces for a level.
//!
//! **Source.** Smithy 2.0, "AWS Query protocol", responses; bodies as seen on AWS's STS.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use jiff::Timestamp;

use crate::error::{AwsError, common};
use crate::protocol::Protocol;
use crate::service::Asks;
use crate::shape::{Answer, Form};

/// The type of every body.
pub const CONTENT_TYPE: &str = "text/xml";
/// The header that repeats the id of the request.
pub const REQUEST_ID_HEADER: &str = "x-amzn-RequestId";
/// The namespace of errors that come before a service is reached.
const AWS_FAULT: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

impl Form for Writer {
    /// The body of an answer. It may hold what the caller alone may see, so it is not for a log.
    fn answer<A: Asks<Form = Self>>(answer: &A::Answer, request_id: &str) -> String {
        let operation = A::OPERATION;
        let mut out = Self::default();
        let namespace = match A::SERVICE.protocol {
            Protocol::Query { namespace } => namespace,
            Protocol::Json { .. } | Protocol::RestJson => "",
        };
        out.root(&format!("{operation}Response"), namespace, |out| {
            if A::Answer::HAS_RESULT {
                out.group(&format!("{operation}Result"), |out| answer.write(out));
            }
            out.group("ResponseMetadata", |out| out.text("RequestId", request_id));
        });
        out.body
    }
}

/// The body of an error.
pub fn fault(namespace: &str, error: &AwsError, request_id: &str) -> String {
    let namespace = if error.code == common::INVALID_ACTION {
        AWS_FAULT
    } else {
        namespace
    };
    let mut out = Writer::default();
    out.root("ErrorResponse", namespace, |out| {
        out.group("Error", |out| {
            out.text("Type", error.code.fault.as_str());
            out.text("Code", error.code.name);
            out.text("Message", &error.message);
        });
        out.text("RequestId", request_id);
    });
    out.body
}

/// Writes elements one after the other.
#[derive(Default)]
pub struct Writer {
    body: String,
    depth: usize,
}

impl Writer {
    /// An element with a text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.indent();
        if value.is_empty() {
            self.tag(name, "/>\n");
            return;
        }
        self.tag(name, ">");
        self.escape(value);
        self.close(name);
    }

    /// An element with an integer.
    pub fn integer(&mut self, name: &str, value: i32) {
        self.text(name, &value.to_string());
    }

    /// An element with `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.text(name, if value { "true" } else { "false" });
    }

    /// An element with a date, in whole seconds.
    pub fn time(&mut self, name: &str, value: Timestamp) {
        self.text(name, &value.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }

    /// An element with bytes in base64.
    pub fn blob(&mut self, name: &str, value: &[u8]) {
        self.text(name, &BASE64.encode(value));
    }

    /// An element with elements.
    pub fn group(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.indent();
        let begin = self.body.len();
        self.tag(name, ">\n");
        self.fill(name, begin, inside);
    }

    /// A list: a `member` for each element, written by `each`.
    pub fn list<T>(&mut self, name: &str, values: &[T], each: impl Fn(&mut Self, &str, &T)) {
        self.group(name, |out| {
            for value in values {
                each(out, "member", value);
            }
        });
    }

    /// A map: an `entry` with `key` and `value` for each pair.
    pub fn map<K, V>(
        &mut self,
        name: &str,
        pairs: &BTreeMap<K, V>,
        shown: impl Fn(&K) -> &str,
        each: impl Fn(&mut Self, &str, &V),
    ) {
        self.group(name, |out| {
            for (key, value) in pairs {
                out.group("entry", |out| {
                    out.text("key", shown(key));
                    each(out, "value", value);
                });
            }
        });
    }

    fn root(&mut self, name: &str, namespace: &str, inside: impl FnOnce(&mut Self)) {
        let begin = self.body.len();
        self.tag(name, " xmlns=\"");
        self.escape(namespace);
        self.body.push_str("\">\n");
        self.fill(name, begin, inside);
    }

    /// Writes what is inside of the element that was opened at `begin`, and closes it.
    fn fill(&mut self, name: &str, begin: usize, inside: impl FnOnce(&mut Self)) {
        let empty = self.body.len();
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if self.body.len() == empty {
            self.body.truncate(begin);
            self.tag(name, "/>\n");
        } else {
            self.indent();
            self.close(name);
        }
    }

    fn tag(&mut self, name: &str, end: &str) {
        self.body.push('<');
        self.body.push_str(name);
        self.body.push_str(end);
    }

    fn close(&mut self, name: &str) {
        self.body.push_str("</");
        self.body.push_str(name);
        self.body.push_str(">\n");
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.body.push_str("  ");
        }
    }

    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.body.push_str("&amp;"),
                '<' => self.body.push_str("&lt;"),
                '>' => self.body.push_str("&gt;"),
                '"' => self.body.push_str("&quot;"),
                '\'' => self.body.push_str("&apos;"),
                // A reader would make a line break of it.
                '\r' => self.body.push_str("&#xD;"),
                '\t' | '\n' => self.body.push(letter),
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    self.body.push(char::REPLACEMENT_CHARACTER);
                }
                _ => self.body.push(letter),
            }
        }
    }
}

#[cfg(test)]
mod tests;
