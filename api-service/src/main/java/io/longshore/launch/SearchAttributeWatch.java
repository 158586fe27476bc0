package io.longshore.launch;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.workflow.SearchAttributes;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.serviceclient.StatusUtils;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes our search attributes known to a server, whenever it answers and does not know them: at first, and when its database has been
 * made anew. Names the command where it may not. Without them no run starts, and accepted imports wait.
 */
final class SearchAttributeWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeWatch.class);
    private static final Duration WHILE_KNOWN = Duration.ofSeconds(20);
    private static final Duration WHILE_NOT = Duration.ofSeconds(5);

    private final TemporalNamespace namespace;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SearchAttributeWatch(TemporalNamespace namespace) {
        this.namespace = namespace;
    }

    /** Begins, and looks until it is closed. */
    static SearchAttributeWatch start(WorkflowServiceStubsOptions options, String namespace) {
        return start(options, namespace, WHILE_KNOWN, WHILE_NOT);
    }

    /** The same, looking as often as that. */
    static SearchAttributeWatch start(
            WorkflowServiceStubsOptions options, String namespace, Duration whileKnown, Duration whileNot) {
        SearchAttributeWatch watch = new SearchAttributeWatch(new TemporalNamespace(options, namespace));
        Thread.ofVirtual().name("search-attributes").start(() -> watch.look(whileKnown, whileNot));
        return watch;
    }

    private enum Found {
        KNOWN,
        AWAY,
        REFUSED
    }

    private void look(Duration whileKnown, Duration whileNot) {
        boolean said = false;
        try {
            Duration pause;
            do {
                Found found = attempt(said);
                // Said once, until they are known: a server that was away has refused nothing.
                said = found == Found.REFUSED || (found == Found.AWAY && said);
                pause = found == Found.KNOWN ? whileKnown : whileNot;
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Found attempt(boolean said) {
        Map<String, String> missing = SearchAttributes.TYPES;
        try {
            missing = namespace.missingSearchAttributes();
            if (!missing.isEmpty()) {
                namespace.registerSearchAttributes();
                LOG.info("registered search attributes: {}", String.join(", ", missing.keySet()));
            }
            return Found.KNOWN;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code == Status.Code.UNAVAILABLE
                    || code == Status.Code.DEADLINE_EXCEEDED
                    || code == Status.Code.CANCELLED) {
                return Found.AWAY;
            }
            if (!said) {
                complain(e, missing);
            }
            return Found.REFUSED;
        }
    }

    private void complain(StatusRuntimeException e, Map<String, String> missing) {
        if (StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class)) {
            LOG.warn("Temporal has no namespace {}: accepted imports wait until it has", namespace.name());
        } else {
            LOG.warn(
                    "search attributes are missing and cannot be registered from here ({}); run: {}",
                    e.getStatus().getCode(),
                    namespace.registeringCommand(missing));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        namespace.close();
    }
}
