package io.longshore.wiring;

import io.longshore.api.glance.ShownLocations;
import io.longshore.auth.TokenFileAuthenticator;
import io.longshore.image.ImageException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads the sections that say where things are. */
final class PlaceReader {

    /** Variables that stand in for keys of the file, so that no secret need be in it. */
    static final String DATABASE_URL = "LONGSHORE_DATABASE_URL";

    static final String DATABASE_USER = "LONGSHORE_DATABASE_USER";
    static final String DATABASE_PASSWORD = "LONGSHORE_DATABASE_PASSWORD";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    private PlaceReader() {}

    static @Nullable StagingConfig staging(Section section, ConfigSurroundings surroundings, Path configDirectory) {
        Optional<Path> directory = section.requiredText("directory", "name the directory that bytes wait in")
                .flatMap(text -> path(section, "directory", text, configDirectory));
        String mode = section.text("mode", "local");
        String host = section.text("host", surroundings.hostName());
        Long capacity = section.bytes("capacity", 1L << 20);
        section.end();
        if (!mode.equals("local") && !mode.equals("shared")) {
            section.wrong("mode", "must be local (one process works the directory) or shared (all that mount it)");
        }
        if (mode.equals("local") && surroundings.role() == Role.API && !surroundings.withStaging()) {
            section.wrong(
                    "mode",
                    "is local, but a process of role api does not work its staging, so nobody would; start it with"
                            + " --with-staging, or put the directory on a file system that the workers mount too and write"
                            + " mode: shared");
        }
        if (!host.matches(NAME)) {
            section.wrong("host", "must be up to 63 letters, digits, dots, dashes or underscores; write one");
        }
        StagingConfig.Mode read = mode.equals("shared") ? StagingConfig.Mode.SHARED : StagingConfig.Mode.LOCAL;
        return directory.map(d -> new StagingConfig(d, read, host, capacity)).orElse(null);
    }

    static HttpConfig http(Section section) {
        String text = section.text("address", "127.0.0.1");
        int port = section.number("port", 9292, 1, 65535);
        URI endpoint = url(section, "public-endpoint");
        ShownLocations locations = new ShownLocations(
                section.truth("show-direct-url", false), section.truth("show-multiple-locations", false));
        section.end();
        InetAddress address = InetAddress.getLoopbackAddress();
        try {
            address = InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            section.wrong("address", "is not an address of this machine; write 127.0.0.1, or 0.0.0.0 for all");
        }
        return new HttpConfig(address, port, endpoint, locations);
    }

    static AuthConfig auth(Section section, HttpConfig http, Role role, Path configDirectory) {
        String mode = section.text("mode", "none");
        String file = section.text("token-file");
        section.end();
        switch (mode) {
            case "token-file" -> {
                if (file == null) {
                    section.wrong("token-file", "is missing; name the file that lists the tokens");
                    return new AuthConfig.None();
                }
                Optional<Path> path = path(section, "token-file", file, configDirectory);
                if (role.servesApi()) {
                    path.ifPresent(p -> checkTokens(section, p));
                }
                return path.<AuthConfig>map(AuthConfig.TokenFile::new).orElse(new AuthConfig.None());
            }
            case "none" -> {
                if (file != null) {
                    section.wrong("token-file", "is not used with mode: none; remove it, or write mode: token-file");
                }
                if (role.servesApi() && !http.address().isLoopbackAddress()) {
                    section.wrong(
                            "mode",
                            "is none, which makes every caller admin, but http.address is open to other machines; write"
                                    + " mode: token-file, or http.address: 127.0.0.1");
                }
            }
            default -> section.wrong("mode", "must be none or token-file");
        }
        return new AuthConfig.None();
    }

    private static void checkTokens(Section section, Path file) {
        try {
            TokenFileAuthenticator.check(file);
        } catch (ImageException e) {
            section.wrong("token-file", "will not do: " + e.getMessage() + "; mend that file, or name another");
        }
    }

    static DatabaseConfig database(Section section, Map<String, String> environment) {
        String url = over(environment, DATABASE_URL, section.text("url"));
        String user = over(environment, DATABASE_USER, section.text("user"));
        String password = over(environment, DATABASE_PASSWORD, section.text("password"));
        int connections = section.number("connections", 20, 2, 1000);
        section.end();
        if (url == null) {
            section.wrong("url", "is missing; write jdbc:postgresql://HOST/DATABASE, or set " + DATABASE_URL);
        } else if (!url.startsWith("jdbc:postgresql:")) {
            section.wrong("url", "must begin with jdbc:postgresql:; no other database is supported");
        } else if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            section.wrong("url", "must hold no password; write it under password, or set " + DATABASE_PASSWORD);
        } else if (!isUnderstood(url)) {
            section.wrong(
                    "url", "is no address that the driver understands; write jdbc:postgresql://HOST:PORT/DATABASE");
        }
        return new DatabaseConfig(url == null ? "" : url, user, password, connections);
    }

    /** Without the driver's own words: what they quote may be a password. */
    private static boolean isUnderstood(String url) {
        Logger driver = Logger.getLogger("org.postgresql");
        Level level = driver.getLevel();
        driver.setLevel(Level.OFF);
        try {
            DriverManager.getDriver(url);
            return true;
        } catch (SQLException e) {
            return false;
        } finally {
            driver.setLevel(level);
        }
    }

    static TemporalConfig temporal(Section section) {
        TemporalConfig temporal = new TemporalConfig(section.text("namespace"), url(section, "ui"));
        section.end();
        return temporal;
    }

    private static @Nullable String over(Map<String, String> environment, String variable, @Nullable String value) {
        String set = environment.get(variable);
        return set == null || set.isBlank() ? value : set;
    }

    private static @Nullable URI url(Section section, String key) {
        String text = section.text(key);
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
            section.wrong(key, "must begin with http:// or https:// and a host");
        } catch (URISyntaxException e) {
            section.wrong(key, "is not an address; write one that begins with http:// or https://");
        }
        return null;
    }

    static Optional<Path> path(Section section, String key, String text, Path configDirectory) {
        try {
            return Optional.of(configDirectory.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            section.wrong(key, "is not a path: " + e.getReason() + "; write one");
            return Optional.empty();
        }
    }
}
