//! The forms of the stock of hardware tokens.

use rules::{StockToken, TokenAlgorithm, TokenSerial};

use super::{account_id, at, form, user_principal};
use crate::records::{ImportUnderWay, TokenImport};

pub(super) fn forms() -> Vec<String> {
    let token = StockToken {
        serial: TokenSerial::parse("GA2600123").unwrap(),
        seed: "FAKESEED".to_owned().into(),
        algorithm: TokenAlgorithm::Sha256,
        digits: 8,
        step_seconds: 60,
        drift_steps: -2,
        edge_uses: 1,
        last_step: Some(28_684_800),
        last_used_at: Some(at()),
        manufacturer: Some("Example".into()),
        model: Some("One".into()),
        batch: "ba7c".into(),
        imported_at: at(),
        starts_at: None,
        expires_at: Some(at()),
        reserved_for: Some(account_id()),
        holder: Some(user_principal()),
        assigned_at: Some(at()),
    };
    let import = TokenImport {
        id: "ba7c".into(),
        at: at(),
        tokens: 100,
    };
    let under_way = ImportUnderWay {
        id: "ba7c".into(),
        touched_at: at(),
        tokens: 100,
    };
    vec![form(&token), form(&import), form(&under_way)]
}
