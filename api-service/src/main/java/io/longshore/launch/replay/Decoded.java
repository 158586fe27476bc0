package io.longshore.launch.replay;

import io.longshore.workflow.PayloadFormat;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.util.Map;
import java.util.Optional;

/** What the payloads of a history say. One that this build cannot read is as good as none. */
final class Decoded {

    private static final DataConverter PAYLOADS = PayloadFormat.converter();

    private Decoded() {}

    static <T> Optional<T> first(Payloads payloads, Class<T> type) {
        if (payloads.getPayloadsCount() == 0) {
            return Optional.empty();
        }
        return one(payloads.getPayloads(0), type);
    }

    static <T> Optional<T> one(Payload payload, Class<T> type) {
        try {
            return Optional.ofNullable(PAYLOADS.fromPayload(payload, type, type));
        } catch (DataConverterException notOurs) {
            return Optional.empty();
        }
    }

    /** A marker's detail. */
    static <T> Optional<T> detail(Map<String, Payloads> details, String name, Class<T> type) {
        return Optional.ofNullable(details.get(name)).flatMap(payloads -> first(payloads, type));
    }

    /** What the run wrote beside a command, for people. */
    static Optional<String> summary(HistoryEvent event) {
        return event.hasUserMetadata() && event.getUserMetadata().hasSummary()
                ? one(event.getUserMetadata().getSummary(), String.class)
                : Optional.empty();
    }
}
