package io.longshore.web;

import java.net.InetAddress;
import okhttp3.HttpUrl;

/** What the check of an address came to. */
sealed interface Verdict {

    /** It may be fetched, from {@code address} and no other. */
    record Passed(HttpUrl url, InetAddress address) implements Verdict {

        /** Names the server to people: its host, and its port where it is not the scheme's own. */
        String place() {
            String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
            return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
        }
    }

    /**
     * It may not.
     *
     * @param maybeLater whether the same address may pass another time: its name could not be resolved
     */
    record Refused(String reason, boolean maybeLater) implements Verdict {}
}
