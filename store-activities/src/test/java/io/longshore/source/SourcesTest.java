package io.longshore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.ContentHashes;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportMethod;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoreRegistry;
import io.longshore.store.Upload;
import io.longshore.web.RawServer;
import io.longshore.web.Web;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SourcesTest {

    private static final byte[] BYTES = Web.bytes(1000);
    private static final StoreId FAST = StoreId.of("fast");
    private static final StoreId CHEAP = StoreId.of("cheap");
    private static final StoreId EDGE = StoreId.of("edge");

    private final Sources sources = new Sources(
            Web.client(80),
            new StoreRegistry(List.of(new OneImage(CHEAP, 0), new OneImage(FAST, 0), new OneImage(EDGE, 9)), FAST));

    @Test
    void aWebDownloadReadsThePage() throws IOException {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("200 OK", "Content-Length: 1000").say(BYTES))) {
            Sources web =
                    new Sources(Web.client(server.port()), new StoreRegistry(List.of(new OneImage(FAST, 0)), FAST));
            try (ImportSource source = web.of(
                    new ImportMethod.WebDownload(server.url("/x")), image(), List.of(), SourceObject.unknown())) {
                assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
                assertThat(source.place()).isEqualTo("127.0.0.1:" + server.port());
            }
        }
    }

    @Test
    void aCopyImageReadsTheStoresInTheGivenOrder() throws IOException {
        ImportSource source = sources.of(
                new ImportMethod.CopyImage(), image(FAST, CHEAP), List.of(CHEAP, FAST), SourceObject.unknown());

        assertThat(source.object()).isEqualTo(new SourceObject(OptionalLong.of(1000), "sha512:5"));
        assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
        assertThat(source.words()).isEqualTo("cheap");
    }

    @Test
    void withoutAnOrderTheDefaultStoreComesFirstThenWeight() {
        StoreCopies copies = sources.copies(image(CHEAP, EDGE, FAST), List.of());

        assertThat(copies.place()).isEqualTo("fast");
        copies.object();
        copies.turnFrom("fast", new ImageException(FailureKind.CORRUPT, "unit 1 is corrupt"));
        assertThat(copies.place()).isEqualTo("edge");
    }

    @Test
    void aStoreThatHasLostItsCopyOrIsNotConfiguredIsPassedOver() throws IOException {
        StoreCopies copies =
                sources.copies(image(CHEAP, StoreId.of("elsewhere")), List.of(FAST, StoreId.of("elsewhere"), CHEAP));

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(copies.words())
                .isEqualTo("cheap (fast: holds no copy of the image any more; "
                        + "elsewhere: store elsewhere is not configured in this process)");
    }

    @Test
    void glanceDirectHasNothingToFetch() {
        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> sources.of(new ImportMethod.GlanceDirect(), image(), List.of(), SourceObject.unknown()));

        assertThat(failure.kind()).isEqualTo(FailureKind.UNSUPPORTED);
        assertThat(failure).hasMessageStartingWith("glance-direct has nothing to fetch");
    }

    private static Image image(StoreId... stores) {
        return new Image(
                ImageId.random(),
                "image",
                ImageStatus.ACTIVE,
                Visibility.PRIVATE,
                false,
                false,
                "project",
                1000L,
                null,
                new ContentHashes("1", "5"),
                0,
                0,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                Set.of(),
                Map.of(),
                null,
                null,
                null,
                Arrays.stream(stores)
                        .map(s -> ImageLocation.of(s, ObjectUrl.of("memory://" + s), UUID.randomUUID()))
                        .toList());
    }

    /** A store with one image under every address; writable in name only, for the registry wants a default store. */
    private record OneImage(StoreId id, int weight) implements Store {

        @Override
        public StoreDescription describe() {
            return new StoreDescription(
                    id, "memory", "", weight, new StoreLimits(8 << 20, 1, Long.MAX_VALUE, 1), Map.of());
        }

        @Override
        public ByteSource source(ObjectUrl url) {
            return new ScriptedSource(BYTES);
        }

        @Override
        public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Upload begin(ObjectUrl url, OptionalLong size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(ObjectUrl url) {
            throw new UnsupportedOperationException();
        }
    }
}
