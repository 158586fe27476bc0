package io.longshore.support;

import io.longshore.launch.FreePorts;
import io.longshore.web.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;

/**
 * A gateway of a Ceph cluster that speaks TLS only, and by a name: its certificate is one that no machine believes by itself, and each
 * bucket is a host below it. The users are those of {@link CephServer#gateway}.
 */
public final class TlsGateway implements AutoCloseable {

    private static final String HOST = "s3.longshore.test";

    private final int port = FreePorts.next();
    private final Path directory;
    private final TestCertificate certificate;
    private final ChildProcess gateway;

    /** It listens when this returns. */
    public TlsGateway(CephServer ceph, Path directory) throws GeneralSecurityException, IOException {
        this.directory = directory;
        certificate = TestCertificate.of(HOST, directory);
        gateway = new ChildProcess(
                List.of(
                        "radosgw",
                        "-f",
                        "-c",
                        ceph.conf().toString(),
                        "-n",
                        "client.rgw",
                        "--log-file=" + directory.resolve("gateway.log"),
                        "--rgw-frontends=beast ssl_endpoint=127.0.0.1:" + port + " ssl_certificate="
                                + certificate.pemWithKey(),
                        "--rgw-dns-name=" + HOST),
                Map.of(),
                directory.resolve("gateway.out"));
        try {
            gateway.awaitListening(port);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Its address, with the path given. */
    public String address(String path) {
        return "https://" + HOST + ":" + port + path;
    }

    /** The file of the certificate to believe. */
    public Path authorities() {
        return certificate.pem();
    }

    /** What {@code longshore} printed, in whose Java the names of the gateway and of these buckets mean something. */
    public String longshore(List<String> buckets, String... words) {
        StringBuilder names = new StringBuilder("127.0.0.1 " + HOST + "\n");
        buckets.forEach(bucket -> names.append("127.0.0.1 ")
                .append(bucket)
                .append('.')
                .append(HOST)
                .append('\n'));
        try {
            Path hosts = Files.writeString(directory.resolve("hosts"), names);
            return Commands.run(
                    Map.of(), LongshoreProgram.command(List.of("-Djdk.net.hosts.file=" + hosts), List.of(words)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gateway.kill();
    }
}
