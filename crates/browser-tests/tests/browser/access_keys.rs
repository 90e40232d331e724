//! An access key in a browser: made, seen once, deactivated, deleted.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, Server, Words};

#[test]
fn a_key_is_made_seen_once_deactivated_and_deleted_in_japanese() {
    walk(&JAPANESE);
}

#[test]
fn a_key_is_made_seen_once_deactivated_and_deleted_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", ""));
    let browser = Browser::new(words);
    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(words.dashboard);
    // Root makes a key in a session with MFA only.
    browser.opens(&format!(
        "{}/console/security-credentials/mfa/new",
        server.address()
    ));
    let [first, second] = browser.scans_app().phone.two_codes();
    browser.types(words.code_1, &first);
    browser.types(words.code_2, &second);
    browser.presses(words.add_mfa);
    browser.sees_page(words.my_security_credentials);
    browser.sees(words.no_keys);
    browser.presses(words.create_key);

    // The browser itself asks for the tick.
    browser.sees_page(words.create_key);
    browser.presses(words.create_key);
    browser.sees_page(words.create_key);
    browser.presses(words.key_risk);
    browser.presses(words.create_key);
    browser.sees_page(words.key_made);
    browser.sees(words.key_once);
    let secret = browser.reads("dd code.secret").concat();
    let id = browser.reads("dd .address").concat();
    assert_eq!((id.len(), secret.len()), (20, 40));
    assert!(browser.shows("button[data-copy]"), "the script is there");
    assert_eq!(browser.attribute("a[download]", "download"), "rootkey.csv");
    assert_eq!(browser.complaints(), Vec::<String>::new());

    browser.presses(words.to_the_keys);
    browser.sees_page(words.my_security_credentials);
    browser.sees(&id);
    browser.sees(words.active);
    browser.sees_no(&secret);
    browser.presses(&format!("{} {id}", words.delete));
    browser.sees(words.delete_first);
    browser.presses(words.deactivate);
    browser.sees(words.inactive);
    browser.presses(&format!("{} {id}", words.delete));
    browser.sees_page(words.delete_page);
    browser.presses(words.delete);
    browser.sees(words.no_keys);
}
