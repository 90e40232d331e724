//! The stock of hardware tokens, for the operator: imports and the list.
//!
//! **Nothing is half imported.** A file may hold more tokens than one commit takes, so an import is
//! written in batches under an id, and its tokens are there for nobody before the record of that id is
//! made, in one commit at the end. Only one import is under way at a time: every batch expects the
//! record of it unchanged, so one that was overtaken writes nothing more and never completes. What an
//! import left behind that did not come to its end stays invisible and is written over by the next one
//! that brings the same serial number.

use std::collections::HashMap;

use jiff::SignedDuration;
use rules::ids::{AccountId, SerialNumber, TokenSerial};
use rules::{StockToken, Timestamp, TokenAlgorithm};
use serde_json::json;
use store::Scan;
use zeroize::Zeroizing;

use crate::call::{Answer, Call, Operation};
use crate::ops::account::Paged;
use crate::ops::account::load_account;
use crate::ops::status::spelled;
use crate::ops::tokens::in_stock;
use crate::records::{
    self, INSTALLATION, ImportUnderWay, Stored, TokenImport, decode, import_under_way_key,
};
use crate::refusal::{Entity, ImportFault, Refusal};
use crate::secrets;

/// Most tokens of one batch, and of one look whether they are there: each is read with its import.
pub const BATCH_MAX: usize = 100;
/// Most tokens on a page of the list.
const PAGE_MAX: usize = 500;
/// After so many minutes without a batch an import counts as broken off, and another may begin.
pub const UNDER_WAY_MINUTES: i64 = 2;

/// A token as an import brings it. It holds the seed, so it is neither printed nor kept.
pub struct NewToken {
    /// The number that is printed on it.
    pub serial: TokenSerial,
    /// The seed in base32.
    pub seed: Zeroizing<String>,
    /// The hash under its codes.
    pub algorithm: TokenAlgorithm,
    /// How many digits a code has.
    pub digits: u8,
    /// How long a code is shown, in seconds.
    pub step_seconds: u32,
    /// How many steps its clock was ahead when the file was written.
    pub drift_steps: i32,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// What its maker calls it.
    pub model: Option<String>,
    /// From when on it may be used.
    pub starts_at: Option<Timestamp>,
    /// From when on it may not.
    pub expires_at: Option<Timestamp>,
}

/// Which of these serial numbers are in the stock already.
pub struct CheckTokens {
    /// At most [`BATCH_MAX`] of them.
    pub serials: Vec<TokenSerial>,
}

impl Operation for CheckTokens {
    type Output = Vec<TokenSerial>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<TokenSerial>>, Refusal> {
        at_most(self.serials.len())?;
        let keys: Vec<_> = self.serials.iter().map(records::token_key).collect();
        call.tx.prefetch(&keys).await?;
        let mut there = Vec::new();
        for serial in &self.serials {
            if in_stock(call, serial).await?.is_some() {
                there.push(serial.clone());
            }
        }
        Ok(Answer::Done(there))
    }
}

/// Begins an import, if none is under way. Gives its id.
pub struct BeginTokenImport {
    /// The only account that may have the tokens.
    pub reserve_for: Option<AccountId>,
}

impl Operation for BeginTokenImport {
    type Output = String;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<String>, Refusal> {
        if let Some(account) = &self.reserve_for {
            load_account(&mut call.tx, account).await?;
        }
        let now = call.now();
        let key = import_under_way_key();
        let before = call.tx.load::<ImportUnderWay>(&key).await?;
        let quiet = SignedDuration::from_mins(UNDER_WAY_MINUTES);
        if let Some(other) = before
            && now < other.touched_at + quiet
        {
            return Err(ImportFault::UnderWay.into());
        }
        let under_way = ImportUnderWay {
            id: call.draw(secrets::random_id),
            touched_at: now,
            tokens: 0,
        };
        call.tx.save(&under_way).await?;
        Ok(Answer::Done(under_way.id))
    }
}

/// Writes one batch of an import. Nobody sees its tokens yet.
pub struct ImportTokens {
    /// The id that [`BeginTokenImport`] gave.
    pub import: String,
    /// The only account that may have them.
    pub reserve_for: Option<AccountId>,
    /// At most [`BATCH_MAX`] tokens.
    pub tokens: Vec<NewToken>,
}

impl Operation for ImportTokens {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        at_most(self.tokens.len())?;
        let mut under_way = under_way(call, &self.import).await?;
        let keys: Vec<_> = self
            .tokens
            .iter()
            .map(|token| records::token_key(&token.serial))
            .collect();
        call.tx.prefetch(&keys).await?;
        for new in &self.tokens {
            if in_stock(call, &new.serial).await?.is_some() {
                let there = Entity::Token(new.serial.clone());
                return Err(Refusal::EntityAlreadyExists(there));
            }
            let token = new.in_stock(&self.import, self.reserve_for.clone(), call.now());
            call.tx.save(&token).await?;
        }
        let many = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        under_way.tokens = under_way.tokens.saturating_add(many);
        under_way.touched_at = call.now();
        call.tx.save(&under_way).await?;
        Ok(Answer::Done(()))
    }
}

