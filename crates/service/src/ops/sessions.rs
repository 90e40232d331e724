//! One's own sessions: who am I, which are open, ending them, and proving freshly who one is.

use jiff::tz::TimeZone;
use rules::password::Password;
use rules::recovery::RootRecovery;
use rules::security_key::CeremonyKind;
use rules::session::{MfaProof, Session};
use rules::switch::Switched;
use rules::{
    Account, AccountSettings, Ceremony, Credentials, Due, MfaDevice, PendingDevice, SerialNumber,
    Timestamp,
};
use serde_json::{Value, json};
use store::{Key, Scan};

use crate::audit::{Draft, SIGN_IN, Who};
use crate::authorise::{Resource, may};
use crate::call::{Answer, Call, Operation};
use crate::codes::{self, Checked};
use crate::gate;
use crate::ops::account::load_account;
use crate::ops::devices::held;
use crate::ops::sign_in;
use crate::passwords;
use crate::person::{Holder, Target};
use crate::records::{self, EnrolmentProof, Responsible, Stored, Tx, decode};
use crate::recovery;
use crate::refusal::{Entity, Refusal};
use crate::secrets::Token;
use crate::stamps::Stamp;

/// Most sessions that the list shows.
const LIST_MAX: usize = 100;

/// Who is signed in.
pub struct WhoAmI;

/// What somebody may see of the account: the pages that the navigation leads to.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a page of its own that the navigation leads to or not"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sees {
    /// Who of it has MFA.
    pub mfa_status: bool,
    /// From when whom of it needs MFA.
    pub requirement: bool,
    /// Every device of it.
    pub devices: bool,
    /// Who did what in it.
    pub events: bool,
    /// What it used, and what it says of itself for the books.
    pub billing: bool,
}

/// The person in a session, as every page shows them.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account in which they act: a role's, or their own.
    pub account: Account,
    /// Root or the user whose session it is, also while they stand in a role.
    pub holder: Holder,
    /// The session.
    pub session: Session,
    /// Where they stand at the gate.
    pub due: Due,
    /// When that was looked at.
    pub at: Timestamp,
    /// The zone of the account's dates.
    pub zone: TimeZone,
    /// Whether the operator made them responsible for accounts.
    pub is_responsible: bool,
    /// What they may see of the account.
    pub sees: Sees,
    /// Whether the operator is getting root of the account a new device, and when that was practised.
    pub recovery: RootRecovery,
    /// The role in which they stand, if they have switched to one.
    pub role: Option<InRole>,
    /// Whether their account is closed: then they are root, on the way to reopen it.
    pub is_closed: bool,
}

/// The role in which somebody stands.
#[derive(Clone, Debug)]
pub struct InRole {
    /// Which role, and until when.
    pub switched: Switched,
    /// Whether nothing can be done in it any more: its time is over, or it was deleted.
    pub is_over: bool,
    /// The person's own account.
    pub home: Account,
}

impl SignedIn {
    /// Root or the user, unless they stand in a role, which has nothing of its own.
    pub fn oneself(&self) -> Option<&Holder> {
        Some(&self.holder).filter(|_| self.role.is_none())
    }

    /// Whether what is about `target` is about whoever acts. A role is nobody's own.
    pub fn is(&self, target: &Target) -> bool {
        self.oneself().is_some_and(|holder| holder.is(target))
    }
}

impl Operation for WhoAmI {
    type Output = SignedIn;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<SignedIn>, Refusal> {
        let session = call.session()?.clone();
        let holder = call.person()?.subject.origin().clone();
        let account = account_of(call).await?;
        let role = match &session.switched {
            None => None,
            Some(switched) => Some(InRole {
                is_over: call.person()?.role_is_over(),
                switched: switched.clone(),
                home: load_account(&mut call.tx, holder.account()).await?,
            }),
        };
        let key = records::responsible_key(&call.person()?.principal());
        let responsible = call.tx.load::<Responsible>(&key).await?;
        let settings_key = records::settings_key(&account.id);
        let settings = call.tx.load::<AccountSettings>(&settings_key).await?;
        let recovery = recovery::of(call, &account.id).await?;
        let sees = Sees {
            mfa_status: may(call, "sekisho:GetMfaStatus", &Resource::any()).await,
            requirement: may(call, "sekisho:GetMfaRequirement", &Resource::any()).await,
            devices: may(call, "sekisho:ListDevices", &Resource::any()).await,
            events: may(call, "cloudtrail:LookupEvents", &Resource::any()).await,
            billing: may(call, "billing:GetBillingData", &Resource::any()).await
                || may(call, "billing:GetBillingDetails", &Resource::any()).await,
        };
        Ok(Answer::Done(SignedIn {
            account,
            holder,
            session,
            due: call.person()?.due,
            at: call.now(),
            zone: gate::zone_of(settings.as_ref(), &call.shared.settings.time_zone),
            is_responsible: responsible.is_some_and(|found| !found.accounts.is_empty()),
            sees,
            recovery,
            role,
            is_closed: call.person()?.is_closed,
        }))
    }
}

