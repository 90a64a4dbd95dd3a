//! What can be inserted into a message.

use std::borrow::Cow;

use jiff::civil::Date;

/// Something to insert into a message. Every kind is put into words by the language that speaks the message, so that
/// a Swedish sentence which stands in for a missing Arabic one carries a Swedish date.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Text as given: a name, an address line. It is isolated from text of the other direction.
    Text(Cow<'a, str>),
    /// A whole number. It also chooses the plural form.
    Number(i64),
    /// A date, written as in [`crate::Speaker::date`].
    Date(Date),
    /// A list of texts, joined as in [`crate::Speaker::list`].
    List(Vec<Cow<'a, str>>),
}

/// A count of things: any whole number type a page may hold, by value or by reference, because templates pass both.
///
/// A count beyond what an `i64` holds is written as the largest one: no page counts that many of anything.
pub trait Count {
    /// The count as a signed number.
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($number:ty),*) => {
        $(
            impl Count for $number {
                fn count(&self) -> i64 {
                    i64::try_from(*self).unwrap_or(i64::MAX)
                }
            }

            impl From<$number> for Arg<'_> {
                fn from(number: $number) -> Self {
                    Arg::Number(number.count())
                }
            }

            impl From<&$number> for Arg<'_> {
                fn from(number: &$number) -> Self {
                    Arg::Number(number.count())
                }
            }

            impl From<&&$number> for Arg<'_> {
                fn from(number: &&$number) -> Self {
                    Arg::Number(number.count())
                }
            }
        )*
    };
}

counts!(i16, i32, i64, u8, u16, u32, u64, usize);

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a str> for Arg<'a> {
    fn from(text: &&'a str) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a String> for Arg<'a> {
    fn from(text: &&'a String) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a Cow<'_, str>> for Arg<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl From<Date> for Arg<'_> {
    fn from(date: Date) -> Self {
        Arg::Date(date)
    }
}

impl From<&Date> for Arg<'_> {
    fn from(date: &Date) -> Self {
        Arg::Date(*date)
    }
}

impl From<&&Date> for Arg<'_> {
    fn from(date: &&Date) -> Self {
        Arg::Date(**date)
    }
}

impl<'a> From<&'a [String]> for Arg<'a> {
    fn from(texts: &'a [String]) -> Self {
        Arg::List(texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect())
    }
}

impl<'a> From<&'a Vec<String>> for Arg<'a> {
    fn from(texts: &'a Vec<String>) -> Self {
        texts.as_slice().into()
    }
}
