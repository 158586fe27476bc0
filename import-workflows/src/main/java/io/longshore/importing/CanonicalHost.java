package io.longshore.importing;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host in the one spelling in which hosts are compared: names in lower case, addresses as {@link InetAddress} writes them, an IPv4
 * address inside an IPv6 one as that IPv4 address. Nothing is resolved here.
 */
final class CanonicalHost {

    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:(?:" + IPV4.pattern() + ")?[0-9a-f:]*");

    /** A last label that some resolvers take for the end of an address: all digits, or hexadecimal. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private CanonicalHost() {}

    /** The host that a URI or a list names, with or without brackets; empty where it is in no form that is accepted. */
    static Optional<String> of(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean bracketed = lower.startsWith("[") && lower.endsWith("]");
        String bare = bracketed ? lower.substring(1, lower.length() - 1) : lower;
        if (bare.contains(":") || bracketed) {
            return IPV6.matcher(bare).matches() ? literal(bare).map(InetAddress::getHostAddress) : Optional.empty();
        }
        if (NUMERIC_END.matcher(bare).matches()) {
            return IPV4.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
        }
        return NAME.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
    }

    /** The address that a canonical host is, or empty where it is a name. */
    static Optional<InetAddress> literal(String canonical) {
        if (!canonical.contains(":") && !IPV4.matcher(canonical).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(canonical));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