/// The account of whoever is signed in.
pub(crate) async fn account_of(call: &mut Call<'_>) -> Result<Account, Refusal> {
    let id = call.person()?.account().clone();
    load_account(&mut call.tx, &id).await
}

/// What the caller may do, for a page that leaves out what would be refused.
pub struct MayI {
    /// Actions, each with the thing that it is about.
    pub asks: Vec<(&'static str, Resource)>,
}

impl Operation for MayI {
    type Output = Vec<bool>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<bool>>, Refusal> {
        let is_root = call.person()?.principal().is_root();
        let mut answers = Vec::with_capacity(self.asks.len());
        for (action, resource) in &self.asks {
            let roots = matches!(resource, Resource::Person(Target::Root)) && !is_root;
            answers.push(!roots && may(call, action, resource).await);
        }
        Ok(Answer::Done(answers))
    }
}

/// One's open sessions.
pub struct ListSessions;

impl Operation for ListSessions {
    type Output = Vec<Session>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Session>>, Refusal> {
        let holder = call.person()?.holder()?.clone();
        let principal = holder.principal();
        let scan = Scan {
            account: principal.account().as_str().to_owned(),
            kind: Session::KIND.into(),
            prefix: format!("{}/", principal.stable_id()),
            after: None,
            limit: LIST_MAX,
        };
        let page = call.shared.store.scan(&scan).await?;
        let mut open = Vec::new();
        for record in page.records {
            let session: Session = decode(&record.key, record.schema, &record.body)?;
            let of_now = session.closings == call.session()?.closings;
            if of_now && session.is_open(holder.credentials(), call.now()) {
                open.push(session);
            }
        }
        open.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
        Ok(Answer::Done(open))
    }
}

/// Ends one of one's sessions.
pub struct EndSession {
    /// The session's id, as the list gives it.
    pub id: String,
}

impl Operation for EndSession {
    type Output = ();

    fn parameters(&self) -> Value {
        json!({ "sessionId": self.id })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let key = records::session_key(&call.session()?.principal, &self.id);
        let Some(mut session) = call.tx.load::<Session>(&key).await? else {
            return Err(Refusal::NoSuchEntity(Entity::Session));
        };
        session.ended = true;
        call.tx.save(&session).await?;
        Ok(Answer::Done(()))
    }
}

/// Ends all of one's sessions but this one.
pub struct EndOtherSessions;

impl Operation for EndOtherSessions {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut session = call.session()?.clone();
        let mut holder = call.person()?.holder()?.clone();
        holder.credentials_mut().end_sessions();
        session.generation = holder.credentials().session_generation;
        holder.save(&mut call.tx).await?;
        call.tx.save(&session).await?;
        Ok(Answer::Done(()))
    }
}

/// Ends this session.
pub struct SignOut;

impl Operation for SignOut {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let session = call.session()?.clone();
        call.tx.remove(&session).await?;
        Ok(Answer::Done(()))
    }
}

/// One's own devices, for the page that asks for a proof: whoever is signed in may see their names.
pub struct OwnDevices;

/// One's own devices, and the one to begin with.
#[derive(Clone, Debug)]
pub struct DeviceChoice {
    /// The devices, in the order of their assignment.
    pub devices: Vec<MfaDevice>,
    /// The one to begin with: used last in this browser, or else the first.
    pub preselected: Option<SerialNumber>,
}

impl Operation for OwnDevices {
    type Output = DeviceChoice;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<DeviceChoice>, Refusal> {
        let holder = call.person()?.subject.origin().clone();
        let devices = held(call, &holder).await?;
        let browser = call.visitor.browser.clone();
        let preselected = sign_in::preselected(call, &holder, &browser).await?;
        Ok(Answer::Done(DeviceChoice {
            devices,
            preselected,
        }))
    }
}

/// Proves once more, with a code, who one is. The session gets a new cookie.
pub struct ProveCode {
    /// The device whose code it is.
    pub device: SerialNumber,
    /// The code as it was typed.
    pub code: String,
}

