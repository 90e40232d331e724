//! Who is missing: the MFA status of an account, and of all accounts.

use rules::deadline::{Due, Told};
use rules::{Account, AccountId, AccountState, Email, Principal, Root, Timestamp, User, UserName};
use store::{Store, StoreError};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::gate::{self, Rules};
use crate::ops::account::{Paged, load_account, root_of};
use crate::ops::users::page_of;
use crate::person::{self, Holder};
use crate::ports::PastDueKeys;
use crate::records::{self, INSTALLATION, Posted, Progress, Responsibility, Responsible, lists};
use crate::refusal::Refusal;

/// Most accounts or people on one page.
pub const PAGE_MAX: usize = 100;
/// Most failed letters that a page shows.
const FAILED_MAX: usize = 50;
/// How many days of progress are shown.
pub const PROGRESS_DAYS: i64 = 90;

/// How one person stands.
#[derive(Clone, Debug)]
pub struct PersonStatus {
    /// The user's name; none for root.
    pub user: Option<UserName>,
    /// How many devices they have.
    pub devices: usize,
    /// Whether they can sign in to the console.
    pub has_password: bool,
    /// Where they stand at the gate.
    pub due: Due,
    /// What they were told last.
    pub told: Option<Told>,
    /// Their active access keys.
    pub active_keys: usize,
    /// Whether these keys work although MFA is past due, as the configuration says.
    pub keys_are_a_gap: bool,
    /// Why they have days of grace although they were made after the announcement.
    pub grace: Option<String>,
}

/// How the people of an account stand.
#[derive(Clone, Debug)]
pub struct MfaStatus {
    /// The root user, on the first page.
    pub root: Option<PersonStatus>,
    /// Users, in the order of their names.
    pub users: Paged<PersonStatus>,
    /// Letters of this account that could not be sent, the newest first.
    pub failed: Vec<FailedLetter>,
    /// Whether mails are written into files because no mail server is named.
    pub mails_are_files: bool,
}

/// A letter that could not be sent.
#[derive(Clone, Debug)]
pub struct FailedLetter {
    /// To whom.
    pub to: Email,
    /// What it told.
    pub about: String,
    /// When it was given up.
    pub at: Timestamp,
    /// Why.
    pub error: String,
}

/// The MFA status of the caller's account.
pub struct GetMfaStatus {
    /// Only users after the one of this name.
    pub after: Option<String>,
}

impl Operation for GetMfaStatus {
    type Output = MfaStatus;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:GetMfaStatus", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<MfaStatus>, Refusal> {
        let id = call.person()?.account().clone();
        let account = load_account(&mut call.tx, &id).await?;
        let root = if self.after.is_some() {
            None
        } else {
            let root = root_of(&mut call.tx, &id).await?;
            Some(status(call, &account, &Holder::Root(root)).await?)
        };
        let index =
            |name: &String| format!("{}/{}", records::USER_NAMES, name.to_ascii_lowercase());
        let after = self.after.as_ref().map(index);
        let (users, more) = page_of(call, &id, "", after, PAGE_MAX).await?;
        let mut items = Vec::with_capacity(users.len());
        for user in users {
            items.push(status(call, &account, &Holder::User(user)).await?);
        }
        Ok(Answer::Done(MfaStatus {
            root,
            users: Paged { items, more },
            failed: failed(&call.shared.store, &id).await?,
            mails_are_files: !crate::mailroom::can_send_secrets(call),
        }))
    }
}

/// How one person stands. It is only looked: nothing follows from it.
async fn status(
    call: &mut Call<'_>,
    account: &Account,
    holder: &Holder,
) -> Result<PersonStatus, Refusal> {
    let usual = call.shared.settings.time_zone.clone();
    let rules = Rules::of(&mut call.tx, &account.id, &usual).await?;
    let mut deadline = gate::deadline(&mut call.tx, holder).await?;
    let credentials = holder.credentials();
    let bears = gate::bears(holder, account);
    let due = if credentials.has_mfa() {
        Due::Enrolled
    } else {
        deadline.due(bears, &rules.in_force(), call.now())
    };
    let active_keys = credentials.active_access_keys();
    let open = call.shared.settings.past_due_keys == PastDueKeys::Allow;
    Ok(PersonStatus {
        user: match holder {
            Holder::Root(_) => None,
            Holder::User(user) => Some(user.name.clone()),
        },
        devices: credentials.devices.len(),
        has_password: credentials.password.is_some(),
        due,
        told: deadline.told,
        active_keys,
        keys_are_a_gap: open && due.is_past_due() && active_keys > 0,
        grace: deadline.grace.map(|reason| reason.as_str().to_owned()),
    })
}

async fn failed(store: &Store, account: &AccountId) -> Result<Vec<FailedLetter>, Refusal> {
    let mut failed: Vec<FailedLetter> = posted(store, account)
        .await?
        .into_iter()
        .filter_map(|posted| {
            Some(FailedLetter {
                to: posted.to,
                about: posted.about,
                at: posted.ended_at,
                error: posted.error?,
            })
        })
        .collect();
    failed.sort_by_key(|letter| std::cmp::Reverse(letter.at));
    failed.truncate(FAILED_MAX);
    Ok(failed)
}

/// What became of the letters of an account.
pub(crate) async fn posted(store: &Store, account: &AccountId) -> Result<Vec<Posted>, StoreError> {
    lists::all::<Posted>(store, account.as_str()).await
}

/// How many users there are who sign in to the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// With a console password.
    pub console: u32,
    /// Of them, with a device.
    pub with_mfa: u32,
}

