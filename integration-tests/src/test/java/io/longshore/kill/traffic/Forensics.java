package io.longshore.kill.traffic;

import io.longshore.kill.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down all that is known of an image with which something is wrong, while it is known. */
final class Forensics {

    private static final List<String> TABLES = List.of("imports", "import_copies", "uploads", "locations", "staged");

    private final Site site;

    Forensics(Site site) {
        this.site = site;
    }

    /** In short, what the image's imports say of their copies: the reasons above all. */
    String reasons(String image) {
        return String.join("; ", rows("""
                        select i.id, i.created_at, i.ended_at, c.store, c.state, c.round, c.attempts, c.done_bytes, c.source, c.reason
                        from import_copies c join imports i on i.id = c.import_id
                        where i.image_id = ? order by i.created_at, c.position""", UUID.fromString(image)));
    }

    /** Writes a file into the site's directory, and answers its name. */
    Path write(String image, String what) {
        List<String> lines = new ArrayList<>(List.of(what, ""));
        UUID id = UUID.fromString(image);
        lines.addAll(rows("select * from images where id = ?", id));
        for (String table : TABLES) {
            lines.add("");
            lines.add(table);
            lines.addAll(rows(
                    table.equals("import_copies")
                            ? "select c.* from import_copies c join imports i on i.id = c.import_id where i.image_id = ?"
                            : "select * from " + table + " where image_id = ? order by created_at",
                    id));
        }
        for (Map<String, @Nullable Object> row : site.records()
                .now("select id from imports where image_id = ?", id)
                .orElseGet(List::of)) {
            lines.add("");
            lines.add("run of import " + row.get("id"));
            lines.addAll(site.runs().history(image + "/" + row.get("id")));
        }
        try {
            return Files.write(site.directory().resolve("divergence-" + image + ".txt"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> rows(String sql, UUID image) {
        return site.records().now(sql, image).orElseGet(List::of).stream()
                .map(Object::toString)
                .toList();
    }
}
