//! AWS's own sentences about refused documents, as its wire has them.
//!
//! Source: answers of AWS to CreatePolicy, PutUserPolicy and CreateRole, as people and other projects have recorded them.
//! Trust policies are checked by another part of AWS, which has other sentences.

use crate::document::Effect;
use crate::error::Fault;

pub(crate) const SYNTAX: &str = "Syntax errors in policy.";
pub(crate) const LEGACY: &str = "The policy failed legacy parsing";
pub(crate) const NO_VENDOR: &str =
    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

impl Fault {
    /// What AWS says of it in any policy but a trust policy.
    pub(crate) fn aws_message(&self) -> String {
        match self {
            Fault::Principal { .. } => "Policy document should not specify a principal.".into(),
            Fault::OldVersion => "Policy document must be version 2012-10-17 or greater.".into(),
            Fault::NoAction => "Policy statement must contain actions.".into(),
            Fault::NoResource => "Policy statement must contain resources.".into(),
            Fault::SidCharacters { .. } => {
                "Statement IDs (SID) must be alpha-numeric. Check that your input \
                 satisfies the regular expression [A-Za-z0-9]*"
                    .into()
            }
            Fault::SidRepeated { .. } => {
                "Statement IDs (SID) in a single policy must be unique.".into()
            }
            Fault::Missing {
                element: "Principal",
            } => "Missing required field Principal".into(),
            Fault::NoPrincipal => "Missing required field Principal cannot be empty!".into(),
            Fault::Action(fault) => fault.aws_message(),
            Fault::Resource(fault) => fault.aws_message(),
            Fault::Who(fault) => fault.aws_message(),
            Fault::PrincipalKind { kind } => format!("Invalid principal in policy: \"{kind}\""),
            Fault::Key(_) => NO_VENDOR.into(),
            Fault::Condition(fault) => fault.aws_message(),
            Fault::TooLong { .. }
            | Fault::NotJson { .. }
            | Fault::Kind { .. }
            | Fault::Repeated { .. }
            | Fault::Unknown { .. }
            | Fault::Missing { .. }
            | Fault::Both { .. }
            | Fault::Version { .. }
            | Fault::Effect { .. }
            | Fault::TooMany { .. }
            | Fault::TrustsAllBut { .. }
            | Fault::TrustAction { .. }
            | Fault::TrustResource { .. }
            | Fault::Variable(_) => SYNTAX.into(),
        }
    }

    /// What AWS says of it in a trust policy.
    pub(crate) fn aws_message_of_trust(&self) -> String {
        let text = match self {
            Fault::NotJson { .. } => "This policy contains invalid Json",
            Fault::Version { .. } => "The policy must contain a valid version string",
            Fault::Missing {
                element: "Statement",
            } => "Could not parse the policy: Statement is empty!",
            Fault::Missing { element } => return format!("Missing required field {element}"),
            Fault::Effect { effect } => return format!("Invalid effect: {effect}"),
            Fault::SidRepeated { .. } => "The Statement Ids in the policy are not unique",
            Fault::Kind { element, .. } if element == "Principal" => {
                "Principal must be a JSON object."
            }
            Fault::NoPrincipal => "Missing required field Principal cannot be empty!",
            Fault::TrustsAllBut {
                effect: Effect::Allow,
            } => "Allow with NotPrincipal is not allowed.",
            Fault::TrustsAllBut {
                effect: Effect::Deny,
            } => "AssumeRole policy must not contain NotPrincipal field.",
            Fault::NoAction => "Missing required field Action",
            Fault::TrustAction { .. } | Fault::Action(_) => {
                "AssumeRole policy may only specify STS AssumeRole actions."
            }
            Fault::TrustResource {
                element: "Resource",
            } => "Has prohibited field Resource",
            Fault::TrustResource { .. } => "AssumeRole policy must not contain resources.",
            Fault::Who(fault) => return fault.aws_message(),
            Fault::PrincipalKind { kind } => {
                return format!("Invalid principal in policy: \"{kind}\"");
            }
            Fault::SidCharacters { .. } => return self.aws_message(),
            _ => "Syntax error in policy.",
        };
        text.into()
    }
}
