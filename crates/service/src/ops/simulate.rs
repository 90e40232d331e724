//! The policy simulator: what policies would say, asked without doing anything.
//!
//! It asks the same engine as every call. What a real call knows about whoever asks is filled in for a
//! principal; everything else is what the question says.

use policy::{
    Context, Effect, Kind, Layer, NamedPolicy, Owner, Policies, Policy, Position, Principal,
    Request, Ruling, decide, explain, statement_positions,
};
use rules::AccountId;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::sources::{Source, Who, resource_of};
use crate::policies::{Compiled, Gathered, Held, Origin};
use crate::refusal::{PolicyFault, Refusal};

/// Most pairs of an action and a resource in one question.
pub const PAIRS_MAX: usize = 1000;

/// Most work of one question: bytes of its documents times bytes of what they are compared with, over all
/// its pairs. That is far above what comparing takes, and bounds it whatever the documents are.
const WORK_MAX: usize = 20_000_000_000;

/// A condition key with its values.
#[derive(Clone, Debug)]
pub struct ContextEntry {
    /// Its name.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
    /// Whether the key is one that has a list.
    pub is_list: bool,
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Policies that count as policies of the identity, beside those of a principal.
    pub policies: Vec<String>,
    /// Boundaries; at most one, in the place of the principal's own.
    pub boundaries: Vec<String>,
    /// Service control policies, level by level from the root of the organization.
    pub organization: Vec<Vec<String>>,
    /// The actions.
    pub actions: Vec<String>,
    /// The resources; none for `*`.
    pub resources: Vec<String>,
    /// The policy of the resource.
    pub resource_policy: Option<String>,
    /// The account that owns the resource, as number or ARN; none for the caller's.
    pub resource_owner: Option<String>,
    /// The ARN of whoever would ask.
    pub caller: Option<String>,
    /// Condition keys.
    pub context: Vec<ContextEntry>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Where its policy comes from.
    pub origin: Origin,
    /// The name of an inline or given policy, the ARN of a managed one.
    pub policy: String,
    /// Where it begins and ends in the document.
    pub place: Option<(Position, Position)>,
}

/// What the policies would say about one action on one resource.
#[derive(Clone, Debug)]
pub struct Simulated {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The decision.
    pub ruling: Ruling,
    /// The statements that it rests on.
    pub matched: Vec<Matched>,
    /// Condition keys that the policies ask for and the question does not have.
    pub missing_keys: Vec<String>,
    /// Whether the boundary allows it, if there is one.
    pub boundary_allows: Option<bool>,
    /// Whether the organization allows it, if it was asked.
    pub organization_allows: Option<bool>,
}

/// Asks policies that are given with the question.
pub struct SimulateCustomPolicy {
    /// The question.
    pub question: Question,
}

impl Operation for SimulateCustomPolicy {
    type Output = Vec<Simulated>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:SimulateCustomPolicy", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Simulated>>, Refusal> {
        let account = call.person()?.account().clone();
        let caller = self.question.caller.clone();
        if self.question.resource_policy.is_some() && caller.is_none() {
            let why = "CallerArn is required where there is a ResourcePolicy";
            return Err(PolicyFault::NotSimulated(why.to_owned()).into());
        }
        let who = Who {
            arn: caller.unwrap_or_else(|| format!("arn:aws:iam::{account}:user/*")),
            id: String::new(),
        };
        let context = given_context(&self.question)?;
        let gathered = Gathered::default();
        Ok(Answer::Done(
            simulate(&self.question, gathered, &who, &context).await?,
        ))
    }
}

/// Asks the policies of a user, group or role.
pub struct SimulatePrincipalPolicy {
    /// The ARN of the user, group or role.
    pub source: String,
    /// Policies of theirs that are left out.
    pub excluded: Vec<Excluded>,
    /// The question.
    pub question: Question,
}

/// A policy that is left out of a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excluded {
    /// A managed policy, by its ARN.
    Managed(String),
    /// An inline policy, by whose it is and its name.
    Inline(Origin, String),
    /// The boundary.
    Boundary,
}

