//! Switching role in the console, and switching back.
//!
//! Who may is asked exactly as for AssumeRole, of the person whose session it is: also from within a
//! role, so that roles do not chain here, as in AWS's console. The session keeps its person: the gate
//! asks about them, and what ends their sessions ends this one.
//!
//! INVARIANT: nobody is put back among their own things by the clock. When the role's time is over,
//! nothing is done until they have switched back (`Person::role_is_over`).

use rules::ids::{EntityPath, RoleName, arn};
use rules::session::{Over, Session};
use rules::switch::{Colour, DisplayName, RoleChoice, Switched};
use rules::{AccountId, Role, SignedDuration};
use serde_json::json;

use crate::audit::{Draft, SIGN_IN, Who};
use crate::authorise::gathered;
use crate::call::{Answer, Call, Operation, Person, Standing};
use crate::closing;
use crate::ops::assume_role::AssumeRole;
use crate::ops::sessions::reissue;
use crate::ops::sign_in::account_named;
use crate::person::{Holder, RoleSession, Subject};
use crate::records;
use crate::refusal::Refusal;
use crate::secrets::Token;
use crate::stamps::Stamp;
use crate::tokens::Taken;

/// Where the console stands, as far as the last use of a role tells.
const REGION: &str = "us-east-1";
const SERVICE: &str = "signin";

/// Takes a role on for what follows in this session. The session gets a new cookie.
pub struct SwitchRole {
    /// The role's account: its id or its alias.
    pub account: String,
    /// Where in the account's tree of names the role stands.
    pub path: EntityPath,
    /// The role.
    pub name: RoleName,
    /// What it is called meanwhile.
    pub display_name: Option<DisplayName>,
    /// What marks it meanwhile.
    pub colour: Option<Colour>,
}

impl Operation for SwitchRole {
    type Output = Token;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let user = oneself(call)?;
        let refusal = match self.enter(call, &user).await {
            Ok((session, role)) => {
                let token = go(call, &user, session, Some(role)).await?;
                return Ok(Answer::Done(token));
            }
            Err(refusal @ (Refusal::Unavailable(_) | Refusal::ConcurrentModification)) => {
                return Err(refusal);
            }
            Err(refusal) => refusal,
        };
        let mut draft = Draft::new("SwitchRole", SIGN_IN, Who::Known(&user), user.account());
        draft.response = json!({ "SwitchRole": "Failure" });
        draft.error = Some((refusal.code(), refusal.to_string()));
        call.tell(draft);
        Ok(Answer::Refused(refusal))
    }
}

impl SwitchRole {
    /// The session as it stands in the role, if the policies allow it.
    async fn enter(&self, call: &mut Call<'_>, user: &Person) -> Result<(Session, Role), Refusal> {
        let Subject::Holder(Holder::User(holder)) = &user.subject else {
            return Err(Refusal::RootTakesNoRole);
        };
        let Some(gathered) = gathered(call, &user.subject).await? else {
            return Err(Refusal::RootTakesNoRole);
        };
        let choice = RoleChoice {
            account: self.account(call).await?,
            path: self.path.clone(),
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            colour: self.colour,
        };
        let mut asked = AssumeRole {
            role: choice.arn(),
            name: holder.name.to_string(),
            ..AssumeRole::default()
        };
        let marks = asked.marks(user).map_err(Refusal::Session)?;
        let role = asked.find(call, &choice.account, &choice.name).await?;
        let mut session = session_of(user)?;
        let seconds = session.role_seconds(role.session_seconds_max, call.now());
        asked.duration_seconds = Some(seconds);
        let taken = asked.taken(marks, &role);
        let closings = closing::of(&mut call.tx, &role.account).await?;
        asked
            .ask(call, user, gathered, (&role, &taken, None))
            .await?;
        session.switch(Switched {
            choice,
            role: role.id.clone(),
            session_name: taken.name,
            at: call.now(),
            ends_at: call.now() + SignedDuration::from_secs(seconds),
            closings: closings.times,
        });
        Ok((session, role))
    }

