package io.longshore.store.http;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of an http store.
 *
 * @param authorities a file of the certificates (PEM) of whom to believe, in place of those that Java believes; option {@code
 *     https-ca-certificates-file}
 * @param trustsAnyone whether certificates are not looked at; option {@code https-insecure}, {@code false} unless given
 */
public record HttpStoreConfig(@Nullable Path authorities, boolean trustsAnyone) {

    static final String AUTHORITIES = "https-ca-certificates-file";
    static final String INSECURE = "https-insecure";

    static final List<String> KNOWN = List.of(AUTHORITIES, INSECURE);

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is unknown or senseless, and the remedy.
     *
     * @param configDirectory what a relative file is relative to
     */
    public static HttpStoreConfig of(StoreId id, Path configDirectory, Map<String, Object> options) {
        for (String name : new TreeSet<>(options.keySet())) {
            if (!KNOWN.contains(name)) {
                throw invalid(id, name, "is unknown to an http store; known are " + String.join(", ", KNOWN));
            }
        }
        Path authorities = authorities(id, configDirectory, options.get(AUTHORITIES));
        boolean trustsAnyone = insecure(id, options.get(INSECURE));
        if (authorities != null && trustsAnyone) {
            throw invalid(id, INSECURE, "makes " + AUTHORITIES + " useless; leave one of them out");
        }
        return new HttpStoreConfig(authorities, trustsAnyone);
    }

    private static @Nullable Path authorities(StoreId id, Path configDirectory, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.isBlank()) {
            throw invalid(id, AUTHORITIES, "must be the path of a PEM file");
        }
        try {
            return configDirectory.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(id, AUTHORITIES, "is not a path: " + e.getReason());
        }
    }

    private static boolean insecure(StoreId id, @Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw invalid(id, INSECURE, "must be true or false");
    }

    static ImageException invalid(StoreId id, String option, String what) {
        return new ImageException(FailureKind.INVALID, "store " + id + ": option " + option + " " + what);
    }
}
