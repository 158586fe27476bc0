package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL that travels with the program, unpacked once for each version. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** The directory that holds {@code bin/postgres}, below {@code cache}; a half unpacked one is never answered. */
    static Path unpackedIn(Path cache) {
        try {
            byte[] archive = archive();
            CRC32C crc = new CRC32C();
            crc.update(archive);
            Path target = cache.resolve("postgres-" + HexFormat.of().toHexDigits((int) crc.getValue()));
            if (!Files.isDirectory(target)) {
                Path half = cache.resolve(target.getFileName() + ".unpacking");
                FileUtils.deleteDirectory(half.toFile());
                unpack(archive, half);
                Files.move(half, target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked into " + cache, e);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : System.getProperty("os.name");
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        try (@Nullable InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            if (in != null) {
                return in.readAllBytes();
            }
        } catch (IllegalStateException e) {
            throw missing(system, machine, e);
        }
        throw missing(system, machine, null);
    }

    private static ImageException missing(String system, String machine, @Nullable Exception cause) {
        return new ImageException(
                FailureKind.UNSUPPORTED,
                "no PostgreSQL for " + system + " on " + machine
                        + " comes with this program; run ./longshore start with a PostgreSQL of your own",
                cause);
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("unexpected entry " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.resolveSibling(""));
                if (entry.isSymbolicLink() || entry.isLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    if (entry.getName().matches("(\\./)?bin/.*")
                            && !file.toFile().setExecutable(true, false)) {
                        throw new IOException(file + " cannot be made executable");
                    }
                }
            }
        }
    }
}
