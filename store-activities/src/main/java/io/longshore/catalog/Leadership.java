package io.longshore.catalog;

import io.longshore.image.ImageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/**
 * One leader among many processes, by a lease in the catalog: a leader that stands still loses the lead, as one that dies does. When it
 * goes on it may be at its last pass while another leads already, so what leaders do must bear being done by two. One thread's property.
 */
public final class Leadership implements AutoCloseable {

    /** A leader is gone after this long without a word. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final long RENEWAL_NANOS = LEASE.dividedBy(3).toNanos();
    private static final long SETTLED_NANOS = Leases.RENEWAL.multipliedBy(2).toNanos();

    /** By so much may the database's clock seem to go wrong while it is asked. */
    private static final long JUMP_NANOS = Duration.ofSeconds(5).toNanos();

    private final Database database;
    private final long key;
    private final LongSupplier clock;
    private final UUID self = UUID.randomUUID();
    private boolean leads;
    private boolean asked;
    private long renewedAt;
    private long theirsAt;
    private long unbrokenSince;

    Leadership(Database database, long key) {
        this(database, key, System::nanoTime);
    }

    /** @param clock nanoseconds from any origin */
    Leadership(Database database, long key, LongSupplier clock) {
        this.database = database;
        this.key = key;
        this.clock = clock;
    }

    /** Whether this process leads now; asks the database every few seconds, and takes the lead where nobody has it. */
    public boolean held() {
        asked = !leads || clock.getAsLong() - renewedAt >= RENEWAL_NANOS;
        if (!asked) {
            return true;
        }
        long now = clock.getAsLong();
        try {
            Optional<Instant> answered = database.read(this::takeOrRenew);
            answered.ifPresent(theirs -> renewed(now, theirs));
            leads = answered.isPresent();
        } catch (ImageException away) {
            leads = false;
        }
        return leads;
    }

    private void renewed(long now, Instant theirs) {
        long theirNanos = TimeUnit.MILLISECONDS.toNanos(theirs.toEpochMilli());
        long here = now - renewedAt;
        boolean jumped = Math.abs(theirNanos - theirsAt - here) > JUMP_NANOS;
        if (!leads || jumped || here > SETTLED_NANOS) {
            unbrokenSince = now;
        }
        renewedAt = now;
        theirsAt = theirNanos;
    }

    /**
     * Whether this process leads for so long, with the catalog there and its clock going on, that everybody who is alive has renewed a
     * lease meanwhile: one that has run out is a dead one's. Only said where {@link #held} has just asked the database.
     */
    public boolean isSettled() {
        return leads && asked && clock.getAsLong() - unbrokenSince >= SETTLED_NANOS;
    }

    /** A lease that ends later than any that was given was given before the database's clock was set back. */
    private Optional<Instant> takeOrRenew(Handle handle) {
        return handle.createQuery("""
                        insert into leaders as l (key, leader, lease) values (:key, :self, clock_timestamp() + :seconds * interval '1 second')
                        on conflict (key) do update set leader = excluded.leader, lease = excluded.lease
                        where l.leader = excluded.leader or l.lease < clock_timestamp() or l.lease > excluded.lease
                        returning clock_timestamp() as now""")
                .bind("key", key)
                .bind("self", self)
                .bind("seconds", LEASE.toSeconds())
                .map((rs, ctx) -> rs.getTimestamp("now").toInstant())
                .findOne();
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
