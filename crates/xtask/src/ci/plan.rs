//! Which steps to run.

use crate::shell::Fault;

#[derive(Debug)]
pub(super) struct Plan {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Plan {
    /// Reads `--only NAME` and `--skip NAME`, each as often as wanted.
    pub(super) fn parse(options: &[&str], names: &[&str]) -> Result<Self, Fault> {
        let mut plan = Self { only: Vec::new(), skip: Vec::new() };
        let mut options = options.iter();
        while let Some(option) = options.next() {
            let list = match *option {
                "--only" => &mut plan.only,
                "--skip" => &mut plan.skip,
                other => return Err(format!("`{other}`: want --only STEP or --skip STEP").into()),
            };
            match options.next() {
                Some(name) if names.contains(name) => list.push((*name).to_owned()),
                Some(name) => return Err(unknown(name, names)),
                None => return Err(unknown("", names)),
            }
        }
        if plan.left_out(names).len() == names.len() {
            return Err("these options leave no step to run".into());
        }
        Ok(plan)
    }

    pub(super) fn includes(&self, name: &str) -> bool {
        let listed = |list: &[String]| list.iter().any(|one| one == name);
        (self.only.is_empty() || listed(&self.only)) && !listed(&self.skip)
    }

    pub(super) fn left_out<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        names.iter().copied().filter(|name| !self.includes(name)).collect()
    }
}

fn unknown(name: &str, names: &[&str]) -> Fault {
    format!("no step `{name}`; steps are {}", names.join(", ")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["fmt", "tidy", "tests"];

    #[test]
    fn all_steps_run_unless_asked_otherwise() {
        let left_out = |options: &[&str]| Plan::parse(options, NAMES).unwrap().left_out(NAMES);
        assert_eq!(left_out(&[]), [""; 0]);
        assert_eq!(left_out(&["--skip", "tidy"]), ["tidy"]);
        assert_eq!(left_out(&["--only", "tidy", "--only", "fmt"]), ["tests"]);
    }

    #[test]
    fn a_run_of_nothing_is_no_success() {
        assert!(Plan::parse(&["--only", "tidy", "--skip", "tidy"], NAMES).is_err());
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused() {
        for options in [&["--skip", "test"][..], &["--only"], &["tidy"]] {
            assert!(Plan::parse(options, NAMES).is_err(), "{options:?}");
        }
    }
}
