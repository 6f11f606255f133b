//! The files of the working copy.

use crate::shell::{self, Fault};
use std::{collections::BTreeMap, fs, io, path::Path};

/// Path from the root, with `/`, and content; `None` for what is not text.
#[derive(Default)]
pub(crate) struct Tree(BTreeMap<String, Option<String>>);

impl Tree {
    /// All files git knows or would add, so that a fault shows before the commit.
    pub(crate) fn of_working_copy(root: &Path) -> Result<Self, Fault> {
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let names = shell::output(shell::command(root, "git", &list))?;
        let mut files = BTreeMap::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            match fs::read(root.join(name)) {
                Ok(bytes) => files.insert(name.to_owned(), as_text(bytes)),
                // Deleted, or a link into nowhere: not a file any more.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(format!("{name}: {error}").into()),
            };
        }
        Ok(Self(files))
    }

    /// Every path.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Path and content of every text file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.0.iter();
        texts.filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The content of a text file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path)?.as_deref()
    }

    /// Whether there is a file or a folder of that path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.0.contains_key(path) || self.files().any(|file| file.starts_with(&folder))
    }

    /// `crates/NAME/Cargo.toml` of every crate and `tests/Cargo.toml`, with the
    /// folder's name.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.texts().filter_map(|(path, text)| {
            let folder = path.strip_suffix("/Cargo.toml")?;
            let inside = folder.strip_prefix("crates/").filter(|name| !name.contains('/'));
            let room = inside.or_else(|| (folder == "tests").then_some(folder))?;
            Some((path, room, text))
        })
    }
}

fn as_text(bytes: Vec<u8>) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    String::from_utf8(bytes).ok()
}

/// The number of the first line that satisfies, or 1.
pub(crate) fn line_where(text: &str, wanted: impl Fn(&str) -> bool) -> usize {
    text.lines().position(wanted).map_or(1, |index| index + 1)
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Tree {
    fn from(files: [(&str, &str); N]) -> Self {
        let files = files.into_iter();
        Self(files.map(|(path, text)| (path.to_owned(), as_text(text.into()))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_folders_and_crates() {
        let tree = Tree::from([
            ("crates/engine/Cargo.toml", ""),
            ("crates/engine/deep/Cargo.toml", ""),
            ("logo.png", "\0"),
            ("tests/Cargo.toml", ""),
            ("tests/deep/Cargo.toml", ""),
        ]);
        assert!(tree.has("crates/engine") && tree.has("logo.png") && !tree.has("crates/eng"));
        assert_eq!(tree.text("logo.png"), None);
        let folders: Vec<&str> = tree.manifests().map(|(_, folder, _)| folder).collect();
        assert_eq!(folders, ["engine", "tests"]);
    }
}
