package io.longshore.wiring;

import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.UriPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the sections that hold numbers and choices. */
final class KnobReader {

    private static final Duration DAY = Duration.ofDays(1);

    private KnobReader() {}

    static LimitsConfig limits(Section section) {
        LimitsConfig d = LimitsConfig.defaults();
        LimitsConfig limits = new LimitsConfig(
                section.bytes("image-size", d.imageBytes(), 1),
                section.number("properties", d.properties(), 0, 10_000),
                section.number("tags", d.tags(), 0, 10_000),
                section.number("members", d.members(), 0, 10_000),
                section.number("page", d.page(), 1, 100_000),
                section.number("largest-page", d.largestPage(), 1, 100_000),
                section.bytes("json-body", d.jsonBodyBytes(), 64L << 10, 1L << 30),
                section.bytes("transfer-memory", d.transferMemoryBytes(), 8L << 20),
                section.bytes("durable-step", d.durableStepBytes(), 1L << 20),
                section.bytes("min-rate", d.minRateBytesPerSecond(), 0),
                section.duration("min-rate-window", d.minRateWindow(), Duration.ofSeconds(1), Duration.ofHours(1)));
        section.end();
        return limits;
    }

    static WorkerConfig worker(Section section) {
        WorkerConfig d = WorkerConfig.defaults();
        WorkerConfig worker = new WorkerConfig(
                section.number("fetches", d.fetches(), 1, 1000),
                section.number("copies", d.copies(), 1, 1000),
                section.duration("turn", d.turn(), Duration.ofSeconds(1), DAY));
        section.end();
        return worker;
    }

    static ImportConfig imports(Section section, Path configDirectory) {
        ImportSettings d = ImportSettings.defaults();
        String names = String.join(", ", ImportMethod.NAMES);
        List<String> methods = section.list(
                "methods",
                ImportMethod.NAMES,
                names,
                o -> ImportMethod.NAMES.stream().filter(o::equals).findFirst().orElse(null));
        ImportSettings settings = new ImportSettings(
                section.duration("retry-budget", d.retryBudget(), Duration.ZERO, DAY.multipliedBy(30)),
                section.duration(
                        "heartbeat-timeout", d.heartbeatTimeout(), Duration.ofSeconds(5), Duration.ofMinutes(10)),
                section.number("attempts-per-round", d.attemptsPerRound(), 1, 1000),
                section.duration("longest-pause", d.longestPause(), Duration.ofSeconds(1), DAY),
                section.duration(
                        "compensation-patience",
                        d.compensationPatience(),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10)));
        String copiers = section.text("copy-image-by", "admin");
        if (!copiers.equals("admin") && !copiers.equals("owner")) {
            section.wrong("copy-image-by", "must be admin or owner");
        }
        String histories = section.text("failed-histories");
        Path failedHistories = histories == null
                ? null
                : PlaceReader.path(section, "failed-histories", histories, configDirectory)
                        .orElse(null);
        UriPolicy policy = uris(section.section("uri-filter"));
        section.end();
        return new ImportConfig(
                List.copyOf(new LinkedHashSet<>(methods)),
                settings,
                copiers.equals("owner") ? ImportConfig.CopyImageBy.OWNER : ImportConfig.CopyImageBy.ADMIN,
                failedHistories,
                policy);
    }

    private static UriPolicy uris(Section section) {
        UriPolicy d = UriPolicy.defaults();
        UriPolicy policy = new UriPolicy(
                section.list("allowed-schemes", d.allowedSchemes(), "http, https", KnobReader::scheme),
                section.list("disallowed-schemes", d.disallowedSchemes(), "http, https", KnobReader::scheme),
                section.list("allowed-hosts", d.allowedHosts(), "host names or addresses", KnobReader::host),
                section.list("disallowed-hosts", d.disallowedHosts(), "host names or addresses", KnobReader::host),
                section.list("allowed-ports", d.allowedPorts(), "port numbers", KnobReader::port),
                section.list("disallowed-ports", d.disallowedPorts(), "port numbers", KnobReader::port),
                section.truth("refuse-private", d.refusePrivate()));
        for (String what : List.of("schemes", "hosts", "ports")) {
            if (section.holds("disallowed-" + what) && !isVoid(policy, what)) {
                section.findings()
                        .surprising(
                                section.at("disallowed-" + what),
                                "has no effect while allowed-" + what + " is not empty; write allowed-" + what
                                        + ": []");
            }
        }
        if (policy.refusePrivate() && !policy.allowedHosts().isEmpty()) {
            section.findings()
                    .surprising(
                            section.at("refuse-private"),
                            "has no effect while allowed-hosts is not empty: a host that is named there is allowed,"
                                    + " whatever its address; name no private one, or write allowed-hosts: []");
        }
        section.end();
        return policy;
    }

    private static boolean isVoid(UriPolicy policy, String what) {
        return switch (what) {
            case "schemes" ->
                policy.allowedSchemes().isEmpty() || policy.disallowedSchemes().isEmpty();
            case "hosts" ->
                policy.allowedHosts().isEmpty() || policy.disallowedHosts().isEmpty();
            default ->
                policy.allowedPorts().isEmpty() || policy.disallowedPorts().isEmpty();
        };
    }

    private static @Nullable String scheme(Object o) {
        return o instanceof String s && (s.equals("http") || s.equals("https")) ? s : null;
    }

    private static @Nullable String host(Object o) {
        return o instanceof String s && UriPolicy.isHost(s)
                ? s.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT)
                : null;
    }

    private static @Nullable Integer port(Object o) {
        return o instanceof Integer i && i > 0 && i < 65536 ? i : null;
    }
}
