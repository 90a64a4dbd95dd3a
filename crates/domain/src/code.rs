//! Names that are written down: the one macro for enums that the store, the message keys and the policies spell out.

/// The text is none of the names this kind of word may have.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{given}” is not a {what}; use one of {}", known.join(", "))]
pub struct UnknownCode {
    /// What was expected, in words.
    pub what: &'static str,
    /// What was given instead.
    pub given: String,
    /// Every name that would have been accepted.
    pub known: &'static [&'static str],
}

/// Declares an enum whose every case has one `snake_case` name, used alike in the store, in JSON and in message keys.
///
/// One macro rather than a derive per enum, so that `as_str`, `FromStr` and serde cannot drift apart.
macro_rules! codes {
    (
        $(#[$doc:meta])*
        $name:ident, $what:literal {
            $($(#[$case_doc:meta])* $case:ident = $code:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$case_doc])* #[serde(rename = $code)] $case,)*
        }

        impl $name {
            /// Every case, in the order shown on screen.
            pub const ALL: &'static [$name] = &[$($name::$case,)*];
            const CODES: &'static [&'static str] = &[$($code,)*];

            /// The name used in the store, in message keys and in policies.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$case => $code,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::ALL.iter().copied().find(|case| case.as_str() == text).ok_or_else(|| {
                    $crate::code::UnknownCode { what: $what, given: text.to_owned(), known: $name::CODES }
                })
            }
        }
    };
}

pub(crate) use codes;
