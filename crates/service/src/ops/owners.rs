//! Users, groups and roles, as far as all of them have policies: attached ones and their own.

use rules::{Group, GroupName, InlinePolicy, Role, RoleName, User, UserName};
use store::StoreError;

use crate::authorise::Resource;
use crate::call::Call;
use crate::ops::groups;
use crate::ops::roles;
use crate::ops::users;
use crate::records::Tx;
use crate::refusal::{Quota, Refusal};

/// The actions about the policies of one kind of owner.
pub struct Actions {
    pub(crate) put: &'static str,
    pub(crate) get: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) list: &'static str,
    pub(crate) attach: &'static str,
    pub(crate) detach: &'static str,
    pub(crate) list_attached: &'static str,
}

/// Something that has policies of its own and managed policies attached.
pub trait PolicyOwner: Send + Sync + Sized + 'static {
    /// What it is called.
    type Name: Clone + Send + Sync + 'static;

    /// AWS's noun for it.
    const NOUN: &'static str;
    /// How the audit event names it.
    const PARAMETER: &'static str;
    /// What its inline policies may hold together.
    const SIZE: policy::Quota;
    /// How many managed policies may be attached.
    const ATTACHED: Quota;
    /// The actions about its policies.
    const ACTIONS: Actions;

    /// What the actions are asked for on.
    fn resource(name: &Self::Name) -> Resource;

    /// The name as text.
    fn text(name: &Self::Name) -> &str;

    /// Its own policies, in the order of their names.
    fn inline(&self) -> &[InlinePolicy];

    #[doc(hidden)]
    fn inline_mut(&mut self) -> &mut Vec<InlinePolicy>;

    /// ARNs of the policies that are attached.
    fn attached(&self) -> &[String];

    #[doc(hidden)]
    fn attached_mut(&mut self) -> &mut Vec<String>;

    #[doc(hidden)]
    fn named(
        call: &mut Call<'_>,
        name: &Self::Name,
    ) -> impl Future<Output = Result<Self, Refusal>> + Send;

    #[doc(hidden)]
    fn keep(&self, call: &mut Call<'_>) -> impl Future<Output = Result<(), Refusal>> + Send;
}

macro_rules! owner {
    ($owner:ident, $name:ident, $module:ident, $noun:literal, $parameter:literal, $attached:ident) => {
        impl PolicyOwner for $owner {
            type Name = $name;

            const NOUN: &'static str = $noun;
            const PARAMETER: &'static str = $parameter;
            const SIZE: policy::Quota = policy::Quota::$owner;
            const ATTACHED: Quota = Quota::$attached;
            const ACTIONS: Actions = Actions {
                put: concat!("iam:Put", stringify!($owner), "Policy"),
                get: concat!("iam:Get", stringify!($owner), "Policy"),
                delete: concat!("iam:Delete", stringify!($owner), "Policy"),
                list: concat!("iam:List", stringify!($owner), "Policies"),
                attach: concat!("iam:Attach", stringify!($owner), "Policy"),
                detach: concat!("iam:Detach", stringify!($owner), "Policy"),
                list_attached: concat!("iam:ListAttached", stringify!($owner), "Policies"),
            };

            fn resource(name: &$name) -> Resource {
                Resource::$module(name)
            }

            fn text(name: &$name) -> &str {
                name.as_str()
            }

            fn inline(&self) -> &[InlinePolicy] {
                &self.inline
            }

            fn inline_mut(&mut self) -> &mut Vec<InlinePolicy> {
                &mut self.inline
            }

            fn attached(&self) -> &[String] {
                &self.policies
            }

            fn attached_mut(&mut self) -> &mut Vec<String> {
                &mut self.policies
            }

            async fn named(call: &mut Call<'_>, name: &$name) -> Result<Self, Refusal> {
                find::$module(call, name).await
            }

            async fn keep(&self, call: &mut Call<'_>) -> Result<(), Refusal> {
                let kept: Result<(), StoreError> = Tx::save(&mut call.tx, self).await;
                Ok(kept?)
            }
        }
    };
}

mod find {
    pub(super) use super::groups::named as group;
    pub(super) use super::roles::named as role;
    pub(super) use super::users::named as user;
}

owner!(User, UserName, user, "user", "userName", PoliciesOfUser);
owner!(
    Group,
    GroupName,
    group,
    "group",
    "groupName",
    PoliciesOfGroup
);
owner!(Role, RoleName, role, "role", "roleName", PoliciesOfRole);

/// Somebody whom a permissions boundary can bound: users and roles.
pub trait Bounded: PolicyOwner {
    /// The action that sets it.
    const PUT_BOUNDARY: &'static str;
    /// The action that takes it away.
    const DELETE_BOUNDARY: &'static str;

    #[doc(hidden)]
    fn boundary_mut(&mut self) -> &mut Option<String>;
}

impl Bounded for User {
    const PUT_BOUNDARY: &'static str = "iam:PutUserPermissionsBoundary";
    const DELETE_BOUNDARY: &'static str = "iam:DeleteUserPermissionsBoundary";

    fn boundary_mut(&mut self) -> &mut Option<String> {
        &mut self.boundary
    }
}

impl Bounded for Role {
    const PUT_BOUNDARY: &'static str = "iam:PutRolePermissionsBoundary";
    const DELETE_BOUNDARY: &'static str = "iam:DeleteRolePermissionsBoundary";

    fn boundary_mut(&mut self) -> &mut Option<String> {
        &mut self.boundary
    }
}
