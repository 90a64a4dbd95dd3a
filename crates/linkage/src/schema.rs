//! What the columns of a register mean.

use std::{fmt, str::FromStr};

/// What a column holds, and so how two of its values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Given names.
    Given,
    /// The family name.
    Family,
    /// A patronymic, a middle name, the father's or grandfather's name.
    Patronymic,
    /// All names in one column.
    FullName,
    /// The birth date or a part of it.
    BirthDate,
    /// Sex.
    Sex,
    /// The name of a place.
    Place,
    /// A number that one person has: personnummer, passport, LMA card.
    Identifier,
    /// A telephone number, which a household may share.
    Phone,
    /// Any other words: an address, an occupation.
    Text,
    /// Any other number or code: a postcode, a house number.
    Number,
    /// What names the record. Never evidence.
    Id,
    /// Not looked at.
    Ignore,
}

impl Kind {
    /// Every kind with its name on the command line.
    pub const ALL: [(Self, &str); 13] = [
        (Self::Given, "given"),
        (Self::Family, "family"),
        (Self::Patronymic, "patronymic"),
        (Self::FullName, "full_name"),
        (Self::BirthDate, "birth_date"),
        (Self::Sex, "sex"),
        (Self::Place, "place"),
        (Self::Identifier, "identifier"),
        (Self::Phone, "phone"),
        (Self::Text, "text"),
        (Self::Number, "number"),
        (Self::Id, "id"),
        (Self::Ignore, "ignore"),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no kind of column; say one of given, family, patronymic, full_name, birth_date, sex, place, identifier, phone, text, number, id, ignore"
)]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let folded = text.trim().to_lowercase().replace(['-', ' '], "_");
        let known = Self::ALL.iter().find(|(_, name)| *name == folded);
        known.map(|(kind, _)| *kind).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// The most fields that are compared. Names together are four of them: given, patronymic, family, and their order.
pub const MOST_FIELDS: usize = 16;

/// A field of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Given names.
    Given,
    /// The patronymic or middle name.
    Patronymic,
    /// The family name.
    Family,
    /// Whether the names stand in the same fields in both records.
    NameOrder,
    /// The birth date.
    BirthDate,
    /// Sex.
    Sex,
    /// A further column, by its number among them.
    Column {
        /// What it holds: place, identifier, phone, text or number.
        kind: Kind,
        /// Its place in [`Schema::columns`].
        number: usize,
    },
}

impl Field {
    /// Its name in the table of shipped parameters: for a column that of its kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Patronymic => "patronymic",
            Self::Family => "family",
            Self::NameOrder => "name_order",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::Column { kind, .. } => kind.name(),
        }
    }
}

/// The evidence two records are compared on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    columns: Vec<Column>,
    fields: Vec<Field>,
}

/// A column beyond names, birth date and sex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub label: String,
    /// Place, identifier, phone, text or number.
    pub kind: Kind,
}

/// Columns that nothing can be told from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No column is evidence.
    #[error(
        "no column tells people apart; name at least one as a name, birth_date, identifier, phone, place, text or number"
    )]
    NoEvidence,
    /// More than can be compared.
    #[error("more than {MOST_FIELDS} fields to compare; name the least telling columns as ignore")]
    ManyFields,
}

impl Schema {
    /// The schema of records with or without names, birth date and sex, and with further columns.
    pub fn new(names: bool, birth: bool, sex: bool, columns: Vec<Column>) -> Result<Self, SchemaError> {
        let mut fields = Vec::new();
        if names {
            fields.extend([Field::Given, Field::Patronymic, Field::Family, Field::NameOrder]);
        }
        if birth {
            fields.push(Field::BirthDate);
        }
        if sex {
            fields.push(Field::Sex);
        }
        fields.extend(
            columns.iter().enumerate().map(|(number, column)| Field::Column { kind: column.kind, number }),
        );
        if fields.is_empty() {
            return Err(SchemaError::NoEvidence);
        }
        if fields.len() > MOST_FIELDS {
            return Err(SchemaError::ManyFields);
        }
        Ok(Self { columns, fields })
    }

    /// The columns beyond names, birth date and sex.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What is compared, in this order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether names are compared.
    pub fn has_names(&self) -> bool {
        self.fields.contains(&Field::Given)
    }
}
