//! Links between our own documents lead somewhere.

use super::{Finding, tree::Tree};
use std::path::Path;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        if Path::new(path).extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for (target, line) in targets(text) {
            if !leads_somewhere(tree, path, target) {
                findings.push(Finding::new(path, line, "links", format!("no file `{target}`")));
            }
        }
    }
    findings
}

/// Targets of `[text](target)`, outside code.
fn targets(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        // Every second piece between backticks is code.
        for prose in line.split('`').step_by(2) {
            let ends = prose.split("](").skip(1);
            let inside = ends.filter_map(|rest| rest.split([')', ' ']).next());
            found.extend(inside.map(|target| (target, index + 1)));
        }
    }
    found
}

fn leads_somewhere(tree: &Tree, from: &str, target: &str) -> bool {
    let target = target.trim_matches(['<', '>']);
    let file = target.split('#').next().unwrap_or_default();
    if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
        return true;
    }
    resolved(from, file).is_some_and(|path| path.is_empty() || tree.has(&path))
}

/// The target seen from the root; `None` if it leaves the repository.
fn resolved(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::from([("docs/API.md", text), ("docs/adr/0001.md", ""), ("README.md", "")]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_to_files_folders_and_the_web_pass() {
        let text = "[a](adr/0001.md#why) [b](../README.md) [c](adr) [d](#here) \
                    [e](https://example.org/x.md) [f](/README.md \"title\") [g](..)\n\
                    `[code](nowhere.md)`\n```\n[x](nowhere.md)\n```\n";
        assert_eq!(found(text), [""; 0]);
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        assert_eq!(
            found("fine\nsee [a](adr/0002.md)\n"),
            ["docs/API.md:2: links: no file `adr/0002.md`"]
        );
        assert_eq!(found("![picture](../../outside.png)\n").len(), 1);
    }
}
