package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.importing.UriPolicy;
import io.longshore.web.Verdict.Passed;
import io.longshore.web.Verdict.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> asked = new ArrayList<>();

    private AddressCheck check(UriPolicy policy, String... addresses) {
        HostResolver resolver = name -> {
            asked.add(name);
            return Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        };
        return new AddressCheck(policy, resolver, PATIENCE);
    }

    @Test
    void namesAreAskedForWithADot() {
        Verdict verdict = check(UriPolicy.defaults(), "203.0.113.7").judge("http://example.org/x?y");

        assertThat(verdict).isInstanceOfSatisfying(Passed.class, passed -> {
            assertThat(passed.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.7"));
            assertThat(passed.url()).hasToString("http://example.org/x?y");
        });
        assertThat(asked).containsExactly("example.org.");
    }

    @Test
    void namesThatTheOperatorGaveAreAskedForAsGiven() {
        Verdict verdict =
                check(Web.allowing(List.of("inside"), 80), "127.0.0.1").judge("http://inside/");

        assertThat(verdict).isInstanceOf(Passed.class);
        assertThat(asked).containsExactly("inside");
    }

    @Test
    void addressesAreNotAskedForAtAll() {
        assertThat(check(UriPolicy.defaults()).judge("http://203.0.113.7/"))
                .isInstanceOfSatisfying(
                        Passed.class, p -> assertThat(p.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.7")));
        assertThat(check(UriPolicy.defaults()).judge("http://[::ffff:203.0.113.7]/"))
                .isInstanceOfSatisfying(
                        Passed.class, p -> assertThat(p.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.7")));
        assertThat(check(UriPolicy.defaults()).judge("http://[2606:4700:0::1111]/"))
                .isInstanceOfSatisfying(
                        Passed.class, p -> assertThat(p.address()).isEqualTo(InetAddress.ofLiteral("2606:4700::1111")));
        assertThat(asked).isEmpty();
    }

    @Test
    void theFirstAddressThatIsAllowedIsTheOne() {
        Verdict verdict = check(
                        UriPolicy.defaults(), "127.0.0.1", "::1", "169.254.169.254", "203.0.113.8", "203.0.113.7")
                .judge("http://example.org/");

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Passed.class, p -> assertThat(p.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.8")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "169.254.169.254",
                "0.0.0.0",
                "::1",
                "::",
                "fe80::1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "100.100.100.200",
                "fd00:ec2::254"
            })
    void namesOfLocalAddressesAreRefused(String address) {
        assertThat(check(UriPolicy.defaults(), address).judge("http://rebound.example/"))
                .isEqualTo(new Refused("host rebound.example has no address that is allowed", false));
    }

    @Test
    void deniedAddressesAreRefusedUnderEveryName() {
        UriPolicy policy =
                new UriPolicy(List.of("http"), List.of(), List.of(), List.of("203.0.113.7"), List.of(), List.of());

        assertThat(check(policy, "203.0.113.7").judge("http://example.org/")).isInstanceOf(Refused.class);
        assertThat(check(policy, "203.0.113.7", "203.0.113.8").judge("http://example.org/"))
                .isInstanceOfSatisfying(
                        Passed.class, p -> assertThat(p.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.8")));
    }

    @Test
    void whatThePolicyRefusesIsNeverAskedFor() {
        assertThat(check(UriPolicy.defaults(), "203.0.113.7").judge("http://example.org:22/"))
                .isEqualTo(new Refused("port 22 is not allowed", false));
        assertThat(asked).isEmpty();
    }

    @Test
    void namesThatCannotBeResolvedMayPassLater() {
        AddressCheck check = new AddressCheck(UriPolicy.defaults(), Web.NO_NAMES, PATIENCE);

        assertThat(check.judge("http://nowhere.example/"))
                .isEqualTo(new Refused("host nowhere.example cannot be resolved", true));
    }

    @Test
    void aResolverThatFailsOrAnswersNothingPassesNothing() {
        HostResolver broken = name -> {
            throw new IllegalStateException("broken");
        };

        assertThat(new AddressCheck(UriPolicy.defaults(), broken, PATIENCE).judge("http://example.org/"))
                .isEqualTo(new Refused("host example.org cannot be resolved", true));
        assertThat(check(UriPolicy.defaults()).judge("http://example.org/"))
                .isEqualTo(new Refused("host example.org has no address that is allowed", false));
    }

    @Test
    void aResolverThatDoesNotAnswerIsNotWaitedForLong() {
        CountDownLatch over = new CountDownLatch(1);
        HostResolver silent = name -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(name);
        };

        Verdict verdict =
                new AddressCheck(UriPolicy.defaults(), silent, Duration.ofMillis(20)).judge("http://slow.example/");
        over.countDown();

        assertThat(verdict).isEqualTo(new Refused("host slow.example cannot be resolved", true));
    }

    @Test
    void placesAreShownWithPortsThatMatter() {
        UriPolicy policy = Web.allowing(List.of("a.example", "::1"), 80, 443, 8080);

        assertThat(place(policy, "http://a.example/")).isEqualTo("a.example");
        assertThat(place(policy, "https://a.example:443/")).isEqualTo("a.example");
        assertThat(place(policy, "https://a.example:8080/x")).isEqualTo("a.example:8080");
        assertThat(place(policy, "http://[::1]:8080/x")).isEqualTo("[::1]:8080");
    }

    private String place(UriPolicy policy, String uri) {
        return check(policy, "127.0.0.1").judge(uri) instanceof Passed passed ? passed.place() : "refused";
    }
}
