package io.longshore.store.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.Response;

/** What the server's answers say. */
final class SwiftAnswers {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SwiftAnswers() {}

    /** What is told of an object. */
    static SwiftServer.Found found(Response answer) {
        String length = answer.header("Content-Length", "0");
        return new SwiftServer.Found(
                Long.parseLong(String.valueOf(length)),
                tag(answer),
                answer.header("X-Object-Manifest"),
                "true".equalsIgnoreCase(answer.header("X-Static-Large-Object")));
    }

    /** The object's tag; empty where none is told. */
    static String tag(Response answer) {
        return String.valueOf(answer.header("ETag", "")).replace("\"", "");
    }

    /** The rows of a container's listing. */
    static List<SwiftServer.Listed> listing(Response answer) throws IOException {
        List<SwiftServer.Listed> rows = new ArrayList<>();
        if (answer.code() != 204) {
            for (JsonNode row : MAPPER.readTree(answer.body().string())) {
                rows.add(new SwiftServer.Listed(
                        row.path("name").asText(), row.path("bytes").asLong()));
            }
        }
        return rows;
    }

    /** The segments of a static large object, in order; of {@code wanted} rows. */
    static List<SwiftLocation> segments(Response answer, Predicate<JsonNode> wanted) throws IOException {
        List<SwiftLocation> segments = new ArrayList<>();
        for (JsonNode row : MAPPER.readTree(answer.body().string())) {
            // Swift says where it has them as name, what was sent it calls path.
            String path = row.path("name").asText(row.path("path").asText()).replaceFirst("^/", "");
            int slash = path.indexOf('/');
            if (slash > 0 && wanted.test(row)) {
                segments.add(new SwiftLocation(path.substring(0, slash), path.substring(slash + 1)));
            }
        }
        return segments;
    }

    /** What many deletions in one call have left, in words; empty where all is gone. Such a call succeeds whatever became of them. */
    static Optional<String> left(Response answer) throws IOException {
        JsonNode told = MAPPER.readTree(answer.body().string());
        JsonNode errors = told.path("Errors");
        String status = told.path("Response Status").asText("200");
        if (!errors.isEmpty()) {
            return Optional.of(errors.size() + " of its segments could not be deleted (" + status + ")");
        }
        boolean gone = status.startsWith("2") || status.startsWith("404");
        return gone ? Optional.empty() : Optional.of("its segments could not be deleted (" + status + ")");
    }
}
