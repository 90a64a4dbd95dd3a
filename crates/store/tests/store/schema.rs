//! The schema's rules, and that both databases have the same one.

use std::collections::{BTreeMap, BTreeSet};

use test_support::{Kind, TestDatabase, both_databases};

/// A schema as lines that can be compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Schema {
    /// Column by table and name: (kind of value, may be null).
    pub(crate) columns: BTreeMap<(String, String), (String, bool)>,
    /// Primary and unique keys: table and columns in order.
    pub(crate) keys: BTreeSet<(String, Vec<String>)>,
    /// Other indexes: table, name, columns in order, whether it covers a part of the rows only.
    pub(crate) indexes: BTreeSet<(String, String, Vec<String>, bool)>,
    /// Foreign keys: table, columns, the table referred to, its columns.
    pub(crate) references: BTreeSet<(String, Vec<String>, String, Vec<String>)>,
}

impl Schema {
    pub(crate) async fn of(db: &TestDatabase) -> Self {
        match db.kind {
            Kind::Sqlite => Self::of_sqlite(db).await,
            Kind::Postgres => Self::of_postgres(db).await,
        }
    }

    pub(crate) fn tables(&self) -> BTreeSet<&str> {
        self.columns.keys().map(|(table, _)| table.as_str()).collect()
    }

