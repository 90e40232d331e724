//! One's own recovery codes: how many are left, ten new ones shown once, and for root the switch.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use data_encoding::BASE64;
use serde::Deserialize;
use service::ops::recovery_codes::{
    CreateRecoveryCodes, ShowRecoveryCodes, SwitchRecoveryCodes, Switched,
};
use service::ops::sessions::SignedIn;
use zeroize::Zeroizing;

use super::devices;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, When, Whose};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page};

/// Where the page stands.
const AT: &str = "/console/security-credentials/recovery-codes";

/// Before and after recovery codes are made.
#[derive(Template)]
#[template(path = "console/recovery_codes.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What is shown.
    pub step: Step,
}

/// What is shown.
pub enum Step {
    /// What is known of the codes.
    Known {
        /// Whether there are any, or may be.
        state: State,
        /// Whether it is root, who can turn them off.
        root: bool,
    },
    /// The codes, this once.
    Made {
        /// In groups of four.
        codes: Vec<Zeroizing<String>>,
        /// All of them as a file: a `data:` address, so that nothing is kept for a download.
        file: Zeroizing<String>,
    },
}

/// Whether there are recovery codes, or may be.
pub enum State {
    /// Root has not turned them on.
    Off,
    /// There is no device that they could stand in for.
    NeedsMfa,
    /// They can be made.
    On {
        /// How many are left.
        left: usize,
        /// When they were made, if they were.
        made: Option<When>,
    },
}

impl Page {
    const WHOSE: Whose = Whose::Own;

    fn title(&self) -> &'static str {
        match self.step {
            Step::Known { .. } => self.layout.t.codes_title(),
            Step::Made { .. } => self.layout.t.codes_made_title(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout, step| Page { layout, step };
    let known = |state, root| Step::Known { state, root };
    let on = |left, made| State::On { left, made };
    let when = || Some(devices::sample::when("2024-07-16 09:15"));
    let codes: Vec<_> = (0..10)
        .map(|_| Zeroizing::new("n0ta-c0de-n0ta-c0de-n0ta-c0de".to_owned()))
        .collect();
    let file = file(t, "hanako", "123456789012", "2024-07-16", &codes);
    vec![
        (
            "none",
            page(gallery::user(t, AT), known(on(0, None), false)),
        ),
        (
            "some",
            page(gallery::user(t, AT), known(on(8, when()), false)),
        ),
        (
            "needs-mfa",
            page(gallery::user(t, AT), known(State::NeedsMfa, false)),
        ),
        (
            "root-off",
            page(gallery::root(t, AT), known(State::Off, true)),
        ),
        (
            "root",
            page(gallery::root(t, AT), known(on(10, when()), true)),
        ),
        (
            "made",
            page(gallery::user(t, AT), Step::Made { codes, file }),
        ),
    ]
}

/// `GET …/recovery-codes`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    if !signed.holder.credentials().has_mfa() {
        let root = signed.holder.principal().is_root();
        let state = State::NeedsMfa;
        return draw(&visit, &signed, Step::Known { state, root });
    }
    let signed = visit.freshly_signed_in(AT).await?;
    let known = visit.ask(&ShowRecoveryCodes).await?;
    let state = if known.on {
        State::On {
            left: known.left,
            made: known.made_at.map(|at| visit.when(at)),
        }
    } else {
        State::Off
    };
    let root = signed.holder.principal().is_root();
    draw(&visit, &signed, Step::Known { state, root })
}

fn draw(visit: &Visit, signed: &SignedIn, step: Step) -> Answered {
    page(&Page {
        layout: visit.frame(signed),
        step,
    })
}

/// `POST …/recovery-codes`: makes ten.
pub(crate) async fn submit(visit: Visit, _: Form<Nothing>) -> Answered {
    let signed = visit.signed_in().await?;
    let operation = CreateRecoveryCodes {
        target: signed.holder.target(),
    };
    let made = visit.call(&operation).await;
    let made = made.map_err(|refusal| visit.stop_in(refusal, AT))?;
    let codes: Vec<_> = made
        .iter()
        .map(rules::recovery::RecoveryCode::grouped)
        .collect();
    let date = visit.when(visit.now().await?).text;
    let who = signed.holder.display_name();
    let file = file(visit.t, who, signed.account.id.as_str(), &date, &codes);
    draw(&visit, &signed, Step::Made { codes, file })
}

/// What the form of the switch holds.
#[derive(Deserialize)]
pub(crate) struct Switch {
    to: String,
}

/// `POST …/recovery-codes/switch`: turns root's codes on or off.
pub(crate) async fn switch(visit: Visit, Form(input): Form<Switch>) -> Answered {
    let (to, done) = if input.to == "on" {
        (Switched::On, Done::RecoveryCodesOn)
    } else {
        (Switched::Off, Done::RecoveryCodesOff)
    };
    let switched = visit.call(&SwitchRecoveryCodes { to }).await;
    switched.map_err(|refusal| visit.stop_in(refusal, AT))?;
    Ok(visit.done(AT, &done).into_response())
}

/// `GET …/recovery-codes/switch`: after a reload.
pub(crate) async fn back() -> Redirect {
    Redirect::to(AT)
}

fn file(
    t: Lang,
    who: &str,
    account: &str,
    date: &str,
    codes: &[Zeroizing<String>],
) -> Zeroizing<String> {
    let head = t.codes_file_head(who, account, date);
    let mut text = Zeroizing::new(format!("{head}\r\n\r\n"));
    for code in codes {
        text.push_str(code);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.push_str(t.codes_file_tail());
    text.push_str("\r\n");
    let encoded = Zeroizing::new(BASE64.encode(text.as_bytes()));
    Zeroizing::new(format!(
        "data:text/plain;charset=utf-8;base64,{}",
        encoded.as_str()
    ))
}
