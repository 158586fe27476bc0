package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Without faults it is as good as what it stands before; with faults it fails as told. */
final class FaultyStoreTest extends StoreContract {

    private static final PatternBytes CONTENT = new PatternBytes(7, 3000);
    private static final Part PART = new Part(1, 0, 3000);

    private final MemoryStore memory = new MemoryStore("memory");
    private final FaultyStore store = new FaultyStore(memory);
    private final ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.empty());

    @Override
    protected Store open() {
        return new FaultyStore(memory.reopened());
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY);
    }

    @Test
    void failsAsOftenAsTold() {
        store.with(Fault.failing(FailureKind.UNAVAILABLE, "connection refused")
                .at(FaultyStore.Point.BEGIN)
                .fromCall(2)
                .times(2));
        store.begin(url, OptionalLong.empty()).abort();
        mustFail(() -> store.begin(url, OptionalLong.empty()));
        mustFail(() -> store.begin(url, OptionalLong.empty()));
        store.begin(url, OptionalLong.empty()).abort();
        assertThat(store.calls(FaultyStore.Point.BEGIN)).isEqualTo(4);
        assertThat(store.calls(FaultyStore.Point.ABORT)).isEqualTo(2);
    }

    @Test
    void failsForEverUntilItIsHealed() {
        store.with(Fault.failing(FailureKind.UNAVAILABLE, "connection refused").at(FaultyStore.Point.DELETE));
        for (int time = 0; time < 5; time++) {
            mustFail(() -> store.delete(url));
        }
        store.heal();
        store.delete(url);
    }

    @Test
    void breaksOffInTheMiddleOfAPart() {
        store.with(Fault.failing(FailureKind.UNAVAILABLE, "broken pipe")
                .at(FaultyStore.Point.WRITE)
                .afterBytes(1000)
                .once());
        Upload upload = store.begin(url, OptionalLong.of(3000));
        mustFail(() -> upload.write(PART, CONTENT.of(PART)));
        assertThat(store.bytesWritten()).isEqualTo(1000);
        upload.write(PART, CONTENT.of(PART));
        upload.complete(3000);
        assertThat(store.bytesWritten()).isEqualTo(4000);
        assertThat(memory.bytes(url)).isEqualTo(new PatternSource(7, 3000).bytes());
    }

    @Test
    void losesTheAnswerOfWhatIsDone() {
        store.with(Fault.failing(FailureKind.UNAVAILABLE, "connection reset")
                .at(FaultyStore.Point.COMPLETE)
                .withAnswerLost()
                .once());
        Upload upload = store.begin(url, OptionalLong.of(3000));
        upload.write(PART, CONTENT.of(PART));
        mustFail(() -> upload.complete(3000));
        store.resume(url, OptionalLong.of(3000), Extents.upTo(3000)).complete(3000);
        assertThat(memory.bytes(url)).hasSize(3000);
    }

    @Test
    void breaksOffWhileItIsRead() throws IOException {
        Upload upload = store.begin(url, OptionalLong.of(3000));
        upload.write(PART, CONTENT.of(PART));
        upload.complete(3000);
        store.with(Fault.failing(FailureKind.SOURCE_UNAVAILABLE, "reset")
                .at(FaultyStore.Point.READ)
                .afterBytes(500)
                .once());
        try (ReadableByteChannel read = store.source(url).open(0)) {
            ByteBuffer target = ByteBuffer.allocate(5000);
            assertThat(read.read(target)).isEqualTo(500);
            assertThatThrownBy(() -> read.read(target)).isInstanceOf(ImageException.class);
        }
        try (ReadableByteChannel read = store.source(url).open(0)) {
            assertThat(CONTENT.differenceFrom(read, 0)).isEmpty();
        }
    }

    @Test
    void blocksUntilTheGateIsOpened() throws Exception {
        Gate gate = new Gate();
        store.with(Fault.blocking(gate)
                .at(FaultyStore.Point.WRITE)
                .afterBytes(1000)
                .once());
        Upload upload = store.begin(url, OptionalLong.of(3000));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PartReceipt> written = threads.submit(() -> upload.write(PART, CONTENT.of(PART)));
            gate.awaitArrival();
            assertThat(written.isDone()).isFalse();
            assertThat(store.bytesWritten()).isEqualTo(1000);
            gate.open();
            assertThat(written.get().length()).isEqualTo(3000);
        }
        assertThat(memory.bytes(url)).isEqualTo(new PatternSource(7, 3000).bytes());
    }

    private static void mustFail(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE))
                .hasMessageStartingWith("store memory: ");
    }
}
