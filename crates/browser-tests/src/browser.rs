//! A person at Chromium: opens, types, presses, sees.
//!
//! Fields are found by their label and buttons by their name, as people find them. Everything that
//! has to appear is waited for, with a bound; what does not appear is told with what stands there.

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;

use crate::chromedriver::Chromedriver;
use crate::look::Look;
use crate::patience::until;
use crate::picture::Picture;
use crate::words::Words;

/// What keeps Chromium alone with the test: no window, no network but the server's.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
/// Chromium's number for "blocked" in its settings for sites.
const BLOCKED: u8 = 2;
/// Longest time that a failing test takes for its last picture.
const LAST_PICTURE: Duration = Duration::from_secs(5);

/// A browser with a profile of its own; ends when it is dropped.
pub struct Browser {
    /// The language that the person reads.
    pub words: &'static Words,
    driver: WebDriver,
    runtime: Runtime,
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

impl Browser {
    /// A browser that asks for pages in this language.
    pub fn new(words: &'static Words) -> Self {
        Self::start(words, true)
    }

    /// The same with JavaScript switched off.
    pub fn without_scripts(words: &'static Words) -> Self {
        Self::start(words, false)
    }

    fn start(words: &'static Words, has_scripts: bool) -> Self {
        let chromedriver = Chromedriver::start();
        let profile = tempfile::tempdir().expect("a folder for the profile can be made");
        let wishes = wishes(words, has_scripts, profile.path()).expect("they are valid");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime can be made");
        let driver =
            runtime.block_on(async { WebDriver::new(chromedriver.address(), wishes).await });
        let browser = Self {
            words,
            driver: driver.expect("`chromium` can be started; `cargo xtask test` installs it"),
            runtime,
            _chromedriver: chromedriver,
            _profile: profile,
        };
        browser.looks(Look::ALL[0]);
        browser
    }

    /// Goes to an address.
    #[track_caller]
    pub fn opens(&self, address: &str) {
        let opened = self.run(self.driver.goto(address));
        opened.unwrap_or_else(|error| panic!("`{address}` does not open: {error}"));
    }

    /// Where the browser is.
    #[track_caller]
    pub fn address(&self) -> String {
        self.run(self.driver.current_url())
            .expect("the browser is somewhere")
            .to_string()
    }

    /// Sees a page under this heading.
    #[track_caller]
    pub fn sees_page(&self, heading: &str) {
        let is_there = || {
            self.texts("h1")
                .is_ok_and(|found| found == [heading])
                .then_some(())
        };
        self.wait_for(&format!("a page `{heading}`"), is_there);
    }

    /// Sees a text, in one place or over several.
    #[track_caller]
    pub fn sees(&self, text: &str) {
        let is_there = || self.shown().contains(text).then_some(());
        self.wait_for(&format!("`{text}`"), is_there);
    }

    /// Does not see a text on the page that was seen last.
    #[track_caller]
    pub fn sees_no(&self, text: &str) {
        let shown = self.shown();
        assert!(!shown.contains(text), "`{text}` is here:\n{shown}");
    }

    /// Types into the field with this label, in place of what is there.
    #[track_caller]
    pub fn types(&self, label: &str, text: &str) {
        let done = || {
            let field = self.field(label).ok()?;
            self.run(async {
                field.clear().await?;
                field.send_keys(text).await
            })
            .ok()
        };
        self.wait_for(&format!("a field `{label}`"), done);
    }

    /// What stands in the field with this label.
    #[track_caller]
    pub fn reads_field(&self, label: &str) -> String {
        self.wait_for(&format!("a field `{label}`"), || {
            let field = self.field(label).ok()?;
            self.run(field.value()).ok().flatten()
        })
    }

    /// Presses the button, link or summary of this name, or chooses what has it as a label.
    #[track_caller]
    pub fn presses(&self, name: &str) {
        let name = quoted(name);
        let path = format!(
            "//*[self::a or self::button or self::summary or self::label][normalize-space(.)={name}]"
        );
        let done = || {
            let found = self
                .run(self.driver.find_all(By::XPath(path.as_str())))
                .ok()?;
            let shown = |element: &&WebElement| self.run(element.is_displayed()).unwrap_or(false);
            let element = found.iter().find(shown)?;
            self.run(element.click()).ok()
        };
        self.wait_for(&format!("something called {name}"), done);
    }

    /// Opens the menu under the person's name.
    #[track_caller]
    pub fn opens_menu(&self) {
        self.wait_for("the account menu", || {
            let button = self.run(self.driver.find(By::Css(".open-account"))).ok()?;
            self.run(button.click()).ok()
        });
    }

    /// The texts of everything that fits a selector; at least one.
    #[track_caller]
    pub fn reads(&self, selector: &str) -> Vec<String> {
        self.wait_for(&format!("`{selector}`"), || {
            self.texts(selector).ok().filter(|texts| !texts.is_empty())
        })
    }

