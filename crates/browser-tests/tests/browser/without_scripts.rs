//! With JavaScript switched off.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, Server, Words};

/// OTP-3: in the same browser.
#[test]
fn without_javascript_root_adds_mfa_and_signs_in_with_a_code_in_japanese() {
    walk(&JAPANESE);
}

/// OTP-3: in the same browser.
#[test]
fn without_javascript_root_adds_mfa_and_signs_in_with_a_code_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", ""));
    let browser = Browser::without_scripts(words);
    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(words.dashboard);
    assert!(
        !browser.shows("button[data-copy]"),
        "only a script shows what it is needed for"
    );
    browser.presses(words.add_mfa);

    // After a refused pair the same picture takes the right one.
    let device = browser.scans_app();
    let [first, second] = device.phone.two_codes();
    for (codes, answer) in [
        ([&first, &first], words.same_code),
        ([&second, &first], words.swapped),
    ] {
        browser.types(words.code_1, codes[0]);
        browser.types(words.code_2, codes[1]);
        browser.presses(words.add_mfa);
        browser.sees(answer);
    }
    browser.types(words.code_1, &first);
    browser.types(words.code_2, &second);
    browser.presses(words.add_mfa);
    browser.sees_page(words.my_security_credentials);
    browser.sees(&device.name);

    browser.signs_out();
    browser.signs_in_as_root(&server, OWNER);
    let code = device.phone.code();
    browser.types_code(&code);
    browser.sees_page(words.dashboard);
    browser.sees(words.root_mfa_done);
    browser.signs_out();
    browser.signs_in_as_root(&server, OWNER);
    browser.types_code(&code);
    browser.sees(words.mfa_refused);
    browser.sees(words.mfa_wait);
}
