//! An account's users.

use rules::deadline::Bearer;
use rules::ids::{AccountId, Email, EntityPath, UserName};
use rules::password::Password;
use rules::principal::PasswordState;
use rules::{
    Account, DeviceKind, MfaDevice, Reason, SecurityKey, SerialNumber, Tag, Timestamp, User,
};
use serde_json::{Value, json};
use store::{Key, Scan};

use crate::authorise::{Resource, permit_here, permit_with};
use crate::call::{Answer, Call, Operation};
use crate::codes::Mark;
use crate::facts::Facts;
use crate::gate;
use crate::ops::account::Paged;
use crate::ops::attachments::{self, Usage};
use crate::ops::groups;
use crate::ops::make::{self, NewUser};
use crate::ops::sessions::account_of;
use crate::person::{self, Holder, Subject, Target};
use crate::records::{self, AccessKeySecret, USER_NAMES, Unique, pointed};
use crate::refusal::{Entity, Leftover, Refusal};

/// Most users on one page of the console's list.
pub const PAGE_MAX: usize = 100;
/// Most users that one step of the list looks at.
const STEP_MAX: usize = store::limits::MAX_READ_KEYS;

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
    /// What the paths begin with; `/` for all.
    pub path_prefix: String,
    /// Only users after the one of this name.
    pub after: Option<String>,
    /// Most users on the page.
    pub limit: usize,
}

impl Operation for ListUsers {
    type Output = Paged<UserView>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let users = format!("arn:aws:iam::{account}:user{}", self.path_prefix);
        vec![("iam:ListUsers", Resource::Arn(users))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<UserView>>, Refusal> {
        let account = call.person()?.account().clone();
        let mut after = self.after.as_deref().map(index);
        let mut users = Vec::new();
        // A prefix of paths is in no index, so pages are read on until enough users fit.
        loop {
            let (page, more) = page_of(call, &account, &self.prefix, after, self.limit).await?;
            for (at, user) in page.iter().enumerate() {
                if !user.path.as_str().starts_with(&self.path_prefix) {
                    continue;
                }
                users.push(user.clone());
                if users.len() == self.limit {
                    let more = more || at + 1 < page.len();
                    let items = views(call, users).await?;
                    return Ok(Answer::Done(Paged { items, more }));
                }
            }
            after = page.last().map(|user| index(user.name.as_str()));
            if !more || after.is_none() {
                let items = views(call, users).await?;
                return Ok(Answer::Done(Paged { items, more: false }));
            }
        }
    }
}

fn index(text: &str) -> String {
    format!("{USER_NAMES}/{}", text.to_ascii_lowercase())
}

/// Some users in the order of their names, and whether others follow.
pub(crate) async fn page_of(
    call: &mut Call<'_>,
    account: &AccountId,
    prefix: &str,
    after: Option<String>,
    limit: usize,
) -> Result<(Vec<User>, bool), Refusal> {
    let scan = Scan {
        account: account.as_str().to_owned(),
        kind: Unique::KIND.into(),
        prefix: index(prefix),
        after,
        limit: limit.min(STEP_MAX),
    };
    let page = call.shared.store.scan(&scan).await?;
    let keys: Vec<Key> = page
        .records
        .iter()
        .map(|record| pointed(&record.key, &record.body))
        .collect::<Result<_, _>>()?;
    call.tx.prefetch(&keys).await?;
    let mut users = Vec::with_capacity(keys.len());
    for key in &keys {
        // A user who was deleted between the two reads is not there any more.
        users.extend(call.tx.load::<User>(key).await?);
    }
    Ok((users, page.more))
}

/// When the passwords of these users were used last, read a bounded number at a time.
async fn views(call: &Call<'_>, users: Vec<User>) -> Result<Vec<UserView>, Refusal> {
    let mut views = Vec::with_capacity(users.len());
    for some in users.chunks(STEP_MAX) {
        let keys: Vec<Key> = some
            .iter()
            .map(|user| records::password_key(&user.principal()))
            .collect();
        let used = call.shared.stamps.last(&call.shared.store, &keys).await?;
        for (user, stamp) in some.iter().zip(used) {
            views.push(UserView {
                user: user.clone(),
                password_last_used: stamp.map(|stamp| stamp.at),
            });
        }
    }
    Ok(views)
}

/// A user as pages and reports show one.
#[derive(Clone, Debug)]
pub struct UserView {
    /// The user.
    pub user: User,
    /// When the password was used last.
    pub password_last_used: Option<Timestamp>,
}

/// Somebody: a user by name, or root.
pub struct GetUser {
    /// Whom.
    pub target: Target,
}

/// Root or a user as the wire and a user's page show one.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// Who it is.
    pub holder: Holder,
    /// When the account was made, for root.
    pub account_created_at: Timestamp,
    /// When the password was used last.
    pub password_last_used: Option<Timestamp>,
}

