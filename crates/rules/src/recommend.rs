//! The dashboard's security recommendations: facts in, rows out.

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
}

impl Recommendation {
    /// Whether it asks for something to be done.
    pub fn is_open(self) -> bool {
        match self {
            Self::AddMfaForRoot { .. }
            | Self::RootHasAccessKeys { .. }
            | Self::AddMfaForYourself
            | Self::OnlyOneDevice => true,
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
    rows
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
                    root
                }),
                expected
            );
        }
    }
}
