package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes over the line gets an answer in the Image API's words, never the server's own, and never a 500. */
final class OddAddressesTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();

    private Client.Answer send(String line, String moreHeaders, String body) {
        return RawRequest.send(
                api.server.port(), line, "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\n" + moreHeaders, body);
    }

    private static void isOurs(Client.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.header("X-Openstack-Request-Id")).startsWith("req-");
        assertThat(answer.body()).startsWith(status + " ").endsWith("\n\n   ").doesNotContain("Tomcat", "Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "/v2/images/%zz 400",
                "/v2/images/% 400",
                "/v2/images/%0 400",
                "/v2/images/%00 400",
                "/v2/images/%ff 400",
                "/v2/images/%C0%AF 400",
                "/v2/images/%F0%9F%98%80 400",
                "/v2/images/\u00e9 400",
                "/v2/images/a\u0001b 400",
                "/../../etc/passwd 400",
                "/v2/images/../x 404",
                "/v2/images/../images 404",
                "/v2/images/%2e%2e/images 404",
                "/v2/images/./x 404",
                "/v2/images/a%2Fb 404",
                "/v2/images/a%5Cb 404",
                "/v2/images/a\\b 404",
                "/v2/images/a;b=c 404",
                "/v2/images;x=y 404",
                "/v2/images/{a}\"<>^`| 404",
                "/v2/images/%C3%A9 404",
                "/v2/images/%252e 404",
                "/v2/images?name=%ff 400",
                "/v2/images?name=%zz 400",
                "/v2/images?name=%00 400",
                "/v2/images?name=%F0%9F%98%80 400",
                "/v2/images?%ff=x 400",
                "* 400",
                "v2/images 400",
                "http://h/v2/images/x 404",
                "http://other/v2/images/x 400"
            })
    void addresses(String address, int status) {
        isOurs(send("GET " + address + " HTTP/1.1", "", ""), status);
    }

    @Test
    void signsThatOthersMisreadAreSimplyTags() {
        String id = owner.create("{}").id();
        for (String tag : new String[] {"a;b", "a%5Cb", "%7Bx%7D", "a+b", "%25", "%C3%A9", "..%20", "a&b=c"}) {
            assertThat(send("PUT /v2/images/" + id + "/tags/" + tag + " HTTP/1.1", "", "")
                            .status())
                    .as(tag)
                    .isEqualTo(204);
        }
        assertThat(owner.get("/v2/images/" + id).json().get("tags").valueStream())
                .extracting(t -> t.asString())
                .containsExactly("a;b", "a\\b", "{x}", "a+b", "%", "\u00e9", ".. ", "a&b=c");
    }

    @Test
    void queriesMayBeSloppy() {
        var answer = send("GET /v2/images?x=\"<>{}^`|\\[]&&&y HTTP/1.1", "", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("first")).isEqualTo("/v2/images?x=%22%3C%3E%7B%7D%5E%60%7C%5C%5B%5D&y=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "G@T /v2/images HTTP/1.1   | ''                                  | 400",
                "GET /v2/images HTTP/9.1   | ''                                  | 505",
                "GET /v2/images HTTP/1.1   | Bad Header                          | 400",
                "GET /v2/images HTTP/1.1   | B@d: x                              | 400",
                "POST /v2/images HTTP/1.1  | Content-Length: x                   | 400",
                "POST /v2/images HTTP/1.1  | Content-Length: -1                  | 400",
                "POST /v2/images HTTP/1.1  | Transfer-Encoding: gzip             | 501",
                "GET /v2/images HTTP/1.1   | Expect: everything                  | 417",
                "GET /v2/images HTTP/1.1   | Content-Type: ///                   | 200",
                "GET /v2/images HTTP/1.1   | Origin: :::                         | 200",
                "GET /v2/images HTTP/1.1   | Cookie: ;;==                        | 200",
                "GET /v2/images HTTP/1.1   | Accept-Language: @@@                | 200",
                "GET /v2/images HTTP/1.1   | Range: nonsense                     | 200",
                "GET /v2/images HTTP/1.1   | X-Service-Token:                    | 401"
            })
    void headers(String line, String header, int status) {
        var answer = send(line, header.isEmpty() ? "" : header + "\r\n", "");
        if (status == 200) {
            assertThat(answer.status()).isEqualTo(200);
        } else {
            isOurs(answer, status);
        }
    }

    @Test
    void headersThatAreTooLong() {
        isOurs(send("GET /v2/images HTTP/1.1", "X-Long: " + "x".repeat(40_000) + "\r\n", ""), 400);
        String marker = "GET /v2/images?name=" + "x".repeat(20_000) + " HTTP/1.1";
        assertThat(send(marker, "", "").status()).isEqualTo(200);
    }

    @Test
    void chunksThatAreNone() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        isOurs(send("POST /v2/images HTTP/1.1", chunked, "zz\r\n"), 400);
        isOurs(send("GET /v2/images HTTP/1.1", chunked, "zz\r\n"), 400);
        assertThat(send("POST /v2/images HTTP/1.1", chunked, "2\r\n{}\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aClientThatAsksFirstIsRefusedBeforeItSends() {
        var answer = send("POST /v2/nothing HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 1000\r\n", "");
        isOurs(answer, 404);
    }

    @Test
    void oldClientsAreAnswered() {
        var answer = RawRequest.send(api.server.port(), "GET / HTTP/1.0", "", "");
        assertThat(answer.status()).isEqualTo(300);
        assertThat(answer.body()).contains(":" + api.server.port() + "/v2/\"");
        isOurs(RawRequest.send(api.server.port(), "GET / HTTP/1.1", "", ""), 400);
        isOurs(RawRequest.send(api.server.port(), "GET / HTTP/1.1", "Host: a b\r\n", ""), 400);
    }
}
