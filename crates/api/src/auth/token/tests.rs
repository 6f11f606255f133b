//! Attacks on tokens, by RFC 8725. What is refused is refused without a word.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

const SEED: [u8; 32] = [42; 32];
const NOW: Instant = Instant::from_seconds(1_795_000_000);

fn tokens() -> Tokens {
    Tokens::new(&SEED, &Settings::default())
}

fn client() -> Client {
    Client {
        id: ClientId(Uuid::from_u128(1)),
        institution: InstitutionId(Uuid::from_u128(2)),
        name: "core".to_owned(),
        active: true,
        auth_epoch: 7,
    }
}

fn access(tokens: &Tokens) -> String {
    let jti = Uuid::from_u128(3);
    tokens.for_client(&client(), "k1", NOW, jti).unwrap()
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn read(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A token of any header and claims, signed with an Ed25519 seed.
fn forge(header: &Value, claims: &Value, seed: &[u8; 32]) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = SigningKey::from_bytes(seed).sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// A true token, changed and signed anew with the true key.
fn changed(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let token = access(&tokens());
    let (mut header, mut claims) = (read(&token, 0), read(&token, 1));
    change(&mut header, &mut claims);
    forge(&header, &claims, &SEED)
}

fn taken(token: &str, at: i64) -> bool {
    tokens().check(token, NOW.plus_seconds(at)).is_ok()
}

#[test]
fn a_true_token_is_taken_until_it_expires() {
    let tokens = tokens();
    let token = access(&tokens);
    let Ok(Bearer::System(system)) = tokens.check(&token, NOW) else {
        panic!("not taken");
    };
    assert_eq!((system.client, system.epoch), (client().id, 7));
    assert_eq!(system.key, "k1");
    // Now from the cache, where expiry is looked at too.
    assert!(tokens.check(&token, NOW.plus_seconds(599)).is_ok());
    assert!(tokens.check(&token, NOW.plus_seconds(600)).is_err());
    assert!(taken(&changed(|_, _| ()), 0), "the forge is sound");
}

#[test]
fn attacks_on_the_header_fail() {
    let token = access(&tokens());
    let (header, claims) = (read(&token, 0), read(&token, 1));
    let with = |name: &str, value: Value| {
        let mut header = header.clone();
        header[name] = value;
        header
    };

    // `alg: none`, with and without a signature (§2.1).
    for alg in ["none", "None", "NONE", ""] {
        let none = with("alg", json!(alg));
        let unsigned = format!("{}.{}.", part(&none), part(&claims));
        assert!(!taken(&unsigned, 0), "{alg}");
        assert!(!taken(&forge(&none, &claims, &SEED), 0), "{alg}");
    }
    // HS256 with the public key as the secret (§2.1).
    let public = SigningKey::from_bytes(&SEED).verifying_key().to_bytes();
    let message = format!("{}.{}", part(&with("alg", json!("HS256"))), part(&claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&public).unwrap();
    mac.update(message.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    assert!(!taken(&format!("{message}.{signature}"), 0));

    // Another kind of token, or none named (§3.11, §3.12).
    for typ in ["JWT", "session+jwt", "AT+JWT ", ""] {
        assert!(!taken(&forge(&with("typ", json!(typ)), &claims, &SEED), 0), "{typ}");
    }
    // `kid` names no key of ours, or is something to inject (§3.10).
    for kid in ["", "other", "../../dev/null", "' or 1=1 --", "\u{0}"] {
        assert!(!taken(&forge(&with("kid", json!(kid)), &claims, &SEED), 0), "{kid}");
    }
    // The token brings its own key, or says where to fetch one (§3.10).
    let attacker = SigningKey::from_bytes(&[66; 32]).verifying_key();
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
        "x": URL_SAFE_NO_PAD.encode(attacker.to_bytes()),
    });
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AA=="])),
        ("crit", json!(["b64"])),
    ] {
        let header = with(name, value);
        assert!(!taken(&forge(&header, &claims, &[66; 32]), 0), "{name}");
        assert!(!taken(&forge(&header, &claims, &SEED), 0), "{name}");
    }
}

#[test]
fn attacks_on_the_claims_fail() {
    let second = NOW.seconds();
    let cases: [(&str, Value); 9] = [
        ("aud", json!("http://127.0.0.1:8080/api/v2")),
        ("aud", json!("http://127.0.0.1:8080/api/v1/oauth/token")),
        ("aud", Value::Null),
        ("iss", json!("https://evil.example")),
        ("exp", json!(second)),
        ("exp", json!(second + 601)),
        ("iat", json!(second + 6)),
        ("sub", json!("not a uuid")),
        ("epoch", json!("7")),
    ];
    for (name, value) in cases {
        let token = changed(|_, claims| claims[name] = value.clone());
        assert!(!taken(&token, 0), "{name} = {value}");
    }
    for name in ["aud", "iss", "exp", "iat", "sub", "epoch", "key", "jti"] {
        let token = changed(|_, claims| {
            claims.as_object_mut().unwrap().remove(name);
        });
        assert!(!taken(&token, 0), "without {name}");
    }
}

#[test]
fn signatures_of_others_and_damaged_tokens_fail() {
    let token = access(&tokens());
    let forged = forge(&read(&token, 0), &read(&token, 1), &[66; 32]);
    assert!(!taken(&forged, 0));
    let (body, signature) = token.rsplit_once('.').unwrap();
    for damaged in [
        String::new(),
        "a.b.c".to_owned(),
        body.to_owned(),
        format!("{body}."),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!("{body}.{}", &signature[1..]),
        "x".repeat(5_000),
    ] {
        assert!(!taken(&damaged, 0), "{damaged}");
    }
    let mut claims = read(&token, 1);
    claims["institution"] = json!(Uuid::from_u128(9));
    let [header, _, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    assert!(!taken(&format!("{header}.{}.{signature}", part(&claims)), 0));
}

#[test]
fn a_token_of_one_kind_is_not_taken_for_the_other() {
    let tokens = tokens();
    let person = UserId(Uuid::from_u128(5));
    let session = [8; 32];
    let jti = Uuid::from_u128(3);
    let minted = tokens.for_session(person, &session, NOW, jti).unwrap();
    assert_eq!(tokens.check(&minted, NOW), Ok(Bearer::Session(session)));
    assert!(tokens.check(&minted, NOW.plus_seconds(300)).is_err());
    // Each with the other's name.
    let mut header = read(&minted, 0);
    header["typ"] = json!("at+jwt");
    assert!(!taken(&forge(&header, &read(&minted, 1), &SEED), 0));
    assert!(!taken(&changed(|header, _| header["typ"] = json!("session+jwt")), 0));
}
