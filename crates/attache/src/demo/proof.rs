//! Proof: a receipt checked as anybody would check it, the record replayed.

use super::DemoError;
use super::checks::Seen;
use super::site::Site;
use crate::receipt::{Checked, check, differing};
use engine::inforce::Law;
use engine::time::Zone;
use evidence::PublicKeys;
use store::StoreError;
use store::verify::{self, Report};

/// The law's limit on what is not an account.
const RULE: &str = "N07";

/// Checks a deadline receipt: signature, the law's limit computed again, and
/// that it is refused once one byte of it is another.
pub(super) fn of_deadline(
    jws: &str,
    keys: &PublicKeys,
    law: &Law,
    seen: &mut Seen,
) -> Result<(), DemoError> {
    let checked = check(jws, keys, law)?;
    seen.receipt_differs = i64::try_from(differing(&checked)).unwrap_or(i64::MAX);
    if let Checked::Deadline { receipt, recomputed } = &checked {
        let mut limits = receipt.limits.iter().zip(recomputed);
        if let Some((limit, recomputed)) = limits.find(|(limit, _)| limit.rule.as_str() == RULE) {
            let due = limit.due.map(|due| Zone::HANOI.rfc3339(due.at));
            seen.receipt_due = due.unwrap_or_default();
            (*recomputed).clone_into(&mut seen.receipt_recomputed);
        }
    }
    seen.altered_refused = altered(jws).iter().all(|other| check(other, keys, law).is_err());
    Ok(())
}

/// The receipt with one byte altered: in the middle of its header, of what it
/// says, of its signature.
fn altered(jws: &str) -> Vec<String> {
    let mut start = 0;
    let mut all = Vec::new();
    for part in jws.split('.') {
        let middle = start + part.len() / 2;
        let other = |(n, byte): (usize, char)| match (n == middle, byte) {
            (true, 'A') => 'B',
            (true, _) => 'A',
            (false, byte) => byte,
        };
        all.push(jws.chars().enumerate().map(other).collect());
        start += part.len() + 1;
    }
    all
}

/// Rebuilds everything from its events and compares (I-15).
pub(super) async fn replay(site: &Site) -> Result<Report, DemoError> {
    let (url, vault) = (site.url.clone(), site.vault.clone());
    let replayed = tokio::task::spawn_blocking(move || verify::replay(&url, &vault)).await;
    Ok(replayed.map_err(|_| StoreError::Unavailable)??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_of_each_part_is_altered() {
        assert_eq!(altered("xxx.yAy.zz"), ["xAx.yAy.zz", "xxx.yBy.zz", "xxx.yAy.zA"]);
    }
}
