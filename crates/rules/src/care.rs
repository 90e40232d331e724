//! Devices as things that somebody has in a drawer: who holds one, where it lies, when it was proved to
//! be there, and which ones nobody has seen for long.

use std::collections::BTreeSet;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::device::{DeviceKind, MfaDevice};
use crate::invalid::Invalid;
use crate::security_key::Aaguid;
use crate::typed::tidy_line;

/// After how many days without use a device is worth a look.
pub const UNUSED_DAYS: u32 = 90;
/// After how many days without a proof that it is there a device is worth a look.
pub const UNCONFIRMED_DAYS: u32 = 180;
/// How many days an address works at which a device is proved to be there.
pub const PROOF_DAYS: i64 = 7;
/// How many wrong answers end such an address, so that whoever was given one cannot use up all the
/// guesses of the device's owner.
pub const PROOF_TRIES: u8 = 5;

/// Text of one line in any script, at most `MAX` characters and never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line<const MAX: usize>(String);

/// The name of the person who has a device, which need not be a name that anybody signs in with.
pub type HolderName = Line<60>;
/// Where a device lies.
pub type Place = Line<60>;
/// What else is worth knowing of it.
pub type Note = Line<300>;

impl<const MAX: usize> Line<MAX> {
    /// A line as it was typed; nothing if nothing was. What is too long is [`Invalid::Line`].
    pub fn parse(typed: &str) -> Result<Option<Self>, Invalid> {
        let line = tidy_line(typed);
        match line.chars().count() {
            0 => Ok(None),
            length if length <= MAX => Ok(Some(Self(line))),
            _ => Err(Invalid::Line(MAX)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as names are compared: without width, case and spaces, which people write as they
    /// like (`山田 花子`, `山田　花子`, `山田花子`).
    pub fn folded(&self) -> String {
        let plain = self.0.nfkc().flat_map(char::to_lowercase);
        plain.filter(|letter| !letter.is_whitespace()).collect()
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<const MAX: usize> TryFrom<String> for Line<MAX> {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)?.ok_or(Invalid::Line(MAX))
    }
}

impl<const MAX: usize> From<Line<MAX>> for String {
    fn from(line: Line<MAX>) -> Self {
        line.0
    }
}

/// What is written down of a device as a thing. Nothing at the sign-in depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Care {
    /// Who physically has it.
    pub held_by: Option<HolderName>,
    /// Where it lies.
    pub place: Option<Place>,
    /// What else is worth knowing.
    pub note: Option<Note>,
    /// When it was last proved to be there, by a code or a touch and never by a tick.
    pub confirmed_at: Option<Timestamp>,
    /// The address at which it can be proved now.
    pub proof: Option<ProofAddress>,
}

impl Care {
    /// Writes down who has a device, and where. That it was proved to be there says nothing of another
    /// person who has it from now on.
    pub fn write(&mut self, held_by: Option<HolderName>, place: Option<Place>, note: Option<Note>) {
        let folded = |name: &Option<HolderName>| name.as_ref().map(Line::folded);
        if self.held_by.is_some() && folded(&self.held_by) != folded(&held_by) {
            self.confirmed_at = None;
        }
        self.held_by = held_by;
        self.place = place;
        self.note = note;
    }

    /// Keeps what came of a proof. A right answer uses the address up, a wrong one a part of it.
    pub fn answered(&mut self, right: bool, now: Timestamp) {
        if right {
            self.confirmed_at = Some(now);
            self.proof = None;
        } else if let Some(address) = &mut self.proof {
            address.tries = address.tries.saturating_sub(1);
        }
    }
}

/// An address at which whoever holds a device proves it, without signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofAddress {
    /// The hash of its token.
    pub hash: String,
    /// Until when it works.
    pub until: Timestamp,
    /// How many wrong answers it still takes.
    pub tries: u8,
}

impl ProofAddress {
    /// An address that begins to work now.
    pub fn new(hash: String, now: Timestamp) -> Self {
        Self {
            hash,
            until: now + days(PROOF_DAYS),
            tries: PROOF_TRIES,
        }
    }

    /// Whether it works.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.tries > 0 && now < self.until
    }
}

/// The kinds of device, for whoever looks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindWanted {
    /// Authenticator apps.
    App,
    /// Hardware TOTP tokens.
    Token,
    /// Passkeys and security keys.
    Key,
}

impl KindWanted {
    fn is(self, kind: DeviceKind) -> bool {
        match kind {
            DeviceKind::Virtual => self == Self::App,
            DeviceKind::HardwareToken { .. } => self == Self::Token,
            DeviceKind::SecurityKey => self == Self::Key,
        }
    }
}

