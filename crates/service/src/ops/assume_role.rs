//! Taking on a role: who may, for how long, and what the session is.
//!
//! What can be said without a code and without the role is said first. Then the code is looked at, because
//! what it proves is part of what the policies are asked; then the policies of whoever asks and the trust policy of the role together; then how long the session may
//! live. A role that is not there is refused like one that does not trust.
//!
//! INVARIANT: a session carries the person at its origin and the generation of their credentials
//! through every role of a chain, so that it ends when theirs end, and the gate asks about them.

use policy::{Context, Kind, Policy, Request};
use rules::ids::{AccountId, RoleName, SerialNumber};
use rules::session::MfaProof;
use rules::sts::{self, SessionFault};
use rules::{Role, SignedDuration, Tag};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::audit::{Draft, Who};
use crate::authorise::{Resource, gathered};
use crate::call::{Answer, Call, Operation, Person};
use crate::closing;
use crate::facts::{self, Facts};
use crate::ops::inline::told;
use crate::ops::mfa_code;
use crate::ops::policies::{self as managed, Whose};
use crate::ops::sts::MadeSession;
use crate::person::{RoleSession, Subject};
use crate::policies::{self, Asking, Gathered};
use crate::records;
use crate::refusal::Refusal;
use crate::table::source;
use crate::tokens::{Claims, SessionPolicies, Taken};

/// Takes on a role, of any account.
#[derive(Default)]
pub struct AssumeRole {
    /// The role's ARN, as it was written.
    pub role: String,
    /// The name of the session.
    pub name: String,
    /// How long it shall live, in seconds.
    pub duration_seconds: Option<i64>,
    /// What the role's account has agreed with whoever asks (`sts:ExternalId`).
    pub external_id: Option<String>,
    /// The device whose code it is.
    pub device: Option<SerialNumber>,
    /// The code.
    pub code: Option<Zeroizing<String>>,
    /// A policy that narrows the session.
    pub policy: Option<String>,
    /// ARNs of managed policies that narrow it.
    pub policy_arns: Vec<String>,
    /// What the session is marked with.
    pub tags: Vec<Tag>,
    /// The keys of the marks that go on to the next role.
    pub transitive_tag_keys: Vec<String>,
    /// Who it is, told once for a whole chain.
    pub source_identity: Option<String>,
}

/// A role that was taken on.
pub struct TakenOn {
    /// The session's key.
    pub session: MadeSession,
    /// `AROA…:name`.
    pub user_id: String,
    /// The session's ARN.
    pub arn: String,
    /// How full the session is of policies and marks, in percent; none if it has neither.
    pub packed_percent: Option<u32>,
    /// Who it is, if that was told.
    pub source_identity: Option<String>,
}

/// What a session is marked with.
pub(super) struct Marks {
    tags: Vec<Tag>,
    transitive: Vec<String>,
    source_identity: Option<String>,
}

impl Operation for AssumeRole {
    type Output = TakenOn;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<TakenOn>, Refusal> {
        let person = call.person()?.clone();
        if person.principal().is_root() {
            return Ok(self.refused(call, &person, Refusal::RootTakesNoRole));
        }
        let marks = match self.marks(&person) {
            Ok(marks) => marks,
            Err(fault) => return Ok(self.refused(call, &person, Refusal::Session(fault))),
        };
        let mfa = match mfa_code::given(
            call,
            self.device.as_ref(),
            self.code.as_deref().map(String::as_str),
        )
        .await?
        {
            Ok(mfa) => mfa,
            Err(not) => {
                self.tell(call, &person, None, Some(&not.refusal), &not.additional());
                return Ok(Answer::Refused(not.refusal));
            }
        };
        // A right code is used up, also where the rest is refused.
        match self.take(call, &person, marks, mfa).await {
            Ok((taken, role)) => {
                self.tell(call, &person, Some((&taken, &role)), None, &Value::Null);
                Ok(Answer::Done(taken))
            }
            Err(refusal @ (Refusal::Unavailable(_) | Refusal::ConcurrentModification)) => {
                Err(refusal)
            }
            Err(refusal) => Ok(self.refused(call, &person, refusal)),
        }
    }
}

