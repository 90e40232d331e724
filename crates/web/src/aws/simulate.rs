//! The policy simulator on the wire.

use std::collections::BTreeMap;

use policy::{Position, Ruling};
use service::ops::simulate::{
    ContextEntry, ContextKeysForCustomPolicy, ContextKeysForPrincipalPolicy, Excluded, Matched,
    Question, SimulateCustomPolicy, SimulatePrincipalPolicy, Simulated,
};
use service::policies::Origin;
use wire::iam::{ContextKeyType, EntityOfPolicy, EvalDecision, PolicyKind, PolicySourceKind};
use wire::{AwsError, iam};

use super::page::Asked;
use super::{Desk, Served};

/// The question that both requests ask in the same words.
macro_rules! question {
    ($request:expr) => {
        Question {
            policies: $request.policy_input_list.clone(),
            boundaries: $request.permissions_boundary_policy_input_list.clone(),
            organization: Vec::new(),
            actions: $request.action_names.clone(),
            resources: $request.resource_arns.clone(),
            resource_policy: $request.resource_policy.clone(),
            resource_owner: $request.resource_owner.clone(),
            caller: $request.caller_arn.clone(),
            context: $request.context_entries.iter().filter_map(entry).collect(),
        }
    };
}

/// A condition key; one without a name says nothing.
fn entry(entry: &iam::ContextEntry) -> Option<ContextEntry> {
    use ContextKeyType as Type;
    let is_list = match entry.context_key_type {
        Some(
            Type::StringList
            | Type::NumericList
            | Type::BooleanList
            | Type::IpList
            | Type::BinaryList
            | Type::DateList,
        ) => true,
        None
        | Some(
            Type::String | Type::Numeric | Type::Boolean | Type::Ip | Type::Binary | Type::Date,
        ) => false,
    };
    Some(ContextEntry {
        key: entry.context_key_name.clone()?,
        values: entry.context_key_values.clone(),
        is_list,
    })
}

impl Served for iam::SimulateCustomPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::SimulatePolicyResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let levels = self.ordered_organization_policy_input_list.iter();
        let question = Question {
            organization: levels
                .map(|level| level.service_control_policy_input_list.clone())
                .collect(),
            ..question!(self)
        };
        let simulated = desk.call(&SimulateCustomPolicy { question }).await?;
        answered(&asked, &simulated)
    }
}

impl Served for iam::SimulatePrincipalPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::SimulatePolicyResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let operation = SimulatePrincipalPolicy {
            source: self.policy_source_arn.clone(),
            excluded: self
                .policy_exclusion_list
                .iter()
                .filter_map(excluded)
                .collect(),
            question: question!(self),
        };
        let simulated = desk.call(&operation).await?;
        answered(&asked, &simulated)
    }
}

fn excluded(identifier: &iam::PolicyIdentifier) -> Option<Excluded> {
    if identifier.policy_type == Some(PolicyKind::PermissionBoundary) {
        return Some(Excluded::Boundary);
    }
    if let Some(arn) = &identifier.policy_arn {
        return Some(Excluded::Managed(arn.clone()));
    }
    let inline = identifier.inline_policy_identifier.as_ref()?;
    let of = inline.attachment_name.clone();
    let origin = match inline.attachment_type {
        EntityOfPolicy::User => Origin::User(of),
        EntityOfPolicy::Group => Origin::Group(of),
        EntityOfPolicy::Role => Origin::Role(of),
    };
    Some(Excluded::Inline(origin, inline.policy_name.clone()))
}

/// The page of what was simulated that was asked for.
fn answered<P: wire::pagination::Paged>(
    asked: &Asked<'_, '_, P>,
    simulated: &[Simulated],
) -> Result<iam::SimulatePolicyResponse, AwsError> {
    let positioned = simulated.iter().enumerate();
    let positioned = positioned.map(|(at, one)| (format!("{at:06}"), one));
    let page = asked.cut(positioned.collect(), |(position, _)| position)?;
    Ok(iam::SimulatePolicyResponse {
        evaluation_results: page.items.iter().map(|(_, one)| result(one)).collect(),
        is_truncated: page.is_truncated,
        marker: page.marker,
    })
}

fn result(one: &Simulated) -> iam::EvaluationResult {
    let boundary = one.boundary_allows;
    let organization = one.organization_allows;
    iam::EvaluationResult {
        eval_action_name: one.action.clone(),
        eval_resource_name: Some(one.resource.clone()),
        eval_decision: match one.ruling {
            Ruling::Allowed(_) => EvalDecision::Allowed,
            Ruling::ExplicitDeny { .. } => EvalDecision::ExplicitDeny,
            Ruling::ImplicitDeny { .. } => EvalDecision::ImplicitDeny,
        },
        matched_statements: one.matched.iter().map(statement).collect(),
        missing_context_values: one.missing_keys.clone(),
        organizations_decision_detail: organization.map(|allows| {
            iam::OrganizationsDecisionDetail {
                allowed_by_organizations: Some(allows),
            }
        }),
        permissions_boundary_decision_detail: boundary.map(|allows| {
            iam::PermissionsBoundaryDecisionDetail {
                allowed_by_permissions_boundary: Some(allows),
            }
        }),
        eval_decision_details: BTreeMap::new(),
        resource_specific_results: Vec::new(),
    }
}

fn statement(matched: &Matched) -> iam::Statement {
    let name = service::ops::policies::name_in(&matched.policy).to_owned();
    let (kind, id) = match &matched.origin {
        Origin::User(of) => (PolicySourceKind::User, format!("user_{of}_{name}")),
        Origin::Group(of) => (PolicySourceKind::Group, format!("group_{of}_{name}")),
        Origin::Role(of) => (PolicySourceKind::Role, format!("role_{of}_{name}")),
        Origin::AwsManaged => (PolicySourceKind::AwsManaged, name),
        Origin::CustomerManaged => (PolicySourceKind::UserManaged, name),
        Origin::Given if name.starts_with("ResourcePolicy") => {
            (PolicySourceKind::Resource, "ResourcePolicy".to_owned())
        }
        Origin::Given => (PolicySourceKind::None, name),
    };
    let place = matched.place;
    iam::Statement {
        source_policy_id: Some(id),
        source_policy_type: Some(kind),
        start_position: place.map(|(start, _)| position(start)),
        end_position: place.map(|(_, end)| position(end)),
    }
}

fn position(position: Position) -> iam::Position {
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    iam::Position {
        line: Some(number(position.line)),
        column: Some(number(position.column)),
    }
}

impl Served for iam::GetContextKeysForCustomPolicyRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::GetContextKeysForPolicyResponse, AwsError> {
        let policies = self.policy_input_list;
        let keys = desk.call(&ContextKeysForCustomPolicy { policies }).await?;
        Ok(iam::GetContextKeysForPolicyResponse {
            context_key_names: keys,
        })
    }
}

impl Served for iam::GetContextKeysForPrincipalPolicyRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::GetContextKeysForPolicyResponse, AwsError> {
        let operation = ContextKeysForPrincipalPolicy {
            source: self.policy_source_arn,
            policies: self.policy_input_list,
        };
        Ok(iam::GetContextKeysForPolicyResponse {
            context_key_names: desk.call(&operation).await?,
        })
    }
}
