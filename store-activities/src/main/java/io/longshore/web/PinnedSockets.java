package io.longshore.web;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets to one address. */
final class PinnedSockets extends SocketFactory {

    private final InetAddress address;
    private final WireMeter meter;

    PinnedSockets(InetAddress address, WireMeter meter) {
        this.address = address;
        this.meter = meter;
    }

    @Override
    public Socket createSocket() {
        return new PinnedSocket(address, meter);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) {
        throw connected();
    }

    private static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("sockets are made unconnected here");
    }
}
