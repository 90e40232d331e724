//! What the server does with the trail by itself: sealing, the daily export of heads to files and by mail, and
//! retention.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rules::Email;
use service::ops::trail::ListTrailHeads;
use service::{Refusal, Service};
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::events::heads;
use crate::failure::sentence;
use crate::open::operator;
use crate::os;
use crate::serve::{every, log_failure};

/// How often events are sealed: what of the trail could be changed unseen.
const SEAL: Duration = Duration::from_millis(500);
/// How often it is looked whether a new day has begun.
const LOOK: Duration = Duration::from_mins(10);

/// Begins them all.
pub(crate) fn begin(service: &Service, config: &Config) -> Vec<JoinHandle<()>> {
    let mut jobs = vec![tokio::spawn(seal(service.clone()))];
    if let Some(directory) = &config.events.export {
        let zone = config.time_zone.clone();
        jobs.push(tokio::spawn(export(
            service.clone(),
            directory.clone(),
            zone,
        )));
    }
    for to in &config.events.mail_heads_to {
        let zone = config.time_zone.clone();
        jobs.push(tokio::spawn(mail_heads(service.clone(), to.clone(), zone)));
    }
    if let Some(days) = config.events.keep_days {
        jobs.push(tokio::spawn(forget(service.clone(), days)));
    }
    jobs
}

async fn seal(service: Service) {
    let mut ticks = every(SEAL);
    let mut failing = false;
    loop {
        ticks.tick().await;
        match service.seal().await {
            Ok(_) => failing = false,
            // Said once and not twice a second.
            Err(_) if failing => {}
            Err(refusal) => {
                failing = true;
                log_failure("events cannot be sealed", Err(refusal));
            }
        }
    }
}

/// Writes the heads of all chains into a file of its own each day.
async fn export(service: Service, directory: PathBuf, zone: TimeZone) {
    let mut ticks = every(LOOK);
    ticks.reset_immediately();
    loop {
        ticks.tick().await;
        let now = Timestamp::now();
        let day = now.to_zoned_datetime(zone.clone()).date();
        let path = directory.join(format!("heads-{day}.json"));
        if path.exists() {
            continue;
        }
        let heads = match service.call(&operator(), &ListTrailHeads).await {
            Ok(heads) => heads,
            Err(refusal) => {
                log_failure("the heads of the trail cannot be read", Err(refusal));
                continue;
            }
        };
        let text = format!("{:#}\n", heads::document(&heads, now));
        let written = os::make_private_directory(&directory)
            .and_then(|()| os::replace_private_file(&path, text.as_bytes()));
        match written {
            Ok(()) => tracing::info!(path = %path.display(), "the heads of the trail are exported"),
            Err(error) => {
                tracing::error!(%error, path = %path.display(), "the heads of the trail cannot be exported");
            }
        }
    }
}

/// Sends somebody the heads of all chains each day.
async fn mail_heads(service: Service, to: Email, zone: TimeZone) {
    let mut ticks = every(LOOK);
    ticks.reset_immediately();
    loop {
        ticks.tick().await;
        match mail_heads_of_today(&service, &to, &zone).await {
            Ok(false) => {}
            Ok(true) => tracing::info!("the heads of the trail are on their way by mail"),
            Err(refusal) => log_failure("the heads of the trail cannot be sent", Err(refusal)),
        }
    }
}

async fn mail_heads_of_today(
    service: &Service,
    to: &Email,
    zone: &TimeZone,
) -> Result<bool, Refusal> {
    let now = Timestamp::now();
    let day = now.to_zoned_datetime(zone.clone()).date();
    if !service.heads_are_due(to, day).await? {
        return Ok(false);
    }
    // What waits is sealed first, so that the mail covers it.
    service.seal().await?;
    let found = service.call(&operator(), &ListTrailHeads).await?;
    service
        .mail_heads(to, day, heads::notices(&found, now))
        .await
}

/// Removes events that are older than they shall be kept.
async fn forget(service: Service, days: u32) {
    let mut ticks = every(LOOK);
    loop {
        ticks.tick().await;
        match purge(&service, days).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "events that were kept long enough are removed"),
            Err(refusal) => {
                tracing::warn!(reason = sentence(&refusal), "old events cannot be removed");
            }
        }
    }
}

async fn purge(service: &Service, days: u32) -> Result<u64, Refusal> {
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    let Ok(before) = service.now().await?.checked_sub(kept) else {
        return Ok(0);
    };
    let chains = service.call(&operator(), &ListTrailHeads).await?.chains;
    service.purge_events(&operator(), &chains, before).await
}
