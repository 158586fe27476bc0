package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What connections fail of, in our words: a server's own might show people what they may not see. */
final class WireFailures {

    /** How the client's own limit on headers of HTTP/2 speaks, which has no type: it looks at what is announced, not at what came. */
    private static final String OWN_LIMIT = "header byte count limit";

    private WireFailures() {}

    /** Why there was no answer. */
    static ImageException beforeAnswer(String place, @Nullable Throwable failure, WireMeter meter) {
        if (meter.isExceeded() || isOwnLimit(failure)) {
            return headersTooLong(place);
        }
        return switch (failure) {
            case SSLPeerUnverifiedException e -> lost(place + ": its certificate is for another name", e);
            case SSLHandshakeException e
            when e.getCause() instanceof CertificateException -> lost(place + ": its certificate is not trusted", e);
            case SSLException e -> unavailable(place + ": TLS cannot be agreed on", e);
            case ProtocolException e -> lost(place + " does not answer in HTTP", e);
            case SocketTimeoutException e -> unavailable(place + ": timed out", e);
            case SocketException e -> unavailable(place + ": " + words(e), e);
            case null, default -> unavailable(place + ": the connection ended without an answer", failure);
        };
    }

    private static boolean isOwnLimit(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).startsWith(OWN_LIMIT)) {
                return true;
            }
        }
        return false;
    }

    /** Headers beyond the limit: nothing that is meant well, so final. */
    static ImageException headersTooLong(String place) {
        return new ImageException(FailureKind.SOURCE_LOST, place + " sends more headers than are accepted");
    }

    /** What broke a page off, as the end of a sentence. */
    static String duringBody(IOException failure, WireMeter meter) {
        if (meter.isExceeded()) {
            return "too much framing around too little content";
        }
        return switch (failure) {
            case SocketTimeoutException e -> "no more bytes came in time";
            case SocketException e -> words(e);
            case ProtocolException e when "unexpected end of stream".equals(e.getMessage()) -> "the connection ended";
            case ProtocolException e -> "what came is not what was announced";
            default -> "the connection broke";
        };
    }

    /** A duration for people. */
    static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static String words(SocketException failure) {
        Throwable root = failure;
        while (root.getCause() instanceof SocketException cause) {
            root = cause;
        }
        String message = root instanceof NoRouteToHostException ? "no route to host" : root.getMessage();
        return message == null ? "connection failed" : message.toLowerCase(java.util.Locale.ROOT);
    }

    private static ImageException lost(String message, Throwable cause) {
        return new ImageException(FailureKind.SOURCE_LOST, message, cause);
    }

    private static ImageException unavailable(String message, @Nullable Throwable cause) {
        return new ImageException(FailureKind.SOURCE_UNAVAILABLE, message, cause);
    }
}
