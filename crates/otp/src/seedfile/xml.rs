//! XML as far as seed files need it: the children of the root one after the other, each as a small
//! tree, so that a file of a hundred thousand tokens takes the memory of one.
//!
//! **Invariants.** A document type definition ends the reading; no entity but XML's own five is
//! known. Depth, number of elements and length of texts are bounded. Elements are told apart by
//! their local names; prefixes, comments and processing instructions mean nothing.
//!
//! Source: XML 1.0; RFC 6030 section 4.

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use zeroize::Zeroizing;

use super::TEXT_BYTES_MAX;
use super::refusal::{FileError, Reason};
use crate::text::shown;

/// How many elements may lie within each other.
pub const DEPTH_MAX: usize = 16;
/// How many elements one child of the root may hold.
pub const ELEMENTS_MAX: usize = 512;

/// An element with all that is in it.
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// All its text, comments left out.
    text: Zeroizing<String>,
    children: Vec<Element>,
    line: u32,
}

/// A document of which the root has been opened.
pub(super) struct Document<'a> {
    reader: Reader<&'a [u8]>,
    lines: Lines<'a>,
    /// The root's name and namespace, and its version.
    root: Root,
    /// The root is closed, and nothing but blanks may follow.
    is_over: bool,
}

/// What is known of the root.
#[derive(Default)]
pub(super) struct Root {
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    pub(super) version: Option<String>,
}

/// Counts lines as the reader goes on.
struct Lines<'a> {
    text: &'a str,
    counted: usize,
    line: u32,
}

