//! Texts, patterns, variables, numbers, dates, addresses, bytes (spec: policy 3, 4, 6).

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

/// A list of strings, or one.
///
/// spec: policy 2.4, 5.1
pub(crate) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        other => vec![other.to_string()],
    }
}

/// A character of a pattern: what it is, and whether it was meant literally.
pub(crate) type Place = (u16, bool);

/// spec: policy 3.2
pub(crate) fn units(text: &str) -> Vec<Place> {
    text.encode_utf16().map(|unit| (unit, false)).collect()
}

/// spec: policy 3.1
pub(crate) fn wild(pattern: &[Place], text: &[Place]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((&(42, false), rest)) => (0..=text.len()).any(|skip| wild(rest, &text[skip..])),
        Some((&(63, false), rest)) => !text.is_empty() && wild(rest, &text[1..]),
        Some((&(unit, _), rest)) => {
            text.first().is_some_and(|first| first.0 == unit) && wild(rest, &text[1..])
        }
    }
}

/// Six fields, if it is an ARN.
///
/// spec: policy 4.3
fn six(places: &[Place]) -> Option<Vec<Vec<Place>>> {
    let mut fields = vec![Vec::new()];
    for place in places {
        if place.0 == 58 && fields.len() < 6 {
            fields.push(Vec::new());
        } else {
            fields.last_mut().unwrap().push(*place);
        }
    }
    let first: Vec<u16> = fields[0].iter().map(|place| place.0).collect();
    let is_arn = fields.len() == 6 && first == [97, 114, 110];
    is_arn.then_some(fields)
}

/// spec: policy 4.3, 4.4, 4.8, 6.12
pub(crate) fn covers_arn(pattern: &str, asked: &str, variables: bool, case: &Value) -> bool {
    let Some(places) = substitute(pattern, variables, case) else {
        return false;
    };
    match (six(&places), six(&units(asked))) {
        (Some(pattern), Some(asked)) => pattern
            .iter()
            .zip(&asked)
            .all(|(field, name)| wild(field, name)),
        _ => false,
    }
}

/// Whether a text is an ARN.
pub(crate) fn is_arn(text: &str) -> bool {
    six(&units(text)).is_some()
}

/// spec: policy 4.6 to 4.11
pub(crate) fn substitute(text: &str, variables: bool, case: &Value) -> Option<Vec<Place>> {
    let Some(start) = text.find("${").filter(|_| variables) else {
        return Some(units(text));
    };
    let literal = |text: &str| {
        text.encode_utf16()
            .map(|unit| (unit, true))
            .collect::<Vec<_>>()
    };
    let mut places = units(&text[..start]);
    let inside = &text[start + 2..];
    let (value, behind) = if let Some(end) = ["*}", "?}", "$}"]
        .iter()
        .find(|end| inside.starts_with(**end))
    {
        (end[..1].to_owned(), &inside[2..])
    } else {
        let end = inside.find([',', '}']).unwrap();
        let (absent, behind) = if &inside[end..=end] == "," {
            let mut quoted = inside[end..].splitn(3, '\'');
            quoted.next();
            (Some(quoted.next().unwrap()), &quoted.next().unwrap()[1..])
        } else {
            (None, &inside[end + 1..])
        };
        match held(&inside[..end], case) {
            Some(Value::String(one)) => (one.clone(), behind),
            Some(_) => return None,
            None => (absent?.to_owned(), behind),
        }
    };
    places.extend(literal(&value));
    places.extend(substitute(behind, variables, case)?);
    Some(places)
}

/// What a key has in the request: a string or a list of them.
///
/// spec: policy 5.2, 5.3
pub(crate) fn held<'c>(key: &str, case: &'c Value) -> Option<&'c Value> {
    let keys = case["context"].as_object()?;
    keys.iter()
        .find(|(name, _)| name.to_lowercase() == key.to_lowercase())
        .map(|(_, value)| value)
}

