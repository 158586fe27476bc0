package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.StoreLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a file store.
 *
 * @param directory where the images lie; absolute and without detours; option {@code directory}, which is mandatory
 * @param permissions of whole images; option {@code permissions}, in octal; empty: what the umask leaves
 * @param partBytes a multiple of 8 MiB; option {@code part-size}, {@code 64MiB} unless given
 */
public record FileStoreConfig(Path directory, Set<PosixFilePermission> permissions, long partBytes) {

    public FileStoreConfig {
        permissions = Set.copyOf(permissions);
    }

    static final String DIRECTORY = "directory";
    static final String PERMISSIONS = "permissions";
    static final String PART_SIZE = "part-size";

    private static final List<String> KNOWN = List.of(DIRECTORY, PART_SIZE, PERMISSIONS);
    private static final long DEFAULT_PART_BYTES = 64L << 20;
    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?(MiB|GiB)");

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is missing, unknown or senseless, and the remedy.
     *
     * @param configDirectory what a relative directory is relative to
     */
    public static FileStoreConfig of(StoreId id, Path configDirectory, Map<String, Object> options) {
        for (String name : new TreeSet<>(options.keySet())) {
            if (!KNOWN.contains(name)) {
                throw invalid(id, name, "is unknown to a file store; known are " + String.join(", ", KNOWN));
            }
        }
        return new FileStoreConfig(
                directory(id, configDirectory, options.get(DIRECTORY)),
                permissions(id, options.get(PERMISSIONS)),
                partBytes(id, options.get(PART_SIZE)));
    }

    private static Path directory(StoreId id, Path configDirectory, @Nullable Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            throw invalid(id, DIRECTORY, "must be given: the path of the directory that holds the images");
        }
        try {
            return configDirectory.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(id, DIRECTORY, "is not a path: " + e.getReason());
        }
    }

    private static Set<PosixFilePermission> permissions(StoreId id, @Nullable Object value) {
        if (value == null) {
            return Set.of();
        }
        // YAML reads an unquoted 0640 as the number 416, whose digits mean something else.
        if (!(value instanceof String text) || !OCTAL.matcher(text).matches()) {
            throw invalid(id, PERMISSIONS, "must be three octal digits in quotes, as in \"640\"");
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromTheHighestBit = PosixFilePermission.values();
        int mode = Integer.parseInt(text, 8);
        for (int i = 0; i < fromTheHighestBit.length; i++) {
            if ((mode >> (fromTheHighestBit.length - 1 - i) & 1) == 1) {
                permissions.add(fromTheHighestBit[i]);
            }
        }
        if (!permissions.contains(PosixFilePermission.OWNER_READ)) {
            throw invalid(id, PERMISSIONS, "must let the owner read, as \"640\" does");
        }
        return permissions;
    }

    private static long partBytes(StoreId id, @Nullable Object value) {
        if (value == null) {
            return DEFAULT_PART_BYTES;
        }
        Matcher size = SIZE.matcher(value.toString());
        if (!size.matches()) {
            throw invalid(id, PART_SIZE, "must be a number of MiB or GiB, as in 64MiB");
        }
        long bytes = Long.parseLong(size.group(1)) << ("GiB".equals(size.group(2)) ? 30 : 20);
        long whole = bytes - bytes % StoreLimits.PART_UNIT_BYTES;
        if (whole == 0) {
            throw invalid(id, PART_SIZE, "must be at least 8MiB");
        }
        return whole;
    }

    private static ImageException invalid(StoreId id, String option, String complaint) {
        return new ImageException(FailureKind.INVALID, "store " + id + ": option " + option + " " + complaint);
    }
}
