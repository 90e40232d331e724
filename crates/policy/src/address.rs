//! IP addresses and ranges of them (spec: policy 6.10, 6.11).
//!
//! AWS treats the two families differently: bits of an IPv4 range behind its prefix do not matter, while an IPv6 range
//! that has any matches nothing. Such a range could only be a mistake, so it is refused when the policy is read.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One address, or all addresses with the same beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    V4 { bits: u32, mask: u32 },
    V6 { bits: u128, mask: u128 },
}

impl Range {
    /// Reads what a policy says; `None` for what is no range, or one of IPv6 with bits behind its prefix.
    pub(crate) fn parse(text: &str) -> Option<Range> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(prefix(length)?)),
            None => (text, None),
        };
        if let Some(address) = v4(address) {
            let mask = mask(length.unwrap_or(32), 32)?;
            let mask = u32::try_from(mask >> 96).ok()?;
            return Some(Range::V4 {
                bits: u32::from(address) & mask,
                mask,
            });
        }
        let bits = u128::from(v6(address).filter(|_| !address.contains('.'))?);
        let mask = mask(length.unwrap_or(128), 128)?;
        (bits & !mask == 0).then_some(Range::V6 { bits, mask })
    }

    /// Whether the address lies in the range.
    pub(crate) fn holds(self, address: IpAddr) -> bool {
        match (self, address) {
            (Range::V4 { bits, mask }, IpAddr::V4(address)) => u32::from(address) & mask == bits,
            (Range::V6 { bits, mask }, IpAddr::V6(address)) => u128::from(address) & mask == bits,
            _ => false,
        }
    }
}

/// Reads the address of a request. One that stands for an IPv4 address is that one.
pub(crate) fn parse(text: &str) -> Option<IpAddr> {
    if let Some(address) = v4(text) {
        return Some(IpAddr::V4(address));
    }
    let address = v6(text)?;
    Some(match address.to_ipv4_mapped() {
        Some(mapped) => IpAddr::V4(mapped),
        None => IpAddr::V6(address),
    })
}

/// The first `length` bits of 128; `None` if a family of `width` bits has no such prefix.
fn mask(length: u32, width: u32) -> Option<u128> {
    if length > width {
        return None;
    }
    Some(u128::MAX.checked_shl(128 - length).unwrap_or(0))
}

fn prefix(text: &str) -> Option<u32> {
    let is_short = (1..=3).contains(&text.len());
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Four decimal fields. Zeros before a field are let through, as AWS does.
fn v4(text: &str) -> Option<Ipv4Addr> {
    let mut fields = text.split('.');
    let mut octets = [0; 4];
    for octet in &mut octets {
        let field = fields.next()?;
        let is_short = (1..=3).contains(&field.len());
        if !is_short || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *octet = field.parse().ok()?;
    }
    fields.next().is_none().then(|| octets.into())
}

fn v6(text: &str) -> Option<Ipv6Addr> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_the_addresses_of_the_table() {
        // spec: policy 6.10, 6.11
        for (range, address, expected) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.77/24", "192.0.2.1", true),
            ("192.000.002.001/032", "192.0.2.1", true),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.1", false),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:9::1", true),
            ("2001:db8:1234:5678::/64", "2001:db8:1234:5679::1", false),
            ("2001:db8::4/127", "2001:db8::5", true),
            ("2001:db8::4", "2001:db8::4", true),
            ("2001:db8::4", "2001:db8::5", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("192.0.2.0/24", "::ffff:c000:209", true),
        ] {
            let holds = Range::parse(range).unwrap().holds(parse(address).unwrap());
            assert_eq!(holds, expected, "{range} and {address}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "*",
            "192.0.2",
            "192.0.2.0.0",
            "256.0.0.1",
            "192.0.2.1/33",
            "192.0.2.1/",
            "192.0.2.1/a",
            "192.0.2.1/+8",
            "0192.0.2.1",
            "192.0.2.1 ",
            "2001:db8::/129",
            "2001:db8::5/64",
            "::ffff:192.0.2.1",
            "2001:db8::1::",
            "fe80::1%eth0",
            "[::1]",
            "localhost",
            "１.2.3.4",
            "192.0.2.*",
        ] {
            assert_eq!(Range::parse(text), None, "`{text}`");
        }
        for text in ["", "192.0.2.1/32", "::1/128", "unknown"] {
            assert_eq!(parse(text), None, "`{text}`");
        }
    }
}
