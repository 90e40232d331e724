//! `sekisho tokens`: the stock of hardware tokens.
//!
//! An import looks at the whole file and at every serial number before it writes anything. What it
//! writes is there for nobody until the last batch is written (`service::ops::stock`).

mod file;

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::{AccountId, TokenAlgorithm, TokenSerial};
use serde_json::{Value, json};
use service::Refusal;
use service::ops::account::Paged;
use service::ops::stock::{
    BATCH_MAX, BeginTokenImport, CheckTokens, EndTokenImport, Ending, ImportTokens, ListTokens,
    NewToken, TokenView,
};
use web::Lang;

use self::file::{Left, Read};
use crate::account::find_id;
use crate::answer::{answer_json, answer_table, instant, moment, say, zone_name};
use crate::args::{Format, Tokens, TokensImport};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::open::{House, operator};
use crate::os;

/// Most refused tokens that are named on stderr; the file of `--refused` names all.
const REFUSED_SHOWN: usize = 20;

/// Imports or shows.
pub(crate) async fn tokens(
    house: &House,
    config: &Config,
    command: &Tokens,
) -> Result<(), Failure> {
    match command {
        Tokens::Import(args) => import(house, args).await,
        Tokens::List(args) => list(house, &config.time_zone, args.format).await,
    }
}

async fn import(house: &House, args: &TokensImport) -> Result<(), Failure> {
    let account = find_id(house, args.account.as_deref()).await?;
    let now = house.service.now().await?;
    let mut read = file::read(args, now)?;
    leave_out_those_in_stock(house, &mut read).await?;
    tell_refused(args, &read.left)?;
    let (count, left) = (read.tokens.len(), read.left.len());
    if count == 0 {
        return Err(Failure::Refused {
            message: format!(
                "no token of `{}` can be imported, and nothing was changed",
                args.file.display()
            ),
            exit: Exit::Import,
        });
    }
    if args.dry_run {
        say(&format!(
            "{} would be imported, {left} not; nothing was changed",
            counted(count)
        ));
        return Ok(());
    }
    write(house, read.tokens, account).await?;
    say(&format!(
        "imported: {}; not imported: {left}",
        counted(count)
    ));
    say(&format!(
        "delete `{}` now: whoever has it can make the codes of these tokens",
        args.file.display()
    ));
    Ok(())
}

/// Looks every serial number up, and moves those that are there to what is left out.
async fn leave_out_those_in_stock(house: &House, read: &mut Read) -> Result<(), Failure> {
    let serials: Vec<TokenSerial> = read
        .tokens
        .iter()
        .map(|one| one.new.serial.clone())
        .collect();
    let mut there = HashSet::new();
    for some in serials.chunks(BATCH_MAX) {
        let operation = CheckTokens {
            serials: some.to_vec(),
        };
        let found = house.service.call(&operator(), &operation).await?;
        there.extend(found.iter().map(TokenSerial::folded));
    }
    for known in read
        .tokens
        .extract_if(.., |one| there.contains(&one.new.serial.folded()))
    {
        read.left.push(Left {
            place: known.place,
            serial: Some(known.new.serial.to_string()),
            code: "in-stock",
            reason: "this serial number is in the stock already".to_owned(),
        });
    }
    read.left.sort_by_key(|left| left.place.number);
    Ok(())
}

/// Writes the tokens in batches; they are there when the last one is.
async fn write(
    house: &House,
    tokens: Vec<file::Found>,
    reserve_for: Option<AccountId>,
) -> Result<(), Failure> {
    let begin = BeginTokenImport {
        reserve_for: reserve_for.clone(),
    };
    let import = house.service.call(&operator(), &begin).await?;
    let end = |ending| EndTokenImport {
        import: import.clone(),
        reserve_for: reserve_for.clone(),
        ending,
    };
    let done = batches(house, &import, reserve_for.as_ref(), tokens).await;
    let done = match done {
        Ok(()) => {
            house
                .service
                .call(&operator(), &end(Ending::Complete))
                .await
        }
        Err(refusal) => {
            // The first reason counts; an import that cannot be ended is overtaken in a while.
            let _ = house
                .service
                .call(&operator(), &end(Ending::Abandoned))
                .await;
            Err(refusal)
        }
    };
    done.map_err(|refusal| Failure::Refused {
        message: format!(
            "nothing was imported: {}; import the file again",
            sentence(&refusal)
        ),
        exit: Failure::from(refusal).exit(),
    })
}

async fn batches(
    house: &House,
    import: &str,
    reserve_for: Option<&AccountId>,
    tokens: Vec<file::Found>,
) -> Result<(), Refusal> {
    let all = tokens.len();
    let mut progress = Progress::new(all);
    let mut tokens = tokens.into_iter().map(|found| found.new);
    let mut written = 0;
    while written < all {
        let batch: Vec<NewToken> = tokens.by_ref().take(BATCH_MAX).collect();
        written += batch.len();
        let operation = ImportTokens {
            import: import.to_owned(),
            reserve_for: reserve_for.cloned(),
            tokens: batch,
        };
        house.service.call(&operator(), &operation).await?;
        progress.is_at(written);
    }
    Ok(())
}

