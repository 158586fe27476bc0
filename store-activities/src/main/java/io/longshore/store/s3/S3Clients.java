package io.longshore.store.s3;

import io.longshore.web.ServerHttp;
import io.longshore.web.TlsTrust;
import java.time.Duration;
import okhttp3.OkHttpClient;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What one store's calls are made with: our connections, the configured key and nothing from this machine's environment. */
final class S3Clients {

    /** Completing and copying take the server as long as the object is large. */
    private static final int PATIENCE = 10;

    private final S3StoreConfig config;
    private final OkHttpClient http;
    private final StaticCredentialsProvider credentials;

    S3Clients(S3StoreConfig config, TlsTrust trust) {
        this(config, ServerHttp.client(trust, config.silence()));
    }

    /** @param http to make all calls with */
    S3Clients(S3StoreConfig config, OkHttpClient http) {
        this.config = config;
        this.http = http;
        this.credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(config.accessKey(), config.secretKey()));
    }

    S3Server server(S3Failures failures) {
        Duration patience = config.silence().multipliedBy(PATIENCE);
        return new S3Server(client(http), client(ServerHttp.patient(http, patience)), config, failures);
    }

    S3Sender sender(S3Failures failures) {
        S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(style())
                .build();
        return new S3Sender(http, presigner, config.bucket(), failures);
    }

    private S3Client client(OkHttpClient connections) {
        return S3Client.builder()
                .httpClient(new S3Wire(connections))
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(style())
                // Checksums that the SDK adds by itself in trailers are unknown to servers other than AWS's own.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    private S3Configuration style() {
        return S3Configuration.builder()
                .pathStyleAccessEnabled(config.pathStyle())
                .chunkedEncodingEnabled(false)
                .build();
    }
}
