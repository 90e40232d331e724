//! The dispatcher: who calls, may they, what happened, and was it saved.

use std::future::Future;
use std::sync::Arc;

use rules::session::{MfaProof, Over, Session};
use rules::{AccountId, Chance, Due, Principal, Timestamp};
use serde_json::Value;

use crate::audit::{Draft, Who};
use crate::authorise::{Resource, authorise};
use crate::console_session;
use crate::facts::Facts;
use crate::gate;
use crate::person::{Holder, Subject};
use crate::ports::{Ports, Shared};
use crate::records::{Tx, TxError};
use crate::refusal::Refusal;
use crate::secrets;
use crate::signer::Signer;
use crate::table::{Access, Audit, Authority, Door, Gate, Listed, source};
use crate::visitor::{Caller, Visitor};

/// How often an operation is run on fresh records before it gives up with a conflict.
const ATTEMPTS_MAX: u32 = 16;

/// One thing that can be asked of the service. It stands in [`crate::table`] with its row.
pub trait Operation: Listed + Send + Sync {
    /// What is answered.
    type Output: Send;

    /// What the caller must be allowed: actions of the row, each with the resource that it is
    /// authorised on. Asked for operations whose authority is [`Authority::Policy`].
    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        Vec::new()
    }

    /// What conditions of policies can ask about the request itself.
    fn facts(&self) -> Facts<'_> {
        Facts::default()
    }

    /// What was asked for, for the audit event. Never a secret.
    fn parameters(&self) -> Value {
        Value::Null
    }

    /// Whether an operation that stands as `Enrols` in the table is about the caller's own enrolment.
    fn is_for_oneself(&self, _subject: &Subject) -> bool {
        true
    }

    /// Whether it waits for a day after a first device that came late: what would let a thief who got
    /// that far stay.
    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        false
    }

    /// Loads, decides, saves. Runs again on fresh records after a conflict.
    #[doc(hidden)]
    fn handle(
        &self,
        call: &mut Call<'_>,
    ) -> impl Future<Output = Result<Answer<Self::Output>, Refusal>> + Send;
}

/// What a handler answers. An `Err` instead of it saves nothing.
pub enum Answer<T> {
    /// It is done; what was changed is saved.
    Done(T),
    /// It was refused, and what was changed (a counter, an event) is saved all the same.
    Refused(Refusal),
}

/// Somebody who is known: in a session of the console, or by a signature.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    /// Where they stand at the gate.
    pub(crate) due: Due,
    /// Whether their account is closed: only root comes as far as this then.
    pub(crate) is_closed: bool,
}

/// What somebody is known by.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// The cookie of a session.
    Console(Box<Session>),
    /// The signature of a key.
    Key(Arc<Signer>),
}

impl Person {
    /// Who it is.
    pub(crate) fn principal(&self) -> Principal {
        self.subject.principal()
    }

    /// The account in which they act.
    pub(crate) fn account(&self) -> &AccountId {
        self.subject.account()
    }

    /// Root or the user. Refused to a role, which has nothing of its own that an operation could mean
    /// by naming nobody.
    pub(crate) fn holder(&self) -> Result<&Holder, Refusal> {
        self.subject.holder().ok_or(Refusal::UserNameMissing)
    }

    /// Whether somebody is the person who acts, be it through a role.
    pub(crate) fn is_origin(&self, holder: &Holder) -> bool {
        self.subject.origin().principal() == holder.principal()
    }

    /// Whether an operation is a step of the caller's own enrolment. Through a role nobody enrols; who
    /// they are, they may always ask.
    pub(crate) fn takes_own_step<O: Operation>(&self, operation: &O) -> bool {
        let own = match &self.subject {
            Subject::Holder(_) => operation.is_for_oneself(&self.subject),
            Subject::Role(_) => O::ROW.authority == Authority::Session,
        };
        own && O::ROW.gate == Gate::Enrols
    }

    /// Whether the session registers a device and does nothing else.
    pub(crate) fn only_registers(&self) -> bool {
        matches!(&self.standing, Standing::Console(session) if session.registers.is_some())
    }

    /// The second factor as policies and events see it: in a session of a role there is none, whatever
    /// the person proved (IAM user guide: `aws:MultiFactorAuthPresent`).
    pub(crate) fn told_mfa(&self) -> Option<&MfaProof> {
        let as_oneself = self.subject.holder().is_some();
        self.mfa().filter(|_| as_oneself)
    }

