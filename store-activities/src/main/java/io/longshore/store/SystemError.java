package io.longshore.store;

import io.longshore.image.FailureKind;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The errors of Linux's system calls that mean something to whoever keeps images in files. Java hands on their text alone, in the language of the process's
 * locale; so they are told by the text that the C library has for each number here and now.
 */
public enum SystemError {
    EPERM(1, FailureKind.UNAVAILABLE, "the operating system does not permit it"),
    EIO(5, FailureKind.UNAVAILABLE, "the device reports an input/output error"),
    EACCES(13, FailureKind.UNAVAILABLE, "permission denied to the user that Longshore runs as"),
    ENOTDIR(20, FailureKind.UNAVAILABLE, "a part of the path is not a directory"),
    EINVAL(22, FailureKind.UNAVAILABLE, "the file system does not offer that"),
    EMFILE(24, FailureKind.UNAVAILABLE, "the process has too many open files"),
    EFBIG(27, FailureKind.STORE_FULL, "larger than a file may be here"),
    ENOSPC(28, FailureKind.STORE_FULL, "no space left on the device"),
    EROFS(30, FailureKind.UNAVAILABLE, "the file system is read-only"),
    ENAMETOOLONG(36, FailureKind.INVALID, "the name is too long"),
    ESTALE(116, FailureKind.UNAVAILABLE, "the file handle is stale: was the file system exported or mounted anew?"),
    EDQUOT(122, FailureKind.STORE_FULL, "the disk quota is used up");

    private final String systemText;
    private final FailureKind kind;
    private final String words;

    SystemError(int number, FailureKind kind, String words) {
        this.systemText = textOf(number);
        this.kind = kind;
        this.words = words;
    }

    /** Which error {@code e} tells of; empty for one without a meaning of its own. */
    public static Optional<SystemError> of(IOException e) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return e instanceof java.nio.file.AccessDeniedException
                ? Optional.of(EACCES)
                : Arrays.stream(values()).filter(v -> v.systemText.equals(text)).findFirst();
    }

    /** What it is on the writing side; read-only and denied are what operators repair, so they may pass. */
    public FailureKind kind() {
        return kind;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** What Java's exceptions say. */
    public String systemText() {
        return systemText;
    }

    // Calling the C library is restricted; strerror takes a number and answers a text that nobody frees.
    @SuppressWarnings("restricted")
    private static String textOf(int number) {
        Linker linker = Linker.nativeLinker();
        MethodHandle strerror = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("strerror"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try {
            MemorySegment text = ((MemorySegment) strerror.invokeExact(number)).reinterpret(Long.MAX_VALUE);
            int length = 0;
            while (text.get(ValueLayout.JAVA_BYTE, length) != 0) {
                length++;
            }
            byte[] bytes = text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        } catch (Throwable e) {
            throw new IllegalStateException("the C library has no text for error " + number, e);
        }
    }
}
