package io.longshore.api.glance;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client can read of an error, by its Accept header. */
enum Accept {
    JSON,
    HTML,
    PLAIN;

    /**
     * JSON only where it is named, and not less wanted than HTML where that is named too: clients that take anything cannot all read
     * JSON errors. A header that makes no sense counts as none.
     */
    static Accept of(@Nullable String header) {
        double json = 0;
        double html = 0;
        double anything = 0;
        for (String item : header == null ? new String[0] : header.split(",", -1)) {
            String[] parts = item.split(";", -1);
            double quality = quality(parts);
            switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                case "application/json" -> json = Math.max(json, quality);
                case "text/html" -> html = Math.max(html, quality);
                case "*/*", "text/*" -> anything = Math.max(anything, quality);
                default -> {}
            }
        }
        if (json > 0 && json > html) {
            return JSON;
        }
        return html > 0 || anything > 0 ? HTML : PLAIN;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2).strip());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
