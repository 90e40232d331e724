//! What is installed beside the program, and what the service manager is told.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::sandbox::Sandbox;

#[test]
fn every_command_that_help_knows_has_a_page_of_the_manual_and_no_database_is_needed() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    let made = sandbox.run(&["manual", "share/man1"]);
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.err);
    let page = |name: &str| fs::read_to_string(sandbox.path("share/man1").join(name));
    let help = sandbox.run(&["--help"]).out;
    let commands = help.split_once("Commands:").unwrap().1;
    let commands = commands.split_once("Options:").unwrap().0;
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(names.contains(&"serve"), "{help}");
    for name in names {
        let text = page(&format!("sekisho-{name}.1")).unwrap();
        let synopsis = format!("\n.SH SYNOPSIS\n\\fBsekisho {name}\\fR");
        assert!(text.contains(&synopsis), "{name}: {text}");
    }
    for (name, part) in [
        ("sekisho.1", "\n.SH \"EXIT CODES\"\n"),
        ("sekisho-serve.1", "\n.SH EXAMPLES\n.nf\nsekisho serve\n"),
        ("sekisho-account-create.1", "password"),
        ("sekisho-store-rotate-key.1", "backup"),
    ] {
        let text = page(name).unwrap();
        assert!(text.contains(part), "{name}: {text}");
    }
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn a_page_that_cannot_be_written_is_told_with_its_name() {
    let sandbox = Sandbox::new();
    sandbox.write("taken", "");
    let refused = sandbox.run(&["manual", "taken/man1"]);
    assert_eq!(refused.code, 8, "{}", refused.err);
    assert!(refused.err.contains("`taken/man1`"), "{}", refused.err);
}

#[test]
fn each_shell_has_completions_that_know_commands_and_flags() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = sandbox.run(&["completions", shell]);
        assert_eq!(script.code, 0, "{shell}: {}", script.err);
        for part in ["rotate-key", "public-url"] {
            assert!(script.out.contains(part), "{shell}: {part}");
        }
    }
    assert_eq!(sandbox.run(&["completions", "sh"]).code, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn systemd_is_told_when_the_server_answers_and_when_it_stops() {
    let sandbox = Sandbox::new();
    let place = sandbox.path("notify");
    let manager = UnixDatagram::bind(&place).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let hears = |expected: &str| {
        let mut said = [0; 64];
        let length = manager.recv(&mut said).unwrap();
        assert_eq!(String::from_utf8_lossy(&said[..length]), expected);
    };
    let mut server = sandbox
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .env("NOTIFY_SOCKET", &place)
        .spawn()
        .unwrap();
    hears("READY=1");
    kill(Pid::from_raw(server.id().cast_signed()), Signal::SIGTERM).unwrap();
    hears("STOPPING=1");
    assert_eq!(server.wait().unwrap().code(), Some(0));
}
