//! A security key, or a passkey, in a browser's virtual environment (Chrome DevTools Protocol, domain
//! `WebAuthn`).

use serde_json::{Value, json};

use crate::Browser;

/// How a browser reaches a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In a socket of the computer.
    Usb,
    /// In the computer itself.
    Platform,
    /// In the computer, and copied to all of somebody's others.
    Synced,
}

/// A key that is at hand in one browser.
pub struct SecurityKey<'b> {
    browser: &'b Browser,
    id: String,
}

impl<'b> SecurityKey<'b> {
    /// Puts a key into the browser, which verifies its user.
    #[track_caller]
    pub fn at(browser: &'b Browser, transport: Transport) -> Self {
        browser.devtools("WebAuthn.enable", json!({}));
        let is_usb = transport == Transport::Usb;
        let synced = transport == Transport::Synced;
        let options = json!({
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": if is_usb { "usb" } else { "internal" },
            "hasResidentKey": !is_usb,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
            "defaultBackupEligibility": synced,
            "defaultBackupState": synced,
        });
        let made = browser.devtools(
            "WebAuthn.addVirtualAuthenticator",
            json!({ "options": options }),
        );
        let id = made["authenticatorId"].as_str().expect("it has an id");
        Self {
            browser,
            id: id.to_owned(),
        }
    }

    /// Whether it says that its user is the right one.
    #[track_caller]
    pub fn verifies_its_user(&self, does: bool) {
        self.tells("setUserVerified", json!({ "isUserVerified": does }));
    }

    /// Its credentials, as the browser keeps them.
    #[track_caller]
    pub fn credentials(&self) -> Vec<Value> {
        let found = self.tells("getCredentials", json!({}));
        found["credentials"].as_array().cloned().unwrap_or_default()
    }

    /// Sets back how often its first credential signed, as a copy that was made before.
    #[track_caller]
    pub fn is_set_back(&self) {
        let mut credential = self.credentials().remove(0);
        let id = credential["credentialId"].clone();
        self.tells("removeCredential", json!({ "credentialId": id }));
        credential["signCount"] = json!(0);
        self.tells("addCredential", json!({ "credential": credential }));
    }

    /// Takes it out of the browser.
    #[track_caller]
    pub fn is_taken_away(self) {
        self.tells("removeVirtualAuthenticator", json!({}));
    }

    #[track_caller]
    fn tells(&self, command: &str, mut parameters: Value) -> Value {
        parameters["authenticatorId"] = json!(self.id);
        self.browser
            .devtools(&format!("WebAuthn.{command}"), parameters)
    }
}
