//! One visit of a browser to a page: who it is, in which language, and the way to the operations.
//!
//! Every handler takes a [`Visit`], asks the service through it, and answers with a page or a way
//! elsewhere. What a page cannot explain in its own fields ends in [`Stop`]: the sign-in for whoever
//! is not signed in, the proof for whoever must give one, the page of a problem for the rest.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::{Method, StatusCode, request};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use rules::Due;
use rules::session::{Over, Proof};
use rules::switch::Colour;
use service::authorise::Resource;
use service::call::Operation;
use service::ops::sessions::{InRole, MayI, SignedIn, WhoAmI};
use service::refusal::ClosingFault;
use service::{Caller, Holder, Refusal, Target, Token, Visitor};

use crate::console::switch_role;
use crate::due;
use crate::http::{
    App, Client, Cookie, CookieValue, Cookies, CsrfToken, OwnPath, Problem, RequestId, RetryAfter,
    SetCookie,
};
use crate::lang::Lang;
use crate::layout::{
    self, CurrentRole, Layout, Notice, Overviews, Permitted, Reach, RecentRole, Wait, When, Who,
    Whose,
};
use crate::notice::Notices;

mod said;

/// What a handler needs of a request.
pub(crate) struct Visit {
    pub(crate) app: App,
    pub(crate) t: Lang,
    pub(crate) cookies: Cookies,
    csrf: String,
    /// Where the language switch leads back to.
    path: String,
    notices: Notices,
    visitor: Visitor,
    network: crate::http::Network,
}

/// What ends a visit early.
pub(crate) struct Stop(Box<Response>);

/// What a handler gives back.
pub(crate) type Answered = Result<Response, Stop>;

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl Stop {
    fn with(answer: impl IntoResponse) -> Self {
        Self(Box::new(answer.into_response()))
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::with(problem)
    }
}

impl From<Redirect> for Stop {
    fn from(elsewhere: Redirect) -> Self {
        Self::with(elsewhere)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, app: &App) -> Result<Self, Problem> {
        let Ok(t) = Lang::from_request_parts(parts, app).await;
        let csrf = CsrfToken::from_request_parts(parts, app).await?;
        let Ok(cookies) = Cookies::from_request_parts(parts, app).await;
        let client = Client::from_request_parts(parts, app).await?;
        let request_id = parts
            .extensions
            .get::<RequestId>()
            .cloned()
            .unwrap_or_default();
        let browser = cookies
            .value(Cookie::Browser)
            .map(|value| value.as_str().to_owned())
            .unwrap_or_default();
        let notices = Notices::read(app, &browser, parts.uri.query().unwrap_or_default());
        let path = match parts.method {
            Method::GET => Notices::path_without(&parts.uri),
            _ => parts.uri.path().to_owned(),
        };
        Ok(Self {
            app: app.clone(),
            t,
            csrf: csrf.into_string(),
            path,
            network: client.network,
            visitor: Visitor {
                ip: client.ip.to_string(),
                network: client.network.to_string(),
                user_agent: client.user_agent,
                browser: if browser.is_empty() {
                    browser
                } else {
                    Token::presented(&browser).hash()
                },
                secure: client.secure,
                request_id: request_id.to_string(),
            },
            notices,
            cookies,
        })
    }
}

impl Visit {
    /// Whoever this is: in the session of the cookie, if there is one.
    pub(crate) fn caller(&self) -> Caller {
        match self.cookies.value(Cookie::Session) {
            Some(token) => Caller::Session(
                Token::presented(token.as_str()).hash(),
                self.visitor.clone(),
            ),
            None => self.stranger(),
        }
    }

    /// Whoever this is, at the door.
    pub(crate) fn stranger(&self) -> Caller {
        Caller::Stranger(self.visitor.clone())
    }

    /// Asks for an operation whose refusals the page explains itself.
    pub(crate) async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Refusal> {
        self.app.service().call(&self.caller(), operation).await
    }

    /// Asks for an operation; every refusal ends the visit.
    pub(crate) async fn ask<O: Operation>(&self, operation: &O) -> Result<O::Output, Stop> {
        self.call(operation)
            .await
            .map_err(|refusal| self.stop(refusal))
    }

