//! The IAM dashboard: what to do for the account's safety, its numbers, its addresses.

use crate::visit::{Answered, Visit, page};
use askama::Template;
use rules::care::{UNCONFIRMED_DAYS, UNUSED_DAYS};
use rules::recommend::{self, Facts, RootFacts};
use service::ops::account::GetAccountSummary;
use service::ops::device_list::GetDeviceCare;

use super::device_list;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, Tone, When};

/// The IAM dashboard.
#[derive(Template)]
#[template(path = "console/dashboard.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Security recommendations, in AWS's order. Rows about root are left out where
    /// `iam:GetAccountSummary` is missing; that action is then in `recommendations_lack`.
    pub recommendations: Vec<Recommendation>,
    /// The action without which the list above is not whole.
    pub recommendations_lack: Option<&'static str>,
    /// How many there are.
    pub numbers: Permitted<Numbers>,
    /// Whether a user may be created from here.
    pub create_user: Permitted,
    /// The alias, or the action that is missing for reading it.
    pub alias: Permitted<Option<String>>,
    /// Whether the alias may be set.
    pub edit_alias: Permitted,
    /// Where the account's users sign in.
    pub sign_in_url: String,
    /// When the recovery of root was last practised.
    pub drilled: Option<When>,
}

/// A row of the security recommendations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recommendation {
    /// Root has no device, and root is looking: with the button.
    AddMfaForRoot,
    /// Root has no device, and somebody else is looking.
    RootHasNoMfa,
    /// Root has a device.
    RootHasMfa,
    /// Root has no active access keys.
    RootHasNoAccessKeys,
    /// Root has active access keys, and root is looking: with the way to them.
    DeactivateOwnAccessKeys,
    /// Root has active access keys, and somebody else is looking.
    RootHasAccessKeys,
    /// The user who is looking has no device: with the button.
    AddMfaForYourself,
    /// The user who is looking has a device.
    YouHaveMfa,
    /// The person who is looking has one device only.
    OnlyOneDevice,
    /// Root has one device only, and somebody else is looking.
    RootHasOneDevice,
    /// One person has all of root's devices.
    RootDevicesInOneHand,
    /// Nobody wrote down that two people have root's devices.
    RootHoldersUnknown,
    /// Root has nothing that resists phishing, and root is looking: with the button.
    AddKeyForRoot,
    /// The same, and somebody else is looking.
    RootNeedsKey,
    /// So many devices were not seen for long.
    DevicesUnused(u32),
    /// So many devices should be proved to be there.
    DevicesUnconfirmed(u32),
}

/// The numbers of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Users, without root.
    pub users: u64,
    /// Users with a console password and without a device.
    pub users_without_mfa: u64,
    /// Devices that are assigned, root's included.
    pub devices: u64,
}

impl Page {
    /// Whether the page leads to who has MFA.
    fn shows_status(&self) -> bool {
        let overviews = self.layout.overviews();
        overviews.is_some_and(|overviews| overviews.mfa_status)
    }

    /// Whether there is anything to go on to from the numbers.
    fn links(&self) -> bool {
        self.shows_status() || self.create_user.shown().is_some()
    }
}

