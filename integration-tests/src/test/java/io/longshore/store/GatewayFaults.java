package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.CephServer.Daemon;
import io.longshore.support.Commands;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store on a gateway does when the cluster behind it fails in the middle. On the edge's cluster: others are at work on the hub's. */
abstract class GatewayFaults {

    private static final String PATIENT = "60s";
    private static final String IMPATIENT = "6s";
    private static final int TRIES = 120;
    private static final long BETWEEN_TRIES_NANOS = 500_000_000L;

    final CephServer ceph = CephServer.edge();
    final CephGateway gateway = ceph.gateway();

    private final PatternBytes content =
            new PatternBytes(ThreadLocalRandom.current().nextLong(), (16L << 20) + 1000);

    /** A store that gives up on a silent server after {@code timeout}. */
    abstract Store open(String timeout);

    /** A store of a user who may keep a few MiB. */
    abstract Store openOf(String uid);

    @AfterEach
    void everythingRunsAgain() {
        ceph.start();
        ceph.gateway();
    }

    @Test
    void aPartWhoseOsdStopsFailsInTimeAndIsSentAgain() throws Exception {
        survives(() -> ceph.signal(Daemon.OSD, "STOP"), () -> ceph.signal(Daemon.OSD, "CONT"));
    }

    @Test
    void aPartWhoseOsdIsKilledFailsInTimeAndIsSentAgain() throws Exception {
        survives(() -> ceph.kill(Daemon.OSD), ceph::start);
    }

    @Test
    void aPartWhoseGatewayIsKilledIsSentAgain() throws Exception {
        survives(() -> ceph.kill(Daemon.GATEWAY), ceph::gateway);
    }

    @Test
    void aPartWhoseGatewayStopsFailsInTimeAndIsSentAgain() throws Exception {
        survives(() -> ceph.signal(Daemon.GATEWAY, "STOP"), () -> ceph.signal(Daemon.GATEWAY, "CONT"));
    }

    /** The third part fails half way; what was durable before is believed by another process, the rest is sent, and all of it is right. */
    private void survives(Runnable fault, Runnable repair) throws Exception {
        Store patient = open(PATIENT);
        ObjectUrl url = address(patient);
        List<Part> parts = parts(patient, content);
        Extents durable;
        try (Upload upload = patient.begin(url, OptionalLong.of(content.sizeBytes()))) {
            upload.write(parts.get(0), content.of(parts.get(0)));
            durable = upload.makeDurable();
            assertThat(durable).isEqualTo(Extents.upTo(parts.get(0).length()));
        }
        Store store = open(IMPATIENT);
        try (Upload upload = patiently(() -> store.resume(url, OptionalLong.of(content.sizeBytes()), durable))) {
            ImageException failure = catchThrowableOfType(
                    ImageException.class,
                    () -> upload.write(parts.get(1), new InMidPart(content, parts.get(1), fault)));

            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure)
                    .hasMessageStartingWith("store " + store.describe().id() + ": ");
        }
        repair.run();

