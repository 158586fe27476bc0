package io.longshore.api.glance;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error as it goes out.
 *
 * @param detail special words after the general ones of {@code explanation}
 * @param headers besides those that every answer has
 */
record WireError(int status, String explanation, @Nullable String detail, Form form, List<Header> headers) {

    record Header(String name, String value) {}

    /** What follows the words in plain text; clients compare bodies byte for byte. */
    enum Form {
        EXPLAINED,
        /** As {@link #EXPLAINED}, and in plain text whatever the client asks for. */
        ONLY_TEXT,
        NAMED,
        BARE
    }

    /** Whether the client has no choice of the form. */
    boolean isOnlyText() {
        return form == Form.ONLY_TEXT || status == 413;
    }

    WireError with(String name, String value) {
        return new WireError(
                status,
                explanation,
                detail,
                form,
                Stream.concat(headers.stream(), Stream.of(new Header(name, value)))
                        .toList());
    }

    String statusLine() {
        return status + " " + reason();
    }

    /** The reason phrases that clients of the Image API know; some are older than today's RFC. */
    String reason() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Request Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> status < 500 ? "Bad Request" : "Internal Server Error";
        };
    }
}
