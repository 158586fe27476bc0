package io.longshore.store;

import java.util.OptionalLong;

/**
 * What a source says about its object.
 *
 * @param size in bytes; empty where the source does not know
 * @param validator changes whenever the bytes may have changed (a strong ETag, a modification time); empty: cannot be told
 */
public record SourceObject(OptionalLong size, String validator) {

    /** Of an object about which nothing is known. */
    public static SourceObject unknown() {
        return new SourceObject(OptionalLong.empty(), "");
    }
}
