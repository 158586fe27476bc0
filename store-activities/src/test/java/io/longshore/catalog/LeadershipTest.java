package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.image.StoreId;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
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

    @Test
    void aLeaderThatStandsStillLosesTheLead() {
        Leadership first = catalog.leadership(KEY);
        Leadership second = catalog.leadership(KEY);
        assertThat(first.held()).isTrue();
        set("clock_timestamp() - interval '1 second'");
        assertThat(second.held()).isTrue();
        first.close(); // too late to be its own
        assertThat(catalog.leadership(KEY).held()).isFalse();
        second.close();
        assertThat(catalog.leadership(KEY).held()).isTrue();
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyFromTheLead() {
        assertThat(catalog.leadership(KEY).held()).isTrue();
        assertThat(catalog.leadership(KEY).held()).isFalse();
        set("clock_timestamp() + interval '1 hour'");
        assertThat(catalog.leadership(KEY).held()).isTrue();
    }

    @Test
    void aLeaderIsSettledOnceAllCanHaveRenewed() {
        AtomicLong now = new AtomicLong();
        Leadership leadership =
                new Leadership(new Database(Jdbi.create(pool).installPlugin(new PostgresPlugin())), KEY, now::get);
        assertThat(leadership.isSettled()).isFalse();
        for (int renewals = 0; renewals < 4; renewals++) {
            assertThat(leadership.held()).isTrue();
            assertThat(leadership.isSettled()).isFalse();
            now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        }
        assertThat(leadership.held()).isTrue();
        assertThat(leadership.isSettled()).isTrue();
        assertThat(leadership.held()).isTrue();
        assertThat(leadership.isSettled()).as("the database was not asked").isFalse();
        // The database's clock has not gone on by so much.
        now.addAndGet(TimeUnit.SECONDS.toNanos(8));
        assertThat(leadership.held()).isTrue();
        assertThat(leadership.isSettled()).as("after a jump").isFalse();
    }

    @Test
    void whoCannotAskDoesNotLead() {
        Leadership leadership = catalog.leadership(KEY);
        pool.close();
        assertThat(leadership.held()).isFalse();
        leadership.close();
    }

    private void set(String lease) {
        Jdbi.create(database.dataSource()).useHandle(handle -> handle.execute("update leaders set lease = " + lease));
    }
}
