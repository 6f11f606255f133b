//! What stands around every page.

use super::assets;
use locale::{Lang, text};

/// The frame of a page.
pub(super) struct Frame {
    /// The language everything is written in.
    pub(super) lang: Lang,
    /// The page's own title.
    pub(super) title: String,
    /// Who is signed in, if anybody is.
    pub(super) me: Option<Me>,
    /// What was just done, if anything was.
    pub(super) done: Option<String>,
    /// The path of this page, to come back to.
    pub(super) here: String,
    /// Whether the page says that this is training.
    pub(super) training: bool,
    /// What is announced.
    pub(super) banners: Vec<Banner>,
}

/// Something announced, above a page: plain text.
#[derive(Clone)]
pub(super) struct Banner {
    /// Its coded kind.
    pub(super) kind: &'static str,
    /// The kind in words.
    pub(super) word: String,
    /// From when until when.
    pub(super) when: String,
    /// What it says.
    pub(super) text: String,
}

/// How a page is written for whoever asks.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// In which language.
    pub(super) lang: Lang,
    /// Whether this is an instance for training.
    pub(super) training: bool,
}

/// The person signed in.
pub(super) struct Me {
    /// The person's name.
    pub(super) name: String,
    /// In which role and where.
    pub(super) seat: String,
    /// Whether there are other seats to choose from.
    pub(super) may_change: bool,
    /// What every form shows to change anything.
    pub(super) csrf: String,
    /// Where the person may go.
    pub(super) nav: Vec<Link>,
}

/// A place to go to.
pub(super) struct Link {
    /// What it is called.
    pub(super) label: String,
    /// Where it is.
    pub(super) href: String,
    /// Whether it is where one is.
    pub(super) current: bool,
}

impl Frame {
    /// A frame for nobody yet.
    pub(super) fn anonymous(look: Look, title: &str, here: &str) -> Self {
        let Look { lang, training } = look;
        let title = text(lang, title, &[]);
        let (here, banners) = (here.to_owned(), Vec::new());
        Self { lang, title, me: None, done: None, here, training, banners }
    }

    /// A text by its key.
    pub(super) fn t(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    /// The address of the stylesheet.
    #[expect(clippy::unused_self, reason = "templates ask their frame")]
    pub(super) fn css(&self) -> &'static str {
        assets::css_path()
    }

    /// The other languages, each in its own words.
    pub(super) fn languages(&self) -> Vec<Link> {
        let others = Lang::ALL.into_iter().filter(|lang| *lang != self.lang);
        others
            .map(|lang| Link {
                label: text(lang, "language-name", &[]),
                href: format!("/language/{lang}?back={}", encoded(&self.here)),
                current: false,
            })
            .collect()
    }
}

/// A path as the value of a query parameter.
pub(super) fn encoded(path: &str) -> String {
    let pair = serde_urlencoded::to_string([("", path)]).unwrap_or_default();
    pair.trim_start_matches('=').to_owned()
}
