//! A phone with an authenticator app, whose clock may be wrong.

use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use jiff::SignedDuration;
use otp::{OtpauthUri, Step};

use crate::known::lock;
use crate::world::Inner;

/// One entry of an authenticator app.
pub struct Phone {
    world: Arc<Inner>,
    uri: OtpauthUri,
    name: String,
    own: Mutex<Own>,
}

#[derive(Default)]
struct Own {
    ahead_seconds: i64,
    /// The last step whose code was read off.
    read: Option<u64>,
}

impl Phone {
    /// Reads the picture of a `data:` address, as a camera does.
    pub(crate) fn scans_page(world: &Arc<Inner>, src: &str, name: &str) -> Self {
        let encoded = src
            .strip_prefix("data:image/png;base64,")
            .expect("the QR code is a PNG in the page");
        Self::scans(world, encoded, name)
    }

    /// Reads a picture in base64, as a camera does.
    pub(crate) fn scans(world: &Arc<Inner>, encoded: &str, name: &str) -> Self {
        let png = BASE64.decode(encoded.as_bytes()).expect("it is base64");
        let picture = image::load_from_memory(&png)
            .expect("it is a PNG")
            .to_luma8();
        let mut prepared = rqrr::PreparedImage::prepare(picture);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "the picture holds one QR code");
        let (_, text) = grids[0].decode().expect("the QR code can be read");
        Self::adds(world, &text, name)
    }

    /// Adds an entry from an `otpauth` address.
    pub(crate) fn adds(world: &Arc<Inner>, text: &str, name: &str) -> Self {
        let uri = OtpauthUri::parse(text).expect("the QR code holds an otpauth address");
        let seed = uri.seed();
        world.secrets.add(&seed.to_base32());
        world.secrets.add(&seed.to_base32_groups());
        world.secrets.add(text);
        Self {
            world: world.clone(),
            uri,
            name: name.to_owned(),
            own: Mutex::default(),
        }
    }

    /// A second phone with the same entry.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self::adds(&self.world, &self.uri.to_string(), &self.name)
    }

    /// The name of the device that it was scanned for.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// What the entry is called: issuer and label.
    pub fn entry(&self) -> (Option<String>, String) {
        let issuer = self.uri.issuer().map(str::to_owned);
        (issuer, self.uri.account_label().to_owned())
    }

    /// The parameters that the picture asks for.
    pub fn params(&self) -> otp::Params {
        self.uri.params()
    }

    /// Bytes of the seed.
    pub fn seed_bytes(&self) -> usize {
        self.uri.seed().as_bytes().len()
    }

    /// The seed as it is typed by hand.
    pub fn secret_key(&self) -> String {
        self.uri.seed().to_base32_groups().to_string()
    }

    /// Sets the phone's clock so many seconds ahead of the world's, or behind.
    pub fn runs_ahead_by(&self, seconds: i64) -> &Self {
        lock(&self.own).ahead_seconds = seconds;
        self
    }

    /// The code that the phone shows now.
    pub fn code(&self) -> String {
        self.code_at(0)
    }

    /// The code that the phone showed so many steps ago (negative) or will show.
    pub fn code_at(&self, steps: i64) -> String {
        self.show(self.step_now().saturating_add_signed(steps))
    }

    /// What the phone shows now; if that was read off before, waits for the next one.
    pub fn fresh_code(&self) -> String {
        let read = lock(&self.own).read;
        while read >= Some(self.step_now()) {
            self.waits_for_the_next_code();
        }
        self.reads()
    }

    /// Waits for the next code and reads it off.
    pub fn next_code(&self) -> String {
        self.waits_for_the_next_code();
        self.reads()
    }

    /// Waits until the code changes. The world's clock moves.
    pub fn waits_for_the_next_code(&self) -> &Self {
        let params = self.uri.params();
        let seconds = params.seconds_to_next_step(self.unix_seconds());
        self.world
            .clock
            .advance(SignedDuration::from_secs(i64::from(seconds)));
        self
    }

    /// A code that the phone does not show within an hour of now.
    pub fn wrong_code(&self) -> String {
        let now = self.step_now();
        let shown: Vec<String> = (now.saturating_sub(120)..now + 120)
            .map(|step| self.plain(step))
            .collect();
        (0..1_000_000)
            .map(|number| format!("{number:06}"))
            .find(|code| !shown.contains(code))
            .expect("most codes are wrong")
    }

    fn reads(&self) -> String {
        let step = self.step_now();
        lock(&self.own).read = Some(step);
        self.show(step)
    }

    fn show(&self, step: u64) -> String {
        let code = self.plain(step);
        self.world.secrets.add_code(&code);
        code
    }

    fn plain(&self, step: u64) -> String {
        let code = otp::totp_at(self.uri.seed(), Step(step), self.uri.params());
        code.as_str().to_owned()
    }

    fn step_now(&self) -> u64 {
        self.uri.params().step_at(self.unix_seconds()).0
    }

    fn unix_seconds(&self) -> i64 {
        let now = store::Clock::now(&self.world.clock).as_second();
        now + lock(&self.own).ahead_seconds
    }
}
