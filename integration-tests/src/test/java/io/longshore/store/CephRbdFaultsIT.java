package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.CephServer.Daemon;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes wrong with a cluster while it is written, on a live one. */
@Tag("ceph")
final class CephRbdFaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final PatternBytes CONTENT = new PatternBytes(4711, (24L << 20) + 77);
    private static final long PART = 8L << 20;

    private final CephServer ceph = CephServer.edge();
    private final Store store = CephStores.of("ceph", ceph.conf(), "8s");

    @AfterEach
    void goesOn() {
        ceph.start();
    }

    @Test
    void anOsdThatStandsStillFailsThePartInTimeAndTheSameUploadGoesOnAfterwards() {
        standsStill(() -> ceph.signal(Daemon.OSD, "STOP"), () -> ceph.signal(Daemon.OSD, "CONT"));
    }

    @Test
    void anOsdThatIsKilledFailsThePartAndTheSameUploadGoesOnAfterwards() {
        standsStill(() -> ceph.kill(Daemon.OSD), ceph::start);
    }

    /** The second part fails half way. */
    private void standsStill(Runnable ends, Runnable goesOn) {
        ObjectUrl url = CephStores.address(store);
        try (Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()))) {
            Part first = store.describe().limits().partAt(0);
            Part second = store.describe().limits().partAt(PART);
            upload.write(first, CONTENT.of(first));
            assertThat(upload.makeDurable()).isEqualTo(Extents.upTo(PART));
            ImageException failure = CephStores.failure(
                            () -> upload.write(second, new InMidPart(CONTENT, second, ends)))
                    .orElseThrow();
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("store ceph: ").hasMessageContaining("in time");
            ImageException reading =
                    CephStores.failure(() -> store.source(url).object()).orElseThrow();
            assertThat(reading.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            goesOn.run();
            Await.until(
                    PATIENCE,
                    () -> "the parts are taken again",
                    () -> CephStores.failure(() -> CephStores.write(upload, store, CONTENT, PART))
                            .isEmpty());
            upload.complete(CONTENT.sizeBytes());
        }
        assertThat(CephStores.difference(CephStores.of(ceph), url, CONTENT)).isEmpty();
        String image = CephServer.POOL + "/" + CephStores.name(url);
        assertThat(ceph.rbd("info", image)).doesNotContain("invalid");
        assertThat(ceph.rbd("diff", image + "@snap").lines().filter(line -> line.contains("data")))
                .as("every object is in the map")
                .hasSize(4);
        store.delete(url);
    }

    /** Parts are the OSDs' business; who is new, and a snapshot's number, need the monitor. */
    @Test
    void aMonitorThatStandsStillFailsWhatNeedsItInTimeAndTheSameUploadIsWholeAfterwards() {
        ObjectUrl url = CephStores.address(store);
        try (Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()))) {
            Part first = store.describe().limits().partAt(0);
            try {
                upload.write(first, new InMidPart(CONTENT, first, () -> ceph.signal(Daemon.MONITOR, "STOP")));
                CephStores.write(upload, store, CONTENT, PART);
                Store late = CephStores.of("late", ceph.conf(), "8s");
                for (Runnable call : List.<Runnable>of(
                        () -> late.begin(CephStores.address(store), OptionalLong.empty()),
                        () -> upload.complete(CONTENT.sizeBytes()))) {
                    ImageException failure = CephStores.failure(call).orElseThrow();
                    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
                    assertThat(failure).hasMessageContaining("in time");
                }
            } finally {
                ceph.signal(Daemon.MONITOR, "CONT");
            }
            Await.until(
                    PATIENCE,
                    () -> "the upload is whole",
                    () -> CephStores.failure(() -> upload.complete(CONTENT.sizeBytes()))
                            .isEmpty());
        }
        assertThat(CephStores.difference(CephStores.of(ceph), url, CONTENT)).isEmpty();
        store.delete(url);
    }

    @Test
    void aClusterThatIsDownAtTheBeginningIsFoundWhenItComes() {
        ceph.stop();
        Store early = CephStores.of("ceph", ceph.conf(), "8s");
        ObjectUrl url = CephStores.address(early);
        Optional<ImageException> failure = CephStores.failure(() -> early.begin(url, OptionalLong.empty()));
        assertThat(failure.map(ImageException::kind)).contains(FailureKind.UNAVAILABLE);
        Optional<ImageException> again = CephStores.failure(() -> early.begin(url, OptionalLong.empty()));
        assertThat(again.map(ImageException::getMessage)).isEqualTo(failure.map(ImageException::getMessage));
        ceph.start();
        Await.until(
                PATIENCE,
                () -> "the store is back",
                () -> CephStores.failure(() -> early.delete(url)).isEmpty());
        assertThat(CephStores.difference(early, CephStores.stored(early, CONTENT), CONTENT))
                .isEmpty();
    }

    @Test
    void aClusterThatFallsSilentIsDownUntilItAnswers() {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        ceph.signal(Daemon.OSD, "STOP");
        Await.until(PATIENCE, () -> "the store is down", () -> {
            ImageException failure =
                    CephStores.failure(() -> store.source(url).object()).orElseThrow();
            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            return failure.getMessage().contains("the store is down until it does");
        });
        ceph.signal(Daemon.OSD, "CONT");
        Await.until(
                PATIENCE,
                () -> "the store is back",
                () -> CephStores.failure(() -> store.source(url).object()).isEmpty());
        assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
        store.delete(url);
    }

    @Test
    void aFullClusterIsSaidToBeFull() {
        try {
            setRatios("0.00001", "0.00002", "0.00003");
            isFull("full");
        } finally {
            setRatios("0.85", "0.90", "0.95");
        }
        Await.until(
                PATIENCE,
                () -> "there is room again",
                () -> CephStores.failure(() -> CephStores.stored(store, CONTENT))
                        .isEmpty());
    }

    private void setRatios(String near, String backfill, String full) {
        try {
            ceph.ceph("osd", "set-nearfull-ratio", near);
        } finally {
            try {
                ceph.ceph("osd", "set-backfillfull-ratio", backfill);
            } finally {
                ceph.ceph("osd", "set-full-ratio", full);
            }
        }
    }

    @Test
    void aPoolAtItsQuotaIsSaidToBeFull() {
        ceph.startManager();
        ObjectUrl before = CephStores.stored(store, CONTENT);
        try {
            ceph.ceph("osd", "pool", "set-quota", CephServer.POOL, "max_bytes", "8192");
            isFull("quota");
            assertThat(CephStores.difference(store, before, CONTENT)).isEmpty();
        } finally {
            ceph.ceph("osd", "pool", "set-quota", CephServer.POOL, "max_bytes", "0");
        }
        Await.until(
                PATIENCE,
                () -> "there is room again",
                () -> CephStores.failure(() -> CephStores.stored(store, CONTENT))
                        .isEmpty());
    }

    /** Ceph notices some time after the fact; what was begun meanwhile can be deleted even then. */
    private void isFull(String why) {
        Await.until(PATIENCE, () -> "the store is full", () -> {
            ObjectUrl url = CephStores.address(store);
            Optional<ImageException> failure = CephStores.failure(() -> {
                try (Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()))) {
                    CephStores.write(upload, store, CONTENT, 0);
                }
            });
            CephStores.failure(() -> store.delete(url))
                    .ifPresent(e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE));
            // While it makes up its mind it may not answer in time.
            failure.filter(e -> e.kind() != FailureKind.UNAVAILABLE)
                    .ifPresent(e -> assertThat(e).hasMessageContaining(why));
            return failure.map(ImageException::kind)
                    .filter(FailureKind.STORE_FULL::equals)
                    .isPresent();
        });
    }

    @Test
    void aClientThatCephHasShutOutComesBackAsAnotherOneAndItsUploadsAreTakenUp() {
        ObjectUrl url = CephStores.address(store);
        Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()));
        Part first = store.describe().limits().partAt(0);
        upload.write(first, CONTENT.of(first));
        Extents durable = upload.makeDurable();
        ceph.ceph("osd", "blocklist", "add", clientOf(url));
        Await.until(
                PATIENCE,
                () -> "its writes are refused",
                () -> CephStores.failure(() -> CephStores.write(upload, store, CONTENT, PART))
                        .filter(e -> e.kind() == FailureKind.UNAVAILABLE
                                && e.getMessage().contains("shut this client out"))
                        .isPresent());
        upload.close();
        ObjectUrl other = CephStores.stored(store, CONTENT);
        assertThat(CephStores.difference(store, other, CONTENT)).isEmpty();
        try (Upload resumed = store.resume(url, OptionalLong.of(CONTENT.sizeBytes()), durable)) {
            CephStores.write(resumed, store, CONTENT, PART);
            resumed.complete(CONTENT.sizeBytes());
        }
        assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
    }

    @Test
    void whatElseAShutOutClientWasWritingFailsForNowAndIsTakenUp() {
        ObjectUrl url = CephStores.address(store);
        ObjectUrl beside = CephStores.address(store);
        Part first = store.describe().limits().partAt(0);
        Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()));
        Upload other = store.begin(beside, OptionalLong.of(CONTENT.sizeBytes()));
        for (Upload one : List.of(upload, other)) {
            one.write(first, CONTENT.of(first));
            assertThat(one.makeDurable()).isEqualTo(Extents.upTo(PART));
        }
        var refused = CompletableFuture.supplyAsync(() -> untilRefused(upload));
        var refusedToo = CompletableFuture.supplyAsync(() -> untilRefused(other));
        ceph.ceph("osd", "blocklist", "add", clientOf(url));
        for (CompletableFuture<ImageException> one : List.of(refused, refusedToo)) {
            ImageException failure =
                    one.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("shut this client out");
        }
        for (ObjectUrl one : List.of(beside, url)) {
            try (Upload resumed = store.resume(one, OptionalLong.of(CONTENT.sizeBytes()), Extents.upTo(PART))) {
                CephStores.write(resumed, store, CONTENT, PART);
                resumed.complete(CONTENT.sizeBytes());
            }
            assertThat(CephStores.difference(CephStores.of(ceph), one, CONTENT)).isEmpty();
            store.delete(one);
        }
    }

    private ImageException untilRefused(Upload upload) {
        while (true) {
            Optional<ImageException> failure = CephStores.failure(() -> CephStores.write(upload, store, CONTENT, PART))
                    // A cluster that is only slow refuses nobody.
                    .filter(e -> !e.getMessage().contains("in time"));
            if (failure.isPresent()) {
                return failure.get();
            }
        }
    }

    private String clientOf(ObjectUrl url) {
        return ceph.watcher(CephServer.POOL + "/" + CephStores.name(url));
    }

    @Test
    void aWriterThatStoodStillForTooLongIsShutOutAndItsProcessGoesOn() {
        ObjectUrl url = CephStores.address(store);
        try (RbdWriter.Child writer = RbdWriter.start(ceph, url)) {
            writer.awaitLine("WRITING");
            writer.signal("STOP");
            Await.until(
                    PATIENCE,
                    () -> "Ceph no longer sees the writer",
                    () -> !ceph.rbd("status", CephServer.POOL + "/" + CephStores.name(url))
                            .contains("watcher="));
            takesOver(url, writer);
        }
    }

    @Test
    void aWriterThatIsStillSeenIsShutOutByWhoTakesOver() {
        ObjectUrl url = CephStores.address(store);
        try (RbdWriter.Child writer = RbdWriter.start(ceph, url)) {
            writer.awaitLine("WRITING");
            takesOver(url, writer);
        }
    }

    private void takesOver(ObjectUrl url, RbdWriter.Child writer) {
        PatternBytes content = RbdWriter.content();
        try (Upload upload = store.resume(url, OptionalLong.of(content.sizeBytes()), Extents.upTo(PART))) {
            writer.signal("CONT");
            writer.awaitLine("REFUSED");
            CephStores.write(upload, store, content, PART);
            upload.complete(content.sizeBytes());
        }
        writer.awaitLine("OTHER COPY WHOLE");
        assertThat(writer.refusal()).contains("UNAVAILABLE");
        assertThat(CephStores.difference(store, url, content)).isEmpty();
        store.delete(url);
    }

    @Test
    void aWriterThatIsKilledInMidPartLeavesWhatCanBeTakenUpOrDeleted() {
        ObjectUrl url = CephStores.address(store);
        ObjectUrl deleted = CephStores.address(store);
        PatternBytes content = RbdWriter.content();
        try (RbdWriter.Child writer = RbdWriter.start(ceph, url);
                RbdWriter.Child other = RbdWriter.start(ceph, deleted)) {
            writer.awaitLine("WRITING");
            other.awaitLine("WRITING");
            writer.signal("KILL");
            other.signal("KILL");
        }
        try (Upload upload = store.resume(url, OptionalLong.of(content.sizeBytes()), Extents.upTo(PART))) {
            CephStores.write(upload, store, content, PART);
            upload.complete(content.sizeBytes());
        }
        assertThat(CephStores.difference(store, url, content)).isEmpty();
        store.delete(deleted);
        assertThat(ceph.rbd("ls", CephServer.POOL)).doesNotContain(CephStores.name(deleted));
    }
}
