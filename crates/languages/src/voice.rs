//! One language: its messages, and how it writes numbers, dates and lists.

use std::{borrow::Cow, collections::BTreeSet, fmt::Display, sync::OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use icu::{
    calendar::{Date as IcuDate, Gregorian},
    collator::{
        Collator, CollatorBorrowed, CollatorPreferences, options::CollatorOptions,
        preferences::CollationNumericOrdering,
    },
    datetime::{FixedCalendarDateTimeFormatter, fieldsets},
    decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions},
    list::{ListFormatter, options::ListFormatterOptions},
    locale::{Locale, locale},
    plurals::{PluralCategory, PluralRules},
};
use jiff::civil::Date;

use crate::{Arg, Lang, LoadError, isolation};

pub(crate) struct Voice {
    pub(crate) lang: Lang,
    pub(crate) collator: CollatorBorrowed<'static>,
    /// Every key this language has a message for.
    pub(crate) keys: BTreeSet<String>,
    bundle: FluentBundle<FluentResource>,
    date: FixedCalendarDateTimeFormatter<Gregorian, fieldsets::YMD>,
    date_long: FixedCalendarDateTimeFormatter<Gregorian, fieldsets::YMDE>,
    list: ListFormatter,
}

/// Fluent takes a bare function to write numbers, not a closure, so the formatters must be reachable without one.
static NUMBERS: [OnceLock<DecimalFormatter>; 4] = [const { OnceLock::new() }; 4];

impl Voice {
    pub(crate) fn load(lang: Lang, files: &[(&str, &str)]) -> Result<Self, LoadError> {
        let locale = formats_of(lang);
        let formats = |what: &'static str| {
            move |cause: &dyn Display| LoadError::Formats { lang, what, cause: cause.to_string() }
        };

        let number = DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default())
            .map_err(|cause| formats("numbers")(&cause))?;
        NUMBERS[lang.index()].get_or_init(|| number);

        // "Rum 2" stands before "Rum 10".
        let mut collation = CollatorPreferences::from(&locale);
        collation.numeric_ordering = Some(CollationNumericOrdering::True);

        let plurals =
            PluralRules::try_new_cardinal((&locale).into()).map_err(|cause| formats("plurals")(&cause))?;
        let (mut bundle, keys) = load_messages(lang, files)?;
        bundle
            .add_function("PLURAL", move |values, _| plural_form(&plurals, values))
            .map_err(|cause| formats("plurals")(&cause))?;
        Ok(Self {
            lang,
            collator: Collator::try_new(collation, CollatorOptions::default())
                .map_err(|cause| formats("the alphabet")(&cause))?,
            keys,
            bundle,
            date: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YMD::long())
                .map_err(|cause| formats("dates")(&cause))?,
            date_long: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YMDE::long())
                .map_err(|cause| formats("dates")(&cause))?,
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .map_err(|cause| formats("lists")(&cause))?,
        })
    }

    /// Speaks a message, or returns `None` when this language does not have it. What Fluent complains of, such as an
    /// argument nobody passed, is reported and does not stop the page.
    pub(crate) fn say<'v>(
        &'v self,
        key: &str,
        args: &[(&str, Arg<'_>)],
        mut complain: impl FnMut(String),
    ) -> Option<Cow<'v, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = if args.is_empty() {
            self.bundle.format_pattern(pattern, None, &mut errors)
        } else {
            let args: FluentArgs<'_> =
                args.iter().map(|(name, arg)| ((*name).to_owned(), self.value(arg))).collect();
            Cow::Owned(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
        };
        for error in errors {
            complain(format!("{key} ({}): {error}", self.lang));
        }
        Some(text)
    }

    fn value(&self, arg: &Arg<'_>) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => {
                FluentValue::from(isolation::isolate(text, self.lang.direction()).into_owned())
            }
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Date(date) => FluentValue::from(self.date(*date)),
            Arg::List(texts) => FluentValue::from(self.list(texts)),
        }
    }

    pub(crate) fn number(&self, number: i64) -> String {
        write_number(self.lang, number)
    }

    pub(crate) fn date(&self, date: Date) -> String {
        gregorian(date).map_or_else(|| date.to_string(), |date| self.date.format(&date).to_string())
    }

    pub(crate) fn date_long(&self, date: Date) -> String {
        gregorian(date).map_or_else(|| date.to_string(), |date| self.date_long.format(&date).to_string())
    }

    pub(crate) fn list(&self, texts: &[impl AsRef<str>]) -> String {
        let isolated: Vec<_> =
            texts.iter().map(|text| isolation::isolate(text.as_ref(), self.lang.direction())).collect();
        self.list.format_to_string(isolated.iter())
    }
}

