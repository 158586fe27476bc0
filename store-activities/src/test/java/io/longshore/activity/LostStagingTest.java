package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StagedImage;
import io.longshore.importing.StagingPlace;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.staging.StagingArea;
import io.longshore.store.MemoryStore;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.web.RawServer;
import io.longshore.web.Web;
import io.longshore.workflow.StagingActivities;
import io.longshore.workflow.StagingActivities.FetchOrder;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power was cut: what was staged is gone, and stores may have parts of it. Nothing else may follow them. */
final class LostStagingTest {

    private static final byte[] BYTES = Web.bytes(20_000_000);
    private static final int BREAK = 12_000_000;
    private static final StoreId STORE = StoreId.of("s0");

    private final Catalog catalog = TestDatabase.create().catalog();
    private final StoreRegistry registry = new StoreRegistry(List.of(new MemoryStore("s0")), STORE);
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private final StagingArea staging;
    private final StagingPlace place;
    private final RawServer server;
    private final ImageId image = ImageId.random();
    private volatile String tag = "ETag: \"v1\"";
    private volatile int sent = BREAK;

    LostStagingTest(@TempDir Path directory) throws Exception {
        staging = new StagingArea(directory);
        place = new StagingPlace(staging.id(), "host1");
        server = new RawServer((asked, line) ->
                line.head("200 OK", "Content-Length: " + BYTES.length, tag).say(Arrays.copyOf(BYTES, sent)));
    }

    @BeforeEach
    void start() {
        catalog.staging().renew(place, 1L << 40, 1L << 40);
        temporal.registerActivitiesImplementations(new StagingActivitiesImpl(
                new ImportWorker.Parts(
                        catalog,
                        registry,
                        new Transfer(limits),
                        bandwidth,
                        new Sources(Web.client(server.port()), registry),
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
    void stop() throws Exception {
        temporal.close();
        bandwidth.close();
        server.close();
        staging.close();
        limits.close();
    }

    private FetchOrder ordered() {
        var request = new ImportRequest(
                ImportId.random(),
                image,
                new ImportMethod.WebDownload(server.url("/image")),
                List.of(STORE),
                false,
                "project",
                "user",
                "req-1");
        catalog.imports().accept(image, state -> Optional.of(new ImportCatalog.Acceptance(request, "t", "{}")));
        catalog.runs().begin(request.id(), "run");
        catalog.staging().beginFetch(request.id(), 1, place);
        return new FetchOrder(request.id(), image, 1, List.of(), 1, 0, true);
    }

    private StagedImage fetch(FetchOrder order) {
        return temporal.newActivityStub(StagingActivities.class).fetch(order);
    }

    private int generation() {
        return catalog.staging().current(image).orElseThrow().generation();
    }

    /** A first attempt breaks off, and what it has staged is lost; the generation of that. */
    private int lost(FetchOrder order) {
        assertThatThrownBy(() -> fetch(order)).isInstanceOf(RuntimeException.class);
        int generation = generation();
        assertThat(staging.usedBytes()).isPositive();
        staging.discard(image);
        sent = BYTES.length;
        return generation;
    }

    @Test
    void theSameSourceFollows() {
        FetchOrder order = ordered();
        int before = lost(order);
        assertThat(fetch(order).sizeBytes()).isEqualTo(BYTES.length);
        assertThat(generation()).isEqualTo(before);
    }

    @Test
    void anotherOneBeginsAGenerationOfItsOwn() {
        FetchOrder order = ordered();
        int before = lost(order);
        tag = "ETag: \"v2\"";
        assertThat(fetch(order).sizeBytes()).isEqualTo(BYTES.length);
        assertThat(generation()).isGreaterThan(before);
    }

    @Test
    void soDoesOneThatCannotTell() {
        tag = "Accept-Ranges: none";
        FetchOrder order = ordered();
        int before = lost(order);
        assertThat(fetch(order).sizeBytes()).isEqualTo(BYTES.length);
        assertThat(generation()).isGreaterThan(before);
    }
}
