//! A row as the admin API shows it.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Column, Kind, Row};

/// What the admin API shows of a row, in the order of the declaration. No column that is hidden is in
/// it, whatever the row holds.
pub struct View<'a> {
    row: &'a Row,
    columns: &'static [Column],
    /// A column of the row that goes before them.
    lead: Option<&'static str>,
}

impl<'a> View<'a> {
    /// What is shown of `row`.
    pub fn new(columns: &'static [Column], row: &'a Row) -> Self {
        Self {
            row,
            columns,
            lead: None,
        }
    }

    /// The same with the row's column `lead` before the others.
    #[must_use]
    pub fn after(self, lead: &'static str) -> Self {
        Self {
            lead: Some(lead),
            ..self
        }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(lead) = self.lead {
            map.serialize_entry(lead, self.row.value(lead))?;
        }
        for column in self.columns.iter().filter(|column| column.shown) {
            let value = self.row.value(column.column);
            match column.kind {
                Kind::Flag => map.serialize_entry(column.name(), &(value.as_i64() == Some(1)))?,
                _ => map.serialize_entry(column.name(), value)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{hidden, shown};
    use serde_json::json;

    #[test]
    fn a_row_is_shown_in_the_order_of_its_declaration_without_what_is_hidden() {
        const COLUMNS: &[Column] = &[
            Column {
                column: "secret",
                ..hidden()
            },
            Column {
                column: "name",
                ..shown(Kind::Line(9)).called("title")
            },
            Column {
                column: "flag",
                ..shown(Kind::Flag)
            },
        ];
        let row = Row::of(json!({"appid": "1", "flag": 1, "name": "n", "secret": 7}));
        let view = View::new(COLUMNS, &row);
        let text = serde_json::to_string(&view).unwrap();
        assert_eq!(text, r#"{"title":"n","flag":true}"#);
        let text = serde_json::to_string(&view.after("appid")).unwrap();
        assert_eq!(text, r#"{"appid":"1","title":"n","flag":true}"#);
    }
}
