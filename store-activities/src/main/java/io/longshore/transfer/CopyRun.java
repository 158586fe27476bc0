package io.longshore.transfer;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.ByteRanges;
import io.longshore.store.StoredObject;
import java.util.Optional;
import java.util.OptionalLong;

/** One copy, from the first look at the source to the last check of the target. */
final class CopyRun {

    private final CopyOrder order;
    private final CopySource source;
    private final CopyTarget target;
    private final TransferLimits limits;
    private final Crew crew;
    private final Tally tally;
    private final PartWriter writer;
    private final SourceUnits sourceUnits;

    CopyRun(CopyOrder order, TransferLimits limits, Crew crew, Tally tally) {
        this.order = order;
        this.source = order.source();
        this.target = order.target();
        this.limits = limits;
        this.crew = crew;
        this.tally = tally;
        this.writer = new PartWriter(target.store().describe(), target.upload(), target.pace());
        this.sourceUnits = new SourceUnits(source, limits, tally);
    }

    CopyReceipt run() {
        // === look
        OptionalLong announced = crew.call(hand -> sourceSize());
        ContentManifest known = order.manifest().get().orElse(null);
        OptionalLong size = known == null ? announced : OptionalLong.of(known.sizeBytes());
        if (known != null && announced.isPresent()) {
            requireSize(announced.getAsLong(), known);
        }
        size.ifPresent(writer::requireFits);

        // === copy
        CopyCheck check =
                new CopyCheck(source.name(), target.name(), sourceUnits::crc, tally, order.verifyFull(), known);
        Copied copied = copy(size, known != null, check);
        writer.requireFits(copied.sizeBytes());

        // === learn what it must be, and compare what has passed
        ContentManifest must = known != null
                ? known
                : Optional.ofNullable(copied.hashed()).or(order.manifest()).orElse(null);
        if (must != null) {
            requireSize(copied.sizeBytes(), must);
            check.expect(must);
        }
        if (copied.hashed() != null) {
            requireExpected(copied.hashed().hashes());
        }

        // === complete, and check what nobody has seen yet
        StoredObject stored = crew.call(hand -> complete(copied.sizeBytes()));
        ReadBack readBack = new ReadBack(target.store(), target.url(), limits, crew, tally);
        if (must == null) {
            ContentManifest made = readBack.hash(copied.sizeBytes());
            crew.call(hand -> requireSame(made, check));
            requireExpected(made.hashes());
            return new CopyReceipt(
                    stored, "read back, hashed in full and compared with the source", tally.checked(), made);
        }
        checkRest(must, check, readBack);
        return new CopyReceipt(stored, words(must, check.ledger(), copied), tally.checked(), copied.hashed());
    }

    private Copied copy(OptionalLong size, boolean manifestKnown, CopyCheck check) {
        Extents there = order.durable();
        tally.begin(there.bytes());
        Durability durability = target.path().isPresent()
                ? Durability.stepByStep(crew, writer::makeDurable, limits)
                : Durability.partByPart(crew, writer::makeDurable);
        boolean willBeKnown = manifestKnown || source.growing() != null;
        SourceFile from = willBeKnown || target.path().isPresent()
                ? crew.call(hand -> Optional.ofNullable(SourceFile.of(source, size, crew)))
                        .orElse(null)
                : null;
        Optional<ByteRanges> ranges = from == null && manifestKnown && size.isPresent()
                ? source.bytes().ranges()
                : Optional.empty();
        if (from == null && ranges.isEmpty()) {
            there = before(there.gapless(), size);
            tally.begin(there.bytes());
        }
        if (target.path().isEmpty() && source.growing() == null) {
            check.earlier(there);
        }
        if (ranges.isPresent()) {
            return new RangePass(source.name(), ranges.get(), writer, durability, limits, crew, tally)
                    .run(there, size.getAsLong(), check);
        }
        if (from == null) {
            return new StreamPass(source, writer, durability, limits, crew, tally)
                    .run(there.end(), size, !manifestKnown, check);
        }
        TargetFile to = new TargetFile(target.path(), willBeKnown, crew);
        return new FilePass(from, to, writer, durability, limits, crew, tally).run(there, size, check);
    }

    /** What a stream, which is written in order, need not bring again: all parts before the one that {@code gapless} is in. */
    private Extents before(long gapless, OptionalLong size) {
        boolean whole = size.isPresent() && gapless >= size.getAsLong();
        return Extents.upTo(whole ? size.getAsLong() : writer.partStart(gapless));
    }

    /** What this attempt has not seen is read back where that is cheap, and everything where the order says so. */
    private void checkRest(ContentManifest must, CopyCheck check, ReadBack readBack) {
        int units = must.crc32c().length;
        int unseen = check.ledger().firstUnseen(units);
        int first = order.verifyFull() ? check.ledger().firstNotReadBack(units) : unseen;
        int end = order.verifyFull() ? units : check.ledger().endOfUnseen(units);
        if (first >= end) {
            return;
        }
        if (order.verifyFull() || target.path().isPresent()) {
            readBack.compare(first, end, must.sizeBytes(), check);
        } else if (source.growing() != null) {
            crew.start(hand -> check.reread(first, end));
            crew.lead();
        }
    }

    private String words(ContentManifest must, UnitLedger ledger, Copied copied) {
        int units = must.crc32c().length;
        if (units == 0) {
            return "nothing to check: the image is empty";
        }
        if (ledger.firstNotReadBack(units) == units) {
            return "read back and compared with the manifest";
        }
        if (copied.hashed() != null) {
            return "hashed in full on the way";
        }
        return ledger.firstUnseen(units) == units
                ? "compared with the manifest on the way"
                : "compared with the manifest on the way, in part by an earlier attempt";
    }

    private OptionalLong sourceSize() {
        try {
            return source.bytes().object().size();
        } catch (RuntimeException e) {
            throw Blame.source(source.name(), e);
        }
    }

    private StoredObject complete(long sizeBytes) {
        StoredObject stored;
        try {
            stored = target.upload().complete(sizeBytes);
        } catch (RuntimeException e) {
            throw Blame.target(target.name(), e);
        }
        if (stored.sizeBytes() != sizeBytes) {
            throw new ImageException(
                    FailureKind.CORRUPT,
                    target.name() + ": corrupt: " + stored.sizeBytes() + " bytes where " + sizeBytes + " were written");
        }
        return stored;
    }

    private static boolean requireSame(ContentManifest made, CopyCheck check) {
        check.requireSame(made);
        return true;
    }

    private void requireSize(long sizeBytes, ContentManifest manifest) {
        if (sizeBytes != manifest.sizeBytes()) {
            throw corruptSource(sizeBytes + " bytes where the image's manifest says " + manifest.sizeBytes());
        }
    }

    private void requireExpected(ContentHashes hashes) {
        ContentHashes expected = order.expected();
        if (expected != null && !expected.agreesWith(hashes)) {
            throw corruptSource("the hashes of its bytes are not the image's");
        }
    }

    private ImageException corruptSource(String what) {
        return new ImageException(FailureKind.SOURCE_LOST, source.name() + ": corrupt: " + what);
    }
}
