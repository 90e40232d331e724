//! A small reader of our own pages: strict enough that what it accepts is well-formed.
//!
//! It knows the HTML that our templates write, not all of HTML: every element is closed by name,
//! every attribute value stands in double quotes. Source: the HTML standard, section 13.1.

use std::collections::BTreeMap;

/// Elements without content.
const VOID: [&str; 4] = ["input", "link", "meta", "img"];

/// An element in the order of the document.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// The text inside, with that of the elements inside, white space folded.
    pub(crate) text: String,
    /// Positions of the elements around, outermost first.
    pub(crate) around: Vec<usize>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Reads a document, or says where it is not well-formed.
pub(crate) fn read(html: &str) -> Result<Vec<Element>, String> {
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while let Some(at) = rest.find('<') {
        say(&mut elements, &open, &rest[..at])?;
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open
                .pop()
                .ok_or_else(|| format!("`{name}` is closed and not open"))?;
            if elements[closed].name != name {
                return Err(format!("`{}` is closed by `{name}`", elements[closed].name));
            }
            continue;
        }
        let (tag, closes_itself) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let attributes =
            read_attributes(attributes).map_err(|fault| format!("`{tag}`: {fault}"))?;
        elements.push(Element {
            name: name.to_owned(),
            attributes,
            text: String::new(),
            around: open.clone(),
        });
        if !closes_itself && !VOID.contains(&name) {
            open.push(elements.len() - 1);
        }
    }
    if let Some(left) = open.last() {
        return Err(format!("`{}` is never closed", elements[*left].name));
    }
    if !rest.trim().is_empty() {
        return Err(format!("text after the end: {rest}"));
    }
    Ok(elements)
}

fn say(elements: &mut [Element], open: &[usize], text: &str) -> Result<(), String> {
    if open.is_empty() && !text.trim().is_empty() {
        return Err(format!("text outside: {text}"));
    }
    if text.contains('>') {
        return Err(format!("a stray `>` in: {text}"));
    }
    for part in text.split('&').skip(1) {
        let name = part.split(';').next().unwrap_or_default();
        if part.len() == name.len() || name.is_empty() || name.len() > 6 {
            return Err(format!("a bare `&` in: {text}"));
        }
    }
    for at in open {
        for word in text.split_whitespace() {
            let said = &mut elements[*at].text;
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(word);
        }
    }
    Ok(())
}

fn read_attributes(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(after) => {
                let (value, after) = after.split_once('"').ok_or("a value without an end")?;
                rest = after;
                value
            }
            None if rest.starts_with('=') => return Err(format!("`{name}` has a bare value")),
            None => "",
        };
        if !rest.is_empty() && !rest.starts_with(' ') {
            return Err(format!("no space after `{name}`"));
        }
        rest = rest.trim_start();
        if attributes.insert(name.clone(), value.to_owned()).is_some() {
            return Err(format!("`{name}` stands twice"));
        }
    }
    Ok(attributes)
}

#[test]
fn what_is_not_well_formed_is_named() {
    let page = |body: &str| format!("<!doctype html><html lang=\"ja\">{body}</html>");
    for (body, fault) in [
        ("<p>a</div>", "`p` is closed by `div`"),
        ("<p>", "`p` is closed by `html`"),
        ("<p class=a></p>", "`class` has a bare value"),
        ("<p id=\"a\" id=\"b\"></p>", "`id` stands twice"),
        ("<p id=\"a\"class=\"b\"></p>", "no space after `id`"),
        ("a & b", "a bare `&`"),
        ("<p>a > b</p>", "a stray `>`"),
    ] {
        let found = read(&page(body)).expect_err(body);
        assert!(found.contains(fault), "{body}: {found}");
    }
    assert!(read("<html></html>").is_err());
    let read =
        read(&page("<input id=\"a\" required> <p>a &amp; <b>b</b></p>")).expect("well-formed");
    assert_eq!(read.len(), 4);
    assert_eq!(read[2].text, "a &amp; b");
}
