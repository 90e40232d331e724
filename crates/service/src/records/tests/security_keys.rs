//! The stored forms of what is kept about passkeys and security keys.

use rules::security_key::{Aaguid, Attestation, CeremonyKind, NewKey};
use rules::{Ceremony, SecurityKey};

use super::*;

pub(super) fn forms() -> Vec<String> {
    let key = SecurityKey {
        account: account_id(),
        serial: SerialNumber::parse("arn:aws:iam::123456789012:u2f/user/Hanako/key-AAAA").unwrap(),
        credential_id: "ZmFrZQ".into(),
        credential_hash: "c0ffee".into(),
        credential: "{}".into(),
        rp_id: "localhost".into(),
        aaguid: Aaguid::UNKNOWN,
        attestation: Attestation::OfItself,
        backup_eligible: true,
        backed_up: false,
        sign_count: 7,
        transports: vec!["usb".into()],
        certifications: [("FIDO".to_owned(), "L2".to_owned())].into(),
    };
    let ceremony = Ceremony {
        kind: CeremonyKind::Register,
        principal: user_principal(),
        bound_to: "5e55".into(),
        options: "{}".into(),
        state: "{}".to_owned().into(),
        begun_at: at(),
        registering: Some(NewKey {
            holder: user_principal(),
            name: DeviceName::parse("key").unwrap(),
            label: DeviceLabel::parse("金庫").unwrap(),
            replaces: Some(DeviceName::parse("old-key").unwrap()),
        }),
    };
    let host = KeyHost {
        rp_id: "localhost".into(),
        fixed_at: at(),
    };
    vec![form(&key), form(&ceremony), form(&host)]
}
