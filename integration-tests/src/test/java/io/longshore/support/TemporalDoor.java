package io.longshore.support;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.longshore.web.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A door before a Temporal server, as a hosted one has: TLS with a certificate of its own, and an API key. Behind it calls go on as they are. */
public final class TemporalDoor implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int LONGEST_MESSAGE = 64 << 20;

    private static final MethodDescriptor.Marshaller<byte[]> AS_IT_IS = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final ManagedChannel behind;
    private final Server server;
    private volatile String key;

    /** Opens at a port of loopback before {@code temporal}. */
    public TemporalDoor(String temporal, TestCertificate certificate, String key) {
        this.key = key;
        behind = NettyChannelBuilder.forTarget(temporal)
                .usePlaintext()
                .maxInboundMessageSize(LONGEST_MESSAGE)
                .build();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(certificate.keys()))
                            .build())
                    .maxInboundMessageSize(LONGEST_MESSAGE)
                    .fallbackHandlerRegistry(new HandlerRegistry() {
                        @Override
                        public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
                            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(AS_IT_IS, AS_IT_IS)
                                    .setType(MethodDescriptor.MethodType.UNARY)
                                    .setFullMethodName(name)
                                    .build();
                            return ServerMethodDefinition.create(method, TemporalDoor.this::pass);
                        }
                    })
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** From now on only this key opens. */
    public void changeKey(String other) {
        key = other;
    }

    private ServerCall.Listener<byte[]> pass(ServerCall<byte[], byte[]> call, Metadata headers) {
        if (!("Bearer " + key).equals(headers.get(AUTHORIZATION))) {
            call.close(Status.UNAUTHENTICATED.withDescription("no such key"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        ClientCall<byte[], byte[]> onward = behind.newCall(call.getMethodDescriptor(), CallOptions.DEFAULT);
        onward.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onHeaders(Metadata answered) {
                        call.sendHeaders(answered);
                    }

                    @Override
                    public void onMessage(byte[] message) {
                        call.sendMessage(message);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        call.close(status, trailers);
                    }
                },
                headers);
        onward.request(2);
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                onward.sendMessage(message);
            }

            @Override
            public void onHalfClose() {
                onward.halfClose();
            }

            @Override
            public void onCancel() {
                onward.cancel("the caller has gone", null);
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
        behind.shutdownNow();
    }
}
