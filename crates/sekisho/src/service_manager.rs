//! Telling systemd how the server stands, as `sd_notify(3)` describes it: one datagram to the socket that
//! the environment names. Started by anything else, nothing is told.

/// What can be told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    /// The server answers.
    Ready,
    /// It was told to stop.
    Stopping,
}

impl State {
    #[cfg(target_os = "linux")]
    const fn message(self) -> &'static [u8] {
        match self {
            Self::Ready => b"READY=1",
            Self::Stopping => b"STOPPING=1",
        }
    }
}

/// Tells the service manager, if one asks for it.
#[cfg(target_os = "linux")]
pub(crate) fn tell(state: State) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    if let Err(error) = send(socket.as_encoded_bytes(), state.message()) {
        tracing::warn!(%error, ?state, "the service manager cannot be told how the server stands");
    }
}

/// Elsewhere there is no such service manager.
#[cfg(not(target_os = "linux"))]
pub(crate) fn tell(_state: State) {}

/// Sends a datagram to a socket of the file system, or to an abstract one (`@name`).
#[cfg(target_os = "linux")]
fn send(socket: &[u8], message: &[u8]) -> std::io::Result<()> {
    use std::ffi::OsStr;
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let address = match socket.strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(OsStr::from_bytes(socket))?,
    };
    UnixDatagram::unbound()?.send_to_addr(message, &address)?;
    Ok(())
}
