package io.longshore.source;

import io.longshore.image.ContentHashes;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import io.longshore.store.StoreRegistry;
import io.longshore.web.WebClient;
import java.util.List;
import java.util.OptionalLong;

/** Says where the bytes of an import come from: the only place that knows what each method reads. */
public final class Sources {

    private final WebClient web;
    private final StoreRegistry stores;

    public Sources(WebClient web, StoreRegistry stores) {
        this.web = web;
        this.stores = stores;
    }

    /**
     * What the fetch of an import reads. Touches nothing yet. {@code UNSUPPORTED} for a method that fetches nothing.
     *
     * @param order the stores to read from, in order, for a method that reads stores
     * @param earlier what {@link ImportSource#object()} answered when the bytes that are already there were read; {@link
     *     SourceObject#unknown()} where reading begins
     */
    public ImportSource of(ImportMethod method, Image image, List<StoreId> order, SourceObject earlier) {
        return switch (method) {
            case ImportMethod.WebDownload(String uri) -> new WebSource(web, uri, earlier);
            case ImportMethod.CopyImage ignored -> copies(image, order);
            case ImportMethod.GlanceDirect ignored ->
                throw new ImageException(
                        FailureKind.UNSUPPORTED,
                        method.wireName() + " has nothing to fetch: its bytes were staged by the caller");
        };
    }

    /**
     * The image's copies in the stores of {@code order}, or in all that hold one, in the order of {@link
     * StoreRegistry#bySourceOrder}, where that is empty. A store that has lost its copy since, or is not configured here, counts as a
     * copy that cannot be read.
     */
    public StoreCopies copies(Image image, List<StoreId> order) {
        List<StoreId> tried =
                order.isEmpty() ? image.stores().sorted(stores.bySourceOrder()).toList() : order;
        Long bytes = image.sizeBytes();
        ContentHashes hashes = image.hashes();
        return new StoreCopies(
                tried.stream()
                        .map(store -> new StoreCopies.Copy(store, () -> source(image, store)))
                        .toList(),
                bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes),
                hashes == null ? "" : ContentHashes.ALGORITHM + ":" + hashes.sha512());
    }

    private ByteSource source(Image image, StoreId store) {
        ImageLocation location = image.locationIn(store)
                .orElseThrow(() ->
                        new ImageException(FailureKind.SOURCE_LOST, store + ": holds no copy of the image any more"));
        return stores.readable(store).source(location.url());
    }
}
