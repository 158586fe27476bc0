package io.longshore.activity;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.QueueCatalog;
import io.longshore.catalog.StagedRow;
import io.longshore.catalog.StagingCatalog;
import io.longshore.image.Image;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreSurvey;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.PlanOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Surveys, decides and reserves: the first thing that a run does. */
final class Planner {

    private final Catalog catalog;
    private final StoreRegistry stores;

    Planner(Catalog catalog, StoreRegistry stores) {
        this.catalog = catalog;
        this.stores = stores;
    }

    PlanAnswer plan(PlanOrder order) {
        ImportRow row = catalog.runs().begin(order.importId(), order.runId());
        Optional<Image> image = catalog.images().find(row.request().imageId());
        if (!row.isOpen() || row.over() != null || image.isEmpty()) {
            return over(row, row.over() == null ? "the import has ended" : row.over());
        }
        List<StoreId> targets = row.copies().stream()
                .filter(c -> switch (c.state()) {
                    case WAITING, COPYING, RETRYING, LANDED -> true;
                    // Somebody may have deleted it since.
                    case DONE -> image.get().locationIn(c.store()).isPresent();
                    case FAILED, SKIPPED, CANCELLED -> false;
                })
                .map(ImportRow.Copy::store)
                .toList();
        ImportPlan plan = ImportPlan.of(row.request().method(), targets, survey(row, image.get(), targets));
        StagingPlace place = null;
        boolean large = QueueCatalog.isLarge(image.get().sizeBytes());
        // Who doubts a place has one, whatever would be planned by now.
        if (plan.staged() || order.lost() != null) {
            Optional<StagedRow> current =
                    catalog.staging().current(row.request().imageId());
            large |= QueueCatalog.isLarge(current.map(StagedRow::sizeBytes).orElse(null));
            Optional<StagingPlace> staged = current.map(StagedRow::place);
            if (staged.isEmpty() && row.request().method() instanceof ImportMethod.GlanceDirect) {
                return gone(row, "staging: nothing is staged for this image any more");
            }
            String directory = staged.map(StagingPlace::directory).orElse(null);
            Optional<StagingPlace> found =
                    place(row, order, directory, image.get().sizeBytes());
            if (found.isEmpty() && directory != null && catalog.staging().isLost(directory)) {
                return gone(
                        row,
                        "staging: host "
                                + staged.map(StagingPlace::host).orElse("")
                                + ", which holds the staged bytes, is gone; stage or import the image again");
            }
            if (found.isEmpty()) {
                String waitingFor = directory == null
                        ? "a worker that works a staging directory"
                        : "a worker of staging directory " + directory;
                catalog.runs().planned(order.importId(), row.epoch(), plan.copies(), null, waitingFor);
                return new PlanAnswer(
                        row.epoch(), null, null, null, row.request().allMustSucceed(), waitingFor, null);
            }
            place = found.get();
        }
        if (place != null && plan.fetch()) {
            catalog.staging().beginFetch(order.importId(), row.epoch(), place);
        }
        catalog.runs()
                .planned(order.importId(), row.epoch(), order.lost() == null ? plan.copies() : List.of(), place, null);
        return new PlanAnswer(
                row.epoch(),
                plan,
                place,
                image.get().sizeBytes(),
                row.request().allMustSucceed(),
                null,
                null,
                null,
                large);
    }

    private static PlanAnswer over(ImportRow row, String reason) {
        return new PlanAnswer(row.epoch(), null, null, null, row.request().allMustSucceed(), null, reason);
    }

    private static PlanAnswer gone(ImportRow row, String reason) {
        return new PlanAnswer(row.epoch(), null, null, null, row.request().allMustSucceed(), null, null, reason, false);
    }

    /**
     * The place that the import has, for as long as its host is not lost, and unless that is going down while another one works the same
     * directory; else a live host, of {@code directory} where bytes are staged already. Empty: wait, unless the directory is lost.
     */
    private Optional<StagingPlace> place(
            ImportRow row, PlanOrder order, @Nullable String directory, @Nullable Long sizeBytes) {
        StagingCatalog staging = catalog.staging();
        Optional<StagingPlace> held = Optional.ofNullable(order.lost() != null ? order.lost() : row.place())
                .filter(place -> directory == null || place.directory().equals(directory));
        Optional<StagingPlace> kept = held.filter(place -> !staging.isLost(place));
        if (kept.isPresent() && !staging.isLeaving(kept.get())) {
            return kept;
        }
        Optional<StagingPlace> live = staging.liveHost(directory, sizeBytes == null ? 1 : sizeBytes);
        if (live.isPresent() && directory != null && held.isPresent()) {
            staging.moveTo(order.importId(), row.epoch(), live.get());
        }
        return live.or(() -> kept);
    }

    private StoreSurvey survey(ImportRow row, Image image, List<StoreId> targets) {
        return switch (row.request().method()) {
            case ImportMethod.GlanceDirect ignored -> StoreSurvey.none();
            case ImportMethod.WebDownload ignored -> StoreSurvey.none();
            case ImportMethod.CopyImage ignored -> {
                List<StoreId> sources = image.stores()
                        .filter(s -> stores.find(s).isPresent())
                        .sorted(stores.bySourceOrder())
                        .toList();
                Map<StoreId, Map<StoreId, String>> obstacles = new HashMap<>();
                for (StoreId target : targets) {
                    for (StoreId source : sources) {
                        obstacle(stores.find(target), stores.find(source))
                                .ifPresent(o -> obstacles
                                        .computeIfAbsent(target, t -> new HashMap<>())
                                        .put(source, o));
                    }
                }
                yield new StoreSurvey(sources, obstacles);
            }
        };
    }

    private static Optional<String> obstacle(Optional<ReadableStore> target, Optional<ReadableStore> source) {
        if (target.isEmpty() || source.isEmpty()) {
            return Optional.of("not configured in this process");
        }
        boolean files = target.get().localFiles().isPresent()
                && source.get().localFiles().isPresent();
        if (files) {
            return Optional.empty();
        }
        if (target.get() instanceof Store store && store.serverSideCopy().isPresent()) {
            return store.serverSideCopy().get().obstacle(source.get());
        }
        return Optional.of("type " + source.get().describe().type() + " cannot be copied natively to type "
                + target.get().describe().type());
    }
}
