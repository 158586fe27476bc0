package io.longshore.auth;

import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * What a token file says, at one moment. It is YAML (JSON is YAML too):
 *
 * <pre>{@code
 * tokens:
 *   - token: "a-long-random-text"   # letters, digits and - . _ ~ : clients encode other characters, each in its way
 *     user: alice
 *     project: demo
 *     roles: [member, reader]
 * }</pre>
 */
final class TokenFile {

    private static final Set<String> KEYS = Set.of("token", "user", "project", "roles");

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~-]+");

    private static final class Entry {

        private final byte[] digest;
        private final Caller caller;

        Entry(String token, Caller caller) {
            this.digest = digest(token);
            this.caller = caller;
        }
    }

    private final List<Entry> entries;

    private TokenFile(List<Entry> entries) {
        this.entries = entries;
    }

    /** Reads the file. {@code INVALID} names the file and the entry, never a token. */
    static TokenFile read(Path file) {
        try {
            return new TokenFile(entries(file, load(file, Files.readString(file))));
        } catch (NoSuchFileException e) {
            throw invalid(file, "cannot be read: it does not exist");
        } catch (CharacterCodingException e) {
            throw invalid(file, "cannot be read: it is not text in UTF-8");
        } catch (IOException e) {
            String why =
                    Files.isDirectory(file) ? "it is a directory" : e.getClass().getSimpleName();
            throw invalid(file, "cannot be read: " + why);
        }
    }

    /** The holder of the token; takes the same time whichever entry it is, or none. */
    Optional<Caller> holder(String token) {
        byte[] digest = digest(token);
        Caller found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(digest, entry.digest)) {
                found = entry.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    private static @Nullable Object load(Path file, String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            // The exception's own words quote the file.
            var mark = e.getProblemMark();
            throw invalid(file, "is not YAML" + (mark == null ? "" : ", see line " + (mark.getLine() + 1)));
        } catch (RuntimeException e) {
            // Of a value that is not what its tag says, it is any.
            throw invalid(file, "is not YAML");
        }
    }

    private static List<Entry> entries(Path file, @Nullable Object content) {
        if (!(content instanceof Map<?, ?> top)
                || !top.keySet().equals(Set.of("tokens"))
                || !(top.get("tokens") instanceof List<?> list)) {
            throw invalid(file, "must have one key, tokens, with a list");
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String where = "entry " + (i + 1) + ": ";
            if (!(list.get(i) instanceof Map<?, ?> entry) || !entry.keySet().equals(KEYS)) {
                throw invalid(file, where + "must have the keys token, user, project and roles, and no others");
            }
            String token = text(file, where, entry, "token");
            if (!SAFE.matcher(token).matches()) {
                throw invalid(file, where + "the token may have letters, digits and - . _ ~ only");
            }
            if (!seen.add(token)) {
                throw invalid(file, where + "this token stands in the file already");
            }
            String user = text(file, where, entry, "user");
            String project = text(file, where, entry, "project");
            entries.add(new Entry(token, new Caller(user, project, roles(file, where, entry))));
        }
        return List.copyOf(entries);
    }

    private static String text(Path file, String where, Map<?, ?> entry, String key) {
        if (entry.get(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw invalid(file, where + key + " must be a text that is not empty; quote it if it looks like a number");
    }

    private static Set<String> roles(Path file, String where, Map<?, ?> entry) {
        Set<String> roles = new HashSet<>();
        if (entry.get("roles") instanceof List<?> list) {
            for (Object role : list) {
                if (role instanceof String name && !name.isBlank()) {
                    roles.add(name.toLowerCase(Locale.ROOT));
                }
            }
            if (roles.size() == list.size()) {
                return roles;
            }
        }
        throw invalid(file, where + "roles must be a list of different names");
    }

    /** Digests are all of one length, so comparing them tells nothing about a token's. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ImageException invalid(Path file, String problem) {
        return new ImageException(FailureKind.INVALID, "token file " + file + ": " + problem);
    }
}
