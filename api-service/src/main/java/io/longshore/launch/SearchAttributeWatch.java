package io.longshore.launch;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.workflow.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes our search attributes known to a server, as soon as it answers; names the command where it may not. Without them no run
 * starts, and accepted imports wait.
 */
final class SearchAttributeWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeWatch.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final TemporalNamespace namespace;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SearchAttributeWatch(TemporalNamespace namespace) {
        this.namespace = namespace;
    }

    static SearchAttributeWatch start(WorkflowServiceStubsOptions options, String namespace) {
        SearchAttributeWatch watch = new SearchAttributeWatch(new TemporalNamespace(options, namespace));
        Thread.ofVirtual().name("search-attributes").start(watch::untilKnown);
        return watch;
    }

    private void untilKnown() {
        boolean said = false;
        try {
            while (!attempt(said) && !closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                said = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nothing is left to do. */
    private boolean attempt(boolean said) {
        Map<String, String> missing = SearchAttributes.TYPES;
        try {
            missing = namespace.missingSearchAttributes();
            if (!missing.isEmpty()) {
                namespace.registerSearchAttributes();
                LOG.info("registered search attributes: {}", String.join(", ", missing.keySet()));
            }
            return true;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code == Status.Code.UNAVAILABLE
                    || code == Status.Code.DEADLINE_EXCEEDED
                    || code == Status.Code.CANCELLED) {
                return false;
            }
            if (!said) {
                LOG.warn(
                        "search attributes are missing and cannot be registered from here ({}); run: {}",
                        code,
                        namespace.registeringCommand(missing));
            }
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        namespace.close();
    }
}
