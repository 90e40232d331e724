//! Hardware tokens: the operator's stock, and a token that shows codes like a phone.

use otp::OtpauthUri;
use rules::{AccountId, Timestamp, TokenSerial};
use service::ops::stock::{
    BeginTokenImport, EndTokenImport, Ending, ImportTokens, ListTokens, NewToken, TokenView,
};

use crate::Lang;
use crate::browser::Browser;
use crate::page::Page;
use crate::people::Person;
use crate::phone::Phone;
use crate::world::{World, parsed};

/// What most tokens are.
pub const USUAL: &str = "algorithm=SHA1&digits=6&period=30";
/// What the wire cannot take.
pub const LONG: &str = "algorithm=SHA256&digits=8&period=60";
/// Where a wizard begins.
const WIZARD: &str = "/console/security-credentials/mfa/new";

/// What else is known of a token that comes into the stock.
#[derive(Clone, Default)]
pub struct Stocked {
    /// The only account that may have it.
    pub reserved_for: Option<AccountId>,
    /// From when on it works no more.
    pub expires_at: Option<Timestamp>,
}

impl World {
    /// A token comes into the stock, and is here to read codes off. Its device will be called `token`.
    pub fn stocks(&self, serial: &str, about: &str) -> Phone {
        self.stocks_as(serial, about, &Stocked::default())
    }

    /// As [`World::stocks`], with more about it.
    pub fn stocks_as(&self, serial: &str, about: &str, stocked: &Stocked) -> Phone {
        let (phone, new) = self.new_token(serial, about, stocked);
        let reserve_for = stocked.reserved_for.clone();
        let begin = BeginTokenImport {
            reserve_for: reserve_for.clone(),
        };
        let import = self.operator(&begin).expect("an import begins");
        let batch = ImportTokens {
            import: import.clone(),
            reserve_for: reserve_for.clone(),
            tokens: vec![new],
        };
        self.operator(&batch).expect("a batch is written");
        let end = EndTokenImport {
            import,
            reserve_for,
            ending: Ending::Complete,
        };
        self.operator(&end).expect("the import ends");
        phone
    }

    /// A token, and what an import brings of it.
    pub fn new_token(&self, serial: &str, about: &str, stocked: &Stocked) -> (Phone, NewToken) {
        let seed = otp::Seed::from_bytes(self.draws::<32>().to_vec()).expect("32 bytes are a seed");
        let base32 = seed.to_base32();
        let text = format!("otpauth://totp/token?secret={}&{about}", base32.as_str());
        let uri = OtpauthUri::parse(&text).expect("an otpauth address");
        let params = uri.params();
        let new = NewToken {
            serial: parsed(TokenSerial::parse(serial)),
            seed: base32,
            algorithm: params.algorithm().into(),
            digits: u8::try_from(params.digits().count()).expect("a few digits"),
            step_seconds: params.step_seconds(),
            drift_steps: 0,
            manufacturer: Some("Example".to_owned()),
            model: None,
            starts_at: None,
            expires_at: stocked.expires_at,
        };
        (self.reads(&text, "token"), new)
    }

    /// The token of the stock as the operator sees it.
    pub fn stock_of(&self, serial: &str) -> Option<TokenView> {
        let page = self.operator(&ListTokens { after: None });
        let items = page.expect("the stock can be listed").items;
        items.into_iter().find(|one| one.serial.as_str() == serial)
    }
}

impl Browser {
    /// From the wizard's first page: names the device `token`, and goes on to the page for tokens.
    pub fn chooses_a_token(&self) -> &Self {
        self.opens(WIZARD)
            .sees(Page::NameDevice)
            .fills("name", "token")
            .chooses("kind", "token")
            .presses(Lang::next)
            .sees(Page::AddToken)
    }

    /// On the page for tokens: types the serial number and two codes in a row.
    pub fn types_token(&self, serial: &str, token: &Phone) -> &Self {
        self.fills("serial", serial)
            .types_two_consecutive_codes(token)
    }
}

impl Person {
    /// In the console with a fresh proof: adds a token of the stock.
    pub fn adds_token(&self, serial: &str, token: &Phone) -> &Browser {
        self.browser()
            .chooses_a_token()
            .types_token(serial, token)
            .sees(Page::SecurityCredentials)
            .says(|t| t.mfa_added("token"))
    }
}

impl World {
    fn draws<const N: usize>(&self) -> [u8; N] {
        self.inner().draws()
    }

    fn reads(&self, text: &str, name: &str) -> Phone {
        Phone::adds(self.inner(), text, name)
    }
}
