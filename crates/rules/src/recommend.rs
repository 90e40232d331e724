//! The dashboard's security recommendations: facts in, rows out.

use crate::care::{Hands, HolderName};
use crate::device::DeviceKind;
use crate::principal::{Credentials, Principal};

/// What the rows are made from. A fact that the viewer may not see is absent.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Who looks.
    pub viewer: &'a Principal,
    /// The viewer's own credentials.
    pub own: &'a Credentials,
    /// Root's devices and active access keys, if the viewer may know them.
    pub root: Option<RootFacts>,
    /// The account's devices as things, if the viewer may know them.
    pub care: Option<&'a CareFacts>,
}

/// What is known of the account's devices as things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CareFacts {
    /// Root's devices: what each is, and who physically has it.
    pub root: Vec<(DeviceKind, Option<HolderName>)>,
    /// How many of the account's devices were not used for [`crate::care::UNUSED_DAYS`].
    pub unused: u32,
    /// How many were not proved to be there for [`crate::care::UNCONFIRMED_DAYS`].
    pub unconfirmed: u32,
}

/// What is known of the account's root user.
#[derive(Clone, Copy, Debug)]
pub struct RootFacts {
    /// Whether it has a device.
    pub has_mfa: bool,
    /// How many active access keys it has.
    pub active_access_keys: usize,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recommendation {
    /// "Add MFA for root user", with the button for root itself.
    AddMfaForRoot {
        /// Whether the viewer is root and can do it at once.
        by_viewer: bool,
    },
    /// "Root user has MFA".
    RootHasMfa,
    /// "Root user has no active access keys".
    RootHasNoAccessKeys,
    /// Root has active access keys, which should go.
    RootHasAccessKeys {
        /// Whether the viewer is root and can do it at once.
        by_viewer: bool,
    },
    /// "Add MFA for yourself".
    AddMfaForYourself,
    /// "You have MFA".
    YouHaveMfa,
    /// "You have only one device".
    OnlyOneDevice,
    /// Root has one device only, and somebody else is looking.
    RootHasOneDevice,
    /// One person has all of root's devices.
    RootDevicesInOneHand,
    /// Nobody wrote down that two people have root's devices.
    RootHoldersUnknown,
    /// None of root's devices resists phishing.
    RootNeedsSecurityKey {
        /// Whether the viewer is root and can do it at once.
        by_viewer: bool,
    },
    /// So many devices were not used for [`crate::care::UNUSED_DAYS`].
    DevicesUnused(u32),
    /// So many were not proved to be there for [`crate::care::UNCONFIRMED_DAYS`].
    DevicesUnconfirmed(u32),
}

impl Recommendation {
    /// Whether it asks for something to be done.
    pub fn is_open(self) -> bool {
        match self {
            Self::AddMfaForRoot { .. }
            | Self::RootHasAccessKeys { .. }
            | Self::AddMfaForYourself
            | Self::OnlyOneDevice
            | Self::RootHasOneDevice
            | Self::RootDevicesInOneHand
            | Self::RootHoldersUnknown
            | Self::RootNeedsSecurityKey { .. }
            | Self::DevicesUnused(_)
            | Self::DevicesUnconfirmed(_) => true,
            Self::RootHasMfa | Self::RootHasNoAccessKeys | Self::YouHaveMfa => false,
        }
    }
}

/// The rows for these facts, in the order of AWS's dashboard.
pub fn recommendations(facts: &Facts<'_>) -> Vec<Recommendation> {
    let mut rows = Vec::new();
    if let Some(root) = facts.root {
        rows.push(if root.has_mfa {
            Recommendation::RootHasMfa
        } else {
            Recommendation::AddMfaForRoot {
                by_viewer: facts.viewer.is_root(),
            }
        });
        rows.push(if root.active_access_keys == 0 {
            Recommendation::RootHasNoAccessKeys
        } else {
            Recommendation::RootHasAccessKeys {
                by_viewer: facts.viewer.is_root(),
            }
        });
    }
    if !facts.viewer.is_root() {
        rows.push(if facts.own.has_mfa() {
            Recommendation::YouHaveMfa
        } else {
            Recommendation::AddMfaForYourself
        });
    }
    if facts.own.devices.len() == 1 {
        rows.push(Recommendation::OnlyOneDevice);
    }
    if let Some(care) = facts.care {
        rows.extend(of_care(care, facts.viewer.is_root()));
    }
    rows
}

/// What is advised about devices as things. That root has none is asked for elsewhere.
fn of_care(care: &CareFacts, by_viewer: bool) -> Vec<Recommendation> {
    let held_by: Vec<_> = care
        .root
        .iter()
        .map(|(_, held_by)| held_by.clone())
        .collect();
    let hands = match held_by.len() {
        0 => None,
        // Root itself is told the same as everybody is of their only device.
        1 => (!by_viewer).then_some(Recommendation::RootHasOneDevice),
        _ => match Hands::of(&held_by) {
            Hands::Several => None,
            Hands::One => Some(Recommendation::RootDevicesInOneHand),
            Hands::Unknown => Some(Recommendation::RootHoldersUnknown),
        },
    };
    let resists = |(kind, _): &(DeviceKind, _)| *kind == DeviceKind::SecurityKey;
    let lacks_key = !care.root.is_empty() && !care.root.iter().any(resists);
    let key = lacks_key.then_some(Recommendation::RootNeedsSecurityKey { by_viewer });
    let unused = (care.unused > 0).then_some(Recommendation::DevicesUnused(care.unused));
    let unconfirmed = care.unconfirmed;
    let unconfirmed = (unconfirmed > 0).then_some(Recommendation::DevicesUnconfirmed(unconfirmed));
    [hands, key, unused, unconfirmed]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AccountId, SerialNumber, UserId};

