package io.longshore.launch.replay;

import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.OperatorWords;
import io.longshore.workflow.CatalogActivities.EndAnswer;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.PlanOrder;
import io.longshore.workflow.CatalogActivities.StoreGivenUp;
import io.longshore.workflow.Wording;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run asked the catalog for and wrote into it: local activities, which a history has as markers. */
final class Decisions {

    private OperatorWords heard = new OperatorWords(null, List.of(), Map.of(), 0);

    /** Empty for what only repeats what is told anyway. */
    Optional<String> of(MarkerRecordedEventAttributes marker) {
        Map<String, Payloads> details = marker.getDetailsMap();
        String type = Decoded.detail(details, "type", String.class).orElse(marker.getMarkerName());
        if (marker.hasFailure()) {
            return Optional.of(type + " failed: " + Failures.words(marker.getFailure()));
        }
        return switch (type) {
            case "Plan" -> Decoded.detail(details, "result", PlanAnswer.class).map(answer -> plan(details, answer));
            case "NoteRound" -> Optional.empty();
            case "Words" ->
                Decoded.detail(details, "result", OperatorWords.class).map(this::hear);
            case "StoreFailed" ->
                Decoded.detail(details, "input", StoreGivenUp.class)
                        .map(g -> "given up: "
                                + Failures.about(
                                        g.failure().store().value(), g.failure().reason()));
            case "End" ->
                Decoded.detail(details, "result", EndAnswer.class)
                        .map(a -> "the import ends: " + a.outcome().summary()
                                + (a.reclaim() ? "; bytes are left to delete" : ""));
            case "Discard" -> Optional.of("staged bytes dropped");
            default -> Optional.of(type);
        };
    }

    private static String plan(Map<String, Payloads> details, PlanAnswer answer) {
        String lost = Decoded.detail(details, "input", PlanOrder.class)
                .map(PlanOrder::lost)
                .map(place -> "host " + place.host() + " does not take work up; ")
                .orElse("");
        if (answer.over() != null) {
            return "nothing to do, the import is over: " + answer.over();
        }
        if (answer.gone() != null) {
            return lost + "the bytes are gone: " + answer.gone();
        }
        if (answer.waitingFor() != null || answer.plan() == null) {
            return lost + "no plan yet: " + answer.waitingFor();
        }
        String staging = answer.place() == null
                ? ""
                : ", staged on host " + answer.place().host();
        return lost + "planned"
                + (answer.sizeBytes() == null ? "" : " for " + Wording.size(answer.sizeBytes()))
                + staging
                + (answer.allMustSucceed() ? ", all must succeed" : ", each store for itself")
                + (answer.epoch() > 1 ? ", epoch " + answer.epoch() : "")
                + ": "
                + (answer.plan().fetch() ? fetch(answer) : "")
                + copies(answer.plan().copies());
    }

    /** Those that go the same way are named together. */
    private static String copies(List<CopyPlan> plans) {
        Map<String, List<String>> byWay = new LinkedHashMap<>();
        for (CopyPlan plan : plans) {
            byWay.computeIfAbsent(way(plan), way -> new ArrayList<>())
                    .add(plan.target().value());
        }
        return byWay.entrySet().stream()
                .map(e -> String.join(", ", e.getValue()) + " " + e.getKey())
                .collect(Collectors.joining("; "));
    }

    private static String fetch(PlanAnswer answer) {
        var sources = answer.plan() == null ? List.of() : answer.plan().fetchSources();
        return "fetch from " + (sources.isEmpty() ? "the web" : sources) + "; ";
    }

    private static String way(CopyPlan plan) {
        String way = switch (plan.way()) {
            case STAGED -> "staged";
            case NATIVE -> "native";
            case DIRECT -> "direct";
        };
        return way + (plan.way() == CopyWay.STAGED ? "" : " from " + plan.sources()) + " (" + plan.reason() + ")";
    }

    private String hear(OperatorWords words) {
        List<String> news = new ArrayList<>();
        if (words.over() != null && !words.over().equals(heard.over())) {
            news.add("stop: " + words.over());
        }
        words.skipped().stream()
                .filter(store -> !heard.skipped().contains(store))
                .forEach(store -> news.add("skip " + store));
        words.retries().forEach((store, times) -> {
            if (times > heard.retries().getOrDefault(store, 0)) {
                news.add("retry " + store + " now");
            }
        });
        if (words.unserved() != null && !words.unserved().equals(heard.unserved())) {
            news.add("host " + words.unserved().host() + " is lost or leaving: go on elsewhere");
        }
        heard = words;
        return news.isEmpty() ? "read what has been said: nothing new" : "heard: " + String.join(", ", news);
    }
}
