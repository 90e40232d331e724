//! CloudTrail on the wire: the event history of the account.

use rules::Timestamp;
use rules::event_filter::{Attribute, EventFilter, resources, username};
use serde_json::Value;
use service::ops::events::{EventHistory, EventView};
use wire::cloudtrail::{self, LookupAttribute, LookupAttributeKey as Key, codes};
use wire::{AwsError, refusals};

use super::page::Asked;
use super::{Desk, Served};

impl Served for cloudtrail::LookupEventsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<cloudtrail::LookupEventsResponse, AwsError> {
        if self.event_category.is_some() {
            return Err(codes::INVALID_EVENT_CATEGORY_EXCEPTION
                .says("There are no Insights events here; leave EventCategory out."));
        }
        if let (Some(start), Some(end)) = (self.start_time, self.end_time)
            && start > end
        {
            return Err(codes::INVALID_TIME_RANGE_EXCEPTION
                .says("The start time is after the end time; exchange them."));
        }
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let before = asked.after().map(str::parse::<u64>).transpose();
        let operation = EventHistory {
            filter: EventFilter {
                attribute: attribute(&self.lookup_attributes)?,
                from: self.start_time,
                until: self.end_time,
                ..EventFilter::default()
            },
            after: None,
            before: before.map_err(|_| refusals::internal_failure())?,
            newest_first: true,
            limit: asked.items_max(),
        };
        let found = desk.call(&operation).await?.page;
        let looked = found.looked.map(|position| position.to_string());
        let page = asked.read(found.items, found.more, looked.as_deref())?;
        Ok(cloudtrail::LookupEventsResponse {
            events: page.items.iter().map(event).collect(),
            next_token: page.marker,
        })
    }
}

/// What is looked for. AWS takes one attribute, and so do we.
fn attribute(attributes: &[LookupAttribute]) -> Result<Option<Attribute>, AwsError> {
    let invalid = |text: &'static str| codes::INVALID_LOOKUP_ATTRIBUTES_EXCEPTION.says(text);
    let one = match attributes {
        [] => return Ok(None),
        [one] => one,
        _ => return Err(invalid("You can only specify one LookupAttribute.")),
    };
    let value = one.attribute_value.clone();
    Ok(Some(match one.attribute_key {
        Key::EventId => Attribute::EventId(value),
        Key::EventName => Attribute::EventName(value),
        Key::Username => Attribute::Username(value),
        Key::ResourceType => Attribute::ResourceType(value),
        Key::ResourceName => Attribute::ResourceName(value),
        Key::EventSource => Attribute::EventSource(value),
        Key::AccessKeyId => Attribute::AccessKeyId(value),
        Key::ReadOnly => match value.as_str() {
            "true" => Attribute::ReadOnly(true),
            "false" => Attribute::ReadOnly(false),
            _ => return Err(invalid("The value of ReadOnly is true or false.")),
        },
    }))
}

fn event(view: &EventView) -> cloudtrail::Event {
    let record = &view.event;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let named = resources(record).into_iter();
    let named = named.map(|(kind, name)| cloudtrail::Resource {
        resource_type: Some(kind.to_owned()),
        resource_name: Some(name.to_owned()),
    });
    cloudtrail::Event {
        event_id: text(&record["eventID"]),
        event_name: text(&record["eventName"]),
        read_only: record["readOnly"].as_bool().map(|is| is.to_string()),
        access_key_id: text(&record["userIdentity"]["accessKeyId"]),
        event_time: record["eventTime"]
            .as_str()
            .and_then(|time| time.parse::<Timestamp>().ok()),
        event_source: text(&record["eventSource"]),
        username: username(record),
        resources: named.collect(),
        cloud_trail_event: Some(record.to_string()),
    }
}
