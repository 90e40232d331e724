//! Whether whoever calls may do what they ask: root all of its own account, a user what the policies
//! say, a session no more than what it was made for, and a fresh proof where the table wants one.

use policy::{Context, Decision, NamedPolicy};
use rules::ids::arn;
use rules::{Account, AccountId, DeviceName, EntityPath, SerialNumber, User, UserName};

use crate::call::{Call, Operation, Person, Standing};
use crate::gate;
use crate::person::{Holder, Target};
use crate::records;
use crate::refusal::Refusal;
use crate::table::{Authority, Proved, source};

/// What an action is asked for on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An ARN that follows from the request alone.
    Arn(String),
    /// Root or a user, at the path where the user stands. A user who does not exist stands at `/`,
    /// so that a caller without the right cannot find out who there is.
    Person(Target),
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
            Self::Arn(arn) => return Ok(arn.clone()),
            Self::Person(target) => target,
        };
        let person = call.person()?;
        if person.holder.is(target) {
            return Ok(person.holder.arn());
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
    if O::ROW.authority == Authority::Policy && !gate::lets_enrol(&person, operation) {
        for (action, resource) in operation.asks(person.account()) {
            debug_assert!(
                O::ROW.actions.contains(&action),
                "`{action}` is missing in the row of {}",
                O::ROW.name
            );
            permit(&person, call, action, &resource).await?;
        }
    }
    if O::ROW.proved == Proved::Freshly
        && !person.only_registers()
        && let Standing::Console(session) = &person.standing
        && let Some(proof) = session.lacks_fresh(person.holder.credentials(), call.tx.now)
    {
        return Err(Refusal::NotFresh(proof));
    }
    gate::off_trial(call, &person, operation).await
}

/// A session of GetSessionToken asks IAM only if a code was given for it, and asks STS for nothing but
/// who it is (STS API reference, GetSessionToken).
fn may_be_asked_in_this_session<O: Operation>(person: &Person) -> Result<(), Refusal> {
    let Some(session) = person.signer().and_then(|signer| signer.session()) else {
        return Ok(());
    };
    match (O::ROW.source, O::ROW.name) {
        (source::STS, "GetCallerIdentity") => Ok(()),
        (source::STS, "GetSessionToken") => Err(Refusal::NotWithSession),
        (source::STS, name) => Err(Refusal::AccessDenied {
            action: format!("sts:{name}"),
            resource: "*".to_owned(),
            explicit: false,
        }),
        _ if session.mfa.is_none() => Err(Refusal::SessionWithoutMfa),
        _ => Ok(()),
    }
}

/// Asks the policies for something that only the handler can name, because it follows from a record.
pub(crate) async fn permit_here(
    call: &mut Call<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(), Refusal> {
    let person = call.person()?.clone();
    permit(&person, call, action, resource).await
}

/// Whether whoever calls may do one thing, for a page that leaves out what is not allowed.
pub(crate) async fn may(call: &mut Call<'_>, action: &'static str, resource: &Resource) -> bool {
    permit_here(call, action, resource).await.is_ok()
}

async fn permit(
    person: &Person,
    call: &mut Call<'_>,
    action: &'static str,
    resource: &Resource,
) -> Result<(), Refusal> {
    let Holder::User(user) = &person.holder else {
        return Ok(());
    };
    let resource = resource.arn(call).await?;
    let denied = |explicit| Refusal::AccessDenied {
        action: action.to_owned(),
        resource: resource.clone(),
        explicit,
    };
    let mut policies = Vec::with_capacity(user.policies.len() + 1);
    for arn in &user.policies {
        // A policy that is attached and not known could have denied: nothing is allowed then.
        let Some(managed) = policy::managed::find(arn) else {
            tracing::error!(policy = %arn, "an attached policy is not served");
            return Err(denied(true));
        };
        policies.push(named(managed));
    }
    if CHANGING_ONES_PASSWORD.contains(&action) && everybody_may_change(call, user).await? {
        policies.extend(policy::managed::find(policy::managed::USER_CHANGE_PASSWORD).map(named));
    }
    let request = policy::Request {
        action,
        resource: &resource,
        context: &context(person, user, call),
    };
    match policy::evaluate(&policies, &request) {
        Decision::Allowed(_) => Ok(()),
        Decision::ExplicitDeny(_) => Err(denied(true)),
        Decision::ImplicitDeny => Err(denied(false)),
    }
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

fn named(managed: &'static policy::managed::ManagedPolicy) -> NamedPolicy<'static> {
    NamedPolicy {
        name: managed.arn,
        policy: &managed.policy,
    }
}

/// The condition keys of a call (IAM user guide: global condition context keys). A long-term key has
/// nothing to say about MFA, so the keys about it are absent, as on AWS.
fn context(person: &Person, user: &User, call: &Call<'_>) -> Context {
    let now = call.tx.now;
    let mut context = Context::new()
        .with("aws:username", user.name.as_str())
        .with("aws:userid", user.id.as_str())
        .with("aws:PrincipalArn", person.holder.arn())
        .with("aws:PrincipalAccount", user.account.as_str())
        .with("aws:PrincipalType", "User")
        .with("aws:SourceIp", call.visitor.ip.as_str())
        .with("aws:UserAgent", call.visitor.user_agent.as_str())
        .with("aws:SecureTransport", call.visitor.secure.to_string())
        .with("aws:CurrentTime", now.to_string())
        .with("aws:EpochTime", now.as_second().to_string());
    if let Some(opened_at) = person.opened_at() {
        context.insert("aws:TokenIssueTime", opened_at.to_string());
        context.insert(
            "aws:MultiFactorAuthPresent",
            person.mfa().is_some().to_string(),
        );
    }
    if let Some(mfa) = person.mfa() {
        let age_seconds = now.as_second() - mfa.at.as_second();
        context.insert("aws:MultiFactorAuthAge", age_seconds.max(0).to_string());
    }
    context
}
