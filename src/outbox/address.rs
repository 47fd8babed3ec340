//! Addresses at which a webhook may be called. A target is an address that somebody typed in; it must not become a way
//! into the network that the service stands in.
//!
//! A name is looked up by us, its addresses are held against the list, and the connection goes to one of those very
//! addresses: a name that means something else a moment later gains nothing.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bytes of an address.
const URL_BYTES: usize = 2_000;

/// An address as a target may have it: `https`, or `http` inside the network; nobody's name in it; no address of the
/// network's inside unless the target lies there. The error is the sentence for people.
pub(super) fn url_of(text: &str, private: bool) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= URL_BYTES);
    let url = url.ok_or("Không đọc được địa chỉ; hãy viết như https://may-nhan.vn/duong-dan.")?;
    match url.scheme() {
        "https" => {}
        "http" if private => {}
        "http" => {
            return Err("Địa chỉ phải bắt đầu bằng https://; http:// chỉ dùng cho máy trong mạng nội bộ.");
        }
        _ => return Err("Địa chỉ phải bắt đầu bằng https://."),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("Địa chỉ không được chứa tên đăng nhập, mật khẩu hay phần sau dấu #.");
    }
    match literal(&url) {
        Some(address) if !permitted(address, private) => Err(FORBIDDEN),
        _ => Ok(url),
    }
}

/// Message for an address inside the network.
pub(super) const FORBIDDEN: &str =
    "Địa chỉ thuộc mạng nội bộ hoặc không được phép gọi; máy trong mạng nội bộ phải được khai là “private”.";

/// The IP address that stands in an address instead of a name, in whatever form it was written.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// Tests whether a target may be reached at an IP address; `private`: it may lie inside the network.
pub(super) fn permitted(address: IpAddr, private: bool) -> bool {
    let address = address.to_canonical();
    !is_never(address) && (private || is_public(address))
}

/// Addresses that no target has: everybody's, nobody's, and those at which clouds hand out credentials.
fn is_never(address: IpAddr) -> bool {
    const METADATA: [IpAddr; 5] = [
        IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
        IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
        IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
        IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
        IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    address.is_unspecified()
        || address.is_multicast()
        || address == IpAddr::V4(Ipv4Addr::BROADCAST)
        || METADATA.contains(&address)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Tests whether an address is in no range of the registry of special addresses (RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [([u8; 4], u32); 15] = [
        ([0, 0, 0, 0], 8),       // this network
        ([10, 0, 0, 0], 8),      // private
        ([100, 64, 0, 0], 10),   // shared by the customers of a provider
        ([127, 0, 0, 0], 8),     // this machine
        ([169, 254, 0, 0], 16),  // link-local
        ([172, 16, 0, 0], 12),   // private
        ([192, 0, 0, 0], 24),    // protocols
        ([192, 0, 2, 0], 24),    // examples
        ([192, 88, 99, 0], 24),  // 6to4 relays
        ([192, 168, 0, 0], 16),  // private
        ([198, 18, 0, 0], 15),   // measuring
        ([198, 51, 100, 0], 24), // examples
        ([203, 0, 113, 0], 24),  // examples
        ([224, 0, 0, 0], 4),     // multicast
        ([240, 0, 0, 0], 4),     // reserved, broadcast
    ];
    let within = |(network, bits): &([u8; 4], u32)| {
        (address.to_bits() ^ u32::from_be_bytes(*network)).leading_zeros() >= *bits
    };
    !SPECIAL.iter().any(within)
}

/// Global unicast without the parts that carry another address in them; of NAT64, what it carries.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    match (a, b) {
        (0x64, 0xff9b) => {
            let [.., high, low] = address.segments();
            address.segments().iter().skip(2).take(4).all(|&s| s == 0)
                && is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        // 2001::/23 (Teredo, ORCHID …), examples, 6to4, examples.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x2002, _) | (0x3fff, 0..=0xfff) => false,
        _ => a & 0xe000 == 0x2000,
    }
}

/// A name that leads nowhere a target may be.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no address that may be called")]
pub(super) struct Forbidden;

/// Looks names up, and knows only those of their addresses that a target may have.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<_> = found.filter(|address| permitted(address.ip(), private)).collect();
            if found.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_the_network_are_not_public() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!permitted(inside.parse().unwrap(), false), "{inside}");
        }
    }

    #[test]
    fn addresses_of_the_world_are_public() {
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.255.255",
            "203.113.131.1",
            "223.255.255.255",
            "2001:ee0::1",
            "2400:cb00::1",
            "2606:4700:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(permitted(outside.parse().unwrap(), false), "{outside}");
        }
    }

    #[test]
    fn a_private_target_lies_in_the_network_but_never_where_credentials_are_handed_out() {
        for inside in ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd12::1", "::ffff:10.0.0.1", "8.8.8.8"]
        {
            assert!(permitted(inside.parse().unwrap(), true), "{inside}");
        }
        for never in [
            "0.0.0.0",
            "::",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "fd00:ec2::254",
            "100.100.100.200",
            "255.255.255.255",
            "224.0.0.1",
            "ff02::1",
        ] {
            assert!(!permitted(never.parse().unwrap(), true), "{never}");
        }
    }

    #[test]
    fn odd_spellings_of_inner_addresses_are_seen_through() {
        for odd in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0x7f.0.0.0x1:8443/x",
            "https://127.0.0.1./",
            "https://１２７.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[fe80::1]/",
            "https://10.1/",
            "https://0/",
            "https:\\\\192.168.0.1\\x",
        ] {
            assert_eq!(url_of(odd, false).unwrap_err(), FORBIDDEN, "{odd}");
        }
    }

    #[test]
    fn only_plain_addresses_of_the_web_are_targets() {
        assert!(url_of("https://nhan.example.vn:8443/su-kien?x=1", false).is_ok());
        assert!(url_of("http://10.0.0.5/su-kien", true).is_ok());
        let long = format!("https://nhan.example.vn/{}", "x".repeat(URL_BYTES));
        for (bad, private) in [
            ("http://nhan.example.vn/", false),
            ("ftp://nhan.example.vn/", true),
            ("file:///etc/passwd", true),
            ("gopher://10.0.0.5/", true),
            ("unix:/run/x", true),
            ("nhan.example.vn", false),
            ("https://", false),
            ("", true),
            ("https://lan:mat-khau@nhan.example.vn/", false),
            ("https://lan@nhan.example.vn/", false),
            ("https://nhan.example.vn/#x", false),
            (long.as_str(), false),
        ] {
            assert!(url_of(bad, private).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_is_known_by_its_permitted_addresses_only() {
        let name = || "localhost".parse::<Name>().unwrap();
        let refused = Guard { private: false }.resolve(name()).await.err().unwrap();
        assert!(refused.is::<Forbidden>());
        let known: Vec<_> = Guard { private: true }.resolve(name()).await.ok().unwrap().collect();
        assert!(!known.is_empty() && known.iter().all(|address| address.ip().is_loopback()));
    }
}