    /// An attribute of the first element that fits a selector.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.wait_for(&format!("`{selector}` with `{name}`"), || {
            let element = self.run(self.driver.find(By::Css(selector))).ok()?;
            self.run(element.attr(name)).ok().flatten()
        })
    }

    /// Whether something that fits a selector is shown now.
    pub fn shows(&self, selector: &str) -> bool {
        let found = self
            .run(self.driver.find_all(By::Css(selector)))
            .unwrap_or_default();
        found
            .iter()
            .any(|element| self.run(element.is_displayed()).unwrap_or(false))
    }

    /// A picture of the element as the page shows it, also of what lies below the window's edge.
    #[track_caller]
    pub fn picture_of(&self, selector: &str) -> Picture {
        let place = self.wait_for(&format!("`{selector}`"), || {
            let element = self.run(self.driver.find(By::Css(selector))).ok()?;
            self.run(element.rect()).ok()
        });
        Picture::of(&self.photographs(place.x, place.y, place.width, place.height))
    }

    /// A PNG of a part of the page.
    #[track_caller]
    pub fn photographs(&self, x: f64, y: f64, width: f64, height: f64) -> Vec<u8> {
        let answer = self.devtools(
            "Page.captureScreenshot",
            json!({
                "clip": { "x": x, "y": y, "width": width, "height": height, "scale": 1 },
                "captureBeyondViewport": true,
            }),
        );
        let png = answer["data"].as_str().unwrap_or_default();
        BASE64
            .decode(png.as_bytes())
            .expect("the browser makes a picture")
    }

    /// Runs a function body in the page; its last argument is called with the answer.
    #[track_caller]
    pub fn runs(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.run(self.driver.execute_async(script, arguments));
        answer.expect("the script answers").json().clone()
    }

    /// Runs a function body that answers at once; none while the browser is on its way to another page.
    pub(crate) fn tells(&self, script: &str) -> Option<Value> {
        let answer = self.run(self.driver.execute(script, Vec::new())).ok()?;
        Some(answer.json().clone())
    }

    /// What the page and the browser itself complained of since the last time: refused scripts and
    /// styles, exceptions. That an answer has a status of 400 or above is no complaint.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let entries = self
            .run(self.driver.browser_log())
            .expect("the browser keeps a log");
        let messages = entries.into_iter().map(|entry| entry.message);
        messages
            .filter(|message| !message.contains("the server responded with a status of"))
            .collect()
    }

    /// Presses keys, wherever the focus is.
    #[track_caller]
    pub(crate) fn keys(&self, keys: &str) {
        let pressed = self.run(self.driver.action_chain().send_keys(keys).perform());
        pressed.expect("there is a keyboard");
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: Value) -> Value {
        let done = self.run(self.driver.cdp().send_raw(command, parameters));
        done.unwrap_or_else(|error| panic!("`{command}`: {error}"))
    }

    /// Everything that is shown, in one line.
    pub(crate) fn shown(&self) -> String {
        self.texts("body").unwrap_or_default().join(" ")
    }

    /// Waits until there is something, or says what is there instead.
    #[track_caller]
    pub(crate) fn wait_for<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        until(look).unwrap_or_else(|| {
            panic!(
                "no {what} at {}; here is:\n{}",
                self.address(),
                self.shown()
            )
        })
    }

    fn field(&self, label: &str) -> WebDriverResult<WebElement> {
        let path = format!("//label[normalize-space(.)={}]", quoted(label));
        self.run(async {
            let label = self.driver.find(By::XPath(path)).await?;
            let id = label.attr("for").await?.unwrap_or_default();
            self.driver.find(By::Id(id)).await
        })
    }

    /// The visible texts, with the line breaks and spaces of the page as single spaces.
    fn texts(&self, selector: &str) -> WebDriverResult<Vec<String>> {
        self.run(async {
            let mut texts = Vec::new();
            for element in self.driver.find_all(By::Css(selector)).await? {
                let text = element.text().await?;
                texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Ok(texts)
        })
    }

    fn run<T>(&self, work: impl Future<Output = WebDriverResult<T>>) -> WebDriverResult<T> {
        self.runtime.block_on(work)
    }

    /// A failing test leaves a picture of where it stood.
    fn leave_picture(&self) {
        let name = std::thread::current()
            .name()
            .unwrap_or("browser")
            .replace("::", "-");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser-tests");
        let picture = self.runtime.block_on(async {
            tokio::time::timeout(LAST_PICTURE, self.driver.screenshot_as_png()).await
        });
        if let Ok(Ok(png)) = picture
            && std::fs::create_dir_all(&folder).is_ok()
        {
            let _ = std::fs::write(folder.join(format!("{name}-{}.png", self.words.tag)), png);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_picture();
        }
        // The client would end the session once more, and wait for minutes if that fails. What
        // follows in the order of the fields ends ChromeDriver and, through it, Chromium.
        let _ = self.driver.clone().leak();
    }
}

fn wishes(words: &Words, has_scripts: bool, profile: &Path) -> WebDriverResult<ChromeCapabilities> {
    let mut wishes = DesiredCapabilities::chrome();
    for argument in ARGUMENTS {
        wishes.add_arg(argument)?;
    }
    wishes.add_arg(&format!("--lang={}", words.tag))?;
    wishes.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    let mut preferences = json!({
        "intl.accept_languages": words.tag,
        // No bubble that offers to keep a password.
        "credentials_enable_service": false,
        "profile.password_manager_leak_detection": false,
    });
    if !has_scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(BLOCKED);
    }
    wishes.add_experimental_option("prefs", preferences)?;
    wishes.set_browser_log_level(LoggingPrefsLogLevel::Warning)?;
    Ok(wishes)
}

/// A literal of XPath, which has no escapes.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "{text}");
    format!("\"{text}\"")
}
