//! What a browser's script does with a passkey or security key.

use crate::authenticator::{Authenticator, Trick};

use super::Browser;

impl Browser {
    /// Goes through the wizard with a key: names it, and touches it.
    pub fn adds_key_named(&self, name: &str, key: &Authenticator) -> &Self {
        self.begins_key(name).touches(key)
    }

    /// From the wizard's first page to the page that asks for the key.
    pub fn begins_key(&self, name: &str) -> &Self {
        self.sees(crate::page::NameDevice)
            .fills("name", name)
            .chooses("kind", "key")
            .presses(web::Lang::next)
    }

    /// Lets the page ask the key, and sends what it says.
    pub fn touches(&self, key: &Authenticator) -> &Self {
        self.touches_with(key, &Trick::Honest)
    }

    /// As [`Browser::touches`], with something wrong in what is sent.
    pub fn touches_with(&self, key: &Authenticator, trick: &Trick) -> &Self {
        let answer = self.asks_key(key, trick);
        let answer = answer.unwrap_or_else(|| self.lost("the key has none of these credentials"));
        self.answers(&answer)
    }

    /// What the key says to the page that is shown; none if it was never registered for whoever is
    /// asked.
    pub fn asks_key(&self, key: &Authenticator, trick: &Trick) -> Option<String> {
        let origin = self.world.url.origin();
        let options = self.key_options();
        if self.key_call() == "create" {
            Some(key.registers(&options, origin, trick))
        } else {
            key.signs(&options, origin, trick)
        }
    }

    /// The options that the page gives a script.
    pub fn key_options(&self) -> String {
        self.of_key_form("data-options")
    }

    /// Sends what a key said, from the page that asks for it.
    pub fn answers(&self, answer: &str) -> &Self {
        let action = self.of_key_form("action");
        let own = crate::known::lock(&self.own);
        let form = own.forms.iter().find(|form| form.action == action);
        let form = form.expect("the form was found").clone();
        drop(own);
        let mut sent: Vec<(String, String)> = form
            .fields
            .into_iter()
            .map(|field| (field.name, field.value))
            .collect();
        for (name, value) in &mut sent {
            if name == "answer" {
                answer.clone_into(value);
            }
        }
        let pairs: Vec<(&str, &str)> = sent
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.posts_only(&action, &pairs)
    }

    fn key_call(&self) -> String {
        self.of_key_form("data-key")
    }

    fn of_key_form(&self, attribute: &str) -> String {
        let found = self.read(|shown| {
            let forms = shown.document().all("form");
            let form = forms.into_iter().find(|form| form.has("data-key"));
            form.and_then(|form| form.attribute(attribute))
                .map(str::to_owned)
        });
        found.unwrap_or_else(|| self.lost("the page asks for no key"))
    }
}
