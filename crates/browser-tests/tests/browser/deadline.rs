//! What the article's mail announced: in ten days root needs MFA. Later, later, and then at once.

use browser_tests::{Browser, Device, ENGLISH, JAPANESE, OWNER, Server, Words};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The date's distance, in days.
const DAYS: i64 = 10;
/// What hanako was given.
const USER_PASSWORD: &str = "fake-password-of-hanako-7";

#[test]
fn the_deadline_of_the_article_in_japanese() {
    walk(&JAPANESE);
}

#[test]
fn the_deadline_of_the_article_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let user = format!(
        "\n[[account.user]]\nname = \"hanako\"\npassword = \"{USER_PASSWORD}\"\n\
         password_permanent = true\n\
         policies = [\"arn:aws:iam::aws:policy/SekishoManageOwnCredentials\"]\n"
    );
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", &user));
    let browser = Browser::new(words);
    root_is_told_and_waits(&browser, &server);
    a_session_from_before_leads_to_enrolment(&browser, &server);
    browser.signs_out();
    let device = the_password_leads_to_enrolment_only(&browser, &server);
    root_signs_in_with_a_code(&browser, &server, &device);
    browser.signs_out();
    a_user_enrols_with_an_address(&browser, &server);
}

/// The page between password and console, and the line above every page of it.
fn root_is_told_and_waits(browser: &Browser, server: &Server) {
    let words = browser.words;
    // Tests that begin around midnight see the day on which the rule was set.
    let tokyo = TimeZone::get("Asia/Tokyo").expect("the system knows Japan's zone");
    let today = Timestamp::now().to_zoned_datetime(tokyo).date();
    let date = today.checked_add(DAYS.days()).expect("a date");
    let set = ["deadline", "set", "--for", "roots", "--date"];
    server.operates(&[&set[..], &[date.to_string().as_str()]].concat());

    for _ in 0..2 {
        browser.signs_in_as_root(server, OWNER);
        browser.sees_page(words.required);
        browser.sees(&words.required_from.join(&words.beginning(date)));
        browser.sees(&words.days_left.join(&DAYS.to_string()));
        browser.presses(words.required_later);
        browser.sees_page(words.dashboard);
        browser.sees(&words.banner.join(&words.beginning(date)));
        browser.presses(words.users);
        browser.sees_page(words.users);
        browser.sees(&words.banner.join(&words.beginning(date)));
        browser.signs_out();
    }
    browser.signs_in_as_root(server, OWNER);
    browser.presses(words.required_later);
    browser.sees_page(words.dashboard);
}

fn a_session_from_before_leads_to_enrolment(browser: &Browser, server: &Server) {
    let words = browser.words;
    server.operates(&["deadline", "set", "--for", "console-users", "--days", "0"]);
    browser.presses(words.users);
    browser.sees_page(words.enrol);
    browser.sees_no(words.banner_link);
}

fn the_password_leads_to_enrolment_only(browser: &Browser, server: &Server) -> Device {
    let words = browser.words;
    browser.signs_in_as_root(server, OWNER);
    browser.sees_page(words.enrol);
    browser.sees(words.enrol_past[1]);
    for path in ["/console", "/console/users", "/console/deadline"] {
        browser.opens(&format!("{}{path}", server.address()));
        browser.sees_page(words.enrol);
    }
    browser.presses(words.assign);
    let device = browser.assigns_app();
    browser.opens(&format!("{}/console", server.address()));
    browser.sees_page(words.dashboard);
    browser.sees(words.root_mfa_done);
    browser.sees_no(words.banner_link);
    browser.signs_out();
    device
}

fn root_signs_in_with_a_code(browser: &Browser, server: &Server, device: &Device) {
    let words = browser.words;
    browser.signs_in_as_root(server, OWNER);
    browser.types_code(&device.phone.code());
    browser.sees_page(words.dashboard);
}

/// The operator hands an address over; it is opened first, and waits in the browser.
fn a_user_enrols_with_an_address(browser: &Browser, server: &Server) {
    let words = browser.words;
    let enrol = [
        "account",
        "enrol",
        "keiri",
        "--user",
        "hanako",
        "--public-url",
    ];
    let printed = server.operates(&[&enrol[..], &[server.address()]].concat());
    let address = printed
        .split_whitespace()
        .find(|word| word.contains("/signin/enrol"));
    browser.opens(address.expect("the address is printed"));
    browser.sees_page(words.enrol_door);
    browser.presses(words.enrol_door_continue);
    browser.sees(words.enrol_door_kept);
    let door = format!("{}/signin/user?account=keiri", server.address());
    browser.signs_in_as_user(&door, "hanako", USER_PASSWORD);
    browser.sees_page(words.enrol);
    browser.presses(words.assign);
    browser.assigns_app();
    browser.opens(&format!("{}/console", server.address()));
    browser.sees_page(words.dashboard);
    browser.sees(words.own_mfa_done);
}
