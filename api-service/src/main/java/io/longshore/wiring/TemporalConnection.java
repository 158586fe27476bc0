package io.longshore.wiring;

import io.longshore.workflow.PayloadFormat;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.rpcretry.DefaultStubServiceOperationRpcRetryOptions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two ways to one Temporal server: one that gives up within seconds, for requests that people wait for, and one that waits for work.
 * Neither needs the server to be up.
 */
final class TemporalConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TemporalConnection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final WorkflowServiceStubs asking;
    private final WorkflowServiceStubs waiting;
    private final WorkflowClientOptions options;

    /** Prepares the connection; connects to nothing. */
    TemporalConnection(ClientConfigProfile profile, String namespace) {
        WorkflowServiceStubsOptions stubs = profile.toWorkflowServiceStubsOptions();
        this.asking = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder(stubs)
                .setSystemInfoTimeout(Duration.ofSeconds(1))
                .setRpcTimeout(PATIENCE)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder(DefaultStubServiceOperationRpcRetryOptions.INSTANCE)
                        .setExpiration(PATIENCE)
                        .build())
                .build());
        this.waiting = WorkflowServiceStubs.newServiceStubs(stubs);
        this.options = WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setNamespace(namespace)
                .setDataConverter(PayloadFormat.converter())
                .build();
    }

    /** For requests: every call ends within seconds. */
    WorkflowClient asking() {
        return WorkflowClient.newInstance(asking, options);
    }

    /** For workers. */
    WorkflowClient waiting() {
        return WorkflowClient.newInstance(waiting, options);
    }

    /** Asks the server for its capabilities, so that no request has to; in the background, whatever comes of it. */
    void warm() {
        Thread.ofVirtual().name("temporal-warm").start(() -> {
            try {
                var capabilities = asking.getServerCapabilities().get();
                LOG.debug("Temporal answers: {}", capabilities);
            } catch (RuntimeException e) {
                LOG.info("Temporal does not answer yet: {}", e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        asking.shutdownNow();
        waiting.shutdownNow();
    }
}
