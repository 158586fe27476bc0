package io.longshore.store.rbd;

import io.longshore.image.ObjectUrl;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an object lies, both ways: {@code rbd://<fsid>/<pool>/<image>/<snapshot>} as Glance writes it, each part percent-encoded, or the
 * old form {@code rbd://<image>}, or, our own, an image in the pool's trash: {@code rbd://<fsid>/<pool>/<image>/snap#<id>}.
 *
 * @param fsid empty in the old form
 * @param snapshot empty in the old form: then the image itself is meant
 * @param trashId its id in the pool's trash; none: it is not there
 */
record RbdLocation(
        String fsid,
        String pool,
        String image,
        String snapshot,
        @Nullable String trashId) {

    /** What the snapshot of a whole image is called. */
    static final String SNAPSHOT = "snap";

    private static final String SCHEME = "rbd://";

    /** The address of an image of ours. */
    static RbdLocation of(String fsid, String pool, String image) {
        return new RbdLocation(fsid, pool, image, SNAPSHOT, null);
    }

    /** Reads an address; {@code INVALID} where it is none, or none in {@code pool}. Whether the cluster is the right one is not looked at. */
    static RbdLocation of(ObjectUrl url, String pool, RbdFailures failures) {
        if (!url.value().startsWith(SCHEME)) {
            throw failures.foreign(url, "it does not begin with " + SCHEME);
        }
        String text = url.value().substring(SCHEME.length());
        int mark = text.indexOf('#');
        String trashId = mark < 0 ? null : text.substring(mark + 1);
        List<String> parts = parts(url, mark < 0 ? text : text.substring(0, mark), failures);
        if (parts.stream().anyMatch(String::isEmpty)) {
            throw failures.foreign(url, "a part of it is empty");
        }
        if (parts.size() == 1 && trashId == null) {
            return new RbdLocation("", pool, parts.getFirst(), "", null);
        }
        if (parts.size() != 4) {
            throw failures.foreign(url, "it must have the parts cluster, pool, image and snapshot");
        }
        if (!parts.get(1).equals(pool)) {
            throw failures.foreign(url, "the pool here is " + pool);
        }
        return new RbdLocation(parts.get(0), parts.get(1), parts.get(2), parts.get(3), trashId);
    }

    ObjectUrl url() {
        String path =
                Stream.of(fsid, pool, image, snapshot).map(RbdLocation::encoded).collect(Collectors.joining("/"));
        return ObjectUrl.of(SCHEME + path + (trashId == null ? "" : "#" + trashId));
    }

    /** As Glance's Python does it, for addresses are compared as texts. */
    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static List<String> parts(ObjectUrl url, String text, RbdFailures failures) {
        try {
            return Arrays.stream(text.split("/", -1))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw failures.foreign(url, "its percent-encoding is wrong");
        }
    }
}
