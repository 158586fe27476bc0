package io.longshore.api.glance;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of the wire: written by hand, for speed; read as strictly as it is defined. */
public final class Json {

    private static final int FIRST_BUFFER_BYTES = 2048;
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** What {@code writer} writes, in UTF-8. */
    public static byte[] bytes(Consumer<JsonGenerator> writer) {
        var bytes = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            writer.accept(json);
        }
        return bytes.toByteArray();
    }

    /** Reads {@code text} whole; fails as Jackson does. */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }
}
