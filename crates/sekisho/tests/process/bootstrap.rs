//! `--bootstrap FILE`.

use nix::sys::signal::Signal;
use rules::ids::UserName;
use serde_json::Value;
use service::ops::users::{DeleteUser, Leftovers};

use crate::inside::as_root;
use crate::sandbox::{Sandbox, set_mode};

const KEIRI: &str = r#"
[[account]]
id = "123456789012"
name = "Keiri"
alias = "keiri"
root_email = "root@example.com"
root_password = "fake horse battery"
password_permanent = true
root_access_key = { id = "AKIAFAKEFAKEFAKEFAKE", secret = "fakefakefakefakefakefakefakefakefakefake" }
management = true

[[account.user]]
name = "hanako"
password = "fake staple correct"
access_key = { id = "AKIAFAKEFAKEFAKEFAK2", secret = "fakefakefakefakefakefakefakefakefakefake" }
policies = ["arn:aws:iam::aws:policy/AdministratorAccess"]
"#;
const EIGYO: &str = "[[account]]\nname = \"Eigyo\"\nroot_email = \"eigyo@example.com\"\n";

/// Serves once with this bootstrap file, and gives back what was said of it.
fn apply(sandbox: &Sandbox, text: &str) -> String {
    let file = sandbox.write("bootstrap.toml", text);
    let server = sandbox.serve(&["--bootstrap", file.to_str().unwrap()]);
    let stopped = server.stop(Signal::SIGTERM);
    assert_eq!(stopped.code, 0, "{}", stopped.err);
    assert!(
        !stopped.err.contains("no account yet"),
        "bootstrap closes set-up: {}",
        stopped.err
    );
    let line = stopped
        .err
        .lines()
        .find(|line| line.starts_with("bootstrap: "));
    line.unwrap_or_else(|| panic!("nothing was said: {}", stopped.err))
        .to_owned()
}

fn account(sandbox: &Sandbox, name: &str) -> Value {
    let shown = sandbox.run(&["account", "show", name, "--format", "json"]);
    serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{}", shown.err))
}

#[test]
fn a_file_is_applied_once_and_what_was_deleted_since_is_not_made_again() {
    let sandbox = Sandbox::new();
    let said = apply(&sandbox, KEIRI);
    assert!(
        said.contains("2 made, 0 existed and left alone, 0 applied before"),
        "{said}"
    );
    assert!(said.contains("can be deleted"), "{said}");
    let keiri = account(&sandbox, "keiri");
    assert_eq!(
        (&keiri["id"], &keiri["management"]),
        (&"123456789012".into(), &true.into())
    );
    assert_eq!(keiri["users"], 1);

    delete_hanako(&sandbox);
    assert_eq!(account(&sandbox, "keiri")["users"], 0);
    let said = apply(&sandbox, &format!("{KEIRI}{EIGYO}"));
    assert!(
        said.contains("1 made, 0 existed and left alone, 2 applied before and skipped"),
        "{said}"
    );
    assert_eq!(
        account(&sandbox, "keiri")["users"],
        0,
        "what somebody deleted stays deleted"
    );
}

#[test]
fn what_exists_is_left_as_it_is() {
    let sandbox = Sandbox::new();
    let id = sandbox.account("Somebody's", "eigyo");
    let said = apply(&sandbox, EIGYO);
    assert!(said.contains("0 made, 1 existed and left alone"), "{said}");
    let kept = account(&sandbox, "eigyo");
    assert_eq!(
        (kept["id"].as_str(), kept["name"].as_str()),
        (Some(id.as_str()), Some("Somebody's"))
    );
}

#[test]
fn nothing_is_applied_when_anything_in_the_file_is_wrong() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    let served = "arn:aws:iam::aws:policy/AdministratorAccess";
    for (wrong, said) in [
        (
            KEIRI.replace(served, "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
            "`arn:aws:iam::aws:policy/AmazonS3FullAccess` is not served",
        ),
        (format!("{KEIRI}[[acount]]\n"), "did you mean `account`?"),
        (
            format!("{KEIRI}{EIGYO}root_pasword = \"fake\"\n"),
            "did you mean `root_password`?",
        ),
        (
            KEIRI.replace("fake staple correct", "short"),
            "`account.user.password` will not do",
        ),
    ] {
        let file = sandbox.write("bootstrap.toml", &wrong);
        let place = format!("{}:", file.display());
        let Err(done) = sandbox.try_serve(&["--bootstrap", file.to_str().unwrap()]) else {
            panic!("{said}: it started")
        };
        assert_eq!(done.code, 4, "{}", done.err);
        assert!(
            done.err.contains(&place) && done.err.contains(said),
            "{}",
            done.err
        );
        assert!(
            !done.err.contains("fake horse") && !done.err.contains("short"),
            "{}",
            done.err
        );
        assert_eq!(sandbox.contents(), before);
    }
}

#[test]
fn a_file_with_secrets_that_others_can_read_is_refused_with_the_way_out() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    let file = sandbox.write("bootstrap.toml", KEIRI);
    set_mode(&file, 0o644);
    let Err(done) = sandbox.try_serve(&["--bootstrap", file.to_str().unwrap()]) else {
        panic!("it started")
    };
    assert_eq!(done.code, 4);
    assert!(
        done.err.contains("mode 0644") && done.err.contains("chmod 600"),
        "{}",
        done.err
    );
    assert_eq!(sandbox.contents(), before);

    sandbox.write("secret", "fake from a file\n");
    let elsewhere = format!("{EIGYO}root_password = {{ file = \"secret\" }}\n");
    let file = sandbox.write("bootstrap.toml", &elsewhere);
    set_mode(&file, 0o644);
    let server = sandbox.serve(&["--bootstrap", file.to_str().unwrap()]);
    assert!(server.heard().contains("1 made"), "{}", server.heard());
}

#[test]
fn a_conflict_with_what_exists_is_named_by_its_entry() {
    let sandbox = Sandbox::new();
    sandbox.account("Other", "keiri");
    let file = sandbox.write("bootstrap.toml", KEIRI);
    let Err(done) = sandbox.try_serve(&["--bootstrap", file.to_str().unwrap()]) else {
        panic!("it started")
    };
    assert_eq!(done.code, 4, "{}", done.err);
    assert!(
        done.err.contains("account `Keiri`: this alias is taken"),
        "{}",
        done.err
    );
}

/// Root deletes the user, through the same operation as in the console.
fn delete_hanako(sandbox: &Sandbox) {
    as_root(sandbox, "root@example.com", 1, async |service, root| {
        let delete = DeleteUser {
            name: UserName::parse("hanako").unwrap(),
            leftovers: Leftovers::Remove,
        };
        service.call(root, &delete).await.unwrap();
    });
}
