//! The extracts of demo/data, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::dice::Weighted;
use crate::model::{Locality, NamePart, Origin, Quota, Sex};

/// A line of an extract that does not say what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "reading demo/data/{file}: line {line} is not what demo/README.md describes; make the file anew with demo/prepare.py"
)]
pub struct BrokenRow {
    /// The file.
    pub file: &'static str,
    /// The line, counted from one; the last one if something is missing.
    pub line: usize,
}

/// A municipality as the extracts know it.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) full_name: &'static str,
    pub(crate) county: &'static str,
    pub(crate) population: u32,
    /// How many households have 1, 2, ... 6, and 7 or more people.
    pub(crate) households_by_size: [u64; 7],
    pub(crate) localities: Vec<Locality>,
    /// Places in `localities`, by population.
    pub(crate) where_people_live: Weighted<usize>,
    pub(crate) quotas: Vec<Quota>,
}

/// A given name, and what its bearer's children are called after him.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GivenName {
    pub(crate) name: NamePart,
    pub(crate) patronymics: Option<Patronymics>,
}

/// What a man's children are called after him.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patronymics {
    pub(crate) son: NamePart,
    pub(crate) daughter: NamePart,
}

impl Patronymics {
    pub(crate) fn of(self, sex: Sex) -> NamePart {
        match sex {
            Sex::Female => self.daughter,
            Sex::Male => self.son,
        }
    }
}

/// A family name in its two forms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FamilyName {
    man: NamePart,
    woman: NamePart,
}

impl FamilyName {
    pub(crate) fn of(self, sex: Sex) -> NamePart {
        match sex {
            Sex::Female => self.woman,
            Sex::Male => self.man,
        }
    }
}

/// The names of one origin.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) women: Weighted<GivenName>,
    pub(crate) men: Weighted<GivenName>,
    pub(crate) families: Weighted<FamilyName>,
    /// The patronymics by how common the father's name is; none where people bear no patronymic.
    pub(crate) patronymics: Option<Weighted<Patronymics>>,
}

impl Names {
    pub(crate) fn given(&self, sex: Sex) -> &Weighted<GivenName> {
        match sex {
            Sex::Female => &self.women,
            Sex::Male => &self.men,
        }
    }
}

/// Everything in demo/data.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) places: Vec<Place>,
    /// People granted temporary protection in each of the twelve months from March 2022.
    pub(crate) arrivals: Vec<u64>,
    names: HashMap<Origin, Names>,
    pub(crate) swedish_women: Weighted<&'static str>,
    pub(crate) swedish_men: Weighted<&'static str>,
    pub(crate) swedish_families: Weighted<&'static str>,
    pub(crate) personnummer: Vec<&'static str>,
    pub(crate) samordningsnummer: Vec<&'static str>,
}

static DATA: LazyLock<Result<Data, BrokenRow>> = LazyLock::new(Data::read);

impl Data {
    pub(crate) fn embedded() -> Result<&'static Data, BrokenRow> {
        DATA.as_ref().map_err(|broken| *broken)
    }

    /// The names of an origin. `read` has put in all of them.
    pub(crate) fn names(&self, origin: Origin) -> &Names {
        &self.names[&origin]
    }

    fn read() -> Result<Data, BrokenRow> {
        let given = GIVEN_NAMES.rows(|fields| {
            let &[group, sex, original, latin, weight, son, son_latin, daughter, daughter_latin] = fields
            else {
                return None;
            };
            let patronymics = (!son.is_empty()).then_some(Patronymics {
                son: NamePart { original: son, latin: son_latin },
                daughter: NamePart { original: daughter, latin: daughter_latin },
            });
            let name = GivenName { name: NamePart { latin, original }, patronymics };
            Some((group, sex, name, weight.parse::<u64>().ok()?))
        })?;
        let families = FAMILY_NAMES.rows(|fields| {
            let &[group, man, man_latin, woman, woman_latin, weight] = fields else { return None };
            let man = NamePart { latin: man_latin, original: man };
            let woman = NamePart { latin: woman_latin, original: woman };
            Some((group, FamilyName { man, woman }, weight.parse::<u64>().ok()?))
        })?;
        let mut names = HashMap::new();
        for origin in Origin::ALL {
            let of = |wanted| {
                let group = given
                    .iter()
                    .filter(move |(group, sex, ..)| *group == origin.language() && *sex == wanted);
                Weighted::new(group.map(|&(.., name, weight)| (name, weight))).ok_or(GIVEN_NAMES.end())
            };
            let fathers = given.iter().filter(|(group, ..)| *group == origin.language());
            let own = families.iter().filter(|(group, ..)| *group == origin.language());
            let group = Names {
                women: of("f")?,
                men: of("m")?,
                families: Weighted::new(own.map(|&(_, name, weight)| (name, weight)))
                    .ok_or(FAMILY_NAMES.end())?,
                patronymics: Weighted::new(
                    fathers.filter_map(|(_, _, name, weight)| Some((name.patronymics?, *weight))),
                ),
            };
            names.insert(origin, group);
        }

        let swedish = SWEDISH_NAMES.rows(|fields| {
            let &[kind, name, weight] = fields else { return None };
            Some((kind, name, weight.parse::<u64>().ok()?))
        })?;
        let swedish_of = |wanted| {
            let names = swedish.iter().filter(move |(kind, ..)| *kind == wanted);
            Weighted::new(names.map(|&(_, name, weight)| (name, weight))).ok_or(SWEDISH_NAMES.end())
        };
        Ok(Data {
            places: read_places()?,
            arrivals: ARRIVALS.rows(|fields| fields.get(1)?.parse().ok())?,
            names,
            swedish_women: swedish_of("f")?,
            swedish_men: swedish_of("m")?,
            swedish_families: swedish_of("family")?,
            personnummer: PERSONNUMMER.rows(twelve_digits)?,
            samordningsnummer: SAMORDNINGSNUMMER.rows(twelve_digits)?,
        })
    }
}

