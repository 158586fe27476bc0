package io.longshore.web;

import io.longshore.importing.UriPolicy;
import io.longshore.web.Verdict.Passed;
import io.longshore.web.Verdict.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.HttpUrl;

/** Decides whether an address may be fetched, and from which of its host's addresses. */
final class AddressCheck {

    private final UriPolicy policy;
    private final HostResolver resolver;
    private final Duration patience;

    /** @param patience how long a name may take to resolve */
    AddressCheck(UriPolicy policy, HostResolver resolver, Duration patience) {
        this.policy = policy;
        this.resolver = resolver;
        this.patience = patience;
    }

    Verdict judge(String text) {
        Optional<String> objection = policy.objection(text);
        if (objection.isPresent()) {
            return new Refused(objection.get(), false);
        }
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            return new Refused("it is not a URI", false);
        }
        // Two parsers have read it now; the rules must hold for what each of them understood.
        objection = policy.objection(url.toString());
        return objection.isPresent() ? new Refused(objection.get(), false) : place(url);
    }

    private Verdict place(HttpUrl url) {
        List<InetAddress> addresses;
        try {
            Optional<InetAddress> literal = literal(url.host());
            addresses = literal.isPresent() ? List.of(literal.get()) : resolve(url.host());
        } catch (UnknownHostException e) {
            return new Refused("host " + url.host() + " cannot be resolved", true);
        }
        for (InetAddress address : addresses) {
            if (policy.mayConnect(url.host(), address)) {
                return new Passed(url, address);
            }
        }
        return new Refused("host " + url.host() + " has no address that is allowed", false);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The dot keeps search domains away from names that strangers choose; the operator's own names may stand in a hosts file, which
     * knows no dots.
     */
    private List<InetAddress> resolve(String host) throws UnknownHostException {
        String name = policy.trusts(host) ? host : host + ".";
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> resolver.resolve(name));
        Thread.ofPlatform().daemon().name("resolve " + host).start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }
}