impl Operation for SimulatePrincipalPolicy {
    type Output = Vec<Simulated>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let source = resource_of(account, &self.source);
        vec![("iam:SimulatePrincipalPolicy", source)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Simulated>>, Refusal> {
        let source = Source::load(call, &self.source).await?;
        let mut gathered = source.gathered(call).await?;
        exclude(&mut gathered, &self.excluded);
        Ok(Answer::Done(
            of_source(call, &source, gathered, &self.question).await?,
        ))
    }
}

/// Asks policies of a user, group or role.
pub(super) async fn of_source(
    call: &Call<'_>,
    source: &Source,
    gathered: Gathered,
    question: &Question,
) -> Result<Vec<Simulated>, Refusal> {
    let mut context = given_context(question)?;
    let who = source.who(question.caller.as_deref());
    source.fill(&mut context, call);
    simulate(question, gathered, &who, &context).await
}

fn exclude(gathered: &mut Gathered, excluded: &[Excluded]) {
    let is_out = |held: &Held| {
        held.compiled.iter().all(|one| {
            excluded.iter().any(|out| match out {
                Excluded::Managed(arn) => one.name == *arn,
                Excluded::Inline(origin, name) => held.origin == *origin && one.name == *name,
                Excluded::Boundary => false,
            })
        })
    };
    gathered.identity.retain(|held| !is_out(held));
    if excluded.contains(&Excluded::Boundary) {
        gathered.boundary = None;
    }
}

fn given_context(question: &Question) -> Result<Context, Refusal> {
    let mut context = Context::new();
    for entry in &question.context {
        match &entry.values[..] {
            values if entry.is_list => context.insert_all(&entry.key, values.to_vec()),
            [] => {}
            [one] => context.insert(&entry.key, one.clone()),
            _ => {
                let key = &entry.key;
                let why = format!("The context key {key} has more than one value and is no list");
                return Err(PolicyFault::NotSimulated(why).into());
            }
        }
    }
    Ok(context)
}

/// Reads policies of a question; `list` names them in a refusal.
fn read(documents: &[String], list: &str, kind: Kind) -> Result<Held, Refusal> {
    let mut compiled = Vec::with_capacity(documents.len());
    for (at, document) in documents.iter().enumerate() {
        let name = format!("{list}.{}", at + 1);
        let policy = Policy::parse_as(kind, document).map_err(|error| {
            Refusal::Policy(PolicyFault::NotSimulated(format!(
                "Invalid policy {name}: {}",
                error.aws_message()
            )))
        })?;
        compiled.push(Compiled::new(&name, document, policy));
    }
    Ok(Held {
        origin: Origin::Given,
        compiled: compiled.into(),
    })
}

/// Everything that a question asks.
struct Asked {
    gathered: Gathered,
    organization: Vec<Held>,
    resource: Option<Held>,
    owner: Option<String>,
    keys: Vec<String>,
}

impl Asked {
    fn of(question: &Question, mut gathered: Gathered) -> Result<Self, Refusal> {
        let given = read(&question.policies, "PolicyInputList", Kind::Identity)?;
        gathered.identity.push(given);
        if question.boundaries.len() > 1 {
            let why = "Only one permissions boundary can be simulated";
            return Err(PolicyFault::NotSimulated(why.to_owned()).into());
        }
        if !question.boundaries.is_empty() {
            let list = "PermissionsBoundaryPolicyInputList";
            gathered.boundary = Some(read(&question.boundaries, list, Kind::Identity)?);
        }
        let list = "ServiceControlPolicyInputList";
        let levels = question.organization.iter();
        let organization = levels.map(|level| read(level, list, Kind::Identity));
        let organization = organization.collect::<Result<Vec<_>, _>>()?;
        let policy = question.resource_policy.as_slice();
        let resource = match policy {
            [] => None,
            policy => Some(read(policy, "ResourcePolicy", Kind::Resource)?),
        };
        let others = organization.iter().chain(&resource);
        let mut keys: Vec<String> = others
            .flat_map(|held| held.compiled.iter())
            .flat_map(|one| one.policy.context_keys())
            .map(str::to_owned)
            .collect();
        keys.extend(gathered.spelled_keys());
        keys.sort_by_key(|key| key.to_ascii_lowercase());
        keys.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        let owner = question.resource_owner.as_deref();
        Ok(Self {
            gathered,
            organization,
            resource,
            owner: owner.map(|owner| account_in(owner).to_owned()),
            keys,
        })
    }