impl Recommendation {
    const fn title(self, t: Lang) -> &'static str {
        match self {
            Self::AddMfaForRoot | Self::RootHasNoMfa => t.recommend_root_mfa(),
            Self::RootHasMfa => t.recommend_root_mfa_done(),
            Self::RootHasNoAccessKeys => t.recommend_root_keys_done(),
            Self::DeactivateOwnAccessKeys | Self::RootHasAccessKeys => t.recommend_root_keys(),
            Self::AddMfaForYourself => t.recommend_own_mfa(),
            Self::YouHaveMfa => t.recommend_own_mfa_done(),
            Self::OnlyOneDevice => t.recommend_second_device(),
            Self::RootHasOneDevice => t.recommend_root_one_device(),
            Self::RootDevicesInOneHand => t.recommend_root_one_hand(),
            Self::RootHoldersUnknown => t.recommend_root_holders(),
            Self::AddKeyForRoot | Self::RootNeedsKey => t.recommend_root_key(),
            Self::DevicesUnused(_) => t.recommend_unused(),
            Self::DevicesUnconfirmed(_) => t.recommend_unconfirmed(),
        }
    }

    fn text(self, t: Lang) -> String {
        let text = match self {
            Self::AddMfaForRoot => t.recommend_root_mfa_text(),
            Self::RootHasNoMfa => t.recommend_root_mfa_by_root(),
            Self::RootHasMfa => t.recommend_root_mfa_done_text(),
            Self::RootHasNoAccessKeys => t.recommend_root_keys_done_text(),
            Self::DeactivateOwnAccessKeys => t.recommend_root_keys_text(),
            Self::RootHasAccessKeys => t.recommend_root_keys_by_root(),
            Self::AddMfaForYourself => t.recommend_own_mfa_text(),
            Self::YouHaveMfa => t.recommend_own_mfa_done_text(),
            Self::OnlyOneDevice => t.recommend_second_device_text(),
            Self::RootHasOneDevice => t.recommend_root_one_device_text(),
            Self::RootDevicesInOneHand => t.recommend_root_one_hand_text(),
            Self::RootHoldersUnknown => t.recommend_root_holders_text(),
            Self::AddKeyForRoot => t.recommend_root_key_text(),
            Self::RootNeedsKey => t.recommend_root_key_by_root(),
            Self::DevicesUnused(count) => {
                return t.recommend_unused_text(u64::from(count), UNUSED_DAYS);
            }
            Self::DevicesUnconfirmed(count) => {
                return t.recommend_unconfirmed_text(u64::from(count), UNCONFIRMED_DAYS);
            }
        };
        text.to_owned()
    }

    const fn state(self, t: Lang) -> &'static str {
        match self.tone() {
            Tone::Done => t.recommend_closed(),
            Tone::Note => t.recommend_advised(),
            Tone::Warning | Tone::Refused => t.recommend_open(),
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::RootHasMfa | Self::RootHasNoAccessKeys | Self::YouHaveMfa => Tone::Done,
            Self::AddMfaForRoot
            | Self::RootHasNoMfa
            | Self::DeactivateOwnAccessKeys
            | Self::RootHasAccessKeys
            | Self::AddMfaForYourself => Tone::Warning,
            Self::OnlyOneDevice
            | Self::RootHasOneDevice
            | Self::RootDevicesInOneHand
            | Self::RootHoldersUnknown
            | Self::AddKeyForRoot
            | Self::RootNeedsKey
            | Self::DevicesUnused(_)
            | Self::DevicesUnconfirmed(_) => Tone::Note,
        }
    }

    /// Whether the row has the button that begins the wizard.
    const fn adds_mfa(self) -> bool {
        matches!(
            self,
            Self::AddMfaForRoot | Self::AddMfaForYourself | Self::OnlyOneDevice
        )
    }

    /// Where the row leads among all devices of the account.
    fn devices(self) -> Option<String> {
        let (field, days) = match self {
            Self::DevicesUnused(_) => ("unused", UNUSED_DAYS),
            Self::DevicesUnconfirmed(_) => ("unconfirmed", UNCONFIRMED_DAYS),
            Self::RootDevicesInOneHand | Self::RootHoldersUnknown => {
                return Some(device_list::ADDRESS.to_owned());
            }
            _ => return None,
        };
        Some(format!("{}?{field}={days}", device_list::ADDRESS))
    }

    /// Whether the row has the button that adds a key.
    fn adds_key(self) -> bool {
        self == Self::AddKeyForRoot
    }

    /// Whether the row leads to root's keys.
    fn leads_to_keys(self) -> bool {
        self == Self::DeactivateOwnAccessKeys
    }

    /// Whether that button is the page's main action.
    const fn is_main(self) -> bool {
        matches!(self, Self::AddMfaForRoot | Self::AddMfaForYourself)
    }
}

