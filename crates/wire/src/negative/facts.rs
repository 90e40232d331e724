//! The members of the served operations, as the models have them.

use serde_json::Value;

use crate::service::Service;
use crate::{account, cloudtrail, iam, organizations, sts};

const SERVED: &str = include_str!("../../models/served.json");
const MODELS: [(&Service, &str); 5] = [
    (&iam::SERVICE, include_str!("../../models/iam.json")),
    (&sts::SERVICE, include_str!("../../models/sts.json")),
    (&account::SERVICE, include_str!("../../models/account.json")),
    (
        &organizations::SERVICE,
        include_str!("../../models/organizations.json"),
    ),
    (
        &cloudtrail::SERVICE,
        include_str!("../../models/cloudtrail.json"),
    ),
];

/// A served operation.
pub(super) struct Operation {
    pub(super) service: &'static Service,
    pub(super) name: &'static str,
    pub(super) members: Vec<Member>,
}

/// A member of a structure.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(super) name: String,
    pub(super) is_required: bool,
    pub(super) is_secret: bool,
    pub(super) kind: Kind,
}

/// What a member or an element is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Text(Text),
    Choice(Vec<String>),
    Integer {
        min: Option<i64>,
        max: Option<i64>,
    },
    Boolean,
    Time,
    Structure(Vec<Member>),
    List {
        max: Option<usize>,
        element: Box<Kind>,
    },
}

/// Limits of a text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) pattern: Option<String>,
}

/// The served operations of all services.
pub(super) fn operations() -> Vec<Operation> {
    let served = parsed(SERVED);
    MODELS
        .into_iter()
        .flat_map(|(service, model)| {
            let model = Model {
                json: parsed(model),
                secret: texts(&served[service.name]["secret"]),
            };
            let operations = service.operations.iter();
            let operations = operations.filter(|operation| operation.is_served);
            operations
                .map(|operation| Operation {
                    service,
                    name: operation.name,
                    members: model.input(operation.name),
                })
                .collect::<Vec<Operation>>()
        })
        .collect()
}

struct Model {
    json: Value,
    secret: Vec<String>,
}

impl Model {
    fn input(&self, operation: &str) -> Vec<Member> {
        let mut operations = list(&self.json["operations"]).iter();
        let found = operations.find(|known| known["name"] == operation);
        let input = &found.expect("what is served is in the model")["input"];
        input
            .as_str()
            .map_or_else(Vec::new, |shape| self.members(shape))
    }

    fn members(&self, shape: &str) -> Vec<Member> {
        let members = list(&self.json["shapes"][shape]).iter();
        members.map(|member| self.member(member)).collect()
    }

    fn member(&self, json: &Value) -> Member {
        let name = text(&json["name"]);
        Member {
            is_required: json["required"] == true,
            is_secret: json["sensitive"] == true || self.secret.contains(&name),
            kind: self.kind(json),
            name,
        }
    }

    fn kind(&self, json: &Value) -> Kind {
        let length = |limit: &str| {
            let length = json[limit].as_u64();
            length.map(|length| usize::try_from(length).expect("a length is a small number"))
        };
        match text(&json["type"]).as_str() {
            "string" if json["enum"].is_array() => Kind::Choice(texts(&json["enum"])),
            "string" => Kind::Text(Text {
                min: length("min").unwrap_or(0),
                max: length("max"),
                pattern: json["pattern"].as_str().map(str::to_owned),
            }),
            "integer" => Kind::Integer {
                min: json["min"].as_i64(),
                max: json["max"].as_i64(),
            },
            "boolean" => Kind::Boolean,
            "timestamp" => Kind::Time,
            "structure" => Kind::Structure(self.members(&text(&json["shape"]))),
            "list" => {
                // A list without an element is not there, so nothing can break a minimum of one.
                assert!(
                    length("min").is_none_or(|min| min <= 1),
                    "no list of a request has a greater minimum"
                );
                Kind::List {
                    max: length("max"),
                    element: Box::new(self.kind(&json["member"])),
                }
            }
            other => unreachable!("no request holds a {other}; say here what breaks it"),
        }
    }
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("the models are JSON")
}

fn list(json: &Value) -> &[Value] {
    json.as_array().expect("a list of the model")
}

fn text(json: &Value) -> String {
    json.as_str().expect("a text of the model").to_owned()
}

fn texts(json: &Value) -> Vec<String> {
    list(json).iter().map(text).collect()
}
