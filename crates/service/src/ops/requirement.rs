//! The requirement: who must have MFA from when. The operator sets it for the installation or for an
//! account; an account's root can make it earlier or wider, never later or narrower.

use std::collections::BTreeMap;

use rules::ids::{GroupId, GroupName};
use rules::requirement::{Effect, Kept, Postponement, Setter, When};
use rules::{AccountId, Group, Reason, Requirement, Rule, Whom};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::gate::Rules;
use crate::ops::account::load_account;
use crate::person::Subject;
use crate::records::{self, Tx, lists};
use crate::refusal::{Entity, Refusal};
use crate::table::source;

/// The rules in force for somebody who looks.
#[derive(Clone, Debug)]
pub struct RequirementView {
    /// The operator's rules for the whole installation.
    pub installation: Vec<Rule>,
    /// The account's own: the operator's for it, and root's.
    pub account: Vec<Rule>,
    /// Postponements of both, the newest first.
    pub postponements: Vec<Postponement>,
    /// What the groups are called that rules are for; who is not here was deleted. The operator sees
    /// all groups of the account.
    pub groups: BTreeMap<GroupId, GroupName>,
}

fn view(
    installation: Requirement,
    account: Requirement,
    groups: BTreeMap<GroupId, GroupName>,
) -> RequirementView {
    let mut postponements = installation.postponements;
    postponements.extend(account.postponements);
    postponements.sort_by_key(|postponement| std::cmp::Reverse(postponement.at));
    RequirementView {
        installation: installation.rules,
        account: account.rules,
        postponements,
        groups,
    }
}

/// What the groups are called now that the rules of an account are for.
async fn named_groups(
    tx: &mut Tx,
    account: &AccountId,
    rules: &[Rule],
) -> Result<BTreeMap<GroupId, GroupName>, Refusal> {
    let mut groups = BTreeMap::new();
    for id in rules.iter().filter_map(|rule| rule.whom.group()) {
        if let Some(group) = tx.load::<Group>(&records::group_key(account, id)).await? {
            groups.insert(group.id, group.name);
        }
    }
    Ok(groups)
}

/// The rules for the caller's account.
pub struct GetRequirement;

impl Operation for GetRequirement {
    type Output = RequirementView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:GetMfaRequirement", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RequirementView>, Refusal> {
        let account = call.person()?.account().clone();
        let usual = call.shared.settings.time_zone.clone();
        let rules = Rules::of(&mut call.tx, &account, &usual).await?;
        let groups = named_groups(&mut call.tx, &account, &rules.account.rules).await?;
        Ok(Answer::Done(view(
            rules.installation,
            rules.account,
            groups,
        )))
    }
}

/// The rules for the operator: of the installation, and of one account if one is named.
pub struct ShowRequirement {
    /// Which account's.
    pub account: Option<AccountId>,
}

impl Operation for ShowRequirement {
    type Output = RequirementView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RequirementView>, Refusal> {
        let installation = load(call, None).await?;
        let Some(id) = &self.account else {
            let none = Requirement::default();
            return Ok(Answer::Done(view(installation, none, BTreeMap::new())));
        };
        load_account(&mut call.tx, id).await?;
        let account = load(call, Some(id)).await?;
        let groups = lists::all::<Group>(&call.shared.store, id.as_str()).await?;
        let groups = groups.into_iter().map(|group| (group.id, group.name));
        Ok(Answer::Done(view(installation, account, groups.collect())))
    }
}

/// Sets a rule, by the operator.
pub struct SetRequirement {
    /// For one account, or for all.
    pub account: Option<AccountId>,
    /// For whom.
    pub whom: Whom,
    /// From when.
    pub when: When,
    /// Why, if somebody is given more time by it.
    pub reason: Option<Reason>,
}

