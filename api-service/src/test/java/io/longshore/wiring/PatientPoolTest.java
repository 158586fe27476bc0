package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PatientPoolTest {

    private final DatabaseConfig config = new DatabaseConfig(TestDatabase.bare().jdbcUrl(), "postgres", "postgres", 2);

    @Test
    void whoStandsStillInATransactionKeepsNobodyWaiting() throws SQLException {
        try (PatientPool pool = PatientPool.of(config, Duration.ofSeconds(1));
                Connection stopped = pool.getConnection();
                Connection other = pool.getConnection()) {
            execute(other, "create table t (n int); insert into t values (1)");
            stopped.setAutoCommit(false);
            execute(stopped, "update t set n = 2");
            execute(other, "update t set n = n + 10");
            try (Statement statement = other.createStatement();
                    ResultSet row = statement.executeQuery("select n from t")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(11);
            }
            assertThatThrownBy(() -> execute(stopped, "update t set n = 3")).isInstanceOf(SQLException.class);
        }
    }

    /** Somebody else has made a table of the name of one of ours, and may yet take that back. */
    @Test
    void migrationsMayWaitForLonger() throws Exception {
        try (PatientPool pool = PatientPool.of(
                        new DatabaseConfig(config.url(), config.user(), config.password(), 5), Duration.ofMillis(300));
                Connection other = DriverManager.getConnection(config.url(), config.user(), config.password());
                Connection eye = DriverManager.getConnection(config.url(), config.user(), config.password());
                ExecutorService migrating = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            execute(other, "create table images (n int)");
            Future<?> migrated = migrating.submit(() -> Catalog.migrate(pool));
            while (waits(eye) == 0) {
                assertThat(migrated.isDone()).isFalse();
            }
            other.rollback();
            migrated.get();
            execute(eye, "select 1 from images");
        }
    }

    /** How many wait for a lock, for three times as long as anybody may stand still. */
    private static int waits(Connection eye) throws SQLException {
        try (Statement statement = eye.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock' and query_start < clock_timestamp() - interval '1 second'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aPoolConnectsToNothingBeforeItIsAsked() {
        DatabaseConfig nowhere = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret", 2);
        try (PatientPool pool = PatientPool.of(nowhere)) {
            assertThatThrownBy(pool::getConnection).hasMessageNotContaining("secret");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
