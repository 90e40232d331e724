//! Who is asking: address, network, transport and browser.
//!
//! `X-Forwarded-*` headers count only when the peer is a proxy that the configuration names
//!. The client is then the rightmost address that is no such proxy: everything left
//! of it was written by somebody we do not know.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{App, Problem};

/// The other end of the connection, put into each request by [`crate::serve()`].
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The address that the connection came from.
    pub address: SocketAddr,
    /// Whether the connection itself is TLS.
    pub tls: bool,
}

/// Who sent this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address of the client, never that of a named proxy unless the proxy itself asks.
    pub ip: IpAddr,
    /// The network that limits are counted for.
    pub network: Network,
    /// Whether the client speaks TLS, to us or to a named proxy.
    pub secure: bool,
    /// What the browser calls itself, without control characters, at most
    /// [`USER_AGENT_CHARS_MAX`] characters; empty when it says nothing.
    pub user_agent: String,
}

/// The longest name of a browser that is kept.
pub const USER_AGENT_CHARS_MAX: usize = 256;

/// How many proxies in a row are believed.
pub(super) const HOPS_MAX: usize = 16;

/// A client's network: one IPv4 address or one IPv6 /64, which is what a stranger has for the
/// asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpNet);

impl Network {
    /// The network of an address.
    pub fn of(ip: IpAddr) -> Self {
        Self(match ip.to_canonical() {
            IpAddr::V4(ip) => IpNet::V4(Ipv4Net::from(ip)),
            IpAddr::V6(ip) => {
                let high = ip.to_bits() & (u128::MAX << 64);
                IpNet::V6(Ipv6Net::new_assert(high.into(), 64))
            }
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Client {
    pub(super) fn read(peer: Peer, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let peer_ip = peer.address.ip().to_canonical();
        let by_proxy = is_named(peer_ip, proxies);
        let ip = if by_proxy {
            behind_proxies(peer_ip, headers, proxies)
        } else {
            peer_ip
        };
        let told_https = by_proxy
            && last_value(headers, "x-forwarded-proto")
                .is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
        Self {
            ip,
            network: Network::of(ip),
            secure: peer.tls || told_https,
            user_agent: user_agent(headers),
        }
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut request::Parts,
        app: &App,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<Peer>().copied();
        // Only a router that is served by something else than `serve` lacks the peer.
        let peer = peer.ok_or(Problem::Internal)?;
        Ok(Self::read(peer, &parts.headers, &app.config().proxies))
    }
}

/// Whether an address is a proxy that the configuration names.
pub(super) fn is_named(ip: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|net| net.contains(&ip))
}

/// The last value of a header that proxies append to: the nearest proxy wrote it.
pub(super) fn last_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next().map(str::trim)
}

fn behind_proxies(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let mut client = peer;
    let lines = headers.get_all("x-forwarded-for");
    let lines = lines.iter().rev().map(|line| line.to_str().unwrap_or(""));
    let hops = lines.flat_map(|line| line.rsplit(',')).take(HOPS_MAX);
    for hop in hops {
        if !is_named(client, proxies) {
            break;
        }
        // What cannot be read was not written by a proxy that we know how to believe.
        let Some(ip) = address(hop.trim()) else { break };
        client = ip;
    }
    client
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let ip = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())?;
    Some(ip.to_canonical())
}

fn user_agent(headers: &HeaderMap) -> String {
    let Some(value) = headers.get(USER_AGENT) else {
        return String::new();
    };
    String::from_utf8_lossy(value.as_bytes())
        .chars()
        .filter(|c| !c.is_control())
        .take(USER_AGENT_CHARS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn client(peer: &str, tls: bool, headers: &[(&'static str, &str)]) -> Client {
        let proxies: Vec<IpNet> = ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header");
            map.append(HeaderName::from_static(name), value);
        }
        let address = SocketAddr::new(peer.parse().expect("an address"), 4711);
        Client::read(Peer { address, tls }, &map, &proxies)
    }

    /// forwarded addresses count only from named proxies.
    #[test]
    fn the_client_is_the_rightmost_address_that_is_no_named_proxy() {
        const XFF: &str = "x-forwarded-for";
        let long = ["10.0.0.1"; HOPS_MAX + 1].join(",");
        for (peer, lines, expected) in [
            ("203.0.113.9", vec![], "203.0.113.9"),
            ("203.0.113.9", vec!["192.0.2.1"], "203.0.113.9"),
            ("127.0.0.1", vec![], "127.0.0.1"),
            ("127.0.0.1", vec!["192.0.2.1"], "192.0.2.1"),
            ("::ffff:127.0.0.1", vec!["192.0.2.1"], "192.0.2.1"),
            ("127.0.0.1", vec!["198.51.100.7, 192.0.2.1"], "192.0.2.1"),
            ("127.0.0.1", vec!["192.0.2.1, 10.1.2.3"], "192.0.2.1"),
            ("127.0.0.1", vec!["198.51.100.7", "192.0.2.1"], "192.0.2.1"),
            (
                "127.0.0.1",
                vec!["198.51.100.7", "192.0.2.1,10.1.2.3"],
                "192.0.2.1",
            ),
            ("127.0.0.1", vec!["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
            ("127.0.0.1", vec!["192.0.2.1, unknown"], "127.0.0.1"),
            (
                "127.0.0.1",
                vec!["192.0.2.1, unknown, 10.1.2.3"],
                "10.1.2.3",
            ),
            ("127.0.0.1", vec![""], "127.0.0.1"),
            ("127.0.0.1", vec!["192.0.2.1:4711"], "192.0.2.1"),
            ("127.0.0.1", vec!["[2001:db8::1]:4711"], "2001:db8::1"),
            ("127.0.0.1", vec!["[2001:db8::1]"], "2001:db8::1"),
            ("fd00::1", vec!["::ffff:192.0.2.1"], "192.0.2.1"),
            ("127.0.0.1", vec![long.as_str()], "10.0.0.1"),
        ] {
            let headers: Vec<_> = lines.iter().map(|line| (XFF, *line)).collect();
            let found = client(peer, false, &headers).ip;
            assert_eq!(
                found,
                expected.parse::<IpAddr>().expect("ip"),
                "{peer} {lines:?}"
            );
        }
    }

    #[test]
    fn a_client_behind_one_proxy_more_than_the_maximum_is_not_found() {
        let behind = |hops: usize| {
            let mut line = vec!["192.0.2.1"];
            line.extend(vec!["10.0.0.1"; hops - 1]);
            client("10.0.0.2", false, &[("x-forwarded-for", &line.join(","))]).ip
        };
        assert_eq!(behind(HOPS_MAX).to_string(), "192.0.2.1");
        assert_eq!(behind(HOPS_MAX + 1).to_string(), "10.0.0.1");
    }

    #[test]
    fn transport_is_believed_from_the_connection_or_a_named_proxy_only() {
        const PROTO: &str = "x-forwarded-proto";
        for (peer, tls, headers, secure) in [
            ("203.0.113.9", true, vec![], true),
            ("203.0.113.9", false, vec![(PROTO, "https")], false),
            ("127.0.0.1", false, vec![], false),
            ("127.0.0.1", false, vec![(PROTO, "HTTPS")], true),
            ("127.0.0.1", false, vec![(PROTO, "http")], false),
            ("127.0.0.1", false, vec![(PROTO, "https, http")], false),
            (
                "127.0.0.1",
                false,
                vec![(PROTO, "https"), (PROTO, "http")],
                false,
            ),
        ] {
            assert_eq!(
                client(peer, tls, &headers).secure,
                secure,
                "{peer} {headers:?}"
            );
        }
    }

    #[test]
    fn a_network_is_one_ipv4_address_or_one_ipv6_64() {
        for (ip, network) in [
            ("192.0.2.1", "192.0.2.1/32"),
            ("::ffff:192.0.2.1", "192.0.2.1/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::1", "::/64"),
        ] {
            assert_eq!(Network::of(ip.parse().expect("ip")).to_string(), network);
        }
    }

    #[test]
    fn the_name_of_a_browser_is_bounded_and_has_no_control_characters() {
        let agent = |text: &str| client("192.0.2.1", false, &[("user-agent", text)]).user_agent;
        assert_eq!(agent("Mozilla/5.0\t(X11)"), "Mozilla/5.0(X11)");
        assert_eq!(
            agent(&"a".repeat(USER_AGENT_CHARS_MAX)).len(),
            USER_AGENT_CHARS_MAX
        );
        assert_eq!(
            agent(&"a".repeat(USER_AGENT_CHARS_MAX + 1)).len(),
            USER_AGENT_CHARS_MAX
        );
        assert_eq!(client("192.0.2.1", false, &[]).user_agent, "");
    }
}
