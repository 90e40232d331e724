//! For which host passkeys and security keys are made, and which of them are let in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rules::Aaguid;
use rules::security_key::{KeyModel, KeyRules, Let, MODELS_MAX};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use service::webauthn::WebauthnSettings;

use super::{ConfigError, Layers};
use crate::sheet::{Fault, Source, Table};

/// Most bytes of a list of models.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Most bytes of a file with certificates of a maker.
const ROOTS_BYTES_MAX: u64 = 1024 * 1024;
/// What a model in the list may say.
const MODEL_KEYS: [&str; 5] = ["aaguid", "name", "rule", "certifications", "roots"];
/// What may be certified of a model, by AWS's names.
const CERTIFICATIONS: [&str; 3] = ["FIDO", "FIPS-140-2", "FIPS-140-3"];

/// What `[webauthn]` says.
#[derive(Debug, Default)]
pub(crate) struct Webauthn {
    /// The host that keys are made for; that of the public URL if none is named.
    pub(crate) rp_id: Option<String>,
    /// Which keys are let in.
    pub(crate) rules: KeyRules,
}

impl Webauthn {
    /// The settings of a server whose pages stand at `origin`.
    pub(crate) fn at(&self, origin: &str) -> WebauthnSettings {
        let mut settings = WebauthnSettings::at(origin).unwrap_or_default();
        if let Some(rp_id) = &self.rp_id {
            settings.rp_id.clone_from(rp_id);
        }
        settings.rules.clone_from(&self.rules);
        settings
    }
}

/// Reads `[webauthn]`; `host` is the one that people type.
pub(super) fn settings(layers: &mut Layers, host: &str) -> Result<Webauthn, ConfigError> {
    let rp_id = layers.take("webauthn.rp_id");
    let rp_id = rp_id.map(|given| {
        given.parse(|text| {
            if WebauthnSettings::fits(text, host) {
                return Ok(text.to_owned());
            }
            Err(format!(
                "security keys for `{text}` would not work at `{host}`; write that host, or a domain above it"
            ))
        })
    });
    let mut rules = KeyRules {
        synced: allow_or_deny(layers, "webauthn.synced")?,
        cloned: match layers.take("webauthn.clone") {
            Some(given) => given.parse(|text| match text {
                "warn" => Ok(Let::Allow),
                "deny" => Ok(Let::Deny),
                _ => Err(format!("`{text}` is neither `warn` nor `deny`")),
            })?,
            None => Let::Allow,
        },
        ..KeyRules::default()
    };
    if let Some(given) = layers.take("webauthn.allowed_keys_file") {
        let path = given.path()?;
        let unreadable = |said: String| given.wrong(&format!("the list of security keys {said}"));
        let file = File::open(&path)
            .map_err(|error| unreadable(format!("`{}`: {error}", path.display())))?;
        let source = Source::read(&path, &file, FILE_BYTES_MAX)
            .map_err(|error| unreadable(error.to_string()))?;
        (rules.models, rules.others) = read(&source)?;
    }
    Ok(Webauthn {
        rp_id: rp_id.transpose()?,
        rules,
    })
}

fn allow_or_deny(layers: &mut Layers, key: &str) -> Result<Let, ConfigError> {
    match layers.take(key) {
        Some(given) => given.parse(rule),
        None => Ok(Let::Allow),
    }
}

fn rule(text: &str) -> Result<Let, String> {
    match text {
        "allow" => Ok(Let::Allow),
        "deny" => Ok(Let::Deny),
        _ => Err(format!("`{text}` is neither `allow` nor `deny`")),
    }
}

/// What a list of models says. Models that it does not name are refused, unless it says `others =
/// "allow"`.
fn read(source: &Source) -> Result<(BTreeMap<Aaguid, KeyModel>, Let), Fault> {
    let mut top = source.table()?;
    top.only(&["others", "key"], &MODEL_KEYS)?;
    let others = match top.take("others") {
        Some(entry) => rule(entry.text()?).map_err(|message| entry.fault(message))?,
        None => Let::Deny,
    };
    let mut models = BTreeMap::new();
    let entries = match top.take("key") {
        Some(entry) => entry.list(MODELS_MAX)?,
        None => Vec::new(),
    };
    for entry in entries {
        let table = entry.table()?;
        let (aaguid, model) = model(table, source.directory())?;
        models.insert(aaguid, model);
    }
    Ok((models, others))
}

