package io.longshore.catalog;

import io.longshore.image.StoreId;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;

/** How fast stores may be written to, and which processes share that. */
public final class BandwidthCatalog {

    /** Writers say this often that they still write, and learn their share. */
    public static final Duration RENEWAL = Duration.ofSeconds(5);

    private static final String LEASE = "clock_timestamp() + interval '15 seconds'";

    /** One that ends later was given before the clock was set back. */
    private static final String HOLDS = "lease between clock_timestamp() and " + LEASE;

    private final Database database;

    BandwidthCatalog(Database database) {
        this.database = database;
    }

    /** Limits what all processes together write to {@code store}; every one of them knows within three renewals. Repeatable. */
    public void limit(StoreId store, long bytesPerSecond) {
        database.change(handle -> handle.createUpdate("""
                        insert into store_bandwidth (store, bytes_per_second) values (:store, :limit)
                        on conflict (store) do update set bytes_per_second = excluded.bytes_per_second""")
                .bind("store", store.value())
                .bind("limit", bytesPerSecond)
                .execute());
    }

    /** Takes the limit of {@code store} away, if there is one. */
    public void unlimit(StoreId store) {
        database.change(handle -> handle.createUpdate("delete from store_bandwidth where store = :store")
                .bind("store", store.value())
                .execute());
    }

    /** Bytes per second that all processes together may write to {@code store}; empty without a limit. */
    public OptionalLong limit(StoreId store) {
        return database.read(
                handle -> handle.createQuery("select bytes_per_second from store_bandwidth where store = :store")
                        .bind("store", store.value())
                        .mapTo(Long.class)
                        .findOne()
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
    }

    /** How many processes write to {@code store} now. */
    public int writers(StoreId store) {
        return database.read(
                handle -> handle.createQuery("select count(*) from store_writers where store = :store and " + HOLDS)
                        .bind("store", store.value())
                        .mapTo(Integer.class)
                        .one());
    }

    /**
     * {@code writer} writes to {@code store}, for the next 15 seconds at least. Answers its share of the limit, at least one byte per
     * second; empty without a limit.
     */
    public OptionalLong share(StoreId store, UUID writer) {
        // The statement sees the writers of before: without this one, where it is new.
        return database.read(
                handle -> handle.createQuery("with renewed as (insert into store_writers (store, writer, lease)"
                                + " values (:store, :writer, " + LEASE + ")"
                                + " on conflict (store, writer) do update set lease = excluded.lease)"
                                + " select greatest(1, bytes_per_second / (1 + (select count(*) from store_writers"
                                + " where store = :store and writer <> :writer and " + HOLDS + ")))"
                                + " from store_bandwidth where store = :store")
                        .bind("store", store.value())
                        .bind("writer", writer)
                        .mapTo(Long.class)
                        .findOne()
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
    }

    /** {@code writer} writes to {@code store} no more; those whose lease has run out are forgotten with it. */
    public void leave(StoreId store, UUID writer) {
        database.change(handle -> handle.createUpdate(
                        "delete from store_writers where store = :store and (writer = :writer or not " + HOLDS + ")")
                .bind("store", store.value())
                .bind("writer", writer)
                .execute());
    }
}
