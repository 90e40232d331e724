//! The host that passkeys and security keys are made for. A browser offers a key to its own host only,
//! so the host is fixed with the first key; whoever moves the pages is told how many keys would stop
//! working, before they do.

use rules::SecurityKey;
use serde_json::json;
use store::Scan;

use crate::call::{Answer, Call, Operation};
use crate::records::{self, ACCOUNTS, INSTALLATION, KeyHost, Stored, Unique, decode, pointed};
use crate::refusal::Refusal;

/// Most records that one step of the count looks at.
const STEP_MAX: usize = 200;

/// For which host keys were made until now, and how many.
pub struct ShowKeyHost;

/// What follows from a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostOfKeys {
    /// The host that was fixed; none before the first key.
    pub fixed: Option<String>,
    /// The host that this process makes keys for.
    pub ours: String,
    /// Keys that do not work for ours.
    pub strangers: usize,
}

impl HostOfKeys {
    /// Whether keys would stop working, or did.
    pub fn fits(&self) -> bool {
        self.fixed.as_ref().is_none_or(|fixed| *fixed == self.ours)
    }
}

impl Operation for ShowKeyHost {
    type Output = HostOfKeys;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<HostOfKeys>, Refusal> {
        Ok(Answer::Done(look(call).await?))
    }
}

/// Makes keys for another host from now on. Those of the old one work no more.
pub struct AcceptKeyHost;

impl Operation for AcceptKeyHost {
    type Output = HostOfKeys;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<HostOfKeys>, Refusal> {
        let found = look(call).await?;
        if !found.fits() {
            let parameters = json!({
                "from": found.fixed,
                "to": found.ours,
                "keys": found.strangers,
            });
            call.tell_of_installation("AcceptKeyHost", parameters);
            let host = KeyHost {
                rp_id: found.ours.clone(),
                fixed_at: call.now(),
            };
            call.tx.save(&host).await?;
        }
        Ok(Answer::Done(found))
    }
}

/// Fixes the host with the first key.
pub(crate) async fn fix(call: &mut Call<'_>) -> Result<(), Refusal> {
    let key = records::key_host_key();
    if call.tx.load::<KeyHost>(&key).await?.is_none() {
        let host = KeyHost {
            rp_id: call.shared.relying_party.rp_id().to_owned(),
            fixed_at: call.now(),
        };
        call.tx.save(&host).await?;
    }
    Ok(())
}

async fn look(call: &mut Call<'_>) -> Result<HostOfKeys, Refusal> {
    let ours = call.shared.relying_party.rp_id().to_owned();
    let fixed = call.tx.load::<KeyHost>(&records::key_host_key()).await?;
    let fixed = fixed.map(|host| host.rp_id);
    let strangers = match &fixed {
        Some(fixed) if *fixed != ours => count(call, &ours).await?,
        _ => 0,
    };
    Ok(HostOfKeys {
        fixed,
        ours,
        strangers,
    })
}

/// Keys of all accounts that were made for another host.
async fn count(call: &Call<'_>, ours: &str) -> Result<usize, Refusal> {
    let mut strangers = 0;
    let mut after = None;
    loop {
        let scan = Scan {
            account: INSTALLATION.to_owned(),
            kind: Unique::KIND.into(),
            prefix: format!("{ACCOUNTS}/"),
            after,
            limit: STEP_MAX,
        };
        let page = call.shared.store.scan(&scan).await?;
        after = page.records.last().map(|record| record.key.id.clone());
        for record in &page.records {
            let account = pointed(&record.key, &record.body)?.account;
            strangers += in_account(call, &account, ours).await?;
        }
        if !page.more {
            return Ok(strangers);
        }
    }
}

async fn in_account(call: &Call<'_>, account: &str, ours: &str) -> Result<usize, Refusal> {
    let mut strangers = 0;
    let mut after = None;
    loop {
        let scan = Scan {
            account: account.to_owned(),
            kind: SecurityKey::KIND.into(),
            prefix: String::new(),
            after,
            limit: STEP_MAX,
        };
        let page = call.shared.store.scan(&scan).await?;
        after = page.records.last().map(|record| record.key.id.clone());
        for record in &page.records {
            let key: SecurityKey = decode(&record.key, record.schema, &record.body)?;
            strangers += usize::from(key.rp_id != ours);
        }
        if !page.more {
            return Ok(strangers);
        }
    }
}
