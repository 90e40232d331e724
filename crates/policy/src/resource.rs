//! ARNs with wildcards and variables: `arn:aws:iam::*:user/${aws:username}`.
//!
//! An ARN has six fields. A wildcard stays inside its field, the sixth takes the whole rest of the text with its
//! slashes and colons. Letter case matters. A variable may stand in the sixth field only; a value that is put in its
//! place is taken literally, so a user who is named `*` is not everybody.

use std::borrow::Cow;

use thiserror::Error;

use crate::Context;
use crate::document::Version;
use crate::error::shorten;
use crate::key::Key;
use crate::limits::MAX_PATTERN_CHARS;
use crate::wildcard::{self, Unit};

/// An entry of `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourcePattern {
    text: String,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `*`: whatever the request names, also when it names no ARN.
    Everything,
    /// Partition, service, region and account; then the resource itself.
    Arn {
        head: [Vec<Unit>; 4],
        rest: Vec<Piece>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Fixed(Vec<Unit>),
    Variable(Key),
}

/// The resource of a request, in its fields.
#[derive(Debug)]
pub(crate) enum Target {
    /// Not an ARN, as the `*` of actions that concern no single resource.
    Whole,
    Arn {
        head: [Vec<u16>; 4],
        rest: Vec<u16>,
    },
}

impl Target {
    pub(crate) fn of(resource: &str) -> Target {
        match fields(resource) {
            Some([partition, service, region, account, rest]) => Target::Arn {
                head: [partition, service, region, account]
                    .map(|field| field.encode_utf16().collect()),
                rest: rest.encode_utf16().collect(),
            },
            None => Target::Whole,
        }
    }
}

impl ResourcePattern {
    pub(crate) fn parse(text: &str, version: Version) -> Result<ResourcePattern, ResourceFault> {
        let form = if text == "*" {
            Form::Everything
        } else {
            arn(text, version)?
        };
        Ok(ResourcePattern {
            text: text.to_owned(),
            form,
        })
    }

