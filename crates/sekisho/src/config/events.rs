//! What becomes of the trail by itself.

use std::path::PathBuf;

use rules::Email;

use super::{ConfigError, Layers, whole};

/// Most days for which events can be told to be kept: what a calendar knows.
const DAYS_MAX: u32 = 36_500;
/// Most people to whom the heads are sent.
const RECIPIENTS_MAX: usize = 10;

/// What `[events]` says.
#[derive(Debug)]
pub(crate) struct EventSettings {
    /// The directory into which the heads of all chains are exported each day.
    pub(crate) export: Option<PathBuf>,
    /// To whom they are sent each day.
    pub(crate) mail_heads_to: Vec<Email>,
    /// For how many days events are kept; for ever if nothing is said.
    pub(crate) keep_days: Option<u32>,
}

/// What `[events]` says.
pub(super) fn settings(layers: &mut Layers) -> Result<EventSettings, ConfigError> {
    let export = layers.take("events.export").map(|given| given.path());
    let keep_days = layers.take("events.keep_days").map(|given| {
        given.parse(|text| {
            let days = whole::<u32>(text)?;
            let fits = (1..=DAYS_MAX).contains(&days);
            fits.then_some(days)
                .ok_or_else(|| format!("`{text}` days are not between 1 and {DAYS_MAX}"))
        })
    });
    Ok(EventSettings {
        export: export.transpose()?,
        mail_heads_to: recipients(layers)?,
        keep_days: keep_days.transpose()?,
    })
}

fn recipients(layers: &mut Layers) -> Result<Vec<Email>, ConfigError> {
    let Some(given) = layers.take("events.mail_heads_to") else {
        return Ok(Vec::new());
    };
    let recipients: Vec<Email> = given.list(|text| {
        Email::parse(text)
            .map_err(|_| format!("`{text}` is not an address; write one like `audit@example.com`"))
    })?;
    if recipients.len() > RECIPIENTS_MAX {
        return Err(given.wrong(&format!(
            "more than {RECIPIENTS_MAX} recipients; name a mailing list"
        )));
    }
    Ok(recipients)
}
