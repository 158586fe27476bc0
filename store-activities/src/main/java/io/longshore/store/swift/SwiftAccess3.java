package io.longshore.store.swift;

import io.longshore.keystone.KeystoneCredentials;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * With Keystone, whose catalog tells where the account is, unless {@code storageUrl} does.
 *
 * @param region none: the first in the catalog
 * @param face {@code public}, {@code internal} or {@code admin}
 */
record SwiftAccess3(
        URI address,
        KeystoneCredentials credentials,
        @Nullable String region,
        String face,
        String serviceType,
        @Nullable URI storageUrl)
        implements SwiftAccess {

    @Override
    public String place() {
        if (storageUrl != null) {
            return "the account at " + SwiftLocation.bare(storageUrl);
        }
        String account = switch (credentials) {
            case KeystoneCredentials.Password password ->
                "project " + password.project() + " of domain " + password.projectDomain();
            case KeystoneCredentials.Application application -> "application credential " + application.id();
        };
        return account + " at " + SwiftLocation.bare(address) + (region == null ? "" : " in region " + region);
    }

    @Override
    public Optional<String> account() {
        return credentials instanceof KeystoneCredentials.Password password
                ? Optional.of(password.project())
                : Optional.empty();
    }
}
