package io.longshore.launch;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.workflow.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What Longshore needs of its namespace. Calls fail with a gRPC status within two seconds where the server is away. */
final class TemporalNamespace implements AutoCloseable {

    private static final Map<String, IndexedValueType> WIRE_TYPES = Map.of(
            "Keyword", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
            "KeywordList", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST);

    private final WorkflowServiceStubs stubs;
    private final OperatorServiceStubs operator;
    private final String namespace;

    TemporalNamespace(WorkflowServiceStubsOptions options, String namespace) {
        this.stubs = WorkflowServiceStubs.newServiceStubs(options);
        this.operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder(options).validateAndBuildWithDefaults());
        this.namespace = namespace;
    }

    String name() {
        return namespace;
    }

    /** Whether the server answers, and has the namespace. */
    boolean answers() {
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    void keepClosedRunsFor(Duration retention) {
        stubs.blockingStub()
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .updateNamespace(UpdateNamespaceRequest.newBuilder()
                        .setNamespace(namespace)
                        .setConfig(NamespaceConfig.newBuilder()
                                .setWorkflowExecutionRetentionTtl(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(retention.toSeconds())))
                        .build());
    }

    /** The search attributes that the server does not know yet, name → type. */
    Map<String, String> missingSearchAttributes() {
        Map<String, IndexedValueType> there = operator.blockingStub()
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                        .setNamespace(namespace)
                        .build())
                .getCustomAttributesMap();
        Map<String, String> missing = new TreeMap<>(SearchAttributes.TYPES);
        missing.keySet().removeAll(there.keySet());
        return missing;
    }

    /** Makes those known that are missing; repeatable, also from several processes at once. */
    void registerSearchAttributes() {
        Map<String, String> missing = missingSearchAttributes();
        if (missing.isEmpty()) {
            return;
        }
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
        missing.forEach((name, type) -> request.putSearchAttributes(name, WIRE_TYPES.get(type)));
        try {
            operator.blockingStub().withDeadlineAfter(10, TimeUnit.SECONDS).addSearchAttributes(request.build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /** What an operator with more rights may run instead. */
    String registeringCommand(Map<String, String> missing) {
        return "temporal operator search-attribute create --namespace " + namespace
                + missing.entrySet().stream()
                        .map(e -> " --name " + e.getKey() + " --type " + e.getValue())
                        .collect(Collectors.joining());
    }

    @Override
    public void close() {
        operator.shutdownNow();
        stubs.shutdownNow();
    }
}
