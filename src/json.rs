//! JSON is read in one way only: from bytes to a [`Value`]. Every other way (from text, or into a type of our own) is
//! compiled once more, and brings along how errors print floating point: 18 KB of the gzipped bundle.

use serde_json::Value;

/// What `text` says, if it is JSON in UTF-8.
#[inline(never)]
pub fn parse(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any JSON, a few levels deep.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in values()) {
            let text = value.to_string();
            prop_assert_eq!(parse(text.as_bytes()), Some(value));
        }

        #[test]
        fn no_bytes_panic(text in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..60),
            "[\\[\\]{}\":,\\\\untrefals0-9.+-]{0,60}".prop_map(String::into_bytes),
        ]) {
            let _ = parse(&text);
        }
    }
}
