//! One file as it lies on disk: encrypted in chunks, so that it can be handed out
//! without being held whole.
//!
//! ```text
//! "ATTFILE1" · key id (8) · nonce (15) · chunk · chunk · …
//! ```
//!
//! Each chunk is up to 64 KiB of XChaCha20-Poly1305. What it is bound to: the head,
//! whose file it is, the file's hash, the chunk's number, and whether it is the
//! last. So no chunk can be changed, moved, left out or taken from another file,
//! and a file that was cut off is found before its first byte is handed out.

use super::BlobError;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use engine::instrument::ContentHash;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use uuid::Uuid;

const MAGIC: &[u8; 8] = b"ATTFILE1";
const KEY_ID: usize = 8;
/// Random each time: with 120 bits two files never share one.
pub(super) const NONCE: usize = 15;
const HEAD: usize = MAGIC.len() + KEY_ID + NONCE;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// The key of all files, with the name it goes by in them.
#[derive(Clone)]
pub(super) struct FileKey {
    cipher: XChaCha20Poly1305,
    id: [u8; KEY_ID],
}

impl FileKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"attache: the id of a key of files");
        hash.update(key);
        let digest: [u8; 32] = hash.finalize().into();
        let id = digest.first_chunk().copied().unwrap_or_default();
        Self { cipher: XChaCha20Poly1305::new(&Key::from(*key)), id }
    }
}

/// Whose file, and which: what its bytes are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The agency or institution.
    pub(crate) seat: Uuid,
    /// SHA-256 of the plain bytes.
    pub(crate) sha256: ContentHash,
}

/// What a chunk is sealed with.
struct Binding {
    head: [u8; HEAD],
    place: Place,
}

impl Binding {
    fn nonce(&self, number: u64, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        let random = self.head.iter().skip(MAGIC.len() + KEY_ID);
        let rest = number.to_be_bytes();
        let bytes = random.chain(&rest).copied().chain([u8::from(last)]);
        nonce.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        XNonce::from(nonce)
    }

    fn aad(&self, number: u64, last: bool) -> Vec<u8> {
        let Place { seat, sha256 } = self.place;
        let number = number.to_be_bytes();
        [&self.head[..], seat.as_bytes(), &sha256.0, &number, &[u8::from(last)]].concat()
    }
}

