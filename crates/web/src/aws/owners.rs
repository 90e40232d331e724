//! Policies of one user, group or role on the wire: their own, and those that are attached.

use rules::{Group, PolicyName, Role, User};
use service::ops::attachments::{
    AttachPolicy, DeleteBoundary, DetachPolicy, ListAttachedPolicies, PutBoundary,
};
use service::ops::inline::{
    DeleteInlinePolicy, GetInlinePolicy, ListInlinePolicies, PutInlinePolicy,
};
use wire::{AwsError, iam, refusals};

use super::desk::{existing_group, existing_role, existing_user};
use super::page::Asked;
use super::{Desk, Served, shapes};

/// A name for a policy that is to be.
pub(super) fn new_policy(name: &str) -> Result<PolicyName, AwsError> {
    PolicyName::parse(name).map_err(|invalid| refusals::invalid(&invalid.to_string()))
}

/// The name of a policy that is to be there.
fn existing_policy(noun: &str, name: &str) -> Result<PolicyName, AwsError> {
    PolicyName::parse(name).map_err(|_| refusals::policies::no_such_inline(noun, name))
}

/// Each call about an owner's policies, once for users, for groups and for roles.
macro_rules! of_owner {
    ($owner:ident $noun:literal $field:ident $existing:ident:
     $put:ident $get:ident $got:ident $delete:ident $list:ident $listed:ident
     $attach:ident $detach:ident $attached:ident $all:ident) => {
        impl Served for iam::$put {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let operation = PutInlinePolicy::<$owner> {
                    owner: $existing(&self.$field)?,
                    name: new_policy(&self.policy_name)?,
                    document: self.policy_document,
                };
                desk.call(&operation).await
            }
        }

        impl Served for iam::$get {
            async fn serve(self, desk: &Desk<'_>) -> Result<iam::$got, AwsError> {
                let operation = GetInlinePolicy::<$owner> {
                    owner: $existing(&self.$field)?,
                    name: existing_policy($noun, &self.policy_name)?,
                };
                let found = desk.call(&operation).await?;
                Ok(iam::$got {
                    $field: self.$field,
                    policy_name: found.name.into(),
                    policy_document: shapes::document(&found.document),
                })
            }
        }

        impl Served for iam::$delete {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let operation = DeleteInlinePolicy::<$owner> {
                    owner: $existing(&self.$field)?,
                    name: existing_policy($noun, &self.policy_name)?,
                };
                desk.call(&operation).await
            }
        }

        impl Served for iam::$list {
            async fn serve(self, desk: &Desk<'_>) -> Result<iam::$listed, AwsError> {
                let asked = Asked::of(&self, desk, desk.account().to_owned())?;
                let operation = ListInlinePolicies::<$owner> {
                    owner: $existing(&self.$field)?,
                };
                let policies = desk.call(&operation).await?;
                let names = policies.into_iter().map(|policy| policy.name);
                let page = asked.cut(names.map(in_order).collect(), |(position, _)| position)?;
                Ok(iam::$listed {
                    policy_names: page.items.into_iter().map(|(_, name)| name).collect(),
                    is_truncated: page.is_truncated,
                    marker: page.marker,
                })
            }
        }

        impl Served for iam::$attach {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let operation = AttachPolicy::<$owner> {
                    owner: $existing(&self.$field)?,
                    policy: self.policy_arn,
                };
                desk.call(&operation).await
            }
        }

        impl Served for iam::$detach {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let operation = DetachPolicy::<$owner> {
                    owner: $existing(&self.$field)?,
                    policy: self.policy_arn,
                };
                desk.call(&operation).await
            }
        }

        impl Served for iam::$attached {
            async fn serve(self, desk: &Desk<'_>) -> Result<iam::$all, AwsError> {
                let asked = Asked::of(&self, desk, desk.account().to_owned())?;
                let operation = ListAttachedPolicies::<$owner> {
                    owner: $existing(&self.$field)?,
                    path_prefix: shapes::prefix_in(self.path_prefix.as_deref()),
                };
                let arns = desk.call(&operation).await?;
                let position = |arn: &String| {
                    let name = service::ops::policies::name_in(arn);
                    format!("{}/{arn}", name.to_ascii_lowercase())
                };
                let arns = arns.into_iter().map(|arn| (position(&arn), arn));
                let page = asked.cut(arns.collect(), |(position, _)| position)?;
                Ok(iam::$all {
                    attached_policies: shapes::attached(page.items.iter().map(|(_, arn)| arn)),
                    is_truncated: page.is_truncated,
                    marker: page.marker,
                })
            }
        }
    };
}

fn in_order(name: PolicyName) -> (String, String) {
    (name.folded(), name.into())
}

of_owner! { User "user" user_name existing_user:
    PutUserPolicyRequest GetUserPolicyRequest GetUserPolicyResponse DeleteUserPolicyRequest
    ListUserPoliciesRequest ListUserPoliciesResponse AttachUserPolicyRequest
    DetachUserPolicyRequest ListAttachedUserPoliciesRequest ListAttachedUserPoliciesResponse
}

of_owner! { Group "group" group_name existing_group:
    PutGroupPolicyRequest GetGroupPolicyRequest GetGroupPolicyResponse DeleteGroupPolicyRequest
    ListGroupPoliciesRequest ListGroupPoliciesResponse AttachGroupPolicyRequest
    DetachGroupPolicyRequest ListAttachedGroupPoliciesRequest ListAttachedGroupPoliciesResponse
}

of_owner! { Role "role" role_name existing_role:
    PutRolePolicyRequest GetRolePolicyRequest GetRolePolicyResponse DeleteRolePolicyRequest
    ListRolePoliciesRequest ListRolePoliciesResponse AttachRolePolicyRequest
    DetachRolePolicyRequest ListAttachedRolePoliciesRequest ListAttachedRolePoliciesResponse
}

/// Both calls about an owner's boundary.
macro_rules! of_bounded {
    ($owner:ident $field:ident $existing:ident: $put:ident $delete:ident) => {
        impl Served for iam::$put {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let operation = PutBoundary::<$owner> {
                    owner: $existing(&self.$field)?,
                    policy: self.permissions_boundary,
                };
                desk.call(&operation).await
            }
        }

        impl Served for iam::$delete {
            async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
                let owner = $existing(&self.$field)?;
                desk.call(&DeleteBoundary::<$owner> { owner }).await
            }
        }
    };
}

of_bounded! { User user_name existing_user:
    PutUserPermissionsBoundaryRequest DeleteUserPermissionsBoundaryRequest
}

of_bounded! { Role role_name existing_role:
    PutRolePermissionsBoundaryRequest DeleteRolePermissionsBoundaryRequest
}
