//! Start time and memory of the shipped program, beside a bare server that starts the same way.
//!
//! The program is the one that lies beside this one, built with the same profile.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::Ipv4Addr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use service::hashing::HashingSettings;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use web::Cookie;

use crate::Effort;
use crate::argon::Bare;
use crate::child::Child;
use crate::http::{self, Connection};
use crate::installation::PASSWORD;
use crate::rate::median;
use crate::report::{Aim, Figure, Report, Unit};

/// A start must be shorter than this.
const START_MILLISECONDS: f64 = 50.0;
/// Memory must be less than this, beside the blocks that Argon2id works in.
const MEMORY_MEGABYTES: f64 = 40.0;
/// Whom the memory is measured with.
const EMAIL: &str = "root@example.com";
/// What memory under load is measured after.
const PAGES: usize = 1000;
const SIGN_INS: usize = 50;

/// Measures starts and memory.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name("sekisho");
    if !program.is_file() {
        report.note(
            "start and memory were not measured: the program is missing; build it with \
             `cargo build --release -p sekisho`",
        );
        return Ok(());
    }
    let runtime = Runtime::new()?;
    let hello = starts(&runtime, &own, &["hello".to_owned()], effort.starts)?;
    start_figures(&runtime, &program, effort, hello, report)?;
    let hello = resting(&runtime, &own, &["hello".to_owned()])?;
    memory_figures(&runtime, &program, hello, report)
}

fn start_figures(
    runtime: &Runtime,
    program: &Path,
    effort: Effort,
    hello: Duration,
    report: &mut Report,
) -> Result<()> {
    let mut first = Vec::new();
    let mut again = Vec::new();
    for _ in 0..effort.starts {
        let home = crate::directory()?;
        let data = home.path().join("data");
        for samples in [&mut first, &mut again] {
            let child = runtime.block_on(Child::start(program, &serve(&data)))?;
            samples.push(child.started_in);
            child.ends()?;
        }
    }
    for (name, samples) in [("first start", first), ("later start", again)] {
        let median = median(samples).context("at least one start")?;
        report.add(
            Figure::new(
                format!("{name} to the first answer"),
                milliseconds(median),
                Unit::Milliseconds,
            )
            .beside("bare axum hello", milliseconds(hello))
            .aiming(Aim::Below(START_MILLISECONDS)),
        );
    }
    Ok(())
}

fn memory_figures(
    runtime: &Runtime,
    program: &Path,
    hello_megabytes: f64,
    report: &mut Report,
) -> Result<()> {
    let hashing = HashingSettings::default();
    let home = crate::directory()?;
    let data = home.path().join("data");
    let bootstrap = write_bootstrap(home.path(), hashing)?;
    let mut arguments = serve(&data);
    arguments.extend(["--bootstrap".to_owned(), text(&bootstrap)?]);
    let child = runtime.block_on(Child::start(program, &arguments))?;
    let rest = child.resident_megabytes()?;
    let sessions = runtime.block_on(sign_in(child.port, hashing.at_once))?;
    runtime.block_on(visit(child.port, &sessions))?;
    let loaded = child.resident_megabytes()?;
    child.ends()?;
    let figure = |name: String, amount| {
        Figure::new(name, amount, Unit::Megabytes)
            .beside("bare axum hello", hello_megabytes)
            .aiming(Aim::Below(MEMORY_MEGABYTES))
    };
    report.add(figure("memory at rest".to_owned(), rest));
    let blocks = blocks_megabytes(hashing);
    report.add(figure(
        format!("memory after {SIGN_INS} sign-ins and {PAGES} pages"),
        loaded - blocks,
    ));
    report.note(format!(
        "memory after load is without the {} blocks that Argon2id works in, {blocks:.1} MB in all",
        hashing.at_once.min(SIGN_INS),
    ));
    Ok(())
}

/// What the hashes of this load work in: a block for each that runs at once.
fn blocks_megabytes(hashing: HashingSettings) -> f64 {
    let at_once = u32::try_from(hashing.at_once.min(SIGN_INS)).unwrap_or(u32::MAX);
    f64::from(hashing.memory_kib) * 1024.0 / 1e6 * f64::from(at_once)
}

/// The arguments that start a server over this data directory.
pub(crate) fn serve(data: &Path) -> Vec<String> {
    let data = data.to_string_lossy().into_owned();
    ["serve", "--listen", "127.0.0.1:0", "--data", &data]
        .map(str::to_owned)
        .into()
}

fn text(path: &Path) -> Result<String> {
    let text = path.to_str().context("a path that is text")?;
    Ok(text.to_owned())
}

/// As the table has it.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median of so many starts.
fn starts(
    runtime: &Runtime,
    program: &Path,
    arguments: &[String],
    times: usize,
) -> Result<Duration> {
    let mut samples = Vec::new();
    for _ in 0..times {
        let child = runtime.block_on(Child::start(program, arguments))?;
        samples.push(child.started_in);
        child.ends()?;
    }
    median(samples).context("at least one start")
}

