package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.IOException;
import java.util.Map;

/** Which Temporal is meant, by Temporal's own environment configuration. */
final class TemporalProfile {

    static final String DEFAULT_ADDRESS = "127.0.0.1:7233";
    private static final String DEFAULT_NAMESPACE = "default";

    private TemporalProfile() {}

    /** {@code INVALID}, saying why, where that configuration cannot be read. */
    static ClientConfigProfile of(Map<String, String> environment) {
        try {
            return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(environment)
                    .build());
        } catch (IOException | RuntimeException e) {
            throw new ImageException(
                    FailureKind.INVALID, "Temporal's environment configuration cannot be read: " + e.getMessage(), e);
        }
    }

    static String address(ClientConfigProfile profile) {
        return profile.getAddress() == null ? DEFAULT_ADDRESS : profile.getAddress();
    }

    static String namespace(ClientConfigProfile profile) {
        return profile.getNamespace() == null ? DEFAULT_NAMESPACE : profile.getNamespace();
    }
}