    async fn of_sqlite(db: &TestDatabase) -> Self {
        let mut schema = Self::default();
        let columns = "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'";
        for [table, column, kind, nullable] in rows(db, columns).await {
            schema.columns.insert((table, column), (kind, nullable == "1"));
        }
        let indexes = "SELECT t.name, i.name, i.origin, i.partial, group_concat(c.name, ' ' ORDER BY c.seqno)
             FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
             WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' GROUP BY t.name, i.name, i.origin, i.partial";
        for [table, name, origin, partial, columns] in rows(db, indexes).await {
            schema.add_index(table, name, origin == "c", &columns, partial == "1");
        }
        let references = "SELECT t.name, f.\"table\", group_concat(f.\"from\", ' ' ORDER BY f.seq),
               group_concat(f.\"to\", ' ' ORDER BY f.seq)
             FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' GROUP BY t.name, f.id";
        for [table, other, from, to] in rows(db, references).await {
            schema.references.insert((table, words(&from), other, words(&to)));
        }
        schema
    }

    async fn of_postgres(db: &TestDatabase) -> Self {
        let mut schema = Self::default();
        let columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
        for [table, column, kind, nullable] in rows(db, columns).await {
            schema.columns.insert((table, column), (kind, nullable == "YES"));
        }
        let indexes = "SELECT t.relname, i.relname, c.contype IS NULL, x.indpred IS NOT NULL,
               (SELECT string_agg(a.attname, ' ' ORDER BY k.place) FROM unnest(x.indkey) WITH ORDINALITY k (number, place)
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)
             FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
             JOIN pg_namespace n ON n.oid = t.relnamespace
             LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('p', 'u')
             WHERE n.nspname = 'public' AND t.relname <> '_sqlx_migrations'";
        for [table, name, plain, partial, columns] in rows(db, indexes).await {
            schema.add_index(table, name, plain == "t", &columns, partial == "t");
        }
        let references = "SELECT t.relname, o.relname,
               (SELECT string_agg(a.attname, ' ' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number),
               (SELECT string_agg(a.attname, ' ' ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k (number, place)
                JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number)
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class o ON o.oid = c.confrelid
             WHERE c.contype = 'f'";
        for [table, other, from, to] in rows(db, references).await {
            schema.references.insert((table, words(&from), other, words(&to)));
        }
        schema
    }

    fn add_index(&mut self, table: String, name: String, plain: bool, columns: &str, partial: bool) {
        if plain {
            self.indexes.insert((table, name, words(columns), partial));
        } else {
            self.keys.insert((table, words(columns)));
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

async fn rows<const N: usize>(db: &TestDatabase, sql: &str) -> Vec<[String; N]> {
    let rows = db.raw(sql).await.unwrap();
    assert!(!rows.is_empty(), "nothing found by {sql}");
    rows.into_iter()
        .map(|row| {
            let row: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
            row.try_into().unwrap()
        })
        .collect()
}

async fn every_key_begins_with_the_tenant(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    assert!(schema.tables().len() >= 37);
    for (table, columns) in &schema.keys {
        let own = table == "tenant" && (columns == &["id"] || columns == &["code"]);
        assert!(own || columns[0] == "tenant_id", "{table}: the key {columns:?}");
    }
    for (table, name, columns, _) in &schema.indexes {
        assert_eq!(columns[0], "tenant_id", "{table}: the index {name}");
    }
    for table in schema.tables() {
        assert!(schema.keys.iter().any(|(keyed, _)| keyed == table), "{table} has no key");
    }
}

async fn no_reference_leaves_the_tenant(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    for (table, from, other, to) in &schema.references {
        assert_eq!(from[0], "tenant_id", "{table} {from:?}");
        if other == "tenant" {
            assert_eq!(to, &["id"], "{table} {from:?}");
        } else {
            assert_eq!(to[0], "tenant_id", "{table} {from:?} refers to {other} {to:?}");
        }
    }
}

/// What each kind of value of SQLite is in PostgreSQL.
fn matches_kind(sqlite: &str, postgres: &str) -> bool {
    match sqlite {
        "BLOB" => matches!(postgres, "uuid" | "bytea"),
        "TEXT" => matches!(postgres, "text" | "timestamp with time zone" | "date"),
        "INTEGER" => matches!(postgres, "bigint" | "boolean"),
        _ => false,
    }
}

async fn both_databases_have_one_schema(db: TestDatabase) {
    let (ours, theirs) = (Schema::of(&db).await, Schema::of(&db.another(Kind::Sqlite).await).await);
    assert_eq!(
        ours.columns.keys().collect::<Vec<_>>(),
        theirs.columns.keys().collect::<Vec<_>>(),
        "tables and columns"
    );
    for (place, (kind, nullable)) in &ours.columns {
        let (sqlite_kind, sqlite_nullable) = &theirs.columns[place];
        assert_eq!(nullable, sqlite_nullable, "{place:?}: may it be null?");
        let fits = match db.kind {
            Kind::Sqlite => kind == sqlite_kind,
            Kind::Postgres => matches_kind(sqlite_kind, kind),
        };
        assert!(fits, "{place:?} is {sqlite_kind} and {kind}");
    }
    assert_eq!(ours.keys, theirs.keys);
    assert_eq!(ours.indexes, theirs.indexes);
    assert_eq!(ours.references, theirs.references);
}

/// SQLite: every table is STRICT. PostgreSQL: row-level security is on, also for the owner, with a policy for reading
/// and writing, on every table of a tenant's rows.
async fn every_table_is_guarded(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    let unguarded = match db.kind {
        Kind::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'
             AND name <> '_sqlx_migrations'"
        }
        Kind::Postgres => {
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT IN ('_sqlx_migrations', 'tenant')
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                 SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
                   AND pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = (current_setting(''hamn.tenant''::text))::uuid)'))"
        }
    };
    assert_eq!(db.raw(unguarded).await.unwrap(), Vec::<Vec<Option<String>>>::new());
    for table in schema.tables().into_iter().filter(|table| *table != "tenant") {
        let place = (table.to_owned(), "tenant_id".to_owned());
        assert!(
            schema.columns.get(&place).is_some_and(|(_, nullable)| !nullable),
            "{table} belongs to no tenant"
        );
    }
}

/// SQLite compares text by code point. PostgreSQL would by the rules of the server's language, which differ from server
/// to server and, silently breaking indexes, from version to version of its library.
async fn text_has_one_order(db: TestDatabase) {
    let others = match db.kind {
        Kind::Sqlite => {
            "SELECT x.name FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) x
             WHERE t.type = 'table' AND x.coll <> 'BINARY'"
        }
        Kind::Postgres => {
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
             AND table_name <> '_sqlx_migrations' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        }
    };
    assert_eq!(
        db.raw(others).await.unwrap(),
        Vec::<Vec<Option<String>>>::new(),
        "end the migration with COLLATE \"C\""
    );
}

async fn migrating_again_changes_nothing(db: TestDatabase) {
    let before = Schema::of(&db).await;
    db.migrate().await.unwrap();
    assert_eq!(Schema::of(&db).await, before);
}

both_databases!(
    every_key_begins_with_the_tenant,
    no_reference_leaves_the_tenant,
    both_databases_have_one_schema,
    every_table_is_guarded,
    text_has_one_order,
    migrating_again_changes_nothing,
);
