package io.longshore.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything that a store promises, as checks that run against any real store. They write and delete objects of images that exist
 * nowhere else and leave the rest alone. A promise about behaviour that a store does not have is not made for it.
 */
public final class StorePromises {

    private final Supplier<? extends Store> stores;
    private final Set<String> secrets;

    /**
     * @param stores each call gives the store anew, as another process would have it
     * @param secrets what no message, address or description may contain
     */
    public StorePromises(Supplier<? extends Store> stores, Set<String> secrets) {
        this.stores = stores;
        this.secrets = Set.copyOf(secrets);
    }

    /** Stores one byte and deletes it again; fails as the store does. Worth asking before much is asked. */
    public void reach() {
        try (Trial trial = new Trial(stores, secrets)) {
            trial.stored(trial.content(1));
        }
    }

    /** The promises that the store makes, each put to the test by {@link StorePromise#test}. */
    public List<StorePromise> all() {
        Store store = stores.get();
        Map<String, StorePromise.Check> checks = new LinkedHashMap<>();
        checks.putAll(AddressPromises.all());
        checks.putAll(WritePromises.all());
        checks.putAll(UploadPromises.all());
        checks.putAll(ResumePromises.all());
        checks.putAll(ReadPromises.all());
        checks.putAll(DeletePromises.all());
        store.inventory().ifPresent(ignored -> checks.putAll(InventoryPromises.all()));
        store.localFiles().ifPresent(ignored -> checks.putAll(LocalFilePromises.all()));
        store.claims().ifPresent(ignored -> checks.putAll(ClaimPromises.all()));
        store.serverSideCopy().ifPresent(ignored -> checks.putAll(ServerSideCopyPromises.all()));
        return checks.entrySet().stream()
                .map(e -> new StorePromise(e.getKey(), () -> new Trial(stores, secrets), e.getValue()))
                .toList();
    }
}
