//! Proves once more who is there, before a sensitive step, and leads back to it with what was typed.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::mfa;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::password::Password;
use rules::session::Proof as Wanted;
use serde::Deserialize;
use service::Refusal;
use service::ops::sessions::{OwnDevices, ProveCode, ProvePassword, SignedIn};

use crate::console::confirm_key;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, Wait, faults};
use crate::signin::mfa::{Choice, Device, Refused};

/// The page before a sensitive step.
#[derive(Template)]
#[template(path = "console/confirm.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What is asked for.
    pub proof: Proof,
    /// The form to which the page leads back: an own path, with what was typed there in its query.
    pub return_to: String,
}

/// What the person proves themselves with.
pub enum Proof {
    /// A code of a registered device.
    Mfa {
        /// The device that the code is compared with.
        device: Device,
        /// The person's other devices.
        others: Vec<Device>,
        /// How many digits the device shows.
        digits: usize,
        /// Why the last attempt was refused.
        refused: Option<Refused>,
    },
    /// The password, for somebody who has no device yet.
    Password {
        /// The password.
        password: Secret,
        /// How long to wait before the next attempt.
        wait: Option<Wait>,
    },
}

impl Page {
    /// Where somebody goes who proves nothing.
    fn out(&self) -> &str {
        if self.layout.has_one_page() {
            self.layout.home()
        } else {
            &self.return_to
        }
    }

    fn code_label(&self) -> String {
        match &self.proof {
            Proof::Mfa { digits, .. } => self.layout.t.mfa_code_digits(*digits),
            Proof::Password { .. } => String::new(),
        }
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        match &self.proof {
            Proof::Password { password, .. } => faults([(
                "password",
                self.layout.t.confirm_password(),
                &password.error,
            )]),
            Proof::Mfa { .. } => Vec::new(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |proof| Page {
        layout: gallery::root(t, "/console/confirm"),
        proof,
        return_to: "/console/create-user".to_owned(),
    };
    let by_code = |others, refused| {
        page(Proof::Mfa {
            device: mfa::sample("phone", "phone"),
            others,
            digits: 6,
            refused,
        })
    };
    let tablet = mfa::sample("tablet", "予備のタブレット");
    let password = |password, wait| page(Proof::Password { password, wait });
    let mut enrolling = password(Secret::default(), None);
    enrolling.layout = gallery::enrolling(t, "/console/confirm");
    vec![
        ("enrolling", enrolling),
        ("mfa", by_code(Vec::new(), None)),
        (
            "mfa-refused",
            by_code(vec![tablet], Some(Refused::Wait(Wait { seconds: 9 }))),
        ),
        ("mfa-spent", by_code(Vec::new(), Some(Refused::Spent))),
        ("password", password(Secret::default(), None)),
        (
            "password-refused",
            password(
                Secret::refused(t.error_password_current()),
                Some(Wait { seconds: 30 }),
            ),
        ),
    ]
}

/// Which device the address names.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    device: Option<String>,
}

/// `GET /console/confirm`.
pub(crate) async fn show(
    visit: Visit,
    Query(chosen): Query<Chosen>,
    return_to: ReturnTo,
) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let return_to = return_to.or_console();
    let Some(proof) = proof(&visit, &signed, chosen.device.as_deref()).await? else {
        return Ok(confirm_key::lead(&return_to).into_response());
    };
    page(&Page {
        layout: visit.frame(&signed),
        proof,
        return_to: return_to.to_string(),
    })
}

/// What the form holds: a code or the password.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(rename = "return")]
    return_to: OwnPath,
    #[serde(default)]
    device: String,
    #[serde(default)]
    code: String,
    other: Option<String>,
    #[serde(default)]
    password: String,
}

/// `POST /console/confirm`: proves who is there, and leads back.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    if let Some(other) = &input.other {
        let fields = [("return", input.return_to.as_str()), ("device", other)];
        return Ok(Redirect::to(&with_fields("/console/confirm", &fields)).into_response());
    }
    let Some(mut proof) = proof(&visit, &signed, Some(&input.device)).await? else {
        return Ok(confirm_key::lead(&input.return_to).into_response());
    };
    let outcome = match &proof {
        Proof::Mfa { .. } => {
            let all = visit.ask(&OwnDevices).await?;
            let device = mfa::chosen(&all.devices, Some(&input.device), all.preselected.as_ref());
            let Some(Choice::Codes(device)) = device else {
                return Err(visit.stop(Refusal::TicketOver));
            };
            visit
                .call(&ProveCode {
                    device: device.serial.clone(),
                    code: input.code,
                })
                .await
        }
        Proof::Password { .. } => {
            visit.may_try_password()?;
            visit
                .call(&ProvePassword {
                    password: Password::typed(&input.password),
                })
                .await
        }
    };
    let refusal = match outcome {
        Ok(token) => {
            return Ok((
                visit.session_cookie(&token)?,
                Redirect::to(input.return_to.as_str()),
            )
                .into_response());
        }
        Err(refusal) => refusal,
    };
    match &mut proof {
        Proof::Mfa { refused, .. } => *refused = Some(mfa::explain(&visit, refusal).await?),
        Proof::Password { password, wait } => match refusal {
            Refusal::WrongPassword => *password = Secret::refused(visit.t.error_password_current()),
            Refusal::SignInWait(until) => *wait = Some(visit.wait_until(until).await?),
            other => return Err(visit.stop(other)),
        },
    }
    refused(&Page {
        layout: visit.frame(&signed),
        proof,
        return_to: input.return_to.to_string(),
    })
}

/// What is asked for: a code of somebody who has a device, else the password. None where it is a
/// passkey or security key, which has a page of its own.
async fn proof(
    visit: &Visit,
    signed: &SignedIn,
    named: Option<&str>,
) -> Result<Option<Proof>, Stop> {
    let wanted = if signed.holder.credentials().has_mfa() {
        Wanted::Mfa
    } else {
        Wanted::Password
    };
    if wanted == Wanted::Password {
        return Ok(Some(Proof::Password {
            password: Secret::default(),
            wait: None,
        }));
    }
    let all = visit.ask(&OwnDevices).await?;
    let Some(choice) = mfa::chosen(&all.devices, named, all.preselected.as_ref()) else {
        return Err(visit.stop(Refusal::TicketOver));
    };
    let Choice::Codes(device) = &choice else {
        return Ok(None);
    };
    Ok(Some(Proof::Mfa {
        device: mfa::choice(device),
        others: mfa::others(visit.t, &all.devices, &choice),
        digits: mfa::digits(device),
        refused: None,
    }))
}