impl AssumeRole {
    async fn take(
        &self,
        call: &mut Call<'_>,
        person: &Person,
        marks: Marks,
        mfa: Option<MfaProof>,
    ) -> Result<(TakenOn, Role), Refusal> {
        let (account, name) = rules::role::in_arn(&self.role)
            .ok_or_else(|| Refusal::Session(SessionFault::RoleArn(self.role.clone())))?;
        let Some(gathered) = gathered(call, &person.subject).await? else {
            return Err(Refusal::RootTakesNoRole);
        };
        let role = self.find(call, &account, &name).await?;
        let mut taken = self.taken(marks, &role);
        let asked = (&role, &taken, mfa.as_ref());
        self.ask(call, person, gathered, asked).await?;
        let packed_percent = self.narrow(call, &role, &mut taken).await?;
        let chained = matches!(person.subject, Subject::Role(_));
        let most = i64::from(role.session_seconds_max);
        let seconds = sts::role_seconds(self.duration_seconds, most, chained)
            .map_err(|fault| Refusal::Session(SessionFault::TooLong(fault)))?;
        let origin = person.subject.origin();
        let (from, to) = (origin.account(), &role.account);
        let closings = closing::count_while_open(&mut call.tx, from, to).await?;
        let own = person.signer().and_then(|signer| signer.session());
        let claims = Claims {
            principal: origin.principal(),
            generation: origin.credentials().session_generation,
            closings: closings.ok_or(Refusal::TokenInvalid)?,
            issued_at: call.now(),
            expires_at: call.now() + SignedDuration::from_secs(seconds),
            // The device that stands behind it goes with it through the chain. No policy sees it.
            mfa: mfa.or_else(|| own.and_then(|session| session.mfa.clone())),
            role: Some(taken.clone()),
        };
        let session = MadeSession::make(call, &claims).await?;
        let acts = RoleSession {
            role: role.clone(),
            taken,
            origin: origin.clone(),
        };
        let taken_on = TakenOn {
            session,
            user_id: acts.user_id(),
            arn: acts.arn(),
            packed_percent,
            source_identity: acts.taken.source_identity,
        };
        Ok((taken_on, role))
    }

    /// The role; refused like one that does not trust whoever asks, if it is not there or its account is
    /// closed. The store is asked as often in all cases, so that the time tells nobody which roles there
    /// are.
    pub(super) async fn find(
        &self,
        call: &mut Call<'_>,
        account: &AccountId,
        name: &RoleName,
    ) -> Result<Role, Refusal> {
        let named = records::role_name_is(account, name);
        let owner = call.tx.owner(&named).await?;
        let key = owner.unwrap_or_else(|| records::no_role_key(account));
        let found: Option<Role> = call.tx.load(&key).await?;
        let is_open = closing::of(&mut call.tx, account).await?.is_open();
        found
            .filter(|role| is_open && role.arn() == self.role)
            .ok_or_else(|| Refusal::denied("sts:AssumeRole", self.role.clone()))
    }

    /// What the session is marked with, with what it takes over from the one before it in a chain. It is
    /// found out before the code is looked at and before the role is looked for: it says nothing of either.
    pub(super) fn marks(&self, person: &Person) -> Result<Marks, SessionFault> {
        let before = match &person.subject {
            Subject::Role(session) => Some(&session.taken),
            Subject::Holder(_) => None,
        };
        let inherited = before.map_or(&[][..], |taken| &taken.tags);
        let kept = before.map_or(&[][..], |taken| &taken.transitive);
        let new = (&self.tags[..], &self.transitive_tag_keys[..]);
        let (tags, transitive) = sts::session_tags(new, (inherited, kept))?;
        if let Some(percent) = sts::packed_percent(0, &tags).filter(|percent| *percent > 100) {
            return Err(SessionFault::Packed(percent));
        }
        let told = before.and_then(|taken| taken.source_identity.clone());
        if told.is_some() && self.source_identity.is_some() && told != self.source_identity {
            return Err(SessionFault::SourceIdentitySet);
        }
        Ok(Marks {
            tags,
            transitive,
            source_identity: told.or_else(|| self.source_identity.clone()),
        })
    }

    /// What the session will be.
    pub(super) fn taken(&self, marks: Marks, role: &Role) -> Taken {
        Taken {
            account: role.account.clone(),
            role: role.id.clone(),
            name: self.name.clone(),
            policies: None,
            tags: marks.tags,
            transitive: marks.transitive,
            source_identity: marks.source_identity,
        }
    }

    /// Asks the policies of whoever asks and the trust policy of the role.
    pub(super) async fn ask(
        &self,
        call: &mut Call<'_>,
        person: &Person,
        mut gathered: Gathered,
        (role, taken, mfa): (&Role, &Taken, Option<&MfaProof>),
    ) -> Result<(), Refusal> {
        policies::add_trust(&mut gathered, role);
        let arn = role.arn();
        let facts = Facts {
            tags: &taken.tags,
            ..Facts::default()
        };
        let wanted = gathered.keys();
        let on = Resource::Arn(arn.clone());
        let mut context = facts::context(call, person, &facts, &on, &wanted).await?;
        self.add(&mut context, role, taken, mfa);
        let asking = Asking::of(&person.subject);
        let actions = [
            ("sts:AssumeRole", true),
            // Those that came with the session before are marks of this one too.
            ("sts:TagSession", !taken.tags.is_empty()),
            ("sts:SetSourceIdentity", taken.source_identity.is_some()),
        ];
        for (action, asked) in actions {
            let request = Request {
                action,
                resource: &arn,
                context: &context,
            };
            if !asked {
                continue;
            }
            let ruling = gathered.decide(asking.principal(), &request);
            if !ruling.is_allowed() {
                return Err(Refusal::AccessDenied {
                    action: action.to_owned(),
                    resource: arn,
                    ruling: Box::new(ruling),
                });
            }
        }
        Ok(())
    }

