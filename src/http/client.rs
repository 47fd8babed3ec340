//! The address a request comes from: that of the connection's other end or, where that is a trusted proxy, the one it
//! names in `X-Forwarded-For`. What anybody else writes there is not believed.

use crate::config::TrustedProxies;
use axum::http::{Extensions, HeaderMap, HeaderName};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Header in which each proxy appends the address it serves.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The connection a request came by; rides on the request.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    /// Its other end.
    pub(super) peer: SocketAddr,
    /// Set where an answer left a part of its request unread: what still comes is taken before the connection closes.
    pub(super) unread: Arc<AtomicBool>,
}

/// The address a request comes from; rides on the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client(IpAddr);

impl Client {
    /// The client of a request; none where it came by no connection.
    pub(super) fn of(extensions: &Extensions, headers: &HeaderMap, proxies: &TrustedProxies) -> Option<Self> {
        let peer = extensions.get::<Connection>()?.peer.ip();
        Some(Self(behind(peer, headers, proxies)))
    }

    /// The client of a request that is on its way.
    pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
        extensions.get::<Self>().map(|client| client.0)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The first address, from this end, that is no trusted proxy's.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    let named = headers.get_all(FORWARDED_FOR).into_iter().rev().map(|value| value.to_str().unwrap_or("?"));
    let mut named = named.flat_map(|line| line.rsplit(','));
    let mut client = peer.to_canonical();
    while proxies.contains(client) {
        // Behind a word that is no address nothing is believed either.
        let Some(further) = named.next().and_then(|word| address(word.trim())) else { break };
        client = further.to_canonical();
    }
    client
}

/// `203.0.113.7`, `203.0.113.7:1234`, `2001:db8::7`, `[2001:db8::7]`, `[2001:db8::7]:1234`.
fn address(word: &str) -> Option<IpAddr> {
    let bare = word.strip_prefix('[').and_then(|word| word.strip_suffix(']')).unwrap_or(word);
    bare.parse().ok().or_else(|| word.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(peer: &str, lines: &[&'static str]) -> String {
        let proxies = TrustedProxies::read("10.0.0.0/8").unwrap();
        let headers = lines.iter().map(|line| (FORWARDED_FOR, HeaderValue::from_static(line)));
        behind(peer.parse().unwrap(), &headers.collect(), &proxies).to_string()
    }

    #[test]
    fn x_forwarded_for_is_believed_of_trusted_proxies_only() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn x_forwarded_for_written_by_the_client_is_not_believed() {
        assert_eq!(client("127.0.0.1", &["10.0.0.7, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("127.0.0.1", &["1.1.1.1", "198.51.100.1, 10.2.0.1"]), "198.51.100.1");
        assert_eq!(client("127.0.0.1", &["1.1.1.1, unknown"]), "127.0.0.1");
    }

    #[test]
    fn an_address_may_have_a_port() {
        for word in ["198.51.100.1", "198.51.100.1:80", " 198.51.100.1 ", "::ffff:198.51.100.1"] {
            assert_eq!(client("127.0.0.1", &[word]), "198.51.100.1", "{word}");
        }
        for word in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:80"] {
            assert_eq!(client("127.0.0.1", &[word]), "2001:db8::7", "{word}");
        }
    }
}
