use super::*;
use crate::seedfile::testing::{container, package, plain_secret, told};
use crate::seedfile::{NAME_CHARS_MAX, SERIAL_BYTES_MAX, Unlock, read};

const NOTHING: Unlock<'static> = Unlock::Nothing;

#[test]
fn otp_15_a_cut_file_gives_nothing_wherever_it_was_cut() {
    let text = container(
        &[
            package("A1", &plain_secret()),
            package("A2", &plain_secret()),
        ]
        .concat(),
    );
    let whole = read(text.as_bytes(), NOTHING).unwrap();
    assert_eq!(whole.entries.len(), 2);
    let end = text.trim_end().len();
    for cut in 1..end {
        let error = read(&text.as_bytes()[..cut], NOTHING).unwrap_err();
        assert_eq!(error.code(), "cut", "{cut} of {end} bytes: {error}");
    }
}

#[test]
fn no_document_type_and_no_entity_is_ever_read() {
    let package = package("A1", &plain_secret());
    let bomb = "<!DOCTYPE k [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE k [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let text = container(&package);
    let with_type =
        |doctype: &str| text.replace("<KeyContainer", &format!("{doctype}<KeyContainer"));
    let doctype =
        "doctype: line 2: a document type definition is never read; no seed file needs one";
    let entity = "entity: line 3: an entity that XML does not define is never expanded";
    for (text, expected) in [
        (with_type(bomb), doctype),
        (with_type(outside), doctype),
        (
            with_type("<!DOCTYPE k SYSTEM \"http://example.com/k.dtd\">"),
            doctype,
        ),
        (text.replace("Acme", "&a;"), entity),
        (text.replace("Id=\"1\"", "Id=\"&a;\""), entity),
        (
            text.replace("<Issuer>", &format!("{outside}<Issuer>")),
            "doctype: line 3: a document type definition is never read; no seed file needs one",
        ),
        (
            text.replace("A1", "&#0;"),
            "not-well-formed: line 3: this is not well-formed XML",
        ),
    ] {
        assert_eq!(told(&text, NOTHING), expected);
    }
    // XML's own references are read, also within a text.
    let known = text.replace(
        "Acme",
        "A &amp; B &#x2014; <![CDATA[<C>]]><!-- no --> &quot;D&quot;",
    );
    let file = read(known.as_bytes(), NOTHING).unwrap();
    let manufacturer = file.entries[0].manufacturer.as_deref();
    assert_eq!(manufacturer, Some("A & B \u{2014} <C> \"D\""));
}

#[test]
fn only_a_key_container_of_rfc_6030_is_read() {
    let good = container(&package("A1", &plain_secret()));
    let not_pskc = "not-pskc: the XML is not a `KeyContainer` of RFC 6030, version 1.0";
    let not_well_formed = "not-well-formed";
    for (text, expected) in [
        (
            good.replace("Version=\"1.0\" xmlns", "Version=\"2.0\" xmlns"),
            not_pskc,
        ),
        (good.replace("Version=\"1.0\" xmlns", "xmlns"), not_pskc),
        (
            good.replace("keyprov:pskc\" xmlns:d", "keyprov:pskc:1.0\" xmlns:d"),
            not_pskc,
        ),
        (good.replace("KeyContainer", "SecretContainer"), not_pskc),
        (
            good.replace("KeyPackage>", "Device>"),
            "unsupported: the element `Device` is not served",
        ),
        (
            good.replace("UTF-8", "Shift_JIS"),
            "encoding: the file says that it is written in `Shift_JIS`",
        ),
        (good.replace("</Data>", "</data>"), not_well_formed),
        (good.clone() + "<KeyContainer/>", not_well_formed),
        (good.clone() + "more", not_well_formed),
        (
            good.replace("Id=\"1\"", "Id=\"1\" Id=\"2\""),
            not_well_formed,
        ),
        ("<a/>".to_owned(), not_pskc),
        ("<!-- nothing -->".to_owned(), "cut"),
        (container(""), "empty"),
        (
            "<KeyContainer Version=\"1\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"/>"
                .to_owned(),
            "empty",
        ),
    ] {
        let found = told(&text, NOTHING);
        assert!(found.starts_with(expected), "{found}\n{expected}\n{text}");
    }
}