/// An example with these rows.
fn sample(t: Lang, recommendations: Vec<Recommendation>) -> Page {
    Page {
        layout: gallery::root(t, "/console"),
        recommendations,
        recommendations_lack: None,
        numbers: Permitted::Yes(Numbers {
            users: 12,
            users_without_mfa: 3,
            devices: 10,
        }),
        create_user: Permitted::Yes(()),
        alias: Permitted::Yes(Some("keiri".to_owned())),
        edit_alias: Permitted::Yes(()),
        sign_in_url: "https://sekisho.example.jp/signin/user?account=keiri".to_owned(),
        drilled: None,
    }
}

/// An example with the banner.
fn before_the_deadline(t: Lang) -> Page {
    let mut page = sample(t, vec![Recommendation::AddMfaForRoot]);
    if let Some(person) = &mut page.layout.signed_in {
        person.countdown = Some(gallery::countdown(t));
    }
    page
}

/// An example in which the devices are looked after badly.
fn careless(t: Lang) -> Page {
    sample(
        t,
        vec![
            Recommendation::RootHasMfa,
            Recommendation::RootDevicesInOneHand,
            Recommendation::AddKeyForRoot,
            Recommendation::DevicesUnused(1),
            Recommendation::DevicesUnconfirmed(12),
        ],
    )
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |recommendations| sample(t, recommendations);
    let mut fresh = page(vec![
        Recommendation::AddMfaForRoot,
        Recommendation::RootHasNoAccessKeys,
    ]);
    fresh.numbers = Permitted::Yes(Numbers {
        users: 0,
        users_without_mfa: 0,
        devices: 0,
    });
    fresh.alias = Permitted::Yes(None);
    fresh.sign_in_url = String::from("http://localhost:8700/signin/user?account=123456789012");
    let mut safe = page(vec![
        Recommendation::RootHasMfa,
        Recommendation::OnlyOneDevice,
        Recommendation::RootHasNoAccessKeys,
    ]);
    safe.layout.flash = Some(Notice::done(t.mfa_added("phone")));
    safe.drilled = Some(super::devices::sample::when("2024-07-16 09:15"));
    safe.numbers = Permitted::Yes(Numbers {
        users: 1,
        users_without_mfa: 0,
        devices: 1,
    });
    let mut known = page(vec![
        Recommendation::RootHasMfa,
        Recommendation::DeactivateOwnAccessKeys,
    ]);
    known.layout.flash = Some(Notice::warning(t.password_is_known()));
    let mut administrator = page(vec![
        Recommendation::RootHasNoMfa,
        Recommendation::RootHasNoAccessKeys,
        Recommendation::YouHaveMfa,
        Recommendation::RootHasOneDevice,
        Recommendation::RootNeedsKey,
        Recommendation::RootHoldersUnknown,
    ]);
    let mut keys = page(vec![
        Recommendation::RootHasMfa,
        Recommendation::RootHasAccessKeys,
        Recommendation::AddMfaForYourself,
    ]);
    keys.layout = gallery::user(t, "/console");
    administrator.layout = gallery::user(t, "/console");
    let mut limited = page(vec![Recommendation::AddMfaForYourself]);
    limited.layout = gallery::user(t, "/console");
    limited.recommendations_lack = Some("iam:GetAccountSummary");
    limited.numbers = Permitted::Lacks("iam:GetAccountSummary");
    limited.create_user = Permitted::Lacks("iam:CreateUser");
    limited.alias = Permitted::Lacks("iam:ListAccountAliases");
    limited.edit_alias = Permitted::Lacks("iam:CreateAccountAlias");
    vec![
        ("fresh", fresh),
        (
            "typical",
            page(vec![
                Recommendation::RootHasMfa,
                Recommendation::RootHasNoAccessKeys,
            ]),
        ),
        ("one-device", safe),
        ("before-the-deadline", before_the_deadline(t)),
        ("careless", careless(t)),
        ("password-known", known),
        ("administrator", administrator),
        ("root-keys-of-another", keys),
        ("limited", limited),
    ]
}