/// The memory of a server that has answered once.
fn resting(runtime: &Runtime, program: &Path, arguments: &[String]) -> Result<f64> {
    let child = runtime.block_on(Child::start(program, arguments))?;
    let megabytes = child.resident_megabytes()?;
    child.ends()?;
    Ok(megabytes)
}

/// A file with one account, whose root user may sign in at once.
fn write_bootstrap(home: &Path, hashing: HashingSettings) -> Result<PathBuf> {
    let path = home.join("bootstrap.toml");
    let phc = Bare::new(hashing)?.phc(PASSWORD)?;
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    write!(
        file,
        "[[account]]\nname = \"Bench\"\nroot_email = \"{EMAIL}\"\n\
         root_password = {{ argon2id = \"{phc}\" }}\npassword_permanent = true\n"
    )?;
    Ok(path)
}

/// Signs root in, as many at once as hashes run at once, each time as a browser that was never
/// here. Each lane has an address of its own, because one address may try 30 passwords at once.
async fn sign_in(port: u16, at_once: usize) -> Result<Vec<String>> {
    let mut lanes = JoinSet::new();
    let count = at_once.clamp(2, SIGN_INS);
    for lane in 0..count {
        let host = u8::try_from(lane + 1).context("fewer lanes than addresses")?;
        let from = Ipv4Addr::new(127, 0, 1, host);
        let times = SIGN_INS / count + usize::from(lane < SIGN_INS % count);
        lanes.spawn(async move {
            let mut connection = Connection::open(from, port).await?;
            let mut sessions = Vec::new();
            for _ in 0..times {
                sessions.push(sign_in_once(&mut connection, port).await?);
            }
            anyhow::Ok(sessions)
        });
    }
    let mut sessions = Vec::new();
    while let Some(ended) = lanes.join_next().await {
        sessions.extend(ended??);
    }
    Ok(sessions)
}

/// The cookies of a new session.
async fn sign_in_once(connection: &mut Connection, port: u16) -> Result<String> {
    let https = false;
    let (browser_name, session_name) = (Cookie::Browser.name(https), Cookie::Session.name(https));
    let answer = connection.ask(&http::get("/signin/root", port, "")).await?;
    let csrf = field(answer.text()?, "csrf").context("the form has a token")?;
    let browser = answer
        .cookie(browser_name)
        .context("the browser is known")?;
    let browser = format!("{browser_name}={browser}");
    let form = format!(
        "csrf={csrf}&email={}&password={}",
        encoded(EMAIL),
        encoded(PASSWORD)
    );
    let request = http::post("/signin/root/password", port, &browser, &form);
    let answer = connection.ask(&request).await?;
    let status = answer.status;
    ensure!(status == 303, "a right password was answered with {status}");
    let session = answer.cookie(session_name).context("a session is open")?;
    Ok(format!("{browser}; {session_name}={session}"))
}

/// A value as a form sends it, as far as the values here need it.
fn encoded(text: &str) -> String {
    text.replace('@', "%40").replace(' ', "+")
}

/// Loads the dashboard in these sessions, in turns.
async fn visit(port: u16, sessions: &[String]) -> Result<()> {
    let mut connection = Connection::open(Ipv4Addr::LOCALHOST, port).await?;
    for cookies in sessions.iter().cycle().take(PAGES) {
        let answer = connection
            .ask(&http::get("/console", port, cookies))
            .await?;
        let status = answer.status;
        ensure!(status == 200, "the dashboard was answered with {status}");
    }
    Ok(())
}

/// The value of a hidden field.
fn field<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_hidden_field_is_found() {
        let page =
            r#"<input type="hidden" name="csrf" value="a-b_c"><input name="email" value="x">"#;
        assert_eq!(field(page, "csrf"), Some("a-b_c"));
        assert_eq!(field(page, "other"), None);
    }

    #[test]
    fn each_hash_at_once_has_a_block_and_a_load_uses_no_more_than_it_has_sign_ins() {
        let hashing = |at_once| HashingSettings {
            memory_kib: 1000,
            passes: 1,
            lanes: 1,
            at_once,
        };
        assert!((blocks_megabytes(hashing(2)) - 2.048).abs() < 1e-9);
        assert!((blocks_megabytes(hashing(500)) - 51.2).abs() < 1e-9);
    }

    #[test]
    fn the_bootstrap_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = crate::directory().unwrap();
        let path = write_bootstrap(home.path(), crate::installation::CHEAP).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(
            fs::read_to_string(&path)
                .unwrap()
                .contains("$argon2id$v=19$")
        );
    }

    #[test]
    fn without_the_program_the_report_says_how_to_build_it() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("cargo build --release -p sekisho"), "{text}");
    }
}
