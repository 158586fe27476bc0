package io.longshore.store;

/**
 * An object that is whole.
 *
 * @param checksum the store's own, with its kind in front ({@code crc32c:…}); empty where it keeps none
 */
public record StoredObject(long sizeBytes, String checksum) {}
