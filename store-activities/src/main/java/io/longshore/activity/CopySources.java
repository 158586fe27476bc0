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
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.CopySource;
import io.longshore.workflow.CopyActivities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @param unplanned how its bytes come, where the plan says otherwise
     */
    record Found(
            String name,
            Supplier<CopySource> bytes,
            Supplier<Optional<ContentManifest>> manifest,
            Optional<NativeCopy> natively,
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
                null,
                true);
    }

    /** The image's copies that the plan names and this process can read, in the plan's order. */
    List<Found> locations(Image image, CopyActivities.CopyOrder order) {
        List<ImageLocation> found = new ArrayList<>();
        for (StoreId id : order.plan().sources()) {
            image.locationIn(id).filter(l -> stores.find(id).isPresent()).ifPresent(found::add);
        }
        return found.stream()
                .map(l -> new Found(
                        l.store().value(),
                        () -> CopySource.of(stores.readable(l.store()), l.url()),
                        () -> catalog.manifests().find(image.id()),
                        natively(order, l),
                        isNative(order, l) ? null : "through the worker from " + l.store(),
                        l.equals(found.getLast())))
                .toList();
    }

    private Optional<NativeCopy> natively(CopyActivities.CopyOrder order, ImageLocation source) {
        return order.plan().way() == CopyWay.NATIVE
                ? NativeCopy.of(stores.writable(order.plan().target()), stores.readable(source.store()), source)
                : Optional.empty();
    }

    /** Whether the plan's word holds for this source: a later one need not be as near as the first. */
    private boolean isNative(CopyActivities.CopyOrder order, ImageLocation source) {
        ReadableStore target = stores.readable(order.plan().target());
        return order.plan().way() != CopyWay.NATIVE
                || natively(order, source).isPresent()
                || (target.localFiles().isPresent()
                        && stores.readable(source.store()).localFiles().isPresent());
    }

    /** {@code STAGING_LOST} where this process works none. */
    StagingArea staging() {
        if (staging == null) {
            throw new ImageException(STAGING_LOST, "this worker has no staging directory");
        }
        return staging;
    }
}
