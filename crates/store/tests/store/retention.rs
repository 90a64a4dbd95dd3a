//! Every table has a retention class and a way to the people it is about.

use std::collections::BTreeSet;

use store::retention::{Class, TABLES, Way};
use test_support::{TestDatabase, both_databases};

use crate::schema::Schema;

async fn every_table_has_a_class(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    let listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    assert_eq!(
        listed.iter().copied().collect::<BTreeSet<_>>(),
        schema.tables(),
        "a table without a retention class would be kept for ever and shown to nobody: add it to retention.rs"
    );
    assert_eq!(listed.len(), schema.tables().len(), "a table is listed twice");
}

async fn every_way_is_a_column_and_every_such_column_a_way(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    for table in TABLES {
        let columns: BTreeSet<&str> = schema
            .columns
            .keys()
            .filter(|(name, _)| name == table.name)
            .map(|(_, column)| column.as_str())
            .collect();
        let (mut used, mut leads) = (BTreeSet::new(), false);
        for way in table.ways {
            let (column, target) = match *way {
                Way::Person(column) => (column, "person"),
                Way::Household(column) => (column, "household"),
                Way::User(column) => (column, "user_account"),
                Way::Through(column, other) => (column, other),
            };
            assert!(columns.contains(column), "{}.{column} does not exist", table.name);
            leads |= !matches!(way, Way::User(_));
            used.insert((column, target));
        }
        for (_, from, other, _) in schema.references.iter().filter(|(name, ..)| name == table.name) {
            let column = from.last().unwrap().as_str();
            let about = matches!(other.as_str(), "person" | "household" | "user_account");
            assert!(!about || used.contains(&(column, other)), "{}.{column} leads to {other}", table.name);
        }
        for (column, target) in
            [("person_id", "person"), ("household_id", "household"), ("user_id", "user_account")]
        {
            assert!(
                !columns.contains(column) || used.contains(&(column, target)),
                "{}.{column} leads to {target}",
                table.name
            );
        }
        match table.class {
            Class::Case => assert!(leads, "{} is about somebody: how is that found?", table.name),
            Class::Installation | Class::Register => {
                assert!(!leads, "{} leads to people in reception", table.name);
            }
            Class::Account | Class::Log | Class::Passing => {}
        }
    }
}

async fn the_order_is_one_in_which_rows_can_be_written(db: TestDatabase) {
    let schema = Schema::of(&db).await;
    let place = |name: &str| TABLES.iter().position(|table| table.name == name);
    for (table, _, other, _) in &schema.references {
        assert!(
            table == other || place(other) < place(table),
            "{table} refers to {other}, which must stand before it"
        );
    }
}

both_databases!(
    every_table_has_a_class,
    every_way_is_a_column_and_every_such_column_a_way,
    the_order_is_one_in_which_rows_can_be_written,
);
