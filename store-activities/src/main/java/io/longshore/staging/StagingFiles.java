package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.staging.StagedName.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The directory, as plain calls on files. */
final class StagingFiles {

    private final Path directory;

    StagingFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** {@code STAGING_LOST} where the directory is no longer there. */
    void requireDirectory() {
        if (!Files.isDirectory(directory)) {
            throw StagingFailures.of(FailureKind.STAGING_LOST, "the directory is gone");
        }
    }

    Path path(StagedName name, Kind kind) {
        return directory.resolve(name.file(kind));
    }

    boolean exists(StagedName name, Kind kind) {
        return Files.exists(path(name, kind));
    }

    OptionalLong size(StagedName name, Kind kind) throws IOException {
        return attributes(name, kind).stream()
                .mapToLong(BasicFileAttributes::size)
                .findFirst();
    }

    Optional<BasicFileAttributes> attributes(StagedName name, Kind kind) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path(name, kind), BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Optional<byte[]> read(StagedName name, Kind kind) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path(name, kind)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    FileChannel openToWrite(StagedName name, Kind kind) throws IOException {
        return FileChannel.open(
                path(name, kind), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    FileChannel openToRead(StagedName name, Kind kind) throws IOException {
        return FileChannel.open(path(name, kind), StandardOpenOption.READ);
    }

    void delete(StagedName name, Kind kind) throws IOException {
        Files.deleteIfExists(path(name, kind));
    }

    /** Writes a small file so that it is there whole or not at all, and survives. */
    void writeWhole(Path temporary, Path path, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                file.write(left);
            }
            file.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        force();
    }

    /** Makes names in the directory durable. */
    void force() throws IOException {
        try (FileChannel self = FileChannel.open(directory, StandardOpenOption.READ)) {
            self.force(true);
        }
    }

    /** The file of {@code name}, if it is whole; a seal without all its bytes is none. */
    Optional<SealedFile> sealed(StagedName name) throws IOException {
        Optional<byte[]> bytes = read(name, Kind.SEAL);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            Seal seal = Seal.read(bytes.get());
            OptionalLong size = size(name, Kind.DATA);
            return size.isEmpty() || size.getAsLong() != seal.sizeBytes()
                    ? Optional.empty()
                    : Optional.of(new SealedFile(
                            name.image(),
                            name.generation(),
                            path(name, Kind.DATA),
                            seal.manifest(),
                            seal.virtualSizeBytes()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How many bytes of {@code name} make whole units whose checksums are noted. */
    long wholeUnitBytes(StagedName name) throws IOException {
        long noted = size(name, Kind.UNITS).orElse(0) / Integer.BYTES;
        long there = size(name, Kind.DATA).orElse(0) / ContentManifest.UNIT_BYTES;
        return Math.min(noted, there) * ContentManifest.UNIT_BYTES;
    }

    /** The highest generation of the image whose bytes lie there; -1 where there is none. */
    int newestGeneration(ImageId image) throws IOException {
        return of(image).stream().mapToInt(StagedName::generation).max().orElse(-1);
    }

    /** The generations of the image of which anything lies there. */
    Set<StagedName> of(ImageId image) throws IOException {
        Set<StagedName> names = new TreeSet<>(Comparator.comparingInt(StagedName::generation));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, image + ".*")) {
            for (Path file : found) {
                StagedName.parse(file.getFileName().toString()).ifPresent(parsed -> names.add(parsed.name()));
            }
        }
        return names;
    }

    /**
     * Removes everything of {@code name}, the seal first: half of it must not look whole. It stays away after a loss of power, too. Absent
     * is success.
     */
    void deleteAll(StagedName name) throws IOException {
        boolean was = false;
        for (Kind kind : List.of(Kind.SEAL, Kind.UNFINISHED_SEAL, Kind.DATA, Kind.UNITS, Kind.FAILED)) {
            was |= Files.deleteIfExists(path(name, kind));
        }
        if (was) {
            force();
        }
    }

    /** Everything of ours that lies there. */
    List<StagedName.Parsed> list() throws IOException {
        List<StagedName.Parsed> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                StagedName.parse(file.getFileName().toString()).ifPresent(found::add);
            }
        }
        return found;
    }
}
