//! The names of condition keys.
//!
//! A policy may speak of any key, as on AWS; whether a request has it is another matter. Which keys every door of this
//! service supplies is listed here, so that whoever writes a policy can be told about a key that nobody supplies.

use thiserror::Error;

use crate::Context;
use crate::context::Present;
use crate::error::shorten;
use crate::limits::MAX_PATTERN_CHARS;

/// The keys that requests to this service may have, spelled as AWS spells them. A name that ends in `/` stands for all
/// keys that begin so, one for each tag.
pub const CONDITION_KEYS: [&str; 39] = [
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:RequestTag/",
    "aws:RequestedRegion",
    "aws:ResourceTag/",
    "aws:SecureTransport",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
    "iam:AWSServiceName",
    "iam:FIDO-FIPS-140-2-certification",
    "iam:FIDO-FIPS-140-3-certification",
    "iam:FIDO-certification",
    "iam:PassedToService",
    "iam:PermissionsBoundary",
    "iam:PolicyARN",
    "iam:RegisterSecurityKey",
    "iam:ResourceTag/",
    "sts:DurationSeconds",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
    "sts:TaskPolicyArn",
    "sts:TransitiveTagKeys",
];

/// Whether [`CONDITION_KEYS`] lists a key, by its own name or as one of a tag.
pub fn is_known(key: &str) -> bool {
    CONDITION_KEYS.iter().any(|known| {
        let begins = || {
            key.get(..known.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(known))
        };
        known.eq_ignore_ascii_case(key)
            || (known.ends_with('/') && key.len() > known.len() && begins())
    })
}

/// A key as a policy names it. Letter case does not matter, so the name is kept as written and as contexts store it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    name: Box<str>,
    folded: Box<str>,
}

impl Key {
    pub(crate) fn parse(name: &str) -> Result<Key, KeyFault> {
        let is_short = name.len() <= MAX_PATTERN_CHARS;
        match name.split_once(':') {
            Some((service, rest)) if is_short && !service.is_empty() && !rest.is_empty() => {
                Ok(Key {
                    name: name.into(),
                    folded: name.to_ascii_lowercase().into(),
                })
            }
            _ => Err(KeyFault { key: shorten(name) }),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn present_in<'c>(&self, context: &'c Context) -> Option<Present<'c>> {
        context.present(&self.folded)
    }
}

/// The name of a condition key without a service, or without anything behind it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{key}` is not the name of a condition key")]
pub struct KeyFault {
    /// As written.
    pub key: String,
}
