use proptest::prelude::*;

use super::*;

const GOOD: &str = r#"
[[account]]
id = "123456789012"
name = "Keiri"
alias = "keiri"
root_email = "root@example.com"
root_password = "fake horse battery"
root_access_key = { id = "AKIAFAKEFAKEFAKEFAKE", secret = "fakefakefakefakefakefakefakefakefakefake" }
management = true

[[account.user]]
name = "hanako"
password = "fake staple correct"
password_permanent = true
contact_email = "hanako@example.com"
access_key = { id = "AKIAFAKEFAKEFAKEFAK2", secret = "fakefakefakefakefakefakefakefakefakefake" }
policies = ["arn:aws:iam::aws:policy/AdministratorAccess"]

[[account]]
name = "Eigyo"
root_email = "eigyo@example.com"
"#;

fn read_text(text: &str) -> Result<(Vec<PlannedAccount>, bool), Fault> {
    let environment =
        |name: &str| (name == "FAKE_PASSWORD").then(|| "fake from environment".to_owned());
    read(&Source::of(Path::new("b.toml"), text), &environment)
}

fn fault(text: &str) -> String {
    match read_text(text) {
        Ok(_) => panic!("`{text}` was taken"),
        Err(fault) => fault.to_string(),
    }
}

/// An account with these lines in it.
fn account(lines: &str) -> String {
    format!("[[account]]\nname = \"Keiri\"\nroot_email = \"root@example.com\"\n{lines}")
}

/// A user with these lines in it.
fn user(lines: &str) -> String {
    account(&format!("[[account.user]]\nname = \"hanako\"\n{lines}"))
}

#[test]
fn every_key_of_the_contract_is_read() {
    let (accounts, written_out) = read_text(GOOD).unwrap();
    assert!(written_out);
    let [keiri, eigyo] = accounts.as_slice() else {
        panic!("two accounts stand there")
    };
    let account = &keiri.account;
    assert_eq!(account.id.as_ref().unwrap().as_str(), "123456789012");
    assert_eq!(account.alias.as_ref().unwrap().as_str(), "keiri");
    assert_eq!(account.root_email.as_str(), "root@example.com");
    assert!(account.management && !account.password_permanent);
    assert!(matches!(
        account.root_password,
        Some(GivenPassword::Plain(_))
    ));
    assert_eq!(
        account.root_access_key.as_ref().unwrap().id.as_str(),
        "AKIAFAKEFAKEFAKEFAKE"
    );
    let hanako = &keiri.users[0];
    assert!(hanako.password_permanent && hanako.password.is_some());
    assert_eq!(
        hanako.policies,
        ["arn:aws:iam::aws:policy/AdministratorAccess"]
    );
    assert_eq!(
        hanako.contact_email.as_ref().unwrap().as_str(),
        "hanako@example.com"
    );
    assert!(hanako.access_key.is_some());
    assert!(eigyo.account.id.is_none() && eigyo.account.root_password.is_none());
    assert!(!eigyo.account.management && eigyo.users.is_empty());
}

