//! `sekisho tokens`: seed files into the stock, whole or not at all.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::inside::{KEIRI, two_accounts};
use crate::sandbox::{Sandbox, good};

const CSV: &str = "serial,seed,hash,digits,step\n\
    2600123,3132333435363738393031323334353637383930,SHA1,6,30\n\
    2600124,not a secret,SHA1,6,30\n\
    2600125,3132333435363738393031323334353637383931,SHA256,8,60\n";

const PSKC: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
 <KeyPackage>
  <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
  <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
   <Issuer>Issuer-A</Issuer>
   <AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
   <Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
    <Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>60</PlainValue></TimeInterval></Data>
  </Key>
 </KeyPackage>
</KeyContainer>
"#;

/// Figure 6 of RFC 6030: AES-128-CBC with a pre-shared key and HMAC-SHA1. The key ends in `77`.
const ENCRYPTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">
 <EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>
 <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><xenc:CipherData><xenc:CipherValue>ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX</xenc:CipherValue></xenc:CipherData></MACKey></MACMethod>
 <KeyPackage>
  <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
  <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
   <Issuer>Issuer</Issuer>
   <AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
   <Data><Secret><EncryptedValue><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><xenc:CipherData><xenc:CipherValue>AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv</xenc:CipherValue></xenc:CipherData></EncryptedValue><ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC></Secret>
    <Counter><PlainValue>0</PlainValue></Counter></Data>
  </Key>
 </KeyPackage>
</KeyContainer>
"#;

fn stock(sandbox: &Sandbox) -> Vec<Value> {
    let done = good(sandbox.run(&["tokens", "list", "--format", "json"]));
    serde_json::from_str(&done.out).unwrap()
}

#[test]
fn a_file_with_a_bad_row_gives_the_others_and_says_what_was_left_out() {
    let sandbox = two_accounts();
    assert!(stock(&sandbox).is_empty());
    sandbox.write("seeds.csv", CSV);
    let dry = good(sandbox.run(&["tokens", "import", "seeds.csv", "--dry-run"]));
    assert!(
        dry.err.contains("2 tokens would be imported, 1 not"),
        "{}",
        dry.err
    );
    assert!(stock(&sandbox).is_empty());
    let args = [
        "tokens",
        "import",
        "seeds.csv",
        "--account",
        "keiri",
        "--refused",
        "r.csv",
    ];
    let done = good(sandbox.run(&args));
    assert!(
        done.err.contains("imported: 2 tokens; not imported: 1"),
        "{}",
        done.err
    );
    let refused = fs::read_to_string(sandbox.path("r.csv")).unwrap();
    assert_eq!(refused.lines().count(), 2, "{refused}");
    // The line is named, and no field of it: where the seed is none, any of them may hold it.
    assert!(
        refused.contains("\n2,3,,seed,") && !refused.contains("not a secret"),
        "{refused}"
    );
    let stock = stock(&sandbox);
    assert_eq!(stock.len(), 2);
    assert_eq!(stock[0]["serialOnTheWire"], "hardware/2600123");
    assert_eq!(stock[0]["reservedFor"], KEIRI);
    assert_eq!(
        (&stock[1]["algorithm"], &stock[1]["digits"]),
        (&"SHA256".into(), &8.into())
    );
    let list = good(sandbox.run(&["tokens", "list"])).out;
    assert!(list.contains("SHA256 8 digits 60 s"), "{list}");
    for secret in ["31323334", "GEZDGNBV"] {
        assert!(!list.contains(secret) && !done.err.contains(secret));
    }
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let sandbox = two_accounts();
    sandbox.write("seeds.csv", CSV);
    good(sandbox.run(&["tokens", "import", "seeds.csv"]));
    let before = stock(&sandbox);
    let again = sandbox.run(&["tokens", "import", "seeds.csv"]);
    assert_eq!(again.code, 22, "{}", again.err);
    assert!(again.err.contains("in the stock already"), "{}", again.err);
    assert_eq!(stock(&sandbox), before);
}

#[test]
fn otp_15_a_pskc_file_comes_in_with_its_digits_and_step() {
    let sandbox = two_accounts();
    sandbox.write("seeds.xml", PSKC);
    good(sandbox.run(&["tokens", "import", "seeds.xml"]));
    let stock = stock(&sandbox);
    assert_eq!(stock[0]["serial"], "987654321");
    assert_eq!(
        (&stock[0]["digits"], &stock[0]["stepSeconds"]),
        (&8.into(), &60.into())
    );
    assert_eq!(stock[0]["manufacturer"], "Manufacturer");
}

#[test]
fn otp_15_a_wrong_key_refuses_the_whole_file() {
    let sandbox = two_accounts();
    sandbox.write("seeds.xml", ENCRYPTED);
    sandbox.write("right.key", "12345678901234567890123456789012\n");
    sandbox.write("wrong.key", "12345678901234567890123456789013\n");
    sandbox.write("bad.key", "no key\n");
    for (args, code, said) in [
        (&["--key-file", "wrong.key"][..], 22, "nothing was changed"),
        (&[][..], 22, "--key-file FILE"),
        (&["--key-file", "bad.key"][..], 20, "in hexadecimal"),
        (&["--key-file", "right.key"][..], 22, "HOTP"),
    ] {
        let done = sandbox.run(&[&["tokens", "import", "seeds.xml"], args].concat());
        assert_eq!(done.code, code, "{}", done.err);
        assert!(done.err.contains(said), "{}", done.err);
    }
    let exposed = fs::Permissions::from_mode(0o644);
    fs::set_permissions(sandbox.path("right.key"), exposed).unwrap();
    let done = sandbox.run(&["tokens", "import", "seeds.xml", "--key-file", "right.key"]);
    assert_eq!(done.code, 20, "{}", done.err);
    assert!(done.err.contains("chmod 600"), "{}", done.err);
    assert!(stock(&sandbox).is_empty());
}
