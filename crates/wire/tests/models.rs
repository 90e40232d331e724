//! Every limit of the models, for every member of every served operation: what holds is read, what
//! breaks one limit is answered with AWS's validation error that names the member, and nothing else
//! ever comes out. The models are read here a second time, so the generator is proved by them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what tests are made of")]

use serde_json::{Value, json};
use wire::query::Params;
use wire::{AwsError, iam, sts};

const PATHS: [(&str, &str); 2] = [
    ("iam", include_str!("../models/iam.json")),
    ("sts", include_str!("../models/sts.json")),
];

/// Values that fit a pattern, as long as it is asked: what comes before, what is repeated, what
/// comes after.
const FITTING: [(&str, [&str; 3]); 13] = [
    (
        "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
        ["/", "a", "/"],
    ),
    ("\\u002F[\\u0021-\\u007F]*", ["/", "a", ""]),
    ("[\\w+=,.@-]+", ["", "a", ""]),
    ("[\\w]+", ["", "A", ""]),
    ("[\\w]*", ["", "A", ""]),
    ("[\\w+=/:,.@-]+", ["", "a", ""]),
    ("[\\w+=/:,.@-]*", ["", "a", ""]),
    ("[\\d]+", ["", "1", ""]),
    ("[\\d]*", ["", "1", ""]),
    ("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", ["", "関", ""]),
    ("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", ["", "関", ""]),
    ("[\\u0020-\\u00FF]+", ["", "é", ""]),
    ("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", ["", "é", ""]),
];
const ALIAS: &str = "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$";
/// No pattern of the served operations allows it.
const NEVER_FITS: &str = "\u{1}";

/// One operation of a model.
struct Case<'a> {
    service: &'a str,
    version: &'a str,
    operation: &'a str,
    members: &'a [Value],
    shapes: &'a Value,
}

/// A parameter: its name on the wire and its value.
type Pair = (String, String);

