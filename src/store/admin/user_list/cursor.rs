//! Where a page of users begins.

use std::fmt;

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// At the first way.
    Start,
    /// After the user whose account it is.
    QqItself,
    /// After this account, among those that begin with the text.
    Account(String),
    /// After this QQ number, likewise.
    Qq(String),
    /// After this e-mail address and user, likewise.
    Email(i64, String),
    /// Before the user of this number, among the newest.
    Newest(i64),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => Ok(()),
            Self::QqItself => f.write_str("x:"),
            Self::Account(account) => write!(f, "a:{account}"),
            Self::Qq(qq) => write!(f, "q:{qq}"),
            Self::Email(id, email) => write!(f, "e:{id}:{email}"),
            Self::Newest(id) => write!(f, "{id}"),
        }
    }
}

impl Cursor {
    /// Beyond every user's number: the largest that D1 and JSON agree on.
    const END: i64 = (1 << 53) - 1;

    /// Reads what `Display` writes; nothing if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok().filter(|n| (1..=Self::END).contains(n));
        match text.split_once(':') {
            None => number(text).map(Self::Newest),
            Some(("x", "")) => Some(Self::QqItself),
            Some(("a", account)) => Some(Self::Account(account.to_owned())),
            Some(("q", qq)) => Some(Self::Qq(qq.to_owned())),
            Some(("e", rest)) => {
                let (id, email) = rest.split_once(':')?;
                Some(Self::Email(number(id)?, email.to_owned()))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cursor_reads_as_it_was_written() {
        for cursor in [
            Cursor::QqItself,
            Cursor::Account("a:b@c".into()),
            Cursor::Qq("12345".into()),
            Cursor::Email(7, "a@b.cn".into()),
            Cursor::Newest(1_795_352_274_000_001),
        ] {
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        for text in [
            "",
            "abc",
            "-5",
            "0",
            "1.5",
            "x:1",
            "z:1",
            "e:1",
            "e:x:a@b.cn",
            "99999999999999999999",
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_as_it_was(text in "\\PC{0,20}|[xaqe]?:?[0-9]{0,17}:?[a-z@.]{0,9}") {
            if let Some(cursor) = Cursor::parse(&text) {
                prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
            }
        }

        #[test]
        fn whatever_is_written_is_read(text in "\\PC{0,20}", id in 1..=Cursor::END) {
            for cursor in [Cursor::Account(text.clone()), Cursor::Qq(text.clone()), Cursor::Email(id, text.clone()), Cursor::Newest(id)] {
                prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
            }
        }
    }
}
