//! `sekisho events purge`: old events go.

use jiff::Timestamp;
use rules::trail::Chain;
use service::ops::trail::ListTrailHeads;

use crate::account::find_id;
use crate::answer::answer;
use crate::args::EventsPurge;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};

/// Removes what happened before a day.
pub(crate) async fn purge(
    house: &House,
    config: &Config,
    args: &EventsPurge,
) -> Result<(), Failure> {
    let wrong = || Failure::Refused {
        message: format!(
            "`{}` has not come yet; name a day that is over",
            args.before
        ),
        exit: Exit::Refused,
    };
    let start = args.before.to_zoned_datetime(config.time_zone.clone());
    let before = start.map_err(|_| wrong())?.timestamp();
    if before > Timestamp::now() {
        return Err(wrong());
    }
    let chains = match find_id(house, args.account.as_deref()).await? {
        Some(account) => vec![Chain::Account(account)],
        None => {
            house
                .service
                .call(&operator(), &ListTrailHeads)
                .await?
                .chains
        }
    };
    // What waits is sealed first: only what is sealed can go.
    house.seal().await;
    let gone = house
        .service
        .purge_events(&operator(), &chains, before)
        .await?;
    answer(&format!("{gone} events of before {} went\n", args.before)).map(drop)
}
