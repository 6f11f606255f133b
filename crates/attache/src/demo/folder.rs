//! Where a demonstration keeps its files.

use super::DemoError;
use std::fs;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A file only a demonstration writes: what lies beside it may be thrown away.
pub(super) const MARK: &str = "demo.key";

/// A folder of the system's temporary ones, gone with this value.
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// A new one, for its owner alone.
    pub(super) fn new() -> Result<Self, DemoError> {
        let name = Uuid::from_bytes(first_half(crate::config::keys::random()));
        let path = std::env::temp_dir().join(format!("attache-demo-{}", name.simple()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What is left in a temporary folder is the system's to clear.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Throws away what an earlier demonstration left, and nothing else.
pub(super) fn clear(folder: &Path) -> Result<(), DemoError> {
    let empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if !empty && !folder.join(MARK).is_file() {
        return Err(DemoError::NotOurs(folder.display().to_string()));
    }
    Ok(fs::remove_dir_all(folder)?)
}

fn first_half(bytes: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_demonstration_left_is_thrown_away() {
        let home = Temporary::new().unwrap();
        let folder = home.path().join("work");
        clear(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(clear(&folder), Err(DemoError::NotOurs(_))));
        assert!(folder.join("thesis.txt").is_file());
        fs::write(folder.join(MARK), "").unwrap();
        clear(&folder).unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn a_temporary_folder_goes_with_its_guard() {
        let home = Temporary::new().unwrap();
        let path = home.path().to_owned();
        assert!(path.is_dir());
        drop(home);
        assert!(!path.exists());
    }
}
