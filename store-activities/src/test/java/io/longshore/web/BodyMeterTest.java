package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a head ends, however it comes. */
final class BodyMeterTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|Content-Length: 3||abc, 3",
        "HTTP/1.1 200 OK||, 0",
        "HTTP/1.1 200 OK|Content-Length: 3|, 0",
        "HTTP/1.1 200 OK||a||b, 6",
        "HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK|ETag: 1||abcd, 4",
        "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints||HTTP/1.1 206 Part||ab, 2"
    })
    void bytesAfterItAreCounted(String answer, long bytes) {
        for (String lineEnd : new String[] {"\r\n", "\n"}) {
            byte[] came = answer.replace("|", lineEnd).getBytes(StandardCharsets.US_ASCII);
            long expected = answer.endsWith("a||b") && lineEnd.length() == 1 ? bytes - 2 : bytes;
            BodyMeter atOnce = new BodyMeter();
            atOnce.came(came, came.length);
            assertThat(atOnce.bytes()).isEqualTo(expected);
            BodyMeter oneByOne = new BodyMeter();
            for (byte one : came) {
                oneByOne.came(new byte[] {one}, 1);
            }
            assertThat(oneByOne.bytes()).isEqualTo(expected);
        }
    }
}
