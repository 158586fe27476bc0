package io.longshore.api.glance;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error, in the form that the client can take: JSON where it asks for that by name, HTML where it takes HTML or
 * anything, else plain text. In HTML the status and each part of the words have a line of their own, for clients that strip the tags.
 */
record ErrorPage(String contentType, String body) {

    /** @param accept the header of the request; none: plain text */
    static ErrorPage of(WireError error, @Nullable String accept) {
        if (error.isOnlyText()) {
            return plain(error);
        }
        return switch (Accept.of(accept)) {
            case JSON -> json(error);
            case HTML -> html(error);
            case PLAIN -> plain(error);
        };
    }

    private static ErrorPage plain(WireError error) {
        String words = oneLine(error.explanation());
        String body = switch (error.form()) {
            case EXPLAINED, ONLY_TEXT ->
                error.detail() == null ? words + "\n\n   " : words + "\n\n " + oneLine(error.detail()) + "  ";
            case NAMED -> words + " \n\n ";
            case BARE -> words;
        };
        return new ErrorPage("text/plain; charset=UTF-8", error.statusLine() + "\n\n" + body);
    }

    private static ErrorPage html(WireError error) {
        String status = error.statusLine();
        String detail = error.detail() == null ? "" : escaped(oneLine(error.detail()));
        return new ErrorPage("text/html; charset=UTF-8", """
                <html>
                 <head>
                  <title>%s</title>
                 </head>
                 <body>
                  <h1>%s</h1>
                  %s<br /><br />
                %s

                 </body>
                </html>""".formatted(
                        status, status, escaped(oneLine(error.explanation())), detail));
    }

    private static ErrorPage json(WireError error) {
        String detail = error.detail() == null ? "" : " " + oneLine(error.detail());
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringProperty("message", oneLine(error.explanation()) + detail);
            json.writeStringProperty("code", error.statusLine());
            json.writeStringProperty("title", error.reason());
            json.writeEndObject();
        });
        return new ErrorPage("application/json", new String(body, StandardCharsets.UTF_8));
    }

    private static String oneLine(String words) {
        return words.replace('\n', ' ').replace('\r', ' ');
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }
}
