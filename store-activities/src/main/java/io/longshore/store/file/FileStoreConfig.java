package io.longshore.store.file;

import io.longshore.image.StoreId;
import io.longshore.store.StoreOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a file store.
 *
 * @param directories where the images lie, those to be filled first at the front; option {@code directory} for one, {@code
 *     directories} for several
 * @param permissions of whole images; option {@code permissions}, in octal; empty: what the umask leaves
 * @param partBytes a multiple of 8 MiB; option {@code part-size}, {@code 64MiB} unless given
 * @param timeout of a call to the file system that moves no bytes; option {@code timeout}, {@code 10s} unless given
 */
public record FileStoreConfig(
        List<Directory> directories, Set<PosixFilePermission> permissions, long partBytes, Duration timeout) {

    static final String PART_SIZE = "part-size";

    private static final String DIRECTORY = "directory";
    private static final String DIRECTORIES = "directories";
    private static final String PERMISSIONS = "permissions";
    private static final String TIMEOUT = "timeout";
    static final List<String> KNOWN = List.of(DIRECTORIES, DIRECTORY, PART_SIZE, PERMISSIONS, TIMEOUT);
    private static final long DEFAULT_PART_BYTES = 64L << 20;
    private static final long MOST_PART_BYTES = 1L << 40;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    public FileStoreConfig {
        directories = List.copyOf(directories);
        permissions = Set.copyOf(permissions);
    }

    /**
     * One directory of the store.
     *
     * @param path absolute and without detours
     * @param priority those with a higher one are filled first
     */
    public record Directory(Path path, int priority) {}

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is missing, unknown or senseless, and the remedy.
     *
     * @param configDirectory what a relative directory is relative to
     */
    public static FileStoreConfig of(StoreId id, Path configDirectory, Map<String, Object> written) {
        StoreOptions options = new StoreOptions(id, FileStore.TYPE, KNOWN, written);
        return new FileStoreConfig(
                directories(options, configDirectory, written),
                permissions(options, written.get(PERMISSIONS)),
                options.partBytes(PART_SIZE, DEFAULT_PART_BYTES, MOST_PART_BYTES),
                options.wait(TIMEOUT, DEFAULT_TIMEOUT));
    }

    private static List<Directory> directories(
            StoreOptions options, Path configDirectory, Map<String, Object> written) {
        @Nullable Object several = written.get(DIRECTORIES);
        if (several == null) {
            @Nullable Object one = written.get(DIRECTORY);
            return List.of(new Directory(path(options, DIRECTORY, configDirectory, one), 0));
        }
        if (written.containsKey(DIRECTORY)) {
            throw options.invalid(DIRECTORIES, "and directory exclude one another");
        }
        if (!(several instanceof List<?> list) || list.isEmpty()) {
            throw options.invalid(DIRECTORIES, "must be a list, as in [{path: /srv/a, priority: 1}, {path: /srv/b}]");
        }
        List<Directory> directories = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> keys)
                    || !Set.of("path", "priority").containsAll(keys.keySet())) {
                throw options.invalid(DIRECTORIES, "must hold a path, and perhaps a priority, in each entry");
            }
            Object priority = keys.containsKey("priority") ? keys.get("priority") : Integer.valueOf(0);
            if (!(priority instanceof Integer number)) {
                throw options.invalid(DIRECTORIES, "must have whole numbers as priorities");
            }
            directories.add(new Directory(path(options, DIRECTORIES, configDirectory, keys.get("path")), number));
        }
        directories.sort(Comparator.comparingInt(Directory::priority).reversed());
        return directories;
    }

    private static Path path(StoreOptions options, String option, Path configDirectory, @Nullable Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            throw options.invalid(option, "must be given: the path of the directory that holds the images");
        }
        try {
            return configDirectory.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw options.invalid(option, "is not a path: " + e.getReason());
        }
    }

    private static Set<PosixFilePermission> permissions(StoreOptions options, @Nullable Object value) {
        if (value == null) {
            return Set.of();
        }
        // YAML reads an unquoted 0640 as the number 416, whose digits mean something else.
        if (!(value instanceof String text) || !OCTAL.matcher(text).matches()) {
            throw options.invalid(PERMISSIONS, "must be three octal digits in quotes, as in \"640\"");
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
            throw options.invalid(PERMISSIONS, "must let the owner read, as \"640\" does");
        }
        return permissions;
    }
}
