//! Consents: to whom, for which fields, how it was given, and since when it is withdrawn.

use std::collections::BTreeSet;

use domain::{Consent, ConsentId, ConsentManner, HouseholdId, PersonId, SharedField, Subject, UserId};

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow};

/// A consent as remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentFile {
    /// The consent.
    pub consent: Consent,
    /// The household it belongs to, also where it is about one person.
    pub household: HouseholdId,
    /// Who wrote it down.
    pub recorded_by: UserId,
    /// Version.
    pub version: i64,
}

impl FromRow for ConsentFile {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let household = row.get("household_id")?;
        let person: Option<PersonId> = row.get("person_id")?;
        Ok(Self {
            consent: Consent {
                id: row.get("id")?,
                subject: person.map_or(Subject::Household(household), Subject::Person),
                receiver: row.get("receiver")?,
                fields: parse_fields(row, "fields")?,
                given_on: row.get("given_on")?,
                withdrawn_on: row.get("withdrawn_on")?,
                how: row.word::<ConsentManner>("how")?,
            },
            household,
            recorded_by: row.get("recorded_by")?,
            version: row.get("version")?,
        })
    }
}

/// Fields are stored as their words with spaces between.
pub(crate) fn parse_fields(row: &Row, column: &'static str) -> Result<BTreeSet<SharedField>, Error> {
    let text: String = row.get(column)?;
    text.split_whitespace()
        .map(|word| word.parse().map_err(|_| Error::Inconsistent { column, value: word.to_owned() }))
        .collect()
}

pub(crate) fn field_words(fields: &BTreeSet<SharedField>) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(" ")
}

impl Reader {
    /// One consent.
    pub async fn consent(&mut self, id: ConsentId) -> Result<ConsentFile, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT * FROM consent WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await
    }

    /// Every consent of a household and the people in it, latest first, withdrawn ones too.
    pub async fn consents_of(&mut self, household: HouseholdId) -> Result<Vec<ConsentFile>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT * FROM consent WHERE tenant_id = $1 AND household_id = $2 ORDER BY given_on DESC, id"
            ),
            args![tenant, household],
        )
        .await
    }
}

impl Writer {
    /// Writes down a consent.
    pub async fn insert_consent(
        &mut self,
        consent: &Consent,
        household: HouseholdId,
        recorded_by: UserId,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        let person = match consent.subject {
            Subject::Household(_) => None,
            Subject::Person(person) => Some(person),
        };
        self.run(
            sql!(
                "INSERT INTO consent (tenant_id, id, household_id, person_id, receiver, fields, how, given_on,
                 withdrawn_on, recorded_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
            ),
            args![
                tenant,
                consent.id,
                household,
                person,
                consent.receiver,
                field_words(&consent.fields),
                consent.how.as_str(),
                consent.given_on,
                consent.withdrawn_on,
                recorded_by
            ],
        )
        .await?;
        Ok(())
    }

    /// Writes since when a consent is withdrawn, based on the version it was read at. Nothing else of it ever changes:
    /// another consent is another record.
    pub async fn update_consent(&mut self, consent: &Consent, based_on: i64) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run_versioned(
            sql!(
                "UPDATE consent SET withdrawn_on = $3, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $4"
            ),
            args![tenant, consent.id, consent.withdrawn_on, based_on],
            VersionOf {
                sql: sql!("SELECT version AS it FROM consent WHERE tenant_id = $1 AND id = $2"),
                id: consent.id.uuid(),
                based_on,
            },
        )
        .await
    }
}
