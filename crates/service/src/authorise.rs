//! Whether whoever calls may do what they ask: root all of its own account, a user what the policies
//! say, a session no more than what it was made for, and a fresh proof where the table wants one.

use policy::{Grounds, Ruling};
use rules::ids::arn;
use rules::{
    Account, AccountId, DeviceName, EntityPath, Group, GroupName, Role, RoleName, SerialNumber,
    User, UserName,
};

use crate::billing_gate;
use crate::call::{Call, Operation, Person, Standing};
use crate::facts::{self, Facts};
use crate::gate;
use crate::person::{Holder, Subject, Target};
use crate::policies::{self, Asking, Gathered};
use crate::records;
use crate::refusal::{ProgramFault, Refusal};
use crate::table::{Authority, Proved, source};

/// What an action is asked for on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An ARN that follows from the request alone.
    Arn(String),
    /// Root or a user, at the path where the user stands. A user who does not exist stands at `/`,
    /// so that a caller without the right cannot find out who there is.
    Person(Target),
    /// A user, with what they are marked with, on the ARN that they are to have.
    Moved(UserName, String),
    /// A group, at the path where it stands. One that is not there stands at `/`.
    Group(GroupName),
    /// A role, at the path where it stands. One that is not there stands at `/`.
    Role(RoleName),
    /// A managed policy, by its ARN.
    Policy(String),
}

/// Whom an action is about; nobody for what knows no resource.
impl From<Option<Target>> for Resource {
    fn from(target: Option<Target>) -> Self {
        target.map_or_else(Self::any, Self::Person)
    }
}

impl Resource {
    /// Everything: the action knows no resource.
    pub fn any() -> Self {
        Self::Arn("*".to_owned())
    }

    /// A user, by name.
    pub fn user(name: &UserName) -> Self {
        Self::Person(Target::User(name.clone()))
    }

    /// A group, by name.
    pub fn group(name: &GroupName) -> Self {
        Self::Group(name.clone())
    }

    /// A role, by name.
    pub fn role(name: &RoleName) -> Self {
        Self::Role(name.clone())
    }

    /// A user who is to be, at this path.
    pub fn new_user(account: &AccountId, path: &EntityPath, name: &UserName) -> Self {
        Self::Arn(arn::user(account, path, name))
    }

    /// A virtual device that is to be.
    pub fn new_device(account: &AccountId, path: &EntityPath, name: &DeviceName) -> Self {
        Self::Arn(arn::mfa(account, path, name))
    }

    /// A device. The serial number of a virtual device is its ARN.
    pub fn device(serial: &SerialNumber) -> Self {
        Self::Arn(serial.as_str().to_owned())
    }

    async fn arn(&self, call: &mut Call<'_>) -> Result<String, Refusal> {
        let target = match self {
            Self::Arn(arn) | Self::Moved(_, arn) | Self::Policy(arn) => return Ok(arn.clone()),
            Self::Group(name) => return group_arn(call, name).await,
            Self::Role(name) => return role_arn(call, name).await,
            Self::Person(target) => target,
        };
        let person = call.person()?;
        if person.subject.is(target) {
            return Ok(person.subject.arn());
        }
        let account = person.account().clone();
        let Target::User(name) = target else {
            return Ok(arn::root(&account));
        };
        let found = call
            .tx
            .find::<User>(&records::user_name_is(&account, name))
            .await?;
        Ok(found.map_or_else(
            || arn::user(&account, &EntityPath::default(), name),
            |user| user.arn(),
        ))
    }
}

async fn group_arn(call: &mut Call<'_>, name: &GroupName) -> Result<String, Refusal> {
    let account = call.person()?.account().clone();
    let key = records::group_name_is(&account, name);
    let found = call.tx.find::<Group>(&key).await?;
    Ok(found.map_or_else(
        || arn::group(&account, &EntityPath::default(), name),
        |group| group.arn(),
    ))
}

async fn role_arn(call: &mut Call<'_>, name: &RoleName) -> Result<String, Refusal> {
    let account = call.person()?.account().clone();
    let key = records::role_name_is(&account, name);
    let found = call.tx.find::<Role>(&key).await?;
    Ok(found.map_or_else(
        || arn::role(&account, &EntityPath::default(), name),
        |role| role.arn(),
    ))
}

/// Asks the policies, and for a fresh proof where the row wants one.
pub(crate) async fn authorise<O: Operation>(
    call: &mut Call<'_>,
    operation: &O,
) -> Result<(), Refusal> {
    let Ok(person) = call.person() else {
        return Ok(());
    };
    let person = person.clone();
    may_be_asked_in_this_session::<O>(&person)?;
    if O::ROW.authority == Authority::Root {
        only_root_with_mfa(&person)?;
    }
    if O::ROW.authority == Authority::Policy && !gate::lets_enrol(&person, operation) {
        for (action, resource) in operation.asks(person.account()) {
            debug_assert!(
                O::ROW.actions.contains(&action),
                "`{action}` is missing in the row of {}",
                O::ROW.name
            );
            permit(&person, call, &operation.facts(), action, &resource).await?;
        }
    }
    if O::ROW.proved == Proved::Freshly
        && !person.only_registers()
        && let Standing::Console(session) = &person.standing
        && let Some(proof) = session.lacks_fresh(person.subject.origin().credentials(), call.tx.now)
    {
        return Err(Refusal::NotFresh(proof));
    }
    gate::off_trial(call, &person, operation).await
}

