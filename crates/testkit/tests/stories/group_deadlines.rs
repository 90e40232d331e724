//! A deadline for a group of an account: who is due by it, and what becomes of it with the group.

use rules::requirement::Reason;
use rules::{AccountId, GroupId, Whom};
use service::Refusal;
use service::ops::requirement::{
    ClearRequirement, DeleteRequirement, PutRequirement, SetRequirement,
};
use service::refusal::Entity;
use testkit::page::*;
use testkit::{ADMINISTRATOR, Account, Browser, Lang, World, story, when};

/// Root's program makes a group of these users.
fn group(account: &Account, name: &str, users: &[&str]) -> GroupId {
    let root = account.program();
    let made = root.asks("CreateGroup", &[("GroupName", name)]);
    made.succeeds();
    for user in users {
        joins(account, name, user);
    }
    GroupId::parse(&made.text("GroupId")).expect("an id")
}

fn joins(account: &Account, name: &str, user: &str) {
    let member = [("GroupName", name), ("UserName", user)];
    account.program().asks("AddUserToGroup", &member).succeeds();
}

fn leaves(account: &Account, name: &str, user: &str) {
    let member = [("GroupName", name), ("UserName", user)];
    account
        .program()
        .asks("RemoveUserFromGroup", &member)
        .succeeds();
}

/// The operator's rule for a group, which takes effect at once.
fn at_once(w: &World, account: Option<&AccountId>, id: &GroupId) -> Result<(), Refusal> {
    w.operator(&SetRequirement {
        account: account.cloned(),
        whom: Whom::Group(id.clone()),
        when: when(None, Some(0)),
        reason: None,
    })
}

story! {
    /// EN-4: whoever belongs to the group is due by its rule, from the first look on and for good.
    fn en_4_a_rule_for_a_group_is_for_its_users_and_the_day_stays_when_they_leave(w) {
        let keiri = w.account_with_key("keiri");
        let [hanako, jiro, taro] = ["hanako", "jiro", "taro"].map(|name| keiri.user(name));
        let id = group(&keiri, "kaikei", &["hanako"]);
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/deadline/set").chooses("whom", "group").fills("date", "2024-08-31")
            .presses(Lang::deadline_preview).says(|t| t.whom_group("kaikei"))
            .presses(Lang::deadline_confirm).sees(MfaRequirement).says(|t| t.whom_group("kaikei"));
        hanako.signs_in_with_password().sees(MfaRequired);
        jiro.signs_in_with_password().sees(ConsoleHome);
        // Another name: it stays the same group.
        let renamed = [("GroupName", "kaikei"), ("NewGroupName", "Soumu")];
        keiri.program().asks("UpdateGroup", &renamed).succeeds();
        visit.opens("/console/deadline").says(|t| t.whom_group("Soumu"));
        joins(&keiri, "Soumu", "jiro");
        jiro.signs_in_with_password().sees(MfaRequired);
        // Who joins and leaves without ever signing in keeps the day as well.
        joins(&keiri, "Soumu", "taro");
        for user in ["hanako", "jiro", "taro"] {
            leaves(&keiri, "Soumu", user);
        }
        keiri.program().asks("DeleteGroup", &[("GroupName", "Soumu")]).succeeds();
        visit.opens("/console/deadline").says(|t| t.whom_group_deleted(id.as_str()));
        // A group that is made again under the old name is another one.
        let saburo = keiri.user("saburo");
        group(&keiri, "Soumu", &["saburo"]);
        w.at("2024-08-31T00:00:00Z");
        for person in [&hanako, &jiro, &taro] {
            person.signs_in_with_password().sees(EnrolMfa);
        }
        saburo.signs_in_with_password().sees(ConsoleHome);
        keiri.owner().signs_in_with_password().sees(ConsoleHome);
    }

    /// A group rule is an account's own, and for people who sign in to the console.
    fn en_4_a_rule_for_a_group_belongs_to_its_account_and_is_for_console_users(w) {
        let keiri = w.account_with_key("keiri");
        let soumu = w.account_with_key("soumu");
        let hanako = keiri.user("hanako");
        keiri.program().asks("CreateUser", &[("UserName", "robot")]).succeeds();
        let root = keiri.program();
        let key = root.asks("CreateAccessKey", &[("UserName", "robot")]);
        let robot = root.makes_of(&key);
        let id = group(&keiri, "kaikei", &["hanako", "robot"]);
        keiri.program().asks("AttachUserPolicy", &[("UserName", "robot"), ("PolicyArn", ADMINISTRATOR)]).succeeds();
        for account in [None, Some(soumu.id())] {
            let refused = at_once(w, account, &id);
            assert!(matches!(refused, Err(Refusal::NoSuchEntity(Entity::Group(_)))), "{refused:?}");
        }
        assert_eq!(at_once(w, Some(keiri.id()), &id), Ok(()));
        hanako.signs_in_with_password().sees(EnrolMfa);
        robot.asks("ListUsers", &[]).succeeds();
        // The operator takes it away; of a group that is gone too.
        let cleared = w.operator(&ClearRequirement {
            account: Some(keiri.id().clone()),
            whom: Some(Whom::Group(id)),
            reason: Reason::parse("a test").expect("a reason"),
        });
        assert_eq!(cleared.map(|gone| gone.len()), Ok(1));
        hanako.signs_in_with_password().sees(ConsoleHome);
    }

    /// EN-4: more time for a group needs MFA and a reason, and is told with the group's name.
    fn en_4_a_rule_for_a_group_is_taken_away_only_with_mfa_and_a_reason_that_is_told(w) {
        let keiri = w.account_with_key("keiri");
        let hanako = keiri.user("hanako");
        let id = group(&keiri, "kaikei", &["hanako"]);
        let root = keiri.owner();
        let visit = root.signs_in_with_password();
        let put = |visit: &Browser, days| visit.asks_service(&PutRequirement {
            whom: Whom::Group(id.clone()),
            when: when(None, Some(days)),
            reason: None,
        });
        assert_eq!(put(visit, 0), Ok(()));
        assert_eq!(put(visit, 7), Err(Refusal::MfaNeeded));
        hanako.signs_in_with_password().sees(EnrolMfa);
        root.adds_device("phone");
        assert_eq!(put(visit, 7), Err(Refusal::ReasonMissing));
        let gone = visit.asks_service(&DeleteRequirement {
            whom: Whom::Group(id.clone()),
            reason: Reason::parse("the pilot is over").expect("a reason"),
        });
        assert_eq!(gone, Ok(()));
        visit.opens("/console/deadline").shows("the pilot is over").says(|t| t.whom_group("kaikei"));
        hanako.signs_in_with_password().sees(ConsoleHome);
    }
}
