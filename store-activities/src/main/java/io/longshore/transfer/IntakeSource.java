package io.longshore.transfer;

import io.longshore.image.FailureKind;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/**
 * What an intake reads, once and to its end.
 *
 * @param name for messages: what failed
 * @param bytes from where the intake stands ({@link Intake#resume}) to the end; stays the caller's to close, who may do so from
 *     another thread to end a blocked read
 * @param announcedBytes the image's whole size as the source gave it; empty where it gave none
 * @param mostBytes of the whole image; more is {@code TOO_LARGE}
 * @param whenDifferent what it is called when the size is not the announced one
 */
public record IntakeSource(
        String name,
        ReadableByteChannel bytes,
        OptionalLong announcedBytes,
        long mostBytes,
        FailureKind whenDifferent) {}
