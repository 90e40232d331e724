//! Accounts know nothing of each other: what is another account's and what does not exist are told
//! apart by nobody, neither by status, code and text nor by what the store was asked.

use std::collections::BTreeSet;

use store::Faults;
use testkit::{ADMINISTRATOR, Account, Program, story};

use crate::wire_calls::{CALLS, DOCUMENT, TRUST};

/// What stands for each name in braces.
struct Names {
    user: String,
    device: String,
    serial: String,
    key: String,
    alias: String,
    group: String,
    policy: String,
    role: String,
    role_arn: String,
    source: String,
    marker: Option<String>,
}

impl Names {
    fn of(&self, place: &str) -> Option<&str> {
        Some(match place {
            "{user}" | "{new-user}" => &self.user,
            "{serial}" => &self.serial,
            "{new-device}" => &self.device,
            "{key}" => &self.key,
            "{alias}" => &self.alias,
            "{group}" | "{new-group}" | "{new-policy}" => &self.group,
            "{policy}" => &self.policy,
            "{role}" | "{new-role}" => &self.role,
            "{role-arn}" => &self.role_arn,
            "{source}" => &self.source,
            "{marker}" => self.marker.as_deref()?,
            _ => return None,
        })
    }
}

/// The call with one place filled from `strange` and the others from `own`; a marker only if it is
/// the strange one.
fn filled<'n>(
    params: &[(&'n str, &'n str)],
    place: &str,
    strange: &'n Names,
    own: &'n Names,
) -> Vec<(&'n str, &'n str)> {
    params
        .iter()
        .filter(|(_, value)| *value != "{marker}" || place == "{marker}")
        .map(|(name, value)| {
            let names = if *value == place { strange } else { own };
            (*name, names.of(value).unwrap_or(value))
        })
        .collect()
}

/// A user with a key and a device, both of whom have tags.
fn lives_in(account: &Account, name: &str) -> Names {
    let root = account.program();
    root.asks("CreateUser", &[("UserName", name), ("Path", "/far/")])
        .succeeds();
    root.asks(
        "CreateLoginProfile",
        &[("UserName", name), ("Password", "(fake) words of somebody")],
    )
    .succeeds();
    let key = root.makes_key_for(name).key_id().to_owned();
    let device = format!("{name}-phone");
    root.enrols(name, &device);
    let serial = account.serial(&device);
    for (operation, of) in [
        ("TagUser", ("UserName", name)),
        ("TagMFADevice", ("SerialNumber", serial.as_str())),
    ] {
        root.asks(
            operation,
            &[of, ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")],
        )
        .succeeds();
    }
    root.asks("CreateUser", &[("UserName", &format!("{name}-2"))])
        .succeeds();
    let group = format!("{name}-group");
    root.asks("CreateGroup", &[("GroupName", &group)])
        .succeeds();
    let named = ("PolicyName", group.as_str());
    let policy = root.asks("CreatePolicy", &[named, ("PolicyDocument", DOCUMENT)]);
    let policy = policy.succeeds().text("Arn");
    for (operation, of) in [
        ("AddUserToGroup", ("UserName", name)),
        ("AttachGroupPolicy", ("PolicyArn", policy.as_str())),
    ] {
        root.asks(operation, &[("GroupName", &group), of])
            .succeeds();
    }
    let role = format!("{name}-role");
    let of_role = ("RoleName", role.as_str());
    root.asks(
        "CreateRole",
        &[of_role, ("AssumeRolePolicyDocument", TRUST)],
    )
    .succeeds();
    let marker = root.asks("ListUsers", &[("MaxItems", "1")]).text("Marker");
    Names {
        user: name.to_owned(),
        device,
        serial,
        key,
        alias: format!("{name}-alias"),
        source: format!("arn:aws:iam::{}:user/far/{name}", account.id()),
        group,
        policy,
        role_arn: format!("arn:aws:iam::{}:role/{role}", account.id()),
        role,
        marker: Some(marker),
    }
}

/// The same shapes of names, of nothing that is anywhere.
fn of_nothing(other: &Account) -> Names {
    let number = other.id().number();
    let key =
        wire::ids::access_key_id(wire::ids::Prefix::LONG_TERM, number, [9; 5]).expect("an id");
    Names {
        user: "nobody".to_owned(),
        device: "nothing".to_owned(),
        serial: other.serial("nothing"),
        key,
        alias: "no-alias".to_owned(),
        group: "nothing".to_owned(),
        policy: format!("arn:aws:iam::{}:policy/nothing", other.id()),
        role: "nothing".to_owned(),
        role_arn: format!("arn:aws:iam::{}:role/nothing", other.id()),
        source: format!("arn:aws:iam::{}:user/nobody", other.id()),
        marker: Some("bm90aGluZw".to_owned()),
    }
}

/// What somebody sees who compares: status, code and text without the name; and how much was read.
fn seen(
    program: &Program,
    faults: &Faults,
    operation: &str,
    params: &[(&str, &str)],
    strange: &str,
) -> (u16, String, String, u64) {
    let before = faults.calls();
    let answered = program.asks(operation, params);
    let (status, code, text) = answered.refusal();
    (
        status,
        code,
        text.replace(strange, "{}"),
        faults.calls() - before,
    )
}

/// Everything of an account that its root can list.
fn all_of(account: &Account, name: &str) -> Vec<String> {
    let root = account.program();
    let user = ("UserName", name);
    [
        ("ListUsers", None),
        ("ListVirtualMFADevices", None),
        ("GetUser", Some(user)),
        ("ListAccessKeys", Some(user)),
        ("ListMFADevices", Some(user)),
        ("GetLoginProfile", Some(user)),
        ("ListUserTags", Some(user)),
        ("ListAccountAliases", None),
        ("GetAccountAuthorizationDetails", None),
    ]
    .into_iter()
    .map(|(operation, param)| {
        let params: Vec<_> = param.into_iter().collect();
        let answered = root.asks(operation, &params);
        answered
            .succeeds()
            .body()
            .replace(&answered.request_id(), "ID")
    })
    .collect()
}

#[test]
fn every_served_operation_stands_in_the_table() {
    let served = |service: &'static wire::Service| {
        service
            .operations
            .iter()
            .filter(|operation| operation.is_served)
            .map(|operation| operation.name)
    };
    let served: BTreeSet<&str> = served(&wire::iam::SERVICE)
        .chain(served(&wire::sts::SERVICE))
        .collect();
    let called: BTreeSet<&str> = CALLS.iter().map(|(operation, _)| *operation).collect();
    assert_eq!(called, served);
}

