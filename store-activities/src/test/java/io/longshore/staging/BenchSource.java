package io.longshore.staging;

import io.longshore.transfer.TestImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that gives an image on loopback to whoever connects, out of memory and inside the kernel. */
final class BenchSource implements AutoCloseable {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Process process;
    private final int port;

    private BenchSource(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static BenchSource start(long sizeBytes) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchSource.class.getName(),
                        Long.toString(sizeBytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader says = process.inputReader();
        return new BenchSource(process, Integer.parseInt(says.readLine()));
    }

    ReadableByteChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] arguments) throws IOException {
        long size = Long.parseLong(arguments[0]);
        Path path = Files.createTempFile(SHARED_MEMORY, "bench-", ".image");
        try (FileChannel file = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                ReadableByteChannel image = new TestImage(size).open(0);
                ServerSocketChannel server = ServerSocketChannel.open()) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            while (image.read(buffer.clear()) >= 0) {
                file.write(buffer.flip());
            }
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println(server.socket().getLocalPort());
            while (true) {
                give(file, size, server.accept());
            }
        }
    }

    private static void give(FileChannel file, long size, SocketChannel to) {
        try (to) {
            for (long at = 0; at < size; ) {
                at += file.transferTo(at, size - at, to);
            }
        } catch (IOException e) {
            System.err.println("hung up: " + e.getMessage());
        }
    }
}
