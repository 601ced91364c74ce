//! Reading the fields of a JSON body one by one, each by its rule, leaving none unread.

use serde_json::{Map, Value};

use super::error::AdminError;
use crate::{
    json,
    store::sql::{Assignments, Value as Bound},
    table::{Column, Initial, Kind, MAX_INT, MAX_TIME, Null},
};

/// The fields of a body. Every `take` removes one; [`Fields::finish`] refuses what is left.
pub struct Fields(Map<String, Value>);

impl Fields {
    /// The fields of `body`; an empty body has none.
    ///
    /// # Errors
    /// [`AdminError::Malformed`] if it is not a JSON object.
    pub fn parse(body: &[u8]) -> Result<Self, AdminError> {
        if body.is_empty() {
            return Ok(Self(Map::new()));
        }
        match json::parse(body) {
            Some(Value::Object(object)) => Ok(Self(object)),
            _ => Err(AdminError::Malformed),
        }
    }

    /// A field that may be left out but not be null; `read` takes the value or says what it must be.
    ///
    /// # Errors
    /// 422 for a value that `read` does not take.
    pub fn take<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Value) -> Result<T, String>,
    ) -> Result<Option<T>, AdminError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Null) => Err(AdminError::invalid(name, "cannot be null")),
            Some(value) => match read(value) {
                Ok(value) => Ok(Some(value)),
                Err(must) => Err(AdminError::invalid(name, must)),
            },
        }
    }

    /// An array of objects, each the fields of one.
    ///
    /// # Errors
    /// 422 if it is anything else, or not of 1 to `most`.
    pub fn take_each(&mut self, name: &str, most: usize) -> Result<Vec<Self>, AdminError> {
        let must = || AdminError::invalid(name, format!("must be an array of 1 to {most} objects"));
        let Some(Value::Array(each)) = self.0.remove(name) else {
            return Err(must());
        };
        if each.is_empty() || each.len() > most {
            return Err(must());
        }
        let each = each.into_iter().map(|it| match it {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(must()),
        });
        each.collect()
    }

    /// What the body sets of those `columns` that may be written, each by its declaration.
    ///
    /// # Errors
    /// 422 for a value that its column does not take.
    pub fn take_written(&mut self, columns: &[Column]) -> Result<Assignments, AdminError> {
        let mut set = Assignments::default();
        for column in columns.iter().filter(|column| column.written) {
            let value = match self.0.remove(column.name()) {
                None => continue,
                Some(Value::Null) => null(column)?,
                Some(value) => bound(column, value)?,
            };
            set.set(column.column, value);
        }
        Ok(set)
    }

    /// What an import says of those `columns` that the admin API shows; null is no value.
    ///
    /// # Errors
    /// 422 for a value that its column does not take.
    pub fn take_imported(&mut self, columns: &[Column]) -> Result<Assignments, AdminError> {
        let mut set = Assignments::default();
        for column in columns.iter().filter(|it| it.shown) {
            match self.0.remove(column.name()) {
                None => {}
                Some(Value::Null) if column.nullable => set.set(column.column, None::<i64>),
                Some(Value::Null) => {}
                Some(value) => set.set(column.column, bound(column, value)?),
            }
        }
        Ok(set)
    }

    /// Checks that every field was read.
    ///
    /// # Errors
    /// 422 for a field that the call does not know or may not change.
    pub fn finish(self) -> Result<(), AdminError> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(AdminError::invalid(name, "is not a field of this call")),
        }
    }
}

/// What null puts into `column`.
fn null(column: &Column) -> Result<Bound, AdminError> {
    match (column.null, column.initial) {
        (Null::Clears, _) => Ok(Bound::Null),
        // Numbers cannot be absent: null puts them back to what a new row has.
        (Null::Resets, Initial::Number(n)) => Ok(Bound::Int(n)),
        _ => Err(AdminError::invalid(column.name(), "cannot be null")),
    }
}

/// `value` as `column` takes it.
fn bound(column: &Column, value: Value) -> Result<Bound, AdminError> {
    let must = |must: String| AdminError::invalid(column.name(), must);
    Ok(match column.kind {
        Kind::Text(format) => {
            let text = text(value).map_err(must)?;
            (format.check)(&text).map_err(|flaw| AdminError::flaw(column.name(), flaw))?;
            Bound::Text(text)
        }
        Kind::Line(max) => Bound::Text(line(max)(value).map_err(must)?),
        Kind::Integer(min, max) => Bound::Int(integer(min, max)(value).map_err(must)?),
        Kind::Flag => Bound::Int(flag(value).map_err(must)?.into()),
        Kind::Time => Bound::Int(integer(0, MAX_TIME)(value).map_err(must)?),
        Kind::Word(words) => Bound::Text(word(words)(value).map_err(must)?.to_owned()),
    })
}