    /// Whether they stood in a role whose time is over, or which was deleted. Nobody is put back among
    /// their own things without having asked for it.
    pub(crate) fn role_is_over(&self) -> bool {
        let in_role =
            matches!(&self.standing, Standing::Console(session) if session.switched.is_some());
        in_role && self.subject.holder().is_some()
    }

    /// The second factor behind the session, if there is one.
    pub(crate) fn mfa(&self) -> Option<&MfaProof> {
        match &self.standing {
            Standing::Console(session) => session.mfa.as_ref(),
            Standing::Key(signer) => signer.mfa(),
        }
    }

    /// When the session was opened; none for a long-term key.
    pub(crate) fn opened_at(&self) -> Option<Timestamp> {
        match &self.standing {
            Standing::Console(session) => Some(match &session.switched {
                Some(switched) if self.subject.holder().is_none() => switched.at,
                Some(_) | None => session.opened_at,
            }),
            Standing::Key(signer) => signer.session().map(|session| session.issued_at),
        }
    }

    /// The key that signed, unless they are in a session of the console.
    pub(crate) fn signer(&self) -> Option<&Signer> {
        match &self.standing {
            Standing::Console(_) => None,
            Standing::Key(signer) => Some(signer),
        }
    }
}

enum Actor {
    Stranger,
    Person(Arc<Person>),
    Operator(String),
}

/// One authorised run of an operation. Only the dispatcher makes one.
pub struct Call<'a> {
    pub(crate) tx: Tx,
    pub(crate) shared: &'a Arc<Shared>,
    pub(crate) visitor: &'a Visitor,
    actor: Actor,
}

impl Call<'_> {
    /// The engine's time, read once for the operation.
    pub(crate) fn now(&self) -> Timestamp {
        self.tx.now
    }

    /// Draws something at random.
    pub(crate) fn draw<T>(&self, drawing: impl FnOnce(&mut dyn Chance) -> T) -> T {
        self.shared.draw(drawing)
    }

    /// Who is known.
    pub(crate) fn person(&self) -> Result<&Arc<Person>, Refusal> {
        match &self.actor {
            Actor::Person(person) => Ok(person),
            Actor::Stranger | Actor::Operator(_) => Err(Refusal::SessionOver(Over::Expired)),
        }
    }

    /// The console's session, of an operation that stands at that door only.
    pub(crate) fn session(&self) -> Result<&Session, Refusal> {
        match &self.person()?.standing {
            Standing::Console(session) => Ok(session),
            Standing::Key(_) => Err(Refusal::SessionOver(Over::Expired)),
        }
    }

    /// Whoever calls, for people: `operator:alice` or an ARN.
    pub(crate) fn who(&self) -> String {
        match &self.actor {
            Actor::Stranger => String::new(),
            Actor::Person(person) => person.subject.arn(),
            Actor::Operator(name) => format!("operator:{name}"),
        }
    }

    /// Appends an event that belongs to no account.
    pub(crate) fn tell_of_installation(&mut self, name: &str, parameters: Value) {
        let draft = Draft {
            parameters,
            ..Draft::of_installation(name, source::SEKISHO, self.actor.who())
        };
        let id = self.shared.draw(secrets::random_id);
        let event = draft.event(id, self.tx.now, self.visitor);
        self.tx.append(event);
    }

    /// Appends an event of the handler's own.
    pub(crate) fn tell(&mut self, draft: Draft<'_>) {
        let id = self.draw(secrets::random_id);
        let event = draft.event(id, self.tx.now, self.visitor);
        self.tx.append(event);
    }

    /// Appends an event of the handler's own, of something that whoever calls did.
    pub(crate) fn tell_as_caller(
        &mut self,
        name: &str,
        source: &str,
        account: &AccountId,
        parameters: Value,
    ) {
        self.tell_outcome(name, source, account, parameters, None);
    }

    /// As [`Call::tell_as_caller`], for something that may have been refused.
    pub(crate) fn tell_outcome(
        &mut self,
        name: &str,
        source: &str,
        account: &AccountId,
        parameters: Value,
        refusal: Option<&Refusal>,
    ) {
        let draft = Draft {
            parameters,
            error: refusal.map(|refusal| (refusal.code(), refusal.to_string())),
            ..Draft::new(name, source, self.actor.who(), account)
        };
        let event = draft.event(
            self.shared.draw(secrets::random_id),
            self.tx.now,
            self.visitor,
        );
        self.tx.append(event);
    }
}

