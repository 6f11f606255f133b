//! Signing receipts and opening them again.

use crate::keys::{PublicKeys, SigningKey};
use engine::receipt::{AnswerReceipt, DeadlineReceipt};
use engine::request::file::RequestFile;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a receipt is about: the `typ` of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Until when to answer, and why.
    Deadline,
    /// That answers arrived.
    Answer,
    /// The file of a request for a measure.
    Request,
}

impl Kind {
    /// The header's `typ`.
    pub const fn typ(self) -> &'static str {
        match self {
            Self::Deadline => "attache-deadline+jws",
            Self::Answer => "attache-answer+jws",
            Self::Request => "attache-request+jws",
        }
    }

    fn of(typ: &str) -> Option<Self> {
        [Self::Deadline, Self::Answer, Self::Request].into_iter().find(|kind| kind.typ() == typ)
    }
}

/// A receipt whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Until when to answer, and why.
    Deadline(Box<DeadlineReceipt>),
    /// That answers arrived.
    Answer(Box<AnswerReceipt>),
    /// The file of a request for a measure.
    Request(Box<RequestFile>),
}

/// Why a receipt was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not a compact JWS of ours.
    #[error("not a receipt")]
    Format,
    /// The header names another algorithm than `EdDSA`.
    #[error("signed with an algorithm that is not accepted")]
    Algorithm,
    /// The header names a key that is not at hand.
    #[error("signed with a key that is not in the key set")]
    UnknownKey,
    /// The signature does not hold over these bytes.
    #[error("the signature does not hold: the receipt was altered")]
    Signature,
    /// The content is not what the kind promises.
    #[error("the content is not understood")]
    Content,
}

/// Signs a receipt's content. Ed25519 is deterministic: the same content under
/// the same key gives the same bytes, so a receipt need not be stored to be
/// returned again.
pub fn sign<T: Serialize>(key: &SigningKey, kind: Kind, content: &T) -> Option<String> {
    let header = Header {
        typ: Some(kind.typ().to_owned()),
        kid: Some(key.id().to_owned()),
        ..Header::new(Algorithm::EdDSA)
    };
    jsonwebtoken::encode(&header, content, &key.encoding()).ok()
}

/// Checks a receipt's signature and opens it.
pub fn verify(keys: &PublicKeys, jws: &str) -> Result<Opened, VerifyError> {
    let jws = jws.trim();
    let header = jsonwebtoken::decode_header(jws).map_err(|_| VerifyError::Format)?;
    if header.alg != Algorithm::EdDSA {
        return Err(VerifyError::Algorithm);
    }
    let kind = header.typ.as_deref().and_then(Kind::of).ok_or(VerifyError::Format)?;
    let key_id = header.kid.ok_or(VerifyError::UnknownKey)?;
    let public = keys.get(&key_id).ok_or(VerifyError::UnknownKey)?;
    let key = DecodingKey::from_ed_der(public);
    match kind {
        Kind::Deadline => open(jws, &key).map(|found| Opened::Deadline(Box::new(found))),
        Kind::Answer => open(jws, &key).map(|found| Opened::Answer(Box::new(found))),
        Kind::Request => open(jws, &key).map(|found| Opened::Request(Box::new(found))),
    }
}

