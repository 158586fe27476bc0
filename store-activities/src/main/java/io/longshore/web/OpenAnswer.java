package io.longshore.web;

import io.longshore.web.Verdict.Passed;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Response;

/** An answer whose headers have come and whose body has not been touched. */
record OpenAnswer(Passed from, Call call, Response response, WireMeter meter) {

    String place() {
        return from.place();
    }

    /** Whether it came as it was read: not encrypted. */
    boolean isPlain() {
        return !from.url().isHttps();
    }

    int status() {
        return response.code();
    }

    Headers headers() {
        return response.headers();
    }

    /** Ends it, whatever has not come yet. */
    void drop() {
        drop(call, response);
    }

    /** Cancelled first, or closing would wait for some of the body; which, of a malformed answer, may make no sense to its client. */
    static void drop(Call call, Response response) {
        call.cancel();
        try {
            response.close();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return;
        }
    }
}
