package io.longshore.catalog;

import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * One leader among many processes, by a lease in the catalog: a leader that stands still loses the lead, as one that dies does. When it
 * goes on it may be at its last pass while another leads already, so what leaders do must bear being done by two. One thread's property.
 */
public final class Leadership implements AutoCloseable {

    /** A leader is gone after this long without a word. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final long RENEWAL_NANOS = LEASE.dividedBy(3).toNanos();

    private final Database database;
    private final long key;
    private final UUID self = UUID.randomUUID();
    private boolean leads;
    private long renewedAt;

    Leadership(Database database, long key) {
        this.database = database;
        this.key = key;
    }

    /** Whether this process leads now; asks the database every few seconds, and takes the lead where nobody has it. */
    public boolean held() {
        if (leads && System.nanoTime() - renewedAt < RENEWAL_NANOS) {
            return true;
        }
        long asked = System.nanoTime();
        try {
            leads = database.read(this::takeOrRenew);
            renewedAt = asked;
        } catch (ImageException away) {
            leads = false;
        }
        return leads;
    }

    /** A lease that ends later than any that was given was given before the database's clock was set back. */
    private boolean takeOrRenew(Handle handle) {
        return handle.createQuery("""
                        insert into leaders as l (key, leader, lease) values (:key, :self, clock_timestamp() + :seconds * interval '1 second')
                        on conflict (key) do update set leader = excluded.leader, lease = excluded.lease
                        where l.leader = excluded.leader or l.lease < clock_timestamp() or l.lease > excluded.lease
                        returning true""")
                .bind("key", key)
                .bind("self", self)
                .bind("seconds", LEASE.toSeconds())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    /** Lets go of the lead, so that another has it at once. */
    @Override
    public void close() {
        if (!leads) {
            return;
        }
        leads = false;
        try {
            database.change(handle -> handle.createUpdate("delete from leaders where key = :key and leader = :self")
                    .bind("key", key)
                    .bind("self", self)
                    .execute());
        } catch (ImageException away) {
            // The lease runs out by itself.
            return;
        }
    }
}
