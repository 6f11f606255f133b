//! A browser without a script: it keeps cookies and sends the forms it was
//! shown.

use crate::support::{PASSWORD, Response, Service};

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) struct Browser<'a> {
    service: &'a Service,
    cookies: Vec<(String, String)>,
    /// Whether it says that forms come from our own pages.
    pub(crate) says_own: bool,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(service: &'a Service) -> Self {
        Self { service, cookies: Vec::new(), says_own: false }
    }

    /// A browser in which somebody signed in by the form.
    pub(crate) fn of(service: &'a Service, username: &str) -> Self {
        let mut browser = Self::new(service);
        let response = browser.sign_in(username, PASSWORD);
        assert_eq!(response.status, 303, "{}", response.body);
        browser
    }

    pub(crate) fn sign_in(&mut self, username: &str, password: &str) -> Response {
        self.post("/sign-in", &[("/username", username), ("/password", password)])
    }

    pub(crate) fn get(&mut self, path: &str) -> Response {
        self.send("GET", path, "")
    }

    /// A page that is there.
    pub(crate) fn page(&mut self, path: &str) -> String {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        response.body
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.send("POST", path, &pairs.join("&"))
    }

    /// What the form of this action on a page holds already.
    pub(crate) fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
        let start = format!("<form method=\"post\" action=\"{action}\"");
        let form = page.split_once(&start).unwrap_or_else(|| panic!("no {action} in {page}")).1;
        let form = form.split_once("</form>").unwrap().0;
        let inputs = form.split("<input type=\"hidden\"").skip(1);
        inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
    }

    /// Fills in the form of this action on a page and sends it.
    pub(crate) fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Response {
        let hidden = Self::hidden(page, action);
        let mut all: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend_from_slice(fields);
        self.post(action, &all)
    }

    /// Everything the form of this action sends if nobody touches it, as a
    /// browser would.
    pub(crate) fn untouched(page: &str, action: &str) -> Vec<(String, String)> {
        let start = format!("<form method=\"post\" action=\"{action}\"");
        let form = page.split_once(&start).unwrap().1.split_once("</form>").unwrap().0;
        let mut fields = Vec::new();
        for (at, _) in form.match_indices('<') {
            let rest = &form[at + 1..];
            let tag = rest.split('>').next().unwrap();
            let name = || attribute(tag, "name");
            match tag.split(' ').next().unwrap() {
                // Nobody chose one.
                "input" if attribute(tag, "type") == "file" => {}
                "input" if is_ticked(tag) => fields.push((name(), attribute(tag, "value"))),
                "textarea" => {
                    let text = rest.split_once('>').unwrap().1.split('<').next().unwrap();
                    fields.push((name(), text.trim_start_matches('\n').to_owned()));
                }
                "select" => {
                    let inside = rest.split_once("</select>").unwrap().0;
                    let options = || inside.split("<option").skip(1);
                    let chosen = options().find(|one| one.contains(" selected"));
                    let chosen = chosen.or_else(|| options().next());
                    fields.extend(chosen.map(|one| (name(), attribute(one, "value"))));
                }
                _ => {}
            }
        }
        fields
    }

    /// The same, but for these fields.
    pub(crate) fn filled(page: &str, action: &str, told: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut fields = Self::untouched(page, action);
        fields.retain(|(name, _)| told.iter().all(|(known, _)| known != name));
        fields.extend(told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    }

    /// Sends these fields and no others.
    pub(crate) fn send_all(&mut self, path: &str, fields: &[(String, String)]) -> Response {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(path, &fields)
    }

    /// The same, and follows where it leads.
    pub(crate) fn done(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
        let response = self.submit(page, action, fields);
        assert_eq!(response.status, 303, "{action}: {}", response.body);
        let path = response.header("location").unwrap().to_owned();
        self.page(&path)
    }

    /// Sends a body of another type than plain forms have.
    pub(crate) fn send_raw(&mut self, path: &str, kind: &str, body: &str) -> Response {
        self.send_as("POST", path, kind, body)
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Response {
        self.send_as(method, path, FORM, body)
    }

    fn send_as(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Response {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.service.request(method, path).header("Accept", "text/html");
        let request = request.header("Cookie", &cookies.join("; "));
        let request =
            if self.says_own { request.header("Sec-Fetch-Site", "same-origin") } else { request };
        let response =
            if method == "POST" { request.text(kind, body).send() } else { request.send() };
        let set = response.headers.iter().filter(|(name, _)| name == "set-cookie");
        for (_, cookie) in set {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        response
    }
}

/// Whether a browser sends an input: a box that is not ticked it does not.
fn is_ticked(tag: &str) -> bool {
    let box_or_dot = ["checkbox", "radio"].iter().any(|kind| attribute(tag, "type") == *kind);
    !box_or_dot || tag.contains(" checked")
}

fn attribute(input: &str, name: &str) -> String {
    let rest = input.split_once(&format!(" {name}=\"")).unwrap().1;
    rest.split('"').next().unwrap().replace("&#38;", "&")
}

fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    bytes.collect()
}
