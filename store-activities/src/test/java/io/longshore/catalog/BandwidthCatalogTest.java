package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class BandwidthCatalogTest {

    private final TestDatabase database = TestDatabase.create();
    private final BandwidthCatalog bandwidth = database.catalog().bandwidth();

    @Test
    void everyWriterHasAnEqualShare() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        assertThat(bandwidth.share(A, one)).isEmpty();
        bandwidth.limit(A, 1_000);
        assertThat(bandwidth.limit(A)).hasValue(1_000);
        assertThat(bandwidth.limit(B)).isEmpty();
        assertThat(bandwidth.share(A, one)).hasValue(1_000);
        assertThat(bandwidth.share(A, two)).hasValue(500);
        assertThat(bandwidth.share(A, one)).hasValue(500);
        assertThat(bandwidth.writers(A)).isEqualTo(2);
        bandwidth.leave(A, two);
        assertThat(bandwidth.share(A, one)).hasValue(1_000);
        bandwidth.limit(A, 1);
        bandwidth.share(A, two);
        assertThat(bandwidth.share(A, one)).as("nobody stands still").hasValue(1);
        bandwidth.unlimit(A);
        bandwidth.unlimit(A);
        assertThat(bandwidth.share(A, one)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void aWriterWhoseLeaseRanOutCountsNoMore() throws SQLException {
        UUID gone = UUID.randomUUID();
        bandwidth.limit(A, 1_000);
        bandwidth.share(A, gone);
        assertThat(bandwidth.writers(A)).isEqualTo(1);
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update store_writers set lease = lease - interval '1 minute'");
            assertThat(bandwidth.writers(A)).isZero();
            statement.execute("update store_writers set lease = lease + interval '1 hour'");
        }
        assertThat(bandwidth.writers(A)).as("of before the clock was set back").isZero();
        assertThat(bandwidth.share(A, UUID.randomUUID())).hasValue(1_000);
    }
}
