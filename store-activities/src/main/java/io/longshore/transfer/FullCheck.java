package io.longshore.transfer;

import static java.util.Objects.requireNonNull;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.function.IntUnaryOperator;

/** One whole copy, read back from its first byte to its last. */
final class FullCheck {

    private final CheckOrder order;
    private final String source;
    private final Crew crew;
    private final Tally tally;
    private final CopyCheck check;
    private final ReadBack readBack;

    FullCheck(CheckOrder order, TransferLimits limits, Crew crew, Tally tally) {
        this.order = order;
        this.crew = crew;
        this.tally = tally;
        CopySource source = order.source();
        ContentManifest manifest = order.manifest();
        IntUnaryOperator units = source == null
                ? unit -> requireNonNull(manifest).crc32c()[unit]
                : new SourceUnits(source, limits, tally)::crc;
        this.source = source == null ? "source" : source.name();
        this.check = new CopyCheck(this.source, name(), units, tally, true, manifest);
        this.readBack = new ReadBack(order.store(), order.url(), limits, crew, tally);
    }

    CopyReceipt run() {
        ContentManifest manifest = order.manifest();
        long sizeBytes = order.stored().sizeBytes();
        tally.begin(sizeBytes);
        if (manifest == null) {
            return learn(sizeBytes);
        }
        if (sizeBytes != manifest.sizeBytes()) {
            throw corrupt(sizeBytes + " bytes where the image's manifest says " + manifest.sizeBytes());
        }
        readBack.compare(0, manifest.crc32c().length, sizeBytes, check);
        return new CopyReceipt(order.stored(), "read back and compared with the manifest", tally.checked(), null);
    }

    private CopyReceipt learn(long sizeBytes) {
        ContentManifest made = readBack.hash(sizeBytes);
        crew.call(hand -> {
            check.requireSame(made);
            return made;
        });
        if (order.expected() != null && !order.expected().agreesWith(made.hashes())) {
            throw new ImageException(
                    FailureKind.SOURCE_LOST, source + ": corrupt: the hashes of its bytes are not the image's");
        }
        return new CopyReceipt(
                order.stored(), "read back, hashed in full and compared with the source", tally.checked(), made);
    }

    private String name() {
        return "store " + order.store().describe().id();
    }

    private ImageException corrupt(String what) {
        return new ImageException(FailureKind.CORRUPT, name() + ": corrupt: " + what);
    }
}
