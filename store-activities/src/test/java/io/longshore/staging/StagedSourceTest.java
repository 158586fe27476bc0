package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.transfer.TestImage;
import io.longshore.transfer.Waiting;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StagedSourceTest extends Staging {

    private static final Waiting SILENT = what -> {};

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT, 2L * UNIT + 17})
    void two_followers_read_what_one_writer_writes(long size) throws Exception {
        TestImage some = new TestImage(size);
        CountDownLatch waiting = new CountDownLatch(2);
        Future<String> first = others.submit(() -> difference(some, area, 0, waiting));
        Future<String> second = others.submit(() -> difference(some, area, size / 2, waiting));
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        staged(area, 1, some);
        assertThat(first.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void a_follower_in_another_process_reads_it_too() throws Exception {
        try (StagingArea other = reopened()) {
            CountDownLatch waiting = new CountDownLatch(1);
            Future<String> far = others.submit(() -> difference(image, other, 0, waiting));
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            staged(area, 1, image);
            assertThat(far.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void bytes_can_be_read_by_whole_units_before_the_end_is_known() {
        try (StagedWriter writer = writer(1);
                StagedSource source = area.follow(id, 1, SILENT)) {
            intake(writer, image.open(0));
            assertThat(source.await(UNIT + 1, SILENT)).isEqualTo(UNIT + 1);
            assertThat(source.object().size()).isEmpty();
            assertThat(source.manifest()).isEmpty();
            ContentManifest manifest = image.manifest();
            writer.seal(manifest, null);
            assertThat(source.await(Long.MAX_VALUE, SILENT)).isEqualTo(image.sizeBytes());
            assertThat(source.object().size()).hasValue(image.sizeBytes());
            assertThat(source.manifest()).contains(manifest);
        }
    }

    @Test
    void what_is_awaited_is_told_and_the_word_may_end_the_wait() {
        List<String> heard = new ArrayList<>();
        try (StagedSource source = area.follow(id, 1, SILENT)) {
            partial(1, UNIT);
            mustFail(
                    FailureKind.CONFLICT,
                    "enough",
                    () -> source.await(UNIT + 1, what -> {
                        heard.add(what);
                        throw StagingFailures.of(FailureKind.CONFLICT, "enough");
                    }));
        }
        assertThat(heard).containsExactly("the source's next bytes, " + UNIT + " are staged");
    }

    @Test
    void discarding_ends_a_follower_that_waits() throws Exception {
        partial(1, UNIT);
        mustEnd(FailureKind.SOURCE_CHANGED, "was discarded", () -> area.discard(id));
    }

    @Test
    void discarding_in_another_process_ends_it_too() throws Exception {
        partial(1, UNIT);
        try (StagingArea other = reopened()) {
            mustEnd(FailureKind.SOURCE_CHANGED, "was discarded", () -> other.discard(id));
        }
    }

    @Test
    void a_newer_generation_ends_it() throws Exception {
        partial(1, UNIT);
        mustEnd(FailureKind.SOURCE_CHANGED, "was begun anew", () -> writer(2).close());
    }

    @Test
    void a_newer_generation_in_another_process_ends_it() throws Exception {
        partial(1, UNIT);
        area.close();
        try (StagingArea other = reopened()) {
            area = reopened();
            mustEnd(
                    FailureKind.SOURCE_CHANGED,
                    "was begun anew",
                    () -> other.write(id, 2, () -> {}).close());
        }
    }

    @Test
    void who_comes_for_an_older_generation_is_told() {
        writer(2).close();
        try (StagedSource source = area.follow(id, 1, SILENT)) {
            mustFail(FailureKind.SOURCE_CHANGED, "was begun anew", () -> source.await(1, SILENT));
        }
    }

    @Test
    void a_writer_that_gives_up_ends_it_and_says_why() throws Exception {
        mustEnd(FailureKind.SOURCE_LOST, "the page is gone", () -> {
            try (StagedWriter writer = writer(1)) {
                writer.fail("the page is gone");
            }
        });
        try (StagingArea other = reopened();
                StagedSource late = other.follow(id, 1, SILENT)) {
            mustFail(FailureKind.SOURCE_LOST, "the page is gone", () -> late.await(1, SILENT));
        }
        staged(area, 1, image);
        try (StagedSource revived = area.follow(id, 1, SILENT)) {
            assertThat(revived.await(Long.MAX_VALUE, SILENT)).isEqualTo(image.sizeBytes());
        }
    }

    @Test
    void closing_ends_a_wait_from_outside() throws Exception {
        partial(1, UNIT);
        StagedSource source = area.follow(id, 1, SILENT);
        CountDownLatch waiting = new CountDownLatch(1);
        Future<Long> wait = others.submit(() -> source.await(UNIT + 1, what -> waiting.countDown()));
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        source.close();
        source.close();
        mustFail(FailureKind.SOURCE_UNAVAILABLE, "no longer followed", () -> result(wait));
    }

    @Test
    void closing_its_channel_ends_a_read_from_outside() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (StagedSource source = area.follow(id, 1, what -> waiting.countDown());
                ReadableByteChannel channel = source.open(0)) {
            Future<Integer> read = others.submit(() -> channel.read(ByteBuffer.allocate(10)));
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            channel.close();
            mustFail(FailureKind.SOURCE_UNAVAILABLE, "no longer followed", () -> result(read));
        }
    }

    @Test
    void an_interrupt_is_a_drain() throws Exception {
        try (StagedSource source = area.follow(id, 1, SILENT)) {
            Thread.currentThread().interrupt();
            mustFail(FailureKind.DRAINING, "stopped", () -> source.await(1, SILENT));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_directory_that_is_gone_is_lost_staging() throws Exception {
        Path mounted = directory.resolve("mounted");
        try (StagingArea where = new StagingArea(mounted);
                StagedSource source = where.follow(id, 1, SILENT)) {
            staged(where, 1, image);
            assertThat(source.await(1, SILENT)).isEqualTo(1);
            Files.move(mounted, directory.resolve("unmounted"));
            mustFail(FailureKind.STAGING_LOST, "the directory is gone", source::openFile);
        }
    }

    private void mustEnd(FailureKind kind, String words, Runnable deed) throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (StagedSource source = area.follow(id, 1, SILENT)) {
            Future<Long> wait = others.submit(() -> source.await(UNIT + 1, what -> waiting.countDown()));
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            deed.run();
            mustFail(kind, words, () -> result(wait));
            mustFail(kind, words, () -> source.await(1, SILENT));
        }
    }

    private static <T> T result(Future<T> future) throws Throwable {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private String difference(TestImage some, StagingArea where, long from, CountDownLatch waiting) throws Exception {
        try (StagedSource source = where.follow(id, 1, what -> waiting.countDown());
                ReadableByteChannel channel = source.open(from)) {
            return some.source().differenceFrom(channel, from);
        }
    }
}