/// Which devices somebody looks for. What is absent is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceFilter {
    /// Those that this person holds.
    pub held_by: Option<HolderName>,
    /// Those of this kind.
    pub kind: Option<KindWanted>,
    /// Those that opened nothing and were not proved for so many days.
    pub unused_days: Option<u32>,
    /// Those that were not proved for so many days.
    pub unconfirmed_days: Option<u32>,
    /// Those whose clock is off by at least so many seconds, either way.
    pub drift_seconds: Option<u32>,
    /// Those of this model.
    pub aaguid: Option<Aaguid>,
}

impl DeviceFilter {
    /// Whether the record of a device, and when it opened something last, fit. What is not assigned to
    /// anybody cannot be used, so it is neither unused nor unconfirmed.
    pub fn suits(&self, device: &MfaDevice, used_at: Option<Timestamp>, now: Timestamp) -> bool {
        let held_by = |wanted: &HolderName| {
            let held_by = device.care.held_by.as_ref();
            held_by.is_some_and(|held_by| held_by.folded() == wanted.folded())
        };
        let confirmed = device.care.confirmed_at.max(device.enabled_at);
        let seen = confirmed.max(used_at);
        let quiet = |since: Option<Timestamp>, for_days: u32| {
            device.enabled_at.is_some()
                && since.is_some_and(|since| now.duration_since(since) >= days(i64::from(for_days)))
        };
        self.held_by.as_ref().is_none_or(held_by)
            && self.kind.is_none_or(|kind| kind.is(device.kind))
            && self.unused_days.is_none_or(|days| quiet(seen, days))
            && (self.unconfirmed_days).is_none_or(|days| quiet(confirmed, days))
    }

    /// Whether what is known of its clock and its model fits.
    pub fn measures(&self, drift_seconds: i64, aaguid: Option<Aaguid>) -> bool {
        let off = drift_seconds.unsigned_abs();
        (self.drift_seconds).is_none_or(|least| off >= u64::from(least))
            && self.aaguid.is_none_or(|wanted| aaguid == Some(wanted))
    }
}

/// Who holds somebody's devices, as far as it is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// Several people.
    Several,
    /// One person has all of them.
    One,
    /// It is not written down for every one, and nobody knows of two people.
    Unknown,
}

