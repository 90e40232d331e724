//! An account's users.

use rules::ids::{AccountId, Email, UserName, arn};
use rules::password::Password;
use rules::principal::PasswordState;
use rules::{MfaDevice, SeedMark, SerialNumber, Timestamp, User};
use serde_json::{Value, json};
use store::{Key, Scan};

use crate::call::{Answer, Call, Operation};
use crate::ops::account::Paged;
use crate::ops::make;
use crate::ops::sessions::account_of;
use crate::person::{self, Holder, Target};
use crate::records::{self, AccessKey, USER_NAMES, Unique, pointed};
use crate::refusal::{Entity, Refusal};

/// Most users on one page of the list.
pub const PAGE_MAX: usize = 100;

/// A password that somebody sets for somebody else.
pub enum NewPassword {
    /// Made here, shown once.
    Generated,
    /// Typed by the one who sets it.
    Typed(Password),
}

/// A list of users whose names begin with something, in the order of their names.
pub struct ListUsers {
    /// What the names begin with, in any case; empty for all.
    pub prefix: String,
    /// Only users after the one of this name.
    pub after: Option<String>,
}

impl Operation for ListUsers {
    type Output = Paged<UserView>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        vec![("iam:ListUsers", format!("arn:aws:iam::{account}:user/"))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<UserView>>, Refusal> {
        let account = call.person()?.session.principal.account().clone();
        let index = |text: &str| format!("{USER_NAMES}/{}", text.to_ascii_lowercase());
        let scan = Scan {
            account: account.as_str().to_owned(),
            kind: Unique::KIND.into(),
            prefix: index(&self.prefix),
            after: self.after.as_deref().map(index),
            limit: PAGE_MAX,
        };
        let page = call.shared.store.scan(&scan).await?;
        let keys: Vec<Key> = page
            .records
            .iter()
            .map(|record| pointed(&record.key, &record.body))
            .collect::<Result<_, _>>()?;
        call.tx.prefetch(&keys).await?;
        let mut items = Vec::with_capacity(keys.len());
        for key in &keys {
            // A user who was deleted between the two reads is not there any more.
            if let Some(user) = call.tx.load::<User>(key).await? {
                items.push(view(call, user).await?);
            }
        }
        Ok(Answer::Done(Paged {
            items,
            more: page.more,
        }))
    }
}

/// A user as pages and reports show one.
#[derive(Clone, Debug)]
pub struct UserView {
    /// The user.
    pub user: User,
    /// When the password was used last.
    pub password_last_used: Option<Timestamp>,
}

async fn view(call: &Call<'_>, user: User) -> Result<UserView, Refusal> {
    let key = records::password_key(&user.principal());
    let last = call.shared.stamps.last(&call.shared.store, &[key]).await?;
    Ok(UserView {
        user,
        password_last_used: last.into_iter().next().flatten(),
    })
}

/// One user.
pub struct GetUser {
    /// The user's name.
    pub name: UserName,
}

impl Operation for GetUser {
    type Output = UserView;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        vec![("iam:GetUser", arn::user(account, &self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<UserView>, Refusal> {
        let user = named(call, &self.name).await?;
        Ok(Answer::Done(view(call, user).await?))
    }
}

/// Makes a user.
pub struct CreateUser {
    /// The user's name.
    pub name: UserName,
    /// The console password, or none for a user without console access.
    pub password: Option<NewPassword>,
    /// ARNs of the policies to attach.
    pub policies: Vec<String>,
    /// Where the person is told things.
    pub contact_email: Option<Email>,
}

/// A user who was made.
pub struct CreatedUser {
    /// The user.
    pub user: User,
    /// A generated password, to be shown once.
    pub generated: Option<Password>,
}

impl Operation for CreateUser {
    type Output = CreatedUser;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        let user = arn::user(account, &self.name);
        let mut asks = vec![("iam:CreateUser", user.clone())];
        if self.password.is_some() {
            asks.push(("iam:CreateLoginProfile", user.clone()));
        }
        if !self.policies.is_empty() {
            asks.push(("iam:AttachUserPolicy", user));
        }
        asks
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "policyArns": self.policies, "loginProfile": self.password.is_some() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CreatedUser>, Refusal> {
        let mut account = account_of(call).await?;
        let user = make::user(
            call,
            &mut account,
            self.name.clone(),
            self.policies.clone(),
            self.contact_email.clone(),
        )
        .await?;
        let mut holder = Holder::User(user);
        let generated = match &self.password {
            Some(password) => hand_over(call, &mut holder, password).await?,
            None => None,
        };
        let Holder::User(user) = holder else {
            return Err(Refusal::NoSuchEntity(Entity::User));
        };
        Ok(Answer::Done(CreatedUser { user, generated }))
    }
}

/// Sets a password that its owner must change. Gives back a generated one.
pub(crate) async fn hand_over(
    call: &mut Call<'_>,
    holder: &mut Holder,
    password: &NewPassword,
) -> Result<Option<Password>, Refusal> {
    let state = PasswordState::temporary(call.now());
    match password {
        NewPassword::Generated => {
            let generated = call.draw(Password::generated);
            make::set_password(call, holder, &generated, state).await?;
            Ok(Some(generated))
        }
        NewPassword::Typed(typed) => {
            typed.check(&holder.names())?;
            make::set_password(call, holder, typed, state).await?;
            Ok(None)
        }
    }
}

/// Deletes a user with everything that is theirs.
pub struct DeleteUser {
    /// The user's name.
    pub name: UserName,
}

impl Operation for DeleteUser {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        vec![("iam:DeleteUser", arn::user(account, &self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let user = named(call, &self.name).await?;
        let mut account = account_of(call).await?;
        for serial in &user.credentials.devices {
            account.virtual_devices -= u32::from(remove_device(call, &account.id, serial).await?);
        }
        for id in &user.credentials.access_keys {
            if let Some(key) = call
                .tx
                .load::<AccessKey>(&records::access_key_key(&account.id, id))
                .await?
            {
                call.tx.remove(&key).await?;
            }
        }
        let principal = user.principal();
        call.tx.erase(records::password_key(&principal)).await?;
        call.tx.erase(records::guesses_key(&principal)).await?;
        call.tx.remove(&user).await?;
        account.users -= 1;
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// Removes a device and its seed. False if there was none.
pub(crate) async fn remove_device(
    call: &mut Call<'_>,
    account: &AccountId,
    serial: &SerialNumber,
) -> Result<bool, Refusal> {
    let Some(device) = call
        .tx
        .load::<MfaDevice>(&records::device_key(account, serial))
        .await?
    else {
        return Ok(false);
    };
    call.tx.remove(&device).await?;
    if let Some(mark) = call
        .tx
        .load::<SeedMark>(&records::seed_key(account, serial))
        .await?
    {
        call.tx.remove(&mark).await?;
    }
    Ok(true)
}

/// Sets or clears where a user is told things.
pub struct SetContactEmail {
    /// The user's name.
    pub name: UserName,
    /// The address; none to clear it.
    pub email: Option<Email>,
}

impl Operation for SetContactEmail {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, String)> {
        vec![("sekisho:SetContactEmail", arn::user(account, &self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "contactEmail": self.email.as_ref().map(Email::as_str) })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        user.contact_email.clone_from(&self.email);
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

/// A user of the caller's account.
async fn named(call: &mut Call<'_>, name: &UserName) -> Result<User, Refusal> {
    let account = call.person()?.session.principal.account().clone();
    match person::named(&mut call.tx, &account, &Target::User(name.clone())).await? {
        Holder::User(user) => Ok(user),
        Holder::Root(_) => Err(Refusal::NoSuchEntity(Entity::User)),
    }
}
