//! Which events somebody looks for, asked of CloudTrail's record.

use jiff::Timestamp;
use serde_json::Value;

/// Most characters of a name that is looked for.
pub const CHARS_MAX: usize = 200;
/// Where an event says what it was about.
const ABOUT: [&str; 3] = [
    "requestParameters",
    "responseElements",
    "additionalEventData",
];
/// What an event calls the root user.
const ROOT: &str = "root";

/// Which events are looked for. What is not said lets all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Done by this person, or about them: `root`, or the name of a user, a role's session or an
    /// operator.
    pub person: Option<String>,
    /// Of this name, whatever its case.
    pub name: Option<String>,
    /// About a device in whose serial number this stands.
    pub device: Option<String>,
    /// Only what was refused or failed.
    pub refused: bool,
    /// With this attribute.
    pub attribute: Option<Attribute>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Not after this.
    pub until: Option<Timestamp>,
}

/// An attribute of an event, as CloudTrail's LookupEvents knows them; each is compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Its id.
    EventId(String),
    /// Its name.
    EventName(String),
    /// Whether it only looked.
    ReadOnly(bool),
    /// Who did it.
    Username(String),
    /// A kind of thing that it was about.
    ResourceType(String),
    /// A thing that it was about.
    ResourceName(String),
    /// The service that was asked.
    EventSource(String),
    /// The key that signed.
    AccessKeyId(String),
}

impl Attribute {
    fn is_of(&self, event: &Value) -> bool {
        let is = |value: &Value, text: &str| value.as_str() == Some(text);
        match self {
            Self::EventId(id) => is(&event["eventID"], id),
            Self::EventName(name) => is(&event["eventName"], name),
            Self::ReadOnly(read_only) => event["readOnly"].as_bool() == Some(*read_only),
            Self::Username(name) => username(event).as_deref() == Some(name),
            Self::ResourceType(kind) => resources(event).iter().any(|found| found.0 == kind),
            Self::ResourceName(name) => resources(event).iter().any(|found| found.1 == name),
            Self::EventSource(source) => is(&event["eventSource"], source),
            Self::AccessKeyId(id) => is(&event["userIdentity"]["accessKeyId"], id),
        }
    }
}

/// What parameters name, and which kind of thing that is.
const RESOURCES: [(&str, &str); 6] = [
    ("userName", "AWS::IAM::User"),
    ("groupName", "AWS::IAM::Group"),
    ("roleName", "AWS::IAM::Role"),
    ("policyArn", "AWS::IAM::Policy"),
    ("serialNumber", "AWS::IAM::MfaDevice"),
    ("accessKeyId", "AWS::IAM::AccessKey"),
];

/// The things that an event was about, each with its kind.
pub fn resources(event: &Value) -> Vec<(&'static str, &str)> {
    let named = |(parameter, kind): (&str, &'static str)| {
        let name = event["requestParameters"][parameter].as_str()?;
        Some((kind, name))
    };
    RESOURCES.into_iter().filter_map(named).collect()
}

/// Who did it, as CloudTrail names them: a role's session by the name of the session alone.
pub fn username(event: &Value) -> Option<String> {
    let who = who(event)?;
    if event["userIdentity"]["type"] != "AssumedRole" {
        return Some(who);
    }
    who.rsplit_once('/').map(|(_, name)| name.to_owned())
}

impl EventFilter {
    /// Whether it lets every event through.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an event is looked for.
    pub fn fits(&self, at: Timestamp, event: &Value) -> bool {
        self.from.is_none_or(|from| at >= from)
            && self.until.is_none_or(|until| at <= until)
            && (!self.refused || is_refused(event))
            && self.name.as_deref().is_none_or(|name| {
                let found = event["eventName"].as_str();
                found.is_some_and(|found| found.eq_ignore_ascii_case(name))
            })
            && self
                .person
                .as_deref()
                .is_none_or(|person| is_of(event, person))
            && self
                .device
                .as_deref()
                .is_none_or(|device| is_about(event, device))
            && self
                .attribute
                .as_ref()
                .is_none_or(|attribute| attribute.is_of(event))
    }
}

/// Whether what was asked for was refused, or a sign-in failed.
pub fn is_refused(event: &Value) -> bool {
    event["errorCode"].is_string() || event["responseElements"]["ConsoleLogin"] == "Failure"
}

/// Who did it, as people name them: `root`, the name of a user, a role with its session, an operator.
pub fn who(event: &Value) -> Option<String> {
    let identity = &event["userIdentity"];
    let field = |name: &str| identity[name].as_str();
    match field("type")? {
        "Root" => Some(ROOT.to_owned()),
        "IAMUser" => field("userName").map(str::to_owned),
        "AssumedRole" => {
            let (_, path) = field("arn")?.split_once(":assumed-role/")?;
            Some(path.to_owned())
        }
        _ => field("principalId").map(str::to_owned),
    }
}

fn is_of(event: &Value, person: &str) -> bool {
    let is_it = |name: &str| name.eq_ignore_ascii_case(person);
    let parts = who(event);
    let by = parts.as_deref().is_some_and(|who| {
        is_it(who) || who.split('/').any(is_it) || who.strip_prefix("operator:").is_some_and(is_it)
    });
    let about = event["requestParameters"]["userName"].as_str();
    by || about.is_some_and(is_it)
}

