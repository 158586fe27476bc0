package io.longshore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenFileAuthenticatorTest {

    private static final String TWO = """
            tokens:
              - token: s3cret-a
                user: alice
                project: demo
                roles: [Member, reader]
              - {token: s3cret-b, user: root, project: admin, roles: [admin]}
            """;

    @TempDir
    private Path directory;

    private long seconds;

    private Path write(String content) throws IOException {
        Path file = directory.resolve("tokens.yaml");
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + seconds++)));
        return file;
    }

    @Test
    void tokensHaveHolders() throws IOException {
        var authenticator = new TokenFileAuthenticator(write(TWO));
        assertThat(authenticator.authenticate("s3cret-a"))
                .contains(new Caller("alice", "demo", Set.of("member", "reader")));
        assertThat(authenticator.authenticate("s3cret-b")).contains(new Caller("root", "admin", Set.of("admin")));
        for (String wrong : new String[] {"", "s3cret-", "s3cret-aa", "S3CRET-A", "alice"}) {
            assertThat(authenticator.authenticate(wrong)).isEmpty();
        }
        assertThat(authenticator.authenticate(null)).isEmpty();
        assertThat(authenticator.challenge()).isEqualTo("Token realm=\"longshore\"");
    }

    @Test
    void jsonIsYamlToo() throws IOException {
        String json =
                "{\"tokens\": [{\"token\": \"t\", \"user\": \"u\", \"project\": \"p\", \"roles\": [\"member\"]}]}";
        assertThat(new TokenFileAuthenticator(write(json)).authenticate("t"))
                .contains(new Caller("u", "p", Set.of("member")));
    }

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        var authenticator = new TokenFileAuthenticator(write(TWO));
        write(TWO.replace("s3cret-a", "s3cret-c"));
        assertThat(authenticator.authenticate("s3cret-a")).isEmpty();
        assertThat(authenticator.authenticate("s3cret-c")).isPresent();
        assertThat(authenticator.authenticate("s3cret-b")).isPresent();
    }

    @Test
    void whatWasSaidHoldsWhileTheFileIsWrongOrGone() throws IOException {
        var authenticator = new TokenFileAuthenticator(write(TWO));
        Path file = write("tokens: [");
        assertThat(authenticator.authenticate("s3cret-a")).isPresent();
        Files.delete(file);
        assertThat(authenticator.authenticate("s3cret-a")).isPresent();
        write(TWO.replace("s3cret-a", "s3cret-c"));
        assertThat(authenticator.authenticate("s3cret-a")).isEmpty();
        assertThat(authenticator.authenticate("s3cret-c")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                  | one key, tokens",
                "tokens: {}                                                          | one key, tokens",
                "more: []                                                            | one key, tokens",
                "tokens: [x]                                                         | entry 1",
                "tokens: [{token: s3cret, user: u, project: p}]                      | entry 1: must have the keys",
                "tokens: [{token: s3cret, user: u, project: p, roles: [r], x: y}]    | entry 1: must have the keys",
                "tokens: [{token: 12345, user: u, project: p, roles: [r]}]           | entry 1: token must be a text",
                "tokens: [{token: 's3 cret', user: u, project: p, roles: [r]}]       | entry 1: the token may have",
                "tokens: [{token: s3cret, user: '', project: p, roles: [r]}]         | entry 1: user",
                "tokens: [{token: s3cret, user: u, project: [], roles: [r]}]         | entry 1: project",
                "tokens: [{token: s3cret, user: u, project: p, roles: r}]            | entry 1: roles",
                "tokens: [{token: s3cret, user: u, project: p, roles: [1]}]          | entry 1: roles",
                "tokens: [{token: s3cret, user: u, project: p, roles: [a]}, {token: s3cret, user: u, project: p, roles: [a]}] | entry 2: this token",
                "tokens: [{token: s3cret, token: s3cret, user: u, project: p, roles: [a]}] | is not YAML",
                "tokens: !!int s3cret                                                | is not YAML",
                "tokens: [ s3cret                                                    | is not YAML, see line"
            })
    void aWrongFileIsNamedAndNoTokenIs(String content, String words) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> new TokenFileAuthenticator(file)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(e.getMessage())
                    .startsWith("token file " + file + ": ")
                    .contains(words)
                    .doesNotContain("s3cret", "s3 cret", "12345");
        });
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("absent");
        assertThatThrownBy(() -> new TokenFileAuthenticator(file)).hasMessageContaining("cannot be read");
    }

    @Test
    void withoutAuthenticationEverybodyIsAdmin() {
        for (String token : new String[] {null, "", "x"}) {
            assertThat(new NoAuthenticator().authenticate(token)).hasValueSatisfying(caller -> {
                assertThat(caller.user()).isEqualTo("admin");
                assertThat(caller.project()).isEqualTo("default");
                assertThat(caller.isAdmin()).isTrue();
            });
        }
    }
}
