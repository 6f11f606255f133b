//! Embeds the files of `config/`, so that the binary works anywhere; `--config`
//! replaces them.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Folders embedded whole, with the ending of their files.
const FOLDERS: [(&str, &str); 3] = [("calendar", "toml"), ("directory", "csv"), ("law", "toml")];
/// Single files.
const FILES: [&str; 3] = ["grounds", "notices", "policy"];

#[expect(clippy::disallowed_methods, reason = "how cargo talks to a build script")]
fn main() -> Result<(), Box<dyn Error>> {
    let config = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../config");
    let mut code = String::new();
    for (folder, ending) in FOLDERS {
        embed_folder(&config, folder, ending, &mut code)?;
    }
    for name in FILES {
        let path = config.join(format!("{name}.toml")).canonicalize()?;
        watch(&path)?;
        let constant = name.to_uppercase();
        let path = path.to_string_lossy();
        writeln!(code, "const {constant}: &str = include_str!({path:?});")?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs");
    fs::write(out, code)?;
    Ok(())
}

fn watch(path: &Path) -> Result<(), std::io::Error> {
    writeln!(std::io::stdout(), "cargo::rerun-if-changed={}", path.display())
}

fn embed_folder(
    config: &Path,
    folder: &str,
    ending: &str,
    code: &mut String,
) -> Result<(), Box<dyn Error>> {
    let dir = config.join(folder).canonicalize()?;
    watch(&dir)?;
    let mut paths: Vec<PathBuf> = fs::read_dir(&dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == ending));
    paths.sort();
    writeln!(code, "const {}: &[(&str, &str)] = &[", folder.to_uppercase())?;
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let path = path.to_string_lossy();
        writeln!(code, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(code, "];")?;
    Ok(())
}
