package io.longshore.importing;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which addresses from outside may be fetched: Glance's {@code import_filtering_opts} with the rules of its advisories of 2026 (OSSA
 * 2026-004 and 2026-038), and stricter where nothing legitimate is lost. For each of the three, a non-empty allow list makes the deny
 * list void.
 */
public record UriPolicy(
        List<String> allowedSchemes,
        List<String> disallowedSchemes,
        List<String> allowedHosts,
        List<String> disallowedHosts,
        List<Integer> allowedPorts,
        List<Integer> disallowedPorts) {

    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*");
    private static final Pattern OCTETS =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern LOOKS_NUMERIC = Pattern.compile("[0-9.]+|(.*\\.)?0[xX][0-9a-fA-F]*");

    /** Glance's defaults: http and https, ports 80 and 443, any public host. */
    public static UriPolicy defaults() {
        return new UriPolicy(List.of("http", "https"), List.of(), List.of(), List.of(), List.of(80, 443), List.of());
    }

    /** Why {@code text} may not be fetched, in words that name the rule; empty where it may. Nothing is resolved here. */
    public Optional<String> objection(String text) {
        if (text.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 127)) {
            return Optional.of("it contains blanks, control characters or backslashes");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("it is not a URI");
        }
        if (uri.getScheme() == null || uri.getRawAuthority() == null) {
            return Optional.of("a scheme and a host are needed");
        }
        if (uri.getRawUserInfo() != null || uri.getRawAuthority().contains("@")) {
            return Optional.of("user information is not accepted");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!passes(scheme, allowedSchemes, disallowedSchemes)) {
            return Optional.of("scheme " + scheme + " is not allowed");
        }
        if (uri.getHost() == null) {
            return Optional.of("the host is not in canonical form");
        }
        String host = canonical(uri.getHost());
        if (!isCanonical(host)) {
            return Optional.of("host " + host + " is not in canonical form");
        }
        if (!passes(host, allowedHosts, disallowedHosts)) {
            return Optional.of("host " + host + " is not allowed");
        }
        if (uri.getPort() != -1 && !passes(uri.getPort(), allowedPorts, disallowedPorts)) {
            return Optional.of("port " + uri.getPort() + " is not allowed");
        }
        return Optional.empty();
    }

    /** Whether a connection for {@code host} may go to {@code address}, which the name was just resolved to. */
    public boolean mayConnect(String host, InetAddress address) {
        if (allowedHosts.contains(canonical(host))) {
            return true;
        }
        return !isLocal(address)
                && (!allowedHosts.isEmpty()
                        || !disallowedHosts.contains(unmapped(address).getHostAddress()));
    }

    /** Whether {@code host} is named in the allow list, which also excuses it from the test of its addresses. */
    public boolean trusts(String host) {
        return allowedHosts.contains(canonical(host));
    }

    private static <T> boolean passes(T value, List<T> allowed, List<T> disallowed) {
        return allowed.isEmpty() ? !disallowed.contains(value) : allowed.contains(value);
    }

    private static String canonical(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT);
    }

    private static boolean isCanonical(String host) {
        if (host.contains(":")) {
            return !host.contains("%");
        }
        return OCTETS.matcher(host).matches()
                || (HOST_NAME.matcher(host).matches()
                        && !LOOKS_NUMERIC.matcher(host).matches());
    }

    private static boolean isLocal(InetAddress address) {
        InetAddress inner = unmapped(address);
        byte[] b = inner.getAddress();
        return inner.isLoopbackAddress()
                || inner.isLinkLocalAddress()
                || inner.isAnyLocalAddress()
                || inner.isMulticastAddress()
                || (inner instanceof Inet4Address && ((b[0] & 0xff) == 0 || (b[0] & 0xff) >= 224))
                || (inner instanceof Inet4Address && (b[0] & 0xff) == 100 && (b[1] & 0xc0) == 64);
    }

    /** The IPv4 address inside an IPv6 one (mapped, compatible, 6to4, NAT64, Teredo's client), else the address itself. */
    private static InetAddress unmapped(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] b = address.getAddress();
        if (isZero(b, 0, 10) && (b[10] == b[11]) && (b[10] == 0 || b[10] == -1) && !isZero(b, 12, 15)) {
            return v4(b, 12, 0);
        }
        if (b[0] == 0x20 && b[1] == 0x02) {
            return v4(b, 2, 0);
        }
        if (b[0] == 0x00 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b) {
            return v4(b, 12, 0);
        }
        if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0) {
            return v4(b, 12, 0xff);
        }
        return address;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress v4(byte[] b, int at, int mask) {
        try {
            return InetAddress.getByAddress(new byte[] {
                (byte) (b[at] ^ mask), (byte) (b[at + 1] ^ mask), (byte) (b[at + 2] ^ mask), (byte) (b[at + 3] ^ mask)
            });
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes make an address", e);
        }
    }
}
