package io.longshore.importing;

/** How the bytes of one copy reach their store. */
public enum CopyWay {
    /** From the staged file, which may still be growing. */
    STAGED,
    /** From another store without passing through us (or through the kernel alone). */
    NATIVE,
    /** From another store through us, part by part. */
    DIRECT
}
