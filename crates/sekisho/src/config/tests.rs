use std::path::Path;

use super::*;

const FILE: &str = "etc/sekisho.toml";

/// The configuration that these three say, without touching the system.
fn config(
    flags: &[(&'static str, &str)],
    environment: &[(&str, &str)],
    file: &str,
) -> Result<Config, String> {
    let flags: Flags = flags
        .iter()
        .map(|(key, value)| (*key, (*value).to_owned()))
        // Whoever runs the tests may have no home directory.
        .chain([("data", "home".to_owned())])
        .collect();
    let variable = |name: &str| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    };
    let read = || {
        let mut layers = Layers::new(&flags, &variable)?;
        layers.add_file(&Source::of(Path::new(FILE), file))?;
        Config::read(layers)
    };
    read().map_err(|error: ConfigError| error.to_string())
}

fn refusal(file: &str) -> String {
    match config(&[], &[], file) {
        Ok(config) => panic!("`{file}` gives {config:?}"),
        Err(said) => said,
    }
}

#[test]
fn flags_win_over_environment_over_file_over_default() {
    let file = "listen = \"127.0.0.1:3\"";
    let environment = [("SEKISHO_LISTEN", "127.0.0.1:2")];
    let flags = [("listen", "127.0.0.1:1")];
    for (flags, environment, file, port) in [
        (&flags[..], &environment[..], file, 1),
        (&[], &environment[..], file, 2),
        (&[], &[], file, 3),
        (&[], &[("SEKISHO_LISTEN", "")], file, 3),
        (&[], &[], "", 8700),
    ] {
        let found = config(flags, environment, file).unwrap();
        assert_eq!(found.door.listen.port(), port);
    }
}

#[test]
fn every_key_of_the_file_is_a_variable_of_the_environment() {
    for key in KEYS {
        let name = format!("SEKISHO_{}", key.replace('.', "_").to_uppercase());
        let said = config(&[], &[(&name, "\u{7f}:")], "").map(drop);
        // A path may be anything; whatever else is refused says where it comes from.
        let is_path = ["data", "bootstrap", "tls.", "keys.", "events.export"]
            .iter()
            .any(|path| key.starts_with(path));
        assert!(
            is_path || said.is_err_and(|said| said.starts_with(&name)),
            "{key}"
        );
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_what_would_be_right() {
    for (file, said) in [
        (
            "listne = \"x\"",
            "etc/sekisho.toml:1:1: `listne` is not a key at the top of this file; did you mean `listen`?",
        ),
        (
            "[tls]\ncertifcate = \"x\"",
            "etc/sekisho.toml:2:1: `certifcate` is not a key in `tls`; did you mean `certificate`?",
        ),
        (
            "[lgo]\nlevel = \"x\"",
            "etc/sekisho.toml:1:2: `lgo` is not a key at the top of this file; did you mean `log`?",
        ),
        (
            "level = \"info\"",
            "etc/sekisho.toml:1:1: `level` is not a key at the top of this file; did you mean `log.level`?",
        ),
        (
            "log = 1",
            "etc/sekisho.toml:1:7: `log` is a table of keys, and this is a number",
        ),
        (
            "listen = \"8700\"",
            "etc/sekisho.toml:1:10: `8700` is not an address with a port; write one like `127.0.0.1:8700` or `[::1]:8700`",
        ),
        (
            "listen = [\"127.0.0.1:1\"]",
            "etc/sekisho.toml:1:10: one value stands here, and not a list",
        ),
        (
            "issuer = \"\"",
            "etc/sekisho.toml:1:10: the value is empty; write one, or leave the key out",
        ),
        (
            "issuer = \"a:b\"",
            "etc/sekisho.toml:1:10: `issuer` has 1 to 32 characters, without colons and without spaces around it",
        ),
        (
            "time_zone = \"Asia/Tokio\"",
            "etc/sekisho.toml:1:13: `Asia/Tokio` is not a time zone of this system; write one like `Asia/Tokyo` or `UTC`",
        ),
        (
            "public_url = \"signin.example.com\"",
            "etc/sekisho.toml:1:14: `signin.example.com` is not an address; write one like `https://signin.example.com`",
        ),
        (
            "[log]\nlevel = \"inof\"",
            "etc/sekisho.toml:2:9: `inof` is not a level of the log; did you mean `info`?",
        ),
        (
            "[log]\nformat = \"xml\"",
            "etc/sekisho.toml:2:10: `xml` is not a format of the log; use one of text, json",
        ),
        (
            "[codes]\nbehind_steps = 2",
            "etc/sekisho.toml:2:16: `2` steps are too many; use 0 or 1",
        ),
        (
            "[codes]\nahead_steps = -1",
            "etc/sekisho.toml:2:15: `-1` is not a whole number that can stand here",
        ),
        (
            "[proxy]\ntrusted = [\"10.0.0.0/33\"]",
            "etc/sekisho.toml:2:11: `10.0.0.0/33` is not an address or a network; write one like `10.0.0.5` or `10.0.0.0/8`",
        ),
        (
            "[tls]\nkey = \"k.pem\"",
            "etc/sekisho.toml:2:7: `tls.certificate` is missing beside it; name the file of the certificate chain",
        ),
        (
            "[tls]\ncertificate = \"c.pem\"",
            "etc/sekisho.toml:2:15: `tls.key` is missing beside it; name the file of the private key",
        ),
        (
            "database = \"sekisho.db\"",
            "etc/sekisho.toml:1:12: this is not the address of a database; write `sqlite:PATH` or `memory:`",
        ),
        (
            "database = \"sqlite:\"",
            "etc/sekisho.toml:1:12: `sqlite:` is followed by a path; write `sqlite:PATH`",
        ),
        (
            "database = \"sqlite://a.db\"",
            "etc/sekisho.toml:1:12: `sqlite:` is followed by a path; write `sqlite:PATH`",
        ),
        (
            "database = \"mysql://u:hunter2fake@h/d\"",
            "etc/sekisho.toml:1:12: databases of the kind `mysql:` are not served; write `sqlite:PATH` or `memory:`",
        ),
        (
            "database = \"postgres://u:hunter2fake@h/d\"",
            "etc/sekisho.toml:1:12: PostgreSQL comes with a later release; until then use `sqlite:PATH`, or leave the database out for the one in the data directory",
        ),
    ] {
        assert_eq!(refusal(file), said);
    }
    let said = refusal("[hashing]\nmemory_kib = 7");
    assert!(
        said.starts_with("etc/sekisho.toml:2:14: Argon2id cannot work with memory_kib = 7"),
        "{said}"
    );
    let said = refusal("[hashing]\nat_once = 0");
    assert!(said.contains("at_once = 0"), "{said}");
}

#[test]
fn what_is_wrong_with_mails_and_deadlines_is_named_likewise() {
    for (file, said) in [
        (
            "[mail]\nsmtp_host = \"smtp.example.com:25\"",
            "etc/sekisho.toml:2:13: `smtp.example.com:25` is not a host; write one like `smtp.example.com`, and its port in `mail.smtp_port`",
        ),
        (
            "[mail]\nsmtp_host = \"smtp.example.com\"",
            "etc/sekisho.toml:2:13: `mail.from` is missing beside it; name the sender, like `Sekisho <sekisho@example.com>`",
        ),
        (
            "[mail]\nsmtp_port = 25",
            "etc/sekisho.toml:2:13: `mail.smtp_host` is missing beside it; name the mail server",
        ),
        (
            "[mail]\nsmtp_port = 65536",
            "etc/sekisho.toml:2:13: `65536` is not a whole number that can stand here",
        ),
        (
            "[mail]\nsmtp_port = 0",
            "etc/sekisho.toml:2:13: a mail server has no port 0; the usual ones are 587, 465 and 25",
        ),
        (
            "[mail]\nsecurity = \"ssl\"",
            "etc/sekisho.toml:2:12: `ssl` is not a way to a mail server; use one of starttls, tls, none",
        ),
        (
            "[mail]\nsecurity = \"none\"\nsmtp_host = \"192.0.2.1\"",
            "etc/sekisho.toml:2:12: without TLS, mails to `192.0.2.1` could be read on the way; use `starttls` or `tls`, or a server on this machine",
        ),
        (
            "[mail]\nusername = \"u\"\nsmtp_host = \"h\"",
            "etc/sekisho.toml:2:12: `mail.password_file` is missing beside it; name the file of the password",
        ),
        (
            "[mail]\npassword_file = \"p\"\nsmtp_host = \"h\"",
            "etc/sekisho.toml:2:17: `mail.username` is missing beside it; say as whom to send",
        ),
        (
            "[mail]\nfrom = \"Sekisho\"",
            "etc/sekisho.toml:2:8: `Sekisho` is not an address; write one like `Sekisho <sekisho@example.com>`",
        ),
        (
            "[mail]\nhelp = \"a\\nb\"",
            "etc/sekisho.toml:2:8: one line of at most 200 characters stands here",
        ),
        (
            "[webauthn]\nrp_id = \"example.com\"",
            "etc/sekisho.toml:2:9: security keys for `example.com` would not work at `localhost`; write that host, or a domain above it",
        ),
        (
            "[webauthn]\nsynced = \"no\"",
            "etc/sekisho.toml:2:10: `no` is neither `allow` nor `deny`",
        ),
        (
            "[webauthn]\nclone = \"allow\"",
            "etc/sekisho.toml:2:9: `allow` is neither `warn` nor `deny`",
        ),
        (
            "[deadline]\nfor = \"everybody\"",
            "etc/sekisho.toml:2:7: `everybody` is nobody; use one of management-roots, roots, console-users",
        ),
        (
            "[deadline]\nfor = \"roots\"",
            "etc/sekisho.toml:2:7: a rule needs a date, or a number of days from the first sign-in without MFA, or both",
        ),
        (
            "[deadline]\ndate = \"2024-07-16\"",
            "etc/sekisho.toml:2:8: `deadline.for` is missing beside it; say for whom: management-roots, roots, console-users",
        ),
        (
            "[deadline]\nfor = \"roots\"\ndate = \"16.7.2024\"",
            "etc/sekisho.toml:3:8: `16.7.2024` is not a date; write one like `2024-07-16`",
        ),
        (
            "[deadline]\nfor = \"roots\"\ndays = 366",
            "etc/sekisho.toml:3:8: at most 365 days can be given from the first sign-in without MFA",
        ),
        (
            "[deadline]\nkeys = \"aws\"",
            "etc/sekisho.toml:2:8: `aws` is neither `deny` nor `allow`",
        ),
    ] {
        assert_eq!(refusal(file), said);
    }
}

#[test]
fn a_wrong_flag_and_a_wrong_variable_are_named_as_they_were_given() {
    let said = config(&[("public_url", "x")], &[], "").unwrap_err();
    assert!(
        said.starts_with("--public-url: `x` is not an address"),
        "{said}"
    );
    let said = config(&[], &[("SEKISHO_CODES_AHEAD_STEPS", "9")], "").unwrap_err();
    assert!(
        said.starts_with("SEKISHO_CODES_AHEAD_STEPS: `9` steps"),
        "{said}"
    );
    let said = config(&[], &[("SEKISHO_PROXY_TRUSTED", "10.0.0.1, x")], "").unwrap_err();
    assert!(
        said.starts_with("SEKISHO_PROXY_TRUSTED: `x` is not"),
        "{said}"
    );
}

#[test]
fn a_database_is_memory_or_a_path_and_relative_paths_start_where_they_are_written() {
    let sqlite = |path: &str| Database::Sqlite(path.into());
    for (flag, file, database) in [
        (None, "", sqlite("home/sekisho.db")),
        (Some("memory:"), "", Database::Memory),
        (Some("sqlite:a.db"), "", sqlite("a.db")),
        (Some("sqlite:/a.db"), "", sqlite("/a.db")),
        (Some("sqlite:///a.db"), "", sqlite("/a.db")),
        (None, "database = \"sqlite:a.db\"", sqlite("etc/a.db")),
        (None, "database = \"sqlite:/a.db\"", sqlite("/a.db")),
    ] {
        let flags: Vec<_> = flag.into_iter().map(|value| ("database", value)).collect();
        assert_eq!(config(&flags, &[], file).unwrap().database, database);
    }
    let found = config(
        &[],
        &[],
        "bootstrap = \"b.toml\"\n[keys]\nmaster_key_file = \"k\"",
    )
    .unwrap();
    assert_eq!(found.bootstrap.unwrap(), Path::new("etc/b.toml"));
    assert_eq!(found.master_key_file, Path::new("etc/k"));
    assert_eq!(
        config(&[], &[], "").unwrap().master_key_file,
        Path::new("home/master.key")
    );
}

/// no combination of settings makes plain http reachable from elsewhere.
#[test]
fn plain_http_stands_on_loopback_only() {
    const TLS: &str = "[tls]\ncertificate = \"c\"\nkey = \"k\"\n";
    const PROXY: &str = "[proxy]\ntrusted = [\"10.0.0.5\"]\n";
    const HTTPS: &str = "https://signin.example.com";
    const LOCAL: &str = "http://localhost:8700";
    for (listen, url, rest, expected) in [
        ("127.0.0.1:8700", None, "", Ok(LOCAL)),
        ("[::1]:8700", None, "", Ok(LOCAL)),
        ("localhost:8700", None, "", Ok(LOCAL)),
        ("127.0.0.1:8700", Some(LOCAL), "", Ok(LOCAL)),
        ("127.0.0.1:8700", None, PROXY, Ok(LOCAL)),
        ("127.0.0.1:8700", None, TLS, Ok("https://localhost:8700")),
        ("127.0.0.1:8700", Some(HTTPS), PROXY, Ok(HTTPS)),
        ("127.0.0.1:8700", Some(HTTPS), TLS, Ok(HTTPS)),
        ("0.0.0.0:8700", Some(HTTPS), PROXY, Ok(HTTPS)),
        ("0.0.0.0:8700", Some(HTTPS), TLS, Ok(HTTPS)),
        (
            "0.0.0.0:8700",
            None,
            "",
            Err("plain http on `0.0.0.0:8700`"),
        ),
        ("[::]:8700", None, "", Err("plain http on `[::]:8700`")),
        (
            "192.0.2.1:80",
            Some(LOCAL),
            "",
            Err("plain http on `192.0.2.1:80`"),
        ),
        (
            "192.0.2.1:80",
            Some(HTTPS),
            "",
            Err("plain http on `192.0.2.1:80`"),
        ),
        ("0.0.0.0:8700", None, PROXY, Err("behind a proxy")),
        ("0.0.0.0:8700", Some(LOCAL), PROXY, Err("behind a proxy")),
        (
            "0.0.0.0:8700",
            None,
            TLS,
            Err("needs the address that people type"),
        ),
        (
            "127.0.0.1:8700",
            Some(HTTPS),
            "",
            Err("nothing here speaks TLS"),
        ),
        ("127.0.0.1:8700", Some(LOCAL), TLS, Err("begins with https")),
    ] {
        let mut flags = vec![("listen", listen)];
        flags.extend(url.map(|url| ("public_url", url)));
        let found = config(&flags, &[], rest);
        match (found, expected) {
            (Ok(config), Ok(address)) => {
                let url = config.door.public_url(config.door.listen);
                assert_eq!(url.origin(), address, "{listen} {url:?} {rest}");
            }
            (Err(said), Err(part)) => assert!(said.contains(part), "{said}"),
            (found, expected) => panic!("{listen} {url:?} {rest}: {found:?}, not {expected:?}"),
        }
    }
}

#[test]
fn a_list_of_networks_has_its_maximum_and_not_one_more() {
    let file = |count: usize| format!("[metrics]\nallow = [{}]", "\"10.0.0.1\",".repeat(count));
    assert_eq!(
        config(&[], &[], &file(NETWORKS_MAX))
            .unwrap()
            .metrics_from
            .len(),
        NETWORKS_MAX
    );
    assert!(refusal(&file(NETWORKS_MAX + 1)).contains("more than 256 networks"));
}

#[test]
fn a_mail_server_has_its_usual_port_and_may_be_plain_on_this_machine_only() {
    for (security, host, port, expected) in [
        ("", "smtp.example.com", "", (Security::StartTls, 587)),
        (
            "security = \"tls\"",
            "smtp.example.com",
            "",
            (Security::Tls, 465),
        ),
        ("security = \"none\"", "localhost", "", (Security::None, 25)),
        (
            "security = \"none\"",
            "::1",
            "smtp_port = 1025",
            (Security::None, 1025),
        ),
        ("security = \"none\"", "127.0.0.2", "", (Security::None, 25)),
    ] {
        let file =
            format!("[mail]\nsmtp_host = \"{host}\"\nfrom = \"s@example.com\"\n{security}\n{port}");
        let server = config(&[], &[], &file).unwrap().mail.server.unwrap();
        assert_eq!((server.security, server.port), expected, "{file}");
    }
    assert!(config(&[], &[], "").unwrap().mail.server.is_none());
}

#[test]
fn a_sender_has_a_name_of_its_own_or_the_issuers() {
    for (from, name, address) in [
        ("sekisho@example.com", None, "sekisho@example.com"),
        (
            "Sekisho <sekisho@example.com>",
            Some("Sekisho"),
            "sekisho@example.com",
        ),
        (
            "'\"関所, 東京\" <s@example.com>'",
            Some("関所, 東京"),
            "s@example.com",
        ),
        ("<s@example.com>", None, "s@example.com"),
    ] {
        let from = from.trim_matches('\'');
        let sender = config(&[], &[("SEKISHO_MAIL_FROM", from)], "")
            .unwrap()
            .mail
            .from;
        assert_eq!(sender.name.as_deref(), name, "{from}");
        assert_eq!(sender.address.as_str(), address, "{from}");
    }
}

#[test]
fn a_deadline_is_a_date_or_days_or_both() {
    let date = Some(jiff::civil::date(2024, 7, 16));
    for (file, when) in [
        ("date = \"2024-07-16\"", When::new(date, None)),
        ("date = 2024-07-16", When::new(date, None)),
        ("days = 0", When::new(None, Some(0))),
        (
            "date = \"2024-07-16\"\ndays = 365",
            When::new(date, Some(365)),
        ),
    ] {
        let file = format!("[deadline]\nfor = \"console-users\"\n{file}");
        let found = config(&[], &[], &file).unwrap().deadline;
        assert_eq!(found, Some((Whom::ConsoleUsers, when.unwrap())), "{file}");
    }
    let nothing = config(&[], &[], "").unwrap();
    assert_eq!(
        (nothing.deadline, nothing.past_due_keys),
        (None, PastDueKeys::Deny)
    );
}

#[test]
fn rc_3_the_wait_before_a_recovery_is_one_hour_to_thirty_days() {
    for (file, hours) in [
        ("", Some(72)),
        ("wait_hours = 1", Some(1)),
        ("wait_hours = 720", Some(720)),
        ("wait_hours = 0", None),
        ("wait_hours = 721", None),
    ] {
        let file = format!("[recovery]\n{file}");
        let found = config(&[], &[], &file).ok();
        assert_eq!(
            found.map(|config| config.recovery_wait_hours),
            hours,
            "{file}"
        );
    }
}

/// The example as it is, and with every key in it set.
#[test]
fn the_example_can_be_used_and_holds_every_key_that_is_known() {
    let example = include_str!("../../sekisho.example.toml");
    config(&[], &[], example).unwrap();
    let set: String = example
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if key.starts_with(|letter: char| letter.is_ascii_lowercase()) => key,
            _ => line,
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/security-keys.example.toml");
    let set = set.replace("/etc/sekisho/security-keys.toml", keys);
    let config = config(&[], &[], &set).unwrap();
    assert_eq!(
        config.hashing.memory_kib,
        HashingSettings::default().memory_kib
    );
    assert_eq!(config.tolerance, Tolerance::default());
    assert_eq!(config.issuer, service::Settings::default().issuer);
    assert_eq!(config.log, LogSettings::default());
    assert_eq!(config.past_due_keys, PastDueKeys::Deny);
    assert_eq!(config.recovery_wait_hours, 72);
    assert_eq!(config.mail.help.as_deref(), Some("helpdesk@example.com"));
    let source = Source::of(Path::new(FILE), &set);
    let mut layers = Layers::new(&Flags::new(), &|_| None).unwrap();
    layers.add_file(&source).unwrap();
    for key in KEYS {
        assert!(
            layers.take(key).is_some(),
            "`{key}` is missing in the example"
        );
    }
}

/// What the manuals show can be copied.
#[test]
fn every_piece_of_configuration_in_the_manuals_is_taken() {
    let manuals = [
        include_str!("../../../../docs/operate.md"),
        include_str!("../../../../docs/operate.ja.md"),
        include_str!("../../../../docs/events.md"),
        include_str!("../../../../docs/events.ja.md"),
    ];
    let mut pieces = 0;
    for manual in manuals {
        for piece in manual.split("```toml\n").skip(1) {
            let piece = piece.split("```").next().unwrap();
            let piece: Vec<&str> = piece.lines().map(str::trim).collect();
            let piece = piece.join("\n");
            config(&[], &[], &piece).unwrap_or_else(|said| panic!("{piece}\n{said}"));
            pieces += 1;
        }
    }
    assert!(pieces > 10, "they are found: {pieces}");
}

#[test]
fn heads_are_mailed_to_a_few_addresses() {
    let to = |value: &str| {
        config(&[], &[], &format!("[events]\nmail_heads_to = {value}"))
            .map(|config| config.events.mail_heads_to.len())
    };
    assert_eq!(to("\"audit@example.com\""), Ok(1));
    assert_eq!(to("[\"a@example.com\", \"b@example.com\"]"), Ok(2));
    let many = |count: usize| {
        let all: Vec<String> = (0..count)
            .map(|at| format!("\"a{at}@example.com\""))
            .collect();
        to(&format!("[{}]", all.join(", ")))
    };
    assert_eq!(many(10), Ok(10));
    assert!(many(11).is_err_and(|said| said.contains("more than 10 recipients")));
    assert!(to("\"audit\"").is_err_and(|said| said.contains("`audit` is not an address")));
}
