//! Changing one's own password, and setting one for a user.

use rules::ids::{AccountId, UserName, arn};
use rules::password::Password;
use serde_json::{Value, json};

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::{Answer, Call, Operation, Person};
use crate::ops::sessions::reissue;
use crate::ops::users::{NewPassword, hand_over};
use crate::passwords;
use crate::person::{self, Holder, Target};
use crate::refusal::Refusal;
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
    type Output = Token;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        vec![("iam:ChangePassword", self.target.arn(account))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let Person {
            session,
            mut holder,
        } = call.person()?.clone();
        if holder.target() != self.target {
            let resource = self.target.arn(session.principal.account());
            return Err(Refusal::AccessDenied {
                action: "iam:ChangePassword".to_owned(),
                resource,
                explicit: false,
            });
        }
        if !passwords::check_own(call, &holder, &self.current).await? {
            tell(call, &holder, &session, Some(&Refusal::WrongPassword));
            return Ok(Answer::Refused(Refusal::WrongPassword));
        }
        passwords::set_own(call, &mut holder, &self.new).await?;
        tell(call, &holder, &session, None);
        let renewed = rules::Session {
            password_at: call.now(),
            ..session.clone()
        };
        let token = reissue(call, &renewed, holder.credentials(), session.mfa).await?;
        Ok(Answer::Done(token))
    }
}

fn tell(call: &mut Call<'_>, holder: &Holder, session: &rules::Session, refusal: Option<&Refusal>) {
    // AWS tells of root's own change as a sign-in event, and of a user's as one of IAM.
    let (name, source) = match holder {
        Holder::Root(_) => ("PasswordUpdated", SIGN_IN),
        Holder::User(_) => ("ChangePassword", "iam.amazonaws.com"),
    };
    let mut draft = Draft::new(
        name,
        source,
        Who::Signed(holder, session),
        session.principal.account(),
    );
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

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        let user = arn::user(account, &self.name);
        vec![
            ("iam:CreateLoginProfile", user.clone()),
            ("iam:UpdateLoginProfile", user),
        ]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "passwordResetRequired": true })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Password>>, Refusal> {
        let account = call.person()?.session.principal.account().clone();
        let mut holder =
            person::named(&mut call.tx, &account, &Target::User(self.name.clone())).await?;
        Ok(Answer::Done(
            hand_over(call, &mut holder, &self.password).await?,
        ))
    }
}
