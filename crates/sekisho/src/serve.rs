//! `sekisho serve`: clock, randomness, store, operations and HTTP put together.
//!
//! What can be refused without touching anything is looked at first: the configuration, the
//! certificate, the bootstrap file, the address. Then the database is opened, and only then is
//! anything written to it.

use std::sync::Arc;
use std::time::Duration;

use service::letters::{Post, Render};
use service::ops::key_host::{AcceptKeyHost, ShowKeyHost};
use service::ops::requirement::AdoptRequirement;
use service::{Planning, Refusal, Service};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};
use web::{App, Letters, Parts, PublicUrl, SET_UP_MINUTES, SetUpGate};

use crate::answer::say;
use crate::bootstrap::Plan;
use crate::certificate::{self, Certificate};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::mail;
use crate::open::{House, operator};
use crate::service_manager::{self, State};
use crate::set_up_address::{Handed, SetUpAddress, is_set_up};
use crate::system;
use crate::trail_jobs;

/// How often last uses are written down: what a crash may lose.
const STAMPS: Duration = Duration::from_mins(1);
/// How often what is over is removed.
const PURGE: Duration = Duration::from_mins(10);
/// How often it is looked who has to be told of a deadline.
const PLAN: Duration = Duration::from_mins(5);
/// How often letters that wait are sent.
const SEND: Duration = Duration::from_secs(5);
/// How often it is looked whether the wait for another address of a root user is over.
const SETTLE: Duration = Duration::from_mins(1);
/// How often it is looked whether a new day of progress has begun.
const PROGRESS: Duration = Duration::from_mins(30);
/// How often it is looked whether the set-up address was used.
const SET_UP_LOOK: Duration = Duration::from_secs(2);

/// Starts the server and runs it until it is told to stop.
pub(crate) fn serve(config: &Config, accept_new_host: bool) -> Result<(), Failure> {
    let tls = match &config.door.tls {
        Some((certificate, key)) => Some(Arc::new(Certificate::open(certificate, key)?)),
        None => None,
    };
    let plan = config.bootstrap.as_deref().map(Plan::read).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::system("the server cannot start"))?;
    let host = if accept_new_host {
        NewHost::Accept
    } else {
        NewHost::Refuse
    };
    runtime.block_on(run(config, host, tls, plan))
}

/// What becomes of security keys that were made for another host.
#[derive(Clone, Copy)]
enum NewHost {
    /// They stop working.
    Accept,
    /// The server does not start.
    Refuse,
}

async fn run(
    config: &Config,
    host: NewHost,
    tls: Option<Arc<Certificate>>,
    plan: Option<Plan>,
) -> Result<(), Failure> {
    // Before anything else is awaited, so that no signal finds nobody.
    let stop = stop_signal().map_err(Failure::system("signals cannot be listened for"))?;
    let address = config.door.listen;
    let failed = |error| Failure::Address { address, error };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let url = config
        .door
        .public_url(listener.local_addr().map_err(failed)?);
    let house = House::open(config, &url)?;
    let served = match check_host(&house.service, host).await {
        Ok(()) => answer(config, &house, &url, listener, tls, plan, stop).await,
        Err(failure) => Err(failure),
    };
    house.close().await;
    served
}

