//! Tables as the rest of the crate knows them: what a column takes, declared once, and rows read by
//! the names of their columns.
//!
//! A declaration is a struct in [`columns!`](crate::columns): `domain::user`, `domain::app` and
//! `domain::developer` are the three there are. The struct, its SQL column list, its reader, what the
//! admin API shows and what a PATCH may write follow from it; so do OpenAPI and the console's forms, by
//! way of `console/openapi/declared.json` (see `declared`). No runtime in here: all of it is tested
//! natively.

mod column;
mod row;
mod view;

pub use column::{
    Column, Format, Initial, Kind, MAX_INT, MAX_TIME, Null, hidden, made, select, shown,
};
pub use row::{Cell, Record, Row, Unexpected};
pub use view::View;