impl Actor {
    fn who(&self) -> Who<'_> {
        match self {
            Self::Stranger => Who::Nobody,
            Self::Person(person) => Who::Known(person),
            Self::Operator(name) => Who::Operator(name),
        }
    }

    fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person(person) => Some(person.account().clone()),
            Self::Stranger | Self::Operator(_) => None,
        }
    }
}

/// Why an operation is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Somebody asked for it.
    Asked,
    /// A page that somebody asked for shows what it gives, where it may be seen.
    PartOfPage,
}

/// The service: every door's way to every operation.
#[derive(Clone)]
pub struct Service {
    pub(crate) shared: Arc<Shared>,
}

impl Service {
    /// A service over these ports.
    pub fn new(ports: Ports) -> Self {
        Self {
            shared: Shared::new(ports),
        }
    }

    /// Whether the store answers.
    pub async fn check(&self) -> Result<(), Refusal> {
        Ok(self.shared.store.check().await?)
    }

    /// The store's time.
    pub async fn now(&self) -> Result<Timestamp, Refusal> {
        Ok(self.shared.store.now().await?)
    }

    /// Draws something at random, for a door that makes a cookie.
    pub fn draw<T>(&self, drawing: impl FnOnce(&mut dyn Chance) -> T) -> T {
        self.shared.draw(drawing)
    }

    /// Runs an operation for a caller: finds out who it is, asks the policies, runs the handler,
    /// saves what changed with its event.
    pub async fn call<O: Operation>(
        &self,
        caller: &Caller,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        self.run(caller, operation, Why::Asked).await
    }

    /// As [`Service::call`], for a part of a page that is left out where the policies refuse it. Nobody
    /// tried to see it, so such a refusal is no event. Only reads can be asked so.
    pub async fn look<O: Operation>(
        &self,
        caller: &Caller,
        operation: &O,
    ) -> Result<O::Output, Refusal> {
        const { assert!(matches!(O::ROW.access, Access::Read)) };
        self.run(caller, operation, Why::PartOfPage).await
    }

    async fn run<O: Operation>(
        &self,
        caller: &Caller,
        operation: &O,
        why: Why,
    ) -> Result<O::Output, Refusal> {
        for _ in 0..ATTEMPTS_MAX {
            match self.attempt(caller, operation, why).await {
                Err(Interrupted::Conflict) => {}
                Err(Interrupted::Refused(refusal)) => return Err(refusal),
                Ok(output) => return Ok(output),
            }
        }
        Err(Refusal::ConcurrentModification)
    }

    async fn attempt<O: Operation>(
        &self,
        caller: &Caller,
        operation: &O,
        why: Why,
    ) -> Result<O::Output, Interrupted> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let operator_visitor;
        let visitor = match caller {
            Caller::Stranger(visitor) | Caller::Session(_, visitor) | Caller::Key(_, visitor) => {
                visitor
            }
            Caller::Operator(_) => {
                operator_visitor = Visitor {
                    request_id: self.draw(secrets::random_id),
                    ..Visitor::default()
                };
                &operator_visitor
            }
        };
        let actor = self.admit::<O>(&mut tx, caller).await?;
        let mut call = Call {
            tx,
            shared: &self.shared,
            visitor,
            actor,
        };
        let answer = match gate::pass(&call, operation) {
            // That somebody is past due is kept, whatever they asked for.
            Err(refusal) => {
                record(&mut call, operation, Some(&refusal));
                Ok(Answer::Refused(refusal))
            }
            Ok(()) => match authorise(&mut call, operation).await {
                Ok(()) => operation.handle(&mut call).await,
                Err(refusal) => Err(refusal),
            },
        };
        match answer {
            Ok(Answer::Done(output)) => {
                if O::ROW.audit == Audit::Each && O::ROW.access == Access::Write {
                    record(&mut call, operation, None);
                }
                let leaves_nothing = O::ROW.access == Access::Read && !call.tx.tells();
                match call.save().await {
                    // Whoever only looks has nothing to lose but the stamp of it, without which
                    // their session ends sooner.
                    Err(Interrupted::Refused(Refusal::StorageFull)) if leaves_nothing => {}
                    saved => saved?,
                }
                Ok(output)
            }
            Ok(Answer::Refused(refusal)) => {
                call.save().await?;
                Err(refusal.into())
            }
            Err(refusal) => {
                if why == Why::Asked {
                    self.remember_refusal(call, operation, &refusal).await?;
                }
                Err(refusal.into())
            }
        }
    }

    /// A refusal that changed nothing leaves an event, if somebody is known to have tried.
    async fn remember_refusal<O: Operation>(
        &self,
        call: Call<'_>,
        operation: &O,
        refusal: &Refusal,
    ) -> Result<(), Interrupted> {
        let passing = matches!(
            refusal,
            Refusal::NotFresh(_)
                | Refusal::EnrolmentProofNeeded(_)
                | Refusal::OnlyRegisters
                | Refusal::RoleOver
                | Refusal::SessionOver(_)
                | Refusal::Unavailable(_)
                | Refusal::StorageFull
                | Refusal::Busy { .. }
                | Refusal::ConcurrentModification
        );
        if passing || matches!(call.actor, Actor::Stranger) {
            return Ok(());
        }
        // What the policies refuse never comes to the handler that would tell of it.
        let denied = refusal.is_denial();
        let by_right = matches!(O::ROW.authority, Authority::Policy | Authority::Root);
        if O::ROW.audit != Audit::Each && !(denied && by_right) {
            return Ok(());
        }
        if O::ROW.access == Access::Read && !denied {
            return Ok(());
        }
        let tx = Tx::begin(&self.shared.store).await?;
        let mut fresh = Call { tx, ..call };
        record(&mut fresh, operation, Some(refusal));
        fresh.save().await
    }
}

