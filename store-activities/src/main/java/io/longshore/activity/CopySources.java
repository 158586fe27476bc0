package io.longshore.activity;

import static io.longshore.image.FailureKind.STAGING_LOST;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.StagedRow;
import io.longshore.image.ContentManifest;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyWay;
import io.longshore.staging.StagingArea;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.CopySource;
import io.longshore.workflow.CopyActivities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a copy's bytes can come from. */
final class CopySources {

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final @Nullable StagingArea staging;

    CopySources(ImportWorker.Parts parts) {
        this.catalog = parts.catalog();
        this.stores = parts.stores();
        this.staging = parts.staging();
    }

    /**
     * What to read, and what it must be.
     *
     * @param natively the copy that the store is to make by itself
     * @param beganNatively whether an earlier attempt may have had the store copy by itself
     * @param unplanned how its bytes come, where the plan says otherwise
     */
    record Found(
            String name,
            Supplier<CopySource> bytes,
            Supplier<Optional<ContentManifest>> manifest,
            Optional<NativeCopy> natively,
            boolean beganNatively,
            @Nullable String unplanned,
            boolean last) {}

    /** What is staged, or is about to be. */
    Found growing(CopyActivities.CopyOrder order, StagedRow staged) {
        StagingArea area = staging();
        return new Found(
                "staging",
                () -> CopySource.growing("staging", area.follow(order.imageId(), staged.generation(), what -> {})),
                () -> area.sealed(order.imageId(), staged.generation()).map(s -> s.manifest()),
                Optional.empty(),
                false,
                null,
                true);
    }

    /** The image's copies that the plan names and this process can read, in the plan's order. */
    List<Found> locations(Image image, CopyActivities.CopyOrder order) {
        List<ImageLocation> found = new ArrayList<>();
        for (StoreId id : order.plan().sources()) {
            image.locationIn(id).filter(l -> stores.find(id).isPresent()).ifPresent(found::add);
        }
        Store target = stores.writable(order.plan().target());
        boolean planned = order.plan().way() == CopyWay.NATIVE;
        boolean able = target.serverSideCopy().isPresent();
        // Nobody can hold the store's own copies to a rate.
        boolean limited =
                able && catalog.bandwidth().limit(order.plan().target()).isPresent();
        Set<StoreId> unread = planned ? catalog.hashings().unread(image.id()) : Set.of();
        return found.stream()
                .map(l -> {
                    ReadableStore from = stores.readable(l.store());
                    Optional<NativeCopy> copy = NativeCopy.of(target, from, l);
                    String through = "through the worker from " + l.store();
                    @Nullable String unplanned = null;
                    if (planned && copy.isPresent()) {
                        // A store that copies by itself compares sizes alone.
                        boolean isUnread = unread.contains(l.store());
                        unplanned = limited
                                ? through + ": the store's bandwidth is limited"
                                : isUnread ? through + ": nobody has read its bytes yet" : null;
                    } else if (planned && !areFiles(target, from)) {
                        // A later source need not be as near as the first.
                        unplanned = through;
                    }
                    return new Found(
                            l.store().value(),
                            () -> CopySource.of(from, l.url()),
                            () -> catalog.manifests().find(image.id()),
                            copy.filter(c -> planned && !limited && !unread.contains(l.store())),
                            copy.isPresent() || (planned && able),
                            unplanned,
                            l.equals(found.getLast()));
                })
                .toList();
    }

    private static boolean areFiles(ReadableStore one, ReadableStore other) {
        return one.localFiles().isPresent() && other.localFiles().isPresent();
    }

    /** {@code STAGING_LOST} where this process works none. */
    StagingArea staging() {
        if (staging == null) {
            throw new ImageException(STAGING_LOST, "this worker has no staging directory");
        }
        return staging;
    }
}
