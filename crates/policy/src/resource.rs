//! Entries of `Resource` and `NotResource`: `*`, or an ARN with wildcards and variables.

use thiserror::Error;

use crate::arn::{self, Arn, ArnPattern};
use crate::document::Version;
use crate::error::{Fault, shorten};
use crate::limits::MAX_PATTERN_CHARS;
use crate::template::{self, Piece};
use crate::{Context, aws_text};

/// An entry of `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourcePattern {
    text: Box<str>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `*`: whatever the request names, also when it names no ARN.
    Everything,
    Arn(ArnPattern),
}

impl ResourcePattern {
    pub(crate) fn parse(text: &str, version: Version) -> Result<ResourcePattern, Fault> {
        let form = if text == "*" {
            Form::Everything
        } else {
            Form::Arn(pattern(text, version)?)
        };
        Ok(ResourcePattern {
            text: text.into(),
            form,
        })
    }

    /// Whether the pattern covers the resource, which is `None` if it is no ARN.
    pub(crate) fn covers(&self, resource: Option<&Arn<'_>>, context: &Context) -> bool {
        match (&self.form, resource) {
            (Form::Everything, _) => true,
            (Form::Arn(_), None) => false,
            (Form::Arn(pattern), Some(arn)) => pattern.covers(arn, context),
        }
    }

    /// Whether it is `*`.
    pub(crate) fn is_everything(&self) -> bool {
        self.form == Form::Everything
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The parts of the text between which variables stand.
    pub(crate) fn pieces(&self) -> &[Piece] {
        match &self.form {
            Form::Everything => &[],
            Form::Arn(pattern) => pattern.pieces(),
        }
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
            ResourceFault::Fields { .. } => aws_text::LEGACY.into(),
            ResourceFault::Partition {
                resource,
                partition,
            } => {
                format!("Partition \"{partition}\" is not valid for resource \"{resource}\".")
            }
            ResourceFault::Service { .. } => {
                "Resource vendor must be fully qualified and cannot contain regexes.".into()
            }
            ResourceFault::VariablePlace { .. } | ResourceFault::TooLong { .. } => {
                aws_text::SYNTAX.into()
            }
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
            ResourceFault::TooLong { .. } => "write a shorter ARN, if need be with `*`".into(),
        }
    }
}

fn pattern(text: &str, version: Version) -> Result<ArnPattern, Fault> {
    let resource = || shorten(text);
    if text.chars().count() > MAX_PATTERN_CHARS {
        return Err(ResourceFault::TooLong {
            resource: resource(),
        }
        .into());
    }
    if !text.starts_with("arn:") {
        return Err(ResourceFault::NotArn {
            resource: resource(),
        }
        .into());
    }
    let Some([partition, service, region, account, rest]) = arn::fields(text) else {
        return Err(ResourceFault::Fields {
            resource: resource(),
        }
        .into());
    };
    let head = [partition, service, region, account];
    check(text, head, version)?;
    Ok(ArnPattern::of(head, template::parse(rest, version)?))
}

/// What the first five fields may hold.
fn check(text: &str, head: [&str; 4], version: Version) -> Result<(), ResourceFault> {
    let resource = || shorten(text);
    let [partition, service, ..] = head;
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
    Ok(())
}
