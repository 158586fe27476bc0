package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.catalog.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
