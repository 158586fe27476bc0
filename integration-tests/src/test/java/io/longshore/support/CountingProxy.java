package io.longshore.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server and counts the bytes that pass. */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final URI server;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public CountingProxy(URI server) {
        this.server = server;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The server's address, by way of this. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + server.getPath());
    }

    /** To the server. */
    public long sentBytes() {
        return sent.get();
    }

    /** From the server. */
    public long receivedBytes() {
        return received.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket onward = new Socket(server.getHost(), server.getPort())) {
            open.add(onward);
            Thread answers = Thread.ofVirtual().start(() -> pass(onward, client, received));
            pass(client, onward, sent);
            answers.join();
            open.remove(onward);
        } catch (IOException gone) {
            // Whoever waits for an answer notices.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.remove(client);
    }

    private static void pass(Socket from, Socket to, AtomicLong count) {
        byte[] slice = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(slice); length >= 0; length = in.read(slice)) {
                out.write(slice, 0, length);
                count.addAndGet(length);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(CountingProxy::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was broken before.
        }
    }
}
