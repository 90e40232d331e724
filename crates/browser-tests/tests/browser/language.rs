//! The language of the pages.

use browser_tests::{Browser, ENGLISH, JAPANESE, Server};

#[test]
fn the_browser_chooses_the_language_and_the_switch_in_the_header_stays() {
    let server = Server::fresh();
    let browser = Browser::new(&JAPANESE);
    browser.opens(server.address());
    browser.sees_page(JAPANESE.no_account);
    browser.presses(JAPANESE.other_language);
    browser.sees_page(ENGLISH.no_account);
    browser.opens(&server.set_up_address());
    browser.sees_page(ENGLISH.set_up);
    browser.presses(ENGLISH.other_language);
    browser.sees_page(JAPANESE.set_up);
}
