//! Each bit of a signed request, flipped.

use super::sent::{Sent, noon};

#[test]
fn each_bit_of_what_is_signed_counts() {
    for sent in [Sent::signed(), Sent::presigned()] {
        assert_eq!(sent.verified(noon()), Ok(()));
        let mut flipped = 0;
        for part in 0..3 + sent.headers.len() * 2 {
            let mut at = 0;
            while let Some(changes) = flips(&sent, part, at) {
                for change in changes {
                    let accepted = change.verified(noon()).is_ok();
                    assert!(!accepted, "part {part}, byte {at}");
                    flipped += 1;
                }
                at += 1;
            }
        }
        assert!(flipped > 2000, "{flipped}");
    }
}

/// A request with each bit of one byte flipped that leaves it text and means something else.
fn flips(sent: &Sent, part: usize, at: usize) -> Option<Vec<Sent>> {
    fn bytes(sent: &Sent, part: usize) -> Vec<u8> {
        match part {
            0 => sent.method.clone().into_bytes(),
            1 => sent.query.clone().into_bytes(),
            2 => sent.body.clone(),
            part => {
                let (name, value) = &sent.headers[(part - 3) / 2];
                if part % 2 == 1 {
                    name.clone().into_bytes()
                } else {
                    value.clone()
                }
            }
        }
    }
    let old = bytes(sent, part);
    let byte = *old.get(at)?;
    let is_name = part >= 3 && part % 2 == 1;
    let mut changes = Vec::new();
    for bit in 0..8 {
        let other = byte ^ (1 << bit);
        let is_same_letter = other.eq_ignore_ascii_case(&byte);
        // The names of headers, and hexadecimal after `%`, have no case.
        let after_percent = part == 1 && old[at.saturating_sub(2)..at].contains(&b'%');
        if is_same_letter && (is_name || after_percent) {
            continue;
        }
        let mut new = old.clone();
        new[at] = other;
        let mut change = sent.clone();
        match part {
            2 => change.body = new,
            part if part >= 3 && !is_name => change.headers[(part - 3) / 2].1 = new,
            part => {
                let Ok(text) = String::from_utf8(new) else {
                    continue;
                };
                match part {
                    0 => change.method = text,
                    1 => change.query = text,
                    part => change.headers[(part - 3) / 2].0 = text,
                }
            }
        }
        changes.push(change);
    }
    Some(changes)
}
