//! A form as it is shown.

use super::body::is_local;
use super::errors::Errors;
use super::typed::Typed;
use askama::Template;
use locale::{Lang, text};

/// The field that asks for more rows of a list.
pub(in crate::pages) const MORE: &str = "_more";
/// The field that remembers which row was added first.
pub(in crate::pages) const ADDED: &str = "_added";
/// How many rows are added at once.
pub(in crate::pages) const STEP: usize = 5;

/// A form.
#[derive(Default, Template)]
#[template(path = "parts/form.html")]
pub(in crate::pages) struct Form {
    /// Where it goes.
    pub(in crate::pages) action: String,
    /// The session's token.
    pub(in crate::pages) csrf: String,
    /// Its own key: sent twice, it has one effect (I-2).
    pub(in crate::pages) key: String,
    /// Whose it is.
    pub(in crate::pages) owner: String,
    /// The version it was shown for, if that matters.
    pub(in crate::pages) version: Option<i32>,
    /// Where to go on after it, if not to where it stands.
    pub(in crate::pages) next: Option<String>,
    /// What it asks.
    pub(in crate::pages) groups: Vec<Group>,
    /// What it does.
    pub(in crate::pages) buttons: Vec<Button>,
}

/// Fields that belong together.
pub(in crate::pages) struct Group {
    /// What they are about; empty: nothing to say.
    pub(in crate::pages) legend: String,
    /// What to know about them.
    pub(in crate::pages) hint: String,
    /// Shown only when asked for.
    pub(in crate::pages) folded: bool,
    /// The fields.
    pub(in crate::pages) controls: Vec<Control>,
}

/// A button that sends the form.
pub(in crate::pages) struct Button {
    pub(in crate::pages) label: String,
    /// Name and value it adds.
    pub(in crate::pages) adds: Option<(&'static str, &'static str)>,
    pub(in crate::pages) secondary: bool,
}

impl Button {
    /// A button that adds nothing.
    pub(in crate::pages) const fn plain(label: String) -> Self {
        Self { label, adds: None, secondary: false }
    }
}

/// A field.
#[derive(Default)]
pub(in crate::pages) struct Control {
    pub(in crate::pages) kind: &'static str,
    pub(in crate::pages) name: String,
    pub(in crate::pages) id: String,
    pub(in crate::pages) label: String,
    pub(in crate::pages) hint: String,
    pub(in crate::pages) value: String,
    pub(in crate::pages) error: Option<String>,
    pub(in crate::pages) choices: Vec<Choice>,
    /// Where a button of its own sends the form, and to which field there.
    pub(in crate::pages) to: String,
}

/// One of several.
#[derive(Clone, Default)]
pub(in crate::pages) struct Choice {
    pub(in crate::pages) value: String,
    pub(in crate::pages) label: String,
    pub(in crate::pages) lines: Vec<String>,
    pub(in crate::pages) chosen: bool,
}

impl Choice {
    /// A value with its label.
    pub(in crate::pages) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }
}

/// A line of the summary of what is wrong.
pub(in crate::pages) struct Fault {
    pub(in crate::pages) text: String,
    pub(in crate::pages) target: Option<String>,
}

impl Form {
    /// Whether it sends a file.
    fn has_file(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.controls).any(|one| one.kind == "file")
    }

    /// What a browser sends if nobody touches a field.
    pub(in crate::pages) fn untouched(&self) -> Typed {
        let mut typed = Typed::default();
        for control in self.groups.iter().flat_map(|group| &group.controls) {
            for value in control.sent() {
                typed.add(&control.name, value.trim());
            }
        }
        typed
    }

    /// Everything that is wrong, each with the way to its field.
    pub(in crate::pages) fn faults(&self, errors: &Errors) -> Vec<Fault> {
        let controls = || {
            let all = self.groups.iter().flat_map(|group| &group.controls);
            all.filter(|control| control.kind != "hidden")
        };
        let target = |field: &str| {
            let exact = controls().find(|control| control.name == field);
            let near = |field: &str| {
                let inside = format!("{field}/");
                controls().find(|control| control.name.starts_with(&inside))
            };
            // Else what stands in the same row.
            let row = || field.rsplit_once('/').filter(|(row, _)| row.matches('/').count() > 1);
            let found =
                exact.or_else(|| near(field)).or_else(|| row().and_then(|(row, _)| near(row)))?;
            let alike = controls().filter(|control| control.label == found.label).count();
            Some((found.id.clone(), self.called(found, alike > 1)))
        };
        let faults = errors.0.iter().map(|wrong| {
            match wrong.field.as_deref().filter(|field| !field.is_empty()).and_then(target) {
                None => Fault { text: wrong.text.clone(), target: None },
                Some((id, label)) => {
                    Fault { text: format!("{label}: {}", wrong.text), target: Some(id) }
                }
            }
        });
        faults.collect()
    }

    /// A field's label, after its group's where the form has that label twice.
    fn called(&self, control: &Control, ambiguous: bool) -> String {
        let holds = |group: &&Group| group.controls.iter().any(|one| one.name == control.name);
        match self.groups.iter().find(holds) {
            Some(group) if ambiguous && !group.legend.is_empty() => {
                format!("{} – {}", group.legend, control.label)
            }
            _ => control.label.clone(),
        }
    }
}

