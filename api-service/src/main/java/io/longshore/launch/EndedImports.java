package io.longshore.launch;

import io.longshore.wiring.DatabaseConfig;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Rows of imports that nobody carried out, so that a catalog of a hundred thousand of them is a matter of seconds. */
final class EndedImports {

    /** A copy of the example for each image, with ids and times of its own. */
    private static final String COPY = """
            with example as (
                select id from imports where image_id = any(?) and ended_at is not null limit 1
            ), given as (
                insert into imports
                select made.* from imports e, images i,
                    lateral (select gen_random_uuid() as id, i.id as image) fresh,
                    lateral jsonb_populate_record(e, jsonb_build_object(
                        'id', fresh.id,
                        'image_id', fresh.image,
                        'request', e.request || jsonb_build_object('id', fresh.id, 'imageId', fresh.image),
                        'phase', case when i.status = 'active' then 'succeeded' else 'cancelled' end,
                        'created_at', i.created_at,
                        'updated_at', i.updated_at,
                        'ended_at', i.updated_at)) made
                where e.id = (select id from example) and i.id = any(?)
                    and not exists (select from imports where image_id = i.id)
                returning id, phase
            )
            insert into import_copies
            select made.* from given, import_copies c,
                lateral jsonb_populate_record(c, jsonb_build_object(
                    'import_id', given.id,
                    'state', case when given.phase = 'succeeded' then 'done' else 'cancelled' end)) made
            where c.import_id = (select id from example)
            """;

    private static final String COUNT =
            "select count(distinct image_id) from imports where image_id = any(?) and ended_at is not null";

    private EndedImports() {}

    /** As {@link io.longshore.launch.bench.BenchStack#giveImports} promises. */
    static void give(DatabaseConfig database, List<String> images) throws IOException {
        UUID[] ids = images.stream().map(UUID::fromString).toArray(UUID[]::new);
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                PreparedStatement copy = connection.prepareStatement(COPY);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            Array all = connection.createArrayOf("uuid", ids);
            copy.setArray(1, all);
            copy.setArray(2, all);
            copy.executeUpdate();
            count.setArray(1, all);
            try (var row = count.executeQuery()) {
                row.next();
                if (row.getInt(1) != ids.length) {
                    throw new IOException("of " + ids.length + " images " + row.getInt(1) + " have an ended import");
                }
            }
        } catch (SQLException e) {
            throw new IOException("imports cannot be written into the catalog: " + e.getMessage(), e);
        }
    }
}
