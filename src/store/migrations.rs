//! The tables and their changes from version to version.

use super::StoreError;
use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// Migrations that each database needs in SQL of its own.
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
    /// Migrator that brings the tables up to date.
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
            one(5, "findings of drafts", include_str!("migrations/0004_draft_findings.sql")),
            one(6, "vocabularies", self.vocabularies),
            one(7, "parked work", include_str!("migrations/0006_parked.sql")),
        ]
    }
}

/// Error of a migration as an error of the store.
pub(super) fn failed(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) => error.into(),
        MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Refused(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{folder, schema};
    use crate::store::{Store, args};
    use serde::Deserialize;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{PgPool, SqlitePool};
    use std::str::FromStr;

    /// Rows that an earlier version left: jobs and deliveries in every state there was.
    const EXCLUDED_TABLES: &str = "
        insert into organ (id, revision, profile, updated_at) values ('a', 1, '[]', '2024-02-23T00:00:00.000Z');
        insert into document (id, organ, type, state, version, subject, signer, code_number, code_notation, n,
          ends_as, issue_act, issue_by, created_by, created_at, updated_at, source, attempts, attempt_engine, attempt_at)
          values ('d', 'a', 't', 'issuing', 2, 's', 'x', '01', 'KH', 1, 'issued', 'act', 'lan', 'lan', '1', '2', '{}',
          3, '0.1.0', '2024-02-23T00:00:00.000Z');
        insert into job (id, kind, organ, state, payload, result, done, total, attempts, run_at, lease_until, created_by,
          created_at, updated_at) values
          ('j1', 'batch', 'a', 'waiting', '{}', '[]', 0, 9, 40, '2024-02-23T01:00:00.000Z', null, 'lan', '1', '1'),
          ('j2', 'batch', 'a', 'running', '{}', '[]', 0, 9, 2, '2024-02-23T01:00:00.000Z', '2024-02-23T01:02:00.000Z', 'lan', '1', '1'),
          ('j3', 'batch', 'a', 'done', '{}', '[]', 9, 9, 2, '2024-02-23T01:00:00.000Z', null, 'lan', '1', '1');
        insert into webhook (id, url, secret, kinds, private, active, created_at) values
          ('here', 'u', 's', '[]', 0, 1, ''), ('gone', 'u', 's', '[]', 0, 0, '');
        insert into event (id, organ, kind, payload, at, spread) values ('e', 'a', 'k', '{}', '', 1),
          ('f', 'a', 'k', '{}', '', 1), ('g', 'a', 'k', '{}', '', 0);
        insert into delivery (id, event, webhook, state, attempts, run_at, lease_until, error, updated_at) values
          ('e.here', 'e', 'here', 'failed', 12, '2024-02-23T01:00:00.000Z', null, 'x', ''),
          ('e.gone', 'e', 'gone', 'failed', 12, '2024-02-23T01:00:00.000Z', null, 'x', ''),
          ('f.here', 'f', 'here', 'waiting', 1, '2024-02-23T01:00:00.000Z', '2024-02-23T01:00:30.000Z', null, ''),
          ('f.gone', 'f', 'gone', 'done', 1, '2024-02-23T01:00:00.000Z', null, null, '');";

    /// The migrations of the version before vocabularies and parked work.
    fn earlier(dialect: Dialect) -> Migrator {
        Migrator::with_migrations(dialect.migrations().into_iter().filter(|one| one.version <= 4).collect())
    }

    #[tokio::test]
    async fn what_an_earlier_version_left_is_read_and_its_work_goes_on_in_sqlite() {
        let url = format!("sqlite://{}", folder().join("earlier.db").display());
        let options = SqliteConnectOptions::from_str(&url).unwrap().create_if_missing(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        earlier(SQLITE).run(&pool).await.unwrap();
        sqlx::raw_sql(EXCLUDED_TABLES).execute(&pool).await.unwrap();
        pool.close().await;
        goes_on(&url).await;
    }

    #[tokio::test]
    #[ignore = "needs a PostgreSQL at VANTHU_TEST_POSTGRES"]
    async fn what_an_earlier_version_left_is_read_and_its_work_goes_on_in_postgres() {
        let url = schema().await;
        let pool = PgPool::connect(&url).await.unwrap();
        earlier(POSTGRES).run(&pool).await.unwrap();
        sqlx::raw_sql(EXCLUDED_TABLES).execute(&pool).await.unwrap();
        pool.close().await;
        goes_on(&url).await;
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct WorkRow {
        id: String,
        state: String,
        run_at: String,
        lease_until: Option<String>,
    }

    async fn goes_on(url: &str) {
        let store = Store::open(url).await.unwrap();
        let row = |id: &str, state: &str, run_at: &str| WorkRow {
            id: id.to_owned(),
            state: state.to_owned(),
            run_at: format!("2024-02-23T{run_at}.000Z"),
            lease_until: None,
        };
        let jobs: Vec<WorkRow> =
            store.rows("select id, state, run_at, lease_until from job order by id", vec![]).await.unwrap();
        let expected = [
            row("j1", "waiting", "01:00:00"),
            row("j2", "running", "01:02:00"),
            row("j3", "done", "01:00:00"),
        ];
        assert_eq!(jobs, expected);
        let tries: Vec<Option<i64>> = store.rows("select tries from job", vec![]).await.unwrap();
        assert_eq!(tries, [None; 3], "turns of before are no tries");
        let deliveries: Vec<WorkRow> = store
            .rows("select id, state, run_at, lease_until from delivery order by id", vec![])
            .await
            .unwrap();
        let expected = [
            row("e.gone", "failed", "01:00:00"),
            row("e.here", "parked", "01:00:00"),
            row("f.gone", "done", "01:00:00"),
            row("f.here", "waiting", "01:00:30"),
        ];
        assert_eq!(deliveries, expected);
        let document: String = store.one("select state from document", vec![]).await.unwrap();
        assert_eq!(document, "issuing");
        let foreign = store.execute("update job set state = $1 where id = 'j1'", args!["paused"]).await;
        assert!(matches!(foreign, Err(StoreError::Refused(_))), "{foreign:?}");
    }
}
