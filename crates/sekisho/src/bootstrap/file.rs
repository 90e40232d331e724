//! The bootstrap file, read and checked whole.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use rules::AccountId;
use rules::ids::{AccessKeyId, AccountName, Alias, Email, UserName};
use service::ops::bootstrap::{BootstrapAccount, BootstrapUser, GivenKey, GivenPassword};

use super::BootstrapError;
use super::secret::Secrets;
use crate::nearest::nearest;
use crate::os::{self, Exposure};
use crate::sheet::{Entry, Fault, Source, Table, Unreadable};

/// Most bytes of a bootstrap file.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Most accounts in a file.
const ACCOUNTS_MAX: usize = 1000;
/// Most users of an account in a file (IAM quotas: `UsersQuota`).
const USERS_MAX: usize = 5000;
/// Most policies of a user (IAM quotas: `AttachedPoliciesPerUserQuota`).
const POLICIES_MAX: usize = 10;
/// Bounds of the characters of an access key's id (IAM API reference: AccessKey).
const KEY_ID_CHARS: std::ops::RangeInclusive<usize> = 16..=128;
/// Bounds of the characters of an access key's secret; AWS's have 40.
const KEY_SECRET_CHARS: std::ops::RangeInclusive<usize> = 20..=128;

const ACCOUNT_KEYS: [&str; 9] = [
    "id",
    "name",
    "alias",
    "root_email",
    "root_password",
    "root_access_key",
    "password_permanent",
    "management",
    "user",
];
const USER_KEYS: [&str; 6] = [
    "name",
    "password",
    "password_permanent",
    "access_key",
    "policies",
    "contact_email",
];

/// What a file asks for, every value of it good.
pub(crate) struct Plan {
    /// The file.
    pub(crate) path: PathBuf,
    pub(super) accounts: Vec<PlannedAccount>,
}

pub(super) struct PlannedAccount {
    pub(super) account: BootstrapAccount,
    pub(super) users: Vec<PlannedUser>,
}

pub(super) struct PlannedUser {
    pub(super) name: UserName,
    password: Option<GivenPassword>,
    password_permanent: bool,
    access_key: Option<GivenKey>,
    policies: Vec<String>,
    contact_email: Option<Email>,
}

impl Plan {
    /// Reads a file. Whoever may read secrets in it besides its owner is a reason to refuse it.
    pub(crate) fn read(path: &Path) -> Result<Self, BootstrapError> {
        let unreadable = |error: std::io::Error| Unreadable {
            path: path.into(),
            reason: error.to_string(),
        };
        let file = File::open(path).map_err(unreadable)?;
        let source = Source::read(path, &file, FILE_BYTES_MAX)?;
        let (accounts, written_out) = read(&source, &|name| std::env::var(name).ok())?;
        if written_out {
            // Of the file that was read, and not of one that was put in its place since.
            match os::exposure(&file).map_err(unreadable)? {
                None => {}
                Some(Exposure::Mode(mode)) => {
                    return Err(BootstrapError::Exposed {
                        path: path.into(),
                        mode,
                    });
                }
                Some(Exposure::Owner) => return Err(BootstrapError::NotOurs { path: path.into() }),
            }
        }
        Ok(Self {
            path: path.into(),
            accounts,
        })
    }
}

impl PlannedUser {
    /// The operation that makes this user in an account.
    pub(super) fn of(self, account: AccountId) -> BootstrapUser {
        BootstrapUser {
            account,
            name: self.name,
            password: self.password,
            password_permanent: self.password_permanent,
            access_key: self.access_key,
            policies: self.policies,
            contact_email: self.contact_email,
        }
    }
}

