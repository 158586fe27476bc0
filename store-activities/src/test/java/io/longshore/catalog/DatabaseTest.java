package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

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