    /// Asks for an operation of the sign-in.
    pub(crate) async fn at_the_door<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        self.app.service().call(&self.stranger(), operation).await
    }

    /// Whether this network may try a password now; asked before any is hashed.
    pub(crate) fn may_try_password(&self) -> Result<(), Stop> {
        self.app
            .throttle()
            .check(self.network)
            .map_err(|wait| Stop::from(Problem::TooManyAttempts(wait)))
    }

    /// Who is signed in. Whoever has no MFA after their deadline is led to it, and sees nothing else.
    pub(crate) async fn signed_in(&self) -> Result<SignedIn, Stop> {
        let signed = self.signed_in_or_enrolling().await?;
        if signed.session.registers.is_some() {
            return Err(Redirect::to(REGISTER).into());
        }
        if signed.due.is_past_due() {
            return Err(Redirect::to(ENROLMENT).into());
        }
        if signed.is_closed {
            return Err(Redirect::to(REOPEN).into());
        }
        Ok(signed)
    }

    /// Who is signed in, for the pages on the way to a first device. Whoever stands in a role is asked
    /// to switch back before a page about themselves, and before any once the role's time is over.
    pub(crate) async fn signed_in_or_enrolling(&self) -> Result<SignedIn, Stop> {
        let signed = self.signed_in_anyhow().await?;
        let leaves = |role: &InRole| role.is_over || is_about_oneself(&self.path);
        if signed.role.as_ref().is_some_and(leaves) {
            return Err(Redirect::to(&with_return(SWITCH_BACK, &self.path)).into());
        }
        Ok(signed)
    }

    /// Who is signed in, whatever stands in their way.
    pub(crate) async fn signed_in_anyhow(&self) -> Result<SignedIn, Stop> {
        self.ask(&WhoAmI).await
    }

    /// Who is signed in, with a proof that is fresh enough for a sensitive step; whoever has none is
    /// led to give it and then back to `return_to`.
    pub(crate) async fn freshly_signed_in(&self, return_to: &str) -> Result<SignedIn, Stop> {
        fresh(self.signed_in().await?, return_to)
    }

    /// The same for the pages on the way to a first device.
    pub(crate) async fn freshly_enrolling(&self, return_to: &str) -> Result<SignedIn, Stop> {
        fresh(self.signed_in_or_enrolling().await?, return_to)
    }

    /// The store's time.
    pub(crate) async fn now(&self) -> Result<Timestamp, Stop> {
        self.app
            .service()
            .now()
            .await
            .map_err(|refusal| self.stop(refusal))
    }

    /// Which of these the caller may do, in their order.
    pub(crate) async fn may<const N: usize>(
        &self,
        asks: [(&'static str, impl Into<Resource>); N],
    ) -> Result<[Permitted; N], Stop> {
        let actions = asks.each_ref().map(|(action, _)| *action);
        let asks = asks.map(|(action, on)| (action, on.into()));
        let allowed = self.ask(&MayI { asks: asks.into() }).await?;
        let mut allowed = allowed.into_iter();
        Ok(actions.map(|action| match allowed.next() {
            Some(true) => Permitted::Yes(()),
            _ => Permitted::Lacks(action),
        }))
    }

    /// Reads what a part of a page shows, for [`Visit::looked`]. The person asked for the page and not
    /// for this part, so that the policies refuse it is no event.
    pub(crate) async fn look<O: Operation>(&self, operation: &O) -> Result<O::Output, Refusal> {
        self.app.service().look(&self.caller(), operation).await
    }

    /// What was read for a part of a page; `action` is named in its place if the policies refuse it.
    pub(crate) fn looked<T>(
        &self,
        read: Result<T, Refusal>,
        action: &'static str,
    ) -> Result<Permitted<T>, Stop> {
        match read {
            Ok(part) => Ok(Permitted::Yes(part)),
            Err(Refusal::AccessDenied { .. }) => Ok(Permitted::Lacks(action)),
            Err(other) => Err(self.stop(other)),
        }
    }

    /// The frame of a page at the door.
    pub(crate) fn layout(&self) -> Layout {
        Layout {
            t: self.t,
            csrf: self.csrf.clone(),
            path: self.path.clone(),
            signed_in: None,
            flash: self.notices.told(self.t),
        }
    }

    /// The frame of a page of the console.
    pub(crate) fn frame(&self, signed: &SignedIn) -> Layout {
        let who = match &signed.holder {
            Holder::Root(_) => Who::Root,
            Holder::User(user) => Who::User(user.name.to_string()),
        };
        let standing = signed.role.as_ref().filter(|role| !role.is_over);
        let recent = signed.session.recent_roles.iter();
        let signed_in = layout::SignedIn {
            account_id: signed.account.id.to_string(),
            account_name: signed.account.name.to_string(),
            account_alias: signed.account.alias.as_ref().map(ToString::to_string),
            who,
            reach: match signed.due {
                _ if signed.session.registers.is_some() => Reach::Enrolment,
                Due::PastDue(_) => Reach::Enrolment,
                _ if signed.is_closed => Reach::Reopening,
                _ => Reach::Console(Overviews {
                    mfa_status: signed.sees.mfa_status,
                    deadline: signed.sees.requirement,
                    devices: signed.sees.devices,
                    events: signed.sees.events,
                    billing: signed.sees.billing,
                }),
            },
            is_responsible: signed.is_responsible,
            countdown: due::countdown(self.t, signed),
            recovery: signed
                .recovery
                .open(signed.at)
                .map(|under_way| self.when(under_way.ready_at).text),
            role: standing.map(|role| self.current_role(signed, role)),
            recent: recent
                .map(|choice| RecentRole {
                    label: choice.shown(),
                    address: switch_role::address_of(choice),
                })
                .collect(),
        };
        let mut layout = Layout {
            signed_in: Some(signed_in),
            ..self.layout()
        };
        let password = signed.holder.credentials().password.as_ref();
        if layout.flash.is_none() && password.is_some_and(|password| password.known_to_others) {
            layout.flash = Some(Notice::warning(self.t.password_is_known()));
        }
        layout
    }

    fn current_role(&self, signed: &SignedIn, role: &InRole) -> CurrentRole {
        let choice = &role.switched.choice;
        CurrentRole {
            label: choice.shown(),
            colour: choice.colour.map_or("", Colour::word),
            name: choice.path_and_name(),
            user: signed.holder.display_name().to_owned(),
            home: role.home.sign_in_name().to_string(),
            until: self.when(role.switched.ends_at),
        }
    }

    /// Where the users of an account sign in.
    pub(crate) fn sign_in_url(&self, account: &rules::Account) -> String {
        let origin = self.app.config().public_url.origin();
        format!("{origin}/signin/user?account={}", account.sign_in_name())
    }

    /// An address of this console, for people to hand on.
    pub(crate) fn whole_address(&self, path: &str) -> String {
        format!("{}{path}", self.app.config().public_url.origin())
    }

    /// An instant in the zone of this installation.
    pub(crate) fn when(&self, instant: Timestamp) -> When {
        When::at(instant, &self.app.config().time_zone)
    }

    /// How long until `when`, for a countdown.
    pub(crate) async fn wait_until(&self, when: Timestamp) -> Result<Wait, Stop> {
        let milliseconds = when.duration_since(self.now().await?).as_millis().max(0);
        Ok(Wait {
            seconds: u64::try_from(milliseconds).unwrap_or(0).div_ceil(1000),
        })
    }

    /// The cookie of a session.
    pub(crate) fn session_cookie(&self, token: &Token) -> Result<SetCookie, Stop> {
        self.token_cookie(Cookie::Session, token)
    }

    /// A cookie that holds a token.
    pub(crate) fn token_cookie(&self, cookie: Cookie, token: &Token) -> Result<SetCookie, Stop> {
        let value = CookieValue::parse(token.reveal()).ok_or(Problem::Internal)?;
        Ok(self.cookies.set(cookie, &value))
    }

    /// Leads to an own page, which tells what was done.
    pub(crate) fn done(&self, path: &str, notice: &crate::notice::Done) -> Redirect {
        Redirect::to(&self.notices.address(&self.app, path, notice))
    }

    /// The answer to a refusal that a page has no field for.
    pub(crate) fn stop(&self, refusal: Refusal) -> Stop {
        self.stop_in(refusal, &self.path)
    }

    /// Leads back to the door, which says why.
    fn session_is_over(&self, over: Over, return_to: &str) -> Stop {
        let had_one = self.cookies.value(Cookie::Session).is_some();
        let door = match over {
            _ if !had_one => "/signin",
            Over::Expired => "/signin/expired",
            Over::Ended => "/signin/ended",
        };
        let to = with_return(door, return_to);
        Stop::with((self.cookies.clear(Cookie::Session), Redirect::to(&to)))
    }

    /// As [`Visit::stop`], with the page to which whoever proves themselves is led back.
    pub(crate) fn stop_in(&self, refusal: Refusal, return_to: &str) -> Stop {
        match refusal {
            Refusal::SessionOver(over) => self.session_is_over(over, return_to),
            Refusal::NotFresh(Proof::Mfa | Proof::Password) => confirm(return_to),
            Refusal::PastDue(_) | Refusal::EnrolmentProofNeeded(_) => {
                Redirect::to(ENROLMENT).into()
            }
            Refusal::OnlyRegisters => Redirect::to(REGISTER).into(),
            // At the door it is told; inside there is one page.
            Refusal::Closing(ClosingFault::Closed) if self.path.starts_with("/console") => {
                Redirect::to(REOPEN).into()
            }
            Refusal::RoleOver | Refusal::UserNameMissing => {
                Redirect::to(&with_return(SWITCH_BACK, return_to)).into()
            }
            Refusal::AnotherAdministrator(until) => {
                Problem::AnotherAdministrator(self.when(until)).into()
            }
            Refusal::OnTrial(until) => Problem::OnTrial(self.when(until)).into(),
            Refusal::TicketOver => Redirect::to("/signin").into(),
            Refusal::SetUpClosed => Redirect::to("/signin/root").into(),
            Refusal::AccessDenied { action, ruling, .. } => Problem::NotAllowed {
                action,
                ruling: Some(ruling),
            }
            .into(),
            Refusal::Busy {
                retry_after_seconds,
            } => {
                let wait = std::time::Duration::from_secs(u64::from(retry_after_seconds));
                Problem::Busy(RetryAfter(wait)).into()
            }
            Refusal::Unavailable(reason) => {
                tracing::error!(%reason, request_id = %self.visitor.request_id, "an operation could not be done");
                Problem::Unavailable.into()
            }
            Refusal::StorageFull => {
                tracing::error!(request_id = %self.visitor.request_id, "the disk with the database is full");
                Problem::StorageFull.into()
            }
            other => said::said(&other).into(),
        }
    }
}

/// Draws a page.
pub(crate) fn page(template: &impl Template) -> Answered {
    page_with(StatusCode::OK, template)
}

/// Draws a page whose form was refused: the same page, with a status that says so.
pub(crate) fn refused(template: &impl Template) -> Answered {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

fn page_with(status: StatusCode, template: &impl Template) -> Answered {
    match template.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page cannot be drawn");
            Err(Problem::Internal.into())
        }
    }
}

