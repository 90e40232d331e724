//! A device is lost: the ways that are really open to this person, and a recovery code typed.

use askama::Template;
use rules::SerialNumber;
use serde::Deserialize;
use service::ops::recovery_codes::{LostDevice, SignInRecoveryCode, Ways};
use service::{Holder, Token};

use super::mfa::{self, Device, Refused};
use crate::gallery;
use crate::http::{Cookie, Form};
use crate::lang::Lang;
use crate::layout::{Layout, Wait, When, Who};
use crate::signin::go_on;
use crate::visit::{Answered, REGISTER, Stop, Visit, page, refused};

/// The ways that are open without the device that is preselected.
#[derive(Template)]
#[template(path = "signin/lost_device.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Who is signing in.
    pub who: Who,
    /// The account's id, or root's address.
    pub account: String,
    /// The person's devices.
    pub devices: Vec<Device>,
    /// How many recovery codes are left.
    pub codes_left: u64,
    /// Why the last code did not open.
    pub refused: Option<Refused>,
    /// What the operator types, for root.
    pub command: String,
    /// When the wait of root's recovery ends, if one is under way.
    pub waiting: Option<When>,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let device = |name: &str| mfa::sample(name, name);
    let user = |codes_left, devices: &[&str]| Page {
        layout: gallery::outside(t, "/signin/lost-device"),
        who: Who::User("hanako".to_owned()),
        account: "123456789012".to_owned(),
        devices: devices.iter().map(|name| device(name)).collect(),
        codes_left,
        refused: None,
        command: String::new(),
        waiting: None,
    };
    let root = |waiting| Page {
        who: Who::Root,
        account: "root@example.com".to_owned(),
        command: command("123456789012"),
        waiting,
        ..user(0, &["safe"])
    };
    let mut wrong = user(1, &["phone", "tablet"]);
    wrong.refused = Some(Refused::Wait(Wait { seconds: 30 }));
    let ready = crate::console::devices::sample::when("2024-07-19 09:15");
    vec![
        ("one-device", user(0, &["phone"])),
        ("codes", user(10, &["phone"])),
        ("refused", wrong),
        ("root", root(None)),
        ("root-waiting", root(Some(ready))),
    ]
}

/// What the operator types.
fn command(account: &str) -> String {
    format!("sekisho account recover {account} --reason TEXT")
}

/// `GET /signin/lost-device`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let (_, ways) = ways(&visit).await?;
    page(&draw(&visit, &ways, None))
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    recovery_code: String,
    #[serde(default)]
    lost: String,
}

/// `POST /signin/lost-device`: a recovery code.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let (token, ways) = ways(&visit).await?;
    let lost = ways
        .devices
        .iter()
        .find(|one| one.name.as_str() == input.lost);
    let lost: Option<SerialNumber> = lost.map(|device| device.serial.clone());
    let operation = SignInRecoveryCode {
        ticket: token.hash(),
        token,
        code: input.recovery_code,
        lost,
    };
    let refused_by = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, Some(REGISTER)).await,
        Err(refusal) => mfa::explain(&visit, refusal).await?,
    };
    visit.app.metrics().sign_in("code_refused");
    refused(&draw(&visit, &ways, Some(refused_by)))
}

async fn ways(visit: &Visit) -> Result<(Token, Ways), Stop> {
    let Some(cookie) = visit.cookies.value(Cookie::Ticket) else {
        return Err(visit.stop(service::Refusal::TicketOver));
    };
    let token = Token::presented(cookie.as_str());
    let asked = LostDevice {
        ticket: token.hash(),
    };
    let found = visit.at_the_door(&asked).await;
    Ok((token, found.map_err(|refusal| visit.stop(refusal))?))
}

fn draw(visit: &Visit, ways: &Ways, refused: Option<Refused>) -> Page {
    let (who, account) = match &ways.holder {
        Holder::Root(root) => (Who::Root, root.email.to_string()),
        Holder::User(user) => (Who::User(user.name.to_string()), ways.account.to_string()),
    };
    Page {
        layout: visit.layout(),
        who,
        account,
        devices: ways.devices.iter().map(mfa::choice).collect(),
        codes_left: u64::try_from(ways.codes_left).unwrap_or(0),
        refused,
        command: command(ways.account.as_str()),
        waiting: ways.recovery_ready_at.map(|at| visit.when(at)),
    }
}