story! {
    fn what_is_another_accounts_looks_like_what_is_not_there(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let own = lives_in(&keiri, "taro");
        let foreign = lives_in(&soumu, "hanako");
        let alias = soumu.program().asks("CreateAccountAlias", &[("AccountAlias", "hanako-alias")]);
        alias.succeeds();
        let nothing = of_nothing(&soumu);
        let (_, administrator) = keiri.with_key("administrator", &[ADMINISTRATOR]);
        let (_, nobody) = keiri.with_key("powerless", &[]);
        let before = all_of(&soumu, "hanako");
        let faults = Faults::default();
        w.while_the_store_fails(&faults, || {
            for (operation, params) in CALLS {
                for place in ["{user}", "{serial}", "{key}", "{alias}", "{group}", "{policy}", "{role}", "{role-arn}", "{source}", "{marker}"] {
                    if !params.iter().any(|(_, value)| *value == place) {
                        continue;
                    }
                    for program in [&administrator, &nobody] {
                        let asks = |strange: &Names| {
                            let params = filled(params, place, strange, &own);
                            seen(program, &faults, operation, &params, strange.of(place).unwrap_or_default())
                        };
                        let (theirs, none) = (asks(&foreign), asks(&nothing));
                        assert_eq!(theirs, none, "{operation} with another {place}");
                        let told = *operation == "GetAccessKeyInfo" && theirs.0 == 200;
                        assert!(theirs.0 >= 400 || told, "{operation} with another {place}: {theirs:?}");
                    }
                }
            }
        });
        assert_eq!(all_of(&soumu, "hanako"), before);
    }

    /// What is new here may have a name that another account has.
    fn another_accounts_names_are_free_here(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        lives_in(&soumu, "hanako");
        let root = keiri.program();
        let faults = Faults::default();
        w.while_the_store_fails(&faults, || {
            for (operation, name) in [("CreateUser", "UserName"), ("CreateVirtualMFADevice", "VirtualMFADeviceName")] {
                let asks = |value: &str| seen(&root, &faults, operation, &[(name, value)], value);
                let theirs = asks(if name == "UserName" { "hanako" } else { "hanako-phone" });
                assert_eq!(theirs, asks("nothing"));
                assert_eq!(theirs.0, 200);
            }
        });
    }
}
