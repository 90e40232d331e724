//! Changing one's own password, and setting one for a user.

use rules::Session;
use rules::ids::{AccountId, UserName, arn};
use rules::password::Password;
use rules::recovery::Half;
use serde_json::{Value, json};

use crate::audit::{Draft, SIGN_IN, Who};
use crate::authorise::{self, Resource};
use crate::call::{Answer, Call, Operation, Person, Standing};
use crate::letters::What;
use crate::mailroom;
use crate::ops::sessions::{account_of, reissue};
use crate::ops::users::{NewPassword, hand_over};
use crate::passwords;
use crate::person::{self, Subject, Target};
use crate::recovery;
use crate::refusal::{Entity, Refusal};
use crate::secrets::Token;

/// Changes one's own password. Every other session ends; this one gets a new cookie.
pub struct ChangePassword {
    /// Whose: the target that the caller is.
    pub target: Target,
    /// The current password.
    pub current: Password,
    /// The new one.
    pub new: Password,
}

impl Operation for ChangePassword {
    type Output = Option<Token>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ChangePassword", Resource::Person(self.target.clone()))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Token>>, Refusal> {
        let person = call.person()?.clone();
        may_change(&person, &self.target)?;
        if let Err(refusal) = authorise::roots_own_needs_mfa(&person, &self.target) {
            tell(call, &person, Some(&refusal));
            return Ok(Answer::Refused(refusal));
        }
        let mut holder = person.holder()?.clone();
        if !passwords::check_own(call, &holder, &self.current).await? {
            tell(call, &person, Some(&Refusal::WrongPassword));
            return Ok(Answer::Refused(Refusal::WrongPassword));
        }
        let set = passwords::set_own(call, &mut holder, &self.new).await;
        if let Err(refusal @ Refusal::Invalid(_)) = set {
            tell(call, &person, Some(&refusal));
            return Ok(Answer::Refused(refusal));
        }
        set?;
        tell(call, &person, None);
        mailroom::tell_of(call, &holder, What::PasswordChanged).await?;
        let Standing::Console(session) = &person.standing else {
            return Ok(Answer::Done(None));
        };
        let renewed = Session {
            password_at: call.now(),
            ..Session::clone(session)
        };
        let mfa = session.mfa.clone();
        let token = reissue(call, &renewed, holder.credentials(), mfa).await?;
        Ok(Answer::Done(Some(token)))
    }
}

/// Whether somebody has a password of their own here that they can change: nobody changes another's,
/// root changes its own in the console, and who has none has nothing to change.
fn may_change(person: &Person, target: &Target) -> Result<(), Refusal> {
    if !person.subject.is(target) {
        let resource = match target {
            Target::Root => arn::root(person.account()),
            Target::User(name) => format!("arn:aws:iam::{}:user/{name}", person.account()),
        };
        return Err(Refusal::denied("iam:ChangePassword", resource));
    }
    match target {
        Target::Root if person.signer().is_some() => Err(Refusal::InvalidUserType),
        Target::User(name) if person.holder()?.credentials().password.is_none() => {
            let missing = Entity::LoginProfile(name.clone());
            Err(Refusal::NoSuchEntity(missing))
        }
        Target::Root | Target::User(_) => Ok(()),
    }
}

fn tell(call: &mut Call<'_>, person: &Person, refusal: Option<&Refusal>) {
    // AWS tells of root's own change as a sign-in event, and of a user's as one of IAM.
    let (name, source) = if person.principal().is_root() {
        ("PasswordUpdated", SIGN_IN)
    } else {
        ("ChangePassword", "iam.amazonaws.com")
    };
    let mut draft = Draft::new(name, source, Who::Known(person), person.account());
    draft.error = refusal.map(|refusal| (refusal.code(), refusal.to_string()));
    call.tell(draft);
}

/// Sets a user's console password, which the user must change at the next sign-in.
pub struct SetLoginProfile {
    /// The user's name.
    pub name: UserName,
    /// The password.
    pub password: NewPassword,
}

impl Operation for SetLoginProfile {
    type Output = Option<Password>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let user = Resource::user(&self.name);
        vec![
            ("iam:CreateLoginProfile", user.clone()),
            ("iam:UpdateLoginProfile", user),
        ]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "passwordResetRequired": true })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Password>>, Refusal> {
        let account = account_of(call).await?;
        let target = Target::User(self.name.clone());
        let mut holder = person::named(&mut call.tx, &account.id, &target).await?;
        recovery::resets(call, &holder, Half::Password).await?;
        let generated = hand_over(call, &account, &mut holder, &self.password).await?;
        mailroom::tell_of(call, &holder, What::PasswordChanged).await?;
        Ok(Answer::Done(generated))
    }
}