    /// Adds what conditions can ask about taking on a role (IAM user guide: "AWS STS condition context
    /// keys").
    fn add(&self, context: &mut Context, role: &Role, taken: &Taken, mfa: Option<&MfaProof>) {
        context.insert("sts:RoleSessionName", self.name.clone());
        let seconds = self.duration_seconds.unwrap_or(sts::ROLE_SECONDS_DEFAULT);
        context.insert("sts:DurationSeconds", seconds.to_string());
        if let Some(id) = &self.external_id {
            context.insert("sts:ExternalId", id.clone());
        }
        if let Some(identity) = &taken.source_identity {
            context.insert("sts:SourceIdentity", identity.clone());
        }
        context.insert_all("sts:TransitiveTagKeys", self.transitive_tag_keys.clone());
        for tag in &role.tags {
            for prefix in ["aws:ResourceTag/", "iam:ResourceTag/"] {
                context.insert(&format!("{prefix}{}", tag.key), tag.value.clone());
            }
        }
        if mfa.is_some() {
            context.insert("aws:MultiFactorAuthPresent", "true");
            context.insert("aws:MultiFactorAuthAge", "0");
        }
    }

    /// Adds the policies of the session. Gives how full the session is, in percent.
    async fn narrow(
        &self,
        call: &mut Call<'_>,
        role: &Role,
        taken: &mut Taken,
    ) -> Result<Option<u32>, Refusal> {
        if self.policy_arns.len() > sts::SESSION_POLICIES_MAX {
            return Err(Refusal::Session(SessionFault::TooManyPolicies));
        }
        for arn in &self.policy_arns {
            let there = match Whose::of(&role.account, arn).unwrap_or(Whose::Others) {
                Whose::Aws => policy::managed::find(arn).is_some(),
                Whose::Own => {
                    let found = managed::of_account(&mut call.tx, &role.account, arn).await?;
                    found.is_some()
                }
                Whose::Others => false,
            };
            if !there {
                return Err(Refusal::Session(SessionFault::NoPolicy(arn.clone())));
            }
        }
        let document = match &self.policy {
            None => None,
            Some(text) => Some(Policy::parse_as(Kind::Identity, text)?.to_json()),
        };
        let documents = self.policy.iter().chain(&self.policy_arns);
        if documents
            .map(|text| policy::counted_chars(text))
            .sum::<usize>()
            > sts::PLAIN_CHARS_MAX
        {
            return Err(Refusal::Session(SessionFault::PolicyTooLong));
        }
        if document.is_some() || !self.policy_arns.is_empty() {
            taken.policies = Some(SessionPolicies {
                document: document.clone(),
                managed: self.policy_arns.clone(),
            });
        }
        let texts = document.iter().chain(&self.policy_arns).map(String::len);
        let percent = sts::packed_percent(texts.sum(), &taken.tags);
        match percent {
            Some(percent) if percent > 100 => Err(Refusal::Session(SessionFault::Packed(percent))),
            percent => Ok(percent),
        }
    }

    fn refused(&self, call: &mut Call<'_>, person: &Person, refusal: Refusal) -> Answer<TakenOn> {
        self.tell(call, person, None, Some(&refusal), &Value::Null);
        Answer::Refused(refusal)
    }

    /// Tells the account of whoever asked, and that of a role which was taken on from outside.
    fn tell(
        &self,
        call: &mut Call<'_>,
        person: &Person,
        made: Option<(&TakenOn, &Role)>,
        refusal: Option<&Refusal>,
        additional: &Value,
    ) {
        let outside = made.map(|(_, role)| &role.account);
        let outside = outside.filter(|account| *account != person.account());
        for account in std::iter::once(person.account()).chain(outside) {
            let mut draft = Draft::new("AssumeRole", source::STS, Who::Known(person), account);
            draft.parameters = self.told();
            draft.additional = additional.clone();
            draft.error = refusal.map(|refusal| (refusal.code(), refusal.to_string()));
            if let Some((taken, _)) = made {
                draft.response = json!({
                    "credentials": taken.session.told(),
                    "assumedRoleUser": { "assumedRoleId": taken.user_id, "arn": taken.arn },
                    "sourceIdentity": taken.source_identity,
                });
            }
            call.tell(draft);
        }
    }

    fn told(&self) -> Value {
        json!({
            "roleArn": self.role,
            "roleSessionName": self.name,
            "durationSeconds": self.duration_seconds,
            "externalId": self.external_id,
            "serialNumber": self.device.as_ref().map(SerialNumber::as_str),
            "policy": self.policy.as_deref().map(told),
            "policyArns": self.policy_arns,
            "tags": self.tags,
            "transitiveTagKeys": self.transitive_tag_keys,
            "sourceIdentity": self.source_identity,
        })
    }
}