    /// The role's account. One that is not there is refused like a role that does not trust.
    async fn account(&self, call: &mut Call<'_>) -> Result<AccountId, Refusal> {
        let found = account_named(call, &self.account).await?;
        found.ok_or_else(|| {
            let typed: String = self.account.chars().take(ACCOUNT_CHARS_MAX).collect();
            let role = format!("arn:aws:iam::{typed}:role{}{}", self.path, self.name);
            Refusal::denied("sts:AssumeRole", role)
        })
    }
}

/// Most characters of an account's name that an event repeats: as many as an alias has.
const ACCOUNT_CHARS_MAX: usize = 63;

/// Leaves the role. The session gets a new cookie; none if it stood in no role.
pub struct ExitRole;

impl Operation for ExitRole {
    type Output = Option<Token>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Token>>, Refusal> {
        let user = oneself(call)?;
        let session = session_of(&user)?;
        if call.session()?.switched.is_none() {
            return Ok(Answer::Done(None));
        }
        Ok(Answer::Done(Some(go(call, &user, session, None).await?)))
    }
}

/// The person in their own session, whichever role they stand in.
fn oneself(call: &Call<'_>) -> Result<Person, Refusal> {
    let person = call.person()?;
    let session = Session {
        switched: None,
        ..call.session()?.clone()
    };
    Ok(Person {
        subject: Subject::Holder(person.subject.origin().clone()),
        standing: Standing::Console(Box::new(session)),
        due: person.due,
        is_closed: person.is_closed,
    })
}

fn session_of(person: &Person) -> Result<Session, Refusal> {
    match &person.standing {
        Standing::Console(session) => Ok(Session::clone(session)),
        Standing::Key(_) => Err(Refusal::SessionOver(Over::Expired)),
    }
}

/// Gives the session a new cookie, and tells of the switch.
async fn go(
    call: &mut Call<'_>,
    user: &Person,
    session: Session,
    role: Option<Role>,
) -> Result<Token, Refusal> {
    let before = call.person()?.clone();
    let credentials = user.subject.origin().credentials();
    let token = reissue(call, &session, credentials, session.mfa.clone()).await?;
    match (role, &session.switched) {
        (Some(role), Some(switched)) => {
            let key = records::role_key(&role.account, &role.id);
            let by = Some((REGION.to_owned(), SERVICE.to_owned()));
            call.shared.stamps.set(key, Stamp { at: call.now(), by });
            let acts = RoleSession {
                taken: Taken::in_console(switched),
                role,
                origin: user.subject.origin().clone(),
            };
            let in_role = Person {
                subject: Subject::Role(Box::new(acts)),
                standing: Standing::Console(Box::new(session.clone())),
                due: user.due,
                is_closed: user.is_closed,
            };
            tell(call, "SwitchRole", &in_role, switched, &user.subject.arn());
        }
        _ => {
            if let Some(left) = &call.session()?.switched.clone() {
                let RoleChoice { account, name, .. } = &left.choice;
                let from = arn::assumed_role(account, name, &left.session_name);
                tell(call, "ExitRole", &before, left, &from);
            }
        }
    }
    Ok(token)
}

/// Tells the person's account and the role's, if that is another one. The form is that of AWS's
/// `SwitchRole` event (CloudTrail user guide, "AWS Management Console sign-in events").
fn tell(call: &mut Call<'_>, name: &str, who: &Person, switched: &Switched, from: &str) {
    let own = who.subject.origin().account().clone();
    let outside = Some(&switched.choice.account).filter(|account| **account != own);
    for account in std::iter::once(&own).chain(outside) {
        let mut draft = Draft::new(name, SIGN_IN, Who::Known(who), account);
        draft.response = json!({ (name): "Success" });
        draft.additional = json!({ "SwitchFrom": from });
        call.tell(draft);
    }
}
