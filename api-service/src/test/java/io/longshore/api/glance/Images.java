package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.ImportEnd;
import io.longshore.catalog.Landing;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Images of one owner, in every state that they can be in without a run. */
record Images(MovingApi api, Client owner) {

    static final Map<String, String> BYTES = Map.of("Content-Type", "application/octet-stream");

    String queued() {
        return owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
    }

    String staged() {
        String image = queued();
        assertThat(stage(image, "bytes", Map.of()).status()).isEqualTo(204);
        return image;
    }

    /** Active, in stores that know nothing of it. */
    String stored(String... stores) {
        String image = queued();
        new Copies(api.catalog).store(image, stores);
        return image;
    }

    /** Active, and really in that store. */
    String uploaded(String store, String bytes) {
        String image = queued();
        var answer = upload(image, bytes, Map.of("X-Image-Meta-Store", store));
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
        return image;
    }

    /** Puts {@code bytes} where a copy in {@code store} would be, and notes it as an import does. */
    void copied(String image, String store, String bytes) {
        ImageId id = ImageId.of(image);
        ImportId copy = new Copies(api.catalog).copy(image, false, store);
        UploadRow upload = api.catalog
                .uploads()
                .beginAttempt(
                        copy,
                        Turn.first(1),
                        StoreId.of(store),
                        1,
                        false,
                        nth -> api.stores.writable(StoreId.of(store)).place(id, nth, OptionalLong.empty()));
        write(file(store, image), bytes);
        api.catalog
                .runs()
                .landed(
                        copy,
                        1,
                        new Landing(
                                StoreId.of(store),
                                upload.id(),
                                upload.attempt(),
                                1,
                                bytes.length(),
                                "fast",
                                "size",
                                0,
                                null));
        api.catalog.runs().end(copy, 1, ImportEnd.Kind.SETTLED, List.of(), null);
    }

    /** Where the first copy of an image lies in a store. */
    Path file(String store, String image) {
        return api.directory.resolve(store).resolve(image);
    }

    Client.Answer upload(String image, String bytes, Map<String, String> headers) {
        return owner.call("PUT", "/v2/images/" + image + "/file", bytes, withType(headers));
    }

    Client.Answer stage(String image, String bytes, Map<String, String> headers) {
        return owner.call("PUT", "/v2/images/" + image + "/stage", bytes, withType(headers));
    }

    private static Map<String, String> withType(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(BYTES);
        all.putAll(headers);
        return all;
    }

    /** Sends a request to {@code path} with the owner's token, and whatever stands in {@code headers}. */
    Client.Answer raw(String method, String path, String headers, String body) {
        return RawRequest.send(
                api.server.port(),
                method + " " + path + " HTTP/1.1",
                "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\n" + headers,
                body);
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
