//! The first MFA device after the deadline: what it needs beside the password, and the way to it.
//!
//! Whoever is past due sees this page, the wizard and nothing else of the console.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::enrolment::Need;
use serde::Deserialize;
use service::ops::enrolment::{
    EnrolmentUnderWay, EnrolmentView, PassEnrolmentAddress, PassEnrolmentCode, SendEnrolmentCode,
};
use service::ops::sessions::SignedIn;
use service::refusal::EnrolmentFault;
use service::{Holder, Refusal, Token};

use crate::due;
use crate::gallery;
use crate::http::{Cookie, CookieValue, Form};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Secret, When, faults};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, ENROLMENT, REGISTER, Stop, Visit, page, refused};

/// The page before a first device that comes late.
#[derive(Template)]
#[template(path = "console/enrol.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Since when MFA is required, in words; none where the password came by mail before that.
    pub since: Option<String>,
    /// What is needed beside the password.
    pub needed: Needed,
    /// Who hands over an address.
    pub helper: Helper,
    /// Whether an address was opened in this browser, which can be used.
    pub opened: bool,
    /// The code from the mail.
    pub code: Secret,
    /// The address that somebody handed over. It comes back empty: it is a secret.
    pub address: Field,
}

/// What a first device needs beside the password.
pub enum Needed {
    /// Nothing: the wizard is open.
    Nothing,
    /// A code that is sent to this mailbox, most of it hidden; when one was sent, if it is still good.
    Code {
        /// The mailbox.
        mailbox: String,
        /// When a code was sent last.
        sent: Option<When>,
    },
    /// An address that somebody hands over.
    Address,
}

/// Who hands over an address.
pub enum Helper {
    /// The operator, with this command.
    Operator(String),
    /// An administrator of the account.
    Administrator,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("code", t.enrol_code(), &self.code.error),
            ("address", t.enrol_address(), &self.address.error),
        ])
    }

    /// Whether the field for an address is the way that the page offers first.
    fn wants_address(&self) -> bool {
        matches!(self.needed, Needed::Address) && !self.opened
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |needed| Page {
        layout: gallery::enrolling(t, ENROLMENT),
        since: Some(gallery::countdown(t).due),
        needed,
        helper: Helper::Operator(command("123456789012")),
        opened: false,
        code: Secret::default(),
        address: Field::default(),
    };
    let code = |sent| {
        page(Needed::Code {
            mailbox: "r***@example.com".to_owned(),
            sent,
        })
    };
    let sent = || Some(super::devices::sample::when("2024-07-16 09:12"));
    let mut wrong = code(sent());
    wrong.code = Secret::refused(t.error_enrol_code_wrong());
    let mut over = code(None);
    over.layout.flash = Some(Notice::refused(t.error_enrol_code_over()));
    let mut many = code(sent());
    many.code = Secret::refused(t.error_too_many_mails());
    let mut refused = page(Needed::Address);
    refused.helper = Helper::Administrator;
    refused.address = Field::refused("", t.error_enrol_address());
    let mut opened = page(Needed::Address);
    opened.opened = true;
    let mut by_mail = page(Needed::Address);
    by_mail.layout = gallery::root(t, ENROLMENT);
    by_mail.since = None;
    let mut expired = page(Needed::Nothing);
    expired.layout.flash = Some(Notice::warning(t.mfa_wizard_expired()));
    vec![
        ("nothing-needed", page(Needed::Nothing)),
        ("wizard-expired", expired),
        ("code", code(None)),
        ("code-sent", code(sent())),
        ("code-wrong", wrong),
        ("code-over", over),
        ("too-many-mails", many),
        ("address", page(Needed::Address)),
        ("address-refused", refused),
        ("address-opened", opened),
        ("password-by-mail", by_mail),
    ]
}

/// What the operator types.
fn command(account: &str) -> String {
    format!("sekisho account enrol {account}")
}

/// `GET /console/enrol`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    if signed.session.registers.is_some() {
        return Ok(Redirect::to(REGISTER).into_response());
    }
    if signed.holder.credentials().has_mfa() {
        return Ok(Redirect::to("/console").into_response());
    }
    let view = visit.ask(&EnrolmentUnderWay).await?;
    let open = view.proved || view.need == Need::Nothing;
    if open && !signed.due.is_past_due() {
        return Ok(wizard().into_response());
    }
    page(&draw(&visit, &signed, view))
}

fn wizard() -> Redirect {
    Redirect::to("/console/security-credentials/mfa/new")
}

fn draw(visit: &Visit, signed: &SignedIn, view: EnrolmentView) -> Page {
    let since = signed.due.due_at().filter(|_| signed.due.is_past_due());
    let needed = match (view.need, view.mailbox) {
        _ if view.proved => Needed::Nothing,
        (Need::Nothing, _) => Needed::Nothing,
        (Need::Code, Some(mailbox)) => Needed::Code {
            mailbox,
            sent: view.code_sent_at.map(|at| visit.when(at)),
        },
        (Need::Code | Need::Address, _) => Needed::Address,
    };
    Page {
        layout: visit.frame(signed),
        since: since.map(|at| due::zone(signed).instant(visit.t, at)),
        needed,
        helper: match &signed.holder {
            Holder::Root(_) => Helper::Operator(command(signed.account.id.as_str())),
            Holder::User(_) => Helper::Administrator,
        },
        opened: visit.cookies.value(Cookie::Enrolment).is_some(),
        code: Secret::default(),
        address: Field::default(),
    }
}