impl Case<'_> {
    fn call(&self, pairs: &[Pair]) -> Result<(), AwsError> {
        let mut query = format!("Action={}&Version={}", self.operation, self.version);
        for (name, value) in pairs {
            let encode = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
            };
            query.extend(["&", &encode(name), "=", &encode(value)]);
        }
        let params = Params::parse(query.as_bytes())?;
        match self.service {
            "iam" => iam::Call::read(&params).map(|call| assert_eq!(call.name(), self.operation)),
            _ => sts::Call::read(&params).map(|call| assert_eq!(call.name(), self.operation)),
        }
    }

    /// Every member with a value that fits.
    fn full(&self) -> Vec<Pair> {
        let members = self.members.iter();
        members
            .flat_map(|member| self.fitting(name_of(member), member))
            .collect()
    }

    /// The same with other values for everything whose name begins so.
    fn with(&self, prefix: &str, others: Vec<Pair>) -> Vec<Pair> {
        let below = format!("{prefix}.");
        let mut pairs = self.full();
        pairs.retain(|(name, _)| name != prefix && !name.starts_with(&below));
        pairs.extend(others);
        pairs
    }

    fn fitting(&self, name: &str, member: &Value) -> Vec<Pair> {
        match member["type"].as_str().unwrap() {
            "string" => vec![(name.to_owned(), text(member, shortest(member)))],
            "integer" => {
                let least = member["min"].as_i64().unwrap_or(1);
                vec![(name.to_owned(), least.to_string())]
            }
            "boolean" => vec![(name.to_owned(), "true".to_owned())],
            "list" => self.elements(name, &member["member"], 1),
            other => panic!("{name} is a {other}"),
        }
    }

    fn elements(&self, name: &str, element: &Value, count: usize) -> Vec<Pair> {
        let numbers = 1..=count;
        let paths = numbers.map(|at| format!("{name}.member.{at}"));
        paths
            .flat_map(|path| match element["shape"].as_str() {
                Some(shape) => {
                    let members = self.shapes[shape].as_array().unwrap().iter();
                    members
                        .flat_map(|inner| {
                            self.fitting(&format!("{path}.{}", name_of(inner)), inner)
                        })
                        .collect()
                }
                None => self.fitting(&path, element),
            })
            .collect()
    }

    fn refused(&self, what: &str, path: &str, pairs: &[Pair], clause: &str) {
        let context = format!("{} {what}", self.operation);
        let error = self.call(pairs).expect_err(&context);
        assert_eq!(
            (error.code.name, error.code.status),
            ("ValidationError", 400),
            "{context}"
        );
        let place = format!(" at '{path}' failed to satisfy constraint: {clause}");
        assert!(error.message.contains(&place), "{context}: {error}");
        assert!(
            error
                .message
                .starts_with("1 validation error detected: Value"),
            "{context}: {error}"
        );
    }

    /// Breaks each limit of a member, one at a time. Gives back how many there were.
    fn break_member(&self, name: &str, path: &str, member: &Value) -> usize {
        let one = |value: String| self.with(name, vec![(name.to_owned(), value)]);
        let mut broken = 0;
        let mut breaks = |what: &str, pairs: &[Pair], clause: &str| {
            self.refused(&format!("{name}: {what}"), path, pairs, clause);
            broken += 1;
        };
        if member["required"] == true {
            breaks(
                "absent",
                &self.with(name, Vec::new()),
                "Member must not be null",
            );
        }
        match member["type"].as_str().unwrap() {
            "string" if member["enum"].is_array() => {
                breaks(
                    "outside",
                    &one("no such value".to_owned()),
                    "Member must satisfy enum value set: [",
                );
            }
            "string" => {
                if let Some(max) = length(member, "max") {
                    assert!(
                        self.call(&one(text(member, max))).is_ok(),
                        "{name} at its maximum"
                    );
                    let clause = format!("Member must have length less than or equal to {max}");
                    breaks("max + 1", &one(text(member, max + 1)), &clause);
                }
                if let Some(min) = length(member, "min").filter(|min| *min > 1) {
                    let clause = format!("Member must have length greater than or equal to {min}");
                    breaks("min - 1", &one(text(member, min - 1)), &clause);
                }
                if let Some(pattern) = member["pattern"].as_str() {
                    let value = NEVER_FITS.repeat(shortest(member));
                    let clause =
                        format!("Member must satisfy regular expression pattern: {pattern}");
                    breaks("pattern", &one(value), &clause);
                }
            }
            "integer" => {
                if let Some(max) = member["max"].as_i64() {
                    assert!(
                        self.call(&one(max.to_string())).is_ok(),
                        "{name} at its maximum"
                    );
                    let clause = format!("Member must have value less than or equal to {max}");
                    breaks("max + 1", &one((max + 1).to_string()), &clause);
                }
                if let Some(min) = member["min"].as_i64() {
                    let clause = format!("Member must have value greater than or equal to {min}");
                    breaks("min - 1", &one((min - 1).to_string()), &clause);
                }
                self.malformed(name, &one("many".to_owned()));
            }
            "boolean" => self.malformed(name, &one("maybe".to_owned())),
            "list" => broken += self.break_list(name, path, member),
            _ => {}
        }
        broken
    }

    fn break_list(&self, name: &str, path: &str, member: &Value) -> usize {
        let mut broken = 0;
        if let Some(max) = length(member, "max") {
            let many = |count| self.with(name, self.elements(name, &member["member"], count));
            assert!(self.call(&many(max)).is_ok(), "{name} at its maximum");
            let clause = format!("Member must have length less than or equal to {max}");
            self.refused(&format!("{name}: max + 1"), path, &many(max + 1), &clause);
            broken += 1;
        }
        let Some(shape) = member["member"]["shape"].as_str() else {
            let element = format!("{name}.member.1");
            let value = vec![(element, NEVER_FITS.to_owned())];
            let clause = "Member must satisfy constraint: [";
            self.refused(
                &format!("{name}: an element"),
                path,
                &self.with(name, value),
                clause,
            );
            return broken + 1;
        };
        for inner in self.shapes[shape].as_array().unwrap() {
            let inner_name = format!("{name}.member.1.{}", name_of(inner));
            let inner_path = format!("{path}.1.member.{}", camel(name_of(inner)));
            broken += self.break_member(&inner_name, &inner_path, inner);
        }
        broken
    }

    /// What cannot be read is told at once.
    fn malformed(&self, name: &str, pairs: &[Pair]) {
        let error = self.call(pairs).expect_err(name);
        assert_eq!(
            (error.code.name, error.code.status),
            ("MalformedInput", 400),
            "{name}"
        );
        assert!(error.message.contains(name), "{error}");
    }
}

