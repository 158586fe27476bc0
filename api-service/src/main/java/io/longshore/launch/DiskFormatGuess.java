package io.longshore.launch;

import io.longshore.image.DiskFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a disk is likely to be: good enough to name it, and never believed further. */
final class DiskFormatGuess {

    private static final String ISO_MARK = "CD001";
    private static final int ISO_MARK_AT = 0x8001;

    private DiskFormatGuess() {}

    /** By what stands at the beginning of the file. */
    static DiskFormat ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(ISO_MARK_AT + ISO_MARK.length()), StandardCharsets.ISO_8859_1);
            if (head.startsWith("QFI\u00fb")) {
                return DiskFormat.QCOW2;
            }
            if (head.startsWith("KDMV")) {
                return DiskFormat.VMDK;
            }
            if (head.startsWith("vhdxfile")) {
                return DiskFormat.VHDX;
            }
            return head.startsWith(ISO_MARK, ISO_MARK_AT) ? DiskFormat.ISO : DiskFormat.RAW;
        }
    }

    /** By the ending of an address. */
    static DiskFormat ofName(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return DiskFormat.parse(ending).orElse(DiskFormat.RAW);
    }
}