impl Operation for ProveCode {
    type Output = Token;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let session = call.session()?.clone();
        let holder = call.person()?.holder()?.clone();
        let person = call.person()?.clone();
        let checked = codes::check(call, &holder, &self.device, &self.code).await?;
        let refused = match checked {
            Checked::Right => None,
            Checked::Refused {
                refusal,
                reused,
                tell,
            } => Some((refusal, reused, tell)),
        };
        let mut draft = Draft::new(
            "CheckMfa",
            SIGN_IN,
            Who::Known(&person),
            session.principal.account(),
        );
        draft.additional = json!({ "MFAIdentifier": self.device.as_str() });
        if let Some((refusal, reused, _)) = &refused {
            draft.additional["MFACodeReused"] = json!(reused);
            draft.error = Some((refusal.code(), refusal.to_string()));
        }
        draft.response =
            json!({ "CheckMfa": if refused.is_none() { "Success" } else { "Failure" } });
        call.tell(draft);
        if let Some((refusal, _, tell)) = refused {
            if tell {
                sign_in::password_is_known(call, holder.clone()).await?;
            }
            return Ok(Answer::Refused(refusal));
        }
        let proof = MfaProof {
            serial: self.device.clone(),
            at: call.now(),
        };
        stamp_device(call, &proof.serial, &holder);
        let token = reissue(call, &session, holder.credentials(), Some(proof)).await?;
        Ok(Answer::Done(token))
    }
}

/// Proves once more, with the password, who one is: for those who have no factor yet.
pub struct ProvePassword {
    /// The password.
    pub password: Password,
}

impl Operation for ProvePassword {
    type Output = Token;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let session = call.session()?.clone();
        let holder = call.person()?.subject.origin().clone();
        let right = passwords::check_own(call, &holder, &self.password).await?;
        if !right {
            let person = call.person()?.clone();
            let refusal = Refusal::WrongPassword;
            let mut draft = Draft::new(
                "CheckPassword",
                SIGN_IN,
                Who::Known(&person),
                session.principal.account(),
            );
            draft.error = Some((refusal.code(), refusal.to_string()));
            call.tell(draft);
            return Ok(Answer::Refused(refusal));
        }
        let renewed = Session {
            password_at: call.now(),
            ..session.clone()
        };
        let token = reissue(call, &renewed, holder.credentials(), session.mfa).await?;
        Ok(Answer::Done(token))
    }
}

/// Gives a session a new cookie, of the present generation; the old cookie is dead (SE-1).
pub(crate) async fn reissue(
    call: &mut Call<'_>,
    session: &Session,
    credentials: &Credentials,
    mfa: Option<MfaProof>,
) -> Result<Token, Refusal> {
    let token = call.draw(Token::random);
    let renewed = Session {
        id: token.hash(),
        seen_at: call.now(),
        generation: credentials.session_generation,
        registers: session.registers.clone().filter(|_| mfa.is_none()),
        mfa,
        ..session.clone()
    };
    remove_session(&mut call.tx, session).await?;
    call.tx.save(&renewed).await?;
    let (old, id) = (session, &renewed.id);
    let wizard = records::pending_key(&old.principal, &old.id);
    keep(call, wizard, |kept: PendingDevice| PendingDevice {
        session: id.clone(),
        ..kept
    })
    .await?;
    let proof = records::enrolment_key(&old.principal, &old.id);
    keep(call, proof, |kept: EnrolmentProof| EnrolmentProof {
        session: id.clone(),
        ..kept
    })
    .await?;
    let ceremony = records::ceremony_key(&old.principal, &old.id, CeremonyKind::Register);
    keep(call, ceremony, |kept: Ceremony| Ceremony {
        bound_to: id.clone(),
        ..kept
    })
    .await?;
    Ok(token)
}

/// Takes what belongs to a session, whatever its cookie is called, along to the new one.
async fn keep<T: Stored>(
    call: &mut Call<'_>,
    old: Key,
    renewed: impl FnOnce(T) -> T,
) -> Result<(), Refusal> {
    if let Some(kept) = call.tx.load::<T>(&old).await? {
        call.tx.remove(&kept).await?;
        call.tx.save(&renewed(kept)).await?;
    }
    Ok(())
}

async fn remove_session(tx: &mut Tx, session: &Session) -> Result<(), Refusal> {
    if let Some(stored) = tx.load::<Session>(&session.key()).await? {
        tx.remove(&stored).await?;
    }
    Ok(())
}

/// Notes that a device was used now.
pub(crate) fn stamp_device(call: &Call<'_>, serial: &SerialNumber, holder: &Holder) {
    let key = records::device_key(holder.principal().account(), serial);
    call.shared.stamps.set(key, Stamp::at(call.now()));
}
