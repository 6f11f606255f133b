//! `Q.VCB items=account text="two words"`: bare words and named ones.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The words of a step after its command.
pub(super) struct Args {
    bare: Vec<String>,
    named: BTreeMap<String, String>,
    used: RefCell<BTreeSet<String>>,
}

impl Args {
    /// Reads the words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut args = Self { bare: Vec::new(), named: BTreeMap::new(), used: RefCell::default() };
        for word in words(text)? {
            match word.split_once('=') {
                Some((name, value)) => {
                    let before = args.named.insert(name.to_owned(), value.to_owned());
                    if before.is_some() {
                        return Err(format!("{name} is given twice"));
                    }
                }
                None => args.bare.push(word),
            }
        }
        Ok(args)
    }

    /// The first bare word: what the step is about.
    pub(super) fn subject(&self) -> Result<&str, String> {
        self.used.borrow_mut().insert(String::new());
        let first = self.bare.first().map(String::as_str);
        first.ok_or_else(|| "the step does not say what it is about".to_owned())
    }

    /// The bare word after the subject, or an empty one.
    pub(super) fn word(&self) -> &str {
        let word = self.bare.get(1).map_or("", String::as_str);
        self.used.borrow_mut().insert(word.to_owned());
        word
    }

    /// Whether a bare word after the subject is there.
    pub(super) fn flag(&self, word: &str) -> bool {
        self.used.borrow_mut().insert(word.to_owned());
        self.bare.iter().skip(1).any(|one| one == word)
    }

    /// A named value.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.used.borrow_mut().insert(name.to_owned());
        self.named.get(name).cloned()
    }

    /// A named value, or what it is by default.
    pub(super) fn or(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or_else(|| default.to_owned())
    }

    /// A named value that must be there.
    pub(super) fn need(&self, name: &str) -> Result<String, String> {
        self.get(name).ok_or_else(|| format!("{name}= is missing"))
    }

    /// A named number.
    pub(super) fn number(&self, name: &str) -> Result<Option<i32>, String> {
        let text = self.get(name);
        text.map(|text| text.parse().map_err(|_| format!("{name} is no number"))).transpose()
    }

    /// A named list, split at commas.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.get(name).unwrap_or_default();
        let words = text.split(',').filter(|word| !word.is_empty());
        words.map(ToOwned::to_owned).collect()
    }

    /// Every named value not asked for yet, in order: answers by item.
    pub(super) fn rest(&self) -> Vec<(String, String)> {
        let used = self.used.borrow().clone();
        let rest: Vec<_> = self
            .named
            .iter()
            .filter(|(name, _)| !used.contains(*name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let names = rest.iter().map(|(name, _)| name.clone());
        self.used.borrow_mut().extend(names);
        rest
    }

    /// A word that nothing asked for is a mistake of the writer.
    pub(super) fn all_used(&self) -> Result<(), String> {
        let used = self.used.borrow();
        let bare = self.bare.iter().enumerate().filter(|(at, word)| {
            let subject = *at == 0 && used.contains("");
            !subject && !used.contains(word.as_str())
        });
        let bare = bare.map(|(_, word)| word);
        let named = self.named.keys().filter(|name| !used.contains(*name));
        match bare.chain(named).next() {
            Some(word) => Err(format!("nobody knows what `{word}` means here")),
            None => Ok(()),
        }
    }
}

/// Words at spaces; quotes hold a word together and go.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut begun) = (false, false);
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            ' ' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    if begun {
        words.push(word);
    }
    Ok(words)
}