pub(crate) async fn count_users(
    store: &Store,
    account: &AccountId,
) -> Result<UserCounts, StoreError> {
    let mut counts = UserCounts::default();
    for user in lists::all::<User>(store, account.as_str()).await? {
        if user.credentials.password.is_some() {
            counts.console += 1;
            counts.with_mfa += u32::from(user.credentials.has_mfa());
        }
    }
    Ok(counts)
}

/// How an account stands, for whoever looks after several.
#[derive(Clone, Debug)]
pub struct AccountStatus {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Root's address.
    pub root_email: Email,
    /// How root stands.
    pub root: PersonStatus,
    /// Its console users.
    pub users: UserCounts,
    /// Who is responsible for it, for people: `keiri/hanako`.
    pub assignees: Vec<String>,
    /// AWS's word for how it stands: whoever closed it is asked for nothing more.
    pub state: AccountState,
}

async fn account_status(
    call: &mut Call<'_>,
    id: &AccountId,
) -> Result<Option<AccountStatus>, Refusal> {
    let Some(account) = call.tx.load::<Account>(&records::account_key(id)).await? else {
        return Ok(None);
    };
    let Some(root) = call.tx.load::<Root>(&records::root_key(id)).await? else {
        return Ok(None);
    };
    let holder = Holder::Root(root.clone());
    let responsibility = call
        .tx
        .load::<Responsibility>(&records::responsibility_key(id))
        .await?;
    let mut assignees = Vec::new();
    for principal in responsibility.into_iter().flat_map(|found| found.assignees) {
        assignees.extend(spelled(call, &principal).await?);
    }
    let closing = closing::of(&mut call.tx, id).await?;
    Ok(Some(AccountStatus {
        account: id.clone(),
        name: account.name.to_string(),
        root_email: root.email,
        root: status(call, &account, &holder).await?,
        users: count_users(&call.shared.store, id).await?,
        assignees,
        state: closing.account_state(call.now()),
    }))
}

/// Somebody as a file of assignments names them: the account's sign-in name, a slash, `root` or the
/// user's name.
pub(crate) async fn spelled(
    call: &mut Call<'_>,
    principal: &Principal,
) -> Result<Option<String>, Refusal> {
    let key = records::account_key(principal.account());
    // One that is being erased.
    let Some(account) = call.tx.load::<Account>(&key).await? else {
        return Ok(None);
    };
    let holder = person::holder(&mut call.tx, principal).await?;
    Ok(holder.map(|holder| match holder {
        Holder::Root(_) => format!("{}/root", account.sign_in_name()),
        Holder::User(user) => format!("{}/user/{}", account.sign_in_name(), user.name),
    }))
}

/// All accounts, for the operator, in the order of their ids.
pub struct ListAccountStatus {
    /// Only accounts after this one.
    pub after: Option<AccountId>,
}

impl Operation for ListAccountStatus {
    type Output = Paged<AccountStatus>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<AccountStatus>>, Refusal> {
        let store = &call.shared.store;
        let (ids, more) = lists::accounts(store, self.after.as_ref(), PAGE_MAX).await?;
        let mut items = Vec::with_capacity(ids.len());
        for id in &ids {
            items.extend(account_status(call, id).await?);
        }
        Ok(Answer::Done(Paged { items, more }))
    }
}

/// The accounts for which the caller is responsible.
pub struct ListAssignedAccounts;

/// Accounts with how far all of them have come.
#[derive(Clone, Debug)]
pub struct AssignedAccounts {
    /// The accounts, in the order of their ids.
    pub accounts: Vec<AccountStatus>,
    /// How far the installation had come at the end of each day, the oldest first.
    pub progress: Vec<ProgressView>,
}

/// How far an installation had come at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressView {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Accounts.
    pub accounts: u32,
    /// Of them, with MFA for root.
    pub roots_with_mfa: u32,
    /// Console users.
    pub console_users: u32,
    /// Of them, with MFA.
    pub users_with_mfa: u32,
}

impl Operation for ListAssignedAccounts {
    type Output = AssignedAccounts;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AssignedAccounts>, Refusal> {
        let key = records::responsible_key(&call.person()?.principal());
        let responsible = call.tx.load::<Responsible>(&key).await?;
        let mut accounts = Vec::new();
        for id in responsible.into_iter().flat_map(|found| found.accounts) {
            accounts.extend(account_status(call, &id).await?);
        }
        let progress = if accounts.is_empty() {
            Vec::new()
        } else {
            progress(&call.shared.store).await?
        };
        Ok(Answer::Done(AssignedAccounts { accounts, progress }))
    }
}

/// How far the installation had come, for the operator.
pub struct ListProgress;

impl Operation for ListProgress {
    type Output = Vec<ProgressView>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<ProgressView>>, Refusal> {
        Ok(Answer::Done(progress(&call.shared.store).await?))
    }
}

async fn progress(store: &Store) -> Result<Vec<ProgressView>, Refusal> {
    let mut days: Vec<ProgressView> = lists::all::<Progress>(store, INSTALLATION)
        .await?
        .into_iter()
        .map(|kept| ProgressView {
            day: kept.day,
            accounts: kept.accounts,
            roots_with_mfa: kept.roots_with_mfa,
            console_users: kept.console_users,
            users_with_mfa: kept.users_with_mfa,
        })
        .collect();
    days.sort_by_key(|day| day.day);
    let surplus = days
        .len()
        .saturating_sub(usize::try_from(PROGRESS_DAYS).unwrap_or(90));
    days.drain(..surplus);
    Ok(days)
}
