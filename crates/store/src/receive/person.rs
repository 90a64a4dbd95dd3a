//! People, their identifiers and their legal statuses.

use domain::{
    HouseholdId, Identifier, IdentifierKind, IdentifierValue, Interval, LanguageTag, LegalStatus, NameParts,
    Person, PersonId, PersonName, StatusPeriod, name::search_tokens,
};

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow, vault::Place};

/// A person as remembered: the person, and what the desk notes beside.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRecord {
    /// The person.
    pub person: Person,
    /// A telephone number, as typed.
    pub phone: Option<String>,
    /// Version.
    pub version: i64,
}

impl FromRow for PersonRecord {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { person: Person::from_row(row)?, phone: row.get("phone")?, version: row.get("version")? })
    }
}

impl FromRow for Person {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let original =
            [row.get("original_given")?, row.get("original_family")?, row.get("original_patronymic")?];
        let languages: String = row.get("languages")?;
        Ok(Self {
            id: row.get("id")?,
            name: PersonName {
                latin: name_parts(&[row.get("given")?, row.get("family")?, row.get("patronymic")?], "given")?,
                original: if original.iter().all(String::is_empty) {
                    None
                } else {
                    Some(name_parts(&original, "original_given")?)
                },
            },
            birth: row.word("birth")?,
            sex: row.maybe_word("sex")?,
            languages: languages
                .split_whitespace()
                .map(|tag| {
                    tag.parse::<LanguageTag>()
                        .map_err(|_| Error::Inconsistent { column: "languages", value: tag.to_owned() })
                })
                .collect::<Result<_, _>>()?,
            interpreter: row.get("interpreter")?,
            protection: row.word("protection")?,
            unaccompanied: row.get("unaccompanied")?,
        })
    }
}

/// The stored name is a person's: an inconsistent one is reported without it.
fn name_parts([given, family, patronymic]: &[String; 3], column: &'static str) -> Result<NameParts, Error> {
    NameParts::parse(given, family, patronymic)
        .map_err(|_| Error::Inconsistent { column, value: "a name that is none".to_owned() })
}

fn language_list(languages: &[LanguageTag]) -> String {
    languages.iter().map(LanguageTag::as_str).collect::<Vec<_>>().join(" ")
}

fn text_parts(parts: Option<&NameParts>) -> [String; 3] {
    let text =
        |part: Option<&domain::NamePart>| part.map(|part| part.as_str().to_owned()).unwrap_or_default();
    match parts {
        Some(parts) => [text(parts.given()), text(parts.family()), text(parts.patronymic())],
        None => Default::default(),
    }
}

struct SealedIdentifier {
    id: domain::IdentifierId,
    person: PersonId,
    kind: IdentifierKind,
    issuer: Option<String>,
    sealed: Vec<u8>,
    verification: domain::identifier::Verification,
    interval: Interval,
}

impl FromRow for SealedIdentifier {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person_id")?,
            kind: row.word("kind")?,
            issuer: row.get("issuer")?,
            sealed: row.get("value_sealed")?,
            verification: row.json("verification")?,
            interval: row.interval("from_day", "to_day")?,
        })
    }
}

fn identifier_place(id: domain::IdentifierId) -> Place {
    Place { table: "identifier", column: "value_sealed", row: id.uuid() }
}

struct PersonStatus {
    person: PersonId,
    period: StatusPeriod,
}

impl FromRow for PersonStatus {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            person: row.get("person_id")?,
            period: StatusPeriod {
                status: row.word::<LegalStatus>("status")?,
                interval: row.interval("from_day", "to_day")?,
            },
        })
    }
}