async fn again(visit: &Visit) -> Result<Page, Stop> {
    let signed = visit.signed_in_or_enrolling().await?;
    let view = visit.ask(&EnrolmentUnderWay).await?;
    Ok(draw(visit, &signed, view))
}

/// The forms of the page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to(ENROLMENT)
}

/// `POST /console/enrol/send`: a code by mail; the last one counts.
pub(crate) async fn send(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&SendEnrolmentCode).await {
        Ok(()) => Ok(visit
            .done(ENROLMENT, &Done::EnrolmentCodeSent)
            .into_response()),
        Err(Refusal::TooManyMails) => {
            let mut page = again(&visit).await?;
            let text = visit.t.error_too_many_mails();
            match page.needed {
                Needed::Code { sent: Some(_), .. } => page.code = Secret::refused(text),
                _ => page.layout.flash = Some(Notice::refused(text)),
            }
            refused(&page)
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Code {
    code: String,
}

/// `POST /console/enrol/code`.
pub(crate) async fn pass_code(visit: Visit, Form(input): Form<Code>) -> Answered {
    let t = visit.t;
    let refusal = match visit.call(&PassEnrolmentCode { code: input.code }).await {
        Ok(()) => return Ok(wizard().into_response()),
        Err(refusal) => refusal,
    };
    let mut page = again(&visit).await?;
    match refusal {
        Refusal::Enrolment(EnrolmentFault::CodeWrong) => {
            page.code = Secret::refused(t.error_enrol_code_wrong());
        }
        // The field is gone with the code.
        Refusal::Enrolment(EnrolmentFault::CodeOver) => {
            page.layout.flash = Some(Notice::refused(t.error_enrol_code_over()));
        }
        other => return Err(visit.stop(other)),
    }
    refused(&page)
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Address {
    address: String,
}

/// `POST /console/enrol/address`: what somebody handed over, whole or its token alone.
pub(crate) async fn pass_address(visit: Visit, Form(input): Form<Address>) -> Answered {
    let outcome = match token_of(&input.address) {
        Some(token) => visit.call(&PassEnrolmentAddress { token }).await,
        None => Err(Refusal::Enrolment(EnrolmentFault::AddressOver)),
    };
    match outcome {
        Ok(()) => Ok(wizard().into_response()),
        Err(Refusal::Enrolment(EnrolmentFault::AddressOver)) => {
            let mut page = again(&visit).await?;
            page.address = Field::refused("", visit.t.error_enrol_address());
            refused(&page)
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// `POST /console/enrol/opened`: the address that was opened in this browser.
pub(crate) async fn pass_opened(visit: Visit, _: Form<Nothing>) -> Answered {
    let Some(cookie) = visit.cookies.value(Cookie::Enrolment) else {
        return Ok(back().await.into_response());
    };
    let token = Token::presented(cookie.as_str());
    let forget = visit.cookies.clear(Cookie::Enrolment);
    match visit.call(&PassEnrolmentAddress { token }).await {
        Ok(()) => Ok((forget, wizard()).into_response()),
        Err(Refusal::Enrolment(EnrolmentFault::AddressOver)) => {
            let mut page = again(&visit).await?;
            page.opened = false;
            page.address = Field::refused("", visit.t.error_enrol_address());
            Ok((forget, refused(&page)?).into_response())
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// The token in an address that somebody pasted, or the token itself.
fn token_of(typed: &str) -> Option<Token> {
    let typed = rules::typed::tidy(typed);
    let query = typed.split_once('?').map(|(_, query)| query.as_bytes());
    let named = query.and_then(|query| {
        form_urlencoded::parse(query)
            .find(|(name, _)| name == "token")
            .map(|(_, value)| value.into_owned())
    });
    let token = CookieValue::parse(&named.unwrap_or(typed))?;
    Some(Token::presented(token.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_pasted_whole_or_as_its_token() {
        let hash = |token: &str| Token::presented(token).hash();
        for (typed, found) in [
            ("abc-_123", Some("abc-_123")),
            ("  abc123\n", Some("abc123")),
            (
                "https://sekisho.example.jp/signin/enrol?token=abc",
                Some("abc"),
            ),
            (
                "https://sekisho.example.jp/signin/enrol?a=b&token=abc",
                Some("abc"),
            ),
            ("https://sekisho.example.jp/signin/enrol", None),
            ("https://sekisho.example.jp/signin/enrol?token=", None),
            ("", None),
            ("二つ", None),
        ] {
            let token = token_of(typed).map(|token| token.hash());
            assert_eq!(token, found.map(hash), "{typed}");
        }
    }
}
