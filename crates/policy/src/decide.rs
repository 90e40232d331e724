//! All policies together, in AWS's order (spec: policy 9).
//!
//! INVARIANT: an explicit deny wins, in whichever layer it stands; a layer that has to allow and does not is named in
//! the ruling.
//!
//! Source: IAM user guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".

use std::fmt;

use crate::decision::Because;
use crate::document::Kind;
use crate::evaluate::{NamedPolicy, Question, Request, Said};
use crate::principal::{Grant, Principal};

/// Every policy that has something to say about a request.
///
/// Start from [`Policies::of`], which is somebody without any, and fill in what there is.
#[derive(Debug, Clone, Copy)]
pub struct Policies<'a> {
    /// Who asks. Root has no identity policies and is allowed everything that no other layer refuses.
    pub principal: Principal<'a>,
    /// Resource control policies of the organization of the resource: each level from the root down to the account.
    pub resource_organization: &'a [Level<'a>],
    /// Service control policies of the organization of whoever asks, likewise. Leave them out for the management account.
    pub organization: &'a [Level<'a>],
    /// Whose the resource is, and its own policy; `None` for what belongs to whoever asks and has no policy.
    pub resource: Option<Owner<'a>>,
    /// The policies of the user and of all groups of the user, or of the role.
    pub identity: &'a [NamedPolicy<'a>],
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy<'a>>,
    /// The session policies; `None` for a session without any. For a root session these are its task policies.
    pub session: Option<&'a [NamedPolicy<'a>]>,
}

/// The policies that are attached at one level of an organization.
pub type Level<'a> = &'a [NamedPolicy<'a>];

/// The side of the resource.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The number of the account that owns the resource.
    pub account: &'a str,
    /// The resource's policy. A trust policy has to allow also in the owner's own account.
    pub policy: Option<NamedPolicy<'a>>,
}

impl<'a> Policies<'a> {
    /// Somebody without any policy.
    pub fn of(principal: Principal<'a>) -> Policies<'a> {
        Policies {
            principal,
            resource_organization: &[],
            organization: &[],
            resource: None,
            identity: &[],
            boundary: None,
            session: None,
        }
    }
}

/// A sort of policies, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Resource control policies of an organization.
    ResourceOrganization,
    /// Service control policies of an organization.
    Organization,
    /// The policy of the resource, or of the role that is to be taken on.
    Resource,
    /// The policies of a user with groups, or of a role.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// The session policies.
    Session,
}

impl Layer {
    /// What AWS calls a policy of this layer.
    pub fn name(self) -> &'static str {
        match self {
            Layer::ResourceOrganization => "resource control policy",
            Layer::Organization => "service control policy",
            Layer::Resource => "resource-based policy",
            Layer::Identity => "identity-based policy",
            Layer::Boundary => "permissions boundary",
            Layer::Session => "session policy",
        }
    }
}

/// What all policies together say about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// The request may go on.
    Allowed(Grounds),
    /// A statement denies it; no Allow anywhere can change that.
    ExplicitDeny {
        /// Where it stands.
        layer: Layer,
        /// The statement.
        because: Because,
    },
    /// A layer that has to allow it does not.
    ImplicitDeny {
        /// The first such layer.
        layer: Layer,
    },
}

/// What a permission rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grounds {
    /// Root may do everything in its account.
    Root,
    /// A statement allows it, and no other layer refuses.
    Statement {
        /// Where it stands: identity or resource.
        layer: Layer,
        /// The statement.
        because: Because,
    },
}

impl Ruling {
    /// Whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Ruling::Allowed(_))
    }

    /// The deciding statement, where there is one.
    pub fn because(&self) -> Option<&Because> {
        match self {
            Ruling::Allowed(Grounds::Statement { because, .. })
            | Ruling::ExplicitDeny { because, .. } => Some(because),
            Ruling::Allowed(Grounds::Root) | Ruling::ImplicitDeny { .. } => None,
        }
    }

    /// The layer that decided: of the deciding statement, or the one that did not allow.
    pub fn layer(&self) -> Option<Layer> {
        match self {
            Ruling::Allowed(Grounds::Statement { layer, .. })
            | Ruling::ExplicitDeny { layer, .. }
            | Ruling::ImplicitDeny { layer } => Some(*layer),
            Ruling::Allowed(Grounds::Root) => None,
        }
    }

    /// AWS's message with the code `AccessDenied`, for a request that is refused; `None` for one that is not.
    ///
    /// STS says nothing of the reason: its messages end behind the resource.
    pub fn access_denied(&self, asking: &str, request: &Request<'_>) -> Option<String> {
        let Request {
            action, resource, ..
        } = request;
        let reason = self.aws_reason(action)?;
        Some(format!(
            "User: {asking} is not authorized to perform: {action} on resource: {resource} {reason}"
        ))
    }

    /// The end of that message: `because no … allows the … action`, or `with an explicit deny in …`.
    ///
    /// A denying policy that has an ARN is named by it.
    pub fn aws_reason(&self, action: &str) -> Option<String> {
        match self {
            Ruling::Allowed(_) => None,
            Ruling::ImplicitDeny { layer } => Some(format!(
                "because no {} allows the {action} action",
                layer.name()
            )),
            Ruling::ExplicitDeny { layer, because } => {
                let article = if *layer == Layer::Identity { "an" } else { "a" };
                let place = format!("with an explicit deny in {article} {}", layer.name());
                Some(if because.policy.starts_with("arn:") {
                    format!("{place}: {}", because.policy)
                } else {
                    place
                })
            }
        }
    }
}