impl Operation for GetUser {
    type Output = PersonView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetUser", Resource::Person(self.target.clone()))]
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PersonView>, Refusal> {
        let holder = whom(call, &self.target, "iam:GetUser").await?;
        let account_created_at = match &holder {
            Holder::Root(_) => account_of(call).await?.created_at,
            Holder::User(user) => user.created_at,
        };
        let key = records::password_key(&holder.principal());
        let used = call.shared.stamps.last(&call.shared.store, &[key]).await?;
        Ok(Answer::Done(PersonView {
            holder,
            account_created_at,
            password_last_used: used.into_iter().next().flatten().map(|stamp| stamp.at),
        }))
    }
}

/// Whom an operation is about. Root's things are root's own affair, whatever policies say.
pub(crate) async fn whom(
    call: &mut Call<'_>,
    target: &Target,
    action: &str,
) -> Result<Holder, Refusal> {
    let person = call.person()?;
    if person.subject.is(target) {
        return Ok(person.holder()?.clone());
    }
    let account = person.account().clone();
    if *target == Target::Root {
        return Err(Refusal::denied(action, rules::ids::arn::root(&account)));
    }
    person::named(&mut call.tx, &account, target).await
}

/// Makes a user.
pub struct CreateUser {
    /// The user's name.
    pub name: UserName,
    /// Where in the account's tree of names the user will stand.
    pub path: EntityPath,
    /// What the user is marked with.
    pub tags: Vec<Tag>,
    /// The console password, or none for a user without console access.
    pub password: Option<NewPassword>,
    /// ARNs of the policies to attach.
    pub policies: Vec<String>,
    /// The ARN of the policy that bounds the user's others.
    pub boundary: Option<String>,
    /// Where the person is told things.
    pub contact_email: Option<Email>,
    /// Why the user has days of grace although the rule about MFA was announced before; none for no
    /// such days.
    pub grace: Option<Reason>,
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

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let user = Resource::new_user(account, &self.path, &self.name);
        let mut asks = vec![("iam:CreateUser", user.clone())];
        if self.password.is_some() {
            asks.push(("iam:CreateLoginProfile", user.clone()));
        }
        if !self.tags.is_empty() {
            asks.push(("iam:TagUser", user));
        }
        asks
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            boundary: self.boundary.as_deref(),
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({
            "userName": self.name.as_str(),
            "path": self.path.as_str(),
            "permissionsBoundary": self.boundary,
            "policyArns": self.policies,
            "tags": self.tags,
            "loginProfile": self.password.is_some(),
            "graceReason": self.grace.as_ref().map(Reason::as_str),
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CreatedUser>, Refusal> {
        let mut account = account_of(call).await?;
        let new = NewUser {
            name: self.name.clone(),
            path: self.path.clone(),
            tags: self.tags.clone(),
            policies: self.policies.clone(),
            boundary: self.boundary.clone(),
            contact_email: self.contact_email.clone(),
        };
        for arn in &self.policies {
            let facts = Facts {
                policy: Some(arn),
                ..self.facts()
            };
            let user = Resource::new_user(&account.id, &self.path, &self.name);
            permit_with(call, &facts, "iam:AttachUserPolicy", &user).await?;
        }
        if self.grace.is_some() && call.person()?.mfa().is_none() {
            return Err(Refusal::MfaNeeded);
        }
        let user = make::user(call, &mut account, new).await?;
        let mut holder = Holder::User(user);
        gate::give_grace(call, &holder, self.grace.clone()).await?;
        let generated = match &self.password {
            Some(password) => hand_over(call, &account, &mut holder, password).await?,
            None => None,
        };
        let Holder::User(user) = holder else {
            return Err(Refusal::NoSuchEntity(Entity::User(self.name.clone())));
        };
        Ok(Answer::Done(CreatedUser { user, generated }))
    }
}

/// Gives a user another name or another place.
pub struct UpdateUser {
    /// The user's name.
    pub name: UserName,
    /// The new name, if there is one.
    pub new_name: Option<UserName>,
    /// The new path, if there is one.
    pub new_path: Option<EntityPath>,
}

impl Operation for UpdateUser {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateUser", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({
            "userName": self.name.as_str(),
            "newUserName": self.new_name.as_ref().map(UserName::as_str),
            "newPath": self.new_path.as_ref().map(EntityPath::as_str),
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        if let Some(name) = &self.new_name {
            let taken = call
                .tx
                .owner(&records::user_name_is(&user.account, name))
                .await?;
            if taken.is_some() && name.folded() != user.name.folded() {
                return Err(Refusal::EntityAlreadyExists(Entity::User(name.clone())));
            }
            let (from, to) = (Bearer::user(&user.name), Bearer::user(name));
            gate::renamed(&mut call.tx, &user.account, from, to).await?;
            user.name = name.clone();
        }
        if let Some(path) = &self.new_path {
            user.path = path.clone();
        }
        // Whoever may not touch the place where the user goes cannot move one there.
        let there = Resource::Moved(self.name.clone(), user.arn());
        permit_here(call, "iam:UpdateUser", &there).await?;
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

/// Sets a password that its owner must change. Gives back a generated one.
pub(crate) async fn hand_over(
    call: &mut Call<'_>,
    account: &Account,
    holder: &mut Holder,
    password: &NewPassword,
) -> Result<Option<Password>, Refusal> {
    let state = PasswordState::temporary(call.now());
    match password {
        NewPassword::Generated => {
            let policy = account.password_policy.as_ref();
            let generated = call.draw(|chance| Password::generated(chance, policy));
            make::set_password(call, holder, &generated, state).await?;
            Ok(Some(generated))
        }
        NewPassword::Typed(typed) => {
            make::may_be_set(call, account, holder, typed).await?;
            make::set_password(call, holder, typed, state).await?;
            Ok(None)
        }
    }
}

/// What becomes of the things of a user who is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftovers {
    /// They go with the user, as in the console.
    Remove,
    /// The user stays while there are any, as on AWS's wire.
    Refuse,
}

/// Deletes a user.
pub struct DeleteUser {
    /// The user's name.
    pub name: UserName,
    /// What becomes of their things.
    pub leftovers: Leftovers,
}

impl Operation for DeleteUser {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteUser", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let user = named(call, &self.name).await?;
        if self.leftovers == Leftovers::Refuse
            && let Some(leftover) = leftover(&user)
        {
            return Err(Refusal::DeleteConflict(leftover));
        }
        let mut account = account_of(call).await?;
        for serial in &user.credentials.devices {
            if let Some(kind) = remove_device(call, &account.id, serial).await? {
                account.went(kind);
                account.assigned_devices -= 1;
            }
        }
        for key in &user.credentials.access_keys {
            let key = records::access_key_key(&account.id, &key.id);
            if let Some(secret) = call.tx.load::<AccessKeySecret>(&key).await? {
                call.tx.remove(&secret).await?;
            }
        }
        for arn in &user.policies {
            attachments::go(call, &account.id, arn, Usage::Permissions).await?;
        }
        if let Some(arn) = &user.boundary {
            attachments::go(call, &account.id, arn, Usage::Boundary).await?;
        }
        for group in &user.groups {
            groups::left(call, &account.id, group).await?;
        }
        let principal = user.principal();
        call.tx.erase(records::password_key(&principal)).await?;
        call.tx.erase(records::guesses_key(&principal)).await?;
        call.tx.erase(records::codes_key(&principal)).await?;
        call.tx.erase(records::resets_key(&principal)).await?;
        call.tx.remove(&user).await?;
        account.users -= 1;
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// What has to be removed from a user before the user is, in AWS's order.
fn leftover(user: &User) -> Option<Leftover> {
    let credentials = &user.credentials;
    let table = [
        (!credentials.devices.is_empty(), Leftover::Devices),
        (!credentials.access_keys.is_empty(), Leftover::AccessKeys),
        (!user.policies.is_empty(), Leftover::Policies),
        (!user.inline.is_empty(), Leftover::InlinePolicies),
        (!user.groups.is_empty(), Leftover::Groups),
        (credentials.password.is_some(), Leftover::LoginProfile),
    ];
    table
        .into_iter()
        .find_map(|(there, leftover)| there.then_some(leftover))
}

/// Removes a device with its seed or key; a token goes back into the stock. Gives the kind of what was
/// there.
pub(crate) async fn remove_device(
    call: &mut Call<'_>,
    account: &AccountId,
    serial: &SerialNumber,
) -> Result<Option<DeviceKind>, Refusal> {
    let Some(device) = call
        .tx
        .load::<MfaDevice>(&records::device_key(account, serial))
        .await?
    else {
        return Ok(None);
    };
    call.tx.remove(&device).await?;
    match Mark::of(call, account, serial).await? {
        None => {}
        Some(Mark::App(mark)) => call.tx.remove(&mark).await?,
        Some(Mark::Token(mut token, _)) => {
            token.take_back();
            call.tx.save(&*token).await?;
        }
    }
    let key = records::security_key_key(account, serial);
    if let Some(key) = call.tx.load::<SecurityKey>(&key).await? {
        call.tx.remove(&key).await?;
    }
    Ok(Some(device.kind))
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

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:SetContactEmail", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "contactEmail": self.email.as_ref().map(Email::as_str) })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        user.contact_email.clone_from(&self.email);
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

/// A user of the caller's account.
pub(crate) async fn named(call: &mut Call<'_>, name: &UserName) -> Result<User, Refusal> {
    let account = call.person()?.account().clone();
    match person::named(&mut call.tx, &account, &Target::User(name.clone())).await? {
        Holder::User(user) => Ok(user),
        Holder::Root(_) => Err(Refusal::NoSuchEntity(Entity::User(name.clone()))),
    }
}
