package io.longshore.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Stands before a server, counts the bytes that pass, and holds back what goes there when a test wants it. */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final URI server;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable String counted;
    private int seen;
    private int most;
    private boolean holds;
    private int held;

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

    /** Nothing more goes to the server. */
    public synchronized void hold() {
        holds = true;
    }

    /** After {@code times} requests with {@code word} in their heads no more of those go to the server. */
    public synchronized void holdAfter(String word, int times) {
        counted = word;
        seen = 0;
        most = times;
    }

    /** All goes on, and requests are counted on. */
    public synchronized void goOn() {
        holds = false;
        most = Integer.MAX_VALUE;
        notifyAll();
    }

    /** Whether somebody's bytes are held back. */
    public synchronized boolean isHoldingBytes() {
        return held > 0;
    }

    /** How many requests had the word, held back or not. */
    public synchronized int seen() {
        return seen;
    }

    private synchronized void pass(byte[] slice, int length) throws InterruptedException {
        boolean isCounted =
                counted != null && new String(slice, 0, length, StandardCharsets.ISO_8859_1).contains(counted);
        seen += isCounted ? 1 : 0;
        int nth = seen;
        held++;
        try {
            while (holds || (isCounted && nth > most)) {
                wait();
            }
        } finally {
            held--;
        }
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
            Thread answers = Thread.ofVirtual().start(() -> pass(onward, client, received, false));
            pass(client, onward, sent, true);
            answers.join();
            open.remove(onward);
        } catch (IOException gone) {
            // Whoever waits for an answer notices.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.remove(client);
    }

    private void pass(Socket from, Socket to, AtomicLong count, boolean toServer) {
        byte[] slice = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(slice); length >= 0; length = in.read(slice)) {
                if (toServer) {
                    pass(slice, length);
                }
                out.write(slice, 0, length);
                count.addAndGet(length);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        goOn();
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
