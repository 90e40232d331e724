//! Switch role, without a mouse.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, Server, Words};

const USER_PASSWORD: &str = "fake-password-of-hanako-7";

#[test]
fn by_keyboard_alone_a_user_switches_role_and_back_in_japanese() {
    walk(&JAPANESE);
}

#[test]
fn by_keyboard_alone_a_user_switches_role_and_back_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let user = format!(
        "\n[[account.user]]\nname = \"hanako\"\npassword = \"{USER_PASSWORD}\"\n\
         password_permanent = true\n\
         policies = [\"arn:aws:iam::aws:policy/AdministratorAccess\"]\n"
    );
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", &user));
    let door = format!("{}/signin/user?account=keiri", server.address());
    let browser = Browser::new(words);
    browser.signs_in_as_user(&door, "hanako", USER_PASSWORD);
    browser.sees_page(words.dashboard);
    let opens = |path: &str| browser.opens(&format!("{}{path}", server.address()));
    opens("/console/create-role?start=account");
    browser.types(words.role_name, "audit");
    browser.presses(words.check_policy);
    browser.presses(words.save_document);
    browser.sees_page("audit");

    browser.tabs_and_enters(words.switch_here);
    browser.sees_page(words.switch_role);
    assert_eq!(browser.reads_field(words.role_name), "audit");
    browser.tabs_and_enters(words.switch_role);
    browser.sees_page(words.dashboard);
    assert!(
        browser.shows(".in-role"),
        "the page says in which role one is"
    );
    // The role has no policies: what the user may do, it may not.
    opens("/console/users");
    browser.sees_page(words.not_allowed);
    browser.tabs_and_enters(words.switch_back);
    browser.sees_page(words.dashboard);
    assert!(!browser.shows(".in-role"));
    opens("/console/users");
    browser.sees_page(words.users);
}
