//! The trail of events, told as sentences and read through the operator's door.
//!
//! A sentence is the event's name and then words that it must have: `Success` or `Failure`, and
//! `key=value` for something in its parameters, its additional data, its identity or the event
//! itself, with `+` for a space. `ConsoleLogin Failure MFAUsed=Yes MFACodeReused=true` is one.

use serde_json::Value;
use service::ops::events::{LookupEvents, PAGE_MAX};

use crate::world::Inner;

/// How far a story has read the trail.
#[derive(Default)]
pub(crate) struct Trail {
    read: u64,
}

impl Trail {
    /// What was done or tried since the last look is exactly this, in this order. Refused looks are
    /// left out.
    #[track_caller]
    pub(crate) fn tells(&mut self, world: &Inner, expected: &[&str]) {
        let mut events = self.all(world);
        events.retain(|event| event["readOnly"] != true);
        let fits = events.len() == expected.len()
            && events
                .iter()
                .zip(expected)
                .all(|(event, sentence)| is_told_by(event, sentence));
        let told: Vec<String> = events.iter().map(tell).collect();
        assert!(fits, "expected {expected:#?}, the trail tells {told:#?}");
    }

    /// The names of the calls since the last look that were refused, looks as well.
    pub(crate) fn refused(&mut self, world: &Inner) -> Vec<String> {
        let events = self.all(world).into_iter();
        let refused = events.filter(|event| outcome(event) == "Failure");
        refused
            .filter_map(|event| event["eventName"].as_str().map(str::to_owned))
            .collect()
    }

    pub(crate) fn forget(&mut self, world: &Inner) {
        self.all(world);
    }

    /// Every event since the last look.
    pub(crate) fn all(&mut self, world: &Inner) -> Vec<Value> {
        let mut events = Vec::new();
        loop {
            let page = world.operator(&LookupEvents {
                after: Some(self.read),
                limit: PAGE_MAX,
                ..LookupEvents::default()
            });
            let page = page.expect("the trail can be read");
            let Some(looked) = page.looked else {
                return events;
            };
            self.read = looked;
            events.extend(page.items.into_iter().map(|view| view.event));
        }
    }
}

fn is_told_by(event: &Value, sentence: &str) -> bool {
    let mut words = sentence.split(' ');
    words.next() == event["eventName"].as_str()
        && words.all(|word| match word.split_once('=') {
            Some((key, value)) => {
                facts(event).any(|(name, fact)| name == key && fact.replace(' ', "+") == value)
            }
            None => outcome(event) == word,
        })
}

fn outcome(event: &Value) -> &'static str {
    let name = event["eventName"].as_str().unwrap_or_default();
    let failed = event["responseElements"][name] == "Failure" || event["errorCode"].is_string();
    if failed { "Failure" } else { "Success" }
}

/// What can be asked of an event.
fn facts(event: &Value) -> impl Iterator<Item = (&str, String)> {
    let parts = ["additionalEventData", "requestParameters", "userIdentity"];
    let inside = parts
        .into_iter()
        .filter_map(|part| event[part].as_object())
        .flatten();
    let outside = event.as_object().into_iter().flatten();
    inside.chain(outside).map(|(key, value)| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        (key.as_str(), text)
    })
}

fn tell(event: &Value) -> String {
    let name = event["eventName"].as_str().unwrap_or_default();
    let parts = ["additionalEventData", "requestParameters", "errorCode"];
    let rest: Vec<String> = parts
        .into_iter()
        .filter(|part| !event[*part].is_null())
        .map(|part| event[part].to_string())
        .collect();
    format!("{name} {} {}", outcome(event), rest.join(" "))
}
