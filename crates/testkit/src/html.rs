//! A strict reader of our own pages: what is not well-formed is an error, not a guess.
//!
//! Browsers mend broken HTML silently, so a page that only looks right in one would pass there.
//! Here every element is closed, every attribute quoted or bare, every entity known. Not here:
//! reading anybody else's HTML.

use std::fmt::Write as _;

/// Elements without content.
const VOID: [&str; 6] = ["meta", "link", "input", "img", "br", "hr"];
/// Elements inside which a text goes on without a gap.
const INLINE: [&str; 12] = [
    "a", "strong", "em", "span", "code", "time", "small", "abbr", "b", "i", "svg", "path",
];

/// A page that was read.
#[derive(Debug, Default)]
pub struct Document {
    nodes: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element {
        name: String,
        attributes: Vec<(String, String)>,
        children: Vec<usize>,
    },
    Text(String),
}

/// One element of a page.
#[derive(Clone, Copy, Debug)]
pub struct Element<'page> {
    document: &'page Document,
    at: usize,
}

impl Document {
    /// Reads a whole page. The error names the first fault and what stands around it.
    pub fn read(text: &str) -> Result<Self, String> {
        let body = text
            .trim_start()
            .strip_prefix("<!doctype html>")
            .ok_or("the page does not begin with <!doctype html>")?;
        let mut reader = Reader {
            rest: body,
            document: Self::default(),
            open: Vec::new(),
        };
        reader.read()?;
        Ok(reader.document)
    }

    /// All elements of this name, in the order of the page.
    pub fn all<'page>(&'page self, name: &str) -> Vec<Element<'page>> {
        self.elements()
            .filter(|element| element.name() == name)
            .collect()
    }

    /// The first element of this name.
    pub fn first(&self, name: &str) -> Option<Element<'_>> {
        self.elements().find(|element| element.name() == name)
    }

    /// The element with this id.
    pub fn with_id(&self, id: &str) -> Option<Element<'_>> {
        self.elements()
            .find(|element| element.attribute("id") == Some(id))
    }

    /// Every element.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.nodes.len())
            .filter(|at| matches!(self.nodes[*at], Node::Element { .. }))
            .map(|at| Element { document: self, at })
    }

    fn children(&self, at: usize) -> &[usize] {
        match &self.nodes[at] {
            Node::Element { children, .. } => children,
            Node::Text(_) => &[],
        }
    }
}

