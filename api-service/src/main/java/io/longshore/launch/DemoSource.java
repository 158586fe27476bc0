package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the demo imports. */
sealed interface DemoSource {

    /** A disk that the demo makes itself. */
    record Made() implements DemoSource {}

    record LocalFile(Path path) implements DemoSource {}

    /** Fetched by Longshore, not by the demo. */
    record Web(URI uri) implements DemoSource {}

    /**
     * A name by which a later demo knows that an image came from the same source; what may be secret in an address is left out, or told
     * by its hash.
     */
    default String label() {
        return switch (this) {
            case Made ignored -> "made";
            case LocalFile file -> file.path().toString();
            case Web web -> label(web.uri());
        };
    }

    private static String label(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null
                ? ""
                : "?" + Integer.toHexString(uri.getRawQuery().hashCode());
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + query;
    }

    /** Reads a word of the command line; {@code INVALID} where it is neither a readable file nor an address. */
    static DemoSource of(String word) {
        if (word.matches("(?i)https?://.*")) {
            try {
                URI uri = new URI(word);
                if (uri.getHost() != null) {
                    return new Web(uri);
                }
            } catch (URISyntaxException e) {
                throw new ImageException(FailureKind.INVALID, word + " is not an address: " + e.getReason(), e);
            }
            throw new ImageException(FailureKind.INVALID, word + " is an address without a host");
        }
        Path path = Path.of(word).toAbsolutePath().normalize();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new ImageException(FailureKind.INVALID, word + " is neither a readable file nor an http(s) address");
        }
        return new LocalFile(path);
    }
}
