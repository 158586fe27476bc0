package io.longshore.wiring;

import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;

/** The client for addresses from outside, as the operator wants it. */
final class WebParts {

    private WebParts() {}

    static WebClient client(EngineConfig config) {
        WebLimits limits = WebLimits.defaults();
        return new WebClient(
                config.imports().uriPolicy(),
                limits.withMinimumRate(
                        config.limits().minRateBytesPerSecond(), config.limits().minRateWindow()));
    }
}