    /// Whether the pattern covers the resource. A pattern whose variable has no value covers nothing.
    pub(crate) fn covers(&self, target: &Target, context: &Context) -> bool {
        match (&self.form, target) {
            (Form::Everything, _) => true,
            (Form::Arn { .. }, Target::Whole) => false,
            (
                Form::Arn { head, rest },
                Target::Arn {
                    head: named,
                    rest: named_rest,
                },
            ) => {
                head.iter()
                    .zip(named)
                    .all(|(field, name)| wildcard::fits(field, name))
                    && resolve(rest, context).is_some_and(|rest| wildcard::fits(&rest, named_rest))
            }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// What is wrong with a resource.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResourceFault {
    /// Neither `*` nor a text that begins with `arn:`.
    #[error("the resource `{resource}` is neither an ARN nor `*`")]
    NotArn {
        /// As written.
        resource: String,
    },
    /// Fewer than six fields.
    #[error("the resource `{resource}` has fewer than six fields")]
    Fields {
        /// As written.
        resource: String,
    },
    /// A partition that AWS does not have.
    #[error("the resource `{resource}` names a partition that does not exist: `{partition}`")]
    Partition {
        /// As written.
        resource: String,
        /// Its second field.
        partition: String,
    },
    /// No service, or one with a wildcard.
    #[error("the resource `{resource}` does not name one service")]
    Service {
        /// As written.
        resource: String,
    },
    /// `${` before the sixth field.
    #[error("the resource `{resource}` has a variable before its fifth colon")]
    VariablePlace {
        /// As written.
        resource: String,
    },
    /// `${` without `}`.
    #[error("the resource `{resource}` opens a variable and does not close it")]
    VariableOpen {
        /// As written.
        resource: String,
    },
    /// A variable that is not evaluated here.
    #[error("the variable `${{{variable}}}` cannot be evaluated")]
    VariableUnsupported {
        /// What stands between the braces.
        variable: String,
    },
    /// The text is longer than any ARN.
    #[error("the resource `{resource}` has more than {MAX_PATTERN_CHARS} characters")]
    TooLong {
        /// Its beginning.
        resource: String,
    },
}

impl ResourceFault {
    pub(crate) fn aws_message(&self) -> String {
        match self {
            ResourceFault::NotArn { resource } => {
                format!("Resource {resource} must be in ARN format or \"*\".")
            }
            ResourceFault::Fields { .. } => "The policy failed legacy parsing".into(),
            ResourceFault::Partition {
                resource,
                partition,
            } => {
                format!("Partition \"{partition}\" is not valid for resource \"{resource}\".")
            }
            ResourceFault::Service { .. } => {
                "Resource vendor must be fully qualified and cannot contain regexes.".into()
            }
            ResourceFault::VariablePlace { .. }
            | ResourceFault::VariableOpen { .. }
            | ResourceFault::VariableUnsupported { .. }
            | ResourceFault::TooLong { .. } => "Syntax errors in policy.".into(),
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            ResourceFault::NotArn { .. } => {
                "write `*` for every resource, or an ARN as in `arn:aws:iam::123456789012:user/hanako`".into()
            }
            ResourceFault::Fields { .. } => {
                "write all six fields, arn:partition:service:region:account:resource, and leave those empty that do not apply".into()
            }
            ResourceFault::Partition { .. } => "write `aws` as the second field".into(),
            ResourceFault::Service { .. } => "write the service in full as the third field, as in `iam`".into(),
            ResourceFault::VariablePlace { .. } => {
                "use variables behind the fifth colon only; before it, a `*` stands for any account or region".into()
            }
            ResourceFault::VariableOpen { .. } => "close it with `}`, or write `${$}` for a dollar sign".into(),
            ResourceFault::VariableUnsupported { .. } => {
                "the variables are `${aws:username}` and, for the characters themselves, `${*}`, `${?}` and `${$}`".into()
            }
            ResourceFault::TooLong { .. } => "write a shorter ARN, if need be with `*`".into(),
        }
    }
}

fn arn(text: &str, version: Version) -> Result<Form, ResourceFault> {
    let resource = || shorten(text);
    if text.chars().count() > MAX_PATTERN_CHARS {
        return Err(ResourceFault::TooLong {
            resource: resource(),
        });
    }
    if !text.starts_with("arn:") {
        return Err(ResourceFault::NotArn {
            resource: resource(),
        });
    }
    let Some([partition, service, region, account, rest]) = fields(text) else {
        return Err(ResourceFault::Fields {
            resource: resource(),
        });
    };
    let head = [partition, service, region, account];
    if version.has_variables() && head.iter().any(|field| field.contains("${")) {
        return Err(ResourceFault::VariablePlace {
            resource: resource(),
        });
    }
    // A misspelt partition or service would make a Deny that never denies.
    if !partition.starts_with("aws") && !partition.contains(['*', '?']) {
        return Err(ResourceFault::Partition {
            resource: resource(),
            partition: shorten(partition),
        });
    }
    if service.is_empty() || service.contains(['*', '?']) {
        return Err(ResourceFault::Service {
            resource: resource(),
        });
    }
    let rest = if version.has_variables() {
        pieces(rest, text)?
    } else {
        vec![Piece::Fixed(wildcard::pattern(rest))]
    };
    Ok(Form::Arn {
        head: head.map(wildcard::pattern),
        rest,
    })
}

/// The five fields behind `arn:`.
fn fields(text: &str) -> Option<[&str; 5]> {
    let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
    Some([
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ])
}

/// Cuts the sixth field at its variables; the whole ARN is for messages.
fn pieces(mut text: &str, whole: &str) -> Result<Vec<Piece>, ResourceFault> {
    let mut pieces = Vec::new();
    let mut fixed = Vec::new();
    while let Some((before, opened)) = text.split_once("${") {
        fixed.extend(wildcard::pattern(before));
        let Some((name, behind)) = opened.split_once('}') else {
            return Err(ResourceFault::VariableOpen {
                resource: shorten(whole),
            });
        };
        match name {
            "*" | "?" | "$" => fixed.extend(wildcard::literal(name)),
            _ => {
                let Some(key) = Key::of_variable(name) else {
                    return Err(ResourceFault::VariableUnsupported {
                        variable: shorten(name),
                    });
                };
                pieces.push(Piece::Fixed(std::mem::take(&mut fixed)));
                pieces.push(Piece::Variable(key));
            }
        }
        text = behind;
    }
    fixed.extend(wildcard::pattern(text));
    pieces.push(Piece::Fixed(fixed));
    Ok(pieces)
}

/// Puts values in place of variables; `None` where one has no value or several.
fn resolve<'a>(pieces: &'a [Piece], context: &Context) -> Option<Cow<'a, [Unit]>> {
    if let [Piece::Fixed(only)] = pieces {
        return Some(Cow::Borrowed(only));
    }
    let mut units = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Fixed(fixed) => units.extend_from_slice(fixed),
            Piece::Variable(key) => units.extend(wildcard::literal(key.single_in(context)?)),
        }
    }
    Some(Cow::Owned(units))
}
