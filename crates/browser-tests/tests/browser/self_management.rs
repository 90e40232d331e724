//! AWS's self-management policy in a real browser: without a device only enrolment, with one the rest.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, Server, Words};

const USER_PASSWORD: &str = "fake-password-of-hanako-7";
const KEYS: &str = "/console/security-credentials/access-keys/new";

#[test]
fn who_has_the_self_management_policy_enrols_first_in_japanese() {
    walk(&JAPANESE);
}

#[test]
fn who_has_the_self_management_policy_enrols_first_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let user = format!(
        "\n[[account.user]]\nname = \"hanako\"\npassword = \"{USER_PASSWORD}\"\n\
         password_permanent = true\n\
         policies = [\"arn:aws:iam::aws:policy/SekishoManageOwnCredentials\"]\n"
    );
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", &user));
    let door = format!("{}/signin/user?account=keiri", server.address());
    let browser = Browser::new(words);
    browser.signs_in_as_user(&door, "hanako", USER_PASSWORD);
    browser.sees_page(words.dashboard);

    let opens = |path: &str| browser.opens(&format!("{}{path}", server.address()));
    opens("/console/users");
    browser.sees_page(words.not_allowed);
    browser.sees("iam:ListUsers");
    opens("/console/security-credentials");
    browser.sees_page(words.my_security_credentials);
    browser.sees("iam:ListAccessKeys");
    browser.sees_no(words.create_key);

    opens("/console/security-credentials/mfa/new");
    let device = browser.assigns_app();
    browser.sees(&device.name);
    browser.sees(words.no_keys);
    browser.presses(words.create_key);
    browser.sees_page(words.create_key);
    // What the policy does not allow stays shut.
    opens("/console/users");
    browser.sees_page(words.not_allowed);
    browser.signs_out();

    browser.signs_in_as_user(&door, "hanako", USER_PASSWORD);
    browser.types_code(&device.phone.code());
    browser.sees_page(words.dashboard);
    opens(KEYS);
    browser.sees_page(words.create_key);
}
