//! `sekisho events`: who did what, one line or one JSON object for each event; whether it is still what
//! was sealed.

pub(crate) mod heads;
mod purge;
pub(crate) mod verify;

use std::time::Duration;

use jiff::civil::Date;
use rules::event_filter::EventFilter;
use rules::{AccountId, SignedDuration};
use serde_json::Value;
use service::ops::events::{EventPage, EventView, LookupEvents, PAGE_MAX};

use crate::account::find_id;
use crate::answer::{Reader, answer, visible};
use crate::args::{Events, EventsCommand, Format};
use crate::config::Config;
use crate::failure::Failure;
use crate::open::{House, operator};

/// How often a follower looks for what happened since.
const POLL: Duration = Duration::from_secs(1);
/// The smallest time that a store tells apart.
const MOMENT: SignedDuration = SignedDuration::from_micros(1);

/// Does what was asked for; without more, prints the latest events, and those that follow if that was
/// asked for.
pub(crate) async fn events(house: &House, config: &Config, args: &Events) -> Result<(), Failure> {
    match &args.command {
        Some(EventsCommand::Verify(args)) => verify::verify(house, args).await,
        Some(EventsCommand::Head(args)) => heads::export(house, args).await,
        Some(EventsCommand::Purge(args)) => purge::purge(house, config, args).await,
        None => show(house, config, args).await,
    }
}

async fn show(house: &House, config: &Config, args: &Events) -> Result<(), Failure> {
    let trail = Trail {
        house,
        account: find_id(house, args.account.as_deref()).await?,
        filter: filter(config, args),
        format: args.format,
    };
    // Where following begins is asked first, so that nothing is lost in between.
    let mut after = trail.end().await?;
    let latest = trail.latest(args.limit as usize).await?;
    if trail.print(&latest)? == Reader::Left || !args.follow {
        return Ok(());
    }
    let newest = latest.last().map_or(0, |event| event.position);
    after = after.max(newest);
    let mut ticks = tokio::time::interval(POLL);
    loop {
        tokio::select! {
            // That it cannot be listened for leaves the follower to the terminal.
            Ok(()) = tokio::signal::ctrl_c() => return Ok(()),
            _ = ticks.tick() => {}
        }
        loop {
            let found = trail.since(after).await?;
            after = found.looked.unwrap_or(after);
            if trail.print(&found.items)? == Reader::Left {
                return Ok(());
            }
            if !found.more {
                break;
            }
        }
    }
}

/// Which events are asked for. Days are those of the configured zone.
fn filter(config: &Config, args: &Events) -> EventFilter {
    let start = |date: Date| date.to_zoned_datetime(config.time_zone.clone()).ok();
    let end = |date: Date| start(date.tomorrow().ok()?);
    EventFilter {
        person: args.person.clone(),
        name: args.event.clone(),
        device: args.device.clone(),
        refused: args.refused,
        from: args.from.and_then(start).map(|day| day.timestamp()),
        until: args
            .until
            .and_then(end)
            .and_then(|day| day.timestamp().checked_sub(MOMENT).ok()),
        attribute: None,
    }
}

struct Trail<'h> {
    house: &'h House,
    account: Option<AccountId>,
    filter: EventFilter,
    format: Format,
}

