package io.longshore.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * Connections to the catalog's database. Where it is away the caller learns of it soon; where others have connections that work a caller
 * waits its turn for longer: there is a crowd, and nothing is wrong. Whoever stands still in the middle of a transaction loses it: others wait
 * for what it has locked.
 */
final class PatientPool extends HikariDataSource {

    private static final Duration BUSY_PATIENCE = Duration.ofSeconds(20);

    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(10);

    private PatientPool(HikariConfig config) {
        super(config);
    }

    /** Connects to nothing yet. */
    static PatientPool of(DatabaseConfig config) {
        return of(config, LONGEST_STANDSTILL);
    }

    static PatientPool of(DatabaseConfig config, Duration longestStandstill) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(config.connections());
        pool.setMinimumIdle(2);
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(1_000);
        pool.setPoolName("catalog");
        pool.setConnectionInitSql("set idle_in_transaction_session_timeout = " + longestStandstill.toMillis());
        pool.addDataSourceProperty("connectTimeout", "2");
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("ApplicationName", "longshore");
        return new PatientPool(pool);
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
