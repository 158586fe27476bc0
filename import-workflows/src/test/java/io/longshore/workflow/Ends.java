package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import java.util.HashSet;
import java.util.Set;

/** What holds in every terminal state. */
final class Ends {

    private Ends() {}

    /** Nothing is promised any more, nothing is staged, and the stores hold what the catalog names or means to reclaim. */
    static CatalogModel.Snapshot assertConsistent(World world) {
        CatalogModel.Snapshot now = world.catalog.now();
        assertThat(now.open()).as("open").isFalse();
        assertThat(now.importing()).as("importing list").isEmpty();
        assertThat(now.unseen()).as("unseen locations").isEmpty();
        assertThat(now.staged()).as("staged").isFalse();
        Set<StoreId> known = new HashSet<>(now.locations());
        known.addAll(now.toReclaim());
        assertThat(now.uploads()).as("what the stores hold").isEqualTo(known);
        return now;
    }

    /** Likewise, and nothing is left to reclaim. */
    static CatalogModel.Snapshot assertClean(World world) {
        CatalogModel.Snapshot now = assertConsistent(world);
        assertThat(now.toReclaim()).as("reclaim list").isEmpty();
        return now;
    }
}