/// How long a file of this size is on disk.
pub(super) fn length_of(size: u64) -> u64 {
    let (chunk, tag, head) = (wide(CHUNK), wide(TAG), wide(HEAD));
    head + size + size.div_ceil(chunk) * tag
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Writes a file, encrypted.
pub(super) fn seal(
    key: &FileKey,
    place: Place,
    plain: &[u8],
    random: [u8; NONCE],
    out: &mut impl Write,
) -> std::io::Result<()> {
    let mut head = [0; HEAD];
    let bytes = MAGIC.iter().chain(&key.id).chain(&random);
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    out.write_all(&head)?;
    let binding = Binding { head, place };
    let last = plain.len().div_ceil(CHUNK);
    for (number, chunk) in (1_u64..).zip(plain.chunks(CHUNK)) {
        let is_last = number == wide(last);
        let aad = binding.aad(number, is_last);
        let payload = Payload { msg: chunk, aad: &aad };
        let sealed = key.cipher.encrypt(&binding.nonce(number, is_last), payload);
        out.write_all(&sealed.map_err(|_| std::io::Error::other("a chunk was not sealed"))?)?;
    }
    Ok(())
}

/// A file that is being read, chunk by chunk.
pub struct Opening<R> {
    source: R,
    key: FileKey,
    binding: Binding,
    left: u64,
    number: u64,
    hash: Sha256,
}

impl<R: Read> Opening<R> {
    /// Begins to read a file that has `length` bytes on disk and `size` in truth.
    pub(super) fn begin(
        key: &FileKey,
        place: Place,
        (size, length): (u64, u64),
        mut source: R,
    ) -> Result<Self, BlobError> {
        let mut head = [0; HEAD];
        if length < wide(HEAD) {
            return Err(BlobError::Altered);
        }
        source.read_exact(&mut head)?;
        let id = head.strip_prefix(MAGIC).ok_or(BlobError::Altered)?;
        if !id.starts_with(&key.id) {
            return Err(BlobError::Key);
        }
        if length != length_of(size) || size == 0 {
            return Err(BlobError::Altered);
        }
        let binding = Binding { head, place };
        Ok(Self { source, key: key.clone(), binding, left: size, number: 0, hash: Sha256::new() })
    }

    /// The next bytes; none: that was all. The last ones are not handed out unless
    /// the whole is what its hash says.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, BlobError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.number += 1;
        let plain = self.left.min(wide(CHUNK));
        let last = plain == self.left;
        let mut sealed = vec![0; usize::try_from(plain).unwrap_or(CHUNK) + TAG];
        self.source.read_exact(&mut sealed)?;
        let aad = self.binding.aad(self.number, last);
        let payload = Payload { msg: &sealed, aad: &aad };
        let opened = self.key.cipher.decrypt(&self.binding.nonce(self.number, last), payload);
        let opened = opened.map_err(|_| BlobError::Altered)?;
        self.left -= plain;
        self.hash.update(&opened);
        if last {
            let found: [u8; 32] = self.hash.clone().finalize().into();
            if found != self.binding.place.sha256.0 {
                return Err(BlobError::Altered);
            }
        }
        Ok(Some(opened))
    }

    /// Reads to the end; how many bytes there were.
    pub(crate) fn check(mut self) -> Result<(), BlobError> {
        while self.next_chunk()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(plain: &[u8]) -> Place {
        Place { seat: Uuid::from_u128(7), sha256: ContentHash(Sha256::digest(plain).into()) }
    }

    fn sealed(plain: &[u8], place: Place) -> Vec<u8> {
        let mut out = Vec::new();
        seal(&FileKey::new(&[1; 32]), place, plain, [9; NONCE], &mut out).unwrap();
        out
    }

    fn open(key: u8, place: Place, size: usize, bytes: &[u8]) -> Result<Vec<u8>, BlobError> {
        let sizes = (wide(size), wide(bytes.len()));
        let mut opening = Opening::begin(&FileKey::new(&[key; 32]), place, sizes, bytes)?;
        let mut all = Vec::new();
        while let Some(chunk) = opening.next_chunk()? {
            all.extend(chunk);
        }
        Ok(all)
    }

    #[test]
    fn what_is_put_in_comes_out_at_every_size_around_a_chunk() {
        for size in [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5] {
            let plain: Vec<u8> = (0..=255).cycle().take(size).collect();
            let place = place(&plain);
            let bytes = sealed(&plain, place);
            assert_eq!(wide(bytes.len()), length_of(wide(size)));
            assert!(!bytes.windows(16).any(|window| plain.starts_with(window)));
            assert_eq!(open(1, place, size, &bytes).unwrap(), plain, "{size}");
        }
    }

    #[test]
    fn another_key_is_told_from_damage() {
        let place = place(b"paper");
        let bytes = sealed(b"paper", place);
        assert!(matches!(open(2, place, 5, &bytes), Err(BlobError::Key)));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_found() {
        let plain = vec![5; CHUNK + 10];
        let place = place(&plain);
        let bytes = sealed(&plain, place);
        for length in [0, 7, HEAD - 1, HEAD, HEAD + 1, HEAD + CHUNK + TAG, bytes.len() - 1] {
            let cut = open(1, place, plain.len(), &bytes[..length]);
            assert!(matches!(cut, Err(BlobError::Altered)), "{length}");
        }
        // A row that says so, too: the first chunk was not the last.
        let cut = open(1, place, CHUNK, &bytes[..HEAD + CHUNK + TAG]);
        assert!(matches!(cut, Err(BlobError::Altered)));
        let longer = [&bytes[..], b"x"].concat();
        assert!(matches!(open(1, place, plain.len(), &longer), Err(BlobError::Altered)));
    }

    #[test]
    fn a_byte_a_chunk_or_a_file_in_anothers_place_is_found() {
        let plain: Vec<u8> = (0..=255).cycle().take(2 * CHUNK).collect();
        let here = place(&plain);
        let bytes = sealed(&plain, here);
        for at in [0, 9, 20, HEAD, HEAD + CHUNK, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open(1, here, plain.len(), &changed).is_err(), "{at}");
        }
        let (one, two) = bytes[HEAD..].split_at(CHUNK + TAG);
        let swapped = [&bytes[..HEAD], two, one].concat();
        assert!(matches!(open(1, here, plain.len(), &swapped), Err(BlobError::Altered)));
        let elsewhere = Place { seat: Uuid::from_u128(8), ..here };
        assert!(matches!(open(1, elsewhere, plain.len(), &bytes), Err(BlobError::Altered)));
        let other = Place { sha256: ContentHash([3; 32]), ..here };
        assert!(matches!(open(1, other, plain.len(), &bytes), Err(BlobError::Altered)));
        // Sealed under a hash that is not its own.
        let lie = sealed(&plain, other);
        assert!(matches!(open(1, other, plain.len(), &lie), Err(BlobError::Altered)));
    }
}
