//! Signing in: password, code, a forced change of password, open.
//!
//! Whatever is wrong with the name or the password, the answer, the work and the time are the same
//! (PW-6); a stranger's wrong passwords count against the stranger's own network only (OP-3).

use rules::ids::{AccountId, Alias, Email, UserName};
use rules::password::Password;
use rules::recovery::OpenedBy;
use rules::session::{MfaProof, Session};
use rules::signin::{KnownBrowser, Step, Ticket};
use rules::usage::Meter;
use rules::{Account, DeviceKind, Due, MfaDevice, PasswordPolicy, Principal, SerialNumber, User};
use serde_json::json;

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::codes::{self, Checked};
use crate::gate;
use crate::letters::What;
use crate::mailroom;
use crate::ops::devices::held;
use crate::ops::sessions::stamp_device;
use crate::passwords;
use crate::person::{self, Holder};
use crate::records;
use crate::refusal::Refusal;
use crate::root_email;
use crate::secrets::Token;
use crate::stamps::Stamp;

/// The two doors, with what is typed at them, tidied.
#[derive(Clone, Debug)]
pub enum Door {
    /// For root: the address.
    Root(String),
    /// For users: the account's id or alias, and the name.
    User {
        /// Account id or alias.
        account: String,
        /// User name.
        name: String,
    },
}

/// Where a step of the sign-in led.
pub enum Entered {
    /// To the MFA page, with the ticket for it.
    Mfa(Token),
    /// To the page for a new password, with the ticket for it.
    NewPassword(Token),
    /// Into the console, with the session's cookie; whoever is past due only to their enrolment.
    Open(Token, Due),
}

/// The first step.
pub struct SignInPassword {
    /// Which door, and what was typed there.
    pub door: Door,
    /// The password.
    pub password: Password,
}

impl Operation for SignInPassword {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let holder = find(call, &self.door).await?;
        let identifier = identifier(&self.door, holder.as_ref());
        let right =
            passwords::check_at_the_door(call, holder.as_ref(), &identifier, &self.password)
                .await?;
        let Some(mut holder) = holder else {
            return Ok(Answer::Refused(Refusal::SignInFailed));
        };
        if !right {
            tell_failure(call, &holder, None, &Refusal::SignInFailed, false);
            return Ok(Answer::Refused(Refusal::SignInFailed));
        }
        if !is_good(call, &mut holder).await? {
            tell_failure(call, &holder, None, &Refusal::PasswordExpired, false);
            return Ok(Answer::Refused(Refusal::PasswordExpired));
        }
        // Said behind the right password only: strangers learn nothing of how an account stands (PW-6).
        if let Err(refusal) = closing::admits(&mut call.tx, &holder, None).await {
            tell_failure(call, &holder, None, &refusal, false);
            return Ok(Answer::Refused(refusal));
        }
        let token = call.draw(Token::random);
        let ticket = Ticket {
            id: token.hash(),
            principal: holder.principal(),
            password_at: call.now(),
            generation: holder.credentials().session_generation,
            mfa: None,
            browser: call.visitor.browser.clone(),
            registers: None,
        };
        if holder.credentials().has_mfa() {
            let mut draft = Draft::new(
                "CheckMfa",
                SIGN_IN,
                Who::AtTheDoor(&holder),
                ticket.principal.account(),
            );
            draft.response = json!({ "CheckMfa": "Success" });
            draft.additional = json!({ "MfaType": mfa_type(call, &holder).await? });
            call.tell(draft);
        }
        Ok(Answer::Done(go_on(call, &holder, &ticket, token).await?))
    }
}

