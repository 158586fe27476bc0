package io.longshore.api.glance;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server itself refuses before any filter sees it (an address that cannot be decoded, a header that is none), said as the Image
 * API says it. The server makes it by name.
 */
public final class RefusalValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        boolean begun = response.isCommitted() || response.getContentWritten() > 0;
        if (status < 400 || begun || !response.setErrorReported()) {
            return;
        }
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            LOG.debug("The server refused {} {}", request.getMethod(), request.getRequestURI(), failure);
        }
        try {
            RequestId.repeat(request, response);
            boolean brokenOff = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
            WireError error = status == 500
                    ? GlanceErrors.internal()
                    : GlanceErrors.plain(
                            status,
                            brokenOff
                                    ? "The body of the request broke off, or came too slowly."
                                    : "The server could not understand the request.");
            GlanceErrors.send(request, response, error);
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("The client did not wait for the refusal", e);
        }
    }
}
