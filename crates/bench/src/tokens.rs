//! Hardware tokens of one seed file into the stock, with the program itself: how long it takes, and
//! the most memory that it needs.
//!
//! Beside the time stand the same records, written bare, by the store alone. Beside the memory stands
//! what a tenth of the tokens need: where the two differ, memory grows with the file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use data_encoding::{BASE64, HEXLOWER};
use store::{Body, Key};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::Effort;
use crate::child::{Child, peak_megabytes};
use crate::installation::{CHEAP, Installation, random};
use crate::process::{milliseconds, serve};
use crate::report::{Aim, Figure, Report, Unit, grouped};
use crate::scribe::{INSTALLATION, Scribe};

/// A hundred thousand tokens are imported within ten seconds.
const MILLISECONDS_MAX_EACH: f64 = 0.1;
/// Ten times as many tokens need at most so many times the memory.
const MEMORY_TIMES_MAX: f64 = 1.5;
/// Bytes of a token in the stock.
const RECORD_BYTES: usize = 420;
/// Bytes of a seed.
const SEED_BYTES: usize = 20;
/// Between two looks at the memory.
const POLL: Duration = Duration::from_millis(2);

/// The forms of a seed file that are measured.
#[derive(Clone, Copy)]
enum Form {
    Pskc,
    Csv,
}

/// An import that came to its end.
struct Import {
    took: Duration,
    peak_megabytes: f64,
}

/// Measures one file of each form.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name("sekisho");
    if !program.is_file() {
        report.note(
            "the import of tokens was not measured: the program is missing; build it with \
             `cargo build --release -p sekisho`",
        );
        return Ok(());
    }
    let runtime = Runtime::new()?;
    let bare = runtime.block_on(write_bare(effort.tokens))?;
    for (form, name) in [(Form::Pskc, "PSKC"), (Form::Csv, "CSV")] {
        let tenth = import(&runtime, &program, form, effort.tokens.div_ceil(10))?;
        let all = import(&runtime, &program, form, effort.tokens)?;
        let tokens = grouped(&effort.tokens.to_string());
        let most = f64::from(effort.tokens) * MILLISECONDS_MAX_EACH;
        report.add(
            Figure::new(
                format!("{tokens} tokens from {name}"),
                milliseconds(all.took),
                Unit::Milliseconds,
            )
            .beside("the same records, written bare", milliseconds(bare))
            .aiming(Aim::Below(most)),
        );
        report.add(
            Figure::new(
                format!("most memory of it, {name}"),
                all.peak_megabytes,
                Unit::Megabytes,
            )
            .beside("with a tenth of them", tenth.peak_megabytes)
            .aiming(Aim::TimesBaselineMost(MEMORY_TIMES_MAX)),
        );
    }
    Ok(())
}

/// As many records as an import writes, of the same size and sealed, by the store alone.
async fn write_bare(tokens: u32) -> Result<Duration> {
    let installation = Installation::found(CHEAP).await?;
    let start = Instant::now();
    let mut scribe = Scribe::new(installation.store.clone());
    for number in 0..tokens {
        scribe.flush_if_full(1).await?;
        let key = Key::new(INSTALLATION, "bare", format!("{number}"));
        scribe.write(key, Body::sealed(vec![b'x'; RECORD_BYTES]));
    }
    scribe.end().await?;
    let took = start.elapsed();
    installation.raze().await?;
    Ok(took)
}

/// Imports so many tokens into an empty stock.
fn import(runtime: &Runtime, program: &Path, form: Form, tokens: u32) -> Result<Import> {
    let home = crate::directory()?;
    let data = home.path().join("data");
    // A first start makes the database and its key.
    runtime
        .block_on(Child::start(program, &serve(&data)))?
        .ends()?;
    let file = home.path().join("seeds");
    fs::write(&file, form.file(tokens)?)?;
    let start = Instant::now();
    let mut process = Command::new(program)
        .args(["tokens", "import"])
        .arg(&file)
        .arg("--data")
        .arg(&data)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut peak = 0.0;
    while process.try_wait()?.is_none() {
        // It may end between the two looks.
        let status = fs::read_to_string(format!("/proc/{}/status", process.id()));
        peak = status
            .ok()
            .and_then(|it| peak_megabytes(&it))
            .unwrap_or(peak);
        thread::sleep(POLL);
    }
    let took = start.elapsed();
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = format!("imported: {tokens} tokens; not imported: 0");
    ensure!(said.contains(&expected), "the import said: {said}");
    Ok(Import {
        took,
        peak_megabytes: peak,
    })
}

impl Form {
    /// A file of so many tokens of six digits and thirty seconds.
    fn file(self, tokens: u32) -> Result<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::new());
        let (head, foot) = match self {
            Self::Pskc => (
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KeyContainer Version=\"1.0\" \
                 xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\">\n",
                "</KeyContainer>\n",
            ),
            Self::Csv => ("serial,seed,hash,digits,step\n", ""),
        };
        text.push_str(head);
        for number in 0..tokens {
            let mut seed = Zeroizing::new([0; SEED_BYTES]);
            random(&mut *seed);
            match self {
                Self::Pskc => writeln!(
                    text,
                    "<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer>\
                     <SerialNo>26{number:08}</SerialNo><Model>Clock</Model></DeviceInfo>\
                     <Key Id=\"{number}\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\">\
                     <Issuer>Issuer</Issuer><AlgorithmParameters>\
                     <ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/></AlgorithmParameters>\
                     <Data><Secret><PlainValue>{}</PlainValue></Secret>\
                     <Time><PlainValue>0</PlainValue></Time>\
                     <TimeInterval><PlainValue>30</PlainValue></TimeInterval></Data></Key>\
                     </KeyPackage>",
                    BASE64.encode(&*seed)
                ),
                Self::Csv => writeln!(text, "26{number:08},{},SHA1,6,30", HEXLOWER.encode(&*seed)),
            }
            .context("a text takes what is written")?;
        }
        text.push_str(foot);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use otp::seedfile::{Unlock, read};

    use super::*;

    #[test]
    fn each_file_holds_as_many_tokens_as_it_should() {
        for form in [Form::Pskc, Form::Csv] {
            let file = form.file(7).unwrap();
            let read = read(file.as_bytes(), Unlock::Nothing).unwrap();
            assert_eq!((read.entries.len(), read.refusals.len()), (7, 0));
        }
    }

    #[test]
    fn without_the_program_the_report_says_how_to_build_it() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("cargo build --release -p sekisho"), "{text}");
    }
}
