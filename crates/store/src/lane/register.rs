//! Registers in which a number is to be given. Nothing is locked: two lanes that give
//! one number at once meet at the unique index; the later one starts again and finds
//! it given.

use super::load::LaneConn;
use crate::rows::{from_json, word};
use crate::schema::{instrument as i, order_number as n};
use crate::types::{Id, can_stand};
use diesel::dsl::max;
use diesel::prelude::*;
use engine::context::Directory;
use engine::facts::{Facts, Needs, OrderNumber};
use engine::id::InstrumentId;
use engine::instrument::InstrumentKind;
use engine::register::{Given, Holder, Register, RegisterBook, Registered, Wanted, parts, printed};
use std::collections::BTreeMap;

/// The greatest number of each, whether those named are given, and which orders state
/// such a number themselves.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    directory: &Directory,
    facts: &mut Facts,
) -> QueryResult<()> {
    for (register, wanted) in widened(needs, directory, facts) {
        let given = given(conn, register, &wanted)?;
        if register.book == RegisterBook::Decision && wanted.count > 0 {
            stated(conn, directory, (register, &wanted, &given), facts)?;
        }
        facts.registers.insert(register, given);
    }
    Ok(())
}

/// With the numbers that the documents named state themselves, and with the registers
/// of the agencies in whose place one stands: they gave numbers to the same cases.
fn widened(needs: &Needs, directory: &Directory, facts: &Facts) -> BTreeMap<Register, Wanted> {
    let mut found: BTreeMap<Register, Wanted> = BTreeMap::new();
    for (register, wanted) in &needs.registers {
        let mut wanted = wanted.clone();
        let named = wanted.instruments.iter().filter_map(|id| facts.instruments.get(*id));
        let stated = named.filter_map(|one| parts(&one.stated()?.number));
        let serials: Vec<u32> = stated.map(|(serial, _)| serial).collect();
        wanted.serials.extend(serials);
        for agency in directory.agency_family(register.agency) {
            let of_it = Register { agency, ..*register };
            found.entry(of_it).or_default().join(&wanted);
        }
    }
    found
}

fn given(conn: &mut LaneConn, register: Register, wanted: &Wanted) -> QueryResult<Given> {
    let id = Id(register.id().0);
    let last = i::table.filter(i::register_id.eq(id)).select(max(i::register_serial));
    let last: Option<i32> = match conn {
        LaneConn::Pg(conn) => last.first(conn)?,
        LaneConn::Sqlite(conn) => last.first(conn)?,
    };
    let mut given =
        Given { last: last.and_then(|one| u32::try_from(one).ok()), ..Given::default() };
    for serial in &wanted.serials {
        let Ok(stored) = i32::try_from(*serial) else { continue };
        let one = i::table
            .filter(i::register_id.eq(id))
            .filter(i::register_serial.eq(stored))
            .select((i::id, i::registered));
        let holder: Option<(Id, Option<String>)> = match conn {
            LaneConn::Pg(conn) => one.first(conn).optional()?,
            LaneConn::Sqlite(conn) => one.first(conn).optional()?,
        };
        if let Some((instrument, Some(entry))) = holder {
            let entry: Registered = from_json(entry.as_bytes(), "instrument", "registered")?;
            let instrument = InstrumentId(instrument.0);
            given.taken.insert(*serial, Holder { instrument, symbol: entry.symbol });
        }
    }
    Ok(given)
}

/// Orders of that year which state a number that may be given now.
fn stated(
    conn: &mut LaneConn,
    directory: &Directory,
    (register, wanted, given): (Register, &Wanted, &Given),
    facts: &mut Facts,
) -> QueryResult<()> {
    let next = given.next();
    let next = next..=next.saturating_add(wanted.count);
    let serials = || wanted.serials.iter().copied().chain(next.clone());
    let symbols = wanted.symbols.iter().map(|symbol| symbol.trim());
    let numbers = symbols
        .filter(|symbol| can_stand(symbol))
        .flat_map(|symbol| serials().map(move |one| printed(one, symbol)));
    let numbers: Vec<String> = numbers.collect();
    for agency in directory.agency_family(register.agency) {
        let query = n::table
            .filter(n::agency_id.eq(Id(agency.0)))
            .filter(n::year.eq(register.year))
            .filter(n::number.eq_any(&numbers))
            .select((n::kind, n::number, n::instrument_id));
        let found: Vec<(String, String, Id)> = match conn {
            LaneConn::Pg(conn) => query.load(conn)?,
            LaneConn::Sqlite(conn) => query.load(conn)?,
        };
        for (kind, number, instrument) in found {
            let kind = word!(InstrumentKind, "order_number", "kind", &kind).code();
            let number = OrderNumber { agency, kind, year: register.year, number };
            facts.numbers.insert(number, InstrumentId(instrument.0));
        }
    }
    Ok(())
}
