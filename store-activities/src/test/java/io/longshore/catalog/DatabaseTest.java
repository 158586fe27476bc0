package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

    private static final int OFTEN_ENOUGH_TO_BE_PREPARED = 10;

    private final TestDatabase database = TestDatabase.bare();
    private final Jdbi jdbi = Jdbi.create(database.dataSource());
    private final Jdbi eye = Jdbi.create(database.dataSource());

    /** A process that was stopped in the middle of a transaction has changed nothing: its caller need not hear of that. */
    @Test
    void aTransactionThatStoodStillForTooLongIsRunOnceMore() {
        eye.useHandle(handle -> handle.execute("create table t (n int)"));
        AtomicInteger runs = new AtomicInteger();
        int counted = new Database(jdbi).transaction(handle -> {
            handle.execute("insert into t values (1)");
            if (runs.incrementAndGet() == 1) {
                standStill(handle);
            }
            return handle.createQuery("select count(*) from t")
                    .mapTo(Integer.class)
                    .one();
        });
        assertThat(counted).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void whoStandsStillAgainMayTryLater() {
        assertThatThrownBy(() -> new Database(jdbi).transaction(handle -> {
                    standStill(handle);
                    return handle.execute("select 1");
                }))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CATALOG_AWAY));
    }

    /** What a newer process migrates while this one runs. */
    @Test
    void tablesMayGetColumnsAtAnyTime() throws SQLException {
        eye.useHandle(handle -> handle.execute("create table grown (n int)"));
        eye.useHandle(handle -> handle.execute("insert into grown values (1)"));
        try (Connection connection = database.dataSource().getConnection()) {
            Database used = new Database(Jdbi.create(connection));
            for (int time = 0; time < OFTEN_ENOUGH_TO_BE_PREPARED; time++) {
                assertThat(used.transaction(DatabaseTest::columns)).isEqualTo(1);
                assertThat(used.read(DatabaseTest::columns)).isEqualTo(1);
            }
            eye.useHandle(handle -> handle.execute("alter table grown add column more int"));
            assertThat(used.transaction(DatabaseTest::columns)).isEqualTo(2);
            eye.useHandle(handle -> handle.execute("alter table grown add column yet_more int"));
            assertThat(used.read(DatabaseTest::columns)).isEqualTo(3);
        }
    }

    private static int columns(Handle handle) {
        return handle.createQuery("select * from grown").mapToMap().one().size();
    }

    private void standStill(Handle handle) {
        handle.execute("set idle_in_transaction_session_timeout = 100");
        awaitGone(handle.createQuery("select pg_backend_pid()")
                .mapTo(Integer.class)
                .one());
    }

    private void awaitGone(int backend) {
        while (eye.withHandle(
                other -> other.createQuery("select exists (select 1 from pg_stat_activity where pid = :backend)")
                        .bind("backend", backend)
                        .mapTo(Boolean.class)
                        .one())) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
