package io.longshore.support;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the catalog's tables by statements of its own. For one thread. */
public final class CatalogEye implements AutoCloseable {

    private final Connection connection;

    CatalogEye(String url) {
        try {
            connection = DriverManager.getConnection(url, "postgres", "postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * One image, its latest import, and everything that stores hold or may hold of it, at one moment.
     *
     * @param phase of the import; {@code isOpen} whether it has not ended
     * @param locations store → name of the object; {@code reclaim} likewise, of what is to be deleted
     * @param unseen locations that nobody may see yet
     * @param strays uploads that are neither a location's, nor to be deleted, nor gone
     * @param staged generations that somebody still needs
     */
    public record Seen(
            String status,
            boolean isOpen,
            boolean isLocked,
            String phase,
            @Nullable String reason,
            Set<String> importing,
            Set<String> failed,
            Map<String, Set<String>> locations,
            Map<String, Set<String>> reclaim,
            int unseen,
            int strays,
            int staged) {

        /** {@code store/name} of each. */
        public Set<String> locationNames() {
            return names(locations);
        }

        /** {@code store/name} of each. */
        public Set<String> reclaimNames() {
            return names(reclaim);
        }

        private static Set<String> names(Map<String, Set<String>> objects) {
            Set<String> names = new TreeSet<>();
            objects.forEach((store, files) -> files.forEach(file -> names.add(store + "/" + file)));
            return names;
        }
    }

    public Seen see(String image) {
        try (PreparedStatement query = connection.prepareStatement("""
                select i.status, i.open_import is not null as locked, coalesce(i.importing_to, '{}') as importing,
                    coalesce(i.failed_import, '{}') as failed, p.phase, p.reason, p.ended_at is null as open,
                    array(select l.store || ' ' || l.url from locations l where l.image_id = i.id and l.unseen_for is null) as locations,
                    array(select u.store || ' ' || u.url from uploads u where u.image_id = i.id and u.state = 'reclaim') as reclaim,
                    (select count(*) from locations l where l.image_id = i.id and l.unseen_for is not null) as unseen,
                    (select count(*) from uploads u where u.image_id = i.id and u.state in ('writing', 'whole')
                        and not exists (select 1 from locations l where l.upload_id = u.id)) as strays,
                    (select count(*) from staged s where s.image_id = i.id and not s.discard) as staged
                from images i left join lateral (
                    select * from imports where image_id = i.id order by created_at desc limit 1) p on true
                where i.id = ?""")) {
            query.setObject(1, UUID.fromString(image));
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                throw new AssertionError("no image " + image);
            }
            return new Seen(
                    row.getString("status"),
                    row.getBoolean("open"),
                    row.getBoolean("locked"),
                    String.valueOf(row.getString("phase")),
                    row.getString("reason"),
                    new TreeSet<>(strings(row.getArray("importing"))),
                    new TreeSet<>(strings(row.getArray("failed"))),
                    objects(row.getArray("locations")),
                    objects(row.getArray("reclaim")),
                    row.getInt("unseen"),
                    row.getInt("strays"),
                    row.getInt("staged"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an image's bytes are all in staging, and known to be. */
    public boolean isSealed(String image) {
        try (PreparedStatement query =
                connection.prepareStatement("select from staged where image_id = ? and sealed and not discard")) {
            query.setObject(1, UUID.fromString(image));
            return query.executeQuery().next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Set<String>> objects(Array array) throws SQLException {
        Map<String, Set<String>> objects = new TreeMap<>();
        for (String storeAndUrl : strings(array)) {
            int blank = storeAndUrl.indexOf(' ');
            objects.computeIfAbsent(storeAndUrl.substring(0, blank), store -> new TreeSet<>())
                    .add(storeAndUrl.substring(storeAndUrl.lastIndexOf('/') + 1));
        }
        return objects;
    }

    private static List<String> strings(Array array) throws SQLException {
        return new ArrayList<>(List.of((String[]) array.getArray()));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
