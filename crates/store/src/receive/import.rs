//! A municipality's own files on their way in, and what came in by them before.

use std::collections::{HashMap, HashSet};

use domain::{HomeId, HouseholdId, ImportId, UserId};
use jiff::Timestamp;

use crate::{Error, Reader, Row, Writer, args, sql, sql::FromRow, vault::Place};

/// A file between preview and confirmation.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Its id.
    pub id: ImportId,
    /// What it is a list of.
    pub kind: String,
    /// Its content, opened.
    pub content: Vec<u8>,
    /// Who brought it; nobody else sees it.
    pub uploaded_by: UserId,
    /// When.
    pub uploaded_at: Timestamp,
}

struct FileRow {
    kind: String,
    content_sealed: Vec<u8>,
    uploaded_by: UserId,
    uploaded_at: Timestamp,
}

impl FromRow for FileRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            kind: row.get("kind")?,
            content_sealed: row.get("content_sealed")?,
            uploaded_by: row.get("uploaded_by")?,
            uploaded_at: row.get("uploaded_at")?,
        })
    }
}

/// By what an imported household or home is known again: keyed hashes, from which nothing can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportKey {
    /// Of the file's own reference.
    pub reference: Vec<u8>,
    /// Of the name.
    pub name: Vec<u8>,
    /// Of the second sign; of the empty text where nothing is known.
    pub second: Vec<u8>,
}

/// What stands behind an imported reference: the hashes of its name and of its second sign.
pub type Signs = (Vec<u8>, Vec<u8>);

struct KeyRow(Vec<u8>, Signs);

impl FromRow for KeyRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self(row.get("reference_index")?, (row.get("name_index")?, row.get("second_index")?)))
    }
}

struct Index(Vec<u8>);

impl FromRow for Index {
    fn from_row(row: &Row) -> Result<Self, Error> {
        row.get("value_index").map(Self)
    }
}

/// The record that came in under a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A household.
    Household(HouseholdId),
    /// A home.
    Home(HomeId),
}

fn content_place(id: ImportId) -> Place {
    Place { table: "import_file", column: "content_sealed", row: id.uuid() }
}

impl Reader {
    /// The file, if it still waits.
    pub async fn import_file(&mut self, id: ImportId) -> Result<Option<ImportFile>, Error> {
        let tenant = self.tenant();
        let row: Option<FileRow> = self
            .maybe(
                sql!(
                    "SELECT kind, content_sealed, uploaded_by, uploaded_at FROM import_file
                     WHERE tenant_id = $1 AND id = $2"
                ),
                args![tenant, id],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(ImportFile {
            id,
            kind: row.kind,
            content: self.vault().open(content_place(id), &row.content_sealed)?,
            uploaded_by: row.uploaded_by,
            uploaded_at: row.uploaded_at,
        }))
    }

    /// What was noted when this user's file was read in.
    pub async fn applied_import(&mut self, id: ImportId, by: UserId) -> Result<Option<String>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!(
                "SELECT detail AS it FROM change_log
                 WHERE tenant_id = $1 AND object_id = $2 AND action = 'import.applied' AND user_id = $3"
            ),
            args![tenant, id, by],
        )
        .await
    }

    /// Every reference of a kind that came in before, with what stands behind it.
    pub async fn imported(&mut self, kind: &str) -> Result<HashMap<Vec<u8>, Signs>, Error> {
        let tenant = self.tenant();
        let rows: Vec<KeyRow> = self
            .all(
                sql!(
                    "SELECT reference_index, name_index, second_index FROM import_reference
                     WHERE tenant_id = $1 AND kind = $2"
                ),
                args![tenant, kind],
            )
            .await?;
        Ok(rows.into_iter().map(|KeyRow(reference, signs)| (reference, signs)).collect())
    }

    /// The keyed indexes of every number that somebody in reception has, people with protected identity left out:
    /// that a number is known must not give them away.
    pub async fn known_numbers(&mut self) -> Result<HashSet<Vec<u8>>, Error> {
        let tenant = self.tenant();
        let rows: Vec<Index> = self
            .all(
                sql!(
                    "SELECT i.value_index FROM identifier i
                     JOIN person p ON p.tenant_id = i.tenant_id AND p.id = i.person_id
                     WHERE i.tenant_id = $1 AND p.protection = 'none' AND NOT EXISTS (
                       SELECT 1 FROM household_member m
                       JOIN household h ON h.tenant_id = m.tenant_id AND h.id = m.household_id
                       WHERE m.tenant_id = p.tenant_id AND m.person_id = p.id AND h.protection <> 'none')"
                ),
                args![tenant],
            )
            .await?;
        Ok(rows.into_iter().map(|Index(index)| index).collect())
    }

    /// How many files have waited for a yes since before an instant.
    pub async fn import_files_before(&mut self, instant: Timestamp) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(
            sql!("SELECT COUNT(*) AS it FROM import_file WHERE tenant_id = $1 AND uploaded_at < $2"),
            args![tenant, instant],
        )
        .await
    }
}

impl Writer {
    /// Keeps a file, sealed.
    pub async fn insert_import_file(
        &mut self,
        id: ImportId,
        kind: &str,
        content: &[u8],
        by: UserId,
    ) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let sealed = self.vault().seal(content_place(id), content);
        self.run(
            sql!(
                "INSERT INTO import_file (tenant_id, id, kind, content_sealed, uploaded_by, uploaded_at)
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![tenant, id, kind, sealed, by, now],
        )
        .await?;
        Ok(())
    }

    /// Throws a file away; true if it was there. Of two who take it, one gets true.
    pub async fn delete_import_file(&mut self, id: ImportId) -> Result<bool, Error> {
        let tenant = self.tenant();
        let taken = self
            .run(sql!("DELETE FROM import_file WHERE tenant_id = $1 AND id = $2"), args![tenant, id])
            .await?;
        Ok(taken == 1)
    }

    /// Throws away files that nobody confirmed.
    pub async fn delete_import_files_before(&mut self, instant: Timestamp) -> Result<u64, Error> {
        let tenant = self.tenant();
        self.run(
            sql!("DELETE FROM import_file WHERE tenant_id = $1 AND uploaded_at < $2"),
            args![tenant, instant],
        )
        .await
    }

    /// Remembers that something came in under a reference.
    pub async fn insert_imported(
        &mut self,
        kind: &str,
        key: &ImportKey,
        what: Imported,
    ) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let (household, home) = match what {
            Imported::Household(id) => (Some(id), None),
            Imported::Home(id) => (None, Some(id)),
        };
        self.run(
            sql!(
                "INSERT INTO import_reference (tenant_id, kind, reference_index, name_index, second_index,
                 household_id, home_id, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            args![
                tenant,
                kind,
                key.reference.as_slice(),
                key.name.as_slice(),
                key.second.as_slice(),
                household,
                home,
                now
            ],
        )
        .await?;
        Ok(())
    }
}
