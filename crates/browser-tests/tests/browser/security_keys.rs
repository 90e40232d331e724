//! Passkeys and security keys in a browser, with its virtual authenticators: registered, used at the
//! sign-in, and refused where they should be.

use browser_tests::{Browser, ENGLISH, JAPANESE, OWNER, SecurityKey, Server, Transport, Words};

/// What the pages of keys say.
struct Said {
    kind: &'static str,
    add: &'static str,
    sign_in_page: &'static str,
    sign_in: &'static str,
    failed: &'static str,
}

const IN_ENGLISH: Said = Said {
    kind: "Passkey or security key",
    add: "Add the key",
    sign_in_page: "Use your passkey or security key",
    sign_in: "Use passkey or security key",
    failed: "The browser got no answer from the key. Press the button to try again.",
};

const IN_JAPANESE: Said = Said {
    kind: "パスキーまたはセキュリティキー",
    add: "キーを追加",
    sign_in_page: "パスキーまたはセキュリティキーで認証",
    sign_in: "パスキーまたはセキュリティキーを使用",
    failed: "キーから応答がありませんでした。もう一度ボタンを押してください。",
};

#[test]
fn wa_3_a_usb_key_is_registered_and_opens_the_door_in_english() {
    walk(&ENGLISH, &IN_ENGLISH, Transport::Usb);
}

#[test]
fn wa_3_a_key_of_the_computer_is_registered_and_opens_the_door_in_japanese() {
    walk(&JAPANESE, &IN_JAPANESE, Transport::Platform);
}

#[test]
fn wa_7_a_synced_passkey_is_registered_and_opens_the_door_in_english() {
    walk(&ENGLISH, &IN_ENGLISH, Transport::Synced);
}

/// Signs in as root and goes up to the page that asks for the key.
fn begins(server: &Server, browser: &Browser, said: &Said) {
    let words: &Words = browser.words;
    browser.opens(&format!(
        "{}/console/security-credentials/mfa/new",
        server.address()
    ));
    browser.sees_page(words.device_page);
    browser.presses(said.kind);
    browser.presses(words.next);
}

fn walk(words: &'static Words, said: &Said, transport: Transport) {
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", ""));
    let browser = Browser::new(words);
    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(words.dashboard);
    let key = SecurityKey::at(&browser, transport);
    begins(&server, &browser, said);
    // A key that does not verify its user is refused by the browser itself.
    key.verifies_its_user(false);
    browser.presses(said.add);
    browser.sees(said.failed);
    key.verifies_its_user(true);
    browser.presses(said.add);
    browser.sees_page(words.my_security_credentials);
    browser.sees(":u2f/root-account/");
    assert_eq!(key.credentials().len(), 1);
    browser.signs_out();

    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(said.sign_in_page);
    browser.presses(said.sign_in);
    browser.sees_page(words.dashboard);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    browser.signs_out();

    // A copy that is behind still opens, unless the operator says otherwise; an event tells it.
    if transport == Transport::Usb {
        key.is_set_back();
        browser.signs_in_as_root(&server, OWNER);
        browser.presses(said.sign_in);
        browser.sees_page(words.dashboard);
        browser.signs_out();
    }

    // Without the key, the password opens nothing.
    key.is_taken_away();
    SecurityKey::at(&browser, transport);
    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(said.sign_in_page);
    browser.presses(said.sign_in);
    browser.sees(said.failed);
    browser.opens(&format!("{}/console", server.address()));
    browser.sees_page(words.sign_in);
}
