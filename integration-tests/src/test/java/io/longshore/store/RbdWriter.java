package io.longshore.store;

import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A process that writes an image for as long as it is let: its first part, made durable, then the second again and again. When it is
 * refused it says so, and stores another image.
 */
final class RbdWriter {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private RbdWriter() {}

    /** What it writes. */
    static PatternBytes content() {
        return new PatternBytes(815, (16L << 20) + 5);
    }

    /** @param words the cluster's {@code ceph.conf}, and the image's address */
    @SuppressWarnings("SystemOut") // its parent reads what it says
    public static void main(String... words) {
        Store store = CephStores.of("writer", Path.of(words[0]), "30s");
        PatternBytes content = content();
        try (Upload upload = store.begin(ObjectUrl.of(words[1]), OptionalLong.of(content.sizeBytes()))) {
            Part first = store.describe().limits().partAt(0);
            upload.write(first, content.of(first));
            upload.makeDurable();
            System.out.println("WRITING");
            Part second = store.describe().limits().partAt(first.length());
            while (true) {
                upload.write(second, content.of(second));
            }
        } catch (ImageException e) {
            System.out.println("REFUSED " + e.kind() + " " + e.getMessage());
        }
        ObjectUrl other = CephStores.stored(store, content);
        System.out.println(
                CephStores.difference(store, other, content).isEmpty() ? "OTHER COPY WHOLE" : "OTHER COPY WRONG");
        store.delete(other);
    }

    static Child start(CephServer ceph, ObjectUrl url) {
        return start(RbdWriter.class, List.of(ceph.conf().toString(), url.value()));
    }

    /** A process of another class of ours. */
    static Child start(Class<?> main, List<String> words) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx128m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(words);
            Path log = Files.createTempFile("writer", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Child(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process, from outside. */
    record Child(Process process, Path log) implements AutoCloseable {

        void awaitLine(String start) {
            Await.until(
                    PATIENCE,
                    () -> "the writer says " + start + "; it said " + said(),
                    () -> said().lines().anyMatch(line -> line.startsWith(start)));
        }

        String refusal() {
            return said().lines()
                    .filter(line -> line.startsWith("REFUSED"))
                    .findFirst()
                    .orElse("");
        }

        void signal(String signal) {
            try {
                int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor();
                if (code != 0) {
                    throw new AssertionError("kill -" + signal + " failed; the writer said " + said());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        private String said() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
                Files.delete(log);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