impl Element {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.children.iter()
    }

    /// The names and values of its attributes, those with a prefix left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.attributes.iter();
        attributes.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes();
        attributes.find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Its text without the blanks around it.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The child of that name, of which there may be one.
    pub(super) fn child(&self, name: &'static str) -> Result<Option<&Element>, Reason> {
        let mut named = self.children().filter(|child| child.name == name);
        let first = named.next();
        match named.next() {
            None => Ok(first),
            Some(_) => Err(Reason::Several { what: name }),
        }
    }

    /// The child at the end of a path.
    pub(super) fn at(&self, path: &[&'static str]) -> Result<Option<&Element>, Reason> {
        let mut found = Some(self);
        for name in path {
            found = match found {
                Some(element) => element.child(name)?,
                None => return Ok(None),
            };
        }
        Ok(found)
    }

    /// The text of the child at the end of a path, if there is any.
    pub(super) fn text_at(&self, path: &[&'static str]) -> Result<Option<&str>, Reason> {
        let text = self.at(path)?.map(Element::text);
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Adds to the text, and leaves no copy of it behind.
    fn push_text(&mut self, more: &str, line: u32) -> Result<(), FileError> {
        // Blanks before the text say nothing, and most elements hold nothing else.
        if self.text.is_empty() && more.trim_start().is_empty() {
            return Ok(());
        }
        let bytes = self.text.len() + more.len();
        if bytes > TEXT_BYTES_MAX {
            return Err(FileError::TooLong { line });
        }
        if bytes > self.text.capacity() {
            // A text of many references comes in many pieces, hence the room for twice as much.
            let room = if self.text.is_empty() {
                bytes
            } else {
                2 * bytes
            };
            let mut longer = Zeroizing::new(String::with_capacity(room));
            longer.push_str(&self.text);
            self.text = longer;
        }
        self.text.push_str(more);
        Ok(())
    }
}

impl<'a> Document<'a> {
    /// Reads up to the root.
    pub(super) fn open(text: &'a str) -> Result<Document<'a>, FileError> {
        let reader = Reader::from_str(text);
        let lines = Lines {
            text,
            counted: 0,
            line: 1,
        };
        let mut document = Document {
            reader,
            lines,
            root: Root::default(),
            is_over: false,
        };
        loop {
            let event = document.next_event()?;
            let line = document.lines.line;
            document.is_over = matches!(event, Event::Empty(_));
            match event {
                Event::Decl(declaration) => check_encoding(&declaration, line)?,
                Event::Start(start) | Event::Empty(start) => {
                    let root = element(&start, line)?;
                    document.root = Root {
                        version: root.attribute("Version").map(str::to_owned),
                        namespace: namespace(&start),
                        name: root.name,
                    };
                    return Ok(document);
                }
                Event::Eof => return Err(FileError::Cut { line }),
                other => document.blank(&other)?,
            }
        }
    }

    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    /// The next child of the root, or nothing when the document has come to its good end.
    pub(super) fn next_child(&mut self) -> Result<Option<Element>, FileError> {
        loop {
            let event = self.next_event()?;
            let line = self.lines.line;
            match event {
                Event::Eof if self.is_over => return Ok(None),
                Event::Eof => return Err(FileError::Cut { line }),
                Event::Start(start) if !self.is_over => {
                    let begun = element(&start, line)?;
                    return self.rest_of(begun).map(Some);
                }
                Event::Empty(start) if !self.is_over => return element(&start, line).map(Some),
                Event::End(_) if !self.is_over => self.is_over = true,
                other => self.blank(&other)?,
            }
        }
    }

    /// Reads to the end of an element that has begun.
    fn rest_of(&mut self, begun: Element) -> Result<Element, FileError> {
        let mut elements = 1;
        // The element that is open, and those around it.
        let mut open = begun;
        let mut around: Vec<Element> = Vec::new();
        loop {
            let event = self.next_event()?;
            let line = self.lines.line;
            match event {
                Event::Start(start) => {
                    // The root and the element that is open are there as well.
                    if around.len() + 2 >= DEPTH_MAX {
                        return Err(FileError::TooDeep { line });
                    }
                    elements += 1;
                    around.push(std::mem::replace(&mut open, element(&start, line)?));
                }
                Event::Empty(start) => {
                    elements += 1;
                    open.children.push(element(&start, line)?);
                }
                Event::End(_) => match around.pop() {
                    Some(parent) => {
                        let child = std::mem::replace(&mut open, parent);
                        open.children.push(child);
                    }
                    None => return Ok(open),
                },
                Event::Text(text) => open.push_text(&text, line)?,
                Event::CData(text) => open.push_text(&text, line)?,
                Event::GeneralRef(reference) => {
                    let mut buffer = [0; 4];
                    let character = resolved(&reference, line)?;
                    open.push_text(character.encode_utf8(&mut buffer), line)?;
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(_) => return Err(FileError::NotWellFormed { line }),
                Event::DocType(_) => return Err(FileError::Doctype { line }),
                Event::Eof => return Err(FileError::Cut { line }),
            }
            if elements > ELEMENTS_MAX {
                return Err(FileError::TooManyElements { line });
            }
        }
    }

    fn next_event(&mut self) -> Result<Event<'a>, FileError> {
        let event = self.reader.read_event();
        let at = match &event {
            Ok(_) => self.reader.buffer_position(),
            Err(_) => self.reader.error_position(),
        };
        let line = self.lines.up_to(at);
        event.map_err(|error| match error {
            // All others of these say that the end came too early.
            Error::Syntax(SyntaxError::InvalidBangMarkup) => FileError::NotWellFormed { line },
            Error::Syntax(_) => FileError::Cut { line },
            _ => FileError::NotWellFormed { line },
        })
    }

    /// Passes over what may stand between the parts that matter.
    fn blank(&self, event: &Event<'_>) -> Result<(), FileError> {
        let line = self.lines.line;
        match event {
            Event::Comment(_) | Event::PI(_) => Ok(()),
            Event::Text(text) if text.trim().is_empty() => Ok(()),
            Event::DocType(_) => Err(FileError::Doctype { line }),
            _ => Err(FileError::NotWellFormed { line }),
        }
    }
}

impl Lines<'_> {
    /// The line of a position, which is never before the last one that was asked for.
    fn up_to(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let position = position.min(self.text.len());
        if let Some(passed) = self.text.get(self.counted..position) {
            let breaks = passed.matches('\n').count();
            self.line = self
                .line
                .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.counted = position;
        }
        self.line
    }
}

fn element(start: &BytesStart<'_>, line: u32) -> Result<Element, FileError> {
    if start.len() > TEXT_BYTES_MAX {
        return Err(FileError::TooLong { line });
    }
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| FileError::NotWellFormed { line })?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::default())
            .map_err(|_| FileError::Entity { line })?;
        let name = attribute.key.into_inner();
        if !name.contains(':') {
            attributes.push((name.to_owned(), value.into_owned()));
        }
    }
    Ok(Element {
        name: start.local_name().into_inner().to_owned(),
        attributes,
        text: Zeroizing::default(),
        children: Vec::new(),
        line,
    })
}

/// The namespace that a root declares for itself.
fn namespace(root: &BytesStart<'_>) -> Option<String> {
    let declaration = match root.name().prefix() {
        Some(prefix) => format!("xmlns:{}", prefix.into_inner()),
        None => "xmlns".to_owned(),
    };
    let attribute = root.try_get_attribute(declaration.as_str()).ok()??;
    Some(attribute.value.into_owned())
}

fn resolved(reference: &BytesRef<'_>, line: u32) -> Result<char, FileError> {
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character),
            Ok(None) => Err(FileError::Entity { line }),
            Err(_) => Err(FileError::NotWellFormed { line }),
        },
    }
}

fn check_encoding(declaration: &BytesDecl<'_>, line: u32) -> Result<(), FileError> {
    let Some(encoding) = declaration.encoding() else {
        return Ok(());
    };
    let name = encoding.map_err(|_| FileError::NotWellFormed { line })?;
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" => Ok(()),
        _ => Err(FileError::Encoding { name: shown(&name) }),
    }
}

#[cfg(test)]
mod tests;
