//! Which methods a path answers to, by the description of the API: each route
//! is registered for one method, so the router itself cannot say.

use std::sync::OnceLock;
use utoipa::openapi::path::PathItem;

/// A path as described, and the methods described for it.
type Described = (String, Vec<&'static str>);

/// The methods of a path, as `Allow` lists them; none if nothing is there.
pub(crate) fn allowed(path: &str) -> Option<String> {
    static DESCRIBED: OnceLock<Vec<Described>> = OnceLock::new();
    let described = DESCRIBED.get_or_init(|| {
        let paths = crate::openapi::document().paths.paths;
        paths.into_iter().map(|(path, item)| (path, methods(&item))).collect()
    });
    let fitting = described.iter().filter(|(template, _)| fits(template, path));
    let mut methods: Vec<&str> = fitting.flat_map(|(_, methods)| methods).copied().collect();
    methods.sort_unstable();
    methods.dedup();
    (!methods.is_empty()).then(|| methods.join(", "))
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    let described = [
        ("DELETE", item.delete.is_some()),
        ("GET", item.get.is_some()),
        ("PATCH", item.patch.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
    ];
    described.iter().filter(|(_, is)| *is).map(|(method, _)| *method).collect()
}

/// Whether a path is one of a template's: same segments, but for parameters.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(wanted), Some(found)) if wanted.starts_with('{') && !found.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_it_answers_to() {
        let id = "01900000-0000-7000-8000-000000000001";
        for (path, expected) in [
            ("/api/v1/cases".to_owned(), Some("GET, POST")),
            (format!("/api/v1/cases/{id}"), Some("GET, PUT")),
            ("/api/v1/session".to_owned(), Some("DELETE, GET, POST")),
            ("/api/v1/cases/".to_owned(), None),
            ("/api/v1/nothing".to_owned(), None),
            ("/".to_owned(), None),
        ] {
            assert_eq!(allowed(&path).as_deref(), expected, "{path}");
        }
    }
}
