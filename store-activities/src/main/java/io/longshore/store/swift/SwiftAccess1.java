package io.longshore.store.swift;

import java.net.URI;
import java.util.Optional;

/** With user and key, as Swift itself and Ceph do it; the text form shows no key. */
record SwiftAccess1(URI address, String user, String key) implements SwiftAccess {

    @Override
    public Optional<String> account() {
        int colon = user.indexOf(':');
        return colon < 0 ? Optional.empty() : Optional.of(user.substring(0, colon));
    }

    @Override
    public String place() {
        return "account " + account().orElse(user) + " at " + SwiftLocation.bare(address);
    }

    @Override
    public String toString() {
        return "user " + user + " at " + address;
    }
}