fn open<T: DeserializeOwned + Clone>(jws: &str, key: &DecodingKey) -> Result<T, VerifyError> {
    use jsonwebtoken::errors::ErrorKind;
    // A receipt is not a token: it has no audience and never expires.
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match jsonwebtoken::decode::<T>(jws, key, &validation) {
        Ok(token) => Ok(token.claims),
        Err(error) => Err(match error.kind() {
            ErrorKind::Json(_) => VerifyError::Content,
            _ => VerifyError::Signature,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use engine::command::Command;
    use engine::context::Context;
    use engine::facts::Facts;
    use engine::id::{CaseId, DemandId};
    use engine::instrument::InfoType;
    use engine::receipt::{self, Recomputed};
    use engine::time::Zone;
    use testkit::world::{
        CountingIds, World, case_content, envelope, inquiry, instant, item, none_found,
    };

    /// A demand for transactions, received on 20 November 2026 at 09:00 and
    /// answered two minutes later.
    fn demand() -> (engine::demand::Demand, engine::context::Rules) {
        let world = World::default();
        let rules = world.rules();
        let mut ids = CountingIds::default();
        let now = instant("2026-11-20T09:00:00+07:00");
        let (mut facts, officer) = (Facts::default(), world.actor("saomai"));
        let mut cx = Context { now, ids: &mut ids, rules: &rules };
        let content = Box::new(case_content("1", world.person("saomai")));
        let open = envelope(officer, now, Command::OpenCase { content });
        engine::run::run(&mut facts, &open, &mut cx);
        let case: CaseId = facts.cases.iter().next().unwrap().id;
        let day = Zone::HANOI.day_of(now);
        let asked = engine::instrument::InfoRequest {
            from: Some(day.plus_days(-30)),
            to: Some(day),
            ..item(InfoType::Transactions)
        };
        let content = Box::new(inquiry(vec![asked], vec![world.institution("VCB")]));
        let file = envelope(officer, now, Command::FileInquiry { case, content });
        engine::run::run(&mut facts, &file, &mut cx);
        let demand: DemandId = facts.demands.iter().next().unwrap().id;
        let asked = facts.demands.iter().next().unwrap().items[0].id;
        let at = now.plus_seconds(120);
        let answers = vec![none_found(asked, at)];
        let answer =
            envelope(world.system_of("VCB"), at, Command::SubmitAnswer { demand, answers });
        engine::run::run(&mut facts, &answer, &mut cx);
        let found = facts.demands.get(demand).unwrap().clone();
        (found, rules)
    }

    fn key() -> SigningKey {
        SigningKey::from_seed([42; 32])
    }

    #[test]
    fn a_deadline_receipt_verifies_and_computes_again() {
        let (demand, rules) = demand();
        let jws = sign(&key(), Kind::Deadline, &receipt::deadline(&demand, &rules.law)).unwrap();
        let keys = PublicKeys::parse(&PublicKeys::from(&key()).to_jwks()).unwrap();
        let Ok(Opened::Deadline(opened)) = verify(&keys, &jws) else { panic!("{jws}") };
        let bound = opened.limits.iter().find(|limit| limit.rule.as_str() == "N07").unwrap();
        // Friday 20 November, three working days, 24 November is a holiday.
        assert_eq!(bound.due.unwrap().to_string(), "2026-11-27T00:00:00+07:00");
        for limit in &opened.limits {
            assert_eq!(receipt::recompute(limit, &rules.law), Recomputed::Same, "{limit:?}");
        }
    }

    #[test]
    fn a_receipt_that_promises_another_day_is_found_out() {
        let (demand, rules) = demand();
        let mut told = receipt::deadline(&demand, &rules.law);
        for limit in &mut told.limits {
            limit.due = limit
                .due
                .map(|due| engine::time::LocalInstant { at: due.at.plus_seconds(86_400), ..due });
        }
        let numbered = |limit: &&receipt::LimitReceipt| limit.due.is_some();
        for limit in told.limits.iter().filter(numbered) {
            assert_eq!(receipt::recompute(limit, &rules.law), Recomputed::Differs);
        }
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        // I-5: a repeated answer gets its original receipt, though none is stored.
        let (demand, _) = demand();
        let arrived = demand.answers[0].arrived_at;
        let make = || sign(&key(), Kind::Answer, &receipt::answered(&demand, arrived)).unwrap();
        assert_eq!(make(), make());
        let keys = PublicKeys::from(&key());
        let Ok(Opened::Answer(opened)) = verify(&keys, &make()) else { panic!() };
        assert_eq!(opened.answers.len(), 1);
        assert!(opened.answers[0].late.is_empty());
    }

    #[test]
    fn an_old_receipt_verifies_after_a_rotation() {
        // I-17.
        let (demand, rules) = demand();
        let jws = sign(&key(), Kind::Deadline, &receipt::deadline(&demand, &rules.law)).unwrap();
        let mut keys = PublicKeys::from(&SigningKey::from_seed([43; 32]));
        assert_eq!(verify(&keys, &jws), Err(VerifyError::UnknownKey));
        keys.add(key().id(), key().public());
        assert!(verify(&keys, &jws).is_ok());
    }

    #[test]
    fn whatever_is_altered_is_refused() {
        let (demand, rules) = demand();
        let jws = sign(&key(), Kind::Deadline, &receipt::deadline(&demand, &rules.law)).unwrap();
        let keys = PublicKeys::from(&key());
        let [header, body, mac]: [&str; 3] = jws.split('.').collect::<Vec<_>>().try_into().unwrap();
        let other = |text: &str, from: &str, to: &str| {
            let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
            assert!(plain.contains(from), "{plain}");
            URL_SAFE_NO_PAD.encode(plain.replace(from, to))
        };
        let altered = other(body, "2026-11-27", "2026-11-30");
        assert_eq!(
            verify(&keys, &format!("{header}.{altered}.{mac}")),
            Err(VerifyError::Signature)
        );
        let kind = other(header, "deadline", "answer");
        assert_eq!(verify(&keys, &format!("{kind}.{body}.{mac}")), Err(VerifyError::Signature));
        // RFC 8725: the algorithm is ours to choose, not the header's.
        let symmetric = other(header, "EdDSA", "HS256");
        assert_eq!(
            verify(&keys, &format!("{symmetric}.{body}.{mac}")),
            Err(VerifyError::Algorithm)
        );
        let none = other(header, "EdDSA", "none");
        assert_eq!(verify(&keys, &format!("{none}.{body}.")), Err(VerifyError::Format));
        assert_eq!(verify(&keys, "nonsense"), Err(VerifyError::Format));
    }
}
