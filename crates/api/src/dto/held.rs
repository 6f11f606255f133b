//! What a body of another system names, for when it is not taken in.

use engine::command::Command;
use engine::held::{HeldContent, KeptRow, RowError, cells_of};
use engine::id::AgencyId;
use engine::sync::{ExternalId, SourceCode};
use serde_json::Value;
use uuid::Uuid;

/// What a body names: whose it is, and what it is called there.
pub(crate) struct Named {
    agency: AgencyId,
    source: SourceCode,
    case: Option<ExternalId>,
    payment: Option<ExternalId>,
    row: KeptRow,
}

impl Named {
    /// Reads a body of a case or a payment. None: it does not say whose it is.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let external = |name: &str| text(name).and_then(ExternalId::parse);
        // A payment names the case it is of.
        let of_case = body.get("case").is_some();
        let (case, payment) = if of_case {
            (external("case"), external("external"))
        } else {
            (external("external"), None)
        };
        Some(Self {
            agency: AgencyId(Uuid::try_parse(text("agency")?).ok()?),
            source: SourceCode::parse(text("source")?)?,
            // A payment without a name of its own is nobody's, and no case either.
            case: case.filter(|_| !of_case || payment.is_some()),
            payment,
            row: KeptRow { file: None, line: None, cells: cells_of(&body) },
        })
    }

    /// Keeps it back.
    pub(crate) fn hold(self, errors: Vec<RowError>) -> Command {
        let Self { agency, source, case, payment, row } = self;
        let content = HeldContent { case, payment, file: None, errors, rows: vec![row] };
        Command::HoldRow { agency, source, content: Box::new(content.fitted()) }
    }
}
