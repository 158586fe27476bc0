package io.longshore.store.swift;

import java.net.URI;

/** With user and key, as Swift itself and Ceph do it; the text form shows no key. */
record SwiftAccess1(URI address, String user, String key) implements SwiftAccess {

    @Override
    public String toString() {
        return "user " + user + " at " + address;
    }
}
