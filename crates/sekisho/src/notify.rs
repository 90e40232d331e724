//! `sekisho notify`: who is told of a deadline, and what became of the letters.

use serde_json::{Value, json};
use service::ops::outbox::{LetterFate, LetterView, ListLetters};
use service::{Plan, Planned, Planning};

use crate::account::find_id;
use crate::answer::{answer, answer_json, answer_table, instant, moment, say, zone_name};
use crate::args::{Format, Notify, NotifyCommand, NotifyList};
use crate::config::Config;
use crate::failure::Failure;
use crate::open::{House, operator};

/// Plans what is to be told, looks at that only, or lists the letters.
pub(crate) async fn notify(house: &House, config: &Config, args: &Notify) -> Result<(), Failure> {
    match &args.command {
        Some(NotifyCommand::List(args)) => list(house, config, args).await,
        None if args.dry_run => look(house, args.format).await,
        None => plan(house, args.format).await,
    }
}

async fn look(house: &House, format: Format) -> Result<(), Failure> {
    let Plan { letters } = house.service.plan_notices(Planning::Look).await?;
    if format == Format::Json {
        return answer_json(&letters.iter().map(planned_json).collect()).map(drop);
    }
    if letters.is_empty() {
        say("nobody is to be told anything now");
        return Ok(());
    }
    let rows: Vec<_> = letters.iter().map(planned_row).collect();
    answer_table(&["TO", "ACCOUNT", "WHO MUST ACT", "ABOUT"], &rows)?;
    say(&format!(
        "{} would be written; nothing was",
        counted(letters.len())
    ));
    Ok(())
}

async fn plan(house: &House, format: Format) -> Result<(), Failure> {
    let Plan { letters } = house.service.plan_notices(Planning::Write).await?;
    match format {
        Format::Json => answer_json(&letters.iter().map(planned_json).collect())?,
        Format::Text => answer(&format!("{} written\n", counted(letters.len())))?,
    };
    if !letters.is_empty() {
        say(
            "the running server sends them; `sekisho notify list` shows what waits and what was sent",
        );
    }
    Ok(())
}

async fn list(house: &House, config: &Config, args: &NotifyList) -> Result<(), Failure> {
    let account = find_id(house, args.account.as_deref()).await?;
    let letters = house
        .service
        .call(&operator(), &ListLetters { account })
        .await?;
    if args.format == Format::Json {
        return answer_json(&letters.iter().map(letter_json).collect()).map(drop);
    }
    if letters.is_empty() {
        say("no letter waits, and none was sent lately");
        return Ok(());
    }
    let zone = &config.time_zone;
    let rows: Vec<_> = letters
        .iter()
        .map(|letter| {
            vec![
                moment(letter.planned_at, zone),
                letter.account.to_string(),
                letter.to.to_string(),
                letter.about.clone(),
                letter.tries.to_string(),
                fate(&letter.fate, |at| moment(at, zone)),
            ]
        })
        .collect();
    let written = format!("WRITTEN ({})", zone_name(zone));
    answer_table(
        &[
            &written,
            "ACCOUNT",
            "TO",
            "ABOUT",
            "TRIES",
            "WHAT BECAME OF IT",
        ],
        &rows,
    )
    .map(drop)
}

fn fate(fate: &LetterFate, at: impl Fn(rules::Timestamp) -> String) -> String {
    match fate {
        LetterFate::Waiting(None) => "waits".to_owned(),
        LetterFate::Waiting(Some(error)) => format!("waits: {error}"),
        LetterFate::Sent(sent) => format!("sent {}", at(*sent)),
        LetterFate::Failed(ended, error) => format!("given up {}: {error}", at(*ended)),
    }
}

fn counted(letters: usize) -> String {
    match letters {
        1 => "1 letter".to_owned(),
        letters => format!("{letters} letters"),
    }
}

fn who(planned: &Planned) -> String {
    match &planned.user {
        Some(user) => format!("user/{user}"),
        None => "root".to_owned(),
    }
}

fn planned_row(planned: &Planned) -> Vec<String> {
    vec![
        planned.to.to_string(),
        planned.account.to_string(),
        who(planned),
        planned.about.to_owned(),
    ]
}

fn planned_json(planned: &Planned) -> Value {
    json!({
        "to": planned.to.as_str(),
        "account": planned.account.as_str(),
        "user": planned.user,
        "about": planned.about,
    })
}

fn letter_json(letter: &LetterView) -> Value {
    let (state, ended_at, error) = match &letter.fate {
        LetterFate::Waiting(error) => ("waiting", None, error.as_ref()),
        LetterFate::Sent(at) => ("sent", Some(*at), None),
        LetterFate::Failed(at, error) => ("failed", Some(*at), Some(error)),
    };
    json!({
        "id": letter.id,
        "account": letter.account.as_str(),
        "to": letter.to.as_str(),
        "about": letter.about,
        "planned_at": instant(letter.planned_at),
        "tries": letter.tries,
        "state": state,
        "ended_at": ended_at.map(instant),
        "error": error,
    })
}

#[cfg(test)]
mod tests {
    use rules::{AccountId, Email, Timestamp};

    use super::*;

    fn letter(fate: LetterFate) -> LetterView {
        LetterView {
            id: "0123".to_owned(),
            account: AccountId::parse("123456789012").unwrap(),
            to: Email::parse("root@example.com").unwrap(),
            about: "deadline-announced".to_owned(),
            planned_at: Timestamp::UNIX_EPOCH,
            tries: 2,
            fate,
        }
    }

    #[test]
    fn a_letter_says_what_became_of_it_and_why() {
        let at = Timestamp::UNIX_EPOCH;
        let refused = "451 come again".to_owned();
        for (kind, text, state, error) in [
            (LetterFate::Waiting(None), "waits", "waiting", None),
            (
                LetterFate::Waiting(Some(refused.clone())),
                "waits: 451 come again",
                "waiting",
                Some(&refused),
            ),
            (
                LetterFate::Sent(at),
                "sent 1970-01-01T00:00:00Z",
                "sent",
                None,
            ),
            (
                LetterFate::Failed(at, refused.clone()),
                "given up 1970-01-01T00:00:00Z: 451 come again",
                "failed",
                Some(&refused),
            ),
        ] {
            assert_eq!(fate(&kind, instant), text);
            let described = letter_json(&letter(kind));
            assert_eq!(described["state"], state);
            assert_eq!(described["error"].as_str(), error.map(String::as_str));
        }
    }
}
