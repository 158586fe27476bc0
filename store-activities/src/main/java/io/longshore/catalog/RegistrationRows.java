package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportPhase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of {@code registrations}. */
final class RegistrationRows {

    private RegistrationRows() {}

    static void add(Handle handle, ImageId image, RegistrationRow.Wish wish) {
        handle.createUpdate("""
                        insert into registrations (id, image_id, project, user_id, request_id, body, phase)
                        values (:id, :image, :project, :user, :request, :body::jsonb, 'accepted')""")
                .bind("id", UUID.randomUUID())
                .bind("image", image.value())
                .bind("project", wish.project())
                .bind("user", wish.user())
                .bind("request", wish.requestId())
                .bind("body", wish.body())
                .execute();
    }

    /** Notes how far the open one of an image is, if there is one. */
    static void note(Handle handle, ImageId image, ImportPhase phase, @Nullable String reason) {
        boolean over = phase == ImportPhase.SUCCEEDED || phase == ImportPhase.FAILED;
        handle.createUpdate("""
                        update registrations set phase = :phase, reason = coalesce(:reason, reason),
                            updated_at = clock_timestamp(), ended_at = case when :over then clock_timestamp() end
                        where image_id = :image and ended_at is null""")
                .bind("image", image.value())
                .bind("phase", phase.name().toLowerCase(Locale.ROOT))
                .bind("reason", reason)
                .bind("over", over)
                .execute();
    }

    static List<RegistrationRow> list(Handle handle, List<UUID> ids) {
        return handle.createQuery("select * from registrations where id = any(:ids)")
                .bindArray("ids", UUID.class, ids)
                .map((rs, ctx) -> row(rs))
                .list();
    }

    private static RegistrationRow row(ResultSet rs) throws SQLException {
        Timestamp ended = rs.getTimestamp("ended_at");
        return new RegistrationRow(
                rs.getObject("id", UUID.class),
                new ImageId(rs.getObject("image_id", UUID.class)),
                rs.getString("project"),
                rs.getString("user_id"),
                rs.getString("request_id"),
                rs.getString("body"),
                ImportPhase.valueOf(rs.getString("phase").toUpperCase(Locale.ROOT)),
                rs.getString("reason"),
                rs.getTimestamp("created_at").toInstant(),
                rs.getTimestamp("updated_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
