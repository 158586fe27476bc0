package io.longshore.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressReachTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "169.254.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "192.0.0.192",
                "168.63.129.16",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::5",
                "::127.0.0.1",
                "::169.254.169.254",
                "fe80::1",
                "febf::1",
                "ff02::1",
                "100::1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a9fe:a9fe",
                "64:ff9b:1:a9fe:a9:fe00::",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "2001:db8::5efe:127.0.0.1",
                "2001:db8::200:5efe:a9fe:a9fe",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
                "4000::1",
                "e000::1"
            })
    void isLocal(String literal) {
        assertThat(AddressReach.of(InetAddress.ofLiteral(literal))).isEqualTo(AddressReach.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:c0a8:1::",
                "2001:0:4136:e378:8000:63bf:f5ff:fffe",
                "2001:db8::5efe:10.0.0.1"
            })
    void isPrivate(String literal) {
        assertThat(AddressReach.of(InetAddress.ofLiteral(literal))).isEqualTo(AddressReach.PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "203.0.113.7",
                "223.255.255.255",
                "168.63.129.17",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
                "2001:db8::5efe:8.8.8.8",
                "3fff::1"
            })
    void isPublic(String literal) {
        assertThat(AddressReach.of(InetAddress.ofLiteral(literal))).isEqualTo(AddressReach.PUBLIC);
    }

    @Test
    void mappedAddressesAreTheirIpv4Address() throws UnknownHostException {
        byte[] loopback = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
        byte[] world = HexFormat.of().parseHex("00000000000000000000ffff08080808");

        assertThat(AddressReach.of(InetAddress.getByAddress(loopback))).isEqualTo(AddressReach.LOCAL);
        assertThat(AddressReach.of(InetAddress.getByAddress(world))).isEqualTo(AddressReach.PUBLIC);
    }
}