impl Reader {
    /// One person.
    pub async fn person(&mut self, id: PersonId) -> Result<PersonRecord, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT * FROM person WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await
    }

    /// Everybody who is or was in a household.
    pub async fn people_of(&mut self, household: HouseholdId) -> Result<Vec<PersonRecord>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT * FROM person p WHERE p.tenant_id = $1 AND p.id IN (
                   SELECT m.person_id FROM household_member m
                   WHERE m.tenant_id = $1 AND m.household_id = $2)
                 ORDER BY p.birth, p.id"
            ),
            args![tenant, household],
        )
        .await
    }

    /// The legal statuses of everybody in a household, oldest first.
    pub async fn statuses_of(
        &mut self,
        household: HouseholdId,
    ) -> Result<Vec<(PersonId, StatusPeriod)>, Error> {
        let tenant = self.tenant();
        let rows: Vec<PersonStatus> = self
            .all(
                sql!(
                    "SELECT s.person_id, s.status, s.from_day, s.to_day FROM status_period s
                     WHERE s.tenant_id = $1 AND s.person_id IN (
                       SELECT m.person_id FROM household_member m
                       WHERE m.tenant_id = $1 AND m.household_id = $2)
                     ORDER BY s.person_id, s.from_day"
                ),
                args![tenant, household],
            )
            .await?;
        Ok(rows.into_iter().map(|row| (row.person, row.period)).collect())
    }

    /// The identifiers of everybody in a household, opened.
    pub async fn identifiers_of(&mut self, household: HouseholdId) -> Result<Vec<Identifier>, Error> {
        let tenant = self.tenant();
        let rows: Vec<SealedIdentifier> = self
            .all(
                sql!(
                    "SELECT i.id, i.person_id, i.kind, i.issuer, i.value_sealed, i.verification, i.from_day, i.to_day
                     FROM identifier i WHERE i.tenant_id = $1 AND i.person_id IN (
                       SELECT m.person_id FROM household_member m
                       WHERE m.tenant_id = $1 AND m.household_id = $2)
                     ORDER BY i.person_id, i.from_day, i.id"
                ),
                args![tenant, household],
            )
            .await?;
        rows.into_iter()
            .map(|row| {
                let value = self.vault().open(identifier_place(row.id), &row.sealed)?;
                let fails = || Error::Sealed { table: "identifier", column: "value_sealed" };
                let value = String::from_utf8(value).map_err(|_| fails())?;
                Ok(Identifier {
                    id: row.id,
                    person: row.person,
                    value: IdentifierValue::restore(row.kind, &value).map_err(|_| fails())?,
                    issuer: row.issuer,
                    interval: row.interval,
                    verification: row.verification,
                })
            })
            .collect()
    }

    /// Who has this number: found by the blind index, so that the number itself is compared nowhere.
    pub async fn people_with_identifier(&mut self, value: &IdentifierValue) -> Result<Vec<PersonId>, Error> {
        let tenant = self.tenant();
        let index = self.vault().blind_index(value.kind().as_str(), value.expose());
        let rows: Vec<uuid::Uuid> = self
            .all(
                sql!(
                    "SELECT DISTINCT person_id AS it FROM identifier WHERE tenant_id = $1 AND value_index = $2
                     ORDER BY person_id"
                ),
                args![tenant, index],
            )
            .await?;
        Ok(rows.into_iter().map(PersonId::from).collect())
    }
}

