package io.longshore.importing;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which addresses from outside may be fetched: Glance's {@code import_filtering_opts} with the rules of its advisories of 2026 (OSSA
 * 2026-004 and 2026-038), and stricter where nothing legitimate is lost. For each of the three, a non-empty allow list makes the deny
 * list void. Lists are compared in one spelling: lower case, addresses without brackets in the form of {@link InetAddress}.
 *
 * @param allowedHosts names and addresses; a host named here is also excused from every rule about its addresses
 * @param disallowedHosts names and addresses; an address is refused under whatever name it is reached
 * @param allowedPorts for ports that are written in the URI; the schemes' own are always allowed when left out
 * @param refusePrivate whether a site's own addresses (RFC 1918, fc00::/7) are refused like those of one host or link; off, as in
 *     Glance, unless the operator says so
 */
public record UriPolicy(
        List<String> allowedSchemes,
        List<String> disallowedSchemes,
        List<String> allowedHosts,
        List<String> disallowedHosts,
        List<Integer> allowedPorts,
        List<Integer> disallowedPorts,
        boolean refusePrivate) {

    private static final int LONGEST = 8000;
    private static final int LAST_PORT = 65_535;
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:\\[\\]]*)(?::(?<port>[0-9]{0,5}))?");

    public UriPolicy {
        allowedSchemes = lowerCase(allowedSchemes);
        disallowedSchemes = lowerCase(disallowedSchemes);
        allowedHosts = spelt(allowedHosts);
        disallowedHosts = spelt(disallowedHosts);
        allowedPorts = List.copyOf(allowedPorts);
        disallowedPorts = List.copyOf(disallowedPorts);
    }

    /** A policy that leaves a site's own addresses reachable, as Glance does. */
    public UriPolicy(
            List<String> allowedSchemes,
            List<String> disallowedSchemes,
            List<String> allowedHosts,
            List<String> disallowedHosts,
            List<Integer> allowedPorts,
            List<Integer> disallowedPorts) {
        this(allowedSchemes, disallowedSchemes, allowedHosts, disallowedHosts, allowedPorts, disallowedPorts, false);
    }

    /** Glance's defaults: http and https, ports 80 and 443, any host that is not local. */
    public static UriPolicy defaults() {
        return new UriPolicy(List.of("http", "https"), List.of(), List.of(), List.of(), List.of(80, 443), List.of());
    }

    /** Whether {@code text} can stand in a list of hosts: no address is judged by a host in any other form. */
    public static boolean isHost(String text) {
        return CanonicalHost.of(text).isPresent();
    }

    /** Why {@code text} may not be fetched, in words that name the rule; empty where it may. Nothing is resolved here. */
    public Optional<String> objection(String text) {
        if (text.length() > LONGEST) {
            return Optional.of("it is longer than " + LONGEST + " characters");
        }
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
        return objection(uri.getScheme().toLowerCase(Locale.ROOT), uri.getRawAuthority());
    }

    private Optional<String> objection(String scheme, String authority) {
        if (authority.contains("@")) {
            return Optional.of("user information is not accepted");
        }
        if (!passes(scheme, allowedSchemes, disallowedSchemes)) {
            return Optional.of("scheme " + scheme + " is not allowed");
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("scheme " + scheme + " cannot be fetched");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        Optional<String> host = parts.matches() ? CanonicalHost.of(parts.group("host")) : Optional.empty();
        if (host.isEmpty()) {
            return Optional.of("the host is not in canonical form");
        }
        if (!passes(host.get(), allowedHosts, disallowedHosts)
                || CanonicalHost.literal(host.get())
                        .filter(address -> !mayConnect(host.get(), address))
                        .isPresent()) {
            return Optional.of("host " + parts.group("host") + " is not allowed");
        }
        String port = parts.group("port");
        return port == null || port.isEmpty() ? Optional.empty() : objectionToPort(Integer.parseInt(port));
    }

    private Optional<String> objectionToPort(int port) {
        boolean real = port > 0 && port <= LAST_PORT;
        return real && passes(port, allowedPorts, disallowedPorts)
                ? Optional.empty()
                : Optional.of("port " + port + " is not allowed");
    }

    /** Whether a connection for {@code host} may go to {@code address}, which the name was just resolved to. */
    public boolean mayConnect(String host, InetAddress address) {
        if (trusts(host)) {
            return true;
        }
        boolean denied = allowedHosts.isEmpty()
                && (disallowedHosts.contains(address.getHostAddress())
                        || AddressReach.faces(address).stream()
                                .anyMatch(face -> disallowedHosts.contains(face.getHostAddress())));
        return !denied
                && switch (AddressReach.of(address)) {
                    case PUBLIC -> true;
                    case PRIVATE -> !refusePrivate;
                    case LOCAL -> false;
                };
    }

    /** Whether {@code host} is named in the allow list, which also excuses it from the test of its addresses. */
    public boolean trusts(String host) {
        return CanonicalHost.of(host).filter(allowedHosts::contains).isPresent();
    }

    private static <T> boolean passes(T value, List<T> allowed, List<T> disallowed) {
        return allowed.isEmpty() ? !disallowed.contains(value) : allowed.contains(value);
    }

    private static List<String> lowerCase(List<String> schemes) {
        return schemes.stream().map(s -> s.toLowerCase(Locale.ROOT)).toList();
    }

    private static List<String> spelt(List<String> hosts) {
        return hosts.stream()
                .map(h -> CanonicalHost.of(h).orElse(h.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