#[test]
fn what_is_wrong_is_named_with_line_and_column_and_what_would_be_right() {
    for (text, said) in [
        (
            String::new(),
            "b.toml:1:1: `account` is missing here; add it",
        ),
        (
            "[account]\nname = \"a\"".to_owned(),
            "b.toml:1:1: `account` is a list of tables, each begun with `[[account]]`, and this is a table",
        ),
        (
            "[[acount]]".to_owned(),
            "b.toml:1:3: `acount` is not a key at the top of this file; did you mean `account`?",
        ),
        (
            account("root_pasword = \"x\""),
            "b.toml:4:1: `root_pasword` is not a key in `account`; did you mean `root_password`?",
        ),
        (
            user("pasword = \"x\""),
            "b.toml:6:1: `pasword` is not a key in `account.user`; did you mean `password`?",
        ),
        (
            "[[account]]\nname = \"Keiri\"".to_owned(),
            "b.toml:1:1: `root_email` is missing here; add it",
        ),
        (
            account("id = \"12\""),
            "b.toml:4:6: `12` will not do: an account id is 12 digits",
        ),
        (
            account("management = \"yes\""),
            "b.toml:4:14: `account.management` is `true` or `false`, and this is a text",
        ),
        (
            account("password_permanent = true"),
            "b.toml:4:22: `password_permanent` has no `root_password` beside it; add it, or remove this",
        ),
        (
            account("root_access_key = { id = \"AKIAFAKEFAKEFAKE\" }"),
            "b.toml:4:19: `secret` is missing here; add it",
        ),
        (
            account(
                "root_access_key = { id = \"ASIAFAKEFAKEFAKE\", secret = \"fakefakefakefakefake\" }",
            ),
            "b.toml:4:26: `ASIAFAKEFAKEFAKE` will not do: the id of an access key is AKIA and 12 to 124 capital letters and digits",
        ),
        (
            user("policies = [\"arn:aws:iam::aws:policy/AdminstratorAccess\"]"),
            "b.toml:6:13: policy `arn:aws:iam::aws:policy/AdminstratorAccess` is not served; did you mean `arn:aws:iam::aws:policy/AdministratorAccess`?",
        ),
        (
            user("[[account.user]]\nname = \"HANAKO\""),
            "b.toml:6:1: user `HANAKO` stands twice in this account; remove one",
        ),
        (
            format!("{}\n{}", account(""), account("")),
            "b.toml:7:14: `root@example.com` stands twice in this file as `root_email`; choose another",
        ),
    ] {
        assert_eq!(fault(&text), said, "{text}");
    }
    let said = fault(&user(
        "policies = [\"arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser\"]",
    ));
    assert!(
        said.contains("is not served; served are arn:aws:iam::aws:policy/AWSCloudShellFullAccess"),
        "{said}"
    );
    let two = format!(
        "{}\n[[account]]\nname = \"b\"\nroot_email = \"b@example.com\"\nmanagement = true",
        account("management = true")
    );
    assert!(fault(&two).contains("there is one management account"));
}

#[test]
fn a_secret_may_stand_elsewhere_and_then_nothing_is_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.toml");
    std::fs::write(folder.path().join("secret"), " fake from file \n").unwrap();
    let argon2id = "$argon2id$v=19$m=64,t=1,p=1$ZmFrZWZha2VmYWtl$ZmFrZWZha2VmYWtlZmFrZWZha2U";
    for (given, written_out, plain) in [
        (
            "\"fake written out\"".to_owned(),
            true,
            Some("fake written out"),
        ),
        (
            "{ file = \"secret\" }".to_owned(),
            false,
            Some(" fake from file "),
        ),
        (
            "{ env = \"FAKE_PASSWORD\" }".to_owned(),
            false,
            Some("fake from environment"),
        ),
        (format!("{{ argon2id = \"{argon2id}\" }}"), false, None),
    ] {
        let text = account(&format!("root_password = {given}"));
        let environment = |_: &str| Some("fake from environment".to_owned());
        let (accounts, found) = read(&Source::of(&path, &text), &environment).unwrap();
        assert_eq!(found, written_out, "{given}");
        match (accounts[0].account.root_password.as_ref().unwrap(), plain) {
            (GivenPassword::Plain(password), Some(plain)) => assert_eq!(password.reveal(), plain),
            (GivenPassword::Hash(phc), None) => assert_eq!(phc, argon2id),
            _ => panic!("{given} was read as something else"),
        }
    }
}

/// A file of secrets that is wrong is shown to whoever starts the server, and ends in their logs.
#[test]
fn no_message_shows_a_secret() {
    const SECRET: &str = "hunter2";
    for lines in [
        "root_password = \"hunter2\"",
        "root_password = [\"hunter2\"]",
        "root_password = { argon2id = \"hunter2\" }",
        "root_password = { argon2id = \"$argon2i$v=19$m=64,t=1,p=1$hunter2hunter2hunter2$hunter2hunter2hunter2\" }",
        "root_password = { file = \"/nowhere/b\", env = \"hunter2\" }",
        "root_access_key = { id = \"AKIAFAKEFAKEFAKE\", secret = \"hunter2\" }",
        "root_access_key = { id = \"AKIAFAKEFAKEFAKE\", secret = { argon2id = \"hunter2\" } }",
        "root_access_key = { id = \"AKIAFAKEFAKEFAKE\", secret = \"hunter2 hunter2 hunter2\" }",
    ] {
        let said = fault(&account(lines));
        assert!(
            said.starts_with("b.toml:4:") && !said.contains(SECRET),
            "{said}"
        );
    }
}

