//! Reading the fields of a JSON body one by one, each by its rule, leaving none unread.

use serde_json::{Map, Value};

use super::error::AdminError;

/// Largest whole number that JSON clients and D1 agree on: 2^53 - 1.
pub const MAX_INT: i64 = 9_007_199_254_740_991;

/// Characters of an app's or a developer's name at most.
pub const NAME: usize = 100;

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
        let object = serde_json::from_slice(body).map_err(|_| AdminError::Malformed)?;
        Ok(Self(object))
    }

    /// A field that may be null: `None` if it was not sent, `Some(None)` for null.
    /// `read` takes the value or says what it must be.
    pub fn take_nullable<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Value) -> Result<T, String>,
    ) -> Result<Option<Option<T>>, AdminError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(value) => read(value)
                .map(|value| Some(Some(value)))
                .map_err(|must| AdminError::invalid(name, must)),
        }
    }

    /// A field that may be left out but not be null.
    pub fn take<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Value) -> Result<T, String>,
    ) -> Result<Option<T>, AdminError> {
        match self.take_nullable(name, read)? {
            None => Ok(None),
            Some(Some(value)) => Ok(Some(value)),
            Some(None) => Err(AdminError::invalid(name, "cannot be null")),
        }
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

/// Reads a string.
pub fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err("must be a string".into()),
    }
}

/// Reads a name: 1 to `max` characters, not only white space, no control characters.
pub fn name(max: usize) -> impl FnOnce(Value) -> Result<String, String> {
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

/// Reads a time in Unix seconds, up to the end of the year 9999.
pub fn time(value: Value) -> Result<i64, String> {
    integer(0, 253_402_300_799)(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(body: &str) -> Fields {
        Fields::parse(body.as_bytes()).unwrap_or_else(|_| panic!("{body}"))
    }

    #[test]
    fn a_field_is_absent_null_or_a_value() {
        let mut body = fields(r#"{"a":null,"b":5}"#);
        let read = |value| integer(0, 9)(value);
        assert_eq!(body.take_nullable("x", read), Ok(None));
        assert_eq!(body.take_nullable("a", read), Ok(Some(None)));
        assert_eq!(body.take_nullable("b", read), Ok(Some(Some(5))));
        assert_eq!(body.finish(), Ok(()));
    }

    #[test]
    fn null_is_refused_where_there_is_nothing_to_clear() {
        let taken = fields(r#"{"name":null}"#).take("name", name(10));
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
