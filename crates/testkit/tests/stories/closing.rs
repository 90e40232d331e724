//! Closing an account, reopening it, and erasing it.

use rules::{AccountId, Reason};
use service::Refusal;
use service::ops::account_purge::{BeginAccountPurge, Erased, PlanAccountPurge, StepAccountPurge};
use service::ops::assignments::AssignAccounts;
use service::ops::bootstrap::{BootstrapAccount, Outcome};
use service::ops::closing::{CloseAccountAsOperator, ReopenAccountAsOperator};
use service::ops::enrolment::HandOverEnrolmentAddress;
use service::ops::recover::{BeginRecovery, FinishRecovery};
use service::ops::set_up::CreateAccount;
use service::ops::store::VerifyStore;
use service::refusal::{ClosingFault, Entity};
use testkit::page::*;
use testkit::token::USUAL;
use testkit::{
    ADMINISTRATOR, Account, Answered, Browser, Lang, Program, World, days, hours, minutes, story,
};

const CLOSE: &str = "/console/account/close";
const REOPEN: &str = "/console/account/reopen";
const MAY_TAKE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}"#;

fn reason() -> Reason {
    Reason::parse("(fake) the team is gone").expect("a reason")
}

fn host() -> String {
    "fake-host".to_owned()
}

fn is_closed(w: &World, account: &AccountId) -> Result<(), Refusal> {
    let operation = CloseAccountAsOperator {
        account: account.clone(),
        reason: reason(),
        host: host(),
    };
    w.operator(&operation).map(drop)
}

fn is_reopened(w: &World, account: &AccountId) -> Result<(), Refusal> {
    let operation = ReopenAccountAsOperator {
        account: account.clone(),
        reason: reason(),
        host: host(),
    };
    w.operator(&operation).map(drop)
}

fn begins_purge(w: &World, account: &AccountId) -> Result<(), Refusal> {
    let operation = BeginAccountPurge {
        account: account.clone(),
        reason: reason(),
        host: host(),
    };
    w.operator(&operation).map(drop)
}

fn goes_on(w: &World, account: &AccountId) -> Erased {
    let step = StepAccountPurge {
        account: account.clone(),
    };
    w.operator(&step).expect("a step is made")
}

/// Goes on to the end; between the steps the events are sealed where that is asked for.
fn erases(w: &World, account: &AccountId) {
    let ends = (0..200).any(|_| {
        let erased = goes_on(w, account);
        if erased.seals_first {
            w.seals();
        }
        erased.done
    });
    assert!(ends, "erasing comes to no end");
}

fn closed() -> Refusal {
    Refusal::Closing(ClosingFault::Closed)
}

/// Root closes the account in the console.
fn closes(owner: &Browser, account: &Account) {
    owner
        .opens(CLOSE)
        .sees(CloseAccount)
        .fills("typed", account.id().as_str())
        .presses(Lang::close_button)
        .sees(ReopenAccount);
}

/// Makes a role of an account for whoever of another account may take it on. Back comes its ARN.
fn role(account: &Account, of: &Account) -> String {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
        of.id()
    );
    let root = account.program();
    let made = root.asks(
        "CreateRole",
        &[("RoleName", "audit"), ("AssumeRolePolicyDocument", &trust)],
    );
    made.succeeds();
    root.asks(
        "AttachRolePolicy",
        &[("RoleName", "audit"), ("PolicyArn", ADMINISTRATOR)],
    )
    .succeeds();
    made.text("Arn")
}

fn may_take(account: &Account, user: &str) {
    let params = [
        ("UserName", user),
        ("PolicyName", "take"),
        ("PolicyDocument", MAY_TAKE),
    ];
    account.program().asks("PutUserPolicy", &params).succeeds();
}

fn takes(program: &Program, arn: &str) -> Answered {
    program.asks(
        "AssumeRole",
        &[("RoleArn", arn), ("RoleSessionName", "work")],
    )
}

fn switches<'there>(visit: &'there Browser, account: &str) -> &'there Browser {
    visit
        .opens("/console/switch-role")
        .sees(SwitchRole)
        .fills("account", account)
        .fills("roleName", "audit")
        .presses(Lang::switch_button)
}

/// Somebody asks for an address to a new password of root.
fn forgets(w: &World) {
    w.browser()
        .opens("/signin/root/forgot")
        .fills("email", "root@keiri.example")
        .presses(Lang::forgot_button)
        .says(Lang::forgot_sent);
}

