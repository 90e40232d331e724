//! What the operator types beside a running server holds at the next request of somebody who is
//! signed in there: nothing has to be started again.

use std::io::{Read, Write};
use std::net::TcpStream;

use rules::password::Password;
use service::ops::sign_in::{Door, Entered, SignInPassword};
use service::{Caller, Visitor};

use crate::inside::{two_accounts, within};
use crate::sandbox::{PASSWORD, Sandbox, Server};

/// Root of `keiri` in a browser that is signed in.
struct Root<'s> {
    server: &'s Server,
    session: String,
}

impl<'s> Root<'s> {
    fn signs_in(sandbox: &Sandbox, server: &'s Server) -> Self {
        let mut session = String::new();
        within(sandbox, "data", 21, async |service| {
            let sign_in = SignInPassword {
                door: Door::Root("keiri@example.com".to_owned()),
                password: Password::typed(PASSWORD),
            };
            let at_the_door = Caller::Stranger(Visitor::default());
            let Ok(Entered::Open(token, _)) = service.call(&at_the_door, &sign_in).await else {
                panic!("a permanent password opens the console at once")
            };
            token.reveal().clone_into(&mut session);
        });
        Self { server, session }
    }

    /// The whole answer to a GET in the session.
    fn opens(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.server.address()).unwrap();
        let (host, session) = (&self.server.host, &self.session);
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sekisho-session={session}\r\n\
             Accept-Language: en\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[track_caller]
    fn gets(&self, path: &str, status: &str) -> String {
        let answer = self.opens(path);
        let found = answer.lines().next().unwrap_or_default();
        assert!(found.contains(status), "{path}: {found}");
        answer
    }
}

#[test]
fn what_the_operator_types_holds_at_the_next_request_of_an_open_session() {
    let sandbox = two_accounts();
    let server = sandbox.serve(&[]);
    let root = Root::signs_in(&sandbox, &server);
    let types = |args: &[&str]| {
        let done = sandbox.run(args);
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
        done
    };
    root.gets("/console", " 200 ");

    root.gets("/console/accounts", " 404 ");
    types(&["responsible", "set", "keiri/root", "eigyo"]);
    root.gets("/console/accounts", " 200 ");
    types(&["responsible", "set", "keiri/root", "--none"]);
    root.gets("/console/accounts", " 404 ");

    assert!(!root.gets("/console", " 200 ").contains("2040"));
    types(&["deadline", "set", "--for", "roots", "--date", "2040-01-01"]);
    assert!(
        root.gets("/console", " 200 ").contains("2040"),
        "the banner says it"
    );
    types(&[
        "deadline",
        "set",
        "--for",
        "roots",
        "--date",
        "2040-01-01",
        "--days",
        "0",
    ]);
    let past_due = root.gets("/console", " 303 ");
    assert!(past_due.contains("location: /console/enrol"), "{past_due}");
    types(&[
        "deadline",
        "clear",
        "--for",
        "roots",
        "--reason",
        "the story goes on",
    ]);
    root.gets("/console", " 200 ");

    let history = "/console/events?event=CreateEnrolmentAddress";
    let event = "<a href=\"/console/events/";
    assert!(!root.gets(history, " 200 ").contains(event));
    types(&["account", "enrol", "keiri"]);
    assert!(
        root.gets(history, " 200 ").contains(event),
        "the account's own history tells what the operator did"
    );
}
