package io.longshore.support;

import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the drivers of OpenStack's Glance, as Debian packages them: what must be able to share a store with ours. */
public final class GlanceDriver {

    private final String kind;
    private final Path folder;
    private final Map<String, String> environment;

    private GlanceDriver(String kind, Path folder, Map<String, String> environment) {
        this.kind = kind;
        this.folder = folder;
        this.environment = environment;
    }

    public static GlanceDriver file(Path folder, Path images) {
        return new GlanceDriver("file", folder, Map.of("FILE_FOLDER", images.toString()));
    }

    public static GlanceDriver rbd(Path folder, CephServer ceph) {
        return new GlanceDriver(
                "rbd",
                folder,
                Map.of("CEPH_CONF", ceph.conf().toString(), "RBD_USER", CephServer.USER, "RBD_POOL", CephServer.POOL));
    }

    public static GlanceDriver s3(Path folder, CephGateway gateway, String bucket) {
        return new GlanceDriver(
                "s3",
                folder,
                Map.of(
                        "S3_ENDPOINT",
                        gateway.s3().toString(),
                        "S3_ACCESS_KEY",
                        gateway.s3AccessKey(),
                        "S3_SECRET_KEY",
                        gateway.s3SecretKey(),
                        "S3_BUCKET",
                        bucket));
    }

    public static GlanceDriver swift(Path folder, CephGateway gateway, String container) {
        return new GlanceDriver(
                "swift",
                folder,
                Map.of(
                        "SWIFT_AUTH",
                        gateway.swiftAuth().toString(),
                        "SWIFT_USER",
                        gateway.swiftUser(),
                        "SWIFT_KEY",
                        gateway.swiftKey(),
                        "SWIFT_CONTAINER",
                        container));
    }

    /**
     * Writes an image and answers its address.
     *
     * @param sizeBytes that it is told; 0: unknown
     */
    public ObjectUrl add(ImageId image, Path bytes, long sizeBytes) {
        return ObjectUrl.of(run("add", image.toString(), bytes.toString(), Long.toString(sizeBytes)));
    }

    /** Reads the image at an address into a file, and answers its size, as the driver says it. */
    public long get(String address, Path file) {
        return Long.parseLong(run("get", address, file.toString()));
    }

    public void delete(String address) {
        run("delete", address);
    }

    private String run(String... words) {
        Path script = folder.resolve("glance-store.py");
        try (InputStream program = GlanceDriver.class.getResourceAsStream("/ceph/glance-store.py")) {
            Files.write(script, program.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The system's Python: Debian's packages are not seen by another.
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", script.toString(), kind, folder.toString()));
        command.addAll(List.of(words));
        return Commands.run(environment, command);
    }
}