fn is_dead(program: &Program) {
    program
        .asks("GetCallerIdentity", &[])
        .refused("InvalidClientTokenId", 403);
}

fn lives(program: &Program) {
    program.asks("GetCallerIdentity", &[]).succeeds();
}

/// An account in which people have been at work for a while, and another one that looks after it.
fn lived_in(w: &World) -> (Account, Account) {
    let (keiri, soumu) = (w.account_with_key("keiri"), w.account("soumu"));
    let token = w.stocks("2600123", USUAL);
    let hanako = keiri.person("hanako", &[ADMINISTRATOR]);
    hanako.signs_in_with_password();
    hanako.adds_token("2600123", &token);
    keiri.owner().enrols("phone");
    keiri.with_key("batch", &[ADMINISTRATOR]);
    role(&keiri, &soumu);
    let root = keiri.program();
    root.asks("CreateGroup", &[("GroupName", "bumon")])
        .succeeds();
    root.asks(
        "AddUserToGroup",
        &[("GroupName", "bumon"), ("UserName", "hanako")],
    )
    .succeeds();
    root.asks("GenerateCredentialReport", &[]).succeeds();
    for (assignee, account) in [("keiri", soumu.id()), ("soumu", keiri.id())] {
        let assignee = (assignee.to_owned(), None);
        let assign = AssignAccounts {
            assignee,
            accounts: vec![account.clone()],
        };
        assert_eq!(w.operator(&assign), Ok(()));
    }
    w.requires_mfa("roots", Some("2030-01-01"), None);
    w.plans_notices();
    forgets(w);
    w.writes_stamps();
    w.seals();
    (keiri, soumu)
}

