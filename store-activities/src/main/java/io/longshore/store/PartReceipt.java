package io.longshore.store;

/**
 * A part that is in the store.
 *
 * @param length the bytes that it really has
 * @param tag what the store calls it (an ETag); empty where stores need none
 */
public record PartReceipt(int number, long offset, long length, String tag) {}
