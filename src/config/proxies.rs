//! The proxies before the service whose word on whom they serve is believed.

use std::net::IpAddr;

/// Addresses of trusted proxies. This machine's own (loopback) is always one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// An address, or all that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    /// The address in 128 bits, IPv4 as `::ffff:a.b.c.d`.
    address: u128,
    /// Length of the network's prefix in bits.
    bits: u32,
}

impl TrustedProxies {
    /// Reads addresses and networks: `10.0.0.5`, `10.1.0.0/16`, `2001:db8::/32`, apart by commas or blanks.
    ///
    /// # Errors
    /// The word that is none.
    pub fn read(list: &str) -> Result<Self, String> {
        let words = list.split([',', ' ', '\t']).filter(|word| !word.is_empty());
        words
            .map(|word| Network::read(word).ok_or_else(|| word.to_owned()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Tests whether an address is that of a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.0.iter().any(|network| network.contains(address))
    }
}

impl Network {
    fn read(word: &str) -> Option<Self> {
        let (address, bits) = match word.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (word, None),
        };
        let address = address.parse::<IpAddr>().ok()?;
        let (before, most) = if address.is_ipv4() { (96, 32) } else { (0, 128) };
        let bits = before + bits.unwrap_or(most);
        (bits <= 128).then(|| Self { address: wide(address), bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        // All 128 bits differ in nothing where no bit tells the network.
        let tells = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
        wide(address) & tells == self.address & tells
    }
}

fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(list: &str, address: &str) -> bool {
        TrustedProxies::read(list).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_proxy_is_trusted_by_its_address_or_its_network() {
        let list = "10.0.0.5, 10.1.0.0/16 2001:db8::/32";
        for inside in ["10.0.0.5", "10.1.255.1", "2001:db8:9::1", "::ffff:10.0.0.5"] {
            assert!(contains(list, inside), "{inside}");
        }
        for outside in ["10.0.0.6", "10.2.0.1", "2001:db9::1", "203.0.113.1"] {
            assert!(!contains(list, outside), "{outside}");
        }
        assert!(contains("0.0.0.0/0", "203.0.113.1") && !contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "203.0.113.1"));
    }

    #[test]
    fn this_machine_is_always_trusted_and_nobody_else_by_itself() {
        for own in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(contains("", own), "{own}");
        }
        assert!(!contains("", "10.0.0.5"));
    }

    #[test]
    fn what_is_no_address_is_named() {
        for word in ["proxy", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/"] {
            assert_eq!(TrustedProxies::read(&format!("10.0.0.1,{word}")), Err(word.to_owned()));
        }
    }
}
