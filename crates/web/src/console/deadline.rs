//! The MFA requirement of an account: the rules in force, who set them, and what was postponed and why.

use std::collections::BTreeMap;

use askama::Template;
use rules::ids::{GroupId, GroupName};
use rules::requirement::{Postponement, RuleFault, Setter};
use rules::{Reason, Rule, Whom};
use service::ops::requirement::GetRequirement;
use service::ops::sessions::SignedIn;

use super::devices::sample;
use crate::due;
use crate::gallery;
use crate::http::Problem;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, When};
use crate::moment::Zone;
use crate::visit::{Answered, Stop, Visit, page};

/// The MFA requirement.
#[derive(Template)]
#[template(path = "console/deadline.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The rules in force, those of the operator first.
    pub rules: Vec<Row>,
    /// What was postponed, the newest first.
    pub postponements: Vec<Postponed>,
    /// Whether root is looking, who alone sets rules here.
    pub is_root: bool,
}

/// A rule in force.
pub struct Row {
    /// For whom.
    pub whom: String,
    /// From when.
    pub when: String,
    /// Who set it.
    pub by: &'static str,
    /// Since when it is known.
    pub since: When,
    /// Where it can be removed, if it is root's own.
    pub remove: Option<String>,
}

/// More time that was given, or a rule that was removed.
pub struct Postponed {
    /// When.
    pub at: When,
    /// By whom.
    pub by: String,
    /// For whom.
    pub whom: String,
    /// From when MFA was required before.
    pub from: String,
    /// From when it is required instead; none if the rule was removed.
    pub to: Option<String>,
    /// Why.
    pub reason: String,
}

impl Page {
    fn offers_change(&self) -> bool {
        self.is_root
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let due = gallery::countdown(t).due;
    let keiri = GroupName::parse("keiri-tantou").ok();
    let row = |whom: Whom, when: String, by, remove: Option<&str>| Row {
        whom: due::whom(t, &whom, keiri.as_ref()),
        when,
        by,
        since: sample::when("2024-06-10 09:15"),
        remove: remove.map(str::to_owned),
    };
    let remove = format!("{REMOVE}?whom=console-users");
    let rules = || {
        vec![
            row(
                Whom::Roots,
                t.rule_both(&due, 35),
                t.setter_operator_all(),
                None,
            ),
            row(Whom::ManagementRoots, t.rule_days(0), t.setter_file(), None),
            row(
                Whom::ConsoleUsers,
                t.rule_days(35),
                t.setter_root(),
                Some(&remove),
            ),
            row(
                gallery::group(),
                t.rule_date(&due),
                t.setter_root(),
                Some(&remove),
            ),
        ]
    };
    let reason = "海外拠点の担当者へのセキュリティキーの配送が遅れているため、到着後に割り当てる。";
    let postponed = |to: Option<String>| Postponed {
        at: sample::when("2024-06-20 18:02"),
        by: "operator:yamada".to_owned(),
        whom: due::whom(t, &Whom::Roots, None),
        from: t.rule_date(&due),
        to,
        reason: reason.to_owned(),
    };
    let page = |rules, postponements| Page {
        layout: gallery::root(t, ADDRESS),
        rules,
        postponements,
        is_root: true,
    };
    let mut reads = page(rules(), Vec::new());
    reads.layout = gallery::user(t, ADDRESS);
    reads.is_root = false;
    for row in &mut reads.rules {
        row.remove = None;
    }
    let mut saved = page(rules(), Vec::new());
    saved.layout.flash = Some(Notice::done(t.deadline_saved()));
    let postponements = vec![postponed(Some(t.rule_days(90))), postponed(None)];
    vec![
        ("none", page(Vec::new(), Vec::new())),
        ("saved", saved),
        ("postponed", page(rules(), postponements)),
        ("reads-only", reads),
    ]
}

/// Where the page stands.
pub(super) const ADDRESS: &str = "/console/deadline";
/// Where a rule is removed.
pub(super) const REMOVE: &str = "/console/deadline/remove";

/// `GET /console/deadline`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let view = visit.ask(&GetRequirement).await?;
    let is_root = signed.holder.principal().is_root();
    let (t, zone) = (visit.t, due::zone(&signed));
    let row = |rule: &Rule, operator: &'static str| Row {
        whom: name(t, &rule.whom, &view.groups),
        when: due::when(t, &zone, rule.when),
        by: match rule.by {
            Setter::File => t.setter_file(),
            Setter::Operator => operator,
            Setter::Root => t.setter_root(),
        },
        since: visit.when(rule.announced_at),
        remove: (rule.by == Setter::Root && is_root)
            .then(|| format!("{REMOVE}?whom={}", rule.whom.key())),
    };
    let installation = view.installation.iter();
    let mut rules: Vec<Row> = installation
        .map(|rule| row(rule, t.setter_operator_all()))
        .collect();
    let account = view.account.iter();
    rules.extend(account.map(|rule| row(rule, t.setter_operator_account())));
    let postponements = view.postponements.iter();
    page(&Page {
        layout: visit.frame(&signed),
        rules,
        postponements: postponements
            .map(|given| postponed(&visit, &zone, given, &view.groups))
            .collect(),
        is_root,
    })
}

/// What the groups of an account are called.
type Groups = BTreeMap<GroupId, GroupName>;

/// For whom a rule is, by the present name of a group.
fn name(t: Lang, whom: &Whom, groups: &Groups) -> String {
    due::whom(t, whom, whom.group().and_then(|id| groups.get(id)))
}

fn postponed(visit: &Visit, zone: &Zone, given: &Postponement, groups: &Groups) -> Postponed {
    let when = |when| due::when(visit.t, zone, when);
    let now = given.whom.group().and_then(|id| groups.get(id));
    Postponed {
        at: visit.when(given.at),
        by: given.by.clone(),
        whom: due::whom(visit.t, &given.whom, now.or(given.group.as_ref())),
        from: when(given.from),
        to: given.to.map(when),
        reason: given.reason.as_str().to_owned(),
    }
}

/// What root's own rule for somebody asks for now, and for whom it is, in words.
pub(super) async fn own_rule(visit: &Visit, whom: &Whom) -> Result<Option<(Rule, String)>, Stop> {
    let view = visit.ask(&GetRequirement).await?;
    let mut own = view.account.into_iter();
    let rule = own.find(|rule| rule.by == Setter::Root && rule.whom == *whom);
    Ok(rule.map(|rule| (rule, name(visit.t, whom, &view.groups))))
}

/// Turns away everybody but root, who alone sets rules here, before anything is typed.
pub(super) fn by_root(signed: &SignedIn) -> Result<(), Stop> {
    if signed.holder.principal().is_root() {
        return Ok(());
    }
    let action = "sekisho:PutMfaRequirement".to_owned();
    Err(Problem::NotAllowed {
        action,
        ruling: None,
    }
    .into())
}

/// Whether this session may give more time, as far as MFA goes.
pub(super) fn has_mfa(signed: &SignedIn) -> bool {
    signed.session.mfa.is_some()
}

/// A reason as it was typed, or what is wrong with it.
pub(crate) fn reason(t: Lang, typed: &str) -> Result<Reason, String> {
    Reason::parse(typed).map_err(|fault| rule_fault(t, fault))
}

/// What is wrong with a rule.
pub(super) fn rule_fault(t: Lang, fault: RuleFault) -> String {
    match fault {
        RuleFault::Empty => t.error_rule_empty().to_owned(),
        RuleFault::TooManyDays => t.error_rule_days().to_owned(),
        RuleFault::Reason => t.error_reason().to_owned(),
    }
}
