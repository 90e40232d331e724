//! A service of AWS and its operations: which are known, which are served, what an unknown one hears.
//!
//! Source: AWS, "Making query requests"; the answers to an unknown, an empty and a missing operation
//! or version were seen on AWS's STS.

use crate::error::{AwsError, Code};
use crate::protocol::Protocol;
use crate::query::Params;
use crate::refusals;
use crate::shape::{Answer, Form};

/// A service that is spoken.
#[derive(Debug)]
pub struct Service {
    /// The name in the scope of a signature.
    pub name: &'static str,
    /// The version of its interface.
    pub version: &'static str,
    /// How it is spoken with.
    pub protocol: Protocol,
    /// Whether it repeats a refused value in its message.
    pub echoes_values: bool,
    /// Every operation of AWS's model, in the order of names.
    pub operations: &'static [Operation],
    /// The codes of the model's errors.
    pub codes: &'static [Code],
}

/// An operation of AWS's model.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// AWS's name.
    pub name: &'static str,
    /// Whether its shapes are generated, so that a call can be read.
    pub is_served: bool,
    /// The codes that the model names, beside the common ones.
    pub errors: &'static [&'static str],
}

/// A request that belongs to one operation, with the answer that belongs to it.
pub trait Asks {
    /// The operation.
    const OPERATION: &'static str;
    /// Its service.
    const SERVICE: &'static Service;
    /// What writes the answer.
    type Form: Form;
    /// What is answered; `()` where AWS answers no more than that it is done.
    type Answer: Answer<Self::Form>;
}

impl Service {
    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        let at = self
            .operations
            .binary_search_by_key(&name, |operation| operation.name)
            .ok()?;
        Some(&self.operations[at])
    }

    /// The operation that is asked for.
    ///
    /// Refused: no `Action`, an operation or a version that AWS does not have (`InvalidAction`), an
    /// operation of AWS that is not served here (`NotImplemented`, by name).
    pub fn asked(&self, params: &Params) -> Result<&'static Operation, AwsError> {
        let Some(action) = params.action() else {
            return Err(refusals::missing_action());
        };
        let version = params.version();
        let known = self
            .operation(action)
            .filter(|_| version == Some(self.version));
        match known {
            Some(operation) if operation.is_served => Ok(operation),
            Some(operation) => Err(refusals::not_implemented(self, operation.name)),
            None => Err(refusals::invalid_action(action, version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{account, cloudtrail, iam, organizations, sts};

    fn asked(service: &Service, query: &str) -> Result<&'static str, String> {
        let params = Params::parse(query.as_bytes()).unwrap();
        match service.asked(&params) {
            Ok(operation) => Ok(operation.name),
            Err(error) => Err(format!("{} {error}", error.code.status)),
        }
    }

    #[test]
    fn an_operation_is_found_by_its_name_and_version_or_answered_as_aws_does() {
        let found = |name| Ok(name);
        let refused = |text: &str| Err(text.to_owned());
        let table = [
            (
                "Action=GetCallerIdentity&Version=2011-06-15",
                found("GetCallerIdentity"),
            ),
            (
                "Action=GetCallerIdentity&Action=NoSuchAction&Version=2011-06-15",
                found("GetCallerIdentity"),
            ),
            (
                "Action=NoSuchAction&Version=2011-06-15",
                refused(
                    "400 InvalidAction: Could not find operation NoSuchAction for version 2011-06-15",
                ),
            ),
            (
                "Action=GetCallerIdentity",
                refused(
                    "400 InvalidAction: Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
                ),
            ),
            (
                "Action=GetCallerIdentity&Version=",
                refused(
                    "400 InvalidAction: Could not find operation GetCallerIdentity for version ",
                ),
            ),
            (
                "Action=GetCallerIdentity&Version=2000-01-01&Version=2011-06-15",
                refused(
                    "400 InvalidAction: Could not find operation GetCallerIdentity for version 2000-01-01",
                ),
            ),
            (
                "Action=&Version=2011-06-15",
                refused("400 InvalidAction: Could not find operation  for version 2011-06-15"),
            ),
            (
                "Action=CreateUser&Version=2011-06-15",
                refused(
                    "400 InvalidAction: Could not find operation CreateUser for version 2011-06-15",
                ),
            ),
            (
                "Action=DecodeAuthorizationMessage&Version=2011-06-15",
                refused(
                    "501 NotImplemented: The operation DecodeAuthorizationMessage of sts is not implemented by this server.",
                ),
            ),
        ];
        for (query, expected) in table {
            assert_eq!(asked(&sts::SERVICE, query), expected, "{query}");
        }
        let missing = asked(&sts::SERVICE, "Version=2011-06-15").unwrap_err();
        assert!(missing.starts_with("400 MissingAction"), "{missing}");
    }

    #[test]
    fn every_operation_of_the_model_is_known_by_name() {
        for (service, count) in [
            (&iam::SERVICE, 180),
            (&sts::SERVICE, 11),
            (&account::SERVICE, 18),
            (&organizations::SERVICE, 63),
            (&cloudtrail::SERVICE, 60),
        ] {
            assert_eq!(service.operations.len(), count, "{}", service.name);
            for operation in service.operations {
                assert_eq!(service.operation(operation.name), Some(operation));
            }
        }
    }
}
