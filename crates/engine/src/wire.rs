//! Reading text values whose content may be secret.

use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;

/// A string. Serde's own message for anything else quotes what it found; this
/// one does not (I-32).
pub(crate) fn text<'de, D: Deserializer<'de>>(d: D) -> Result<Cow<'de, str>, D::Error> {
    Cow::<'de, str>::deserialize(d).map_err(|_| de::Error::custom("is not a string"))
}
