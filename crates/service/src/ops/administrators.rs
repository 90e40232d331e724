//! Administrators who cannot administer, and root's way to restore one: what stands in their way, as
//! the policies say it, and one operation that takes away what can be taken away.

use policy::managed::ADMINISTRATOR_ACCESS;
use rules::{User, UserName};
use serde_json::{Value, json};

use crate::call::{Answer, Call, Operation};
use crate::letters::What;
use crate::mailroom;
use crate::ops::attachments;
use crate::ops::simulate::{self, ContextEntry, Matched, Question};
use crate::ops::sources::Source;
use crate::ops::users;
use crate::person::Subject;
use crate::records::lists;
use crate::refusal::Refusal;
use crate::table::{TABLE, source};

/// Most users who are looked at closely for one page.
pub const SHOWN_MAX: usize = 50;

/// Those who are given everything, and what holds each of them back.
pub struct ListAdministrators;

/// The administrators of an account.
#[derive(Clone, Debug)]
pub struct Administrators {
    /// Each of them, in the order of their names.
    pub users: Vec<Administrator>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// How far somebody is an administrator.
#[derive(Clone, Debug)]
pub struct Administrator {
    /// Who.
    pub name: UserName,
    /// Whether their policies give them everything.
    pub is_given: bool,
    /// The ARN of what bounds them.
    pub boundary: Option<String>,
    /// Statements that deny something.
    pub denied_by: Vec<Matched>,
    /// Whether something of theirs cannot be read, which refuses them everything.
    pub is_broken: bool,
}

impl Administrator {
    /// Whether nothing stands in their way.
    pub fn is_free(&self) -> bool {
        self.is_given && self.boundary.is_none() && self.denied_by.is_empty() && !self.is_broken
    }
}

impl Operation for ListAdministrators {
    type Output = Administrators;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Administrators>, Refusal> {
        let account = call.person()?.account().clone();
        let mut all = lists::all::<User>(&call.shared.store, account.as_str()).await?;
        all.sort_by_key(|user| user.name.folded());
        let mut found = Administrators {
            users: Vec::new(),
            more: false,
        };
        for user in all {
            let source = Source::User(Box::new(user.clone()));
            if !source.gathered(call).await?.gives_everything() {
                continue;
            }
            if found.users.len() == SHOWN_MAX {
                found.more = true;
                break;
            }
            found.users.push(look(call, user).await?);
        }
        Ok(Answer::Done(found))
    }
}

/// What stands in the way of one user.
pub struct GetAdministrator {
    /// Who.
    pub name: UserName,
}

impl Operation for GetAdministrator {
    type Output = Administrator;

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Administrator>, Refusal> {
        let user = users::named(call, &self.name).await?;
        Ok(Answer::Done(look(call, user).await?))
    }
}

/// Makes somebody an administrator: AdministratorAccess is attached, the boundary goes. Statements
/// that deny stay, because only people know why they are there; they are what is answered.
pub struct RestoreAdministrator {
    /// Who.
    pub name: UserName,
}

impl Operation for RestoreAdministrator {
    type Output = Administrator;

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Administrator>, Refusal> {
        let mut user = users::named(call, &self.name).await?;
        let account = user.account.clone();
        let name = self.name.as_str();
        // What is watched for by AWS's names is found by them here too.
        if attachments::attach(call, &mut user, ADMINISTRATOR_ACCESS).await? {
            let parameters = json!({ "userName": name, "policyArn": ADMINISTRATOR_ACCESS });
            call.tell_as_caller("AttachUserPolicy", source::IAM, &account, parameters);
        }
        if attachments::unbound(call, &mut user).await? {
            let parameters = json!({ "userName": name });
            let event = "DeleteUserPermissionsBoundary";
            call.tell_as_caller(event, source::IAM, &account, parameters);
        }
        let who = call.person()?.holder()?.clone();
        let also = user.contact_email.clone();
        let what = What::AdministratorRestored {
            name: name.to_owned(),
        };
        mailroom::tell_also(call, &who, also.as_slice(), what).await?;
        Ok(Answer::Done(look(call, user).await?))
    }
}

/// Asks the user's policies for everything that there is, as if the user asked from where root is, with
/// MFA: on everything, and on the user.
async fn look(call: &mut Call<'_>, user: User) -> Result<Administrator, Refusal> {
    let (name, arn, boundary) = (user.name.clone(), user.arn(), user.boundary.clone());
    let source = Source::User(Box::new(user));
    let gathered = source.gathered(call).await?;
    let (is_given, is_broken) = (gathered.gives_everything(), gathered.refusal().is_some());
    let question = Question {
        actions: every_action(),
        resources: vec!["*".to_owned(), arn],
        context: here(call),
        ..Question::default()
    };
    let simulated = simulate::of_source(call, &source, gathered, &question).await?;
    let mut denied_by: Vec<Matched> = Vec::new();
    for one in simulated.iter().filter(|one| !one.ruling.is_allowed()) {
        for matched in &one.matched {
            if !denied_by.contains(matched) {
                denied_by.push(matched.clone());
            }
        }
    }
    Ok(Administrator {
        name,
        is_given,
        boundary,
        denied_by,
        is_broken,
    })
}

/// Every action that an operation asks the policies for, each once.
fn every_action() -> Vec<String> {
    let mut actions: Vec<&str> = TABLE.iter().flat_map(|row| row.actions).copied().collect();
    actions.sort_unstable();
    actions.dedup();
    actions.into_iter().map(str::to_owned).collect()
}

/// What conditions can ask about a request from here.
fn here(call: &Call<'_>) -> Vec<ContextEntry> {
    let visitor = call.visitor;
    [
        ("aws:MultiFactorAuthPresent", "true".to_owned()),
        ("aws:MultiFactorAuthAge", "0".to_owned()),
        ("aws:SecureTransport", visitor.secure.to_string()),
        ("aws:SourceIp", visitor.ip.clone()),
        ("aws:UserAgent", visitor.user_agent.clone()),
    ]
    .map(|(key, value)| ContextEntry {
        key: key.to_owned(),
        values: vec![value],
        is_list: false,
    })
    .into()
}
