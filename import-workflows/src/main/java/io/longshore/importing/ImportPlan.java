package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an import does, decided once and purely.
 *
 * @param fetch whether this run reads the source into staging
 * @param fetchSources the stores that the fetch reads, in order; empty where the source is a web page
 * @param copies one for each target, in the order of the request
 */
public record ImportPlan(boolean fetch, List<StoreId> fetchSources, List<CopyPlan> copies) {

    /** Whether any bytes pass through staging. */
    public boolean staged() {
        return copies.stream().anyMatch(c -> c.way() == CopyWay.STAGED);
    }

    /**
     * The plan for {@code targets}; where there are none, as all were given up, nothing is read either. Staged bytes feed every copy of glance-direct and web-download. A copy-image goes natively
     * wherever a source allows; of what is left, a single target is fed straight from a store, several from staging, so that the
     * source is read once.
     */
    public static ImportPlan of(ImportMethod method, List<StoreId> targets, StoreSurvey survey) {
        return switch (method) {
            case ImportMethod.GlanceDirect ignored ->
                new ImportPlan(false, List.of(), staged(targets, "staged by the caller"));
            case ImportMethod.WebDownload ignored ->
                new ImportPlan(!targets.isEmpty(), List.of(), staged(targets, "fetched once for all stores"));
            case ImportMethod.CopyImage ignored -> copyImage(targets, survey);
        };
    }

    private static List<CopyPlan> staged(List<StoreId> targets, String reason) {
        return targets.stream()
                .map(t -> new CopyPlan(t, CopyWay.STAGED, List.of(), reason))
                .toList();
    }

    private static ImportPlan copyImage(List<StoreId> targets, StoreSurvey survey) {
        long through =
                targets.stream().filter(t -> natives(t, survey).isEmpty()).count();
        List<CopyPlan> copies = new ArrayList<>();
        for (StoreId target : targets) {
            List<StoreId> natives = natives(target, survey);
            if (!natives.isEmpty()) {
                Stream<StoreId> others = survey.sources().stream().filter(s -> !natives.contains(s));
                copies.add(new CopyPlan(
                        target,
                        CopyWay.NATIVE,
                        Stream.concat(natives.stream(), others).toList(),
                        "native copy from " + natives.getFirst()));
            } else if (through == 1) {
                copies.add(new CopyPlan(target, CopyWay.DIRECT, survey.sources(), why(target, survey)));
            } else {
                copies.add(new CopyPlan(target, CopyWay.STAGED, List.of(), why(target, survey)));
            }
        }
        boolean fetch = through > 1;
        return new ImportPlan(fetch, fetch ? survey.sources() : List.of(), List.copyOf(copies));
    }

    private static List<StoreId> natives(StoreId target, StoreSurvey survey) {
        return survey.sources().stream()
                .filter(s -> survey.obstacle(target, s).isEmpty())
                .toList();
    }

    private static String why(StoreId target, StoreSurvey survey) {
        return survey.sources().stream()
                .findFirst()
                .flatMap(s -> survey.obstacle(target, s).map(o -> "no native copy from " + s + ": " + o))
                .orElse("no source");
    }
}
