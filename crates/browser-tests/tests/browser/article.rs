//! The article's path from a fresh installation, as root and then as an IAM user.

use browser_tests::{Browser, Device, ENGLISH, JAPANESE, OWNER, Server, Words};

/// OTP-3: in two browsers.
#[test]
fn the_way_of_the_article_in_japanese() {
    walk(&JAPANESE);
}

/// OTP-3: in two browsers.
#[test]
fn the_way_of_the_article_in_english() {
    walk(&ENGLISH);
}

fn walk(words: &'static Words) {
    let server = Server::fresh();
    let browser = Browser::new(words);
    browser.opens(server.address());
    browser.sees_page(words.no_account);
    browser.sets_up(&server, OWNER);
    let device = root_adds_mfa(&browser, &server);
    root_signs_in_with_a_code(&browser, &server, &device);
    let user = root_makes_a_user(&browser);
    browser.signs_out();
    user_replaces_the_password_and_adds_mfa(&browser, &user);
}

/// Steps 2 to 4.
fn root_adds_mfa(browser: &Browser, server: &Server) -> Device {
    let words = browser.words;
    browser.signs_in_as_root(server, OWNER);
    browser.sees_page(words.dashboard);
    for text in [
        words.recommendations,
        words.root_mfa,
        words.root_keys_done,
        OWNER.account,
    ] {
        browser.sees(text);
    }
    browser.sees_no(words.root_mfa_done);
    assert!(browser.shows("button[data-copy]"), "the script is there");
    browser.presses(words.add_mfa);
    let device = browser.assigns_app();
    let row = browser.reads("tbody tr").concat();
    assert!(
        row.starts_with(&device.name) && row.contains(words.kind),
        "{row}"
    );
    let arn = format!(":mfa/{}", device.name);
    assert!(row.contains("arn:aws:iam::") && row.contains(&arn), "{row}");
    device
}

/// Step 5. The same code does not open a second browser.
fn root_signs_in_with_a_code(browser: &Browser, server: &Server, device: &Device) {
    let words = browser.words;
    browser.signs_out();
    browser.signs_in_as_root(server, OWNER);
    let code = device.phone.code();
    browser.types_code(&code);
    browser.sees_page(words.dashboard);
    for text in [words.root_mfa_done, words.one_device] {
        browser.sees(text);
    }
    browser.sees_no(words.root_mfa);

    let second = Browser::new(words);
    second.signs_in_as_root(server, OWNER);
    second.types_code(&code);
    second.sees(words.mfa_refused);
    let countdown = second.reads("[role=timer]").concat();
    assert!(is_countdown(words, &countdown), "{countdown}");
    second.opens(&format!("{}/console", server.address()));
    second.sees_page(words.sign_in);
}

fn is_countdown(words: &Words, text: &str) -> bool {
    let clock = text.strip_prefix(words.mfa_wait).map(str::trim);
    let parts = clock.and_then(|clock| clock.split_once(':'));
    let is_clock = parts.is_some_and(|(minutes, seconds)| {
        minutes.parse::<u8>().is_ok() && seconds.len() == 2 && seconds.parse::<u8>().is_ok()
    });
    is_clock || text == words.mfa_wait_over
}

/// Who was made, with what the page shows only once.
struct User {
    name: &'static str,
    door: String,
    password: String,
}

/// Step 6, as far as step 5 needs it.
fn root_makes_a_user(browser: &Browser) -> User {
    let words = browser.words;
    let name = "hanako";
    browser.presses(words.account_settings);
    browser.sees_page(words.account_settings);
    browser.types(words.account_alias, "ｋｅｉｒｉ");
    browser.presses(words.save_alias);
    browser.sees(words.account_saved);
    browser.presses(words.users);
    browser.presses(words.create_user);
    browser.types(words.user_name, name);
    browser.presses(words.create_user);
    browser.sees_page(&words.user_created.join(name));
    let door = browser.reads("dd .address").concat();
    assert!(
        door.contains("keiri"),
        "the address names the alias: {door}"
    );
    User {
        name,
        door,
        password: browser.reads("dd code.secret").concat(),
    }
}

fn user_replaces_the_password_and_adds_mfa(browser: &Browser, user: &User) {
    let words = browser.words;
    let own = "fake-own-password-of-hanako";
    browser.signs_in_as_user(&user.door, user.name, &user.password);
    browser.sees_page(words.new_password_page);
    browser.types(words.new_password, own);
    browser.types(words.new_password_again, own);
    browser.presses(words.change_and_continue);
    browser.sees_page(words.dashboard);
    browser.sees(words.own_mfa);
    browser.presses(words.add_mfa);
    let device = browser.assigns_app();
    browser.signs_out();

    browser.signs_in_as_user(&user.door, user.name, &user.password);
    browser.sees(words.user_refused);
    browser.types(words.password, own);
    browser.presses(words.sign_in);
    browser.types_code(&device.phone.code());
    browser.sees_page(words.dashboard);
    browser.sees(words.own_mfa_done);
}
