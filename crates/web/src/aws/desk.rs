//! Who calls, for one call, and the way to the operations.

use std::sync::Arc;

use rules::{AccessKeyId, GroupName, RoleName, SerialNumber, UserName};
use service::call::Operation;
use service::{Caller, Service, Signer, Target};
use wire::pagination::MarkerKey;
use wire::{AwsError, refusals};

use super::said::{Speaker, said};

/// One call of somebody whose signature was right.
pub(super) struct Desk<'a> {
    pub(super) service: &'a Service,
    pub(super) signer: &'a Arc<Signer>,
    pub(super) caller: Caller,
    pub(super) markers: &'a MarkerKey,
    pub(super) speaks: &'static wire::Service,
}

impl Desk<'_> {
    /// Runs an operation; a refusal becomes AWS's error.
    pub(super) async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, AwsError> {
        let done = self.service.call(&self.caller, operation).await;
        done.map_err(|refusal| {
            let speaker = Speaker {
                service: self.speaks,
                caller_arn: &self.signer.subject().arn(),
            };
            said(&speaker, refusal)
        })
    }

    /// The account of whoever signs.
    pub(super) fn account(&self) -> &str {
        self.signer.subject().account().as_str()
    }

    /// Whom a call is about that names a user or, by naming nobody, the caller.
    pub(super) fn target(&self, user_name: Option<&str>) -> Result<Target, AwsError> {
        match user_name {
            Some(name) => Ok(Target::User(existing_user(name)?)),
            // A role has nothing of its own.
            None => match self.signer.subject().holder() {
                Some(holder) => Ok(holder.target()),
                None => Err(refusals::user_name_missing()),
            },
        }
    }

    /// Whose list it is that a marker belongs to.
    pub(super) fn list_of(&self, user_name: Option<&str>) -> String {
        match user_name {
            Some(_) => self.account().to_owned(),
            None => format!(
                "{}/{}",
                self.account(),
                self.signer.subject().principal().stable_id()
            ),
        }
    }
}

/// The name of a user who is to be there: a name that nobody can have is nobody's.
pub(super) fn existing_user(name: &str) -> Result<UserName, AwsError> {
    UserName::parse(name).map_err(|_| refusals::no_such_user(name))
}

/// The name of a group that is to be there.
pub(super) fn existing_group(name: &str) -> Result<GroupName, AwsError> {
    GroupName::parse(name).map_err(|_| refusals::policies::no_such_group(name))
}

/// The name of a role that is to be there.
pub(super) fn existing_role(name: &str) -> Result<RoleName, AwsError> {
    RoleName::parse(name).map_err(|_| refusals::roles::no_such_role(name))
}

/// The serial number of a device that is to be there.
pub(super) fn existing_device(serial: &str) -> Result<SerialNumber, AwsError> {
    SerialNumber::parse(serial).map_err(|_| refusals::mfa::no_such_virtual_device(serial))
}

/// The id of a key that is to be there.
pub(super) fn existing_key(id: &str) -> Result<AccessKeyId, AwsError> {
    AccessKeyId::parse(id).map_err(|_| refusals::no_such_access_key(id))
}
