//! What policies add to a call: GetUser by a user with as many attached policies as a user may have,
//! beside GetUser by root, who has none, about the same user and in turns on one server.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, Result};
use policy::managed::{MANAGE_OWN_CREDENTIALS, find};
use rules::AccessKeyId;
use rules::ids::UserName;
use service::ops::bootstrap::{BootstrapUser, GivenKey};
use tokio::runtime::Runtime;
use wire::ids::Prefix;
use zeroize::Zeroizing;

use super::load;
use super::signed::{AccessKey, Call};
use crate::Effort;
use crate::installation::{CHEAP, Installation, SystemChance};
use crate::pages::Server;
use crate::process::milliseconds;
use crate::rate::median;
use crate::report::{Aim, Figure, Report, Unit};

/// Most managed policies of a user (IAM user guide, "IAM and AWS STS quotas").
const POLICIES: usize = 10;
/// A call may take so many times what root's takes.
const RATIO_MAX: f64 = 1.3;
const NAME: &str = "hanako";

/// Measures one call after another, by root and by the user.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let runtime = Runtime::new()?;
    let root = key(ROOT_NUMBER)?;
    let user = key(USER_NUMBER)?;
    let installation = runtime.block_on(Installation::found_with(CHEAP, Some(given(&root)?)))?;
    let server = runtime.block_on(Server::listens(&installation.service, &installation.ring))?;
    runtime.block_on(installation.operates(&hanako(&installation, &user)?))?;
    let now = installation.now();
    let sent = |call: &Call, key| call.signed(key, server.port, now);

    let account = installation.account().to_string();
    let made = policies(&account)
        .map(|call| sent(&call, &root))
        .collect::<Result<Vec<_>>>()?;
    load::singly(server.port, &made)?;

    let call = Call::iam(&format!("GetUser&UserName={NAME}"));
    let calls = |key| anyhow::Ok(vec![sent(&call, key)?; effort.calls.latencies]);
    let (by_root, by_user) = (calls(&root)?, calls(&user)?);
    let (mut of_root, mut of_user) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        of_root.extend(load::singly(server.port, &by_root)?);
        of_user.extend(load::singly(server.port, &by_user)?);
    }
    report.add(
        Figure::new(
            format!("GetUser, median, by a user with {POLICIES} policies"),
            middle(of_user)?,
            Unit::Microseconds,
        )
        .beside("by root", middle(of_root)?)
        .aiming(Aim::TimesBaselineMost(RATIO_MAX)),
    );
    runtime.block_on(server.ends())?;
    runtime.block_on(installation.raze())
}

fn middle(took: Vec<Duration>) -> Result<f64> {
    let middle = median(took).context("at least one call")?;
    Ok(milliseconds(middle) * 1000.0)
}

/// Numbers that the ids of the two keys are made from.
const ROOT_NUMBER: u64 = 1;
const USER_NUMBER: u64 = 2;

fn key(number: u64) -> Result<AccessKey> {
    let chance = rules::chance::bytes(&mut SystemChance);
    let id = wire::ids::access_key_id(Prefix::LONG_TERM, number, chance)?;
    let secret = "bench/fake/secret/access/key/of/40/chars".to_owned();
    Ok(AccessKey { id, secret })
}

fn given(key: &AccessKey) -> Result<GivenKey> {
    Ok(GivenKey {
        id: AccessKeyId::parse(&key.id)?,
        secret: Zeroizing::new(key.secret.clone()),
    })
}

fn hanako(at: &Installation, key: &AccessKey) -> Result<BootstrapUser> {
    Ok(BootstrapUser {
        account: at.account().clone(),
        name: UserName::parse(NAME)?,
        password: None,
        password_permanent: true,
        access_key: Some(given(key)?),
        policies: Vec::new(),
        contact_email: None,
    })
}

/// Makes the policies and attaches them: each is the self-management policy, which lets GetUser
/// through and has to be read to its end, because its last statement could deny.
fn policies(account: &str) -> impl Iterator<Item = Call> {
    let document = find(MANAGE_OWN_CREDENTIALS).map_or("", |managed| managed.document);
    let document = encoded(document);
    (0..POLICIES).flat_map(move |number| {
        let name = format!("own-credentials-{number}");
        let arn = encoded(&format!("arn:aws:iam::{account}:policy/{name}"));
        [
            Call::iam(&format!(
                "CreatePolicy&PolicyName={name}&PolicyDocument={document}"
            )),
            Call::iam(&format!("AttachUserPolicy&UserName={NAME}&PolicyArn={arn}")),
        ]
    })
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        // Writing to a string cannot fail.
        let _ = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                write!(encoded, "{}", char::from(byte))
            }
            _ => write!(encoded, "%{byte:02X}"),
        };
    }
    encoded
}
