package io.longshore.wiring;

import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.UriPolicy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How imports behave.
 *
 * @param methods the enabled ones, by their names on the wire, in the order in which they are announced
 * @param settings frozen into each import when its run starts
 * @param failedHistories the folder that keeps the histories of failed imports; none: they are not kept
 */
public record ImportConfig(
        List<String> methods,
        ImportSettings settings,
        CopyImageBy copyImageBy,
        @Nullable Path failedHistories,
        UriPolicy uriPolicy) {

    /** Who may copy an image into more stores. */
    public enum CopyImageBy {
        /** Glance's rule. */
        ADMIN,
        /** Members of the project that owns it, too. */
        OWNER
    }

    public ImportConfig {
        methods = List.copyOf(methods);
    }

    public static ImportConfig defaults() {
        return new ImportConfig(
                ImportMethod.NAMES, ImportSettings.defaults(), CopyImageBy.ADMIN, null, UriPolicy.defaults());
    }
}
