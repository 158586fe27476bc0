package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContainerFormat;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.importing.UriPolicy;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.store.ByteSource;
import io.longshore.store.MemoryStore;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreRegistry;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Pace;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import io.longshore.web.Web;
import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;
import io.longshore.workflow.CopyActivities;
import io.temporal.testing.TestActivityEnvironment;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that copies by itself, and tells of nothing while it does. */
final class NativeCopyTest {

    private static final byte[] BYTES = Web.bytes(20_000_000);
    private static final StoreId FROM = StoreId.of("from");
    private static final StoreId TO = StoreId.of("to");

    private final Catalog catalog = TestDatabase.create().catalog();
    private final MemoryStore from = new MemoryStore("from");
    private final Copying to = new Copying(new MemoryStore("to"));
    private final StoreRegistry registry = new StoreRegistry(List.of(from, to), FROM);
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final Transfer transfer = new Transfer(limits);
    private final StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private final ImageId image = ImageId.random();

    /** The store {@code inside}, which copies when it is let. */
    private record Copying(MemoryStore inside, List<String> asked, CountDownLatch let, List<ImageException> failures)
            implements Store {

        Copying(MemoryStore inside) {
            this(inside, new ArrayList<>(), new CountDownLatch(2), new ArrayList<>());
        }

        @Override
        public StoreDescription describe() {
            return inside.describe();
        }

        @Override
        public ByteSource source(ObjectUrl url) {
            return inside.source(url);
        }

        @Override
        public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
            return inside.place(image, nth, size);
        }

        @Override
        public Upload begin(ObjectUrl url, OptionalLong size) {
            return inside.begin(url, size);
        }

        @Override
        public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
            return inside.resume(url, size, durable);
        }

        @Override
        public void delete(ObjectUrl url) {
            inside.delete(url);
        }

        @Override
        public Optional<ServerSideCopy> serverSideCopy() {
            return Optional.of(new ServerSideCopy() {
                @Override
                public Optional<String> obstacle(ReadableStore from) {
                    return Optional.empty();
                }

                @Override
                public StoredObject copy(
                        ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
                    asked.add("copy " + target);
                    return made(target);
                }

                @Override
                public StoredObject resume(
                        ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
                    asked.add("resume " + target);
                    return made(target);
                }
            });
        }

        private StoredObject made(ObjectUrl target) {
            if (!failures.isEmpty()) {
                throw failures.removeFirst();
            }
            try {
                assertThat(let.await(60, TimeUnit.SECONDS))
                        .as("signs of life meanwhile")
                        .isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return written(inside, target);
        }
    }

    private static StoredObject written(Store store, ObjectUrl url) {
        try (TransferLimits limits = TransferLimits.ofThisMachine()) {
            Upload upload = store.begin(url, OptionalLong.empty());
            manifest(new Transfer(limits), store, upload);
            return upload.complete(BYTES.length);
        }
    }

    private static ContentManifest manifest(Transfer transfer, Store store, Upload upload) {
        var source = new IntakeSource(
                "test",
                Channels.newChannel(new ByteArrayInputStream(BYTES)),
                OptionalLong.of(BYTES.length),
                1L << 40,
                FailureKind.INVALID);
        try (Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            return intake.into(source, store.describe(), upload, new Pace());
        }
    }

    @BeforeEach
    void start() {
        var parts = new ImportWorker.Parts(
                catalog,
                registry,
                transfer,
                bandwidth,
                new Sources(new WebClient(UriPolicy.defaults(), WebLimits.defaults()), registry),
                new Reclaimer(catalog, registry),
                null,
                null,
                1L << 40);
        var drain = new Drain();
        var shares = new Shares(catalog.queue(), Duration.ofMinutes(2));
        temporal.registerActivitiesImplementations(new CopyActivitiesImpl(
                new CopyToStore(parts, new Attempts(drain, new Silences(), shares)), parts.reclaimer(), drain));
        catalog.images()
                .create(new NewImage(
                        image,
                        "i",
                        Visibility.PRIVATE,
                        false,
                        false,
                        "project",
                        0,
                        0,
                        DiskFormat.RAW,
                        ContainerFormat.BARE,
                        Set.of(),
                        Map.of()));
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, ignored -> {});
        UploadRow upload =
                catalog.uploads().beginPut(image, writer, FROM, nth -> from.place(image, nth, OptionalLong.empty()));
        Upload writing = from.begin(upload.url(), OptionalLong.empty());
        ContentManifest manifest = manifest(transfer, from, writing);
        writing.complete(BYTES.length);
        catalog.uploads().finishPut(image, writer, upload.id(), manifest, null);
    }

    @AfterEach
    void stop() {
        temporal.close();
        bandwidth.close();
        limits.close();
    }

    private ImportId accepted() {
        var request = new ImportRequest(
                ImportId.random(), image, new ImportMethod.CopyImage(), List.of(TO), false, "project", "user", "req-1");
        catalog.imports().accept(image, state -> Optional.of(new ImportCatalog.Acceptance(request, "t", "{}")));
        catalog.runs().begin(request.id(), "run");
        return request.id();
    }

    private CopyActivities.CopyResult copy(ImportId id, int sending) {
        return temporal.newActivityStub(CopyActivities.class)
                .copy(new CopyActivities.CopyOrder(
                        id, image, 1, new CopyPlan(TO, CopyWay.NATIVE, List.of(FROM), ""), sending, 0, true));
    }

    @Test
    void whileTheStoreTellsOfNothingTheAttemptIsSeenToLive() {
        temporal.setActivityHeartbeatListener(TransferCheckpoint.class, said -> {
            if (String.valueOf(said.waitingFor()).contains("copies by itself")) {
                to.let().countDown();
            }
        });
        assertThat(copy(accepted(), 1).sizeBytes()).isEqualTo(BYTES.length);
    }

    @Test
    void theNextAttemptGoesOnWhereTheStoreHadBegun() {
        to.let().countDown();
        to.let().countDown();
        to.failures().add(new ImageException(FailureKind.UNAVAILABLE, "store to: away"));
        ImportId id = accepted();
        assertThatThrownBy(() -> copy(id, 1)).rootCause().hasMessageContaining("away");
        copy(id, 2);
        String url = String.valueOf(to.place(image, 1, OptionalLong.empty()));
        assertThat(to.asked()).containsExactly("copy " + url, "resume " + url);
    }
}
