package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every route that takes JSON refuses alike. */
final class JsonBodiesTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~               | Body expected in request.",
                "~ ~              | Malformed JSON in request body.",
                "{\"name\":       | Malformed JSON in request body.",
                "{\"a\": 1} x     | Malformed JSON in request body.",
                "{} {}            | Malformed JSON in request body.",
                "{a: 1}           | Malformed JSON in request body.",
                "{'a': 1}         | Malformed JSON in request body.",
                "{\"a\": NaN}     | Malformed JSON in request body.",
                "{\"a\": 01}      | Malformed JSON in request body.",
                "\"x\"            | Unexpected body type. Expected list/dict.",
                "null             | Unexpected body type. Expected list/dict.",
                "5                | Unexpected body type. Expected list/dict.",
                "[]               | Request body must be a JSON object."
            })
    void bodies(String body, String words) {
        for (String path : new String[] {"/v2/images", "/v2/images/" + created() + "/members"}) {
            var refused = owner.post(path, body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).isEqualTo("400 Bad Request\n\n" + words + "\n\n   ");
        }
    }

    private String created() {
        return owner.create("{}").id();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"\uD83D\uDE00\"}",
                "{\"name\": \"\\ud83d\\ude00\"}",
                "{\"name\": \"\\ud83d\"}",
                "{\"name\": \"\\udc00x\"}",
                "{\"name\": \"\\u0000\"}",
                "{\"p\": \"\uD83D\uDE00\"}",
                "{\"p\\ud83d\\ude00\": \"x\"}",
                "{\"p\\u0000\": \"x\"}",
                "{\"tags\": [\"a\", \"\uD83D\uDE00\"]}",
                "{\"owner\": \"\\u0000\"}"
            })
    void charactersThatAreNotTaken(String body) {
        var refused = owner.create(body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("characters that are not supported");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\": \"\\u0000\"}                   | 'name' has characters that are not supported: NUL.",
                "{\"p q\": \"x\\ud83d\"}                 | 'p q' has characters that are not supported: 4 byte",
                "{\"tags\": [\"a\", \"\\ud83d\\ude00\"]}  | 'tags' has characters that are not supported: 4 byte",
                "{\"p\": {\"q\": [[\"\\u0000\"]]}}        | 'q' has characters that are not supported: NUL.",
                "{\"p\": {\"q\\u0000\": 1}}             | The name of a field has characters that are not",
            })
    void whereTheyAreIsSaid(String body, String words) {
        assertThat(owner.create(body).body()).contains(words);
    }

    private Client.Answer raw(String body) {
        return RawRequest.send(
                api.server.port(),
                "POST /v2/images HTTP/1.1",
                "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\nContent-Length: " + body.length() + "\r\n",
                body);
    }

    @Test
    void bytesThatAreNoUtf8() {
        assertThat(raw("{\"name\": \"\u00ff\"}").status()).isEqualTo(400);
        assertThat(raw("{\"name\": \"\u00c3\u00a9\"}").text("name")).isEqualTo("é");
        assertThat(raw("\u00ff\u00fe{\0}\0").status()).isEqualTo(400);
        assertThat(raw("\u00ed\u00a0\u0080").status()).isEqualTo(400);
    }

    @Test
    void bodiesThatAreTooLong() {
        String fits = "{\"p\": \"" + "x".repeat((1 << 20) - 9) + "\"}";
        assertThat(fits).hasSize(1 << 20);
        assertThat(owner.create(fits).status()).isEqualTo(201);
        var refused = owner.create(fits + " ");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("longer than 1048576 bytes");
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsIsBoundedToo() {
        String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
        var refused = RawRequest.send(
                api.server.port(),
                "POST /v2/images HTTP/1.1",
                "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\nTransfer-Encoding: chunked\r\n",
                chunk.repeat(4) + "1\r\nx\r\n0\r\n\r\n");
        assertThat(refused.status()).isEqualTo(413);
    }

    @Test
    void depthsAndLengthsAreBounded() {
        assertThat(owner.create("[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(owner.create("{\"a\": " + "[".repeat(1000) + "]".repeat(1000) + "}")
                        .status())
                .isEqualTo(400);
        assertThat(owner.create("{\"min_ram\": " + "9".repeat(10_000) + "}").status())
                .isEqualTo(400);
        assertThat(owner.create("{\"min_ram\": 1e999999999}").status()).isEqualTo(400);
    }

    @Test
    void ofANameThatComesTwiceTheLastCounts() {
        assertThat(owner.create("{\"name\": \"a\", \"name\": \"b\"}").text("name"))
                .isEqualTo("b");
    }
}
