package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What tests of copies need. */
abstract class Copying {

    /** Less than four parts at a time can use, so that they also wait for turns. */
    private static final long FEW_TURNS_BYTES = 3L * Slice.BYTES;

    final TransferLimits limits = new TransferLimits(FEW_TURNS_BYTES, 2);
    final Transfer transfer = new Transfer(limits);

    @AfterEach
    void everyTurnIsGivenBack() {
        TestLimits.awaitIdle(limits);
        limits.close();
    }

    static Store files(Path directory, String id) {
        return new FileStoreFactory(directory)
                .create(StoreId.of(id), "", 0, Map.of("directory", id, "part-size", "8MiB"));
    }

    static ObjectUrl place(Store store) {
        return store.place(ImageId.random(), 1, OptionalLong.empty());
    }

    static CopyTarget begin(Store store) {
        ObjectUrl url = place(store);
        return new CopyTarget(store, url, store.begin(url, OptionalLong.empty()), new Pace());
    }

    static Supplier<Optional<ContentManifest>> known(TestImage image) {
        ContentManifest manifest = image.manifest();
        return () -> Optional.of(manifest);
    }

    static CopyOrder order(CopySource source, CopyTarget target, TestImage image) {
        return CopyOrder.of(source, target, image.manifest());
    }

    static CopyOrder withoutManifest(CopySource source, CopyTarget target, @Nullable ContentHashes expected) {
        return new CopyOrder(source, target, Extents.NONE, Optional::empty, expected, false);
    }

    static void mustFail(FailureKind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(words)
                .hasNoSuppressedExceptions();
    }

    /** What an attempt left behind, as the next one finds it. */
    static CopyTarget resumed(CopyTarget left) {
        Extents durable = left.upload().makeDurable();
        left.upload().close();
        Upload upload = left.store().resume(left.url(), OptionalLong.empty(), durable);
        return new CopyTarget(left.store(), left.url(), upload, new Pace());
    }
}
