package io.longshore.api.glance;

import io.longshore.wiring.ApiSettings;
import java.util.concurrent.CountDownLatch;

/** Runs the API by hand, for real clients: every token that says who holds it is good. Ends with the process. */
final class TryServer {

    private TryServer() {}

    public static void main(String[] args) throws InterruptedException {
        ApiSettings free = ApiSettings.defaults();
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        var settings = new ApiSettings(free.address(), port, free.wire(), free.limits(), free.copyImage());
        try (var api = new RunningApi(settings)) {
            System.out.println("listening on " + api.server.port());
            new CountDownLatch(1).await();
        }
    }
}
