//! Embeds the files of `config`, so that the binary works anywhere; `--config`
//! replaces them.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

#[expect(clippy::disallowed_methods, reason = "how cargo talks to a build script")]
fn main() -> Result<(), Box<dyn Error>> {
    let config = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../config");
    let mut code = String::new();
    for (folder, extension) in [("calendar", "toml"), ("law", "toml"), ("directory", "csv")] {
        embed(&config, folder, extension, &mut code)?;
    }
    for file in ["grounds", "policy"] {
        let path = config.join(file).with_extension("toml").canonicalize()?;
        writeln!(std::io::stdout(), "cargo::rerun-if-changed={}", path.display())?;
        let name = file.to_uppercase();
        let path = path.to_string_lossy();
        writeln!(code, "pub(crate) const {name}: &str = include_str!({path:?});")?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs");
    fs::write(out, code)?;
    Ok(())
}

fn embed(
    config: &Path,
    folder: &str,
    extension: &str,
    code: &mut String,
) -> Result<(), Box<dyn Error>> {
    let dir = config.join(folder).canonicalize()?;
    writeln!(std::io::stdout(), "cargo::rerun-if-changed={}", dir.display())?;
    let mut paths: Vec<PathBuf> = fs::read_dir(&dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == extension));
    paths.sort();
    writeln!(code, "pub(crate) const {}: &[(&str, &str)] = &[", folder.to_uppercase())?;
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let path = path.to_string_lossy();
        writeln!(code, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(code, "];")?;
    Ok(())
}
