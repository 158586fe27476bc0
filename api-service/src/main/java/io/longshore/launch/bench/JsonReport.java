package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** All figures of all rounds, and what they come to, for programs. */
final class JsonReport {

    private final ObjectMapper json = new ObjectMapper();
    private final Results results;
    private final Summary summary;
    private final Findings findings;
    private final BenchOptions options;

    JsonReport(Results results, Summary summary, Findings findings, BenchOptions options) {
        this.results = results;
        this.summary = summary;
        this.findings = findings;
        this.options = options;
    }

    /** @param started when measuring began */
    void write(Path file, Machine machine, Instant started) throws IOException {
        ObjectNode report = json.createObjectNode();
        report.set("machine", json.valueToTree(machine));
        report.put("started", started.toString()).put("ended", Instant.now().toString());
        ObjectNode settings = report.putObject("settings").put("rounds", options.rounds());
        settings.set("sizes_mib", json.valueToTree(options.sizesMib()));
        settings.set("catalog_images", json.valueToTree(options.effort().catalogImages()));
        settings.put("latency_imports", options.effort().latencyImports())
                .put("rate_imports", options.effort().rateImports())
                .put("at_once", options.effort().atOnce())
                .put("images", options.effort().images())
                .put("connections", options.effort().connections());
        ObjectNode idle = report.putObject("idle");
        summary.targets().forEach(who -> results.idle(who).ifPresent(sample -> idle.set(who, figures(sample))));
        ArrayNode rows = report.putArray("rows");
        summary.rows().forEach(row -> rows.add(row(row)));
        ArrayNode found = report.putArray("findings");
        findings.all()
                .forEach(finding -> found.addObject().put("who", finding.who()).put("what", finding.what()));
        Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }

    private ObjectNode row(Row row) {
        ObjectNode node = json.createObjectNode();
        node.put("row", row.name()).put("size_mib", row.sizeMib()).put("copies", row.copies());
        ObjectNode floors = node.putObject("floors");
        row.floors().forEach(name -> floors.set(name, rounds(results.ofFloor(name, row))));
        ObjectNode targets = node.putObject("targets");
        for (String who : summary.targets()) {
            Map<Integer, Sample> samples = results.of(row, who);
            if (!samples.isEmpty()) {
                targets.set(who, target(row, who, samples));
            }
        }
        summary.lead(row)
                .ifPresent(lead -> node.putObject("faster_than_fastest_peer")
                        .put("peer", lead.peer())
                        .put("factor", lead.factor()));
        return node;
    }

    private ObjectNode target(Row row, String who, Map<Integer, Sample> samples) {
        ObjectNode node = json.createObjectNode();
        ObjectNode all = node.putObject("all_rounds");
        for (Figure figure : Figure.values()) {
            OptionalDouble value = summary.value(row, who, figure);
            if (value.isPresent()) {
                all.put(figure.key(), rounded(value.getAsDouble()));
            }
        }
        summary.toFloor(row, who).ifPresent(ratio -> {
            ObjectNode toFloor = node.putObject("ratio_to_floor");
            toFloor.put("wall_median_of_rounds", rounded(ratio.wall()))
                    .put("wall_best_to_best", rounded(ratio.bestWall()));
            if (ratio.cpu().isPresent()) {
                toFloor.put("cpu", rounded(ratio.cpu().getAsDouble()));
            }
        });
        node.set("rounds", rounds(samples));
        return node;
    }

    private ArrayNode rounds(Map<Integer, Sample> samples) {
        ArrayNode array = json.createArrayNode();
        samples.forEach((round, sample) -> array.add(figures(sample).put("round", round)));
        return array;
    }

    private ObjectNode figures(Sample sample) {
        ObjectNode node = json.createObjectNode();
        for (Figure figure : List.of(Figure.values())) {
            OptionalDouble value = sample.get(figure);
            if (value.isPresent()) {
                node.put(figure.key(), rounded(value.getAsDouble()));
            }
        }
        return node;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
