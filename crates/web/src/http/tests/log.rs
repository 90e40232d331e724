//! A log that a test can read.
//!
//! One subscriber serves the whole test process: which lines are worth computing is remembered for
//! each place in the code, so subscribers that come and go beside each other would lose some. The
//! lines go to the thread that logs; a test's runtime stays on the test's thread.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

thread_local! {
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// What is logged while `work` runs: by us at every level, by the frameworks as far as the program
/// lets them. Their finest levels print what they carry, so it holds them at warnings.
pub(super) async fn logged(work: impl Future<Output = ()>) -> String {
    LINES.set(Some(Vec::new()));
    work.await;
    let lines = LINES.take().expect("nobody else takes it");
    String::from_utf8(lines).expect("text")
}

/// Called before anything of a server runs, so that no place in the code is met without it.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing_subscriber::fmt()
            .json()
            .with_env_filter("warn,web=trace")
            .with_writer(|| ToThisThread)
            .init();
    });
}

struct ToThisThread;

impl io::Write for ToThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| {
            if let Some(lines) = lines {
                lines.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
