//! `sekisho account`: making accounts and looking at them.

use std::io::{self, IsTerminal, Read};

use rules::ids::{AccountName, Alias, Email};
use rules::password::{LENGTH_MAX, Password};
use rules::{AccountId, Closing, Invalid, Reason, UserName};
use serde_json::{Value, json};
use service::Refusal;
use service::ops::account::{AccountView, ListAccounts, Paged, ShowAccount};
use service::ops::enrolment::HandOverEnrolmentAddress;
use service::ops::set_up::CreateAccount;
use service::refusal::Entity;
use zeroize::Zeroizing;

use crate::answer::{answer, answer_json, answer_table, instant, moment, say, zone_name};
use crate::args::{Create, Enrol, Format, List, Show};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};

/// Most bytes that are read as a password: its characters have at most four each, and a new line.
const STDIN_BYTES_MAX: usize = LENGTH_MAX * 4 + 2;
/// How often a mistyped password may be typed again.
const PROMPTS_MAX: usize = 3;

/// What an account is made from, as far as it can be checked without the database.
pub(crate) struct Asked {
    id: Option<AccountId>,
    name: AccountName,
    alias: Option<Alias>,
    email: Email,
    password: Password,
    grace: Option<Reason>,
}

impl Asked {
    /// Checks what was typed, and asks for the password.
    pub(crate) fn of(args: &Create) -> Result<Self, Failure> {
        let parse = |flag: &str, text: &str, invalid: Invalid| Failure::Refused {
            message: format!("--{flag}: `{text}` will not do: {invalid}"),
            exit: Exit::Refused,
        };
        let id = args
            .id
            .as_deref()
            .map(|text| AccountId::parse(text).map_err(|invalid| parse("id", text, invalid)));
        let alias = args
            .alias
            .as_deref()
            .map(|text| Alias::parse(text).map_err(|invalid| parse("alias", text, invalid)));
        let name =
            AccountName::parse(&args.name).map_err(|invalid| parse("name", &args.name, invalid))?;
        let email =
            Email::parse(&args.email).map_err(|invalid| parse("email", &args.email, invalid))?;
        let (id, alias) = (id.transpose()?, alias.transpose()?);
        let grace = args.grace.as_deref().map(|text| reason("grace", text));
        let grace = grace.transpose()?;
        let typed = if args.password_stdin {
            from_stdin()?
        } else {
            from_terminal()?
        };
        let password = Password::typed(&typed);
        password
            .check(&[email.as_str(), name.as_str()], None)
            .map_err(|fault| Failure::from(Refusal::from(fault)))?;
        Ok(Self {
            id,
            name,
            alias,
            email,
            password,
            grace,
        })
    }
}

/// Makes an account.
pub(crate) async fn create(house: &House, asked: Asked, format: Format) -> Result<(), Failure> {
    let operation = CreateAccount {
        id: asked.id,
        name: asked.name,
        alias: asked.alias,
        email: asked.email,
        password: asked.password,
        grace: asked.grace,
    };
    let account = house.service.call(&operator(), &operation).await?;
    let view = AccountView {
        root_email: operation.email,
        root_has_mfa: false,
        closing: Closing::of(account.id.clone()),
        at: account.created_at,
        account,
    };
    say("the account is made; its root user changes the password at the first sign-in");
    show_one(&view, format)
}

/// Lists all accounts.
pub(crate) async fn list(house: &House, args: &List) -> Result<(), Failure> {
    let mut views = Vec::new();
    let mut after = None;
    loop {
        let page = ListAccounts { after };
        let Paged { items, more } = house.service.call(&operator(), &page).await?;
        after = items.last().map(|view| view.account.id.clone());
        views.extend(items);
        if !more {
            break;
        }
    }
    match args.format {
        Format::Json => answer_json(&views.iter().map(described).collect()),
        Format::Text if views.is_empty() => {
            say("there is no account yet; `sekisho account create --help` tells how to make one");
            return Ok(());
        }
        Format::Text => {
            let rows: Vec<_> = views.iter().map(row).collect();
            answer_table(
                &[
                    "ID",
                    "STATE",
                    "NAME",
                    "ALIAS",
                    "ROOT E-MAIL",
                    "ROOT MFA",
                    "USERS",
                    "CREATED",
                ],
                &rows,
            )
        }
    }
    .map(drop)
}

