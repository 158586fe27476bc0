package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.UriPolicy;
import io.longshore.web.Verdict.Passed;
import io.longshore.web.Verdict.Refused;

/**
 * Fetches pages from addresses that come from outside. Before every request, those that redirects ask for included, the address is
 * checked against the policy, its host is resolved, and the first of the host's addresses that the policy lets pass is the one
 * connected to; the name stays in the Host header and in TLS. No proxies, cookies or credentials; every connection serves one request.
 *
 * <p>Failures blame the source: {@code NOT_FOUND} for 404 and 410; {@code SOURCE_LOST} for what will not change by itself (other
 * refusals, rules, malformed answers, untrusted certificates); {@code SOURCE_UNAVAILABLE} for what may, with the server's Retry-After.
 * Messages name the host and the cause, never a query or user information, nor anything that the server said.
 */
public final class WebClient {

    private final AddressCheck addresses;
    private final Requests requests;
    private final Pages pages;
    private final WebLimits limits;

    /** With this machine's resolver and trust. */
    public WebClient(UriPolicy policy, WebLimits limits) {
        this(policy, limits, HostResolver.system(), TlsTrust.system());
    }

    public WebClient(UriPolicy policy, WebLimits limits, HostResolver resolver, TlsTrust trust) {
        this.addresses = new AddressCheck(policy, resolver, limits.connectTimeout());
        this.requests = new Requests(limits, trust);
        this.pages = new Pages(limits);
        this.limits = limits;
    }

    /**
     * Whether {@code uri} may be asked for, before anything is promised: {@code INVALID}, in the words of the Image API and naming the
     * rule, where the policy objects, the host cannot be resolved, or none of its addresses is allowed. Sends no request; the answer
     * may be another one at the next call.
     */
    public void check(String uri) {
        if (addresses.judge(uri) instanceof Refused(String reason, boolean ignored)) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "URI for web-download does not pass filtering: " + ShownUri.of(uri) + " (" + reason + ")");
        }
    }

    /**
     * Asks for the page at {@code uri} and returns as soon as its headers have come. Blocks no longer than the limits say for each
     * redirect; an interrupt ends it at once with {@code SOURCE_UNAVAILABLE}.
     *
     * <p>Besides the failures of this class: {@code SOURCE_CHANGED} where the page is not in the state that {@code validator} names;
     * {@code UNSUPPORTED} where {@code fromByte} is above 0 and the server begins at 0 only.
     *
     * @param fromByte where to begin
     * @param validator of the page as it was seen before ({@link WebPage#validator}); empty: whatever it is now
     */
    public WebPage open(String uri, long fromByte, String validator) {
        return open(uri, fromByte, validator, new Openings());
    }

    /** The same, ended at once when {@code openings} are cancelled. */
    WebPage open(String uri, long fromByte, String validator, Openings openings) {
        String next = uri;
        String sender = "";
        for (int redirects = 0; redirects <= limits.maxRedirects(); redirects++) {
            Passed to = passed(next, sender);
            OpenAnswer answer = requests.ask(to, fromByte, validator, openings);
            if (!Redirects.isOne(answer.status())) {
                return page(answer, fromByte, validator);
            }
            String location = answer.headers().get("Location");
            answer.drop();
            sender = to.place();
            if (location == null) {
                throw new ImageException(FailureKind.SOURCE_LOST, sender + " redirects without saying where to");
            }
            next = Redirects.target(to.url(), location);
        }
        throw new ImageException(
                FailureKind.SOURCE_LOST, sender + ": more than " + limits.maxRedirects() + " redirects");
    }

    private Passed passed(String uri, String sender) {
        return switch (addresses.judge(uri)) {
            case Passed passed -> passed;
            case Refused(String reason, boolean maybeLater) ->
                throw new ImageException(
                        maybeLater ? FailureKind.SOURCE_UNAVAILABLE : FailureKind.SOURCE_LOST,
                        (sender.isEmpty() ? "" : sender + ": its redirect to ") + ShownUri.of(uri) + " is refused: "
                                + reason);
        };
    }

    private WebPage page(OpenAnswer answer, long fromByte, String validator) {
        try {
            return pages.of(answer, fromByte, validator);
        } catch (ImageException e) {
            answer.drop();
            throw e;
        }
    }
}