#[test]
fn prefixes_comments_and_extensions_change_nothing() {
    let good = container(&package("A1", &plain_secret()));
    let prefixed = good
        .replace("xmlns=", "xmlns:p=")
        .replace("</", "</p:")
        .replace('<', "<p:")
        .replace("<p:/p:", "</p:")
        .replace("<p:?", "<?");
    let extension = "<Extensions><x:Other><SerialNo>B2</SerialNo></x:Other></Extensions>";
    for text in [
        prefixed,
        format!("\u{FEFF}{good}"),
        good.replace("<Key ", "<!-- a key --><?x y?>\r\n<Key "),
        good.replace(
            "</KeyContainer>",
            "<Extensions><a>b</a></Extensions></KeyContainer>",
        ),
        good.replace("</KeyPackage>", &format!("{extension}</KeyPackage>")),
        good.replace("<Manufacturer>", "<Manufacturer xml:lang=\"ja\">"),
    ] {
        assert_eq!(told(&text, NOTHING), "A1 20 TOTP SHA1 6 30 0 0", "{text}");
    }
    let signed = good.replace(
        "</KeyContainer>",
        "<d:Signature><d:SignedInfo/></d:Signature></KeyContainer>",
    );
    let is_signed = |text: &str| read(text.as_bytes(), NOTHING).unwrap().is_signed;
    assert_eq!((is_signed(&good), is_signed(&signed)), (false, true));
}

#[test]
fn every_size_is_bounded_at_the_maximum_and_one_more() {
    let text = container(&package("A1", &plain_secret()));
    let outcome = |text: &str| told(text, NOTHING);
    let good = "A1 20 TOTP SHA1 6 30 0 0";
    let elements =
        |more: usize| text.replace("<Issuer>", &format!("{}<Issuer>", "<a/>".repeat(more)));
    // The package has eleven of its own; the depth counts the container, the package and the key.
    let own = 11;
    let deep = |more: usize| {
        let nested = format!("{}{}", "<a>".repeat(more), "</a>".repeat(more));
        text.replace("<Issuer>", &format!("{nested}<Issuer>"))
    };
    let long = |bytes: usize| text.replace("Acme", &"y".repeat(bytes));
    let names = |chars: usize| text.replace("Acme", &"\u{95a2}".repeat(chars));
    let serial = |bytes: usize| text.replace("A1", &"9".repeat(bytes));
    let too_long_name =
        "name: the manufacturer has more than 128 characters, or some that cannot be seen";
    for (text, expected) in [
        (elements(ELEMENTS_MAX - own), good),
        (
            elements(ELEMENTS_MAX - own + 1),
            "too-many-elements: line 3",
        ),
        (deep(DEPTH_MAX - 3), good),
        (deep(DEPTH_MAX - 2), "too-deep: line 3"),
        (names(NAME_CHARS_MAX), good),
        (names(NAME_CHARS_MAX + 1), too_long_name),
        (long(TEXT_BYTES_MAX), too_long_name),
        (long(TEXT_BYTES_MAX + 1), "too-long: line 3"),
        (
            text.replace(
                "Id=\"1\"",
                &format!("Id=\"{}\"", "1".repeat(TEXT_BYTES_MAX)),
            ),
            "too-long: line 3",
        ),
        (
            serial(SERIAL_BYTES_MAX),
            &format!("{} 20 TOTP", "9".repeat(SERIAL_BYTES_MAX)),
        ),
        (
            serial(SERIAL_BYTES_MAX + 1),
            "serial: the serial number has more than 256 characters",
        ),
        (text.replace("Acme", "a\u{202e}b"), too_long_name),
        (text.replace("A1", "\u{ff21}1"), "serial: "),
    ] {
        let found = outcome(&text);
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_text_of_references_takes_no_longer_than_its_length() {
    let references = "&#65;".repeat(TEXT_BYTES_MAX);
    let texts = format!("<a>{references}</a>").repeat(100);
    let package = package("A1", &plain_secret());
    let text = container(&package.replace("<Issuer>", &format!("{texts}<Issuer>")));
    assert_eq!(told(&text, NOTHING), "A1 20 TOTP SHA1 6 30 0 0");
    let one_more = text.replace("</a>", "&#65;</a>");
    let found = told(&one_more, NOTHING);
    assert!(found.starts_with("too-long: line 3"), "{found}");
}
