//! The states of developers, apps, users and feedback, with the words that the database and the admin API have
//! for them; and the macro by which other words are declared too.

/// Declares words that a column takes: an enum, each variant with its word.
macro_rules! states {
    ($(#[$about:meta])* $Name:ident { $($(#[$doc:meta])* $Variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $Name {
            $($(#[$doc])* $Variant,)+
        }

        impl $Name {
            /// Their words.
            #[allow(dead_code, reason = "not all of them are ever listed")]
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Its word.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$Variant => $word,)+
                }
            }
        }

        impl $crate::table::Cell for $Name {
            fn of(value: serde_json::Value) -> Option<Self> {
                match value.as_str()? {
                    $($word => Some(Self::$Variant),)+
                    _ => None,
                }
            }
        }
    };
}

states! {
    /// Whether a developer's apps are served.
    DeveloperState {
        /// They are, until the developer lapses.
        Active = "active",
        /// They are not, and the developer's key is refused.
        Disabled = "disabled",
    }
}

states! {
    /// Whether an app is served. One that is deleted is found by nobody.
    AppState {
        /// It is.
        Active = "active",
        /// Not yet (审核中).
        Reviewing = "reviewing",
        /// Not any more (已停用).
        Disabled = "disabled",
    }
}

states! {
    /// Whether a user may act.
    UserState {
        /// The user may.
        Active = "active",
        /// The user may not log in, and has no good token.
        Disabled = "disabled",
    }
}

states! {
    /// Whether something is still to be done about a feedback.
    FeedbackState {
        /// It is.
        Open = "open",
        /// It is not.
        Done = "done",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cell;
    use serde_json::json;

    #[test]
    fn a_state_is_read_by_its_word() {
        assert_eq!(AppState::of(json!("reviewing")), Some(AppState::Reviewing));
        assert_eq!(AppState::Reviewing.word(), "reviewing");
        for other in [json!("Active"), json!(1), json!(null)] {
            assert_eq!(UserState::of(other), None);
        }
    }
}
