package io.longshore.workflow;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Keeps the in-memory server from getting stuck. A real server accepts a workflow task that cancels an activity which ended while
 * the task ran; the in-memory one refuses it and never offers another. So such a task is failed here before it is answered, and is
 * done again with the activity's end in its history.
 */
final class LateCancels implements ClientInterceptor {

    private static final int ALL = 1_000;

    /** All of them: a workflow task looks at what is pending and is answered; one: an activity ends. */
    private final Semaphore ends = new Semaphore(ALL, true);

    private final Map<ByteString, WorkflowExecution> tasks = new ConcurrentHashMap<>();

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel channel) {
        ClientCall<Q, R> call = channel.newCall(method, options);
        return switch (String.valueOf(method.getBareMethodName())) {
            case "PollWorkflowTaskQueue" -> new Call<>(call, channel, 0);
            case "RespondWorkflowTaskCompleted" -> new Call<>(call, channel, ALL);
            case "RespondActivityTaskCompleted", "RespondActivityTaskFailed", "RespondActivityTaskCanceled" ->
                new Call<>(call, channel, 1);
            default -> call;
        };
    }

    private final class Call<Q, R> extends SimpleForwardingClientCall<Q, R> {

        private final Channel channel;
        private final int permits;

        Call(ClientCall<Q, R> call, Channel channel, int permits) {
            super(call);
            this.channel = channel;
            this.permits = permits;
        }

        @Override
        public void start(Listener<R> listener, Metadata headers) {
            ends.acquireUninterruptibly(permits);
            super.start(
                    new SimpleForwardingClientCallListener<>(listener) {
                        @Override
                        public void onMessage(R answer) {
                            if (answer instanceof PollWorkflowTaskQueueResponse task) {
                                tasks.put(task.getTaskToken(), task.getWorkflowExecution());
                            }
                            super.onMessage(answer);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ends.release(permits);
                            super.onClose(status, trailers);
                        }
                    },
                    headers);
        }

        @Override
        public void sendMessage(Q question) {
            if (question instanceof RespondWorkflowTaskCompletedRequest answer) {
                failIfLate(answer, WorkflowServiceGrpc.newBlockingStub(channel));
            }
            super.sendMessage(question);
        }
    }

    private void failIfLate(RespondWorkflowTaskCompletedRequest answer, WorkflowServiceBlockingStub server) {
        Set<Long> cancelled = answer.getCommandsList().stream()
                .filter(command -> command.hasRequestCancelActivityTaskCommandAttributes())
                .map(command ->
                        command.getRequestCancelActivityTaskCommandAttributes().getScheduledEventId())
                .collect(Collectors.toSet());
        WorkflowExecution run = tasks.remove(answer.getTaskToken());
        if (run == null || cancelled.isEmpty()) {
            return;
        }
        Set<String> pending = server
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(answer.getNamespace())
                        .setExecution(run)
                        .build())
                .getPendingActivitiesList()
                .stream()
                .map(PendingActivityInfo::getActivityId)
                .collect(Collectors.toSet());
        boolean late = server
                .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(answer.getNamespace())
                        .setExecution(run)
                        .build())
                .getHistory()
                .getEventsList()
                .stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .filter(event -> cancelled.contains(event.getEventId()))
                .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                .anyMatch(scheduled -> !pending.contains(scheduled.getActivityId()));
        if (late) {
            server.respondWorkflowTaskFailed(RespondWorkflowTaskFailedRequest.newBuilder()
                    .setNamespace(answer.getNamespace())
                    .setTaskToken(answer.getTaskToken())
                    .setCause(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND)
                    .build());
        }
    }
}