/// In plain words, for people who may read the policies.
impl fmt::Display for Ruling {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ruling::Allowed(Grounds::Root) => out.write_str("allowed, as root"),
            Ruling::Allowed(Grounds::Statement { layer, because }) => {
                write!(out, "allowed by {because} ({})", layer.name())
            }
            Ruling::ExplicitDeny { layer, because } => {
                write!(out, "denied by {because} ({})", layer.name())
            }
            Ruling::ImplicitDeny { layer } => {
                write!(out, "not allowed by any {}", layer.name())
            }
        }
    }
}

/// Asks all policies.
pub fn decide(policies: &Policies<'_>, request: &Request<'_>) -> Ruling {
    let action = request.action.to_ascii_lowercase();
    let question = Question::of(request, &action, policies.principal);
    match heard(policies, &question) {
        Ok(heard) => ruling(policies, &heard),
        Err((layer, because)) => Ruling::ExplicitDeny { layer, because },
    }
}

/// What the layers say, none of which denies.
struct Heard<'p> {
    resource_organization: bool,
    organization: bool,
    resource: Said<'p>,
    identity: Said<'p>,
    boundary: bool,
    session: Option<bool>,
}

/// Asks layer after layer, up to the first that denies.
fn heard<'p>(
    policies: &Policies<'p>,
    question: &Question<'_>,
) -> Result<Heard<'p>, (Layer, Because)> {
    let ask = |layer, policies: &[NamedPolicy<'p>]| {
        let said = question.ask(policies);
        match said.deny {
            Some(place) => Err((layer, place.because())),
            None => Ok(said),
        }
    };
    let levels = |layer, levels: &[Level<'p>]| {
        let mut all_allow = true;
        for level in levels {
            all_allow &= ask(layer, level)?.allow.is_some();
        }
        Ok(all_allow)
    };
    let resource_policy = policies.resource.and_then(|owner| owner.policy);
    Ok(Heard {
        resource_organization: levels(Layer::ResourceOrganization, policies.resource_organization)?,
        organization: levels(Layer::Organization, policies.organization)?,
        resource: ask(Layer::Resource, resource_policy.as_slice())?,
        identity: ask(Layer::Identity, policies.identity)?,
        boundary: match policies.boundary {
            Some(boundary) => ask(Layer::Boundary, &[boundary])?.allow.is_some(),
            None => true,
        },
        session: match policies.session {
            Some(session) => Some(ask(Layer::Session, session)?.allow.is_some()),
            None => None,
        },
    })
}

/// The decision where nothing denies explicitly.
fn ruling(policies: &Policies<'_>, heard: &Heard<'_>) -> Ruling {
    let Policies {
        principal,
        resource: owner,
        ..
    } = policies;
    let lacks = |layer| Ruling::ImplicitDeny { layer };
    if !heard.resource_organization {
        return lacks(Layer::ResourceOrganization);
    }
    if !heard.organization {
        return lacks(Layer::Organization);
    }

    let given = heard.resource.allow;
    let by_resource = given.map(|(_, place)| Grounds::Statement {
        layer: Layer::Resource,
        because: place.because(),
    });
    let gives = |grant| given.is_some_and(|(given, _)| given == grant);
    let account = principal.account();
    let is_owner = account.is_none() || owner.is_none_or(|owner| account == Some(owner.account));
    if let Some(grounds) = &by_resource
        && is_owner
        && gives(Grant::Directly)
    {
        return Ruling::Allowed(grounds.clone());
    }
    let is_trust = owner
        .and_then(|owner| owner.policy)
        .is_some_and(|named| named.policy.kind == Kind::Trust);
    if account.is_none() || ((!is_owner || is_trust) && given.is_none()) {
        return lacks(Layer::Resource);
    }

    let by_identity = match heard.identity.allow {
        _ if principal.is_root() => Some(Grounds::Root),
        Some((_, place)) => Some(Grounds::Statement {
            layer: Layer::Identity,
            because: place.because(),
        }),
        None => None,
    };
    let to_person = by_resource.filter(|_| is_owner && gives(Grant::ToPerson));
    let Some(grounds) = to_person.or(by_identity) else {
        return lacks(Layer::Identity);
    };
    if !heard.boundary {
        return lacks(Layer::Boundary);
    }
    // A root session's task policies only deny; a federated user has nothing without session policies.
    let session = match principal {
        Principal::Root { .. } => true,
        Principal::FederatedUser { .. } => heard.session.unwrap_or(false),
        _ => heard.session.unwrap_or(true),
    };
    if session {
        Ruling::Allowed(grounds)
    } else {
        lacks(Layer::Session)
    }
}
