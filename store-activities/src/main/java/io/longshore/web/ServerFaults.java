package io.longshore.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Why a call to a server that the operator named brought no answer, in words. */
public final class ServerFaults {

    private ServerFaults() {}

    /** The end of a sentence that begins with the server. */
    public static String words(IOException failure) {
        return switch (failure) {
            case UnknownHostException e -> "its host name is not known";
            case NoRouteToHostException e -> "no route to host";
            case ConnectException e -> refused(e) ? "connection refused" : "cannot be connected to";
            case SocketTimeoutException e -> "timed out: no answer in time";
            case SSLPeerUnverifiedException e -> "its certificate is for another name";
            case SSLHandshakeException e
            when e.getCause() instanceof CertificateException -> "its certificate is not trusted";
            case SSLException e -> "TLS cannot be agreed on";
            case SocketException e -> lower(e, "the connection broke");
            case InterruptedIOException e -> "the call was stopped";
            case ProtocolException e -> "does not answer in HTTP, or broke off";
            default -> "the connection ended without an answer";
        };
    }

    private static boolean refused(IOException failure) {
        for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
            if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused")) {
                return true;
            }
        }
        return false;
    }

    private static String lower(SocketException e, String otherwise) {
        String message = e.getMessage();
        return message == null ? otherwise : message.toLowerCase(Locale.ROOT);
    }
}
