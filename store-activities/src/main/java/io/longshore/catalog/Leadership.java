package io.longshore.catalog;

import io.longshore.image.ImageException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** One leader among many processes, by a PostgreSQL advisory lock that ends with the leader's connection. One thread's property. */
public final class Leadership implements AutoCloseable {

    /** A leader whose machine is gone says no goodbye: its connection is found dead within half a minute. */
    private static final String FIND_DEAD =
            "set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

    private final Database database;
    private final long key;
    private @Nullable Handle handle;

    Leadership(Database database, long key) {
        this.database = database;
        this.key = key;
    }

    /** Whether this process leads now; asks the database, and takes the lead where nobody has it. */
    public boolean held() {
        try {
            if (handle != null) {
                handle.createQuery("select 1").mapTo(Integer.class).one();
                return true;
            }
            handle = candidate(database.open());
            return handle != null;
        } catch (JdbiException | ImageException e) {
            close();
            return false;
        }
    }

    /** The same, if it won; else it is closed, also where it breaks under our hands. */
    private @Nullable Handle candidate(Handle candidate) {
        boolean won = false;
        try {
            candidate.execute(FIND_DEAD);
            won = candidate
                    .createQuery("select pg_try_advisory_lock(:key)")
                    .bind("key", key)
                    .mapTo(Boolean.class)
                    .one();
        } finally {
            if (!won) {
                candidate.close();
            }
        }
        return won ? candidate : null;
    }

    @Override
    public void close() {
        if (handle != null) {
            try (Handle held = handle) {
                held.createQuery("select pg_advisory_unlock(:key)")
                        .bind("key", key)
                        .mapTo(Boolean.class)
                        .one();
            } catch (JdbiException ignored) {
                // The connection is gone, and the lock with it.
            }
            handle = null;
        }
    }
}
