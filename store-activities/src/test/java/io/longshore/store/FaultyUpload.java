package io.longshore.store;

import io.longshore.image.Extents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** An upload of a {@link FaultyStore}. */
final class FaultyUpload implements Upload {

    private final Upload upload;
    private final FaultScript script;
    private final AtomicLong bytesWritten;

    FaultyUpload(Upload upload, FaultScript script, AtomicLong bytesWritten) {
        this.upload = upload;
        this.script = script;
        this.bytesWritten = bytesWritten;
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        return script.at(FaultyStore.Point.WRITE, () -> upload.write(part, new Counted(bytes)));
    }

    @Override
    public Extents makeDurable() {
        return script.at(FaultyStore.Point.MAKE_DURABLE, upload::makeDurable);
    }

    @Override
    public StoredObject complete(long sizeBytes) {
        return script.at(FaultyStore.Point.COMPLETE, () -> upload.complete(sizeBytes));
    }

    @Override
    public void abort() {
        script.at(FaultyStore.Point.ABORT, () -> {
            upload.abort();
            return true;
        });
    }

    @Override
    public void close() {
        upload.close();
    }

    /** Counts what is sent; a file stays a file as long as no fault waits among its bytes. */
    private final class Counted implements PartBytes {

        private final PartBytes bytes;

        Counted(PartBytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public OptionalLong length() {
            return bytes.length();
        }

        @Override
        public long sendTo(WritableByteChannel target) throws IOException {
            if (target instanceof SparseChannel sparse
                    && sparse.file().isPresent()
                    && !script.watches(FaultyStore.Point.WRITE)) {
                FileChannel file = sparse.file().get();
                long start = file.position();
                try {
                    return bytes.sendTo(target);
                } finally {
                    bytesWritten.addAndGet(file.position() - start);
                }
            }
            return bytes.sendTo(new Watched(target));
        }
    }

    private final class Watched implements WritableByteChannel {

        private final WritableByteChannel target;

        Watched(WritableByteChannel target) {
            this.target = target;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int start = bytes.position();
            int end = bytes.limit();
            while (bytes.position() < end) {
                int length = script.letPass(FaultyStore.Point.WRITE, end - bytes.position());
                bytes.limit(bytes.position() + length);
                while (bytes.hasRemaining()) {
                    bytesWritten.addAndGet(target.write(bytes));
                }
                bytes.limit(end);
            }
            return end - start;
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