impl Call<'_> {
    async fn save(self) -> Result<(), Interrupted> {
        if self.tx.is_dirty() {
            self.shared.meters.commit(self.tx).await?;
        }
        Ok(())
    }
}

impl Service {
    /// Finds out who calls. Who is not who the operation is for gets no further.
    async fn admit<O: Operation>(&self, tx: &mut Tx, caller: &Caller) -> Result<Actor, Refusal> {
        let mut person = match (O::ROW.authority, caller) {
            (Authority::BeforeSession, Caller::Stranger(_) | Caller::Session(..)) => {
                return Ok(Actor::Stranger);
            }
            (Authority::Operator, Caller::Operator(name)) => {
                return Ok(Actor::Operator(name.clone()));
            }
            (Authority::Policy | Authority::Root | Authority::Session, Caller::Session(id, _))
                if O::ROW.door != Door::Wire =>
            {
                console_session::person(tx, id).await?
            }
            (Authority::Policy | Authority::Session, Caller::Key(signer, _))
                if O::ROW.door != Door::Console =>
            {
                signer.admit(tx).await?
            }
            (Authority::Policy | Authority::Root | Authority::Session, Caller::Stranger(_)) => {
                return Err(Refusal::SessionOver(Over::Expired));
            }
            (_, Caller::Operator(_) | Caller::Key(..) | Caller::Session(..))
            | (Authority::Operator, _) => {
                let action = O::ROW.actions.first().copied().unwrap_or(O::ROW.name);
                return Err(Refusal::denied(action, "*"));
            }
        };
        person.due =
            gate::ask(tx, person.subject.origin(), &self.shared.settings.time_zone).await?;
        Ok(Actor::Person(Arc::new(person)))
    }
}

/// Appends the event of an operation that has none of its own.
fn record<O: Operation>(call: &mut Call<'_>, operation: &O, refusal: Option<&Refusal>) {
    let Some(account) = call.actor.account() else {
        return;
    };
    let draft = Draft {
        read_only: O::ROW.access == Access::Read,
        parameters: operation.parameters(),
        error: refusal.map(|refusal| (refusal.code(), refusal.to_string())),
        ..Draft::new(O::ROW.name, O::ROW.source, call.actor.who(), &account)
    };
    let event = draft.event(
        call.shared.draw(secrets::random_id),
        call.tx.now,
        call.visitor,
    );
    call.tx.append(event);
}

/// Why an attempt ended without an answer.
enum Interrupted {
    Conflict,
    Refused(Refusal),
}

impl From<Refusal> for Interrupted {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<TxError> for Interrupted {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Conflict => Self::Conflict,
            TxError::Store(error) => Self::Refused(error.into()),
        }
    }
}

impl From<store::StoreError> for Interrupted {
    fn from(error: store::StoreError) -> Self {
        Self::Refused(error.into())
    }
}
