//! The language of a request.

use actix_web::http::header::{self, HeaderMap};
use locale::Lang;

/// The language a caller likes best of those there are (RFC 9110 §12.5.4);
/// Vietnamese if nothing fits.
pub(crate) fn of(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    let wanted = wanted.and_then(|value| value.to_str().ok());
    let mut best = (Lang::default(), 0);
    for range in wanted.unwrap_or_default().split(',').take(16) {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let weight = parts.next().map_or(Some(1_000), weight);
        let primary = tag.split('-').next().unwrap_or_default();
        if let (Ok(lang), Some(weight)) = (primary.to_ascii_lowercase().parse(), weight)
            && weight > best.1
        {
            best = (lang, weight);
        }
    }
    best.0
}

/// `q=0.8` in thousandths.
fn weight(parameter: &str) -> Option<u32> {
    let text = parameter.strip_prefix("q=")?;
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    let thousandths = format!("{digits:0<3}");
    let whole: u32 = whole.parse().ok()?;
    let weight = whole * 1_000 + thousandths.parse::<u32>().ok()?;
    (digits.len() <= 3 && weight <= 1_000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_language_liked_best_is_taken() {
        for (wanted, expected) in [
            ("", Lang::Vi),
            ("en", Lang::En),
            ("EN-gb", Lang::En),
            ("fr, de;q=0.5", Lang::Vi),
            ("vi;q=0.3, en;q=0.9", Lang::En),
            ("en;q=0.3, vi", Lang::Vi),
            ("en;q=0", Lang::Vi),
            ("en;q=x", Lang::Vi),
            ("en;q=7", Lang::Vi),
        ] {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::from_str(wanted).unwrap();
            headers.insert(header::ACCEPT_LANGUAGE, value);
            assert_eq!(of(&headers), expected, "{wanted}");
        }
    }
}
