//! A strict reader of AWS's answers: what is not well-formed is an error, not a guess.
//!
//! It knows what AWS's Query services write (elements, texts, one namespace at the root) and nothing
//! else of XML: no other attribute, no comment, no mixed content. Not here: reading anybody else's XML.

/// An element with what is inside of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its namespace, if it says one.
    pub namespace: Option<String>,
    /// Its text, if it has no elements.
    pub text: String,
    /// Its elements, in the order in which they stand.
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a whole document. The error names the first fault and what stands after it.
    pub fn read(document: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: document };
        let element = reader.element()?;
        if reader.rest.trim().is_empty() {
            Ok(element)
        } else {
            Err(reader.fault("something stands after the end"))
        }
    }

    /// The first element of this name inside, at any depth.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.all(name).into_iter().next()
    }

    /// Every element of this name inside, at any depth, in the order in which they stand.
    pub fn all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// The element of this name right inside.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements of a list: the members of the first element of this name.
    pub fn members(&self, list: &str) -> &[Self] {
        self.first(list)
            .map_or(&[], |list| list.children.as_slice())
    }
}

struct Reader<'d> {
    rest: &'d str,
}

impl<'d> Reader<'d> {
    fn element(&mut self) -> Result<Element, String> {
        let mut element = Element::default();
        self.takes("<")?;
        self.until(['>', '/', ' '])?.clone_into(&mut element.name);
        if element.name.is_empty() || !element.name.bytes().all(|one| one.is_ascii_alphanumeric()) {
            return Err(self.fault("a name is missing"));
        }
        if self.rest.starts_with(' ') {
            self.takes(" xmlns=\"")?;
            element.namespace = Some(unescaped(self.until(['"'])?)?);
            self.takes("\"")?;
        }
        if self.rest.starts_with("/>") {
            self.takes("/>")?;
            return Ok(element);
        }
        self.takes(">")?;
        let end = format!("</{}>", element.name);
        let text = self.until(['<'])?;
        if self.rest.starts_with("</") {
            element.text = unescaped(text)?;
            self.takes(&end)?;
            return Ok(element);
        }
        let mut between = text;
        loop {
            if !between.trim().is_empty() {
                return Err(self.fault("a text stands between elements"));
            }
            if self.rest.starts_with("</") {
                self.takes(&end)?;
                return Ok(element);
            }
            element.children.push(self.element()?);
            between = self.until(['<'])?;
        }
    }

    fn takes(&mut self, text: &str) -> Result<(), String> {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.fault(&format!("`{text}` is missing"))),
        }
    }

    fn until<const N: usize>(&mut self, ends: [char; N]) -> Result<&'d str, String> {
        let at = self.rest.find(ends);
        let at = at.ok_or_else(|| self.fault("it ends too early"))?;
        let (text, rest) = self.rest.split_at(at);
        self.rest = rest;
        Ok(text)
    }

    fn fault(&self, what: &str) -> String {
        let after: String = self.rest.chars().take(60).collect();
        format!("{what} before `{after}`")
    }
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(';').ok_or("an entity does not end")?;
        plain.push(match &rest[..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "#xD" => '\r',
            other => return Err(format!("`&{other};` is not known")),
        });
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    let forbidden = |letter: char| letter < ' ' && !matches!(letter, '\t' | '\n' | '\r');
    if text.contains(forbidden) {
        return Err("a character that XML does not have".to_owned());
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_lists_and_texts_are_read() {
        let read = Element::read(
            "<A xmlns=\"urn:a\">\n  <B>1 &amp; 2</B>\n  <L>\n    <member><B>x</B></member>\n    <member/>\n  </L>\n  <E/>\n</A>\n",
        );
        let read = read.expect("it is well-formed");
        assert_eq!(read.namespace.as_deref(), Some("urn:a"));
        assert_eq!(read.child("B").map(|b| b.text.as_str()), Some("1 & 2"));
        assert_eq!(read.members("L").len(), 2);
        assert_eq!(read.all("B").len(), 2);
        assert_eq!(read.members("E").len(), 0);
    }

    #[test]
    fn what_is_not_well_formed_is_an_error() {
        for broken in [
            "",
            "A",
            "<A>",
            "<A></B>",
            "<A><B></A></B>",
            "<A>&nbsp;</A>",
            "<A>& </A>",
            "<A x=\"1\"/>",
            "<A>text<B/></A>",
            "<A><B/>text</A>",
            "<A/><B/>",
            "<A>\u{1}</A>",
            "<A><!-- --></A>",
            "< A/>",
        ] {
            assert!(Element::read(broken).is_err(), "{broken}");
        }
    }
}
