package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an image claims to be inside (Image API v2; Glance's default list). */
public enum DiskFormat {
    AMI,
    ARI,
    AKI,
    VHD,
    VHDX,
    VMDK,
    RAW,
    QCOW2,
    VDI,
    ISO,
    PLOOP;

    /** The value that is written so on the wire, or empty. */
    public static Optional<DiskFormat> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }

    /** The value that is written so on the wire; else {@link IllegalArgumentException}. */
    @JsonCreator
    public static DiskFormat of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("unknown: " + wire));
    }

    /** As written on the wire and in the catalog: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