/// Shows one account.
pub(crate) async fn show(house: &House, args: &Show) -> Result<(), Failure> {
    show_one(&find(house, &args.account).await?, args.format)
}

/// Makes an address for a first device, and shows it once.
pub(crate) async fn enrol(house: &House, config: &Config, args: &Enrol) -> Result<(), Failure> {
    // Looked at first, so that no address is made that nobody can be told.
    let url = config.door.settled_url().ok_or_else(|| Failure::Refused {
        message: "the server takes any free port, so its address is not known here; name it with \
                  `--public-url http://localhost:PORT`"
            .to_owned(),
        exit: Exit::Refused,
    })?;
    let account = find(house, &args.account).await?.account;
    let user = args.user.as_deref().map(user_name).transpose()?;
    let operation = HandOverEnrolmentAddress {
        account: account.id,
        user,
    };
    let made = house.service.call(&operator(), &operation).await;
    let made = made.map_err(|refusal| not_handed(refusal, args))?;
    let zone = &config.time_zone;
    say(&format!(
        "whoever signs in and opens this address can register a first MFA device, once and until {}; \
         it is shown only now, and one made before does not work any more",
        moment(made.until, zone) + " " + &zone_name(zone)
    ));
    let address = Zeroizing::new(format!(
        "{url}/signin/enrol?token={}\n",
        made.token.reveal()
    ));
    answer(&address).map(drop)
}

fn not_handed(refusal: Refusal, args: &Enrol) -> Failure {
    let who = match &args.user {
        Some(name) => format!("user `{name}`"),
        None => "the root user".to_owned(),
    };
    let (message, exit) = match refusal {
        Refusal::HasDevice => (
            format!(
                "{who} of `{}` has an MFA device already, and this address is for a first one; they \
                 sign in with it and add another in the console",
                args.account
            ),
            Exit::Refused,
        ),
        Refusal::NoSuchEntity(Entity::User(_)) => (
            format!(
                "there is no {who} in `{}`; `sekisho status` shows how many users there are",
                args.account
            ),
            Exit::NotFound,
        ),
        other => return missing(other, &args.account),
    };
    Failure::Refused { message, exit }
}

/// The account of this id or alias.
pub(crate) async fn find(house: &House, typed: &str) -> Result<AccountView, Failure> {
    let operation = ShowAccount {
        account: typed.to_owned(),
    };
    let found = house.service.call(&operator(), &operation).await;
    found.map_err(|refusal| missing(refusal, typed))
}

/// The id of an account, if one was named by its id or alias.
pub(crate) async fn find_id(
    house: &House,
    typed: Option<&str>,
) -> Result<Option<AccountId>, Failure> {
    match typed {
        Some(typed) => Ok(Some(find(house, typed).await?.account.id)),
        None => Ok(None),
    }
}

/// A user's name as it was typed.
pub(crate) fn user_name(text: &str) -> Result<UserName, Failure> {
    UserName::parse(text).map_err(|invalid| Failure::Refused {
        message: format!("`{text}` is not the name of a user: {invalid}"),
        exit: Exit::Refused,
    })
}

/// Why somebody is given more time, as it was typed after this flag.
pub(crate) fn reason(flag: &str, text: &str) -> Result<Reason, Failure> {
    Reason::parse(text).map_err(|fault| Failure::Refused {
        message: format!("--{flag}: `{text}` will not do: {fault}"),
        exit: Exit::Refused,
    })
}

/// A refusal that names what was looked for.
fn missing(refusal: Refusal, typed: &str) -> Failure {
    match refusal {
        Refusal::NoSuchEntity(Entity::Account) => Failure::Refused {
            message: format!(
                "there is no account `{typed}`; `sekisho account list` shows those that exist"
            ),
            exit: Exit::NotFound,
        },
        other => other.into(),
    }
}

