package io.longshore.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket that connects to one address, whatever it is told, through no proxy, and meters what comes in. */
final class PinnedSocket extends Socket {

    private final InetAddress address;
    private final WireMeter meter;
    private @Nullable MeteredInput input;

    PinnedSocket(InetAddress address, WireMeter meter) {
        super(Proxy.NO_PROXY);
        this.address = address;
        this.meter = meter;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        super.connect(new InetSocketAddress(address, ((InetSocketAddress) endpoint).getPort()), timeoutMillis);
    }

    /** Always the same one: it may hold bytes that nobody has asked for yet. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
        InputStream raw = super.getInputStream();
        if (input == null) {
            input = new MeteredInput(raw, meter);
        }
        return input;
    }
}