async fn answer(
    config: &Config,
    house: &House,
    url: &PublicUrl,
    listener: TcpListener,
    tls: Option<Arc<Certificate>>,
    plan: Option<Plan>,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    if let Some(plan) = plan {
        say(&plan.apply(&house.service, &operator()).await?);
    }
    adopt(config, &house.service).await?;
    let set_up = SetUpAddress::make(&house.service, url).await?;
    let post = mail::post(config)?;
    let handed = if let Some(address) = &set_up {
        Some(address.hand_over(&config.data)?)
    } else {
        drop(Handed::left_behind(&config.data));
        None
    };
    let gate = set_up.map(|address| address.gate);
    let app = app(config, house, url.clone(), gate);
    let mut jobs = Jobs::begin(&app, letters(config, url), post);
    jobs.0.extend(trail_jobs::begin(&house.service, config));
    if let Some(handed) = handed {
        jobs.watch_set_up(&house.service, handed);
    }
    let speaks = match tls {
        Some(certificate) => {
            let follow = certificate::follow(Arc::clone(&certificate), app.clone());
            jobs.0.push(tokio::spawn(follow));
            Some(web::tls(certificate).map_err(|error| Failure::Refused {
                message: format!("TLS cannot be set up: {error}"),
                exit: Exit::Certificate,
            })?)
        }
        None => None,
    };
    let router = web::router(app.clone());
    say(&format!("listening on {url}"));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "the server answers");
    service_manager::tell(State::Ready);
    let stop = async {
        stop.await;
        service_manager::tell(State::Stopping);
    };
    web::serve(&app, router, listener, speaks, stop).await;
    jobs.end().await;
    let stamps = house.service.write_stamps().await;
    house.seal().await;
    tracing::info!("the server has stopped");
    Ok(stamps?)
}

/// Refuses to start for another host than the one that security keys were made for, unless whoever
/// starts it says that those keys may stop working.
async fn check_host(service: &Service, host: NewHost) -> Result<(), Failure> {
    let found = service.call(&operator(), &ShowKeyHost).await?;
    let Some(fixed) = found.fixed.as_ref().filter(|_| !found.fits()) else {
        return Ok(());
    };
    match host {
        NewHost::Refuse => Err(Failure::NewHost {
            fixed: fixed.clone(),
            ours: found.ours,
            keys: found.strangers,
        }),
        NewHost::Accept => {
            service.call(&operator(), &AcceptKeyHost).await?;
            say(&format!(
                "security keys are made for `{}` from now on; {} of `{fixed}` work no more",
                found.ours, found.strangers
            ));
            Ok(())
        }
    }
}

/// Takes over what the configuration says about MFA, and reports what stays in force although it says
/// something else.
async fn adopt(config: &Config, service: &Service) -> Result<(), Failure> {
    let said = config.deadline.clone();
    let kept = service
        .call(&operator(), &AdoptRequirement { said })
        .await?;
    for rule in kept {
        say(&format!(
            "the configuration said earlier that MFA is required of {}; that stays in force until \
             `sekisho deadline clear --for {} --reason …`",
            rule.whom.key(),
            rule.whom.key()
        ));
    }
    Ok(())
}

/// What makes the texts of letters.
fn letters(config: &Config, url: &PublicUrl) -> Arc<dyn Render> {
    Arc::new(Letters::new(
        url.clone(),
        config.time_zone.clone(),
        &config.issuer,
        config.mail.help.as_deref(),
    ))
}

/// The HTTP floor over these operations.
fn app(config: &Config, house: &House, url: PublicUrl, set_up: Option<SetUpGate>) -> App {
    let service = house.service.clone();
    App::new(Parts {
        config: web::Config {
            proxies: config.door.proxies.clone(),
            metrics_from: config.metrics_from.clone(),
            time_zone: config.time_zone.clone(),
            ..web::Config::new(url)
        },
        csrf_key: house.ring.derive("csrf"),
        random: system::random(),
        ready: Arc::new(move || {
            let service = service.clone();
            Box::pin(async move { service.check().await.map_err(|refusal| sentence(&refusal)) })
        }),
        service: house.service.clone(),
        set_up,
    })
}

/// What runs beside the server.
struct Jobs(Vec<JoinHandle<()>>);

impl Jobs {
    fn begin(app: &App, render: Arc<dyn Render>, post: Arc<dyn Post>) -> Self {
        let service = app.service();
        Self(vec![
            tokio::spawn(write_stamps(service.clone())),
            tokio::spawn(purge(service.clone())),
            tokio::spawn(plan_notices(service.clone())),
            tokio::spawn(note_progress(service.clone())),
            tokio::spawn(settle_root_emails(service.clone())),
            tokio::spawn(send_mail(app.clone(), render, post)),
        ])
    }