fn show_one(view: &AccountView, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return answer_json(&described(view)).map(drop);
    }
    let account = &view.account;
    let rows = [
        ("id", account.id.to_string()),
        ("name", account.name.to_string()),
        ("alias", alias(view)),
        ("root e-mail", view.root_email.to_string()),
        ("root MFA", yes_no(view.root_has_mfa)),
        ("users", account.users.to_string()),
        ("MFA devices", account.virtual_devices.to_string()),
        ("management account", yes_no(account.management)),
        ("created", seconds(view)),
        ("state", state(view).to_owned()),
        (
            "can be reopened until",
            reopens_until(view).unwrap_or_else(|| "-".to_owned()),
        ),
    ];
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(name, value)| vec![name.to_owned(), value])
        .collect();
    answer_table(&[], &rows).map(drop)
}

fn row(view: &AccountView) -> Vec<String> {
    let account = &view.account;
    vec![
        account.id.to_string(),
        state(view).to_owned(),
        account.name.to_string(),
        alias(view),
        view.root_email.to_string(),
        yes_no(view.root_has_mfa),
        account.users.to_string(),
        seconds(view),
    ]
}

fn described(view: &AccountView) -> Value {
    let account = &view.account;
    json!({
        "id": account.id.as_str(),
        "name": account.name.as_str(),
        "alias": account.alias.as_ref().map(Alias::as_str),
        "root_email": view.root_email.as_str(),
        "root_has_mfa": view.root_has_mfa,
        "users": account.users,
        "mfa_devices": account.virtual_devices,
        "management": account.management,
        "created_at": seconds(view),
        "state": state(view),
        "reopens_until": reopens_until(view),
    })
}

/// AWS's word for how it stands.
fn state(view: &AccountView) -> &'static str {
    view.closing.account_state(view.at).as_str()
}

fn reopens_until(view: &AccountView) -> Option<String> {
    view.closing.reopens_until().map(instant)
}

fn alias(view: &AccountView) -> String {
    view.account
        .alias
        .as_ref()
        .map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn seconds(view: &AccountView) -> String {
    instant(view.account.created_at)
}

/// One line of stdin, without the new line at its end.
fn from_stdin() -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(STDIN_BYTES_MAX + 1));
    io::stdin()
        .lock()
        .take(STDIN_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Failure::system("the password cannot be read from stdin"))?;
    line_of(&bytes).map_err(Failure::Secret)
}

fn line_of(bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
    if bytes.len() > STDIN_BYTES_MAX {
        return Err("the password on stdin is too long; it has at most 128 characters");
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| "the password on stdin is not text in UTF-8; write it as one")?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err("there is no password on stdin; write one line to it");
    }
    if line.contains(['\n', '\r']) {
        return Err("the password on stdin has more than one line; write one line");
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// Asks twice, so that a password that nobody meant is not set.
fn from_terminal() -> Result<Zeroizing<String>, Failure> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::NoTerminal);
    }
    for _ in 0..PROMPTS_MAX {
        let first = prompt("Password of the root user")?;
        let second = prompt("The same once more")?;
        if *first == *second {
            return Ok(first);
        }
        say("the two are not the same; type them again");
    }
    Err(Failure::Secret(
        "the two passwords were never the same; try again",
    ))
}

fn prompt(question: &str) -> Result<Zeroizing<String>, Failure> {
    dialoguer::Password::new()
        .with_prompt(question)
        .interact()
        .map(Zeroizing::new)
        .map_err(|error| match error {
            dialoguer::Error::IO(error) => {
                Failure::system("the password cannot be asked for")(error)
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_on_stdin_is_one_line_and_nothing_of_it_is_trimmed() {
        for (bytes, line) in [
            (b" fake word \n".as_slice(), Some(" fake word ")),
            (b"fake", Some("fake")),
            (b"fake\r\n", Some("fake")),
            (b"", None),
            (b"\n", None),
            (b"one\ntwo\n", None),
            (b"fake\n\n", None),
            (b"\xff", None),
        ] {
            assert_eq!(
                line_of(bytes).ok().as_ref().map(|line| line.as_str()),
                line,
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn a_password_on_stdin_is_read_up_to_its_maximum_and_not_a_byte_further() {
        assert!(line_of(&[b'x'; STDIN_BYTES_MAX]).is_ok());
        assert!(line_of(&[b'x'; STDIN_BYTES_MAX + 1]).is_err());
    }
}