impl Operation for SetRequirement {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        if let Some(account) = &self.account {
            load_account(&mut call.tx, account).await?;
        }
        is_there(call, self.account.as_ref(), &self.whom).await?;
        // What the file said is the operator's as well: whoever gives more time means it too.
        let mut requirement = load(call, self.account.as_ref()).await?;
        let mut given = false;
        for by in [Setter::Operator, Setter::File] {
            if requirement.rule(&self.whom, by).is_none() && by == Setter::File {
                continue;
            }
            match requirement.effect(&self.whom, by, self.when) {
                Effect::Weaker => {
                    postpone(
                        call,
                        &mut requirement,
                        by,
                        &self.whom,
                        Some(self.when),
                        self.reason.as_ref(),
                    )
                    .await?;
                    given = true;
                }
                Effect::Same | Effect::Stricter => {
                    let now = call.now();
                    requirement.set(self.whom.clone(), by, self.when, now);
                }
            }
        }
        call.tx.save(&requirement).await?;
        let name = if given {
            "PostponeMfaRequirement"
        } else {
            "PutMfaRequirement"
        };
        tell(
            call,
            name,
            self.account.as_ref(),
            &self.whom,
            Some(self.when),
            self.reason.as_ref(),
        );
        Ok(Answer::Done(()))
    }
}

/// Takes rules of the operator away, by the operator.
pub struct ClearRequirement {
    /// For one account, or for all.
    pub account: Option<AccountId>,
    /// For whom the rules are; for anybody if none is said.
    pub whom: Option<Whom>,
    /// Why.
    pub reason: Reason,
}

impl Operation for ClearRequirement {
    /// What was taken away.
    type Output = Vec<Rule>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Rule>>, Refusal> {
        if let Some(account) = &self.account {
            load_account(&mut call.tx, account).await?;
        }
        let mut requirement = load(call, self.account.as_ref()).await?;
        let concerned = |rule: &&Rule| {
            rule.by != Setter::Root && self.whom.as_ref().is_none_or(|whom| *whom == rule.whom)
        };
        let gone: Vec<Rule> = requirement
            .rules
            .iter()
            .filter(concerned)
            .cloned()
            .collect();
        if gone.is_empty() {
            return Err(Refusal::NoSuchEntity(Entity::Requirement));
        }
        for rule in &gone {
            postpone(
                call,
                &mut requirement,
                rule.by,
                &rule.whom,
                None,
                Some(&self.reason),
            )
            .await?;
            let account = self.account.as_ref();
            tell(
                call,
                "DeleteMfaRequirement",
                account,
                &rule.whom,
                None,
                Some(&self.reason),
            );
        }
        call.tx.save(&requirement).await?;
        Ok(Answer::Done(gone))
    }
}

/// Takes over what the configuration file says now.
pub struct AdoptRequirement {
    /// What it says.
    pub said: Option<(Whom, When)>,
}

impl Operation for AdoptRequirement {
    /// Rules that stay in force although the file says something else.
    type Output = Vec<Kept>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Kept>>, Refusal> {
        let mut requirement = load(call, None).await?;
        let before = requirement.clone();
        let now = call.now();
        let kept = requirement.adopt(self.said.as_ref(), now);
        if requirement != before {
            call.tx.save(&requirement).await?;
            if let Some((whom, when)) = &self.said {
                tell(call, "PutMfaRequirement", None, whom, Some(*when), None);
            }
        }
        Ok(Answer::Done(kept))
    }
}

/// Sets a rule for the caller's account, by its root.
pub struct PutRequirement {
    /// For whom.
    pub whom: Whom,
    /// From when.
    pub when: When,
    /// Why, if somebody is given more time by it.
    pub reason: Option<Reason>,
}

impl Operation for PutRequirement {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:PutMfaRequirement", Resource::any())]
    }

    fn parameters(&self) -> Value {
        about(None, &self.whom, Some(self.when), self.reason.as_ref())
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = roots_own(call, "sekisho:PutMfaRequirement")?;
        is_there(call, Some(&account), &self.whom).await?;
        let mut requirement = load(call, Some(&account)).await?;
        match requirement.effect(&self.whom, Setter::Root, self.when) {
            Effect::Weaker => {
                with_mfa(call)?;
                postpone(
                    call,
                    &mut requirement,
                    Setter::Root,
                    &self.whom,
                    Some(self.when),
                    self.reason.as_ref(),
                )
                .await?;
            }
            Effect::Same | Effect::Stricter => {
                let now = call.now();
                requirement.set(self.whom.clone(), Setter::Root, self.when, now);
            }
        }
        call.tx.save(&requirement).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes a rule of root's own away, by root.
pub struct DeleteRequirement {
    /// For whom the rule is.
    pub whom: Whom,
    /// Why.
    pub reason: Reason,
}

impl Operation for DeleteRequirement {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:DeleteMfaRequirement", Resource::any())]
    }

    fn parameters(&self) -> Value {
        about(None, &self.whom, None, Some(&self.reason))
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = roots_own(call, "sekisho:DeleteMfaRequirement")?;
        with_mfa(call)?;
        let mut requirement = load(call, Some(&account)).await?;
        postpone(
            call,
            &mut requirement,
            Setter::Root,
            &self.whom,
            None,
            Some(&self.reason),
        )
        .await?;
        call.tx.save(&requirement).await?;
        Ok(Answer::Done(()))
    }
}

