//! The mail that went into a folder: how much, and to whom.

use super::DemoError;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The mail of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mailbag {
    /// How many mails.
    pub(super) mails: i64,
    /// How many to each address.
    pub(super) to: BTreeMap<String, i64>,
}

impl Mailbag {
    /// Reads every `.eml` file of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, DemoError> {
        let mut bag = Self::default();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "eml") {
                bag.take(&fs::read_to_string(path)?);
            }
        }
        Ok(bag)
    }

    fn take(&mut self, mail: &str) {
        self.mails += 1;
        if let Some(address) = recipient(mail) {
            *self.to.entry(address.to_owned()).or_default() += 1;
        }
    }

    /// How many mails went to an address.
    pub(super) fn to(&self, address: &str) -> i64 {
        self.to.get(address).copied().unwrap_or_default()
    }
}

/// The address of a mail's `To` line.
fn recipient(mail: &str) -> Option<&str> {
    let mut head = mail.lines().take_while(|line| !line.is_empty());
    let to = head.find_map(|line| line.strip_prefix("To: "))?;
    Some(to.rsplit(['<', ' ']).next()?.trim_end_matches('>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_counted_by_its_recipient() {
        let mut bag = Mailbag::default();
        bag.take("From: a@x.example\r\nTo: b@x.example\r\n\r\nTo: c@x.example\r\n");
        bag.take("To: \"B\" <b@x.example>\r\n\r\n");
        bag.take("Subject: nobody\r\n\r\n");
        assert_eq!((bag.mails, bag.to("b@x.example"), bag.to("c@x.example")), (3, 2, 0));
    }
}
