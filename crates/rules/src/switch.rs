//! Switching role in the console: which role a session stands in, and which it stood in lately.
//!
//! A switch is always made by the person whose session it is, so roles do not chain here; and it ends
//! with the session, at the latest.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::care::Line;
use crate::ids::{AccountId, EntityPath, RoleId, RoleName, arn};
use crate::invalid::Invalid;
use crate::session::{LIFETIME_HOURS, Session};

/// Most roles that a session remembers (AWS's console: five).
pub const RECENT_MAX: usize = 5;

/// What somebody calls a role while they are in it.
pub type DisplayName = Line<64>;

/// What marks a role beside its name, so that nobody takes one for another (AWS's console).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colour {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
}

/// Each colour by its word and by the value that it has in AWS's addresses.
const COLOURS: [(Colour, &str, &str); 5] = [
    (Colour::Red, "red", "F2B0A9"),
    (Colour::Orange, "orange", "FBBF93"),
    (Colour::Yellow, "yellow", "FAD791"),
    (Colour::Green, "green", "B7CA9D"),
    (Colour::Blue, "blue", "99BCE3"),
];

impl Colour {
    /// Every colour, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Blue,
    ];

    /// A colour by its word or by AWS's value; none for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        let named = COLOURS
            .into_iter()
            .find(|(_, word, value)| text == *word || text.eq_ignore_ascii_case(value));
        named.map(|(colour, ..)| colour)
    }

    /// The word that stands for it in addresses and style sheets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
        }
    }
}

/// A role as somebody chose it, and how it is shown while they are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChoice {
    /// The role's account.
    pub account: AccountId,
    /// Where in the account's tree of names the role stands.
    pub path: EntityPath,
    /// The role.
    pub name: RoleName,
    /// What it is called.
    pub display_name: Option<DisplayName>,
    /// What marks it.
    pub colour: Option<Colour>,
}

impl RoleChoice {
    /// The role's ARN.
    pub fn arn(&self) -> String {
        arn::role(&self.account, &self.path, &self.name)
    }

    /// The role as it was typed: with its path, unless it stands at `/`.
    pub fn path_and_name(&self) -> String {
        let path = self.path.as_str().trim_start_matches('/');
        format!("{path}{}", self.name)
    }

    /// What it is called: by the name that was chosen, else as AWS does, `role @ account`.
    pub fn shown(&self) -> String {
        match &self.display_name {
            Some(name) => name.to_string(),
            None => format!("{} @ {}", self.name, self.account),
        }
    }
}

/// Reads the name of a role with the path before it, as `audit` or `keiri/audit`.
pub fn path_and_name(text: &str) -> Result<(EntityPath, RoleName), Invalid> {
    let text = text.trim_start_matches('/');
    let (path, name) = match text.rsplit_once('/') {
        Some((path, name)) => (EntityPath::parse(&format!("/{path}/"))?, name),
        None => (EntityPath::default(), text),
    };
    Ok((path, RoleName::parse(name)?))
}

/// The role in which a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switched {
    /// The role as it was chosen.
    pub choice: RoleChoice,
    /// Which role it is. One that is made again under the old name is another.
    pub role: RoleId,
    /// The name of the role's session: the user's.
    pub session_name: String,
    /// When it began.
    pub at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How often the role's account had been closed by then ([`crate::Closing::times`]).
    #[serde(default, skip_serializing_if = "crate::session::is_zero")]
    pub closings: u32,
}

impl Switched {
    /// Whether its time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.ends_at
    }
}

impl Session {
    /// How many seconds a role can be taken on that has this maximum: no longer than the rest of the
    /// session (AWS console: "the role's maximum session duration or the remaining time in the user's
    /// session, whichever is less").
    pub fn role_seconds(&self, role_max: u32, now: Timestamp) -> i64 {
        let ends_at = self.opened_at + SignedDuration::from_hours(LIFETIME_HOURS);
        let rest = ends_at.duration_since(now).as_secs().max(0);
        rest.min(i64::from(role_max))
    }

    /// Stands in a role from now on, which is the latest of those that it remembers.
    pub fn switch(&mut self, to: Switched) {
        let arn = to.choice.arn();
        self.recent_roles.retain(|recent| recent.arn() != arn);
        self.recent_roles.insert(0, to.choice.clone());
        self.recent_roles.truncate(RECENT_MAX);
        self.switched = Some(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use crate::principal::Principal;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + hours * 3_600).unwrap()
    }

    fn account() -> AccountId {
        AccountId::parse("123456789012").unwrap()
    }

    fn session() -> Session {
        let id = UserId::parse("AIDAAAAAAAAAAAAAAAAAA").unwrap();
        Session {
            id: "00".into(),
            principal: Principal::User(account(), id),
            opened_at: at(0),
            seen_at: at(0),
            password_at: at(0),
            mfa: None,
            generation: 0,
            closings: 0,
            ended: false,
            browser: String::new(),
            source_ip: String::new(),
            user_agent: String::new(),
            registers: None,
            switched: None,
            recent_roles: Vec::new(),
        }
    }

    fn to(name: &str) -> Switched {
        Switched {
            choice: RoleChoice {
                account: account(),
                path: EntityPath::default(),
                name: RoleName::parse(name).unwrap(),
                display_name: None,
                colour: None,
            },
            role: RoleId::parse("AROAAAAAAAAAAAAAAAAAA").unwrap(),
            session_name: "hanako".to_owned(),
            at: at(0),
            ends_at: at(1),
            closings: 0,
        }
    }

    #[test]
    fn a_role_lasts_as_long_as_it_says_or_as_the_session_whichever_is_less() {
        let table = [(0, 3_600), (10, 7_200), (11, 3_600), (12, 0), (13, 0)];
        for (hour, expected) in table {
            let max = if hour == 10 { 43_200 } else { 3_600 };
            assert_eq!(session().role_seconds(max, at(hour)), expected, "{hour}");
        }
        assert!(!to("a").is_over(at(0)));
        assert!(to("a").is_over(at(1)));
    }

    #[test]
    fn a_session_remembers_the_last_five_roles_each_once() {
        let mut session = session();
        for name in ["a", "b", "c", "d", "e", "f", "c"] {
            session.switch(to(name));
        }
        let names = session.recent_roles.iter().map(|role| role.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["c", "f", "e", "d", "b"]);
    }

    #[test]
    fn a_role_is_named_with_the_path_before_it() {
        let table = [
            ("audit", Some(("/", "audit"))),
            ("keiri/audit", Some(("/keiri/", "audit"))),
            ("/keiri/tokyo/audit", Some(("/keiri/tokyo/", "audit"))),
            ("keiri/", None),
            ("", None),
            ("監査", None),
        ];
        for (text, expected) in table {
            let read = path_and_name(text).ok();
            let read = read
                .as_ref()
                .map(|(path, name)| (path.as_str(), name.as_str()));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_colour_is_known_by_its_word_and_by_awss_value() {
        for (colour, word, value) in COLOURS {
            assert_eq!(colour.word(), word);
            assert_eq!(Colour::parse(word), Some(colour));
            assert_eq!(Colour::parse(&value.to_ascii_lowercase()), Some(colour));
        }
        assert_eq!(Colour::parse("none"), None);
    }
}