    /// How many bytes the documents have that one pair of an action and a resource is compared with.
    fn bytes(&self) -> usize {
        let identity = self.gathered.identity.iter().chain(&self.gathered.boundary);
        let others = self.organization.iter().chain(&self.resource);
        let compiled = identity.chain(others).flat_map(|held| held.compiled.iter());
        compiled.map(|one| one.document.len()).sum()
    }

    /// Whether asking everything is too much work.
    fn is_too_much(&self, question: &Question, resources: &[String]) -> bool {
        let length = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
        let values = question.context.iter().map(|entry| length(&entry.values));
        let context = values.sum::<usize>() * question.actions.len() * resources.len();
        let actions = length(&question.actions) * resources.len();
        let resources = length(resources) * question.actions.len();
        let texts = actions.saturating_add(resources).saturating_add(context);
        self.bytes().saturating_mul(texts) > WORK_MAX
    }
}

/// The account's number in `arn:aws:iam::123456789012:root`, or the text as it is.
fn account_in(owner: &str) -> &str {
    owner.split(':').nth(4).unwrap_or(owner)
}

async fn simulate(
    question: &Question,
    gathered: Gathered,
    who: &Who,
    context: &Context,
) -> Result<Vec<Simulated>, Refusal> {
    let any = ["*".to_owned()];
    let resources = match &question.resources[..] {
        [] => &any[..],
        resources => resources,
    };
    if question.actions.len() * resources.len() > PAIRS_MAX {
        let why = format!("At most {PAIRS_MAX} pairs of actions and resources can be simulated");
        return Err(PolicyFault::NotSimulated(why).into());
    }
    let asked = Asked::of(question, gathered)?;
    if asked.is_too_much(question, resources) {
        let why =
            "The policies, actions, resources and context of one simulation are too large together";
        return Err(PolicyFault::NotSimulated(why.to_owned()).into());
    }
    let role_arn = who.role_arn();
    let principal = match &role_arn {
        Some(role_arn) => Principal::RoleSession {
            arn: &who.arn,
            role_arn,
            role_id: &who.id,
        },
        None => Principal::User {
            arn: &who.arn,
            id: &who.id,
        },
    };
    let mut simulated = Vec::new();
    for action in &question.actions {
        if !action.contains(':') {
            return Err(PolicyFault::NotSimulated(format!("Invalid Action: {action}")).into());
        }
        for resource in resources {
            let request = Request {
                action,
                resource,
                context,
            };
            simulated.push(one(&asked, principal, &request));
            // Others get their turn, and a question that takes too long can be given up.
            tokio::task::yield_now().await;
        }
    }
    Ok(simulated)
}

/// One action on one resource.
fn one(asked: &Asked, principal: Principal<'_>, request: &Request<'_>) -> Simulated {
    let gathered = &asked.gathered;
    let identity: Vec<NamedPolicy<'_>> = named_all(&gathered.identity);
    let levels: Vec<Vec<NamedPolicy<'_>>> = asked
        .organization
        .iter()
        .map(|level| named_all(std::slice::from_ref(level)))
        .collect();
    let levels: Vec<&[NamedPolicy<'_>]> = levels.iter().map(Vec::as_slice).collect();
    let resource = asked
        .resource
        .as_ref()
        .and_then(|held| held.compiled.first());
    let own = principal.account().unwrap_or_default().to_owned();
    let owner = asked.owner.as_deref();
    let is_owned = resource.is_some() || owner.is_some();
    let policies = Policies {
        identity: &identity,
        boundary: gathered.boundary_policy(),
        organization: &levels,
        resource: is_owned.then(|| Owner {
            account: owner.unwrap_or(&own),
            policy: resource.map(Compiled::named),
        }),
        ..Policies::of(principal)
    };
    let ruling = gathered
        .refusal()
        .unwrap_or_else(|| decide(&policies, request));
    let allows = |layer: Layer, policies: &[NamedPolicy<'_>]| {
        let said = policy::evaluate(policies, request).is_allowed();
        said && !matches!(&ruling, Ruling::ExplicitDeny { layer: at, .. } if *at == layer)
    };
    let boundary_allows = policies
        .boundary
        .map(|boundary| allows(Layer::Boundary, &[boundary]));
    let organization_allows = (!levels.is_empty()).then(|| {
        levels
            .iter()
            .all(|level| allows(Layer::Organization, level))
    });
    Simulated {
        action: request.action.to_owned(),
        resource: request.resource.to_owned(),
        matched: matched(asked, principal, request, &ruling),
        missing_keys: asked
            .keys
            .iter()
            .filter(|key| request.context.values(key).is_none())
            .cloned()
            .collect(),
        ruling,
        boundary_allows,
        organization_allows,
    }
}

fn named_all(held: &[Held]) -> Vec<NamedPolicy<'_>> {
    held.iter()
        .flat_map(|held| held.compiled.iter().map(Compiled::named))
        .collect()
}

/// The statements that a decision rests on: each that allows, or the one that denies.
fn matched(
    asked: &Asked,
    principal: Principal<'_>,
    request: &Request<'_>,
    ruling: &Ruling,
) -> Vec<Matched> {
    let effect = match ruling {
        Ruling::Allowed(_) => Effect::Allow,
        Ruling::ExplicitDeny { .. } => Effect::Deny,
        Ruling::ImplicitDeny { .. } => return Vec::new(),
    };
    let gathered = &asked.gathered;
    let held = gathered.identity.iter().chain(&asked.resource);
    // A boundary allows nothing by itself, but it can deny.
    let denying = gathered.boundary.iter().chain(&asked.organization);
    let denying = denying.filter(|_| effect == Effect::Deny);
    let mut found = Vec::new();
    for held in held.chain(denying) {
        for one in held.compiled.iter() {
            let places = statement_positions(&one.document);
            let findings = explain(&[one.named()], principal, request);
            for finding in findings {
                if finding.effect == effect && finding.miss.is_none() {
                    found.push(Matched {
                        origin: held.origin.clone(),
                        policy: one.name.clone(),
                        place: places.get(finding.statement.statement - 1).copied(),
                    });
                }
            }
        }
    }
    if effect == Effect::Deny {
        found.truncate(1);
    }
    found
}

/// The condition keys that policies ask for.
pub struct ContextKeysForCustomPolicy {
    /// The documents.
    pub policies: Vec<String>,
}

impl Operation for ContextKeysForCustomPolicy {
    type Output = Vec<String>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetContextKeysForCustomPolicy", Resource::any())]
    }

    async fn handle(&self, _call: &mut Call<'_>) -> Result<Answer<Vec<String>>, Refusal> {
        let question = Question {
            policies: self.policies.clone(),
            ..Question::default()
        };
        let asked = Asked::of(&question, Gathered::default())?;
        Ok(Answer::Done(asked.keys))
    }
}

/// The condition keys that the policies of a user, group or role ask for.
pub struct ContextKeysForPrincipalPolicy {
    /// The ARN of the user, group or role.
    pub source: String,
    /// Other documents beside theirs.
    pub policies: Vec<String>,
}

impl Operation for ContextKeysForPrincipalPolicy {
    type Output = Vec<String>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let source = resource_of(account, &self.source);
        vec![("iam:GetContextKeysForPrincipalPolicy", source)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<String>>, Refusal> {
        let source = Source::load(call, &self.source).await?;
        let gathered = source.gathered(call).await?;
        let question = Question {
            policies: self.policies.clone(),
            ..Question::default()
        };
        let asked = Asked::of(&question, gathered)?;
        Ok(Answer::Done(asked.keys))
    }
}
