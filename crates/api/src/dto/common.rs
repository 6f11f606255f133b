//! Parts that several bodies share.

use super::leaf::{CurrencyField, DayField, IdentifierKindField};
use super::reader::Reader;
use engine::case::Document;
use engine::identity::Identifier;
use engine::money::{Currency, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// An amount of money, in minor units as text: numbers of JSON lose digits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money)]
pub(crate) struct MoneyBody {
    /// Digits of minor units (đồng; cents), with a minus sign at most.
    #[schema(pattern = "^(0|-?[1-9][0-9]*)$", example = "1234567890")]
    amount: String,
    /// ISO 4217.
    currency: CurrencyField,
}

impl MoneyBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Money> {
        let currency = reader.field("currency", &self.currency);
        // The engine's own form decides what an amount is.
        let written = serde_json::json!({
            "amount": self.amount,
            "currency": currency.unwrap_or(Currency::VND),
        });
        match serde_json::from_value::<Money>(written) {
            Ok(money) => currency.map(|_| money),
            Err(_) => reader.wrong("amount", "amount_form"),
        }
    }
}

/// A strong identifier of a person or an organisation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Identifier)]
pub(crate) struct IdentifierBody {
    kind: IdentifierKindField,
    /// As typed; separators are taken out.
    value: String,
}

impl IdentifierBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Identifier> {
        let kind = reader.field("kind", &self.kind)?;
        match Identifier::parse(kind, &self.value) {
            Ok(identifier) => Some(identifier),
            Err(error) => reader.wrong("value", error.code()),
        }
    }
}

/// A numbered, dated document.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Document)]
pub(crate) struct DocumentBody {
    /// Number and symbol as printed, e.g. `125/QĐ-THADS`.
    number: String,
    /// Date of issue.
    day: DayField,
    /// The court or agency, as printed.
    issuer: String,
}

impl DocumentBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Document> {
        Some(Document {
            day: reader.field("day", &self.day)?,
            number: self.number,
            issuer: self.issuer,
        })
    }
}

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reason)]
pub(crate) struct ReasonBody {
    /// In words.
    pub(crate) reason: String,
}

/// What is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Text)]
pub(crate) struct TextBody {
    /// In words.
    pub(crate) text: String,
}

/// Nothing is to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Nothing)]
pub(crate) struct NoBody {}