/// Where somebody is led who can do nothing before they have a device.
pub(crate) const ENROLMENT: &str = "/console/enrol";

/// Where somebody is led whose session registers a device and does nothing else.
pub(crate) const REGISTER: &str = "/console/register";

/// Where root is led whose account is closed.
pub(crate) const REOPEN: &str = "/console/account/reopen";

/// Where somebody is asked to switch back.
pub(crate) const SWITCH_BACK: &str = "/console/switch-role/exit";

/// The pages about the person's own things, which a role has none of.
const ABOUT_ONESELF: [&str; 6] = [
    "/console/security-credentials",
    "/console/sessions",
    "/console/recovery",
    "/console/register",
    "/console/enrol",
    "/console/mfa-required",
];

fn is_about_oneself(path: &str) -> bool {
    let starts = |start: &str| {
        let rest = path.strip_prefix(start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    ABOUT_ONESELF.into_iter().any(starts)
}

fn fresh(signed: SignedIn, return_to: &str) -> Result<SignedIn, Stop> {
    // Such a session is never fresh, and the registration is what it is for.
    if signed.session.registers.is_some() {
        return Ok(signed);
    }
    let lacks = signed
        .session
        .lacks_fresh(signed.holder.credentials(), signed.at);
    match lacks {
        Some(_) => Err(confirm(return_to)),
        None => Ok(signed),
    }
}

/// Leads to the page that asks for a proof and then back.
fn confirm(return_to: &str) -> Stop {
    Redirect::to(&with_return("/console/confirm", return_to)).into()
}

/// An address that carries on where to go afterwards.
pub(crate) fn with_return(path: &str, return_to: &str) -> String {
    match OwnPath::parse(return_to) {
        Ok(own) if own.as_str() != "/console" => {
            let encoded: String =
                form_urlencoded::byte_serialize(own.as_str().as_bytes()).collect();
            format!("{path}?return={encoded}")
        }
        _ => path.to_owned(),
    }
}

/// An own address with these fields in its query, for a page that fills its form from them.
pub(crate) fn with_fields(path: &str, fields: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

impl Whose {
    /// Whom the operations about these devices name.
    pub(crate) fn target(&self, signed: &SignedIn) -> Result<Target, Stop> {
        match self {
            Self::Own => match signed.oneself() {
                Some(holder) => Ok(holder.target()),
                None => Err(Redirect::to(SWITCH_BACK).into()),
            },
            Self::User(name) => rules::UserName::parse(name)
                .map(Target::User)
                .map_err(|_| Problem::NotFound.into()),
        }
    }
}
