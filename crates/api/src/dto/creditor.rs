//! What a creditor's desk sends.

use super::leaf::DayField;
use super::reader::Reader;
use engine::time::Day;
use serde::Deserialize;
use utoipa::ToSchema;

/// A list of a creditor's cases, to be compared with ours.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreditorList)]
pub(crate) struct CreditorListBody {
    /// The day at whose end the list counts.
    as_of: DayField,
    /// CSV with headings in Vietnamese or English: `case_number`, and where they are said
    /// `agency`, `contract`, `principal`, `interest`, `recovered`, in đồng.
    #[schema(
        example = "case_number;agency;contract;principal;recovered\n12/THA;T01-01;HĐ-7;1500000000;0\n"
    )]
    list: String,
}

impl CreditorListBody {
    /// The list, as text.
    pub(crate) fn list(&self) -> &str {
        &self.list
    }

    /// The day.
    pub(crate) fn day(&self, reader: &mut Reader) -> Option<Day> {
        reader.field("as_of", &self.as_of)
    }
}