/// How far an import is, on a terminal that somebody looks at.
struct Progress {
    all: usize,
    shown: bool,
}

impl Progress {
    fn new(all: usize) -> Self {
        let shown = all > BATCH_MAX && io::stderr().is_terminal();
        Self { all, shown }
    }

    fn is_at(&mut self, done: usize) {
        if self.shown {
            let percent = done * 100 / self.all;
            // Where nobody listens to the talk, there is nobody to tell that.
            let _ = write!(
                io::stderr().lock(),
                "\r{done} of {} tokens ({percent}%)",
                self.all
            );
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            say("");
        }
    }
}

/// Names what was left out: all of it in a file, or the first ones on stderr.
fn tell_refused(args: &TokensImport, left: &[Left]) -> Result<(), Failure> {
    if let Some(path) = &args.refused {
        let mut rows = vec![
            ["token", "line", "serial", "code", "reason"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(left.iter().map(Left::row));
        let text = web::csv::table(&rows);
        os::write_private_file(path, &text).map_err(|error| Failure::Refused {
            message: format!(
                "`{}` cannot be written: {error}; name another file with `--refused FILE`; nothing was imported",
                path.display()
            ),
            exit: Exit::Unwritable,
        })?;
        return Ok(());
    }
    for one in left.iter().take(REFUSED_SHOWN) {
        say(&one.sentence());
    }
    if left.len() > REFUSED_SHOWN {
        say(&format!(
            "and {} more; `--refused FILE` writes all of them into a file",
            left.len() - REFUSED_SHOWN
        ));
    }
    Ok(())
}

fn counted(tokens: usize) -> String {
    match tokens {
        1 => "1 token".to_owned(),
        tokens => format!("{tokens} tokens"),
    }
}

async fn list(house: &House, zone: &TimeZone, format: Format) -> Result<(), Failure> {
    let mut all: Vec<TokenView> = Vec::new();
    loop {
        let after = all.last().map(|token| token.serial.clone());
        let Paged { items, more } = house
            .service
            .call(&operator(), &ListTokens { after })
            .await?;
        let ended = items.is_empty() || !more;
        all.extend(items);
        if ended {
            break;
        }
    }
    if format == Format::Json {
        return answer_json(&all.iter().map(described).collect()).map(drop);
    }
    if all.is_empty() {
        say(
            "there is no token in the stock; `sekisho tokens import --help` tells how to bring some",
        );
        return Ok(());
    }
    say(&format!("times are in {}", zone_name(zone)));
    let head = [
        "SERIAL",
        "MODEL",
        "CODES",
        "HOLDER",
        "LAST USED",
        "CLOCK",
        "EXPIRES",
        "ONLY FOR",
    ];
    let rows: Vec<_> = all.iter().map(|token| row(token, zone)).collect();
    answer_table(&head, &rows).map(drop)
}

fn row(token: &TokenView, zone: &TimeZone) -> Vec<String> {
    let none = || "-".to_owned();
    let at = |at: Option<Timestamp>| at.map_or_else(none, |at| moment(at, zone));
    let made = [&token.manufacturer, &token.model];
    let made: Vec<&str> = made.iter().filter_map(|text| text.as_deref()).collect();
    vec![
        token.serial.to_string(),
        made.join(" "),
        format!(
            "{} {} digits {} s",
            algorithm(token.algorithm),
            token.digits,
            token.step_seconds
        ),
        token.holder.clone().unwrap_or_else(none),
        at(token.last_used_at),
        web::drift::words(Lang::En, token.drift_seconds).unwrap_or_else(none),
        at(token.expires_at),
        token
            .reserved_for
            .as_ref()
            .map_or_else(none, ToString::to_string),
    ]
}

fn described(token: &TokenView) -> Value {
    let at = |at: Option<Timestamp>| at.map(instant);
    json!({
        "serial": token.serial.as_str(),
        "serialOnTheWire": token.serial_on_the_wire.as_str(),
        "manufacturer": token.manufacturer,
        "model": token.model,
        "algorithm": algorithm(token.algorithm),
        "digits": token.digits,
        "stepSeconds": token.step_seconds,
        "import": token.batch,
        "importedAt": instant(token.imported_at),
        "expiresAt": at(token.expires_at),
        "reservedFor": token.reserved_for.as_ref().map(AccountId::as_str),
        "holder": token.holder,
        "assignedAt": at(token.assigned_at),
        "lastUsedAt": at(token.last_used_at),
        "driftSeconds": token.drift_seconds,
    })
}

fn algorithm(algorithm: TokenAlgorithm) -> &'static str {
    match algorithm {
        TokenAlgorithm::Sha1 => "SHA1",
        TokenAlgorithm::Sha256 => "SHA256",
        TokenAlgorithm::Sha512 => "SHA512",
    }
}