/// The accounts of a file, and whether a secret is written out in it.
fn read(
    source: &Source,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Vec<PlannedAccount>, bool), Fault> {
    let mut top = source.table()?;
    top.only(&["account"], &[])?;
    let mut reader = Reader {
        secrets: Secrets {
            directory: source.directory(),
            environment,
            written_out: false,
        },
        taken: HashSet::new(),
    };
    let accounts = top.require("account")?;
    if !accounts.is_list() {
        return Err(accounts.wrong("a list of tables, each begun with `[[account]]`"));
    }
    let accounts = accounts.list(ACCOUNTS_MAX)?.into_iter();
    let accounts: Vec<_> = accounts
        .map(|entry| reader.account(entry.table()?))
        .collect::<Result<_, Fault>>()?;
    Ok((accounts, reader.secrets.written_out))
}

struct Reader<'e> {
    secrets: Secrets<'e>,
    /// What must be unique in the file and was read already.
    taken: HashSet<(&'static str, String)>,
}

impl Reader<'_> {
    fn account(&mut self, mut table: Table<'_>) -> Result<PlannedAccount, Fault> {
        table.only(&ACCOUNT_KEYS, &[])?;
        let id = self.unique(&mut table, "id", AccountId::parse, AccountId::to_string)?;
        let alias = self.unique(&mut table, "alias", Alias::parse, Alias::to_string)?;
        let name = parse(&table.require("name")?, AccountName::parse)?;
        let missing = table.fault("`root_email` is missing here; add it".to_owned());
        let root_email = self.unique(&mut table, "root_email", Email::parse, Email::folded)?;
        let root_email = root_email.ok_or(missing)?;
        let password = table.take("root_password");
        let password_permanent = permanent(&mut table, password.is_some(), "root_password")?;
        let names = [root_email.as_str(), name.as_str()];
        let root_password = password
            .map(|entry| self.secrets.password(entry, &names))
            .transpose()?;
        let root_access_key = self.access_key(table.take("root_access_key"))?;
        let management = self.management(table.take("management"))?;
        let users = self.users(table.take("user"))?;
        Ok(PlannedAccount {
            account: BootstrapAccount {
                id,
                name,
                alias,
                root_email,
                root_password,
                password_permanent,
                root_access_key,
                management,
            },
            users,
        })
    }

    fn users(&mut self, entry: Option<Entry<'_>>) -> Result<Vec<PlannedUser>, Fault> {
        let Some(entry) = entry else {
            return Ok(Vec::new());
        };
        if !entry.is_list() {
            return Err(entry.wrong("a list of tables, each begun with `[[account.user]]`"));
        }
        let mut names = HashSet::new();
        let mut users = Vec::new();
        for entry in entry.list(USERS_MAX)? {
            let table = entry.table()?;
            let twice = table.fault(String::new());
            let user = self.user(table)?;
            if !names.insert(user.name.folded()) {
                let message = format!(
                    "user `{}` stands twice in this account; remove one",
                    user.name
                );
                return Err(Fault { message, ..twice });
            }
            users.push(user);
        }
        Ok(users)
    }

    fn user(&mut self, mut table: Table<'_>) -> Result<PlannedUser, Fault> {
        table.only(&USER_KEYS, &[])?;
        let name = parse(&table.require("name")?, UserName::parse)?;
        let contact_email = table.take("contact_email");
        let contact_email = contact_email
            .map(|entry| parse(&entry, Email::parse))
            .transpose()?;
        let password = table.take("password");
        let password_permanent = permanent(&mut table, password.is_some(), "password")?;
        let mut names = vec![name.as_str()];
        names.extend(contact_email.as_ref().map(Email::as_str));
        let password = password
            .map(|entry| self.secrets.password(entry, &names))
            .transpose()?;
        Ok(PlannedUser {
            access_key: self.access_key(table.take("access_key"))?,
            policies: policies(table.take("policies"))?,
            name,
            password,
            password_permanent,
            contact_email,
        })
    }

    fn access_key(&mut self, entry: Option<Entry<'_>>) -> Result<Option<GivenKey>, Fault> {
        let Some(entry) = entry else { return Ok(None) };
        let mut table = entry.table()?;
        table.only(&["id", "secret"], &[])?;
        let key_id = |text: &str| {
            let plain = text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            let good = plain && text.starts_with("AKIA") && KEY_ID_CHARS.contains(&text.len());
            AccessKeyId::parse(text)
                .ok()
                .filter(|_| good)
                .ok_or("the id of an access key is AKIA and 12 to 124 capital letters and digits")
        };
        let id = self.unique(&mut table, "id", key_id, ToString::to_string)?;
        let id = id.ok_or_else(|| table.fault("`id` is missing here; add it".to_owned()))?;
        let entry = table.require("secret")?;
        let unfit = entry.fault(format!(
            "`{}` will not do: the secret of an access key has {} to {} visible ASCII characters",
            entry.name,
            KEY_SECRET_CHARS.start(),
            KEY_SECRET_CHARS.end()
        ));
        let secret = self.secrets.key(entry)?;
        let visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible || !KEY_SECRET_CHARS.contains(&secret.len()) {
            return Err(unfit);
        }
        Ok(Some(GivenKey { id, secret }))
    }

    fn management(&mut self, entry: Option<Entry<'_>>) -> Result<bool, Fault> {
        let Some(entry) = entry else { return Ok(false) };
        let management = entry.flag()?;
        if management && !self.taken.insert(("management", String::new())) {
            return Err(entry.fault(
                "there is one management account, and another one stands before this; remove one",
            ));
        }
        Ok(management)
    }

    /// A value that no second entry of the file may have.
    fn unique<T, E: ToString>(
        &mut self,
        table: &mut Table<'_>,
        key: &'static str,
        parse_text: impl Fn(&str) -> Result<T, E>,
        fold: impl Fn(&T) -> String,
    ) -> Result<Option<T>, Fault> {
        let Some(entry) = table.take(key) else {
            return Ok(None);
        };
        let value = parse(&entry, parse_text)?;
        let kind = if entry.name.ends_with("access_key.id") {
            "access key id"
        } else {
            key
        };
        if !self.taken.insert((kind, fold(&value))) {
            let text = entry.text()?;
            return Err(entry.fault(format!(
                "`{text}` stands twice in this file as `{key}`; choose another"
            )));
        }
        Ok(Some(value))
    }
}