/// AWS's word for what somebody may prove themselves with.
async fn mfa_type(call: &mut Call<'_>, holder: &Holder) -> Result<&'static str, Refusal> {
    let [serial] = holder.credentials().devices.as_slice() else {
        return Ok("Multiple MFA Devices");
    };
    let key = records::device_key(holder.account(), serial);
    let device = call.tx.load::<MfaDevice>(&key).await?;
    Ok(match device.map(|device| device.kind) {
        Some(DeviceKind::SecurityKey) => "U2F MFA",
        _ => "Virtual MFA",
    })
}

/// Whether a password that was right still opens anything. One that is too old for the account's
/// policy has to be changed by its owner, or, where the policy says so, by an administrator.
async fn is_good(call: &mut Call<'_>, holder: &mut Holder) -> Result<bool, Refusal> {
    let now = call.now();
    let Some(password) = holder.credentials().password else {
        return Ok(false);
    };
    if !password.is_alive(now) || holder.principal().is_root() {
        return Ok(password.is_alive(now));
    }
    let key = records::account_key(holder.account());
    let account = call.tx.load::<Account>(&key).await?;
    let policy = account.and_then(|account| account.password_policy);
    let Some(policy) = policy.filter(|policy| policy.is_too_old(&password, now)) else {
        return Ok(true);
    };
    if policy.hard_expiry {
        return Ok(false);
    }
    if let Some(password) = &mut holder.credentials_mut().password
        && !password.must_change
    {
        password.must_change = true;
        holder.save(&mut call.tx).await?;
    }
    Ok(true)
}

/// How far a sign-in has come. Whoever asks has the ticket, so the password was right.
pub struct SignInUnderWay {
    /// The ticket's hash.
    pub ticket: String,
}

/// What the pages between the password and the console show.
#[derive(Clone, Debug)]
pub struct UnderWay {
    /// Who is signing in.
    pub holder: Holder,
    /// The account's alias or id.
    pub account: String,
    /// What the account asks of a new password of this person.
    pub password_policy: Option<PasswordPolicy>,
    /// What comes next.
    pub step: Step,
    /// The devices, in the order of their assignment.
    pub devices: Vec<MfaDevice>,
    /// The one to begin with: used last in this browser, else the first of that kind, else the first.
    pub preselected: Option<SerialNumber>,
}

impl Operation for SignInUnderWay {
    type Output = UnderWay;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<UnderWay>, Refusal> {
        let (ticket, holder) = ticket(call, &self.ticket).await?;
        let principal = &ticket.principal;
        let devices = held(call, &holder).await?;
        let preselected = preselected(call, &holder, &ticket.browser).await?;
        let account = call
            .tx
            .load::<Account>(&records::account_key(principal.account()))
            .await?;
        let account = account.ok_or(Refusal::TicketOver)?;
        let password_policy = match &holder {
            Holder::Root(_) => None,
            Holder::User(_) => account.password_policy.clone(),
        };
        let account = account.sign_in_name().to_owned();
        let step = ticket.step(holder.credentials());
        Ok(Answer::Done(UnderWay {
            holder,
            account,
            password_policy,
            step,
            devices,
            preselected,
        }))
    }
}

/// The device that a page which asks for a second factor begins with: the one that was used last in
/// this browser, or, if that is gone, the first of its kind.
pub(crate) async fn preselected(
    call: &mut Call<'_>,
    holder: &Holder,
    browser: &str,
) -> Result<Option<SerialNumber>, Refusal> {
    let devices = &holder.credentials().devices;
    let key = records::browser_key(
        &holder.principal(),
        if browser.is_empty() { "-" } else { browser },
    );
    let known = call.tx.load::<KnownBrowser>(&key).await?;
    let Some(last) = known.and_then(|known| known.last_device) else {
        return Ok(devices.first().cloned());
    };
    let held = devices.iter().find(|serial| **serial == last);
    let of_its_kind = || {
        let mut devices = devices.iter();
        devices.find(|serial| DeviceKind::is_shared_by(serial, &last))
    };
    Ok(held.or_else(of_its_kind).or(devices.first()).cloned())
}

/// The second step: a code of one named device.
pub struct SignInCode {
    /// The ticket's hash.
    pub ticket: String,
    /// The ticket itself, to go on with.
    pub token: Token,
    /// The device that was preselected or chosen.
    pub device: SerialNumber,
    /// The code as it was typed.
    pub code: String,
}

impl Operation for SignInCode {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let (mut ticket, holder) = ticket(call, &self.ticket).await?;
        match codes::check(call, &holder, &self.device, &self.code).await? {
            Checked::Refused {
                refusal,
                reused,
                tell,
            } => {
                tell_failure(call, &holder, Some(&self.device), &refusal, reused);
                if tell {
                    password_is_known(call, holder.clone()).await?;
                }
                Ok(Answer::Refused(refusal))
            }
            Checked::Right => {
                ticket.mfa = Some(MfaProof {
                    serial: self.device.clone(),
                    at: call.now(),
                });
                stamp_device(call, &self.device, &holder);
                let token = Token::presented(self.token.reveal());
                Ok(Answer::Done(go_on(call, &holder, &ticket, token).await?))
            }
        }
    }
}

/// The third step, where it is due: a password of one's own instead of one that others know. It is
/// authorised by the current password, which the ticket stands for.
pub struct SignInNewPassword {
    /// The ticket's hash.
    pub ticket: String,
    /// The new password.
    pub password: Password,
}

