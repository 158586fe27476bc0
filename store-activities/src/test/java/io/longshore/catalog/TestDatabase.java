package io.longshore.catalog;

import io.longshore.image.StoreId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import javax.sql.DataSource;

/** One real PostgreSQL a test run, and a database of its own, migrated, for whoever asks. */
public final class TestDatabase {

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setPGStartupWait(Duration.ofSeconds(90))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");

    private TestDatabase() {
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a test database", e);
        }
    }

    /** A new database without the catalog's schema. */
    public static TestDatabase bare() {
        return new TestDatabase();
    }

    /** A new empty database with the catalog's schema. */
    public static TestDatabase create() {
        var database = bare();
        Catalog.migrate(database.dataSource());
        return database;
    }

    public DataSource dataSource() {
        return Server.RUNNING.getDatabase("postgres", name);
    }

    public String jdbcUrl() {
        return Server.RUNNING.getJdbcUrl("postgres", name);
    }

    /** A catalog that orders stores by id. */
    public Catalog catalog() {
        return new Catalog(dataSource(), Comparator.comparing(StoreId::value));
    }
}
