//! The names of what can go wrong: for the log, the counts of refusals and the documentation.

/// Declares the cases of a type: a name, the pattern of the values that are it, and one of them. The function that names a
/// value is an exhaustive match, so that none can be without a name.
macro_rules! cases {
    ($All:ident: $Type:ty { $($case:literal: $pattern:pat = $sample:expr,)+ }) => {
        impl $Type {
            /// Its name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $($pattern => $case,)+
                }
            }
        }

        /// All cases by name, one of each.
        #[cfg(test)]
        #[expect(non_snake_case, reason = "a list, made anew because its values own texts")]
        pub fn $All() -> Vec<(&'static str, $Type)> {
            vec![$(($case, $sample)),+]
        }
    };
}
