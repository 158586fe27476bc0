package io.longshore.catalog;

import static io.longshore.image.FailureKind.ALREADY_EXISTS;
import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import org.jdbi.v3.core.Handle;

/** With which projects an image is shared. */
public final class MemberCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;

    MemberCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
    }

    /**
     * One membership.
     *
     * @param status {@code pending}, {@code accepted} or {@code rejected}
     */
    public record Member(ImageId imageId, String member, String status, Instant createdAt, Instant updatedAt) {}

    /**
     * Adds a pending membership. {@code ALREADY_EXISTS} where the project has one, {@code NOT_FOUND} where the image is not.
     *
     * @param check sees the locked image and how many members it has; may refuse
     */
    public Member add(ImageId image, String member, ObjIntConsumer<Image> check) {
        return database.transaction(handle -> {
            Image locked = rows.lock(handle, image);
            int members = handle.createQuery("select count(*) from members where image_id = :image")
                    .bind("image", image.value())
                    .mapTo(Integer.class)
                    .one();
            check.accept(locked, members);
            int added = handle.createUpdate(
                            "insert into members (image_id, member, status) values (:image, :member, 'pending') on conflict do nothing")
                    .bind("image", image.value())
                    .bind("member", member)
                    .execute();
            if (added == 0) {
                throw new ImageException(ALREADY_EXISTS, "Member " + member + " is duplicated for image " + image);
            }
            return told(handle, "image.member.create", image, member);
        });
    }

    public Optional<Member> find(ImageId image, String member) {
        return database.read(handle -> find(handle, image, member));
    }

    /** All memberships of an image, oldest first. */
    public List<Member> of(ImageId image) {
        return database.read(handle -> handle.createQuery(
                        "select * from members where image_id = :image order by created_at, member")
                .bind("image", image.value())
                .map((rs, ctx) -> member(rs))
                .list());
    }

    /** {@code NOT_FOUND} where the project has no membership. */
    public Member setStatus(ImageId image, String member, String status) {
        return database.transaction(handle -> {
            handle.createUpdate(
                            "update members set status = :status, updated_at = clock_timestamp() where image_id = :image and member = :member")
                    .bind("image", image.value())
                    .bind("member", member)
                    .bind("status", status)
                    .execute();
            return told(handle, "image.member.update", image, member);
        });
    }

    /** {@code NOT_FOUND} where the project has no membership. */
    public void remove(ImageId image, String member) {
        database.change(handle -> {
            told(handle, "image.member.delete", image, member);
            handle.createUpdate("delete from members where image_id = :image and member = :member")
                    .bind("image", image.value())
                    .bind("member", member)
                    .execute();
        });
    }

    private Member told(Handle handle, String event, ImageId image, String member) {
        Member told = find(handle, image, member)
                .orElseThrow(() -> new ImageException(
                        NOT_FOUND, member + " not found in the member list of the image " + image + "."));
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("image_id", image.toString());
        payload.put("member_id", member);
        payload.put("status", told.status());
        payload.put("created_at", EventCatalog.time(told.createdAt()));
        payload.put("updated_at", EventCatalog.time(told.updatedAt()));
        boolean deleted = event.endsWith("delete");
        payload.put("deleted", deleted);
        payload.put("deleted_at", deleted ? EventCatalog.time(Instant.now()) : null);
        events.record(handle, event, image, payload);
        return told;
    }

    private static Optional<Member> find(Handle handle, ImageId image, String member) {
        return handle.createQuery("select * from members where image_id = :image and member = :member")
                .bind("image", image.value())
                .bind("member", member)
                .map((rs, ctx) -> member(rs))
                .findOne();
    }

    private static Member member(ResultSet rs) throws SQLException {
        return new Member(
                new ImageId(rs.getObject("image_id", UUID.class)),
                rs.getString("member"),
                rs.getString("status"),
                rs.getTimestamp("created_at").toInstant(),
                rs.getTimestamp("updated_at").toInstant());
    }
}