impl Operation for SignInNewPassword {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let (mut ticket, mut holder) = ticket(call, &self.ticket).await?;
        if ticket.step(holder.credentials()) != Step::NewPassword {
            return Err(Refusal::TicketOver);
        }
        passwords::set_own(call, &mut holder, &self.password).await?;
        ticket.generation = holder.credentials().session_generation;
        let draft = Draft::new(
            "PasswordUpdated",
            SIGN_IN,
            Who::AtTheDoor(&holder),
            ticket.principal.account(),
        );
        call.tell(draft);
        mailroom::tell_of(call, &holder, What::PasswordChanged).await?;
        let token = call.draw(Token::random);
        Ok(Answer::Done(go_on(call, &holder, &ticket, token).await?))
    }
}

/// Keeps the ticket for the next step, or opens the session.
pub(crate) async fn go_on(
    call: &mut Call<'_>,
    holder: &Holder,
    ticket: &Ticket,
    token: Token,
) -> Result<Entered, Refusal> {
    closing::admits(&mut call.tx, holder, ticket.registers.as_ref()).await?;
    match ticket.step(holder.credentials()) {
        Step::Mfa => {
            call.tx.save(ticket).await?;
            Ok(Entered::Mfa(token))
        }
        Step::NewPassword => {
            call.tx.save(ticket).await?;
            Ok(Entered::NewPassword(token))
        }
        Step::Open => {
            call.tx.erase(records::ticket_key(&ticket.id)).await?;
            let (token, due) = open(call, holder, ticket).await?;
            Ok(Entered::Open(token, due))
        }
    }
}

/// Opens a session for whoever got to the end of the sign-in.
async fn open(
    call: &mut Call<'_>,
    holder: &Holder,
    ticket: &Ticket,
) -> Result<(Token, Due), Refusal> {
    let now = call.now();
    let usual = &call.shared.settings.time_zone;
    let due = gate::ask_at_sign_in(&mut call.tx, holder, usual).await?;
    let closing = closing::of(&mut call.tx, holder.account()).await?;
    let token = call.draw(Token::random);
    let session = Session {
        id: token.hash(),
        principal: ticket.principal.clone(),
        opened_at: now,
        seen_at: now,
        password_at: ticket.password_at,
        mfa: ticket.mfa.clone(),
        generation: ticket.generation,
        closings: closing.times,
        ended: false,
        browser: ticket.browser.clone(),
        source_ip: call.visitor.ip.clone(),
        user_agent: call.visitor.user_agent.clone(),
        registers: ticket.registers.clone(),
        switched: None,
        recent_roles: Vec::new(),
    };
    call.tx.create(&session)?;
    let signed_in = (ticket.principal.clone(), Meter::SignIn);
    call.tx.tally.push(signed_in);
    remember_browser(
        call,
        &ticket.principal,
        ticket.mfa.as_ref().map(|mfa| &mfa.serial),
    )
    .await?;
    call.shared
        .stamps
        .set(records::password_key(&ticket.principal), Stamp::at(now));
    let mut draft = Draft::new(
        "ConsoleLogin",
        SIGN_IN,
        Who::AtTheDoor(holder),
        ticket.principal.account(),
    );
    draft.response = json!({ "ConsoleLogin": "Success" });
    draft.additional = login_data(ticket.mfa.as_ref().map(|mfa| &mfa.serial));
    if due.is_past_due() {
        draft.additional["EnrolmentOnly"] = json!(true);
    }
    if let Some(registration) = &ticket.registers {
        draft.additional["RegistrationOnly"] = json!(match registration.by {
            OpenedBy::RecoveryCode => "RecoveryCode",
            OpenedBy::Operator => "Operator",
        });
    }
    call.tell(draft);
    if let Holder::Root(_) = holder {
        let mfa = ticket.mfa.is_some();
        mailroom::tell_of(call, holder, What::RootSignedIn { mfa }).await?;
    }
    Ok((token, due))
}

/// Remembers that somebody signed in with this browser, and whether MFA was passed in it.
pub(crate) async fn remember_browser(
    call: &mut Call<'_>,
    principal: &Principal,
    device: Option<&SerialNumber>,
) -> Result<(), Refusal> {
    if call.visitor.browser.is_empty() {
        return Ok(());
    }
    let now = call.now();
    let before = call
        .tx
        .load::<KnownBrowser>(&records::browser_key(principal, &call.visitor.browser))
        .await?;
    let before = before.filter(|known| known.is_known(now));
    let known = KnownBrowser {
        principal: principal.clone(),
        browser: call.visitor.browser.clone(),
        signed_in_at: now,
        passed_mfa: device.is_some() || before.as_ref().is_some_and(|known| known.passed_mfa),
        last_device: device
            .cloned()
            .or_else(|| before.as_ref().and_then(|known| known.last_device.clone())),
        guesses: before.map(|known| known.guesses).unwrap_or_default(),
    };
    call.tx.save(&known).await?;
    Ok(())
}

