package io.longshore.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Which servers are believed to be who they say they are. */
public final class TlsTrust {

    private final Consumer<OkHttpClient.Builder> setting;

    private TlsTrust(Consumer<OkHttpClient.Builder> setting) {
        this.setting = setting;
    }

    void applyTo(OkHttpClient.Builder client) {
        setting.accept(client);
    }

    /** Those that this machine's Java believes. */
    public static TlsTrust system() {
        return new TlsTrust(client -> {});
    }

    /**
     * Those with a certificate from an authority in {@code file} (PEM), and no others. Fails with {@link IOException} where the file
     * cannot be read or holds no certificates.
     */
    public static TlsTrust authorities(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                authorities.setCertificateEntry("authority-" + authorities.size(), authority);
            }
            if (authorities.size() == 0) {
                throw new IOException("no certificates in " + file);
            }
            X509TrustManager trusted = managerOf(authorities);
            return new TlsTrust(client -> use(client, trusted));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificates in " + file, e);
        }
    }

    /** All: connections are encrypted, but to whom nobody knows. */
    public static TlsTrust anyone() {
        return new TlsTrust(client -> use(client, new EveryCertificate()).hostnameVerifier((name, session) -> true));
    }

    private static X509TrustManager managerOf(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static OkHttpClient.Builder use(OkHttpClient.Builder client, X509TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            return client.sslSocketFactory(context.getSocketFactory(), trusted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