/// Reads a string.
pub fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err("must be a string".into()),
    }
}

/// Reads a name or title: 1 to `max` characters, not only white space, no control characters.
pub fn line(max: usize) -> impl FnOnce(Value) -> Result<String, String> {
    move |value| {
        let text = text(value)?;
        let fits = crate::domain::has_length(&text, 1, max);
        if fits && !text.trim().is_empty() && !text.chars().any(char::is_control) {
            Ok(text)
        } else {
            Err(format!(
                "must be 1 to {max} characters without control characters"
            ))
        }
    }
}

/// Reads true or false.
pub fn flag(value: Value) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| "must be true or false".into())
}

/// Reads a whole number from `min` to `max`. `3.0` is 3, as in JSON Schema: languages that know only
/// floating-point numbers write it so.
pub fn integer(min: i64, max: i64) -> impl FnOnce(Value) -> Result<i64, String> {
    let whole = |n: f64| (n.fract() == 0.0 && n.abs() <= MAX_INT as f64).then_some(n as i64);
    move |value| {
        value
            .as_i64()
            .or_else(|| value.as_f64().and_then(whole))
            .filter(|n| (min..=max).contains(n))
            .ok_or_else(|| format!("must be a whole number from {min} to {max}"))
    }
}

/// Reads one of `words`.
pub fn word(words: &'static [&'static str]) -> impl FnOnce(Value) -> Result<&'static str, String> {
    move |value| {
        let word = value
            .as_str()
            .and_then(|text| words.iter().find(|w| **w == text));
        word.copied()
            .ok_or_else(|| format!("must be one of: {}", words.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{app::App, developer::Developer, user::User};
    use proptest::prelude::*;

    fn fields(body: &str) -> Fields {
        Fields::parse(body.as_bytes()).unwrap_or_else(|_| panic!("{body}"))
    }

    #[test]
    fn a_column_is_left_set_cleared_or_reset() {
        let body = r#"{"user":"x","qq":null,"exp":null,"sex":null,"balance":-5.0,"title":"t","status":"disabled"}"#;
        let mut body = fields(body);
        let set = body.take_written(User::COLUMNS).unwrap();
        let error = AdminError::invalid("user", "is not a field of this call");
        assert_eq!(body.finish(), Err(error), "an account is not written");
        assert!(set.has("qq") && set.word("qq").is_none() && !set.has("email"));
        let numbers = ["exp", "sex", "balance"].map(|column| set.number(column));
        assert_eq!(numbers, [Some(0), Some(1), Some(-5)]);
        assert_eq!(
            (set.word("title"), set.word("status")),
            (Some("t"), Some("disabled"))
        );
    }

    #[test]
    fn every_column_that_is_written_refuses_what_is_not_of_its_kind() {
        let every = [User::COLUMNS, App::COLUMNS, Developer::COLUMNS].concat();
        for column in every.iter().filter(|column| column.written) {
            for value in ["[]", "{}", "\"\"", "1.5", "1e300"] {
                let body = format!(r#"{{"{}":{value}}}"#, column.name());
                let taken = fields(&body).take_written(&[*column]);
                assert!(taken.is_err(), "{body}");
            }
        }
    }

    #[test]
    fn null_is_refused_where_there_is_nothing_to_clear() {
        let taken = fields(r#"{"name":null}"#).take("name", line(10));
        assert_eq!(taken, Err(AdminError::invalid("name", "cannot be null")));
    }

    #[test]
    fn an_unknown_field_is_named() {
        let error = AdminError::invalid("created_at", "is not a field of this call");
        assert_eq!(fields(r#"{"created_at":1}"#).finish(), Err(error));
    }

    #[test]
    fn only_an_object_is_a_body() {
        for body in ["[]", "1", "{", "null", "\"a\""] {
            assert!(Fields::parse(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn a_whole_number_may_be_written_as_a_float() {
        let read = |text| integer(-5, MAX_INT)(serde_json::from_str(text).unwrap());
        assert_eq!(read("3.0"), Ok(3));
        assert_eq!(read("-5e0"), Ok(-5));
        for text in ["3.5", "-6.0", "9007199254740992.0", "1e300"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_body_panics(body in any::<Vec<u8>>(), n in any::<f64>()) {
            let _ = Fields::parse(&body);
            let whole = n.fract() == 0.0 && (0.0..=MAX_INT as f64).contains(&n);
            prop_assert_eq!(integer(0, MAX_INT)(Value::from(n)).is_ok(), whole);
        }
    }
}