async fn load(call: &mut Call<'_>, account: Option<&AccountId>) -> Result<Requirement, Refusal> {
    let kept = call.tx.load(&records::requirement_key(account)).await?;
    Ok(kept.unwrap_or_else(|| Requirement::of(account.cloned())))
}

/// The group that a rule is to be for, if it is for one. It belongs to an account, so no rule of the
/// whole installation is for any.
async fn is_there(
    call: &mut Call<'_>,
    account: Option<&AccountId>,
    whom: &Whom,
) -> Result<(), Refusal> {
    let Some(id) = whom.group() else {
        return Ok(());
    };
    if name_of(call, account, id).await?.is_some() {
        return Ok(());
    }
    // An id has only letters that a name may have as well.
    let entity = GroupName::parse(id.as_str()).map_or(Entity::Requirement, Entity::Group);
    Err(Refusal::NoSuchEntity(entity))
}

async fn name_of(
    call: &mut Call<'_>,
    account: Option<&AccountId>,
    id: &GroupId,
) -> Result<Option<GroupName>, Refusal> {
    let Some(account) = account else {
        return Ok(None);
    };
    let key = records::group_key(account, id);
    let group = call.tx.load::<Group>(&key).await?;
    Ok(group.map(|group| group.name))
}

/// Gives more time, which wants a reason.
async fn postpone(
    call: &mut Call<'_>,
    requirement: &mut Requirement,
    by: Setter,
    whom: &Whom,
    to: Option<When>,
    reason: Option<&Reason>,
) -> Result<(), Refusal> {
    let Some(rule) = requirement.rule(whom, by) else {
        return Err(Refusal::NoSuchEntity(Entity::Requirement));
    };
    let from = rule.when;
    let reason = reason.ok_or(Refusal::ReasonMissing)?;
    let group = match whom.group() {
        Some(id) => name_of(call, requirement.account.as_ref(), id).await?,
        None => None,
    };
    let postponement = Postponement {
        at: call.now(),
        by: call.who(),
        whom: whom.clone(),
        group,
        from,
        to,
        reason: reason.clone(),
    };
    requirement.postpone(by, postponement);
    Ok(())
}

/// The rules of an account are root's own affair, whatever policies say.
fn roots_own(call: &Call<'_>, action: &str) -> Result<AccountId, Refusal> {
    let person = call.person()?;
    let account = person.account().clone();
    if person.principal().is_root() {
        return Ok(account);
    }
    Err(Refusal::denied(action, "*"))
}

/// Nobody is given more time by a session without MFA.
fn with_mfa(call: &Call<'_>) -> Result<(), Refusal> {
    match call.person()?.mfa() {
        Some(_) => Ok(()),
        None => Err(Refusal::MfaNeeded),
    }
}

fn about(
    account: Option<&AccountId>,
    whom: &Whom,
    when: Option<When>,
    reason: Option<&Reason>,
) -> Value {
    json!({
        "account": account.map(AccountId::as_str),
        "for": whom.key(),
        "date": when.and_then(|when| when.date()).map(|date| date.to_string()),
        "days": when.and_then(|when| when.days()),
        "reason": reason.map(Reason::as_str),
    })
}

fn tell(
    call: &mut Call<'_>,
    name: &str,
    account: Option<&AccountId>,
    whom: &Whom,
    when: Option<When>,
    reason: Option<&Reason>,
) {
    let parameters = about(account, whom, when, reason);
    match account {
        Some(account) => call.tell_as_caller(name, source::SEKISHO, account, parameters),
        None => call.tell_of_installation(name, parameters),
    }
}