    fn account() -> AccountId {
        AccountId::parse("123456789012").unwrap()
    }

    fn devices(count: usize) -> Credentials {
        let serial = |number| {
            SerialNumber::parse(&format!("arn:aws:iam::123456789012:mfa/{number}")).unwrap()
        };
        Credentials {
            devices: (0..count).map(serial).collect(),
            ..Credentials::default()
        }
    }

    #[test]
    fn the_rows_follow_from_the_facts() {
        use Recommendation as R;
        let root = Principal::Root(account());
        let user = Principal::User(account(), UserId::parse("AIDAAAAAAAAAAAAAAAAAA").unwrap());
        let facts = |has_mfa, active_access_keys| {
            Some(RootFacts {
                has_mfa,
                active_access_keys,
            })
        };
        let table = [
            (
                &root,
                0,
                facts(false, 0),
                vec![R::AddMfaForRoot { by_viewer: true }, R::RootHasNoAccessKeys],
            ),
            (
                &root,
                1,
                facts(true, 1),
                vec![
                    R::RootHasMfa,
                    R::RootHasAccessKeys { by_viewer: true },
                    R::OnlyOneDevice,
                ],
            ),
            (
                &root,
                2,
                facts(true, 0),
                vec![R::RootHasMfa, R::RootHasNoAccessKeys],
            ),
            (
                &user,
                0,
                facts(false, 0),
                vec![
                    R::AddMfaForRoot { by_viewer: false },
                    R::RootHasNoAccessKeys,
                    R::AddMfaForYourself,
                ],
            ),
            (
                &user,
                2,
                facts(true, 1),
                vec![
                    R::RootHasMfa,
                    R::RootHasAccessKeys { by_viewer: false },
                    R::YouHaveMfa,
                ],
            ),
            (&user, 1, None, vec![R::YouHaveMfa, R::OnlyOneDevice]),
            (&user, 0, None, vec![R::AddMfaForYourself]),
        ];
        for (viewer, own, root, expected) in table {
            let own = devices(own);
            assert_eq!(
                recommendations(&Facts {
                    viewer,
                    own: &own,
                    root,
                    care: None,
                }),
                expected
            );
        }
    }

    #[test]
    fn devices_as_things_are_looked_at_whoever_looks() {
        use Recommendation as R;
        let name = |text| HolderName::parse(text).unwrap();
        let app = |text| (DeviceKind::Virtual, name(text));
        let key = |text| (DeviceKind::SecurityKey, name(text));
        let needs_key = |by_viewer| R::RootNeedsSecurityKey { by_viewer };
        let table = [
            // root's devices, unused, unconfirmed, seen by root -> rows
            (vec![], 0, 0, true, vec![]),
            (vec![app("花子")], 0, 0, true, vec![needs_key(true)]),
            (vec![key("花子")], 0, 0, false, vec![R::RootHasOneDevice]),
            (
                vec![key("花子"), app("花子")],
                0,
                0,
                true,
                vec![R::RootDevicesInOneHand],
            ),
            (
                vec![app("花子"), app("")],
                0,
                0,
                false,
                vec![R::RootHoldersUnknown, needs_key(false)],
            ),
            (vec![key("花子"), app("太郎")], 0, 0, true, vec![]),
            (
                vec![],
                2,
                3,
                false,
                vec![R::DevicesUnused(2), R::DevicesUnconfirmed(3)],
            ),
        ];
        for (root, unused, unconfirmed, by_viewer, expected) in table {
            let care = CareFacts {
                root,
                unused,
                unconfirmed,
            };
            assert_eq!(of_care(&care, by_viewer), expected, "{care:?}");
        }
    }
}