/// A number in units of a millionth of a millionth; the generated ones are not finer.
///
/// spec: policy 6.4
pub(crate) fn number(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.to_lowercase().split_once('e') {
        Some((mantissa, exponent)) => (mantissa.to_owned(), exponent.parse::<i32>().ok()?),
        None => (text.to_owned(), 0),
    };
    let digits = mantissa.trim_start_matches(['+', '-']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if mantissa.len() > digits.len() + 1
        || all.is_empty()
        || all.contains(|c: char| !c.is_ascii_digit())
    {
        return None;
    }
    let scale = 12 + exponent - i32::try_from(fraction.len()).unwrap();
    let value = all.parse::<i128>().unwrap() * 10_i128.pow(u32::try_from(scale).unwrap());
    Some(if mantissa.starts_with('-') {
        -value
    } else {
        value
    })
}

/// Milliseconds since 1970, counted year by year and month by month. The generated ones begin in 1970.
///
/// spec: policy 6.6
pub(crate) fn date(text: &str) -> Option<i64> {
    let text = text.to_uppercase();
    if !text.is_empty() && text.len() <= 12 && !text.contains(|c: char| !c.is_ascii_digit()) {
        return Some(text.parse::<i64>().unwrap() * 1_000);
    }
    let (day, time) = text.split_once('T').unwrap_or((&text, "00:00:00Z"));
    let numbers: Option<Vec<i64>> = day.split('-').map(|part| part.parse().ok()).collect();
    let numbers = numbers?;
    let (year, month) = (*numbers.first()?, *numbers.get(1)?);
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut days: i64 = (1970..year)
        .map(|year| if is_leap(year) { 366 } else { 365 })
        .sum();
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days += lengths[..usize::try_from(month).unwrap() - 1]
        .iter()
        .sum::<i64>();
    days += numbers.get(2).copied().unwrap_or(1) - 1;

    let (time, offset_minutes) = match time.find(['+', '-', 'Z']) {
        Some(at) if &time[at..=at] == "Z" => (&time[..at], 0),
        Some(at) => {
            let (hours, minutes) = time[at + 1..].split_once(':').unwrap();
            let offset = hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap();
            (
                &time[..at],
                if &time[at..=at] == "-" {
                    -offset
                } else {
                    offset
                },
            )
        }
        None => (time, 0),
    };
    let mut parts = time.split(':');
    let mut part = || parts.next().unwrap_or("0").to_owned();
    let minutes = part().parse::<i64>().unwrap() * 60 + part().parse::<i64>().unwrap();
    let seconds = part();
    let (whole, fraction) = seconds.split_once('.').unwrap_or((&seconds, "0"));
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let minutes = days * 1_440 + minutes - offset_minutes;
    Some(
        (minutes * 60 + whole.parse::<i64>().unwrap()) * 1_000
            + thousandths.parse::<i64>().unwrap(),
    )
}

/// An address as a row of bits, with the length of the row in front, so that the families stay apart.
///
/// spec: policy 6.10, 6.11
pub(crate) fn bits(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split('.').collect();
    if !text.contains(':') {
        let short: Vec<String> = fields
            .iter()
            .map(|field| field.trim_start_matches('0').to_owned())
            .collect();
        let text: Vec<&str> = short
            .iter()
            .map(|field| if field.is_empty() { "0" } else { field })
            .collect();
        let address: Ipv4Addr = text.join(".").parse().ok()?;
        return Some(format!("4{:032b}", u32::from(address)));
    }
    let address: Ipv6Addr = text.parse().ok()?;
    Some(match address.to_ipv4_mapped() {
        Some(mapped) => format!("4{:032b}", u32::from(mapped)),
        None => format!("6{:0128b}", u128::from(address)),
    })
}

/// spec: policy 6.10
pub(crate) fn lies_in(asked: &str, range: &str) -> bool {
    let (address, length) = match range.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<usize>().unwrap())),
        None => (range, None),
    };
    let address = bits(address).unwrap();
    let length = length.unwrap_or(address.len() - 1);
    asked.starts_with(&address[..=length])
}

/// The bytes of base64, four letters at a time.
///
/// spec: policy 6.9
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return None;
    }
    let sextet = |letter| Some(format!("{:06b}", LETTERS.find(letter)?));
    let row: String = body.chars().map(sextet).collect::<Option<_>>()?;
    let whole = row.len() / 8 * 8;
    if row[whole..].contains('1') {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&row[at..at + 8], 2).unwrap();
    Some((0..whole).step_by(8).map(byte).collect())
}
