package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.store.Part;
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
            if (target.isFile() && to instanceof FileChannel file) {
                throughKernel(file, at, length);
            } else {
                throughBuffer(to, at, length);
            }
        }
        return part.length();
    }

    private void throughKernel(FileChannel to, long at, int length) throws IOException {
        Slice turn = turn(length);
        try {
            long left = length;
            while (left > 0) {
                long n = transfer(to, at + length - left, left);
                left -= n;
                tally.moved(n);
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

    private long transfer(FileChannel to, long at, long length) throws IOException {
        long n;
        try {
            n = source.channel().transferTo(at, length, to);
        } catch (IOException e) {
            probe(at, length);
            throw e;
        }
        if (n <= 0) {
            throw source.endedAt(at);
        }
        return n;
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
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                tally.moved(bytes.position());
            } finally {
                turn.release();
            }
        }
        check.passed(Units.of(at), (int) crc.getValue());
    }

    private Slice turn(int bytes) {
        pace.await(hand);
        pace.pay(bytes);
        Slice turn = limits.turn(hand);
        hand.working();
        return turn;
    }
}