story! {
    fn a_closed_account_refuses_everybody_and_works_again_when_root_reopens_it(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let (hanako, key) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let before = w.browser();
        hanako.signs_in_with_password_at(&before).sees(ConsoleHome);
        let (kept, session) = (w.browser(), key.session());
        hanako.signs_in_with_password_at(&kept).sees(ConsoleHome);
        let (saburo, outside) = soumu.with_key("saburo", &[]);
        may_take(&soumu, "saburo");
        let arn = role(&keiri, &soumu);
        let made = takes(&outside, &arn);
        made.succeeds();
        let taken = outside.session_of(&made);
        lives(&taken);
        switches(saburo.signs_in_with_password(), "keiri").sees(ConsoleHome);
        w.looks_away();

        owner.browser().opens("/console/root-user").follows(Lang::closing_link).sees(CloseAccount)
            .fills("typed", "Keiri").presses(Lang::close_button)
            .sees(CloseAccount).is_told_at("typed", Lang::close_differs).keeps("typed", "Keiri");
        closes(owner.browser(), &keiri);
        owner.browser().says(Lang::closing_done);
        w.tells(&["CloseAccount Failure", "CloseAccount Success", "CloseAccount Success"]);
        w.newest_mail("account-closed");

        for path in ["/console", "/console/users", "/console/account", CLOSE] {
            owner.browser().opens(path).sees(ReopenAccount);
        }
        before.opens("/console").sees(SessionWasEnded);
        hanako.signs_in_with_password().sees(UserDoor).says(Lang::signin_closed);
        // Who does not know the password learns nothing of it.
        hanako.types_password_at(&w.browser(), "not the password").says(Lang::signin_user_refused)
            .does_not_say(Lang::signin_closed);
        for program in [&key, &session, &keiri.program(), &taken] {
            is_dead(program);
        }
        takes(&outside, &arn).refused("AccessDenied", 403);
        saburo.browser().opens("/console/users").sees(RoleOver);
        let fresh = w.browser();
        switches(saburo.signs_in_with_password_at(&fresh), "keiri").says(Lang::switch_refused);
        let mails = w.mails().len();
        forgets(w);
        assert_eq!(w.mails().len(), mails, "no address to a new password goes out");

        w.advance(minutes(1));
        let elsewhere = w.browser();
        owner.signs_in_with_password_at(&elsewhere).sees(MfaCode).types_code_of(&phone)
            .sees(ReopenAccount).shows(key.key_id());
        elsewhere.presses(Lang::reopen_button).sees(ConsoleHome).says(Lang::reopen_done);
        w.newest_mail("account-reopened");
        hanako.signs_in_with_password().sees(ConsoleHome);
        lives(&key);
        lives(&keiri.program());
        lives(&key.session());
        takes(&outside, &arn).succeeds();
        switches(&fresh, "keiri").sees(ConsoleHome);
        // Nothing of before comes back.
        kept.opens("/console").sees(SessionWasEnded);
        for program in [&session, &taken] {
            is_dead(program);
        }
        saburo.browser().opens("/console/users").sees(RoleOver);
    }

    fn root_without_a_device_is_told_whom_to_ask_and_the_operator_reopens(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.signs_in_with_password().opens(CLOSE).sees(MfaNeeded);
        let hanako = keiri.administrator("hanako");
        hanako.enrols("phone");
        hanako.browser().opens(CLOSE).shows(w.lang().problem_only_root());
        assert_eq!(is_closed(w, keiri.id()), Ok(()));
        owner.signs_in_with_password().sees(RootPassword).says(Lang::signin_closed_root);
        owner.browser().opens("/console");
        assert!(owner.browser().path().starts_with("/signin"), "no session was opened");
        let host = host();
        let account = keiri.id().clone();
        let enrol = HandOverEnrolmentAddress { account: account.clone(), user: None };
        assert_eq!(w.operator(&enrol).map(drop), Err(closed()));
        let recover = BeginRecovery { account, reason: reason(), host };
        assert_eq!(w.operator(&recover).map(drop), Err(closed()));
        w.requires_mfa("roots", Some("2024-08-31"), None);
        assert!(w.plans_notices().is_empty(), "nobody of a closed account is asked for a device");
        assert_eq!(is_reopened(w, keiri.id()), Ok(()));
        assert!(!w.plans_notices().is_empty());
        owner.signs_in_with_password().sees(MfaRequired);
    }

    fn the_management_account_stays_open(w) {
        let entry = BootstrapAccount {
            id: None,
            name: rules::AccountName::parse("Honsha").expect("a name"),
            alias: None,
            root_email: rules::Email::parse("root@honsha.example").expect("an address"),
            root_password: None,
            password_permanent: true,
            root_access_key: None,
            management: true,
        };
        let honsha = w.operator(&entry).expect("an account").id.expect("its id");
        assert_eq!(is_closed(w, &honsha), Err(Refusal::Closing(ClosingFault::Management)));
    }

    fn what_was_handed_over_before_opens_nothing_while_the_account_is_closed(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        let hanako = keiri.user("hanako");
        let hers = hanako.enrols("hers");
        let record = "/console/security-credentials/mfa/hers/record";
        let made = hanako.browser().opens(record).presses(Lang::care_prove_make).secret();
        let proof = made.strip_prefix(w.origin()).expect("an address of ours").to_owned();
        forgets(w);
        let reset = w.address_in_the_mail();
        w.advance(minutes(1));
        w.browser().opens(&proof).sees(ProveDevice);
        let half = w.browser();
        hanako.signs_in_with_password_at(&half).sees(MfaCode);
        let roots_half = w.browser();
        owner.signs_in_with_password_at(&roots_half).sees(MfaCode);
        assert_eq!(is_closed(w, keiri.id()), Ok(()));
        half.types_code_of(&hers).says(Lang::problem_closed_text);
        w.browser().opens(&reset).says(Lang::reset_over);
        w.browser().opens(&proof).says(Lang::prove_over);
        // Root with MFA gets in, to the one page.
        roots_half.types_code_of(&phone).sees(ReopenAccount);
        // The session in which root stood is over, as everybody's.
        owner.browser().opens("/console").sees(SessionWasEnded);
        roots_half.opens("/console/security-credentials").sees(ReopenAccount);
    }

    fn rc_3_the_address_of_a_recovery_opens_nothing_while_the_account_is_closed(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        let (account, host) = (keiri.id().clone(), host());
        let begin = BeginRecovery { account: account.clone(), reason: reason(), host: host.clone() };
        assert!(w.operator(&begin).is_ok());
        w.advance(hours(72));
        let finish = FinishRecovery { account, host };
        let made = w.operator(&finish).expect("the wait is over");
        let address = format!("/signin/recover?token={}", made.token.reveal());
        w.browser().opens(&address).sees(RecoverRoot).does_not_say(Lang::recover_over);
        assert_eq!(is_closed(w, keiri.id()), Ok(()));
        w.browser().opens(&address).says(Lang::recover_over);
        assert_eq!(w.operator(&finish).map(drop), Err(closed()));
    }

    fn after_ninety_days_root_asks_the_operator_who_reopens_or_erases(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("phone");
        closes(owner.browser(), &keiri);
        w.advance(days(90) - hours(1));
        assert!(matches!(begins_purge(w, keiri.id()), Err(Refusal::Closing(ClosingFault::Not(_)))));
        owner.signs_in_with_password().types_code_of(&phone).sees(ReopenAccount);
        assert!(owner.browser().has_button(Lang::reopen_button));
        w.advance(hours(1));
        owner.signs_in_with_password().types_code_of(&phone).sees(ReopenAccount)
            .says(Lang::reopen_over).shows(&format!("sekisho account reopen {}", keiri.id()));
        assert!(!owner.browser().has_button(Lang::reopen_button));
        owner.browser().posts(REOPEN, &[]).sees(Conflict);
        assert_eq!(is_reopened(w, keiri.id()), Ok(()));
        owner.browser().opens("/console").sees(ConsoleHome);
        assert!(begins_purge(w, keiri.id()).is_err(), "an open account is not erased");
    }

    /// OTP-5, decision 15: a code that was used here opens no door for the next holder.
    fn otp_5_a_purge_leaves_nothing_but_what_is_named_and_the_chain_verifies(w) {
        let (keiri, _) = lived_in(w);
        let id = keiri.id().clone();
        assert_eq!(is_closed(w, &id), Ok(()));
        w.advance(days(90));
        let plan = w.operator(&PlanAccountPurge { account: id.clone() }).expect("a look");
        assert!(plan.not.is_none() && plan.records["user"] == 2 && plan.tokens == 1, "{plan:?}");
        assert!(plan.letters > 0 && plan.events > 0, "{plan:?}");

        assert_eq!(begins_purge(w, &id), Ok(()));
        assert!(is_reopened(w, &id).is_err(), "from now on nobody reopens it");
        keiri.owner().signs_in_with_password().says(Lang::signin_root_refused);
        // Cut off between its steps, by a crash, and begun once more.
        assert!(!goes_on(w, &id).done);
        w.restarts();
        assert_eq!(begins_purge(w, &id), Ok(()));
        erases(w, &id);
        assert!(goes_on(w, &id).done, "once more does nothing");

        w.seals();
        for kept in w.keeps() {
            assert_ne!(kept.account, id.as_str(), "{kept:?}");
            let named = ["closing", "trail-head", "applied", "event"].contains(&kept.kind.as_str());
            assert!(named || !kept.text.contains(id.as_str()), "{kept:?}");
            let unused = kept.kind == "token" && kept.text.contains("\"last_step\":null");
            assert!(!unused, "the mark of the token is gone: {kept:?}");
            for datum in ["keiri", "hanako", "bumon"] {
                assert!(!kept.text.contains(datum), "{datum}: {kept:?}");
            }
        }
        let tell = std::sync::Arc::new(|_, _| {});
        assert_eq!(w.operator(&VerifyStore { tell }).expect("a look").faults, []);
        let stock = w.stock_of("2600123").expect("the token is in the stock");
        assert!(stock.holder.is_none() && stock.last_used_at.is_some());

        // The id is used once; the address and the alias are free.
        let again = |id: Option<AccountId>| CreateAccount {
            id,
            name: rules::AccountName::parse("Keiri").expect("a name"),
            alias: rules::Alias::parse("keiri").ok(),
            email: rules::Email::parse("root@keiri.example").expect("an address"),
            password: rules::password::Password::typed("(fake) four other words"),
            grace: None,
        };
        let taken = w.operator(&again(Some(id.clone()))).map(drop);
        assert_eq!(taken, Err(Refusal::EntityAlreadyExists(Entity::Account)));
        let new = w.operator(&again(None)).expect("a new account");
        assert_ne!(new.id, id);
        // What a bootstrap file once made there is not made again.
        assert_eq!(w.operator(&keiri.entry("hanako", &[ADMINISTRATOR])), Ok(Outcome::AppliedBefore));
    }

    fn se_5_who_signs_in_while_the_account_is_closed_is_in_no_session_afterwards(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        for _ in 0..4 {
            let browser = w.browser();
            w.at_once(&[true, false], |closes| {
                if *closes {
                    assert_eq!(is_closed(w, keiri.id()), Ok(()));
                } else {
                    hanako.signs_in_with_password_at(&browser);
                }
            });
            browser.opens("/console");
            assert!(browser.path().starts_with("/signin"), "{}", browser.path());
            assert_eq!(is_reopened(w, keiri.id()), Ok(()));
            browser.opens("/console");
            assert!(browser.path().starts_with("/signin"), "{}", browser.path());
        }
    }
}
