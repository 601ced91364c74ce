//! From where a user logs in: the network of the address, as a short digest of the user's own. It tells a known place from
//! a new one; who has the database can find out a network only by trying them all.

use std::net::{IpAddr, Ipv6Addr};

use super::digest;

/// Characters of a place.
const LENGTH: usize = 12;
/// Characters that all places of a user take: 8 of them, each with a space after it.
pub const ROOM: usize = 8 * (LENGTH + 1);

/// Where calls of everybody's Workers come from (developers.cloudflare.com, HTTP headers, CF-Connecting-IP in subrequests): nobody's place.
const WORKERS: Ipv6Addr = Ipv6Addr::new(0x2a06, 0x98c0, 0x3600, 0, 0, 0, 0, 0x103);

/// The network that a user's call came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// That of `address` (`CF-Connecting-IP`) for `account`, in whatever case, of `appid`; nothing if the address is none,
    /// or that of all Workers.
    pub fn of(address: &str, appid: &str, account: &str) -> Option<Self> {
        let address: IpAddr = address.parse().ok()?;
        let network = match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(WORKERS) => return None,
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        };
        let account = account.to_ascii_lowercase();
        let mut digest = digest::sha256_hex(format!("{appid} {account} {network}").as_bytes());
        digest.truncate(LENGTH);
        Some(Self(digest))
    }

    /// Whether it is one of `places`, as they are stored.
    pub fn is_among(&self, places: Option<&str>) -> bool {
        let mut places = places.unwrap_or_default().split_ascii_whitespace();
        places.any(|it| it == self.0)
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(address: &str) -> Option<Place> {
        Place::of(address, "9870700171", "Alice")
    }

    #[test]
    fn a_place_is_a_network_of_one_user() {
        assert_eq!(place("203.0.113.7"), place("203.0.113.250"));
        assert_ne!(place("203.0.113.7"), place("203.0.112.7"));
        assert_eq!(place("2001:db8:1:2::3"), place("2001:db8:1:ffff::"));
        assert_ne!(place("2001:db8:1::"), place("2001:db8:2::"));
        let address = "203.0.113.7";
        assert_eq!(place(address), Place::of(address, "9870700171", "aLICE"));
        assert_ne!(place(address), Place::of(address, "9870700171", "bob"));
        assert_ne!(place(address), Place::of(address, "9870700172", "Alice"));
        assert_eq!(place("::ffff:203.0.113.7"), place("203.0.113.7"));
        assert_eq!(place(""), None);
        assert_eq!(place("2a06:98c0:3600::103"), None);
    }

    #[test]
    fn a_known_place_is_found_among_others() {
        let [one, other] = ["203.0.113.7", "198.51.100.1"].map(|it| place(it).unwrap());
        let places = format!("{} {} ", other.as_str(), one.as_str());
        assert!(one.is_among(Some(&places)));
        assert!(!one.is_among(Some(other.as_str())));
        assert!(!one.is_among(Some("")) && !one.is_among(None));
        assert!(format!("{} ", one.as_str()).len() * 8 == ROOM);
    }

    proptest! {
        #[test]
        fn no_address_panics(address in "\\PC{0,20}|[0-9a-f.:]{0,40}", account in "\\PC{0,10}") {
            if let Some(place) = Place::of(&address, "1", &account) {
                let places = ["x", place.as_str()].join(" ");
                prop_assert!(place.is_among(Some(&places)));
            }
        }
    }
}
