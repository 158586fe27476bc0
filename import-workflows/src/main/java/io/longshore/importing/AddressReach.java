package io.longshore.importing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** How far an address reaches, from the widest to the narrowest. An address that contains another reaches as far as the narrower. */
enum AddressReach {
    /** The world's. */
    PUBLIC,
    /** A site's own: RFC 1918, unique local, benchmarking. */
    PRIVATE,
    /**
     * Of one host or link, of the provider below it (carrier-grade translation, metadata services), of many hosts at once, or
     * reserved: nothing that an image could be fetched from.
     */
    LOCAL;

    /** Metadata services of clouds inside the unique local range, by their first four bytes. */
    private static final List<Integer> PROVIDERS = List.of(0xfd000ec2, 0xfd20_00ce, 0xfd00_00c1);

    static AddressReach of(InetAddress address) {
        return faces(address).stream()
                .map(face -> face.getAddress().length == 4 ? ofIpv4(face.getAddress()) : ofIpv6(face.getAddress()))
                .reduce(PUBLIC, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /**
     * What packets to {@code address} may end up at: the address itself, and the IPv4 address inside it (6to4, Teredo, ISATAP); of
     * mapped, compatible and translated (NAT64) ones, which stand for an IPv4 address and nothing else, that alone.
     */
    static List<InetAddress> faces(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length == 4) {
            return List.of(address);
        }
        boolean mapped = zero(b, 0, 10) && b[10] == b[11] && (b[10] == 0 || b[10] == -1);
        boolean translated = head(b) == 0x0064_ff9b && zero(b, 4, 12);
        if (mapped || translated) {
            return List.of(ipv4(b, 12, 0));
        }
        List<InetAddress> faces = new ArrayList<>(List.of(address));
        if (head(b) >>> 16 == 0x2002) {
            faces.add(ipv4(b, 2, 0));
        }
        if (head(b) == 0x2001_0000) {
            faces.add(ipv4(b, 12, 0xff));
        }
        if ((b[8] & ~2) == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == -2) {
            faces.add(ipv4(b, 12, 0));
        }
        return faces;
    }

    private static AddressReach ofIpv4(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (first == 0
                || first == 127
                || first >= 224
                || (first == 169 && second == 254)
                || (first == 100 && (second & 0xc0) == 64)
                || (first == 192 && second == 0 && b[2] == 0)
                || head(b) == 0xa83f_8110) { // 168.63.129.16: a cloud's host agent behind a public-looking address
            return LOCAL;
        }
        boolean site = first == 10
                || (first == 172 && (second & 0xf0) == 16)
                || (first == 192 && second == 168)
                || (first == 198 && (second & 0xfe) == 18);
        return site ? PRIVATE : PUBLIC;
    }

    /** Only what is known to be global or a site's own may be reached; the rest of the space is reserved or of one link. */
    private static AddressReach ofIpv6(byte[] b) {
        if ((b[0] & 0xe0) == 0x20) {
            return PUBLIC;
        }
        boolean site = (b[0] & 0xfe) == 0xfc || ((b[0] & 0xff) == 0xfe && (b[1] & 0xc0) == 0xc0);
        return site && !PROVIDERS.contains(head(b)) ? PRIVATE : LOCAL;
    }

    private static int head(byte[] b) {
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] b, int at, int mask) {
        try {
            return InetAddress.getByAddress(new byte[] {
                (byte) (b[at] ^ mask), (byte) (b[at + 1] ^ mask), (byte) (b[at + 2] ^ mask), (byte) (b[at + 3] ^ mask)
            });
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes make an address", e);
        }
    }
}