impl Hands {
    /// Of devices with these holders.
    pub fn of(held_by: &[Option<HolderName>]) -> Self {
        let known: BTreeSet<String> = held_by.iter().flatten().map(Line::folded).collect();
        match known.len() {
            0 | 1 if held_by.iter().any(Option::is_none) => Self::Unknown,
            0 | 1 => Self::One,
            _ => Self::Several,
        }
    }
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AccountId, DeviceLabel, DeviceName, SerialNumber};

    const DAY: i64 = 24 * 60 * 60;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + day * DAY).unwrap()
    }

    fn name(text: &str) -> HolderName {
        HolderName::parse(text).unwrap().unwrap()
    }

    fn device(enabled: Option<i64>, confirmed: Option<i64>) -> MfaDevice {
        MfaDevice {
            account: AccountId::parse("123456789012").unwrap(),
            serial: SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap(),
            name: DeviceName::parse("phone").unwrap(),
            label: DeviceLabel::parse("").unwrap(),
            kind: DeviceKind::HardwareToken { digits: 6 },
            holder: None,
            enabled_at: enabled.map(at),
            tags: Vec::new(),
            care: Care {
                held_by: Some(name("山田 花子")),
                confirmed_at: confirmed.map(at),
                ..Care::default()
            },
        }
    }

    #[test]
    fn a_line_is_tidied_and_bounded() {
        assert_eq!(Place::parse(" \t ").unwrap(), None);
        assert_eq!(Place::parse(" 金庫\n").unwrap().unwrap().as_str(), "金庫");
        assert!(Place::parse(&"庫".repeat(60)).is_ok());
        assert_eq!(Place::parse(&"庫".repeat(61)), Err(Invalid::Line(60)));
    }

    #[test]
    fn a_person_is_found_however_the_name_is_spaced_and_spelled() {
        for (one, other, same) in [
            ("山田 花子", "山田　花子", true),
            ("山田花子", "山田 花子", true),
            ("Ｙａｍａｄａ Hanako", "yamada hanako", true),
            ("ﾔﾏﾀﾞ", "ヤマダ", true),
            ("山田 花子", "山田 華子", false),
            ("Yamada", "Yamada Hanako", false),
        ] {
            assert_eq!(name(one).folded() == name(other).folded(), same, "{one}");
        }
    }

    #[test]
    fn days_count_from_the_latest_of_what_is_known() {
        let unused = |device: &MfaDevice, used: Option<i64>, now| {
            let filter = DeviceFilter {
                unused_days: Some(90),
                ..DeviceFilter::default()
            };
            filter.suits(device, used.map(at), at(now))
        };
        let unconfirmed = |device: &MfaDevice, used: Option<i64>, now| {
            let filter = DeviceFilter {
                unconfirmed_days: Some(90),
                ..DeviceFilter::default()
            };
            filter.suits(device, used.map(at), at(now))
        };
        // assigned, proved, used on day -> on which day -> unused, unconfirmed
        for (enabled, confirmed, used, now, expected) in [
            (Some(0), None, None, 89, (false, false)),
            (Some(0), None, None, 90, (true, true)),
            (Some(0), None, Some(10), 99, (false, true)),
            (Some(0), None, Some(10), 100, (true, true)),
            (Some(0), Some(20), Some(10), 109, (false, false)),
            (Some(0), Some(20), Some(10), 110, (true, true)),
            // Proved for an earlier owner, and assigned anew since.
            (Some(50), Some(20), None, 110, (false, false)),
            (None, Some(0), None, 1000, (false, false)),
        ] {
            let device = device(enabled, confirmed);
            let found = (unused(&device, used, now), unconfirmed(&device, used, now));
            assert_eq!(found, expected, "{enabled:?} {confirmed:?} {used:?} {now}");
        }
    }

    #[test]
    fn every_part_of_a_filter_leaves_devices_out() {
        let device = device(Some(0), None);
        let suits = |filter: DeviceFilter| filter.suits(&device, None, at(1));
        let held_by = |text| DeviceFilter {
            held_by: Some(name(text)),
            ..DeviceFilter::default()
        };
        assert!(suits(DeviceFilter::default()));
        assert!(suits(held_by("山田花子")) && !suits(held_by("山田太郎")));
        for (kind, expected) in [
            (KindWanted::App, false),
            (KindWanted::Token, true),
            (KindWanted::Key, false),
        ] {
            let kind = DeviceFilter {
                kind: Some(kind),
                ..DeviceFilter::default()
            };
            assert_eq!(suits(kind), expected);
        }
        let drift = DeviceFilter {
            drift_seconds: Some(60),
            ..DeviceFilter::default()
        };
        for (seconds, expected) in [(0, false), (59, false), (60, true), (-60, true)] {
            assert_eq!(drift.measures(seconds, None), expected, "{seconds}");
        }
        let model = Aaguid::from_bytes([7; 16]);
        let of_model = DeviceFilter {
            aaguid: Some(model),
            ..DeviceFilter::default()
        };
        assert!(of_model.measures(0, Some(model)));
        assert!(!of_model.measures(0, Some(Aaguid::UNKNOWN)) && !of_model.measures(0, None));
    }

    #[test]
    fn two_people_are_known_only_where_two_names_are_written_down() {
        let (hanako, taro) = (Some(name("山田花子")), Some(name("山田太郎")));
        let spaced = Some(name("山田 花子"));
        for (held_by, expected) in [
            (vec![hanako.clone(), spaced], Hands::One),
            (vec![hanako.clone(), None], Hands::Unknown),
            (vec![None, None], Hands::Unknown),
            (vec![hanako.clone(), taro.clone()], Hands::Several),
            (vec![hanako, taro, None], Hands::Several),
        ] {
            assert_eq!(Hands::of(&held_by), expected);
        }
    }

    #[test]
    fn an_address_ends_by_time_by_wrong_answers_and_by_the_right_one() {
        let mut care = Care {
            proof: Some(ProofAddress::new("00".into(), at(0))),
            ..Care::default()
        };
        let is_open = |care: &Care, day| care.proof.as_ref().is_some_and(|it| it.is_open(at(day)));
        assert!(is_open(&care, PROOF_DAYS - 1) && !is_open(&care, PROOF_DAYS));
        for _ in 0..PROOF_TRIES {
            assert!(is_open(&care, 0));
            care.answered(false, at(0));
        }
        assert!(!is_open(&care, 0) && care.confirmed_at.is_none());
        care.proof = Some(ProofAddress::new("01".into(), at(0)));
        care.answered(true, at(1));
        assert_eq!((care.confirmed_at, care.proof), (Some(at(1)), None));
    }

    #[test]
    fn a_proof_says_nothing_of_whoever_has_the_device_afterwards() {
        for (before, after, kept) in [
            ("山田花子", "山田 花子", true),
            ("", "山田花子", true),
            ("山田花子", "山田太郎", false),
            ("山田花子", "", false),
        ] {
            let line = |text| HolderName::parse(text).unwrap();
            let mut care = Care {
                held_by: line(before),
                confirmed_at: Some(at(0)),
                ..Care::default()
            };
            care.write(line(after), None, None);
            assert_eq!(care.confirmed_at.is_some(), kept, "{before} {after}");
        }
    }
}