        Store again = open(PATIENT);
        try (Upload upload = patiently(() -> again.resume(url, OptionalLong.of(content.sizeBytes()), durable))) {
            upload.write(parts.get(1), content.of(parts.get(1)));
            upload.write(parts.get(2), content.of(parts.get(2)));
            upload.complete(content.sizeBytes());
        }
        mustHold(again, url);
        again.delete(url);
        assertThat(listed(again, url)).isFalse();
    }

    /** Which parts it has copied again, those that are other ones now tell. */
    @Test
    void aCopyInsideTheServerThatBrokeOffGoesOnWithTheFirstPartsThatAreThere() throws Exception {
        Store store = open(PATIENT);
        ServerSideCopy copies = store.serverSideCopy().orElseThrow();
        ObjectUrl source = address(store);
        store(store, source);
        PatternBytes other = new PatternBytes(ThreadLocalRandom.current().nextLong(), content.sizeBytes());
        List<Part> parts = parts(store, content);
        for (int there = 0; there < 2; there++) {
            ObjectUrl url = address(store);
            try (Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()))) {
                upload.write(parts.get(there), other.of(parts.get(there)));
            }
            assertThat(kindOf(() -> copies.copy(store, source, url, bytes -> {})))
                    .isEqualTo(FailureKind.ALREADY_EXISTS);
            AtomicLong told = new AtomicLong(-1);
            StoredObject copied = copies.resume(store, source, url, bytes -> told.compareAndSet(-1, bytes));
            assertThat(copied.sizeBytes()).isEqualTo(content.sizeBytes());
            long believed = there == 0 ? parts.getFirst().length() : 0;
            assertThat(told).as("was there at the beginning").hasValue(believed);
            try (ByteSource copy = store.source(url);
                    ReadableByteChannel all = copy.open(0);
                    ReadableByteChannel rest = copy.open(believed)) {
                assertThat(content.differenceFrom(rest, believed)).isEmpty();
                assertThat(content.differenceFrom(all, 0).isEmpty()).isEqualTo(believed == 0);
            }
            assertThat(copies.resume(store, source, url, bytes -> {}).sizeBytes())
                    .as("of what is whole")
                    .isEqualTo(content.sizeBytes());
            store.delete(url);
            assertThat(listed(store, url)).isFalse();
        }
        store.delete(source);
    }

    @Test
    void aServerThatHangsFailsEveryCallInTime() {
        Store store = open(IMPATIENT);
        ObjectUrl url = address(store);
        store(open(PATIENT), url);
        ceph.signal(Daemon.GATEWAY, "STOP");

        assertThat(kindOf(() -> store.begin(address(store), OptionalLong.of(1))))
                .isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(kindOf(() -> store.delete(url))).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(kindOf(() -> store.source(url).object())).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(kindOf(() -> store.source(url).open(5))).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);

        ceph.signal(Daemon.GATEWAY, "CONT");
        mustHold(store, url);
        open(PATIENT).delete(url);
    }

    @Test
    void aServerThatIsAwayIsSaidToBeAndIsThereAgainWithoutMakingTheStoreAnew() {
        Store store = open(IMPATIENT);
        ObjectUrl url = address(store);
        store(open(PATIENT), url);
        ceph.kill(Daemon.GATEWAY);

        assertThat(catchThrowableOfType(ImageException.class, () -> store.delete(url)))
                .hasMessageContaining("connection refused")
                .extracting(ImageException::kind)
                .isEqualTo(FailureKind.UNAVAILABLE);

        ceph.gateway();
        mustHold(store, url);
        open(PATIENT).delete(url);
    }

    @Test
    void aClientCutOffInMidPartLeavesAnUploadThatCanBeRemoved() {
        Store store = open(PATIENT);
        ObjectUrl url = address(store);
        Part first = parts(store, content).getFirst();
        ImageException lost = new ImageException(FailureKind.SOURCE_LOST, "the client is gone");
        Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()));

        assertThat(catchThrowableOfType(
                        ImageException.class,
                        () -> upload.write(first, new InMidPart(content, first, () -> {
                            throw lost;
                        }))))
                .isSameAs(lost);
        assertThat(upload.makeDurable()).isEqualTo(Extents.NONE);
        upload.abort();

        assertThat(listed(store, url)).isFalse();
        assertThat(kindOf(() -> store.source(url).object())).isEqualTo(FailureKind.NOT_FOUND);
    }

    @Test
    void aQuotaThatIsUsedUpIsAStoreThatIsFull() {
        String uid = "small" + UUID.randomUUID().toString().substring(0, 8);
        admin("user", "create", "--uid=" + uid, "--display-name=" + uid, "--access-key=" + uid, "--secret-key=" + uid);
        admin("subuser", "create", "--uid=" + uid, "--subuser=" + uid + ":swift", "--access=full");
        admin("key", "create", "--subuser=" + uid + ":swift", "--key-type=swift", "--secret-key=" + uid);
        admin("quota", "set", "--quota-scope=user", "--uid=" + uid, "--max-size=4M");
        admin("quota", "enable", "--quota-scope=user", "--uid=" + uid);
        Store store = openOf(uid);
        ObjectUrl url = address(store);
        Part first = parts(store, content).getFirst();
        Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()));

        ImageException failure =
                catchThrowableOfType(ImageException.class, () -> upload.write(first, content.of(first)));

        assertThat(failure.kind()).isEqualTo(FailureKind.STORE_FULL);
        assertThat(failure.getMessage()).contains("quota").doesNotContain(uid + uid);
        upload.abort();
        assertThat(listed(store, url)).isFalse();
    }

    private void admin(String... words) {
        List<String> command =
                new ArrayList<>(List.of("radosgw-admin", "-c", ceph.conf().toString()));
        command.addAll(List.of(words));
        Commands.run(Map.of(), command);
    }

    private static ObjectUrl address(Store store) {
        return store.place(ImageId.random(), 1, OptionalLong.empty());
    }

    private static List<Part> parts(Store store, PatternBytes content) {
        List<Part> parts = new ArrayList<>();
        for (long at = 0; at < content.sizeBytes(); ) {
            Part part = store.describe().limits().partAt(at);
            parts.add(new Part(part.number(), at, Math.min(part.length(), content.sizeBytes() - at)));
            at += part.length();
        }
        return parts;
    }

    private void store(Store store, ObjectUrl url) {
        try (Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()))) {
            parts(store, content).forEach(part -> upload.write(part, content.of(part)));
            upload.complete(content.sizeBytes());
        }
    }

    private void mustHold(Store store, ObjectUrl url) {
        String difference = patiently(() -> {
            try (ByteSource source = store.source(url);
                    ReadableByteChannel read = source.open(0)) {
                assertThat(source.object().size()).hasValue(content.sizeBytes());
                return content.differenceFrom(read, 0);
            } catch (IOException e) {
                return e.toString();
            }
        });
        assertThat(difference).isEmpty();
    }

    private static boolean listed(Store store, ObjectUrl url) {
        Inventory inventory = store.inventory().orElseThrow();
        String cursor = "";
        while (true) {
            List<Inventory.Entry> page = inventory.page(cursor, 100);
            if (page.stream().anyMatch(entry -> entry.url().equals(url))) {
                return true;
            }
            if (page.isEmpty()) {
                return false;
            }
            cursor = page.getLast().cursor();
        }
    }

    /** A cluster that has just come back answers when it has found itself. */
    private static <T> T patiently(java.util.function.Supplier<T> call) {
        for (int left = TRIES; ; left--) {
            try {
                return call.get();
            } catch (ImageException e) {
                if (!e.kind().retryable() || left == 0) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
    }

    private static FailureKind kindOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call).kind();
    }
}
