//! The pages before the console: set-up, the two doors, MFA, the forced change of password.
//!
//! One module is one page with the template of the same name. They hold no state between two
//! requests: what a later step needs and is not secret travels in hidden fields.

pub mod cancel_email;
pub mod cancel_recovery;
pub mod choose;
pub mod enrol;
pub mod lost_device;
pub mod mfa;
pub mod mfa_key;
pub mod new_password;
pub mod no_account_yet;
pub mod prove;
pub mod recover;
pub mod root_email;
pub mod root_forgot;
pub mod root_password;
pub mod root_reset;
pub mod setup;
pub mod signed_out;
pub mod user;

use axum::response::{IntoResponse, Redirect};
use rules::Due;
use service::Refusal;
use service::ops::sessions::SignOut;
use service::ops::sign_in::{Entered, SignInUnderWay, UnderWay};

use crate::http::{Cookie, Form, OwnPath, ReturnTo};
use crate::layout::Who;
use crate::signin::signed_out::Reason;
use crate::visit::{Answered, Stop, Visit, page, with_return};

/// Where a step of the sign-in leads.
pub(crate) async fn go_on(visit: &Visit, entered: &Entered, return_to: Option<&str>) -> Answered {
    let return_to = return_to.unwrap_or("/console");
    let metrics = visit.app.metrics();
    Ok(match entered {
        Entered::Mfa(ticket) => {
            metrics.sign_in("password_right");
            (
                visit.token_cookie(Cookie::Ticket, ticket)?,
                Redirect::to(&with_return("/signin/mfa", return_to)),
            )
                .into_response()
        }
        Entered::NewPassword(ticket) => {
            metrics.sign_in("new_password_due");
            let to = with_return("/signin/new-password", return_to);
            (
                visit.token_cookie(Cookie::Ticket, ticket)?,
                Redirect::to(&to),
            )
                .into_response()
        }
        Entered::Open(session, due) => {
            metrics.sign_in("open");
            end_old_session(visit).await?;
            let to = OwnPath::parse(return_to).unwrap_or_else(|_| OwnPath::console());
            let to = match due {
                Due::Enrolled | Due::Free => to.to_string(),
                Due::Until(_) | Due::FromFirstSignIn(_) => {
                    with_return("/console/mfa-required", to.as_str())
                }
                Due::PastDue(_) => "/console/enrol".to_owned(),
            };
            (
                visit.session_cookie(session)?,
                visit.cookies.clear(Cookie::Ticket),
                Redirect::to(&to),
            )
                .into_response()
        }
    })
}

/// Whoever signs in over an open session leaves none behind.
async fn end_old_session(visit: &Visit) -> Result<(), Stop> {
    if visit.cookies.value(Cookie::Session).is_none() {
        return Ok(());
    }
    match visit.call(&SignOut).await {
        Ok(()) | Err(Refusal::SessionOver(_)) => Ok(()),
        Err(refusal) => Err(visit.stop(refusal)),
    }
}

/// The sign-in that this browser has under way; without one, back to its beginning.
pub(crate) async fn under_way(visit: &Visit) -> Result<(service::Token, UnderWay), Stop> {
    let Some(cookie) = visit.cookies.value(Cookie::Ticket) else {
        return Err(visit.stop(Refusal::TicketOver));
    };
    let ticket = service::Token::presented(cookie.as_str());
    let found = visit
        .at_the_door(&SignInUnderWay {
            ticket: ticket.hash(),
        })
        .await;
    Ok((ticket, found.map_err(|refusal| visit.stop(refusal))?))
}

/// Who is signing in, and what they called their account.
pub(crate) fn person(under_way: &UnderWay) -> (Who, String) {
    match &under_way.holder {
        service::Holder::Root(root) => (Who::Root, root.email.to_string()),
        service::Holder::User(user) => {
            (Who::User(user.name.to_string()), under_way.account.clone())
        }
    }
}

/// `GET /signin/signed-out`.
pub(crate) async fn after_sign_out(visit: Visit) -> Answered {
    over(&visit, Reason::Asked, ReturnTo(None))
}

/// `GET /signin/expired`.
pub(crate) async fn after_expiry(visit: Visit, return_to: ReturnTo) -> Answered {
    over(&visit, Reason::Expired, return_to)
}

/// `GET /signin/ended`.
pub(crate) async fn after_the_end(visit: Visit, return_to: ReturnTo) -> Answered {
    over(&visit, Reason::Ended, return_to)
}

fn over(visit: &Visit, reason: Reason, ReturnTo(return_to): ReturnTo) -> Answered {
    let return_to = return_to.as_ref().map(OwnPath::to_string);
    page(&signed_out::Page {
        layout: visit.layout(),
        reason,
        return_to,
    })
}

/// `POST /signout`: ends the session. Whoever has none is signed out already.
pub(crate) async fn sign_out(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&SignOut).await {
        Ok(()) | Err(Refusal::SessionOver(_)) => {}
        Err(refusal) => return Err(visit.stop(refusal)),
    }
    Ok((
        visit.cookies.clear(Cookie::Session),
        Redirect::to("/signin/signed-out"),
    )
        .into_response())
}

/// A form without fields of its own.
#[derive(serde::Deserialize)]
pub(crate) struct Nothing {}
