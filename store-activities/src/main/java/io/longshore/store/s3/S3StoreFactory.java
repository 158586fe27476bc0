package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StorePlace;
import io.longshore.web.TlsTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the stores of type {@code s3}. */
public final class S3StoreFactory implements StoreFactory {

    private final Path configDirectory;

    /** {@code configDirectory} is what relative paths in options are relative to. */
    public S3StoreFactory(Path configDirectory) {
        this.configDirectory = configDirectory;
    }

    @Override
    public String type() {
        return S3Store.TYPE;
    }

    @Override
    public List<String> options() {
        return S3StoreConfig.KNOWN;
    }

    @Override
    public Store create(StoreId id, String description, int weight, Map<String, Object> options) {
        S3StoreConfig config = S3StoreConfig.of(id, configDirectory, options);
        return new S3Store(id, description, weight, config, trust(id, config));
    }

    @Override
    public List<StorePlace> places(StoreId id, Map<String, Object> options) {
        S3StoreConfig config = S3StoreConfig.of(id, configDirectory, options);
        return List.of(new StorePlace(
                S3StoreConfig.BUCKET, "bucket " + config.bucket() + " at " + S3Location.bare(config.endpoint())));
    }

    @Override
    public Optional<String> partSizeOption() {
        return Optional.of(S3StoreConfig.PART_SIZE);
    }

    @Override
    public Set<String> secretOptions() {
        return Set.of(S3StoreConfig.ACCESS_KEY, S3StoreConfig.SECRET_KEY);
    }

    private static TlsTrust trust(StoreId id, S3StoreConfig config) {
        Path authorities = config.authorities();
        try {
            return authorities == null ? TlsTrust.system() : TlsTrust.authorities(authorities);
        } catch (IOException e) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "store " + id + ": option " + S3StoreConfig.AUTHORITIES
                            + " names a file that holds no certificates or cannot be read: " + authorities);
        }
    }
}
