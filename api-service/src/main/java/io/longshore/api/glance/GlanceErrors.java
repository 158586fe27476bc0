package io.longshore.api.glance;

import io.longshore.auth.Unauthenticated;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.service.Runs;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;

/** The only place where failures become statuses. What nobody foresaw is a 500 without a word of what it was; the log has the rest. */
public final class GlanceErrors implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(GlanceErrors.class);

    private final Duration retryAfter;

    /** @param retryAfter when to come back, where what is away does not say itself */
    public GlanceErrors(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    static int status(FailureKind kind) {
        return switch (kind) {
            case INVALID, UNSUPPORTED, CORRUPT, SOURCE_LOST -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, IN_USE, CONFLICT, SOURCE_CHANGED -> 409;
            case SUPERSEDED, STAGING_LOST -> 410;
            case TOO_LARGE, STORE_FULL, STAGING_FULL -> 413;
            case UNAVAILABLE, SOURCE_UNAVAILABLE, CATALOG_AWAY, DRAINING -> 503;
            case INTERNAL -> 500;
        };
    }

    /** Answers, or leaves it to {@link FrontDoor} where the answer has begun already. */
    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (response.isCommitted()) {
            return null;
        }
        try {
            write(request, response, failure);
        } catch (IOException e) {
            LOG.debug("The client did not wait for the error", e);
        }
        return new ModelAndView();
    }

    /** Answers {@code failure}; where the answer has begun already, breaks it off by failing, so that nobody takes it for whole. */
    void write(HttpServletRequest request, HttpServletResponse response, Throwable thrown) throws IOException {
        Throwable failure =
                thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (response.isCommitted()) {
            if (failure instanceof WireException || request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
                // No answer has begun: the server could not read the body, and refuses that by itself.
                return;
            }
            throw new IOException("the answer broke off", failure);
        }
        response.reset();
        RequestId.repeat(request, response);
        send(request, response, error(request, failure));
    }

    /** Sends {@code error} as the body of {@code response}, in the form that the client can take. */
    static void send(HttpServletRequest request, HttpServletResponse response, WireError error) throws IOException {
        response.setStatus(error.status());
        error.headers().forEach(h -> response.setHeader(h.name(), h.value()));
        if ("HEAD".equals(request.getMethod())) {
            response.setContentType("text/html; charset=UTF-8");
            response.setContentLength(0);
            return;
        }
        ErrorPage page = ErrorPage.of(error, request.getHeader("Accept"));
        response.setContentType(page.contentType());
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private WireError error(HttpServletRequest request, Throwable failure) {
        return switch (failure) {
            case WireException e -> e.error();
            case ImageException e -> ofImage(request, e);
            case Unauthenticated e -> plain(401, """
                        This server could not verify that you are authorized to access the document you requested. \
                        Either you supplied the wrong credentials (e.g., bad password), or your browser does not \
                        understand how to supply the credentials required.""").with("WWW-Authenticate", e.challenge());
            case NoHandlerFoundException ignored -> WireException.notFound().error();
            case HttpRequestMethodNotSupportedException e ->
                WireException.methodNotAllowed(
                                e.getMethod(),
                                String.join(
                                        ", ",
                                        e.getSupportedMethods() == null ? new String[0] : e.getSupportedMethods()))
                        .error();
            default -> unforeseen(request, failure);
        };
    }

    private WireError ofImage(HttpServletRequest request, ImageException e) {
        int status = status(e.kind());
        if (status == 500) {
            return unforeseen(request, e);
        }
        WireError error = plain(status, e.getMessage());
        if (status != 503) {
            return error;
        }
        LOG.warn(
                "{} {} {} is put off: {}",
                RequestId.shown(request),
                request.getMethod(),
                request.getRequestURI(),
                Runs.words(e));
        long seconds = Math.max(1, e.retryAfter().orElse(retryAfter).toSeconds());
        return error.with("Retry-After", Long.toString(seconds));
    }

    private static WireError unforeseen(HttpServletRequest request, Throwable failure) {
        LOG.error("{} {} {} failed", RequestId.shown(request), request.getMethod(), request.getRequestURI(), failure);
        return internal();
    }

    static WireError internal() {
        return plain(500, "The server has either erred or is incapable of performing the requested operation.");
    }

    static WireError plain(int status, String words) {
        return new WireError(status, words, null, WireError.Form.EXPLAINED, List.of());
    }
}