fn twelve_digits(fields: &[&'static str]) -> Option<&'static str> {
    let &[digits] = fields else { return None };
    (digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn read_places() -> Result<Vec<Place>, BrokenRow> {
    let mut sizes: HashMap<&str, [u64; 7]> = HOUSEHOLD_SIZES
        .rows(|fields| {
            let (code, sizes) = fields.split_first()?;
            let sizes: Vec<u64> = sizes.iter().map(|text| text.parse().ok()).collect::<Option<_>>()?;
            Some((*code, sizes.try_into().ok()?))
        })?
        .into_iter()
        .collect();
    let mut localities: HashMap<&str, Vec<Locality>> = HashMap::new();
    for (code, locality) in LOCALITIES.rows(|fields| {
        let &[code, name, population, latitude, longitude] = fields else { return None };
        let point =
            if latitude.is_empty() { None } else { Some((latitude.parse().ok()?, longitude.parse().ok()?)) };
        Some((code, Locality { name, population: population.parse().ok()?, point }))
    })? {
        localities.entry(code).or_default().push(locality);
    }
    let mut quotas: HashMap<&str, Vec<Quota>> = HashMap::new();
    for (code, quota) in QUOTAS.rows(|fields| {
        let &[code, period, standing, people, as_of, source] = fields else { return None };
        Some((code, Quota { period, standing, people: people.parse().ok()?, as_of, source }))
    })? {
        quotas.entry(code).or_default().push(quota);
    }
    let rows = MUNICIPALITIES.rows(|fields| {
        let &[code, name, full_name, county, population] = fields else { return None };
        Some((code, name, full_name, county, population.parse().ok()?))
    })?;
    rows.into_iter()
        .map(|(code, name, full_name, county, population)| {
            let localities = localities.remove(code).unwrap_or_default();
            let weights = localities.iter().enumerate().map(|(place, l)| (place, u64::from(l.population)));
            Ok(Place {
                code,
                name,
                full_name,
                county,
                population,
                households_by_size: sizes.remove(code).ok_or(HOUSEHOLD_SIZES.end())?,
                where_people_live: Weighted::new(weights).ok_or(LOCALITIES.end())?,
                localities,
                quotas: quotas.remove(code).unwrap_or_default(),
            })
        })
        .collect()
}

/// An extract: a header line, then lines whose fields are parted by semicolons and never quoted.
struct Extract {
    file: &'static str,
    text: &'static str,
}

impl Extract {
    fn rows<T>(&self, parse: impl Fn(&[&'static str]) -> Option<T>) -> Result<Vec<T>, BrokenRow> {
        let lines = self.text.lines().enumerate().skip(1);
        lines
            .map(|(number, line)| {
                let fields: Vec<&'static str> = line.split(';').collect();
                parse(&fields).ok_or(BrokenRow { file: self.file, line: number + 1 })
            })
            .collect()
    }

    fn end(&self) -> BrokenRow {
        BrokenRow { file: self.file, line: self.text.lines().count() }
    }
}

macro_rules! extract {
    ($name:ident, $file:literal) => {
        static $name: Extract =
            Extract { file: $file, text: include_str!(concat!("../../../demo/data/", $file)) };
    };
}

extract!(MUNICIPALITIES, "municipalities.csv");
extract!(HOUSEHOLD_SIZES, "household_sizes.csv");
extract!(LOCALITIES, "localities.csv");
extract!(QUOTAS, "quotas.csv");
extract!(ARRIVALS, "arrivals.csv");
extract!(GIVEN_NAMES, "given_names.csv");
extract!(FAMILY_NAMES, "family_names.csv");
extract!(SWEDISH_NAMES, "swedish_names.csv");
extract!(PERSONNUMMER, "test_personnummer.csv");
extract!(SAMORDNINGSNUMMER, "test_samordningsnummer.csv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_is_named() {
        let extract = Extract { file: "arrivals.csv", text: "month;people\n2022-03;18165\n2022-04;many\n" };
        let read: Result<Vec<u64>, _> = extract.rows(|fields| fields.get(1)?.parse().ok());
        assert_eq!(read, Err(BrokenRow { file: "arrivals.csv", line: 3 }));
    }

    #[test]
    fn the_extracts_are_whole() {
        let data = Data::embedded().unwrap();
        assert_eq!(data.places.len(), 290);
        assert_eq!(data.arrivals.len(), 12);
        assert_eq!(data.arrivals.iter().sum::<u64>(), 49_400);
        assert!(data.places.iter().map(|place| place.population).sum::<u32>() > 10_000_000);
        assert!(data.personnummer.len() > 4000 && data.samordningsnummer.len() > 2000);
    }
}
