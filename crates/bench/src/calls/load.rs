//! Many requests that were made before, over some connections, from one thread.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::http::Connection;
use crate::rate::Rate;

/// How much longer than its turn a load may take, and how long a load without a turn.
const PATIENCE: Duration = Duration::from_secs(25);
/// How much of an answer that is none an error repeats.
const REPEATED_CHARS: usize = 300;

/// When a load ends.
#[derive(Clone, Copy)]
pub(super) enum Until {
    /// After some time; requests are sent again from the first one on.
    Over(Duration),
    /// When each request was sent once.
    Each,
}

/// Sends the requests in their order and adds what was answered to the rate. Every answer has to be
/// a 200. Blocks until it is over.
pub(super) fn send(
    port: u16,
    connections: usize,
    requests: &Arc<Vec<Vec<u8>>>,
    until: Until,
    rate: &mut Rate,
) -> Result<()> {
    let turn = match until {
        Until::Over(turn) => turn,
        Until::Each => Duration::ZERO,
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (done, took) = runtime.block_on(async {
        let sent = async {
            let mut open = Vec::with_capacity(connections);
            for _ in 0..connections {
                open.push(connect(port).await?);
            }
            let next = Arc::new(AtomicUsize::new(0));
            let start = Instant::now();
            let mut lanes = JoinSet::new();
            for connection in open {
                lanes.spawn(lane(
                    port,
                    connection,
                    requests.clone(),
                    next.clone(),
                    until,
                ));
            }
            let mut done = 0;
            while let Some(ended) = lanes.join_next().await {
                done += ended??;
            }
            anyhow::Ok((done, start.elapsed()))
        };
        timeout(turn + PATIENCE, sent)
            .await
            .context("the load does not end")?
    })?;
    rate.add(done, took);
    Ok(())
}

/// Sends the requests one after another over one connection and says how long each took.
pub(super) fn singly(port: u16, requests: &[Vec<u8>]) -> Result<Vec<Duration>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sent = async {
            let mut connection = connect(port).await?;
            let mut took = Vec::with_capacity(requests.len());
            for request in requests {
                let start = Instant::now();
                answered(&mut connection, request).await?;
                took.push(start.elapsed());
            }
            anyhow::Ok(took)
        };
        timeout(PATIENCE, sent)
            .await
            .context("the calls do not end")?
    })
}

/// One connection. A server that closes it behind each answer is connected to again.
async fn lane(
    port: u16,
    mut connection: Connection,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    until: Until,
) -> Result<u64> {
    let start = Instant::now();
    let mut done = 0;
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let request = match until {
            Until::Over(turn) if done == 0 || start.elapsed() < turn => {
                &requests[at % requests.len()]
            }
            Until::Each if at < requests.len() => &requests[at],
            Until::Over(_) | Until::Each => return Ok(done),
        };
        if answered(&mut connection, request).await? {
            connection = connect(port).await?;
        }
        done += 1;
    }
}

async fn connect(port: u16) -> Result<Connection> {
    Connection::open(Ipv4Addr::LOCALHOST, port).await
}

/// Whether the connection is closed behind the answer.
async fn answered(connection: &mut Connection, request: &[u8]) -> Result<bool> {
    let answer = connection.ask_patiently(request).await?;
    if answer.status != 200 {
        let text = String::from_utf8_lossy(answer.body);
        let text: String = text.chars().take(REPEATED_CHARS).collect();
        bail!("a call was answered with {}: {text}", answer.status);
    }
    Ok(answer.closes())
}
