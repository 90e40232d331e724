//! Pages per second over loopback, beside a bare server that says hello.
//!
//! Server and client share the machine's cores, in both cases.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use service::Service;
use store::KeyRing;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::{App, Config, Parts, PublicUrl};

use crate::Effort;
use crate::hello;
use crate::http::{self, CONNECTIONS, Connection};
use crate::installation::{CHEAP, Installation, Person, random};
use crate::rate::Rate;
use crate::report::{Figure, Report, Unit};

/// Users of a small account.
const SMALL: usize = 1;

struct Page {
    name: String,
    request: Vec<u8>,
    rate: Rate,
}

/// Measures the door and the dashboard, the latter also in a large account.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let runtime = Runtime::new()?;
    let bare = runtime.block_on(Hello::listens())?;
    let installation = runtime.block_on(Installation::found(CHEAP))?;
    let server = runtime.block_on(Server::listens(&installation.service, &installation.ring))?;
    let mut person = runtime.block_on(installation.person(0))?;
    let session = runtime.block_on(person.adds_device(&installation))?;
    let cookies = cookies(&person, session.reveal());

    let mut hello = Rate::default();
    let hello_request = http::get("/", bare.port, "");
    let mut door = page("/signin", "GET /signin".to_owned(), &server, "");
    runtime.block_on(shows(&server, &door.request, "/signin/root"))?;
    let mut dashboard = page("/console", dashboard_name(SMALL), &server, &cookies);
    runtime.block_on(shows(&server, &dashboard.request, "/signout"))?;
    for _ in 0..effort.rounds {
        http::load(bare.port, &hello_request, effort.turn, &mut hello)?;
        for page in [&mut door, &mut dashboard] {
            http::load(server.port, &page.request, effort.turn, &mut page.rate)?;
        }
    }
    let mut large = page("/console", dashboard_name(effort.users), &server, &cookies);
    for number in SMALL..effort.users {
        runtime.block_on(installation.person(number))?;
    }
    http::load(server.port, &large.request, turns(effort), &mut large.rate)?;

    let beside = format!("bare axum hello, {CONNECTIONS} connections");
    for page in [door, dashboard, large] {
        let figure = Figure::new(page.name, page.rate.per_second(), Unit::PerSecond);
        report.add(figure.beside(beside.as_str(), hello.per_second()));
    }
    bare.task.abort();
    runtime.block_on(server.ends())?;
    runtime.block_on(installation.raze())
}

fn turns(effort: Effort) -> Duration {
    // Two turns tell enough of a page that is only compared with its smaller self.
    effort.turn * 2
}

fn dashboard_name(users: usize) -> String {
    let users = if users == 1 {
        "1 user".to_owned()
    } else {
        format!("{users} users")
    };
    format!("GET /console, {users}")
}

fn page(path: &str, name: String, server: &Server, cookies: &str) -> Page {
    Page {
        name,
        request: http::get(path, server.port, cookies),
        rate: Rate::default(),
    }
}

fn cookies(person: &Person, session: &str) -> String {
    let https = false;
    let (browser_name, session_name) = (
        web::Cookie::Browser.name(https),
        web::Cookie::Session.name(https),
    );
    let browser = person.browser.reveal();
    format!("{browser_name}={browser}; {session_name}={session}")
}

/// That the page is the one that is meant: it leads on to `path`.
async fn shows(server: &Server, request: &[u8], path: &str) -> Result<()> {
    let mut connection = Connection::open(Ipv4Addr::LOCALHOST, server.port).await?;
    let answer = connection.ask(request).await?;
    let status = answer.status;
    ensure!(status == 200, "the page was answered with {status}");
    let text = answer.text()?;
    ensure!(text.contains(path), "the page does not lead to `{path}`");
    Ok(())
}

/// The bare server, beside us.
pub(crate) struct Hello {
    /// Where it listens on loopback.
    pub(crate) port: u16,
    task: JoinHandle<std::io::Result<()>>,
}

impl Hello {
    /// Listens.
    pub(crate) async fn listens() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let serve = axum::serve(listener, hello::router());
        let task = tokio::spawn(serve.into_future());
        Ok(Self { port, task })
    }
}

/// The console and the wire, served as the program serves them.
pub(crate) struct Server {
    /// Where it listens on loopback.
    pub(crate) port: u16,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves these operations.
    pub(crate) async fn listens(service: &Service, ring: &KeyRing) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let public_url = PublicUrl::parse(&format!("http://localhost:{port}"))?;
        let app = App::new(Parts {
            config: Config::new(public_url),
            csrf_key: ring.derive("bench form"),
            random: Arc::new(random),
            ready: Arc::new(|| Box::pin(async { Ok(()) })),
            service: service.clone(),
            set_up: None,
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let router = web::router(app.clone());
            let stopped = async {
                // A sender that is gone means the same.
                let _ = stopped.await;
            };
            web::serve(&app, router, listener, None, stopped).await;
        });
        Ok(Self { port, stop, task })
    }

    /// Ends it.
    pub(crate) async fn ends(self) -> Result<()> {
        drop(self.stop);
        self.task.await.context("the server ended badly")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn door_and_dashboard_are_the_pages_that_are_measured() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("GET /console, 1 user "), "{text}");
        assert!(text.contains("GET /console, 3 users "), "{text}");
    }
}
