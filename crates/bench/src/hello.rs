//! A bare axum server: what a program costs that answers and does nothing else.

use std::net::Ipv4Addr;

use anyhow::Result;
use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::say;

/// The server.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello\n"))
        .route("/healthz", get(async || "ok\n"))
}

/// `bench hello`: listens like the program does, until it is killed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        say(format_args!("listening on http://localhost:{port}"));
        axum::serve(listener, router()).await?;
        Ok(())
    })
}
