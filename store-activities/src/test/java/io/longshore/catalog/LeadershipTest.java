package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeadershipTest {

    private static final long KEY = 77;
    private static final int SESSIONS = 3;

    private final TestDatabase database = TestDatabase.create();
    private final HikariDataSource pool = pool();
    private final Catalog catalog = new Catalog(pool, Comparator.comparing(StoreId::value));

    @AfterEach
    void close() {
        pool.close();
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(SESSIONS);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    @Test
    void thereIsOneLeaderUntilItGoes() {
        Leadership first = catalog.leadership(KEY);
        Leadership second = catalog.leadership(KEY);
        assertThat(first.held()).isTrue();
        assertThat(second.held()).isFalse();
        assertThat(first.held()).isTrue();
        first.close();
        assertThat(second.held()).isTrue();
        assertThat(first.held()).isFalse();
        second.close();
    }

    /** A connection that breaks while the lead is taken goes back to the pool all the same. */
    @Test
    void brokenConnectionsAreNotKept() {
        Leadership leadership = catalog.leadership(KEY);
        for (int i = 0; i < 10; i++) {
            useSomeSession();
            endAllSessions();
            leadership.held();
            leadership.held();
        }
        assertThat(Stream.generate(leadership::held).limit(SESSIONS + 1)).contains(true);
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
        leadership.close();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    /** One that was ended is found out by its use, and the pool replaces it. */
    private void useSomeSession() {
        try {
            assertThat(catalog.images().find(ImageId.random())).isEmpty();
        } catch (ImageException e) {
            assertThat(e.kind()).isEqualTo(FailureKind.CATALOG_AWAY);
        }
    }

    private void endAllSessions() {
        Jdbi.create(database.dataSource())
                .useHandle(handle -> handle.createQuery(
                                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
                        .mapTo(Boolean.class)
                        .list());
    }
}
