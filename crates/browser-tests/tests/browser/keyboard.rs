//! Without a mouse.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, Phone, Server, Words};

#[test]
fn by_keyboard_alone_root_adds_mfa_and_signs_in_with_a_code_in_japanese() {
    walk(&JAPANESE);
}

#[test]
fn by_keyboard_alone_root_adds_mfa_and_signs_in_with_a_code_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", ""));
    let browser = Browser::new(words);
    browser.opens(server.address());
    signs_in(&browser, words.root_user);
    browser.sees_page(words.dashboard);

    browser.tabs_and_enters(words.skip);
    browser.tabs_and_enters(words.add_mfa);
    browser.sees_page(words.device_page);
    browser.has_focus_on(words.device_name);
    browser.enters("");
    browser.sees_page(words.app_page);
    let phone = Phone::scans(&browser.picture_of("img.qr"));
    browser.tabs_and_enters(words.show_secret);
    browser.sees(&phone.secret()[..4]);
    let [first, second] = phone.two_codes();
    browser.tabs_to(words.code_1);
    browser.types_blindly(&first);
    browser.tabs_to(words.code_2);
    browser.types_blindly(&second);
    browser.tabs_and_enters(words.add_mfa);
    browser.sees_page(words.my_security_credentials);

    let menu = browser.reads(".open-account").concat();
    browser.tabs_and_enters(&menu);
    browser.tabs_and_enters(words.sign_out);
    browser.sees_page(words.signed_out);
    browser.tabs_and_enters(words.sign_in_again);
    signs_in(&browser, words.root_user);
    browser.sees_page(words.mfa);
    browser.has_focus_on(words.mfa_code);
    browser.enters(&phone.code());
    browser.sees_page(words.dashboard);
}

/// From the page with the two doors.
fn signs_in(browser: &Browser, door: &str) {
    let words = browser.words;
    browser.sees_page(words.sign_in);
    browser.tabs_to_what_begins_with(door);
    browser.enters("");
    browser.sees_page(words.sign_in_as_root);
    browser.has_focus_on(words.root_email);
    browser.enters(OWNER.email);
    browser.has_focus_on(words.password);
    browser.enters(OWNER.password);
}
