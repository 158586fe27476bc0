package io.longshore.api.glance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text from outside: what cannot be decoded, and what the Image API does not take, is refused with 400. */
final class WireText {

    private static final String UNRESERVED = "-_.~";
    private static final String HEX = "0123456789ABCDEF";

    private WireText() {}

    /** Undoes percent-encoding; what comes out must be UTF-8. */
    static String percentDecoded(String raw, boolean plusIsBlank) {
        boolean plain = raw.chars().allMatch(c -> c > ' ' && c < 127 && c != '%' && !(plusIsBlank && c == '+'));
        if (plain) {
            return raw;
        }
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(hex(raw, i + 1) << 4 | hex(raw, i + 2));
                i += 2;
            } else if (c > 127) {
                throw WireException.badRequest("The address has characters that are not encoded.");
            } else {
                bytes.write(plusIsBlank && c == '+' ? ' ' : c);
            }
        }
        return checked(utf8(bytes.toByteArray(), "The address"), "The address");
    }

    private static int hex(String raw, int at) {
        int digit = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        if (digit < 0) {
            throw WireException.badRequest("The address has a % that two hexadecimal digits do not follow.");
        }
        return digit;
    }

    /** Percent-encodes for a query string, as the clients' own libraries do: a blank becomes a plus. */
    static String queryEncoded(String text) {
        return encoded(text, true);
    }

    /** Percent-encodes one segment of a path. */
    static String segmentEncoded(String text) {
        return encoded(text, false);
    }

    private static String encoded(String text, boolean blankIsPlus) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else if (c == ' ' && blankIsPlus) {
                encoded.append('+');
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /** Decodes UTF-8 strictly. */
    static String utf8(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw WireException.badRequest(what + " is not UTF-8.");
        }
    }

    /** The text itself, if the Image API takes it: no characters of four bytes, no halves of such, no NUL. */
    static String checked(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                throw WireException.badRequest(what + " has characters that are not supported: "
                        + (c == 0 ? "NUL" : "4 byte unicode characters") + ".");
            }
        }
        return text;
    }
}
