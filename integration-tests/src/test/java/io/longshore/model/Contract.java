package io.longshore.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What one image may be by now, after all that was answered. For one client. */
final class Contract {

    static final List<String> STORES = Site.STORES;

    private final List<String> story = new ArrayList<>();
    private Set<State> possible = Set.of(State.ABSENT);

    /** Several calls that were asked for at once, and the statuses of their answers: some order of them must explain these. */
    void answered(List<Call> calls, List<Integer> statuses) {
        story.add(calls + " → " + statuses);
        Set<State> after = new HashSet<>();
        for (State state : possible) {
            orders(state, calls, statuses, new boolean[calls.size()], 0, after);
        }
        require(after);
    }

    private static void orders(
            State state, List<Call> calls, List<Integer> statuses, boolean[] made, int depth, Set<State> after) {
        if (depth == calls.size()) {
            after.add(state);
            return;
        }
        for (State now : state.closure()) {
            for (int i = 0; i < calls.size(); i++) {
                if (!made[i]) {
                    var next = calls.get(i).after(now, statuses.get(i));
                    if (next.isPresent()) {
                        made[i] = true;
                        orders(next.get(), calls, statuses, made, depth + 1, after);
                        made[i] = false;
                    }
                }
            }
        }
    }

    /** The image was not there. */
    void missed() {
        story.add("show → 404");
        keep(State::isThere, false);
    }

    /** The image was shown so. */
    void shown(JsonNode image) {
        story.add("show → " + image.get("status").asText() + " in " + list(image, "stores") + ", importing to "
                + list(image, "os_glance_importing_to_stores") + ", failed " + list(image, "os_glance_failed_import"));
        Set<State> after = new HashSet<>();
        for (State state : possible) {
            for (State now : state.closure()) {
                if (agrees(now, image)) {
                    after.add(now);
                }
            }
        }
        require(after);
    }

    private static boolean agrees(State state, JsonNode image) {
        Map<String, String> properties = new TreeMap<>();
        image.properties().forEach(field -> {
            if (field.getKey().startsWith("said_")) {
                properties.put(field.getKey(), field.getValue().asText());
            }
        });
        return state.status().equals(image.get("status").asText())
                && state.copies().equals(list(image, "stores"))
                && state.open() == image.has("os_glance_import_task")
                && (!state.open() || state.owed().equals(list(image, "os_glance_importing_to_stores")))
                && state.failed().equals(list(image, "os_glance_failed_import"))
                && state.properties().equals(properties);
    }

    private static Set<String> list(JsonNode image, String property) {
        String text = image.path(property).asText();
        return new TreeSet<>(text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1)));
    }

    private void keep(java.util.function.Predicate<State> condition, boolean wanted) {
        Set<State> after = new HashSet<>(possible);
        after.removeIf(state -> condition.test(state) != wanted);
        require(after);
    }

    private void require(Set<State> after) {
        if (after.isEmpty()) {
            throw new AssertionError("the contract does not explain the last of " + String.join("\n    ", story)
                    + "\n  where the image was one of " + possible);
        }
        possible = after;
    }

    /** What it holds and where, which every order of the calls must agree on; the properties of a deleted one they need not. */
    State known() {
        Set<State> held = possible.stream().map(State::bytes).collect(Collectors.toSet());
        if (held.size() != 1) {
            throw new AssertionError("may still be any of " + held + ", after " + this);
        }
        return held.iterator().next();
    }

    @Override
    public String toString() {
        return String.join("\n    ", story);
    }
}
