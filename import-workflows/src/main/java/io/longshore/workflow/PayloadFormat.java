package io.longshore.workflow;

import com.fasterxml.jackson.databind.DeserializationFeature;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * How records are written into histories: Temporal's JSON, read with tolerance. Fields are only ever added, and while workers are
 * replaced one by one an older one reads what a newer one has written.
 */
public final class PayloadFormat {

    private PayloadFormat() {}

    /** For every client and worker. */
    public static DataConverter converter() {
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(
                        new JacksonJsonPayloadConverter(JacksonJsonPayloadConverter.newDefaultObjectMapper()
                                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)));
    }
}