impl Control {
    /// What a browser makes of the field as it is shown.
    fn sent(&self) -> Vec<String> {
        let mut chosen = self.choices.iter().filter(|choice| choice.chosen);
        let value = |choice: &Choice| choice.value.clone();
        match self.kind {
            // Nobody pressed it.
            "more" => Vec::new(),
            "checks" | "check" => chosen.map(value).collect(),
            "radios" => chosen.next_back().map(value).into_iter().collect(),
            // With nothing marked, the first stands.
            "select" => {
                let stands = chosen.next_back().or_else(|| self.choices.first());
                stands.map(value).into_iter().collect()
            }
            "area" | "hidden" => vec![self.value.replace("\r\n", "\n").replace('\r', "\n")],
            "datetime-local" if !is_local(&self.value) => vec![String::new()],
            // One line has no ends of lines.
            _ => vec![self.value.replace(['\r', '\n'], "")],
        }
    }
}

/// Makes the fields of a form out of what was typed and what is wrong.
pub(in crate::pages) struct Fields<'a> {
    pub(in crate::pages) lang: Lang,
    pub(in crate::pages) typed: &'a Typed,
    pub(in crate::pages) errors: &'a Errors,
    /// Sets the ids of several forms on one page apart.
    pub(in crate::pages) scope: &'a str,
}

impl Fields<'_> {
    fn control(&self, kind: &'static str, name: &str, label: &str) -> Control {
        let key = format!("{label}-hint");
        Control {
            kind,
            name: name.to_owned(),
            id: self.id(name),
            label: text(self.lang, label, &[]),
            hint: locale::try_text(self.lang, &key, &[]).unwrap_or_default(),
            value: self.typed.get(name).to_owned(),
            error: self.errors.at(name),
            choices: Vec::new(),
            to: String::new(),
        }
    }

    /// The id of a field.
    pub(in crate::pages) fn id(&self, name: &str) -> String {
        format!("{}{}", self.scope, name.replace('/', "-"))
    }

    /// A button that shows the form again with more rows of a list, and leads
    /// to the first of them; `of` says which list, where there are several.
    pub(in crate::pages) fn more(&self, list: &str, of: &str, to: String) -> Control {
        Control {
            kind: "more",
            name: MORE.to_owned(),
            value: list.to_owned(),
            label: text(self.lang, "more-rows", &[]),
            hint: of.to_owned(),
            to,
            ..Control::default()
        }
    }

    /// One line.
    pub(in crate::pages) fn line(&self, name: &str, label: &str) -> Control {
        self.control("text", name, label)
    }

    /// A whole number.
    pub(in crate::pages) fn number(&self, name: &str, label: &str) -> Control {
        self.control("number", name, label)
    }

    /// Several lines.
    pub(in crate::pages) fn area(&self, name: &str, label: &str) -> Control {
        self.control("area", name, label)
    }

    /// A day.
    pub(in crate::pages) fn day(&self, name: &str, label: &str) -> Control {
        self.control("date", name, label)
    }

    /// A local time.
    pub(in crate::pages) fn time(&self, name: &str, label: &str) -> Control {
        self.control("datetime-local", name, label)
    }

    /// A file.
    pub(in crate::pages) fn file(&self, name: &str, label: &str) -> Control {
        // A browser is not told which: it is chosen anew.
        Control { value: String::new(), ..self.control("file", name, label) }
    }

    /// Something the reader need not see.
    pub(in crate::pages) fn hidden(&self, name: &str, value: &str) -> Control {
        Control {
            kind: "hidden",
            name: name.to_owned(),
            value: value.to_owned(),
            id: self.id(name),
            ..Control::default()
        }
    }

    /// One of a list.
    pub(in crate::pages) fn select(
        &self,
        name: &str,
        label: &str,
        choices: Vec<Choice>,
    ) -> Control {
        self.choosing("select", name, label, choices)
    }

    /// One of a few, all in sight.
    pub(in crate::pages) fn radios(
        &self,
        name: &str,
        label: &str,
        choices: Vec<Choice>,
    ) -> Control {
        self.choosing("radios", name, label, choices)
    }

    /// Any of a list; the name ends in `/-`.
    pub(in crate::pages) fn checks(
        &self,
        name: &str,
        label: &str,
        choices: Vec<Choice>,
    ) -> Control {
        self.choosing("checks", name, label, choices)
    }

    /// Yes or no.
    pub(in crate::pages) fn check(&self, name: &str, label: &str) -> Control {
        let choice = Choice::new("true", text(self.lang, label, &[]));
        let mut control = self.choosing("checks", name, label, vec![choice]);
        control.kind = "check";
        control
    }

    fn choosing(
        &self,
        kind: &'static str,
        name: &str,
        label: &str,
        mut choices: Vec<Choice>,
    ) -> Control {
        let chosen = self.typed.all(name);
        for choice in &mut choices {
            choice.chosen = chosen.contains(&choice.value);
        }
        Control { choices, ..self.control(kind, name, label) }
    }

    /// The codes of a vocabulary, in words.
    pub(in crate::pages) fn words(&self, kind: &str, codes: &[&str]) -> Vec<Choice> {
        let choice =
            |code: &&str| Choice::new(*code, super::super::words::word(self.lang, kind, code));
        codes.iter().map(choice).collect()
    }

    /// A group with a legend.
    pub(in crate::pages) fn group(&self, legend: &str, controls: Vec<Control>) -> Group {
        Group { legend: text(self.lang, legend, &[]), hint: String::new(), folded: false, controls }
    }
}

impl Group {
    /// Fields without a legend.
    pub(in crate::pages) const fn plain(controls: Vec<Control>) -> Self {
        Self { legend: String::new(), hint: String::new(), folded: false, controls }
    }
}
