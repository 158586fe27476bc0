package io.longshore.api.glance;

import io.longshore.service.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of an address, in their order, with every repetition: never those of a form in the body. */
public record QueryString(List<Parameter> parameters) {

    private static final String MARKER = "marker";

    static QueryString of(HttpServletRequest request) {
        return parse(request.getQueryString());
    }

    static QueryString parse(@Nullable String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String item : raw == null ? new String[0] : raw.split("&")) {
            if (!item.isEmpty()) {
                int equals = item.indexOf('=');
                parameters.add(new Parameter(
                        WireText.percentDecoded(equals < 0 ? item : item.substring(0, equals), true),
                        equals < 0 ? "" : WireText.percentDecoded(item.substring(equals + 1), true)));
            }
        }
        return new QueryString(List.copyOf(parameters));
    }

    /** The last value of that name; none: it is not there. */
    public @Nullable String last(String name) {
        String last = null;
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                last = parameter.value();
            }
        }
        return last;
    }

    /** The link to the first page of a list at {@code path}. */
    public String first(String path) {
        return link(path, unmarked());
    }

    /** The link to the page after {@code marker} of a list at {@code path}. */
    public String next(String path, String marker) {
        return link(path, Stream.concat(unmarked(), Stream.of(new Parameter(MARKER, marker))));
    }

    private Stream<Parameter> unmarked() {
        return parameters.stream().filter(p -> !p.name().equals(MARKER));
    }

    private static String link(String path, Stream<Parameter> parameters) {
        String query = parameters
                .map(p -> WireText.queryEncoded(p.name()) + "=" + WireText.queryEncoded(p.value()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }
}
