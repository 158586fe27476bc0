package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

    private final TestDatabase database = TestDatabase.bare();
    private final Jdbi jdbi = Jdbi.create(database.dataSource());
    private final Jdbi eye = Jdbi.create(database.dataSource());

    /** Whoever it was stopped in the middle of a transaction is told so when it goes on. */
    @Test
    void aTransactionThatStoodStillForTooLongMayBeTriedAgain() {
        assertThatThrownBy(() -> new Database(jdbi).transaction(handle -> {
                    handle.execute("set idle_in_transaction_session_timeout = 100");
                    int self = handle.createQuery("select pg_backend_pid()")
                            .mapTo(Integer.class)
                            .one();
                    awaitGone(self);
                    return handle.execute("select 1");
                }))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CATALOG_AWAY));
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