    fn watch_set_up(&mut self, service: &Service, handed: Option<Handed>) {
        self.0
            .push(tokio::spawn(watch_set_up(service.clone(), handed)));
    }

    /// Ends them between two steps: what they do may be cut off at any point.
    async fn end(self) {
        for job in self.0 {
            job.abort();
            // It was told to end, so that it did is no error.
            let _ = job.await;
        }
    }
}

async fn write_stamps(service: Service) {
    let mut ticks = every(STAMPS);
    loop {
        ticks.tick().await;
        log_failure(
            "last uses cannot be written down",
            service.write_stamps().await,
        );
    }
}

async fn purge(service: Service) {
    let mut ticks = every(PURGE);
    loop {
        ticks.tick().await;
        match service.purge().await {
            Ok(0) => {}
            Ok(removed) => tracing::debug!(removed, "what was over is removed"),
            Err(refusal) => log_failure("what is over cannot be removed", Err(refusal)),
        }
    }
}

async fn plan_notices(service: Service) {
    let mut ticks = every(PLAN);
    // Also at the start: somebody may wait for it.
    ticks.reset_immediately();
    loop {
        ticks.tick().await;
        match service.plan_notices(Planning::Write).await {
            Ok(plan) if plan.letters.is_empty() => {}
            Ok(plan) => tracing::info!(letters = plan.letters.len(), "notices are planned"),
            Err(refusal) => log_failure("notices cannot be planned", Err(refusal)),
        }
    }
}

async fn note_progress(service: Service) {
    let mut ticks = every(PROGRESS);
    ticks.reset_immediately();
    loop {
        ticks.tick().await;
        log_failure(
            "the progress of the day cannot be written down",
            service.note_progress().await.map(drop),
        );
    }
}

async fn settle_root_emails(service: Service) {
    let mut ticks = every(SETTLE);
    // Also at the start: it may have stood still for longer than the wait.
    ticks.reset_immediately();
    loop {
        ticks.tick().await;
        match service.settle_root_emails().await {
            Ok(0) => {}
            Ok(settled) => tracing::info!(settled, "addresses of root users have changed"),
            Err(refusal) => {
                log_failure("the address of a root user cannot be changed", Err(refusal));
            }
        }
    }
}

async fn send_mail(app: App, render: Arc<dyn Render>, post: Arc<dyn Post>) {
    let mut ticks = every(SEND);
    loop {
        ticks.tick().await;
        let round = match app.service().send_mail(&render, &post).await {
            Ok(round) => round,
            Err(refusal) => {
                log_failure("letters cannot be sent", Err(refusal));
                continue;
            }
        };
        app.metrics().mail(round);
        if round.failed > 0 {
            tracing::warn!(
                failed = round.failed,
                "letters could not be sent; `sekisho notify list` tells which and why"
            );
        }
    }
}

/// Removes the file with the address when it opens nothing any more.
async fn watch_set_up(service: Service, handed: Option<Handed>) {
    let end = Instant::now() + Duration::from_mins(SET_UP_MINUTES.unsigned_abs());
    let mut ticks = every(SET_UP_LOOK);
    while Instant::now() < end {
        ticks.tick().await;
        match is_set_up(&service).await {
            Ok(true) => return drop(handed),
            Ok(false) => {}
            Err(refusal) => log_failure(
                "it cannot be seen whether an account was made",
                Err(refusal),
            ),
        }
    }
    tracing::warn!("the set-up address has expired; start the server again for a new one");
}

/// Ticks of this period.
pub(crate) fn every(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once, and the start has other things to do.
    ticks.reset();
    ticks
}

/// Logs that something could not be done.
pub(crate) fn log_failure(what: &'static str, done: Result<(), Refusal>) {
    if let Err(refusal) = done {
        tracing::warn!(reason = sentence(&refusal), "{what}");
    }
}

/// Ready when the process is told to stop.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    // Listening begins here, and not when the future is first asked.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready when the process is told to stop.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be told, the server runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
