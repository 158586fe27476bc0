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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImportWorkerTest {

    @Test
    void aWorkerThatIsThereBeforeTemporalBeginsWhenThatComes() throws Exception {
        Catalog catalog = TestDatabase.create().catalog();
        ServerSocket away = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = away.getLocalPort();
        WorkflowServiceStubs stubs = stubs(port);
        try (TransferLimits limits = TransferLimits.ofThisMachine();
                StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
                ImportWorker worker = new ImportWorker(
                        WorkflowClient.newInstance(stubs),
                        parts(catalog, limits, bandwidth),
                        new ImportWorker.Slots(2, 2))) {
            worker.start();
            try (away) {
                for (int refused = 0; refused < 5; refused++) {
                    away.accept().close();
                }
            }
            assertThat(worker.isReady()).isFalse();
            try (AutoCloseable server = TestServer.createPortBoundServer(port)) {
                assertThat(server).isNotNull();
                assertThat(worker.awaitReady(Duration.ofSeconds(60))).isTrue();
            }
        } finally {
            stubs.shutdownNow();
        }
    }

    @Test
    void aWorkerThatIsToldToEndWhileItBeginsDoesNotBeginAfterAll() throws Exception {
        Catalog catalog = TestDatabase.create().catalog();
        ServerSocket front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WorkflowServiceStubs stubs = stubs(front.getLocalPort());
        try (front;
                ServerSocket free = new ServerSocket(0);
                TransferLimits limits = TransferLimits.ofThisMachine();
                StoreBandwidth bandwidth = new StoreBandwidth(catalog.bandwidth());
                ImportWorker worker = new ImportWorker(
                        WorkflowClient.newInstance(stubs),
                        parts(catalog, limits, bandwidth),
                        new ImportWorker.Slots(2, 2))) {
            worker.start();
            try (Socket asked = front.accept()) {
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
        } finally {
            stubs.shutdownNow();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            return;
        }
    }

    private static WorkflowServiceStubs stubs(int port) {
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .setSystemInfoTimeout(Duration.ofSeconds(1))
                .setConnectionBackoffResetFrequency(Duration.ofMillis(200))
                .build());
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
