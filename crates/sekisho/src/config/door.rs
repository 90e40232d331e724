//! The way to the server: where it listens, what stands before it, what people type.
//!
//! Invariant: plain http is never reachable from elsewhere. Nothing switches that
//! off, and a `Door` that would break it cannot be made.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use web::PublicUrl;

/// A way to the server that is safe.
#[derive(Debug)]
pub(crate) struct Door {
    /// The address to listen on.
    pub(crate) listen: SocketAddr,
    /// The proxies whose `X-Forwarded-*` headers count.
    pub(crate) proxies: Vec<IpNet>,
    /// The files of the certificate chain and of its key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    public_url: Option<PublicUrl>,
}

/// A way to the server that would not be safe, or that nobody would find.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DoorError {
    /// Plain http on an address that others reach.
    #[error(
        "plain http on `{0}` could be read on the way; listen on 127.0.0.1, or name a certificate \
         in `[tls]`, or a proxy in `[proxy] trusted` with an https `public_url`"
    )]
    PlainHttp(SocketAddr),
    /// Behind a proxy, on an address that others reach, without an https address.
    #[error(
        "behind a proxy and listening on `{0}`, `public_url` is the https address that people type; \
         add it, like `https://signin.example.com`"
    )]
    ProxyWithoutHttps(SocketAddr),
    /// An https address, and nobody who speaks TLS.
    #[error(
        "`public_url` is `{0}` and nothing here speaks TLS; name a certificate in `[tls]`, \
         or the proxy that does in `[proxy] trusted`"
    )]
    NobodySpeaksTls(PublicUrl),
    /// TLS, and a plain address.
    #[error(
        "with a certificate in `[tls]`, `public_url` begins with https, and `{0}` does not; mend it"
    )]
    TlsWithPlainUrl(PublicUrl),
    /// TLS on an address that others reach, under a name that we do not know.
    #[error(
        "listening on `{0}` needs the address that people type, which is in the certificate; \
         add `public_url`, like `https://signin.example.com`"
    )]
    NoPublicUrl(SocketAddr),
}

impl Door {
    /// A door, if it is a safe one.
    pub(super) fn new(
        listen: SocketAddr,
        public_url: Option<PublicUrl>,
        proxies: Vec<IpNet>,
        tls: Option<(PathBuf, PathBuf)>,
    ) -> Result<Self, DoorError> {
        let own = listen.ip().to_canonical().is_loopback();
        let behind_proxy = !proxies.is_empty();
        let fault = match &public_url {
            Some(url) if tls.is_some() => {
                (!url.is_https()).then(|| DoorError::TlsWithPlainUrl(url.clone()))
            }
            None if tls.is_some() => (!own).then_some(DoorError::NoPublicUrl(listen)),
            _ if !own && !behind_proxy => Some(DoorError::PlainHttp(listen)),
            Some(url) if url.is_https() => {
                (!behind_proxy).then(|| DoorError::NobodySpeaksTls(url.clone()))
            }
            _ => (!own).then_some(DoorError::ProxyWithoutHttps(listen)),
        };
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(Self {
            listen,
            proxies,
            tls,
            public_url,
        })
    }

    /// The host that people type, by which they know this installation; none for a trial on
    /// `localhost`.
    pub(crate) fn name(&self) -> Option<String> {
        let url = self.public_url.as_ref()?;
        (url.host() != "localhost").then(|| url.host().to_owned())
    }

    /// The host that people type.
    pub(crate) fn host(&self) -> &str {
        self.public_url
            .as_ref()
            .map_or("localhost", PublicUrl::host)
    }

    /// The address that people type, as far as it is known beside the server; none where that takes
    /// any free port and nobody said more.
    pub(crate) fn settled_url(&self) -> Option<PublicUrl> {
        let settled = self.public_url.is_some() || self.listen.port() != 0;
        settled.then(|| self.public_url(self.listen))
    }

    /// The address that people type, now that the port is known.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> PublicUrl {
        let at_home = || match self.tls {
            None => PublicUrl::localhost(bound.port()),
            Some(_) => PublicUrl::parse(&format!("https://localhost:{}", bound.port()))
                .expect("a scheme, `localhost` and a port are an address"),
        };
        self.public_url.clone().unwrap_or_else(at_home)
    }
}
