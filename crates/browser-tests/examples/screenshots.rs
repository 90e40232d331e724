//! Pictures of the console for the README files: in both languages the dashboard, the page that says
//! from when MFA is required, and the MFA status; in Japanese the page that asks for a code as well.
//!
//! `cargo run -p browser-tests --example screenshots [DIR [PORT]]`, after a release build. The port
//! is in the pictures.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use browser_tests::{Browser, ENGLISH, JAPANESE, Owner, Server, Words};
use jiff::{Timestamp, ToSpan};

/// The program's default, as a newcomer sees it.
const PORT: u16 = 8700;
/// The size of the pictures, in pixels.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 780.0;
/// The height of the one with a list.
const LIST_HEIGHT: f64 = 1100.0;

const KEIRI: Owner = Owner {
    account: "経理部",
    email: "keiri@example.com",
    password: "fake-root-password-7",
};
const ACCOUNTING: Owner = Owner {
    account: "Accounting",
    ..KEIRI
};
/// How far away the deadline in the pictures is.
const DAYS: i64 = 30;
/// Somebody to count.
const USERS: [&str; 3] = ["hanako", "jiro", "taro"];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map_or_else(docs, PathBuf::from);
    let port = arguments
        .next()
        .map_or(PORT, |port| port.parse().expect("a port is a number"));
    let studio = Studio { folder, port };
    studio.draw(&ENGLISH, ACCOUNTING, "accounting", "console.png", None)?;
    let pictures = ["mfa-required.png", "mfa-status.png"];
    studio.draw_deadline(&ENGLISH, ACCOUNTING, "accounting", pictures)?;
    studio.draw(
        &JAPANESE,
        KEIRI,
        "keiri",
        "console.ja.png",
        Some("mfa.ja.png"),
    )?;
    let pictures = ["mfa-required.ja.png", "mfa-status.ja.png"];
    studio.draw_deadline(&JAPANESE, KEIRI, "keiri", pictures)
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// Where pictures are made, and where they go.
struct Studio {
    folder: PathBuf,
    port: u16,
}

impl Studio {
    /// The dashboard before MFA is added and, if wanted, the page that asks for a code.
    fn draw(
        &self,
        words: &'static Words,
        owner: Owner,
        alias: &str,
        dashboard: &str,
        mfa: Option<&str>,
    ) -> io::Result<()> {
        let users: String = USERS.map(user).concat();
        let server = Server::with_at(&owner.bootstrap("123456789012", alias, &users), self.port);
        let browser = Browser::new(words);
        browser.signs_in_as_root(&server, owner);
        browser.sees_page(words.dashboard);
        self.write(dashboard, &browser)?;
        let Some(mfa) = mfa else {
            return Ok(());
        };
        browser.presses(words.add_mfa);
        browser.assigns_app();
        browser.signs_out();
        browser.signs_in_as_root(&server, owner);
        browser.sees_page(words.mfa);
        self.write(mfa, &browser)
    }

    /// The page between password and console while there is time, and who has no device yet.
    fn draw_deadline(
        &self,
        words: &'static Words,
        owner: Owner,
        alias: &str,
        [required, status]: [&str; 2],
    ) -> io::Result<()> {
        let users: String = USERS.map(user).concat();
        let server = Server::with_at(&owner.bootstrap("123456789012", alias, &users), self.port);
        let browser = Browser::new(words);
        let door = format!("{}/signin/user?account={alias}", server.address());
        browser.signs_in_as_user(&door, USERS[0], &password(USERS[0]));
        browser.sees_page(words.dashboard);
        browser.presses(words.add_mfa);
        browser.assigns_app();
        browser.signs_out();

        let zone = jiff::tz::TimeZone::get("Asia/Tokyo").map_err(io::Error::other)?;
        let today = Timestamp::now().to_zoned_datetime(zone).date();
        let date = today.checked_add(DAYS.days()).map_err(io::Error::other)?;
        let set = ["deadline", "set", "--for", "console-users", "--date"];
        server.operates(&[&set[..], &[date.to_string().as_str()]].concat());
        server.operates(&["notify"]);
        browser.signs_in_as_root(&server, owner);
        browser.sees_page(words.required);
        self.write(required, &browser)?;
        browser.presses(words.required_later);
        browser.sees_page(words.dashboard);
        browser.presses(words.mfa_status);
        browser.sees_page(words.mfa_status);
        self.write_as_high(LIST_HEIGHT, status, &browser)
    }

    fn write(&self, name: &str, browser: &Browser) -> io::Result<()> {
        self.write_as_high(HEIGHT, name, browser)
    }

    fn write_as_high(&self, height: f64, name: &str, browser: &Browser) -> io::Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, browser.photographs(0.0, 0.0, WIDTH, height))?;
        writeln!(io::stdout(), "{}", path.display())
    }
}

fn user(name: &str) -> String {
    let password = password(name);
    format!(
        "\n[[account.user]]\nname = \"{name}\"\npassword = \"{password}\"\n\
         password_permanent = true\npolicies = [\"arn:aws:iam::aws:policy/SekishoManageOwnCredentials\"]\n"
    )
}

fn password(name: &str) -> String {
    format!("fake-password-of-{name}-7")
}
