package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.StoreId;
import io.longshore.importing.UriPolicy;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.store.MemoryStore;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImportWorkerTest {

    private final ServerSocket front = listening();
    private final WorkflowServiceStubs stubs =
            WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget("127.0.0.1:" + front.getLocalPort())
                    .setSystemInfoTimeout(Duration.ofSeconds(1))
                    .setConnectionBackoffResetFrequency(Duration.ofMillis(200))
                    .build());
    private final TestDatabase database = TestDatabase.bare();
    private final Catalog catalog = database.catalog();
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
    private final ImportWorker worker = new ImportWorker(
            WorkflowClient.newInstance(stubs),
            parts(catalog, limits, bandwidth),
            new ImportWorker.Slots(2, 2, Duration.ofMinutes(2)));

    @AfterEach
    void end() throws IOException {
        worker.close();
        bandwidth.close();
        limits.close();
        stubs.shutdownNow();
        front.close();
    }

    @Test
    void aWorkerThatIsThereBeforeTemporalBeginsWhenThatComes() throws Exception {
        Catalog.migrate(database.dataSource());
        worker.start();
        for (int refused = 0; refused < 5; refused++) {
            front.accept().close();
        }
        front.close();
        assertThat(worker.isReady()).isFalse();
        try (AutoCloseable server = TestServer.createPortBoundServer(front.getLocalPort())) {
            assertThat(server).isNotNull();
            assertThat(worker.awaitReady(Duration.ofSeconds(60))).isTrue();
            worker.close();
        }
    }

    @Test
    void aWorkerThatIsThereBeforeItsCatalogBeginsWhenThatComes() throws Exception {
        front.close();
        try (AutoCloseable server = TestServer.createPortBoundServer(front.getLocalPort())) {
            assertThat(server).isNotNull();
            worker.start();
            assertThat(worker.awaitReady(Duration.ofSeconds(3))).isFalse();
            Catalog.migrate(database.dataSource());
            assertThat(worker.awaitReady(Duration.ofSeconds(60))).isTrue();
            worker.close();
        }
    }

    @Test
    void aWorkerThatIsToldToEndWhileItBeginsDoesNotBeginAfterAll() throws Exception {
        Catalog.migrate(database.dataSource());
        worker.start();
        try (Socket asked = front.accept();
                ServerSocket free = listening()) {
            worker.close();
            int port = free.getLocalPort();
            free.close();
            try (AutoCloseable server = TestServer.createPortBoundServer(port);
                    Socket answers = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(server).isNotNull();
                Thread.startVirtualThread(() -> pass(asked, answers));
                Thread.startVirtualThread(() -> pass(answers, asked));
                assertThat(worker.awaitReady(Duration.ofSeconds(3))).isFalse();
            }
        }
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            return;
        }
    }

    private static ImportWorker.Parts parts(Catalog catalog, TransferLimits limits, StoreBandwidth bandwidth) {
        StoreRegistry stores = new StoreRegistry(List.of(new MemoryStore("only")), StoreId.of("only"));
        return new ImportWorker.Parts(
                catalog,
                stores,
                new Transfer(limits),
                bandwidth,
                new Sources(new WebClient(UriPolicy.defaults(), WebLimits.defaults()), stores),
                new Reclaimer(catalog, stores),
                null,
                null,
                1 << 20);
    }
}
