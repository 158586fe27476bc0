package io.longshore.transfer;

import io.longshore.store.SourceObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** An image whose file grows when the test says so. */
final class GrowingImage implements GrowingFile {

    private final TestImage image;
    private final Path path;
    private long there;

    GrowingImage(TestImage image, Path path) {
        this.image = image;
        this.path = path;
    }

    synchronized void growTo(long bytes) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer more = image.bytes().slice((int) there, (int) (bytes - there));
            while (more.hasRemaining()) {
                there += file.write(more, there);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        notifyAll();
    }

    synchronized boolean isWhole() {
        return there == image.sizeBytes();
    }

    @Override
    public synchronized long await(long wantedBytes, Waiting waiting) {
        try {
            while (there < wantedBytes && there < image.sizeBytes()) {
                waiting.on("more of it");
                wait();
            }
            return Math.min(wantedBytes, there);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", e);
        }
    }

    @Override
    public FileChannel openFile() {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SourceObject object() {
        return new SourceObject(OptionalLong.empty(), "");
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return image.open(offset);
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}
}