impl Writer {
    /// Adds people, each with a telephone number if there is one, and the words they are found by.
    pub async fn insert_people(&mut self, people: &[(&Person, Option<&str>)]) -> Result<(), Error> {
        let tenant = self.tenant();
        let rows: Vec<_> = people
            .iter()
            .map(|(person, phone)| {
                let [given, family, patronymic] = text_parts(Some(&person.name.latin));
                let [original_given, original_family, original_patronymic] =
                    text_parts(person.name.original.as_ref());
                args![
                    tenant,
                    person.id,
                    given,
                    family,
                    patronymic,
                    original_given,
                    original_family,
                    original_patronymic,
                    person.birth.to_string(),
                    person.sex.map(domain::Sex::as_str),
                    language_list(&person.languages),
                    person.interpreter,
                    person.unaccompanied,
                    person.protection.as_str(),
                    *phone
                ]
                .to_vec()
            })
            .collect();
        self.run_many(
            sql!(
                "INSERT INTO person (tenant_id, id, given, family, patronymic, original_given, original_family,
                 original_patronymic, birth, sex, languages, interpreter, unaccompanied, protection, phone, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)"
            ),
            &rows,
        )
        .await?;
        self.insert_tokens(people.iter().map(|(person, _)| *person)).await
    }

    /// Changes a person.
    pub async fn update_person(&mut self, record: &PersonRecord) -> Result<(), Error> {
        let tenant = self.tenant();
        let person = &record.person;
        let [given, family, patronymic] = text_parts(Some(&person.name.latin));
        let [original_given, original_family, original_patronymic] =
            text_parts(person.name.original.as_ref());
        self.run_versioned(
            sql!(
                "UPDATE person SET given = $3, family = $4, patronymic = $5, original_given = $6, original_family = $7,
                 original_patronymic = $8, birth = $9, sex = $10, languages = $11, interpreter = $12,
                 unaccompanied = $13, protection = $14, phone = $15, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $16"
            ),
            args![
                tenant, person.id, given, family, patronymic, original_given, original_family, original_patronymic,
                person.birth.to_string(), person.sex.map(domain::Sex::as_str), language_list(&person.languages),
                person.interpreter, person.unaccompanied, person.protection.as_str(), record.phone.clone(),
                record.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM person WHERE tenant_id = $1 AND id = $2"),
                id: person.id.uuid(),
                based_on: record.version,
            },
        )
        .await?;
        self.run(
            sql!("DELETE FROM person_token WHERE tenant_id = $1 AND person_id = $2"),
            args![tenant, person.id],
        )
        .await?;
        self.insert_tokens([person]).await
    }

    async fn insert_tokens(&mut self, people: impl IntoIterator<Item = &Person>) -> Result<(), Error> {
        let tenant = self.tenant();
        let rows: Vec<_> = people
            .into_iter()
            .flat_map(|person| search_tokens(&person.name).into_iter().map(|token| (person.id, token)))
            .map(|(person, token)| args![tenant, token, person].to_vec())
            .collect();
        self.run_many(
            sql!("INSERT INTO person_token (tenant_id, token, person_id) VALUES ($1, $2, $3)"),
            &rows,
        )
        .await
    }

    /// Adds an identifier, sealed and findable.
    pub async fn insert_identifier(&mut self, identifier: &Identifier) -> Result<(), Error> {
        let tenant = self.tenant();
        let (kind, value) = (identifier.kind().as_str(), identifier.value.expose());
        let index = self.vault().blind_index(kind, value);
        let sealed = self.vault().seal(identifier_place(identifier.id), value.as_bytes());
        let verification = serde_json::to_string(&identifier.verification).unwrap_or_default();
        self.run(
            sql!(
                "INSERT INTO identifier (tenant_id, id, person_id, kind, issuer, value_sealed, value_index,
                 verification, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            ),
            args![
                tenant,
                identifier.id,
                identifier.person,
                kind,
                identifier.issuer.clone(),
                sealed,
                index,
                verification,
                identifier.interval.from(),
                identifier.interval.to()
            ],
        )
        .await?;
        Ok(())
    }

    /// Replaces a person's legal statuses.
    pub async fn set_statuses(&mut self, person: PersonId, periods: &[StatusPeriod]) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!("DELETE FROM status_period WHERE tenant_id = $1 AND person_id = $2"),
            args![tenant, person],
        )
        .await?;
        let statuses: Vec<_> = periods.iter().map(|period| (person, *period)).collect();
        self.insert_statuses(&statuses).await
    }

    /// Adds legal statuses.
    pub async fn insert_statuses(&mut self, statuses: &[(PersonId, StatusPeriod)]) -> Result<(), Error> {
        let tenant = self.tenant();
        let rows: Vec<_> = statuses
            .iter()
            .map(|(person, period)| {
                let (from, to) = (period.interval.from(), period.interval.to());
                args![tenant, *person, period.status.as_str(), from, to].to_vec()
            })
            .collect();
        self.run_many(
            sql!(
                "INSERT INTO status_period (tenant_id, person_id, status, from_day, to_day)
                 VALUES ($1, $2, $3, $4, $5)"
            ),
            &rows,
        )
        .await
    }
}
