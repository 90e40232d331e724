//! A mail as it goes over the wire, and as it stands in a file.
//!
//! INVARIANT: the same mail has the same bytes however often it is sent, so that whoever has got it
//! twice can see that it is one.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::address::{Address, Envelope};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use rules::Email;
use service::letters::{Mail, PostError};

use crate::config::Sender;

/// Between the parts. RFC 2045 section 6.7 tells why it cannot stand in one: `=_` is written
/// otherwise in what is encoded.
const BOUNDARY: &str = "=_sekisho_alternative";
/// The end of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;
/// Headers that tell programs not to answer.
const NOT_TO_BE_ANSWERED: [(HeaderName, &str); 2] = [
    // RFC 3834, section 5.
    (
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated",
    ),
    // What Exchange heeds.
    (
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"),
        "All",
    ),
];

/// From whom mails are. Without a name of its own, it is the issuer that people know from their
/// authenticator apps.
pub(super) fn sender(sender: &Sender, issuer: &str) -> Mailbox {
    let name = sender.name.clone().unwrap_or_else(|| issuer.to_owned());
    Mailbox::new(Some(name), address(&sender.address))
}

/// The mail with its headers, in text and HTML.
pub(super) fn message(mail: &Mail, from: &Mailbox) -> Result<Message, PostError> {
    let unfit = |reason: String| PostError::ForGood(format!("the mail cannot be made: {reason}"));
    let to = address(&mail.to);
    // Said outright, because lettre would read the addresses out of the headers by its own rule.
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.clone()])
        .map_err(|reason| unfit(reason.to_string()))?;
    let mut builder = Message::builder()
        .envelope(envelope)
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .date(date(mail))
        .message_id(Some(message_id(mail, from)))
        .subject(&mail.written.subject);
    for (name, value) in NOT_TO_BE_ANSWERED {
        builder = builder.raw_header(HeaderValue::new(name, value.to_owned()));
    }
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(BOUNDARY)
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.written.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.written.html));
    builder
        .multipart(parts)
        .map_err(|reason| unfit(reason.to_string()))
}

/// An address of ours as lettre's. Ours is the rule: lettre's refuses `a..b@example.com`, which
/// Japanese carriers gave out.
fn address(email: &Email) -> Address {
    let (user, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
    Address::new_dangerous(user, domain)
}

/// When it was written, within the years that a header can say.
fn date(mail: &Mail) -> SystemTime {
    let seconds = u64::try_from(mail.date.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(LAST_SECOND))
}

/// The mail's name as a header says it (RFC 5322 section 3.6.4): with the sender's domain, unless it
/// has one already.
fn message_id(mail: &Mail, from: &Mailbox) -> String {
    let bare = bare_id(&mail.message_id);
    if bare.contains('@') {
        format!("<{bare}>")
    } else {
        format!("<{bare}@{}>", from.email.domain())
    }
}

/// The id without the brackets that it has in a header.
pub(super) fn bare_id(message_id: &str) -> &str {
    message_id.trim_start_matches('<').trim_end_matches('>')
}

/// One of the two forms, encoded in the shorter way.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    let encoding = if foreign * 6 > text.len() {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    SinglePart::builder()
        .header(kind)
        .header(encoding)
        .body(text.to_owned())
}