#[test]
fn a_secret_that_cannot_be_found_is_named_by_where_it_was_looked_for() {
    let said = fault(&account("root_password = { env = \"FAKE_ABSENT\" }"));
    assert_eq!(
        said,
        "b.toml:4:25: `FAKE_ABSENT` is not set in the environment; set it and start again"
    );
    let said = fault(&account("root_password = { file = \"/nowhere/fake\" }"));
    assert!(
        said.starts_with("b.toml:4:26: `/nowhere/fake` cannot be read"),
        "{said}"
    );
    let said = fault(&account("root_password = {}"));
    assert!(said.contains("names one of file, env, argon2id"), "{said}");
}

#[test]
fn a_password_is_held_to_the_same_rules_as_elsewhere() {
    for (text, reason) in [
        (
            account("root_password = \"short\""),
            "at least 8 characters",
        ),
        (
            account("root_password = \"password1\""),
            "attackers try first",
        ),
        (
            account("root_password = \"root@example.com\""),
            "name or the address of its owner",
        ),
        (
            user("contact_email = \"h@example.com\"\npassword = \"h@example.com\""),
            "name or the address of its owner",
        ),
    ] {
        assert!(fault(&text).contains(reason), "{text}");
    }
}

#[test]
fn lists_have_their_maximum_and_not_one_more() {
    let policies = |count: usize| {
        let arns = "\"arn:aws:iam::aws:policy/AdministratorAccess\",".repeat(count);
        read_text(&user(&format!("policies = [{arns}]"))).is_ok()
    };
    assert!(policies(POLICIES_MAX) && !policies(POLICIES_MAX + 1));
    let accounts = |count: usize| {
        let account =
            |at| format!("[[account]]\nname = \"a\"\nroot_email = \"root{at}@example.com\"\n");
        read_text(&(0..count).map(account).collect::<String>()).is_ok()
    };
    assert!(accounts(ACCOUNTS_MAX) && !accounts(ACCOUNTS_MAX + 1));
    let users = |count: usize| {
        let user = |at| format!("[[account.user]]\nname = \"u{at}\"\n");
        read_text(&account(&(0..count).map(user).collect::<String>())).is_ok()
    };
    assert!(users(USERS_MAX) && !users(USERS_MAX + 1));
    let key = |id: usize, secret: usize| {
        let (id, secret) = ("F".repeat(id - 4), "f".repeat(secret));
        read_text(&account(&format!(
            "root_access_key = {{ id = \"AKIA{id}\", secret = \"{secret}\" }}"
        )))
        .is_ok()
    };
    assert!(key(16, 20) && key(128, 128));
    assert!(!key(15, 20) && !key(129, 20) && !key(16, 19) && !key(16, 129));
}

#[cfg(unix)]
#[test]
fn a_file_with_secrets_that_others_can_read_is_refused_and_one_without_is_not() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.toml");
    let read_with = |text: &str, mode: u32| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        Plan::read(&path).map(drop)
    };
    assert!(read_with(GOOD, 0o600).is_ok());
    assert!(read_with(GOOD, 0o400).is_ok());
    assert!(read_with(&account(""), 0o644).is_ok());
    for mode in [0o644, 0o640, 0o604, 0o620] {
        let refused = read_with(GOOD, mode);
        assert!(
            matches!(refused, Err(BootstrapError::Exposed { .. })),
            "{mode:o}"
        );
    }
}

proptest! {
    /// Whatever slip of the finger a file has, what is said of it shows no secret.
    #[test]
    fn a_file_with_any_one_character_changed_is_taken_or_refused_without_a_secret(
        at in 0..GOOD.len(),
        typed in proptest::option::of(prop_oneof![any::<char>(), proptest::char::ranges(vec!['!'..='/', '['..='^', '\n'..='\n'].into())]),
        over in any::<bool>(),
    ) {
        let after = at + usize::from(over);
        let text: String = GOOD[..at].chars().chain(typed).chain(GOOD[after..].chars()).collect();
        if let Err(fault) = read_text(&text) {
            let said = fault.to_string();
            for secret in ["fake horse", "horse battery", "fake staple", "staple correct", "fakefakefakefake"] {
                prop_assert!(!said.contains(secret), "{said}");
            }
            prop_assert!(fault.line <= text.matches('\n').count() + 1, "{said}");
        }
    }
}
