package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.transfer.TestImage;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StagingAreaTest extends Staging {

    @Test
    void the_directory_has_one_id_for_ever() throws Exception {
        Path fresh = directory.resolve("fresh");
        CountDownLatch together = new CountDownLatch(8);
        List<Future<String>> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(others.submit(() -> {
                together.countDown();
                together.await();
                try (StagingArea one = new StagingArea(fresh)) {
                    return one.id();
                }
            }));
        }
        Set<String> different = new HashSet<>();
        for (Future<String> one : ids) {
            different.add(one.get());
        }
        assertThat(different).hasSize(1).first().asString().matches("[0-9a-f]{12}");
        try (StagingArea again = new StagingArea(fresh)) {
            assertThat(different).containsExactly(again.id());
            assertThat(again.list()).isEmpty();
            assertThat(again.usedBytes()).isZero();
        }
    }

    @Test
    void a_damaged_id_is_not_taken_for_one() throws Exception {
        Files.writeString(directory.resolve(StagingId.FILE), "", StandardCharsets.US_ASCII);
        mustFail(FailureKind.INVALID, "staging.id", this::reopened);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT, 2L * UNIT + 17})
    void what_is_sealed_is_found_again_with_all_that_is_known_of_it(long size) throws Exception {
        TestImage some = new TestImage(size);
        try (StagedWriter writer = writer(3)) {
            ContentManifest manifest = intake(writer, some.open(0));
            assertThat(area.sealed(id, 3)).isEmpty();
            writer.seal(manifest, 1L << 40);
        }
        try (StagingArea again = reopened()) {
            SealedFile found = again.sealed(id, 3).orElseThrow();
            assertThat(found.manifest()).isEqualTo(some.manifest());
            assertThat(found.virtualSizeBytes()).isEqualTo(1L << 40);
            assertThat(found.toStagedImage().generation()).isEqualTo(3);
            assertThat(found.toStagedImage().hashes()).isEqualTo(some.manifest().hashes());
            try (ReadableByteChannel read = Files.newByteChannel(found.path())) {
                assertThat(some.source().differenceFrom(read, 0)).isEmpty();
            }
            assertThat(again.sealed(id, 2)).isEmpty();
            assertThat(again.sealed(ImageId.random(), 3)).isEmpty();
        }
    }

    @Test
    void a_seal_must_be_of_what_was_written() {
        try (StagedWriter writer = writer(1)) {
            intake(writer, image.open(0));
            ContentManifest other = new ContentManifest(0, new int[0], new ContentHashes("", ""));
            mustFail(FailureKind.INTERNAL, "its manifest 0", () -> writer.seal(other, null));
            assertThat(area.sealed(id, 1)).isEmpty();
        }
    }

    @Test
    void what_is_sealed_is_not_written_to_again() {
        staged(area, 1, image);
        mustFail(FailureKind.CONFLICT, "is sealed", () -> writer(1));
        assertThat(area.sealed(id, 1)).isPresent();
    }

    @Test
    void a_new_writer_stops_the_old_one_and_goes_on_where_it_was() {
        AtomicInteger stops = new AtomicInteger();
        StagedWriter old = area.write(id, 1, stops::incrementAndGet);
        intake(old, new TestImage(image.seed(), UNIT + 3).open(0));
        assertThat(stops).hasValue(0);
        staged(area, 1, image);
        assertThat(stops).hasValue(1);
        mustFail(FailureKind.SUPERSEDED, "another writer", () -> old.write(image.bytes()));
        mustFail(FailureKind.SUPERSEDED, "another writer", () -> old.unit(1));
        mustFail(FailureKind.SUPERSEDED, "another writer", () -> old.seal(image.manifest(), null));
        mustFail(FailureKind.SUPERSEDED, "another writer", old::force);
        old.close();
        assertThat(area.sealed(id, 1).orElseThrow().manifest()).isEqualTo(image.manifest());
    }

    @Test
    void a_writer_that_comes_late_takes_nobodys_place() {
        try (StagedWriter second = area.write(id, 1, 2, () -> {})) {
            mustFail(FailureKind.SUPERSEDED, "another writer", () -> area.write(id, 1, 1, () -> {}));
            second.keep(0);
            second.write(image.bytes());
            try (StagedWriter third = area.write(id, 1, 3, () -> {})) {
                mustFail(FailureKind.SUPERSEDED, "another writer", () -> second.write(image.bytes()));
                third.write(image.bytes());
            }
        }
    }

    @Test
    void a_newer_generation_takes_the_place_of_the_older() {
        staged(area, 1, new TestImage(7, UNIT));
        StagedWriter second = writer(2);
        assertThat(area.sealed(id, 1)).isEmpty();
        mustFail(FailureKind.SUPERSEDED, "generation 1", () -> writer(1));
        try (StagedWriter third = writer(3)) {
            mustFail(FailureKind.SUPERSEDED, "generation 2", () -> second.write(image.bytes()));
            intake(third, image.open(0));
            assertThat(area.list()).extracting(StagedEntry::generation).containsExactly(3);
        }
    }

    @Test
    void discarding_leaves_nothing_and_stops_the_writer() {
        ImageId neighbour = ImageId.random();
        try (StagedWriter other = area.write(neighbour, 1, () -> {})) {
            intake(other, image.open(0));
        }
        StagedWriter writer = writer(1);
        intake(writer, image.open(0));
        area.discard(id);
        area.discard(id);
        mustFail(FailureKind.SUPERSEDED, "was discarded", () -> writer.write(image.bytes()));
        writer.close();
        assertThat(area.list()).extracting(StagedEntry::image).containsExactly(neighbour);
        staged(area, 1, image);
        area.discard(id);
        assertThat(area.sealed(id, 1)).isEmpty();
    }

    @Test
    void a_writer_whose_file_another_process_discarded_notices_at_the_next_unit() {
        try (StagingArea other = reopened();
                StagedWriter writer = writer(1)) {
            intake(writer, new TestImage(UNIT).open(0));
            other.discard(id);
            mustFail(FailureKind.SUPERSEDED, "was discarded", () -> writer.unit(5));
            mustFail(FailureKind.SUPERSEDED, "was discarded", () -> writer.seal(new TestImage(UNIT).manifest(), null));
            assertThat(other.list()).isEmpty();
        }
    }

    @Test
    void a_directory_that_is_gone_is_lost_and_an_interrupt_is_a_drain() throws Exception {
        Path mounted = directory.resolve("mounted");
        try (StagingArea where = new StagingArea(mounted);
                StagedWriter writer = where.write(id, 1, () -> {})) {
            intake(writer, new TestImage(UNIT).open(0));
            Files.move(mounted, directory.resolve("unmounted"));
            mustFail(FailureKind.STAGING_LOST, "the directory is gone", () -> writer.unit(1));
            mustFail(FailureKind.STAGING_LOST, "the directory is gone", where::list);
            mustFail(FailureKind.STAGING_LOST, "the directory is gone", () -> where.discard(id));
            mustFail(FailureKind.STAGING_LOST, "the directory is gone", () -> where.write(id, 2, () -> {}));
        }
        try (StagedWriter writer = writer(1)) {
            Thread.currentThread().interrupt();
            mustFail(FailureKind.DRAINING, "stopped from outside", () -> writer.write(image.bytes()));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void the_list_shows_what_lies_there() throws Exception {
        Instant before = Instant.now().minus(1, ChronoUnit.MINUTES);
        staged(area, 4, image);
        ImageId half = ImageId.random();
        try (StagedWriter writer = area.write(half, 1, () -> {})) {
            intake(writer, new TestImage(UNIT).open(0));
        }
        ImageId orphan = ImageId.random();
        Files.createFile(directory.resolve(orphan + ".9.seal"));
        Files.createFile(directory.resolve("README"));
        Files.createFile(directory.resolve(orphan + ".9.something"));
        assertThat(area.list())
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.touchedAt()).isAfter(before))
                .anySatisfy(entry -> {
                    assertThat(entry.image()).isEqualTo(id);
                    assertThat(entry.generation()).isEqualTo(4);
                    assertThat(entry.isSealed()).isTrue();
                    assertThat(entry.bytes()).isGreaterThan(image.sizeBytes());
                })
                .anySatisfy(entry -> {
                    assertThat(entry.image()).isEqualTo(half);
                    assertThat(entry.isSealed()).isFalse();
                })
                .anySatisfy(entry -> {
                    assertThat(entry.image()).isEqualTo(orphan);
                    assertThat(entry.isSealed()).isFalse();
                    assertThat(entry.bytes()).isZero();
                });
        assertThat(area.usedBytes()).isBetween(image.sizeBytes() + UNIT, image.sizeBytes() + UNIT + 4096);
        assertThat(area.freeBytes()).isPositive();
        area.discard(orphan);
        assertThat(area.list()).hasSize(2);
    }
}
