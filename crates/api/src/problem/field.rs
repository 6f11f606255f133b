//! What is wrong with one field of a body.

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// RFC 6901, from the root of the body.
    pub pointer: String,
    /// The stable code, one of [`FIELD_CODES`].
    pub code: &'static str,
}

/// Every code a field error may have; each has a text in both languages.
pub const FIELD_CODES: &[&str] = &[
    // Of this crate.
    "missing",
    "unexpected",
    "twice",
    "type",
    "number_range",
    "id_form",
    "instant_form",
    "day_form",
    "month_form",
    "hash_form",
    "word_unknown",
    "percent_range",
    "username_form",
    "email_form",
    "key_form",
    "key_name_form",
    "password_short",
    "password_holds_name",
    "password_one_character",
    // `engine::money::MoneyError`.
    "unknown_currency",
    "amount_form",
    // `engine::identity::IdentityError` and `NameError`.
    "empty",
    "too_long",
    "character",
    "length",
    "unknown_province",
    "century_to_come",
    "check_digit",
    "unknown_country",
    "country_missing",
    "passport_form",
    "invisible",
    "no_letter",
];
