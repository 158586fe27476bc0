package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects: followed as far as every one of them passes the same check as the first address. */
final class WebClientRedirectTest {

    private final List<String> resolved = new ArrayList<>();

    private WebClient client(int port, String... hosts) {
        HostResolver resolver = name -> {
            resolved.add(name);
            return Web.loopback(name);
        };
        return new WebClient(Web.allowing(List.of(hosts), port), Web.QUICK, resolver, TlsTrust.system());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void areFollowedWithRangeAndValidator(int status) throws IOException {
        try (RawServer server = new RawServer((asked, line) -> {
                    if (asked.path().equals("/start")) {
                        line.head(status + " There", "Location: /end?q", "Set-Cookie: a=b", "Content-Length: 9")
                                .say("elsewhere");
                    } else {
                        line.head("206 Partial Content", "Content-Range: bytes 4-5/6", "Content-Length: 2")
                                .say("ok");
                    }
                });
                WebPage page = Web.client(server.port()).open(server.url("/start"), 4, "\"v1\"")) {
            assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
            assertThat(server.asked()).extracting(RawServer.Asked::path).containsExactly("/start", "/end?q");
            assertThat(server.asked()).allSatisfy(asked -> {
                assertThat(asked.header("Range")).contains("bytes=4-");
                assertThat(asked.header("If-Range")).contains("\"v1\"");
                assertThat(asked.header("Cookie")).isEmpty();
                assertThat(asked.header("Referer")).isEmpty();
            });
        }
    }

    @Test
    void toAnotherHostAreResolvedAndNamedThere() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> {
            if (asked.path().equals("/start")) {
                line.head(
                        "302 Found",
                        "Location: //second.example:" + line.socket().getLocalPort() + "/end");
            } else {
                line.head("200 OK", "Content-Length: 2").say("ok");
            }
        })) {
            WebClient client = client(server.port(), "first.example", "second.example");
            try (WebPage page = client.open("http://first.example:" + server.port() + "/start", 0, "")) {
                assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
                assertThat(page.place()).isEqualTo("second.example:" + server.port());
            }
            assertThat(resolved).containsExactly("first.example", "second.example");
            assertThat(server.asked().get(0).header("Host")).contains("first.example:" + server.port());
            assertThat(server.asked().get(1).header("Host")).contains("second.example:" + server.port());
        }
    }

    @Test
    void areFollowedTenTimesAndNoMore() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> {
            int left = Integer.parseInt(asked.path().substring(1));
            if (left == 0) {
                line.head("200 OK", "Content-Length: 0");
            } else {
                line.head("302 Found", "Location: /" + (left - 1), "Content-Length: 0");
            }
        })) {
            Web.client(server.port()).open(server.url("/10"), 0, "").close();
            assertThat(server.asked()).hasSize(11);

            ImageException failure = fail(server, "/11");
            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessage("127.0.0.1:" + server.port() + ": more than 10 redirects");
            assertThat(server.asked()).hasSize(22);
        }
    }

    @Test
    void inALoopEnd() {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("307 Again", "Location: /loop", "Content-Length: 0"))) {
            assertThat(fail(server, "/loop")).hasMessageContaining("more than 10 redirects");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:@PORT@/secret",
                "http://127.0.0.1/secret",
                "http://localhost:@PORT@/secret",
                "http://169.254.169.254/latest/meta-data",
                "//169.254.169.254/latest/meta-data",
                "http://[::1]:@PORT@/secret",
                "http://[::ffff:127.0.0.1]:@PORT@/secret",
                "http://[::ffff:7f00:1]:@PORT@/secret",
                "http://[0:0:0:0:0:ffff:127.0.0.1]:@PORT@/secret",
                "http://2130706433:@PORT@/secret",
                "http://0x7f000001:@PORT@/secret",
                "http://0x7f.0.0.1:@PORT@/secret",
                "http://017700000001:@PORT@/secret",
                "http://0177.0.0.1:@PORT@/secret",
                "http://127.1:@PORT@/secret",
                "http://0:@PORT@/secret",
                "http://%31%32%37.0.0.1:@PORT@/secret",
                "//%31%32%37.0.0.1:@PORT@/secret",
                "http://good.example@127.0.0.1:@PORT@/secret",
                "http://user:pass@good.example:@PORT@/secret",
                "http://good.example\\@127.0.0.1:@PORT@/secret",
                "\\\\127.0.0.1:@PORT@/secret",
                "/\\127.0.0.1:@PORT@/secret",
                "http:127.0.0.1:@PORT@/secret",
                "http:/127.0.0.1:@PORT@/secret",
                "http://good.example:22/secret",
                "http://good.example./secret",
                "https://bad.example/secret",
                "ftp://good.example/secret",
                "file:///etc/passwd",
                "jar:http://good.example!/x",
                "gopher://good.example/secret",
                "data:text/plain,x",
                "http://",
                "http:///secret",
                "http://good.example:@PORT@/se cret"
            })
    void toWhereNobodyMayGoAreRefusedBeforeAnythingIsSent(String location) {
        try (RawServer server = new RawServer((asked, line) -> {
            String target =
                    location.replace("@PORT@", String.valueOf(line.socket().getLocalPort()));
            line.head("302 Found", "Location: " + target, "Content-Length: 0");
        })) {
            ImageException failure = catchThrowableOfType(
                    ImageException.class,
                    () -> client(server.port(), "good.example")
                            .open("http://good.example:" + server.port() + "/start", 0, ""));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure)
                    .hasMessageStartingWith("good.example:" + server.port() + ": its redirect to ")
                    .hasMessageContaining(" is refused: ");
            assertThat(failure.getMessage()).doesNotContain("pass@").doesNotContain("user:");
            assertThat(server.asked()).extracting(RawServer.Asked::path).containsExactly("/start");
            assertThat(resolved).containsExactly("good.example");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://bad.example/x?secret, http://bad.example/x is refused: host bad.example is not allowed",
        "http://good.example:22/x, http://good.example:22/x is refused: port 22 is not allowed",
        "ftp://good.example/x, ftp://good.example/x is refused: scheme ftp is not allowed"
    })
    void thatAreRefusedNameTheRule(String location, String words) {
        try (RawServer server = new RawServer((asked, line) -> line.head("302 Found", "Location: " + location))) {
            ImageException failure = catchThrowableOfType(
                    ImageException.class,
                    () -> client(server.port(), "good.example")
                            .open("http://good.example:" + server.port() + "/start", 0, ""));

            assertThat(failure).hasMessage("good.example:" + server.port() + ": its redirect to " + words);
        }
    }

    @Test
    void toANameThatNoLongerResolvesMayBeFollowedLater() {
        HostResolver resolver = name -> name.startsWith("first") ? Web.loopback(name) : Web.NO_NAMES.resolve(name);
        try (RawServer server = new RawServer((asked, line) -> line.head(
                "302 Found", "Location: http://second.example:" + line.socket().getLocalPort() + "/"))) {
            WebClient client = new WebClient(
                    Web.allowing(List.of("first.example", "second.example"), server.port()),
                    Web.QUICK,
                    resolver,
                    TlsTrust.system());
            ImageException failure = catchThrowableOfType(
                    ImageException.class, () -> client.open("http://first.example:" + server.port() + "/", 0, ""));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("host second.example cannot be resolved");
        }
    }

    @Test
    void withoutATargetAreFinal() {
        try (RawServer server = new RawServer((asked, line) -> line.head("302 Found", "Content-Length: 0"))) {
            ImageException failure = fail(server, "/");

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessageContaining("redirects without saying where to");
        }
    }

    @Test
    void withABodyWithoutEndCostNothing() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> {
                    if (asked.path().equals("/start")) {
                        line.head("302 Found", "Location: /end", "Content-Length: 1000000000000")
                                .say(new byte[1000]);
                        line.awaitHangUp();
                    } else {
                        line.head("200 OK", "Content-Length: 2").say("ok");
                    }
                });
                WebPage page = Web.client(server.port()).open(server.url("/start"), 0, "")) {
            assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
        }
    }

    @Test
    void goToTheAddressThatWasCheckedForThem() throws IOException {
        // A name that changes its mind between any two questions: one question a request, and its answer is used.
        List<InetAddress> answers = new ArrayList<>(List.of(
                InetAddress.ofLiteral("127.0.0.1"),
                InetAddress.ofLiteral("127.0.0.1"),
                InetAddress.ofLiteral("127.0.0.9")));
        try (RawServer server = new RawServer((asked, line) -> {
            if (asked.path().equals("/start")) {
                line.head("302 Found", "Location: /end", "Content-Length: 0");
            } else {
                line.head("200 OK", "Content-Length: 2").say("ok");
            }
        })) {
            WebClient client = new WebClient(
                    Web.allowing(List.of("fickle.example"), server.port()),
                    Web.QUICK,
                    name -> List.of(answers.removeFirst()),
                    TlsTrust.system());
            try (WebPage page = client.open("http://fickle.example:" + server.port() + "/start", 0, "")) {
                assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
            }
            assertThat(answers).hasSize(1);
        }
    }

    private static ImageException fail(RawServer server, String path) {
        return catchThrowableOfType(
                ImageException.class, () -> Web.client(server.port()).open(server.url(path), 0, ""));
    }
}
