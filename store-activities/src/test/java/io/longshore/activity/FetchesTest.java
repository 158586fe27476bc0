package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.ImportEnd;
import io.longshore.catalog.Landing;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContainerFormat;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StagedImage;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.Turn;
import io.longshore.importing.UriPolicy;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.staging.StagingArea;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.MemoryStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
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
import io.longshore.workflow.StagingActivities;
import io.longshore.workflow.StagingActivities.FetchOrder;
import io.temporal.testing.TestActivityEnvironment;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that are fetched from stores of which some lie: whoever is to blame is blamed, and nobody else. */
final class FetchesTest {

    private static final byte[] BYTES = Web.bytes(20_000_000);
    private static final long BREAK = 12_000_000;

    private final Catalog catalog = TestDatabase.create().catalog();
    private final List<MemoryStore> memories =
            IntStream.range(0, 5).mapToObj(i -> new MemoryStore("s" + i)).toList();
    private final List<FaultyStore> stores =
            memories.stream().map(FaultyStore::new).toList();
    private final StoreRegistry registry = new StoreRegistry(stores, StoreId.of("s0"));
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final Transfer transfer = new Transfer(limits);
    private final StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private final StagingArea staging;
    private final StagingPlace place;
    private final ImageId image = ImageId.random();

    FetchesTest(@TempDir Path directory) {
        staging = new StagingArea(directory);
        place = new StagingPlace(staging.id(), "host1");
    }

    @BeforeEach
    void start() {
        catalog.staging().renew(place, 1L << 40, 1L << 40);
        var web = new WebClient(UriPolicy.defaults(), WebLimits.defaults());
        temporal.registerActivitiesImplementations(new StagingActivitiesImpl(
                new ImportWorker.Parts(
                        catalog,
                        registry,
                        transfer,
                        bandwidth,
                        new Sources(web, registry),
                        new Reclaimer(catalog, registry),
                        staging,
                        place,
                        1L << 40),
                new Attempts(new Drain(), new Silences(), new Shares(catalog.queue(), Duration.ofMinutes(2)))));
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
    }

    @AfterEach
    void stop() {
        temporal.close();
        bandwidth.close();
        staging.close();
        limits.close();
    }

