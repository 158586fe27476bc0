package io.longshore.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * Connections to the catalog's database. Where it is away the caller learns of it soon; where others have connections that work a caller
 * waits its turn for longer: there is a crowd, and nothing is wrong.
 */
final class PatientPool extends HikariDataSource {

    private static final Duration BUSY_PATIENCE = Duration.ofSeconds(20);

    PatientPool(HikariConfig config) {
        super(config);
    }

    @Override
    public Connection getConnection() throws SQLException {
        long since = System.nanoTime();
        while (true) {
            try {
                return super.getConnection();
            } catch (SQLTransientConnectionException e) {
                // Of a database that is away nobody has a connection for long.
                boolean crowd = getHikariPoolMXBean().getActiveConnections() > 0;
                if (!crowd || System.nanoTime() - since > BUSY_PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }
}
