package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class FaultySourceTest {

    private static final long SIZE = 10_000;
    private final PatternSource whole = new PatternSource(3, SIZE);
    private final FaultySource source = new FaultySource(whole);

    @Test
    void givesWhatItStandsBefore() throws IOException {
        assertThat(source.object()).isEqualTo(whole.object());
        assertThat(read(0)).isEmpty();
        assertThat(read(9_999)).isEmpty();
        assertThat(source.opens()).containsExactly(0L, 9_999L);
        assertThat(source.bytesRead()).isEqualTo(SIZE + 1);
    }

    @Test
    void endsEarlyAsOftenAsTold() throws IOException {
        source.endingAt(4000, 1);
        assertThat(read(0)).isEqualTo("it ends after 4000 of 10000 bytes");
        assertThat(read(0)).isEmpty();
    }

    @Test
    void failsAtAByte() throws IOException {
        source.failingAt(4000, 1, FailureKind.SOURCE_UNAVAILABLE, "connection reset")
                .readingAtMost(7);
        assertThatThrownBy(() -> read(0)).isInstanceOf(ImageException.class).hasMessage("source: connection reset");
        assertThat(source.bytesRead()).isEqualTo(4000);
        assertThat(read(4000)).isEmpty();
    }

    @Test
    void readsThatWaitEndWhenTheirChannelIsClosed() throws Exception {
        Gate gate = new Gate();
        source.blockingAt(5000, gate);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ReadableByteChannel channel = source.open(5000)) {
            Future<Integer> read = threads.submit(() -> channel.read(ByteBuffer.allocate(10)));
            gate.awaitArrival();
            channel.close();
            assertThatThrownBy(read::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AsynchronousCloseException.class);
        }
        gate.open();
        assertThat(read(0)).isEmpty();
    }

    @Test
    void becomesAnotherObject() throws IOException {
        String before = source.object().validator();
        source.becomes(new PatternSource(4, SIZE));
        assertThat(source.object().validator()).isNotEqualTo(before);
        assertThat(read(0)).isNotEmpty();
    }

    @Test
    void canBeReadOnlyOnce() throws IOException {
        source.notRestartable().withoutSize();
        assertThat(source.object().size()).isEmpty();
        assertThat(source.restartable()).isFalse();
        assertThat(read(0)).isEmpty();
        assertThatThrownBy(() -> source.open(0)).isInstanceOf(ImageException.class);
    }

    private String read(long offset) throws IOException {
        try (ReadableByteChannel channel = source.open(offset)) {
            return whole.differenceFrom(channel, offset);
        }
    }
}