fn model(mut table: Table<'_>, beside: &Path) -> Result<(Aaguid, KeyModel), Fault> {
    table.only(&MODEL_KEYS, &[])?;
    let entry = table.require("aaguid")?;
    let aaguid = Aaguid::parse(entry.text()?).ok_or_else(|| {
        entry.fault("an AAGUID looks like `2fc0579f-8113-47ea-b116-bb5a8db9202a`")
    })?;
    let name = table.require("name")?.text()?.to_owned();
    let rule = match table.take("rule") {
        Some(entry) => rule(entry.text()?).map_err(|message| entry.fault(message))?,
        None => Let::Allow,
    };
    let mut certifications = BTreeMap::new();
    if let Some(entry) = table.take("certifications") {
        let mut inside = entry.table()?;
        inside.only(&CERTIFICATIONS, &[])?;
        for key in CERTIFICATIONS {
            if let Some(level) = inside.take(key) {
                certifications.insert(key.to_owned(), level.text()?.to_owned());
            }
        }
    }
    let roots = match table.take("roots") {
        Some(entry) => {
            let path = beside.join(entry.text()?);
            certificates(&path)
                .map_err(|said| entry.fault(format!("`{}`: {said}", path.display())))?
        }
        None => Vec::new(),
    };
    let model = KeyModel {
        name,
        rule,
        certifications,
        roots,
    };
    Ok((aaguid, model))
}

/// The certificates of a PEM file, in DER.
fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, String> {
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let read = file.take(ROOTS_BYTES_MAX).read_to_end(&mut text);
    read.map_err(|error| error.to_string())?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found = found.map_err(|_| "it is no PEM file of certificates".to_owned())?;
    if found.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    Ok(found.into_iter().map(|one| one.to_vec()).collect())
}

/// A list, for the tests of the whole configuration.
#[cfg(test)]
pub(super) fn list(text: &str) -> Result<(BTreeMap<Aaguid, KeyModel>, Let), Fault> {
    read(&Source::of(Path::new("keys.toml"), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const YUBIKEY: &str = "2fc0579f-8113-47ea-b116-bb5a8db9202a";

    #[test]
    fn wa_7_a_list_names_models_with_what_is_certified_of_them() {
        let (models, others) = list(&format!(
            "[[key]]\naaguid = \"{YUBIKEY}\"\nname = \"YubiKey 5\"\ncertifications = {{ FIDO = \"L2\", \"FIPS-140-2\" = \"L1\" }}\n"
        ))
        .unwrap();
        assert_eq!(others, Let::Deny);
        let model = &models[&Aaguid::parse(YUBIKEY).unwrap()];
        assert_eq!((model.name.as_str(), model.rule), ("YubiKey 5", Let::Allow));
        assert_eq!(model.certifications["FIPS-140-2"], "L1");
        let (_, others) = list("others = \"allow\"\n").unwrap();
        assert_eq!(others, Let::Allow);
    }

    #[test]
    fn wa_9_a_model_names_the_certificates_of_its_maker_in_a_file_beside_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["maker".to_owned()]).unwrap();
        std::fs::write(folder.path().join("maker.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("empty.pem"), "").unwrap();
        let list = |roots: &str| {
            let text =
                format!("[[key]]\naaguid = \"{YUBIKEY}\"\nname = \"x\"\nroots = \"{roots}\"\n");
            read(&Source::of(&folder.path().join("keys.toml"), &text))
        };
        let (models, _) = list("maker.pem").unwrap();
        let model = &models[&Aaguid::parse(YUBIKEY).unwrap()];
        assert_eq!(model.roots, [made.cert.der().to_vec()]);
        for (file, said) in [("empty.pem", "no certificate"), ("none.pem", "none.pem")] {
            let fault = list(file).unwrap_err().to_string();
            assert!(fault.contains(said), "{fault}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_list_is_named_with_its_place() {
        for (text, said) in [
            (
                "[[key]]\naaguid = \"yubikey\"\nname = \"x\"\n",
                "looks like",
            ),
            ("[[key]]\nname = \"x\"\n", "aaguid"),
            ("others = \"maybe\"\n", "neither `allow` nor `deny`"),
            ("[[keys]]\n", "keys"),
        ] {
            let fault = list(text).unwrap_err().to_string();
            assert!(
                fault.starts_with("keys.toml:") && fault.contains(said),
                "{fault}"
            );
        }
    }
}
