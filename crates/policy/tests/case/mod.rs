//! A decision case in JSON, as `vectors/policy/README.md` describes it, put to the crate.

use policy::{
    Context, Grounds, Kind, Layer, NamedPolicy, Owner, Policies, Policy, Principal, Request,
    Ruling, decide,
};
use serde_json::{Value, json};

/// A policy with its name.
struct Named {
    name: String,
    policy: Policy,
}

impl Named {
    fn read(kind: Kind, value: &Value) -> Named {
        let text = value["document"].to_string();
        Named {
            name: text_of(&value["name"]).to_owned(),
            policy: Policy::parse_as(kind, &text).unwrap_or_else(|error| panic!("{text}: {error}")),
        }
    }

    fn all(value: &Value) -> Vec<Named> {
        let list = value.as_array().map_or(&[][..], Vec::as_slice);
        list.iter()
            .map(|named| Named::read(Kind::Identity, named))
            .collect()
    }
}

/// What the crate says to a case, in the form of the case's `expected`.
pub(crate) fn answer(case: &Value) -> Value {
    let policies = &case["policies"];
    let levels = |name: &str, kind: Kind| -> Vec<Vec<Named>> {
        let levels = policies[name].as_array().map_or(&[][..], Vec::as_slice);
        let level = |level: &Value| {
            let list = level.as_array().unwrap().iter();
            list.map(|named| Named::read(kind, named)).collect()
        };
        levels.iter().map(level).collect()
    };
    let resource_organization = levels("resourceOrganization", Kind::Resource);
    let organization = levels("organization", Kind::Identity);
    let identity = Named::all(&policies["identity"]);
    let boundary = policies
        .get("boundary")
        .map(|boundary| Named::read(Kind::Identity, boundary));
    let session = policies.get("session").map(Named::all);
    let resource = policies.get("resource").map(|owner| {
        let kind = if owner["trust"] == true {
            Kind::Trust
        } else {
            Kind::Resource
        };
        let named = owner.get("document").map(|_| Named::read(kind, owner));
        (text_of(&owner["account"]), named)
    });

    let resource_levels: Vec<Vec<NamedPolicy<'_>>> = resource_organization
        .iter()
        .map(|level| named(level))
        .collect();
    let levels: Vec<Vec<NamedPolicy<'_>>> = organization.iter().map(|level| named(level)).collect();
    let session = session.as_deref().map(named);
    let ruling = decide(
        &Policies {
            resource_organization: &resource_levels
                .iter()
                .map(Vec::as_slice)
                .collect::<Vec<_>>(),
            organization: &levels.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            resource: resource.as_ref().map(|(account, policy)| Owner {
                account,
                policy: policy.as_ref().map(one),
            }),
            identity: &named(&identity),
            boundary: boundary.as_ref().map(one),
            session: session.as_deref(),
            ..Policies::of(principal(&case["principal"]))
        },
        &Request {
            action: text_of(&case["request"]["action"]),
            resource: text_of(&case["request"]["resource"]),
            context: &context(&case["context"]),
        },
    );
    told(&ruling)
}

fn one(named: &Named) -> NamedPolicy<'_> {
    NamedPolicy {
        name: &named.name,
        policy: &named.policy,
    }
}

fn named(list: &[Named]) -> Vec<NamedPolicy<'_>> {
    list.iter().map(one).collect()
}

fn text_of(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"))
}

fn principal(value: &Value) -> Principal<'_> {
    let text = |name: &str| text_of(&value[name]);
    match value["kind"].as_str() {
        None => Principal::User {
            arn: "arn:aws:iam::123456789012:user/hanako",
            id: "AIDAHANAKO",
        },
        Some("root") => Principal::Root {
            account: text("account"),
        },
        Some("user") => Principal::User {
            arn: text("arn"),
            id: text("id"),
        },
        Some("roleSession") => Principal::RoleSession {
            arn: text("arn"),
            role_arn: text("roleArn"),
            role_id: text("roleId"),
        },
        Some("federatedUser") => Principal::FederatedUser {
            arn: text("arn"),
            user: value
                .get("userArn")
                .map(|arn| (text_of(arn), text("userId"))),
        },
        Some("service") => Principal::Service { name: text("name") },
        Some("federated") => Principal::Federated {
            provider: text("provider"),
        },
        Some("anonymous") => Principal::Anonymous,
        Some(other) => panic!("there is no kind of principal `{other}`"),
    }
}

fn context(value: &Value) -> Context {
    let mut context = Context::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Array(list) => {
                context.insert_all(
                    key,
                    list.iter().map(|text| text_of(text).to_owned()).collect(),
                );
            }
            one => context.insert(key, text_of(one)),
        }
    }
    context
}

fn told(ruling: &Ruling) -> Value {
    let layer = |layer: Layer| match layer {
        Layer::ResourceOrganization => "resourceOrganization",
        Layer::Organization => "organization",
        Layer::Resource => "resource",
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Session => "session",
    };
    let decision = match ruling {
        Ruling::Allowed(Grounds::Root) => return json!({"decision": "allowed", "layer": "root"}),
        Ruling::Allowed(_) => "allowed",
        Ruling::ExplicitDeny { .. } => "explicitDeny",
        Ruling::ImplicitDeny { .. } => "implicitDeny",
    };
    let mut told = json!({"decision": decision, "layer": ruling.layer().map(layer)});
    if let Some(because) = ruling.because() {
        told["policy"] = because.policy.clone().into();
        told["statement"] = because.statement.into();
    }
    told
}