/// The ticket of a sign-in that is under way in this browser, and whose it is.
pub(crate) async fn ticket(call: &mut Call<'_>, id: &str) -> Result<(Ticket, Holder), Refusal> {
    let Some(ticket) = call.tx.load::<Ticket>(&records::ticket_key(id)).await? else {
        return Err(Refusal::TicketOver);
    };
    let Some(holder) = person::holder(&mut call.tx, &ticket.principal).await? else {
        return Err(Refusal::TicketOver);
    };
    let password = holder.credentials().password.as_ref();
    if !password.is_some_and(|password| password.is_alive(call.now())) {
        return Err(Refusal::TicketOver);
    }
    if !ticket.is_open(&call.visitor.browser, holder.credentials(), call.now()) {
        return Err(Refusal::TicketOver);
    }
    closing::admits(&mut call.tx, &holder, ticket.registers.as_ref()).await?;
    Ok((ticket, holder))
}

/// Who stands behind what was typed as a name. What cannot be a name is nobody's.
async fn find(call: &mut Call<'_>, door: &Door) -> Result<Option<Holder>, Refusal> {
    match door {
        Door::Root(email) => {
            let Ok(email) = Email::parse(email) else {
                return Ok(None);
            };
            Ok(root_email::root_by(call, &email).await?.map(Holder::Root))
        }
        Door::User { account, name } => {
            let Some(account) = account_named(call, account).await? else {
                return Ok(None);
            };
            let Ok(name) = UserName::parse(name) else {
                return Ok(None);
            };
            Ok(call
                .tx
                .find::<User>(&records::user_name_is(&account, &name))
                .await?
                .map(Holder::User))
        }
    }
}

/// The account of this id or alias.
pub(crate) async fn account_named(
    call: &mut Call<'_>,
    typed: &str,
) -> Result<Option<AccountId>, Refusal> {
    if let Ok(id) = AccountId::parse(typed) {
        return Ok(Some(id));
    }
    let Ok(alias) = Alias::parse(&typed.to_ascii_lowercase()) else {
        return Ok(None);
    };
    let owner = call.tx.owner(&records::alias_is(&alias)).await?;
    Ok(owner.and_then(|key| AccountId::parse(&key.account).ok()))
}

/// What wrong passwords are counted by: somebody who exists, however they are named (by alias or by
/// id), or else what was typed, in the form in which two spellings of one name are one.
pub(crate) fn identifier(door: &Door, holder: Option<&Holder>) -> String {
    match (door, holder) {
        (_, Some(holder)) => format!("person\0{}", holder.principal().stable_id()),
        (Door::Root(email), None) => format!("root\0{}", email.to_lowercase()),
        (Door::User { account, name }, None) => {
            format!("user\0{}\0{}", account.to_lowercase(), name.to_lowercase())
        }
    }
}

fn login_data(device: Option<&SerialNumber>) -> serde_json::Value {
    let mut data = json!({
        "LoginTo": "/console",
        "MobileVersion": "No",
        "MFAUsed": if device.is_some() { "Yes" } else { "No" },
    });
    if let Some(serial) = device {
        data["MFAIdentifier"] = json!(serial.as_str());
    }
    data
}

/// A sign-in that failed, of somebody who exists.
pub(crate) fn tell_failure(
    call: &mut Call<'_>,
    holder: &Holder,
    device: Option<&SerialNumber>,
    refusal: &Refusal,
    reused: bool,
) {
    let principal = holder.principal();
    let mut draft = Draft::new(
        "ConsoleLogin",
        SIGN_IN,
        Who::AtTheDoor(holder),
        principal.account(),
    );
    draft.response = json!({ "ConsoleLogin": "Failure" });
    draft.additional = login_data(device);
    if reused {
        draft.additional["MFACodeReused"] = json!(true);
    }
    draft.error = Some(("Failed authentication", refusal.to_string()));
    call.tell(draft);
}

/// Ten wrong codes behind a right password: somebody else knows it, and its owner is told (OP-1).
pub(crate) async fn password_is_known(
    call: &mut Call<'_>,
    mut holder: Holder,
) -> Result<(), Refusal> {
    let principal = holder.principal();
    if let Some(password) = &mut holder.credentials_mut().password {
        password.known_to_others = true;
        holder.save(&mut call.tx).await?;
    }
    let mut draft = Draft::new(
        "PasswordKnownToOthers",
        "sekisho",
        Who::AtTheDoor(&holder),
        principal.account(),
    );
    draft.additional = json!({ "wrongCodesInARow": rules::guess::TELL_AFTER });
    call.tell(draft);
    mailroom::tell_of(call, &holder, What::PasswordKnown).await
}
