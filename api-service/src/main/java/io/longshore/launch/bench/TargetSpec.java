package io.longshore.launch.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to measure.
 *
 * @param token sent as {@code X-Auth-Token}; none: nothing is sent
 * @param pids roots of the process trees to charge; empty: neither CPU nor memory is known
 * @param stores at least one; a plain upload goes to the first
 * @param dirs holds one directory for each store, to compare copies in; none: the API's word is all there is
 * @param temporal host and port of the Temporal server that its imports run on; none: nothing is said about steps
 */
record TargetSpec(
        String name,
        URI url,
        @Nullable String token,
        List<Long> pids,
        List<String> stores,
        @Nullable Path dirs,
        @Nullable String temporal,
        String namespace) {

    /** What a target has of which nothing else is said. */
    static final List<String> SIX_STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2", "edge3");

    private static final Set<String> KEYS =
            Set.of("name", "url", "token", "pid", "stores", "dirs", "temporal", "namespace", "note");

    TargetSpec {
        pids = List.copyOf(pids);
        stores = List.copyOf(stores);
    }

    /**
     * Reads {@code name=…,url=…,token=…,pid=A+B,stores=a+b,dirs=…,temporal=…,namespace=…}; what does not fit is an {@link
     * IllegalArgumentException} that says how.
     *
     * @param defaultName for a spec without a name; none: a name is needed
     */
    static TargetSpec parse(String spec, @Nullable String defaultName) {
        Map<String, String> parts = new HashMap<>();
        for (String part : spec.split(",", -1)) {
            String key = part.substring(0, Math.max(0, part.indexOf('=')));
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + part + "' is none of "
                        + String.join("=, ", KEYS.stream().sorted().toList()) + "=");
            }
            if (parts.put(key, part.substring(key.length() + 1)) != null) {
                throw new IllegalArgumentException("'" + key + "' is given twice in '" + spec + "'");
            }
        }
        String name = parts.getOrDefault("name", defaultName);
        String url = parts.get("url");
        if (name == null || name.isBlank() || url == null) {
            throw new IllegalArgumentException("'" + spec + "' needs name= and url=");
        }
        String dirs = parts.get("dirs");
        return new TargetSpec(
                name,
                http(url),
                parts.get("token"),
                list(parts.get("pid")).map(TargetSpec::pid).toList(),
                parts.containsKey("stores") ? list(parts.get("stores")).toList() : SIX_STORES,
                dirs == null ? null : Path.of(dirs),
                parts.get("temporal"),
                parts.getOrDefault("namespace", "default"));
    }

    /** The Longshore that the benchmark started itself. */
    static TargetSpec of(BenchStack stack) {
        return new TargetSpec(
                "longshore",
                stack.url(),
                stack.token().orElse(null),
                stack.pids(),
                BenchStack.STORES,
                stack.stores(),
                stack.temporal(),
                stack.namespace());
    }

    private static Stream<String> list(@Nullable String joined) {
        return joined == null || joined.isEmpty() ? Stream.empty() : Stream.of(joined.split("\\+", -1));
    }

    private static long pid(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is no process id");
        }
        return Long.parseLong(text);
    }

    private static URI http(String text) {
        URI url = URI.create(text);
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("'" + text + "' is no http:// address with a host");
        }
        return url;
    }
}
