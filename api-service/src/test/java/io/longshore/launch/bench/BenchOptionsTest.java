package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchOptionsTest {

    @Test
    void withoutArgumentsLongshoreIsStartedAndMeasured() {
        BenchOptions options = BenchOptions.parse();

        assertThat(options.longshore()).isTrue();
        assertThat(options.target()).isNull();
        assertThat(options.peers()).isEmpty();
        assertThat(options.sizesMib()).containsExactly(1024);
        assertThat(options.copies()).containsExactly(1, 3, 5);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.parts()).isEqualTo(Part.usual()).doesNotContain(Part.MEMORY);
        assertThat(options.effort().catalogImages()).containsExactly(1000, 100_000);
        assertThat(options.effort().peerCatalogImages()).isEmpty();
        assertThat(options.effort().connections()).isEqualTo(4);
        assertThat(options.warmUp()).isTrue();
        assertThat(options.keep()).isFalse();
    }

    @Test
    void everythingCanBeSaid() {
        BenchOptions options = BenchOptions.parse(
                "--size=4096,64",
                "--stores",
                "2",
                "--rounds",
                "5",
                "--only",
                "copy,memory",
                "--json",
                "r.json",
                "--markdown",
                "r.md",
                "--work",
                "/disk/b",
                "--keep",
                "--no-warm-up",
                "--latency-imports",
                "7",
                "--rate-imports",
                "8",
                "--at-once",
                "9",
                "--images",
                "10",
                "--seconds",
                "1.5",
                "--connections",
                "12",
                "--catalog",
                "13,130",
                "--peer-catalog",
                "14",
                "--crowd",
                "15,16",
                "--source-port",
                "17",
                "--patience",
                "18",
                "--target",
                "url=http://127.0.0.1:1/",
                "--peer",
                "name=a,url=http://a:2",
                "--peer=name=b,url=http://b");

        assertThat(options.sizesMib()).containsExactly(64, 4096);
        assertThat(options.copies()).containsExactly(2);
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.parts()).containsExactlyInAnyOrder(Part.COPY, Part.MEMORY);
        assertThat(options.json()).isEqualTo(Path.of("r.json"));
        assertThat(options.markdown()).isEqualTo(Path.of("r.md"));
        assertThat(options.work()).isEqualTo(Path.of("/disk/b"));
        assertThat(options.keep()).isTrue();
        assertThat(options.warmUp()).isFalse();
        assertThat(options.effort())
                .isEqualTo(new Effort(
                        7,
                        8,
                        9,
                        10,
                        Duration.ofMillis(1500),
                        12,
                        List.of(13, 130),
                        List.of(14),
                        List.of(15, 16),
                        Duration.ofSeconds(18)));
        assertThat(options.sourcePort()).isEqualTo(17);
        assertThat(options.target()).isNotNull().extracting(TargetSpec::name).isEqualTo("longshore");
        assertThat(options.peers()).extracting(TargetSpec::name).containsExactly("a", "b");
    }

    @Test
    void aSpecNamesEverythingThatIsKnownOfATarget() {
        TargetSpec spec = TargetSpec.parse(
                "name=mine,url=http://127.0.0.1:8080/image,token=a:b:c=d,pid=12+34,stores=x+y+z,dirs=/stores,"
                        + "temporal=127.0.0.1:7233,namespace=n",
                null);

        assertThat(spec)
                .isEqualTo(new TargetSpec(
                        "mine",
                        URI.create("http://127.0.0.1:8080/image"),
                        "a:b:c=d",
                        List.of(12L, 34L),
                        List.of("x", "y", "z"),
                        Path.of("/stores"),
                        "127.0.0.1:7233",
                        "n"));
    }

    @Test
    void withoutPidThereIsNobodyToCharge() {
        TargetSpec spec = TargetSpec.parse("name=a,url=http://a", null);

        assertThat(spec.pids()).isEmpty();
        assertThat(spec.token()).isNull();
        assertThat(spec.stores()).isEqualTo(TargetSpec.SIX_STORES);
    }

    @Test
    void aRowMayNeedMoreStoresThanSomeHave() {
        BenchOptions options = BenchOptions.parse("--stores", "1,10", "--peer", "name=a,url=http://a,stores=x+y+z");

        assertThat(options.copies()).containsExactly(1, 10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --sise 5                                          | --sise
                    --size                                            | --size needs a value
                    --size 0                                          | --size wants a whole number
                    --size 1k                                         | '1k'
                    --size 5,5                                        | --size names a number twice
                    --size 1,                                         | --size wants a whole number
                    --rounds 1 --rounds 2                             | --rounds is given twice
                    --keep=yes                                        | --keep=yes
                    --only copy,fly                                   | 'fly' is none of copy
                    --stores 11                                       | nobody has more than 11 stores
                    --seconds -1                                      | --seconds wants seconds
                    --seconds 0.000                                   | --seconds wants seconds
                    --source-port 70000                               | 70000 is no port
                    --without-longshore                               | name a --peer
                    --without-longshore --target url=http://a         | exclude each other
                    --peer url=http://a                               | needs name= and url=
                    --peer name=a                                     | needs name= and url=
                    --peer name=a,url=http://a,size=3                 | 'size=3'
                    --peer name=a,url=http://a,name=b                 | 'name' is given twice
                    --peer name=a,url=https://a                       | no http://
                    --peer name=a,url=http://a,pid=12+x               | 'x' is no process id
                    --peer name=longshore,url=http://a                | two are called 'longshore'
                    --peer name=floor,url=http://a                    | two are called 'floor'
                    --peer name=a,url=http://a --peer name=a,url=http://b | two are called 'a'
                    --peer name=a,url=http://a,stores=x+y             | three different stores
                    --peer name=a,url=http://a,stores=x+y+y           | three different stores
                    --without-longshore --peer name=a,url=http://a,stores=x+y+z | nobody has more than 3 stores
                    """)
    void whatDoesNotFitIsNamed(String line, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchOptions.parse(line.strip().split(" ", -1)))
                .withMessageContaining(named);
    }
}
