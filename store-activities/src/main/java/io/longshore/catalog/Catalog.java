package io.longshore.catalog;

import io.longshore.image.StoreId;
import java.util.Comparator;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * All of the catalog over one data source. Safe for use by many threads. While PostgreSQL is away, every call fails with {@code
 * CATALOG_AWAY} and has changed nothing.
 */
public final class Catalog {

    private final Database database;
    private final ImageCatalog images;
    private final MemberCatalog members;
    private final ImportCatalog imports;
    private final RunCatalog runs;
    private final UploadCatalog uploads;
    private final StagingCatalog staging;
    private final ManifestCatalog manifests;
    private final LocationCatalog locations;
    private final ClaimCatalog claims;
    private final HashingCatalog hashings;
    private final EventCatalog events;
    private final BandwidthCatalog bandwidth;
    private final QueueCatalog queue;
    private final TaskCatalog tasks;

    /**
     * @param storeOrder how an image's copies are ordered: best first
     */
    public Catalog(DataSource dataSource, Comparator<StoreId> storeOrder) {
        database = new Database(Jdbi.create(dataSource).installPlugin(new PostgresPlugin()));
        var rows = new ImageRows(storeOrder);
        events = new EventCatalog(database);
        images = new ImageCatalog(database, rows, events);
        members = new MemberCatalog(database, rows, events);
        imports = new ImportCatalog(database, rows, events);
        runs = new RunCatalog(database, rows, events);
        uploads = new UploadCatalog(database, rows, events);
        staging = new StagingCatalog(database, rows, events);
        manifests = new ManifestCatalog(database);
        locations = new LocationCatalog(database, rows, images, events);
        claims = new ClaimCatalog(database);
        hashings = new HashingCatalog(database, rows, images, events);
        bandwidth = new BandwidthCatalog(database);
        queue = new QueueCatalog(database);
        tasks = new TaskCatalog(database);
    }

    /** Brings the schema up to date; several processes may do so at once. */
    public static void migrate(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                // Else the lock is a transaction that stands still while the scripts run, and may be ended for that.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
    }

    public ImageCatalog images() {
        return images;
    }

    public MemberCatalog members() {
        return members;
    }

    public ImportCatalog imports() {
        return imports;
    }

    public RunCatalog runs() {
        return runs;
    }

    public UploadCatalog uploads() {
        return uploads;
    }

    public StagingCatalog staging() {
        return staging;
    }

    public ManifestCatalog manifests() {
        return manifests;
    }

    public LocationCatalog locations() {
        return locations;
    }

    public ClaimCatalog claims() {
        return claims;
    }

    public HashingCatalog hashings() {
        return hashings;
    }

    public EventCatalog events() {
        return events;
    }

    public BandwidthCatalog bandwidth() {
        return bandwidth;
    }

    public QueueCatalog queue() {
        return queue;
    }

    public TaskCatalog tasks() {
        return tasks;
    }

    /** The lock that makes one of many processes the leader of a loop. */
    public Leadership leadership(long key) {
        return new Leadership(database, key);
    }
}
