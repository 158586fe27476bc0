package io.longshore.transfer;

import io.longshore.image.ObjectUrl;
import io.longshore.store.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;

/** Damage. */
final class TestBytes {

    private TestBytes() {}

    /** Flips a bit of an object that is a file. */
    static void flip(Store store, ObjectUrl url, long at) {
        try (RandomAccessFile file =
                new RandomAccessFile(store.localFiles().orElseThrow().path(url).toFile(), "rw")) {
            file.seek(at);
            int b = file.read();
            file.seek(at);
            file.write(b ^ 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