fn permanent(table: &mut Table<'_>, has_password: bool, beside: &str) -> Result<bool, Fault> {
    match table.take("password_permanent") {
        None => Ok(false),
        Some(entry) if !has_password => Err(entry.fault(format!(
            "`password_permanent` has no `{beside}` beside it; add it, or remove this"
        ))),
        Some(entry) => entry.flag(),
    }
}

fn policies(entry: Option<Entry<'_>>) -> Result<Vec<String>, Fault> {
    let Some(entry) = entry else {
        return Ok(Vec::new());
    };
    let mut arns = Vec::new();
    for entry in entry.list(POLICIES_MAX)? {
        let arn = entry.text()?;
        if policy::managed::find(arn).is_none() {
            let managed = policy::managed::managed();
            // All begin alike, so only the names tell which one was meant.
            let name = arn.rsplit('/').next().unwrap_or(arn);
            let meant = nearest(name, managed.iter().map(|policy| policy.name));
            let arn_of = |name| managed.iter().find(|policy| policy.name == name);
            let hint = if let Some(right) = meant.and_then(arn_of) {
                format!("did you mean `{}`?", right.arn)
            } else {
                let served: Vec<_> = managed.iter().map(|policy| policy.arn).collect();
                format!("served are {}", served.join(", "))
            };
            return Err(entry.fault(format!("policy `{arn}` is not served; {hint}")));
        }
        if !arns.iter().any(|known| known == arn) {
            arns.push(arn.to_owned());
        }
    }
    Ok(arns)
}

fn parse<T, E: ToString>(
    entry: &Entry<'_>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Fault> {
    let text = entry.text()?;
    parse(text)
        .map_err(|invalid| entry.fault(format!("`{text}` will not do: {}", invalid.to_string())))
}

#[cfg(test)]
mod tests;
