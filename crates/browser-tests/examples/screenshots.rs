//! Pictures of the console for the README files: `docs/console.png`, `docs/console.ja.png` and
//! `docs/mfa.ja.png`.
//!
//! `cargo run -p browser-tests --example screenshots [DIR [PORT]]`, after a release build. The port
//! is in the pictures.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use browser_tests::{Browser, ENGLISH, JAPANESE, Owner, Server, Words};

/// The program's default, as a newcomer sees it.
const PORT: u16 = 8700;
/// The size of every picture, in pixels.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 780.0;

const KEIRI: Owner = Owner {
    account: "経理部",
    email: "keiri@example.com",
    password: "fake-root-password-7",
};
const ACCOUNTING: Owner = Owner {
    account: "Accounting",
    ..KEIRI
};
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
    studio.draw(
        &JAPANESE,
        KEIRI,
        "keiri",
        "console.ja.png",
        Some("mfa.ja.png"),
    )
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

    fn write(&self, name: &str, browser: &Browser) -> io::Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, browser.photographs(0.0, 0.0, WIDTH, HEIGHT))?;
        writeln!(io::stdout(), "{}", path.display())
    }
}

fn user(name: &str) -> String {
    format!("\n[[account.user]]\nname = \"{name}\"\npassword = \"fake-password-of-{name}\"\n")
}
