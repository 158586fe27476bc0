package io.longshore.catalog;

import io.longshore.image.ImageLocation;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Which copies are claimed in their stores for deletions that are not made yet. One that is made takes its claims with it. */
public final class ClaimCatalog {

    private final Database database;

    ClaimCatalog(Database database) {
        this.database = database;
    }

    /** Before the store is asked: so whoever dies over it has said so. Repeatable. */
    public void claimed(ImageLocation copy) {
        database.change(handle -> handle.createUpdate(
                        "update locations set claimed_at = clock_timestamp() where upload_id = :upload")
                .bind("upload", copy.uploadId())
                .execute());
    }

    /** The store has been told that the copy stays. Repeatable. */
    public void givenBack(ImageLocation copy) {
        database.change(
                handle -> handle.createUpdate("update locations set claimed_at = null where upload_id = :upload")
                        .bind("upload", copy.uploadId())
                        .execute());
    }

    /** Copies that were claimed {@code age} ago or earlier, and are still there. */
    public List<ImageLocation> olderThan(Duration age) {
        return database.read(handle -> handle.createQuery("""
                        select store, url, upload_id from locations
                        where claimed_at <= clock_timestamp() - :age order by claimed_at""")
                .bind("age", age)
                .map((rs, ctx) -> ImageLocation.of(
                        StoreId.of(rs.getString("store")),
                        ObjectUrl.of(rs.getString("url")),
                        rs.getObject("upload_id", UUID.class)))
                .list());
    }
}
