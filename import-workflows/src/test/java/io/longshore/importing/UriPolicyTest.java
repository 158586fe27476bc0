package io.longshore.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UriPolicyTest {

    private static final InetAddress WORLD = InetAddress.ofLiteral("203.0.113.7");
    private static final InetAddress SITE = InetAddress.ofLiteral("10.1.2.3");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final UriPolicy defaults = UriPolicy.defaults();

    @Nested
    class Defaults {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://example.org/image.qcow2",
                    "https://example.org",
                    "HTTPS://Example.ORG/x",
                    "http://example.org:80/x",
                    "https://example.org:443/x?a=b&c=%20#part",
                    "http://example.org:/x",
                    "http://images_1.example.org/x",
                    "http://mirror/x",
                    "http://xn--bcher-kva.example/x",
                    "http://123.example/x",
                    "http://1and1.com/x",
                    "http://203.0.113.7/x",
                    "http://10.1.2.3/x",
                    "http://[2606:4700::1111]/x",
                    "http://[2606:4700:0:0:0:0:0:1111]:80/x",
                    "http://[::ffff:203.0.113.7]/x"
                })
        void pass(String uri) {
            assertThat(defaults.objection(uri)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "nonsense",
                    "/relative",
                    "//example.org/x",
                    "http:",
                    "http:/example.org/x",
                    "http:example.org",
                    "http://",
                    "http:///x",
                    "http://:80/x",
                    "http://?x",
                    "://example.org",
                    "http://exa mple.org/",
                    " http://example.org/",
                    "http://example.org/ x",
                    "http://example.org/\t",
                    "http://example.org/\r\nHost: x",
                    "http://example.org/\u007f",
                    "http://example.org/\u0085",
                    "http://example.org\\@127.0.0.1/",
                    "http://example.org\\x",
                    "http://example.org/%",
                    "http://example.org/<x>"
                })
        void refuseWhatIsNoAddress(String uri) {
            assertThat(defaults.objection(uri)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://127.0.0.1/x",
                    "http://127.0.0.2/x",
                    "http://169.254.169.254/latest",
                    "http://0.0.0.0/x",
                    "http://255.255.255.255/x",
                    "http://224.0.0.1/x",
                    "http://100.100.100.200/x",
                    "http://[::1]/x",
                    "http://[0:0:0:0:0:0:0:1]/x",
                    "http://[::]/x",
                    "http://[::ffff:127.0.0.1]/x",
                    "http://[::ffff:7f00:1]/x",
                    "http://[::FFFF:169.254.169.254]/x",
                    "http://[::127.0.0.1]/x",
                    "http://[64:ff9b::7f00:1]/x",
                    "http://[2002:7f00:1::]/x",
                    "http://[fe80::1]/x",
                    "http://[ff02::1]/x"
                })
        void refuseLocalAddresses(String uri) {
            assertThat(defaults.objection(uri))
                    .hasValueSatisfying(
                            why -> assertThat(why).startsWith("host ").endsWith(" is not allowed"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://2130706433/x",
                    "http://017700000001/x",
                    "http://0x7f000001/x",
                    "http://0X7F000001/x",
                    "http://0x7f.0.0.1/x",
                    "http://0x7f.1/x",
                    "http://127.0x0.0x1/x",
                    "http://127.0.0x1/x",
                    "http://127.1/x",
                    "http://127.0.1/x",
                    "http://0/x",
                    "http://0x/x",
                    "http://0177.0.0.1/x",
                    "http://127.0.0.01/x",
                    "http://127.0.0.1./x",
                    "http://127.0.0.256/x",
                    "http://127.0.0.1.1/x",
                    "http://example.0x7f/x",
                    "http://example.127/x",
                    "http://localhost./x",
                    "http://example.org./x",
                    "http://.example.org/x",
                    "http://example..org/x",
                    "http://-example.org/x",
                    "http://example-.org/x",
                    "http://[::1%25lo]/x",
                    "http://[fe80::1%25eth0]/x",
                    "http://[::ffff:0177.0.0.1]/x",
                    "http://[::ffff:127.1]/x",
                    "http://[1.2.3.4]/x",
                    "http://[v1.x]/x",
                    "http://[example.org]/x",
                    "http://[]/x",
                    "http://[::1/x",
                    "http://::1/x",
                    "http://%31%32%37.0.0.1/x",
                    "http://example%2eorg/x",
                    "http://ex%61mple.org/x",
                    "http://\u0661\u0662\u0667.0.0.1/x",
                    "http://b\u00fccher.example/x",
                    "http://\uff11\uff12\uff17.0.0.1/x",
                    "http://example.org:80:80/x",
                    "http://example.org:8o/x",
                    "http://example.org:-80/x",
                    "http://example.org:123456/x"
                })
        void refuseHostsInAnyOtherForm(String uri) {
            assertThat(defaults.objection(uri)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://user@example.org/x",
                    "http://user:secret@example.org/x",
                    "http://@example.org/x",
                    "http://example.org@127.0.0.1/x",
                    "http://user:secret@[::1]/x"
                })
        void refuseUserInformationWithoutRepeatingIt(String uri) {
            assertThat(defaults.objection(uri)).contains("user information is not accepted");
        }

        @ParameterizedTest
        @CsvSource({
            "ftp://example.org/x, scheme ftp is not allowed",
            "file://example.org/etc/passwd, scheme file is not allowed",
            "file:///etc/passwd, a scheme and a host are needed",
            "jar:http://example.org!/x, a scheme and a host are needed",
            "gopher://127.0.0.1/x, scheme gopher is not allowed",
            "http://example.org:8080/x, port 8080 is not allowed",
            "http://example.org:22/x, port 22 is not allowed",
            "http://example.org:0/x, port 0 is not allowed",
            "http://example.org:65536/x, port 65536 is not allowed",
            "http://127.1/x, the host is not in canonical form"
        })
        void nameTheRule(String uri, String rule) {
            assertThat(defaults.objection(uri)).contains(rule);
        }

        @Test
        void refuseWhatIsTooLong() {
            String longest = "http://example.org/" + "x".repeat(8000 - 19);

            assertThat(defaults.objection(longest)).isEmpty();
            assertThat(defaults.objection(longest + "x")).contains("it is longer than 8000 characters");
        }

        @Test
        void refuseNamesThatDnsCannotHold() {
            String label = "a".repeat(63);
            String longest = label + "." + label + "." + label + "." + "a".repeat(61);

            assertThat(defaults.objection("http://" + label + "a.example/")).isPresent();
            assertThat(defaults.objection("http://" + longest + "/")).isEmpty();
            assertThat(defaults.objection("http://" + longest + "a/")).isPresent();
        }

        @Test
        void connectToTheSiteAndTheWorldButNotToThisHost() {
            assertThat(defaults.mayConnect("example.org", WORLD)).isTrue();
            assertThat(defaults.mayConnect("example.org", SITE)).isTrue();
            assertThat(defaults.mayConnect("example.org", LOOPBACK)).isFalse();
            assertThat(defaults.mayConnect("example.org", InetAddress.ofLiteral("64:ff9b::7f00:1")))
                    .isFalse();
        }
    }

    @Nested
    class Lists {

        @Test
        void anAllowListMakesTheDenyListVoid() {
            UriPolicy policy = new UriPolicy(
                    List.of("http"),
                    List.of("http"),
                    List.of("good.example"),
                    List.of("good.example", "203.0.113.7"),
                    List.of(80),
                    List.of(80));

            assertThat(policy.objection("http://good.example:80/")).isEmpty();
            assertThat(policy.mayConnect("good.example", WORLD)).isTrue();
            assertThat(policy.objection("https://good.example/")).contains("scheme https is not allowed");
            assertThat(policy.objection("http://bad.example/")).contains("host bad.example is not allowed");
            assertThat(policy.objection("http://good.example:81/")).contains("port 81 is not allowed");
        }

        @Test
        void denyListsHoldWhereNothingIsAllowedByName() {
            UriPolicy policy = new UriPolicy(
                    List.of(), List.of("http"), List.of(), List.of("bad.example"), List.of(), List.of(22));

            assertThat(policy.objection("http://good.example/")).contains("scheme http is not allowed");
            assertThat(policy.objection("https://bad.example/")).contains("host bad.example is not allowed");
            assertThat(policy.objection("https://good.example:22/")).contains("port 22 is not allowed");
            assertThat(policy.objection("https://good.example:8443/")).isEmpty();
            assertThat(policy.objection("https://good.example:0/")).isPresent();
        }

        @Test
        void noListEverAllowsWhatIsNotTheWeb() {
            UriPolicy policy = new UriPolicy(
                    List.of("file", "ftp", "jar", "http"), List.of(), List.of(), List.of(), List.of(), List.of());

            assertThat(policy.objection("file://example.org/x")).contains("scheme file cannot be fetched");
            assertThat(policy.objection("ftp://example.org/x")).contains("scheme ftp cannot be fetched");
            assertThat(policy.objection("http://example.org/x")).isEmpty();
        }

        @Test
        void areComparedInOneSpelling() {
            UriPolicy allows = new UriPolicy(
                    List.of("HTTP"), List.of(), List.of("Good.Example", "[::1]"), List.of(), List.of(), List.of());

            assertThat(allows.objection("http://GOOD.example/")).isEmpty();
            assertThat(allows.objection("http://[0:0::1]/")).isEmpty();
            assertThat(allows.trusts("Good.EXAMPLE")).isTrue();
            assertThat(allows.trusts("::1")).isTrue();
            assertThat(allows.trusts("example")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"2001:db8::1", "2001:DB8:0:0::1", "[2001:db8::1]"})
        void denyAnIpv6AddressUnderEverySpelling(String denied) {
            UriPolicy policy = denying(denied);

            assertThat(policy.objection("http://[2001:db8:0::0:1]/")).isPresent();
            assertThat(policy.mayConnect("example.org", InetAddress.ofLiteral("2001:db8::1")))
                    .isFalse();
            assertThat(policy.mayConnect("example.org", InetAddress.ofLiteral("2001:db8::2")))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"10.1.2.3", "::10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1"})
        void denyAnAddressHoweverItIsWrapped(String wrapped) {
            UriPolicy policy = denying("10.1.2.3");

            assertThat(policy.mayConnect("example.org", InetAddress.ofLiteral(wrapped)))
                    .isFalse();
            assertThat(policy.mayConnect("example.org", WORLD)).isTrue();
        }

        @Test
        void denyMappedLiterals() {
            assertThat(denying("203.0.113.7").objection("http://[::ffff:203.0.113.7]/"))
                    .contains("host [::ffff:203.0.113.7] is not allowed");
        }

        private UriPolicy denying(String host) {
            return new UriPolicy(List.of(), List.of(), List.of(), List.of(host), List.of(), List.of());
        }
    }

    @Nested
    class Trust {

        private final UriPolicy policy = new UriPolicy(
                List.of(), List.of(), List.of("127.0.0.1", "inside.example"), List.of(), List.of(8080), List.of());

        @Test
        void excusesFromTheTestOfAddresses() {
            assertThat(policy.objection("http://127.0.0.1:8080/")).isEmpty();
            assertThat(policy.mayConnect("127.0.0.1", LOOPBACK)).isTrue();
            assertThat(policy.mayConnect("inside.example", LOOPBACK)).isTrue();
        }

        @Test
        void isForThatNameAlone() {
            assertThat(policy.objection("http://127.0.0.2:8080/")).isPresent();
            assertThat(policy.objection("http://x.inside.example:8080/")).isPresent();
            assertThat(policy.mayConnect("elsewhere.example", LOOPBACK)).isFalse();
        }

        @Test
        void leavesOtherRulesInForce() {
            assertThat(policy.objection("http://127.0.0.1:22/")).contains("port 22 is not allowed");
            assertThat(policy.objection("http://user@inside.example:8080/")).isPresent();
            assertThat(policy.objection("http://2130706433:8080/")).isPresent();
        }
    }

    @Nested
    class PrivateAddresses {

        private final UriPolicy strict =
                new UriPolicy(List.of("http"), List.of(), List.of(), List.of(), List.of(80), List.of(), true);

        @ParameterizedTest
        @ValueSource(strings = {"10.1.2.3", "172.16.0.1", "192.168.1.1", "fd12::1", "64:ff9b::a01:203"})
        void areRefusedOnceTheOperatorSaysSo(String address) {
            assertThat(strict.mayConnect("example.org", InetAddress.ofLiteral(address)))
                    .isFalse();
            assertThat(defaults.mayConnect("example.org", InetAddress.ofLiteral(address)))
                    .isTrue();
        }

        @Test
        void areRefusedAsLiteralsToo() {
            assertThat(strict.objection("http://192.168.1.1/")).contains("host 192.168.1.1 is not allowed");
            assertThat(strict.objection("http://203.0.113.7/")).isEmpty();
        }
    }
}
