package io.longshore.launch.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Where web-download finds its images: on loopback, by sendfile, counting what each address was asked for. */
final class SourceServer implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Map<String, SourceImage> images = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> servedBytes = new ConcurrentHashMap<>();
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    /** @param port 0: any free one */
    SourceServer(int port) throws IOException {
        server = ServerSocketChannel.open();
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            server.close();
            throw new IOException("images cannot be served on port " + port + ": " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("bench-source").start(this::accept);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** Where the image can be fetched.
     *
     * @param tag names what is counted together
     */
    URI offer(SourceImage image, String tag) {
        images.put(image.fileName(), image);
        return URI.create("http://127.0.0.1:" + port() + path(image, tag));
    }

    static String path(SourceImage image, String tag) {
        return "/" + tag + "/" + image.fileName();
    }

    /** Image bytes sent under that tag. */
    long servedBytes(String tag) {
        return servedBytes.getOrDefault(tag, new LongAdder()).sum();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofPlatform().daemon().name("bench-source-connection").start(() -> serve(client));
            }
        } catch (IOException closed) {
            // That ends it.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            new SourceConnection(client, images::get, tag -> servedBytes.computeIfAbsent(tag, t -> new LongAdder()))
                    .serve();
        } catch (IOException gone) {
            // A client that goes away takes its connection with it.
        } finally {
            clients.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
