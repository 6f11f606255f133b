//! Functions of at most 70 lines, files of at most 600, tests not counted: what
//! is longer has no subject of its own.

use super::{
    Finding,
    ratchet::Ratchet,
    rust::{Source, Sources, is_test},
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemTrait, Signature,
    TraitItemFn,
    spanned::Spanned,
    visit::{self, Visit},
};

/// Lines of a function, from `fn` to its closing brace.
pub(crate) const FUNCTION: usize = 70;
/// Lines of a file outside its tests.
pub(crate) const FILE: usize = 600;
/// No exception reaches beyond this.
pub(crate) const FILE_HARD: usize = 1_000;

/// Length and first line by `path` (files) or `path::function`.
#[derive(Default)]
pub(crate) struct Lengths {
    pub(crate) files: BTreeMap<String, (usize, usize)>,
    pub(crate) functions: BTreeMap<String, (usize, usize)>,
}

pub(crate) fn measure(sources: &Sources) -> Lengths {
    let mut lengths = Lengths::default();
    for source in sources.iter() {
        measure_one(source, &mut lengths);
    }
    lengths
}

pub(crate) fn check(lengths: &Lengths, ratchet: &Ratchet) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, &(lines, _)) in &lengths.files {
        let allowed = ratchet.file_lines.get(path).map_or(FILE, |&n| n.max(FILE));
        if lines > allowed.min(FILE_HARD) {
            let why = format!("{lines} lines, at most {FILE}: split it by subject");
            findings.push(Finding::new(path, 1, "file-length", why));
        }
    }
    for (key, &(lines, line)) in &lengths.functions {
        let allowed = ratchet.function_lines.get(key).map_or(FUNCTION, |&n| n.max(FUNCTION));
        if lines > allowed {
            let (path, name) = key.split_once("::").unwrap_or((key, ""));
            let why = format!(
                "`{name}` has {lines} lines, at most {FUNCTION}: keep its branches, move its leaves out"
            );
            findings.push(Finding::new(path, line, "function-length", why));
        }
    }
    findings.extend(ratchet.slack(lengths));
    findings
}

fn measure_one(source: &Source, lengths: &mut Lengths) {
    let mut ruler = Ruler::default();
    ruler.visit_file(&source.file);
    let all = source.text.lines().count();
    let lines = all.saturating_sub(ruler.test_lines.len());
    lengths.files.insert(source.path.to_owned(), (lines, 1));
    for (name, lines, line) in ruler.functions {
        let entry = lengths.functions.entry(format!("{}::{name}", source.path));
        let longest = entry.or_insert((lines, line));
        if lines > longest.0 {
            *longest = (lines, line);
        }
    }
}

#[derive(Default)]
struct Ruler {
    functions: Vec<(String, usize, usize)>,
    test_lines: BTreeSet<usize>,
}

impl Ruler {
    /// Notes the lines of a test; `true` if it was one.
    fn passes_over(&mut self, attributes: &[Attribute], whole: &impl Spanned) -> bool {
        let test = is_test(attributes);
        if test {
            let (span, first) = (whole.span(), attributes.first());
            let start = first.map_or(span.start().line, |a| a.span().start().line);
            self.test_lines.extend(start..=span.end().line);
        }
        test
    }

    fn measure(&mut self, signature: &Signature, block: &Block) {
        let (start, end) = (signature.span().start().line, block.span().end().line);
        let lines = (end + 1).saturating_sub(start);
        self.functions.push((signature.ident.to_string(), lines, start));
    }
}

impl<'ast> Visit<'ast> for Ruler {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Use(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            _ => &[],
        };
        if !self.passes_over(attributes, item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !self.passes_over(&item.attrs, item) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !self.passes_over(&item.attrs, item) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        if !self.passes_over(&item.attrs, item) {
            visit::visit_item_trait(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !self.passes_over(&item.attrs, item) {
            self.measure(&item.sig, &item.block);
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !self.passes_over(&item.attrs, item) {
            self.measure(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.measure(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::Tree;

    const PATH: &str = "crates/a/src/lib.rs";

    fn found(text: &str, ratchet: &str) -> Vec<(&'static str, usize)> {
        let tree = Tree::from([(PATH, text)]);
        let (sources, _) = Sources::parse(&tree);
        let ratchet = Ratchet::parse(ratchet).unwrap();
        let findings = check(&measure(&sources), &ratchet);
        findings.into_iter().map(|f| (f.rule, f.line)).collect()
    }

    fn function(lines: usize) -> String {
        format!("/// Doc.\n#[inline]\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_may_have_70_lines_and_no_more() {
        assert_eq!(found(&function(70), ""), []);
        assert_eq!(found(&function(71), ""), [("function-length", 3)]);
        let method = format!("struct S;\nimpl S {{\n{}}}\n", function(71));
        assert_eq!(found(&method, ""), [("function-length", 5)]);
        let default = format!("trait T {{\n{}}}\n", function(71));
        assert_eq!(found(&default, ""), [("function-length", 4)]);
    }

    #[test]
    fn tests_are_not_measured() {
        let text = format!("fn g() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", function(900));
        assert_eq!(found(&text, ""), []);
    }

    #[test]
    fn a_file_may_have_600_lines_and_an_exception_at_most_1000() {
        let file = |lines| "// why\n".repeat(lines);
        let excused = |lines| format!("[file-lines]\n\"{PATH}\" = {lines}\n");
        assert_eq!(found(&file(600), ""), []);
        assert_eq!(found(&file(601), ""), [("file-length", 1)]);
        assert_eq!(found(&file(700), &excused(700)), []);
        assert_eq!(found(&file(701), &excused(700)), [("file-length", 1)]);
        assert_eq!(found(&file(1_001), &excused(1_001)), [("file-length", 1)]);
    }

    #[test]
    fn an_exception_no_longer_needed_is_a_finding() {
        let excused = format!("[function-lines]\n\"{PATH}::f\" = 90\n");
        assert_eq!(found(&function(90), &excused), []);
        assert_eq!(found(&function(89), &excused), [("ratchet", 1)]);
        assert_eq!(found(&function(60), &excused), [("ratchet", 1)]);
        assert_eq!(found("", &excused), [("ratchet", 1)]);
    }
}