/// Refuses everybody but root, and root in a session without a second factor.
fn only_root_with_mfa(person: &Person) -> Result<(), Refusal> {
    match person.subject.holder() {
        Some(Holder::Root(_)) if person.mfa().is_some() => Ok(()),
        Some(Holder::Root(_)) => Err(Refusal::MfaNeeded),
        Some(Holder::User(_)) | None => Err(Refusal::OnlyRoot),
    }
}

/// Refuses root without a second factor in the session what would let a thief of its password stay:
/// another password, a key that works. Whatever shuts something never waits for one.
pub(crate) fn roots_own_needs_mfa(person: &Person, target: &Target) -> Result<(), Refusal> {
    if *target == Target::Root && person.subject.is(target) && person.mfa().is_none() {
        return Err(Refusal::MfaNeeded);
    }
    Ok(())
}

/// A session of GetSessionToken asks IAM only if a code was given for it, and asks STS for nothing but
/// who it is and for a role (STS API reference, GetSessionToken). One of a role asks for everything but
/// sessions of this other kind.
fn may_be_asked_in_this_session<O: Operation>(person: &Person) -> Result<(), Refusal> {
    let Some(session) = person.signer().and_then(|signer| signer.session()) else {
        return Ok(());
    };
    match (O::ROW.source, O::ROW.name) {
        (source::STS, "GetCallerIdentity" | "AssumeRole") => Ok(()),
        (source::STS, "GetSessionToken") => Err(ProgramFault::NotWithSession.into()),
        _ if session.role.is_some() => Ok(()),
        (source::STS, name) => Err(Refusal::denied(format!("sts:{name}"), "*")),
        (source::IAM, _) if session.mfa.is_none() => Err(Refusal::SessionWithoutMfa),
        _ => Ok(()),
    }
}

/// Asks the policies for something that only the handler can name, because it follows from a record.
pub(crate) async fn permit_here(
    call: &mut Call<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(), Refusal> {
    permit_with(call, &Facts::default(), action, resource).await
}

/// As [`permit_here`], with what conditions can ask about the request.
pub(crate) async fn permit_with(
    call: &mut Call<'_>,
    facts: &Facts<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(), Refusal> {
    let person = call.person()?.clone();
    permit(&person, call, facts, action, resource).await
}

/// Whether whoever calls may do one thing, for a page that leaves out what is not allowed.
pub(crate) async fn may(call: &mut Call<'_>, action: &'static str, resource: &Resource) -> bool {
    permit_here(call, action, resource).await.is_ok()
}

async fn permit(
    person: &Person,
    call: &mut Call<'_>,
    facts: &Facts<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(), Refusal> {
    billing_gate::pass(call, person, action).await?;
    match ruling(person, call, facts, action, resource).await? {
        (Ruling::Allowed(_), _) => Ok(()),
        (ruling, resource) => Err(Refusal::AccessDenied {
            action: action.to_owned(),
            resource,
            ruling: Box::new(ruling),
        }),
    }
}

/// What the policies of whoever calls say about an action, and on which ARN it was asked for.
async fn ruling(
    person: &Person,
    call: &mut Call<'_>,
    facts: &Facts<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(Ruling, String), Refusal> {
    let Some(mut gathered) = gathered(call, &person.subject).await? else {
        return Ok((Ruling::Allowed(Grounds::Root), String::new()));
    };
    if let Subject::Holder(Holder::User(user)) = &person.subject
        && CHANGING_ONES_PASSWORD.contains(&action)
        && everybody_may_change(call, user).await?
    {
        let all = policies::served(policy::managed::USER_CHANGE_PASSWORD);
        gathered.identity.extend(all);
    }
    let arn = resource.arn(call).await?;
    let wanted = facts::known_to(action, gathered.keys());
    let context = facts::context(call, person, facts, resource, &wanted).await?;
    let request = policy::Request {
        action,
        resource: &arn,
        context: &context,
    };
    let asking = Asking::of(&person.subject);
    Ok((gathered.decide(asking.principal(), &request), arn))
}

/// The policies of whoever acts; none of root, which has none.
pub(crate) async fn gathered(
    call: &mut Call<'_>,
    subject: &Subject,
) -> Result<Option<Gathered>, Refusal> {
    let cache = &call.shared.policies;
    Ok(match subject {
        Subject::Holder(Holder::Root(_)) => None,
        Subject::Holder(Holder::User(user)) => {
            Some(policies::of_user(&mut call.tx, cache, user).await?)
        }
        Subject::Role(session) => {
            let mut gathered = policies::of_role(&mut call.tx, cache, &session.role).await?;
            let own = session.taken.policies.as_ref();
            policies::narrow(&mut call.tx, cache, &mut gathered, &session.role, own).await?;
            Some(gathered)
        }
    })
}

/// What an account's password policy can allow everybody (IAM user guide, "Permit IAM users to change
/// their own passwords").
const CHANGING_ONES_PASSWORD: [&str; 2] = ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"];

async fn everybody_may_change(call: &mut Call<'_>, user: &User) -> Result<bool, Refusal> {
    let key = records::account_key(&user.account);
    let account = call.tx.load::<Account>(&key).await?;
    let policy = account.and_then(|account| account.password_policy);
    Ok(policy.is_some_and(|policy| policy.users_may_change))
}
