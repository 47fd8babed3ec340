//! The tables and their changes from version to version.

use super::StoreError;
use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// What one database says in its own way.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// Words to be searched.
    search: &'static str,
    /// The vocabularies of columns.
    vocabularies: &'static str,
}

pub(super) const POSTGRES: Dialect = Dialect {
    search: include_str!("migrations/0001_postgres.sql"),
    vocabularies: include_str!("migrations/0005_vocabularies_postgres.sql"),
};
pub(super) const SQLITE: Dialect = Dialect {
    search: include_str!("migrations/0001_sqlite.sql"),
    vocabularies: include_str!("migrations/0005_vocabularies_sqlite.sql"),
};

impl Dialect {
    /// What makes the tables.
    pub(super) fn migrator(self) -> Migrator {
        Migrator::with_migrations(self.migrations())
    }

    /// The tables, in the order in which they came to be.
    fn migrations(self) -> Vec<Migration> {
        let one = |version, name: &'static str, sql: &'static str| {
            Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
        };
        vec![
            one(1, "first", include_str!("migrations/0001_first.sql")),
            one(2, "search", self.search),
            one(3, "frozen", include_str!("migrations/0002_frozen.sql")),
            one(4, "closed years", include_str!("migrations/0003_closed_years.sql")),
            one(6, "vocabularies", self.vocabularies),
        ]
    }
}

/// Why the tables could not be made.
pub(super) fn failed(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) => error.into(),
        MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Refused(other.to_string()),
    }
}
