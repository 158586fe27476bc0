package io.longshore.api.glance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that only the wire knows: its status and words are the Image API's. Refusals of use cases are {@link
 * io.longshore.image.ImageException}s.
 */
public final class WireException extends RuntimeException {

    private final transient WireError error;

    private WireException(WireError error) {
        super(error.explanation(), null, false, false);
        this.error = error;
    }

    WireError error() {
        return error;
    }

    /** A refusal in the caller's own words. */
    public static WireException of(int status, String explanation) {
        return new WireException(new WireError(status, explanation, null, WireError.Form.EXPLAINED, List.of()));
    }

    /** A refusal that is plain text whatever the client asks for, as those of uploads are. */
    public static WireException onlyText(int status, String explanation) {
        return new WireException(new WireError(status, explanation, null, WireError.Form.ONLY_TEXT, List.of()));
    }

    /** 400. */
    public static WireException badRequest(String explanation) {
        return of(400, explanation);
    }

    /** 403 where the general words for it come before the special ones. */
    public static WireException denied(String detail) {
        return detailed(403, "Access was denied to this resource.", detail);
    }

    /** 409 where the general words for it come before the special ones. */
    public static WireException conflict(String detail) {
        return detailed(409, "There was a conflict when trying to complete your request.", detail);
    }

    /** Any status, with general words before the special ones. */
    public static WireException detailed(int status, String explanation, String detail) {
        return new WireException(new WireError(status, explanation, detail, WireError.Form.EXPLAINED, List.of()));
    }

    /** 404 in general words. */
    public static WireException notFound() {
        return of(404, "The resource could not be found.");
    }

    /** 405, saying what is allowed instead. */
    public static WireException methodNotAllowed(String method, String allow) {
        return new WireException(new WireError(
                405,
                "The method " + method + " is not allowed for this resource.",
                null,
                WireError.Form.NAMED,
                List.of(new WireError.Header("Allow", allow))));
    }

    /** 405 for a reason that the method alone does not tell. */
    public static WireException notPermitted(String explanation, String allow) {
        return new WireException(new WireError(
                405, explanation, null, WireError.Form.BARE, List.of(new WireError.Header("Allow", allow))));
    }

    /**
     * 415.
     *
     * @param acceptPatch the media types that a PATCH may have; none: not a PATCH
     */
    public static WireException unsupportedMediaType(@Nullable String type, @Nullable String acceptPatch) {
        return new WireException(new WireError(
                415,
                "The request media type " + type + " is not supported by this server.",
                null,
                WireError.Form.NAMED,
                acceptPatch == null ? List.of() : List.of(new WireError.Header("Accept-Patch", acceptPatch))));
    }
}