/// Whether a device with this in its serial number is named.
fn is_about(event: &Value, device: &str) -> bool {
    let device = device.to_lowercase();
    ABOUT.iter().any(|part| names(&event[*part], &device))
}

fn names(value: &Value, device: &str) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| match value {
            Value::String(text) => {
                let name = name.to_lowercase();
                let is_serial = name.contains("serial") || name.contains("mfaidentifier");
                is_serial && text.to_lowercase().contains(device)
            }
            other => names(other, device),
        }),
        Value::Array(values) => values.iter().any(|value| names(value, device)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at() -> Timestamp {
        "2024-07-16T00:00:00Z".parse().unwrap()
    }

    fn event() -> Value {
        json!({
            "eventName": "DeactivateMFADevice",
            "userIdentity": { "type": "IAMUser", "userName": "Hanako" },
            "errorCode": "AccessDenied",
            "requestParameters": {
                "userName": "jiro",
                "serialNumber": "arn:aws:iam::123456789012:mfa/Phone",
            },
        })
    }

    type Change<'c> = &'c dyn Fn(&mut EventFilter);

    #[test]
    fn each_part_of_a_filter_lets_through_what_it_is_about() {
        let table: [(&str, Change<'_>); 11] = [
            ("fits", &|_| {}),
            ("fits", &|filter| filter.person = Some("hanako".into())),
            ("fits", &|filter| filter.person = Some("jiro".into())),
            ("not", &|filter| filter.person = Some("root".into())),
            ("fits", &|filter| {
                filter.name = Some("deactivatemfadevice".into());
            }),
            ("not", &|filter| filter.name = Some("MFADevice".into())),
            ("fits", &|filter| filter.device = Some("mfa/phone".into())),
            ("not", &|filter| filter.device = Some("jiro".into())),
            ("fits", &|filter| filter.refused = true),
            ("not", &|filter| filter.from = Some(Timestamp::MAX)),
            ("not", &|filter| filter.until = Some(Timestamp::UNIX_EPOCH)),
        ];
        for (nth, (expected, change)) in table.iter().enumerate() {
            let mut filter = EventFilter::default();
            change(&mut filter);
            assert_eq!(filter.fits(at(), &event()), *expected == "fits", "{nth}");
        }
    }

    #[test]
    fn an_attribute_is_compared_as_a_whole() {
        let event = json!({
            "eventID": "id-1",
            "eventName": "DeactivateMFADevice",
            "eventSource": "iam.amazonaws.com",
            "readOnly": false,
            "userIdentity": {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::1:assumed-role/audit/hanako",
                "accessKeyId": "ASIAFAKEFAKEFAKEFAKE",
            },
            "requestParameters": { "userName": "jiro" },
        });
        let text = str::to_owned;
        for (attribute, fits) in [
            (Attribute::EventId(text("id-1")), true),
            (Attribute::EventId(text("id")), false),
            (Attribute::EventName(text("DeactivateMFADevice")), true),
            (Attribute::EventName(text("deactivatemfadevice")), false),
            (Attribute::ReadOnly(false), true),
            (Attribute::ReadOnly(true), false),
            (Attribute::Username(text("hanako")), true),
            (Attribute::Username(text("jiro")), false),
            (Attribute::ResourceType(text("AWS::IAM::User")), true),
            (Attribute::ResourceType(text("AWS::IAM::Role")), false),
            (Attribute::ResourceName(text("jiro")), true),
            (Attribute::ResourceName(text("hanako")), false),
            (Attribute::EventSource(text("iam.amazonaws.com")), true),
            (Attribute::EventSource(text("sekisho")), false),
            (Attribute::AccessKeyId(text("ASIAFAKEFAKEFAKEFAKE")), true),
            (Attribute::AccessKeyId(text("ASIA")), false),
        ] {
            let shown = format!("{attribute:?}");
            let filter = EventFilter {
                attribute: Some(attribute),
                ..EventFilter::default()
            };
            assert_eq!(filter.fits(at(), &event), fits, "{shown}");
        }
    }

    #[test]
    fn people_are_named_as_others_name_them() {
        let table = [
            (
                json!({ "type": "Root", "arn": "arn:aws:iam::1:root" }),
                Some("root"),
            ),
            (
                json!({ "type": "IAMUser", "userName": "hanako" }),
                Some("hanako"),
            ),
            (
                json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/audit/hanako" }),
                Some("audit/hanako"),
            ),
            (
                json!({ "type": "Operator", "principalId": "operator:alice" }),
                Some("operator:alice"),
            ),
            (json!({ "type": "Unknown" }), None),
        ];
        for (identity, name) in table {
            let event = json!({ "userIdentity": identity });
            assert_eq!(who(&event).as_deref(), name);
        }
    }

    #[test]
    fn a_failed_sign_in_counts_as_refused_and_an_accepted_one_does_not() {
        let sign_in = |outcome: &str| json!({ "responseElements": { "ConsoleLogin": outcome } });
        assert!(is_refused(&sign_in("Failure")));
        assert!(!is_refused(&sign_in("Success")));
    }
}