impl<'page> Element<'page> {
    /// The element's name.
    pub fn name(self) -> &'page str {
        match &self.document.nodes[self.at] {
            Node::Element { name, .. } => name,
            Node::Text(_) => "",
        }
    }

    /// The value of an attribute; empty for a bare one.
    pub fn attribute(self, name: &str) -> Option<&'page str> {
        let Node::Element { attributes, .. } = &self.document.nodes[self.at] else {
            return None;
        };
        attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the attribute is there.
    pub fn has(self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// Whether the element has this class.
    pub fn has_class(self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|one| one == class)
    }

    /// The elements inside, in the order of the page.
    pub fn inside(self) -> Vec<Self> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    /// The elements of this name inside.
    pub fn all(self, name: &str) -> Vec<Self> {
        let mut found = self.inside();
        found.retain(|element| element.name() == name);
        found
    }

    /// The text right inside, with all its spaces and lines.
    pub fn written(self) -> String {
        let children = self.document.children(self.at).iter();
        let texts = children.filter_map(|at| match &self.document.nodes[*at] {
            Node::Text(text) => Some(text.as_str()),
            Node::Element { .. } => None,
        });
        texts.collect()
    }

    /// What a person reads, with single spaces.
    pub fn text(self) -> String {
        let mut text = String::new();
        self.say(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a person who listens is told: the label, else the text.
    pub fn spoken(self) -> String {
        self.attribute("aria-label")
            .map_or_else(|| self.text(), str::to_owned)
    }

    fn collect(self, found: &mut Vec<Self>) {
        for at in self.document.children(self.at) {
            if matches!(self.document.nodes[*at], Node::Element { .. }) {
                let child = Self { at: *at, ..self };
                found.push(child);
                child.collect(found);
            }
        }
    }

    fn say(self, out: &mut String) {
        for at in self.document.children(self.at) {
            match &self.document.nodes[*at] {
                Node::Text(text) => out.push_str(text),
                Node::Element { name, .. } => {
                    let apart = !INLINE.contains(&name.as_str());
                    if apart {
                        out.push(' ');
                    }
                    Self { at: *at, ..self }.say(out);
                    if apart {
                        out.push(' ');
                    }
                }
            }
        }
    }
}

struct Reader<'text> {
    rest: &'text str,
    document: Document,
    open: Vec<usize>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while !self.rest.is_empty() {
            if let Some(after) = self.rest.strip_prefix("</") {
                self.rest = after;
                self.close()?;
            } else if let Some(after) = self.rest.strip_prefix("<!--") {
                let end = after.find("-->").ok_or("a comment does not end")?;
                self.rest = &after[end + 3..];
            } else if let Some(after) = self.rest.strip_prefix('<') {
                self.rest = after;
                self.element()?;
            } else {
                self.text()?;
            }
        }
        match self.open.last() {
            None => Ok(()),
            Some(at) => Err(format!("<{}> is not closed", self.name(*at))),
        }
    }

    fn text(&mut self) -> Result<(), String> {
        let end = self.rest.find('<').unwrap_or(self.rest.len());
        let text = unescape(&self.rest[..end])?;
        self.rest = &self.rest[end..];
        if self.open.is_empty() {
            return if text.trim().is_empty() {
                Ok(())
            } else {
                Err(format!("text outside of the page: `{}`", text.trim()))
            };
        }
        self.add(Node::Text(text));
        Ok(())
    }

    fn element(&mut self) -> Result<(), String> {
        let name = self.word()?;
        let mut attributes: Vec<(String, String)> = Vec::new();
        let closed = loop {
            self.rest = self.rest.trim_start();
            if let Some(after) = self.rest.strip_prefix("/>") {
                self.rest = after;
                break true;
            }
            if let Some(after) = self.rest.strip_prefix('>') {
                self.rest = after;
                break false;
            }
            let (key, value) = self.attribute()?;
            if attributes.iter().any(|(other, _)| *other == key) {
                return Err(format!("<{name}> has `{key}` twice"));
            }
            attributes.push((key, value));
        };
        let in_picture = self.open.iter().any(|at| self.name(*at) == "svg");
        if closed && !in_picture {
            return Err(format!(
                "<{name}/> is closed as only parts of a picture are"
            ));
        }
        let is_void = VOID.contains(&name.as_str());
        let node = Node::Element {
            name,
            attributes,
            children: Vec::new(),
        };
        let at = self.add(node);
        if !closed && !is_void {
            self.open.push(at);
        }
        Ok(())
    }

    fn attribute(&mut self) -> Result<(String, String), String> {
        let key = self.word()?;
        let Some(after) = self.rest.strip_prefix('=') else {
            return Ok((key, String::new()));
        };
        let quoted = after
            .strip_prefix('"')
            .ok_or_else(|| format!("`{key}` is not quoted"))?;
        let end = quoted
            .find('"')
            .ok_or_else(|| format!("the value of `{key}` does not end"))?;
        let value = unescape(&quoted[..end])?;
        self.rest = &quoted[end + 1..];
        Ok((key, value))
    }

    fn close(&mut self) -> Result<(), String> {
        let name = self.word()?;
        let after = self.rest.strip_prefix('>');
        self.rest = after.ok_or_else(|| format!("</{name} is not closed"))?;
        match self.open.pop() {
            Some(at) if self.name(at) == name => Ok(()),
            Some(at) => Err(format!("</{name}> closes <{}>", self.name(at))),
            None => Err(format!("</{name}> closes nothing")),
        }
    }

    fn word(&mut self) -> Result<String, String> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-:".contains(letter);
        let end = self
            .rest
            .find(|letter| !plain(letter))
            .unwrap_or(self.rest.len());
        if end == 0 {
            let around: String = self.rest.chars().take(40).collect();
            return Err(format!("a name is missing before `{around}`"));
        }
        let word = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        Ok(word)
    }

    fn add(&mut self, node: Node) -> usize {
        let at = self.document.nodes.len();
        self.document.nodes.push(node);
        if let Some(parent) = self.open.last()
            && let Node::Element { children, .. } = &mut self.document.nodes[*parent]
        {
            children.push(at);
        }
        at
    }

    fn name(&self, at: usize) -> &str {
        match &self.document.nodes[at] {
            Node::Element { name, .. } => name,
            Node::Text(_) => "",
        }
    }
}

/// Text without entities. One that is not known, or a bare `&`, is an error.
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after
            .find(';')
            .ok_or_else(|| format!("a bare & in `{text}`"))?;
        let entity = &after[..end];
        let letter = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "nbsp" => Some('\u{a0}'),
            _ => numeric(entity),
        };
        out.push(letter.ok_or_else(|| format!("`&{entity};` is not known"))?);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn numeric(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

/// Text as it stands in HTML, to look for it in the source of a page.
pub fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, letter| {
        if matches!(letter, '&' | '<' | '>' | '"' | '\'') {
            write!(out, "&#{};", u32::from(letter)).expect("writing to a string succeeds");
        } else {
            out.push(letter);
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_read_as_a_person_reads_it() {
        let page = Document::read(
            "<!doctype html>\n<html lang=\"en\"><body><p>A <strong>b</strong>&#38;c</p>\
             <svg><path d=\"m0\"/></svg><input name=\"x\" required><p>d</p></body></html>",
        )
        .expect("it is well-formed");
        assert_eq!(page.first("body").expect("a body").text(), "A b&c d");
        let input = page.first("input").expect("an input");
        assert!(input.has("required"));
        assert_eq!(input.attribute("name"), Some("x"));
    }

    #[test]
    fn what_a_browser_would_mend_silently_is_refused() {
        for (body, fault) in [
            ("<p>a", "not closed"),
            ("<p>a</div>", "closes <p>"),
            ("</p>", "closes nothing"),
            ("<p a=b></p>", "not quoted"),
            ("<p a=\"b></p>", "does not end"),
            ("<p a=\"1\" a=\"2\"></p>", "twice"),
            ("<p>a & b</p>", "bare &"),
            ("<p>&who;</p>", "not known"),
            ("<p/>", "parts of a picture"),
            ("a", "outside"),
        ] {
            let error = Document::read(&format!("<!doctype html>{body}")).expect_err(body);
            assert!(error.contains(fault), "{body}: {error}");
        }
        assert!(Document::read("<p></p>").is_err());
    }
}
