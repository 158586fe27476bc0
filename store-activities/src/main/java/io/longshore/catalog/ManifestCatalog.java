package io.longshore.catalog;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What each image's bytes must be, unit by unit. */
public final class ManifestCatalog {

    private final Database database;

    ManifestCatalog(Database database) {
        this.database = database;
    }

    public Optional<ContentManifest> find(ImageId image) {
        return database.read(handle -> handle.createQuery("select * from manifests where image_id = :image")
                .bind("image", image.value())
                .map((rs, ctx) -> {
                    var units = ByteBuffer.wrap(rs.getBytes("crc32c")).asIntBuffer();
                    int[] crc32c = new int[units.remaining()];
                    units.get(crc32c);
                    return new ContentManifest(
                            rs.getLong("size_bytes"),
                            crc32c,
                            new ContentHashes(rs.getString("md5"), rs.getString("sha512")));
                })
                .findOne());
    }

    /** Keeps the manifest of an image that has none, made when its bytes were read whole; an existing one stays. */
    public void add(ImageId image, ContentManifest manifest) {
        database.change(handle -> write(handle, image, manifest, "do nothing"));
    }

    /** The manifest of bytes that were just read; an image that has data already keeps what it has. */
    static void keep(Handle handle, ImageId image, ContentManifest manifest) {
        boolean hasData = handle.createQuery(
                        "select md5 is not null and status not in ('queued', 'saving', 'uploading', 'importing') from images where id = :image")
                .bind("image", image.value())
                .mapTo(Boolean.class)
                .one();
        write(
                handle,
                image,
                manifest,
                hasData
                        ? "do nothing"
                        : "(image_id) do update set size_bytes = excluded.size_bytes, md5 = excluded.md5,"
                                + " sha512 = excluded.sha512, crc32c = excluded.crc32c");
    }

    private static void write(Handle handle, ImageId image, ContentManifest manifest, String onConflict) {
        ByteBuffer units = ByteBuffer.allocate(manifest.crc32c().length * Integer.BYTES);
        units.asIntBuffer().put(manifest.crc32c());
        handle.createUpdate("insert into manifests (image_id, size_bytes, md5, sha512, crc32c)"
                        + " values (:image, :size, :md5, :sha512, :units) on conflict " + onConflict)
                .bind("image", image.value())
                .bind("size", manifest.sizeBytes())
                .bind("md5", manifest.hashes().md5())
                .bind("sha512", manifest.hashes().sha512())
                .bind("units", units.array())
                .execute();
    }
}