impl NewToken {
    fn in_stock(&self, batch: &str, reserved: Option<AccountId>, now: Timestamp) -> StockToken {
        StockToken {
            serial: self.serial.clone(),
            seed: self.seed.clone(),
            algorithm: self.algorithm,
            digits: self.digits,
            step_seconds: self.step_seconds,
            drift_steps: otp::TokenDrift::learned(self.drift_steps).steps,
            edge_uses: 0,
            last_step: None,
            last_used_at: None,
            manufacturer: self.manufacturer.clone(),
            model: self.model.clone(),
            batch: batch.to_owned(),
            imported_at: now,
            starts_at: self.starts_at,
            expires_at: self.expires_at,
            reserved_for: reserved,
            holder: None,
            assigned_at: None,
        }
    }
}

/// How an import ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its tokens are there from now on, all at once.
    Complete,
    /// Nothing of it is ever there.
    Abandoned,
}

/// Ends an import.
pub struct EndTokenImport {
    /// The id that [`BeginTokenImport`] gave.
    pub import: String,
    /// The only account that may have its tokens, for the event.
    pub reserve_for: Option<AccountId>,
    /// How.
    pub ending: Ending,
}

impl Operation for EndTokenImport {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let under_way = under_way(call, &self.import).await?;
        call.tx.remove(&under_way).await?;
        if self.ending == Ending::Complete {
            let complete = TokenImport {
                id: self.import.clone(),
                at: call.now(),
                tokens: under_way.tokens,
            };
            call.tx.save(&complete).await?;
            let parameters = json!({
                "import": complete.id,
                "tokens": complete.tokens,
                "reservedFor": self.reserve_for.as_ref().map(AccountId::as_str),
            });
            call.tell_of_installation("ImportTokens", parameters);
        }
        Ok(Answer::Done(()))
    }
}

async fn under_way(call: &mut Call<'_>, import: &str) -> Result<ImportUnderWay, Refusal> {
    let key = import_under_way_key();
    let found = call.tx.load::<ImportUnderWay>(&key).await?;
    found
        .filter(|found| found.id == import)
        .ok_or(Refusal::Import(ImportFault::Over))
}

fn at_most(count: usize) -> Result<(), Refusal> {
    if count <= BATCH_MAX {
        return Ok(());
    }
    let message = format!("a batch holds at most {BATCH_MAX} tokens");
    Err(Refusal::Unavailable(message))
}

/// The stock, in the order of the serial numbers.
pub struct ListTokens {
    /// Only tokens after this one.
    pub after: Option<TokenSerial>,
}

/// A token as the operator sees it: without its seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenView {
    /// The number that is printed on it.
    pub serial: TokenSerial,
    /// The same on AWS's wire.
    pub serial_on_the_wire: SerialNumber,
    /// The hash under its codes.
    pub algorithm: TokenAlgorithm,
    /// How many digits a code has.
    pub digits: u8,
    /// How long a code is shown, in seconds.
    pub step_seconds: u32,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// What its maker calls it.
    pub model: Option<String>,
    /// The import that brought it.
    pub batch: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// From when on it may not be used.
    pub expires_at: Option<Timestamp>,
    /// The only account that may have it.
    pub reserved_for: Option<AccountId>,
    /// Who holds it: `keiri/user/hanako` or `keiri/root`.
    pub holder: Option<String>,
    /// Since when.
    pub assigned_at: Option<Timestamp>,
    /// When a code of it was accepted last.
    pub last_used_at: Option<Timestamp>,
    /// How many seconds its clock is ahead; negative when it is behind.
    pub drift_seconds: i64,
}

impl Operation for ListTokens {
    type Output = Paged<TokenView>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<TokenView>>, Refusal> {
        let mut after = self.after.as_ref().map(TokenSerial::folded);
        let mut known: HashMap<String, bool> = HashMap::new();
        loop {
            let scan = Scan {
                account: INSTALLATION.to_owned(),
                kind: StockToken::KIND.into(),
                prefix: String::new(),
                after,
                limit: PAGE_MAX,
            };
            let page = call.shared.store.scan(&scan).await?;
            after = page.records.last().map(|record| record.key.id.clone());
            let mut items = Vec::with_capacity(page.records.len());
            for record in &page.records {
                let token: StockToken = decode(&record.key, record.schema, &record.body)?;
                let complete = if let Some(complete) = known.get(&token.batch) {
                    *complete
                } else {
                    let import = records::token_import_key(&token.batch);
                    call.tx.load::<TokenImport>(&import).await?.is_some()
                };
                known.insert(token.batch.clone(), complete);
                if complete {
                    items.push(view(call, token).await?);
                }
            }
            // A page of nothing but what broken imports left behind is no end of the list.
            if !items.is_empty() || !page.more {
                let more = page.more;
                return Ok(Answer::Done(Paged { items, more }));
            }
        }
    }
}

async fn view(call: &mut Call<'_>, token: StockToken) -> Result<TokenView, Refusal> {
    let holder = match &token.holder {
        Some(principal) => spelled(call, principal).await?,
        None => None,
    };
    Ok(TokenView {
        serial_on_the_wire: token.serial.on_the_wire(),
        drift_seconds: i64::from(token.drift_steps) * i64::from(token.step_seconds),
        serial: token.serial,
        algorithm: token.algorithm,
        digits: token.digits,
        step_seconds: token.step_seconds,
        manufacturer: token.manufacturer,
        model: token.model,
        batch: token.batch,
        imported_at: token.imported_at,
        expires_at: token.expires_at,
        reserved_for: token.reserved_for,
        holder,
        assigned_at: token.assigned_at,
        last_used_at: token.last_used_at,
    })
}