impl Trail<'_> {
    /// The latest events, the oldest of them first.
    async fn latest(&self, limit: usize) -> Result<Vec<EventView>, Failure> {
        let mut found: Vec<EventView> = Vec::new();
        let mut before = None;
        while found.len() < limit {
            let page = self
                .look(LookupEvents {
                    before,
                    newest_first: true,
                    limit: (limit - found.len()).min(PAGE_MAX),
                    ..self.asked()
                })
                .await?;
            before = page.looked.or(before);
            found.extend(page.items);
            if !page.more {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    /// The position of the newest event of all, 0 if there is none.
    async fn end(&self) -> Result<u64, Failure> {
        let newest = LookupEvents {
            newest_first: true,
            limit: 1,
            ..LookupEvents::default()
        };
        Ok(self.look(newest).await?.looked.unwrap_or(0))
    }

    async fn since(&self, after: u64) -> Result<EventPage, Failure> {
        self.look(LookupEvents {
            after: Some(after),
            limit: PAGE_MAX,
            ..self.asked()
        })
        .await
    }

    fn asked(&self) -> LookupEvents {
        LookupEvents {
            account: self.account.clone(),
            filter: self.filter.clone(),
            ..LookupEvents::default()
        }
    }

    async fn look(&self, lookup: LookupEvents) -> Result<EventPage, Failure> {
        Ok(self.house.service.call(&operator(), &lookup).await?)
    }

    fn print(&self, events: &[EventView]) -> Result<Reader, Failure> {
        let mut text = String::new();
        for EventView { event, .. } in events {
            match self.format {
                Format::Json => text.push_str(&event.to_string()),
                Format::Text => text.push_str(&line(event)),
            }
            text.push('\n');
        }
        answer(&text)
    }
}

/// Time, account, who, event, outcome, MFA, source address, and the reason of a refusal.
fn line(event: &Value) -> String {
    let field = |path: &str| {
        event
            .pointer(path)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let refused = field("/errorCode");
    let outcome = match (refused, field("/responseElements/ConsoleLogin")) {
        (Some(_), _) | (_, Some("Failure")) => "Failure",
        _ => "Success",
    };
    let mfa = field("/additionalEventData/MFAUsed").or_else(|| {
        match field("/userIdentity/sessionContext/attributes/mfaAuthenticated")? {
            "true" => Some("Yes"),
            _ => Some("No"),
        }
    });
    let mut line = format!(
        "{:20}  {:12}  {:24}  {:24}  {outcome}  MFA:{:3}  {}",
        field("/eventTime").unwrap_or("-"),
        field("/recipientAccountId").unwrap_or("-"),
        who(event),
        field("/eventName").unwrap_or("-"),
        mfa.unwrap_or("-"),
        field("/sourceIPAddress").unwrap_or("-"),
    );
    if let Some(code) = refused {
        line.push_str("  ");
        line.push_str(code);
        if let Some(message) = field("/errorMessage") {
            line.push_str(": ");
            line.push_str(message);
        }
    }
    visible(line.trim_end())
}

fn who(event: &Value) -> String {
    let field = |name: &str| event["userIdentity"][name].as_str().unwrap_or("-");
    match field("type") {
        "Root" => "root".to_owned(),
        "IAMUser" if event["userIdentity"]["userName"].is_string() => {
            format!("user/{}", field("userName"))
        }
        "Unknown" => "-".to_owned(),
        _ => field("principalId").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_line_that_says_who_did_what_with_which_outcome() {
        let root = json!({
            "userIdentity": { "type": "Root", "principalId": "123456789012" },
            "eventTime": "2024-07-16T00:00:00Z",
            "eventName": "ConsoleLogin",
            "recipientAccountId": "123456789012",
            "sourceIPAddress": "203.0.113.9",
            "responseElements": { "ConsoleLogin": "Success" },
            "additionalEventData": { "MFAUsed": "Yes" },
        });
        assert_eq!(
            line(&root),
            "2024-07-16T00:00:00Z  123456789012  root                      ConsoleLogin              Success  MFA:Yes  203.0.113.9"
        );
        let refused = json!({
            "userIdentity": {
                "type": "IAMUser", "userName": "hanako",
                "sessionContext": { "attributes": { "mfaAuthenticated": "false" } },
            },
            "eventTime": "2024-07-16T00:00:00Z",
            "eventName": "DeleteUser",
            "recipientAccountId": "123456789012",
            "sourceIPAddress": "",
            "errorCode": "AccessDenied",
            "errorMessage": "no\nway",
        });
        assert_eq!(
            line(&refused),
            "2024-07-16T00:00:00Z  123456789012  user/hanako               DeleteUser                Failure  MFA:No   -  AccessDenied: no\\u{a}way"
        );
    }

    #[test]
    fn a_line_is_made_of_whatever_an_event_lacks() {
        assert_eq!(
            line(&json!({})).split_whitespace().collect::<Vec<_>>(),
            ["-", "-", "-", "-", "Success", "MFA:-", "-"]
        );
        let operator =
            json!({ "userIdentity": { "type": "Operator", "principalId": "operator:alice" } });
        assert!(line(&operator).contains("  operator:alice  "));
    }
}
