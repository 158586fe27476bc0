package io.longshore.auth;

import io.longshore.image.Caller;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the callers that a file lists by their tokens ({@link TokenFile} shows its form). The file is read again whenever it has
 * changed; while what it says is wrong, or it is gone, what it said last holds, and the log says so. It should be readable for the
 * service alone (mode 0600); others who can read or write it are warned of in the log.
 */
public final class TokenFileAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFileAuthenticator.class);
    private static final Set<PosixFilePermission> TOO_OPEN = PosixFilePermissions.fromString("----w-rw-");

    private final Path file;
    private volatile Known known;

    /** @param stamp tells one state of the file from another; none: the file is not there */
    private record Known(@Nullable Stamp stamp, TokenFile tokens) {}

    private record Stamp(
            FileTime modified, long sizeBytes, @Nullable Object key) {}

    /** Reads the file. {@code INVALID} where it is missing or wrong. */
    public TokenFileAuthenticator(Path file) {
        this.file = file;
        Stamp stamp = stamp();
        known = new Known(stamp, TokenFile.read(file));
        warnOfReaders();
    }

    /** {@code INVALID}, as of one that is made of it, where the file is missing or wrong. */
    public static void check(Path file) {
        TokenFile.read(file);
    }

    @Override
    public Optional<Caller> authenticate(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        return current().holder(token);
    }

    @Override
    public String challenge() {
        return "Token realm=\"longshore\"";
    }

    private TokenFile current() {
        Known now = known;
        return Objects.equals(now.stamp(), stamp()) ? now.tokens() : readAgain();
    }

    private synchronized TokenFile readAgain() {
        Stamp stamp = stamp();
        if (!Objects.equals(known.stamp(), stamp)) {
            known = new Known(stamp, changed());
        }
        return known.tokens();
    }

    private TokenFile changed() {
        try {
            TokenFile tokens = TokenFile.read(file);
            LOG.info("Token file {} has changed and was read again", file);
            warnOfReaders();
            return tokens;
        } catch (ImageException e) {
            LOG.error("{}; what it said before still holds", e.getMessage());
            return known.tokens();
        }
    }

    private @Nullable Stamp stamp() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    private void warnOfReaders() {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(TOO_OPEN::contains)) {
                LOG.warn("Token file {} can be read or written by others; chmod 600 it", file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("Token file {}: its permissions cannot be seen", file, e);
        }
    }
}