/// `GET /console`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let asks = [
        "iam:GetAccountSummary",
        "iam:CreateUser",
        "iam:CreateAccountAlias",
    ]
    .map(|action| (action, None));
    let [see_summary, create_user, edit_alias] = visit.may(asks).await?;
    // Whoever may not see the numbers is not made to ask for them: a refused call leaves an event.
    let summary = match see_summary {
        Permitted::Yes(()) => Permitted::Yes(visit.ask(&GetAccountSummary).await?),
        Permitted::Lacks(action) => Permitted::Lacks(action),
    };
    let care = if signed.sees.devices {
        Some(visit.ask(&GetDeviceCare).await?)
    } else {
        None
    };
    let root = summary.shown().map(|summary| RootFacts {
        has_mfa: summary.root_has_mfa,
        active_access_keys: summary.root_active_access_keys,
    });
    let principal = signed.holder.principal();
    let facts = Facts {
        viewer: &principal,
        own: signed.holder.credentials(),
        root,
        care: care.as_ref(),
    };
    page(&Page {
        layout: visit.frame(&signed),
        recommendations: recommend::recommendations(&facts)
            .into_iter()
            .map(Recommendation::from)
            .collect(),
        recommendations_lack: summary.lacks(),
        numbers: match &summary {
            Permitted::Yes(summary) => Permitted::Yes(Numbers {
                users: summary.users.into(),
                users_without_mfa: summary.users_without_mfa.into(),
                devices: summary.mfa_devices.into(),
            }),
            Permitted::Lacks(action) => Permitted::Lacks(action),
        },
        create_user,
        alias: Permitted::Yes(signed.account.alias.as_ref().map(ToString::to_string)),
        edit_alias,
        sign_in_url: visit.sign_in_url(&signed.account),
        drilled: signed.recovery.drilled.map(|drill| visit.when(drill.at)),
    })
}

impl From<recommend::Recommendation> for Recommendation {
    fn from(row: recommend::Recommendation) -> Self {
        match row {
            recommend::Recommendation::AddMfaForRoot { by_viewer: true } => Self::AddMfaForRoot,
            recommend::Recommendation::AddMfaForRoot { by_viewer: false } => Self::RootHasNoMfa,
            recommend::Recommendation::RootHasMfa => Self::RootHasMfa,
            recommend::Recommendation::RootHasNoAccessKeys => Self::RootHasNoAccessKeys,
            recommend::Recommendation::RootHasAccessKeys { by_viewer: true } => {
                Self::DeactivateOwnAccessKeys
            }
            recommend::Recommendation::RootHasAccessKeys { by_viewer: false } => {
                Self::RootHasAccessKeys
            }
            recommend::Recommendation::AddMfaForYourself => Self::AddMfaForYourself,
            recommend::Recommendation::YouHaveMfa => Self::YouHaveMfa,
            recommend::Recommendation::OnlyOneDevice => Self::OnlyOneDevice,
            recommend::Recommendation::RootHasOneDevice => Self::RootHasOneDevice,
            recommend::Recommendation::RootDevicesInOneHand => Self::RootDevicesInOneHand,
            recommend::Recommendation::RootHoldersUnknown => Self::RootHoldersUnknown,
            recommend::Recommendation::RootNeedsSecurityKey { by_viewer: true } => {
                Self::AddKeyForRoot
            }
            recommend::Recommendation::RootNeedsSecurityKey { by_viewer: false } => {
                Self::RootNeedsKey
            }
            recommend::Recommendation::DevicesUnused(count) => Self::DevicesUnused(count),
            recommend::Recommendation::DevicesUnconfirmed(count) => Self::DevicesUnconfirmed(count),
        }
    }
}
