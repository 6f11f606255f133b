//! Other programs of this machine.

use std::{
    env,
    hash::{BuildHasher, Hasher, RandomState},
    path::{Path, PathBuf},
};

/// The first file of that name in the folders of `PATH`. Links stay: Debian's
/// wrappers look at the name they are called by.
#[expect(clippy::disallowed_methods, reason = "PATH is the subject, not configuration")]
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find_map(|folder| program_in(&folder, name))
}

/// The program of that name in that folder.
pub(crate) fn program_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let program = folder.join(name);
    program.is_file().then_some(program)
}

/// 32 random hexadecimal digits, from the keys the system gives each hash map.
/// Good enough for names and passwords that live as long as a test.
pub fn random_word() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there_and_only_that() {
        assert!(find_program("sh").unwrap().is_absolute());
        assert_eq!(find_program("no-such-program-here"), None);
    }

    #[test]
    fn words_differ() {
        assert_ne!(random_word(), random_word());
        assert_eq!(random_word().len(), 32);
    }
}
