package io.longshore.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One copy, read back from the disk by nobody's word but its own.
 *
 * @param file where it lies; empty text where nothing was found
 * @param matches whether its SHA-512 is the image's
 */
record CopyCheck(String store, String file, long sizeBytes, boolean matches) {

    private static final int BUFFER_BYTES = 256 << 10;

    /** Looks for a copy of the image below {@code directory}: Glance's name, or a later upload's. */
    static CopyCheck of(String store, Path directory, String image, String sha512) {
        CopyCheck best = new CopyCheck(store, "", 0, false);
        for (Path file : candidates(directory, image)) {
            try {
                best = new CopyCheck(
                        store, file.toString(), Files.size(file), sha512(file).equals(sha512));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (best.matches()) {
                return best;
            }
        }
        return best;
    }

    private static List<Path> candidates(Path directory, String image) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().matches(image + "(\\.\\d+)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha512(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
