package io.longshore.launch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** What this machine is called. */
final class HostName {

    private HostName() {}

    static String of(Map<String, String> environment) {
        String named = environment.getOrDefault("HOSTNAME", "");
        if (!named.isBlank()) {
            return named;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
