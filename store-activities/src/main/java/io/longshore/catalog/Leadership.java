package io.longshore.catalog;

import io.longshore.image.ImageException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** One leader among many processes, by a PostgreSQL advisory lock that ends with the leader's connection. One thread's property. */
public final class Leadership implements AutoCloseable {

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
            Handle candidate = database.open();
            boolean won = candidate
                    .createQuery("select pg_try_advisory_lock(:key)")
                    .bind("key", key)
                    .mapTo(Boolean.class)
                    .one();
            if (won) {
                handle = candidate;
            } else {
                candidate.close();
            }
            return won;
        } catch (JdbiException | ImageException e) {
            close();
            return false;
        }
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
