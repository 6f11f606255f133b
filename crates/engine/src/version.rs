//! Versions of reference data: the SHA-256 of what was imported.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The SHA-256 of reference data, so that a computed deadline can name exactly
/// the calendar and the law it was computed with (I-20).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version([u8; 32]);

impl Version {
    /// The version of one file: the hash of its bytes, as `sha256sum` prints it.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The version of a set of named files, whatever their order. The hash is
    /// over the `sha256sum` listing of the files sorted by name, so anybody can
    /// recompute it with `sha256sum *.toml | sha256sum`.
    pub fn of_files(files: &[(&str, &str)]) -> Self {
        let mut sorted = files.to_vec();
        sorted.sort_unstable();
        let mut listing = String::new();
        for (name, text) in sorted {
            let hash = Self::of_bytes(text.as_bytes()).to_string();
            listing.extend([hash.as_str(), "  ", name, "\n"]);
        }
        Self::of_bytes(listing.as_bytes())
    }

    /// The first twelve hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }

    /// The raw hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Version {
    /// 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({self})")
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is 64 hexadecimal digits")]
pub struct NotAVersion;

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s.len() != 64 || !s.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAVersion);
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            let pair = s.get(at..at + 2).ok_or(NotAVersion)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAVersion)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_sha_256_of_the_bytes() {
        let version = Version::of_bytes(b"abc");
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(version.to_string(), hex);
        assert_eq!(hex.parse(), Ok(version));
        assert_eq!(version.short(), "ba7816bf8f01");
        assert_eq!("ba78".parse::<Version>(), Err(NotAVersion));
        assert_eq!("é".repeat(32).parse::<Version>(), Err(NotAVersion));
    }

    #[test]
    fn a_set_of_files_has_one_version_whatever_the_order() {
        let (a, b) = (("a.toml", "1"), ("b.toml", "2"));
        assert_eq!(Version::of_files(&[a, b]), Version::of_files(&[b, a]));
        assert_ne!(Version::of_files(&[a, b]), Version::of_files(&[a]));
        assert_ne!(Version::of_files(&[("a.toml", "1")]), Version::of_files(&[("c.toml", "1")]));
    }
}
