//! `attache law` as a person runs it.

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::{
        fs,
        path::{Path, PathBuf},
        process::{Command, Output},
    };

    /// Runs `attache law …` with the built-in files.
    fn law(args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_attache"))
            .arg("law")
            .args(args)
            .env_remove("ATTACHE_CONFIG")
            .output()
            .unwrap()
    }

    fn out(output: &Output) -> String {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout.clone()).unwrap()
    }

    /// The error text of a run that must end with exit code 2.
    fn refused(output: &Output) -> String {
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr.clone()).unwrap()
    }

    fn explained(rule: &str, from: &str) -> Value {
        let args = ["explain", "--rule", rule, "--from", from, "--json"];
        serde_json::from_str(&out(&law(&args))).unwrap()
    }

    fn repository_config() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
    }

    /// A copy of the shipped files in a folder of its own.
    fn copied_config(name: &str) -> PathBuf {
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        for folder in ["law", "calendar"] {
            let (from, to) = (repository_config().join(folder), to.join(folder));
            fs::create_dir_all(&to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let path = entry.unwrap().path();
                fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
            }
        }
        to
    }

    #[test]
    fn the_worked_examples_come_out_as_json() {
        for (from, due) in [
            ("2026-11-20T09:00+07:00", "2026-11-27T00:00:00+07:00"),
            ("2026-11-23T09:00+07:00", "2026-11-28T00:00:00+07:00"),
            ("2026-02-13T09:00+07:00", "2026-02-26T00:00:00+07:00"),
            ("2026-08-20T02:00:00Z", "2026-08-25T00:00:00+07:00"),
        ] {
            assert_eq!(explained("N07", from)["due"], due, "from {from}");
        }
        let told = explained("N07", "2026-11-20T09:00+07:00");
        let steps = told["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 7);
        assert_eq!(steps[0]["reason"], "first_day");
        assert_eq!(steps[4]["date"], "2026-11-24");
        assert_eq!(steps[4]["reason"], "holiday:culture_day");
        assert_eq!(steps[4]["counted"], false);
        assert_eq!(told["calendar"]["version"].as_str().unwrap().len(), 64);
        assert_eq!((&told["in_force"], &told["projected"]), (&true.into(), &false.into()));
        let at_once = explained("N06", "2026-11-20T09:00+07:00");
        assert_eq!(at_once["due"], Value::Null);
        assert_eq!(at_once["backstop"]["due"], "2026-11-27T00:00:00+07:00");
        assert_eq!(explained("O07", "2026-11-20T09:00+07:00")["in_force"], false);
    }

    #[test]
    fn people_read_it_in_vietnamese_or_english() {
        let ask = ["explain", "--rule", "N07", "--from", "2026-11-20T09:00+07:00"];
        let vi = out(&law(&ask));
        for line in [
            "N07  Tổ chức cung cấp thông tin khác",
            "Điều 37(6)b, 106/2025/QH15",
            "Thời hạn: 3 ngày làm việc",
            "Bắt đầu: 20/11/2026 09:00",
            "nghỉ lễ: Ngày Văn hóa Việt Nam",
            "Hết hạn: 24:00 Thứ Năm ngày 26/11/2026",
        ] {
            assert!(vi.contains(line), "{line} is not in:\n{vi}");
        }
        let en = out(&law(&[&ask[..], &["--lang", "en"]].concat()));
        assert!(en.contains("Due: 24:00 on Thursday 26/11/2026"), "{en}");
        for text in [vi, en] {
            assert!(!text.contains('['), "a text is missing:\n{text}");
        }
    }

    #[test]
    fn check_passes_on_the_built_in_files_and_on_the_same_files_in_a_folder() {
        let built_in = out(&law(&["check", "--lang", "en"]));
        assert!(built_in.starts_with("Good: "), "{built_in}");
        assert!(built_in.contains("Unconfirmed: C6.1, C6.2, C8.1, N05.a"), "{built_in}");
        assert!(built_in.contains("published 2025, 2026; provisional 2027"), "{built_in}");
        let folder = repository_config();
        let same = law(&["check", "--lang", "en", "--config", folder.to_str().unwrap()]);
        assert_eq!(out(&same), built_in);
    }

    #[test]
    fn wrong_files_are_named_with_rule_and_field() {
        let folder = copied_config("wrong");
        let broken = folder.join("law/targets.toml");
        let text = fs::read_to_string(&broken).unwrap();
        fs::write(&broken, text.replacen("n = 120", "n = 0", 1)).unwrap();
        let calendar = folder.join("calendar/vn.toml");
        let text = fs::read_to_string(&calendar).unwrap();
        fs::write(&calendar, text.replacen("2026-08-22", "2026-08-21", 1)).unwrap();
        let error = refused(&law(&["check", "--config", folder.to_str().unwrap()]));
        assert!(
            error.contains("law/targets.toml: rule T01: limit.n: must be 1 or more"),
            "{error}"
        );
        assert!(error.contains("calendar/vn.toml: year 2026, worked 2026-08-21:"), "{error}");
        let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nowhere");
        let error = refused(&law(&["check", "--config", empty.to_str().unwrap()]));
        assert!(error.contains("cannot read"), "{error}");
    }

    #[test]
    fn a_changed_file_changes_the_deadline_and_its_version() {
        let folder = copied_config("changed");
        let calendar = folder.join("calendar/vn.toml");
        let text = fs::read_to_string(&calendar).unwrap();
        let line = "  { date = \"2026-11-24\", code = \"culture_day\" },\n";
        assert!(text.contains(line));
        fs::write(&calendar, text.replacen(line, "", 1)).unwrap();
        let ask = ["explain", "--rule", "N07", "--from", "2026-11-20T09:00+07:00", "--json"];
        let config = ["--config", folder.to_str().unwrap()];
        let told: Value = serde_json::from_str(&out(&law(&[&ask[..], &config].concat()))).unwrap();
        let shipped = explained("N07", "2026-11-20T09:00+07:00");
        assert_eq!(told["due"], "2026-11-26T00:00:00+07:00");
        assert_ne!(told["calendar"]["version"], shipped["calendar"]["version"]);
        assert_eq!(told["law"], shipped["law"]);
    }

    #[test]
    fn a_wrong_question_ends_with_exit_code_two() {
        let ask = |rule, from| refused(&law(&["explain", "--rule", rule, "--from", from]));
        let several = ask("N22", "2026-11-20T09:00+07:00");
        assert!(several.contains("N22.a, N22.b, N22.c, N22.d"), "{several}");
        let unknown = ask("N99", "2026-11-20T09:00+07:00");
        assert!(unknown.contains("there is no rule `N99`"), "{unknown}");
        let no_offset = ask("N07", "2026-11-20T09:00");
        assert!(no_offset.contains("expected a time with offset"), "{no_offset}");
        refused(&law(&["explain", "--rule", "N07"]));
    }
}
