package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import io.longshore.staging.StagedName.Kind;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.Intake;
import io.longshore.transfer.TransferListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill, or a crash of the machine, may leave between any two steps, and that the next attempt makes it whole. */
final class StagingCrashTest extends Staging {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT, 2 * UNIT + 16})
    void killed_among_the_bytes(long bytes) throws Exception {
        partial(1, bytes);
        goesOnAt(bytes / UNIT * UNIT);
    }

    @Test
    void killed_before_anything_was_written() throws Exception {
        writer(1).close();
        goesOnAt(0);
    }

    @Test
    void killed_between_a_unit_and_its_checksum() throws Exception {
        partial(1, 2 * UNIT);
        truncate(Kind.UNITS, 4);
        goesOnAt(UNIT);
    }

    @Test
    void killed_in_the_middle_of_a_checksum() throws Exception {
        partial(1, 2 * UNIT);
        truncate(Kind.UNITS, 7);
        goesOnAt(UNIT);
    }

    @Test
    void killed_before_sealing() throws Exception {
        partial(1, image.sizeBytes());
        goesOnAt(2 * UNIT);
    }

    @Test
    void killed_while_the_seal_was_written() throws Exception {
        sealed();
        byte[] seal = Files.readAllBytes(path(Kind.SEAL));
        Files.delete(path(Kind.SEAL));
        Files.write(path(Kind.UNFINISHED_SEAL), Arrays.copyOf(seal, seal.length / 2));
        goesOnAt(0);
    }

    @Test
    void killed_before_the_seal_had_its_name() throws Exception {
        sealed();
        Files.move(path(Kind.SEAL), path(Kind.UNFINISHED_SEAL), StandardCopyOption.ATOMIC_MOVE);
        goesOnAt(0);
    }

    @Test
    void killed_between_sealing_and_tidying_up() throws Exception {
        sealed();
        Files.write(path(Kind.UNITS), new byte[8]);
        try (StagingArea again = reopened()) {
            assertThat(again.sealed(id, 1).orElseThrow().manifest()).isEqualTo(image.manifest());
        }
    }

    @Test
    void the_machine_lost_bytes_that_were_counted() throws Exception {
        partial(1, 2 * UNIT);
        try (RandomAccessFile data = new RandomAccessFile(path(Kind.DATA).toFile(), "rw")) {
            data.seek(UNIT + 4096);
            data.write(new byte[4096]);
        }
        goesOnAt(UNIT);
    }

    @Test
    void the_machine_lost_the_end_of_a_file_whose_seal_survived() throws Exception {
        sealed();
        truncate(Kind.DATA, UNIT);
        goesOnAt(0);
    }

    @Test
    void the_machine_lost_a_file_whose_seal_survived() throws Exception {
        sealed();
        Files.delete(path(Kind.DATA));
        goesOnAt(0);
    }

    @Test
    void killed_while_the_id_was_written() throws Exception {
        Path fresh = Files.createDirectory(directory.resolve("fresh"));
        Files.writeString(fresh.resolve(StagingId.FILE + ".tmp"), "abc");
        try (StagingArea one = new StagingArea(fresh)) {
            assertThat(one.id()).hasSize(12);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void killed_while_discarding(int steps) throws Exception {
        sealed();
        Files.write(path(Kind.UNITS), new byte[8]);
        for (Kind kind : List.of(Kind.SEAL, Kind.DATA, Kind.UNITS).subList(0, steps)) {
            Files.delete(path(kind));
        }
        assertThat(area.sealed(id, 1)).isEmpty();
        area.discard(id);
        assertThat(area.list()).isEmpty();
    }

    @Test
    void killed_when_a_new_generation_had_not_removed_the_old_one_yet() throws Exception {
        sealed();
        Path kept = Files.copy(path(Kind.DATA), directory.resolve("kept"));
        Path keptSeal = Files.copy(path(Kind.SEAL), directory.resolve("kept.seal"));
        writer(2).close();
        Files.move(kept, path(Kind.DATA));
        Files.move(keptSeal, path(Kind.SEAL));
        staged(area, 2, image);
        assertThat(area.list()).extracting(StagedEntry::generation).containsExactly(2);
    }

    private void sealed() {
        staged(area, 1, image);
    }

    /** As another process, at another time: what is there is taken up at {@code offset}, and becomes whole. */
    private void goesOnAt(long offset) {
        area.close();
        area = reopened();
        assertThat(area.sealed(id, 1)).isEmpty();
        try (StagedWriter writer = writer(1);
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            assertThat(intake.resume(writer)).isEqualTo(offset);
            writer.seal(intake.into(image.intakeSource(offset), writer), null);
        }
        Optional<SealedFile> found = area.sealed(id, 1);
        assertThat(found.orElseThrow().manifest()).isEqualTo(image.manifest());
        ImageId only = id;
        assertThat(area.list())
                .singleElement()
                .satisfies(entry -> assertThat(entry.image()).isEqualTo(only));
    }

    private void truncate(Kind kind, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path(kind).toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private Path path(Kind kind) {
        return directory.resolve(new StagedName(id, 1).file(kind));
    }
}
