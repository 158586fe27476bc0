package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.store.Part;
import io.longshore.store.SparseChannel;
import io.longshore.store.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * One part of a file: inside the kernel where the target is a file too, and then read back; otherwise slice by slice, checked on the
 * way. Either goes unit by unit, so that others get their turn.
 */
final class FilePart extends PartInFlight {

    private static final int KEYHOLE_BYTES = 64;

    private final Part part;
    private final SourceFile source;
    private final TargetFile target;
    private final Pace pace;
    private final CopyCheck check;
    private final TransferLimits limits;
    private final Tally tally;
    private final Hand hand;

    FilePart(
            Part part,
            SourceFile source,
            TargetFile target,
            Pace pace,
            CopyCheck check,
            TransferLimits limits,
            Tally tally,
            Hand hand) {
        this.part = part;
        this.source = source;
        this.target = target;
        this.pace = pace;
        this.check = check;
        this.limits = limits;
        this.tally = tally;
        this.hand = hand;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(part.length());
    }

    @Override
    long move(WritableByteChannel to) throws IOException {
        long end = part.offset() + part.length();
        for (long at = part.offset(); at < end; at += ContentManifest.UNIT_BYTES) {
            int length = (int) Math.min(ContentManifest.UNIT_BYTES, end - at);
            if (target.isFile()
                    && to instanceof SparseChannel sparse
                    && sparse.file().isPresent()) {
                throughKernel(sparse, sparse.file().get(), at, length);
            } else {
                throughBuffer(to, at, length);
            }
        }
        return part.length();
    }

    private void throughKernel(SparseChannel to, FileChannel file, long at, int length) throws IOException {
        Slice turn = turn(length);
        try {
            long end = at + length;
            for (long done = at; done < end; ) {
                boolean zeros = isZeros(done, end, turn.buffer());
                long next = done + Slice.BYTES;
                while (next < end && isZeros(next, end, turn.buffer()) == zeros) {
                    next += Slice.BYTES;
                }
                long run = Math.min(next, end) - done;
                if (zeros) {
                    to.zeros(run);
                    tally.moved(run);
                } else {
                    transfer(file, done, run);
                }
                done += run;
            }
            OptionalInt crc = target.crc(at, length, turn.buffer());
            if (crc.isPresent()) {
                tally.read(length);
                check.readBack(Units.of(at), crc.getAsInt());
            }
        } finally {
            turn.release();
        }
    }

    /** Whether a slice is zeros; looked at through a keyhole first, so that of others hardly anything is read. */
    private boolean isZeros(long at, long end, ByteBuffer scratch) {
        int length = (int) Math.min(Slice.BYTES, end - at);
        int keyhole = Math.min(length, KEYHOLE_BYTES);
        source.readFully(scratch.clear().limit(keyhole), at);
        if (!Zeros.are(scratch.flip())) {
            return false;
        }
        source.readFully(scratch.clear().limit(length), at);
        return Zeros.are(scratch.flip());
    }

    private void transfer(FileChannel to, long at, long length) throws IOException {
        long done = 0;
        while (done < length) {
            long n;
            try {
                n = source.channel().transferTo(at + done, length - done, to);
            } catch (IOException e) {
                probe(at + done, length - done);
                throw e;
            }
            if (n <= 0) {
                throw source.endedAt(at + done);
            }
            done += n;
            tally.moved(n);
        }
    }

    /** The kernel does not say which side failed: if the source can be read, it was the other. */
    private void probe(long at, long length) {
        ByteBuffer buffer = limits.desk();
        try {
            for (long done = 0; done < length; done += buffer.capacity()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
                source.readFully(buffer, at + done);
            }
        } finally {
            limits.put(buffer);
        }
    }

    private void throughBuffer(WritableByteChannel to, long at, int length) throws IOException {
        CRC32C crc = new CRC32C();
        for (int done = 0; done < length; done += Slice.BYTES) {
            int most = Math.min(Slice.BYTES, length - done);
            Slice turn = turn(most);
            try {
                ByteBuffer bytes = turn.buffer().limit(most);
                source.readFully(bytes, at + done);
                crc.update(bytes.flip());
                bytes.rewind();
                if (to instanceof SparseChannel sparse && Zeros.are(bytes)) {
                    sparse.zeros(most);
                } else {
                    while (bytes.hasRemaining()) {
                        to.write(bytes);
                    }
                }
                tally.moved(most);
            } finally {
                turn.release();
            }
        }
        check.passed(Units.of(at), (int) crc.getValue());
    }

    private Slice turn(int bytes) {
        pace.take(bytes, hand);
        Slice turn = limits.turn(hand);
        hand.working();
        return turn;
    }
}
