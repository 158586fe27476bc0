package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** Makes a page of an answer, or says why it is none. Believes nothing that contradicts itself. */
final class Pages {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final WebLimits limits;

    Pages(WebLimits limits) {
        this.limits = limits;
    }

    /** The page that was asked for from {@code fromByte} on, in the state that {@code validator} names (empty: any). */
    WebPage of(OpenAnswer answer, long fromByte, String validator) {
        return switch (answer.status()) {
            case 200, 203 -> whole(answer, fromByte, validator);
            case 206 -> part(answer, fromByte, validator);
            case 416 -> fromByte > 0 ? nothing(answer, fromByte, validator) : notAPage(answer);
            default -> notAPage(answer);
        };
    }

    private WebPage notAPage(OpenAnswer answer) {
        throw Statuses.failure(answer, limits.longestRetryAfter());
    }

    private WebPage whole(OpenAnswer answer, long fromByte, String validator) {
        OptionalLong length = length(answer);
        if (!validator.isEmpty() && !Validators.confirm(validator, answer.headers())) {
            throw changed(answer, "its validator is another one now");
        }
        if (fromByte > 0) {
            throw new ImageException(FailureKind.UNSUPPORTED, answer.place() + " does not let reading begin at a byte");
        }
        boolean ranges = "bytes".equalsIgnoreCase(answer.headers().get("Accept-Ranges"));
        return page(answer, length, ranges, new PageChannel(answer, limits, length, 0, length, length));
    }

    private WebPage part(OpenAnswer answer, long fromByte, String validator) {
        OptionalLong length = length(answer);
        Optional<ContentRange> parsed = ContentRange.parse(answer.headers().get("Content-Range"));
        ContentRange range = parsed.orElseThrow(() -> wrongRange(answer));
        Long first = range.first();
        Long last = range.last();
        if (fromByte == 0 || first == null || last == null || first != fromByte) {
            throw wrongRange(answer);
        }
        long end = last + 1;
        if (length.isPresent() && length.getAsLong() != end - fromByte) {
            throw wrongRange(answer);
        }
        if (!validator.isEmpty() && Validators.contradict(validator, answer.headers())) {
            throw changed(answer, "its validator is another one now");
        }
        Long size = range.size();
        if (size == null) {
            // Without it nobody could tell the end of the page from the end of the part.
            throw new ImageException(
                    FailureKind.UNSUPPORTED, answer.place() + " sends a part without the size of the whole");
        }
        return page(
                answer,
                OptionalLong.of(size),
                true,
                new PageChannel(answer, limits, length, fromByte, OptionalLong.of(end), OptionalLong.of(size)));
    }

    /** Nothing is left from there on; which is right at the end of the page, and nowhere else. */
    private WebPage nothing(OpenAnswer answer, long fromByte, String validator) {
        Long size = ContentRange.parse(answer.headers().get("Content-Range"))
                .map(ContentRange::size)
                .orElse(null);
        if (size == null || size != fromByte) {
            throw changed(answer, "it is shorter than it was");
        }
        if (!validator.isEmpty() && Validators.contradict(validator, answer.headers())) {
            throw changed(answer, "its validator is another one now");
        }
        answer.drop();
        return new WebPage(
                answer.place(),
                OptionalLong.of(size),
                validator,
                true,
                Channels.newChannel(InputStream.nullInputStream()));
    }

    private static WebPage page(OpenAnswer answer, OptionalLong size, boolean ranges, PageChannel bytes) {
        return new WebPage(answer.place(), size, Validators.of(answer.headers()), ranges, bytes);
    }

    /** The length of the body, which must be what it is: not encoded in any way, not announced in two. */
    private static OptionalLong length(OpenAnswer answer) {
        Headers headers = answer.headers();
        for (String encoding : headers.values("Content-Encoding")) {
            if (!encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
                throw malformed(answer, "sends an encoding (Content-Encoding) that was not asked for");
            }
        }
        List<String> transfer = headers.values("Transfer-Encoding");
        if (transfer.size() > 1 || (transfer.size() == 1 && !transfer.getFirst().equalsIgnoreCase("chunked"))) {
            throw malformed(answer, "sends a Transfer-Encoding that was not asked for");
        }
        List<String> lengths =
                headers.values("Content-Length").stream().distinct().toList();
        if (lengths.size() > 1
                || (lengths.size() == 1 && !LENGTH.matcher(lengths.getFirst()).matches())) {
            throw malformed(answer, "sends a Content-Length that makes no sense");
        }
        return transfer.isEmpty() && !lengths.isEmpty()
                ? OptionalLong.of(Long.parseLong(lengths.getFirst()))
                : OptionalLong.empty();
    }

    private static ImageException malformed(OpenAnswer answer, String what) {
        return new ImageException(FailureKind.SOURCE_LOST, answer.place() + " " + what);
    }

    private static ImageException wrongRange(OpenAnswer answer) {
        return malformed(answer, "answered with another range than was asked for");
    }

    private static ImageException changed(OpenAnswer answer, String how) {
        return new ImageException(FailureKind.SOURCE_CHANGED, answer.place() + ": the page has changed: " + how);
    }
}