fn name_of(member: &Value) -> &str {
    member["name"].as_str().unwrap()
}

fn camel(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_lowercase() + rest
}

fn length(member: &Value, limit: &str) -> Option<usize> {
    member[limit]
        .as_u64()
        .map(|length| usize::try_from(length).unwrap())
}

/// The shortest length that a member's limits allow.
fn shortest(member: &Value) -> usize {
    length(member, "min").unwrap_or(0).max(1)
}

/// A text of so many characters that fits the pattern.
fn text(member: &Value, length: usize) -> String {
    if let Some(value) = member["enum"][0].as_str() {
        return value.to_owned();
    }
    let pattern = member["pattern"].as_str();
    let [begin, middle, end] = match pattern {
        None | Some(ALIAS) => ["", "a", ""],
        Some(pattern) => {
            let found = FITTING.iter().find(|(known, _)| *known == pattern);
            found.unwrap_or_else(|| panic!("what fits `{pattern}`?")).1
        }
    };
    if length == 1 && begin == "/" {
        return "/".to_owned();
    }
    let ends = begin.len() + end.len();
    format!("{begin}{}{end}", middle.repeat(length.saturating_sub(ends)))
}

/// Runs `check` for every served operation.
fn for_each(check: impl Fn(&Case<'_>) -> usize) -> usize {
    let served: Value = serde_json::from_str(include_str!("../models/served.json")).unwrap();
    let mut count = 0;
    for (service, model) in PATHS {
        let model: Value = serde_json::from_str(model).unwrap();
        let names = served[service]["operations"].as_array().unwrap();
        for operation in model["operations"].as_array().unwrap() {
            if !names.contains(&operation["name"]) {
                continue;
            }
            let none = json!([]);
            let input = operation["input"].as_str();
            let members = input.map_or(&none, |input| &model["shapes"][input]);
            count += check(&Case {
                service,
                version: model["version"].as_str().unwrap(),
                operation: name_of(operation),
                members: members.as_array().unwrap(),
                shapes: &model["shapes"],
            });
        }
    }
    count
}

#[test]
fn every_served_operation_is_read_with_all_its_members() {
    let operations = for_each(|case| {
        let read = case.call(&case.full());
        assert_eq!(read, Ok(()), "{}", case.operation);
        1
    });
    assert_eq!(operations, 48);
}

#[test]
fn every_served_operation_is_read_with_its_required_members_alone() {
    for_each(|case| {
        let required = case
            .members
            .iter()
            .filter(|member| member["required"] == true);
        let pairs: Vec<Pair> = required
            .flat_map(|member| case.fitting(name_of(member), member))
            .collect();
        assert_eq!(case.call(&pairs), Ok(()), "{}", case.operation);
        1
    });
}

#[test]
fn every_limit_of_the_models_is_kept_and_named_when_it_is_broken() {
    let limits = for_each(|case| {
        let members = case.members.iter();
        let broken = members.map(|member| {
            let name = name_of(member);
            case.break_member(name, &camel(name), member)
        });
        broken.sum()
    });
    assert!(limits > 250, "{limits}");
}

/// Answers cannot be made out of a model, so what is proved of every writer is what it names.
#[test]
fn every_answer_writes_the_members_of_the_model_in_its_order() {
    let generated = [
        include_str!("../src/iam/generated.rs"),
        include_str!("../src/sts/generated.rs"),
    ];
    let mut shapes = 0;
    for ((_, model), generated) in PATHS.into_iter().zip(generated) {
        let model: Value = serde_json::from_str(model).unwrap();
        for writer in generated.split("impl Answer for ").skip(1) {
            let (shape, rest) = writer.split_once(' ').unwrap();
            let (body, _) = rest.split_once("\n}\n").unwrap();
            let written: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
            let members = model["shapes"][shape].as_array().unwrap();
            let expected: Vec<&str> = members.iter().map(name_of).collect();
            assert_eq!(written, expected, "{shape}");
            shapes += 1;
        }
    }
    assert!(shapes > 40, "{shapes}");
}
