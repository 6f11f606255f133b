//! XML as a small tree: elements by local name, with text. Entities are those of
//! XML itself, there is no DTD, and depth and number of elements are bounded
//! before anything is built.

use crate::error::{Problem, ReadError};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// How deep a message may be; camt goes down to twelve.
const DEPTH: usize = 32;
/// How many elements a message may have.
const ELEMENTS: usize = 400_000;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// The namespace it declares as its default, or the attribute `Ccy`.
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    pub(crate) fn child<'a>(&'a self, name: &'a str) -> Option<&'a Self> {
        self.all(name).next()
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// `Acct/Id/IBAN`.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/')
            .try_fold(self, |node, name| node.children.iter().find(|child| child.name == name))
    }

    /// What an element below says, if it says anything.
    pub(crate) fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Self::own_text)
    }

    pub(crate) fn own_text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// Reads a document; its root element.
pub(crate) fn parse(text: &str) -> Result<Node, ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Node> = Vec::new();
    let mut root = None;
    let mut elements = 0_usize;
    let broken = || Problem::NotWellFormed.of_the_file();
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(start) => {
                elements += 1;
                if open.len() >= DEPTH || elements > ELEMENTS {
                    return Err(Problem::TooDeep.of_the_file());
                }
                if root.is_some() {
                    return Err(broken());
                }
                open.push(element(&start)?);
            }
            Event::End(_) => {
                let node = open.pop().ok_or_else(broken)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => root = Some(node),
                }
            }
            Event::Text(part) => say(&mut open, &part.xml10_content())?,
            Event::CData(part) => say(&mut open, &part.xml10_content())?,
            Event::GeneralRef(part) => say(&mut open, entity(&part)?.encode_utf8(&mut [0; 4]))?,
            Event::DocType(_) => return Err(Problem::DocType.of_the_file()),
            Event::Decl(said) => {
                let named = said.encoding().transpose().map_err(|_| broken())?;
                if named.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(Problem::Encoding.of_the_file());
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            Event::Eof => break,
        }
    }
    root.filter(|_| open.is_empty()).ok_or_else(broken)
}

fn element(start: &BytesStart<'_>) -> Result<Node, ReadError> {
    let broken = || Problem::NotWellFormed.of_the_file();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| broken())?;
        let name = attribute.key.as_ref();
        if name == "xmlns" || name.starts_with("xmlns:") || name == "Ccy" {
            attributes.push((name.to_owned(), attribute.value.clone().into_owned()));
        }
    }
    let name = start.local_name().as_ref().to_owned();
    Ok(Node { name, attributes, ..Node::default() })
}

/// Text outside the root is none, unless it is blank.
fn say(open: &mut [Node], text: &str) -> Result<(), ReadError> {
    match open.last_mut() {
        Some(node) => node.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(Problem::NotWellFormed.of_the_file()),
    }
    Ok(())
}

fn entity(part: &BytesRef<'_>) -> Result<char, ReadError> {
    let unknown = || Problem::Entity.of_the_file();
    if let Some(c) = part.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(c);
    }
    Ok(match part.xml10_content().as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err(unknown()),
    })
}

/// Text as it may stand in an element.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out
}