    /** Gives the image copies in the first {@code count} stores. */
    private void storedIn(int count) {
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, ignored -> {});
        Store first = stores.getFirst();
        UploadRow upload =
                catalog.uploads().beginPut(image, writer, id(0), nth -> first.place(image, nth, OptionalLong.empty()));
        catalog.uploads().finishPut(image, writer, upload.id(), written(first, upload), null);
        ImportId copies =
                accepted(IntStream.range(1, count).mapToObj(FetchesTest::id).toList());
        for (int i = 1; i < count; i++) {
            Store store = stores.get(i);
            UploadRow copy = catalog.uploads()
                    .beginAttempt(
                            copies,
                            Turn.first(1),
                            id(i),
                            1,
                            false,
                            nth -> store.place(image, nth, OptionalLong.empty()));
            written(store, copy);
            catalog.runs()
                    .landed(
                            copies,
                            1,
                            new Landing(id(i), copy.id(), copy.attempt(), 1, BYTES.length, "s0", "size", 0, null));
        }
        catalog.runs().end(copies, 1, ImportEnd.Kind.SETTLED, List.of(), null);
    }

    private ContentManifest written(Store store, UploadRow row) {
        Upload upload = store.begin(row.url(), OptionalLong.empty());
        var source = new IntakeSource(
                "test",
                Channels.newChannel(new ByteArrayInputStream(BYTES)),
                OptionalLong.of(BYTES.length),
                1L << 40,
                FailureKind.INVALID);
        try (Intake intake = transfer.intake(ByteInspector.none(), new Unheard())) {
            ContentManifest manifest = intake.into(source, store.describe(), upload, new Pace());
            upload.complete(manifest.sizeBytes());
            return manifest;
        }
    }

    private static StoreId id(int store) {
        return StoreId.of("s" + store);
    }

    private ImportId accepted(List<StoreId> targets) {
        var request = new ImportRequest(
                ImportId.random(), image, new ImportMethod.CopyImage(), targets, false, "project", "user", "req-1");
        catalog.imports().accept(image, state -> Optional.of(new ImportCatalog.Acceptance(request, "t", "{}")));
        catalog.runs().begin(request.id(), "run");
        return request.id();
    }

    /** An import that has its place; the same order may be given again. */
    private FetchOrder ordered(int sources) {
        ImportId id = accepted(List.of(StoreId.of("s4")));
        catalog.staging().beginFetch(id, 1, place);
        return new FetchOrder(
                id,
                image,
                1,
                IntStream.range(0, sources).mapToObj(FetchesTest::id).toList(),
                1,
                0,
                true);
    }

    private StagedImage fetch(FetchOrder order) {
        return temporal.newActivityStub(StagingActivities.class).fetch(order);
    }

    private void corrupt(int store, long offset) {
        memories.get(store).corrupt(memories.get(store).addresses().getFirst(), offset);
    }

    private void breaks(int store, FailureKind kind, long afterBytes) {
        stores.get(store)
                .with(Fault.failing(kind, "connection reset").at(Point.READ).afterBytes(afterBytes));
    }

    private void assertWhole(StagedImage fetched) {
        assertThat(fetched.sizeBytes()).isEqualTo(BYTES.length);
        assertThat(fetched.hashes())
                .isEqualTo(catalog.images().find(image).orElseThrow().hashes());
    }

    @Test
    void everyCorruptCopyIsLeftForTheNext() {
        storedIn(4);
        for (int store = 0; store < 3; store++) {
            corrupt(store, store * 7L);
        }
        assertWhole(fetch(ordered(4)));
        assertThat(stores.get(3).calls(Point.READ)).isPositive();
    }

    @Test
    void whereAllAreCorruptThatIsSaid() {
        storedIn(3);
        for (int store = 0; store < 3; store++) {
            corrupt(store, BYTES.length - 1);
        }
        FetchOrder order = ordered(3);
        assertThatThrownBy(() -> fetch(order))
                .rootCause()
                .hasMessageContaining("store s0: its copy is corrupt")
                .hasMessageContaining("store s2: its copy is corrupt");
    }

    @Test
    void aGoodCopyIsNotBlamedForWhatWasReadOfAnother() {
        storedIn(2);
        corrupt(0, 5);
        breaks(0, FailureKind.UNAVAILABLE, BREAK);
        assertWhole(fetch(ordered(2)));
    }

    @Test
    void aGoodCopyIsNotBlamedForWhatAnEarlierAttemptHasRead() {
        storedIn(2);
        corrupt(0, 5);
        breaks(0, FailureKind.UNAVAILABLE, BREAK);
        breaks(1, FailureKind.UNAVAILABLE, 0);
        FetchOrder order = ordered(2);
        assertThatThrownBy(() -> fetch(order)).rootCause().hasMessageContaining("no copy of the image can be read");
        stores.get(1).heal();
        assertWhole(fetch(order));
    }

    @Test
    void whatWasReadOfAGoodCopyIsKept() {
        storedIn(1);
        breaks(0, FailureKind.UNAVAILABLE, BREAK);
        FetchOrder order = ordered(1);
        assertThatThrownBy(() -> fetch(order)).rootCause().hasMessageContaining("connection reset");
        int generation = catalog.staging().current(image).orElseThrow().generation();
        stores.getFirst().heal();
        assertWhole(fetch(order));
        assertThat(catalog.staging().current(image).orElseThrow().generation()).isEqualTo(generation);
    }

    private static final class Unheard implements TransferListener {
        @Override
        public void progress(long doneBytes) {}

        @Override
        public void waiting(String what) {}

        @Override
        public void working() {}

        @Override
        public void durable(Extents written) {}

        @Override
        public void idle() {}
    }
}