/// How a language writes numbers and dates, as a locale.
///
/// English is the British one, because its dates and its clock are read in Sweden. Arabic takes Western digits: bus
/// lines, door codes and the clock on the wall around the reader use them, and so do the Swedish authorities' own
/// pages in Arabic. Dates are always Gregorian: a deadline means the Swedish calendar, whoever reads it.
fn formats_of(lang: Lang) -> Locale {
    match lang {
        Lang::Sv => locale!("sv"),
        Lang::En => locale!("en-GB"),
        Lang::Uk => locale!("uk"),
        Lang::Ar => locale!("ar-u-nu-latn"),
    }
}

fn gregorian(date: Date) -> Option<IcuDate<Gregorian>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    IcuDate::try_new_gregorian(i32::from(date.year()), month, day).ok()
}

fn load_messages(
    lang: Lang,
    files: &[(&str, &str)],
) -> Result<(FluentBundle<FluentResource>, BTreeSet<String>), LoadError> {
    let tag = lang.code().parse().map_err(|cause| LoadError::Formats {
        lang,
        what: "plurals",
        cause: format!("{cause}"),
    })?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Texts are isolated as they are inserted (see `isolation`), where it is known whether they need it.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Sv => |value, _| write_fluent_number(Lang::Sv, value),
        Lang::En => |value, _| write_fluent_number(Lang::En, value),
        Lang::Uk => |value, _| write_fluent_number(Lang::Uk, value),
        Lang::Ar => |value, _| write_fluent_number(Lang::Ar, value),
    }));

    let mut keys = BTreeSet::new();
    for (file, text) in files {
        let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, errors)| {
            let causes: Vec<_> = errors.iter().map(ToString::to_string).collect();
            LoadError::Syntax { file: (*file).to_owned(), cause: causes.join("; ") }
        })?;
        bundle.add_resource(resource).map_err(|errors| {
            let causes: Vec<_> = errors.iter().map(ToString::to_string).collect();
            LoadError::Twice { file: (*file).to_owned(), cause: causes.join("; ") }
        })?;
        keys.extend(keys_of(text).map(str::to_owned));
    }
    Ok((bundle, keys))
}

/// The keys a file defines. Fluent starts a message, and nothing else, with a letter in the first column.
fn keys_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
}

/// `PLURAL($n)`: the plural form of a count by ICU4X. Fluent's own choice rests on older tables that are wrong for
/// Arabic beyond a hundred.
fn plural_form(rules: &PluralRules, values: &[FluentValue<'_>]) -> FluentValue<'static> {
    let Some(number) = values.first().and_then(whole_number) else { return FluentValue::Error };
    FluentValue::from(match rules.category_for(number.unsigned_abs()) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    })
}

fn write_number(lang: Lang, number: i64) -> String {
    NUMBERS[lang.index()]
        .get()
        .map_or_else(|| number.to_string(), |formatter| formatter.format_to_string(&Decimal::from(number)))
}

fn write_fluent_number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    whole_number(value).map(|number| write_number(lang, number))
}

/// Fluent keeps numbers as f64; a whole one prints without a decimal point and parses back.
fn whole_number(value: &FluentValue<'_>) -> Option<i64> {
    let FluentValue::Number(number) = value else { return None };
    number.value.to_string().parse().ok()
}
