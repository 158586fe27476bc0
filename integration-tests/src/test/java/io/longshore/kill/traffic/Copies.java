package io.longshore.kill.traffic;

import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the copies that the catalog names where it says that they are. */
final class Copies {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final Counts counts;

    Copies(Site site, Counts counts) {
        this.site = site;
        this.counts = counts;
    }

    /** Every copy has the right place, size and SHA-512, and there are those that the API shows. */
    void check(Image image, Content content) {
        Set<String> named = new TreeSet<>();
        for (Map<String, @Nullable Object> row : site.records()
                .rows("select store, url, unseen_for from locations where image_id = ?", UUID.fromString(image.id()))) {
            String store = String.valueOf(row.get("store"));
            named.add(store);
            if (row.get("unseen_for") != null) {
                throw new Divergence("a copy in " + store + " is still unseen: " + image);
            }
            check(store, String.valueOf(row.get("url")), image, content);
        }
        if (!named.equals(image.stores())) {
            throw new Divergence("the catalog names copies in " + named + ", the API shows " + image);
        }
    }

    private void check(String store, String url, Image image, Content content) {
        StoreFolder folder = site.store(store);
        Path file = Path.of(url.replaceFirst("^file://", ""));
        boolean inPlace = folder.images().equals(file.getParent())
                && String.valueOf(file.getFileName()).startsWith(image.id());
        if (!inPlace) {
            throw new Divergence("the copy in " + store + " is at " + url + ", which is no place of that store");
        }
        long since = System.nanoTime();
        String found = StoreFolder.sha512(file);
        if (!found.equals(content.sha512()) && site.disturbances().any(Part.STORE, since, System.nanoTime())) {
            // The store went away under our reading; once it is back we see what it holds.
            found = Rest.until(PATIENCE, () -> StoreFolder.sha512(file).equals(content.sha512()))
                    ? content.sha512()
                    : StoreFolder.sha512(file);
        }
        if (!found.equals(content.sha512())) {
            throw new Divergence("the copy in " + store + " at " + url + " is not the image's: " + found
                    + " instead of " + content.sha512() + " (" + content.size() + " bytes)");
        }
        counts.verified(content.size());
    }
}
