package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.INVALID;
import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.ImportRow;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepting imports, and passing on what operators say to them. */
public final class Imports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

    private static final String NOT_STAGED = "Image needs to be staged before 'glance-direct' method can be used";

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final Runs runs;
    private final Consumer<String> uriCheck;
    private final ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param uriCheck fails with {@code INVALID} for an address that may not be fetched
     */
    public Imports(Catalog catalog, StoreRegistry stores, Runs runs, Consumer<String> uriCheck) {
        this.catalog = catalog;
        this.stores = stores;
        this.runs = runs;
        this.uriCheck = uriCheck;
    }

    /**
     * What a client asks for, its types checked and its meaning not yet.
     *
     * @param stores the names that the body gives, empty where it gives none; may refuse, when it is asked
     * @param headerStore of {@code X-Image-Meta-Store}
     * @param body as sent, for the task on the wire
     */
    public record Wish(
            ImportMethod method,
            Supplier<Optional<List<String>>> stores,
            @Nullable String headerStore,
            boolean allStores,
            boolean allMustSucceed,
            String body,
            String user,
            String project,
            String requestId) {}

    /**
     * Accepts an import: durable when this returns, started soon after, whatever dies. The order of the checks is that of the Image
     * API; a refusal changes nothing. An import with nothing to do (copy-image to all stores, all hold the image) is accepted and
     * leaves no trace.
     *
     * @param mayImport refuses a caller who may not, given the image; asked after the checks that Glance makes before it
     */
    public void accept(ImageId id, Wish wish, Consumer<Image> mayImport) {
        Image image = catalog.images()
                .find(id)
                .orElseThrow(() -> new ImageException(NOT_FOUND, "No image found with ID " + id));
        checkState(image, wish.method());
        mayImport.accept(image);
        if (wish.method() instanceof ImportMethod.WebDownload web) {
            // Its turn comes after that of the stores, but resolving a name takes longer than the image may be locked.
            targets(image, Set.of(), wish);
            uriCheck.accept(web.uri());
        }
        Optional<ImportRequest> accepted = catalog.imports().accept(id, state -> {
            checkState(state.image(), wish.method());
            mayImport.accept(state.image());
            if (wish.method() instanceof ImportMethod.GlanceDirect) {
                refuseUnless(state.isStaged(), NOT_STAGED);
            }
            List<StoreId> targets = targets(state.image(), state.unfinished(), wish);
            if (targets.isEmpty()) {
                return Optional.empty();
            }
            var request = new ImportRequest(
                    ImportId.random(),
                    id,
                    wish.method(),
                    targets,
                    wish.allMustSucceed(),
                    wish.project(),
                    wish.user(),
                    wish.requestId());
            return Optional.of(new ImportCatalog.Acceptance(request, title(state.image(), request), wish.body()));
        });
        accepted.ifPresent(request -> starts.execute(() -> start(request.id())));
    }

    private void start(ImportId id) {
        try {
            Optional<ImportRow> open = catalog.imports().find(id).filter(ImportRow::isOpen);
            if (open.isPresent()) {
                runs.start(open.get());
                catalog.runs().started(id);
            }
        } catch (RuntimeException e) {
            LOG.info("The run of import {} is not started yet ({}); the reconciler will", id, Runs.words(e));
        }
    }

    private static void checkState(Image image, ImportMethod method) {
        switch (method) {
            case ImportMethod.CopyImage ignored ->
                refuseUnless(
                        image.status() == ImageStatus.ACTIVE,
                        "Only images with status active can be targeted for copying");
            case ImportMethod.WebDownload ignored -> {
                refuseActive(image);
                refuseUnless(
                        image.status() == ImageStatus.QUEUED,
                        "Image needs to be in 'queued' state to use 'web-download' method");
            }
            case ImportMethod.GlanceDirect ignored -> {
                refuseActive(image);
                refuseUnless(image.status() == ImageStatus.UPLOADING, NOT_STAGED);
            }
        }
        refuseUnless(image.containerFormat() != null, "'container_format' needs to be set before import");
        refuseUnless(image.diskFormat() != null, "'disk_format' needs to be set before import");
    }

    private static void refuseActive(Image image) {
        refuseUnless(image.status() != ImageStatus.ACTIVE, "Image with status active cannot be target for import");
    }

    private static void refuseUnless(boolean allowed, String reason) {
        if (!allowed) {
            throw new ImageException(CONFLICT, reason);
        }
    }

    /** The stores that the import owes, each once; the order of refusals is the Image API's (and Nova's, for copy-image). */
    private List<StoreId> targets(Image image, Set<StoreId> unfinished, Wish wish) {
        boolean copy = wish.method() instanceof ImportMethod.CopyImage;
        if (!copy || wish.allStores() || namesTwice(wish)) {
            refuseOpen(image);
        }
        Set<StoreId> held = copy ? image.stores().collect(Collectors.toSet()) : Set.of();
        List<StoreId> named = known(named(wish), held);
        if (!copy) {
            return named;
        }
        if (wish.allStores()) {
            named.removeAll(held);
            return named;
        }
        for (StoreId store : named) {
            if (held.contains(store)) {
                throw new ImageException(INVALID, "Image is already present at store '" + store + "'");
            }
            if (unfinished.contains(store)) {
                throw new ImageException(INVALID, "Image is already being copied to store '" + store + "'");
            }
        }
        refuseOpen(image);
        return named;
    }

    private static boolean namesTwice(Wish wish) {
        return wish.headerStore() != null && wish.stores().get().isPresent();
    }

    private List<String> named(Wish wish) {
        Optional<List<String>> inBody = wish.stores().get();
        if (wish.allStores() && (inBody.isPresent() || wish.headerStore() != null)) {
            throw new ImageException(
                    INVALID, "All_stores parameter can't be used with x-image-meta-store header or stores parameter");
        }
        if (namesTwice(wish)) {
            throw new ImageException(INVALID, "Stores parameter and x-image-meta-store header can't be both specified");
        }
        if (wish.allStores()) {
            return stores.writableIds().stream().map(StoreId::value).toList();
        }
        String single = wish.headerStore() == null ? stores.defaultStore().value() : wish.headerStore();
        return inBody.orElse(List.of(single));
    }

    /**
     * Each once, in their order; a name that no store can have is as unknown as any other. One that cannot be written is refused unless
     * it is {@code held}: then that is said of it.
     */
    private List<StoreId> known(List<String> names, Set<StoreId> held) {
        Set<StoreId> known = new LinkedHashSet<>();
        for (String name : names) {
            Optional<StoreId> id = name.isBlank() ? Optional.empty() : Optional.of(StoreId.of(name));
            ReadableStore store = id.filter(i -> !i.isReserved())
                    .flatMap(stores::find)
                    .orElseThrow(() -> new ImageException(CONFLICT, "Store for identifier " + name + " not found"));
            if (!(store instanceof Store) && !held.contains(store.describe().id())) {
                throw new ImageException(CONFLICT, "Store " + name + " is read-only");
            }
            id.ifPresent(known::add);
        }
        return new ArrayList<>(known);
    }

    private static void refuseOpen(Image image) {
        refuseUnless(image.openImport() == null, "Image has active task");
    }

    private static String title(Image image, ImportRequest request) {
        String name =
                image.name() == null || image.name().isBlank() ? image.id().toString() : image.name();
        return request.method().wireName() + " " + name + " → "
                + request.targets().stream().map(StoreId::value).collect(Collectors.joining(", "));
    }

    /** The import that {@code id} names: an import's own id, or an image's, then its newest import. */
    public Optional<ImportRow> find(String id) {
        return ImageId.parse(id)
                .flatMap(uuid -> catalog.imports()
                        .find(new ImportId(uuid.value()))
                        .or(() -> catalog.imports().latest(uuid)));
    }

    /** Cancels; durable when this returns. {@code CONFLICT} where the import has ended. */
    public void cancel(ImportRow row) {
        catalog.imports().cancel(row.request().id(), "cancelled");
        tell(row);
    }

    /** Gives up one store; errors as in the catalog. */
    public void skip(ImportRow row, StoreId store) {
        catalog.imports().skip(row.request().id(), store);
        tell(row);
    }

    /** Retries one store now; errors as in the catalog. */
    public void retry(ImportRow row, StoreId store) {
        catalog.imports().retry(row.request().id(), store);
        tell(row);
    }

    private void tell(ImportRow row) {
        tell(row.request().imageId(), row.request().id());
    }

    /** Makes a run read its row, as soon as Temporal can be reached; a run that is not told finds out at its next write. */
    public void tell(ImageId image, ImportId importId) {
        starts.execute(() -> {
            try {
                runs.tell(image, importId);
            } catch (RuntimeException e) {
                LOG.info("The run of import {} is not told yet: {}", importId, Runs.words(e));
            }
        });
    }

    /** Waits for starts and messages under way. */
    @Override
    public void close() {
        starts.close();
    }

    static ImageException notFound(String id) {
        return new ImageException(FailureKind.NOT_FOUND, "No import found for " + id);
    }
}
